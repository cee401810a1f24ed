"""Populations as pages show them: told in French, counted today in the directory."""

from __future__ import annotations

import polars as pl

from workbench.access import Acces
from workbench.looks.etats import AUTORITES, CONTRATS, STATUTS
from workbench.looks.formats import nombre
from workbench.projet import publics
from workbench.rpps.professions import nomenclature
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import donnees


def libelles(acces: Acces) -> dict[str, dict[str, str]]:
    """Column → value → word."""
    return {
        "autorite": AUTORITES,
        "profession_code": (
            {m.code: m.libelle for m in nomenclature().values() if m.code and m.libelle}
            | donnees.professions(acces)
        ),
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
    mots = libelles(acces)
    phrase = publics.dire(public, mots, acces.home)
    perdues = [dit for dit in publics.inconnues(couverture, public) if not _connu(mots, dit)]
    if perdues:
        phrase += f" (inconnu du répertoire : {', '.join(perdues)})"
    return phrase, publics.compter(couverture, public)


def _connu(mots: dict[str, dict[str, str]], dit: str) -> bool:
    """Is it a word of the national lists, simply borne by nobody here?"""
    nom, _, valeur = dit.partition("=")
    return valeur in mots.get(nom, {})


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
