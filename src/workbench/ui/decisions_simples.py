"""Small forms that record one decision: a job title's profession, an account's owner, an identity checked on a document."""

from __future__ import annotations

import datetime as dt

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import DOCUMENTS, Decision, Registre, paire
from workbench.rpps.professions import nomenclature
from workbench.ui import donnees
from workbench.ui import registre as ledger

HORS = "hors_perimetre"


def classer_emploi(acces: Acces) -> None:
    """Which profession or role a title of the establishment means."""
    registre = ledger.ouvrir(acces)
    deja = {entry.objet for entry in ledger.en_vigueur(registre) if entry.genre == "emploi_profession"}
    emplois = (
        donnees.mart(acces, "emploi_non_resolu")
        .sort("effectif", descending=True)["emploi"]
        .drop_nulls()
        .unique(maintain_order=True)
    )
    restent = [emploi for emploi in emplois if emploi not in deja]
    if deja & set(emplois):
        st.caption(
            f"✓ Classés, en attente de la prochaine exécution : {', '.join(sorted(deja & set(emplois)))}."
        )
    if not restent:
        return
    cibles = {
        f"{systeme}#{code}": f"{metier.libelle} ({code})"
        for (systeme, code), metier in nomenclature().items()
    }
    cibles = {HORS: "Hors périmètre : métier sans accès aux soins"} | dict(
        sorted(cibles.items(), key=lambda item: item[1])
    )
    with st.form("classer_emploi", border=True):
        a, b, c = st.columns([2, 3, 2])
        emploi = a.selectbox("Emploi reçu", restent, key="emploi_recu")
        cible = b.selectbox(
            "Profession ou rôle",
            list(cibles),
            format_func=cibles.__getitem__,
            key="emploi_cible",
            index=None,
            placeholder="Choisir",
        )
        motif = c.text_input(
            "Pourquoi", key="emploi_motif", placeholder="Ex. : confirmé par les RH", max_chars=200
        )
        if st.form_submit_button("Classer cet emploi", type="primary"):
            if not cible or len(motif.strip()) < 5:
                st.warning(
                    "Choisissez une profession et dites pourquoi en quelques mots.",
                    icon=":material/edit_note:",
                )
                return
            ledger.enregistrer(
                registre,
                [
                    Decision(
                        "emploi_profession", acces.utilisateur, motif, objet=emploi, valeur={"cible": cible}
                    )
                ],
            )
            st.rerun()


def verifier_identite(acces: Acces, registre: Registre, ident: str) -> None:
    """An official document was seen: its kind and the day, never its number."""
    with st.form("verifier_identite", border=True):
        a, b, c = st.columns([2, 1, 2])
        document = a.selectbox(
            "Document vu", list(DOCUMENTS), format_func=DOCUMENTS.__getitem__, key="document"
        )
        vu = b.date_input(
            "Vu le", dt.date.today(), max_value=dt.date.today(), format="DD/MM/YYYY", key="document_vu"
        )
        motif = c.text_input(
            "Circonstance",
            key="document_motif",
            value="Vu lors de la remise du moyen d’identification",
            max_chars=200,
        )
        if st.form_submit_button("Enregistrer la vérification d’identité"):
            valeur = {"document": document, "date_preuve": vu.isoformat()}
            if ledger.enregistrer(
                registre,
                [Decision("identite_verifiee", acces.utilisateur, motif, id_unique=ident, valeur=valeur)],
            ):
                st.toast("Vérification enregistrée. Effet à la prochaine exécution.")
            st.rerun()


def attribuer_compte(acces: Acces, registre: Registre) -> None:
    """An account that no case proposes: its owner, found by name among the people of the directory."""
    ledger.refus()
    lues = ledger.lire(
        acces,
        "revue_fiche",
        [
            "id_unique",
            "source",
            "cle_source",
            "nature",
            "nom",
            "nom_naissance",
            "nom_usage",
            "prenoms",
            "service",
        ],
    )
    a, b = st.columns(2)
    compte = a.text_input("Compte (source:login)", key="attribuer_compte", placeholder="dpi:mdupont").strip()
    texte = b.text_input("Personne (nom)", key="attribuer_nom", placeholder="dupont").strip().upper()
    if not compte or len(texte) < 2:
        return
    source, _, login = compte.partition(":")
    if lues.filter(
        (pl.col("source") == source) & (pl.col("cle_source") == login) & (pl.col("nature") != "sirh")
    ).is_empty():
        st.warning(f"Le compte « {compte} » n’est pas dans la version publiée.", icon=":material/search_off:")
        return
    nom = pl.coalesce("nom_usage", "nom_naissance", "nom")
    gens = lues.filter(
        (pl.col("nature") == "sirh")
        & (
            nom.str.to_uppercase().str.contains(texte, literal=True)
            | pl.col("nom_naissance").str.to_uppercase().str.contains(texte, literal=True)
        )
    )
    if gens.is_empty():
        st.warning("Aucun dossier RH de ce nom.", icon=":material/search_off:")
        return
    choix = {
        f"{ligne['source']}:{ligne['cle_source']}": " · ".join(
            str(ligne[n])
            for n in ("nom_naissance", "nom_usage", "prenoms", "service", "id_unique")
            if ligne[n]
        )
        for ligne in gens.head(50).to_dicts()
    }
    with st.form("attribuer", border=True):
        fiche = st.selectbox("Dossier RH", list(choix), format_func=choix.__getitem__, key="attribuer_fiche")
        motif = st.text_input(
            "Pourquoi",
            key="attribuer_motif",
            placeholder="Ex. : confirmé par le cadre du service",
            max_chars=200,
        )
        if st.form_submit_button("Attribuer ce compte", type="primary"):
            if len(motif.strip()) < 5:
                st.warning("Dites pourquoi en quelques mots.", icon=":material/edit_note:")
                return
            entree = Decision(
                "compte_appartient",
                acces.utilisateur,
                motif,
                cle_a=compte,
                cle_b=fiche,
                valeur={"paire": list(paire(compte, fiche))},
            )
            if ledger.enregistrer(registre, [entree]):
                st.toast("Compte attribué. Effet à la prochaine exécution.")
            st.rerun()
