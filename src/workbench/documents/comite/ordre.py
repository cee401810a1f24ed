"""What frames a session: its agenda and what became of the last decisions, the plan and its budget, and what
is asked, with what it costs not to decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.documents.comite.donnees import ENJEUX, DonneesComite
from workbench.documents.comite.tableaux import place
from workbench.looks.etats import BLEU, GRIS, ROUGE
from workbench.looks.formats import ABSENT, accord, euros, jour, jour_court, majuscule
from workbench.office import diapo
from workbench.office.diapo import Diapos
from workbench.office.mesure import lignes
from workbench.office.modele_copil import Cadre
from workbench.office.tableau_diapo import Cellule, Tableau

CARTES = 0.2  # of the frame, the figures of the plan
CORPS_ENJEUX, MARGE = 10.5, 0.35  # letters of what is at stake; of a line, what parts two of them
MONTREES = 5  # decisions a slide holds
MONTANTS = ("prevu", "engage", "projection", "ecart")
CORPS_MIN = 10.0  # letters of the table of workstreams, of which none is to be left out
LIGNES_ORDRE = 0.072  # of the frame, a line of the agenda


def ouverture(diapos: Diapos, donnees: DonneesComite, points: Sequence[str], absents: str) -> None:
    """The agenda (`points`, slide by slide), beside what became of the last decisions and actions; under it,
    what is not measured (`absents`).
    """
    suites = donnees.salle.suites
    ouvertes = sum(ligne["ouverte"] for ligne in suites)
    page, zone = diapos.contenu(
        "Ordre du jour et suites du dernier comité" if suites else "Ordre du jour",
        f"{_seance(donnees)}. {accord(ouvertes, 'action reste ouverte', 'actions restent ouvertes')}."
        if suites
        else f"{_seance(donnees)}. Aucune décision ni action inscrite avant cette séance.",
        "Les décisions sont celles des comités tenus, la plus récente d’abord ; les actions sont celles que"
        " les comités ont confiées, abandonnées exclues.",
    )
    gauche = zone.part(0, 0.36)
    for rang, point in enumerate(points):
        ou = gauche.part(0, 1, rang * LIGNES_ORDRE, (rang + 1) * LIGNES_ORDRE)
        diapo.texte(page, ou.part(0, 0.13), str(rang + 1), 13, BLEU, True)
        diapo.texte(page, ou.part(0.13, 1), point, 13)
    if absents:
        diapo.texte(page, zone.part(0, 1, 0.86, 1), absents, 13)
    rangs = [
        [
            Cellule(ligne["nature"], GRIS),
            Cellule(ligne["titre"], gras=True, nom=True),
            Cellule(ligne["etat"]),
            Cellule(jour_court(ligne["echeance"]) if ligne["echeance"] else ABSENT),
        ]
        for ligne in suites
    ]
    voulu = Tableau(
        ["Quoi", "Décision ou action", "État", "Date"], [13, 50, 16, 17], "Suites du dernier comité"
    )
    ou = zone.part(0.38, 1, 0, 0.84 if absents else 1)
    place(page, ou, voulu, rangs, "décision ou action", "décisions ou actions")


def _seance(donnees: DonneesComite) -> str:
    quand = donnees.comite["le"] if donnees.comite else None
    return f"Séance du {jour(quand)}" if quand else f"Données du {jour(donnees.le)}"


def plan_budget(diapos: Diapos, donnees: DonneesComite) -> None:
    """Where the plan stands, and what each workstream was to cost and will cost."""
    bilan, budget = donnees.salle.bilan, donnees.salle.budget
    ensemble: Mapping[str, float | None] = budget[-1] if budget else {}
    chiffre = bool(budget) and costed(ensemble)
    if chiffre:
        dit = f"Prévu {euros(ensemble['prevu'])}, engagé {euros(ensemble['engage'])}, "
        dit += f"à terminaison {euros(ensemble['projection'])}."
        dit += "" if donnees.salle.chantiers else _muets(budget)
    else:
        dit = "Budget à chiffrer : aucune ligne n’a encore de montant."
    if proposees := donnees.salle.taches_proposees:
        dit += f" {accord(proposees, 'tâche du plan est proposée', 'tâches du plan sont proposées')}"
        dit += " par l’outil, à adopter."
    page, zone = diapos.contenu(
        "Plan et budget",
        dit,
        "À terminaison : ce qui est engagé (ou payé), plus ce qui reste du devis, sinon du prévu. Un montant"
        " inconnu n’est jamais compté zéro : « – ».",
    )
    if bilan is not None:
        marge = "–" if bilan.marge is None else f"{bilan.marge} j ouvrés"
        mesures = (
            (f"{bilan.faites} sur {bilan.taches}", "tâches faites"),
            (str(bilan.en_retard + bilan.a_rouvrir), "en retard ou à rouvrir"),
            (str(bilan.a_risque), "à risque"),
            (f"{bilan.valides} sur {bilan.livrables}", "livrables validés"),
            (marge, "de marge au plus court"),
        )
        for rang, (valeur, quoi) in enumerate(mesures):
            pas = 1 / len(mesures)
            ou = zone.part(rang * pas, (rang + 0.94) * pas, 0, CARTES)
            diapo.bloc(page, ou, BLEU)
            diapo.texte(page, ou.part(0.06, 0.99, 0.08, 0.55), valeur, 20, BLEU, True)
            diapo.texte(page, ou.part(0.06, 0.99, 0.58, 0.98), quoi, 12, GRIS)
    entetes, parts, rangs = _by_workstream(donnees.salle.chantiers, budget if chiffre else [])
    droite = frozenset(range(1, len(entetes)))
    voulu = Tableau(entetes, parts, "Plan et budget par chantier", droite, corps_min=CORPS_MIN)
    place(page, zone.part(0, 1, CARTES + 0.04), voulu, rangs, "chantier")


def _by_workstream(
    chantiers: Sequence[Mapping[str, Any]], budget: Sequence[Mapping[str, Any]]
) -> tuple[list[str], list[int], list[list[Cellule]]]:
    """Headings, shares of the width, rows: where each workstream of the plan stands, beside what it costs;
    the money alone, its whole last, when there is no plan. An amount column that nobody filled is not there.
    """
    montants = {ligne["chantier"]: ligne for ligne in budget if costed(ligne)}
    argent = ["Prévu", "Engagé", "À terminaison", "Écart"] if montants else []
    if not chantiers:
        rangs = [
            [
                Cellule(nom, gras=rang == len(montants) - 1, nom=True),
                *(_amounts(ligne, rang == len(montants) - 1)),
            ]
            for rang, (nom, ligne) in enumerate(montants.items())
        ]
        return ["Chantier", *argent], [44, 16, 16, 18, 18], rangs
    dites = {ligne["chantier"]: _progress(ligne) for ligne in chantiers}
    vides = [Cellule(ABSENT, GRIS)] * 3
    for nom in list(montants)[:-1]:  # the whole is in the sentence above
        dites.setdefault(nom, vides)
    rangs = [
        [Cellule(nom, nom=True), *avance, *(_amounts(montants.get(nom, {})) if argent else [])]
        for nom, avance in sorted(dites.items(), key=lambda dit: dit[0] not in montants)
    ]
    entetes = ["Chantier", "Faites", "En retard, à risque", "Prochaine fin", *argent]
    return entetes, [50, 10, 14, 16, *((13, 13, 18, 13) if argent else ())], rangs


def _progress(ligne: Mapping[str, Any]) -> list[Cellule]:
    """Tasks done, those late or at risk, when the next one ends."""
    urgentes, prochaine = ligne["urgentes"], ligne["prochaine"]
    return [
        Cellule(f"{ligne['faites']} / {ligne['taches']}"),
        Cellule(str(urgentes), ROUGE if urgentes else GRIS, bool(urgentes)),
        Cellule(jour_court(prochaine) if prochaine else "terminé", GRIS),
    ]


def _amounts(ligne: Mapping[str, Any], gras: bool = False) -> list[Cellule]:
    return [Cellule(euros(ligne.get(nom)), gras=gras) for nom in MONTANTS]


def costed(ligne: Mapping[str, float | None]) -> bool:
    """Does a line of the budget hold an amount?"""
    return any(ligne[nom] is not None for nom in MONTANTS)


def _muets(budget: Sequence[Mapping[str, Any]]) -> str:
    """The workstreams without any amount, in a sentence: a row of dashes says less."""
    noms = [str(ligne["chantier"]) for ligne in budget[:-1] if not costed(ligne)]
    return f" Sans montant saisi : {', '.join(noms)}." if noms else ""


def decisions(diapos: Diapos, donnees: DonneesComite) -> None:
    """What the committee is asked to decide, one card each: why, options, cost, effect, and if nothing is."""
    montrees = donnees.decisions[:MONTREES]
    suite = f" ; les {len(montrees)} premières ici." if len(montrees) < len(donnees.decisions) else "."
    page, zone = diapos.contenu(
        "Décisions demandées",
        f"{accord(len(donnees.decisions), 'décision attendue', 'décisions attendues')} du comité{suite}"
        if montrees
        else "Aucune décision demandée à la date de ces données.",
        "Les décisions écrites par l’équipe viennent d’abord ; les autres sont celles qui débloqueraient le"
        " plus, calculées sur les effectifs concernés. Enjeu : ce que le critère concerné apporterait au"
        " score de l’objectif s’il était atteint.",
    )
    for rang, decision in enumerate(montrees):
        pas = min(0.34, 1 / max(1, len(montrees)))
        _carte(page, zone.part(0, 1, rang * pas, (rang + 0.95) * pas), rang + 1, decision)


def _carte(page: object, ou: Cadre, rang: int, decision: Mapping[str, str]) -> None:
    diapo.bloc(page, ou, BLEU)
    diapo.texte(page, ou.part(0.01, 0.06, 0.03, 0.5), str(rang), 22, BLEU, True)
    droite = enjeux(decision)
    large = 0.5 if droite else 0.9
    seul = not decision["texte"]
    diapo.texte(page, ou.part(0.06, large, 0.02, 0.78 if seul else 0.43), decision["titre"], 14, gras=True)
    if not seul:
        diapo.texte(page, ou.part(0.06, large, 0.42, 0.8), decision["texte"], 12)
    diapo.texte(page, ou.part(0.06, large, 0.8, 1), f"Qui : {decision['responsable']}", 11, GRIS)
    place = diapo.points(int(ou.l * 0.48 * 0.85))
    rangs = [len(lignes(dit, place, CORPS_ENJEUX)) + MARGE for _, dit in droite]
    haut = 0.0
    for (quoi, dit), combien in zip(droite, rangs, strict=True):
        part = combien / sum(rangs)  # a text of three lines is not held to two while another has one
        ligne = ou.part(0.51, 0.99, haut, haut + part)
        diapo.texte(page, ligne.part(0, 0.15), quoi, CORPS_ENJEUX, GRIS, True)
        diapo.texte(page, ligne.part(0.15, 1), dit, CORPS_ENJEUX)
        haut += part


def enjeux(decision: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is known of the stakes, in three lines: options, stake and cost, what not deciding costs."""
    dits = {nom: majuscule(decision.get(nom, "").strip()) for nom in ENJEUX}
    cout = f"Coût : {dits['cout'][:1].lower()}{dits['cout'][1:]}" if dits["cout"] else ""
    effet = " ".join(f"{dit.rstrip('.')}." for dit in (dits["effet"], cout) if dit)
    lignes = [("Options", dits["options"]), ("Enjeu", effet), ("Sinon", dits["inaction"])]
    return [(titre, dit) for titre, dit in lignes if dit]
