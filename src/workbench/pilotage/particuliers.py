"""Special cases of the RPPS: several professions, PADHUE, students, requests to the ARS; rules as tables,
counts arranged.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from workbench.rpps.professions import nomenclature
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import DOSSIER, lire
from workbench.socle.tables import schema

ROOM = "workbench.pilotage"
ETUDIANTS = "etudiants.csv"
ELIGIBILITES = ("admis", "a_confirmer", "non_prevu")
_COLONNES = ("rang", "cible", "libelle", "statut", "eligible_depuis", "source", "note")
_PLURIELS = ("padhue_roles", "padhue_generique", "padhue_ordre")


class EtudiantsIllisible(ErreurWorkbench):
    """The table of students' eligibility is not what it should be; every fault is said with its line."""


def tables(home: Path | None = None) -> dict[str, pl.DataFrame]:
    """`meta.cas_particulier`, `meta.regle_padhue` (one row), `meta.etudiant`, `meta.nomenclature`."""
    data = lire(ROOM, "cas_particuliers.toml", home)
    cases = [
        {"rang": rank, **{name: entry[name] for name in ("code", "titre", "definition", "geste")}}
        for rank, entry in enumerate(data["cas"], 1)
    ]
    rule: dict[str, Any] = {name.removeprefix("padhue_"): [list(data[name])] for name in _PLURIELS}
    names = [
        (system, code, job.libelle, job.autorite) for (system, code), job in sorted(nomenclature().items())
    ]
    return {
        "meta.cas_particulier": pl.DataFrame(cases).rename({"code": "cas"}),
        "meta.regle_padhue": pl.DataFrame({**rule, "titres": [data["padhue_titres"]]}),
        "meta.etudiant": etudiants(home),
        "meta.nomenclature": pl.DataFrame(names, schema=schema("meta.nomenclature"), orient="row"),
    }


def etudiants(home: Path | None = None) -> pl.DataFrame:
    """`meta.etudiant`: who may be registered, since when, according to which text; the establishment's file
    wins.

    Raises:
        EtudiantsIllisible: a column is missing, a state unknown, a date unreadable, a target said twice.
    """
    own = home / DOSSIER / ETUDIANTS if home else None
    if own is not None and own.is_file():
        try:
            text = own.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            raise EtudiantsIllisible(
                "Table des étudiants illisible",
                f"{own} ne se lit pas (détail technique : {error}).",
                "Enregistrez le fichier en UTF-8.",
            ) from error
    else:
        text = files(ROOM).joinpath(ETUDIANTS).read_text("utf-8")
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in _COLONNES if name not in (reader.fieldnames or [])]
    if missing:
        raise EtudiantsIllisible(
            "Table des étudiants illisible",
            f"colonnes absentes : {', '.join(missing)}.",
            f"Colonnes attendues, séparées par des virgules : {', '.join(_COLONNES)}.",
        )
    rows, faults, seen = [], [], set()
    for line, row in enumerate(reader, 2):
        try:
            rows.append(_student(row))
        except ValueError as error:
            faults.append(f"ligne {line} : {error}")
        if row["cible"] in seen:
            faults.append(f"ligne {line} : cible « {row['cible']} » déjà dite")
        seen.add(row["cible"])
    if faults:
        raise EtudiantsIllisible(
            "Table des étudiants illisible", " ; ".join(faults), f"États admis : {', '.join(ELIGIBILITES)}."
        )
    return pl.DataFrame(rows, schema=schema("meta.etudiant", *_COLONNES), orient="row")


def _student(row: dict[str, str]) -> tuple[Any, ...]:
    kind, _, code = (row["cible"] or "").partition(":")
    if kind not in {"role", "interne"} or not code:
        raise ValueError(f"cible « {row['cible']} » (attendu role:354 ou interne:10)")
    if row["statut"] not in ELIGIBILITES:
        raise ValueError(f"état « {row['statut']} »")
    since = dt.date.fromisoformat(row["eligible_depuis"]) if row["eligible_depuis"] else None
    return int(row["rang"]), row["cible"], row["libelle"], row["statut"], since, row["source"], row["note"]


def ars_par(suivi: pl.DataFrame, axe: str) -> pl.DataFrame:
    """People registered by the ARS, by `axe`: `cle, personnes, confirmes, sans_demande, en_attente,
    attente_mediane, attente_max, aboutis, delai_median`.

    Args:
        suivi: rows of `mart.ars` (`etat, jours, nombre`); most people to act upon first.
    """
    waiting, done = pl.col("etat") == "en_attente", pl.col("etat") == "aboutie"
    people = suivi.with_columns(cle=pl.col(axe).fill_null("Non renseigné"), _un=pl.int_ranges(0, "nombre"))
    return (
        people.explode("_un")
        .group_by("cle")
        .agg(
            personnes=pl.len().cast(pl.Int64),
            confirmes=pl.col("etat").is_in(["confirme", "aboutie"]).sum().cast(pl.Int64),
            sans_demande=(pl.col("etat") == "sans_demande").sum().cast(pl.Int64),
            en_attente=waiting.sum().cast(pl.Int64),
            attente_mediane=pl.col("jours").filter(waiting).median(),
            attente_max=pl.col("jours").filter(waiting).max(),
            aboutis=done.sum().cast(pl.Int64),
            delai_median=pl.col("jours").filter(done).median(),
        )
        .sort(["en_attente", "sans_demande", "cle"], descending=[True, True, False])
    )
