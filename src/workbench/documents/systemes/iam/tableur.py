"""Changes as a csv file, one line an attribute that changes, before and after, for an import script; the same
in a workbook for who reads them, one line a person, in words; and what a person must settle.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from io import StringIO
from typing import Any

import polars as pl

from workbench.documents.listes import liste
from workbench.documents.systemes.iam.changements import Changement, Difference, mots
from workbench.looks.etats import CONTRATS, mot
from workbench.looks.formats import accord, jour
from workbench.office.paquet import SANS_DATE

TITRES = (
    "ordre",
    "cle",
    "genre",
    "changement",
    "id_unique",
    "login",
    "attribut",
    "avant",
    "apres",
    "intitule",
)
LU = {
    "genre": "Changement",
    "personne": "Personne",
    "matricule": "Matricule",
    "connexion": "Nom de connexion",
    "dit": "Ce qui change",
}
A_REGLER = {
    "personne": "Personne",
    "matricule": "Matricule",
    "mot": "Pourquoi",
    "autre": "L’autre identité",
    "qui": "Qui le règle",
    "que_faire": "Que faire",
    "connexion": "Nom de connexion",
}
DEJA_DITS = ("nom", "prenom", "matricule", "login")
"""What the line of somebody who arrives says already, beside what changes."""
VIDE = "rien"
LUE = "Feuille à lire : l’annuaire ou l’IAM prend les autres fichiers"
RIEN_NE_PART = "Rien de cela ne part : à régler à la main"
LUS_AU_PLUS = 5_000
"""People a workbook to read holds: nobody reads more, and a first load takes the csv file."""


def changes(difference: Difference) -> bytes:
    """The changes, `;`, UTF-8 with its mark, in the order they are to be applied: codes for a machine, and
    what each attribute is called.
    """
    flow = StringIO()
    rows = csv.writer(flow, delimiter=";", lineterminator="\r\n").writerows
    rows([TITRES])
    for rank, change in enumerate(difference.changements, 1):
        word = mots()["genres"][change.genre]["mot"]
        head = (rank, change.cle, change.genre, word, change.id_unique, change.apres["login"] or "")
        rows(
            (*head, name, _texte(change.avant.get(name)), _texte(value), mots()["attributs"][name])
            for name, value in change.valeurs.items()
        )
    return flow.getvalue().encode("utf-8-sig")


def to_read(difference: Difference, professions: Mapping[str, str], mention: str) -> bytes | None:
    """The changes as people say them, one line a person, numbers kept as texts; None of a first load, which
    changes nothing, and when they are too many to be read.

    Args:
        professions: code → its name. mention: the retention notice.
    """
    if difference.avant.date is None or not 0 < len(difference.changements) <= LUS_AU_PLUS:
        return None
    rows = [
        {
            "genre": mots()["genres"][change.genre]["mot"],
            **_who(difference, change.id_unique),
            "dit": _told(change, professions),
        }
        for change in difference.changements
    ]
    since = f"depuis le {jour(difference.avant.date)}"
    titre = f"Changements pour l’annuaire et l’IAM, {since} : {accord(len(rows), 'personne')}"
    return _liste(difference, rows, LU, titre, mention, LUE)


def put_aside(difference: Difference, mention: str) -> bytes:
    """What a person must settle: who, why, with whom, who settles it and how."""
    rows = []
    for one in difference.a_part:
        word = mots()["a_part"][one.motif]
        other = " ".join(filter(None, (_name(difference, one.detail), one.detail and f"({one.detail})")))
        told = {
            "mot": word["mot"],
            "autre": other or None,
            "qui": word["qui"],
            "que_faire": word["que_faire"],
        }
        rows.append({**_who(difference, one.id_unique), **told})
    titre = f"À régler avant l’annuaire et l’IAM : {accord(len(rows), 'personne')}"
    return _liste(difference, rows, A_REGLER, titre, mention, RIEN_NE_PART)


def _liste(
    difference: Difference,
    rows: list[dict[str, str | None]],
    colonnes: Mapping[str, str],
    titre: str,
    mention: str,
    gardee: str,
) -> bytes:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(colonnes, pl.String))
    said = {name: title for name, title in colonnes.items() if frame[name].null_count() < frame.height}
    return liste.contenu(frame, said, titre, mention, difference.apres.date or SANS_DATE, gardee=gardee)


def _who(difference: Difference, ident: str) -> dict[str, str | None]:
    """Who that is, as people know them; the identity's own name when its record says nothing."""
    person = _person(difference, ident)
    return {
        "personne": _name(difference, ident) or ident,
        "matricule": person.get("matricule"),
        "connexion": person.get("login"),
    }


def _person(difference: Difference, ident: str) -> Mapping[str, Any]:
    return difference.apres.personnes.get(ident) or difference.avant.personnes.get(ident) or {}


def _name(difference: Difference, ident: str) -> str:
    person = _person(difference, ident)
    return " ".join(filter(None, (person.get("nom"), person.get("prenom"))))


def _told(change: Changement, professions: Mapping[str, str]) -> str:
    """« Service : Bloc → Urgences ; Fin : 31/10/2026 » ; of an arrival, what is known."""
    said = []
    for name, value in change.valeurs.items():
        before = _dit(name, change.avant.get(name), professions)
        after = _dit(name, value, professions)
        if (before or after) and (change.avant or name not in DEJA_DITS):
            told = f"{before or VIDE} → {after or VIDE}" if change.avant else after
            said.append(f"{mots()['attributs'][name]} : {told}")
    return " ; ".join(said)


def _dit(name: str, value: Any, professions: Mapping[str, str]) -> str:
    """A value as people say it."""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if value and name == "profession_code":
        return professions.get(value, value)
    if value and name == "type_contrat":
        return mot(CONTRATS, value)
    return _texte(value)


def _texte(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
