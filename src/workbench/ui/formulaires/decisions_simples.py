"""Small forms that record one decision: a job title's profession, an account's owner, an identity checked on
a document, the day somebody came.
"""

from __future__ import annotations

import datetime as dt

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre, paire
from workbench.looks.formats import jour
from workbench.rpps.professions import nomenclature
from workbench.ui import donnees, listes
from workbench.ui.formulaires import formulaire
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, decider

HORS = "hors_perimetre"
FICHE = "id_unique source cle_source nature nom nom_naissance nom_usage prenoms service".split()


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
    forme = Formulaire(
        "classer_emploi",
        "emploi_profession",
        "Classer cet emploi",
        [{"objet": 2, "cible": 3, "motif": 2}],
        {"objet": "emploi_recu", "cible": "emploi_cible", "motif": "emploi_motif"},
        {"objet": {emploi: emploi for emploi in restent}, "cible": cibles},
    )
    decider(acces, registre, forme, "Emploi classé. Effet à la prochaine exécution.", remplace=False)


def verifier_identite(acces: Acces, registre: Registre, ident: str) -> None:
    """An official document was seen: its kind and the day, never its number."""
    forme = Formulaire(
        "verifier_identite",
        "identite_verifiee",
        "Enregistrer la vérification d’identité",
        [{"document": 2, "date_preuve": 1, "motif": 2}],
        {"document": "document", "date_preuve": "document_vu", "motif": "document_motif"},
        principal=False,
    )
    dit = "Vérification enregistrée. Effet à la prochaine exécution."
    decider(acces, registre, forme, dit, remplace=False, id_unique=ident)


def corriger_arrivee(acces: Acces, registre: Registre, ident: str, lue: dt.date) -> None:
    """The day a person came, when the lists do not say it: in the place of what was said before."""
    dites = [
        entry
        for entry in ledger.en_vigueur(registre)
        if entry.genre == "arrivee_corrigee" and entry.id_unique == ident
    ]
    for entry in dites:
        le = jour(dt.date.fromisoformat(str(entry.valeur["date_arrivee"])))
        st.caption(f"Arrivée dite par {entry.auteur} : le {le} ({entry.motif}). Elle s’annule au journal.")
    forme = Formulaire(
        "corriger_arrivee",
        "arrivee_corrigee",
        "Corriger la date d’arrivée",
        [{"date_arrivee": 1, "motif": 3}],
        {"date_arrivee": "arrivee_le", "motif": "arrivee_motif"},
        valeurs={"date_arrivee": lue},
        principal=False,
    )
    decider(acces, registre, forme, "Arrivée corrigée. Effet à la prochaine exécution.", id_unique=ident)


def attribuer_compte(acces: Acces, registre: Registre) -> None:
    """An account that no case proposes: its owner, found by name among the people of the directory."""
    ledger.refus()
    lues = ledger.lire(acces, "revue_fiche", FICHE)
    a, b = st.columns(2)
    compte = a.text_input("Compte (source:login)", key="attribuer_compte", placeholder="dpi:mdupont").strip()
    texte = b.text_input("Personne (nom)", key="attribuer_nom", placeholder="dupont").strip().upper()
    if not compte or len(texte) < 2:
        return
    if not _known_account(lues, compte):
        st.warning(f"Le compte « {compte} » n’est pas dans la version publiée.", icon=":material/search_off:")
        return
    gens = _people_named(lues, texte)
    if not gens:
        st.warning("Aucun dossier RH de ce nom.", icon=":material/search_off:")
        return
    forme = Formulaire(
        "attribuer",
        "compte_appartient",
        "Attribuer ce compte",
        [{"cle_b": 1}, {"motif": 1}],
        {"cle_b": "attribuer_fiche", "motif": "attribuer_motif"},
        {"cle_b": gens},
    )
    filled = formulaire.saisir(forme)
    if filled is None:
        return
    entree = formulaire.composee(
        acces, forme, filled, cle_a=compte, valeur={"paire": list(paire(compte, filled["cle_b"]))}
    )
    if entree is not None:
        if ledger.enregistrer(registre, [entree]):
            st.toast("Compte attribué. Effet à la prochaine exécution.")
        st.rerun()


def _known_account(lues: pl.DataFrame, compte: str) -> bool:
    source, _, login = compte.partition(":")
    mine = (pl.col("source") == source) & (pl.col("cle_source") == login)
    return not lues.filter(mine & (pl.col("nature") != "sirh")).is_empty()


def _people_named(lues: pl.DataFrame, texte: str) -> dict[str, str]:
    """The HR records whose name holds this text, key → what people read; the first ones of a long list."""
    noms = (pl.coalesce("nom_usage", "nom_naissance", "nom"), pl.col("nom_naissance"))
    nommees = pl.any_horizontal(nom.str.to_uppercase().str.contains(texte, literal=True) for nom in noms)
    gens = lues.filter((pl.col("nature") == "sirh") & nommees).head(50)
    dit = ("nom_naissance", "nom_usage", "prenoms", "service", "id_unique")
    return {f"{ligne['source']}:{ligne['cle_source']}": listes.label(ligne, dit) for ligne in gens.to_dicts()}
