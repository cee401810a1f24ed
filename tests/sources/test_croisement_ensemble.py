"""What only the delivery as a whole shows: dates turned round, units of another site."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from tests.sources.test_croisement import AGENTS, Agent, ad, dpi, lecture, national, rh

from workbench.socle.settings import Entite, Settings
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


def _ne(rang: int, agent: Agent, inverses: int) -> dt.date:
    day = dt.date(agent.naissance.year, 1 + rang % 6, 7 + rang % 5)
    return dt.date(day.year, day.day, day.month) if rang < inverses else day


@pytest.mark.parametrize(
    ("inverses", "dit", "arrete"), [(1, False, False), (2, True, False), (9, False, True)]
)
def test_births_turned_round_on_part_of_a_file_are_seen_by_the_national_one(
    inverses: int, dit: bool, arrete: bool, reglages: Settings
) -> None:
    connus = [agent for agent in AGENTS if agent.rpps]
    annuaire = national(connus)
    days = [_ne(rang, agent, 0) for rang, agent in enumerate(connus)]
    annuaire = replace(annuaire, lignes=annuaire.lignes.with_columns(date_naissance=pl.Series(days)))
    croise = cross([rh(connus, date_naissance=lambda r, a: _ne(r, a, inverses)), annuaire], reglages)
    said = {code for one in croise.lectures for code in one.rejets["code"]}
    assert (
        "NAISSANCES_INVERSEES" in said,
        any("nés un autre jour" in one.message for one in croise.doutes),
    ) == (
        dit,
        arrete,
    )


@pytest.mark.parametrize(("part", "dit"), [(3, True), (60, False)])
def test_a_word_for_no_service_is_told_of_accounts(part: int, dit: bool, reglages: Settings) -> None:
    unites = lecture(
        "structure", "structure", [{"service_code": f"U{n}", "service": f"S {n}X"} for n in range(9)]
    )
    compte = ad(service=lambda r, a: "Non affecté" if r % part == 0 else f"S {r % 9}X")
    croise = cross([rh(), compte, unites], reglages)
    said = {code for one in croise.lectures for code in one.rejets["code"]}
    assert ("COMPTES_SANS_SERVICE" in said) == dit


@pytest.mark.parametrize(("finess", "dit"), [("990000010", True), ("990000028", False)])
def test_the_number_of_the_legal_entity_says_no_site(finess: str, dit: bool, reglages: Settings) -> None:
    entite = Entite(code="CHR", nom="CH de Rivemont", finess_ej="990000010", finess_et=["990000028"])
    etablissement = reglages.etablissement.model_copy(update={"entites": [entite]})
    croise = cross(
        [rh(finess=lambda r, a: finess)], reglages.model_copy(update={"etablissement": etablissement})
    )
    said = {code for one in croise.lectures for code in one.rejets["code"]}
    assert ("FINESS_JURIDIQUE" in said) == dit


def test_two_missions_of_five_that_end_before_they_begin_are_told(reglages: Settings) -> None:
    def fin(rang: int, _: Agent) -> dt.date:
        return dt.date(2026, 9, 1) if rang < 2 else dt.date(2027, 9, 1)

    croise = cross([rh(AGENTS[:5], date_debut=lambda r, a: dt.date(2026, 10, 1), date_fin=fin)], reglages)
    assert "ORDRE_PARTIEL" in croise.lectures[0].rejets["code"].to_list()


@pytest.mark.parametrize(("garde", "dit"), [(0, True), (3, False)])
def test_a_profession_no_account_of_a_patient_record_bears_is_told(
    garde: int, dit: bool, reglages: Settings
) -> None:
    connus = [agent for agent in AGENTS if agent.rpps]
    medecins = connus[::3]
    public = lecture(
        "public",
        "rpps_public",
        [{"rpps": a.rpps, "profession_code": "10" if a in medecins else "60"} for a in connus],
    )
    comptes = dpi([a for a in AGENTS if a not in medecins[garde:]])
    comptes = replace(comptes, source=comptes.source.model_copy(update={"role": "dpi"}))
    croise = cross([rh(), comptes, public], reglages)
    said = {code for one in croise.lectures for code in one.rejets["code"]}
    assert ("PROFESSION_ABSENTE" in said) == dit
