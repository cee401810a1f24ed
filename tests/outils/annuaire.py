"""LDIF change records as a directory reads them, and a real OpenLDAP for the time of a test."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.documents.systemes.iam import ldif
from workbench.documents.systemes.iam.etat import ATTRIBUTS

SCHEMAS = Path("/etc/ldap/schema")
PROGRAMMES = ("slapadd", "slapd", "ldapmodify", "slapcat")
Entree = dict[str, list[str]]

REGLAGES = """include {schemas}/core.schema
include {schemas}/cosine.schema
include {schemas}/inetorgperson.schema
include {dossier}/hospiconnect.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {dossier}/slapd.pid
database mdb
maxsize 104857600
suffix "dc=hopital,dc=fr"
rootdn "cn=admin,dc=hopital,dc=fr"
rootpw essai
directory {dossier}/donnees
"""
SOCLE = """dn: dc=hopital,dc=fr
objectClass: top
objectClass: dcObject
objectClass: organization
dc: hopital
o: hopital

dn: ou=personnes,dc=hopital,dc=fr
objectClass: organizationalUnit
ou: personnes
"""


def missing() -> list[str]:
    """The programs that are not there."""
    path = os.environ.get("PATH", "") + ":/usr/sbin"
    return [name for name in PROGRAMMES if shutil.which(name, path=path) is None]


def records(text: str) -> Iterator[list[tuple[str, str]]]:
    """Records of an LDIF text: lines unfolded, base64 undone."""
    for block in text.replace("\n ", "").split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(("#", "version:"))]
        found = []
        for line in lines:
            name, _, value = line.partition(":")
            plain = not value.startswith(":")
            found.append((name, value.lstrip(" ") if plain else base64.b64decode(value[1:]).decode()))
        if found:
            yield found


def entries(text: str) -> dict[str, Entree]:
    """Entries by employeeNumber."""
    found: dict[str, Entree] = {}
    for record in records(text):
        entry: Entree = {}
        for name, value in record:
            entry.setdefault(name, []).append(value)
        if "employeeNumber" in entry:
            found[entry["employeeNumber"][0]] = entry
    return found


def people(held: dict[str, Entree], regle: dict) -> dict[str, dict]:
    """What a directory holds, as the state of people it stands for."""
    out = {}
    for ident, entry in held.items():
        person = {code: entry.get(regle["attributs"][code], [None])[0] for code in ATTRIBUTS}
        out[ident] = person | {"actif": person["actif"] == "TRUE"}
    return out


def openldap_schema() -> str:
    """Our schema as an old-style configuration takes it."""
    read = (Path(ldif.__file__).with_name("schema_openldap.ldif")).read_text("utf-8")
    out = []
    for line in read.splitlines():
        name, _, value = line.partition(": ")
        if name in ("olcAttributeTypes", "olcObjectClasses"):
            out.append(f"{'attributetype' if name == 'olcAttributeTypes' else 'objectclass'} {value}")
    return "\n".join(out) + "\n"


@contextmanager
def server(dossier: Path) -> Iterator[Annuaire]:
    """An empty OpenLDAP listening on a socket of that folder; stopped at the end."""
    (dossier / "donnees").mkdir(parents=True)
    (dossier / "hospiconnect.schema").write_text(openldap_schema(), "utf-8")
    settings = dossier / "slapd.conf"
    settings.write_text(REGLAGES.format(schemas=SCHEMAS, dossier=dossier), "utf-8")
    home = Annuaire(dossier, f"ldapi://{str(dossier / 's').replace('/', '%2F')}", settings)
    home.run("slapadd", "-f", str(settings), entree=SOCLE.encode())
    process = subprocess.Popen(
        [home.program("slapd"), "-d", "0", "-f", str(settings), "-h", home.adresse],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            if (dossier / "s").exists():
                break
            time.sleep(0.05)
        yield home
    finally:
        process.terminate()
        process.wait(timeout=30)


class Annuaire:
    """A running OpenLDAP."""

    def __init__(self, dossier: Path, adresse: str, settings: Path) -> None:
        self.dossier, self.adresse, self.settings = dossier, adresse, settings

    @staticmethod
    def program(name: str) -> str:
        found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
        assert found
        return found

    def run(self, name: str, *arguments: str, entree: bytes = b"") -> str:
        done = subprocess.run(
            [self.program(name), *arguments], input=entree, capture_output=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        return done.stdout.decode()

    def load(self, content: bytes) -> None:
        """Apply change records."""
        admin = ("-D", "cn=admin,dc=hopital,dc=fr", "-w", "essai")
        self.run("ldapmodify", "-x", "-H", self.adresse, *admin, entree=content)

    def held(self) -> dict[str, Entree]:
        """Everybody it holds."""
        return entries(self.run("slapcat", "-f", str(self.settings)))
