"""The home page by role: which blocks each role sees first (`ui/accueil.toml`), and how each is drawn."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import polars as pl
import streamlit as st
from pages.pilotage.vues import codir, couverture

from workbench.documents.comite.donnees import DonneesComite
from workbench.documents.comite.salle import resumer
from workbench.looks import titres
from workbench.looks.etats import TACHES
from workbench.looks.formats import accord, jour, jour_court, nombre
from workbench.pilotage.objectifs import perspectives
from workbench.projet import avancement, comites
from workbench.revue.file import A_TRANCHER
from workbench.socle.regles import lire
from workbench.ui import composants, donnees, liens, plis, session
from workbench.ui.formulaires import decisions_comite, projet_editeur, registre
from workbench.ui.page import PageOuverte

DU_PROJET, PREMIERS = 5, 3
PROPRES = {"projet", "revue", "comptes", "gens"}
FIGURES_RH = ("infirmiers_sans_numero", "employeur_a_enregistrer", "rpps_non_prouve", "mie_a_remettre")


@cache
def blocs() -> Mapping[str, list[str]]:
    """Role → its blocks, in order."""
    lus: dict[str, list[str]] = tomllib.loads(
        files("workbench.ui").joinpath("accueil.toml").read_text("utf-8")
    )["blocs"]
    return lus


def montrer(page: PageOuverte, dit: DonneesComite) -> None:
    """The blocks of this role, in its order; what is its own stays off the paper, one sheet for the board."""
    for nom in blocs()[page.acces.role.code]:
        with st.container(key=f"propre_{nom}") if nom in PROPRES else nullcontext():
            BLOCS[nom](page, dit)


def phrases(page: PageOuverte, dit: DonneesComite) -> None:
    """Three sentences: where the objectives stand, what weighs most, what is asked."""
    lignes = [perspectives.bilan(dit.objectifs), perspectives.premier_manque(dit.objectifs)]
    if dit.decisions:
        de_qui = "de vous" if decisions_comite.DROIT in page.acces.role.droits else "du comité"
        lignes.append(
            f"{accord(len(dit.decisions), 'décision est attendue', 'décisions sont attendues')} {de_qui}."
        )
    st.html("".join(f'<p class="wb-reste">{escape(ligne)}</p>' for ligne in lignes if ligne))


def objectifs(page: PageOuverte, dit: DonneesComite) -> None:
    """One card an objective, with where most of it is left."""
    with st.container(key="accueil_objectifs"):
        for place, objectif in zip(st.columns(len(dit.objectifs)), dit.objectifs, strict=True):
            cle = f"objectif_{objectif.code}"
            with place.container(border=True, gap="xsmall", height="stretch", key=cle):
                codir.carte(page.acces, objectif, dit.series)


def decisions(page: PageOuverte, dit: DonneesComite) -> None:
    """What is asked of the board, of whom, for when, what it is worth, and the answers this role may give."""
    lignes = dit.decisions[:PREMIERS]
    composants.section("Trois décisions à prendre" if len(lignes) == PREMIERS else "Décisions à prendre")
    room = projet_editeur.lire(page.acces)
    with st.container(key="accueil_decisions"):
        if lignes:
            decisions_comite.montrer(page.acces, room, lignes, "accueil")
        else:
            composants.liste_vide("Rien à décider à la date de ces données.")
        decisions_comite.repondues(page.acces, room, "accueil")


def bouge(page: PageOuverte, dit: DonneesComite, attendu: str = "") -> None:
    """What moved since the last committee, and what may go wrong.

    Args:
        attendu: what the project waits for, in a sentence, said first.
    """
    gauche, droite = st.columns([2, 3])
    with gauche:
        composants.section(f"Depuis : {dit.depuis}" if dit.depuis else "Ce qui a bougé")
        if attendu:
            st.html(f'<p class="wb-detail">{escape(attendu)}</p>')
        codir.depuis(dit)
    with droite:
        composants.section(codir.titre_risques(dit))
        # two phone screens: where people come for their own list, the risks wait under a line
        attend = "gens" in blocs()[page.acces.role.code]
        with plis.replie("accueil_risques", "Voir les risques") if attend else nullcontext():
            codir.decisions(
                codir.risques(dit), "Aucun risque ouvert dans le registre du projet.", colonne=True
            )


def bouge_et_projet(page: PageOuverte, dit: DonneesComite) -> None:
    """The same, with the project in one sentence: late, stale, due, the next steering committee."""
    projet, le = projet_editeur.lire(page.acces), page.aujourd_hui()
    etapes = _etapes(page)
    retards = sum(etape["etat"] == "en_retard" for etape in etapes)
    a_revoir = sum(etape["etat"] in avancement.URGENTES for etape in etapes) - retards
    suivant = comites.prochain(projet, le, ("copil",))
    quand = f"prochain comité de pilotage le {jour(suivant['le'])}" if suivant else "aucun comité prévu"
    dues = len(comites.actions_dues(projet, le))
    restes = {
        f"{nombre(retards)} en retard": retards,
        f"{nombre(a_revoir)} à risque ou à rouvrir": a_revoir,
        accord(dues, "action due", "actions dues"): dues,
    }
    morceaux = [*(dit for dit, combien in restes.items() if combien), quand]
    bouge(page, dit, f"Le projet : {' ; '.join(morceaux)}.")


def _etapes(page: PageOuverte) -> list[dict[str, Any]]:
    """Tasks and actions late or coming, the day the page is opened."""
    jours = lire("workbench.projet", "comite.toml", page.acces.home)["jours_a_venir"]
    return resumer(projet_editeur.lire(page.acces), page.aujourd_hui(), jours).etapes


def projet(page: PageOuverte, _dit: DonneesComite) -> None:
    """The first tasks and actions late or coming, each with who does it."""
    composants.section("Ce que le projet attend")
    toutes = _etapes(page)
    etapes = toutes[:DU_PROJET]
    if not etapes:
        composants.liste_vide("Rien en retard, rien à faire dans les semaines qui viennent.")
        return
    composants.table(
        pl.DataFrame([{**une, "etat": _mot(une["etat"])} for une in etapes]).select(
            "titre", "responsable", "echeance", "etat"
        ),
        titres.de("titre responsable echeance etat", titre="Tâche ou action", etat="Où elle en est"),
        legende=f"{accord(len(etapes), 'première', 'premières')} sur {nombre(len(toutes))},"
        " les retards d’abord",
        formats={"echeance": jour_court},
        vues=codir.SUR_TELEPHONE,
    )
    _vers(page, "comites", "plan")


def _mot(etat: str) -> str:
    """The state of a task, sign and word; « à venir » for what only comes soon."""
    return TACHES[etat].libelle if etat in TACHES else "à venir"


def revue(page: PageOuverte, _dit: DonneesComite) -> None:
    """What is left to settle, counted as the page Revue counts it, and the contradictions."""
    file, _ = registre.file_du_jour(page.acces, registre.ouvrir(page.acces))
    restent = Counter(file.filter(pl.col("etat").is_in(A_TRANCHER))["genre_cas"])
    contraires = donnees.mart(page.acces, "collision_type").filter(pl.col("nombre") > 0)
    sortes = [
        accord(restent["identite"], "paire de fiches", "paires de fiches"),
        accord(restent["rpps"], "numéro RPPS", "numéros RPPS"),
    ]
    composants.section("Les cas à trancher")
    composants.chiffres(
        {
            "Cas à trancher": (nombre(restent.total()), " et ".join(sortes)),
            "Contradictions": (nombre(int(contraires["nombre"].sum())), _premiere(contraires)),
        }
    )
    _vers(page, "revue", "contradictions")


def _premiere(lignes: pl.DataFrame) -> str:
    """What most of these contradictions are."""
    if lignes.is_empty():
        return "aucune"
    haut = lignes.sort("nombre", "titre", descending=[True, False]).row(0, named=True)
    return f"dont {nombre(haut['nombre'])} : {haut['titre']}"


def comptes(page: PageOuverte, dit: DonneesComite) -> None:
    """The account problems that come first in their rules, each with what to do."""
    composants.section("Les comptes à corriger")
    codir.decisions(
        [
            {
                "titre": f"{un['titre']} : {nombre(un['nombre'])}",
                "texte": str(un["que_faire"]),
                "qui": "",
            }
            for un in dit.comptes[:PREMIERS]
        ],
        "Aucun problème trouvé dans les comptes reçus.",
    )
    _vers(page, "comptes", "connexions")


def gens(page: PageOuverte, _dit: DonneesComite) -> None:
    """What is to be done, for how many, by whom; then who they are."""
    composants.section("Ce qui reste à faire pour vos professionnels")
    couverture.prochaines_etapes(page.acces, "presents", {}, page.le, codir.SUR_TELEPHONE)
    liens.voir(page.acces, *FIGURES_RH)


def pied(page: PageOuverte, dit: DonneesComite) -> None:
    """RPPS and means of identification, one line each."""
    with plis.replie("accueil_pied", "Voir numéros RPPS et moyens d’identification"):
        codir.pied(page.acces, dit, FIGURES_RH if "gens" in blocs()[page.acces.role.code] else ())


def _vers(page: PageOuverte, *codes: str) -> None:
    """Pages one click away, those this role opens."""
    with st.container(horizontal=True, gap="small"):
        for code in codes:
            une = session.pages()[code]
            if session.permise(une, page.acces.utilisateur):
                st.page_link(une.fichier, label=une.titre, icon=une.icone)


BLOCS: Mapping[str, Callable[[PageOuverte, DonneesComite], None]] = {
    bloc.__name__: bloc
    for bloc in (
        phrases,
        objectifs,
        decisions,
        bouge,
        bouge_et_projet,
        projet,
        revue,
        comptes,
        gens,
        pied,
    )
}
