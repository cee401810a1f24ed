"""The kinds of cards and their typed fields, held as data (`fiches.toml`); one value read, written and told by its type."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle import regles

TYPES: dict[str, Any] = {
    "texte": pl.String,
    "choix": pl.String,
    "date": pl.Date,
    "entier": pl.Int64,
    "nombre": pl.Float64,
    "booleen": pl.Boolean,
    "liste": pl.List(pl.String),
}
_INDICIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What neither XML nor JSON can carry between programs."""
OUI_NON = {"oui": True, "vrai": True, "x": True, "1": True, "non": False, "faux": False, "0": False}


@dataclass(frozen=True)
class Champ:
    """One typed field. `lien` names the kind of card it points to; with `options` too, a code of those also answers."""

    code: str
    libelle: str
    type: str
    options: Mapping[str, str] = field(default_factory=dict)
    obligatoire: bool = False
    lien: str = ""
    aide: str = ""
    min: float | None = None
    max: float | None = None
    long: bool = False

    def lire(self, valeur: Any) -> Any:
        """The value in its type; blanks are None; options are understood by code or by French label.

        Raises:
            ValueError: the reason in French, without the field's name.
        """
        if valeur is None or (isinstance(valeur, float) and math.isnan(valeur)):
            return None
        if isinstance(valeur, str):
            valeur = _INDICIBLES.sub("", valeur.replace("\r\n", "\n").replace("\r", "\n")).strip()
            if not valeur:
                return None
        return _LECTEURS[self.type](self, valeur)


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


def modele(home: Path | None = None) -> dict[str, Genre]:
    """The kinds, by code, in the order of the file.

    Raises:
        RegleIllisible: the establishment's own `fiches.toml` cannot be read, or describes an impossible field.
    """
    donnees = regles.lire("workbench.projet", "fiches.toml", home)
    try:
        return _genres(donnees)
    except (KeyError, TypeError, AttributeError) as error:
        raise regles.RegleIllisible(
            "Fiches du projet mal décrites",
            f"fiches.toml : {type(error).__name__}, {error}",
            "Chaque champ a un code, un libelle, un type connu ; options nomme une liste du même fichier. "
            "Retirez ce fichier pour reprendre les fiches livrées.",
        ) from error


def _genres(donnees: Mapping[str, Any]) -> dict[str, Genre]:
    options = donnees["options"]
    kinds = {}
    for code, entry in donnees["genres"].items():
        fields = [
            Champ(**{**item, "options": {str(k): v for k, v in options[item["options"]].items()}})
            if "options" in item
            else Champ(**item)
            for item in entry["champs"]
        ]
        for champ in fields:
            _ = TYPES[champ.type]  # an unknown type is a KeyError here, not later
        kinds[code] = Genre(code, entry["libelle"], entry["singulier"], entry["prefixe"], fields)
    return kinds


def ecrire(valeur: Any) -> Any:
    """A value as the ledger's JSON holds it."""
    return valeur.isoformat() if isinstance(valeur, dt.date) else valeur


def _texte(champ: Champ, valeur: Any) -> str:
    text = f"{valeur:g}" if isinstance(valeur, float) and valeur.is_integer() else str(valeur)
    return _code(champ, text) if champ.options else text


def _code(champ: Champ, text: str) -> str:
    """The code of an option told by its French label; anything else as it is."""
    return next((code for code, label in champ.options.items() if label.casefold() == text.casefold()), text)


def _choix(champ: Champ, valeur: Any) -> str:
    code = _texte(champ, valeur)
    if code not in champ.options:
        raise ValueError(f"« {valeur} » n’est pas un choix possible ({', '.join(champ.options.values())})")
    return code


def _date(_: Champ, valeur: Any) -> dt.date:
    if isinstance(valeur, dt.datetime):
        return valeur.date()
    if isinstance(valeur, dt.date):
        return valeur
    text = str(valeur)
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"):
        try:
            return dt.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise ValueError(f"« {valeur} » n’est pas une date (JJ/MM/AAAA)")


def _nombre(champ: Champ, valeur: Any) -> float:
    if isinstance(valeur, bool):
        raise ValueError(f"« {valeur} » n’est pas un nombre")
    text = (
        str(valeur)
        .replace("\u00a0", "")
        .replace("\u202f", "")
        .replace(" ", "")
        .replace("€", "")
        .replace(",", ".")
    )
    try:
        number = float(f"{float(text):.12g}")  # what a spreadsheet keeps of it
    except ValueError:
        raise ValueError(f"« {valeur} » n’est pas un nombre") from None
    if not math.isfinite(number):
        raise ValueError(f"« {valeur} » n’est pas un nombre")
    if champ.min is not None and number < champ.min:
        raise ValueError(f"{number:g} est trop petit (au moins {champ.min:g})")
    if champ.max is not None and number > champ.max:
        raise ValueError(f"{number:g} est trop grand (au plus {champ.max:g})")
    return number


def _entier(champ: Champ, valeur: Any) -> int:
    number = _nombre(champ, valeur)
    if not number.is_integer():
        raise ValueError(f"« {valeur} » n’est pas un nombre entier")
    return int(number)


def _booleen(_: Champ, valeur: Any) -> bool:
    if isinstance(valeur, bool):
        return valeur
    known = OUI_NON.get(str(valeur).casefold())
    if known is None:
        raise ValueError(f"« {valeur} » : répondez oui ou non")
    return known


def _liste(_: Champ, valeur: Any) -> list[str] | None:
    several = isinstance(valeur, list | tuple | set)  # a lone number (an Excel cell) is one name, not a fault
    items = [str(item) for item in valeur] if several else str(valeur).replace(";", ",").split(",")
    seen = list(dict.fromkeys(item.strip() for item in items if item and item.strip()))
    return seen or None


_LECTEURS: dict[str, Any] = {
    "texte": _texte,
    "choix": _choix,
    "date": _date,
    "entier": _entier,
    "nombre": _nombre,
    "booleen": _booleen,
    "liste": _liste,
}
