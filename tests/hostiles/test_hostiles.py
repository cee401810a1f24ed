"""A sample of the hostile files, one in seven and no giant; `make fuzz` tries them all."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hostiles.epreuve import juger
from tests.hostiles.fichiers import Cas, cas

PAS = 7


def _echantillon() -> list[Cas]:
    return [un for un in cas() if not un.geant][::PAS]


def test_there_are_enough_of_them() -> None:
    tous = cas()
    assert len(tous) >= 300
    assert len({(un.genre, un.nom) for un in tous}) == len(tous)


@pytest.mark.parametrize(
    "un", _echantillon(), ids=lambda un: f"{un.genre}-{un.nom}".encode("ascii", "backslashreplace").decode()
)
def test_a_hostile_file_is_read_right_or_refused(un: Cas, tmp_path: Path) -> None:
    issue = juger(un, tmp_path)
    assert issue.etat in {"lu", "refusé"}, issue.detail
