"""The steering committee's slides: nine to thirteen, native charts, ready to show without retouching."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workbench.documents.ars.textes_libres import titre_sur
from workbench.documents.comite import mesures, meteo, ordre, rpps
from workbench.documents.comite.donnees import ENJEUX, DonneesComite
from workbench.documents.comite.salle import A_VENIR, step_said
from workbench.documents.comite.seances import said
from workbench.documents.comite.tableaux import place
from workbench.looks.etats import ENCRE, GRIS, ORANGE, ROUGE, TACHES, famille
from workbench.looks.formats import accord, ecart_part, jour, jour_court, minuscule
from workbench.office import diapo, modele_copil
from workbench.office.diapo import Diapos
from workbench.office.modele_copil import Cadre
from workbench.office.paquet import octets
from workbench.office.tableau_diapo import Cellule, Tableau, etiquette

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
SAISIS = ("titre", "texte", "reponse", "responsable", *ENJEUX)
"""Fields of the project that a slide shows as somebody typed them."""
ETAPES = TACHES | famille("etape")
NUMEROS, MOYENS, ECHEANCE = "Numéros RPPS", "Moyens d’identification", "Où serons-nous à l’échéance ?"
SANS = {NUMEROS: "numéros RPPS", MOYENS: "moyens d’identification", ECHEANCE: "prévision à l’échéance"}
TITRES = {
    "copil": "Comité de pilotage HospiConnect",
    "codir": "HospiConnect en comité de direction",
    "projet": "Comité projet HospiConnect",
    "suivi": "Comité de suivi HospiConnect",
    "editeurs": "Réunion avec les éditeurs",
}


def contenu(donnees: DonneesComite, home: Path | None = None, modele: Path | None = None) -> bytes:
    """The presentation's bytes; the same figures and template give the same bytes.

    Raises:
        ModeleIncomplet: the template asked for lacks what the slides need.
    """
    presentation = modele_copil.ouvrir(home, modele)
    diapos = Diapos(presentation, pied(donnees))
    _couverture(diapos, donnees)
    voulues = _diapos(donnees)
    ordre.ouverture(diapos, donnees, [point for point, _ in voulues], sans_chiffre(donnees))
    for _, dessiner in voulues:
        dessiner(diapos, donnees)
    return octets(presentation, donnees.le, titre(donnees), f"Données du {jour(donnees.le)}")


def titre(donnees: DonneesComite) -> str:
    """What the slides are called, by the type of committee."""
    return TITRES.get(donnees.comite["type"] if donnees.comite else "copil", TITRES["copil"])


def pied(donnees: DonneesComite) -> tuple[str, str]:
    """Where the figures come from, on every slide: the establishment, then what is never shortened."""
    return (
        donnees.etablissement,
        f" · données du {jour(donnees.le)} · exécution {donnees.reference} · document interne",
    )


def _diapos(donnees: DonneesComite) -> list[tuple[str, Callable[[Diapos, DonneesComite], None]]]:
    """Those that have something to say, each with its line of the agenda, which says what is not measured."""
    absents = absences(donnees)
    voulues: list[tuple[str, Callable[[Diapos, DonneesComite], None], bool]] = [
        ("Météo du projet", meteo.draw, True),
        ("Ce qui a bougé", mesures.depuis, True),
        ("Les quatre objectifs", mesures.situation, True),
        (NUMEROS, rpps.couverture, NUMEROS not in absents),
        (MOYENS, mesures.mie, MOYENS not in absents),
        ("Comptes", mesures.comptes, True),
        (ECHEANCE, rpps.prevision, ECHEANCE not in absents),
        ("Plan et budget", ordre.plan_budget, bool(donnees.salle.bilan or donnees.salle.budget)),
        ("Risques", risques, bool(donnees.salle.risques)),
        ("Décisions demandées", ordre.decisions, True),
        ("Prochaines étapes", etapes, bool(donnees.salle.etapes or donnees.gestes)),
    ]
    return [(point, dessiner) for point, dessiner, utile in voulues if utile]


def absences(donnees: DonneesComite) -> dict[str, str]:
    """Subjects of which no figure may be shown → why."""
    motifs = {
        NUMEROS: donnees.absence("utilisateurs_dpi"),
        MOYENS: donnees.absence("mie_remis_dpi"),
        ECHEANCE: ""
        if rpps.foreseen(donnees)
        else donnees.absence("utilisateurs_dpi") or "Aucune mesure de l’objectif 1.1 : rien à projeter.",
    }
    return {sujet: motif for sujet, motif in motifs.items() if motif}


def sans_chiffre(donnees: DonneesComite) -> str:
    """The subjects left out of the slides and why, in sentences; "" when all are measured."""
    par_motif: dict[str, list[str]] = {}
    for sujet, motif in absences(donnees).items():
        par_motif.setdefault(motif, []).append(SANS[sujet])
    return " ".join(f"Sans chiffre ici : {', '.join(sujets)}. {motif}" for motif, sujets in par_motif.items())


def _couverture(diapos: Diapos, donnees: DonneesComite) -> None:
    diapos.couverture(
        titre(donnees),
        [
            donnees.etablissement,
            *filter(None, [said(donnees.comite).capitalize()]),
            f"Données du {jour(donnees.le)}",
            f"Exécution {donnees.reference}",
        ],
        f"{dire_noms(donnees)} {mesures.NON_OFFICIEL}",
    )


def dire_noms(donnees: DonneesComite) -> str:
    """« Aucune personne n’est nommée », when every text of the project passes the filter of what goes to the
    ARS; else what is true.
    """
    salle = donnees.salle
    lignes = [*salle.risques, *salle.suites, *salle.etapes, *donnees.decisions]
    textes = [ligne[champ] for ligne in lignes for champ in SAISIS if ligne.get(champ)]
    if all(titre_sur(texte) for texte in textes):
        return "Nombres seulement : aucune personne n’est nommée dans ce document."
    return (
        "Nombres d’agents seulement ; les textes et les responsables sont ceux que l’équipe projet a saisis."
    )


def risques(diapos: Diapos, donnees: DonneesComite) -> None:
    """Open risks, most serious first."""
    lignes = donnees.salle.risques
    critique, eleve = donnees.seuils_risque
    page, zone = diapos.contenu(
        "Risques",
        meteo.risks_said(donnees),
        f"Gravité : probabilité × impact, de 1 à 4 chacun, critique à partir de {critique} sur 16 ; ceux que"
        " l’établissement a repris d’abord ; les risques clos ne figurent pas ici. Un risque"
        " proposé par l’outil n’est celui de l’établissement qu’une fois repris dans la page Risques.",
    )
    rangs = [
        [
            _gravite(r["criticite"], critique, eleve),
            Cellule(r["titre"], gras=True, nom=True),
            Cellule(r["reponse"] or "à définir"),
            _qui(r),
            Cellule("proposé" if r.get("propose") else "repris", GRIS if r.get("propose") else ENCRE),
        ]
        for r in lignes
    ]
    entetes = ["Gravité (sur 16)", "Risque", "Réponse", "Qui", "Adoption"]
    voulu = Tableau(entetes, [10, 35, 42, 21, 12], "Risques ouverts", lignes_max=3)
    poser(page, zone, voulu, rangs, "risque")


def _qui(ligne: Mapping[str, Any]) -> Cellule:
    return Cellule(ligne["responsable"] or "à désigner", GRIS, nom=True)


def _gravite(valeur: int, critique: int, eleve: int) -> Cellule:
    signe, couleur = ("✕", ROUGE) if valeur >= critique else ("!", ORANGE) if valeur >= eleve else ("–", GRIS)
    return Cellule(f"{signe} {valeur}", couleur, True)


def etapes(diapos: Diapos, donnees: DonneesComite) -> None:
    """Late and coming tasks and actions; without a project held here, what would move the scores most."""
    lignes = donnees.salle.etapes
    if not lignes:
        page, zone = diapos.contenu(
            "Prochaines étapes",
            "Les gestes qui feraient le plus monter les scores.",
            "Gain : part du score de l’objectif que ce critère apporterait.",
        )
        rangs = [
            [
                Cellule(f"{o.objectif} · {o.annee}", GRIS),
                Cellule(c.action, gras=True),
                Cellule(ecart_part(gain, 0)),
            ]
            for o, c, gain in donnees.gestes
        ]
        entetes = ["Objectif", "Ce qu’il faut faire", "Gain possible"]
        voulu = Tableau(entetes, [12, 70, 18], "Gestes prioritaires", frozenset({2}), 14)
        poser(page, zone, voulu, rangs, "geste")
        return
    urgentes = sum(ligne["etat"] != A_VENIR for ligne in lignes)
    retards = accord(urgentes, "étape en retard ou à risque", "étapes en retard ou à risque")
    if not urgentes:
        retards = "Aucune étape en retard ni à risque"
    suite = accord(len(lignes) - urgentes, "étape attendue", "étapes attendues")
    proposees = meteo.tasks_proposed(sum(bool(ligne.get("propose")) for ligne in lignes))
    page, zone = diapos.contenu(
        "Prochaines étapes",
        f"Au {jour(donnees.plan_vu_le)} : {minuscule(retards)}, {suite} bientôt.{proposees}",
        "Tâches du plan et actions des comités, non terminées : en retard ou à risque le"
        f" {jour(donnees.plan_vu_le)}, ou à finir bientôt. "
        + " ".join(f"{etat.mot} : {etat.definition}" for etat in TACHES.values() if etat.definition),
    )
    rangs = [
        [
            etiquette(ETAPES[r["etat"]]),
            Cellule(jour_court(r["echeance"])),
            Cellule(step_said(r), gras=True, nom=True),
            _qui(r),
        ]
        for r in lignes
    ]
    voulu = Tableau(["État", "Échéance", "Étape", "Qui"], [16, 13, 56, 24], "Prochaines étapes")
    poser(page, zone, voulu, rangs, "étape")


def poser(page: Any, zone: Cadre, voulu: Tableau, rangs: list[list[Cellule]], mot: str) -> None:
    """A table that says how many rows (`mot`: what one is) it leaves out."""
    if not rangs:
        diapo.texte(page, zone.part(0, 1, 0, 0.2), "Rien à signaler.", 16, GRIS)
        return
    place(page, zone, voulu, rangs, mot)


def nom_fichier(donnees: DonneesComite) -> str:
    """`copil_<date>.pptx`, or with the committee's id."""
    suite = f"_{donnees.comite['id']}" if donnees.comite else ""
    return f"copil_{donnees.le.isoformat()}{suite}.pptx"
