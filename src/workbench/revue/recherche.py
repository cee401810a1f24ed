"""Looking somebody up in the national directory while typing: accents, order and typos forgiven."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from workbench.access import Acces
from workbench.socle.noms import letters, spelled

NOMS_PROCHES = 12
SEUIL_NOM = 0.88
RESULTATS = 20
MOTS_MAX = 5
VIDE = pl.DataFrame(
    schema={
        **dict.fromkeys(
            "rpps nom_exercice prenom_exercice profession_code role_code code_departement".split(), pl.String
        ),
        "nb_activites": pl.Int32,
        "score": pl.Float64,
    }
)


def known_names(acces: Acces) -> list[str]:
    """Distinct surname keys of the directory; read once a version, then kept by the caller."""
    return acces.nominatif(
        "mart.annuaire_nom", colonnes=["cle_nom"], motif="recherche dans l'annuaire public"
    )["cle_nom"].to_list()


def search(acces: Acces, noms: Sequence[str], texte: str) -> pl.DataFrame:
    """The best people for a number or a name typed in any order.

    Args:
        noms: `known_names(acces)`.
        texte: an RPPS number, or surname and given name as heard.

    Returns:
        rpps, nom_exercice, prenom_exercice, profession_code, role_code, code_departement, nb_activites, score
        (0 to 1), best first.
    """
    digits = "".join(char for char in texte if char.isdigit())
    if len(digits) >= 11:
        found = _read(acces, rpps=[digits[-11:]])
        return found.with_columns(score=pl.lit(1.0)).select(VIDE.columns)
    words = spelled(letters(texte))[:MOTS_MAX]
    if not words or max(map(len, words)) < 2:
        return VIDE
    readings = _readings(words)
    near = {name: _near(name, noms) for name in {surname for surname, _ in readings}}
    wanted = sorted({known for close in near.values() for known in close})
    if not wanted:
        return VIDE
    rows = _read(acces, cle_nom=wanted)
    scored = [_scored(rows, near[surname], given) for surname, given in readings]
    best = (
        pl.concat(scored)
        .sort(["score", "rpps"], descending=[True, False])
        .unique("rpps", keep="first", maintain_order=True)
    )
    return best.head(RESULTATS).select(VIDE.columns)


def _read(acces: Acces, **filtres: Any) -> pl.DataFrame:
    return acces.nominatif("mart.annuaire_rpps", motif="recherche dans l'annuaire public", **filtres)


def _readings(words: list[str]) -> list[tuple[str, str]]:
    """Every way to read the words as (surname, given name), either order; one word alone is a surname."""
    if len(words) == 1:
        return [(words[0], "")]
    cuts = range(1, len(words))
    both = [("".join(words[:cut]), words[cut]) for cut in cuts] + [
        ("".join(words[cut:]), words[0]) for cut in cuts
    ]
    return list(dict.fromkeys([*both, ("".join(words), "")]))


def _near(name: str, noms: Sequence[str]) -> dict[str, float]:
    """Surname keys close to what was typed, with how close."""
    close = process.extract(
        name, noms, scorer=JaroWinkler.normalized_similarity, score_cutoff=SEUIL_NOM, limit=NOMS_PROCHES
    )
    return {known: float(score) for known, score, _ in close}


def _scored(rows: pl.DataFrame, near: dict[str, float], given: str) -> pl.DataFrame:
    """Two thirds for the surname, one third for the given name; without a given name the surname alone."""
    kept = rows.filter(pl.col("cle_nom").is_in(list(near)))
    surname = pl.col("cle_nom").replace_strict(near, default=0.0, return_dtype=pl.Float64)
    if not given:
        return kept.with_columns(score=surname * 0.9)
    seen = kept["cle_prenom"].drop_nulls().unique().to_list()
    likeness = {prenom: float(JaroWinkler.normalized_similarity(given, prenom)) for prenom in seen}
    first = (
        pl.col("cle_prenom").replace_strict(likeness, default=0.0, return_dtype=pl.Float64)
        if likeness
        else pl.lit(0.0)
    )
    return kept.with_columns(score=(2 * surname + first) / 3)
