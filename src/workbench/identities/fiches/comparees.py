"""Records as evidence looks at them, read by columns: most values are many records'."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from workbench.identities.fiches.logins import logins
from workbench.identities.preuves import ETUDIANT, HORS, RH, Entree, Fiche, label, veto
from workbench.socle import numeros
from workbench.socle.listes import read_once
from workbench.socle.noms import given_keys, is_external
from workbench.socle.tables import schema

LUES = (
    *"cle source nature noms prenoms_std date_naissance annee_naissance sexe lieu_naissance service".split(),
    *"autorite role_code profession_code profil etablissement email nom nom_affiche prenom_usuel".split(),
    *"matricule epeles date_debut date_fin date_creation date_derniere_connexion rpps".split(),
    *"login identifiant".split(),
)
"""Columns of `curated.fiche` that are read; those that are absent say nothing."""


def read_fiches(people: pl.DataFrame) -> dict[str, Fiche]:
    """Key → traits, from `curated.fiche` with `cle`, `profession_code`, `role_code`."""
    people = people.with_columns(pl.lit(None).alias(name) for name in LUES if name not in people.columns)
    metiers = people.select(job(ETUDIANT, HORS)).to_series()
    read = zip(
        people["cle"],
        people["source"],
        people["nature"],
        _lists(people, "noms"),
        _lists(people, "prenoms_std"),
        people["date_naissance"],
        people["sexe"],
        labels(people["lieu_naissance"]).fill_null(""),
        service_labels(people["service"]).fill_null(""),
        metiers,
        people["etablissement"],
        people["email"].cast(pl.String).str.to_lowercase().fill_null(""),
        read_once(people["rpps"].cast(pl.String), _valid_rpps),
        _externals(people),
        _usual(people["prenom_usuel"]),
        people.select(pl.when(pl.col("date_naissance").is_null()).then("annee_naissance")).to_series(),
        _numbers(people["matricule"]),
        _lists(people, "epeles"),
        _entries(people, metiers),
        logins(people),
        people.select(pl.when(metiers.is_null()).then("profil").fill_null("")).to_series(),
        strict=True,
    )
    return {one[0]: Fiche(*one) for one in read}


def contradiction(one: Mapping[str, object], other: Mapping[str, object]) -> str:
    """Why two records, as `curated.fiche` has them, cannot be one person (`veto`), or an empty text."""
    kinds = {name: schema("curated.fiche").get(name, pl.String) for name in LUES if name != "epeles"}
    rows = [{**row, "cle": cle} for cle, row in (("une", one), ("autre", other))]
    return veto(*read_fiches(pl.DataFrame(rows, schema=kinds)).values())


def job(*autorites: str) -> pl.Expr:
    """The role or the profession, or one of these authorities: students are students, however each system
    codes them.
    """
    coded = pl.coalesce(pl.col("role_code").replace("", None), pl.col("profession_code").replace("", None))
    return pl.when(pl.col("autorite").is_in(autorites)).then("autorite").otherwise(coded)


def service_labels(services: pl.Series) -> pl.Series:
    """What services are compared by: their beginning, as systems cut them."""
    return labels(services).str.slice(0, 20)


def labels(values: pl.Series) -> pl.Series:
    """What places are compared by (`label`); nothing of an empty text."""
    return read_once(values.cast(pl.String).replace("", None), label)


def _lists(people: pl.DataFrame, name: str) -> list[list[str]]:
    return [words or [] for words in people[name].to_list()]


def _usual(values: pl.Series) -> list[list[str]]:
    return [[*given_keys(text)] if text else [] for text in values.to_list()]


def _numbers(values: pl.Series) -> pl.Series:
    """What a personnel number is compared by, without the mark of who bore it."""
    bare = values.cast(pl.String).str.split("#").list.first()
    return read_once(bare, lambda text: numeros.cle("matricule", text).lstrip("0")).fill_null("")


def _externals(people: pl.DataFrame) -> list[bool]:
    """A record whose name says that its person is a contractor."""
    return [is_external(names, names[0]) for names in people.select("nom", "nom_affiche").iter_rows()]


def _entries(people: pl.DataFrame, metiers: pl.Series) -> list[Entree | None]:
    """When the person came: the contract of a record of HR, the creation and the last use of an account."""
    agent = pl.col("nature") == "sirh"
    read = people.select(
        pl.when(agent).then(pl.lit(RH)).otherwise("source"),
        pl.when(agent).then("date_debut").otherwise("date_creation").alias("jour"),
        pl.when(agent).then("date_fin").otherwise("date_derniere_connexion").alias("fin"),
        metiers.alias("metier"),
    )
    return [Entree(*row) if row[1] else None for row in read.iter_rows()]


def _valid_rpps(text: str) -> str | None:
    read = numeros.lire("rpps", text)
    return read.valeur if read.verdict == "ok" else None
