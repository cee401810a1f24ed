"""Two surnames written in one field: « BAUDRY EP FISCHER », « née MARTIN », « BAUDRY (FISCHER) ». Each goes
where it is published; every spelling stays among those a person is known by (`alternatives`).
"""

from __future__ import annotations

import re
from typing import Literal

from workbench.identities.fiches.libelles import PARENTHESES
from workbench.socle.noms import feminine_marked, is_name, letters, words_of

Lien = Literal["naissance", "mariage", "divorce"]
_AUTOUR = re.compile(r"[()\[\]]|(?<=\s)/(?=\s)")
_COMPOSE = re.compile(r"[\s()\[\]/.]")  # a field of one plain word holds one name
_COLLE = re.compile(r"^(\w+\.)(?=\w)")  # « EP.FISCHER »


def own_names(naissance: str | None, usage: str | None) -> tuple[str | None, str | None]:
    """(birth name, usual name) without the word or the sign that introduces the other one."""
    if not any(text and _COMPOSE.search(text) for text in (naissance, usage)):
        return naissance, usage
    born, used = _birth(naissance), _usual(usage)
    return born[0] or used[1], used[0] or born[1]


def without_brackets(text: str | None) -> str | None:
    """The text without what stands between brackets; itself when nothing else is there."""
    if not text or not PARENTHESES.search(text):
        return text
    return " ".join(PARENTHESES.sub(" ", text).split()) or text


def _birth(text: str | None) -> tuple[str | None, str | None]:
    """(birth name, usual name) that a birth name's field holds."""
    left, link, right = _apart(text)
    if link == "naissance":
        return right, left or None
    if link and left:
        return left, right if link == "mariage" else None
    return _beside(text)


def _usual(text: str | None) -> tuple[str | None, str | None]:
    """(usual name, birth name) that a usual name's field holds."""
    left, link, right = _apart(text)
    if link == "naissance":
        return left or None, right
    if link == "mariage":
        return right, left or None
    return _beside(text)


def _beside(text: str | None) -> tuple[str | None, str | None]:
    """The name, and the other one of the same person between brackets or after a slash."""
    bare = without_brackets(text)
    if not text or not bare:
        return text, None
    inside = PARENTHESES.search(text) if bare != text else None
    first, slash, rest = (part.strip() for part in bare.partition("/"))
    if slash and is_name(first) and is_name(rest):
        return first, rest
    other = inside[1].strip() if inside else ""
    return bare, other if is_name(other) else None


def _apart(text: str | None) -> tuple[str, Lien | None, str]:
    """What stands before and after the first word that introduces another name; no link without one."""
    if not text:
        return "", None, ""
    words = _AUTOUR.sub(" ", feminine_marked(text)).split()
    parted = [piece for word in words for piece in _pieces(word)]
    for rank, word in enumerate(parted[:-1]):
        if link := _link(word):
            return " ".join(parted[:rank]), link, " ".join(parted[rank + 1 :])
    return "", None, ""


def _pieces(word: str) -> list[str]:
    found = _COLLE.match(word)
    return [found[1], word[found.end() :]] if found and _link(found[1]) else [word]


def _link(word: str) -> Lien | None:
    key = letters(word)
    if key in words_of("autres_noms", "naissance") and (key != "NE" or not word.isascii()):
        return "naissance"  # « NE » opens Breton names: with its accent only
    if key in words_of("autres_noms", "divorce"):
        return "divorce"
    return "mariage" if key in words_of("autres_noms", "mariage") else None
