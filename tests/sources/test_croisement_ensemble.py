"""What only the delivery as a whole shows: dates turned round, units of another site."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from tests.sources.test_croisement import AGENTS, Agent, ad, dpi, lecture, national, rh

from workbench.socle.settings import Entite, Settings
from workbench.sources.croisement import Croisement, cross

LETTRES = "ABCDEFG"


def dits(croise: Croisement) -> set[str]:
    """What is told of every list."""
    return {code for one in croise.lectures for code in one.rejets["code"]}


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
    said = dits(croise)
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
    said = dits(croise)
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
    said = dits(croise)
    assert ("COMPTES_SANS_SERVICE" in said) == dit


@pytest.mark.parametrize(("finess", "dit"), [("990000010", True), ("990000028", False)])
def test_the_number_of_the_legal_entity_says_no_site(finess: str, dit: bool, reglages: Settings) -> None:
    entite = Entite(code="CHR", nom="CH de Rivemont", finess_ej="990000010", finess_et=["990000028"])
    etablissement = reglages.etablissement.model_copy(update={"entites": [entite]})
    croise = cross(
        [rh(finess=lambda r, a: finess)], reglages.model_copy(update={"etablissement": etablissement})
    )
    said = dits(croise)
    assert ("FINESS_JURIDIQUE" in said) == dit


def test_two_missions_of_five_that_end_before_they_begin_are_told(reglages: Settings) -> None:
    def fin(rang: int, _: Agent) -> dt.date:
        return dt.date(2026, 8, 1) if rang < 2 else dt.date(2027, 9, 1)

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
    said = dits(croise)
    assert ("PROFESSION_ABSENTE" in said) == dit


@pytest.mark.parametrize(("suite", "dit"), [(5, True), (2, False)])
def test_a_site_filled_down_over_rows_of_another_is_told(suite: int, dit: bool, reglages: Settings) -> None:
    entites = [
        Entite(code=code, nom=code, finess_et=[finess])
        for code, finess in (("CHR", "990000028"), ("CHV", "990000044"))
    ]
    etablissement = reglages.etablissement.model_copy(update={"entites": entites})
    unites = [{"service_code": f"U{n}", "service": f"S{n}", "etablissement": "CHR"} for n in range(9)]

    def finess(rang: int, _: Agent) -> str:
        return "990000044" if 20 <= rang < 20 + suite or rang == 40 else "990000028"

    croise = cross(
        [rh(finess=finess, service_code=lambda r, a: f"U{r % 9}"), lecture("structure", "structure", unites)],
        reglages.model_copy(update={"etablissement": etablissement}),
    )
    assert ("SITE_RECOPIE" in dits(croise)) == dit


@pytest.mark.parametrize(("pas", "dit"), [(6, True), (50, False)])
def test_services_in_the_job_s_column_on_a_few_rows_are_told(pas: int, dit: bool, reglages: Settings) -> None:
    lieux = ("BLOC", "IMAGERIE", "URGENCES")
    unites = lecture("structure", "structure", [{"service_code": one, "service": one} for one in lieux])
    compte = ad(
        service=lambda r, a: "Infirmier" if r % pas == 3 else lieux[r % 3],
        fonction=lambda r, a: lieux[r % 3] if r % pas == 3 else "Infirmier",
    )
    croise = cross([rh(), compte, unites], reglages)
    assert ("SERVICE_AILLEURS" in dits(croise)) == dit


@pytest.mark.parametrize(("codes", "dit"), [(9, True), (10, False)])
def test_a_site_the_structure_forgets_is_told(codes: int, dit: bool, reglages: Settings) -> None:
    unites = [{"service_code": f"U{n}", "service": f"S{n}"} for n in range(codes)]
    agents = rh(
        service_code=lambda r, a: "U9" if r % 5 == 0 else f"U{r % 9}",
        finess=lambda r, a: "990000044" if r % 5 == 0 else "990000028",
    )
    croise = cross([agents, lecture("structure", "structure", unites)], reglages)
    assert ("SITE_HORS_STRUCTURE" in dits(croise)) == dit


@pytest.mark.parametrize(("garde", "dit"), [(0, True), (1, False)])
def test_a_profession_the_public_extraction_has_lost_is_told(
    garde: int, dit: bool, reglages: Settings
) -> None:
    connus = [agent for agent in AGENTS if agent.rpps]
    perdus = connus[::3]
    codes = {agent.rpps: "50" if agent in perdus else "60" for agent in connus}
    restreint = national(connus)
    restreint = replace(
        restreint, lignes=restreint.lignes.with_columns(profession_code=pl.col("rpps").replace_strict(codes))
    )
    kept = [agent for agent in connus if agent not in perdus[garde:]]
    public = lecture(
        "public", "rpps_public", [{"rpps": a.rpps, "profession_code": codes[a.rpps]} for a in kept]
    )
    croise = cross([rh(), restreint, public], reglages)
    said = dits(croise)
    assert ("EXTRACTION_SANS_PROFESSION" in said) == dit


@pytest.mark.parametrize(("garde", "dit"), [(0, True), (5, False)])
def test_a_service_where_accounts_work_and_hr_puts_nobody_is_told(
    garde: int, dit: bool, reglages: Settings
) -> None:
    unites = [{"service_code": f"U{n}", "service": f"SERVICE {LETTRES[n]}"} for n in range(7)]
    comptes = ad(
        service=lambda r, a: f"SERVICE {LETTRES[r % 7]}",
        actif=lambda r, a: True,
        date_derniere_connexion=lambda r, a: dt.date(2026, 10, 20),
    )
    tenus = [agent for rang, agent in enumerate(AGENTS) if rang % 7 != 3]
    agents = rh(
        [*tenus, *AGENTS[3::7][:garde]], service=lambda r, a: f"SERVICE {LETTRES[AGENTS.index(a) % 7]}"
    )
    croise = cross([agents, comptes, lecture("structure", "structure", unites)], reglages)
    said = dits(croise)
    assert ("SERVICE_SANS_AGENT" in said) == dit


@pytest.mark.parametrize(("garde", "dit"), [(0, True), (5, False)])
def test_a_service_a_patient_record_knows_nobody_of_is_told(
    garde: int, dit: bool, reglages: Settings
) -> None:
    connus = [agent for agent in AGENTS if agent.rpps]
    perdus = connus[::4]
    public = lecture("public", "rpps_public", [{"rpps": a.rpps, "profession_code": "60"} for a in connus])
    comptes = dpi([a for a in AGENTS if a not in perdus[garde:]])
    comptes = replace(comptes, source=comptes.source.model_copy(update={"role": "dpi"}))
    agents = rh(service=lambda r, a: "IMAGERIE" if a in perdus else "BLOC")
    croise = cross([agents, comptes, public], reglages)
    assert ("SERVICE_ABSENT" in dits(croise)) == dit


@pytest.mark.parametrize(("deplaces", "dit"), [(4, True), (0, False)])
def test_usual_names_moved_over_a_few_rows_are_told(deplaces: int, dit: bool, reglages: Settings) -> None:
    usages = ["".join("ABCDEFGHIJ"[int(c)] for c in f"{rang:04}") + "AUD" for rang in range(len(AGENTS))]

    def usage(rang: int, _: Agent) -> str:
        return usages[(rang + 1) % deplaces] if rang < deplaces else usages[rang]

    croise = cross([rh(nom_usage=usage), ad(nom=lambda r, a: usages[r])], reglages)
    assert ("USAGE_D_AUTRUI" in dits(croise)) == dit
