"""The review by workbook: cases out to HR or a service manager, with drop-downs and locked keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbench.access import Acces
from workbench.documents.destinataire import team
from workbench.exchange import ecrivain
from workbench.exchange.contrat import contrat
from workbench.looks.formats import ponctue
from workbench.office.feuille import MIME, NORMAL, SOUS_TITRE, TITRE, lisez_moi
from workbench.office.paquet import octets

__all__ = ["MIME", "contenu"]
SANS_NUMERO = "Aucun numéro valable à proposer : si vous en avez un, écrivez-le dans « Numéro retenu »."


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
    _lisez_moi(classeur.active, destinataire, le, cas.height, team(acces.home))
    pairs = cas.filter(pl.col("genre_cas") == "identite")
    numbers = cas.filter(pl.col("genre_cas") == "rpps")
    reason = f"classeur de revue pour {destinataire}"
    if pairs.height:
        idents = [*pairs["id_unique"].drop_nulls(), *pairs["id_unique_b"].drop_nulls()]
        told = _records(acces, idents, reason, noms)
        rows = [
            (
                told.get(row["cle_a"], ""),
                told.get(row["cle_b"], ""),
                ponctue(row["motif"] or ""),
                *[""] * 3,
                row["id_cas"],
                row["cle_a"],
                row["cle_b"],
            )
            for row in pairs.iter_rows(named=True)
        ]
        _feuille(classeur, "identite", rows, le)
    if numbers.height:
        rows = _numbers(acces, numbers, reason)
        _feuille(classeur, "rpps", rows, le)
    return octets(classeur, le, "Revue des identités", f"Pour : {destinataire}")


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
    candidates = acces.nominatif("mart.revue_candidat", motif=reason, id_unique=idents).sort("rang")
    best = dict(candidates.unique("id_unique", keep="first").select("id_unique", "rpps").iter_rows())
    bearers = _bearers(acces, candidates, cas["rpps"].drop_nulls().to_list(), reason)
    rows = []
    for row in cas.iter_rows(named=True):
        number = row["rpps"] or best.get(row["id_unique"]) or ""
        bearer = bearers.get(number, "") if number else SANS_NUMERO
        person = {name: value for name, value in people[row["id_unique"]].items() if name != "source"}
        rows.append(
            (
                _told(person, {}),
                ponctue(row["motif"] or ""),
                number,
                bearer,
                *[""] * 7,
                row["id_cas"],
                row["id_unique"],
            )
        )
    return rows


def _bearers(acces: Acces, candidates: pl.DataFrame, numbers: list[str], reason: str) -> dict[str, str]:
    """Number → who bears it: as its candidate says, else as the public directory does."""
    columns = ["rpps", "nom_exercice", "prenom_exercice"]
    public = acces.nominatif("mart.annuaire_rpps", motif=reason, colonnes=columns, rpps=numbers)
    told = pl.concat([public.select(columns), candidates.select(columns)]).iter_rows()
    return {number: " ".join(name for name in names if name) for number, *names in told}


def _feuille(classeur: Workbook, code: str, rows: list[tuple[Any, ...]], le: dt.date) -> None:
    sheet = contrat("revue").feuille(code)
    ecrivain.ecrire(
        classeur.create_sheet(sheet.titre),
        sheet,
        rows,
        ecrivain.Entete(
            sheet.question,
            "Remplissez les colonnes jaunes. Une ligne laissée vide reste à traiter. Vous pouvez trier,"
            " filtrer, ajouter des colonnes.",
            f"{le:%d/%m/%Y}",
        ),
    )


def _lisez_moi(feuille: Worksheet, destinataire: str, le: dt.date, nombre: int, equipe: str) -> None:
    lines = [
        ("Revue des identités", TITRE),
        (f"Pour : {destinataire}. {nombre} cas, données du {le:%d/%m/%Y}.", NORMAL),
        ("", NORMAL),
        ("Ce qu'on vous demande", SOUS_TITRE),
        ("1. Ouvrez chaque feuille et répondez dans les colonnes jaunes, avec les listes proposées.", NORMAL),
        ("2. Ne répondez que de ce que vous savez : une ligne vide reste simplement à traiter.", NORMAL),
        (
            (
                "3. « Personnes différentes » est une vraie réponse : deux homonymes ne doivent jamais"
                " partager un accès."
            ),
            NORMAL,
        ),
        ("4. Pour un numéro confirmé, dites la preuve et la date à laquelle vous l'avez vue.", NORMAL),
        (
            (
                f"5. Renvoyez le classeur à {equipe} ; il est relu ligne à ligne : une seule faute, et"
                " rien n’est enregistré."
            ),
            NORMAL,
        ),
        ("", NORMAL),
        ("Données personnelles", SOUS_TITRE),
        ("Ce classeur nomme des personnes. Ne le transférez pas, gardez-le sur un espace protégé,", NORMAL),
        ("et supprimez-le une fois renvoyé (au plus tard trente jours après réception).", NORMAL),
    ]
    lisez_moi(feuille, lines, "Revue des identités", f"{le:%d/%m/%Y}")
