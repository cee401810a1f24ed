"""A birth is unknown: names join when they point to one single person and something else agrees."""

from __future__ import annotations

from functools import partial

from workbench.identities.chantier import Chantier
from workbench.identities.indices.contexte import Accord
from workbench.identities.indices.porteurs import Porteurs
from workbench.identities.preuves import Avis, Fiche, same_usual
from workbench.identities.regles import rules
from workbench.identities.traits import Scored, Seuils
from workbench.socle.noms_compares import (
    EXACT,
    VARIANTE,
    compare_given,
    compare_names,
    cut_short,
    same_first,
)

PREUVES = {
    "nom_seul": "mêmes nom et prénom, sans homonyme, et service ou profession concordants",
    "nom_proche": "noms proches, que personne d'autre ne porte, mêmes service et profession",
    "nom_epele": "même prénom et même service, nom épelé par le login ou l'adresse du compte",
    "inverse": "nom et prénom inversés, sans homonyme, mêmes service et profession",
}

NOM_SEUL, CORROBORE = "seuil_noms", "seuil_proches"  # what a name alone is asked, what is corroborated twice


def by_names(chantier: Chantier, scored: Scored, seuils: Seuils, porteurs: Porteurs) -> None:
    """Join what names and circumstances allow, as long as a join tells somebody else apart; then propose what
    is likely, best first.
    """
    refused: set[tuple[str, str]] = set()
    near = _open(chantier, _near(chantier, scored))
    least = min(seuils.least, *(float(rules()["preuves"][name]) for name in (NOM_SEUL, CORROBORE)))
    sure = [one for one in near if one[-1].verdict == "auto" and one[0] >= least]
    while _pass(chantier, sure, seuils, porteurs, refused):
        sure = _open(chantier, sure)
    for probability, a, b, avis in _open(chantier, near):
        if seuils.worth_asking(probability) and (a, b) not in refused:
            chantier.propose_why(a, b, probability, partial(_why, porteurs, a, b, avis))


def _why(porteurs: Porteurs, a: str, b: str, avis: Avis) -> tuple[str, dict[str, object]]:
    """What the person who must say is told, and how many people the pair could mean."""
    fiches, count = porteurs.chantier.fiches, porteurs.count(a, b)
    code = _doubt(fiches[a], fiches[b], avis, porteurs.accord(a, b), count)
    if count == 1 and _contradict(_dates(porteurs, a, b)):
        code = "autre_epoque"
    return code, {"n": count}


def _near(chantier: Chantier, scored: Scored) -> Scored:
    """The pairs that names bring near, a birth unknown."""
    fiches = chantier.fiches
    return [
        one
        for one in scored
        if one[-1].verdict not in {"non", "veto"}
        and not (fiches[one[1]].naissance and fiches[one[2]].naissance)
    ]


def _open(chantier: Chantier, near: Scored) -> Scored:
    """Those still apart."""
    find = chantier.groupes.find
    return [one for one in near if find(one[1]) != find(one[2])]


def _pass(
    chantier: Chantier, sure: Scored, seuils: Seuils, porteurs: Porteurs, refused: set[tuple[str, str]]
) -> bool:
    """Once over the pairs, best first; whether any was joined. Those the groups contradict are told once."""
    before = len(chantier.groupes.groupes)
    for probability, a, b, avis in sure:
        if chantier.groupes.same(a, b):
            continue
        accord = porteurs.accord(a, b)
        if probability < _needed(avis, accord, seuils, a, b) or not _joins(porteurs, a, b, avis, accord):
            continue
        if (a, b) not in refused and porteurs.alone(a, b) and not chantier.named_elsewhere(a, b):
            chantier.join(a, b, "traits", probability, PREUVES[avis.code])
            if not chantier.groupes.same(a, b):
                refused.add((a, b))
    return len(chantier.groupes.groupes) < before


def _needed(avis: Avis, accord: Accord, seuils: Seuils, a: str, b: str) -> float:
    """The score asked: the model does not know that nobody else bears the name, nor that a label was cut."""
    name = NOM_SEUL if avis.code == "nom_seul" and not _twice(accord) else CORROBORE
    return min(seuils.needed(a, b), float(rules()["preuves"][name]))


def _joins(porteurs: Porteurs, a: str, b: str, avis: Avis, accord: Accord) -> bool:
    """What corroborates is enough: two things for names that are not the same, for a contractor's mark."""
    if accord.force == 0 and (avis.code != "nom_seul" or accord.autre_numero or accord.etranger):
        return False  # whatever their dates say
    left, right = porteurs.chantier.fiches[a], porteurs.chantier.fiches[b]
    dates = _dates(porteurs, a, b)
    if _contradict(dates):
        return False
    together = dates >= float(rules()["entrees"]["confirme"])
    twice = _twice(accord) or (together and accord.force > 0)
    if avis.code == "nom_seul":
        moved = accord.force == 1 and accord.autre_service  # a profession alone: hundreds share it
        enough = together or (accord.force > 0 and not moved)
        other_name = not same_usual(left, right)  # Yves is not Jean-Yves
        if other_name and _known_by_another(porteurs, left, right):
            return False
        return twice if left.externe or right.externe or other_name else enough
    if left.externe or right.externe:
        return False
    if avis.code == "nom_epele":
        return accord.service
    names, given = compare_names(left.noms, right.noms), compare_given(left.prenoms, right.prenoms)
    if names == VARIANTE and given == EXACT and cut_short(left.noms, right.noms):
        return True  # the whole of what the field holds is the same
    if names == VARIANTE and given >= VARIANTE:
        return twice  # cut or joined, not misspelt
    return twice and porteurs.misspelt(a, b, avis)


def _known_by_another(porteurs: Porteurs, left: Fiche, right: Fiche) -> bool:
    """The account bears a second given name of somebody whose accounts bear another: a namesake's."""
    account, home = (left, right) if right.rh else (right, left)
    fiches, group = porteurs.chantier.fiches, porteurs.chantier.groupes.group(home.cle)
    others = (fiches[cle] for cle in group.membres if not fiches[cle].rh)
    return home.rh and any(one.prenoms and not same_first(one.prenoms, account.prenoms) for one in others)


def _dates(porteurs: Porteurs, a: str, b: str) -> float:
    groupes = porteurs.chantier.groupes
    return porteurs.circonstances.epoch(groupes.group(a), groupes.group(b))


def _contradict(dates: float) -> bool:
    """Enough for a name not to join."""
    return dates <= float(rules()["entrees"]["contraire"])


def _twice(accord: Accord) -> bool:
    return accord.force > 1 and (accord.service or accord.adresse)


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
