"""Personnel numbers written otherwise than by HR: the same digits, and the same person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import polars as pl

from workbench.socle import numeros
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Personne, agree, people, same
from workbench.sources.modeles import Lecture

_GROUPE = re.compile("[0-9]+")


def _number(digits: str) -> str:
    """Without the zeros in front; a number made of zeros is one."""
    return digits.lstrip("0") or digits[:1]


# Three ways to find the number inside: every digit, the first group of digits, the last.
ECRITURES: tuple[Callable[[str], str], ...] = (
    lambda text: _number("".join(_GROUPE.findall(text))),
    lambda text: _number((_GROUPE.findall(text) or [""])[0]),
    lambda text: _number((_GROUPE.findall(text) or [""])[-1]),
)


def as_hr_writes(
    lectures: Sequence[Lecture], regles: dict[str, Any]
) -> Iterator[tuple[int, pl.DataFrame, Dits]]:
    """The readings whose personnel numbers are written otherwise than by HR: their rank, their rows with the
    numbers as HR writes them, where digits and names agree, what is said of it.

    How a number is written is learnt from all of them: a directory where only two people bear the numbers of
    one HR file is read as its neighbour, where thirty do.
    """
    rule, agents = regles["matricule"], _agents(lectures, regles)
    known: dict[str, list[Personne]] = {}
    for text, those in agents.items():
        known.setdefault(numeros.cle("matricule", text), []).extend(those)
    odd = {
        rank: [
            (row, text, person)
            for row, (text, person) in enumerate(
                zip(lecture.lignes["matricule"], people(lecture, regles), strict=True)
            )
            if text and not _theirs(person, known.get(numeros.cle("matricule", text)))
        ]
        for rank, lecture in enumerate(lectures)
        if lecture.source.nature in rule["natures"]
    }
    best: dict[int, tuple[dict[int, str], dict[int, str]]] = {}
    for write in ECRITURES:
        by_digits: dict[str, list[str]] = {}
        for text in agents:
            by_digits.setdefault(write(text), []).append(text)
        read = {rank: _found(rows, agents, by_digits, write) for rank, rows in odd.items() if rows}
        sure = {
            rank: pair for rank, pair in read.items() if len(pair[1]) >= rule["part_accord"] * len(pair[0])
        }
        if sum(len(agreeing) for _, agreeing in sure.values()) < rule["minimum"]:
            continue
        for rank, pair in sure.items():
            if len(pair[1]) > len(best[rank][1] if rank in best else ()):
                best[rank] = pair
    for rank, (found, agreeing) in best.items():
        rows = lectures[rank].lignes
        whole = len(agreeing) >= max(rule["minimum"], rule["part_colonne"] * len(found))
        taken = found if whole else agreeing
        values = [taken.get(row, text) for row, text in enumerate(rows["matricule"])]
        said: Dits = [
            ("MATRICULE_ECRIT_AUTREMENT", {"n": len(taken), "exemple": rows["matricule"][min(taken)]})
        ]
        yield rank, rows.with_columns(pl.Series("matricule", values, dtype=pl.String)), said


def _theirs(person: Personne, those: Sequence[Personne] | None) -> bool:
    """HR knows the number as it stands, and nothing says it is somebody else's (« 199/1 » is not 1991)."""
    return bool(those) and (not person.connue or any(agree(person, one) for one in those or ()))


def _agents(lectures: Sequence[Lecture], regles: dict[str, Any]) -> dict[str, list[Personne]]:
    """Personnel number as HR writes it → who bears it."""
    out: dict[str, list[Personne]] = {}
    for lecture in lectures:
        if lecture.source.nature == "sirh":
            for text, person in zip(lecture.lignes["matricule"], people(lecture, regles), strict=True):
                out.setdefault(text, []).append(person)
    return out


def _found(
    odd: Sequence[tuple[int, str, Personne]],
    agents: dict[str, list[Personne]],
    by_digits: dict[str, list[str]],
    write: Callable[[str], str],
) -> tuple[dict[int, str], dict[int, str]]:
    """The HR number this writing finds for each row, and of those, the ones whose names agree."""
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
