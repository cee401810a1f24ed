"""Write, audit, publish: all or nothing, and readers are never in the way."""

from __future__ import annotations

import datetime as dt
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import polars as pl
import pytest
from tests.jouet import JOUR, compte, lien, personne, publier

from workbench.socle.tables import TableInconnue, schema
from workbench.warehouse import (
    AucunePublication,
    AuditEchoue,
    ExecutionEnCours,
    close_published,
    open_published,
    published_date,
    published_path,
    read_table,
    run_lock,
    write_version,
)
from workbench.warehouse import publication as module


def test_nothing_is_published_before_the_first_run(tmp_path: Path) -> None:
    with pytest.raises(AucunePublication, match="workbench run"):
        published_path(tmp_path)
    assert published_date(tmp_path) is None
    assert read_table(tmp_path, "curated.identite") is None


def test_every_table_is_there_even_when_no_nature_came(tmp_path: Path) -> None:
    publier(tmp_path)
    with open_published(tmp_path) as cursor:
        tables = cursor.execute("SELECT count(*) FROM information_schema.tables").fetchall()[0][0]
        assert tables > 40
        assert cursor.execute("SELECT count(*) FROM mart.couverture").fetchall() == [(0,)]
        assert cursor.execute("SELECT count(*) FROM mart.jalon WHERE taux IS NULL").fetchall() == [(2,)]


def test_columns_missing_are_null_and_unknown_ones_are_refused(tmp_path: Path) -> None:
    publier(tmp_path, identite=[personne(1)])
    frame = read_table(tmp_path, "curated.identite")
    assert frame is not None
    assert frame["date_naissance"].to_list() == [None]
    assert frame["date_naissance"].dtype == pl.Date
    with pytest.raises(TableInconnue, match=r"curated\.identite.*« surnom »") as refusal:
        publier(tmp_path, identite=[{**personne(1), "surnom": "Jo"}])
    assert "tables/curated.toml" in refusal.value.conseil


def test_a_version_of_an_older_tool_hands_down_what_is_still_described(tmp_path: Path) -> None:
    publier(tmp_path, redirection=[{"id_ancien": "ID00000009", "id_nouveau": None, "le": JOUR}])
    close_published(tmp_path)
    with duckdb.connect(str(published_path(tmp_path))) as older:
        older.execute("ALTER TABLE curated.redirection ADD COLUMN autrefois VARCHAR")
        older.execute("ALTER TABLE curated.redirection ALTER COLUMN le TYPE TIMESTAMP")
        older.execute("ALTER TABLE curated.compte DROP COLUMN mode_auth")
    before = read_table(tmp_path, "curated.compte")
    assert before is not None and before.schema == schema("curated.compte")
    publier(tmp_path, dt.date(2026, 7, 1))
    kept = read_table(tmp_path, "curated.redirection")
    assert kept is not None and kept.rows() == [("ID00000009", None, JOUR)]


def test_a_reader_keeps_its_version_while_another_is_published(tmp_path: Path) -> None:
    publier(tmp_path, identite=[personne(1)])
    reader = open_published(tmp_path)
    publier(tmp_path, identite=[personne(1), personne(2)])
    assert reader.execute("SELECT count(*) FROM curated.identite").fetchall() == [(1,)]
    with open_published(tmp_path) as after:
        assert after.execute("SELECT count(*) FROM curated.identite").fetchall() == [(2,)]


def test_published_version_is_read_only_and_closed_to_other_files(tmp_path: Path) -> None:
    publier(tmp_path)
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with open_published(tmp_path) as cursor:
        with pytest.raises(duckdb.Error):
            cursor.execute("DELETE FROM curated.identite")
        with pytest.raises(duckdb.Error):
            cursor.execute(f"SELECT * FROM read_csv('{secret.as_posix()}')").fetchall()
        with pytest.raises(duckdb.Error):
            cursor.execute("SET enable_external_access = true")


def test_threads_read_together(tmp_path: Path) -> None:
    publier(tmp_path, identite=[personne(n) for n in range(50)])
    seen: list[int] = []

    def read() -> None:
        for _ in range(20):
            with open_published(tmp_path) as cursor:
                seen.append(cursor.execute("SELECT count(*) FROM curated.identite").fetchall()[0][0])

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [50] * 120


AVANT = {
    "identite": [personne(1)],
    "identite_fiche": [{"source": "rh", "cle_source": "a", "id_unique": "ID00000001"}],
}
FAUTES = {
    "id_unique": {"identite": [personne(1), personne(1)]},
    "fiche_sans_identite": {
        "identite_fiche": [{"source": "rh", "cle_source": "z", "id_unique": "ID00000009"}]
    },
    "compte_deux_identites": {
        "identite": [personne(1), personne(2)],
        "compte": [compte("x", 1), compte("X", 2)],
    },
    "confirme_sans_preuve": {"identite": [personne(1)], "lien_rpps": [lien(1, "confirme", "10000000001")]},
    "rpps_deux_personnes": {
        "identite": [personne(1), personne(2)],
        "lien_rpps": [
            lien(1, "confirme", "10000000001", "traits"),
            lien(2, "confirme", "10000000001", "traits"),
        ],
    },
    "nir": {"fiche": [{"source": "rh", "cle_source": "a", "matricule": "1 85 05 78 006 084 36"}]},
    "identifiant_deplace": {
        "identite": [personne(2)],
        "identite_fiche": [{"source": "rh", "cle_source": "a", "id_unique": "ID00000002"}],
    },
}


@pytest.mark.parametrize("code", FAUTES)
def test_a_failed_audit_publishes_nothing_and_says_why(tmp_path: Path, code: str) -> None:
    before = publier(tmp_path, **AVANT)
    with pytest.raises(AuditEchoue) as refusal:
        publier(tmp_path, **FAUTES[code])
    assert f"[{code}]" in refusal.value.message
    assert published_path(tmp_path) == before
    assert not list(before.parent.glob(f"{module.EN_CONSTRUCTION}*"))


def test_decimals_of_a_trained_model_are_no_nir_but_its_texts_may_be(tmp_path: Path) -> None:
    drawn = '{"m_probability": 28.5037501234582, "u_probability": [1.850578006084362e-05]}'
    publier(tmp_path, identite=[personne(1)], meta_modele=[{"nom": "modele", "json": drawn}])
    for nir in ('"1 85 05 78 006 084 36"', '"son 185057800608436.0 ici"', "185057800608436.0"):
        told = drawn.replace("28.5037501234582", nir)
        with pytest.raises(AuditEchoue, match="nir"):
            publier(tmp_path, identite=[personne(1)], meta_modele=[{"nom": "modele", "json": told}])


def test_a_row_that_vanished_between_reading_and_writing_is_seen(tmp_path: Path) -> None:
    version = "v1"
    fichier = {"id_execution": version, "source": "rh", "nom": "rh.csv", "lignes": 10, "lignes_retenues": 8}
    rejet = {"source": "rh", "fichier": "rh.csv", "ligne": 3, "gravite": "ligne"}
    execution = pl.DataFrame([{"id_execution": version, "date_execution": JOUR, "version": version}])
    tables = {
        "meta.execution": execution,
        "meta.fichier": pl.DataFrame([fichier]),
        "meta.rejet": pl.DataFrame([rejet]),
    }
    with run_lock(tmp_path), pytest.raises(AuditEchoue, match="ligne_perdue"):
        write_version(tmp_path, tables, JOUR, version=version)


def test_a_redirection_excuses_a_merged_identifier_and_is_kept(tmp_path: Path) -> None:
    publier(tmp_path, **AVANT)
    merged = {**FAUTES["identifiant_deplace"]}
    redirection = [{"id_ancien": "ID00000001", "id_nouveau": "ID00000002", "le": JOUR}]
    publier(tmp_path, **merged, redirection=redirection)
    publier(tmp_path, dt.date(2026, 7, 1), **merged)
    kept = read_table(tmp_path, "curated.redirection")
    assert kept is not None and kept["id_ancien"].to_list() == ["ID00000001"]


def test_history_keeps_earlier_dates_and_replaces_the_same(tmp_path: Path) -> None:
    for day, heads in ((1, 1), (2, 5), (2, 2)):
        publier(tmp_path, dt.date(2026, day, 1), identite=[personne(n) for n in range(heads)])
    with open_published(tmp_path) as cursor:
        query = "SELECT date_execution, valeur FROM mart.historique WHERE indicateur = 'presents' ORDER BY 1"
        assert cursor.execute(query).fetchall() == [(dt.date(2026, 1, 1), 1.0), (dt.date(2026, 2, 1), 2.0)]
        assert cursor.execute("SELECT count(*) FROM meta.execution").fetchall() == [(2,)]


def test_a_replay_keeps_what_the_first_run_of_that_date_told(tmp_path: Path) -> None:
    moved = {"date_execution": JOUR, "application": "dpi", "avant": "a_revoir", "apres": "liee", "nombre": 3}
    publier(tmp_path, meta_transition=[moved])
    publier(tmp_path, meta_transition=[{**moved, "avant": "liee"}])
    with open_published(tmp_path) as cursor:
        assert cursor.execute("SELECT avant, nombre FROM mart.transition").fetchall() == [("a_revoir", 3)]


def test_only_the_last_versions_stay(tmp_path: Path) -> None:
    files = [publier(tmp_path, dt.date(2026, month, 1), conserver=2) for month in (1, 2, 3, 4)]
    assert [path.exists() for path in files] == [False, False, True, True]


def test_one_run_at_a_time_and_leftovers_are_removed(tmp_path: Path) -> None:
    with run_lock(tmp_path):
        stale = tmp_path / "data" / "curated" / f"{module.EN_CONSTRUCTION}vieux.duckdb"
        stale.write_bytes(b"half")
        with pytest.raises(ExecutionEnCours), run_lock(tmp_path):
            pass
        assert stale.exists()
    with run_lock(tmp_path):
        assert not stale.exists()


def test_a_crash_leaves_the_previous_version_published(tmp_path: Path) -> None:
    before = publier(tmp_path, identite=[personne(1)])
    code = (
        "import os, sys; sys.path[:0] = [sys.argv[2]]\n"
        "import workbench.warehouse.ecriture as e\n"
        "e.publish = lambda *a: os._exit(9)\n"
        "from pathlib import Path\n"
        "from tests.jouet import publier\n"
        "publier(Path(sys.argv[1]))\n"
    )
    racine = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path), racine], check=False, timeout=120)
    assert done.returncode == 9
    assert published_path(tmp_path) == before
    assert list(before.parent.glob(f"{module.EN_CONSTRUCTION}*"))
    after = publier(tmp_path, identite=[personne(1), personne(2)])
    assert published_path(tmp_path) == after
    assert not list(before.parent.glob(f"{module.EN_CONSTRUCTION}*"))


@pytest.mark.skipif(os.name == "nt", reason="no such rights on Windows")
def test_files_are_private(tmp_path: Path) -> None:
    path = publier(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((path.parent / module.POINTEUR).stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_pointer_waits_for_a_reader_of_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, refusals = Path.replace, iter([True, True, False, False])

    def busy(self: Path, target: Path) -> Path:
        if next(refusals, False):
            raise PermissionError
        return real(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    built = publier(tmp_path)
    assert published_path(tmp_path) == built
