"""How a service is written, and when two writings are compared equal."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from workbench.socle.numeros import cle_code


@dataclass(frozen=True)
class Lu:
    """A service as written: `code` and `libelle` are empty when absent; `nombre` is how many rows say it."""

    code: str
    libelle: str
    nombre: int


@dataclass
class Groupe:
    """The spellings of one establishment that fold to the same text, and the codes said of them."""

    pli: str
    structure: list[dict[str, Any]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    graphies: Counter[str] = field(default_factory=Counter)
    points: set[str] = field(default_factory=set)

    def code_connus(self) -> set[str]:
        return self.codes | {cle_code(row["service_code"]) for row in self.structure}


def plier(label: str) -> str:
    """A label without case, accents, punctuation nor extra blanks: « Bloc opératoire » → `BLOC
    OPERATOIRE`.
    """
    plain = unicodedata.normalize("NFKD", label.upper().replace("Œ", "OE").replace("Æ", "AE"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", kept).split())
