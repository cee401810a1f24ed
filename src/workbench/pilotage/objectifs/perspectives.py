"""What may be said of an objective's chances: what is missing first, a range and what it rests on, a chance
only when earned.
"""

from __future__ import annotations

from workbench.looks.formats import accord, chance, fourchette, jour, majuscule
from workbench.pilotage.objectifs.critere import Critere
from workbench.pilotage.objectifs.etat import INCONNU, perspective
from workbench.pilotage.objectifs.jalons import Objectif, missing

SANS_PREUVE = "aucune chance ne se calcule avant"


def manque(objectif: Objectif) -> str | None:
    """« 3 preuves à déclarer », « 1 mesure sans donnée », or None when every criterion that counts can be
    read.
    """
    dits = []
    if preuves := missing(objectif).preuves:
        dits.append(f"{accord(preuves, 'preuve')} à déclarer ou à compléter")
    if muettes := sum(c.valeur is None for c in _mesures(objectif)):
        dits.append(accord(muettes, "mesure sans donnée", "mesures sans donnée"))
    return " et ".join(dits) or None


def courte(objectif: Objectif) -> str:
    """A cell: what is missing, the chance when earned, or the range."""
    if objectif.etat == "atteint":
        return "atteint"
    if (absent := manque(objectif)) is not None:
        return absent
    if objectif.probabilite is not None:
        return chance(objectif.probabilite)
    vues = [c.prevision for c in _mesures(objectif) if c.prevision is not None and c.etat != "atteint"]
    if len(vues) == 1 and vues[0].connue:
        return fourchette(vues[0].low, vues[0].high)
    return INCONNU.lower()


def phrase(objectif: Objectif) -> str:
    """A sentence for a card or a note: what is missing first, then where each measure is going."""
    fin = jour(objectif.echeance)
    if objectif.etat == "atteint":
        return "Atteint à la date de ces données."
    if objectif.etat == "non_mesurable":
        return next(c.explication for c in objectif.criteres if c.etat == "non_mesurable")
    if (absent := manque(objectif)) is not None:
        return f"{majuscule(absent)} pour le {fin} : {SANS_PREUVE}."
    if objectif.probabilite is not None:
        return f"Chance d’y arriver le {fin} : {chance(objectif.probabilite)}, {_repose(objectif)}."
    restes = [c for c in _mesures(objectif) if c.etat != "atteint"]
    return " ".join(_mesure(c, objectif) for c in restes) if restes else f"{INCONNU}."


def _mesures(objectif: Objectif) -> list[Critere]:
    return [c for c in objectif.criteres if c.nature == "mesure" and c.poids > 0]


def _repose(objectif: Objectif) -> str:
    return next(c.prevision.repose_sur for c in _mesures(objectif) if c.prevision is not None)


def _mesure(critere: Critere, objectif: Objectif) -> str:
    if critere.prevision is None:
        return f"{INCONNU}."
    borne = f" {majuscule(critere.plafond.dit)}." if critere.plafond else ""
    return f"{majuscule(perspective(critere.prevision, objectif.echeance))}.{borne}"
