"""A place behind a service, waves out of order, cards a row lower: read without it, or told; and no word
of it on the same delivery written right.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.sources.test_croisement import AGENTS, JOUR, Ligne, ad, lecture, lue, rh
from tests.sources.test_retouches import _dits
from tests.sources.test_voisines import DEUX_SITES

from workbench.socle.settings import Settings, load_settings
from workbench.sources.croisement import cross

SERVICES = ["Imagerie", "Bloc opératoire", "Chirurgie A", "Niveau 2", "Urgences"]


@pytest.fixture
def reglages(tmp_path: Path) -> Settings:
    (tmp_path / "workbench.toml").write_text(DEUX_SITES, "utf-8")
    return load_settings(tmp_path)


def _unites(vagues: list[dt.date] | None = None, noms: list[str] = SERVICES) -> list[Ligne]:
    return [
        {"service_code": f"U{r}", "service": nom, "vague": f"Vague {r + 1}"}
        | ({"date_deploiement": vagues[r]} if vagues else {})
        for r, nom in enumerate(noms)
    ]


@pytest.mark.parametrize(
    ("suffixe", "lu"),
    [
        (" (Bât B)", True),
        (" BAT A", True),
        (" - Bâtiment 12", True),
        (", 2e étage", True),
        (" RDC", True),
        (" (niveau 3)", True),
        (" pavillon Laennec", True),
        (" de jour", False),
        (" B", False),
        (" 2", False),
        (" pédiatrique", False),
    ],
)
def test_a_place_behind_a_known_service_is_left_out(suffixe: str, lu: bool, reglages: Settings) -> None:
    comptes = ad(service=lambda r, a: SERVICES[r % 5] + (suffixe if r % 3 == 0 else ""))
    done = cross([comptes, lecture("structure", "structure", _unites())], reglages)
    attendus = SERVICES if lu else SERVICES + [f"{one}{suffixe}" for one in SERVICES]
    assert set(lue(done, "ad").lignes["service"]) == set(attendus)
    assert ("SERVICE_ET_LIEU" in set(lue(done, "ad").rejets["code"])) is lu


def test_a_service_that_somebody_names_with_its_place_stays(reglages: Settings) -> None:
    noms = ["Chirurgie", "Chirurgie bât A", "Chirurgie bât B"]
    done = cross(
        [ad(service=lambda r, a: noms[r % 3]), lecture("structure", "structure", _unites(noms=noms))],
        reglages,
    )
    assert set(lue(done, "ad").lignes["service"]) == set(noms)
    assert not {"SERVICE_ET_LIEU", "SERVICES_PAR_LIEU"} & set(lue(done, "ad").rejets["code"])


def test_services_nobody_else_names_stay_apart_and_it_is_told(reglages: Settings) -> None:
    noms = ["Psychiatrie bât A", "Psychiatrie bât B", "Gériatrie bât A", "Gériatrie bât C"]
    done = cross([ad(service=lambda r, a: noms[r % 4])], reglages)
    assert set(lue(done, "ad").lignes["service"]) == set(noms)
    assert "SERVICES_PAR_LIEU" in set(lue(done, "ad").rejets["code"])


def test_waves_follow_their_numbers(reglages: Settings) -> None:
    jours = [JOUR + dt.timedelta(days=30 * r) for r in range(5)]
    justes, bas = (
        [lecture("structure", "structure", _unites(dates))] for dates in (jours, [jours[-1], *jours[:-1]])
    )
    assert "VAGUES_SANS_ORDRE" not in _dits(justes, reglages)
    assert "VAGUES_SANS_ORDRE" in _dits(bas, reglages)


def _parc(decalage: int, types: list[str]) -> list[Ligne]:
    return [
        {"numero_serie": f"S{r}", "matricule": AGENTS[r].matricule, "type_mie": types[r - decalage]}
        for r in range(40)
    ]


def test_health_cards_a_row_lower(reglages: Settings) -> None:
    sortes = ["ecps" if AGENTS[r].rpps and r % 2 else "fido2" for r in range(40)]
    for decalage, dit in ((0, False), (1, True), (-1 + 40, True)):
        rows = _parc(decalage % 40, sortes)
        assert ("TYPES_DECALES" in _dits([rh(), lecture("parc", "parc_mie", rows)], reglages)) is dit
    peu = rh(rpps=lambda r, a: f"1010000{r:04}" if r % 4 == 0 else None)
    toutes = [peu, lecture("parc", "parc_mie", _parc(0, ["cps"] * 40))]
    assert "CARTES_DE_SANTE_POUR_TOUS" in _dits(toutes, reglages)
    soignants = [r for r in range(40) if AGENTS[r].rpps]
    justes = [row for r, row in enumerate(_parc(0, ["cps"] * 40)) if r in soignants]
    assert "CARTES_DE_SANTE_POUR_TOUS" not in _dits([rh(), lecture("parc", "parc_mie", justes)], reglages)
    sans_rpps = rh(rpps=lambda r, a: None)  # HR keeps no number: nothing is known
    assert "TYPES_DECALES" not in _dits([sans_rpps, lecture("parc", "parc_mie", _parc(0, sortes))], reglages)
