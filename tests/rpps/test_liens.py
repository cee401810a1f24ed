"""Each rung of the evidence ladder, by hand-made cases."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from workbench.rpps.ascension import civil, climb
from workbench.rpps.echelle import Personne
from workbench.rpps.liens import _one_number_one_person
from workbench.rpps.repertoire import Repertoire

BON, AUTRE, INCONNU = "19000482718", "19000965435", "19001448134"
NAISSANCE = dt.date(1980, 5, 6)


def key(body: str) -> str:
    from workbench.demo.personnes import luhn

    return body + luhn(body)


BON, AUTRE, INCONNU = key("1900048271"), key("1900096543"), key("1900144813")


def personne(declares: list[str] | None = None, **autres: object) -> Personne:
    values: dict[str, object] = {
        "ident": "ID00000001", "noms": ["MARTIN", "DURAND"], "naissance_noms": ["MARTIN"], "prenoms": ["LEA"], "naissance": NAISSANCE, "sexe": "F",
        "commune": None, "profession": "60", "role": None, "autorite": "ordre", "dpi": True, "declares": declares or [],
    }  # fmt: skip
    return Personne(**{**values, **autres})  # type: ignore[arg-type]


def restreint(numero: str, **autres: object) -> dict[str, object]:
    return {"rpps": numero, "nom_naissance": "MARTIN", "prenoms": "LEA'ANNE", "date_naissance": NAISSANCE, "sexe": "F", "nom_exercice": "DURAND",
            "prenom_exercice": "LEA", "code_commune_naissance": None, "professions": {("60", None)}, **autres}  # fmt: skip


def public(numero: str, **autres: object) -> dict[str, object]:
    return {"rpps": numero, "nom_exercice": "DURAND", "prenom_exercice": "Léa", "profession_code": "60", "professions": {("60", None)},
            "finess": {"990000028"}, **autres}  # fmt: skip


def annuaire(
    publics: list[dict[str, object]] = (), restreints: list[dict[str, object]] | None = None
) -> Repertoire:  # type: ignore[assignment]
    by_number = {str(row["rpps"]): row for row in publics}
    held = {str(row["rpps"]): row for row in restreints or []}
    by_birth: dict[object, list[str]] = {}
    for row in held.values():
        by_birth.setdefault(row["date_naissance"], []).append(str(row["rpps"]))
    by_name = {("DURAND", "LEA"): list(by_number)} if by_number else {}
    names = {("MARTIN", "LEA"): list(held)}
    return Repertoire(by_number, held, by_name, by_birth, names, bool(by_number), restreints is not None)


def monter(person: Personne, directory: Repertoire) -> tuple[str, str]:
    lien = climb(person, directory, {"990000028"}, Counter([civil(person)]), False)
    return lien.statut, lien.preuve


def test_declared_and_birth_traits_agree() -> None:
    assert monter(personne([BON]), annuaire([public(BON)], [restreint(BON)])) == (
        "confirme",
        "declare_traits_concordants",
    )


def test_one_strict_match_on_birth_traits() -> None:
    assert monter(personne(), annuaire([], [restreint(BON)])) == ("confirme", "traits_restreint_unique")


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
