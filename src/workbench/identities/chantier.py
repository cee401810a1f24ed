"""The work in progress of a run: records, groups, what was joined and why, what is left to a person, what
contradicts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from workbench.decisions import Decision
from workbench.identities.groupes import Groupes
from workbench.identities.indices.contrats import Contrats
from workbench.identities.preuves import Fiche
from workbench.identities.regles import rules
from workbench.identities.revue import Proposition

IDENTIFIANT_CONNU = {
    "identifiant_contredit",
    "identifiant_partage",
    "naissance_contredite",
    "decision_contredite",
    "conflit_groupe",
}


@dataclass(frozen=True)
class Precedent:
    """What the published version says: four frames of schema `curated`, and the last number an identifier
    ever had in a version that is no longer current.

    `tenues`: the membership that keeps to the lower threshold, `identite_fiche` unless a decision it was
    played with was undone since: what is undone leaves no trace.
    """

    identite_fiche: pl.DataFrame
    identite: pl.DataFrame
    compte: pl.DataFrame
    redirection: pl.DataFrame
    dernier: int = 0
    tenues: pl.DataFrame | None = None


MALGRE_CONFLIT = {"conflit_groupe", "decision_contredite", "identifiant_partage", "naissance_contredite"}


@dataclass
class Chantier:
    """The work in progress of a run."""

    fiches: dict[str, Fiche]
    groupes: Groupes
    modes: dict[str, tuple[str, float, str]] = field(default_factory=dict)
    propositions: list[Proposition] = field(default_factory=list)
    collisions: list[dict[str, object]] = field(default_factory=list)
    separees: dict[tuple[str, str], Decision] = field(default_factory=dict)
    apart: set[tuple[str, str]] = field(default_factory=set)
    designes: dict[str, list[str]] = field(default_factory=dict)
    """Account → the HR records of its surname that its code names, although its given name is another's."""
    _contrats: Contrats | None = field(default=None, repr=False)

    def join(self, a: str, b: str, mode: str, probability: float, proof: str) -> None:
        """Join two records, or record why the group forbids it."""
        if self.groupes.same(a, b):
            return
        if self.bridges(a, b) and not self.one_contract(a, b):
            self.propose(a, b, probability, "pont")
            return
        conflict = self.groupes.join(a, b)
        if conflict == "decision_contraire":
            if mode == "identifiant" and self.unseen_identifier(a, b):
                self.propose(
                    a, b, probability, "decision_contredite", quoi=f"{proof}, entre deux personnes séparées"
                )
            return
        if conflict:
            self.collide(conflict, [a, b], f"{rules()['motifs']['conflit_groupe']} ({proof}).")
            self.propose(a, b, probability, "conflit_groupe")
            return
        for cle in (a, b):
            known = self.modes.get(cle)
            if known is None or (known[0] == "traits" and mode == "identifiant"):
                self.modes[cle] = (mode, probability, proof)

    def bridges(self, a: str, b: str) -> bool:
        """Joining these would make one of two HR people, through an account: only their own records may."""
        one = self.fiches[a].rh and self.fiches[b].rh
        return not one and self.groupes.group(a).rh > 0 and self.groupes.group(b).rh > 0

    def one_contract(self, a: str, b: str) -> bool:
        """The HR people of these groups are one contract written twice, or two that touch."""
        if self._contrats is None:
            self._contrats = Contrats(self.fiches.values())
        left, right = (
            [self.fiches[cle] for cle in self.groupes.group(one).membres if self.fiches[cle].rh]
            for one in (a, b)
        )
        return self._contrats.one(left, right)

    def named_elsewhere(self, a: str, b: str) -> bool:
        """One HR person would hold an account whose code names another of its surname."""
        left, right = self.groupes.group(a), self.groupes.group(b)
        if not self.designes or not (left.rh or right.rh):
            return False
        members = {*left.membres, *right.membres}
        return any(members.isdisjoint(self.designes[cle]) for cle in members & self.designes.keys())

    def unseen_identifier(self, a: str, b: str) -> bool:
        """Whoever set these groups apart had not been told that they share an identifier."""
        entries = (self.separees.get(pair) for pair in self.groupes.separating(a, b))
        return not any(entry and entry.valeur.get("avis") in IDENTIFIANT_CONNU for entry in entries)

    def with_hr(self, cle: str) -> bool:
        """The record's group holds an HR file; false when it is nobody's record."""
        return cle in self.fiches and self.groupes.group(cle).rh > 0

    def propose(self, a: str, b: str, probability: float, code: str, **words: object) -> None:
        """Leave a pair to a person."""
        said = code, rules()["motifs"][code].format(**words)
        self.propositions.append(
            Proposition(a, b, probability, lambda: said, malgre_conflit=code in MALGRE_CONFLIT)
        )

    def propose_why(
        self, a: str, b: str, probability: float, why: Callable[[], tuple[str, dict[str, object]]]
    ) -> None:
        """Leave a pair to a person; `why` gives the code and its words, once no join is to come."""

        def say() -> tuple[str, str]:
            code, words = why()
            return code, rules()["motifs"][code].format(**words)

        self.propositions.append(Proposition(a, b, probability, say))

    def all_proposed(self) -> list[Proposition]:
        """Every pair left to a person, once. They know this work, to say why: was it to keep them too, only
        the search for cycles would free the two.
        """
        proposed, self.propositions = self.propositions, []
        return proposed

    def collide(self, kind: str, cles: Sequence[str], motif: str, gravite: str = "forte") -> None:
        """Record a contradiction."""
        self.collisions.append({"type": kind, "gravite": gravite, "motif": motif, "fiches": sorted(cles)})
