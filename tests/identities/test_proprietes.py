"""What holds for any hospital: nobody added joins two others, nobody removed merges two people, order and
case say nothing. Records of known people, drawn from few names so that namesakes abound; every pair has a
perfect score, so that the rules alone decide.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outils.rapprochement import Paires, agent, compte, joined

Fiche = dict[str, Any]
Personne = tuple[Any, ...]
NOMS = ("Roux", "Saint-Léger", "Léger", "Petit", "Petin")
PRENOMS = ("Léa", "Léa Marie", "Zoé Marie", "Marie", "Zoé")
NAISSANCES = ("1990-05-06", "1990-06-05", "1971-02-03", None)
SERVICES = ("Urgences", "Bloc opératoire", None)
METIERS = ("60", "313", None)

PERSONNE = st.tuples(
    st.sampled_from(NOMS),
    st.sampled_from([*NOMS, None, None]),
    st.sampled_from(PRENOMS),
    st.sampled_from(NAISSANCES),
    st.sampled_from(SERVICES),
    st.sampled_from(METIERS),
    st.sets(st.sampled_from(["rh", "ad", "dpi", "gam"]), min_size=1),
    st.booleans(),
)


def distinct(person: Personne) -> object:
    """Two people born the same day do not bear the same first given name: they would be one for anybody."""
    return (person[2].split()[0], person[3]) if person[3] else (*person[:6], *sorted(person[6]))


PERSONNES = st.lists(PERSONNE, min_size=2, max_size=5, unique_by=distinct)


def records(rank: int, person: Personne) -> list[Fiche]:
    """A person as each source writes her: HR both names, accounts the usage one; identifiers of her own."""
    nom, usage, prenoms, birth, service, metier, sources, numbered = person
    common = {"service": service, "profession_code": metier}
    mine = str(1000 + rank) if numbered else None
    out = []
    for source in sorted(sources):
        if source == "rh":
            row = agent(str(1000 + rank), nom, prenoms, birth, nom_usage=usage, source="rh", **common)
        else:
            given_name = prenoms.split()[0]
            row = compte(f"{source}{rank}", usage or nom, given_name, source, matricule=mine, **common)
        out.append(row)
    return out


def of(rows: list[Fiche]) -> set[str]:
    return {f"{row['source']}:{row['cle_source']}" for row in rows}


def within(pairs: Paires, cles: set[str]) -> Paires:
    return {pair for pair in pairs if {*pair} <= cles}


@settings(max_examples=60, deadline=None)
@given(PERSONNES)
def test_somebody_more_joins_nobody_else(everybody: list[Personne]) -> None:
    *people, more = everybody
    base = [row for rank, person in enumerate(people) for row in records(rank, person)]
    added = records(len(people), more)
    assert within(joined([*base, *added]), of(base)) <= joined(base)


@settings(max_examples=60, deadline=None)
@given(PERSONNES, st.data())
def test_a_record_less_merges_no_two_people(people: list[Personne], data: st.DataObject) -> None:
    rows = [row for rank, person in enumerate(people) for row in records(rank, person)]
    gone = data.draw(st.integers(0, len(rows) - 1))
    left = [row for rank, row in enumerate(rows) if rank != gone]
    hr = {cle for cle in of(left) if cle.startswith("rh:")}
    before, after = joined(rows), joined(left)
    assert within(after, hr) <= before
    sides = [side for a, b in before for side in ((a, b), (b, a))]
    owners = {account: home for account, home in sides if home in hr and account not in hr}
    moved = {
        (a, b) for a, b in after for x, y in ((a, b), (b, a)) if x in owners and y in hr and y != owners[x]
    }
    assert moved <= before


@settings(max_examples=60, deadline=None)
@given(PERSONNES, st.randoms(use_true_random=False))
def test_order_and_case_change_nothing(people: list[Personne], draw: Any) -> None:
    rows = [row for rank, person in enumerate(people) for row in records(rank, person)]
    texts = ("nom", "nom_naissance", "nom_usage", "prenoms", "service")
    other = [{**row, **{name: row[name].upper() for name in texts if row.get(name)}} for row in rows]
    draw.shuffle(other)
    assert joined(rows) == joined(other)


def test_two_people_of_two_births_are_never_one() -> None:
    """The least the rules owe: two HR people born on two unrelated days."""
    for nom in NOMS:
        rows = [agent("1", nom, "Léa", "1990-05-06"), agent("2", nom, "Léa", "1971-02-03")]
        rows.append(compte("lea", nom, "Léa", service="Urgences", matricule="1", email="lea@exemple.fr"))
        assert all(pair != ("rh:1", "rh:2") for pair in joined(rows))


def test_an_account_of_somebody_still_is_a_namesake() -> None:
    rows = [
        agent("1", "Roux", "Léa", "1990-05-06", service="Bloc", profession_code="60"),
        compte("lroux", "ROUX", "Lea", matricule="1", service="Bloc", profession_code="60"),
        compte("lroux2", "ROUX", "Lea", service="Bloc", profession_code="60"),
    ]
    assert joined(rows) == {("ad:lroux", "rh:1")}


def test_one_service_for_two_professions_proves_nothing() -> None:
    rows = [
        agent("1", "Roux", "Léa", "1990-05-06", service="Bloc", profession_code="60"),
        compte("lroux", "ROUX", "Lea", service="Bloc", profession_code="313"),
    ]
    assert joined(rows) == set()


def test_a_shared_address_of_two_services_and_two_professions_joins_nobody() -> None:
    both = {"email": "bloc@exemple.fr"}
    rows = [
        compte("lroux", "ROUX", "Lea", service="Bloc", profession_code="60", **both),
        compte("lroux2", "ROUX", "Lea", "dpi", service="Urgences", profession_code="313", **both),
    ]
    assert joined(rows) == set()
    rows[1]["service"] = "Bloc"
    assert joined(rows) == {("ad:lroux", "dpi:lroux2")}


def test_twins_who_share_a_second_given_name_and_an_address_are_two() -> None:
    both = {"email": "roux@exemple.fr", "service": "Bloc"}
    rows = [
        agent("1", "Roux", "Léa Marie", "1990-05-06", **both),
        agent("2", "Roux", "Marie", "1990-05-06", source="b", **both),
    ]
    assert joined(rows) == set()


def test_an_account_never_makes_one_of_two_hr_people() -> None:
    rows = [
        agent("1", "Roux", "Léa", "1990-05-06"),
        agent("2", "Roux", "Léa", None, source="b", email="lea.roux@exemple.fr"),
        compte("lroux", "ROUX", "Lea", matricule="1", email="lea.roux@exemple.fr"),
    ]
    assert joined(rows) == {("ad:lroux", "rh:1")}


def test_one_number_under_two_surnames_is_one_person_unless_another_could_own_it() -> None:
    rows = [
        agent("1", "Amatais", "Léa Marie", "1990-05-06", service="Bloc"),
        compte("lamatais2", "COUSIIN", "Lea", matricule="0001", service="Bloc"),
    ]
    assert joined(rows) == {("ad:lamatais2", "rh:1")}
    other = agent("2", "Cousiin", "Léa", "1971-02-03", service="Bloc")
    assert joined([*rows, other]) == set()
    rows[1]["service"] = "Urgences"
    assert joined(rows) == set()


def test_one_login_under_two_surnames_is_one_person_when_the_job_agrees() -> None:
    rows = [
        compte("lroux", "ROUX", "Lea", service="Bloc", profession_code="60"),
        compte("77", "PETIT", "Léa", "dpi", identifiant="lroux", service="Bloc", profession_code="60"),
    ]
    assert joined(rows) == {("ad:lroux", "dpi:77")}
    rows[1]["profession_code"] = "313"
    assert joined(rows) == set()


def test_accounts_recognise_each_other_without_hr() -> None:
    rows = [
        compte("lroux", "ROUX", "Lea", service="Bloc", profession_code="60"),
        compte("77", "ROUX", "Léa", "dpi", service="Bloc", profession_code="60"),
    ]
    assert joined(rows) == {("ad:lroux", "dpi:77")}
    assert joined([*rows, compte("88", "ROUX", "Léa", "dpi", service="Bloc")]) == set()


def test_near_names_join_when_nobody_else_bears_them() -> None:
    rows = [
        agent("1", "Suzarnaud", "Léa", "1990-05-06", service="Bloc", profession_code="60"),
        compte("lsu", "SUZARNAUT", "Lea", service="Bloc", profession_code="60"),
    ]
    assert joined(rows) == {("ad:lsu", "rh:1")}
    families = [compte("z", "SUZARNAUD", "Zoé"), compte("y", "SUZARNAUT", "Yves")]
    assert joined([*rows, *families]) == set()


HABITUES = [
    compte(f"{prenom[0]}{nom}{rang}".lower(), nom, prenom)
    for rang, (prenom, nom) in enumerate(
        (prenom, nom)
        for prenom in ("Ana", "Yves", "Paul")
        for nom in "Barbon Cormier Delval Ferrand Guimard Hautin Jolivet".split()
    )
]


def test_a_login_spells_one_more_name_of_its_account() -> None:
    rows = [
        agent("1", "Amatais", "Léa", "1990-05-06", service="Bloc"),
        compte("lamatais2", "COUSIIN", "Lea", service="Bloc"),
    ]
    assert joined(rows) == set(), "nothing shows how the logins of this system are made"
    assert joined([*rows, *HABITUES]) == {("ad:lamatais2", "rh:1")}
    namesake = agent("2", "Amatais", "Léa", "1971-02-03", service="Bloc")
    assert joined([*rows, *HABITUES, namesake]) == set()
    rows[1]["service"] = "Urgences"
    assert joined([*rows, *HABITUES]) == set(), "a spelled name never joins alone"


def test_a_namesake_who_holds_her_own_account_elsewhere_is_told_apart() -> None:
    job = {"profession_code": "60"}
    rows = [
        agent("1", "Roux", "Léa", "1990-05-06", service="Bloc", **job),
        agent("2", "Roux", "Léa", "1971-02-03", service="Urgences", **job),
        compte("lroux", "ROUX", "Lea", service="Bloc", **job),
    ]
    assert joined(rows) == set(), "the other one may be its owner"
    hers = compte("lroux2", "ROUX", "Lea", matricule="2", service="Urgences", **job)
    assert joined([*rows, hers]) == {("ad:lroux", "rh:1"), ("ad:lroux2", "rh:2")}
    rows[1]["service"] = hers["service"] = "Bloc"
    assert joined([*rows, hers]) == {("ad:lroux2", "rh:2")}, "of the same service, she may have two"


def test_two_accounts_are_not_their_only_namesake_s_when_she_has_hers() -> None:
    """A namesake of the same service and profession has left HR; her directory account stayed."""
    same = {"service": "Bloc", "profession_code": "60"}
    rows = [
        compte("lroux", "ROUX", "Lea", matricule="7", **same),
        compte("u5", "ROUX", "Lea", "dpi", **same),
        agent("1", "Roux", "Léa Marie", "1990-05-06", **same),
        compte("lroux3", "ROUX", "Lea", matricule="1", **same),
    ]
    assert joined(rows) == {("ad:lroux3", "rh:1")}
    assert joined(rows[:3]) == set()


def test_a_job_that_is_no_profession_is_not_a_profession_s() -> None:
    """A cleaner and a nursing aide of one name and one service are two; so may two cleaners be."""
    cleaner: dict[str, Any] = {"service": "Bloc", "autorite": "hors_perimetre"}
    aide = {"service": "Bloc", "profession_code": "313", "autorite": "role"}
    account = compte("lroux", "ROUX", "Lea", **cleaner)
    assert joined([agent("1", "Petit", "Léa", "1990-05-06", nom_usage="Roux", **aide), account]) == set()
    number = {"matricule": "1", **cleaner}
    assert (
        joined([agent("1", "Petit", "Léa", "1990-05-06", **aide), compte("a", "ROUX", "Lea", **number)])
        == set()
    )
    elsewhere = {**cleaner, "service": None}
    assert joined([agent("1", "Roux", "Léa", "1990-05-06", **cleaner), {**account, **elsewhere}]) == set()
