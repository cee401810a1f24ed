"""The page Équipe: who is missing, who does what, the people, vendors and partners."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks.formats import accord, jour_court, nombre
from workbench.projet import Projet, equipe
from workbench.projet.equipe import Manque
from workbench.ui import composants, donnees, plis, session
from workbench.ui.formulaires import fiche_simple, projet_editeur
from workbench.ui.formulaires.formulaire import controlees, saisir

NATURES = {
    "role": "Rôles à pourvoir",
    "ambassadeur": "Professions sans ambassadeur",
    "raci": "Chantiers mal attribués",
    "partenaire": "Partenaires à noter",
}
CLES = {"role_projet": "role", "profession": "metier"}
SIGNES = {"A": "rend compte", "R": "réalise", "C": "est consulté", "I": "est informé"}


def professions(acces: Acces) -> list[tuple[str, str, str, int]]:
    """Professions of the directory: code, name, authority, people present; the most numerous first."""
    presents = (
        donnees.mart(acces, "couverture")
        .filter((pl.col("population") == "presents") & pl.col("profession_code").is_not_null())
        .group_by("profession_code", "profession", "autorite")
        .agg(pl.col("nombre").sum())
        .sort("nombre", "profession_code", descending=[True, False])
    )
    seuil = int(donnees.premiere(acces, "synthese").get("seuil_petites_cellules") or 0)
    lues = [(str(code), str(name or code), str(who), int(n)) for code, name, who, n in presents.iter_rows()]
    return [row for row in lues if row[3] >= seuil]


def nommer(acces: Acces, projet: Projet, metiers: list[tuple[str, str, str, int]]) -> None:
    """One person named in a short form: an empty place of that role and profession is filled, else a new
    card.
    """
    if session.lecture_seule(acces):
        return
    roles = projet.genres["personne"].champ("role_projet").options
    noms = {"": "Toutes ou sans objet"} | {code: name for code, name, _, _ in metiers}
    demandes = ("nom", "fonction", "role_projet", "profession", "service", "motif")
    forme = fiche_simple.forme(
        projet,
        "personne",
        "nommer",
        "Nommer",
        [dict.fromkeys(demandes[:3], 1), dict.fromkeys(demandes[3:], 1)],
        cles={code: f"nommer_{CLES.get(code, code)}" for code in demandes},
        choix={"profession": noms},
        titres={"motif": "Pourquoi"},
        exemples={"fonction": "Ex. : cadre supérieure", "motif": "Ex. : désignée par la direction"},
        exiges=["nom"],
        cle="nommer_ok",
    )
    rempli = saisir(forme)
    lu = controlees(forme, {"nom": rempli["nom"], "motif": rempli["motif"]}) if rempli is not None else None
    if rempli is None or lu is None:
        return
    role, service = rempli["role_projet"], rempli["service"]
    pose = equipe.place(projet, role, rempli["profession"] or None) | {
        "nom": lu["nom"],
        "service": service or None,
    }
    pose |= {"fonction": rempli["fonction"].strip() or pose.get("fonction") or roles[role]}
    if projet_editeur.enregistrer(acces, projet, {"personne": [pose]}, lu["motif"]):
        st.rerun()


def chiffres(projet: Projet, trouves: list[Manque]) -> None:
    """The team in four figures."""
    gens = projet.fiches("personne")
    nommes = sum(bool(row["nom"]) for row in gens)
    composants.chiffres(
        {
            "Personnes nommées": (
                nombre(nommes),
                f"sur {accord(len(gens), 'place prévue', 'places prévues')}",
            ),
            **{
                titre: (nombre(sum(item.nature == nature for item in trouves)), "")
                for nature, titre in NATURES.items()
                if nature != "partenaire"
            },
        }
    )


def lacunes(trouves: list[Manque]) -> None:
    """The gaps, by kind; the first ones of a long list."""
    if not trouves:
        st.success(
            "Aucun manque : rôles pourvus, un ambassadeur par profession, un seul A par chantier.",
            icon=":material/check:",
        )
        return
    presentes = [nature for nature in NATURES if any(item.nature == nature for item in trouves)]
    for place, nature in zip(st.columns(len(presentes)), presentes, strict=True):
        de_nature = [item for item in trouves if item.nature == nature]
        with place:
            st.html(
                f'<p class="wb-titre">! {escape(NATURES[nature])} : {len(de_nature)}</p>'
                + "".join(
                    f'<p class="wb-detail"><b>{escape(item.libelle)}</b><br>{escape(item.pourquoi)}</p>'
                    for item in de_nature[:8]
                )
                + (f'<p class="wb-detail">et {len(de_nature) - 8} autres</p>' if len(de_nature) > 8 else "")
            )


def raci(acces: Acces, projet: Projet) -> None:
    """The matrix of who does what, then the grid that changes it."""
    chantiers, acteurs, cases = equipe.raci(projet)
    if not chantiers:
        composants.liste_vide("Aucune ligne : ajoutez qui fait quoi dans « Modifier ».")
    else:
        noms = {code: projet.libelle("raci", "acteur", code) for code in acteurs}
        lignes = [
            {"chantier": projet.libelle("raci", "chantier", code)}
            | {acteur: cases.get((code, acteur), "") for acteur in acteurs}
            for code in chantiers
        ]
        composants.table(
            pl.DataFrame(lignes),
            {"chantier": "Chantier", **noms},
            legende=" · ".join(f"{lettre} : {mot}" for lettre, mot in SIGNES.items())
            + " ; un seul A par chantier",
            formats=dict.fromkeys(acteurs, str),
        )
    _modifier(acces, projet, "raci")


def gens(acces: Acces, projet: Projet) -> None:
    """People, vendors and partners: what is known, then the grids."""
    for onglet, genre in zip(
        st.tabs(["Équipe", "Éditeurs et fournisseurs", "Partenaires"], key="equipe_onglet"),
        ("personne", "fournisseur", "partenaire"),
        strict=True,
    ):
        with onglet:
            if genre == "fournisseur":
                _engagements(projet)
            projet_editeur.editer(acces, projet, genre)


def _engagements(projet: Projet) -> None:
    rows = [row for row in projet.fiches("fournisseur") if row["echeance"] and row["etat"] != "livre"]
    rows = sorted(rows, key=lambda row: row["echeance"])[:3]
    for row in rows:
        st.caption(
            f"{jour_court(row['echeance'])} : {row['nom']}, {row['engagement'] or row['produit'] or ''}"
        )


def _modifier(acces: Acces, projet: Projet, genre: str) -> None:
    if acces.role.ecrire:
        with plis.sur_demande("Modifier", f"{genre}_grille", ":material/edit:") as ouvert:
            if ouvert:
                projet_editeur.editer(acces, projet, genre)
