"""One identifier that nobody shares, and a slip beside it: joined, asked, or left, by what agrees."""

from __future__ import annotations

from typing import Any

import pytest
from tests.outils.rapprochement import agent, fiches, joined, rapprocher

from workbench.identities.fiches.comparees import read_fiches
from workbench.identities.indices.jugement import judge

ICI: dict[str, Any] = {"login": "5475592", "lieu_naissance": "Wakool"}
ENSEMBLE = {("b:2", "rh:1")}


def deux(nom: str, prenoms: str, naissance: str, **autres: Any) -> list[dict[str, Any]]:
    """Mya McCarthy, of one HR system, and what the other system says under her login."""
    one = agent("1", "McCarthy", "Mya", "1967-05-09", **ICI)
    return [one, agent("2", nom, prenoms, naissance, source="b", **{**ICI, **autres})]


@pytest.mark.parametrize(
    ("nom", "prenoms", "naissance"),
    [
        ("McCarthy", "Mya", "1967-06-09"),  # a digit
        ("McCarthy", "Mya", "1967-09-05"),  # day and month exchanged
        ("McCartky", "Mya", "1967-06-09"),  # and a slip in the name
        ("Mya", "McCarthy", "1967-06-09"),  # and names exchanged
    ],
)
def test_a_slip_in_a_birth_under_one_identifier_joins(nom: str, prenoms: str, naissance: str) -> None:
    assert joined(deux(nom, prenoms, naissance)) == ENSEMBLE


@pytest.mark.parametrize(
    ("nom", "prenoms", "naissance", "autres"),
    [
        ("McCarthy", "Mya", "1967-06-09", {"lieu_naissance": None}),  # a namesake of the other directory
        ("McCarthy", "Mya", "1967-06-09", {"lieu_naissance": "Moonah"}),
        ("McCarthy", "Mia-Rose", "1967-06-09", {}),
        ("McCarthy", "Mya", "1912-07-29", {}),  # no slip
        ("McCartky", "Myo", "1967-06-09", {}),  # slips everywhere
    ],
)
def test_with_less_a_person_is_asked(nom: str, prenoms: str, naissance: str, autres: dict[str, Any]) -> None:
    rows = deux(nom, prenoms, naissance, **autres)
    assert joined(rows) == set()
    assert rapprocher(*rows).a_revoir.height == 1


def test_an_identifier_that_others_share_makes_no_slip() -> None:
    rows = deux("McCarthy", "Mya", "1967-06-09")
    third = agent("3", "Roux", "Léa", "1990-05-06", source="b", login=ICI["login"])
    assert joined([*rows, third]) == set()


def test_a_service_corroborates_unless_professions_contradict() -> None:
    place: dict[str, Any] = {"lieu_naissance": None, "service": "Bloc"}
    one, other = deux("McCarthy", "Mya", "1967-06-09", **place)
    one |= place
    assert joined([one, other]) == ENSEMBLE
    assert joined([one | {"profession_code": "10"}, other | {"profession_code": "60"}]) == set()


def test_half_a_name_and_another_birth_under_one_identifier_are_asked() -> None:
    """Typed wrong, or an identifier given again: never joined, never forgotten."""
    result = rapprocher(*deux("McCarthy", "Odile", "1912-07-29"))
    assert result.identite.height == 2
    assert result.a_revoir["code_motif"].to_list() == ["identifiant_partage"]
    assert rapprocher(*deux("Roux", "Odile", "1912-07-29")).a_revoir.is_empty()


def test_two_declared_numbers_are_two_people() -> None:
    one, other = deux("McCarthy", "Mya", "1967-06-09")
    assert joined([one | {"rpps": "10990008061"}, other | {"rpps": "10990004029"}]) == set()


@pytest.mark.parametrize(
    ("nom", "prenoms", "motif"),
    [
        ("McCarthy", None, "sans_prenom"),
        ("McCarhty", "Mylema", "nom_proche"),
        ("Mylena", "McCarhty", "inverse"),
    ],
)
def test_one_birth_and_one_place_ask_of_slips(nom: str, prenoms: str | None, motif: str) -> None:
    one, other = deux(nom, prenoms or "", "1967-05-09", login=None)
    rows = [one | {"prenoms": "Mylena"}, other | {"prenoms": prenoms}]
    assert doubt(rows) == ("revue", motif)
    assert doubt([rows[0], rows[1] | {"lieu_naissance": "Moonah"}])[0] == (
        "revue" if motif == "sans_prenom" else "non"
    )


ICI_TOUS: dict[str, Any] = {"service": "Bloc", "profession_code": "60"}


@pytest.mark.parametrize(
    ("prenoms", "autre", "reunis"),
    [
        ("Sabine", "Sbine", True),  # no name
        ("Sabine", "Sablne", True),
        ("Sabine Rose", "Sbine", True),
        ("Sabine", "Sabrine", False),  # a name: twins
        ("Anne", "Anna", False),
        ("Sabine Rose", "Sbine Lou", False),
        ("Ylvaine", "Ylvaime", False),  # nobody says which is the name
    ],
)
def test_a_given_name_that_is_none_is_a_slip_where_everything_else_agrees(
    prenoms: str, autre: str, reunis: bool
) -> None:
    one = agent("1", "McCarthy", prenoms, "1967-05-09", **ICI_TOUS)
    other = agent("2", "McCarthy", autre, "1967-05-09", source="b", **ICI_TOUS)
    assert joined([one, other]) == (ENSEMBLE if reunis else set())
    for less in ({"service": "Urgences"}, {"profession_code": "10"}, {"nom_naissance": "McCarty"}):
        assert joined([one, other | less]) == set()


def test_a_name_that_another_family_bears_here_is_a_name() -> None:
    one = agent("1", "McCarthy", "Sabine", "1967-05-09", **ICI_TOUS)
    other = agent("2", "McCarthy", "Sbine", "1967-05-09", source="b", **ICI_TOUS)
    assert joined([one, other, agent("3", "Roux", "Sbine", "1990-05-06")]) == set()


def doubt(rows: list[dict[str, Any]]) -> tuple[str, str]:
    """What the rules say of two records."""
    one, other = read_fiches(fiches(*rows).with_columns(cle="cle_source")).values()
    return judge(one, other)[:2]
