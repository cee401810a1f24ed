"""One typed field, whatever shows it: a card of the project, a decision's form, a column of a workbook. Read
and written by its type.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from anyascii import anyascii

_INDICIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What neither XML nor JSON can carry between programs."""
_BLANCS = re.compile(r"[\s\u00a0\u202f€]")
_SEPARE = re.compile(r"[^A-Z0-9]+")
_DATES = (
    "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
)  # fmt: skip
EPOQUE = dt.date(1899, 12, 30)
SERIE = (20_000, 80_000)
"""Days since `EPOQUE` that a bare number may mean as a date: 1954 to 2119."""
OUI_NON = {"oui": True, "vrai": True, "x": True, "1": True, "non": False, "faux": False, "0": False}


@lru_cache(maxsize=50_000)
def cle(texte: str) -> str:
    """How titles and words that people write are compared: without case, accents, punctuation or spacing."""
    plain = unicodedata.normalize("NFKC", texte.replace("°", " ").replace("’", " "))
    return _SEPARE.sub(" ", anyascii(plain).upper()).strip()


@dataclass(frozen=True)
class Champ:
    """One typed field. `lien` names the kind of card it points to; with `options` too, a code of those also
    answers.

    `min`, `max`: bounds of a number, of the length of a text. `futur`: may a date be later than today;
    `apres`: the date it must follow; `quand`: field → the values for which this one is asked; `si_vide`: what
    is said when it is missing. What a form shows: `defaut`, `exemple`, `pas`, `decimales`, `hauteur` (of a
    long text, in pixels), `forme` (`boutons` or `pastilles` instead of a list that opens).
    """

    code: str
    libelle: str
    type: str = "texte"
    options: Mapping[str, str] = field(default_factory=dict)
    obligatoire: bool = False
    lien: str = ""
    aide: str = ""
    min: float | None = None
    max: float | None = None
    long: bool = False
    futur: bool = True
    apres: str = ""
    quand: Mapping[str, list[str]] = field(default_factory=dict)
    si_vide: str = "à remplir"
    defaut: Any = None
    exemple: str = ""
    pas: float | None = None
    decimales: int | None = None
    forme: str = ""
    hauteur: int | None = None

    def demande(self, valeurs: Mapping[str, Any]) -> bool:
        """Is it asked, once the other fields are what they are?"""
        return all(str(valeurs.get(code, "")) in words for code, words in self.quand.items())

    def lire(self, valeur: Any, epoque: dt.date = EPOQUE) -> Any:
        """The value in its type; blanks are None; options are understood by code or by French label.

        Args:
            epoque: what a bare number counts days from, when it stands for a date.

        Raises:
            ValueError: the reason in French, without the field's name.
        """
        if valeur is None or (isinstance(valeur, float) and math.isnan(valeur)):
            return None
        if isinstance(valeur, str):
            valeur = _INDICIBLES.sub("", valeur.replace("\r\n", "\n").replace("\r", "\n")).strip()
            if not valeur:
                return None
        return _date(valeur, epoque) if self.type == "date" else _LECTEURS[self.type](self, valeur)


def _texte(champ: Champ, valeur: Any) -> str:
    if isinstance(valeur, float) and valeur.is_integer():
        text = f"{valeur:.0f}"
    elif isinstance(valeur, dt.datetime | dt.date):
        text = f"{valeur:%d/%m/%Y}"
    else:
        text = str(valeur)
    if champ.options:
        return _code(champ, text)
    if champ.max is not None and len(text) > champ.max:
        raise ValueError(f"{len(text)} caractères, au plus {champ.max:.0f}")
    if champ.min is not None and len(text) < champ.min:
        raise ValueError("trop court, dites-le en quelques mots")
    return text


def _code(champ: Champ, text: str) -> str:
    """The code of an option told by its French label; anything else as it is."""
    if text in champ.options:
        return text
    folded = cle(text)
    return next(
        (code for code, label in champ.options.items() if folded and folded in (cle(label), cle(code))), text
    )


def _choix(champ: Champ, valeur: Any) -> str:
    code = _texte(champ, valeur)
    if champ.options and code not in champ.options:  # without options, the page offers them
        raise ValueError(f"« {valeur} » n’est pas un choix possible ({', '.join(champ.options.values())})")
    return code


def _date(valeur: Any, epoque: dt.date = EPOQUE) -> dt.date:
    if isinstance(valeur, dt.date):
        day = valeur.date() if isinstance(valeur, dt.datetime) else valeur
        if day.year <= EPOQUE.year + 1:  # a small number that the cell dressed as a date
            raise ValueError(f"« {day:%d/%m/%Y} » est une date impossible")
        return day
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        if SERIE[0] < valeur < SERIE[1]:
            return epoque + dt.timedelta(days=int(valeur))
    else:
        text = " ".join(str(valeur).split())
        for pattern in _DATES:
            try:
                return dt.datetime.strptime(text, pattern).date()
            except ValueError:
                continue
    raise ValueError(f"« {valeur} » n’est pas une date (JJ/MM/AAAA)")


def _nombre(champ: Champ, valeur: Any) -> float:
    if isinstance(valeur, bool | dt.date):
        raise ValueError(f"« {valeur} » n’est pas un nombre")
    text = _BLANCS.sub("", str(valeur)).replace(",", ".")
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


def _rpps(champ: Champ, valeur: Any) -> str:
    return _texte(champ, valeur)


_LECTEURS: dict[str, Any] = {
    "texte": _texte,
    "choix": _choix,
    "entier": _entier,
    "nombre": _nombre,
    "booleen": _booleen,
    "liste": _liste,
    "rpps": _rpps,
}
TYPES = ("date", *_LECTEURS)
