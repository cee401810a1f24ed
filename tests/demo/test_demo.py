"""The fictional GHT: same seed same bytes, real layouts, never over real files; and the accuracy it lets us
measure.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest

from workbench.demo import evaluer, generate
from workbench.demo.annuaire_national import header
from workbench.demo.tables import ENTITES, faults, variante
from workbench.run.pipeline import run
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.numeros import lire, rpps_valide


def digest(home: Path) -> dict[str, str]:
    files = [path for path in sorted(home.rglob("*")) if path.is_file()]
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        generate(tmp_path / name, agents=200, rpps=2_000, graine=7)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")


def test_real_files_are_never_overwritten(tmp_path: Path) -> None:
    real = tmp_path / "data" / "raw" / "2026-01-01" / "paie.csv"
    real.parent.mkdir(parents=True)
    real.write_text("à moi", "utf-8")
    with pytest.raises(ErreurWorkbench, match="n'écrase jamais"):
        generate(tmp_path, agents=50, rpps=500)
    assert real.read_text("utf-8") == "à moi" and not (tmp_path / "workbench.toml").exists()


def test_national_layout(petite_demo: Path) -> None:
    path = next((petite_demo / "data" / "raw" / "2026-11-01").glob("PS_LibreAcces_*.txt"))
    lines = path.read_text("utf-8").split("\n")
    titles = header("header_PS_LibreAcces_Personne_activite")
    assert lines[0] == "|".join(titles) + "|" and len(titles) == 56
    assert all(line.count("|") == 56 and line.endswith("|") for line in lines[1:200])
    assert all(rpps_valide(line.split("|")[1]) for line in lines[1:200])
    assert all(
        lire("finess", entite.finess_et).verdict == lire("finess", entite.finess_ej).verdict == "ok"
        for entite in ENTITES
    )


def test_truth_is_coherent_and_faults_are_there(petite_demo: Path) -> None:
    folder = petite_demo / "data" / "demo_verite"
    truth = pl.read_parquet(folder / "fiches.parquet")
    assert truth.select("livraison", "source", "cle_source").is_duplicated().sum() == 0
    seen = {code for text in truth["defauts"] for code in text.split()}
    assert seen <= set(faults()) and len(seen) >= 15


@pytest.mark.demo
def test_accuracy_on_six_thousand_agents(tmp_path: Path) -> None:
    """The bounds are the issue's; measured figures are in docs/mesures.md."""
    generate(tmp_path)
    run(tmp_path)
    result = evaluer(tmp_path)
    assert result.precision_paires >= 0.9995
    assert result.rappel_paires >= 0.95
    assert result.reunies_ou_en_revue >= 0.99
    assert result.precision_rpps >= 0.9999
    assert result.part_confirmee >= 0.97
    assert result.comptes_reconnus >= 0.99
    assert result.paires_vraies > 10_000 and result.rpps_confirmes > 2_000


def test_the_second_hospital_is_read_whole_and_joins_nobody_wrongly(tmp_path: Path) -> None:
    generate(tmp_path, agents=60, rpps=600, graine=7, monde=variante())
    truth = pl.read_parquet(tmp_path / "data" / "demo_verite" / "fiches.parquet")
    assert {code for text in truth["defauts"] for code in text.split()} <= set(variante().taux)
    run(tmp_path)
    result = evaluer(tmp_path)
    assert (result.paires_fausses, result.rpps_faux) == (0, 0)
    assert result.paires_reunies > 100 and result.rpps_confirmes > 10
