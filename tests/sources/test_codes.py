"""What the door says of coded columns, on files as long as the national one."""

from __future__ import annotations

import polars as pl
import pytest

from workbench.socle.settings import Source
from workbench.sources.porte.codes import not_people


@pytest.mark.parametrize("nature", ["rpps_public", "sirh"])
def test_a_file_without_such_columns_is_read_whole_however_long(nature) -> None:
    source = Source(code="s", nature=nature, fichier="s.csv")
    rows = pl.DataFrame({"ligne": range(2, 300_002)}).with_columns(autre=pl.lit("x"))
    assert not_people(source, rows, rows, []).height == 0


def test_a_page_heading_and_a_vacant_post_are_nobody() -> None:
    dpi = Source(code="dpi", nature="application", fichier="dpi.csv")
    comptes = pl.DataFrame(
        {"ligne": [2, 3, 4], "login": ["Liste du personnel, page 2", "compte sans nom", "adumont"]}
    ).with_columns(nom=pl.Series([None, "DUMONT", None], dtype=pl.String))
    assert not_people(dpi, comptes, comptes, [])["ligne"].to_list() == [2]
    rh = Source(code="rh", nature="sirh", fichier="rh.csv")
    agents = pl.DataFrame({"ligne": [2, 3, 4], "nom_naissance": ["POSTE VACANT", "POSTEL", "Vacant"]})
    assert not_people(rh, agents, agents, [])["ligne"].to_list() == [2]
