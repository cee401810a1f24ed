"""Sheets of the ARS workbook that are not counts: who sends it, objectives and evidence, action plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.definitions import annotate
from workbench.documents.ars.donnees import Contenu, criteres_mesures
from workbench.documents.ars.feuilles import cloturer, titre
from workbench.documents.ars.textes_libres import RETENU, reference_sure, titre_sur
from workbench.documents.secret import MARQUE
from workbench.looks.etats import ACTIONS, JALONS, TACHES, mots
from workbench.looks.formats import chance, fourchette, jour, nombre
from workbench.office import feuille as f
from workbench.pilotage.objectifs.critere import Critere
from workbench.projet import avancement
from workbench.projet.planning import PlanImpossible
from workbench.socle.departements import nom_ars

NIVEAUX = mots("niveau_procedure")
QUI = "Qui déclare"


def identification(page: Worksheet, donnees: Contenu, ligne: int) -> None:
    """Who declares, from that line: each entity with its FINESS numbers, the period, the contact."""
    etab, contact = donnees.reglages.etablissement, donnees.reglages.contact
    lignes = [[e.nom, e.code, e.finess_ej or "–", ", ".join(e.finess_et) or "–"] for e in etab.entites]
    entetes = ["Entité", "Code", "FINESS EJ", "FINESS ET"]
    fin = f.tableau(page, ligne, entetes, lignes, "Entites", [None] * 4)
    dates = sorted({ligne["date_execution"] for ligne in donnees.historique})
    paires = [
        ("Établissement ou groupement", etab.nom),
        ("Agence régionale de santé", nom_ars(etab.region_ars)),
        ("Période couverte", f"{jour(dates[0])} au {jour(dates[-1])}" if dates else jour(donnees.le)),
        ("Livraisons de la période", nombre(len(dates))),
        ("Contact", ", ".join(filter(None, (contact.fonction, contact.direction)))),
        ("Boîte fonctionnelle", contact.courriel),
        ("Téléphone", contact.telephone),
    ]
    for rang, (nom, valeur) in enumerate(((nom, dit) for nom, dit in paires if dit), fin + 2):
        f.ecrire(page, rang, 1, nom, f.GRAS)
        f.ecrire(page, rang, 2, valeur)
        page.merge_cells(start_row=rang, end_row=rang, start_column=2, end_column=10)


def objectifs(page: Worksheet, donnees: Contenu) -> None:
    """Objectives 1.1 and 1.2, criterion by criterion: measured value or declared level with its evidence."""
    echeances = dict.fromkeys(jour(o.echeance) for o in donnees.objectifs)
    titre(
        page,
        "Objectifs et critères",
        "Critères mesurés dans les données (ils ont une cible), ou déclarés avec leur preuve. Découpage et"
        f" cibles : définis par l’établissement. Échéances : {' ; '.join(echeances)}.",
    )
    lignes = [
        [
            f"{o.objectif}, {o.annee}",
            *_critere(c, donnees.critere_cache(c), donnees.espoir_cache(c)),
        ]
        for o in donnees.objectifs
        for c in o.criteres
    ]
    entetes = [
        "Objectif", "Critère", "Valeur ou niveau", "Cible", "État", "Prévu à l’échéance, ou preuve",
    ]  # fmt: skip
    motifs: list[str | None] = [None, None, f.TAUX, f.TAUX, None, None]
    larges = [11.0, 76, 16, 10, 20, 36]
    f.tableau(page, 4, entetes, lignes, "Criteres", motifs)
    mesures = criteres_mesures(donnees.reglages.home)
    annotate(page, 2, [mesures.get(c.code, "") for o in donnees.objectifs for c in o.criteres], donnees)
    cloturer(page, donnees, "objectifs et critères", larges, "C5")


def _critere(c: Critere, cache: bool, espoir_cache: bool) -> list[Any]:
    etat = MARQUE if cache else _etat(c.etat)
    if c.nature == "mesure":
        valeur: Any = MARQUE if cache else "sans donnée" if c.valeur is None else c.valeur
        espoir = MARQUE if espoir_cache else _espoir(c)
        return [c.titre, valeur, c.cible, etat, espoir]
    niveau = NIVEAUX.get(c.preuve.verdict, c.preuve.verdict) if c.preuve else "Non déclaré"
    reference = reference_sure(str(c.preuve.valeur.get("reference", ""))) or RETENU if c.preuve else "–"
    le = _jour_preuve(c)
    return [c.titre, niveau, None, etat, f"{reference}, {le:%d/%m/%Y}" if le else reference]


def _espoir(c: Critere) -> str:
    """A chance when it was earned, else a range; nothing when even that says nothing."""
    if c.etat == "atteint":
        return "atteint"
    if c.prevision is None or not c.prevision.connue:
        return "on ne peut pas savoir"
    if c.prevision.probabilite is not None:
        return chance(c.prevision.probabilite)
    return fourchette(c.prevision.low, c.prevision.high)


def _jour_preuve(c: Critere) -> date | None:
    try:
        return date.fromisoformat(str(c.preuve.valeur["date_preuve"])) if c.preuve else None
    except (KeyError, ValueError):
        return None


def _etat(code: str) -> str:
    return f.d_un_tenant(JALONS[code].libelle)


def plan(page: Worksheet, donnees: Contenu) -> None:
    """What is planned, with dates: what criteria and requirements ask for, then the project's own actions and
    tasks.
    """
    titre(
        page,
        "Plan d’action",
        "Ce que les critères demandent, et les seules lignes que l’établissement a reprises à son compte."
        " Porteurs : directions ou fonctions.",
    )
    lignes = [*_criteres(donnees), *_exigences(donnees), *_projet(donnees)]
    lignes.sort(key=lambda ligne: (ligne[2] is None, str(ligne[2]), ligne[0]))
    entetes = ["Action", "Porteur", "Échéance", "État", "Pour"]
    f.tableau(page, 4, entetes, lignes, "Plan", [None, None, f.DATE, None, None])
    if not lignes:
        page["A4"] = "Rien à faire à la date de ces données."
    cloturer(page, donnees, "plan d’action", [92, 16, 12, 32, 20])


def _criteres(donnees: Contenu) -> list[list[Any]]:
    """What is missing; a criterion whose rate is hidden is listed in any case, without its state."""
    return [
        [
            c.action,
            "Équipe projet",
            o.echeance,
            MARQUE if donnees.critere_cache(c) else _etat(c.etat),
            f"Objectif {o.objectif}, {o.annee}",
        ]
        for o in donnees.objectifs
        for c in o.criteres
        if c.etat != "atteint" or donnees.critere_cache(c)
    ]


def _echue(le: date | None, etat: str, donnees: Contenu) -> str:
    """A state that does not say by itself that its day has passed."""
    return f"échéance passée : {etat}" if le is not None and le < donnees.le else etat


def _exigences(donnees: Contenu) -> list[list[Any]]:
    niveaux = ("absent", "amorcé", "partiel", "en place", "maîtrisé")
    return [
        [
            e.titre,
            e.responsable,
            e.echeance,
            _echue(e.echeance, f"« {niveaux[e.niveau or 0]} », visé « {niveaux[e.cible]} »", donnees),
            e.famille,
        ]
        for e in donnees.ecarts
        if e.ecart > 0 and e.niveau is not None
    ]


def _projet(donnees: Contenu) -> list[list[Any]]:
    """Open actions of committees and open tasks of the plan that somebody of the establishment wrote or took
    over: a card as shipped is a proposal. A typed title is printed only when it holds no possible name.
    """
    projet = donnees.projet
    proposees = {t["id"] for t in projet.fiches("tache") if not projet.adoptee("tache", t["id"])}
    champs = [
        champ for genre in projet.genres.values() for champ in genre.champs if champ.code == "responsable"
    ]
    roles = {code: libelle for champ in champs for code, libelle in (champ.options or {}).items()}

    def ligne(ident: str, titre: str, responsable: str | None, le: Any, etat: str, pour: str) -> list[Any]:
        nom = titre_sur(titre or "") or f"{ident} : {RETENU}"
        return [nom, roles.get(responsable or "", "désigné dans le projet"), le, etat, pour]

    lignes = [
        ligne(
            a["id"],
            a["titre"],
            a["responsable"],
            a["echeance"],
            _echue(a["echeance"], ACTIONS.get(a["etat"], ACTIONS["a_faire"]).mot, donnees),
            "Comité",
        )
        for a in projet.fiches("action")
        if a["etat"] not in ("faite", "abandonnee")
    ]
    try:
        taches = avancement.plan(projet, donnees.le)
    except (
        PlanImpossible
    ):  # tasks that wait for each other: the page Plan says so; here, the dates written by hand
        return lignes + [
            ligne(
                t["id"],
                t["titre"],
                t["responsable"],
                t["fin_prevue"],
                "sans date calculable",
                "Rétroplanning",
            )
            for t in projet.fiches("tache")
            if t["id"] not in proposees
        ]
    return lignes + [
        ligne(t.id, t.titre, t.responsable, t.fin, TACHES[t.etat].libelle, "Rétroplanning")
        for t in taches
        if t.etat != "faite" and t.id not in proposees
    ]
