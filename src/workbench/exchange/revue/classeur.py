"""The review by workbook: cases out to HR or a service manager, with drop-downs and locked keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from workbench.access import Acces
from workbench.decisions import PREUVES
from workbench.office.feuille import (
    DATE,
    DISCRET,
    ENTETE,
    MIME,
    NORMAL,
    SOUS_TITRE,
    TITRE,
    impression,
    largeurs,
    sur,
)

__all__ = ["IDENTITE", "MIME", "NUMERO", "REPONSES_IDENTITE", "REPONSES_NUMERO", "contenu"]

REPONSES_IDENTITE = {
    "même personne": "meme_personne",
    "personnes différentes": "personne_differente",
    "compte générique": "compte_nature",
    "je ne sais pas": "",
}
REPONSES_NUMERO = {"confirmé": "rpps_confirme", "refusé": "rpps_refuse", "je ne sais pas": ""}
IDENTITE = {
    "Référence": 15,
    "Fiche A": 20,
    "Ce que dit A": 44,
    "Fiche B": 20,
    "Ce que dit B": 44,
    "Pourquoi la question": 38,
    "Réponse": 22,
    "Commentaire": 34,
    "Répondu par": 20,
}
NUMERO = {
    "Référence": 15,
    "Personne": 14,
    "Qui": 44,
    "Pourquoi la question": 38,
    "Numéro proposé": 16,
    "Qui porte ce numéro (annuaire public)": 34,
    "Réponse": 16,
    "Numéro retenu": 16,
    "Preuve": 30,
    "Date de la preuve": 16,
    "Référence de la preuve": 22,
    "Commentaire": 34,
    "Répondu par": 20,
}
SAISIES = {
    "Réponse",
    "Numéro retenu",
    "Preuve",
    "Date de la preuve",
    "Référence de la preuve",
    "Commentaire",
    "Répondu par",
}
FEUILLES = {"identite": "Qui est qui", "rpps": "Numéros RPPS"}
LIGNE_ENTETE = 3
SAISIE, FIGE, TITRE_FOND = (PatternFill("solid", fgColor=color) for color in ("FFF8E1", "F2F5F9", "1F4E8C"))


def contenu(
    acces: Acces, cas: pl.DataFrame, destinataire: str, noms: Mapping[str, str], le: dt.date
) -> bytes:
    """The workbook of these cases (rows of `mart.revue_cas`), nothing about anybody else.

    Args:
        destinataire: who it is sent to; written on the first sheet and in the log.
        noms: source code → what people call it.
        le: date of the data.
    """
    classeur = Workbook()
    _lisez_moi(classeur.active, destinataire, le, cas.height)
    pairs = cas.filter(pl.col("genre_cas") == "identite")
    numbers = cas.filter(pl.col("genre_cas") == "rpps")
    reason = f"classeur de revue pour {destinataire}"
    if pairs.height:
        idents = [*pairs["id_unique"].drop_nulls(), *pairs["id_unique_b"].drop_nulls()]
        told = _records(acces, idents, reason, noms)
        rows = [
            (
                row["id_cas"],
                row["cle_a"],
                told.get(row["cle_a"], ""),
                row["cle_b"],
                told.get(row["cle_b"], ""),
                row["motif"],
                *[""] * 3,
            )
            for row in pairs.iter_rows(named=True)
        ]
        _feuille(
            classeur.create_sheet(FEUILLES["identite"]),
            "Ces deux fiches sont-elles la même personne ?",
            IDENTITE,
            rows,
            le,
        )
    if numbers.height:
        rows = _numbers(acces, numbers, reason)
        _feuille(
            classeur.create_sheet(FEUILLES["rpps"]),
            "Ce numéro RPPS est-il celui de cette personne ?",
            NUMERO,
            rows,
            le,
        )
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def _records(acces: Acces, idents: list[str], reason: str, noms: Mapping[str, str]) -> dict[str, str]:
    columns = (
        "source cle_source nom nom_naissance nom_usage prenoms date_naissance emploi profil service".split()
    )
    rows = acces.nominatif("mart.revue_fiche", motif=reason, colonnes=columns, id_unique=sorted(set(idents)))
    return {f"{row['source']}:{row['cle_source']}": _told(row, noms) for row in rows.iter_rows(named=True)}


def _told(row: Mapping[str, Any], noms: Mapping[str, str]) -> str:
    birth = f"né(e) le {row['date_naissance']:%d/%m/%Y}" if row.get("date_naissance") else ""
    surname = row.get("nom_naissance") or row.get("nom") or ""
    usage = f"usage {row['nom_usage']}" if row.get("nom_usage") and row["nom_usage"] != surname else ""
    who = " ".join(part for part in (surname, row.get("prenoms") or "") if part)
    parts = [who, usage, birth, row.get("emploi") or row.get("profil") or "", row.get("service") or ""]
    return " · ".join(part for part in parts if part) + (
        f"\n({noms.get(row['source'], row['source'])})" if "source" in row else ""
    )


def _numbers(acces: Acces, cas: pl.DataFrame, reason: str) -> list[tuple[Any, ...]]:
    idents = cas["id_unique"].to_list()
    people = {
        row["id_unique"]: row
        for row in acces.nominatif("mart.identite", motif=reason, id_unique=idents).iter_rows(named=True)
    }
    offered: dict[str, dict[str, Any]] = {}
    for row in (
        acces.nominatif("mart.revue_candidat", motif=reason, id_unique=idents)
        .sort("rang")
        .iter_rows(named=True)
    ):
        offered.setdefault(row["id_unique"], row)
    rows = []
    for row in cas.iter_rows(named=True):
        best = offered.get(row["id_unique"], {})
        number = row["rpps"] or best.get("rpps") or ""
        bearer = " ".join(str(best[name]) for name in ("nom_exercice", "prenom_exercice") if best.get(name))
        person = {name: value for name, value in people[row["id_unique"]].items() if name != "source"}
        rows.append(
            (row["id_cas"], row["id_unique"], _told(person, {}), row["motif"], number, bearer, *[""] * 7)
        )
    return rows


def _feuille(
    feuille: Worksheet, titre: str, colonnes: Mapping[str, int], rows: list[tuple[Any, ...]], le: dt.date
) -> None:
    feuille["A1"], feuille["A1"].font = titre, SOUS_TITRE
    feuille["A2"] = (
        "Remplissez les colonnes jaunes. Une ligne laissée vide reste à traiter. Vous pouvez trier, filtrer, ajouter des colonnes."
    )
    feuille["A2"].font = DISCRET
    for rank, name in enumerate(colonnes, 1):
        cell = feuille.cell(LIGNE_ENTETE, rank, name)
        cell.font, cell.fill = ENTETE, TITRE_FOND
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    for number, row in enumerate(rows, LIGNE_ENTETE + 1):
        feuille.row_dimensions[number].height = 46
        for rank, (name, value) in enumerate(zip(colonnes, row, strict=True), 1):
            cell = feuille.cell(number, rank, sur(value))
            cell.font = NORMAL
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.fill = SAISIE if name in SAISIES else FIGE
            cell.protection = Protection(locked=name not in SAISIES)
            if name == "Date de la preuve":
                cell.number_format = DATE
            if name.startswith("Numéro"):
                cell.number_format = "@"
    last = LIGNE_ENTETE + len(rows)
    choices = {
        "Réponse": list(REPONSES_NUMERO if "Preuve" in colonnes else REPONSES_IDENTITE),
        "Preuve": list(PREUVES.values()),
    }
    for name, words in choices.items():
        if name in colonnes:
            _liste(feuille, list(colonnes).index(name) + 1, last, words)
    feuille.freeze_panes = feuille.cell(LIGNE_ENTETE + 1, 2)
    feuille.auto_filter.ref = f"A{LIGNE_ENTETE}:{get_column_letter(len(colonnes))}{last}"
    feuille.row_dimensions[LIGNE_ENTETE].height = 32
    largeurs(feuille, list(colonnes.values()))
    impression(feuille, titre, f"{le:%d/%m/%Y}", LIGNE_ENTETE)
    _proteger(feuille)


def _liste(feuille: Worksheet, rank: int, last: int, words: list[str]) -> None:
    """A drop-down; words go to a hidden column block when they would not fit in a formula."""
    source = ",".join(words)
    validation = DataValidation(type="list", formula1=f'"{source}"', allow_blank=True, showErrorMessage=True)
    validation.errorTitle, validation.error = (
        "Réponse à choisir dans la liste",
        "Choisissez une réponse de la liste, ou laissez vide.",
    )
    letter = get_column_letter(rank)
    validation.add(f"{letter}{LIGNE_ENTETE + 1}:{letter}{last}")
    feuille.add_data_validation(validation)


def _proteger(feuille: Worksheet) -> None:
    """Keys are locked without a password: a slip is prevented, a colleague is not."""
    feuille.protection.sheet = True
    for name in ("autoFilter", "sort", "formatColumns", "formatRows", "insertColumns"):
        setattr(feuille.protection, name, False)  # False: allowed


def _lisez_moi(feuille: Worksheet, destinataire: str, le: dt.date, nombre: int) -> None:
    feuille.title = "Lisez-moi"
    lines = [
        ("Revue des identités", TITRE),
        (f"Pour : {destinataire}. {nombre} cas, données du {le:%d/%m/%Y}.", NORMAL),
        ("", NORMAL),
        ("Ce qu'on vous demande", SOUS_TITRE),
        ("1. Ouvrez chaque feuille et répondez dans les colonnes jaunes, avec les listes proposées.", NORMAL),
        ("2. Ne répondez que de ce que vous savez : une ligne vide reste simplement à traiter.", NORMAL),
        (
            "3. « Personnes différentes » est une vraie réponse : deux homonymes ne doivent jamais partager un accès.",
            NORMAL,
        ),
        ("4. Pour un numéro confirmé, dites la preuve et la date à laquelle vous l'avez vue.", NORMAL),
        (
            "5. Renvoyez le classeur à l'équipe projet ; il sera relu ligne à ligne avant d'être enregistré.",
            NORMAL,
        ),
        ("", NORMAL),
        ("Données personnelles", SOUS_TITRE),
        ("Ce classeur nomme des personnes. Ne le transférez pas, gardez-le sur un espace protégé,", NORMAL),
        ("et supprimez-le une fois renvoyé (au plus tard trente jours après réception).", NORMAL),
    ]
    for number, (text, font) in enumerate(lines, 1):
        feuille.cell(number, 1, text).font = font
    feuille.column_dimensions["A"].width = 110
    impression(feuille, "Revue des identités", f"{le:%d/%m/%Y}", None)
