"""Each rung of the evidence ladder, by hand-made cases."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from tests.outils.rpps import AUTRE, BON, INCONNU, annuaire, monter, personne, public, restreint

from workbench.rpps.ascension import civil, climb
from workbench.rpps.liens import _one_number_one_person


def test_declared_and_birth_traits_agree() -> None:
    assert monter(personne([BON]), annuaire([public(BON)], [restreint(BON)])) == (
        "confirme",
        "declare_traits_concordants",
    )


def test_one_strict_match_on_birth_traits() -> None:
    assert monter(personne(), annuaire([], [restreint(BON)])) == ("confirme", "traits_restreint_unique")


@pytest.mark.parametrize(("lieu", "sure"), [("64102", True), (None, False), ("33063", False)])
def test_a_job_without_a_number_needs_the_birth_place_too(lieu: str | None, sure: bool) -> None:
    """Among a million people, somebody of the same name is born the same day as a cleaner."""
    nee_a = annuaire([], [restreint(BON, code_commune_naissance="64102")])
    person = personne(autorite="hors_perimetre", profession=None, commune=lieu)
    lien = climb(person, nee_a, set(), Counter([civil(person)]), False)
    assert (lien.statut == "confirme") is sure
    assert [one.rpps for one in lien.candidats] == ([] if sure else [BON]), "proposed, never silent"
    assert monter(personne(), nee_a)[0] == "confirme", "a nurse whose birth place is not known, as before"


@pytest.mark.parametrize(
    "ecart",
    [
        {"date_naissance": dt.date(1980, 6, 5)},
        {"sexe": "M"},
        {"professions": {("70", None)}},
        {"nom_naissance": "LEROY"},
    ],
)
def test_one_divergence_is_for_a_person(ecart: dict[str, object]) -> None:
    assert monter(personne(), annuaire([], [restreint(BON, **ecart)])) == (
        "a_confirmer",
        "restreint_une_divergence",
    )


def test_two_people_with_the_same_traits_are_for_a_person() -> None:
    assert monter(personne(), annuaire([], [restreint(BON), restreint(AUTRE)]))[0] == "a_confirmer"
    person = personne()
    lien = climb(person, annuaire([], [restreint(BON)]), set(), Counter([civil(person)] * 2), False)
    assert lien.statut == "a_confirmer"


def test_public_data_never_confirm() -> None:
    assert monter(personne([BON]), annuaire([public(BON)])) == ("a_confirmer", "declare_corrobore")
    assert monter(personne(), annuaire([public(BON)])) == ("a_confirmer", "public_nom")
    assert monter(personne([BON]), annuaire()) == ("a_confirmer", "declare_seul")


@pytest.mark.parametrize(
    ("declares", "preuve"),
    [(["19000482710"], "cle_fausse"), ([INCONNU], "numero_inconnu"), ([BON, AUTRE], "plusieurs_numeros")],
)
def test_incoherent_numbers(declares: list[str], preuve: str) -> None:
    assert monter(personne(declares), annuaire([public(BON), public(AUTRE)])) == ("incoherent", preuve)


def test_somebody_elses_number() -> None:
    stranger = restreint(
        BON, nom_naissance="LEROY", prenoms="PAUL", date_naissance=dt.date(1970, 1, 1), nom_exercice="LEROY"
    )
    assert monter(personne([BON]), annuaire([public(BON)], [stranger])) == (
        "incoherent",
        "traits_discordants",
    )
    other = public(BON, nom_exercice="LEROY", prenom_exercice="Paul")
    assert monter(personne([BON]), annuaire([other])) == ("incoherent", "noms_discordants")


def test_a_twin_is_not_the_other() -> None:
    assert monter(personne(), annuaire([], [restreint(BON, prenoms="ZOE")]))[0] == "absent"


def test_not_required() -> None:
    assert monter(personne(autorite="hors_perimetre", dpi=False), annuaire())[0] == "non_requis"
    assert monter(personne(autorite="hors_perimetre", dpi=True), annuaire())[0] == "absent"


def test_one_number_proved_for_two_identities_proves_nothing() -> None:
    directory = annuaire([], [restreint(BON)])
    links = {
        i: climb(personne(), directory, set(), Counter([civil(personne())]), False) for i in ("ID1", "ID2")
    }
    _one_number_one_person(links, {})
    assert {lien.statut for lien in links.values()} == {"incoherent"}


def test_an_absent_birth_name_is_not_a_divergence() -> None:
    row = restreint(BON)  # born MARTIN, exercises as DURAND
    unknown = personne(noms=["DURAND"], naissance_noms=[])
    hidden = personne(noms=["DURAND", "MARTIN"], naissance_noms=["DURAND"])
    for person in (unknown, hidden):
        assert monter(person, annuaire([], [row])) == ("confirme", "exercice_restreint_unique")


@pytest.mark.parametrize(
    "ecart",
    [
        {"date_naissance": dt.date(1980, 6, 5)},
        {"sexe": "M"},
        {"professions": {("70", None)}},
        {"prenoms": "ZOE'LEA"},
        {"nom_exercice": "LEROY"},
    ],
)
def test_an_absent_birth_name_proves_nothing_beside_a_divergence(ecart: dict[str, object]) -> None:
    person = personne(noms=["DURAND"], naissance_noms=[])
    assert monter(person, annuaire([], [restreint(BON, **ecart)]))[0] != "confirme"
    assert monter(person, annuaire([], [restreint(BON), restreint(AUTRE)]))[0] != "confirme"
    titleless = personne(noms=["DURAND"], naissance_noms=[], autorite="inconnue", commune=None)
    assert monter(titleless, annuaire([], [restreint(BON)]))[0] != "confirme"


def test_a_birth_place_stands_for_an_unknown_profession() -> None:
    person = personne(noms=["DURAND"], naissance_noms=[], autorite="inconnue", commune="69123")
    there = restreint(BON, code_commune_naissance="69123")
    assert monter(person, annuaire([], [there])) == ("confirme", "exercice_restreint_unique")
    for elsewhere in ("69387", None):
        row = restreint(BON, code_commune_naissance=elsewhere)
        assert monter(person, annuaire([], [row]))[0] != "confirme"


@pytest.mark.parametrize(
    ("accounts", "sure"),
    [
        (["DURAND DUPONT", "DURAND DUPON"], True),  # a field of twelve letters
        (["DURAND DUPONT", "DURANT DUPONT"], True),  # a slip
        (["DURAND DUPONT", "LEROY"], False),
    ],
)
def test_a_name_an_account_cuts_or_misspells_is_not_another_name(accounts: list[str], sure: bool) -> None:
    row = restreint(BON, nom_exercice="DURAND DUPONT")
    person = personne(noms=accounts, naissance_noms=[])
    assert (monter(person, annuaire([], [row]))[0] == "confirme") is sure


def test_letters_lost_on_the_way_are_not_a_divergence() -> None:
    row = restreint(BON, nom_naissance="OPIOŁOU", nom_exercice="OPIOŁOU")
    lost = personne(noms=["OPIOOU"], naissance_noms=["OPIOOU"], lacunes=["OPIO?OU"])
    assert monter(lost, annuaire([], [row])) == ("confirme", "traits_restreint_unique")
    other = restreint(BON, nom_naissance="OPIOROU", nom_exercice="OPIOROU")
    assert monter(lost, annuaire([], [other]))[0] == "a_confirmer"


@pytest.mark.parametrize(
    ("listed", "ours", "sure"),
    [
        ("MARIE-JOSÉE'VALÉRIE", ["MARIE"], False),
        ("MARIE JOSÉE'VALÉRIE", ["MARIE"], False),
        ("MARIE-JOSÉE'VALÉRIE", ["MARIE", "JOSEE"], True),
        ("MARIE-JOSÉE'VALÉRIE", ["MARIE", "J"], True),
        ("MARIE-JOSÉE'VALÉRIE", ["MARIEJOSEE"], True),
        ("MARIE'VALÉRIE", ["MARIE"], True),
        ("MARIE VALÉRIE", ["MARIE"], True),  # a list written with blanks
    ],
)
def test_half_of_a_joined_first_given_name_is_asked(listed: str, ours: list[str], sure: bool) -> None:
    """Marie may be the sister of Marie-Josée; a declared number of the same traits settles it."""
    directory = annuaire([], [restreint(BON, prenoms=listed)])
    assert (monter(personne(prenoms=ours), directory)[0] == "confirme") is sure
    assert monter(personne([BON], prenoms=ours), directory)[0] == "confirme"
