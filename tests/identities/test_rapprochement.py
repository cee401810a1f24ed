"""Who is who on hand-made cases: twins, namesakes, shared identifiers, lasting ids."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outils.rapprochement import JOUR, REGLAGES, agent, compte, ident, joined, rapprocher, suite

from workbench.decisions import Decision
from workbench.identities import reconcile
from workbench.identities.fiches import account_kind
from workbench.identities.groupes import Groupes
from workbench.identities.preuves import Fiche, near_dates


def test_no_record_and_one_record() -> None:
    assert rapprocher().identite.is_empty()
    assert rapprocher(agent("1", "Martin", "Paul", "1980-01-02")).identite.height == 1


def test_same_number_and_compatible_names_join() -> None:
    result = rapprocher(
        agent("0012", "Martin", "Paul", "1980-01-02"), compte("pmartin", "MARTIN", "Paul", matricule="12")
    )
    assert ident(result, "rh", "0012") == ident(result, "ad", "pmartin")
    assert result.compte["situation"].to_list() == ["liee"]


def test_same_number_other_person_is_a_collision_never_a_merge() -> None:
    result = rapprocher(
        agent("12", "Martin", "Paul", "1980-01-02"), compte("lroux", "Roux", "Léa", matricule="12")
    )
    assert ident(result, "rh", "12") != ident(result, "ad", "lroux")
    assert result.collision["type"].to_list() == ["matricule_contredit"]
    assert result.a_revoir.height == 1 and result.compte["situation"].to_list() == ["contestee"]


def test_twins_and_namesakes_stay_apart() -> None:
    result = rapprocher(
        agent("1", "Roux", "Léa", "1990-05-06", source="a"),
        agent("2", "Roux", "Zoé", "1990-05-06", source="b"),
        agent("3", "Petit", "Jean", "1960-01-01", source="a"),
        agent("4", "Petit", "Jean", "1990-07-19", source="b"),
    )
    assert result.identite.height == 4


def test_same_birth_traits_join_across_hospitals_whatever_the_usage_name() -> None:
    result = rapprocher(
        agent("1", "Lebœuf", "Anne-Sophie Marie", "1990-05-06", source="a", sexe="F"),
        agent("2", "LEBOEUF", "ANNE SOPHIE", "1990-05-06", source="b", sexe="F", nom_usage="DUPONT"),
    )
    assert result.identite.height == 1


def test_a_name_alone_is_left_to_a_person() -> None:
    result = rapprocher(agent("1", "Roux", "Léa", "1990-05-06"), compte("lroux", "ROUX", "Lea"))
    assert result.identite.height == 2 and result.a_revoir.height == 1
    assert result.compte["situation"].to_list() == ["a_revoir"]


def test_two_possible_people_are_left_to_a_person() -> None:
    result = rapprocher(
        agent("1", "Roux", "Léa", "1990-05-06", service="Urgences"),
        agent("2", "Roux", "Léa", "1971-02-03", service="Urgences"),
        compte("lroux", "ROUX", "Lea", service="Urgences"),
    )
    assert result.identite.height == 3 and set(result.a_revoir["code_motif"]) == {"homonymes"}


def test_a_login_of_two_directories_links_nobody() -> None:
    result = rapprocher(
        compte("pmartin", "Martin", "Paul", "ad_a"),
        compte("pmartin", "Martin", "Paul", "ad_b"),
        compte("pmartin", "MARTIN", "PAUL", "dpi"),
    )
    assert ident(result, "ad_a", "pmartin") != ident(result, "ad_b", "pmartin")


def test_decisions_join_and_keep_apart() -> None:
    rows = (agent("1", "Roux", "Léa", "1990-05-06"), compte("x", "Dupont", "Ana"))
    decision = Decision("meme_personne", "a", "m", cle_a="ad:x", cle_b="rh:1", id="d")
    assert rapprocher(*rows, decisions=[decision]).identite.height == 1


def test_ids_last_merge_and_split() -> None:
    a, b = agent("1", "Roux", "Léa", "1990-05-06", source="a"), agent("2", "Roux", "Léa", None, source="b")
    first = rapprocher(a, b)
    assert first.identite.height == 2
    kept = ident(first, "a", "1")
    known = {**b, "date_naissance": dt.date(1990, 5, 6)}
    second = rapprocher(a, known, precedent=suite(first))
    assert second.identite["id_unique"].to_list() == [min(ident(first, "a", "1"), ident(first, "b", "2"))]
    assert second.redirection.height == 1
    third = rapprocher(a, {**b, "date_naissance": dt.date(1951, 1, 30)}, precedent=suite(second))
    assert ident(third, "a", "1") == kept
    assert ident(third, "b", "2") not in {*first.identite["id_unique"]}


def test_a_login_given_to_somebody_else_does_not_carry_the_id() -> None:
    first = rapprocher(compte("jdupont", "Dupont", "Jean"))
    second = rapprocher(compte("jdupont", "Dupont", "Sophie"), precedent=suite(first))
    assert ident(second, "ad", "jdupont") != ident(first, "ad", "jdupont")


def test_input_order_changes_nothing(petite_demo: Path) -> None:
    from workbench.warehouse import read_table

    table = read_table(petite_demo, "curated.fiche")
    assert table is not None
    one = reconcile(table, REGLAGES, JOUR)
    two = reconcile(table.sample(fraction=1.0, shuffle=True, seed=3), REGLAGES, JOUR)
    assert one.identite_fiche.equals(two.identite_fiche) and one.a_revoir.drop("probabilite").equals(
        two.a_revoir.drop("probabilite")
    )


@pytest.mark.parametrize(
    ("login", "label", "prenom", "nature"),
    [
        ("svc_backup", "Backup", None, "service"),
        ("accueil", "Accueil", None, "generique"),
        ("ide.nuit", "IDE nuit", "", "generique"),
        ("pmartin", "MARTIN Paul", "Paul", "nominatif"),
        ("blocquet", "BLOCQUET Anne", "Anne", "nominatif"),
    ],
)
def test_account_kinds(login: str, label: str, prenom: str | None, nature: str) -> None:
    assert account_kind(login, label, prenom, None, None) == nature


def test_an_underscored_name_without_a_given_one_is_a_box_where_given_names_are_written() -> None:
    def kind(given: str | None, named: bool) -> str:
        return account_kind("lbihan", None, given, None, None, surname="Le_Bihan", named=named)

    assert (kind(None, True), kind(None, False), kind("Anne", True)) == (
        "generique",
        "nominatif",
        "nominatif",
    )


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=40), st.integers(0, 9))
def test_groups_never_hold_two_birth_dates(pairs: list[tuple[int, int]], seed: int) -> None:
    draw = random.Random(seed)
    births = [draw.choice([None, dt.date(1980, 1, 2), dt.date(1975, 6, 30)]) for _ in range(15)]
    people = [
        Fiche(f"s:{i:02d}", "s", "sirh", ["A"], ["B"], birth, None, "", "", None, None, "", None, False)
        for i, birth in enumerate(births)
    ]
    groups = Groupes(people)
    for a, b in pairs:
        groups.join(f"s:{a:02d}", f"s:{b:02d}")
    by_key = {fiche.cle: fiche for fiche in people}
    for group in groups.groupes.values():
        held = {by_key[cle].naissance for cle in group.membres} - {None}
        assert len(held) < 2 or all(near_dates(x, y) for x in held for y in held if x != y)


@pytest.mark.parametrize(
    "entier", ["MATTEI DOMINIQUE", "DOMINIQUE MATTEI", "MATTEI JEAN FRANCOIS / MATTEI DOMINIQUE"]
)
def test_a_whole_name_nothing_could_cut_is_one_more_bearer_of_it(entier: str) -> None:
    """The account is that of whom it names in full, perhaps: it is not joined to the other bearer."""
    dominique = compte("mattei", "MATTEI", "Dominique", service="Infectieuses", profession_code="60")
    marie = agent(
        "1", "Mattei", "Marie Dominique", "1982-07-01", service="Infectieuses", profession_code="60"
    )
    sans_coupe = agent("2", entier, "", "1974-03-28", service="Infectieuses", profession_code="60")
    seule = ("ad:mattei", "rh:1")
    assert seule in joined([dominique, marie])
    assert seule in joined([dominique, marie, agent("2", "ROUX LEA", "", "1974-03-28", service="Bloc")])
    assert seule not in joined([dominique, marie, sans_coupe])
