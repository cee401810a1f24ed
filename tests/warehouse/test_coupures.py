"""A run killed at any moment: readers see the version before it or the version after it, whole."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest
from tests.jouet import personne, publier

from workbench.warehouse import ecriture, open_published, publication, published_path, run_lock

COUPURE = 9


def _killed_run(home: str, moment: str) -> None:
    """In its own process: publish a second version, die at `moment` as a power cut would."""

    def cut(*_: object, **__: object) -> None:
        os._exit(COUPURE)

    real = publication.replace_durably

    def cut_before_pointer(temporary: Path, final: Path) -> None:
        if final.name == publication.POINTEUR:
            os._exit(COUPURE)
        real(temporary, final)

    if moment == "pointeur":
        publication.replace_durably = cut_before_pointer
    else:
        setattr(ecriture, moment, cut)
    publier(Path(home), identite=[personne(1), personne(2)])


@pytest.mark.parametrize(
    ("moment", "personnes"),
    [
        ("insert", 1),
        ("carry_over", 1),
        ("create_marts", 1),
        ("run_audits", 1),
        ("publish", 1),
        ("pointeur", 1),
        ("keep_last", 2),
    ],
)
def test_a_run_killed_at_any_moment_leaves_a_whole_version(
    tmp_path: Path, moment: str, personnes: int
) -> None:
    before = publier(tmp_path, identite=[personne(1)])
    run = multiprocessing.get_context("spawn").Process(target=_killed_run, args=(str(tmp_path), moment))
    run.start()
    run.join(120)
    assert run.exitcode == COUPURE
    assert (published_path(tmp_path) == before) == (personnes == 1)
    with open_published(tmp_path) as cursor:
        assert cursor.execute("SELECT count(*) FROM curated.identite").fetchall() == [(personnes,)]
    after = publier(tmp_path, identite=[personne(n) for n in (1, 2, 3)])
    assert published_path(tmp_path) == after
    assert not list(after.parent.glob(f"{publication.EN_CONSTRUCTION}*"))


def test_folders_left_by_an_interruption_are_removed_too(tmp_path: Path) -> None:
    folder = publication.curated_folder(tmp_path)
    for name in (f"{publication.EN_CONSTRUCTION}v1.duckdb.tmp", f"{publication.RESTAURATION}abc"):
        (folder / name).mkdir()
        (folder / name / "personnes").write_text("x")
    with run_lock(tmp_path):
        assert [path.name for path in folder.iterdir()] == [publication.VERROU]
