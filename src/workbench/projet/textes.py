"""Texts with placeholders: `{{prenom}}` filled in one pass, so that a value holding braces is never read
again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.socle.champs import INDICIBLES

CHAMPS = {
    "civilite": "civilité",
    "appel": "civilité et nom, sinon prénom et nom",
    "nom": "nom",
    "prenom": "prénom",
    "service": "service",
    "etablissement": "établissement",
    "profession": "profession",
    "prochaine_etape": "prochaine étape",
}
ETAPE = "prochaine_etape"  # a sentence: after a colon, it goes on
_CHAMP = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_VIDES = (  # what an empty placeholder leaves between brackets: « (, Urgences) », « () »
    (re.compile(r"\(\s*,\s*"), "("),
    (re.compile(r"\s*,\s*\)"), ")"),
    (re.compile(r"\s*\(\s*\)"), ""),
)
_ACCOLADES = re.compile(r"\{\{|\}\}")


def propre(texte: str | None) -> str:
    """Text that any document accepts."""
    return INDICIBLES.sub("", (texte or "").replace("\r\n", "\n").replace("\r", "\n"))


def fautes(texte: str | None) -> list[str]:
    """Unknown placeholders and stray braces, in French."""
    body = texte or ""
    unknown = sorted({name for name in _CHAMP.findall(body) if name not in CHAMPS})
    found = [f"champ inconnu {{{{{name}}}}}" for name in unknown]
    if _ACCOLADES.search(_CHAMP.sub("", body)):
        found.append("des accolades {{ }} ne vont pas par paires")
    if found:
        found[-1] += f" (champs : {', '.join('{{' + name + '}}' for name in CHAMPS)})"
    return found


def remplir(texte: str | None, valeurs: Mapping[str, str | None]) -> str:
    """The text for one person; a placeholder without a value leaves nothing, an unknown one stays as
    written.
    """

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in CHAMPS:
            return found[0]
        dit = propre(valeurs.get(name)).replace("\n", " ")
        apres = name == ETAPE and (texte or "")[: found.start()].rstrip().endswith(":")
        return dit[:1].lower() + dit[1:] if apres else dit

    rempli = _CHAMP.sub(value, texte or "")
    for vide, reste in _VIDES:
        rempli = vide.sub(reste, rempli)
    return propre(rempli).strip()
