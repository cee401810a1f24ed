"""A number planted everywhere in a delivery is published, logged and exported nowhere."""

from __future__ import annotations

from pathlib import Path

from tests.hostiles.publie import holds, leaks, plant, play
from tests.outils.commandes import commande


def test_a_planted_number_is_found_again_nowhere(tmp_path: Path) -> None:
    home, sortie = tmp_path / "home", tmp_path / "sortie"
    home.mkdir()
    sortie.mkdir()
    fait = commande("demo", "--agents", "120", "--rpps", "1500", home=home)
    assert fait.returncode == 0, fait.stderr
    livraison = sorted((home / "data" / "raw").glob("20*"))[-1]
    assert plant(livraison) > 50
    said = play(home, sortie)
    assert list(sortie.rglob("*.xlsx")), said
    assert leaks(home, sortie, said) == []


def test_the_search_sees_the_number_however_it_is_written() -> None:
    assert (
        holds("Cardio 1-80-05-75-112-345-21") and holds("１８００５７５１１２３４５") and not holds("1800575")
    )
