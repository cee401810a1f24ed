"""The kinds of cards and their typed fields, held as data (`fiches.toml`); each row a card of typed
values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.pilotage.mie import rie
from workbench.socle import regles
from workbench.socle.champs import Champ

TYPES: dict[str, Any] = {
    "texte": pl.String,
    "choix": pl.String,
    "date": pl.Date,
    "entier": pl.Int64,
    "nombre": pl.Float64,
    "booleen": pl.Boolean,
    "liste": pl.List(pl.String),
}


@dataclass(frozen=True)
class Genre:
    """One kind of card."""

    code: str
    libelle: str
    singulier: str
    prefixe: str
    champs: list[Champ]

    def champ(self, code: str) -> Champ:
        """One of its fields, by code."""
        return next(item for item in self.champs if item.code == code)

    @property
    def schema(self) -> dict[str, Any]:
        """`id`, the fields, then who changed it last, when, and whether it is still as shipped."""
        fields = {item.code: TYPES[item.type] for item in self.champs}
        return {
            "id": pl.String,
            **fields,
            "auteur": pl.String,
            "modifie_le": pl.Datetime("us", "UTC"),
            "semence": pl.Boolean,
        }


def genres_de_fiches(home: Path | None = None) -> dict[str, Genre]:
    """The kinds, by code, in the order of the file.

    Raises:
        RegleIllisible: the establishment's own `fiches.toml` cannot be read, or describes an impossible
        field.
    """
    donnees = regles.lire("workbench.projet", "fiches.toml", home)
    try:
        return _genres({**donnees, "options": donnees["options"] | _elsewhere(home)})
    except (KeyError, TypeError, AttributeError) as error:
        raise regles.RegleIllisible(
            "Fiches du projet mal décrites",
            f"fiches.toml ne se lit pas (détail technique : {type(error).__name__}, {error}).",
            "Chaque champ a un code, un libelle, un type connu ; options nomme une liste du même fichier. "
            "Retirez ce fichier pour reprendre les fiches livrées.",
        ) from error


def _elsewhere(home: Path | None) -> dict[str, dict[str, str]]:
    """Lists of choices that stand in another room's rules; ours when the establishment's cannot be read: the
    pages of that room refuse them, the project goes on.
    """
    try:
        rules = rie.regles(home)
    except regles.RegleIllisible:
        rules = rie.regles()
    return {"type_mie": {kind["type_mie"]: kind["libelle"] for kind in rules["types"]}}


def _genres(donnees: Mapping[str, Any]) -> dict[str, Genre]:
    options = donnees["options"]
    kinds = {}
    for code, entry in donnees["genres"].items():
        fields = [
            (
                Champ(**{**item, "options": {str(k): v for k, v in options[item["options"]].items()}})
                if "options" in item
                else Champ(**item)
            )
            for item in entry["champs"]
        ]
        for champ in fields:
            _ = TYPES[champ.type]  # an unknown type is a KeyError here, not later
        kinds[code] = Genre(code, entry["libelle"], entry["singulier"], entry["prefixe"], fields)
    return kinds


def ecrire(valeur: Any) -> Any:
    """A value as the ledger's JSON holds it."""
    return valeur.isoformat() if isinstance(valeur, dt.date) else valeur
