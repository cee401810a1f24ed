"""The page Enseignements: the 27 lessons of the alpha phase, how this establishment answers each, what proves
it.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from html import escape

import polars as pl
import streamlit as st
from pages.projet.vues.signaux import mesure

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import ENSEIGNEMENTS, SIGNAUX
from workbench.looks.formats import jour, nombre, pourcent
from workbench.projet import Projet
from workbench.projet import risques as regles
from workbench.ui import composants, donnees, filtres
from workbench.ui.formulaires import fiche_simple, projet_editeur

CHAMPS = ("texte", "etat", "reponse", "preuve", "indicateur", "livrable")


def vue(acces: Acces, projet: Projet, le: date) -> None:
    """How many are answered, then the checklist."""
    tous = regles.enseignements(projet, donnees.mart(acces, "historique"))
    if not tous:
        composants.liste_vide("Aucun enseignement : ajoutez-en dans le tableau « Modifier », en bas de page.")
        return
    comptes = Counter(str(ligne.fiche["etat"]) for ligne in tous)
    composants.chiffres(
        {
            etat.mot.capitalize(): (nombre(comptes[code]), pourcent(comptes[code] / len(tous), 0))
            for code, etat in ENSEIGNEMENTS.items()
        }
    )
    etat = filtres.choix(
        "etat_rex",
        "Montrer",
        {"": "Tous les enseignements"} | {c: e.libelle for c, e in ENSEIGNEMENTS.items()},
    )
    gardes = [ligne for ligne in tous if etat in ("", ligne.fiche["etat"])]
    if not gardes:
        composants.liste_vide("Aucun enseignement dans cet état.")
        return
    composants.table(
        pl.DataFrame([_ligne(ligne) for ligne in gardes], infer_schema_length=None),
        titres.de(
            "id theme texte etat",
            texte="Ce que la phase alpha a appris",
            reponse="Notre réponse",
            preuve="Ce qui le prouve",
            mesure="Aujourd’hui",
            signal="Mouvement",
        ),
        legende=f"Reformulés par nous d’après les retours nationaux ; mesures du {jour(le)}",
        etats={"etat": ENSEIGNEMENTS, "signal": SIGNAUX},
    )


def _ligne(ligne: regles.Enseignement) -> dict[str, str | None]:
    signal = ligne.signal
    attendu = signal.libelle if signal else ligne.livrable
    return {
        "id": projet_editeur.numero(str(ligne.fiche["id"])),
        "theme": ligne.theme,
        "texte": ligne.fiche["texte"],
        "etat": ligne.fiche["etat"],
        "reponse": ligne.fiche["reponse"] or "À écrire",
        "preuve": ligne.fiche["preuve"] or (f"{attendu} (livrable)" if attendu and not signal else attendu),
        "mesure": mesure(signal) if signal else ligne.etat_livrable,
        "signal": signal.etat if signal else None,
    }


def repondre(acces: Acces, projet: Projet) -> None:
    """One lesson: how this establishment answers it, and what proves it."""
    options = {
        str(fiche["id"]): f"{fiche['id']} · {str(fiche['texte'])[:90]}"
        for fiche in projet.fiches("enseignement")
    }
    if not options:
        return
    ident = filtres.choix("rex", "Enseignement", options)
    fiche = projet.fiche("enseignement", ident)
    st.html(f"<p>{escape(str(fiche['texte'] if fiche else ''))}</p>")
    fiche_simple.formulaire(
        acces,
        projet,
        "enseignement",
        ident,
        ("etat", "reponse", "preuve", "livrable"),
        "Enregistrer la réponse",
    )


def modifier(acces: Acces, projet: Projet) -> None:
    """The grid of lessons."""
    projet_editeur.editer(acces, projet, "enseignement", champs=CHAMPS)
