"""The slides of objective 1.1: the national number by authority and profession, and whether the pace is
enough.
"""

from __future__ import annotations

from typing import Any

from workbench.documents.comite.donnees import DonneesComite
from workbench.documents.comite.mesures import NON_OFFICIEL
from workbench.documents.comite.populations import below, of_objective, sentence
from workbench.looks.etats import BLEU, ENCRE, GRIS, STATUTS
from workbench.looks.formats import accord, fourchette, jour, nombre, pourcent
from workbench.office import diapo, graphes
from workbench.office.diapo import Diapos
from workbench.office.graphes import Courbe
from workbench.office.modele_copil import Cadre
from workbench.pilotage.objectifs import perspectives
from workbench.pilotage.objectifs.critere import SERIE
from workbench.pilotage.objectifs.jalons import Objectif
from workbench.pilotage.prevision import Projection

CORPS = 11  # of the names of bars, in points
ECHEANCE = "Objectif 1.1 : où serons-nous à l’échéance ?"
TITRE = "Numéros RPPS : où il reste le plus à faire"
PERSONNE = "Aucun utilisateur du dossier patient à enregistrer à la date de ces données"


UTILISATEURS = ("utilisateur du dossier patient", "utilisateurs du dossier patient")


def couverture(diapos: Diapos, donnees: DonneesComite) -> None:
    """Coverage by the authority that registers, and by profession, most left to do first."""
    total = donnees.total
    message = (
        f"{accord(total['confirme'], *UTILISATEURS)} sur {nombre(total['requis'])}"
        f" {'ont' if total['confirme'] > 1 else 'a'} un numéro RPPS confirmé"
        f" ({pourcent(total['confirme'] / total['requis'])})"
        if total["requis"]
        else PERSONNE
    )
    parts = [f"{_court(r['libelle'])} {pourcent(r['taux'], 0)}" for r in donnees.autorites.to_dicts()]
    message += f" : {', '.join(parts)}" if parts and total["requis"] else ""
    if donnees.a_determiner:
        message += f" ; {accord(donnees.a_determiner, 'autre')} au métier à déterminer"
    page, zone = diapos.contenu(TITRE, f"{message}.", _notes_statuts())
    zone = below(
        page, zone, f"{counted(donnees)} Entre parenthèses : ceux dont le numéro n’est pas confirmé."
    )
    tableau = donnees.autorites
    libelles = [_court(r["libelle"]) for r in tableau.to_dicts()]
    _statuts(page, zone.part(0, 0.48), libelles, tableau, "Utilisateurs du DPI par autorité")
    restantes = donnees.professions.filter(donnees.professions["restant"] > 0)
    restantes = restantes.head(donnees.professions_montrees)
    libelles = [f"{r['libelle']} ({nombre(r['restant'])})" for r in restantes.to_dicts()]
    ou = zone.part(0.5, 1)
    _statuts(page, ou, libelles, restantes, "Par profession, reste à confirmer entre parenthèses")


def counted(donnees: DonneesComite) -> str:
    """Whom the coverage counts, in a sentence."""
    gens = sentence(donnees.effectifs, "utilisateurs_dpi").rstrip(".")
    requis = nombre(donnees.total["requis"])
    return f"{gens}, dont {requis} qui doivent avoir un numéro RPPS." if gens else ""


def _court(autorite: str) -> str:
    """« Employeur (professions à rôle) » → « Employeur »."""
    return autorite.partition(" (")[0]


def _statuts(page: Any, ou: Cadre, libelles: list[str], tableau: Any, quoi: str) -> None:
    suites = [
        (etat.mot, etat.couleur, etat.trame, tableau[code].to_list())
        for code, etat in STATUTS.items()
        if code != "non_requis" and (code in ("confirme", "absent") or tableau[code].sum())
    ]
    alt = f"{quoi} : " + " ; ".join(
        f"{r['libelle']} {accord(r['confirme'], 'confirmé')} sur {nombre(r['requis'])}"
        for r in tableau.to_dicts()
    )
    graphes.barres(page, ou, libelles, suites, alt, corps=CORPS)


def _notes_statuts() -> str:
    return (
        "Population : personnes titulaires d’un compte nominatif actif du dossier patient, hors métiers sans"
        " enregistrement. " + " ".join(f"{etat.mot} : {etat.definition}" for etat in STATUTS.values())
    )


def foreseen(donnees: DonneesComite) -> list[Objectif]:
    """The two deadlines of objective 1.1, when they were ever measured."""
    return [o for o in donnees.objectifs if o.objectif == "1.1" and donnees.series.get(o.code)][:2]


def prevision(diapos: Diapos, donnees: DonneesComite) -> None:
    """Objective 1.1: history, forecast with its bounds, target; one chart a year."""
    montres = foreseen(donnees)
    vues = [(o, _mesure(o)) for o in montres]
    page, zone = diapos.contenu(
        ECHEANCE,
        " ; ".join(f"{o.annee} : {perspectives.courte(o)}" for o in montres) + ".",
        "Projection de l’historique : la part peut continuer, ralentir sous un plafond ou s’arrêter ; neuf"
        " trajectoires sur dix finissent entre les bornes."
        f" {' '.join(perspectives.phrase(o) for o in montres)} {NON_OFFICIEL}",
    )
    gens = " ; ".join(f"{o.annee}, {of_objective(o, donnees.effectifs)}" for o in montres)
    zone = below(page, zone, f"On compte : {gens}.")
    for rang, (objectif, vue) in enumerate(vues):
        ou = zone.part(rang * 0.51, rang * 0.51 + 0.49)
        serie = donnees.series[objectif.code]
        prevue = f", {fourchette(vue.low, vue.high)} à l’échéance" if vue else ""
        diapo.texte(
            page,
            ou.part(0, 1, 0, 0.09),
            f"{objectif.annee} : {pourcent(serie[-1][3])}{prevue}",
            14,
            gras=True,
        )
        graphes.courbes(
            page,
            ou.part(0, 1, 0.1),
            [*(point[0] for point in serie), objectif.echeance],
            _courbes(serie, vue),
            f"Objectif 1.1 {objectif.annee} : {pourcent(serie[0][3])} le {jour(serie[0][0])},"
            f" {pourcent(serie[-1][3])} le {jour(serie[-1][0])}.",
        )


def _courbes(serie: SERIE, vue: Projection | None) -> list[Courbe]:
    """What was measured, the middle and bounds of the forecast when there is one, the target."""
    vides: list[float | None] = [None] * (len(serie) - 1)
    dernier = serie[-1][3]
    mesure = Courbe("Mesuré", BLEU, [*(point[3] for point in serie), None], marques=True)
    cible = Courbe("Cible", ENCRE, [1.0] * (len(serie) + 1), pointille=True, epaisseur=1.25)
    if vue is None:
        return [mesure, cible]
    milieu = Courbe("Prévision", "#C77A0A", [*vides, dernier, vue.median], pointille=True)
    bornes = (("Borne haute", vue.high), ("Borne basse", vue.low)) if vue.high - vue.low >= 0.01 else ()
    return [
        mesure,
        milieu,
        cible,
        *(Courbe(nom, GRIS, [*vides, dernier, borne], True, epaisseur=1) for nom, borne in bornes),
    ]


def _mesure(objectif: Objectif) -> Projection | None:
    """The projection of its measured criterion, when it says something."""
    vues = (
        c.prevision for c in objectif.criteres if c.nature == "mesure" and c.poids and c.etat != "atteint"
    )
    return next((vue for vue in vues if vue is not None and vue.connue), None)
