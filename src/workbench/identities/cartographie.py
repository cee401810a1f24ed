"""The map of sources: who creates identities, what they share, who is missing where, what each trait is worth
there.
"""

from __future__ import annotations

import polars as pl

from workbench.socle.champs import cle
from workbench.socle.listes import read_once
from workbench.socle.settings import DPI

ATTRIBUTS = {
    "nom_naissance": "Nom de naissance",
    "nom_usage": "Nom d’usage",
    "prenoms": "Prénoms",
    "date_naissance": "Date de naissance",
    "sexe": "Sexe",
    "lieu_naissance": "Lieu de naissance",
    "email": "Courriel",
    "emploi": "Emploi",
    "service": "Service",
    "rpps": "Numéro RPPS",
}


def contributions(identite_fiche: pl.DataFrame, fiche: pl.DataFrame) -> pl.DataFrame:
    """What each source brings.

    Returns:
        source, nature, fiches, personnes, seule (people no other source knows), en_commun (share known
        elsewhere, 0 to 1).
    """
    members = identite_fiche.join(fiche.select("source", "cle_source", "nature"), on=["source", "cle_source"])
    known = (
        members.select("id_unique", "source").unique().group_by("id_unique").len().rename({"len": "sources"})
    )
    people = members.select("id_unique", "source", "nature").unique().join(known, on="id_unique")
    counts = people.group_by("source", "nature").agg(
        pl.len().cast(pl.Int64).alias("personnes"),
        (pl.col("sources") == 1).sum().cast(pl.Int64).alias("seule"),
    )
    records = members.group_by("source").agg(pl.len().cast(pl.Int64).alias("fiches"))
    return (
        counts.join(records, on="source")
        .with_columns(en_commun=1 - pl.col("seule") / pl.col("personnes"))
        .select("source", "nature", "fiches", "personnes", "seule", "en_commun")
        .sort("nature", "personnes", "source", descending=[True, True, False])
    )


def combinations(identite_fiche: pl.DataFrame, sources: list[str] | None = None) -> pl.DataFrame:
    """How many people are known by exactly these sources (the columns of an UpSet figure).

    Returns:
        sources (sorted list), personnes; the most frequent first.
    """
    rows = identite_fiche.select("id_unique", "source").unique()
    if sources is not None:
        rows = rows.filter(pl.col("source").is_in(sources))
    sets = (
        rows.sort("source").group_by("id_unique", maintain_order=True).agg(pl.col("source").alias("sources"))
    )
    keyed = sets.with_columns(cle=pl.col("sources").list.join("|"))
    return (
        keyed.group_by("cle")
        .agg(pl.len().cast(pl.Int64).alias("personnes"), pl.col("sources").first())
        .sort(["personnes", "cle"], descending=[True, False])
        .select("sources", "personnes")
    )


def missing(identite: pl.DataFrame, identite_fiche: pl.DataFrame, fiche: pl.DataFrame) -> pl.DataFrame:
    """People present who are in HR but not in a directory or an application, and the reverse.

    Returns:
        constat, personnes.
    """
    natures = identite_fiche.join(
        fiche.select("source", "cle_source", "nature", "role", "actif"), on=["source", "cle_source"]
    )
    by_person = natures.group_by("id_unique").agg(
        (pl.col("nature") == "sirh").any().alias("rh"),
        ((pl.col("nature") == "annuaire") & pl.col("actif").fill_null(True)).any().alias("annuaire"),
        ((pl.col("role") == DPI) & pl.col("actif").fill_null(True)).any().alias("dpi"),
    )
    people = identite.select("id_unique", "presente").join(by_person, on="id_unique")
    here = pl.col("presente").fill_null(False)
    facts = {
        "Présents aux RH, sans compte d’annuaire": here & pl.col("rh") & ~pl.col("annuaire"),
        "Présents aux RH, sans compte du dossier patient": here & pl.col("rh") & ~pl.col("dpi"),
        "Compte du dossier patient, inconnus des RH": ~pl.col("rh") & pl.col("dpi"),
        "Compte d’annuaire, inconnus des RH": ~pl.col("rh") & pl.col("annuaire"),
        "Partis selon les RH, compte du dossier patient ouvert": ~here & pl.col("rh") & pl.col("dpi"),
    }
    return pl.DataFrame(
        [{"constat": name, "personnes": people.filter(test).height} for name, test in facts.items()]
    )


def trait_quality(identite_fiche: pl.DataFrame, fiche: pl.DataFrame) -> pl.DataFrame:
    """Quality of each trait in each source, people known by several sources being the judges.

    Returns:
        attribut, source, renseignes (share filled), concordance (share equal to the most frequent other
        value; null when nobody
        can judge), juges (people who could judge).
    """
    rows = identite_fiche.join(fiche, on=["source", "cle_source"])
    parts = []
    for name in ATTRIBUTS:
        filled = rows.select("id_unique", "source", _compared(rows[name]).alias("valeur"))
        share = filled.group_by("source").agg(pl.col("valeur").is_not_null().mean().alias("renseignes"))
        known = filled.drop_nulls().unique()
        other = known.join(known, on="id_unique", suffix="_autre").filter(
            pl.col("source") != pl.col("source_autre")
        )
        judged = other.group_by("id_unique", "source").agg(
            (pl.col("valeur") == pl.col("valeur_autre")).mean().alias("accord")
        )
        agreed = judged.group_by("source").agg(
            pl.col("accord").mean().alias("concordance"), pl.len().cast(pl.Int64).alias("juges")
        )
        part = share.join(agreed, on="source", how="left").with_columns(
            attribut=pl.lit(name), juges=pl.col("juges").fill_null(0)
        )
        parts.append(part.select("attribut", "source", "renseignes", "concordance", "juges"))
    return pl.concat(parts).filter(pl.col("renseignes") > 0).sort("attribut", "source")


def _compared(values: pl.Series) -> pl.Series:
    """Values as compared: without case, accents nor punctuation; of given names, the first."""
    keys = read_once(values.cast(pl.String), cle).replace("", None)
    return keys.str.split(" ").list.first() if values.name == "prenoms" else keys
