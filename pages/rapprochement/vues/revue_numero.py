"""A case « numéro RPPS »: who, the numbers proposed, the live search, the proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st
from pages.rapprochement.vues import cas
from pages.rapprochement.vues.revue import finir, gestes, passer, raison, retenir, suivant

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.looks import titres
from workbench.looks.formats import pourcent
from workbench.revue import recherche
from workbench.ui import composants, donnees
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, composee, tracer

PREUVE = Formulaire(
    "preuve",
    "rpps_confirme",
    "",
    [{"preuve": 1}, {"date_preuve": 1, "reference": 1}],
    {"preuve": "revue_preuve", "date_preuve": "revue_date_preuve", "reference": "revue_reference"},
)


def numero(acces: Acces, registre: Registre, courant: dict[str, Any], professions: Mapping[str, str]) -> None:
    """A case « numéro RPPS »."""
    ident = courant["id_unique"]
    personne = acces.nominatif("mart.identite", motif="revue d'un cas", id_unique=ident).to_dicts()[0]
    proposes = acces.nominatif("mart.revue_candidat", motif="revue d'un cas", id_unique=ident).sort("rang")
    refuses = {
        e.rpps for e in ledger.en_vigueur(registre) if e.genre == "rpps_refuse" and e.id_unique == ident
    }
    proposes = proposes.filter(~pl.col("rpps").is_in(list(refuses)))
    cas.resume(personne)
    gauche, droite = st.columns([3, 2])
    with gauche:
        if proposes.height:
            cas.candidats(proposes, professions)
        else:
            composants.liste_vide("Aucun numéro proposé : cherchez dans l’annuaire.")
        trouves = chercher(acces, personne, professions)
    numeros = list(
        dict.fromkeys([*proposes["rpps"], *trouves["rpps"], *([courant["rpps"]] if courant["rpps"] else [])])
    )
    with droite:
        _preuve(acces, registre, courant, numeros, set(proposes["rpps"]))
    with st.expander("Fiches, comptes et contrats de la personne"):
        cas.derriere(acces, cas.fiches(acces, ident), [ident], donnees.noms_de_sources(acces))


def chercher(acces: Acces, personne: Mapping[str, Any], professions: Mapping[str, str]) -> pl.DataFrame:
    """The live search in the national directory."""
    propose = (
        f"{personne.get('nom_usage') or personne.get('nom_naissance') or ''}"
        f" {personne.get('prenom_usuel') or personne.get('prenoms') or ''}"
    )
    texte = st.text_input(
        "Chercher dans l’annuaire national",
        key=f"recherche_{personne['id_unique']}",
        placeholder=f"Ex. : {propose.strip()}, ou un numéro",
        help="Accents, ordre et fautes de frappe sont tolérés.",
    )
    if not texte.strip():
        return recherche.VIDE
    cle = f"_lu|{acces.home}|{acces.version}|noms"
    if cle not in st.session_state:
        st.session_state[cle] = recherche.known_names(acces)
    trouves = recherche.search(acces, st.session_state[cle], texte)
    if trouves.is_empty():
        composants.liste_vide("Personne dans l’annuaire ne s’en approche.")
        return trouves
    composants.table(
        trouves.head(10).with_columns(
            nom=pl.concat_str("nom_exercice", "prenom_exercice", separator=" ", ignore_nulls=True),
            profession=pl.col("profession_code").replace(dict(professions)),
        ),
        titres.de("rpps nom profession code_departement", nom="Nom d’exercice", score="Ressemblance"),
        legende="Annuaire public, les plus ressemblants d’abord",
        formats={"score": lambda valeur: pourcent(valeur, 0)},
    )
    return trouves.head(10)


def _preuve(
    acces: Acces, registre: Registre, courant: dict[str, Any], numeros: list[str], proposes: set[str]
) -> None:
    auteur, ident, id_cas = acces.utilisateur, courant["id_unique"], courant["id_cas"]
    choisi = st.radio("Numéro", numeros, key=f"numero_{ident}") if numeros else None
    vue = tracer(PREUVE)
    motif = raison()
    boutons = gestes()

    def dire(genre: str, rpps: str, valeur: dict[str, Any]) -> Decision:
        return Decision(genre, auteur, motif(genre), id_unique=ident, rpps=rpps, valeur=valeur)

    confirme = boutons.button(
        "Confirmer", key=f"confirmer_{id_cas}", shortcut="V", type="primary", disabled=not choisi
    )
    if confirme and choisi:
        avis = {"avis": courant["code_motif"], **({"discordance_vue": True} if _discordant(courant) else {})}
        entree = composee(
            acces, PREUVE, vue, id_unique=ident, rpps=choisi, motif=motif("rpps_confirme"), valeur=avis
        )
        if entree is not None:
            finir(registre, [entree], id_cas, auteur)
    refuse = boutons.button("Refuser ce numéro", key=f"refuser_{id_cas}", shortcut="X", disabled=not choisi)
    if refuse and choisi:
        refus = dire("rpps_refuse", choisi, {"avis": courant["code_motif"]})
        if ledger.enregistrer(registre, [refus]):
            retenir(id_cas)
            if not proposes - {choisi}:
                suivant(registre, id_cas, auteur, passer=False)
        st.rerun()
    if boutons.button("Plus tard", key=f"rpps_plus_tard_{id_cas}", shortcut="P", type="tertiary"):
        rpps = choisi or courant["rpps"]
        if rpps:
            finir(registre, [dire("rpps_plus_tard", rpps, {})], id_cas, auteur)
        suivant(registre, id_cas, auteur)
        st.rerun()
    passer(boutons, registre, id_cas, auteur)
    st.caption("Touches : V confirmer, X refuser, P plus tard, N passer. Une confirmation vaut 24 mois.")


def _discordant(courant: Mapping[str, Any]) -> bool:
    """Whoever confirms saw that something disagrees."""
    return courant["code_motif"] in {"traits_discordants", "decision_contredite"}
