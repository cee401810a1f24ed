"""Text that a person typed never leaves as it is: printed only when every word is known to be no name.

Two rules, both on words, neither needing to read anybody's name. A *title* is printed when each of its words
belongs to the
vocabulary of the texts that ship with the project (criteria, requirements, definitions) or to
`textes_libres.toml`. A
*reference* may moreover hold capitals of at most three letters (`PRO-SI-012`) as soon as it holds a digit.
Numbers longer
than four digits (dates in full, staff and national numbers) are never printed, save the codes the tool gives
its own reviews of accesses. What is kept back is replaced
by a phrase that says so.
A name of three capitals inside a reference (« ROY 2026 ») would pass: the residue is said in the workbook.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from anyascii import anyascii

RETENU = "texte retenu : à demander à l’établissement"
_MORCEAU = re.compile(r"[^\W_]+")
_REVUE = re.compile(r"\bRA-20[2-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-\d{1,2}\b")
"""The code the tool itself gives a review of accesses, by the day it was opened: nobody's number."""
_FICHIERS = {
    "workbench.marts": ("catalogue", "vertus"),
    "workbench.pilotage.objectifs": ("criteres", "exigences"),
    "workbench.pilotage.comptes": ("comptes",),
    "workbench.pilotage.mie": ("mie",),
}


def titre_sur(texte: str) -> str | None:
    """The title when every word is in the vocabulary, else None."""
    return texte if texte.strip() and all(_sur(mot, False) for mot in _MORCEAU.findall(texte)) else None


def reference_sure(texte: str) -> str | None:
    """The reference of a document when it looks like one and holds no word that may be a name, else None."""
    mots = _MORCEAU.findall(_REVUE.sub(" RA-1 ", texte))
    code = any(caractere.isdigit() for caractere in texte)
    return texte if mots and all(_sur(mot, code) for mot in mots) else None


def _sur(mot: str, code: bool) -> bool:
    if mot.isdigit():
        return len(mot) <= 4
    if any(caractere.isdigit() for caractere in mot):
        return len(mot) <= 4
    return _plier(mot) in vocabulaire() or (code and len(mot) <= 3 and mot.isupper())


@lru_cache(maxsize=1)
def vocabulaire() -> frozenset[str]:
    """Words of the shipped texts and of `textes_libres.toml`, without case or accent."""
    mots = set(
        tomllib.loads(files("workbench.documents.ars").joinpath("textes_libres.toml").read_text("utf-8"))[
            "mots"
        ]
    )
    for salle, nom in ((salle, nom) for salle, noms in _FICHIERS.items() for nom in noms):
        lu = tomllib.loads(files(salle).joinpath(f"{nom}.toml").read_text("utf-8"))
        mots |= {mot for texte in _textes(lu) for mot in _MORCEAU.findall(texte)}
    for semence in files("workbench.projet").joinpath("semences").iterdir():
        if semence.name.endswith(".toml"):
            lu = tomllib.loads(semence.read_text("utf-8"))
            mots |= {mot for texte in _textes(lu) for mot in _MORCEAU.findall(texte)}
    return frozenset(_plier(mot) for mot in mots if not any(caractere.isdigit() for caractere in mot))


def _textes(valeur: Any) -> Iterator[str]:
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict):
        for item in valeur.values():
            yield from _textes(item)
    elif isinstance(valeur, list):
        for item in valeur:
            yield from _textes(item)


def _plier(mot: str) -> str:
    return anyascii(mot).lower()
