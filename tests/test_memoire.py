"""A night that changes one row in a hundred: unchanged files are not read again, and what is published is
what a full run of the same delivery publishes, row for row.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from workbench.identities.modele import retenus
from workbench.identities.modele.retenus import remembered_scores
from workbench.run import annuaire, pipeline
from workbench.sources import livraisons
from workbench.warehouse import open_published, read_table
from workbench.warehouse.memoire import Memoire

CHANGE = 100  # one row in so many
NOUVEAU = b"DESROCHETTES"
DU_PASSAGE = ("id_execution", "version")  # the name of a run, drawn each time
HORODATEES = {("meta", "execution"), ("mart", "execution")}  # when a run began and ended


def publie(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the published version: in its stored order, but for what queries built."""
    base = open_published(home)
    tables = base.execute(
        "SELECT table_schema, table_name, list(column_name ORDER BY ordinal_position)"
        " FROM information_schema.columns WHERE table_schema IN ('curated', 'meta', 'mart', 'staging')"
        " GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    found = {}
    for space, name, columns in tables:
        if (space, name) not in HORODATEES:
            kept = ", ".join(one for one in columns if one not in DU_PASSAGE)
            rows = base.execute(f"SELECT {kept} FROM {space}.{name}").fetchall()
            found[f"{space}.{name}"] = rows if space in {"curated", "meta"} else sorted(rows, key=repr)
    return found


def nuit(home: Path) -> str:
    """The next night's delivery: one HR file, one row in `CHANGE` gone, as many under a new usage name; gives
    the file's name.
    """
    raw = home / "data" / "raw"
    veille = max(path for path in raw.iterdir() if path.is_dir())
    (fichier,) = veille.glob("SIRH_*.csv")
    lignes = fichier.read_bytes().splitlines(keepends=True)
    usage = lignes[0].split(b";").index(b"NOM USAGE")
    for rang in range(CHANGE, len(lignes), CHANGE):
        cases = lignes[rang].split(b";")
        cases[usage] = NOUVEAU
        lignes[rang] = b";".join(cases)
    neuf = raw / "2026-11-02" / fichier.name.replace("1101", "1102")
    neuf.parent.mkdir()
    neuf.write_bytes(b"".join(one for rank, one in enumerate(lignes) if rank % CHANGE != CHANGE - 1))
    return neuf.name


def test_a_night_publishes_what_a_full_run_does(
    demo_copiee: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    livre = nuit(demo_copiee)
    entiere = shutil.copytree(demo_copiee, tmp_path / "entiere")
    shutil.rmtree(entiere / "data" / "curated" / "memoire")
    abimee = max((demo_copiee / "data" / "curated" / "memoire").glob("lecture-*/*.parquet"), key=taille)
    abimee.write_bytes(abimee.read_bytes()[:-1])
    lus: list[str] = []
    dits: list[str] = []
    ecrits: list[Path] = []
    lire, ecrire = livraisons.read_brute, annuaire.lay_foundation
    monkeypatch.setattr(
        livraisons, "read_brute", lambda path, *others: lus.append(path.name) or lire(path, *others)
    )
    monkeypatch.setattr(
        annuaire, "lay_foundation", lambda home, tables: ecrits.append(home) or ecrire(home, tables)
    )
    pipeline.run(demo_copiee, progress=dits.append)
    assert len(lus) == 2 and livre in lus  # the file that changed, and the one whose memory was damaged
    assert [one for one in dits if "abîmée" in one] and not ecrits
    pipeline.run(entiere)
    assert len(lus) > 10 and ecrits == [entiere]
    night, full = publie(demo_copiee), publie(entiere)
    assert night.keys() == full.keys()
    assert [name for name in full if night[name] != full[name]] == []


def taille(path: Path) -> int:
    """Bytes of a file."""
    return path.stat().st_size


def test_pairs_are_scored_again_when_a_record_changes_only(
    petite_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fiche = read_table(petite_demo, "curated.fiche")
    assert fiche is not None
    few = fiche.head(150).with_columns(
        cle=pl.col("source") + ":" + pl.col("cle_source"),
        epeles=pl.lit([], dtype=pl.List(pl.String)),
    )
    scored: list[int] = []
    score = retenus.score_frame
    monkeypatch.setattr(
        retenus, "score_frame", lambda frame, *a, **k: scored.append(frame.height) or score(frame, *a, **k)
    )
    first, again = (remembered_scores(Memoire(tmp_path), {}, few, 42, 0.01) for _ in range(2))
    assert len(scored) == 1 and first.paires.height
    assert again.paires.equals(first.paires) and again.details.equals(first.details)
    assert (again.modele, again.graphiques) == (first.modele, first.graphiques)
    remembered_scores(Memoire(tmp_path), {}, few.with_columns(sexe=pl.lit("F")), 42, 0.01)
    assert len(scored) == 2


def test_an_entry_is_believed_under_its_own_key_only_and_goes_when_nobody_asks(tmp_path: Path) -> None:
    memoire = Memoire(tmp_path)
    memoire.keep("essai", "a" * 64, {}, {"dit": 1})
    found = memoire.find("essai", "a" * 64)
    assert found is not None and found.dit == {"dit": 1}
    assert memoire.find("essai", "a" * 32 + "b" * 32) is None  # the same folder, another key
    Memoire(tmp_path).tidy()
    assert list(memoire.folder.iterdir()) == []
