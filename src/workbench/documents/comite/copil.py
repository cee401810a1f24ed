"""The steering committee's slides: eight to twelve, native charts, ready to show without retouching."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pptx.util import Emu

from workbench.documents.ars.textes_libres import titre_sur
from workbench.documents.comite import mesures, rpps
from workbench.documents.comite.donnees import DonneesComite
from workbench.documents.comite.salle import A_VENIR
from workbench.looks.etats import BLEU, GRIS, JALONS, ORANGE, ROUGE, TACHES, famille
from workbench.looks.formats import accord, ecart_part, jour, jour_court, pourcent
from workbench.office import diapo, modele_copil
from workbench.office.diapo import Cellule, Diapos, Tableau
from workbench.office.modele_copil import Cadre
from workbench.office.paquet import octets
from workbench.pilotage.jalons import GRAVITE

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ETAPES = TACHES | famille("etape")
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
    for dessiner in _diapos(donnees):
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


def _diapos(donnees: DonneesComite) -> list[Callable[[Diapos, DonneesComite], None]]:
    """Those that have something to say; the measured ones always do: what moved, the objectives, coverage,
    means, accounts, the forecast, risks, what is to be decided and done.
    """
    voulues: list[tuple[Callable[[Diapos, DonneesComite], None], bool]] = [
        (mesures.depuis, True),
        (mesures.situation, True),
        (criteres, True),
        (rpps.autorites, True),
        (rpps.professions, True),
        (mesures.mie, True),
        (mesures.comptes, True),
        (rpps.prevision, True),
        (risques, bool(donnees.salle.risques)),
        (decisions, True),
        (etapes, bool(donnees.salle.etapes or donnees.gestes)),
    ]
    return [dessiner for dessiner, utile in voulues if utile]


def _couverture(diapos: Diapos, donnees: DonneesComite) -> None:
    quand = [f"Séance du {jour(donnees.comite['le'])}"] if donnees.comite and donnees.comite["le"] else []
    diapos.couverture(
        titre(donnees),
        [donnees.etablissement, *quand, f"Données du {jour(donnees.le)}", f"Exécution {donnees.reference}"],
        f"{dire_noms(donnees)} {mesures.NON_OFFICIEL}",
    )


def dire_noms(donnees: DonneesComite) -> str:
    """« Aucune personne n’est nommée », when every text of the project passes the filter of what goes to the
    ARS; else what is true.
    """
    salle = donnees.salle
    textes = [
        *(r[champ] for r in salle.risques for champ in ("titre", "reponse", "responsable")),
        *(d[champ] for d in donnees.decisions for champ in ("titre", "texte", "responsable")),
        *(e[champ] for e in salle.etapes for champ in ("titre", "responsable")),
    ]
    if all(titre_sur(texte) for texte in textes if texte):
        return "Nombres seulement : aucune personne n’est nommée dans ce document."
    return (
        "Nombres d’agents seulement ; les textes et les responsables sont ceux que l’équipe projet a saisis."
    )


def criteres(diapos: Diapos, donnees: DonneesComite) -> None:
    """Every criterion not reached, worst news first."""
    tous = [(o, c) for o in donnees.objectifs for c in o.criteres]
    ouverts = [(o, c) for o, c in tous if c.etat != "atteint"]
    ouverts.sort(key=lambda paire: (paire[0].annee, GRAVITE.index(paire[1].etat), paire[1].code))
    page, zone = diapos.contenu(
        "Ce qui manque pour atteindre les objectifs",
        f"{accord(len(tous) - len(ouverts), 'critère atteint', 'critères atteints')} sur {len(tous)} ; les"
        " plus pressants d’abord.",
        "Un critère est mesuré (lu dans les données) ou déclaré (une preuve inscrite au registre, avec sa"
        " validité). " + mesures.NON_OFFICIEL,
    )
    rangs = [
        [
            Cellule(f"{o.objectif} · {o.annee}", GRIS),
            Cellule(c.titre, gras=True),
            Cellule(pourcent(c.valeur) if c.valeur is not None else "preuve"),
            diapo.etiquette(JALONS[c.etat]),
            Cellule(c.explication if c.nature == "declare" else c.action),
        ]
        for o, c in ouverts
    ]
    entetes = ["Objectif", "Critère", "Valeur", "État", "Ce qu’il faut"]
    voulu = Tableau(entetes, [11, 36, 8, 17, 40], "Critères non atteints", frozenset({2}))
    poser(page, zone, voulu, rangs, "critère")


def risques(diapos: Diapos, donnees: DonneesComite) -> None:
    """Open risks, most serious first."""
    lignes = donnees.salle.risques
    critique, eleve = donnees.seuils_risque
    graves = sum(ligne["criticite"] >= critique for ligne in lignes)
    page, zone = diapos.contenu(
        "Risques",
        f"{accord(len(lignes), 'risque ouvert', 'risques ouverts')}, dont {accord(graves, 'critique')}"
        f" (gravité d’au moins {critique} sur 16).",
        "Gravité : probabilité × impact, de 1 à 4 chacun, saisis par l’équipe dans la page Projet ; les"
        " risques clos ne figurent pas ici.",
    )
    rangs = [
        [
            _gravite(r["criticite"], critique, eleve),
            Cellule(r["titre"], gras=True),
            Cellule(r["reponse"] or "à définir"),
            _qui(r),
        ]
        for r in lignes
    ]
    voulu = Tableau(["Gravité", "Risque", "Réponse", "Qui"], [10, 40, 44, 20], "Risques ouverts")
    poser(page, zone, voulu, rangs, "risque")


def _qui(ligne: Mapping[str, Any]) -> Cellule:
    return Cellule(ligne["responsable"] or "à désigner", GRIS)


def _gravite(valeur: int, critique: int, eleve: int) -> Cellule:
    signe, couleur = ("✕", ROUGE) if valeur >= critique else ("!", ORANGE) if valeur >= eleve else ("–", GRIS)
    return Cellule(f"{signe} {valeur}", couleur, True)


def decisions(diapos: Diapos, donnees: DonneesComite) -> None:
    """What the committee is asked to decide, one card each."""
    montrees = donnees.decisions[:5]
    page, zone = diapos.contenu(
        "Décisions demandées",
        (
            f"{accord(len(donnees.decisions), 'décision attendue', 'décisions attendues')} du comité"
            + (f" ; les {len(montrees)} premières ici." if len(montrees) < len(donnees.decisions) else ".")
            if montrees
            else "Aucune décision demandée à la date de ces données."
        ),
        "Les décisions écrites par l’équipe viennent d’abord ; les autres sont celles qui débloqueraient le"
        " plus, calculées sur les effectifs concernés.",
    )
    for rang, decision in enumerate(montrees):
        pas = min(0.3, 1 / max(1, len(montrees)))
        ou = zone.part(0, 1, rang * pas, (rang + 0.9) * pas)
        diapo.bloc(page, ou, BLEU)
        seul = not decision["texte"]
        diapo.texte(page, ou.part(0.01, 0.07, 0.05, 0.95), str(rang + 1), 24, BLEU, True)
        diapo.texte(page, ou.part(0.07, 0.76, 0.04, 0.96 if seul else 0.44), decision["titre"], 17, gras=True)
        if not seul:
            diapo.texte(page, ou.part(0.07, 0.76, 0.44, 0.98), decision["texte"], 14)
        diapo.texte(page, ou.part(0.78, 0.99, 0.1, 0.9), f"Qui : {decision['responsable']}", 12, GRIS)


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
                Cellule(ecart_part(gain, "pt", 0)),
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
    page, zone = diapos.contenu(
        "Prochaines étapes",
        f"{retards}, {suite} bientôt.",
        "Tâches du plan et actions des comités, non terminées : en retard ou à risque à la date des données,"
        " ou à finir bientôt. "
        + " ".join(f"{etat.mot} : {etat.definition}" for etat in TACHES.values() if etat.definition),
    )
    rangs = [
        [
            diapo.etiquette(ETAPES[r["etat"]]),
            Cellule(jour_court(r["echeance"])),
            Cellule(r["titre"], gras=True),
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
    haut = Cadre(zone.x, zone.y, zone.l, zone.h - 330_000)
    montres = diapo.tableau(page, haut, voulu, rangs)
    if montres < len(rangs):
        reste = Cadre(zone.x, int(Emu(zone.y + zone.h - 300_000)), zone.l, 300_000)
        dit = accord(len(rangs) - montres, f"autre {mot}", f"autres {mot}s")
        diapo.texte(page, reste, f"et {dit}, dans le classeur joint", 12, GRIS)


def nom_fichier(donnees: DonneesComite) -> str:
    """`copil_<date>.pptx`, or with the committee's id."""
    suite = f"_{donnees.comite['id']}" if donnees.comite else ""
    return f"copil_{donnees.le.isoformat()}{suite}.pptx"
