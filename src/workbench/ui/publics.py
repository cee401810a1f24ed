"""Populations as pages show them: told in French, counted today in the directory."""

from __future__ import annotations

import polars as pl

from workbench.access import Acces
from workbench.erreurs import ErreurWorkbench
from workbench.reporting.etats import AUTORITES, CONTRATS, STATUTS
from workbench.reporting.formats import nombre
from workbench.rpps.professions import SYSTEMES, nomenclature
from workbench.steering import publics
from workbench.ui import donnees


def libelles(acces: Acces) -> dict[str, dict[str, str]]:
    """Column → value → word."""
    return {
        "autorite": AUTORITES,
        "profession_code": {
            code: metier.libelle or code
            for (systeme, code), metier in nomenclature().items()
            if systeme == SYSTEMES["g15"]
        }
        | donnees.professions(acces),
        "type_contrat": CONTRATS,
        "statut": {code: etat.mot for code, etat in STATUTS.items()},
    }


def dire(acces: Acces, texte: str | None) -> tuple[str, int | None]:
    """A population in French, and how many people it is today; None when it cannot be read."""
    try:
        public = publics.lire(texte, acces.home)
    except ErreurWorkbench as erreur:
        return f"Illisible : {erreur.message}", None
    if not publics.au_repertoire(public, acces.home):
        return publics.dire(public, {}, acces.home), None
    couverture = donnees.mart(acces, "couverture")
    phrase = publics.dire(public, libelles(acces), acces.home)
    perdues = publics.inconnues(couverture, public)
    if perdues:
        mots = libelles(acces)
        dites = [
            mots.get(nom, {}).get(valeur, valeur) for nom, _, valeur in (perdue.partition("=") for perdue in perdues)
        ]
        phrase += f" (personne aujourd’hui : {', '.join(dites)})"
    return phrase, publics.compter(couverture, public)


def avec_portee(acces: Acces, lignes: pl.DataFrame) -> pl.DataFrame:
    """Cards with `qui` (their population in French) and `portee` (« 1 149 », or « – »)."""
    dits = [dire(acces, texte) for texte in lignes["population"]]
    return lignes.with_columns(
        pl.Series("qui", [phrase for phrase, _ in dits], dtype=pl.String),
        pl.Series("portee", [combien for _, combien in dits], dtype=pl.Int64),
    )


def phrase(acces: Acces, texte: str | None) -> str:
    """« agents présents · … : 1 149 personnes aujourd’hui »."""
    qui, combien = dire(acces, texte)
    return qui if combien is None else f"{qui} : {nombre(combien)} personnes aujourd’hui"
