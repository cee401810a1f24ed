"""How French is printed."""

from __future__ import annotations

import re

_CITE = re.compile(r"(«[^»]*»)")
_NOMBRE_OU_S = re.compile(r"(?<![\w.,'’/-])(\d[\d\s\u202f]*)|(?<=\w)\(s\)(?![.\w]\w)")
_DROITE = re.compile(r"(?<=\w)'(?=\w)")
_COUPURES = re.compile(r"(?<=\S) (?=[;:!?»](?:\s|[.,)]|$))|(?<=«) ")


def apostrophes(phrase: str) -> str:
    """The same sentence, its apostrophes curly; a first one, which protects a cell, is left."""
    return _DROITE.sub("’", phrase)


def insecables(phrase: str) -> str:
    """The same sentence, whose « ; », « : », « ? » and quotes never start or end a line alone."""
    return _COUPURES.sub("\u00a0", phrase)


def accorder(phrase: str) -> str:
    """« 1 ligne(s) décalée(s) » → « 1 ligne décalée »: what was written before its number was known. Quoted
    words (a title « Prénom(s) »), a file's name, a word no number precedes, are left.
    """
    morceaux: list[str] = []
    pluriel: bool | None = None
    for rang, partie in enumerate(_CITE.split(phrase)):
        if rang % 2:
            morceaux.append(partie)
            continue
        bout = 0
        for trouve in _NOMBRE_OU_S.finditer(partie):
            if trouve[1]:
                pluriel = int(re.sub(r"\D", "", trouve[1])) > 1
            elif pluriel is not None:
                morceaux += [partie[bout : trouve.start()], "s" if pluriel else ""]
                bout = trouve.end()
        morceaux.append(partie[bout:])
    return "".join(morceaux)
