"""Units renumbered between two deliveries: the run stops and shows which codes changed service."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from workbench.run.structures import moved_people, renumbered_units
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


def contrats(codes: list[str], services: list[str | None], agents: int = 24) -> pl.DataFrame:
    """Agents in turn in each of these units."""
    rangs = [rang % len(codes) for rang in range(agents)]
    return pl.DataFrame(
        {
            "source": ["sirh"] * agents,
            "cle_source": [f"{rang:05}" for rang in range(agents)],
            "service_code": [codes[rang] for rang in rangs],
            "service": [services[rang] for rang in rangs],
        },
        schema_overrides={"service": pl.String},
    )


def deplaces(avant: pl.DataFrame | None, recus: pl.DataFrame, structure: pl.DataFrame) -> list[str]:
    fichier = FichierLu("sirh", "agents.csv", dt.date(2026, 12, 1), 1, "x", recus.height)
    sirh = Lecture(
        Source(code="sirh", nature="sirh", fichier="agents*.csv"), [fichier], recus, rejections_frame([])
    )
    uf = Lecture(
        Source(code="structure", nature="structure", fichier="structure_*.csv"),
        [fichier],
        structure,
        rejections_frame([]),
    )
    doutes = moved_people([sirh, uf], recus, (avant, None if avant is None else unites(CODES)), REGLE)
    return [doute.message for doute in doutes]


SANS_LIBELLE: list[str | None] = [None] * len(SERVICES)
NEUFS = [f"9{code}" for code in CODES]


@pytest.mark.parametrize(
    ("recus", "structure", "dit"),
    [
        # HR renumber, the structure is last month's
        (contrats(CODES[1:] + CODES[:1], [*SERVICES]), unites(CODES), "Cardiologie → Urgences : 3"),
        (contrats(NEUFS, SANS_LIBELLE), unites(CODES), "→ aucun : 3"),
        # the structure is renumbered, HR keep the former codes
        (contrats(CODES, SANS_LIBELLE), unites(NEUFS), "→ aucun : 3"),
        (contrats(NEUFS, SANS_LIBELLE), unites(NEUFS), ""),
        (contrats(NEUFS, [*SERVICES]), unites(CODES), ""),  # the label says which service it is
        (contrats(CODES, [service.upper() for service in SERVICES]), unites(CODES), ""),
        (contrats(CODES, SANS_LIBELLE), unites(CODES, [f"Pôle {s}" for s in SERVICES]), "24 agents sur 24"),
    ],
)
def test_agents_who_change_service_all_at_once_stop_the_run(
    recus: pl.DataFrame, structure: pl.DataFrame, dit: str
) -> None:
    found = deplaces(contrats(CODES, SANS_LIBELLE), recus, structure)
    assert [dit in message for message in found] == ([True] if dit else [])
    assert deplaces(None, recus, structure) == []


@pytest.mark.parametrize(("site", "arrete"), [("CHR", False), ("S1", True), (None, True)])
def test_a_site_under_another_code_stops_the_run(site: str | None, arrete: bool) -> None:
    codes = [f"{2110 + rang}" for rang in range(12)]
    noms = [f"Service {rang}" for rang in range(12)]
    avant, recus = unites(codes, noms), contrats(codes, [*noms])
    ici = pl.lit(site, dtype=pl.String).alias("etablissement")
    fichier = FichierLu("uf", "structure.csv", dt.date(2026, 12, 1), 1, "x", 12)
    sources = [Source(code=code, nature=code, fichier="*.csv") for code in ("sirh", "structure")]
    lues = [
        Lecture(source, [fichier], lignes, rejections_frame([]))
        for source, lignes in zip(sources, (recus, avant.with_columns(ici)), strict=True)
    ]
    publie = recus.with_columns(pl.lit("CHR").alias("etablissement"))
    found = moved_people(lues, recus.with_columns(ici), (publie, avant), REGLE)
    assert [doute.source for doute in found] == (["sirh", "structure"] if arrete else [])
