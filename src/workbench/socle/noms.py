"""French names, standardised: pure functions, tested by tables of examples.

Output alphabet: `A`-`Z` and single spaces. Idempotent; never raises; empty text for what means nothing.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from anyascii import anyascii
from rapidfuzz.distance import OSA

_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_PAS_LETTRES = re.compile(r"[^A-Z]+")


@cache
def rules() -> dict[str, Any]:
    """The rules of `regles.toml`."""
    return tomllib.loads(files("workbench.identities").joinpath("regles.toml").read_text("utf-8"))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(rules()[kind])


def letters(text: str | None) -> str:
    """Capitals A–Z and single spaces; ligatures and foreign letters spelled out."""
    if not text:
        return ""
    return _PAS_LETTRES.sub(" ", anyascii(text).upper()).strip()


@lru_cache(maxsize=200_000)
def name_key(text: str | None) -> str:
    """A surname without titles, parentheses, staff marks or skip values: « Dr D'Angelo (EXT) » → « D ANGELO »."""
    # « ? » inside a word is a letter the sender's encoding lost: the rest still reads as a name with one letter missing.
    plain = letters(_PARENTHESES.sub(" ", text or "").replace("?", ""))
    tokens = [token for token in plain.split() if token not in _words("marques_externes")]
    while len(tokens) > 1 and tokens[0] in _words("titres"):
        tokens.pop(0)
    key = " ".join(tokens)
    return "" if key in _words("valeurs_vides") or (len(key) == 1) else key


@lru_cache(maxsize=200_000)
def core(key: str) -> str:
    """A name key without particles nor spaces, what two spellings of one name share: « DE LA TOUR » → « TOUR »."""
    tokens = [token for token in key.split() if token not in _words("particules")]
    return "".join(tokens) or key.replace(" ", "")


def split_married(key: str) -> list[str]:
    """« DURAND NEE MARTIN » → [« DURAND », « MARTIN »]; a single name stays alone."""
    parts: list[str] = []
    current: list[str] = []
    for token in key.split():
        if token in _words("separateurs_nom") and current:
            parts.append(" ".join(current))
            current = []
        else:
            current.append(token)
    return [*parts, " ".join(current)] if current else parts


def alternatives(*names: str | None) -> list[str]:
    """Every name a person may be known by, best first, without repeats (name keys, particles kept)."""
    found: dict[str, None] = {}
    for name in names:
        for part in split_married(name_key(name)):
            if part:
                found[part] = None
    return list(found)


@lru_cache(maxsize=200_000)
def given_keys(text: str | None) -> tuple[str, ...]:
    """Given names, one by one: « Jean-Luc, Marie » → (« JEAN », « LUC », « MARIE »)."""
    key = name_key(text)
    return tuple(dict.fromkeys(token for token in key.split() if len(token) > 1 or len(key) > 2))


def is_external(text: str | None) -> bool:
    """The label says the person is a contractor: « (EXT) », « - PRESTA »."""
    return any(token in _words("marques_externes") for token in letters(text).split())


def close(a: str, b: str) -> bool:
    """One keystroke apart (two for long words): typo, transposition, omission."""
    limit = 1 if max(len(a), len(b)) < 10 else 2
    return min(len(a), len(b)) >= 4 and OSA.distance(a, b, score_cutoff=limit) <= limit


EXACT, VARIANTE, PROCHE, DIFFERENT = 3, 2, 1, 0


def compare_names(left: list[str], right: list[str]) -> int:
    """Best agreement between two sets of surnames.

    EXACT: one name in common; VARIANTE: one is part of a joined name, or its truncation; PROCHE: a typo apart; DIFFERENT.
    """
    best = DIFFERENT
    for a in left:
        for b in right:
            best = max(best, _one_name(a, b))
            if best == EXACT:
                return best
    return best


@lru_cache(maxsize=500_000)
def _one_name(a: str, b: str) -> int:
    core_a, core_b = core(a), core(b)
    if core_a == core_b:
        return EXACT
    short, long = sorted((core_a, core_b), key=len)
    if len(short) >= int(rules()["preuves"]["longueur_troncature"]) and long.startswith(short):
        return VARIANTE
    tokens_a = {token for token in a.split() if len(token) > 2 and token not in _words("particules")}
    tokens_b = {token for token in b.split() if len(token) > 2 and token not in _words("particules")}
    if tokens_a and tokens_b and (tokens_a < tokens_b or tokens_b < tokens_a):
        return VARIANTE
    return PROCHE if close(core_a, core_b) else DIFFERENT


def compare_given(left: list[str], right: list[str]) -> int:
    """Agreement between two lists of given names (order matters little, the first counts most).

    EXACT: the same first, or all of one found in the other; VARIANTE: one in common, or a truncation; PROCHE: a typo; DIFFERENT.
    """
    if not left or not right:
        return DIFFERENT
    if left[0] == right[0] or "".join(left) == "".join(right):
        return EXACT
    if set(left) <= set(right) or set(right) <= set(left):
        return EXACT
    if set(left) & set(right):
        return VARIANTE
    a, b = left[0], right[0]
    if min(len(a), len(b)) >= 3 and (a.startswith(b) or b.startswith(a)):
        return VARIANTE
    return PROCHE if close(a, b) else DIFFERENT


def reversed_names(a_names: list[str], a_given: list[str], b_names: list[str], b_given: list[str]) -> bool:
    """Surname of one is the given name of the other, and conversely."""
    if not (a_given and b_given):
        return False
    return any(core(n).startswith(b_given[0]) for n in a_names) and any(
        core(n).startswith(a_given[0]) for n in b_names
    )
