"""Two names compared: how near they are, and what tells two people of one name apart. Pure functions over the
keys of `noms`; thresholds in `noms.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from workbench.socle import noms
from workbench.socle.noms import bare, glued, letters, parts, rules, words_of

EXACT, VARIANTE, PROCHE, DIFFERENT = 3, 2, 1, 0


@lru_cache(maxsize=200_000)
def _shortened(name: str) -> frozenset[str]:
    """What is left of a glued name when the particles it opens with are dropped, one by one."""
    least = int(rules()["comparaison"]["reste_sans_particule"])
    rests = {
        name[len(word) :]
        for word in words_of("particules")
        if name.startswith(word) and len(name) - len(word) >= least
    }
    return frozenset(rests.union(*(_shortened(rest) for rest in rests)))


@lru_cache(maxsize=500_000)
def _particle_apart(a: str, b: str) -> bool:
    left, right = glued(a), glued(b)
    if left == right:
        return False
    return right in _shortened(left) or left in _shortened(right) or bare(a) == bare(b)


def particle_apart(left: Iterable[str], right: Iterable[str]) -> bool:
    """Some two names differ by a particle or a saint's name only: maybe one family, maybe two; a person must
    say.
    """
    others = list(right)
    return any(_particle_apart(a, b) for a in left for b in others)


def close(a: str, b: str) -> bool:
    """One keystroke apart (two for long words): typo, transposition, omission."""
    sizes = rules()["comparaison"]
    limit = 1 if max(len(a), len(b)) < sizes["longueur_deux_fautes"] else 2
    return min(len(a), len(b)) >= sizes["longueur_faute"] and OSA.distance(a, b, score_cutoff=limit) <= limit


def compare_names(left: list[str], right: list[str]) -> int:
    """Best agreement between two sets of surnames.

    EXACT: one name in common, glued or split; VARIANTE: one is part of a joined name, or its truncation;
    PROCHE: a typo
    apart; DIFFERENT, a particle apart included (`particle_apart` tells).
    """
    best = DIFFERENT
    if left and right and left[0] == right[0]:
        return EXACT
    for a in left:
        for b in right:
            found = _one_name(a, b)
            if found == EXACT:
                return found
            if found > best:
                best = found
    return best


@lru_cache(maxsize=500_000)
def _one_name(a: str, b: str) -> int:
    left, right = glued(a), glued(b)
    if left == right:
        return EXACT
    if _particle_apart(a, b):
        return DIFFERENT
    short, long = sorted((left, right), key=len)
    written = len(a if left == short else b)  # a field is cut at so many letters, spaces included
    if written >= int(rules()["comparaison"]["longueur_troncature"]) and long.startswith(short):
        return VARIANTE
    names_a, names_b = ({part for part in parts(key) if len(part) > 2} for key in (a, b))
    if names_a and names_b and (names_a < names_b or names_b < names_a):
        return VARIANTE
    return PROCHE if close(left, right) else DIFFERENT


def cut_short(left: Iterable[str], right: Iterable[str]) -> bool:
    """Some two names are one as far as a field of so many letters goes, and no further."""
    least = int(rules()["comparaison"]["longueur_troncature"])
    pairs = [sorted((a, b), key=len) for a in left for b in right]
    return any(
        len(short) >= least
        and short != long
        and long.startswith(short)
        and glued(long).startswith(glued(short))
        for short, long in pairs
    )


def lost_letters(received: str, text: str) -> bool:
    """« OPIO?OU » is « OPIOŁOU »: each « ? » stands for one letter that an 8-bit file could not hold, every
    other letter is the same.
    """
    if "?" not in received or len(received) != len(text):
        return False
    pairs = list(zip(received, text, strict=True))
    return all(unwritable(b) if a == "?" else letters(a) == letters(b) for a, b in pairs)


def unwritable(char: str) -> bool:
    """A letter no 8-bit file of Western Europe can hold: Polish, Turkish, Romanian names lose theirs."""
    return char.isalpha() and not char.encode("cp1252", "ignore")


def _starts(words: Iterable[str]) -> list[str]:
    """Every way to glue the first words: JEAN, LUC → JEAN, JEANLUC."""
    found: list[str] = []
    for word in words:
        found.append((found[-1] if found else "") + word)
    return found


def same_first(left: list[str], right: list[str]) -> bool:
    """The first given names are one, glued, split or cut short: what tells twins apart."""
    if not left or not right:
        return False
    a, b = left[0], right[0]
    if a == b or (len(left) + len(right) > 2 and {*_starts(left)} & {*_starts(right)}):
        return True
    shortest = int(rules()["comparaison"]["longueur_prenom"])
    return min(len(a), len(b)) >= shortest and (a.startswith(b) or b.startswith(a))


def compare_given(left: list[str], right: list[str]) -> int:
    """Agreement between two lists of given names (the first counts most).

    EXACT: the same first, or all of one found in the other; VARIANTE: a truncation of the first; PROCHE: a
    typo; DIFFERENT,
    a second name in common included: twins often share one (`given_in_common` tells).
    """
    if not left or not right:
        return DIFFERENT
    if left[0] == right[0]:
        return EXACT
    if len(left) + len(right) > 2 and (
        {*_starts(left)} & {*_starts(right)} or set(left) <= set(right) or set(right) <= set(left)
    ):
        return EXACT
    if same_first(left, right):
        return VARIANTE
    return PROCHE if close(left[0], right[0]) else DIFFERENT


def given_apart(left: Iterable[str], right: Iterable[str]) -> bool:
    """Both lists go beyond one name, and neither holds the other, cuts, initials and slips allowed: MARIE
    JOSEE is not MARIE REINE, MARIE J may be.
    """
    short, long = sorted(([*left], [*right]), key=len)
    return len(short) > 1 and not all(any(_one_given(a, b) for b in long) for a in short)


@lru_cache(maxsize=200_000)
def _one_given(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return long.startswith(short) or close(a, b)


def given_in_common(left: list[str], right: list[str]) -> bool:
    """Some given name is in both lists."""
    return not {*left}.isdisjoint(right)


def reversed_names(a_names: list[str], a_given: list[str], b_names: list[str], b_given: list[str]) -> bool:
    """Surname of one is the given name of the other, and conversely."""
    if not (a_given and b_given):
        return False
    return _named_as(a_names, b_given) and _named_as(b_names, a_given)


def _named_as(names: list[str], given: list[str]) -> bool:
    wanted = {*_starts(parts(" ".join(given)))}
    return any(wanted & {*_starts(parts(name))} for name in names)


def use_particles(words: Iterable[str]) -> None:
    """The particles a hospital adds to ours, from now on in this process: one hospital at work at a time.

    What was remembered with other particles is forgotten; the same ones again forget nothing.
    """
    wanted = {key for word in words if (key := letters(word))}
    if wanted != noms.LOCALES:
        noms.LOCALES.clear()
        noms.LOCALES.update(wanted)
        for remembered in (words_of, parts, bare, glued, _shortened, _particle_apart, _one_name):
            remembered.cache_clear()
