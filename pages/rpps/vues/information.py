"""The duty to inform: who was told that their exercise data are published, who was not, and the forms that record it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision
from workbench.looks import titres
from workbench.looks.formats import accord, nombre, pourcent
from workbench.ui import composants, filtres, listes, session
from workbench.ui import registre as ledger

A_INFORMER = titres.de(
    "nom prenom profession etablissement service type_contrat date_arrivee",
    profession="Métier",
    type_contrat="Contrat",
)
TOUS, SERVICE, METIER = "tous", "service", "profession"


def section(acces: Acces, tableau: pl.DataFrame) -> None:
    """How many were told that their exercise data are published, who was not, and the form that records it."""
    total = int(tableau["nombre"].sum())
    dits = int(tableau.filter(pl.col("informee"))["nombre"].sum())
    composants.chiffres(
        {
            "Informés": (pourcent(dits / total if total else None), f"{nombre(dits)} sur {nombre(total)}"),
            "Restent à informer": (nombre(total - dits), "professionnels à rôle présents"),
        }
    )
    st.caption(
        "L’établissement, autorité d’enregistrement, informe chaque personne que ses données d’exercice sont publiées dans "
        "l’Annuaire Santé (retour d’expérience 21 des établissements pilotes). Une note collective vaut pour les personnes arrivées avant sa date."
    )
    _informer(acces, tableau)
    _liste(acces, tableau)


def _liste(acces: Acces, tableau: pl.DataFrame) -> None:
    services = sorted(tableau.filter(~pl.col("informee"))["service"].unique().to_list())
    service = filtres.choix("emp_service", "Service", {filtres.TOUS: "Tous"} | {nom: nom for nom in services})
    lues = listes.liste_nominative(
        acces,
        "informer",
        "mart.employeur_personne",
        {"informee": False} | ({"service": service} if service else {}),
        A_INFORMER,
        "Professionnels à informer de la publication de leurs données",
        exemple="publipostage de la note d’information",
        vide="Tout le monde a été informé.",
        fichier="a_informer.xlsx",
    )
    if lues is not None and not lues.is_empty() and not session.lecture_seule(acces):
        _un_par_un(acces, lues)


def _un_par_un(acces: Acces, gens: pl.DataFrame) -> None:
    """These very people were told, one by one: an entry each."""
    noms = {
        ligne["id_unique"]: " · ".join(str(ligne[nom]) for nom in ("nom", "prenom", "service") if ligne[nom])
        for ligne in gens.to_dicts()
    }
    with st.form("informer_gens", border=True):
        st.markdown(
            f"**Ces personnes ont été informées une à une ?** {accord(len(noms), 'personne')} dans la liste."
        )
        a, b = st.columns([1, 3])
        le = a.date_input(
            "Le", dt.date.today(), max_value=dt.date.today(), format="DD/MM/YYYY", key="gens_date"
        )
        motif = b.text_input(
            "Comment", key="gens_motif", placeholder="Ex. : courriel individuel", max_chars=200
        )
        sauf = st.multiselect(
            "Sauf ces personnes",
            list(noms),
            format_func=noms.__getitem__,
            key="gens_sauf",
            placeholder="Toutes sont concernées",
        )
        envoye = st.form_submit_button("Enregistrer pour ces personnes")
    if not envoye:
        return
    valeur = {"date_information": le.isoformat()}
    entrees = [
        Decision("information_publication", acces.utilisateur, motif, id_unique=ident, valeur=valeur)
        for ident in noms
        if ident not in set(sauf)
    ]
    _ecrire(acces, entrees, motif)


def _informer(acces: Acces, tableau: pl.DataFrame) -> None:
    if session.lecture_seule(acces):
        return
    options = _objets(tableau)
    ledger.refus()
    with st.form("informer_form", border=True):
        a, b, c = st.columns([3, 1, 2])
        objet = a.selectbox(
            "Qui a été informé ?", list(options), format_func=options.__getitem__, key="info_objet"
        )
        le = b.date_input(
            "Le", dt.date.today(), max_value=dt.date.today(), format="DD/MM/YYYY", key="info_date"
        )
        motif = c.text_input(
            "Comment", key="info_motif", placeholder="Ex. : note jointe au bulletin de paie", max_chars=200
        )
        envoye = st.form_submit_button("Enregistrer l’information")
    if not envoye:
        return
    entree = Decision(
        "information_collective",
        acces.utilisateur,
        motif,
        objet=objet,
        valeur={"date_information": le.isoformat()},
    )
    _ecrire(acces, [entree], motif)


def _ecrire(acces: Acces, entrees: Sequence[Decision], motif: str) -> None:
    if len(motif.strip()) < 5 or not entrees:
        st.warning(
            "Dites comment les personnes ont été informées, en quelques mots.", icon=":material/edit_note:"
        )
        return
    registre = ledger.ouvrir(acces)
    connues = {
        entree.sujet: entree.id for entree in ledger.en_vigueur(registre) if entree.famille == "information"
    }
    if ledger.enregistrer(registre, [replace(e, remplace=connues.get(e.sujet, "")) for e in entrees]):
        st.success(
            f"{accord(len(entrees), 'information enregistrée', 'informations enregistrées')}. "
            "Le compte en tient compte à la prochaine exécution.",
            icon=":material/check:",
        )
    ledger.refus()


def _objets(tableau: pl.DataFrame) -> dict[str, str]:
    """What may be told together: everybody, a profession, a service of an establishment."""
    metiers = tableau.select("profession_code", "profession").drop_nulls().unique().sort("profession")
    services = (
        tableau.select("etablissement", "service").unique().sort("etablissement", "service", nulls_last=True)
    )
    objets = {TOUS: "Tous les professionnels à rôle"}
    objets |= {f"{METIER}:{code}": f"Métier : {nom}" for code, nom in metiers.iter_rows()}
    objets |= {
        f"{SERVICE}:{place or ''}|{nom}": f"Service : {nom}" + (f" ({place})" if place else "")
        for place, nom in services.iter_rows()
    }
    return objets
