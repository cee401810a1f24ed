"""One record an account: its key, whether it is a person's, a function's or a machine's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache

import polars as pl

from workbench.identities.fiches.etablissements import with_entity
from workbench.identities.regles import rules
from workbench.socle import numeros
from workbench.socle.noms import APOSTROPHES, alternatives, given_keys, glued, letters
from workbench.socle.settings import Settings
from workbench.socle.tables import RECUES, shape
from workbench.sources.declarer.valeurs import given_names
from workbench.sources.modeles import Lecture
from workbench.sources.porte.codes import COMPTES

ACCENT_DERRIERE = re.compile(rf"(?<=[AEIOUaeiou])[{APOSTROPHES}]")


def surnames_by_number(lectures: Sequence[Lecture]) -> dict[str, set[str]]:
    """Personnel number → surnames (glued) of the HR people who bear it, for the numbers of accounts without a
    given name: the others are people's whatever it says.
    """
    asked = {number for lecture in lectures for number in _without_given(lecture)}
    known: dict[str, set[str]] = {}
    columns = ("matricule", "nom_naissance", "nom_usage", "nom")
    for lecture in lectures:
        if asked and lecture.source.nature == "sirh":
            for matricule, *noms in lecture.lignes.select(columns).iter_rows():
                if (number := _number(matricule)) in asked:
                    known.setdefault(number, set()).update(map(glued, alternatives(*noms)))
    return known


def _without_given(lecture: Lecture) -> set[str]:
    """Numbers of the accounts whose given name says nothing."""
    rows = lecture.lignes
    if lecture.source.nature not in COMPTES:
        return set()
    if "prenom" in rows.columns:
        named = [text for text in rows["prenom"].unique() if given_keys(text)]
        rows = rows.filter(~pl.col("prenom").is_in(named).fill_null(False))
    return {_number(matricule) for matricule in rows["matricule"].unique() if matricule}


def _number(matricule: str | None) -> str:
    return numeros.cle("matricule", matricule)


def account_records(
    lecture: Lecture, settings: Settings, date: dt.date, agents: dict[str, set[str]]
) -> pl.DataFrame:
    source = lecture.source
    rows = lecture.lignes
    rows = rows.rename({old: new for new, old in RECUES.items() if old in rows.columns})
    rows = with_entity(type(lecture)(source, lecture.fichiers, rows, lecture.rejets), settings)
    extra = [
        pl.lit(None, dtype=pl.String).alias(name)
        for name in ("profil", "habilitations", "description", "nom_affiche", "identifiant")
        if name not in rows.columns
    ]
    rows = rows.with_columns(*extra)
    # An account of an application may know the directory's login, its own key, or both.
    rows = account_keys(rows).with_columns(login=pl.coalesce("login", "identifiant"))
    kinds = []
    named = rows["prenoms"].null_count() < rows.height / 2 if "prenoms" in rows.columns else False
    columns = ("login", "nom_affiche", "nom", "prenoms", "profil", "description", "matricule")
    for row in rows.select(columns).iter_rows(named=True):
        label = row["nom_affiche"] or row["nom"]
        borne = agents.get(_number(row["matricule"])) if row["matricule"] else None
        known = borne is not None and not borne.isdisjoint(map(glued, alternatives(row["nom"] or label)))
        kinds.append(
            account_kind(
                row["login"],
                label,
                row["prenoms"],
                row["profil"],
                row["description"],
                surname=row["nom"],
                known=known,
                named=named,
            )
        )
    application = source.application or (
        source.code
        if source.nature == "application"
        else f"ad_{(source.etablissement or source.code).lower()}"
    )
    closed = pl.col("date_fermeture") < pl.lit(date) if "date_fermeture" in rows.columns else pl.lit(False)
    out = rows.with_columns(
        nature=pl.lit(source.nature),
        role=pl.lit(source.role_effectif, dtype=pl.String),
        application=pl.lit(application),
        nature_compte=pl.Series(kinds, dtype=pl.String),
        actif=pl.col("actif").fill_null(True) & ~closed.fill_null(False),
    )
    return shape("curated.fiche", out)


def account_given(text: str | None) -> str | None:
    """A given name as an account should show it: « Jean P. » without the letter of a second one, « ANNE
    ANNE » once, « E'LODIE » without the accent written behind its letter.
    """
    words = (text or "").split()
    words = [word for rank, word in enumerate(words) if letters(word) not in map(letters, words[:rank])]
    while len(words) > 1 and len(letters(words[-1])) == 1 and len(letters(words[0])) > 1:
        words.pop()
    return " ".join(map(_accented, words)) or text


def _accented(word: str) -> str:
    bare = ACCENT_DERRIERE.sub("", word)
    return bare if bare != word and letters(bare) in given_names() else word


def account_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """`cle_source` of each account: its login, else its own key; of several accounts on one login, the first
    keeps the login; an own key that is somebody's login takes a rank (`77#2`), as a number used twice does.
    """
    login, own = pl.col("login"), pl.col("identifiant")
    again = pl.int_range(pl.len()).over(login.str.to_lowercase()) > 0
    by_login = login.is_not_null() & ~(again & own.is_not_null())
    logins = rows.filter(rows.select(by_login).to_series())["login"].str.to_lowercase().to_list()
    taken = ~by_login & own.str.to_lowercase().is_in(logins)
    return rows.with_columns(
        cle_source=pl.when(by_login).then(login).when(taken).then(own + "#2").otherwise(own)
    )


@cache
def _patterns(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(rules()["comptes"][kind]))


def account_kind(
    login: str,
    label: str | None,
    given: str | None,
    profile: str | None,
    description: str | None,
    *,
    surname: str | None = None,
    known: bool = False,
    named: bool = False,
) -> str:
    """`service`, `generique` or `nominatif`: by login patterns and labels; what names a person wins over a
    pattern.

    Args:
        surname: the surname field: with no given name, a single name still is a person's, unless it names a
        function.
        known: the account bears the personnel number of a HR person of the same surname.
        named: the list gives most accounts a given name: one without, whose name is underscored, is a box.
    """
    text = f"{letters(profile)} | {letters(description)}"
    lists = rules()["comptes"]
    if any(word in text for word in lists["libelles_service"]) or _patterns("service").search(login.lower()):
        return "service"
    if any(word in text for word in lists["libelles_generique"]):
        return "generique"
    if known or given_keys(given):
        return "nominatif"
    shared = _patterns("generique")
    if shared.search(login.lower()) or shared.search(letters(surname or label).lower()):
        return "generique"
    if named and "_" in (surname or label or ""):
        return "generique"
    return "nominatif" if letters(surname) or len(letters(label).split()) > 1 else "generique"
