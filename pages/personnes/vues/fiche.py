"""One person: the chain, what to do next and who does it, records, accounts, numbers, doubts, history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import polars as pl
import streamlit as st
from pages.personnes.vues import arrivee, raison

from workbench.access import Acces, Fenetre
from workbench.looks import titres
from workbench.looks.etats import (
    CHAINE,
    CONTRATS,
    ETAPES_CHAINE,
    ETATS_COMPTE,
    EVENEMENTS,
    MODES,
    SITUATIONS_PERSONNE,
    etat,
    mot,
)
from workbench.looks.formats import duree_en_jours, jour, jour_court, pourcent, texte
from workbench.ui import composants, donnees, liens, plis
from workbench.ui.litteral import litteral
from workbench.ui.page import PageOuverte

PARTIES = {
    "personne": (
        "id_unique nom prenom nom_naissance profession emploi autorite type_contrat etablissement pole"
        " service situation date_arrivee date_depart statut rpps motif"
    ),
    "personne_etape": "rang etape etat le jours dit",
    "personne_geste": "rang geste qui pourquoi",
    "personne_doute": "nature titre motif probabilite autre_id autre_nom que_faire",
    "personne_compte": (
        "systeme login etat dpi date_creation date_derniere_connexion date_fermeture mode_auth rpps_connu"
        " revu_le a_corriger"
    ),
    "revue_fiche": (
        "source cle_source mode preuve_rattachement nom prenoms date_naissance emploi service rpps"
    ),
    "revue_candidat": "rang rpps nom_exercice prenom_exercice motif concordances divergences",
    "personne_decision": "le libelle verdict motif auteur etat explication",
    "personne_histoire": "le quoi verbe detail d_apres",
}
ORDRES = {
    "personne_etape": ("rang",),
    "personne_geste": ("rang", "geste"),
    "revue_candidat": ("rang",),
}
DEPUIS_L_ARRIVEE = ("rpps", "compte")
RATTACHEMENTS = {
    "identifiant": "✓ même identifiant",
    "traits": "✓ traits concordants",
    "decision": "✓ décision",
    "seule": "– fiche seule",
}


def montrer(page: PageOuverte, demandee: str) -> None:
    """The person of that identity; an identity merged since leads to the one that replaced it."""
    acces = page.acces
    id_unique = _actuelle(acces, demandee)
    corps = st.container()
    pourquoi = raison.demander()
    lue = lire(acces, id_unique, pourquoi)
    with corps:
        st.page_link(page.fichier, label="Toutes les personnes", icon=":material/arrow_back:")
        if lue["personne"].is_empty():
            page.titrer()
            st.warning(
                f"« {demandee} » n’est l’identité de personne dans cette version. Cherchez la personne par"
                " son nom ou son matricule.",
                icon=":material/person_off:",
            )
        else:
            _entete(lue["personne"].row(0, named=True), demandee)
            arrivee.corriger(acces, lue["personne"].row(0, named=True))
            _parties(lue, donnees.noms_de_sources(acces))


def _parties(lue: Mapping[str, pl.DataFrame], sources: Mapping[str, str]) -> None:
    """Every part of the page, those that nothing fills left out."""
    _chaine(lue["personne_etape"])
    composants.section("Que faire maintenant")
    _gestes(lue["personne_geste"])
    if not lue["personne_doute"].is_empty():
        composants.section("Ce qui n’est pas sûr")
        _doutes(lue["personne_doute"])
    composants.section("Comptes")
    _comptes(lue["personne_compte"])
    composants.section("Fiches reçues")
    _fiches(lue["revue_fiche"], sources)
    if not lue["revue_candidat"].is_empty():
        composants.section(
            "Numéros proposés", "Ce que l’annuaire public permet de proposer : jamais une preuve."
        )
        _candidats(lue["revue_candidat"], lue["personne"]["statut"].item())
    if not lue["personne_decision"].is_empty():
        composants.section("Décisions")
        _decisions(lue["personne_decision"])
    composants.section("Histoire")
    _histoire(lue["personne_histoire"])


def lire(acces: Acces, id_unique: str, pourquoi: str) -> dict[str, pl.DataFrame]:
    """Everything known of one person, read and logged once for the same reason."""
    cle = (acces.version, id_unique, pourquoi)
    gardee = st.session_state.get("_personne_lue")
    if gardee is None or gardee[0] != cle:
        motif = f"{pourquoi} · personne {id_unique}"
        lue = {
            mart: acces.nominatif(f"mart.{mart}", motif=motif, colonnes=colonnes.split(), id_unique=id_unique)
            for mart, colonnes in PARTIES.items()
        }
        gardee = (
            cle,
            {mart: lignes.sort(ORDRES[mart]) if mart in ORDRES else lignes for mart, lignes in lue.items()},
        )
        st.session_state["_personne_lue"] = gardee
    return dict(gardee[1])


def _actuelle(acces: Acces, demandee: str) -> str:
    """The identity in force of one that was merged."""
    voulue = Fenetre(mots=[[("cherche_cles", f" {demandee} ")]], combien=2)
    suivie = acces.page("mart.personne", voulue, colonnes=["id_unique"], motif="identité demandée")
    return str(suivie["id_unique"].item()) if suivie.height == 1 else demandee


def _entete(p: Mapping[str, Any], demandee: str) -> None:
    nom = " ".join(str(un) for un in (p["prenom"], p["nom"]) if un) or p["id_unique"]
    st.title(litteral(nom), anchor=False)
    if demandee != p["id_unique"]:
        st.caption(f"{demandee} a été réuni à {p['id_unique']}.")
    faits = {
        "Identité": p["id_unique"],
        "Nom de naissance": p["nom_naissance"] if p["nom_naissance"] != p["nom"] else None,
        "Situation": mot(SITUATIONS_PERSONNE, p["situation"]),
        "Profession": p["profession"] or p["emploi"],
        "Contrat": mot(CONTRATS, p["type_contrat"]) if p["type_contrat"] else None,
        "Établissement": p["etablissement"],
        "Pôle": p["pole"],
        "Service": p["service"],
        "Arrivée": jour(p["date_arrivee"]) if p["date_arrivee"] else None,
        "Départ": jour(p["date_depart"]) if p["date_depart"] else None,
    }
    composants.faits(faits)


def _chaine(etapes: pl.DataFrame) -> None:
    """The chain, a step a card: state, since when, how long."""
    cartes = []
    for une in etapes.to_dicts():
        etat_ = etat(CHAINE, une["etat"])
        temps = " · ".join(un for un in (f"le {jour(une['le'])}" if une["le"] else "", _attente(une)) if un)
        cartes.append(
            f"<li><b>{escape(mot(ETAPES_CHAINE, une['etape']))}</b>{composants.etiquette(etat_)}"
            f"<span>{escape(une['dit'])}</span><small>{escape(temps)}</small></li>"
        )
    st.html(f'<ol class="wb-chaine" aria-label="De l’identité au départ">{"".join(cartes)}</ol>')


def _attente(etape: Mapping[str, Any]) -> str:
    """The wait of a step: what it took after the arrival once done, what it has lasted otherwise."""
    if etape["jours"] is None:
        return ""
    dite = duree_en_jours(etape["jours"])
    if etape["etat"] == "fait" and etape["etape"] in DEPUIS_L_ARRIVEE:
        return "le jour de l’arrivée" if not etape["jours"] else f"{dite} après l’arrivée"
    return f"depuis {dite}"


def _gestes(gestes: pl.DataFrame) -> None:
    if gestes.is_empty():
        composants.liste_vide("Rien à faire d’après les données reçues.")
        return
    st.html(
        '<ol class="wb-gestes">'
        + "".join(
            f"<li><b>{escape(un['geste'] or 'À traiter')}</b>"
            f"<span>Qui : {escape(un['qui'] or 'à désigner')}</span>"
            f"<small>{escape(un['pourquoi'] or '')}</small></li>"
            for un in gestes.to_dicts()
        )
        + "</ol>"
    )


def _doutes(doutes: pl.DataFrame) -> None:
    st.html(
        '<ul class="wb-gestes wb-doutes">'
        + "".join(
            f"<li><b>{escape(un['titre'])}</b><span>{escape(un['motif'] or '')}</span><small>"
            + (
                f"Probabilité {pourcent(un['probabilite'], 0)}, proposé, jamais appliqué. "
                if un["probabilite"]
                else ""
            )
            + (f"Voir {liens.vers_personne(un['autre_id'], un['autre_nom'])}." if un["autre_id"] else "")
            + "</small></li>"
            for un in doutes.to_dicts()
        )
        + "</ul>"
    )


def _comptes(comptes: pl.DataFrame) -> None:
    _table(
        comptes.sort(["etat", "systeme", "login"], descending=[True, False, False]),
        titres.de(
            "login etat date_creation date_derniere_connexion date_fermeture mode_auth rpps_connu a_corriger",
            login="Compte",
            date_creation="Créé le",
            date_fermeture="Fermé le",
            mode_auth="Connexion",
            rpps_connu="RPPS porté",
            a_corriger="À corriger",
        ),
        "Aucun compte connu.",
        {"etat": lambda v: mot(ETATS_COMPTE, v), "mode_auth": lambda v: mot(MODES, v) if v else "–"},
        premiere="systeme",
        titre_premiere="Système",
    )


def _fiches(fiches: pl.DataFrame, sources: Mapping[str, str]) -> None:
    _table(
        fiches.sort("source", "cle_source").with_columns(pl.col("source").replace(sources)),
        titres.de(
            "cle_source nom prenoms date_naissance emploi service rpps mode preuve_rattachement",
            cle_source="Clé",
            mode="Rattachée par",
            preuve_rattachement="Parce que",
        ),
        "Aucune fiche.",
        {"mode": lambda v: RATTACHEMENTS.get(v, texte(v))},
        premiere="source",
        titre_premiere="Source",
    )


def _candidats(candidats: pl.DataFrame, statut: str) -> None:
    if statut == "confirme":
        st.caption("Le numéro de cette personne est prouvé : ces propositions restent pour mémoire.")
    _table(
        candidats.with_columns(
            pl.col("concordances", "divergences").list.join(", ").replace("", None),
            exercice=pl.concat_str(["prenom_exercice", "nom_exercice"], separator=" ", ignore_nulls=True),
        ),
        titres.de(
            "exercice concordances divergences motif",
            exercice="À l’annuaire",
            concordances="Concorde",
            divergences="Diffère",
        ),
        "Aucun numéro proposé.",
        {},
        premiere="rpps",
        titre_premiere="Numéro proposé",
    )


def _decisions(decisions: pl.DataFrame) -> None:
    _table(
        decisions.sort("le", descending=True),
        titres.de("libelle verdict motif auteur etat", libelle="Décision", verdict="Verdict", etat="Effet"),
        "Aucune décision.",
        {},
        premiere="le",
        titre_premiere="Le",
    )


def _histoire(histoire: pl.DataFrame) -> None:
    if histoire.is_empty():
        composants.liste_vide("Rien de daté.")
        return
    lignes = [
        f"<li><time>{jour_court(un['le'])}</time><b>{escape(mot(EVENEMENTS, un['quoi']))}</b>"
        f"<span>{escape(un['verbe'])} : {escape(un['detail'] or '')}</span>"
        f"<small>{escape(un['d_apres'])}</small></li>"
        for un in histoire.sort(["le", "quoi", "detail"], descending=[True, False, False]).to_dicts()
    ]
    st.html(
        f'<div class="wb-liste"><ol class="wb-histoire">{"".join(plis.plier(lignes))}</ol>'
        f"{plis.suite(len(lignes))}</div>"
    )


def _table(
    lignes: pl.DataFrame,
    colonnes: Mapping[str, str],
    vide: str,
    formats: Mapping[str, Callable[[Any], str]],
    premiere: str,
    titre_premiere: str,
) -> None:
    """A table without the columns that nothing fills."""
    if lignes.is_empty():
        composants.liste_vide(vide)
        return
    pleines = {
        nom: titre
        for nom, titre in {premiere: titre_premiere, **colonnes}.items()
        if lignes[nom].null_count() < lignes.height
    }
    composants.table(lignes, pleines, formats=formats)
