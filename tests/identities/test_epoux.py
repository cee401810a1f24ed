"""Two surnames in one field: each goes where it is published."""

from __future__ import annotations

import polars as pl
import pytest

from workbench.identities.fiches.construction import standardise
from workbench.identities.fiches.epoux import own_names, without_brackets
from workbench.socle.tables import shape

EXEMPLES = [
    ("BAUDRY EP FISCHER", "FISCHER", "BAUDRY", "FISCHER"),
    ("Le Guennec ép. Bertin", None, "Le Guennec", "Bertin"),
    ("BAUDRY EP.FISCHER", None, "BAUDRY", "FISCHER"),
    ("BAUDRY (ép FISCHER)", None, "BAUDRY", "FISCHER"),
    ("née MARTIN", "DURAND", "MARTIN", "DURAND"),
    ("DURAND née MARTIN", None, "MARTIN", "DURAND"),
    ("X", "VVE Y", "X", "Y"),
    ("X", "épouse de la Tour", "X", "de la Tour"),
    ("X", "Y née X", "X", "Y"),
    ("DURAND", "née DURAND", "DURAND", None),
    (None, "DURAND né(e) MARTIN", "MARTIN", "DURAND"),
    ("BAUDRY (FISCHER)", "FISCHER", "BAUDRY", "FISCHER"),
    ("BAUDRY/FISCHER", None, "BAUDRY", "FISCHER"),
    ("BAUDRY divorcée FISCHER", None, "BAUDRY", None),
    ("MARTIN (EXT)", None, "MARTIN", None),
    # what only looks like it
    ("LE NE GOFF", None, "LE NE GOFF", None),
    ("EP", None, "EP", None),
    ("DIEP VAN", None, "DIEP VAN", None),
    ("S/O", None, "S/O", None),
    ("ST.LEGER", None, "ST.LEGER", None),
    ("(MARTIN)", None, "(MARTIN)", None),
]


@pytest.mark.parametrize(("naissance", "usage", "ne", "porte"), EXEMPLES)
def test_each_name_goes_where_it_is_published(
    naissance: str | None, usage: str | None, ne: str | None, porte: str | None
) -> None:
    assert own_names(naissance, usage) == (ne, porte)
    assert own_names(ne, porte) == (ne, porte), "read again, it stays"


def test_a_given_name_loses_its_nickname() -> None:
    assert without_brackets("CHARLOTTE (dite MIA)") == "CHARLOTTE"
    assert without_brackets(None) is None


def test_a_mark_beside_several_names_is_nobody_s_usual_name() -> None:
    """« (Cardio) » after many names says where they work: it is published as no name."""
    noms = ["DURAND", "PETIT", "MOREL", "GARNIER", "FAURE", "ROUSSEL"]
    rows = pl.DataFrame(
        {
            "source": "rh",
            "cle_source": [str(rank) for rank in range(len(noms) + 1)],
            "nature": "sirh",
            "nom_naissance": [*(f"{nom} (Cardio)" for nom in noms), "BLANC (FISCHER)"],
            "nom_usage": pl.Series([None] * (len(noms) + 1), dtype=pl.String),
            "prenoms": "Anne",
        }
    )
    read = standardise(shape("curated.fiche", rows)).sort(pl.col("cle_source").cast(pl.Int64))
    assert read["nom_naissance"].to_list() == [*noms, "BLANC"]
    assert read["nom_usage"].to_list() == [*[None] * len(noms), "FISCHER"]
