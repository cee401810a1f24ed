"""When a presence began, of contracts that follow one another or not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from workbench.identities import build_fiches
from workbench.socle.settings import load_settings
from workbench.sources import read_deliveries

JOUR = dt.date(2026, 11, 2)
REGLAGES = """version = 1
[etablissement]
nom = "Essai"
[[sources]]
code = "rh"
nature = "sirh"
fichier = "rh.csv"
colonnes = { matricule = "M", nom = "N", date_debut = "D", date_fin = "F" }
"""


@pytest.mark.parametrize(
    ("contrats", "debut"),
    [
        (["01/02/1990;31/01/1991", "01/09/2009;"], dt.date(2009, 9, 1)),  # came back
        (["01/02/2020;31/01/2021", "15/03/2021;30/06/2022", "01/07/2022;"], dt.date(2020, 2, 1)),
        (["01/02/1990;", "01/09/2009;"], dt.date(1990, 2, 1)),  # the first one never ended
        (["01/02/1990;31/01/1991"], dt.date(1990, 2, 1)),  # gone
        ([";31/01/1991", "01/09/2009;"], dt.date(2009, 9, 1)),
        (["01/09/2009;", "01/09/2009;31/12/2009"], dt.date(2009, 9, 1)),
        ([";"], None),
    ],
)
def test_le_debut_est_celui_de_la_presence(
    tmp_path: Path, contrats: list[str], debut: dt.date | None
) -> None:
    livraison = tmp_path / "data" / "raw" / JOUR.isoformat()
    livraison.mkdir(parents=True)
    (tmp_path / "workbench.toml").write_text(REGLAGES, "utf-8")
    lignes = ["M;N;D;F", *(f"12;PETIT;{contrat}" for contrat in contrats)]
    (livraison / "rh.csv").write_text("\n".join([*lignes, "13;AUBERT;13/02/2001;"]) + "\n", "utf-8")
    settings = load_settings(tmp_path)
    fiche = build_fiches(read_deliveries(settings, JOUR), settings, JOUR).fiche
    assert fiche.select("cle_source", "date_debut").rows() == [("12", debut), ("13", dt.date(2001, 2, 13))]
