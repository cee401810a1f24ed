"""RPPS activities against contracts: rules as tables of the warehouse, and counts arranged for a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire
from workbench.socle.tables import schema

AXES = {
    "etablissement": "Établissement",
    "profession": "Profession",
    "service": "Service",
    "type_contrat": "Type de contrat",
}
ACTEURS = {"role": "Employeur (RPPS+)", "ordre": "Ordre", "ars": "ARS (eRPPS)", "autres": "Autres"}
_ACCORDE = {"oui": True, "non": False, "": None}


class RegleActivite(ErreurWorkbench):
    """`activites.toml` says something the comparison does not know."""


def regles(home: Path | None = None) -> dict[str, Any]:
    """`activites.toml`, checked.

    Raises:
        RegleActivite: an unknown level, or a verdict that neither agrees nor disagrees. RegleIllisible: not
        TOML.
    """
    data = lire("workbench.pilotage", "activites.toml", home)
    wrong = [entry.get("code", "?") for entry in data["verdicts"] if entry.get("accorde") not in _ACCORDE]
    if data["niveau"] not in {"ej", "et"} or wrong:
        raise RegleActivite(
            "Règle d’activité inconnue",
            f"niveau « {data['niveau']} » ; verdicts mal écrits : {', '.join(wrong) or 'aucun'}.",
            "niveau : « ej » ou « et » ; accorde : « oui », « non » ou vide.",
        )
    return data


def tables(home: Path | None = None) -> dict[str, pl.DataFrame]:
    """`meta.regle_activite` (one row), `meta.verdict_activite`, `meta.geste_activite`,
    `meta.role_equivalent`.
    """
    data = regles(home)
    delays = {name: data[name] for name in ("delai_jours", "depuis_jours")}
    verdicts = [
        {
            "rang": rank,
            "verdict": entry["code"],
            "titre": entry["titre"],
            "definition": entry["definition"].format(**delays),
            "accorde": _ACCORDE[entry["accorde"]],
        }
        for rank, entry in enumerate(data["verdicts"], 1)
    ]
    gestures = [
        (entry["code"], authority, text)
        for entry in data["verdicts"]
        for authority, text in entry["gestes"].items()
    ]
    families = [(code, family[0]) for family in data["equivalents"] for code in family]
    rule = {
        "niveau": data["niveau"],
        **delays,
        "types_exclus": data["types_exclus"],
        "version": str(data["version"]),
    }
    return {
        "meta.regle_activite": pl.DataFrame([rule]),
        "meta.verdict_activite": pl.DataFrame(verdicts),
        "meta.geste_activite": pl.DataFrame(gestures, schema=schema("meta.geste_activite"), orient="row"),
        "meta.role_equivalent": pl.DataFrame(families, schema=schema("meta.role_equivalent"), orient="row"),
    }


def par_verdict(activites: pl.DataFrame) -> pl.DataFrame:
    """`rang, verdict, titre, definition, accorde, nombre`, and how many by who acts: `ordre, ars, role,
    autres`.

    Every verdict, even at nought, in the order of the rules.
    """
    names = ["rang", "verdict", "titre", "definition", "accorde"]
    known = list(ACTEURS)
    acts = {code: pl.col("autorite") == code for code in known if code != "autres"}
    acts["autres"] = ~pl.col("autorite").is_in(list(acts)).fill_null(False)
    counts = {
        code: pl.col("nombre").filter(condition).sum().cast(pl.Int64) for code, condition in acts.items()
    }
    return activites.group_by(names).agg(pl.col("nombre").sum().cast(pl.Int64), **counts).sort("rang")


def par_axe(activites: pl.DataFrame, axe: str) -> pl.DataFrame:
    """`cle, jugees, accordent, ecarts, taux` for each value of `axe`; most disagreements first."""
    judged = activites.filter(pl.col("accorde").is_not_null(), pl.col("nombre") > 0)
    agreed = pl.col("nombre").filter(pl.col("accorde")).sum()
    return (
        judged.with_columns(cle=pl.col(axe).fill_null("Non renseigné"))
        .group_by("cle")
        .agg(jugees=pl.col("nombre").sum().cast(pl.Int64), accordent=agreed.cast(pl.Int64))
        .with_columns(
            ecarts=pl.col("jugees") - pl.col("accordent"), taux=pl.col("accordent") / pl.col("jugees")
        )
        .sort(["ecarts", "cle"], descending=[True, False])
    )
