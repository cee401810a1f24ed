"""The probabilistic model (Splink on DuckDB): trained on the run's own records, it ranks; rules decide.

Source: Fellegi & Sunter (1969); Splink 5 documentation for training and term frequencies.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from workbench.identities.modele.comparaisons import blocking_rule, parameters, splink_settings
from workbench.identities.preuves import ETUDIANT, label
from workbench.socle.noms import bare, given_keys, glued

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
    rows = []
    columns = (
        "cle noms prenoms_std date_naissance sexe lieu_naissance service profession_code role_code"
        " autorite etablissement epeles prenom_usuel".split()
    )
    for (
        cle,
        noms,
        prenoms,
        birth,
        sexe,
        lieu,
        service,
        profession,
        role,
        autorite,
        etab,
        epeles,
        usuel,
    ) in fiche.select(columns).iter_rows():
        keys = [glued(nom) for nom in noms]
        others = [prenom for prenom in [*given_keys(usuel)[:1], *prenoms[1:]] if prenom != prenoms[0]]
        rows.append(
            {
                "unique_id": cle,
                "nom1": keys[0] if keys else None,
                "nom2": keys[-1] if len(keys) > 1 else None,
                "nom3": epeles[0] if epeles else None,
                "noms": [*keys, *epeles],
                "nu1": bare(noms[0]) if noms else None,
                "nu2": bare(noms[-1]) if len(noms) > 1 else None,
                "prenom1": prenoms[0] if prenoms else None,
                "prenom2": others[0] if others else None,
                "naissance": birth.isoformat() if birth else None,
                "naissance_inversee": f"{birth.year}-{birth.day:02d}-{birth.month:02d}" if birth else None,
                "sexe": sexe,
                "lieu": label(lieu) if lieu else None,
                "service": label(service)[:20] if service else None,
                "metier": ETUDIANT if autorite == ETUDIANT else role or profession,
                "etablissement": etab,
            }
        )
    text = dict.fromkeys(
        "unique_id nom1 nom2 nom3 nu1 nu2 prenom1 prenom2 naissance naissance_inversee sexe lieu service"
        " metier etablissement".split(),
        pl.String,
    )
    return pl.DataFrame(rows, schema={**text, "noms": pl.List(pl.String)})


def score_pairs(fiche: pl.DataFrame, graine: int, seuil: float) -> Scores:
    """Score every pair the blocking rules let through, above `seuil`."""
    return score_frame(matching_frame(fiche), graine, seuil)


def score_frame(compared: pl.DataFrame, graine: int, seuil: float) -> Scores:
    """`score_pairs`, from what the model compares (`matching_frame`)."""
    frame, keys = _ranked(compared)
    if frame.height < 2:
        return Scores(_empty())
    logging.getLogger("splink").setLevel(logging.ERROR)
    from splink import DuckDBAPI, Linker

    learned = frame.height >= parameters()["peu_de_fiches"]
    api = DuckDBAPI()
    linker = Linker(
        api.register(frame.to_arrow()),
        splink_settings(frequencies=learned),
        log_level="ERROR",
        validate_settings=False,
    )
    trained = learned and _train(linker, graine)
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
    ).unique(["cle_a", "cle_b"], keep="first")
    pairs, model = pairs.sort("cle_a", "cle_b"), linker.misc.save_model_to_json()
    kept = pairs.select("cle_a", "cle_b", "probabilite")
    return Scores(kept, {"splink": model, "entraine": trained}, _charts(linker), pairs)


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
        logging.getLogger(__name__).warning(
            "Modèle non entraîné (%s) : paramètres de départ conservés.", error
        )
        return False
    return True


def _charts(linker: Any) -> dict[str, str]:
    try:
        return {"poids": linker.visualisations.match_weights_chart().to_json()}
    except Exception:  # the chart is a convenience; a run never fails for it
        return {}
