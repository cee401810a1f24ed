"""A whole name in one field: « DURAND Léa », « Léa DURAND », « DURAND, Léa », told apart by capitals and the
column's habit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Literal

import polars as pl

from workbench.socle.noms import given_keys, letters, name_key, parts, rules, words_of

Ordre = Literal["nom_prenom", "prenom_nom", ""]
PARENTHESES = re.compile(r"[([]([^)\]]*)[)\]]")
_BRACKETED = re.compile(r"\(.*?\)")
_FIN = re.compile(r"^(.*\S)\s+[-–—/|]\s+([^-–—/|]+)$")
CHAMPS = ("nom", "nom_naissance", "nom_usage", "nom_affiche")


def split_label(
    label: str, habit: Ordre = "", surnames: Collection[str] = frozenset()
) -> tuple[str, str] | None:
    """(surname, given names) as written, or None when nothing tells which is which.

    Args:
        surnames: words that the other sources write in surnames.
    """
    if "," in label:
        left, right = label.split(",", 1)
        return (left.strip(), right.strip()) if name_key(left) and given_keys(right) else None
    words = _words(label)
    if len(words) > 2 and _introduces(words[0]):
        words = words[1:]
    opening = [rank for rank, word in enumerate(words) if _introduces(word)]
    if opening and opening[0] > 0 and opening[-1] < len(words) - 1:
        other = (words[: opening[0]], words[opening[0]], words[opening[0] + 1 :])
        return _split_other(*other, habit, surnames)
    return _split_words(words, habit, surnames)


def _split_words(
    words: list[str], habit: Ordre, known: Collection[str], opened: bool = False
) -> tuple[str, str] | None:
    """opened: beside « née », where one side may be a surname, whole."""
    surname = _capitals(words)
    if 0 < len(surname) < len(words):
        kept = [word for rank, word in enumerate(words) if rank not in surname]
        return " ".join(words[rank] for rank in sorted(surname)), " ".join(kept)
    if len(words) < 2 or not habit:
        return None
    if habit == "prenom_nom":
        last = next((rank for rank in range(1, len(words) - 1) if not _initial(words[rank])), len(words) - 1)
        return " ".join(words[last:]), " ".join(words[:last])
    first = _first_name_size(words, known)
    if first == len(words) and not opened:
        first = _first_name_size(words, ())
    return (" ".join(words[:first]), " ".join(words[first:])) if first < len(words) else None


def _split_other(
    left: list[str], opening: str, right: list[str], habit: Ordre, known: Collection[str]
) -> tuple[str, str] | None:
    """« DURAND née MARTIN Léa », « DURAND Léa née MARTIN », « Léa DURAND née MARTIN »: two surnames, and the
    given names on one side only; None when both sides could hold them.
    """
    there = "" if habit == "prenom_nom" else habit  # given names first: what follows is a surname, whole
    sides = [_split_words(left, habit, known, True), _split_words(right, there, known, True)]
    alone = (" ".join(left), " ".join(right))
    if all(sides) or not any(sides):
        return None
    surnames = [found[0] if found else whole for found, whole in zip(sides, alone, strict=True)]
    (given,) = (found[1] for found in sides if found)
    return f" {opening} ".join(surnames), given


def _words(label: str) -> list[str]:
    bare = PARENTHESES.sub(" ", label)
    return [word for word in bare.split() if not word.startswith(("(", "[")) and letters(word)]


def _initial(word: str) -> bool:
    """« P. », « P »: a second given name's letter; a lone letter that opens surnames (D, O, N) is none."""
    key = letters(word)
    return len(key) == 1 and (word.endswith(".") or key not in words_of("particules"))


def _introduces(word: str) -> bool:
    """« née », « ép. », « VEUVE »: another name follows. A word that is also a name opens one in small
    letters only.
    """
    key = letters(_BRACKETED.sub("", word))
    return key in words_of("autres_noms", "introductions") or (
        word.islower() and key in words_of("autres_noms", "separateurs")
    )


def _capitals(words: list[str]) -> set[int]:
    """Ranks of the surname: words in capitals, and the particles before them (« de LA TOUR Léa »)."""
    found = {rank for rank, word in enumerate(words) if word.isupper() and len(letters(word)) > 1}
    particles = words_of("particules")
    for rank in range(len(words) - 2, -1, -1):
        if rank + 1 in found and letters(words[rank]) in particles:
            found.add(rank)
    return found


def _first_name_size(words: list[str], known: Collection[str]) -> int:
    """How many words the surname takes: the first, its particles included, and those known as surnames."""
    for size in range(1, len(words) + 1):
        if parts(letters(" ".join(words[:size])))[:1] != parts(letters(" ".join(words[: size + 1])))[:1]:
            continue
        return size + _more(words[size:], known)
    return len(words)


def _more(words: list[str], known: Collection[str]) -> int:
    """How many of these words still are of the surname: « POZZO DI BORGO Laetitia »; a particle with what it
    opens.
    """
    size = 0
    for rank, word in enumerate(words):
        if letters(word) in known:
            size = rank + 1
        elif letters(word) not in words_of("particules"):
            break
    return size


def surname_words(fiche: pl.DataFrame) -> frozenset[str]:
    """Words that records with a given name of their own write in surnames, hardly ever in given names."""
    rare = int(rules()["libelles"]["nom_plutot"])
    apart = fiche.filter(pl.col("prenoms").is_not_null())
    seen: Counter[str] = Counter()
    for names, sign in ((CHAMPS[:3], 1), (("prenoms",), -rare)):
        for name in names:
            for text in apart[name].drop_nulls():
                for word in {*letters(text).split()}:
                    seen[word] += sign
    return frozenset(word for word, count in seen.items() if count > 0)


def habit(labels: Iterable[str], known: Collection[str]) -> Ordre:
    """The order most labels of a column show: by capitals, or where a given name known elsewhere stands."""
    votes: Counter[Ordre] = Counter()
    for label in labels:
        words = [word for word in _words(label) if not _introduces(word)]
        if len(words) < 2:
            continue
        capitals = _capitals(words)
        if 0 < len(capitals) < len(words):
            votes["nom_prenom" if 0 in capitals else "prenom_nom"] += 1
            continue
        first, last = ((given_keys(words[rank]) or ("",))[0] in known for rank in (0, -1))
        if first != last:
            votes["prenom_nom" if first else "nom_prenom"] += 1
    limits = rules()["libelles"]
    total = votes.total()
    for order, count in votes.most_common(1):
        if total >= limits["exemples"] and count >= limits["part"] * total:
            return order
    return ""


def split_whole_names(fiche: pl.DataFrame) -> pl.DataFrame:
    """Fill `nom` and `prenoms` of the records whose source writes the whole name in one field.

    A source that gives no given name at all is read so from its first surname column in use; a record without
    surname nor
    given name, from its displayed name.
    """
    given = fiche.filter(pl.col("prenoms").is_not_null())["prenoms"].unique()
    known = {keys[0] for keys in map(given_keys, given) if keys}
    words = surname_words(fiche)
    out = [_split_source(part, known, words) for part in fiche.partition_by("source", maintain_order=True)]
    return pl.concat(out) if out else fiche


def _split_source(rows: pl.DataFrame, known: set[str], words: frozenset[str]) -> pl.DataFrame:
    used = [name for name in CHAMPS if rows[name].drop_nulls().len()]
    if not used:
        return rows
    unnamed = pl.all_horizontal(pl.col(name).is_null() for name in CHAMPS[:3]) & pl.col("prenoms").is_null()
    if rows["prenoms"].drop_nulls().len() == 0 and rows["prenom_usuel"].drop_nulls().len() == 0:
        return _split_column(rows, used[0], pl.col(used[0]).is_not_null(), known, words)
    if rows.select(unnamed.any()).item():
        return _split_column(rows, "nom_affiche", unnamed & pl.col("nom_affiche").is_not_null(), known, words)
    return rows


def _split_column(
    rows: pl.DataFrame, name: str, where: pl.Expr, known: set[str], words: frozenset[str]
) -> pl.DataFrame:
    """Accounts that are nobody's are left as they are."""
    concerned = where & (pl.col("nature_compte").is_null() | (pl.col("nature_compte") == "nominatif"))
    marks = endings(rows.filter(concerned)[name])
    order = habit((without_ending(label, marks) for label in rows.filter(concerned)[name]), known)
    target = "nom" if name == "nom_affiche" else name
    mask = rows.select(concerned).to_series()
    surnames, given = rows[target].to_list(), rows["prenoms"].to_list()
    for rank, (label, touched) in enumerate(zip(rows[name], mask, strict=True)):
        found = split_label(without_ending(label, marks), order, words) if touched else None
        if found:
            surnames[rank], given[rank] = found
    return rows.with_columns(
        pl.Series(target, surnames, dtype=pl.String), pl.Series("prenoms", given, dtype=pl.String)
    )


def endings(labels: Iterable[str]) -> frozenset[str]:
    """« - Cardiologie », « / prestataire » after several whole names: a mark, no part of the name."""
    before: dict[str, set[str]] = {}
    for label in labels:
        if (found := _FIN.match(label)) and len(_words(found[1])) > 1:
            before.setdefault(letters(found[2]), set()).add(letters(found[1]))
    known = words_of("marques", "externes") | words_of("marques", "situations")
    least = int(rules()["vides"]["parentheses"])
    return frozenset(
        mark for mark, names in before.items() if len(names) >= least or (mark and {*mark.split()} <= known)
    )


def without_ending(label: str, marks: frozenset[str]) -> str:
    """The label without the mark it ends with."""
    found = _FIN.match(label) if marks else None
    return found[1] if found and letters(found[2]) in marks else label


def mentions(texts: Iterable[str | None]) -> tuple[frozenset[str], frozenset[str]]:
    """« (Cardio) » beside several surnames, that nobody bears: a mark, which would make namesakes of them;
    and the words that somebody bears as a name.
    """
    beside: dict[str, set[str]] = {}
    borne: set[str] = set()
    for text in {text for text in texts if text}:
        words = letters(PARENTHESES.sub(" ", text)).split()
        borne.update(words)
        for inside in PARENTHESES.findall(text):
            beside.setdefault(letters(inside), set()).add(" ".join(words))
    least = int(rules()["vides"]["parentheses"])
    marks = frozenset(
        mark for mark, names in beside.items() if len(names) >= least and not {*mark.split()} <= borne
    )
    return marks, frozenset(borne)


def own_mentions(
    texts: Iterable[str | None], places: Iterable[str | None], borne: Collection[str]
) -> frozenset[str]:
    """« (Cardio) » beside one name, when the record's own service or job says « Cardiologie » and nobody is
    called so.
    """
    inside = {letters(found) for text in texts if text for found in PARENTHESES.findall(text)}
    if not inside:
        return frozenset()
    said = [word for place in places for word in letters(place).split()]
    least = int(rules()["vides"]["debut_de_mot"])

    def of_the_place(word: str) -> bool:
        whole = word in said or (len(word) >= least and any(place.startswith(word) for place in said))
        return whole and word not in borne

    return frozenset(mark for mark in inside if mark and all(map(of_the_place, mark.split())))


def without_mentions(text: str | None, marks: frozenset[str]) -> str | None:
    """The text without the marks among its parentheses."""
    if not marks or not text:
        return text
    return PARENTHESES.sub(lambda found: " " if letters(found[1]) in marks else found[0], text)
