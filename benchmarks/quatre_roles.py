"""Four people at work: each takes the file of their system, sends it, and looks at their queue before, after
and at the next run. Every step is a command, as they would type it.

Usage: PYTHONPATH=src:. python benchmarks/quatre_roles.py [--agents 300] [--graine 7]
The systems are real ones of this machine (OpenLDAP, scim2-server) or the stubs of the tests (Pro Santé
Identité); the DPI answers by an acknowledgement, then by its next export. The last delivery is the next run.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import load_workbook
from tests.outils import annuaire
from tests.outils.commandes import lancer
from tests.outils.psi import CLE, Service, service
from tests.outils.scim import Serveur

from workbench.access import ouvrir
from workbench.decisions import Registre
from workbench.decisions.saisie import composer
from workbench.demo import generate
from workbench.documents.preuve.verification import verifier
from workbench.documents.systemes.dpi import etats
from workbench.documents.systemes.iam import changements as ch
from workbench.documents.systemes.iam import etat
from workbench.documents.systemes.iam import scim as codec
from workbench.documents.systemes.psi import controle
from workbench.exchange.rpps_plus import classeur
from workbench.exchange.systemes.psi import envoi
from workbench.warehouse.publication import kept_versions

REFUSES = 2  # accounts the DPI does not take, gestures the portal refuses
CRITERE = "procedure_depart"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=300)
    parser.add_argument("--graine", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, service() as guichet:
        home = Path(folder) / "home"
        generate(home, agents=given.agents, rpps=10 * given.agents, graine=given.graine)
        last = sorted(path for path in (home / "data/raw").iterdir() if path.is_dir())[-1]
        aside = Path(folder) / last.name
        shutil.move(last, aside)
        _psi_open(home)
        do("run", "--tout", home=home)
        with annuaire.server(Path(folder) / "l") as ldap:
            told = [
                ("Référent DPI", dpi(home)),
                ("Gestionnaire RPPS+", rpps_plus(home)),
                ("Gestionnaire RPPS+, Pro Santé Identité", psi(home, guichet)),
                ("Auditeur", audit(home)),
            ]
            scim = Serveur(ch.rules()["scim"]["urn"])
            iam = [*administer(home, ldap, scim, "rien")]
            day = str(kept_versions(home)[-1][0])
            shutil.move(aside, last)
            _dpi_exports(home, last)
            do("run", home=home)
            after = [dpi_queue(home), gestures(home), ready(home), missing(home)]
            print(
                "| rôle | la file avant | ce qui part | à l’exécution suivante |\n| --- | --- | --- | --- |"
            )
            for (role, (before, sent)), now in zip(told, after, strict=True):
                print(f"| {role} | {before} | {sent} | {now} |")
            iam += administer(home, ldap, scim, day)
        print(
            f"| Administrateur de l’IAM | {iam[0]} | LDIF et SCIM chargés : {iam[1]} | {iam[2]} ;"
            f" chargés, {iam[3]} |"
        )


def do(*command: str | Path, home: Path) -> str:
    """One command, which must succeed."""
    code, said = lancer(*command, home=home)
    if code:
        raise SystemExit(f"{' '.join(map(str, command))} : {said}")
    return said


def dpi_queue(home: Path) -> str:
    """Proved numbers the DPI lacks, by state."""
    acces = ouvrir(home, "essai", "essai")
    rows = acces.nominatif("mart.retour_dpi", colonnes=etats.LUES)
    file = etats.queue(rows, Registre(home).en_vigueur(), etats.deliveries(acces))
    counted = dict(file.group_by("etat").len().sort("etat").iter_rows())
    words = etats.mots()["etats"]
    left = sum(counted.get(code, 0) for code in ("a_ecrire", "envoye", "applique", "dementi"))
    kept = ", ".join(f"{counted[c]} {words[c]['mot'].lower()}" for c in ("refuse", "inconnu") if c in counted)
    return f"{left} numéros à faire entrer, {counted.get('connu', 0)} connus" + (f", {kept}" if kept else "")


def dpi(home: Path) -> tuple[str, str]:
    """The file, and the acknowledgement the DPI gives of it."""
    before = dpi_queue(home)
    do("retour", "dpi", "--source", "dpi", home=home)
    [sent] = (home / "exports").glob("retour_dpi_*.csv")
    lines = list(csv.DictReader(StringIO(sent.read_text("utf-8-sig")), delimiter=";"))
    said = [line | {"RESULTAT": "OK" if rank >= REFUSES else "Refusé"} for rank, line in enumerate(lines)]
    answer = home / "accuse.csv"
    with answer.open("w", encoding="cp1252", errors="replace", newline="") as file:
        writer = csv.DictWriter(
            file, ["LOT", "RESULTAT", "LOGIN", "RPPS"], delimiter=";", extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(said)
    do("retour", "accuse", answer, home=home)
    taken = {line["LOGIN"]: line["RPPS"] for line in said if line["RESULTAT"] == "OK"}
    (home / "pris.csv").write_text("\n".join(";".join(pair) for pair in taken.items()), "utf-8")
    return (
        before,
        f"{len(lines)} lignes, accusé : {len(taken)} appliquées, {len(lines) - len(taken)} refusées",
    )


def _dpi_exports(home: Path, delivery: Path) -> None:
    """The next export of the DPI shows what it said it had applied."""
    taken = dict(line.split(";") for line in (home / "pris.csv").read_text("utf-8").splitlines())
    [path] = delivery.glob("DPI_*.csv")
    titles, *rows = [line.split(";") for line in path.read_bytes().decode("cp1252").split("\r\n")]
    login, number = titles.index("CODE_USER"), titles.index("NUM_RPPS")
    for row in rows:
        if len(row) == len(titles) and row[login] in taken:
            row[number] = taken[row[login]]
    path.write_bytes("\r\n".join(";".join(row) for row in [titles, *rows]).encode("cp1252"))


def gestures(home: Path) -> str:
    """What is still asked of the RPPS+ managers."""
    file = classeur.read(ouvrir(home, "essai", "essai"))
    waiting = file.demandees.height
    return f"{waiting} gestes demandés, {file.lignes.filter(pl.col('etat') == 'fait').height} faits"


def rpps_plus(home: Path) -> tuple[str, str]:
    """Every workbook filled, two lines refused, and taken back."""
    before, done = gestures(home), 0
    do("retour", "rpps-plus", home=home)
    today = dt.datetime.now(dt.UTC).date()
    for path in (home / "exports").glob("rpps_plus_*.xlsx"):
        book = load_workbook(path)
        for sheet in book.worksheets[1:]:
            titles = {cell.value: cell.column for cell in sheet[3]}
            if sheet.sheet_state != "visible" or "Fait le" not in titles:
                continue
            for row in range(4, sheet.max_row + 1):
                if row < 4 + REFUSES:
                    sheet.cell(row, titles["Réponse"]).value = "Refusé ou impossible"
                    sheet.cell(row, titles["Motif"]).value = "portail fermé"
                    continue
                sheet.cell(row, titles["Fait le"]).value = today
                if "Motif de fin" in titles:
                    sheet.cell(row, titles["Motif de fin"]).value = "RS"
                done += 1
        flux = BytesIO()
        book.save(flux)
        path.write_bytes(flux.getvalue())
        do("retour", "rpps-plus-reponse", path, home=home)
    return before, f"{done} gestes faits dans le portail"


def _psi_open(home: Path) -> None:
    """The sending is open, and asks no telephone: no source of the demonstration has one."""
    (home / "regles").mkdir()
    shipped = Path(controle.__file__).with_name("retour_psi.toml").read_text("utf-8")
    start = shipped.index('champ = "email"')
    free = shipped[:start] + shipped[start:].replace("obligatoire = true", "obligatoire = false")
    (home / "regles/retour_psi.toml").write_text(
        free.replace("actif = false", "actif = true").replace("par_minute = 60", "par_minute = 6000000"),
        "utf-8",
    )


def ready(home: Path) -> str:
    """Who may be enrolled, and who is."""
    rows = ouvrir(home, "essai", "essai").nominatif("mart.psi_personne")
    counted = dict(rows.group_by("verdict").len().iter_rows())
    return f"{counted.get('prete', 0)} prêtes, {counted.get('inscrite', 0)} inscrites"


def psi(home: Path, guichet: Service) -> tuple[str, str]:
    """A lot prepared, sent to the stub of the service, its answers taken in."""
    before = ready(home)
    do("psi", "preparer", "--motif", "essai des rôles", home=home)
    [lot] = (home / "exports").glob("PSI-*")
    os.environ |= {envoi.ADRESSE: guichet.adresse, envoi.CLE: CLE}
    do("psi", "envoyer", lot, "--confirmer", home=home)
    do("psi", "recevoir", home=home)
    return before, f"{len(guichet.recus)} corps envoyés, réponses reprises"


def missing(home: Path) -> str:
    """What a controller would still ask of the pack, and whether it holds."""
    do("preuve", "faire", "1.2-2027", "--signataire", "Mme X, directrice", home=home)
    pack = max((home / "exports").glob("preuve_*.zip"), key=lambda path: path.stat().st_mtime)
    said = do("preuve", "verifier", pack, home=home)
    holds = "tient" if verifier(pack.read_bytes()).intact and "Produit ici" in said else "ne tient pas"
    return f"{len(verifier(pack.read_bytes()).manifeste['manques'])} pièces manquent, le dossier {holds}"


def audit(home: Path) -> tuple[str, str]:
    """The pack, then the document that one of its criteria lacks."""
    before = missing(home)
    document = home / "procedure.txt"
    document.write_text("Procédure de départ, version 3", "utf-8")
    said = {
        "verdict": "operationnelle",
        "reference": "PRO-012 v3",
        "date_preuve": dt.datetime.now(dt.UTC).date().isoformat(),
        "motif": "validée en mai",
    }
    Registre(home).enregistrer([composer("preuve_declaree", "auditeur", said, objet=CRITERE)])
    do("preuve", "joindre", CRITERE, document, "--motif", "validée en mai", home=home)
    return before, "1 critère déclaré, son document joint"


def administer(home: Path, ldap: annuaire.Annuaire, scim: Serveur, since: str) -> tuple[str, str]:
    """People that the directory and the SCIM server hold otherwise than here, before and after the changes
    since the version they have are loaded.
    """
    rules = ch.rules()
    wanted = etat.read(ouvrir(home, "essai", "essai")).personnes
    out, ids = home / f"iam-{since}", home / "ids.csv"
    known = {ident: user["id"] for ident, user in scim.held().items()}
    ids.write_text("\n".join(["externalId;id", *(";".join(pair) for pair in known.items())]), "utf-8")
    given = ("--correspondance", ids) if known else ()
    before = _differences(ldap, scim, wanted, rules)
    do("retour", "identites", "--depuis", since, "--formats", "ldif,scim", "--out", out, *given, home=home)
    for file in out.iterdir():
        if file.suffix == ".ldif" and "schema" not in file.name:  # the directory knows our attributes already
            ldap.load(file.read_bytes())
        elif file.suffix == ".jsonl":
            told = scim.bulk(file.read_bytes())
            assert set(told) <= {"200", "201", "204"}, told
    return before, _differences(ldap, scim, wanted, rules)


def _differences(
    ldap: annuaire.Annuaire, scim: Serveur, wanted: Mapping[str, dict[str, Any]], rules: Mapping[str, Any]
) -> str:
    held = annuaire.people(ldap.held(), rules["ldif"])
    users = {ident: _bare(user) for ident, user in scim.held().items()}
    left = {  # a login that no directory gives any more is never taken back
        ident: {**one, "login": held[ident]["login"]}
        for ident, one in wanted.items()
        if one["login"] is None and held.get(ident, {}).get("login")
    }
    wanted = {**wanted, **left}
    urn = rules["scim"]["urn"]
    other = sum(held.get(ident) != _as_directory(person) for ident, person in wanted.items())
    there = sum(users.get(ident) != _bare(codec.user(ident, one, urn)) for ident, one in wanted.items())
    kept = f" ({len(left)} garde un nom de connexion que rien ne donne plus)" if left else ""
    return f"{other} personnes à porter dans OpenLDAP, {there} dans SCIM{kept}"


def _bare(user: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in user.items() if name not in ("id", "meta", "schemas")}


def _as_directory(person: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in person.items()
    }


if __name__ == "__main__":
    main()
