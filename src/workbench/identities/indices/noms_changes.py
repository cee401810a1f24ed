"""Accounts that answer to no name of HR: whose surname or given name alone differs is asked, never joined.

A name of marriage HR has not, a given name of use: one person of the same service and profession, who has no
account in that system, bears the rest of the name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from workbench.identities.chantier import Chantier
from workbench.identities.groupes import Groupe
from workbench.identities.indices.contexte import professions
from workbench.identities.indices.porteurs import Porteurs
from workbench.identities.preuves import same_usual, veto
from workbench.identities.regles import rules
from workbench.identities.traits import Scored
from workbench.socle.noms import glued
from workbench.socle.noms_compares import DIFFERENT, compare_given


def propose_changed(chantier: Chantier, scored: Scored, porteurs: Porteurs) -> None:
    """Leave these pairs to a person, those that no other reason brought."""
    asked = {frozenset(chantier.groupes.groups((one.a, one.b))) for one in chantier.propositions}
    likely = float(rules()["preuves"]["score_propose"])
    for probability, a, b, code in [*_other_surname(chantier, scored), *_other_given(chantier, likely)]:
        pair = frozenset(chantier.groupes.groups((a, b)))
        if pair not in asked and _one_place(porteurs, a, b) and _nobody_else(chantier, porteurs, a, b):
            asked.add(pair)
            chantier.propose(a, b, probability, code)


def _other_surname(chantier: Chantier, scored: Scored) -> Iterator[tuple[float, str, str, str]]:
    fiches = chantier.fiches
    for probability, a, b, avis in scored:
        if avis.verdict != "non" or not _may_own(chantier.groupes.group(a), chantier.groupes.group(b)):
            continue
        if same_usual(fiches[a], fiches[b]):
            yield probability, a, b, "autre_nom"


def _other_given(chantier: Chantier, likely: float) -> Iterator[tuple[float, str, str, str]]:
    homes: dict[tuple[str, str], list[str]] = defaultdict(list)  # one profession at least is asked for
    for cle, fiche in chantier.fiches.items():
        if fiche.rh and fiche.prenoms:
            for nom, metier in product(fiche.noms, professions(chantier.groupes.group(cle))):
                homes[glued(nom), metier].append(cle)
    for cle, fiche in chantier.fiches.items():
        if fiche.rh or not fiche.prenoms:
            continue
        account = chantier.groupes.group(cle)
        if account.rh:
            continue
        keys = product(map(glued, fiche.noms), sorted(professions(account)))
        for other in dict.fromkeys(home for key in keys for home in homes.get(key, ())):
            if not _may_own(account, chantier.groupes.group(other)):
                continue
            if compare_given(fiche.prenoms, chantier.fiches[other].prenoms) == DIFFERENT:
                yield likely, min(cle, other), max(cle, other), "autre_prenom"


def _one_place(porteurs: Porteurs, a: str, b: str) -> bool:
    """An account nobody of HR holds and somebody of HR without one there (`_may_own`): same service, same
    profession.
    """
    chantier = porteurs.chantier
    one, other = chantier.fiches[a], chantier.fiches[b]
    if (one.naissance and other.naissance) or one.externe or other.externe or veto(one, other):
        return False
    accord = porteurs.accord(a, b)
    return accord.service and accord.metier and not accord.autre_numero


def _may_own(left: Groupe, right: Groupe) -> bool:
    """One of the two groups is of HR, the other of accounts in systems where the first has none."""
    return bool(left.rh) != bool(right.rh) and left.sources.isdisjoint(right.sources)


def _nobody_else(chantier: Chantier, porteurs: Porteurs, a: str, b: str) -> bool:
    """Nobody of HR bears the account's own names."""
    groupes = chantier.groupes
    account = b if groupes.group(a).rh else a
    return not any(
        groupes.groupes[key].rh for cle in groupes.group(account).membres for key in porteurs.others(cle)
    )
