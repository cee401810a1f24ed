"""What may be said of an objective's chances: what is missing first, a range and what it rests on, a chance
only when earned.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.looks.etats import JALONS
from workbench.looks.formats import accord, chance, fourchette, jour, majuscule
from workbench.pilotage.objectifs.critere import Critere
from workbench.pilotage.objectifs.etat import INCONNU, au_plus, hors_de_portee, perspective
from workbench.pilotage.objectifs.jalons import Objectif, missing

TENUS = ("atteint", "en_bonne_voie")
TOUS_DE_MEME = {"a_risque", "en_retard"}  # states said of several at once, and of nothing else
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


def bilan(objectifs: Sequence[Objectif]) -> str:
    """The situation in one sentence, wherever it is said: « 2 objectifs sur 4 sont atteints ou en bonne
    voie ; à risque : 1.1 (2027) ; en retard : 1.2 (2028). »
    """
    tenus = sum(un.etat in TENUS for un in objectifs)
    communs = {un.etat for un in objectifs}
    if len(objectifs) > 1 and communs <= TOUS_DE_MEME and len(communs) == 1:
        codes = ", ".join(f"{un.objectif} ({un.annee})" for un in objectifs)
        return f"Les {len(objectifs)} objectifs sont {JALONS[communs.pop()].mot} : {codes}."
    if objectifs and not tenus:
        dit = f"Aucun objectif sur {len(objectifs)} n’est atteint ni en bonne voie"
    else:
        dit = f"{accord(tenus, 'objectif')} sur {len(objectifs)} "
        dit += "sont atteints ou en bonne voie" if tenus > 1 else "est atteint ou en bonne voie"
    autres: dict[str, list[str]] = {etat: [] for etat in JALONS if etat not in TENUS}
    for un in objectifs:
        if un.etat not in TENUS:
            autres[un.etat].append(f"{un.objectif} ({un.annee})")
    restes = [f"{JALONS[etat].mot} : {', '.join(codes)}" for etat, codes in autres.items() if codes]
    return " ; ".join([dit, *restes]) + "."


def premier_manque(objectifs: Sequence[Objectif]) -> str:
    """The first deadline not yet on course, and what may be said of it; empty when all are."""
    suivis = sorted((un for un in objectifs if un.etat not in TENUS), key=lambda un: (un.echeance, un.code))
    if not suivis:
        return ""
    premier = suivis[0]
    return f"D’abord {premier.annee}, {premier.titre} ({JALONS[premier.etat].mot}) : {courte(premier)}."


def courte(objectif: Objectif) -> str:
    """A cell: what is missing, the chance when earned, or the range."""
    if objectif.etat == "atteint":
        return "atteint"
    if (absent := manque(objectif)) is not None:
        return absent
    if objectif.probabilite is not None:
        return chance(objectif.probabilite)
    restes = [(c.prevision, c.cible) for c in _mesures(objectif) if c.prevision and c.etat != "atteint"]
    if len(restes) == 1:
        [(vue, cible)] = restes
        if vue.connue:
            return fourchette(vue.low, vue.high)
        if hors_de_portee(vue, cible):
            return au_plus(vue)
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
    return f"{majuscule(perspective(critere.prevision, objectif.echeance, critere.cible))}.{borne}"
