"""The scoping note: what is known, section by section, in a Word document the team then edits. What is not
known is asked before; it is never printed as a blank to fill.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench import projet as steering
from workbench.access import Acces
from workbench.documents.cadrage.feuille import Lignes, opened, table
from workbench.documents.comite.donnees import DonneesComite
from workbench.documents.comite.donnees import rassembler as gather
from workbench.documents.comite.salle import step_said
from workbench.documents.lettres.publipostage import MIME
from workbench.documents.produits import Produit, exiger
from workbench.looks.etats import JALONS
from workbench.looks.formats import jour, jour_court, nombre
from workbench.office.diapo import typo
from workbench.office.paquet import octets
from workbench.projet import Projet, comites, flux
from workbench.projet.textes import propre
from workbench.socle import regles
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings

PRODUIT = "cadrage"


@dataclass(frozen=True)
class Matiere:
    """What the sections are written from."""

    acces: Acces
    donnees: DonneesComite
    projet: Projet
    regles: dict[str, Any]


def produire(acces: Acces, partielle: bool = False) -> tuple[Produit, list[str]]:
    """The note, and what was left out of it, in sentences.

    Args:
        partielle: leave out the sections that have nothing to say, instead of asking for them.

    Raises:
        AccesRefuse: the role exports nothing. ErreurWorkbench: something is missing, all of it is said.
    """
    exiger(acces)
    matter = Matiere(
        acces,
        gather(acces, "codir"),
        steering.ouvrir(acces.home),
        regles.lire("workbench.documents.cadrage", "cadrage.toml", acces.home),
    )
    told = {code: write(matter) for code, write in RUBRIQUES.items()}
    words = matter.regles["rubriques"]
    full = {code: lines for code, lines in told.items() if len(lines) > 1}
    left = [words[code] for code in told if code not in full]
    missing = [f"{one['titre']} : {one['demande']} ({one['ou']})" for one in left]
    if missing and not partielle:
        raise ErreurWorkbench(
            "Note de cadrage incomplète",
            " ".join(missing),
            "Complétez-les, ou demandez une note partielle : ces rubriques n’y seront pas.",
        )
    day, name = matter.donnees.le, f"note_cadrage_{matter.donnees.le.isoformat()}.docx"
    options = {"rubriques laissées": ", ".join(one["titre"] for one in left)} if left else {}
    made = Produit(PRODUIT, name, _contenu(matter, full), MIME, day, matter.donnees.reference, options)
    return made, missing


def _contenu(matter: Matiere, told: dict[str, Lignes]) -> bytes:
    document = opened(matter.acces.home)
    title = matter.regles["titre"]
    document.add_heading(propre(typo(title)), 1)
    day = f"{matter.donnees.etablissement}. Données du {jour(matter.donnees.le)}."
    document.add_paragraph(propre(typo(day)))
    for code, lines in told.items():
        document.add_heading(matter.regles["rubriques"][code]["titre"], 2)
        table(document, lines, matter.regles["rubriques"][code]["parts"])
    return octets(document, matter.donnees.le, title)


def _perimetre(matter: Matiere) -> Lignes:
    places = load_settings(matter.acces.home).etablissement.entites
    rows = [(one.nom, one.finess_ej or "–", ", ".join(one.finess_et) or "–") for one in places]
    return [("Établissement", "FINESS juridique", "FINESS géographiques"), *rows]


def _sources(matter: Matiere) -> Lignes:
    read = matter.acces.agregat("mart.source_fraicheur").drop_nulls("livraison").sort("libelle")
    rows = [
        (one["libelle"], one["proprietaire"] or "–", jour_court(one["livraison"]), nombre(one["lignes"]))
        for one in read.to_dicts()
    ]
    return [("Source", "Propriétaire", "Livrée le", "Lignes"), *rows]


def _populations(matter: Matiere) -> Lignes:
    asked = list(matter.regles["populations"])
    rows = matter.acces.agregat("mart.historique", date_execution=matter.donnees.le, indicateur=asked)
    counted = rows.drop_nulls("valeur").sort(pl.col("indicateur").replace_strict(asked, range(len(asked))))
    said = [(one["libelle"], nombre(one["valeur"])) for one in counted.to_dicts()]
    return [("Population", "Nombre"), *said]


def _objectifs(matter: Matiere) -> Lignes:
    rows = [
        (
            f"{one.objectif} ({one.annee}) {one.titre}",
            jour_court(one.echeance),
            JALONS[one.etat].libelle,
            one.score_dit(),
            " ; ".join(c.titre for c in one.criteres if c.etat != "atteint") or "aucun",
        )
        for one in matter.donnees.objectifs
    ]
    return [("Objectif", "Échéance", "État", "Score", "Écarts"), *rows]


def _equipe(matter: Matiere) -> Lignes:
    project = matter.projet
    rows = [
        (
            str(one["nom"]),
            one["fonction"] or "–",
            project.libelle("personne", "role_projet", one["role_projet"]),
        )
        for one in project.fiches("personne")
        if one["nom"]
    ]
    return [("Nom", "Fonction", "Rôle"), *rows]


def _gouvernance(matter: Matiere) -> Lignes:
    project = matter.projet
    rows = [
        (
            project.libelle("comite", "type", one["type"]),
            jour_court(one["le"]),
            project.libelle("comite", "etat", one["etat"]),
        )
        for one in project.fiches("comite")
        if one["le"] and one["etat"] != "annule"
    ]
    return [("Comité", "Le", "État"), *rows]


def _calendrier(matter: Matiere) -> Lignes:
    rows = [
        (step_said(one), one["responsable"] or "–", jour_court(one["echeance"]))
        for one in matter.donnees.salle.etapes
        if isinstance(one["echeance"], dt.date)
    ]
    return [("Étape", "Responsable", "Échéance"), *rows]


def _architecture(matter: Matiere) -> Lignes:
    if not flux.declared(matter.projet):
        return []
    modes = matter.projet.genres[flux.GENRE].champ("mode").options
    rows = [
        (
            f"{one.de} → {one.vers}",
            ", ".join(modes[mode].lower() for mode in one.attendu),
            ", ".join(sorted({modes[flow["mode"]].lower() for flow in one.flux})) or "aucun flux",
        )
        for one in flux.architecture(matter.projet)
    ]
    return [("Maillon", "Attendu", "Aujourd’hui"), *rows]


def _risques(matter: Matiere) -> Lignes:
    adopted = [
        one
        for one in matter.projet.fiches("risque")
        if matter.projet.adoptee("risque", one["id"]) and one["etat"] != "clos"
    ]
    worst = sorted(adopted, key=lambda one: (-comites.gravite(one), one["id"]))
    rows = [
        (one["titre"], nombre(comites.gravite(one)), one["reponse"] or "–")
        for one in worst[: matter.regles["risques_max"]]
    ]
    return [("Risque", "Gravité, sur 16", "Réponse"), *rows]


def _questions(matter: Matiere) -> Lignes:
    asked = [(one["titre"], one["texte"], one["responsable"]) for one in matter.donnees.decisions]
    return [("Question", "Pourquoi", "Qui"), *asked]


RUBRIQUES: dict[str, Callable[[Matiere], Lignes]] = {
    "perimetre": _perimetre,
    "sources": _sources,
    "populations": _populations,
    "objectifs": _objectifs,
    "equipe": _equipe,
    "gouvernance": _gouvernance,
    "calendrier": _calendrier,
    "architecture": _architecture,
    "risques": _risques,
    "questions": _questions,
}
