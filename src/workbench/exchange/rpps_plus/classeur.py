"""The RPPS+ manager's workbook: one sheet a gesture, one line a person, answers in the yellow columns. Made
again from the same run, it has the same bytes and the same lot.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbench.access import Acces
from workbench.documents.destinataire import team
from workbench.documents.listes import liste
from workbench.documents.produits import Produit, exiger
from workbench.documents.systemes.rpps_plus import regles
from workbench.documents.systemes.rpps_plus.regles import Geste
from workbench.exchange import ecrivain
from workbench.exchange.contrat import Contrat, Feuille, contrat
from workbench.exchange.rpps_plus.communs import once
from workbench.looks.etats import AUTORITES, RPPS_PLUS, etat, mot
from workbench.looks.formats import accord, jour, minuscule, nombre
from workbench.office.feuille import MIME, NORMAL, SOUS_TITRE, TITRE, lisez_moi
from workbench.office.paquet import octets
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings

PRODUIT, RAISON, MART = "rpps_plus", "classeurs du gestionnaire RPPS+", "mart.rpps_plus_geste"
PARTOUT = (
    "nom",
    "prenom",
    "matricule",
    "service",
    "constat",
    "etat",
    "fait_le",
    "reponse",
    "motif",
    "reference",
)
A_FAIRE = "a_faire"
DEMANDES = (A_FAIRE, "a_revoir", "refuse")
TRI = ["priorite", "etablissement", "service", "nom", "id_unique"]
TRAITS = {
    "nom_naissance": "nom_naissance",
    "prenoms": "prenoms",
    "sexe": "sexe",
    "date_naissance": "date_naissance",
    "commune": "code_commune_naissance",
    "courriel": "email",
    "telephone": "telephone",
}


@dataclass(frozen=True)
class File:
    """The work of a version: `lignes` are rows of `mart.rpps_plus_geste`, whatever their state; `traits`:
    id_unique → what the enrolment form asks (rows of `mart.retour_psi`).
    """

    home: Path
    lot: str
    le: dt.date
    lignes: pl.DataFrame
    traits: Mapping[str, Mapping[str, Any]]

    @property
    def demandees(self) -> pl.DataFrame:
        """What is still asked of somebody."""
        return self.lignes.filter(pl.col("etat").is_in(DEMANDES))


def expected(home: Path | None = None) -> Contrat:
    """The contract of a workbook: the sheet that asks a reason of end comes first, so that a sheet renamed is
    never taken for one that does not read it.
    """
    base = contrat("rpps_plus").avec(listes={"motif_fin": regles.rules(home)["motifs_fin"]})
    sheets = [_sheet(base, gesture) for gesture in regles.gestes(home)]
    return replace(base, feuilles=tuple(sorted(sheets, key=lambda sheet: -len(sheet.exigees))))


def _sheet(base: Contrat, gesture: Geste) -> Feuille:
    kept = {*PARTOUT, *gesture.colonnes}
    sheet = base.feuille("geste")
    columns = tuple(item for item in sheet.colonnes if item.code in kept)
    return replace(sheet, code=gesture.code, titre=gesture.titre, question=gesture.question, colonnes=columns)


def read(acces: Acces) -> File:
    """The work of the published version (logged reading)."""
    rows = liste.with_matricules(acces, acces.nominatif(MART, motif=RAISON), RAISON)
    register = rows.filter(pl.col("geste") == "inscrire")["id_unique"].to_list()
    columns = ["id_unique", *TRAITS.values()]
    asked = acces.nominatif("mart.retour_psi", motif=RAISON, colonnes=columns, id_unique=register)
    day: dt.date = acces.agregat("mart.synthese")["date_execution"][0]
    told = f"{acces.version}|{regles.rules(acces.home)['version']}"
    lot = f"RP-{day:%Y%m%d}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    return File(acces.home, lot, day, rows, {row["id_unique"]: row for row in asked.to_dicts()})


def reference(lot: str, row: Mapping[str, Any]) -> str:
    """What a line answers to."""
    return "|".join((lot, row["geste"], row["id_unique"], row["etablissement"]))


def prepare(acces: Acces) -> tuple[File, list[Produit]]:
    """One workbook a manager, nothing written yet.

    Raises:
        AccesRefuse: the role exports nothing. ErreurWorkbench: nothing is asked of anybody.
    """
    exiger(acces, True)
    file = read(acces)
    asked = file.demandees
    if asked.is_empty():
        raise ErreurWorkbench(
            "Rien à demander dans RPPS+",
            f"{nombre(file.lignes.height)} gestes connus, tous répondus.",
            "La prochaine exécution dira s’il en reste à revoir.",
        )
    made, used, motif = [], set[str](), f"rpps_plus_{{}}_{file.le.isoformat()}.xlsx"
    for who, places in regles.managers(acces.home, asked["etablissement"].unique().to_list()).items():
        rows = asked.filter(pl.col("etablissement").is_in(places))
        name = ecrivain.file_name(motif, who, used, "sans_nom")
        options = {"lot": file.lot, "pour": who, "gestes": str(rows.height)}
        content = contenu(file, who, rows)
        made.append(Produit(PRODUIT, name, content, MIME, file.le, acces.version, options))
    return file, made


def contenu(file: File, who: str, rows: pl.DataFrame) -> bytes:
    """The workbook of one manager; a gesture nobody needs has no sheet."""
    wanted = expected(file.home)
    book = Workbook()
    counted = dict(rows.group_by("geste").len().iter_rows())
    shown = [gesture for gesture in regles.gestes(file.home) if counted.get(gesture.code)]
    _readme(book.active, file, who, {gesture.titre: counted[gesture.code] for gesture in shown})
    lists = ecrivain.Listes(book.create_sheet("Choix"))
    for gesture in shown:
        sheet = wanted.feuille(gesture.code)
        ours = rows.filter(pl.col("geste") == gesture.code)
        told = [_told(file, row) for row in liste.trier(ours, TRI).to_dicts()]
        above, told = once(sheet, told, file.home)
        sheet = _filled(sheet, told)
        lines = [[one.get(item.code) for item in sheet.colonnes] for one in told]
        ecrivain.ecrire(
            book.create_sheet(sheet.titre, len(book.sheetnames) - 1),
            sheet,
            lines,
            ecrivain.Entete(
                f"{gesture.titre} : {accord(len(lines), 'ligne')}, lot {file.lot}",
                f"{gesture.question}\n{above}".strip(),
                f"{file.le:%d/%m/%Y}",
            ),
            ecrivain.Choix(lists),
        )
    return octets(book, file.le, "Travail du gestionnaire RPPS+", f"Pour : {who}")


def _told(file: File, row: Mapping[str, Any]) -> dict[str, Any]:
    """Column → what a line says."""
    traits = file.traits.get(row["id_unique"], {})
    return {
        **{column: traits.get(name) for column, name in TRAITS.items()},
        **{name: row[name] for name in ("nom", "prenom", "service", "rpps", "code_metier", "au_rpps")},
        **{name: row[name] for name in ("date_effet", "a_faire", "manque", "qui", "a_verifier")},
        "matricule": row.get(liste.MATRICULE),
        "constat": row["mot"],
        "metier": row["profession"],
        "autorite": mot(AUTORITES, row["autorite"]),
        "etat": None if row["etat"] == A_FAIRE else standing(row),
        "reference": reference(file.lot, row),
    }


def standing(row: Mapping[str, Any]) -> str:
    """Where a gesture stands, and why."""
    state = etat(RPPS_PLUS, row["etat"]).mot
    return f"{state} : {minuscule(row['motif_etat'])}" if row["motif_etat"] else state


def _filled(sheet: Feuille, told: Sequence[Mapping[str, Any]]) -> Feuille:
    """Without the columns that say nothing on any line; what is printed first."""
    kept = tuple(
        item
        for item in sheet.colonnes
        if item.exigee or item.saisie or any(one.get(item.code) is not None for one in told)
    )
    return replace(sheet, colonnes=kept).rangee()


def _place(home: Path, who: str) -> str:
    """The name of an establishment whose manager nobody named."""
    return next((one.nom for one in load_settings(home).etablissement.entites if one.code == who), who)


def _readme(feuille: Worksheet, file: File, who: str, counted: Mapping[str, int]) -> None:
    ends = regles.rules(file.home)["motifs_fin"]
    lines = [
        ("Travail du gestionnaire RPPS+", TITRE),
        (f"Pour : {_place(file.home, who)}. Lot {file.lot} ; données du {jour(file.le)}.", NORMAL),
        ("", NORMAL),
        *((f"{title} : {nombre(count)}", NORMAL) for title, count in counted.items()),
        ("", NORMAL),
        ("Ce qu’on vous demande", SOUS_TITRE),
        ("1. Une feuille par geste, une ligne par personne, la plus urgente en haut.", NORMAL),
        ("2. Faites le geste dans le portail RPPS+, puis écrivez la date dans « Fait le ».", NORMAL),
        (
            "3. Si ce n’est pas possible, choisissez « Refusé ou impossible » dans « Réponse » et dites"
            " pourquoi dans « Motif » ; s’il n’y a rien à faire, choisissez « Rien à faire » et dites"
            " pourquoi.",
            NORMAL,
        ),
        (
            "4. « Activités à fermer » demande aussi le motif de fin : "
            + ", ".join(f"{code} {label}" for code, label in ends.items())
            + ".",
            NORMAL,
        ),
        (
            "5. Laissez vide ce qui n’est pas traité, puis renvoyez le classeur à"
            f" {team(file.home)} : une seule faute, et rien n’est enregistré.",
            NORMAL,
        ),
        ("", NORMAL),
        ("Données personnelles", SOUS_TITRE),
        (liste.mention(file.home), NORMAL),
        ("Ce classeur nomme des personnes : ne le transférez pas, et supprimez-le une fois renvoyé.", NORMAL),
    ]
    lisez_moi(feuille, lines, "Travail du gestionnaire RPPS+", f"{file.le:%d/%m/%Y}")
