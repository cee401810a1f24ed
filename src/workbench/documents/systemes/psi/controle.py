"""The rules of the pre-flight for Pro Santé Identité, as tables of the warehouse (`mart.psi_faute` applies
them), and the body of who is ready.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from workbench.socle import regles
from workbench.socle.departements import departements
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.tables import frame

ROOM = "workbench.documents.systemes.psi"
FICHIER = "retour_psi.toml"
CONTRATS = ("0.9.1",)
A_COMPLETER = "a_completer"
ETRANGER = "99"
LUES = (
    *("nom_naissance", "prenoms", "date_naissance", "sexe", "code_commune_naissance", "lieu_naissance"),
    *("nom_usage", "email", "telephone"),
)


class ReglePsi(ErreurWorkbench):
    """`retour_psi.toml` says something that cannot be applied."""


def rules(home: Path | None = None) -> dict[str, Any]:
    """`retour_psi.toml`, or the establishment's own.

    Raises:
        ReglePsi: a contract, a column or a pattern that cannot be applied; every fault is said.
    """
    data = regles.lire(ROOM, FICHIER, home)
    faults = [] if data["contrat"] in CONTRATS else [f"contrat « {data['contrat']} » inconnu"]
    for field in data["champs"]:
        if field["de"] not in LUES:
            faults.append(f"{field['champ']} : « {field['de']} » n’est pas une colonne que nous lisons")
        faults += _pattern(field["champ"], field["motif"])
    for place in data["lieux"]:
        faults += _pattern("lieux", place["motif"]) + _pattern("lieux", place.get("sauf", ""))
        if place["code"] not in data["mots"]:
            faults.append(f"lieux : la raison « {place['code']} » n’a pas de mot")
    if faults:
        raise ReglePsi(
            "Règles de Pro Santé Identité refusées",
            f"regles/{FICHIER} : {' ; '.join(faults)}.",
            f"Corrigez ces lignes. Contrats connus : {', '.join(CONTRATS)} ; colonnes : {', '.join(LUES)}.",
        )
    return data


def _pattern(place: str, pattern: str) -> list[str]:
    return [] if _readable(pattern) else [f"{place} : le motif « {pattern} » ne se lit pas"]


@cache
def _readable(pattern: str) -> bool:
    """Asked of what will apply it."""
    try:
        with duckdb.connect() as engine:
            engine.execute("SELECT regexp_full_match('', ?)", [pattern])
    except duckdb.Error:
        return False
    return True


def rule_tables(home: Path | None = None) -> dict[str, pl.DataFrame]:
    """`meta.psi_regle` (one row), `meta.psi_champ`, `meta.psi_motif`, `meta.psi_lieu`."""
    data = rules(home)
    known = sorted({*departements()["code"].to_list(), *data["departements_anciens"]})
    names = ("contrat", "age_min", "age_max", "statuts_retenus", "version")
    effects = {code: effect for effect, codes in data["effets"].items() for code in codes}
    reasons = [
        {"code": code, "mot": word, "remede": data["remedes"][code], "effet": effects.get(code, A_COMPLETER)}
        for code, word in data["mots"].items()
    ]
    days = {"avant": None, "depuis": None, "sauf": None}
    return {
        "meta.psi_regle": frame(
            "meta.psi_regle", [{name: data[name] for name in names} | {"debuts_connus": known}]
        ),
        "meta.psi_champ": _ranked("meta.psi_champ", [*data["champs"], *data["autres"]]),
        "meta.psi_motif": _ranked("meta.psi_motif", reasons),
        "meta.psi_lieu": _ranked("meta.psi_lieu", [days | _dated(place) for place in data["lieux"]]),
    }


def _ranked(table: str, entries: list[dict[str, Any]]) -> pl.DataFrame:
    return frame(table, ({"rang": rank, **entry} for rank, entry in enumerate(entries, 1)))


def _dated(place: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: dt.date.fromisoformat(value) if name in ("avant", "depuis") else value
        for name, value in place.items()
    }


def body(row: Mapping[str, Any], regle: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked for one person of `mart.retour_psi` who has no fault: identity and employment."""
    abroad = str(row["code_commune_naissance"]).startswith(ETRANGER)
    told = {field["champ"]: _texte(row[field["de"]]) for field in regle["champs"]}
    if not abroad:
        told.pop("birthPlace", None)
    if row["rpps"]:
        told["identifier"] = f"8{row['rpps']}"
    since = _texte(row["date_arrivee"])
    job = {
        "function": regle["fonction"],
        "issuingEstablishment": f"{regle['prefixe_finess']}{row['finess_ej']}",
        "employmentStartDate": since,
    }
    return _filled(told) | {"employment": _filled(job)}


def _filled(told: Mapping[str, str | None]) -> dict[str, Any]:
    """An empty value is left out: the contract refuses an empty text."""
    return {name: value for name, value in told.items() if value}


def _texte(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, dt.date) else value
