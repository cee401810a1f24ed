"""Journals whose lines hold each other: what is rewritten, added or cut is seen."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workbench.access import journal


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.jsonl"
    for rank in range(5):
        journal.append(path, {"le": f"2026-11-0{rank + 1}", "qui": "élève", "lignes": rank})
    return path


def test_a_journal_written_by_the_tool_is_whole(path: Path) -> None:
    found = journal.read(path)
    assert (found.nombre, found.fautes) == (5, ())
    assert len(set(found.tetes)) == 6
    assert path.stat().st_mode & 0o077 == 0


def test_one_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert journal.read(tmp_path / "rien.jsonl") == journal.Lecture((journal.VIDE,), ())


def changed(text: list[str]) -> list[str]:
    entry = json.loads(text[2])
    return [*text[:2], json.dumps({**entry, "qui": "personne"}, ensure_ascii=False), *text[3:]]


@pytest.mark.parametrize(
    ("name", "touch", "where"),
    [
        ("a line rewritten", changed, 3),
        ("a line taken out", lambda text: text[:2] + text[3:], 3),
        ("two lines swapped", lambda text: [text[1], text[0], *text[2:]], 1),
        ("the first line taken out", lambda text: text[1:], 1),
        ("a line added by hand at the end", lambda text: [*text, '{"qui": "moi"}'], 6),
        ("a line added by hand in the middle", lambda text: [*text[:3], '{"qui": "moi"}', *text[3:]], 4),
        ("a line copied", lambda text: [*text, text[-1]], 6),
    ],
)
def test_what_was_touched_is_said_with_its_line(path: Path, name: str, touch, where: int) -> None:
    path.write_text("\n".join(touch(lines(path))) + "\n", "utf-8")
    found = journal.read(path)
    assert found.fautes and found.fautes[0][0] == where, name


def test_lines_cut_at_the_end_are_seen_by_whoever_kept_the_head(path: Path) -> None:
    before = journal.read(path)
    path.write_text("\n".join(lines(path)[:3]) + "\n", "utf-8")
    after = journal.read(path)
    assert after.fautes == () and after.nombre < before.nombre
    assert after.tetes == before.tetes[: after.nombre + 1]


def test_a_journal_older_than_the_chain_is_carried_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text('{"qui": "a"}\n{"qui": "b"}\n', "utf-8")
    journal.append(path, {"qui": "c"})
    journal.append(path, {"qui": "d"})
    assert journal.read(path).fautes == ()
    path.write_text(path.read_text("utf-8").replace('"b"', '"z"'), "utf-8")
    assert journal.read(path).fautes[0][0] == 3, "what stood before the chain is held by its first link"


def test_a_line_a_full_disk_cut_is_carried_on(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    journal.append(path, {"qui": "après"})
    found = journal.read(path)
    assert found.nombre == 6 and found.fautes == ()
    assert [json.loads(text).get("qui") for text in lines(path)[-1:]] == ["après"]


def test_several_writers_at_once_make_one_chain(path: Path) -> None:
    with ThreadPoolExecutor(8) as workers:
        list(workers.map(lambda rank: journal.append(path, {"rang": rank, "motif": "x" * 900}), range(80)))
    found = journal.read(path)
    assert (found.nombre, found.fautes) == (85, ())


def test_a_line_longer_than_what_is_read_at_once(path: Path) -> None:
    journal.append(path, {"motif": "é" * 200_000})
    journal.append(path, {"motif": "court"})
    assert journal.read(path).fautes == ()
