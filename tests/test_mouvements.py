"""What a run says it changed: people created, identifiers merged, confirmed numbers gained and lost."""

from __future__ import annotations

import polars as pl

from workbench.cli.console import console, show_movements
from workbench.run.bilan import Mouvements, movements


def version(ids: str, links: dict[str, str], redirections: dict[str, str | None]) -> dict[str, pl.DataFrame]:
    return {
        "curated.identite": pl.DataFrame({"id_unique": list(ids)}),
        "curated.lien_rpps": pl.DataFrame(
            {
                "id_unique": [*links, "z"],
                "rpps": [*links.values(), "9"],
                "statut": ["confirme"] * len(links) + ["a_confirmer"],
            }
        ),
        "curated.redirection": pl.DataFrame(
            {"id_ancien": list(redirections), "id_nouveau": list(redirections.values())},
            schema={"id_ancien": pl.String, "id_nouveau": pl.String},
        ),
    }


def test_what_moved_is_counted() -> None:
    before = version("abcd", {"a": "1", "b": "2"}, {"y": "a"})
    after = version("abef", {"a": "1", "b": "3", "e": "4"}, {"y": "a", "c": "a", "d": None})
    assert movements(before, after) == Mouvements(2, 1, 2, 1)


def test_a_replay_moves_nothing_and_a_first_run_compares_with_nothing() -> None:
    same = version("ab", {"a": "1"}, {})
    assert movements(same, same) == Mouvements(0, 0, 0, 0)
    assert movements({"curated.identite": None}, same) is None


def test_frames_without_rows_or_columns_are_empty() -> None:
    assert movements(version("a", {}, {}), {"curated.identite": pl.DataFrame()}) == Mouvements(0, 0, 0, 0)


def test_it_is_said_in_french() -> None:
    with console.capture() as seen:
        show_movements(Mouvements(1, 2, 3, 0))
        show_movements(None)
    text = " ".join(seen.get().split())
    for part in ("1 personne créée", "2 identifiants fusionnés", "3 RPPS confirmés gagnés", "0 perdu"):
        assert part in text
