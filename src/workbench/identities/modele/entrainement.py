"""The probabilistic model (Splink): trained on the run's own records, it ranks; rules decide.

Source: Fellegi & Sunter (1969); Splink 5 documentation for training and term frequencies.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from workbench.identities.fiches.comparees import job, labels, service_labels
from workbench.identities.modele.appris import ground
from workbench.identities.modele.comparaisons import (
    blocking_rule,
    frequent_columns,
    parameters,
    splink_settings,
)
from workbench.identities.modele.moteurs import Spark, duckdb_linker
from workbench.identities.preuves import ETUDIANT
from workbench.socle.listes import read_once
from workbench.socle.noms import bare, given_keys, glued

PAIRE = ("cle_a", "cle_b", "probabilite")
COMPAREES = (
    "unique_id nom1 nom2 nom3 nu1 nu2 prenom1 prenom2 naissance naissance_inversee sexe lieu service"
    " metier etablissement".split()
)
_DECIMALES = 9  # sums in parallel differ in the last digits


@dataclass
class Scores:
    """`paires`: cle_a, cle_b, probabilite; `modele`: the trained model; `graphiques`: name → Vega JSON.

    `details`: what each comparison weighed, by pair (columns of Splink: `gamma_*`, `mw_*`).
    """

    paires: pl.DataFrame
    modele: dict[str, Any] = field(default_factory=dict)
    graphiques: dict[str, str] = field(default_factory=dict)
    details: pl.DataFrame = field(default_factory=pl.DataFrame)


def matching_frame(fiche: pl.DataFrame) -> pl.DataFrame:
    """What the model compares. Columns (text unless said): unique_id, nom1..2, nom3 (spelled by a
    login), nu1..2 (without particles), noms LIST, prenom1..2, naissance, sexe, commune, service, metier.
    """
    noms, given, birth = pl.col("noms"), pl.col("prenoms_std"), pl.col("date_naissance")
    usuel = read_once(fiche["prenom_usuel"], lambda text: next(iter(given_keys(text)), None))
    joined = fiche.select(
        "cle", "date_naissance", "sexe", "prenoms_std", "epeles", "etablissement"
    ).with_columns(
        read_once(fiche["noms"], glued),
        nus=read_once(fiche["noms"], bare),
        lieu=labels(fiche["lieu_naissance"]),
        service=service_labels(fiche["service"]),
        metier=fiche.select(job(ETUDIANT)).to_series(),
        usuel=usuel,
    )
    several = noms.list.len() > 1
    other = given.list.eval(pl.element().slice(1).filter(pl.element().slice(1) != pl.element().first()))
    return joined.select(
        unique_id="cle",
        nom1=noms.list.first(),
        nom2=pl.when(several).then(noms.list.last()),
        nom3=pl.col("epeles").list.first(),
        nu1=pl.col("nus").list.first(),
        nu2=pl.when(several).then(pl.col("nus").list.last()),
        prenom1=given.list.first(),
        prenom2=pl.when(pl.col("usuel").ne_missing(given.list.first()))
        .then("usuel")
        .fill_null(other.list.first()),
        naissance=birth.dt.strftime("%Y-%m-%d"),
        naissance_inversee=birth.dt.strftime("%Y-%d-%m"),
        sexe="sexe",
        lieu="lieu",
        service="service",
        metier="metier",
        etablissement="etablissement",
        noms=pl.concat_list("noms", "epeles"),
    )


def score_pairs(fiche: pl.DataFrame, graine: int, seuil: float) -> Scores:
    """Score every pair the blocking rules let through, above `seuil`."""
    return score_frame(matching_frame(fiche), graine, seuil)


def score_frame(
    compared: pl.DataFrame,
    graine: int,
    seuil: float,
    modele: dict[str, Any] | None = None,
    moteur: Spark | None = None,
) -> Scores:
    """`score_pairs`, from what the model compares (`matching_frame`).

    Args:
        modele: one already learned (`Scores.modele`); learned here when absent.
        moteur: what scores, with the model learned here; DuckDB when absent.
    """
    frame, keys = _ranked(compared)
    if frame.height < 2:
        return Scores(_empty())
    learned = frame.height >= parameters()["peu_de_fiches"]
    kept = modele if modele and modele["entraine"] else None
    linker = _known(frame, kept) if kept else duckdb_linker(frame, splink_settings(frequencies=learned))
    trained = not kept and learned and _train(linker, graine)
    used = kept or {
        "splink": linker.misc.save_model_to_json(),
        "entraine": trained,
        "fonds": ground(compared, graine),
    }
    if moteur:
        counted = _frequencies(frame, used) if kept or learned else {}
        pairs = moteur.predicted(frame, used["splink"], counted, lambda one: _predicted(one, seuil, keys))
    else:
        pairs = _predicted(linker, seuil, keys)
    return Scores(pairs.select(PAIRE), used, _charts(linker), pairs)


def score_some(
    compared: pl.DataFrame, changed: Collection[str], seuil: float, modele: dict[str, Any]
) -> pl.DataFrame:
    """`Scores.details` of `score_frame` with this model, of the pairs that hold a record of `changed`."""
    frame, keys = _ranked(compared)
    touched = frame["unique_id"].replace_strict(keys, return_dtype=pl.String).is_in([*changed])
    splink = deepcopy(modele["splink"])
    for rule in splink["blocking_rules_to_generate_predictions"]:
        rule["blocking_rule"] = f"({rule['blocking_rule']}) and (l.change or r.change)"
    return _predicted(_known(frame.with_columns(change=touched), {**modele, "splink": splink}), seuil, keys)


def _known(frame: pl.DataFrame, modele: dict[str, Any]) -> Any:
    """Splink with a model already learned: a value is as frequent as the records that bear it today, among as
    many as the model was learned on. A pair none of whose names came nor went weighs what it weighed.
    """
    return duckdb_linker(frame, modele["splink"], _frequencies(frame, modele))


def _frequencies(frame: pl.DataFrame, modele: dict[str, Any]) -> dict[str, pl.DataFrame]:
    """Column whose rare values weigh more → its values, and the share of the records learned on they make."""
    counted = {}
    for name in frequent_columns():
        borne = frame[name].drop_nulls().value_counts(name="borne")
        share = pl.col("borne") / float(modele["fonds"]["colonnes"][name] or 1)
        counted[name] = borne.select(name, share.alias(f"tf_{name}"))
    return counted


def _predicted(linker: Any, seuil: float, keys: dict[str, str]) -> pl.DataFrame:
    predicted = linker.inference.predict(threshold_match_probability=seuil)
    table = pl.from_arrow(_arrow(predicted))
    assert isinstance(table, pl.DataFrame)
    table = table.with_columns(
        pl.col(side).replace_strict(keys, return_dtype=pl.String) for side in ("unique_id_l", "unique_id_r")
    )
    pairs = table.select(
        pl.min_horizontal("unique_id_l", "unique_id_r").alias("cle_a"),
        pl.max_horizontal("unique_id_l", "unique_id_r").alias("cle_b"),
        pl.col("match_probability").round(_DECIMALES).alias("probabilite"),
        pl.col("^gamma_.*$"),
        pl.col("^mw_.*$").round(2),
    )
    return pairs.unique(["cle_a", "cle_b"], keep="first").sort("cle_a", "cle_b")


def _ranked(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """Records in the order of their traits, known by their rank: how keys are spelled moves no weight of the
    model.

    Returns:
        The frame, and rank → key.
    """
    traits = [name for name in frame.columns if name not in {"unique_id", "noms"}]
    ranked = frame.sort([*traits, "unique_id"], nulls_last=True)
    ranks = [f"{rank:08d}" for rank in range(ranked.height)]
    return ranked.with_columns(unique_id=pl.Series(ranks, dtype=pl.String)), dict(
        zip(ranks, ranked["unique_id"], strict=True)
    )


def _arrow(table: Any) -> Any:
    return table.as_pyarrow_table()


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema={"cle_a": pl.String, "cle_b": pl.String, "probabilite": pl.Float64})


def _train(linker: Any, graine: int) -> bool:
    """Random sampling for u, EM for m; False (starting values kept) when the data do not allow it."""
    try:
        linker.training.estimate_u_using_random_sampling(
            max_pairs=parameters()["paires_au_hasard"], seed=graine
        )
        for rule in parameters()["apprentissage"]:
            linker.training.estimate_parameters_using_expectation_maximisation(
                blocking_rule(rule),
                fix_probability_two_random_records_match=False,
                record_sample_proportion=1.0,
            )
    except Exception as error:
        journal = logging.getLogger(__name__)
        journal.warning("Modèle non entraîné, ces fiches n’ont pas de quoi : paramètres de départ conservés.")
        journal.debug("%s", error)
        return False
    return True


def _charts(linker: Any) -> dict[str, str]:
    try:
        return {"poids": linker.visualisations.match_weights_chart().to_json()}
    except Exception:  # the chart is a convenience; a run never fails for it
        return {}
