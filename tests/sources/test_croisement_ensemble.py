"""What only the delivery as a whole shows: dates turned round, units of another site."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.sources.test_croisement import AGENTS, Agent, ad, lecture, rh

from workbench.socle.settings import Settings
from workbench.sources.croisement import cross


def _entree(rang: int, _: Agent) -> dt.date:
    return dt.date(2000 + rang % 20, 1 + rang % 6, 7 + rang % 5)


def _ouvert(rang: int, agent: Agent) -> dt.date:
    return _entree(rang, agent) + dt.timedelta(days=3)


def _inverse(rang: int, agent: Agent) -> dt.date:
    day = _entree(rang, agent)
    return dt.date(day.year, day.day, day.month) if rang >= len(AGENTS) // 2 else day


@pytest.mark.parametrize(("entree", "arrete"), [(_entree, False), (_inverse, True)])
def test_start_dates_turned_round_on_half_a_file_stop_the_run(
    entree: object, arrete: bool, reglages: Settings
) -> None:
    croise = cross([rh(date_debut=entree), ad(date_creation=_ouvert)], reglages)  # type: ignore[arg-type]
    assert any("jour et le mois" in doute.message for doute in croise.doutes) == arrete


def test_accounts_loaded_on_one_day_say_nothing_of_dates(reglages: Settings) -> None:
    """Entries that meet the day of the load only when turned round prove nothing."""
    ouverture = dt.date(2015, 2, 8)
    croise = cross(
        [rh(date_debut=lambda r, a: dt.date(2015, 8, 2)), ad(date_creation=lambda r, a: ouverture)], reglages
    )
    assert not any("jour et le mois" in doute.message for doute in croise.doutes)


@pytest.mark.parametrize(("codes", "dit"), [(("0101", "0102"), False), (("9101", "9102"), True)])
def test_units_that_the_structure_does_not_hold_are_told(
    codes: tuple[str, str], dit: bool, reglages: Settings
) -> None:
    unites = lecture(
        "structure",
        "structure",
        [{"service_code": code, "service": f"SERVICE {code}"} for code in ("101", "102")],
    )
    croise = cross([rh(service_code=lambda r, a: codes[r % 2]), unites], reglages)
    said = {code for one in croise.lectures for code in one.rejets["code"]}
    assert ("AGENTS_HORS_STRUCTURE" in said) == dit
