"""The page Enregistrement par l'employeur: the RPPS+ manager's work, gesture by gesture; the workbook
out, its answers back, what is to see again.
"""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents import produits
from workbench.documents.systemes.rpps_plus import regles
from workbench.exchange.rpps_plus import classeur, retour
from workbench.looks import titres
from workbench.looks.etats import RPPS_PLUS
from workbench.office.paquet import archive
from workbench.ui import composants, donnees, erreurs, filtres, listes, session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import PageOuverte

COLONNES = titres.de("nom prenom etablissement service profession", profession="Métier") | {
    "mot": "Pourquoi",
    "date_effet": "Date d’effet",
    "etat": "Où en est-on",
    "motif_etat": "Précision",
    "manque": "Ce qui manque",
    "qui": "Qui peut le donner",
    "fait_le": "Fait le",
}
TRAVAIL = listes.Liste(
    "rpps_plus",
    classeur.MART,
    COLONNES,
    "Travail du gestionnaire RPPS+",
    mot="geste",
    exemple="point avec le gestionnaire RPPS+",
    bouton="Afficher les gestes",
    tri=("geste", "priorite", "etablissement", "nom"),
    fichier="rpps_plus_gestes.xlsx",
    gardee="L’outil ne reprend pas cette liste : répondez dans le classeur du gestionnaire RPPS+",
    etats={"etat": RPPS_PLUS},
)


def section(page: PageOuverte) -> None:
    """How many gestures of each kind, where they stand, who; then the workbook and its answers, always those
    of the whole group: a lot is never the list of one service.
    """
    file = donnees.mart(page.restreint, "rpps_plus_file")
    if file.is_empty():
        page.rien("Aucun geste à demander dans RPPS+.")
        return
    titles = {gesture.code: gesture.titre for gesture in regles.gestes(page.acces.home)}
    states = [code for code in RPPS_PLUS if (file["etat"] == code).any()]
    composants.table(
        file.group_by("rang", "geste")
        .agg(
            **{code: pl.col("nombre").filter(pl.col("etat") == code).sum() for code in states},
            incomplets=pl.col("nombre").filter(pl.col("incomplet")).sum(),
        )
        .sort("rang")
        .with_columns(pl.col("geste").replace(titles)),
        {"geste": "Geste"}
        | {code: RPPS_PLUS[code].mot.capitalize() for code in states}
        | {"incomplets": "Dont une donnée manque"},
        legende="Une ligne par personne, établissement et geste ; ce qui est fait quitte la file quand une"
        " livraison le montre, et revient si elle dit le contraire",
        defile=True,
    )
    page.dire_ensemble()
    _workbooks(page.acces)
    _answers(page.acces)
    wanted = {code: RPPS_PLUS[code].mot.capitalize() for code in states}
    state = filtres.choix("rpps_plus_etat", "Gestes", wanted)
    listes.liste_nominative(page.restreint, TRAVAIL, {"etat": state})


def _workbooks(acces: Acces) -> None:
    if not acces.role.exporter or not acces.role.nommer:
        st.caption(f"Rôle « {acces.role.libelle} » : ces classeurs sont produits par l’équipe projet.")
        return
    st.download_button(
        "Classeurs RPPS+, un par gestionnaire",
        data=partial(_give, acces),
        file_name=f"rpps_plus_{donnees.date_donnees(acces).isoformat()}.zip",
        key="rpps_plus_classeurs",
        icon=":material/download:",
        on_click="ignore",
        help="Chaque classeur nomme des personnes : sa production est enregistrée avec votre nom.",
    )


def _give(acces: Acces) -> bytes:
    _, made = classeur.prepare(acces)
    for one in made:
        produits.consigner(acces, one)
    return archive({one.fichier: one.octets for one in made})


def _answers(acces: Acces) -> None:
    """One workbook that comes back: seen, then recorded whole, or not at all."""
    if session.lecture_seule(acces) or not acces.role.nommer:
        return
    earlier = st.toggle("Accepter un classeur d’une exécution antérieure", key="rpps_plus_anterieur")
    told = st.file_uploader("**Reprendre** un classeur RPPS+ rempli", type=["xlsx"], key="rpps_plus_retour")
    if told is None:
        return
    registre = ledger.ouvrir(acces)
    plan = erreurs.tenter(
        lambda: retour.lire(
            told.getvalue(),
            retour.Attendu(
                classeur.read(acces),
                ledger.en_vigueur(registre),
                acces.utilisateur,
                session.aujourd_hui(),
                earlier,
            ),
        ),
        told.name,
    )
    if plan is None:
        return
    ledger.reprendre(registre, plan, "réponse", "ce classeur", "réponse", "rpps_plus_enregistrer")
    ledger.refus()
