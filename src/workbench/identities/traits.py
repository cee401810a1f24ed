"""Pairs scored on their traits: what the rules say of them, and those whose births are both known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from workbench.identities.chantier import Chantier, Precedent
from workbench.identities.groupes import group_of
from workbench.identities.indices.contexte import agreement
from workbench.identities.indices.jugement import judge
from workbench.identities.indices.noms_portes import NomsPortes
from workbench.identities.preuves import Avis, Fiche, same_usual
from workbench.identities.regles import rules
from workbench.socle.noms_compares import EXACT, close, compare_names, given_apart
from workbench.socle.settings import Rapprochement as Reglages

FAUTE = "même naissance, mêmes service et profession ; nom ou prénom à une faute près"
MAL_ECRIT = {"nom_proche", "particule", "inverse", "prenom_proche"}
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

    @property
    def least(self) -> float:
        """What no pair is joined below."""
        return min(self.reglages.seuil_maintien, self.reglages.seuil_automatique)

    def worth_asking(self, probability: float) -> bool:
        """A tenth of the review threshold: the queue keeps the best few of each record anyway."""
        return probability >= self.reglages.seuil_revue / 10


def former_pairs(precedent: Precedent | None) -> dict[str, str]:
    """Record → identity in the published version, or in the one before what was undone since."""
    if precedent is None:
        return {}
    held = precedent.identite_fiche if precedent.tenues is None else precedent.tenues
    rows = held.select("source", "cle_source", "id_unique").iter_rows()
    return {f"{source}:{cle}": ident for source, cle, ident in rows}


def judged(fiches: Mapping[str, Fiche], pairs: pl.DataFrame) -> Scored:
    """Every scored pair (cle_a, cle_b, probabilite), best first, with what the rules say of it."""
    ranked = pairs.sort(["probabilite", "cle_a", "cle_b"], descending=[True, False, False])
    return [(probability, a, b, judge(fiches[a], fiches[b])) for a, b, probability in ranked.iter_rows()]


def by_births(chantier: Chantier, scored: Scored, seuils: Seuils, noms: NomsPortes) -> None:
    """Join the records whose births, names and given names agree, propose what is likely, leave the rest."""
    for probability, a, b, avis in scored:
        if not (chantier.fiches[a].naissance and chantier.fiches[b].naissance) or chantier.groupes.same(a, b):
            continue
        if avis.verdict == "auto" and probability >= _needed(chantier, a, b, seuils):
            chantier.join(a, b, "traits", probability, "mêmes traits de naissance")
        elif _slip(chantier.fiches[a], chantier.fiches[b], avis, noms) and probability >= seuils.needed(a, b):
            chantier.join(a, b, "traits", probability, FAUTE)
        elif avis.verdict == "veto":
            _homonyms(chantier, a, b, avis)
        elif avis.verdict != "non" and seuils.worth_asking(probability):
            chantier.propose(a, b, probability, avis.code or "score_insuffisant")


def _slip(left: Fiche, right: Fiche, avis: Avis, noms: NomsPortes) -> bool:
    """One birth, one service, one profession, and one first given name: the surname is misspelt, lost its
    particle, or stands in the other field. Twins have two given names, both of them names.
    """
    if avis.code not in MAL_ECRIT or left.naissance != right.naissance:
        return False
    accord = agreement(group_of(left), group_of(right))
    if not (accord.service and accord.metier):
        return False
    if avis.code == "prenom_proche":
        return compare_names(left.noms, right.noms) == EXACT and _given_slip(left, right, noms)
    return avis.code == "inverse" or same_usual(left, right)


def _given_slip(left: Fiche, right: Fiche, noms: NomsPortes) -> bool:
    """A slip apart, the first given names: one that others bear, one that is no name (« Mlrte »)."""
    if not (left.prenoms and right.prenoms) or not close(left.prenoms[0], right.prenoms[0]):
        return False
    apart = given_apart(left.prenoms, [left.prenoms[0], *right.prenoms[1:]])
    return noms.is_given(left) != noms.is_given(right) and not apart


def _needed(chantier: Chantier, a: str, b: str, seuils: Seuils) -> float:
    """The score asked of two records of one name, first given name and birth: less when the place, the
    service or the profession agrees too, and none of them differs; the model does not know that they add up.
    """
    left, right = chantier.fiches[a], chantier.fiches[b]
    accord = agreement(group_of(left), group_of(right))
    other = (
        accord.autre_service or accord.autre_metier or (left.lieu and right.lieu and left.lieu != right.lieu)
    )
    agrees = accord.service or accord.metier or (left.lieu and left.lieu == right.lieu)
    asked = seuils.needed(a, b)
    return min(asked, float(rules()["preuves"]["seuil_noms"])) if agrees and not other else asked


def _homonyms(chantier: Chantier, a: str, b: str, avis: Avis) -> None:
    left, right = chantier.fiches[a], chantier.fiches[b]
    if left.rpps and left.rpps == right.rpps:
        chantier.collide(
            avis.code, [a, b], "Même numéro RPPS déclaré, mais naissances ou sexes contradictoires."
        )
