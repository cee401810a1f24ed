"""Two surnames written in one field: « BAUDRY EP FISCHER », « née MARTIN », « VVE X ». Each goes where it is
published; every spelling stays among those a person is known by (`alternatives`).
"""

from __future__ import annotations

import re
from typing import Literal

from workbench.socle.noms import feminine_marked, letters, words_of

Lien = Literal["naissance", "mariage"]
_AUTOUR = re.compile(r"[()\[\]]|(?<=\s)/(?=\s)")


def own_names(naissance: str | None, usage: str | None) -> tuple[str | None, str | None]:
    """(birth name, usual name) without the word that introduces the other one."""
    born, used = _birth(naissance), _usual(usage)
    return born[0] or used[1], used[0] or born[1]


def _birth(text: str | None) -> tuple[str | None, str | None]:
    """(birth name, usual name) that a birth name's field holds."""
    left, link, right = _apart(text)
    if link == "naissance":
        return right, left or None
    return (left, right) if link and left else (text, None)


def _usual(text: str | None) -> tuple[str | None, str | None]:
    """(usual name, birth name) that a usual name's field holds."""
    left, link, right = _apart(text)
    if link == "naissance":
        return left or None, right
    return (right, left or None) if link else (text, None)


def _apart(text: str | None) -> tuple[str, Lien | None, str]:
    """What stands before and after the first word that introduces another name; no link without one."""
    if not text:
        return "", None, ""
    words = _AUTOUR.sub(" ", feminine_marked(text)).split()
    for rank, word in enumerate(words[:-1]):
        if link := _link(word):
            return " ".join(words[:rank]), link, " ".join(words[rank + 1 :])
    return "", None, ""


def _link(word: str) -> Lien | None:
    key = letters(word)
    if key in words_of("autres_noms", "naissance") and (key != "NE" or not word.isascii()):
        return "naissance"  # « NE » opens Breton names: with its accent only
    return "mariage" if key in words_of("autres_noms", "mariage") else None
