"""Units renumbered between two deliveries: the run stops and shows which codes changed service."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from workbench.run.structures import renumbered_units
from workbench.socle.settings import Source
from workbench.sources import FichierLu, Lecture, jugement
from workbench.sources.modeles import rejections_frame

SERVICES = [
    "Cardiologie",
    "Urgences",
    "Maternité",
    "Pédiatrie",
    "Pharmacie",
    "Imagerie",
    "SMUR",
    "Réanimation",
]
REGLE = jugement.rules()["structure"]


def unites(codes: list[str], services: list[str] = SERVICES) -> pl.DataFrame:
    return pl.DataFrame(
        {"etablissement": ["CHR"] * len(codes), "service_code": codes, "service": services},
        schema_overrides={"service_code": pl.String},
    )


def juger(avant: pl.DataFrame | None, recu: pl.DataFrame) -> list[str]:
    fichier = FichierLu("structure", "structure.csv", dt.date(2026, 12, 1), 1, "x", recu.height)
    source = Source(code="structure", nature="structure", fichier="structure_*.csv")
    lecture = Lecture(source, [fichier], recu, rejections_frame([]))
    return [doute.message for doute in renumbered_units([lecture], avant, REGLE)]


CODES = [f"{2110 + rang}" for rang in range(len(SERVICES))]


@pytest.mark.parametrize("tourne", [1, 3])
def test_codes_taken_by_other_services_stop_the_run(tourne: int) -> None:
    [dit] = juger(unites(CODES), unites(CODES[tourne:] + CODES[:tourne]))
    assert "8 codes d'unité sur 8" in dit and "dans la même livraison" in dit


@pytest.mark.parametrize(
    "recu",
    [
        unites(CODES),
        unites([f"9{code}" for code in CODES]),  # new codes for the same names: followed by the name
        unites(["0" + code for code in CODES], [service.upper() for service in SERVICES]),
        unites(CODES, ["Cardiologie et soins intensifs", *SERVICES[1:]]),  # a renaming
        unites([CODES[1], CODES[0], *CODES[2:]]),  # two exchanged: below the bound
    ],
)
def test_what_is_no_renumbering_passes(recu: pl.DataFrame) -> None:
    assert juger(unites(CODES), recu) == [] == juger(None, recu)
