"""The page Enregistrement par l'employeur: who is ready for Pro Santé Identité, what lacks, who gives it."""

from __future__ import annotations

import polars as pl
import streamlit as st

from workbench.looks import titres
from workbench.looks.etats import PSI
from workbench.looks.formats import nombre
from workbench.ui import composants, donnees, filtres, listes
from workbench.ui.page import PageOuverte

VERDICTS = ("a_completer", "retenue", "prete", "inscrite")
AXES = titres.de("service profession etablissement autorite", profession="Métier")
COLONNES = titres.de("nom prenom profession etablissement service", profession="Métier") | {
    "verdict": "Inscription",
    "manque": "Ce qui manque",
    "qui": "Qui peut le donner",
    "a_verifier": "À vérifier",
    "source_rh": "Source RH",
    "date_reponse": "Répondu le",
    "code_reponse": "Réponse",
}
A_INSCRIRE = listes.Liste(
    "psi",
    "mart.psi_personne",
    COLONNES,
    "Inscription à Pro Santé Identité",
    exemple="compléter les dossiers avant l’inscription",
    fichier="psi_a_completer.xlsx",
    etats={"verdict": PSI},
)


def section(page: PageOuverte) -> None:
    """How many are ready, why the others are not, then who."""
    acces = page.restreint
    people = donnees.mart(acces, "psi_verdict")
    if people.is_empty():
        page.rien("Aucun agent présent d’une profession enregistrée : rien à inscrire.")
        return
    counted = dict(people.group_by("verdict").agg(pl.col("nombre").sum()).iter_rows())
    total = sum(counted.values())
    composants.chiffres(
        {
            PSI[code].mot.capitalize(): (nombre(counted.get(code, 0)), f"sur {nombre(total)} contrôlées")
            for code in VERDICTS
        }
    )
    st.caption(
        "Contrôle avant inscription : chaque champ demandé par l’ANS est lu, sa forme et sa cohérence"
        " vérifiées. Rien n’est envoyé d’ici."
    )
    _reasons(page)
    axe = filtres.choix("psi_par", "Répartition par", AXES)
    composants.table(
        people.with_columns(pl.col(axe).fill_null("Non renseigné"))
        .group_by(axe)
        .agg(**{code: pl.col("nombre").filter(pl.col("verdict") == code).sum() for code in VERDICTS})
        .sort(["a_completer", axe], descending=[True, False]),
        {axe: AXES[axe]} | {code: PSI[code].mot.capitalize() for code in VERDICTS},
        legende="Du plus grand nombre à compléter au plus petit",
        defile=True,
    )
    choisi = filtres.choix("psi_verdict", "Personnes", {code: PSI[code].mot for code in VERDICTS})
    listes.liste_nominative(acces, A_INSCRIRE, {"verdict": choisi})


def _reasons(page: PageOuverte) -> None:
    reasons = donnees.mart(page.restreint, "psi_motif")
    if reasons.is_empty():
        return
    page.dire_ensemble("psi_motif")
    keys = ["effet", "mot", "raison", "qui", "remede"]
    composants.table(
        reasons.group_by(keys)
        .agg(pl.col("nombre").sum())
        .sort(["nombre", *keys], descending=[True, *[False] * len(keys)]),
        {
            "effet": "Effet",
            "mot": "Champ",
            "raison": "Raison",
            "nombre": "Personnes",
            "qui": "Qui peut le donner",
            "remede": "Que faire",
        },
        legende="Pourquoi ; une personne peut avoir plusieurs raisons",
        etats={"effet": PSI},
        defile=True,
    )
    never = reasons.filter(pl.col("jamais")).group_by("source_rh", "mot").agg(pl.col("nombre").sum())
    if never.height:
        noms = donnees.noms_de_sources(page.acces)
        never = never.with_columns(
            pl.col("source_rh").str.split(", ").list.eval(pl.element().replace(noms)).list.join(", ")
        )
        composants.table(
            never.sort("nombre", "source_rh", "mot", descending=[True, False, False]),
            {"source_rh": "Source RH", "mot": "Ne donne pour personne", "nombre": "Personnes"},
            legende="À demander une fois : la colonne manque dans l’export de cette source",
            defile=True,
        )
