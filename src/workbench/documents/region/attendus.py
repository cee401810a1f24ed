"""Who must send: the list that a GRADeS drops beside the twins, and what is set aside, said the same way."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import TypeAdapter, ValidationError

from workbench.documents.jumeau import Finess
from workbench.socle import numeros
from workbench.socle.departements import du_finess
from workbench.socle.erreurs import ErreurWorkbench

ATTENDUS = "attendus.csv"


class AttendusIllisibles(ErreurWorkbench):
    """`attendus.csv` cannot be read."""


@dataclass(frozen=True)
class Ecarte:
    """A file that was not consolidated, and why."""

    fichier: str
    titre: str
    message: str


def lire_attendus(chemin: Path) -> tuple[pl.DataFrame, list[Ecarte]]:
    """Who must send (`finess_ej`, optional `nom`, `departement`); bad lines are set aside, one by one.

    Raises:
        AttendusIllisibles: not a CSV, or no column `finess_ej`.
    """
    vide = pl.DataFrame(schema=dict.fromkeys(("finess_ej", "nom", "departement"), pl.String))
    if not chemin.is_file():
        return vide, []
    octets = chemin.read_bytes()
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", "replace")
    separateur = ";" if texte.partition("\n")[0].count(";") else ","
    try:
        lues = list(csv.DictReader(StringIO(texte, newline=""), delimiter=separateur))
    except csv.Error as erreur:
        raise AttendusIllisibles(
            "Liste des attendus illisible", f"{chemin} : {erreur}", "Enregistrez-la en CSV."
        ) from None
    if lues and "finess_ej" not in lues[0]:
        raise AttendusIllisibles(
            "Liste des attendus illisible",
            f"{chemin} : la colonne finess_ej manque.",
            "Colonnes attendues : finess_ej, puis nom et departement si vous les avez.",
        )
    return _attendus(lues, vide.schema)


def _attendus(lues: list[dict[str, Any]], schema: Any) -> tuple[pl.DataFrame, list[Ecarte]]:
    forme, gardees, refuses = TypeAdapter(Finess), {}, []
    for rang, ligne in enumerate(lues, 2):
        finess = numeros.lire("finess", str(ligne["finess_ej"] or "")).valeur or ""
        try:
            forme.validate_python(finess)
        except ValidationError:
            refuses.append(
                Ecarte(ATTENDUS, "FINESS mal formé", f"Ligne {rang} : « {str(ligne['finess_ej'])[:30]} ».")
            )
            continue
        gardees[finess] = (
            finess,
            (ligne.get("nom") or finess).strip(),
            (ligne.get("departement") or du_finess(finess)).strip(),
        )
    return pl.DataFrame(list(gardees.values()), schema=schema, orient="row"), refuses
