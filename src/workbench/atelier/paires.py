"""Doubts of one reason answered together: what HR, a head of service or an identity paper said of a list."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from workbench.atelier.poste import Poste
from workbench.decisions import DecisionInvalide
from workbench.decisions.genres import champs

REPONSES = {"meme": "meme_personne", "different": "personne_differente"}
SANS_TEMOIN = {"traits", "discordants"}
"""Reasons nobody stands behind: enough for a pair looked at, not for a list."""


def waiting(poste: Poste) -> pl.DataFrame:
    """Pairs left to a person, by reason.

    Returns:
        code, motif, paires, cas (pairs proposed for one person are one case).
    """
    return (
        _pairs(poste)
        .group_by(pl.col("code_motif").alias("code"))
        .agg(
            pl.col("motif").sort().first(),
            pl.len().cast(pl.Int64).alias("paires"),
            pl.col("dossier").n_unique().cast(pl.Int64).alias("cas"),
        )
        .sort("cas", "code", descending=[True, False])
    )


def asked(poste: Poste, code: str, sauf: Collection[tuple[str, str]] = ()) -> pl.DataFrame:
    """The pairs of one reason, most likely first: cle_a, cle_b, code_motif, probabilite.

    Args:
        sauf: pairs (cle_a, cle_b) left out, in any order.
    """
    rows = _pairs(poste).filter(pl.col("code_motif") == code)
    left = {frozenset(pair) for pair in sauf}
    kept = [frozenset(pair) not in left for pair in rows.select("cle_a", "cle_b").iter_rows()]
    return (
        rows.filter(pl.Series(kept, dtype=pl.Boolean))
        .select("cle_a", "cle_b", "code_motif", "probabilite")
        .sort("probabilite", "cle_a", "cle_b", descending=[True, False, False])
    )


def settle(poste: Poste, reponse: str, paires: pl.DataFrame, *, qui: str, motif: str) -> str:
    """Record one answer about all these pairs; what was done, in a sentence.

    Args:
        reponse: `meme` or `different`. qui: who confirmed it (`piece`, `rh`, `encadrement`, `personne`).
        paires: rows of `asked`, chosen by the analyst.

    Raises:
        AccesRefuse: the role records nothing. DecisionInvalide: no answer, nobody behind it, no reason.
        DejaTranche: somebody decided otherwise; nothing was recorded.
    """
    if not poste.action:
        return poste.record([])
    genre = REPONSES.get(reponse)
    if genre is None:
        raise DecisionInvalide(
            "Réponse à choisir", f"« {reponse} »", f"Réponses admises : {', '.join(REPONSES)}."
        )
    named = {code: word for code, word in champs(genre)["raison"].options.items() if code not in SANS_TEMOIN}
    if qui not in named:
        said = " ; ".join(f"{code} = {word}" for code, word in named.items())
        raise DecisionInvalide(
            "Qui l’a confirmé ?", f"« {qui} » : une liste ne se tranche pas sur les seuls traits.", f"{said}."
        )
    if paires.is_empty():
        return "Aucune paire choisie."
    return poste.record(
        [
            poste.compose(genre, {"raison": qui}, cle_a=a, cle_b=b, motif=motif, valeur={"avis": code})
            for a, b, code in paires.select("cle_a", "cle_b", "code_motif").iter_rows()
        ]
    )


def _pairs(poste: Poste) -> pl.DataFrame:
    columns = ["genre_cas", "dossier", "cle_a", "cle_b", "code_motif", "motif", "probabilite"]
    rows = poste.acces.nominatif("mart.revue_cas", colonnes=columns)
    return rows.filter(pl.col("genre_cas") == "identite")
