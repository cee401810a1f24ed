"""Personnel numbers written otherwise than by HR: the same digits, and the same person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from workbench.socle import numeros
from workbench.socle.seuils import nombreux
from workbench.sources.croisement.affixes import Affixe, affixes
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Personne, agree, people, same
from workbench.sources.modeles import Lecture

_GROUPE = re.compile("[0-9]+")
Agents = Mapping[str, Sequence[Personne]]  # personnel number as HR writes it → who bears it
Lignes = Sequence[tuple[int, str, Personne]]  # rank of the row, its number, who bears it


def _number(digits: str) -> str:
    """Without the zeros in front; a number made of zeros is one."""
    return digits.lstrip("0") or digits[:1]


def _digits(pick: Callable[[list[str]], str]) -> Callable[[str], str]:
    return lambda text: _number(pick(_GROUPE.findall(text) or [""]))


@dataclass(frozen=True)
class Ecriture:
    """How a number is found in what HR writes, and in what the others write; from how many rows it is
    believed. `constant`: a text that a whole list bears, the number beside it is exact.
    """

    rh: Callable[[str], str]
    autres: Callable[[str], str]
    minimum: int
    dit: str
    constant: bool = False


def _ecritures(rule: dict[str, Any], learnt: Sequence[Affixe]) -> Iterator[Ecriture]:
    """Three ways to find the number inside (every digit, the first group, the last), then what was learnt."""
    picks: tuple[Callable[[list[str]], str], ...] = ("".join, lambda found: found[0], lambda found: found[-1])
    for pick in picks:
        yield Ecriture(_digits(pick), _digits(pick), rule["minimum"], rule["dits"]["chiffres"])
    for one in learnt:
        least = rule["minimum_constant"] if one.constant else rule["minimum"]
        side = "rh" if one.chez_rh else "autres"
        said = rule["dits"][side].format(affixe="…".join(filter(None, (one.devant, one.derriere))))
        with_it, without = one.core, _number
        rh, others = (with_it, without) if one.chez_rh else (without, with_it)
        yield Ecriture(rh, others, least, said, one.constant)


def as_hr_writes(
    lectures: Sequence[Lecture], regles: dict[str, Any]
) -> Iterator[tuple[int, pl.DataFrame, Dits]]:
    """The readings whose personnel numbers are written otherwise than by HR: their rank, their rows with the
    numbers as HR writes them, where digits and names agree, what is said of it.

    How a number is written is learnt from all of them: a directory where only two people bear the numbers of
    one HR file is read as its neighbour, where thirty do.
    """
    rule, agents = regles["matricule"], _agents(lectures, regles)
    odd = _odd(lectures, agents, regles)
    best: dict[int, Lue] = {}
    lists = [[text for text in one.lignes["matricule"] if text] for one in lectures if _hr(one)]
    for write in _ecritures(rule, affixes(agents, lists, odd.values(), rule)):
        by_digits: dict[str, list[str]] = {}
        for text in agents:
            by_digits.setdefault(write.rh(text), []).append(text)
        read = {rank: _found(rows, agents, by_digits, write) for rank, rows in odd.items() if rows}
        if write.constant:
            sure = _believed_together(read, rule)
        else:
            sure = {rank: lue for rank, lue in read.items() if lue.sure(rule["part_accord"])}
        if sum(len(lue.agreeing) for lue in sure.values()) < write.minimum:
            continue
        for rank, lue in sure.items():
            if lue.weight > (best[rank].weight if rank in best else (0, False)):
                best[rank] = lue
    for rank, lue in best.items():
        rows, taken = lectures[rank].lignes, lue.taken(rule)
        values = [taken.get(row, text) for row, text in enumerate(rows["matricule"])]
        facts = {"n": len(taken), "exemple": rows["matricule"][min(taken)], "comment": lue.dit}
        said: Dits = [("MATRICULE_ECRIT_AUTREMENT", facts)]
        yield rank, rows.with_columns(pl.Series("matricule", values, dtype=pl.String)), said


@dataclass(frozen=True)
class Lue:
    """Row → HR number that one writing finds (`found`), and those whose names agree (`agreeing`)."""

    found: dict[int, str]
    agreeing: dict[int, str]
    dit: str
    entiere: bool = False  # the sources together prove the writing

    @property
    def weight(self) -> tuple[int, bool]:
        """Which of two writings explains more."""
        return len(self.agreeing), self.entiere

    def sure(self, share: float) -> bool:
        """Names agree on nearly every number found."""
        return bool(self.agreeing) and len(self.agreeing) >= share * len(self.found)

    def taken(self, rule: dict[str, Any]) -> dict[int, str]:
        """Every number found when it is how the column is written, else those whose names agree."""
        alone = nombreux(len(self.agreeing), len(self.found), rule["minimum"], rule["part_colonne"])
        whole = self.entiere or alone
        return self.found | self.agreeing if whole else self.agreeing


def _believed_together(read: Mapping[int, Lue], rule: dict[str, Any]) -> dict[int, Lue]:
    """What a constant text finds, where names agree on nearly all of it, every source counted together."""
    agreeing = sum(len(lue.agreeing) for lue in read.values())
    if agreeing < rule["part_accord"] * sum(len(lue.found) for lue in read.values()):
        return {}
    whole = agreeing >= rule["minimum"]
    return {rank: replace(lue, entiere=whole) for rank, lue in read.items() if lue.agreeing}


def _hr(lecture: Lecture) -> bool:
    return lecture.source.nature == "sirh"


def _odd(lectures: Sequence[Lecture], agents: Agents, regles: dict[str, Any]) -> dict[int, Lignes]:
    """Rank of a reading → its rows whose number HR does not know as it stands."""
    known: dict[str, list[Personne]] = {}
    for text, those in agents.items():
        known.setdefault(numeros.cle("matricule", text), []).extend(those)
    return {
        rank: [
            (row, text, person)
            for row, (text, person) in enumerate(
                zip(lecture.lignes["matricule"], people(lecture, regles), strict=True)
            )
            if text and not _theirs(person, known.get(numeros.cle("matricule", text)))
        ]
        for rank, lecture in enumerate(lectures)
        if lecture.source.nature in regles["matricule"]["natures"]
    }


def _theirs(person: Personne, those: Sequence[Personne] | None) -> bool:
    """HR knows the number as it stands, and nothing says it is somebody else's (« 199/1 » is not 1991)."""
    return bool(those) and (not person.connue or any(agree(person, one) for one in those or ()))


def _agents(lectures: Sequence[Lecture], regles: dict[str, Any]) -> dict[str, list[Personne]]:
    """Personnel number as HR writes it → who bears it."""
    out: dict[str, list[Personne]] = {}
    for lecture in filter(_hr, lectures):
        for text, person in zip(lecture.lignes["matricule"], people(lecture, regles), strict=True):
            out.setdefault(text, []).append(person)
    return out


def _found(odd: Lignes, agents: Agents, by_digits: Mapping[str, Sequence[str]], write: Ecriture) -> Lue:
    """The HR number this writing finds for each row, and of those, the ones whose names agree."""
    found: dict[int, str] = {}
    agreeing: dict[int, str] = {}
    for rank, text, person in odd:
        number = write.autres(text)
        texts = by_digits.get(number, []) if number else []
        if not texts or not person.connue:
            continue
        found |= {rank: texts[0]} if len(texts) == 1 else {}
        fitting = [one for one in texts if any(same(person, other) for other in agents[one])]
        if len(fitting) == 1:
            agreeing[rank] = fitting[0]
    return Lue(found, agreeing, write.dit)
