"""Personnel numbers written otherwise than by HR: the same digits, and the same person."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from workbench.socle import numeros
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Personne, people, same
from workbench.sources.modeles import Lecture

_GROUPE = re.compile("[0-9]+")
# Three ways to find the number inside: every digit, the first group of digits, the last.
ECRITURES: tuple[Callable[[str], str], ...] = (
    lambda text: "".join(_GROUPE.findall(text)).lstrip("0"),
    lambda text: (_GROUPE.findall(text) or [""])[0].lstrip("0"),
    lambda text: (_GROUPE.findall(text) or [""])[-1].lstrip("0"),
)


def as_hr_writes(
    lecture: Lecture, lectures: Sequence[Lecture], regles: dict[str, Any]
) -> tuple[pl.DataFrame, Dits]:
    """The rows with the personnel number as HR writes it, where digits and names agree."""
    rule, rows = regles["matricule"], lecture.lignes
    if lecture.source.nature not in rule["natures"] or rows["matricule"].null_count() == rows.height:
        return rows, []
    agents = _agents(lectures, regles)
    known = {numeros.cle("matricule", text) for text in agents}
    here = people(lecture, regles)
    odd = [
        (rank, text, here[rank])
        for rank, text in enumerate(rows["matricule"])
        if text and numeros.cle("matricule", text) not in known
    ]
    best: dict[int, str] = {}
    for write in ECRITURES:
        found, agreeing = _found(odd, agents, write)
        if len(agreeing) > len(best) and len(agreeing) >= max(
            rule["minimum"], rule["part_accord"] * len(found)
        ):
            best = found if len(agreeing) >= rule["part_colonne"] * len(found) else agreeing
    if not best:
        return rows, []
    values = [best.get(rank, text) for rank, text in enumerate(rows["matricule"])]
    example = rows["matricule"][min(best)]
    said: Dits = [("MATRICULE_ECRIT_AUTREMENT", {"n": len(best), "exemple": example})]
    return rows.with_columns(pl.Series("matricule", values, dtype=pl.String)), said


def _agents(lectures: Sequence[Lecture], regles: dict[str, Any]) -> dict[str, list[Personne]]:
    """Personnel number as HR writes it → who bears it."""
    out: dict[str, list[Personne]] = {}
    for lecture in lectures:
        if lecture.source.nature == "sirh":
            for text, person in zip(lecture.lignes["matricule"], people(lecture, regles), strict=True):
                out.setdefault(text, []).append(person)
    return out


def _found(
    odd: Sequence[tuple[int, str, Personne]], agents: dict[str, list[Personne]], write: Callable[[str], str]
) -> tuple[dict[int, str], dict[int, str]]:
    """The HR number this writing finds for each row, and of those, the ones whose names agree."""
    by_digits: dict[str, list[str]] = {}
    for text in agents:
        by_digits.setdefault(write(text), []).append(text)
    found: dict[int, str] = {}
    agreeing: dict[int, str] = {}
    for rank, text, person in odd:
        texts = by_digits.get(write(text), []) if write(text) else []
        if not texts or not person.connue:
            continue
        found |= {rank: texts[0]} if len(texts) == 1 else {}
        fitting = [one for one in texts if any(same(person, other) for other in agents[one])]
        if len(fitting) == 1:
            agreeing[rank] = fitting[0]
    return found, agreeing
