"""Since when an agent is there, when the list forgets the contracts before the one it shows.

Some HR exports hold one line an agent, the current contract: what the published version knew of the presence
says when it began, as long as the contract shown goes on from it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

import polars as pl

from workbench.identities.regles import rules

CLE = ["source", "cle_source"]


def remembered(
    fiche: pl.DataFrame, before: pl.DataFrame | None, contrats: pl.DataFrame | None
) -> pl.DataFrame:
    """Records that start with a contract already published in a longer presence: the presence it began in.

    Args:
        fiche: today's, under known keys. before, contrats: `curated.fiche`, `curated.contrat` as published.
    """
    if before is None or contrats is None:
        return fiche
    known = contrats.select(*CLE, pl.col("date_debut").alias("_premier"), connu=True).drop_nulls().unique()
    both = _presences(fiche, before).join(known, on=[*CLE, "_premier"], how="left")
    return _begun(fiche, both.filter(pl.col("connu").fill_null(False)))


def renewed(
    fiche: pl.DataFrame, before: pl.DataFrame | None, published: dt.date | None
) -> tuple[pl.DataFrame, dict[str, int]]:
    """The same for another contract than those of the version of the day `published`, which showed the agent
    there: it goes on from that presence. One that keeps its end is the same, its start put right; one
    without end is another when it begins since.

    Returns:
        the records, and by source how many of them the list alone would have shown as arriving.
    """
    if before is None or published is None:
        return fiche, {}
    other = pl.col("date_fin").ne_missing(pl.col("_fin"))
    since = pl.col("date_fin").is_null() & (pl.col("_premier") >= published)
    followed = _presences(fiche, before).filter((pl.col("_debut") <= published) & (other | since))
    return _begun(fiche, followed), dict(Counter(followed["source"].sort()))


def _presences(fiche: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """`source, cle_source, date_fin, _premier, _debut, _fin`: agents of both, the same person, whose presence
    as published began before today's list says and reaches it.
    """
    agents = before.filter(nature="sirh").select(
        *CLE,
        pl.col("date_debut").alias("_debut"),
        pl.col("date_fin").alias("_fin"),
        pl.col("date_naissance").alias("_naissance"),
        pl.col("noms").alias("_noms"),
    )
    gap = pl.duration(days=rules()["presence"]["interruption_jours"])
    shared = pl.col("noms").list.set_intersection("_noms").list.len() > 0
    somebody = (pl.col("date_naissance") == pl.col("_naissance")).fill_null(False) | shared.fill_null(False)
    reached = pl.col("_fin").is_null() | (pl.col("date_debut") <= pl.col("_fin") + gap)
    both = fiche.filter(nature="sirh").join(agents, on=CLE)
    both = both.filter((pl.col("_debut") < pl.col("date_debut")) & reached & somebody)
    return both.select(*CLE, "date_fin", pl.col("date_debut").alias("_premier"), "_debut", "_fin")


def _begun(fiche: pl.DataFrame, those: pl.DataFrame) -> pl.DataFrame:
    """The records, these ones since the day their presence began."""
    if those.is_empty():
        return fiche
    joined = fiche.join(those.select(*CLE, "_debut"), on=CLE, how="left", maintain_order="left")
    return joined.with_columns(date_debut=pl.coalesce("_debut", "date_debut")).drop("_debut")


def told(renewals: int) -> str:
    """What is said of a source whose list forgets; "" when it forgets nobody."""
    if not renewals:
        return ""
    whom = f"{renewals} agents déjà connus n'y ont" if renewals > 1 else "un agent déjà connu n'y a"
    return f"{whom} plus que le nouveau contrat : l'arrivée reste celle que la liste disait avant"
