"""The slides that say what is measured: objectives, since last time, coverage, means of identification,
accounts, forecast.
"""

from __future__ import annotations

from typing import Any

from workbench.documents.comite.donnees import ETAPES, DonneesComite, Suivi
from workbench.documents.comite.populations import TITRE, Marks, below, of_objective, sentence
from workbench.documents.comite.tableaux import place
from workbench.looks.etats import BLEU, GRIS, JALONS, ORANGE, TEXTE_OFFICIEL, VERT
from workbench.looks.formats import accord, evolution, jour, jour_court, nombre, pourcent
from workbench.office import diapo, graphes
from workbench.office.diapo import Diapos
from workbench.office.modele_copil import Cadre
from workbench.office.tableau_diapo import Cellule, Tableau
from workbench.pilotage.objectifs import perspectives
from workbench.pilotage.objectifs.jalons import Objectif

MIE = "Moyens d’identification électronique"
DROITE_2 = frozenset({1, 2, 3})
CORPS_MIN = 10.5  # letters of a table of which no row may be left out
NON_OFFICIEL = TEXTE_OFFICIEL["sans_seuil"]


def situation(diapos: Diapos, donnees: DonneesComite) -> None:
    """Four objectives, one card each."""
    page, zone = diapos.contenu(
        "Où en sommes-nous ?",
        perspectives.bilan(donnees.objectifs),
        "Score d’un objectif : moyenne pondérée de ses critères, mesurés ou déclarés. État : celui de son"
        " critère le plus défavorable, calculé, jamais saisi. Chance : part des trajectoires prolongées"
        f" depuis les livraisons passées qui atteignent la cible à l’échéance. {NON_OFFICIEL}\n"
        + "\n".join(
            f"{o.objectif} ({o.annee}), texte officiel : {o.libelle_officiel}" for o in donnees.objectifs
        ),
    )
    for rang, objectif in enumerate(donnees.objectifs[:4]):
        ligne, colonne = divmod(rang, 2)
        carte = zone.part(colonne * 0.51, colonne * 0.51 + 0.49, ligne * 0.52, ligne * 0.52 + 0.48)
        _carte(page, carte, objectif, of_objective(objectif, donnees.effectifs))


def _carte(page: Any, ou: Cadre, objectif: Objectif, gens: str) -> None:
    etat = JALONS[objectif.etat]
    diapo.bloc(page, ou, etat.couleur)
    diapo.texte(
        page,
        ou.part(0.03, 0.99, 0.03, 0.31),
        f"{objectif.objectif} · {objectif.annee} · {objectif.titre}",
        14,
        gras=True,
    )
    diapo.texte(page, ou.part(0.03, 0.40, 0.31, 0.58), objectif.score_dit(), 30, BLEU, True)
    diapo.texte(page, ou.part(0.42, 0.99, 0.35, 0.58), etat.libelle, 20, etat.couleur, True)
    atteints = sum(critere.etat == "atteint" for critere in objectif.criteres)
    detail = [
        f"Échéance {jour(objectif.echeance)}",
        f"{accord(atteints, 'critère atteint', 'critères atteints')} sur {len(objectif.criteres)}",
    ]
    if objectif.etat != "atteint":
        detail.append(f"à l’échéance : {perspectives.courte(objectif)}")
    diapo.texte(page, ou.part(0.03, 0.99, 0.58, 0.77), f"Sur : {gens}.", 11, GRIS)
    diapo.texte(page, ou.part(0.03, 0.99, 0.77, 0.99), " · ".join(detail), 11, GRIS)


def depuis(diapos: Diapos, donnees: DonneesComite) -> None:
    """What moved since the last committee."""
    titre = (
        "Depuis le dernier comité" if donnees.depuis.startswith("comité") else "Depuis la mesure précédente"
    )
    page, zone = diapos.contenu(
        titre,
        phrase_depuis(donnees),
        f"Comparaison avec : {donnees.depuis or 'rien, première mesure'}. Un point est un centième d’un"
        " taux ; ✓ va dans le bon sens, ! dans le mauvais. "
        + " ".join(f"{suivi.libelle} : {definition(suivi)}" for suivi in donnees.suivis),
    )
    reperes = Marks(donnees.effectifs)
    rangs = [
        [
            Cellule(suivi.libelle, nom=True),
            Cellule(suivi.dire(suivi.avant), GRIS),
            Cellule(suivi.dire(suivi.valeur), gras=True),
            sens(suivi),
            Cellule(reperes.of(suivi.code), GRIS),
        ]
        for suivi in donnees.suivis
    ]
    avant = f"Au {jour_court(donnees.depuis_le)}" if donnees.depuis_le else "Avant"
    voulu = Tableau(
        ["Ce que nous suivons", avant, f"Au {jour_court(donnees.le)}", "Évolution", TITRE],
        [54, 15, 15, 20, 7],
        "Évolution : "
        + " ; ".join(f"{s.libelle} {s.dire(s.valeur)} ({dire_ecart(s)})" for s in donnees.suivis),
        DROITE_2,
        14,
        2,
        CORPS_MIN,
    )
    place(page, below(page, zone, reperes.legend()), voulu, rangs, "indicateur")


def definition(suivi: Suivi) -> str:
    """Which way is good."""
    return {"hausse": "monter est bon.", "baisse": "descendre est bon."}.get(suivi.sens, "sans sens attendu.")


def sens(suivi: Suivi) -> Cellule:
    """The change with a sign, a colour: « ✓ + 4,6 points » went the right way."""
    dit = dire_ecart(suivi)
    if suivi.progres is None:
        return Cellule(dit, GRIS)
    return Cellule(f"✓ {dit}", VERT, True) if suivi.progres else Cellule(f"! {dit}", ORANGE, True)


def dire_ecart(suivi: Suivi) -> str:
    """« + 4,6 points », « − 12 »: a change as it is read aloud."""
    return _spaced(suivi.ecart_dit)


def _spaced(ecart: str) -> str:
    """« +8 » → « + 8 »."""
    return f"{ecart[0]}\u00a0{ecart[1:]}" if ecart[:1] in "+−" else ecart


EQUIPES = ("utilisateur du dossier patient équipé", "utilisateurs du dossier patient équipés")


def phrase_depuis(donnees: DonneesComite) -> str:
    """What got better, what got worse."""
    if not donnees.depuis:
        return "Première mesure : la comparaison viendra avec la prochaine livraison."
    mieux = sum(suivi.progres is True for suivi in donnees.suivis)
    pires = [suivi for suivi in donnees.suivis if suivi.progres is False]
    fin = f" ; à surveiller : {pires[0].libelle} ({dire_ecart(pires[0])})" if pires else ""
    recul = accord(len(pires), "recule", "reculent") if pires else "aucun ne recule"
    return (
        f"{accord(mieux, 'indicateur progresse', 'indicateurs progressent')}, {recul} par rapport aux"
        " chiffres du"
        f" {donnees.depuis.removeprefix('données du ')}{fin}."
    )


def mie(diapos: Diapos, donnees: DonneesComite) -> None:
    """The funnel of means of identification and where it is stuck."""
    etapes = donnees.mie
    message = (
        f"{accord(etapes['remis'], *EQUIPES)} sur {nombre(etapes['besoin'])} "
        f"({pourcent(donnees.equipes, 0)}), {donnees.mie_dite}."
        if etapes["besoin"]
        else "Aucun utilisateur du dossier patient connu à la date de ces données."
    )
    page, zone = diapos.contenu(
        MIE,
        message,
        "Chaque utilisateur est compté à l’étape la plus avancée qu’un de ses moyens a atteinte : commandé,"
        f" reçu, remis, activé, appairé au dossier patient. {NON_OFFICIEL}",
    )
    zone = below(page, zone, sentence(donnees.effectifs, "mie_remis_dpi"))
    graphes.barres(
        page,
        zone.part(0, 0.55),
        list(ETAPES.values()),
        [("Personnes", BLEU, "", [etapes[etape] for etape in ETAPES])],
        "Déploiement : " + " ; ".join(f"{titre} {nombre(etapes[code])}" for code, titre in ETAPES.items()),
        False,
        13,
    )
    voulu = Tableau(
        ["Service", "Équipés", "Restent"],
        [56, 24, 20],
        "Services où le plus d’utilisateurs restent à équiper",
        frozenset({1, 2}),
    )
    rangs = [
        [
            Cellule(r["service"], nom=True),
            Cellule(f"{nombre(r['remis'])} / {nombre(r['besoin'])}"),
            Cellule(nombre(r["restant"]), gras=True),
        ]
        for r in donnees.mie_services.to_dicts()
    ]
    place(page, zone.part(0.58, 1, 0.03), voulu, rangs, "service", montres=donnees.services_montres)


def comptes(diapos: Diapos, donnees: DonneesComite) -> None:
    """Problems of accounts, their change, what to do."""
    ouverts = next((ligne for ligne in donnees.comptes if ligne["probleme"] == "partant_ouvert"), None)
    message = (
        f"{accord(ouverts['nombre'], 'compte encore ouvert', 'comptes encore ouverts')} au-delà du délai fixé"
        " après un départ : à fermer d’abord."
        if ouverts
        else "Aucun compte ouvert après un départ."
    )
    page, zone = diapos.contenu(
        "Comptes à corriger", message, f"Toutes applications, comptes actifs non écartés. {NON_OFFICIEL}"
    )
    reperes = Marks(donnees.effectifs)
    rangs = [
        [
            Cellule(ligne["titre"], gras=True, nom=True),
            Cellule(nombre(ligne["nombre"]), gras=True),
            Cellule(_ecart(ligne), GRIS),
            Cellule(ligne["que_faire"]),
            Cellule(reperes.of(f"compte_{ligne['probleme']}"), GRIS),
        ]
        for ligne in donnees.comptes
    ]
    voulu = Tableau(
        ["Problème", "Comptes", "Évolution", "Que faire", TITRE],
        [34, 11, 12, 51, 7],
        "Comptes à corriger : " + " ; ".join(f"{r['titre']} {nombre(r['nombre'])}" for r in donnees.comptes),
        frozenset({1, 2}),
        13,
        corps_min=CORPS_MIN,
    )
    avant = f"Évolution depuis le {jour_court(donnees.depuis_le)}." if donnees.depuis_le else ""
    dite = " ".join(filter(None, (avant, reperes.legend())))
    place(page, below(page, zone, dite), voulu, rangs, "problème")


def _ecart(ligne: dict[str, Any]) -> str:
    if ligne["avant"] is None:
        return "–"
    return _spaced(evolution(ligne["nombre"] - ligne["avant"]))
