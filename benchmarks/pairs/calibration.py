"""Does the blind sample say the truth? Many draws judged by the truth itself: how often its intervals hold
it, and how far the error it expects above each threshold is from the real one.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from workbench.revue.echantillon import Tirage, draw, estimate, thresholds
from workbench.warehouse import open_published

TIRAGES = 40
PAR_STRATE = 25


def calibrate(home: Path, known: pl.DataFrame) -> None:
    """Print the calibration of a published run.

    Args:
        known: cle (source:cle_source), personne.
    """
    paires = open_published(home).sql("SELECT * FROM mart.paire_score").pl()
    if paires.is_empty():
        print("\nCalibration : aucune paire notée.")
        return
    real = _real(paires, known)
    precision, recall = _true_shares(real)
    same = {
        (a, b): "meme" if yes else "differente"
        for a, b, yes in real.select("cle_a", "cle_b", "meme").iter_rows()
    }
    held, widths, errors = [0, 0], [0.0, 0.0], []
    for graine in range(TIRAGES):
        tirage = draw(real, PAR_STRATE, graine)
        answers = {(a, b): same[a, b] for _, a, b in tirage.paires}
        said = estimate(tirage, answers)
        for rank, (bounds, true) in enumerate(((said.precision, precision), (said.rappel, recall))):
            held[rank] += bounds[1] <= true <= bounds[2]
            widths[rank] += (bounds[2] - bounds[1]) / TIRAGES
        errors.append(_threshold_errors(tirage, answers))
    print(f"\nÉchantillon à l’aveugle, {TIRAGES} tirages de {PAR_STRATE} paires par strate :")
    for name, true, count, width in zip(
        ("précision", "rappel"), (precision, recall), held, widths, strict=True
    ):
        print(
            f"- {name} vraie {true:.4f}, dans l’intervalle {count} fois sur {TIRAGES}"
            f" (largeur moyenne {width:.4f})"
        )
    _show_thresholds(real, errors)


def _real(paires: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    sides = paires.join(known, left_on="cle_a", right_on="cle", how="inner").join(
        known, left_on="cle_b", right_on="cle", how="inner", suffix="_b"
    )
    return sides.with_columns(meme=pl.col("personne") == pl.col("personne_b"))


def _true_shares(real: pl.DataFrame) -> tuple[float, float]:
    """Precision of what is together, share of the true scored pairs that is together."""
    joined = real.filter(pl.col("situation").str.starts_with("reunie"))
    right = joined["meme"].sum()
    return (right / joined.height if joined.height else 1.0), right / max(1, real["meme"].sum())


def _threshold_errors(tirage: Tirage, answers: dict[tuple[str, str], str]) -> dict[float, float]:
    return {one.seuil: one.erreur for one in thresholds(tirage, answers)}


def _show_thresholds(real: pl.DataFrame, errors: list[dict[float, float]]) -> None:
    print("\n| seuil | erreur attendue, en moyenne | erreur vraie |\n| --- | --- | --- |")
    for seuil in sorted(errors[0]):
        above = real.filter(pl.col("probabilite") >= seuil, pl.col("situation") != "ecartee")
        wrong = 1 - above["meme"].mean() if above.height else 0.0
        said = [one[seuil] for one in errors if seuil in one]
        print(f"| {seuil:g} | {sum(said) / len(said):.5f} | {wrong:.5f} |")
