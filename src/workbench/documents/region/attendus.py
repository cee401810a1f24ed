"""Who must send: the list that a GRADeS drops beside the twins, and what is set aside, said the same way."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from io import StringIO
from typing import Any

import polars as pl
from pydantic import TypeAdapter, ValidationError

from workbench.documents.jumeau import Finess
from workbench.socle import numeros
from workbench.socle.departements import du_finess
from workbench.socle.erreurs import ErreurWorkbench

ATTENDUS = "attendus.csv"
SCHEMA_ATTENDUS: dict[str, Any] = {
    **dict.fromkeys(("finess_ej", "nom", "departement"), pl.String),
    "sorti_le": pl.Date,
    "devenu": pl.String,
}


class AttendusIllisibles(ErreurWorkbench):
    """`attendus.csv` cannot be read."""


@dataclass(frozen=True)
class Ecarte:
    """A file that was not consolidated, and why."""

    fichier: str
    titre: str
    message: str


def lire_attendus(octets: bytes) -> tuple[pl.DataFrame, list[Ecarte]]:
    """Who must send (`finess_ej`, optional `nom`, `departement`), and who no longer does: `sorti_le` (a
    date), `devenu` (the FINESS it was merged into). Bad lines are set aside, one by one; nothing gives
    nobody.

    Raises:
        AttendusIllisibles: not a CSV, or no column `finess_ej`.
    """
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", "replace")
    separateur = ";" if texte.partition("\n")[0].count(";") else ","
    try:
        lues = list(csv.DictReader(StringIO(texte, newline=""), delimiter=separateur))
    except csv.Error as erreur:
        raise AttendusIllisibles(
            "Liste des attendus illisible",
            f"{ATTENDUS} ne se lit pas (détail technique : {erreur}).",
            "Enregistrez-la en CSV.",
        ) from None
    if lues and "finess_ej" not in lues[0]:
        raise AttendusIllisibles(
            "Liste des attendus illisible",
            f"{ATTENDUS} : la colonne finess_ej manque.",
            "Colonnes attendues : finess_ej, puis nom, departement, sorti_le et devenu si vous les avez.",
        )
    return _attendus(lues)


def _attendus(lues: list[dict[str, Any]]) -> tuple[pl.DataFrame, list[Ecarte]]:
    gardees: dict[str, tuple[Any, ...]] = {}
    refuses = []
    for rang, ligne in enumerate(lues, 2):
        finess = _finess(ligne["finess_ej"])
        devenu = _finess(ligne.get("devenu")) if (ligne.get("devenu") or "").strip() else ""
        sorti, lisible = _jour(ligne.get("sorti_le"))
        if finess is None or devenu is None:
            lu = str((ligne["finess_ej"] if finess is None else ligne["devenu"]) or "")[:30]
            refuses.append(Ecarte(ATTENDUS, "FINESS mal formé", f"Ligne {rang} : « {lu} »."))
        elif not lisible:
            why = f"Ligne {rang} : « {str(ligne['sorti_le'])[:30]} », attendu JJ/MM/AAAA."
            refuses.append(Ecarte(ATTENDUS, "Date de sortie illisible", why))
        else:
            nom = (ligne.get("nom") or finess).strip()
            departement = (ligne.get("departement") or du_finess(finess)).strip()
            gardees[finess] = (finess, nom, departement, sorti, devenu or None)
    return pl.DataFrame(list(gardees.values()), schema=SCHEMA_ATTENDUS, orient="row"), refuses


def _finess(texte: str | None) -> str | None:
    lu = numeros.lire("finess", str(texte or "")).valeur or ""
    try:
        return TypeAdapter(Finess).validate_python(lu)
    except ValidationError:
        return None


def _jour(texte: str | None) -> tuple[dt.date | None, bool]:
    """The date, and whether the text was one or nothing."""
    texte = (texte or "").strip()
    if not texte:
        return None, True
    for forme in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(texte, forme).replace(tzinfo=dt.UTC).date(), True
        except ValueError:
            continue
    return None, False
