"""The national number: who waits for a proof, what one more trait would bring, confirmations and refusals in
bulk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from workbench.atelier.poste import Poste, answered
from workbench.decisions import Decision

TRAITS = {
    "nom_naissance": "nom de naissance",
    "prenoms": "prénoms",
    "date_naissance": "date de naissance",
    "sexe": "sexe",
    "code_commune_naissance": "commune de naissance",
    "emploi": "emploi",
}
"""Traits HR could send, by column of `mart.identite`."""
_SANS_NUMERO = ("a_confirmer", "absent")


def waiting(poste: Poste) -> pl.DataFrame:
    """People whose number waits for a proof, by the rung that found it.

    Returns:
        preuve, personnes, un_seul (those with one single candidate), en_lot (of which nothing diverges).
    """
    one = candidates(poste)
    people = _people(poste).filter(pl.col("statut") == "a_confirmer")
    return (
        people.group_by("preuve")
        .agg(
            pl.len().cast(pl.Int64).alias("personnes"),
            (pl.col("nb_candidats") == 1).sum().cast(pl.Int64).alias("un_seul"),
            pl.col("id_unique").is_in(one["id_unique"].implode()).sum().cast(pl.Int64).alias("en_lot"),
        )
        .sort("personnes", "preuve", descending=[True, False])
    )


def missing_traits(poste: Poste) -> pl.DataFrame:
    """What HR did not send about people who have no confirmed number.

    Returns:
        trait, personnes (without it), seul_manquant (it is the only trait that lacks), phrase.
    """
    people = _people(poste).filter(
        pl.col("statut").is_in(_SANS_NUMERO) & pl.col("autorite").is_in(["ordre", "ars", "role"])
    )
    lacking = people.with_columns(_manques=pl.sum_horizontal(pl.col(name).is_null() for name in TRAITS))
    rows = []
    for name, word in TRAITS.items():
        without = lacking.filter(pl.col(name).is_null())
        alone = without.filter(pl.col("_manques") == 1).height
        if without.height:
            rows.append((word, without.height, alone))
    frame = pl.DataFrame(
        rows, schema={"trait": pl.String, "personnes": pl.Int64, "seul_manquant": pl.Int64}, orient="row"
    )
    return frame.sort("personnes", "trait", descending=[True, False])


def candidates(poste: Poste, preuve: str | None = None) -> pl.DataFrame:
    """People who may be confirmed together: one single candidate, and nothing of it diverges.

    Args:
        preuve: only those found by this rung (`declare_corrobore`, `public_nom`…).

    Returns:
        id_unique, rpps, preuve, nom, prenoms.
    """
    people = _people(poste).filter((pl.col("statut") == "a_confirmer") & (pl.col("nb_candidats") == 1))
    proposed = poste.acces.nominatif("mart.revue_candidat", colonnes=["id_unique", "rpps", "divergences"])
    clean = proposed.filter(pl.col("divergences").list.len().fill_null(0) == 0)
    found = people.drop("rpps").join(clean.select("id_unique", "rpps"), on="id_unique")
    if preuve:
        found = found.filter(pl.col("preuve") == preuve)
    return found.select("id_unique", "rpps", "preuve", pl.col("nom_naissance").alias("nom"), "prenoms").sort(
        "id_unique"
    )


def confirm(poste: Poste, preuve: str, personnes: pl.DataFrame, **dit: Any) -> str:
    """Confirm the numbers of these people with one proof; what was done, in a sentence.

    Args:
        preuve: the proof that was seen (`attestation`, `extraction_restreinte`, `rpps_plus`, `carte`).
        personnes: rows of `candidates`, chosen by the analyst.
        dit: `date_preuve` (AAAA-MM-JJ), `reference`, `motif`.

    Raises:
        AccesRefuse: the role records nothing. DecisionInvalide: no proof, a date to come. DejaTranche:
        somebody decided otherwise; nothing was recorded.
    """
    if not poste.action:
        return poste.record([])
    motif = dit.pop("motif", "") or "Confirmé en lot depuis le carnet"
    filled = poste.answers("rpps_confirme", {"preuve": preuve, **dit})
    return poste.record(_about(poste, "rpps_confirme", filled, personnes, motif))


def denied(poste: Poste, preuve: str, numeros: Sequence[str]) -> pl.DataFrame:
    """The people of a rung to whom one of these numbers is proposed, and to nobody else: a proof that denies
    it does not say whose it is not.

    Returns:
        id_unique, rpps.
    """
    people = _people(poste).filter(pl.col("statut") == "a_confirmer", pl.col("preuve") == preuve)
    offered = poste.acces.nominatif("mart.revue_candidat", colonnes=["id_unique", "rpps"])
    once = offered.filter(pl.col("rpps").is_unique(), pl.col("rpps").is_in(numeros))
    return once.join(people.select("id_unique"), on="id_unique", how="semi").sort("id_unique", "rpps")


def refuse(poste: Poste, preuve: str, personnes: pl.DataFrame, **dit: Any) -> str:
    """Record that these numbers are not these people's: they are no more proposed; what was done, in a
    sentence.

    Args:
        preuve, dit: as `confirm`; they say why.
        personnes: rows of `denied`.

    Raises:
        AccesRefuse: the role records nothing. DecisionInvalide: no proof, a date to come. DejaTranche:
        somebody decided otherwise; nothing was recorded.
    """
    if not poste.action:
        return poste.record([])
    if personnes.is_empty():
        return "Aucun numéro démenti."
    filled = poste.answers("rpps_confirme", {"preuve": preuve, **dit})
    first = personnes.select("id_unique", "rpps").row(0, named=True)
    seen = poste.compose("rpps_confirme", filled, motif="preuve qui dément", **first)  # as strict as a proof
    why = f"démenti par une preuve : {answered(seen)}"
    return poste.record(_about(poste, "rpps_refuse", {"raison": "autre"}, personnes, why))


def _about(
    poste: Poste, genre: str, filled: Mapping[str, Any], personnes: pl.DataFrame, motif: str
) -> list[Decision]:
    """The same answers about each of these people and numbers."""
    anchors = _anchors(poste)
    return [
        poste.compose(
            genre,
            filled,
            id_unique=ident,
            rpps=number,
            motif=motif,
            valeur={"fiche": anchors[ident]} if ident in anchors else {},
        )
        for ident, number in personnes.select("id_unique", "rpps").iter_rows()
    ]


def _anchors(poste: Poste) -> dict[str, str]:
    """Person → one of her records, HR first: a decision follows it when the person is split."""
    rows = poste.acces.nominatif("mart.revue_fiche", colonnes=["id_unique", "source", "cle_source", "nature"])
    ranked = rows.drop_nulls("id_unique").sort(
        pl.col("nature") != "sirh", "source", "cle_source", maintain_order=True
    )
    first = ranked.unique("id_unique", keep="first", maintain_order=True)
    return {
        ident: f"{source}:{key}"
        for ident, source, key in first.select("id_unique", "source", "cle_source").iter_rows()
    }


def _people(poste: Poste) -> pl.DataFrame:
    columns = ["id_unique", "statut", "preuve", "nb_candidats", "autorite", "rpps", *TRAITS]
    return poste.acces.nominatif("mart.identite", colonnes=columns, presente=True)
