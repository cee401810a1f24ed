"""A constant text before or after the personnel numbers of a source, learnt from the people two sources hold.

Nothing is guessed: an affix is what stands beside the same number of the same person, row after row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.sources.croisement.personnes import Personne, same


@dataclass(frozen=True)
class Affixe:
    """What stands around the number: in HR's own writing (`chez_rh`), or in the others'.

    `constant`: nearly every number of a list that writes it bears it.
    """

    devant: str
    derriere: str
    chez_rh: bool
    constant: bool = False

    def core(self, text: str) -> str:
        """The number without the affix and its zeros; whole where the affix is not."""
        if not self.bears(text):
            return bare(text)
        return bare(text[len(self.devant) : len(text) - len(self.derriere)])

    def bears(self, text: str) -> bool:
        """The text has the affix, and something more."""
        return (
            len(text) > len(self.devant) + len(self.derriere)
            and text.startswith(self.devant)
            and text.endswith(self.derriere)
        )


def bare(text: str) -> str:
    """Without the zeros in front; a number made of zeros is one."""
    return text.lstrip("0") or text[:1]


def affixes(
    agents: Mapping[str, Sequence[Personne]],
    listes: Sequence[Sequence[str]],
    odd: Iterable[Sequence[tuple[int, str, Personne]]],
    rule: dict[str, Any],
) -> list[Affixe]:
    """The affixes seen between the numbers of people whom names tell apart, the most frequent first.

    Args:
        agents: HR's numbers and who bears them. listes: the numbers of each HR list. odd: rows of the other
            sources whose number HR does not know.
        rule: `croisement.toml`, [matricule].
    """
    by_name: dict[str, list[str]] = {}
    for text, those in agents.items():
        for word in {word for one in those for word in one.noms}:
            by_name.setdefault(word, []).append(text)
    seen: Counter[tuple[str, str, bool]] = Counter()
    rows = [list(one) for one in odd]
    for held in rows:
        for _, text, person in held:
            seen.update(_around(text, person, agents, by_name, rule["chiffres_minimum"]))
    groups = {True: listes, False: [[text for _, text, _ in held] for held in rows]}
    found = []
    for (before, after, hr), n in seen.most_common(rule["affixes"]):
        one = Affixe(before, after, hr)
        constant = any(_share(one, texts) >= rule["part_colonne"] for texts in groups[hr] if texts)
        if constant or n >= rule["minimum"]:
            found.append(Affixe(before, after, hr, constant))
    return found


def _share(one: Affixe, texts: Sequence[str]) -> float:
    return sum(map(one.bears, texts)) / len(texts)


def _around(
    text: str,
    person: Personne,
    agents: Mapping[str, Sequence[Personne]],
    by_name: Mapping[str, Sequence[str]],
    least: int,
) -> set[tuple[str, str, bool]]:
    """(before, after, on HR's side) of every number HR gives to somebody of these names."""
    if not person.connue:
        return set()
    theirs = {one for word in person.noms for one in by_name.get(word, ())}
    theirs = {one for one in theirs if any(same(person, other) for other in agents[one])}
    found = set()
    for hr in theirs:
        for long, short, side in ((hr, text, True), (text, hr, False)):
            core = bare(short)
            at = long.rfind(core)
            if at < 0 or sum(sign.isdigit() for sign in core) < least:
                continue
            before, after = long[:at].rstrip("0"), long[at + len(core) :]
            if before or after:
                found.add((before, after, side))
    return found
