"""What joins or tells apart besides names: arrival dates, codes that are numbers, cut or exchanged names."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outils.rapprochement import Fiche, agent, compte, joined, rapprocher

from workbench.identities.groupes import Groupe
from workbench.identities.indices.entrees import Entrees, gone_before, learn
from workbench.identities.preuves import RH, Entree

DEBUT = dt.date(2020, 1, 6)
NOMS = "Barbon Cormier Delval Ferrand Guimard Hautin Jolivet Kerloch Lamotte Marchand".split()
PRENOMS = ("Ana", "Yves", "Paul")
JOURS = st.dates(dt.date(2001, 1, 1), dt.date(2026, 10, 1))
NUIT: dict[str, Any] = {"service": "Bloc", "profession_code": "60"}


def venu(jour: dt.date, ecart: int = 5, system: str = "ad") -> Groupe:
    """Somebody of HR and an account of theirs, opened some days later."""
    return Groupe(entrees={Entree(RH, jour), Entree(system, jour + dt.timedelta(ecart))})


def connus(nombre: int = 40, ecart: int = 5, **mots: Any) -> list[Groupe]:
    """As many known people, who came a month and a half apart."""
    return [venu(DEBUT + dt.timedelta(45 * rank), ecart, **mots) for rank in range(nombre)]


def seul(system: str, jour: dt.date, fin: dt.date | None = None) -> Groupe:
    return Groupe(entrees={Entree(system, jour, fin)})


def test_dates_say_nothing_until_enough_pairs_are_known() -> None:
    few = learn(connus(10))
    assert few.weight(seul(RH, DEBUT), seul("ad", DEBUT)) == 0
    assert Entrees().weight(seul(RH, DEBUT), seul("ad", DEBUT)) == 0


def test_near_dates_speak_for_one_person_far_ones_against() -> None:
    learnt = learn(connus())
    home = seul(RH, DEBUT)
    assert learnt.weight(home, seul("ad", DEBUT + dt.timedelta(20))) > 2
    assert learnt.weight(home, seul("ad", DEBUT + dt.timedelta(900))) < -2
    assert learnt.weight(home, seul("dpi", DEBUT)) == 0, "nothing was learnt of that system"


def test_a_day_on_which_everybody_comes_proves_little() -> None:
    one_by_one = learn(connus())
    together = learn([*connus(), *(venu(DEBUT) for _ in range(200))])
    home, account = seul(RH, DEBUT), seul("ad", DEBUT + dt.timedelta(5))
    assert 0 <= together.weight(home, account) < one_by_one.weight(home, account) / 2


def test_an_account_opened_years_before_its_person_came_speaks_against_even_on_a_day_of_many() -> None:
    """Who was there has hers from the day the system was installed, the others about their arrival."""
    installed = dt.date(2021, 1, 11)
    there = [
        Groupe(entrees={Entree(RH, installed - dt.timedelta(90 * rank + 60)), Entree("ad", installed)})
        for rank in range(60)
    ]
    learnt = learn([*there, *(venu(installed + dt.timedelta(40 * rank + 50)) for rank in range(50))])
    account = seul("ad", installed)
    assert learnt.weight(seul(RH, installed + dt.timedelta(2000)), account) < -4
    assert learnt.weight(seul(RH, installed - dt.timedelta(2000)), account) >= 0


def test_a_system_whose_accounts_are_opened_any_day_proves_nothing() -> None:
    habit = learn([venu(DEBUT + dt.timedelta(45 * rank), 60 + 37 * rank % 900) for rank in range(40)])
    assert abs(habit.weight(seul(RH, DEBUT), seul("ad", DEBUT + dt.timedelta(700)))) < 0.5


@given(JOURS, JOURS, st.none() | JOURS)
def test_what_dates_say_is_bounded_and_the_same_both_ways(
    one: dt.date, other: dt.date, end: dt.date | None
) -> None:
    learnt = learn(connus())
    left, right = seul(RH, one, end), seul("ad", other)
    assert learnt.weight(left, right) == learnt.weight(right, left)
    assert -16 <= learnt.weight(left, right) <= 8
    assert gone_before(left, right) == gone_before(right, left)


def test_an_account_used_since_its_person_has_gone_is_rare_where_it_was_learnt() -> None:
    def parti(rank: int) -> Groupe:
        day = DEBUT + dt.timedelta(45 * rank)
        end = day + dt.timedelta(300)
        return Groupe(entrees={Entree(RH, day, end), Entree("ad", day, end - dt.timedelta(3))})

    learnt = learn([parti(rank) for rank in range(40)])
    home = seul(RH, DEBUT, DEBUT + dt.timedelta(300))
    before = seul("ad", DEBUT, DEBUT + dt.timedelta(200))
    since = seul("ad", DEBUT, DEBUT + dt.timedelta(700))
    assert learnt.weight(home, since) < learnt.weight(home, before) - 4


def test_an_account_opened_after_its_namesake_has_gone_is_left_to_a_person() -> None:
    student = agent("1", "Stradel", "Nathalie Marisol", "2002-09-30", date_debut=dt.date(2026, 4, 9), **NUIT)
    account = compte("U1", "STRADEL", "NATHALIE", "dpi", date_creation=dt.date(2026, 6, 23), **NUIT)
    assert joined([student, account]) == {("dpi:U1", "rh:1")}
    student["date_fin"] = dt.date(2026, 5, 14)
    assert joined([student, account]) == set()
    [doubt] = rapprocher(student, account).a_revoir.iter_rows(named=True)
    assert doubt["code_motif"] == "autre_epoque"


def gens(nombre: int, code: str = "U{:06d}") -> list[Fiche]:
    """People whose EHR account bears the directory's login and a code of its own."""
    rows: list[Fiche] = []
    for rank in range(nombre):
        nom, prenom = NOMS[rank % len(NOMS)], PRENOMS[rank // len(NOMS)]
        number = str(4000 + rank)
        login = f"{prenom[0]}{nom}".lower()
        rows.append(agent(number, nom, prenom, f"19{60 + rank}-03-04"))
        rows.append(compte(login, nom, prenom, matricule=number))
        own = code.format(4000 + rank)
        rows.append({**compte(f"c{rank}", nom, prenom, "dpi", identifiant=own), "login": login})
    return rows


def test_a_code_that_is_the_personnel_number_joins_where_the_system_shows_it() -> None:
    namesakes = [agent("4801", "Roux", "Léa", "1990-05-06"), agent("4802", "Roux", "Léa", "1971-02-03")]
    account = compte("U004801", "ROUX", "Lea", "dpi", identifiant="U004801")
    pair = ("dpi:U004801", "rh:4801")
    assert pair in joined([*gens(25), *namesakes, account])
    assert pair not in joined([*gens(5), *namesakes, account]), "too few to know"
    other = [*gens(25, "U9{:05d}"), *namesakes, account]
    assert pair not in joined(other), "this system numbers people on its own"


def test_a_code_joins_no_other_name() -> None:
    rows = [*gens(25), agent("4801", "Roux", "Léa", "1990-05-06")]
    account = compte("U004801", "PETIT", "Zoé", "dpi", identifiant="U004801")
    assert ("dpi:U004801", "rh:4801") not in joined([*rows, account])


def test_a_code_that_names_another_of_the_surname_keeps_the_account_from_a_namesake() -> None:
    """« Jean-Yves » is the usual name of Jacques, whose number the code is; Yves is somebody else."""
    service: dict[str, Any] = {"profession_code": "60", "service": "Bloc"}
    named = agent("4801", "L'Haridon", "Jacques", "1991-02-07", profession_code="60", service="Radiologie")
    namesake = agent("4802", "L'Haridon", "Jean-Yves", "1966-07-19", **service)
    account = compte("U004801", "L'HARIDON", "Jean-Yves", "dpi", identifiant="U004801", **service)
    pair = ("dpi:U004801", "rh:4802")
    assert pair in joined([*gens(5), named, namesake, account]), "too few to know"
    assert pair not in joined([*gens(25), named, namesake, account])
    elsewhere = account | {"identifiant": "U009999", "cle_source": "U009999", "login": "U009999"}
    assert ("dpi:U009999", "rh:4802") in joined([*gens(25), named, namesake, elsewhere])
    found = rapprocher(*gens(25), named, account).a_revoir
    assert ("U004801", "4801") in found.select("cle_a", "cle_b").rows()


def test_a_given_name_within_another_needs_two_things_that_agree() -> None:
    """Yves may be another than Jean-Yves: one profession is not enough."""
    home = agent("1", "L'Haridon", "Yves", "1966-07-19", profession_code="60", service="Réa")
    account = compte("u1", "L'HARIDON", "Jean-Yves", "dpi", profession_code="60")
    assert joined([home, account]) == set()
    assert joined([home, {**account, "service": "Réa"}]) == {("dpi:u1", "rh:1")}
    assert joined([home, {**account, "prenoms": "Yves"}]) == {("dpi:u1", "rh:1")}


def test_an_account_under_a_second_given_name_is_a_bearer_of_the_name() -> None:
    """Paoletta is as likely hers as Marie, both of her service: neither is joined without asking."""
    home = agent("1", "Nativel", "Marie Annick Paoletta", "1988-09-18", **NUIT)
    marie, second = compte("m", "NATIVEL", "Marie", **NUIT), compte("p", "NATIVEL", "Paoletta", **NUIT)
    assert joined([home, marie]) == {("ad:m", "rh:1")}
    assert joined([home, marie, second]) == set()


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (("Jean Paul", "10"), ("Jean", "60"), False),
        (("Jean Paul", "10"), ("Jean", "10"), True),
        (("Jean Paul", "10"), ("Jean", None), True),
        (("Jean", "313"), ("Jean", "60"), True),  # an assistant who became a nurse
    ],
)
def test_two_professions_under_two_given_names_of_one_birth_are_asked(
    one: tuple[str, str], other: tuple[str, str | None], together: bool
) -> None:
    rows = [
        agent(str(rank), "Schaeffer", prenoms, "2000-01-11", source=source, profession_code=job)
        for rank, (source, (prenoms, job)) in enumerate(zip("ab", (one, other), strict=True))
    ]
    assert bool(joined(rows)) is together
    assert len(rapprocher(*rows).a_revoir) == (not together)


def test_a_student_is_a_student_however_systems_code_it() -> None:
    student: dict[str, Any] = {"service": "Bloc", "autorite": "etudiant"}
    rows = [
        agent("1", "Roux", "Léa", "2002-05-06", profession_code="346", **student),
        compte("u1", "ROUX", "Lea", "dpi", profession_code="358", **student),
    ]
    assert joined(rows) == {("dpi:u1", "rh:1")}


def test_a_profile_nobody_reads_is_no_cleaner_s() -> None:
    cleaner = agent("1", "Roux", "Léa", "1975-05-06", service="Bloc", autorite="hors_perimetre")
    account = compte("u1", "ROUX", "Lea", "dpi", service="Bloc", autorite="inconnue")
    assert joined([cleaner, account]) == {("dpi:u1", "rh:1")}
    assert joined([cleaner, {**account, "profil": "PSY"}]) == set()


def test_names_exchanged_by_a_system_are_found() -> None:
    rows = [agent("1", "Haddad", "Claire", "2002-07-09", **NUIT)]
    rows.append(compte("u1", "CLAIRE", "HADDAD", "dpi", **NUIT))
    assert rapprocher(*rows).identite.height == 1


def test_a_cut_name_may_be_anybody_s_who_bears_its_beginning() -> None:
    """« DA SILVA PER », « MARIA DA C » is Maria da Conceição, of another service, as well as Maria."""
    account = compte("u1", "DA SILVA PER", "MARIA DA C", "dpi", **NUIT)
    maria = agent("1", "Da Silva Pereira", "Maria", "1989-11-23", **NUIT)
    other = agent("2", "Da Silva Pereira", "Maria da Conceição", "1984-10-19", service="Réa")
    assert joined([account, maria]) == {("dpi:u1", "rh:1")}
    assert joined([account, maria, {**other, "profession_code": "60"}]) == set()


def test_a_login_nobody_shares_and_one_birth_need_half_a_name() -> None:
    one = agent("1", "Zilm", "Brianna", "1947-10-01", login="5100168")
    other = agent("2", "Zilm", "Bailey", "1947-10-01", source="b", login="5100168")
    assert joined([one, other]) == {("b:2", "rh:1")}
    assert joined([one, {**other, "date_naissance": dt.date(1951, 3, 2)}]) == set()
    shared = agent("3", "Roux", "Léa", "1990-05-06", source="b", login="5100168")
    assert joined([one, other, shared]) == set()
    exchanged = {**other, "nom_naissance": "Brianna", "prenoms": "Zimmer"}
    assert joined([one, exchanged]) == {("b:2", "rh:1")}, "the given name stands in the other field"
    assert joined([one, {**exchanged, "nom_naissance": "Odile"}]) == set()


@pytest.mark.parametrize("ailleurs", [{"login": "bzilm"}, {"matricule": "1", "nature": "application"}])
def test_one_identifier_one_name_and_two_births_are_asked_of_a_person(ailleurs: dict[str, str]) -> None:
    """Never joined, never forgotten: a birth is wrong, or these are namesakes."""
    one = agent("1", "Zilm", "Brianna", "1947-10-01", login="bzilm")
    other = agent("2", "Zilm", "Briana", "1951-03-02", source="b", **ailleurs)
    result = rapprocher(one, other)
    assert result.identite.height == 2
    assert result.a_revoir["code_motif"].to_list() == ["naissance_contredite"]
    stranger = {**other, "prenoms": "Odile"}
    assert "naissance_contredite" not in rapprocher(one, stranger).a_revoir["code_motif"].to_list()


@pytest.mark.parametrize(
    ("names", "reason"),
    [(("LUNAARD", "MARTINE"), "autre_nom"), (("CHARTET", "ZOE"), "autre_prenom")],
)
def test_an_account_hr_does_not_name_is_asked_of_whom_it_may_be(names: tuple[str, str], reason: str) -> None:
    rows = [agent("1", "Chartet", "Martine", "1962-04-17", **NUIT), compte("u1", *names, "dpi", **NUIT)]
    result = rapprocher(*rows)
    assert result.identite.height == 2
    assert reason in result.a_revoir["code_motif"].to_list() or reason == "autre_nom"
    named = agent("2", names[0], names[1], "1980-01-01", service="Réa")
    assert reason not in rapprocher(*rows, named).a_revoir["code_motif"].to_list()


def test_a_profession_alone_proves_nothing_in_another_service() -> None:
    """Hundreds share it; she may have a name HR does not know."""
    job = {"profession_code": "313"}
    home = agent("1", "Said", "Echati", "1965-03-10", service="Maladies infectieuses", **job)
    account = compte("u1", "SAID", "ECHATI", "dpi", service="Suites de couches", **job)
    assert joined([home, account]) == set()
    assert joined([home, {**account, "service": None}]) == {("dpi:u1", "rh:1")}


def test_two_professions_of_one_name_and_one_birth_at_the_same_time_are_asked() -> None:
    """An assistant and a nurse of the same name, service and birth date, both under contract."""
    first: dict[str, Any] = {"date_debut": dt.date(2025, 8, 1), "profession_code": "313", "service": "Bloc"}
    second = {**first, "date_debut": dt.date(2026, 5, 9), "profession_code": "60", "source": "b"}
    aide = agent("1", "Bègue", "Ana", "1987-06-05", **first)
    nurse = agent("2", "Bègue", "Ana", "1987-06-05", **second)
    assert joined([aide, nurse]) == set()
    assert joined([{**aide, "date_fin": dt.date(2026, 4, 30)}, nurse]) == {("b:2", "rh:1")}
    assert joined([aide, {**nurse, "profession_code": "313"}]) == {("b:2", "rh:1")}


@pytest.mark.parametrize(
    ("one", "other"), [("Joseph Anica", "Joseph Christelle"), ("Marie Anne", "Marie Claire")]
)
def test_twins_who_share_their_first_given_name_are_asked(one: str, other: str) -> None:
    """« MARIE JOSEPH ANICA » in one field is cut after MARIE; two sisters may also bear it."""
    born: dict[str, Any] = {"profession_code": "60", "code_commune_naissance": "29019", "sexe": "F"}
    twins = [agent("1", "Marie", one, "1971-04-17", **born), agent("2", "Marie", other, "1971-04-17", **born)]
    assert joined(twins) == set()
    assert rapprocher(*twins).a_revoir.height == 1
    assert joined(
        [twins[0], {**twins[1], "prenoms": one.split()[0], "prenoms_std": [one.split()[0].upper()]}]
    )


def test_a_season_when_students_come_proves_nothing_of_a_student() -> None:
    """Everybody of one profession came that spring, as nobody else did."""
    spring = [
        Groupe(
            entrees={Entree(RH, day, None, "etudiant"), Entree("ad", day + dt.timedelta(3), None, "etudiant")}
        )
        for day in (dt.date(2026, 4, 1) + dt.timedelta(rank % 20) for rank in range(40))
    ]
    learnt = learn([*connus(200), *spring])
    day = dt.date(2026, 4, 5)
    student = (
        Groupe(entrees={Entree(RH, day, None, "etudiant")}),
        Groupe(entrees={Entree("ad", day, None, "etudiant")}),
    )
    nurse = (Groupe(entrees={Entree(RH, day, None, "60")}), Groupe(entrees={Entree("ad", day, None, "60")}))
    assert abs(learnt.weight(*student)) < 1 < learnt.weight(*nurse)
