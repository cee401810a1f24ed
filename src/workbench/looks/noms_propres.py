"""A family name, a profession, as a letter writes them; lists and files show what sources wrote."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from workbench.socle import regles

_COUPES = re.compile(r"([\s\-]+)")
_NEE = re.compile(r"\s+\(?(?:NÉE|NEE|[Nn]ée|nee|né)\b\)?\s+\S.*")  # what follows is the name of birth
_APOSTROPHES = re.compile(r"(['’])")


def nom_dit(nom: str | None) -> str:
    """« DE LA TOUR-D'AUVERGNE » → « de La Tour-d'Auvergne »; in mixed case, kept. A name of birth written
    beside it (« ALI née ATTOUMANI ») is not what a letter calls somebody.
    """
    texte = _NEE.sub("", (nom or "").strip())
    if texte != texte.upper():
        return texte
    mots = _COUPES.split(texte)
    return "".join(_mot(mot, rang < len(mots) - 1) for rang, mot in enumerate(mots))


def _mot(mot: str, suivi: bool) -> str:
    if suivi and mot.lower() in _regles()["particules"]:
        return mot.lower()
    tete, apostrophe, reste = ([*_APOSTROPHES.split(mot, maxsplit=1), "", ""])[:3]
    if apostrophe and reste:
        elide = tete.lower() in _regles()["elidees"]
        return f"{tete.lower() if elide else tete.capitalize()}{apostrophe}{_mot(reste, False)}"
    bas = mot.lower()
    for prefixe in ("mc", "mac"):
        suite = bas.removeprefix(prefixe)
        if suite != bas and suite and (prefixe == "mc" or suite in _regles()["mac"]):
            return prefixe.capitalize() + suite.capitalize()
    return mot.capitalize()


def metier_dit(metier: str | None, civilite: str | None) -> str:
    """A profession as a letter to a woman writes it, when its feminine is known: « Infirmière »."""
    texte = (metier or "").replace("'", "’")
    if civilite != "Madame":
        return texte
    for masculin, feminin in _regles()["feminins"].items():
        if texte == masculin or texte.startswith(f"{masculin} "):
            return f"{feminin}{texte[len(masculin) :]}"
    return texte


@cache
def _regles() -> dict[str, Any]:
    return regles.lire("workbench.looks", "noms_propres.toml")
