"""One standardised record per source record: contracts folded, names standardised, accounts recognised."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from workbench.identities.libelles import mentions, split_whole_names, without_mentions
from workbench.identities.regles import rules
from workbench.socle import numeros
from workbench.socle.noms import alternatives, given_keys, glued, letters, name_key
from workbench.socle.settings import Settings
from workbench.socle.tables import frame, schema, shape
from workbench.sources.modeles import Lecture

SCHEMA = schema("curated.fiche")


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
    agents = _agents(lectures)
    for lecture in lectures:
        nature = lecture.source.nature
        if nature == "sirh":
            rows = _with_entity(lecture, settings)
            rows, written = _one_spelling(rows)
            rows, reused = _split_reused(rows)
            collisions += written + reused
            contrats.append(_contracts(rows))
            parts.append(_hr_records(rows, date))
        elif nature in {"annuaire", "application"}:
            parts.append(_account_records(lecture, settings, date, agents))
    fiche = pl.concat(parts) if parts else frame("curated.fiche")
    contrat = pl.concat(contrats) if contrats else frame("curated.contrat")
    return Fiches(
        _standardise(fiche).sort("source", "cle_source"),
        contrat.sort("source", "cle_source", "date_debut"),
        collisions,
    )


def _with_entity(lecture: Lecture, settings: Settings) -> pl.DataFrame:
    """`etablissement` of each row: by its FINESS, else its own text when it is a known code, else the
    source's default.
    """
    codes = {entite.code for entite in settings.etablissement.entites}
    names = {letters(entite.nom): entite.code for entite in settings.etablissement.entites}
    rows = lecture.lignes
    own = pl.col("etablissement").map_elements(
        lambda text: text if text in codes else names.get(letters(text)),
        return_dtype=pl.String,
        skip_nulls=True,
    )
    by_finess = (
        pl.col("finess").replace_strict(settings.entite_par_finess(), default=None, return_dtype=pl.String)
        if "finess" in rows.columns and settings.entite_par_finess()
        else pl.lit(None, dtype=pl.String)
    )
    return rows.with_columns(
        etablissement=pl.coalesce(by_finess, own, pl.lit(lecture.source.etablissement, dtype=pl.String))
    )


def _one_spelling(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """`000123` and `123` in one source: one number when name and birth date are the same, else two people,
    and it is said.
    """
    keyed = rows.with_columns(_cle=numeros.cle_expr("matricule", "matricule"))
    many = keyed.group_by("_cle").agg(pl.col("matricule").n_unique().alias("n")).filter(pl.col("n") > 1)
    if many.is_empty():
        return rows, []
    people: dict[str, dict[str, set[object]]] = {}
    doubtful = keyed.join(many.select("_cle"), on="_cle").sort("_cle", "matricule")
    for row in doubtful.iter_rows(named=True):
        who = (row["date_naissance"], name_key(row["nom_naissance"] or row["nom_usage"] or row["nom"]))
        people.setdefault(row["_cle"], {}).setdefault(row["matricule"], set()).add(who)
    source = rows["source"][0]
    collisions: list[dict[str, object]] = []
    same: dict[str, str] = {}
    for spellings in people.values():
        texts = sorted(spellings)
        if len(set[object]().union(*spellings.values())) == 1:
            same |= dict.fromkeys(texts[1:], texts[0])
            continue
        collisions.append(
            {
                "type": "matricule_reutilise",
                "gravite": "forte",
                "motif": (
                    f"Les matricules {', '.join(texts)} de {source} ne diffèrent que par leurs zéros :"
                    " personnes distinctes."
                ),
                "fiches": [f"{source}:{text}" for text in texts],
            }
        )
    return rows.with_columns(pl.col("matricule").replace(same)), collisions


def _split_reused(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """One number, two people (names and births both different): the later rows become `matricule#2`."""
    rows = rows.with_columns(cle_source=pl.col("matricule"))
    suspects = (
        rows.group_by("matricule")
        .agg(pl.col("date_naissance").drop_nulls().n_unique().alias("n"), pl.len())
        .filter(pl.col("n") > 1)
    )
    if suspects.is_empty():
        return rows, []
    collisions: list[dict[str, object]] = []
    keys: dict[tuple[str, int], str] = {}
    subset = rows.join(suspects.select("matricule"), on="matricule").sort("matricule", "fichier", "ligne")
    people: dict[str, list[tuple[object, str]]] = {}
    for row in subset.iter_rows(named=True):
        who = (row["date_naissance"], name_key(row["nom_naissance"] or row["nom_usage"] or row["nom"]))
        known = people.setdefault(row["matricule"], [])
        rank = next(
            (i for i, k in enumerate(known) if k[0] == who[0] or k[1] == who[1] or who[0] is None), None
        )
        if rank is None:
            known.append(who)
            rank = len(known) - 1
        if rank:
            keys[row["fichier"], row["ligne"]] = f"{row['matricule']}#{rank + 1}"
    source = rows["source"][0]
    for matricule, known in people.items():
        if len(known) > 1:
            motif = f"Le matricule {matricule} désigne {len(known)} personnes dans {source}."
            collisions.append(
                {
                    "type": "matricule_reutilise",
                    "gravite": "forte",
                    "motif": motif,
                    "fiches": [f"{source}:{matricule}"],
                }
            )
    if not keys:
        return rows, []
    fixes = pl.DataFrame(
        [(f, line, key) for (f, line), key in keys.items()], schema=["fichier", "ligne", "_cle"], orient="row"
    )
    rows = rows.join(fixes.cast({"ligne": pl.Int32}), on=["fichier", "ligne"], how="left")
    return rows.with_columns(cle_source=pl.coalesce("_cle", "cle_source")).drop("_cle"), collisions


def _contracts(rows: pl.DataFrame) -> pl.DataFrame:
    return shape("curated.contrat", rows)


def _hr_records(rows: pl.DataFrame, date: dt.date) -> pl.DataFrame:
    """The contract current at the date wins (else the latest); the record is active while any contract is
    open.
    """
    day = pl.lit(date)
    open_now = (pl.col("date_debut").fill_null(day) <= day) & (pl.col("date_fin").fill_null(day) >= day)
    ranked = rows.with_columns(_ouvert=open_now).sort(
        ["_ouvert", "date_debut", "fichier", "ligne"], descending=[True, True, False, False], nulls_last=True
    )
    first = ranked.unique("cle_source", keep="first", maintain_order=True)
    span = rows.group_by("cle_source").agg(
        pl.col("date_debut").min().alias("_debut"),
        pl.col("date_fin").is_null().any().alias("_sans_fin"),
        pl.col("date_fin").max().alias("_fin"),
        open_now.any().alias("actif"),
    )
    out = first.join(span, on="cle_source", how="left").with_columns(
        date_debut=pl.col("_debut"),
        date_fin=pl.when("_sans_fin").then(None).otherwise(pl.col("_fin")),
        nature=pl.lit("sirh"),
    )
    return shape("curated.fiche", out)


def _agents(lectures: Sequence[Lecture]) -> dict[str, set[str]]:
    """Personnel number → surnames (glued) of the HR people who bear it."""
    known: dict[str, set[str]] = {}
    columns = ("matricule", "nom_naissance", "nom_usage", "nom")
    for lecture in lectures:
        if lecture.source.nature == "sirh":
            for matricule, *noms in lecture.lignes.select(columns).iter_rows():
                known.setdefault(_number(matricule), set()).update(map(glued, alternatives(*noms)))
    return known


def _number(matricule: str | None) -> str:
    return numeros.cle("matricule", matricule)


def _account_records(
    lecture: Lecture, settings: Settings, date: dt.date, agents: dict[str, set[str]]
) -> pl.DataFrame:
    source = lecture.source
    rows = lecture.lignes
    renames = {"fonction": "emploi", "date_expiration": "date_fermeture", "prenom": "prenoms"}
    rows = rows.rename({old: new for old, new in renames.items() if old in rows.columns})
    rows = _with_entity(type(lecture)(source, lecture.fichiers, rows, lecture.rejets), settings)
    extra = [
        pl.lit(None, dtype=pl.String).alias(name)
        for name in ("profil", "description", "nom_affiche", "identifiant")
        if name not in rows.columns
    ]
    rows = rows.with_columns(*extra)
    # An account of an application may know the directory's login, its own key, or both.
    rows = account_keys(rows).with_columns(login=pl.coalesce("login", "identifiant"))
    kinds = []
    columns = ("login", "nom_affiche", "nom", "prenoms", "profil", "description", "matricule")
    for row in rows.select(columns).iter_rows(named=True):
        label = row["nom_affiche"] or row["nom"]
        here = {*map(glued, alternatives(row["nom"] or label))}
        known = bool(here & agents.get(_number(row["matricule"]), set())) and bool(row["matricule"])
        kinds.append(
            account_kind(
                row["login"],
                label,
                row["prenoms"],
                row["profil"],
                row["description"],
                surname=row["nom"],
                known=known,
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
) -> str:
    """`service`, `generique` or `nominatif`: by login patterns and labels; what names a person wins over a
    pattern.

    Args:
        surname: the surname field: with no given name, a single name still is a person's, unless it names a
        function.
        known: the account bears the personnel number of a HR person of the same surname.
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
    return "nominatif" if letters(surname) or len(letters(label).split()) > 1 else "generique"


def _standardise(fiche: pl.DataFrame) -> pl.DataFrame:
    """`noms` and `prenoms_std`: every name a record may answer to."""
    fiche = split_whole_names(fiche)
    noms, prenoms = [], []
    surnames = ("nom_naissance", "nom_usage", "nom", "nom_affiche")
    marks = mentions(text for name in surnames for text in fiche[name].unique())
    for *texts, prenom, usuel in fiche.select(*surnames, "prenoms", "prenom_usuel").iter_rows():
        naissance, usage, nom, affiche = (without_mentions(text, marks) for text in texts)
        given = list(given_keys(prenom))
        usual = [key for key in given_keys(usuel) if key not in given]
        noms.append(alternatives(naissance, usage, nom) or alternatives(affiche))
        prenoms.append([*given, *usual])
    return fiche.with_columns(
        pl.Series("noms", noms, dtype=pl.List(pl.String)),
        pl.Series("prenoms_std", prenoms, dtype=pl.List(pl.String)),
    )
