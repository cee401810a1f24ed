"""The blocks of the page Sources et qualité: one function a section, reading marts, drawing, nothing else."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents import produits
from workbench.documents.listes import anomalies as classeur_anomalies
from workbench.looks import titres
from workbench.looks.etats import FRAICHEURS, NATURES, SITUATIONS, TRAITS, mot
from workbench.looks.formats import duree, en_mots, instant, jour, pourcent, signe, taille
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, donnees, session
from workbench.ui.formulaires import decisions_simples

GRAVITES = {"fichier": "fichier refusé", "ligne": "ligne mise de côté", "information": "information"}


def _traduire(tableau: pl.DataFrame, colonne: str, catalogue: dict[str, str]) -> pl.DataFrame:
    mots = [mot(catalogue, code) for code in tableau[colonne]]
    return tableau.with_columns(pl.Series(colonne, mots, dtype=pl.String))


def _nommer(acces: Acces, tableau: pl.DataFrame) -> pl.DataFrame:
    """Add `libelle`, the source's name."""
    noms = donnees.mart(acces, "source_fraicheur").select("source", "libelle").unique("source")
    return tableau.join(noms, on="source", how="left").with_columns(
        pl.col("libelle").fill_null(pl.col("source"))
    )


def _rang(trait: str) -> int:
    return list(TRAITS).index(trait) if trait in TRAITS else len(TRAITS)


def fraicheur(acces: Acces, le: date) -> None:
    """One line a source: owner, last delivery, age today, rows, rejects, state."""
    lues = vieillir(donnees.mart(acces, "source_fraicheur"), session.aujourd_hui())
    tableau = _traduire(lues.sort("nature", "source"), "nature", NATURES)
    composants.table(
        tableau,
        titres.de(
            "libelle nature proprietaire livraison age_jours frequence_jours etat lignes",
            proprietaire="Propriétaire",
            livraison="Dernière livraison",
            age_jours="Âge (jours)",
            frequence_jours="Rythme attendu (jours)",
            rejets="Mises de côté",
            taux_rejet="Part mise de côté",
        ),
        legende=f"Sources connues au {jour(le)} ; âge au {jour(session.aujourd_hui())}",
        etats={"etat": FRAICHEURS},
        formats={"taux_rejet": pourcent},
    )


def vieillir(sources: pl.DataFrame, aujourd_hui: date) -> pl.DataFrame:
    """The sources as old as they are that day: a delivery on time at its run is late once its rhythm has
    passed.

    Args:
        sources: mart `source_fraicheur` (`livraison, age_jours, frequence_jours, etat`).
    """
    depuis = (pl.lit(aujourd_hui) - pl.col("livraison")).dt.total_days()
    retard = (pl.col("etat") == "a_jour") & (pl.col("age_jours") > pl.col("frequence_jours"))
    return sources.with_columns(age_jours=pl.max_horizontal("age_jours", depuis).cast(pl.Int64)).with_columns(
        etat=pl.when(retard).then(pl.lit("en_retard")).otherwise("etat")
    )


def rejets(acces: Acces, le: date) -> None:
    """What was set aside and why, with the first line numbers."""
    tableau = _nommer(acces, donnees.mart(acces, "rejet")).sort("nombre", descending=True)
    if tableau.is_empty():
        composants.liste_vide("Aucune ligne mise de côté dans les dernières livraisons.")
        return
    composants.table(
        _traduire(tableau, "gravite", GRAVITES),
        titres.de("libelle fichier motif gravite nombre lignes", nombre="Nombre"),
        legende=f"Lignes mises de côté au {jour(le)} ; elles sont conservées telles que reçues",
        defile=True,
    )


def anomalies(acces: Acces, le: date) -> None:
    """What each owner should correct, its trend, and the workbook to send."""
    tableau = _nommer(acces, donnees.mart(acces, "anomalie")).sort(
        ["nombre", "code"], descending=[True, False]
    )
    if tableau.is_empty():
        composants.liste_vide("Aucune anomalie dans les dernières livraisons.")
        return
    precedente = tableau["date_precedente"].drop_nulls().max()
    composants.table(
        tableau.with_columns(ecart=pl.col("nombre") - pl.col("nombre_precedent")),
        titres.de("libelle titre nombre ecart", titre="Règle", nombre="Nombre", que_corriger="Que corriger"),
        legende=f"Anomalies par source et par règle au {jour(le)}"
        + (f", évolution depuis le {jour(precedente)}" if isinstance(precedente, date) else ""),
        defile=True,
        formats={"ecart": signe},
    )
    noms = dict(tableau.select("source", "libelle").unique("source").sort("libelle").iter_rows())
    a, b = st.columns([2, 1], vertical_alignment="bottom")
    source = a.selectbox(
        "Classeur à envoyer au propriétaire de",
        list(noms),
        format_func=noms.__getitem__,
        key="anomalies_source",
    )
    b.download_button(
        "Classeur des anomalies (Excel)",
        data=lambda: produits.inscrire(
            acces,
            "anomalies",
            classeur_anomalies.nom_fichier(acces, source),
            classeur_anomalies.contenu(acces, source),
            le,
            source=noms[source],
        ),
        file_name=classeur_anomalies.nom_fichier(acces, source),
        mime=classeur_anomalies.MIME,
        key="anomalies_classeur",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def completude(acces: Acces, le: date) -> None:
    """Source × trait: the share of filled values."""
    tableau = _nommer(acces, donnees.mart(acces, "completude"))
    if tableau.is_empty():
        composants.liste_vide("Aucune source de personnes n’a encore été lue.")
        return
    tableau = tableau.with_columns(
        pl.Series("trait_libelle", [mot(TRAITS, code) for code in tableau["trait"]], dtype=pl.String),
        pl.Series("rang", [_rang(code) for code in tableau["trait"]]),
    ).sort("rang", "libelle")
    composants.carte(
        tableau,
        "libelle",
        "trait_libelle",
        "taux",
        "Source",
        f"Part des fiches renseignées, en %, au {jour(le)}",
    )


def emplois(acces: Acces, le: date) -> None:
    """Job titles that no rule reads yet, biggest head count first, with the proposal to accept or correct."""
    tableau = _nommer(acces, donnees.mart(acces, "emploi_non_resolu")).sort("effectif", descending=True)
    if tableau.is_empty():
        composants.liste_vide("Tous les emplois reçus sont rattachés à une profession ou à un rôle.")
        return
    st.write(
        "À classer une fois, ici : chaque ligne classée précise l’autorité d’enregistrement de ces agents."
    )
    composants.table(
        tableau,
        titres.de(
            "emploi libelle",
            emploi="Emploi reçu",
            effectif="Agents",
            proposition="Proposition",
            confiance="Confiance",
        ),
        legende=f"Emplois sans profession reconnue au {jour(le)}",
        defile=True,
        formats={"confiance": lambda valeur: pourcent(valeur, 0)},
    )
    decisions_simples.classer_emploi(acces)


def comptes(acces: Acces, le: date) -> None:
    """Accounts by situation, and what moved since the run before."""
    tableau = donnees.mart(acces, "compte_situation")
    if tableau.is_empty():
        composants.liste_vide(composants.AUCUN_COMPTE)
        return
    noms = donnees.applications(tableau["application"].unique().to_list())
    large = (
        _traduire(_traduire(tableau, "application", noms), "situation", SITUATIONS)
        .pivot("application", index="situation", values="nombre", aggregate_function="sum")
        .fill_null(0)
    )
    systemes = sorted(nom for nom in large.columns if nom != "situation")
    large = large.with_columns(total=pl.sum_horizontal(systemes)).sort("total", descending=True)
    composants.table(
        large,
        {"situation": "Situation"} | {nom: nom for nom in systemes} | titres.de("total"),
        legende=f"Nombre de comptes par situation au {jour(le)}",
    )
    transition = donnees.mart(acces, "transition").filter(pl.col("avant") != pl.col("apres"))
    if transition.is_empty():
        composants.liste_vide("Aucun compte n’a changé de situation depuis l’exécution précédente.")
        return
    for colonne in ("avant", "apres"):
        transition = _traduire(transition, colonne, SITUATIONS)
    composants.table(
        _traduire(transition, "application", noms).sort("nombre", descending=True),
        titres.de("application avant apres", nombre="Comptes"),
        legende="Comptes qui ont changé de situation depuis l’exécution précédente",
        defile=True,
    )


def revue(acces: Acces, le: date) -> None:
    """Pairs waiting for a person, and contradictions found."""
    gauche, droite = st.columns(2)
    with gauche:
        composants.table(
            donnees.mart(acces, "a_revoir_motif").sort("nombre", descending=True),
            {"motif": "Motif", "nombre": "Paires"},
            legende=f"Paires de fiches à revoir par une personne, au {jour(le)}",
        )
    with droite:
        composants.table(
            donnees.mart(acces, "collision_type").sort("nombre", descending=True),
            titres.de("titre gravite", titre="Contradiction", nombre="Nombre"),
            legende=f"Contradictions qui empêchent une fusion, au {jour(le)}",
        )


def execution(acces: Acces) -> None:
    """The last run: when, how long each step took, which files with which fingerprint."""
    lignes = donnees.mart(acces, "execution").sort("date_execution", descending=True)
    if lignes.is_empty():
        composants.liste_vide("Aucune exécution enregistrée.")
        return
    derniere = lignes.row(0, named=True)
    st.write(
        f"Données du **{jour(derniere['date_execution'])}**, exécution terminée le"
        f" {instant(derniere['terminee_le'])}, version `{derniere['version']}`."
    )
    etapes: dict[str, Any] = json.loads(derniere["etapes"] or "{}")
    gauche, droite = st.columns([1, 2])
    with gauche:
        composants.table(
            pl.DataFrame({"etape": list(etapes), "duree": [duree(float(s)) for s in etapes.values()]}),
            {"etape": "Étape", "duree": "Durée"},
            legende="Durée de chaque étape",
        )
    with droite:
        _fichiers(acces)


def _fichiers(acces: Acces) -> None:
    try:
        fichiers = donnees.mart(acces, "fichier")
    except ErreurWorkbench:
        composants.liste_vide("La liste des fichiers lus n’est pas publiée dans cette version.")
        return
    if fichiers.is_empty():
        composants.liste_vide("Aucun fichier lu.")
        return
    composants.table(
        _nommer(acces, fichiers).sort("source", "nom").with_columns(pl.col("sha256").str.slice(0, 12)),
        titres.de(
            "libelle nom livraison taille lignes",
            nom="Fichier",
            livraison="Livraison",
            sha256="SHA-256 (début)",
        ),
        legende="Fichiers lus par la dernière exécution",
        defile=True,
        formats={"taille": lambda octets: taille(int(octets))},
    )


def compteurs(acces: Acces) -> dict[str, tuple[str, str]]:
    """The page's key figures."""
    synthese = donnees.premiere(acces, "synthese")
    sources = donnees.mart(acces, "source_fraicheur")
    return {
        "Sources suivies": en_mots(len(sources), "source"),
        "Personnes reconnues": en_mots(synthese["identites"], "identité"),
        "Comptes suivis": en_mots(synthese["comptes"], "compte"),
        "Paires à revoir": en_mots(synthese["a_revoir"], "paire"),
        "Contradictions": en_mots(synthese["collisions"], "cas", "cas"),
        "Lignes mises de côté": en_mots(synthese["rejets"], "ligne"),
    }
