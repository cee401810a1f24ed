"""What the words of a title say: abbreviations spelled out, words glued together cut, likeness with a
synonym.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz

from workbench.sources.lecture.titres import header_key

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Za-z])(?=\d)")
_ASIDE = re.compile(r"#\d+$|\[[^]]*\]|[°º]")


@cache
def dictionary() -> dict[str, Any]:
    """`synonymes.toml`."""
    return _toml("synonymes.toml")


@cache
def weights() -> dict[str, Any]:
    """`indices.toml`: what titles and values weigh."""
    return _toml("indices.toml")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("workbench.sources.declarer").joinpath(name).read_text("utf-8"))


@cache
def tokens(title: str) -> tuple[str, ...]:
    """Words of a title: camelCase and digits cut, abbreviations spelled out, empty words dropped when others
    remain. « Mission du », « Stage au »: the last word says which end.
    """
    parts = re.split(r"[(\[]", _ASIDE.sub(" ", title), maxsplit=1)
    words, aside = (header_key(_CAMEL.sub(" ", part)).split() for part in (*parts, "")[:2])
    ends = dictionary()["finales"]
    if len(words) > 2 and words[-1] == "LE" and words[-2] in ends:  # « présent depuis le »
        words.pop()
    if len(words) > 1 and words[-1] in ends:
        words[-1] = ends[words[-1]]
    words += aside
    spelled = [part for word in words for piece in _pieces(word) for part in _spell(piece).split()]
    empty = dictionary()["mots_vides"]
    kept = [word for word in spelled if word not in empty and word.strip("0")]  # « IDUF00 »
    return tuple(kept or spelled)


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of the dictionary: abbreviations and what they mean, words of the synonyms."""
    tables = [table for table in dictionary().values() if isinstance(table, dict)]
    lists = [words for table in tables for words in table.values() if isinstance(words, list)]
    lists += [words for words in dictionary().values() if isinstance(words, list)]
    known = {word for words in lists for text in words for word in str(text).split() if len(word) > 1}
    return frozenset(known | set(dictionary()["abreviations"]) | set(dictionary()["abreviations"].values()))


def _spell(piece: str) -> str:
    """An abbreviation in full, a plural in the singular when the dictionary only knows that one."""
    short, one = dictionary()["abreviations"], piece.removesuffix("S")
    if piece not in _vocabulary() and len(one) > 1 and one in _vocabulary():
        piece = one
    return str(short.get(piece, piece))


@cache
def _whole(piece: str) -> str:
    """The first whole word the piece begins (FERM: FERMETURE), or nothing."""
    if len(piece) < weights()["titres"]["troncature"] or piece in _vocabulary():
        return ""
    return next((word for word in dictionary()["mots_pleins"] if word.startswith(piece)), "")


def _known(text: str) -> bool:
    return text in _vocabulary() or bool(_whole(text))


@cache
def _pieces(word: str) -> tuple[str, ...]:
    """A word in one block cut into known ones when it starts as titles do: LIBEMP → LIB EMP; otherwise
    itself.
    """
    if _known(word) or len(word) < weights()["titres"]["bloc"]:
        return (word,)
    short = weights()["titres"]["troncature"]
    begins = [word[:size] for size in range(len(word) - 2, short - 1, -1) if _known(word[:size])]
    for first in [*sorted(dictionary()["prefixes"], key=len, reverse=True), *begins]:
        if word.startswith(first) and (rest := _cut(word[len(first) :])):
            return (first, *rest)
    return (word,)


def _cut(text: str) -> tuple[str, ...]:
    """The text as known words end to end, longest first; empty when it cannot be."""
    if _known(text):
        return (text,)
    for size in range(len(text) - 2, 1, -1):
        if _known(text[:size]) and (rest := _cut(text[size:])):
            return (text[:size], *rest)
    return ()


def common_words(titles: Iterable[str]) -> frozenset[str]:
    """Words many titles of a file begin or end with (USR_, « porteur »): they name its subject, not a
    column. A word
    that means something by itself is never one.
    """
    rules = weights()["titres"]
    cut = [words for words in map(tokens, titles) if words]
    counted: Counter[str] = Counter()
    for words in cut:
        if len(words) > 1:
            counted.update({words[0], words[-1]})
    enough = max(rules["commun_titres"], rules["commun_part"] * len(cut))
    prefix = Counter(words[0] for words in cut if len(words) > 1)
    everywhere = max(rules["commun_titres"], rules["commun_tous"] * len(cut))
    return frozenset(
        word
        for word, times in counted.items()
        if (times >= enough and word not in _meaning()) or prefix[word] >= everywhere
    )


@cache
def _meaning() -> frozenset[str]:
    """Words of the synonyms that stand for a column, subjects (agent, porteur, utilisateur…) aside."""
    data = dictionary()
    tables = [data[name] for name in ("commun", *data["natures"]["poids"]) if name in data]
    words = {word for table in tables for texts in table.values() for text in texts for word in tokens(text)}
    return frozenset(words - set(data["sujets"]) - set(data["neutres"]))


@cache
def joined(title: str) -> str:
    """A title without spacing: « sAMAccountName », « Sam Account Name » and « SAMACCOUNTNAME » are one."""
    return header_key(_ASIDE.sub(" ", title)).replace(" ", "")


@cache
def title_score(title: str, synonym: str, avec: frozenset[str] = frozenset(), meaning: str = "") -> float:
    """How much a title says the same as a synonym: 100 the same words, 0 nothing in common.

    Args:
        avec: words common to the file's titles.
        meaning: the canonical column, whose own accompanying words say nothing more.
    """
    rules = weights()["titres"]
    if joined(title) == joined(synonym):
        return float(rules["exact"])
    there = frozenset(tokens(synonym))
    if "".join(tokens(title)) == "".join(tokens(synonym)):
        return float(rules["exact"])
    here = frozenset(_completed(word, there) for word in tokens(title))
    score = float(rules[_likeness(here, there, avec, meaning) or "rien"])
    if score and here != frozenset(_whole(word) or word for word in tokens(title)):
        return min(score, float(rules["tronque"]))
    if score:
        return score
    left, right = joined(title), joined(synonym)
    alike = min(len(left), len(right)) >= rules["taille_faute"] and not here & _words("repoussoirs")
    return float(rules["faute"]) if alike and fuzz.ratio(left, right) >= rules["ressemblance"] else 0


def _likeness(here: frozenset[str], there: frozenset[str], avec: frozenset[str], meaning: str) -> str:
    """The name of a title's weight (`[titres]` of indices.toml), empty when nothing is said."""
    more, less = here - there, there - here
    if more & _refused(avec):
        return ""
    if not less:
        said = _said(avec)
        with_it = said | frozenset(dictionary()["accompagnants"].get(meaning, []))
        names = (("exact", frozenset[str]()), ("neutre", said), ("accompagne", with_it))
        return next((name for name, allowed in names if more <= allowed), "plus")
    return "moins" if not more and less <= _words("neutres") else ""


@cache
def _said(avec: frozenset[str]) -> frozenset[str]:
    """Words that say nothing more in a file whose titles share `avec`."""
    return _words("neutres") | _words("sujets") | avec


@cache
def _refused(avec: frozenset[str]) -> frozenset[str]:
    """Words that say another column in such a file."""
    return _words("repoussoirs") - avec


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(dictionary()[name])


def _completed(word: str, among: frozenset[str]) -> str:
    """The word of a synonym that an unknown word begins (ADEL: ADELI), else the whole word it stands for,
    else itself.
    """
    if len(word) < weights()["titres"]["troncature"] or word in _vocabulary():
        return word
    return next((whole for whole in sorted(among) if whole.startswith(word)), _whole(word) or word)


def best_title(
    title: str, synonyms: Sequence[str], avec: frozenset[str] = frozenset(), meaning: str = ""
) -> float:
    """The best likeness of a title with a list of synonyms; earlier synonyms win a draw by a little."""
    rules = weights()["titres"]
    scores = [
        title_score(title, word, avec, meaning) - rank * rules["rang"] for rank, word in enumerate(synonyms)
    ]
    best = max(scores, default=0.0)
    return best if best > rules["garde"] else 0


def says(title: str, words: frozenset[str]) -> bool:
    """The title holds all of these words, whole or cut short."""
    return words <= {_completed(word, words) for word in tokens(title)}


def backwards(title: str) -> bool:
    """The title says the contrary of an open account, and nothing else: « Compte désactivé », «
    loginDisabled ».
    """
    words = {_whole(word) or word for word in tokens(title)}
    contrary = words & _words("contraires")
    return bool(contrary) and words - contrary <= _words("neutres") | _words("sujets") | _words("dit_compte")


def has_wrong_word(title: str) -> bool:
    """The title speaks of somebody or something else (manager, former, password…)."""
    return bool({_whole(word) or word for word in tokens(title)} & set(dictionary()["repoussoirs"]))


def libelle(canonique: str) -> str:
    """A canonical column (or « a ou b ») in plain words."""
    words: dict[str, str] = dictionary()["libelles"]
    return " ou ".join(words.get(name, name.replace("_", " ")) for name in canonique.split(" ou "))
