"""A file of another time, delivered again: the run stops, or it is said."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.sources.test_livraisons import lecture

from workbench.sources import jugement
from workbench.sources.ancien import name_date, stale

OCTOBRE, NOVEMBRE, DECEMBRE = (dt.date(2026, mois, 1) for mois in (10, 11, 12))
REGLES = jugement.rules()


@pytest.mark.parametrize(
    ("nom", "date"),
    [
        ("SIRH_20261101.csv", dt.date(2026, 11, 1)),
        ("SIRH_202611010830.csv", dt.date(2026, 11, 1)),
        ("agents 2026-11-02.xlsx", dt.date(2026, 11, 2)),
        ("User_Download_02112026.csv", dt.date(2026, 11, 2)),
        ("export_02-11-2026.csv, export_01-10-2026.csv", dt.date(2026, 11, 2)),
        ("Vivier 2026-11.xlsx", dt.date(2026, 11, 30)),
        ("paie_202612.csv", dt.date(2026, 12, 31)),
        ("agents.csv", None),
        ("uf_2110.csv", None),
        ("lot_20269999.csv", None),
    ],
)
def test_the_date_a_name_holds(nom: str, date: dt.date | None) -> None:
    assert name_date(nom) == date


def juger(recu: list[int], *lus: tuple[dt.date, list[int]], noms: str = "ad.csv") -> list[tuple[str, bool]]:
    """What is found of a December delivery after those published."""
    vus = pl.DataFrame(
        [("ad", jour, f"{cles}") for jour, cles in lus],
        schema={"source": pl.String, "livraison": pl.Date, "sha256": pl.String},
        orient="row",
    )
    avant = {"livraison": lus[-1][0], "fichiers": noms}
    return [(un.code, un.doute) for un in stale(lecture(recu, DECEMBRE), avant, vus, REGLES)]


def test_an_older_file_delivered_again_stops_the_run() -> None:
    assert juger([1, 2], (OCTOBRE, [1, 2]), (NOVEMBRE, [1, 2, 3])) == [("ancien_fichier", True)]
    assert juger([1, 2], (OCTOBRE, [1, 2]), (NOVEMBRE, [1, 2])) == [], "the last one again is said elsewhere"
    assert juger([4], (OCTOBRE, [1, 2]), (NOVEMBRE, [1, 2, 3])) == []


@pytest.mark.parametrize(
    ("nom", "avant", "trouve"),
    [
        ("ad_20261001.csv", "ad_20261101.csv", [("nom_ancien", True)]),
        ("ad_20261001.csv", "ad_20260901.csv", [("nom_en_retard", False)]),
        ("ad_20261130.csv", "ad_20261101.csv", []),
        ("ad.csv", "ad_20261101.csv", []),
    ],
)
def test_an_older_date_in_the_name(nom: str, avant: str, trouve: list[tuple[str, bool]]) -> None:
    recu = lecture([1, 2], DECEMBRE)
    fichier = recu.fichiers[0].__class__(**{**recu.fichiers[0].__dict__, "nom": nom})
    recu = recu.__class__(recu.source, [fichier], recu.lignes, recu.rejets)
    precedent = {"livraison": NOVEMBRE, "fichiers": avant}
    assert [(un.code, un.doute) for un in stale(recu, precedent, None, REGLES)] == trouve
