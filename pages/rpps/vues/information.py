"""The duty to inform: who was told that their exercise data are published, who was not, and the forms that
record it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision
from workbench.looks import titres
from workbench.looks.formats import accord, nombre, pourcent
from workbench.ui import composants, filtres, listes, session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, Parmi, composee, remplacer, saisir, saisir_parmi

A_INFORMER = titres.de(
    "nom prenom profession etablissement service type_contrat date_arrivee",
    profession="Métier",
    type_contrat="Contrat",
)
TOUS, SERVICE, METIER = "tous", "service", "profession"


def section(acces: Acces, tableau: pl.DataFrame) -> None:
    """How many were told that their exercise data are published, who was not, and the form that records
    it.
    """
    total = int(tableau["nombre"].sum())
    dits = int(tableau.filter(pl.col("informee"))["nombre"].sum())
    composants.chiffres(
        {
            "Informés": (pourcent(dits / total if total else None), f"{nombre(dits)} sur {nombre(total)}"),
            "Restent à informer": (nombre(total - dits), "professionnels à rôle présents"),
        }
    )
    st.caption(
        "L’établissement, autorité d’enregistrement, informe chaque personne que ses données d’exercice sont"
        " publiées dans l’Annuaire Santé (retour d’expérience 21 des établissements pilotes). Une note"
        " collective vaut pour les personnes arrivées avant sa date."
    )
    _informer(acces, tableau)
    _liste(acces, tableau)


def _liste(acces: Acces, tableau: pl.DataFrame) -> None:
    services = sorted(tableau.filter(~pl.col("informee"))["service"].unique().to_list())
    service = filtres.choix("emp_service", "Service", {filtres.TOUS: "Tous"} | {nom: nom for nom in services})
    lues = listes.liste_nominative(
        acces,
        listes.Liste(
            "informer",
            "mart.employeur_personne",
            A_INFORMER,
            "Professionnels à informer de la publication de leurs données",
            exemple="publipostage de la note d’information",
            vide="Tout le monde a été informé.",
            fichier="a_informer.xlsx",
        ),
        {"informee": False} | ({"service": service} if service else {}),
    )
    if lues is not None and not lues.is_empty() and not session.lecture_seule(acces):
        _un_par_un(acces, lues)


def _un_par_un(acces: Acces, gens: pl.DataFrame) -> None:
    """These very people were told, one by one: an entry each."""
    noms = {ligne["id_unique"]: listes.label(ligne) for ligne in gens.to_dicts()}
    forme = Formulaire(
        "informer_gens",
        "information_publication",
        "Enregistrer pour ces personnes",
        [{"date_information": 1, "motif": 3}],
        {"date_information": "gens_date", "motif": "gens_motif"},
        entete=(
            f"**Ces personnes ont été informées une à une ?** {accord(len(noms), 'personne')} dans la liste."
        ),
        principal=False,
    )
    parmi = Parmi("Sauf ces personnes", noms, "gens_sauf", "Toutes sont concernées")
    sent = saisir_parmi(forme, parmi)
    if sent is None:
        return
    filled, spared = sent
    kept = [ident for ident in noms if ident not in spared]
    if not kept:
        st.warning("Gardez au moins une personne informée.", icon=":material/edit_note:")
        return
    first = composee(acces, forme, filled, id_unique=kept[0])
    if first is not None:
        _ecrire(acces, [replace(first, id_unique=ident) for ident in kept])


def _informer(acces: Acces, tableau: pl.DataFrame) -> None:
    if session.lecture_seule(acces):
        return
    options = _objets(tableau)
    ledger.refus()
    forme = Formulaire(
        "informer_form",
        "information_collective",
        "Enregistrer l’information",
        [{"objet": 3, "date_information": 1, "motif": 2}],
        {"objet": "info_objet", "date_information": "info_date", "motif": "info_motif"},
        {"objet": options},
        principal=False,
    )
    filled = saisir(forme)
    entree = composee(acces, forme, filled) if filled is not None else None
    if entree is not None:
        _ecrire(acces, [entree])


def _ecrire(acces: Acces, entrees: Sequence[Decision]) -> None:
    registre = ledger.ouvrir(acces)
    if ledger.enregistrer(registre, remplacer(registre, entrees)):
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
