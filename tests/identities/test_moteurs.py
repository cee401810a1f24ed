"""Pairs scored on Apache Spark: the same model, the same weights, the same people; or a refusal, before
anything is read.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from tests.outils.commandes import processus
from tests.test_memoire import publie

from workbench.identities.indices.epellation import with_spelled
from workbench.identities.modele import moteurs
from workbench.identities.modele.entrainement import matching_frame, score_frame
from workbench.identities.modele.moteurs import Spark, chosen_engine, in_spark
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Execution, load_settings
from workbench.warehouse import read_table

GRAINE, SEUIL = 42, 0.01
ICI = "local[2]"
MOTEUR = f'\n[execution]\nmoteur = "spark"\nspark = "{ICI}"\n'


@pytest.fixture
def spark() -> None:
    """Passed over, saying why, where Spark is not installed."""
    if not find_spec("pyspark") or not shutil.which("java"):
        pytest.skip("Spark non installé (make spark)")


@pytest.fixture(scope="module")
def compares(petite_demo: Path) -> pl.DataFrame:
    """What the model compares, of the published records."""
    fiche = read_table(petite_demo, "curated.fiche")
    assert fiche is not None
    people = fiche.filter(pl.col("nature_compte").is_null() | (pl.col("nature_compte") == "nominatif"))
    return matching_frame(
        with_spelled(people.with_columns(cle=pl.col("source") + ":" + pl.col("cle_source")).sort("cle"))
    )


@pytest.mark.usefixtures("spark")
def test_spark_gives_the_weights_duckdb_gives_where_nothing_is_learned(compares: pl.DataFrame) -> None:
    some = compares.gather_every(12)
    here = score_frame(some, GRAINE, SEUIL)
    assert here.paires.height and not here.modele["entraine"]
    there = score_frame(some, GRAINE, SEUIL, moteur=Spark(ICI))
    assert there.details.equals(here.details)
    assert there.modele == here.modele


@pytest.mark.usefixtures("spark")
def test_a_run_on_spark_publishes_what_a_run_here_does(petite_demo: Path, tmp_path: Path) -> None:
    said = []
    for name, more in (("ici", ""), ("spark", MOTEUR)):
        home = tmp_path / name
        shutil.copytree(petite_demo, home, ignore=shutil.ignore_patterns("curated", "exports"))
        reglages = home / "workbench.toml"
        texte = reglages.read_text("utf-8")
        reglages.write_text(texte.replace("\n[execution]\n", more or "\n[execution]\n"), "utf-8")
        assert load_settings(home).execution.moteur == ("spark" if more else "duckdb")
        fini = processus("run", home=home)
        assert fini.returncode == 0, fini.stdout[-3000:] + fini.stderr[-3000:]
        said.append(publie(home))
    ici, ailleurs = said
    assert len(ici["curated.paire_score"]) > 500
    assert [name for name in ici if ici[name] != ailleurs[name]] == []


def test_what_the_model_asks_is_said_in_spark(compares: pl.DataFrame) -> None:
    modele = score_frame(compares, GRAINE, SEUIL).modele["splink"]
    said = in_spark(modele)
    assert said["sql_dialect"] == "spark" and modele["sql_dialect"] == "duckdb"
    conditions = [
        level["sql_condition"].lower() for one in said["comparisons"] for level in one["comparison_levels"]
    ]
    assert any("arrays_overlap(noms_l, noms_r)" in one for one in conditions)
    assert not [one for one in conditions if "&&" in one or "list_has_any" in one]


@pytest.mark.parametrize("absent", ["pyspark", "Java 17"])
def test_what_is_missing_is_said_before_anything_is_read(
    absent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moteurs, "find_spec", lambda _: None if absent == "pyspark" else object())
    monkeypatch.setattr(moteurs.shutil, "which", lambda _: None if absent == "Java 17" else "/usr/bin/java")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ErreurWorkbench) as refusal:
        chosen_engine(Execution(moteur="spark"))
    assert absent in refusal.value.message and "duckdb" in refusal.value.conseil
    assert chosen_engine(Execution()) is None


def test_spark_that_does_not_answer_is_a_refusal(
    compares: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def nobody(_: str):  # type: ignore[no-untyped-def]
        raise ConnectionError("All masters are unresponsive")
        yield

    monkeypatch.setattr(moteurs, "_session", nobody)
    with pytest.raises(ErreurWorkbench, match="spark://nulle-part:7077") as refusal:
        score_frame(compares, GRAINE, SEUIL, moteur=Spark("spark://nulle-part:7077"))
    assert "Rien n’est publié" in refusal.value.message


@pytest.mark.parametrize("adresse", ["", "sc://hote", "http://hote:7077", "local", "spark:// hote"])
def test_an_address_spark_would_not_take_is_refused(adresse: str) -> None:
    with pytest.raises(ValueError, match="spark"):
        Execution(moteur="spark", spark=adresse)
