"""A label cut or shortened, and the only longer one it can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from workbench.marts.services.ecriture import Groupe


def abbreviations(groups: Iterable[Groupe], rules: Mapping[str, Any]) -> dict[str, str]:
    """Folded label → the only longer one it abbreviates, never across two codes; what fits several is left
    out.
    """
    known = {group.pli: group for group in groups}
    words = {fold: _words(fold, rules) for fold in known}
    alike: dict[str, list[str]] = defaultdict(list)
    for fold in known:
        alike[fold[:1]].append(fold)
    longer = {
        fold: {
            other
            for other in alike[fold[:1]]
            if (len(fold), fold) < (len(other), other)
            and (
                _cut(fold, other, rules["coupure"])
                or _shortened(words[fold], words[other], group.points, rules)
            )
        }
        for fold, group in known.items()
    }
    tops = {fold: _tops(fold, longer) for fold in known}
    wanted: dict[str, list[str]] = defaultdict(list)
    for fold, ends in tops.items():
        if len(ends) == 1 and ends != {fold}:
            wanted[next(iter(ends))].append(fold)
    return {short: top for top, shorts in wanted.items() for short in _same_code(known[top], shorts, known)}


def _cut(short: str, long: str, width: int) -> bool:
    """Cut in the middle of a word by a narrow column; at the end of a word it may well be another service."""
    return len(short) >= width and long.startswith(short) and long[len(short)] != " "


def _shortened(short: list[str], long: list[str], points: set[str], rules: Mapping[str, Any]) -> bool:
    if len(short) != len(long):
        return False
    return all(
        one == other
        or (
            other.startswith(one)
            and one.isalpha()
            and len(other) >= rules["mot_long"]
            and len(one) >= rules["avec_point" if one in points else "sans_point"]
        )
        for one, other in zip(short, long, strict=True)
    )


def _words(fold: str, rules: Mapping[str, Any]) -> list[str]:
    """The words that count: « A » is one when it names a unit (« Chirurgie A »), so a last word always
    counts.
    """
    words = fold.split()
    return [word for word, after in pairwise([*words, ""]) if not after or word not in rules["mots_vides"]]


def _tops(fold: str, longer: Mapping[str, set[str]], seen: frozenset[str] = frozenset()) -> set[str]:
    if not longer[fold] or fold in seen:
        return {fold}
    return {top for other in longer[fold] for top in _tops(other, longer, seen | {fold})}


def _same_code(top: Groupe, shorts: list[str], known: Mapping[str, Groupe]) -> Iterator[str]:
    """Those that no code tells apart: of two abbreviations whose codes differ, neither is kept."""
    codes = {short: known[short].code_connus() for short in shorts}
    allowed = top.code_connus() or set().union(*codes.values())
    for short in shorts:
        if not codes[short] or (len(allowed) == 1 and codes[short] <= allowed):
            yield short
