"""The lists of a campaign: out to whoever answers, back with what they said."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st
from pages.comptes.vues.campagne_acces import REPONSES, par_responsable, responsables

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.documents.destinataire import team
from workbench.documents.listes import liste
from workbench.exchange.acces import classeur as acces_classeur
from workbench.exchange.acces import retour as acces_retour
from workbench.looks import titres
from workbench.looks.formats import accord, nombre
from workbench.pilotage.comptes.campagnes import Campagne
from workbench.ui import composants, donnees, erreurs, session
from workbench.ui.donnees import applications
from workbench.ui.formulaires import registre as ledger


def echanges(acces: Acces, registre: Registre, campagne: Campagne) -> None:
    """Lists out and reminders; answers back, seen before they are recorded."""
    if session.sans_noms(acces) or campagne.etat != "ouverte":
        return
    gauche, droite = st.columns(2)
    with gauche:
        _envoyer(acces, campagne)
    with droite:
        if not session.lecture_seule(acces):
            _reprendre(acces, registre, campagne)


def _envoyer(acces: Acces, campagne: Campagne) -> None:
    if not acces.role.exporter:
        st.caption(
            f"Rôle « {acces.role.libelle} » : les listes à envoyer sont produites par l’équipe projet."
        )
        return
    qui = acces_classeur.recipients(campagne, responsables(acces))
    if dit := acces_classeur.ask_heads(campagne, responsables(acces)):
        st.warning(dit, icon=":material/person_search:")
    fichier = f"{campagne.code}_listes.zip"
    st.markdown(f"**Envoyer** : {accord(len(qui), 'liste')}, une par responsable.")

    def archive() -> bytes:
        produits.exiger(acces, True)
        motif = f"listes de la campagne {campagne.code}"
        comptes = liste.with_matricules(acces, acces.nominatif("mart.revue_acces_compte", motif=motif), motif)
        noms = applications(comptes["application"].unique().to_list())
        le = donnees.date_donnees(acces)
        octets = acces_classeur.archive(campagne, responsables(acces), comptes, noms, le, team(acces.home))
        return produits.donner(acces, "acces", fichier, octets, le, campagne=campagne.titre)

    st.download_button(
        "Toutes les listes (Excel, archive)",
        data=archive,
        file_name=fichier,
        mime=acces_classeur.MIME_ZIP,
        key="acces_listes",
        icon=":material/folder_zip:",
        on_click="ignore",
        help="Des classeurs nominatifs : leur production est enregistrée avec votre nom.",
    )
    relances = par_responsable(acces, campagne).filter(pl.col("restent") > 0)
    st.download_button(
        f"Relances : {accord(relances.height, 'responsable')} (Excel)",
        data=lambda: _relances(acces, campagne, relances),
        file_name=f"{campagne.code}_relances.xlsx",
        mime=liste.MIME,
        key="acces_relances",
        icon=":material/notifications:",
        on_click="ignore",
        disabled=relances.is_empty(),
    )


def _relances(acces: Acces, campagne: Campagne, relances: pl.DataFrame) -> bytes:
    """Who still has to answer, in the history as it is given."""
    le = donnees.date_donnees(acces)
    octets = liste.contenu(
        relances.with_columns(echeance=pl.lit(campagne.echeance)),
        titres.de("responsable echeance") | REPONSES,
        f"Relances, {campagne.titre}",
        le=le,
        gardee="L’outil ne reprend pas cette feuille : les réponses reviennent par les listes envoyées",
    )
    return produits.inscrire(
        acces, "acces", f"{campagne.code}_relances.xlsx", octets, le, campagne=campagne.titre
    )


def _reprendre(acces: Acces, registre: Registre, campagne: Campagne) -> None:
    recus = st.file_uploader(
        "**Reprendre** des listes remplies", type=["xlsx"], key="acces_retour", accept_multiple_files=True
    )
    if not recus:
        composants.liste_vide(
            "Rien n’est enregistré avant que vous l’ayez vu ; une liste fautive n’enregistre rien."
        )
        return
    plans = []
    for recu in recus:
        plan = erreurs.tenter(
            partial(acces_retour.lire, recu.getvalue(), campagne, acces.utilisateur), recu.name
        )
        if plan is None:
            continue
        plans.append(plan)
        st.write(
            f"**{recu.name}** : {accord(len(plan.reponses), 'réponse')} à enregistrer (dont"
            f" {nombre(plan.remplacees)} qui changent), {plan.connues},"
            f" {nombre(plan.vides)} sans réponse, {accord(len(plan.fautes), 'faute')}."
        )
        ledger.fautes(
            plan.fautes, f"{recu.name} : rien ne sera enregistré de cette liste tant qu’il reste une faute."
        )
    entrees = [entree for plan in plans for entree in plan.entrees]
    fait = f"{accord(len(entrees), 'réponse enregistrée', 'réponses enregistrées')}."
    ledger.proposer(registre, entrees, "réponse", "acces_importer", fait)
