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
