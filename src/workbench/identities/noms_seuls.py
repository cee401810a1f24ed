"""A birth is unknown: names join when they point to one single person and something else agrees."""

from __future__ import annotations

from workbench.identities.chantier import Chantier
from workbench.identities.contexte import Accord, agreement
from workbench.identities.porteurs import Porteurs
from workbench.identities.preuves import Avis, Fiche
from workbench.identities.regles import rules
from workbench.identities.traits import Scored, Seuils

PREUVES = {
    "nom_seul": "mêmes nom et prénom, sans homonyme, et service ou profession concordants",
    "nom_proche": "noms proches, que personne d'autre ne porte, mêmes service et profession",
    "inverse": "nom et prénom inversés, sans homonyme, mêmes service et profession",
}


def by_names(chantier: Chantier, scored: Scored, seuils: Seuils, porteurs: Porteurs) -> None:
    """Join what names and circumstances allow, propose what is likely, best first."""
    for probability, a, b, avis in scored:
        left, right = chantier.fiches[a], chantier.fiches[b]
        if (left.naissance and right.naissance) or chantier.groupes.same(a, b):
            continue
        if avis.verdict in {"non", "veto"}:
            continue
        accord = agreement(chantier.groupes.group(a), chantier.groupes.group(b))
        count = porteurs.count(a, b, accord)
        if count == 1 and _joins(porteurs, a, b, avis, accord) and probability >= _needed(avis, seuils, a, b):
            chantier.join(a, b, "traits", probability, PREUVES[avis.code])
        elif seuils.worth_asking(probability):
            code = _doubt(left, right, avis, accord, count)
            chantier.propose(a, b, probability, code, n=count)


def _needed(avis: Avis, seuils: Seuils, a: str, b: str) -> float:
    name = "seuil_noms" if avis.code == "nom_seul" else "seuil_proches"
    return min(seuils.needed(a, b), float(rules()["preuves"][name]))


def _joins(porteurs: Porteurs, a: str, b: str, avis: Avis, accord: Accord) -> bool:
    """What corroborates is enough: two things for names that are not the same, for a contractor's mark."""
    if avis.verdict != "auto":
        return False
    left, right = porteurs.chantier.fiches[a], porteurs.chantier.fiches[b]
    twice = accord.force > 1 and (accord.service or accord.adresse)
    if avis.code == "nom_seul":
        return twice if left.externe or right.externe else accord.force > 0
    return twice and not (left.externe or right.externe) and porteurs.misspelt(a, b, avis)


def _doubt(left: Fiche, right: Fiche, avis: Avis, accord: Accord, count: int) -> str:
    """The reason shown to the person who must say."""
    if left.externe or right.externe:
        return "externe"
    if count > 1:
        return "homonymes"
    if avis.code == "nom_seul":
        if left.rh and right.rh:
            return "naissance_absente"
        return "score_insuffisant" if accord.force else "nom_seul"
    return avis.code
