"""The page of the marts says what the queries say."""

from __future__ import annotations

from pathlib import Path

from workbench.marts.__main__ import page
from workbench.marts.catalogue import creation

PAGE = Path(__file__).parents[2] / "docs" / "marts.md"


def test_la_page_des_marts_est_a_jour() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m workbench.marts > docs/marts.md"


def test_elle_dit_chaque_requete_de_marts_et_de_staging() -> None:
    page_text = PAGE.read_text("utf-8")
    marts, staging = page_text.split("## Ce dont les marts sont faits")
    assert {mart.espace for mart in creation()} == {"mart", "staging"}
    for mart in creation():
        row = f"| `{mart.nom}`{' N' if mart.nominatif else ''} | {mart.description} |"
        assert row in (marts if mart.espace == "mart" else staging)
