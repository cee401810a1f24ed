"""The weather of a project, in three lines a committee reads first: its objectives, its plan, its risks and
money, each with a state and a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.documents.comite.donnees import DonneesComite
from workbench.documents.comite.seances import le_ou_les
from workbench.looks.etats import BUDGETS, GRIS, JALONS, NIVEAUX, TACHES, Etat
from workbench.looks.formats import accord, euros, jour, majuscule
from workbench.office import diapo
from workbench.office.diapo import Diapos
from workbench.pilotage.objectifs import perspectives
from workbench.pilotage.objectifs.jalons import worst

TITRE = "La météo du projet"
SANS_PLAN = Etat("sans_plan", "pas de plan", "–", GRIS)
RIEN_ADOPTE = Etat("rien_adopte", "à adopter", "–", GRIS)
HAUTEUR = 0.31  # of the frame, a line


@dataclass(frozen=True)
class Ligne:
    """A line of the weather: what it is about, its state, the sentence that says why."""

    sujet: str
    etat: Etat
    dit: str


def lines(donnees: DonneesComite) -> list[Ligne]:
    """The three lines; what is not known is said, and has no good weather."""
    return [_objectives(donnees), _plan(donnees), _risks(donnees)]


def draw(diapos: Diapos, donnees: DonneesComite) -> None:
    """The slide."""
    dites = lines(donnees)
    page, zone = diapos.contenu(
        TITRE,
        majuscule(" ; ".join(f"{ligne.sujet.lower()} : {ligne.etat.mot}" for ligne in dites)) + ".",
        "Objectifs : état du plus défavorable. Plan : état de la tâche la plus défavorable. Risques et budget"
        " : les risques que l’établissement a repris, puis le budget ; un risque seulement proposé par"
        " l’outil ne compte pas.",
    )
    for rang, ligne in enumerate(dites):
        ou = zone.part(0, 1, rang * (HAUTEUR + 0.03), rang * (HAUTEUR + 0.03) + HAUTEUR)
        diapo.bloc(page, ou, ligne.etat.couleur)
        diapo.texte(page, ou.part(0.02, 0.3, 0.1, 0.45), ligne.sujet, 18, gras=True)
        diapo.texte(
            page, ou.part(0.02, 0.3, 0.5, 0.95), ligne.etat.libelle, 18, ligne.etat.couleur_texte, True
        )
        diapo.texte(page, ou.part(0.31, 0.99, 0.08, 0.97), ligne.dit, 16)


def _objectives(donnees: DonneesComite) -> Ligne:
    etat = JALONS[worst([un.etat for un in donnees.objectifs])]
    bilan = perspectives.bilan(donnees.objectifs).replace(" (", "\u00a0(")
    return Ligne("Objectifs", etat, " ".join([bilan, _moved(donnees)]).strip())


def _moved(donnees: DonneesComite) -> str:
    """« 9 indicateurs progressent, aucun ne recule depuis le comité du 11 septembre 2026. »"""
    if not donnees.depuis or not donnees.suivis:
        return ""
    mieux = sum(suivi.progres is True for suivi in donnees.suivis)
    pires = sum(suivi.progres is False for suivi in donnees.suivis)
    avance = accord(mieux, "indicateur progresse", "indicateurs progressent")
    avance = avance if mieux else "Aucun indicateur ne progresse"
    recule = accord(pires, "recule", "reculent") if pires else "aucun ne recule"
    return f"{avance}, {recule} depuis {le_ou_les(donnees.depuis)}."


def _plan(donnees: DonneesComite) -> Ligne:
    bilan = donnees.salle.bilan
    if bilan is None or not bilan.taches:
        return Ligne("Plan", SANS_PLAN, "Aucune tâche n’est inscrite au plan.")
    proposees = donnees.salle.taches_proposees
    if proposees == bilan.taches:
        dit = (
            f"Les {proposees} tâches sont celles que l’outil propose : l’établissement n’en a repris aucune."
        )
        return Ligne("Plan", RIEN_ADOPTE, dit)
    codes = {
        "en_retard": bilan.en_retard,
        "a_rouvrir": bilan.a_rouvrir,
        "a_risque": bilan.a_risque,
    }
    code = next((code for code, combien in codes.items() if combien), "dans_les_temps")
    if bilan.faites == bilan.taches:
        code = "faite"
    etat = TACHES["sans_echeance" if code == "dans_les_temps" and bilan.marge is None else code]
    urgentes = [accord(n, f"tâche {TACHES[c].mot}", f"tâches {TACHES[c].mot}") for c, n in codes.items() if n]
    suite = ", ".join(urgentes) or "aucune tâche en retard ni à risque"
    actions = sum(un["nature"] == "action" and un["etat"] == "en_retard" for un in donnees.salle.etapes)
    if actions:
        suite += f" ; {accord(actions, 'action de comité', 'actions de comité')} en retard"
    fin = ""
    if bilan.marge is not None and bilan.echeance is not None:
        fin = f" Marge la plus courte : {accord(bilan.marge, 'jour ouvré', 'jours ouvrés')} avant le"
        fin += f" {jour(bilan.echeance)}."
    faites = accord(bilan.faites, "tâche faite", "tâches faites") if bilan.faites else "Aucune tâche faite"
    return Ligne("Plan", etat, f"{faites} sur {bilan.taches}, {suite}.{tasks_proposed(proposees)}{fin}")


def tasks_proposed(combien: int) -> str:
    """What follows a count of tasks when some are only proposed to the establishment."""
    return f" {accord(combien, 'est proposée', 'sont proposées')} par l’outil, à adopter." if combien else ""


def _risks(donnees: DonneesComite) -> Ligne:
    """Of the establishment's own risks first, then of its money; a risk nobody adopted says no weather."""
    critique, eleve = donnees.seuils_risque
    siens = [risque for risque in donnees.salle.risques if not risque.get("propose")]
    proposes = len(donnees.salle.risques) - len(siens)
    graves = [risque["criticite"] for risque in siens]
    ecart = donnees.salle.budget[-1]["ecart"] if donnees.salle.budget else None
    if any(grave >= critique for grave in graves):
        etat = NIVEAUX["fort"]
    elif ecart is not None and ecart > 0:
        etat = BUDGETS["depassement"]
    elif siens:
        etat = NIVEAUX["moyen" if any(grave >= eleve for grave in graves) else "faible"]
    else:
        etat = RIEN_ADOPTE if proposes else NIVEAUX["faible"]
    return Ligne("Risques et budget", etat, " ".join([risks_said(donnees), _money(donnees)]))


def risks_said(donnees: DonneesComite) -> str:
    """How many risks the establishment holds open, how grave; then those only proposed to it: said alike
    wherever a committee reads them.
    """
    critique, _ = donnees.seuils_risque
    siens = [risque for risque in donnees.salle.risques if not risque.get("propose")]
    tenus = f"{accord(len(siens), 'risque ouvert', 'risques ouverts')}, {_critical(siens, critique)}."
    dit = tenus if siens else "Aucun risque ouvert repris par l’établissement."
    proposes = [risque for risque in donnees.salle.risques if risque.get("propose")]
    if not proposes:
        return dit
    autres = ("autre proposé", "autres proposés") if siens else ("proposé", "proposés")
    return f"{dit} {accord(len(proposes), *autres)} par l’outil, à adopter, {_critical(proposes, critique)}."


def _critical(risques: Sequence[Mapping[str, Any]], critique: int) -> str:
    """« dont 6 critiques », « aucun critique »."""
    combien = sum(risque["criticite"] >= critique for risque in risques)
    return f"dont {accord(combien, 'critique')}" if combien else "aucun critique"


def _money(donnees: DonneesComite) -> str:
    total = donnees.salle.budget[-1] if donnees.salle.budget else {}
    if total.get("projection") is None:
        return "Budget : aucun montant saisi."
    if (ecart := total.get("ecart")) is None:
        return f"Budget : {euros(total['projection'])} à terminaison, rien n’était prévu."
    if not ecart:
        return f"Budget : {euros(total['projection'])} à terminaison, comme prévu."
    sens = "de plus" if ecart > 0 else "de moins"
    return f"Budget : {euros(total['projection'])} à terminaison, {euros(abs(ecart))} {sens} que prévu."
