"""Pass 2: pairs scored on their traits, HR with HR first, then accounts on their names when nobody else could
be meant.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from workbench.identities.chantier import Chantier, Precedent
from workbench.identities.preuves import Avis, judge
from workbench.identities.regles import rules
from workbench.socle.settings import Rapprochement as Reglages

Scored = list[tuple[float, str, str, Avis]]


@dataclass(frozen=True)
class Seuils:
    """The thresholds of a run; a pair already together in the published version keeps to the lower one."""

    reglages: Reglages
    former: dict[str, str]

    def needed(self, a: str, b: str) -> float:
        """The score asked of this pair to be joined."""
        together = a in self.former and self.former.get(a) == self.former.get(b)
        return self.reglages.seuil_maintien if together else self.reglages.seuil_automatique

    def worth_asking(self, probability: float) -> bool:
        """A tenth of the review threshold: the queue keeps the best few of each record anyway."""
        return probability >= self.reglages.seuil_revue / 10


def former_pairs(precedent: Precedent | None) -> dict[str, str]:
    """Record → identity in the published version."""
    if precedent is None:
        return {}
    rows = precedent.identite_fiche.select("source", "cle_source", "id_unique").iter_rows()
    return {f"{source}:{cle}": ident for source, cle, ident in rows}


def by_traits(chantier: Chantier, pairs: pl.DataFrame, seuils: Seuils) -> None:
    """Join what the evidence and the score allow, propose what is likely, leave the rest."""
    ranked = pairs.sort(["probabilite", "cle_a", "cle_b"], descending=[True, False, False])
    scored = [
        (probability, a, b, judge(chantier.fiches[a], chantier.fiches[b]))
        for a, b, probability in ranked.iter_rows()
        if not chantier.groupes.same(a, b) and (a, b) not in chantier.apart
    ]
    births: Scored = []
    others: Scored = []
    for row in scored:
        known = chantier.fiches[row[1]].naissance and chantier.fiches[row[2]].naissance
        (births if known else others).append(row)
    for probability, a, b, avis in births:
        if avis.verdict == "auto" and probability >= seuils.needed(a, b):
            chantier.join(a, b, "traits", probability, "mêmes traits de naissance")
        elif avis.verdict == "veto":
            _homonyms(chantier, a, b, avis)
        elif avis.verdict != "non" and seuils.worth_asking(probability):
            chantier.propose(a, b, probability, avis.code or "score_insuffisant")
    _by_names(chantier, others, seuils)


def _homonyms(chantier: Chantier, a: str, b: str, avis: Avis) -> None:
    left, right = chantier.fiches[a], chantier.fiches[b]
    if left.rpps and left.rpps == right.rpps:
        chantier.collide(
            avis.code, [a, b], "Même numéro RPPS déclaré, mais naissances ou sexes contradictoires."
        )


def _by_names(chantier: Chantier, scored: Scored, seuils: Seuils) -> None:
    """A record without birth date: the names must point to one single person of the whole perimeter."""
    rivals = _Rivals(chantier, scored)
    names_threshold = float(rules()["preuves"]["seuil_noms"])
    most = int(rules()["preuves"]["homonymes_max"])
    for probability, a, b, avis in scored:
        if chantier.groupes.same(a, b) or avis.verdict in {"non", "veto"}:
            continue
        left, right = chantier.fiches[a], chantier.fiches[b]
        count = rivals.count(a, b)
        external = left.externe or right.externe
        alone = (left.rh or right.rh) and count <= most and not external
        if avis.verdict == "auto" and alone and probability >= min(seuils.needed(a, b), names_threshold):
            proof = "mêmes nom et prénom, sans homonyme, et service ou profession concordants"
            chantier.join(a, b, "traits", probability, proof)
        elif seuils.worth_asking(probability):
            code = "externe" if external else "homonymes" if count > most else _doubt(avis)
            if left.rh and right.rh and code == "nom_seul":
                code = "naissance_absente"
            chantier.propose(a, b, probability, code, n=count)


def _doubt(avis: Avis) -> str:
    return avis.code if avis.verdict == "revue" else "score_insuffisant"


class _Rivals:
    """Who else a pair could mean: HR people one record answers to, records of one source that answer to one
    person.
    """

    def __init__(self, chantier: Chantier, scored: Scored) -> None:
        self.chantier = chantier
        self.homes: dict[str, set[str]] = defaultdict(set)
        self.claims: dict[tuple[str, str], set[str]] = defaultdict(set)
        for _, a, b, avis in scored:
            if avis.verdict in {"auto", "revue"} and avis.code != "inverse":
                for one, other in ((a, b), (b, a)):
                    if chantier.fiches[other].rh:
                        self.homes[one].add(other)
                        self.claims[chantier.groupes.find(other), chantier.fiches[one].source].add(one)

    def count(self, a: str, b: str) -> int:
        """The most people either side could be."""
        account, home = (b, a) if self.chantier.fiches[a].rh else (a, b)
        claims = self.claims[self.chantier.groupes.find(home), self.chantier.fiches[account].source]
        return max(self._distinct(cles) for cles in (self.homes[a], self.homes[b], claims))

    def _distinct(self, cles: set[str]) -> int:
        return len({self.chantier.groupes.find(cle) for cle in cles})
