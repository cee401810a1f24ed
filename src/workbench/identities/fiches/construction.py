"""One standardised record per source record: contracts folded, names standardised, accounts recognised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from workbench.identities.fiches.comptes import account_given, account_records, surnames_by_number
from workbench.identities.fiches.epoux import own_names, without_brackets
from workbench.identities.fiches.etablissements import with_entity
from workbench.identities.fiches.libelles import (
    mentions,
    own_mentions,
    split_whole_names,
    without_mentions,
)
from workbench.identities.fiches.matricules import one_spelling, split_reused
from workbench.identities.regles import rules
from workbench.socle import numeros
from workbench.socle.listes import word_lists
from workbench.socle.noms import alternatives, given_keys
from workbench.socle.settings import Settings
from workbench.socle.tables import frame, schema, shape
from workbench.sources.modeles import Lecture
from workbench.sources.porte.codes import COMPTES

SCHEMA = schema("curated.fiche")
CLES = ("matricule", "identifiant", "login")
LIEUX = ("service", "emploi", "profil")
SANS_FIN = dt.date(9000, 1, 1)  # after any end, an interruption later is still a date


@dataclass(frozen=True)
class Fiches:
    """`fiche`: one row a record; `contrat`: every contract row; `collision`: numbers used for two people."""

    fiche: pl.DataFrame
    contrat: pl.DataFrame
    collision: list[dict[str, object]]


def build_fiches(lectures: Sequence[Lecture], settings: Settings, date: dt.date) -> Fiches:
    """Fold the readings of HR, directories and applications into records.

    Args:
        lectures: what `read_deliveries` gave; other natures are ignored.
        date: the run's date; decides the current contract and who is active.
    """
    parts, contrats, collisions = [], [], []
    _read_keys(lectures)
    agents = surnames_by_number(lectures)
    for lecture in lectures:
        nature = lecture.source.nature
        if nature == "sirh":
            rows = with_entity(lecture, settings)
            rows, written = one_spelling(rows)
            rows, reused = split_reused(rows)
            collisions += written + reused
            contrats.append(shape("curated.contrat", rows))
            parts.append(_hr_records(rows, date))
        elif nature in COMPTES:
            parts.append(account_records(lecture, settings, date, agents))
    fiche = pl.concat(parts) if parts else frame("curated.fiche")
    contrat = pl.concat(contrats) if contrats else frame("curated.contrat")
    return Fiches(
        standardise(fiche).sort("source", "cle_source"),
        contrat.sort("source", "cle_source", "date_debut"),
        collisions,
    )


def _read_keys(lectures: Sequence[Lecture]) -> None:
    """Numbers and logins of people and accounts are read by column, not each time one is compared."""
    for lecture in lectures:
        if lecture.source.nature in {"sirh", "annuaire", "application"}:
            held = [lecture.lignes[name] for name in CLES if name in lecture.lignes.columns]
            for genre in ("matricule", "login"):
                numeros.retenir(genre, *held)


def _hr_records(rows: pl.DataFrame, date: dt.date) -> pl.DataFrame:
    """The contract current at the date wins (else the latest); the record is active while any contract is
    open, and starts when the presence of that contract began.
    """
    day = pl.lit(date)
    open_now = (pl.col("date_debut").fill_null(day) <= day) & (pl.col("date_fin").fill_null(day) >= day)
    ranked = rows.with_columns(_ouvert=open_now).sort(
        ["_ouvert", "date_debut", "fichier", "ligne"], descending=[True, True, False, False], nulls_last=True
    )
    first = ranked.unique("cle_source", keep="first", maintain_order=True)
    first = first.join(_presence(rows), on=["cle_source", "date_debut"], how="left", maintain_order="left")
    span = rows.group_by("cle_source").agg(
        pl.col("date_debut").min().alias("_premier"),
        pl.col("date_fin").is_null().any().alias("_sans_fin"),
        pl.col("date_fin").max().alias("_fin"),
        open_now.any().alias("actif"),
    )
    out = first.join(span, on="cle_source", how="left").with_columns(
        date_debut=pl.coalesce("_debut", "_premier"),
        date_fin=pl.when("_sans_fin").then(None).otherwise(pl.col("_fin")),
        nature=pl.lit("sirh"),
    )
    return shape("curated.fiche", out)


def _presence(rows: pl.DataFrame) -> pl.DataFrame:
    """`cle_source, date_debut, _debut`: when the presence a contract belongs to began; contracts that follow
    one another with no longer interruption than the rules admit are one presence.
    """
    gap = pl.duration(days=rules()["presence"]["interruption_jours"])
    dated = rows.select("cle_source", "date_debut", "date_fin").drop_nulls("date_debut")
    dated = dated.sort("cle_source", "date_debut").with_columns(
        _fin=pl.col("date_fin").fill_null(SANS_FIN).cum_max().over("cle_source")
    )
    before = pl.col("_fin").shift(1).over("cle_source")
    dated = dated.with_columns(
        _reprise=(pl.col("date_debut") > before + gap).fill_null(True).cum_sum().over("cle_source")
    )
    begun = pl.col("date_debut").min().over("cle_source", "_reprise")
    return dated.select("cle_source", "date_debut", _debut=begun).unique(["cle_source", "date_debut"])


def standardise(fiche: pl.DataFrame) -> pl.DataFrame:
    """`noms` and `prenoms_std`: every name a record may answer to."""
    fiche = split_whole_names(fiche)
    noms, prenoms, naissances, usages, donnes = [], [], [], [], []
    surnames = ("nom_naissance", "nom_usage", "nom", "nom_affiche")
    marks, borne = mentions(text for name in surnames for text in fiche[name].unique())
    wanted = (*surnames, *LIEUX, "nature", "prenoms", "prenom_usuel")
    for row in fiche.select(wanted).iter_rows():
        texts, places, (nature, prenom, usuel) = row[:4], row[4:-3], row[-3:]
        own = marks | own_mentions(texts, places, borne)
        naissance, usage, nom, affiche = (without_mentions(text, own) for text in texts)
        given = list(given_keys(prenom))
        shown = without_brackets(prenom)
        donnes.append(account_given(shown) if nature in COMPTES else shown)
        usual = [key for key in given_keys(usuel) if key not in given]
        noms.append(alternatives(naissance, usage, nom) or alternatives(affiche))
        prenoms.append([*given, *usual])
        born, used = own_names(_tidy(naissance, texts[0]), _tidy(usage, texts[1]))
        naissances.append(born)
        usages.append(used)
    return fiche.with_columns(
        pl.Series("nom_naissance", naissances, dtype=pl.String),
        pl.Series("nom_usage", usages, dtype=pl.String),
        pl.Series("prenoms", donnes, dtype=pl.String),
        word_lists("noms", noms),
        word_lists("prenoms_std", prenoms),
    )


def _tidy(text: str | None, written: str | None) -> str | None:
    """As it was written, or without the blanks that a mark left."""
    return text if text is None or text == written else " ".join(text.split())
