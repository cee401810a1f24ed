"""What the values alone suggest of a column no title says, asked and never written by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from statistics import median

from workbench.sources.declarer.indices import (
    CODES,
    PRENOMS,
    PREUVE,
    SEUILS,
    known_share,
    value_score,
    words_share,
)
from workbench.sources.declarer.natures import Affectation, columns_of
from workbench.sources.declarer.titres import dictionary, has_wrong_word, tokens, weights
from workbench.sources.declarer.valeurs import Valeurs

_INCONNU = weights()["titres"]["inconnu"]
_LETTRE = re.compile(r"[^\W\d_]")
_REPETE = re.compile(r"#\d+$")
_PARTS = re.compile(r"^(?:0|1)(?:[.,]\d+)?$|^\d{1,3}(?:[.,]\d+)?\s?%?$")


def suggest(columns: Mapping[str, Valeurs], nature: str, given: list[Affectation]) -> list[Affectation]:
    """Meanings nothing was proposed for, with the left-over columns whose values look like them."""
    taken = {one.canonique for one in given}
    used = {one.titre for one in given}
    out: list[Affectation] = []
    for name in columns_of(nature):
        if name in taken:
            continue
        titles = [t for t in columns if t not in used and _open(t, name) and _fits(name, columns[t])]
        if titles:
            out.append(_asked(name, titles, "titre inconnu, valeurs de cette forme"))
            used.add(titles[0])
    labels = {one.canonique: one.titre for one in [*given, *out]}
    for name, label in weights()["couples"].items():
        codes = [t for t in columns if t not in used and _same_but_code(t, labels.get(label, ""))]
        if name in columns_of(nature) and name not in taken and codes:
            out.append(_asked(name, codes, f"va avec la colonne « {labels[label]} »"))
            used.add(codes[0])
    return [*out, *_dates(columns, nature, taken, used)]


def _open(title: str, name: str) -> bool:
    """A title that does not speak of something else, nor of a second one of its kind, nor one repeated."""
    words = set(tokens(title))
    ranked = name in PRENOMS and any(word.isdigit() and int(word) > 1 for word in words)
    return not (
        ranked or _REPETE.search(title) or has_wrong_word(title) or words & set(dictionary()["pas_devines"])
    )


def _asked(name: str, titles: list[str], why: str) -> Affectation:
    return Affectation(name, titles[0], _INCONNU, "a_confirmer", why, tuple(titles[1:]))


def _fits(name: str, values: Valeurs) -> bool:
    """The values look like nothing else than this meaning."""
    if len(values.textes) < SEUILS["peu"]:
        return False
    if name in weights()["vocabulaire"]:
        return bool(words_share(name, values) > SEUILS["majorite"] and values.dates < SEUILS["dates"])
    if name in PRENOMS:
        return bool(values.prenoms > SEUILS["prenoms_beaucoup"] and values.part(_DEUX) < SEUILS["majorite"])
    if name in CODES and CODES[name] != "booleen":
        few = len(values.distinctes) <= SEUILS["codes_valeurs"]
        return few and known_share(CODES[name], values) > SEUILS["majorite"] and _lettered(values)
    if name == "quotite":
        return _shares(values)
    shared = name != "finess" or values.unicite <= SEUILS["majorite"]  # a site has many rows, a badge one
    return name in {"finess", "email"} and shared and value_score(name, values) == PREUVE


_DEUX = re.compile(r"^[^\W\d_-]+(?:[ ,]+[^\W\d_]+)")


def _lettered(values: Valeurs) -> bool:
    return bool(values.part(_LETTRE) > SEUILS["la_plupart"])


def _shares(values: Valeurs) -> bool:
    """Shares of a full time: all from 0 to 1, or all from 0 to 100, the whole one the most frequent."""
    if values.part(_PARTS) < 1 or len(values.distinctes) < SEUILS["quotites"]:
        return False
    numbers = [float(text.rstrip("% ").replace(",", ".")) for text in values.textes]
    top = max(numbers)
    return top in {1.0, 100.0} and numbers.count(top) >= SEUILS["quotite_pleine"] * len(numbers)


def _same_but_code(title: str, label: str) -> bool:
    """« NIV3_COD » beside « NIV3_LIB », « Section » beside « Libellé section »: the same words, one says code
    or the other label.
    """
    here, there = set(tokens(title)), set(tokens(label))
    return bool(here & there) and here != there and here - there <= {"CODE"} and there - here <= {"LIBELLE"}


def _dates(columns: Mapping[str, Valeurs], nature: str, taken: set[str], used: set[str]) -> list[Affectation]:
    """The dates left, the earliest for the first meaning that lacks, the latest for the second."""
    first, last = dictionary()["dates_ordonnees"].get(nature, ("", ""))
    lacking = [name for name in (first, last) if name and name not in taken]
    days = _planned_rows(columns, used)
    left = {
        title: median(values.annees)
        for title, values in columns.items()
        if title not in used and _open(title, first) and len(values.annees) >= SEUILS["peu"]
        if values.dates > SEUILS["la_plupart"] and value_score("date_naissance", values) != PREUVE
        if not (0 < days <= len(values.textes) and len(set(values.annees)) <= SEUILS["annees_planning"])
    }
    ranked = sorted(left, key=lambda title: left[title])
    out = []
    for name in lacking:
        if ranked:
            title = ranked.pop(0 if name == first else -1)
            out.append(_asked(name, [title, *ranked], "titre inconnu, des dates"))
    return out


def _planned_rows(columns: Mapping[str, Valeurs], used: set[str]) -> int:
    """Rows of a list whose every recognised column says the same many times: a planning, whose days, one a
    row, are no start of anything. 0 of any other list.
    """
    told = [columns[title] for title in used if len(columns[title].textes) >= SEUILS["peu"]]
    if not told or max(values.unicite for values in told) > SEUILS["majorite"]:
        return 0
    return max(len(values.textes) for values in told)
