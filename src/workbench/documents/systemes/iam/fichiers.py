"""The files that give a directory or an IAM what changed since a version it already took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from workbench.access import Acces, ouvrir, ouvrir_version
from workbench.documents.listes import liste
from workbench.documents.produits import Produit, exiger
from workbench.documents.systemes.iam import etat, ldif, scim, tableur
from workbench.documents.systemes.iam.changements import ROOM, Difference, compare, require_departures, rules
from workbench.looks.formats import jour
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse import published_date
from workbench.warehouse.publication import kept_versions

PRODUIT = "retour_identites"
SCHEMA = "schema_openldap.ldif"
MIMES = {".csv": "text/csv", ".xlsx": liste.MIME, ".ldif": "text/plain", ".jsonl": "application/x-ndjson"}
FORMATS = {
    "csv": "Fichier csv pour un script, et son classeur à lire",
    "ldif": "Annuaire LDAP (LDIF)",
    "entra": "Microsoft Entra (SCIM, une demande par ligne)",
    "scim": "SCIM 2.0 (une demande par ligne)",
}


@dataclass(frozen=True)
class Demande:
    """What is asked. `depuis`: date of the version the receiver already took; None: the one before the last;
    `initiale`: it took none yet. `connus`: externalId → id at the receiver.
    """

    depuis: dt.date | None = None
    initiale: bool = False
    departs_confirmes: int | None = None
    connus: Mapping[str, str] | None = None


def starts(home: Path) -> list[tuple[dt.date, Path]]:
    """The versions one may start from: those kept from before the published one, oldest first."""
    current = published_date(home)
    return [(day, path) for day, path in kept_versions(home) if current and day < current]


def difference(home: Path, utilisateur: str, demande: Demande) -> Difference:
    """What changed, read through the gate (logged), nothing produced.

    Raises:
        ErreurWorkbench: no such version is kept. AccesRefuse, VersionAncienne: see `etat.read`.
    """
    regle = rules(home)
    reason = "identités et changements pour l’IAM"
    new = etat.read(ouvrir(home, utilisateur, reason))
    if demande.initiale:
        return compare(etat.RIEN, new, regle)
    before = starts(home)
    found = [path for day, path in before if demande.depuis in (None, day)]
    if not found:
        listed = ", ".join(day.isoformat() for day, _ in before) or "aucune"
        raise ErreurWorkbench(
            "Version de départ introuvable",
            f"{demande.depuis or 'Aucune version avant la dernière'} ; versions gardées : {listed}.",
            "Choisissez une de ces dates, ou la première charge (« rien »).",
        )
    earlier = [path for _, path in before[: [path for _, path in before].index(found[-1]) + 1]]
    gates = (ouvrir_version(home, utilisateur, reason, path) for path in reversed(earlier))
    taken = etat.read(next(gates))
    known = etat.known_to_receiver(taken, (partial(etat.read, gate) for gate in gates), new)
    return compare(known, new, regle)


def prepare(
    home: Path, utilisateur: str, demande: Demande, formats: Collection[str]
) -> tuple[Difference, list[Produit]]:
    """The files of those formats, nothing written yet.

    Raises:
        AccesRefuse: the role exports nothing. TropDeDeparts: too many departures, not confirmed.
        ErreurWorkbench: a format cannot say these changes; none is produced.
    """
    acces = ouvrir(home, utilisateur, PRODUIT)
    exiger(acces, True)
    found = difference(home, utilisateur, demande)
    regle = rules(home)
    require_departures(found, regle, demande.departs_confirmes)
    name = f"identites_{found.avant.date or 'initiale'}_{found.apres.date}"
    writers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "csv": (f"{name}.csv", lambda: tableur.changes(found)),
        "ldif": (f"{name}.ldif", lambda: ldif.changes(found, regle["ldif"])),
        "entra": (f"{name}_entra.jsonl", lambda: scim.entra(found, regle["scim"])),
        "scim": (f"{name}_scim.jsonl", lambda: scim.bulk(found, regle["scim"], demande.connus or {})),
    }
    made = [(file, write()) for code, (file, write) in writers.items() if code in formats]
    notice = liste.mention(home)
    if "csv" in formats and (read := tableur.to_read(found, _professions(acces), notice)):
        made.append((f"{name}_a_lire.xlsx", read))
    if found.a_part:
        made.append((f"{name}_a_traiter.xlsx", tableur.put_aside(found, notice)))
    if "ldif" in formats and demande.initiale:
        made.append((SCHEMA, files(ROOM).joinpath(SCHEMA).read_bytes()))
    return found, [_produit(found, file, content, regle) for file, content in made]


def _professions(acces: Acces) -> dict[str, str]:
    """Code → name of the professions of the version."""
    told = acces.agregat("couverture").select("profession_code", "profession")
    return dict(told.drop_nulls().unique().sort("profession_code", "profession").iter_rows())


def _produit(found: Difference, file: str, content: bytes, regle: Mapping[str, Any]) -> Produit:
    day = found.apres.date or dt.date.min
    since = jour(found.avant.date) if found.avant.date else "première charge"
    options = {"depuis": since, "changements": str(len(found.changements)), "règles": str(regle["version"])}
    return Produit(PRODUIT, file, content, MIMES[Path(file).suffix], day, found.apres.code, options)
