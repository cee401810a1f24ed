"""The procedure sheets, one a population, from arrival to exit: who does what (`procedures_population.toml`),
with the establishment's own facts beside. A fact that is missing is asked before; it is never printed as a
blank to fill.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.documents.cadrage.feuille import opened, table
from workbench.documents.lettres.publipostage import MIME
from workbench.documents.produits import Produit, exiger
from workbench.looks.formats import ABSENT, accord, jour, nombre
from workbench.office.diapo import typo
from workbench.office.paquet import octets
from workbench.pilotage.comptes import procedures
from workbench.pilotage.mie import choix, rie
from workbench.pilotage.suivi_rpps import orders
from workbench.projet import publics
from workbench.projet.textes import propre
from workbench.socle import regles
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.socle.typographie import insecables

PRODUIT = "procedures"
SANS = ("absent", "en_attente", "incoherent", "a_confirmer")


@dataclass(frozen=True)
class Matiere:
    """What the sheets are written from; `communs`: fact → what is said of it for every population;
    `profils`: `mart.mie_entonnoir`, each row in its population of the choice of means.
    """

    acces: Acces
    le: dt.date
    regles: Mapping[str, Any]
    couverture: pl.DataFrame
    communs: Mapping[str, str]
    moyens: Mapping[str, str]
    profils: pl.DataFrame


def produire(acces: Acces, partielle: bool = False) -> tuple[Produit, list[str]]:
    """The sheets of every population that has somebody, and what was left out of them, in sentences.

    Args:
        partielle: leave out the facts nobody said, instead of asking for them.

    Raises:
        AccesRefuse: the role exports nothing. ErreurWorkbench: a fact is missing, all of them are said.
    """
    exiger(acces)
    matter = _gather(acces)
    sheets = [(one, _facts(matter, one)) for one in matter.regles["populations"]]
    kept = [(one, facts) for one, facts in sheets if facts["nombre"]]
    asked = matter.regles["faits"]
    absent = {
        code
        for one, facts in kept
        for step in (matter.regles.get("tete", ()), *(step["ici"] for step in one["etapes"]))
        for code in step
        if "demande" in asked[code] and not facts.get(code)
    }
    missing = [f"{asked[code]['demande']} ({asked[code]['ou']})" for code in asked if code in absent]
    if missing and not partielle:
        raise ErreurWorkbench(
            "Fiches de procédure incomplètes",
            " ".join(missing),
            "Complétez ces faits, ou demandez des fiches partielles : elles se tairont là-dessus.",
        )
    if not kept:
        raise ErreurWorkbench(
            "Aucune fiche de procédure",
            "Aucune personne présente dans les populations des fiches.",
            "Déposez les listes RH et lancez une exécution (page Données du mois).",
        )
    name = f"fiches_procedures_{matter.le.isoformat()}.docx"
    options = {"laissé": " ".join(missing)} if missing else {}
    reference = str(acces.agregat("mart.synthese")["version"][0])
    return Produit(PRODUIT, name, _write(matter, kept), MIME, matter.le, reference, options), missing


def _gather(acces: Acces) -> Matiere:
    rules = regles.lire("workbench.documents.cadrage", "procedures_population.toml", acces.home)
    decisions = Registre(acces.home).en_vigueur()
    settings = load_settings(acces.home)
    places = [(one.nom, one.finess_et) for one in settings.etablissement.entites if one.finess_et]
    who = settings.contact
    common = {
        "finess": " ; ".join(f"{name} {', '.join(numbers)}" for name, numbers in places),
        "contact": ", ".join(filter(None, (who.fonction, who.courriel, who.telephone))),
        **_delays(acces),
        **{f"procedure_{code}": _said(entry) for code, entry in procedures.register(decisions).items()},
    }
    return Matiere(
        acces,
        acces.agregat("mart.synthese")["date_execution"][0],
        rules,
        acces.agregat("mart.couverture"),
        common,
        _means(acces, decisions),
        choix.classer(acces.agregat("mart.mie_entonnoir"), choix.regles(acces.home)),
    )


def _said(entry: Decision | None) -> str:
    """The procedure declared: its document, its level, who answers for it; nothing when none is."""
    if entry is None or entry.verdict == "absente":
        return ""
    level = procedures.definitions()["niveaux"][entry.verdict].lower()
    return f"{entry.valeur['reference']} ({level}), {entry.valeur['responsable']}"


def _delays(acces: Acces) -> dict[str, str]:
    """The median of a year, in days, of opening after arrival and of closing after departure."""
    rows = acces.agregat("mart.compte_delai_part", axe="ensemble").drop_nulls("mediane")
    found = dict(rows.select("evenement", "mediane").unique().iter_rows())
    names = {"arrivee": "delai_ouverture", "depart": "delai_fermeture"}
    return {
        names[event]: accord(days, "jour") if days > 0 else "un jour"
        for event, days in found.items()
        if event in names
    }


def _means(acces: Acces, decisions: list[Decision]) -> dict[str, str]:
    """Population of the choice of means → the means a person chose for it; a proposal is not a fact."""
    words = {kind["type_mie"]: kind["libelle"] for kind in rie.regles(acces.home)["types"]}
    return {
        code: words.get(entry.valeur["type_mie"], entry.valeur["type_mie"])
        for code, entry in choix.choix(decisions).items()
    }


def _facts(matter: Matiere, one: Mapping[str, Any]) -> dict[str, str]:
    """What is known here of one population: fact → what is said of it."""
    public = publics.lire(one["population"], matter.acces.home)
    total = publics.compter(matter.couverture, public)
    without = publics.compter(matter.couverture.filter(pl.col("statut").is_in(SANS)), public)
    return {
        **matter.communs,
        "nombre": accord(total, "présent") if total else "",
        "sans_numero": f"{nombre(without)} sur {nombre(total)}",
        "moyen": _chosen(matter, public),
        "liste_ordre": _quarterly(matter, public),
    }


def _chosen(matter: Matiere, public: publics.Public) -> str:
    """The means chosen for the profiles of that population, the most numerous first."""
    conditions = [
        pl.col(name).is_in(list(values))
        for name, values in public.filtres.items()
        if name in matter.profils.columns
    ]
    profiles = matter.profils.filter(*conditions).group_by("population").agg(pl.col("besoin").sum())
    titles = {item["code"]: item["titre"] for item in choix.regles(matter.acces.home)["populations"]}
    told = [
        f"{matter.moyens[code]} ({titles[code].lower()})"
        for code in profiles.sort(["besoin", "population"], descending=[True, False])["population"]
        if code in matter.moyens
    ]
    return " ; ".join(told)


def _quarterly(matter: Matiere, public: publics.Public) -> str:
    """The Ordre that asks a list of that profession, and by when."""
    professions = public.filtres.get("profession_code", ())
    asked = [one for one in orders(matter.acces.home) if one["profession_code"] in professions]
    return " ; ".join(
        f"{one['conseil']}, avant le {one['jour_depot']} du premier mois du trimestre" for one in asked
    )


def _write(matter: Matiere, sheets: list[tuple[Mapping[str, Any], dict[str, str]]]) -> bytes:
    document = opened(matter.acces.home)
    title = matter.regles["titre"]
    name = load_settings(matter.acces.home).etablissement.nom
    for rank, (one, facts) in enumerate(sheets):
        heading = document.add_heading(
            propre(typo(f"{title} : {one['titre'][:1].lower()}{one['titre'][1:]}")), 1
        )
        heading.paragraph_format.page_break_before = rank > 0
        on_top = _told(matter, matter.regles.get("tete", ()), facts)
        about = f"{name}. {facts['nombre']}, données du {jour(matter.le)}. {on_top}"
        document.add_paragraph(propre(insecables(typo(about.strip()))))
        rows = [
            (
                step["titre"],
                step["qui"],
                step["faire"],
                _told(matter, step["ici"], facts) or ABSENT,
            )
            for step in one["etapes"]
        ]
        table(document, [("Étape", "Qui agit", "Ce qu’il fait", "Ici"), *rows], (9, 8, 16, 14))
    return octets(document, matter.le, matter.regles.get("ensemble", title))


def _told(matter: Matiere, codes: Sequence[str], facts: Mapping[str, str]) -> str:
    """What is known here of those facts, in sentences."""
    told = matter.regles["faits"]
    return " ".join(f"{told[code]['dit'].format(facts[code])}." for code in codes if facts.get(code))
