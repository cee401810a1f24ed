"""Names by tables of examples anybody can extend (noms.csv, autres_noms.csv, noms_compares.csv), and by
properties.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.identities.fiches.libelles import endings, habit, split_label, without_ending
from workbench.socle.noms import alternatives, given_keys, glued, is_external, letters, name_key, rules
from workbench.socle.noms_colonnes import first_given_key, surname_key
from workbench.socle.noms_compares import (
    DIFFERENT,
    EXACT,
    PROCHE,
    VARIANTE,
    compare_given,
    compare_names,
    particle_apart,
    reversed_names,
)

NIVEAUX = {"EXACT": EXACT, "VARIANTE": VARIANTE, "PROCHE": PROCHE, "DIFFERENT": DIFFERENT}


def table(nom: str) -> list[dict[str, str]]:
    return list(csv.DictReader((Path(__file__).parent / nom).read_text("utf-8").splitlines()))


@pytest.mark.parametrize("exemple", table("noms.csv"), ids=lambda row: row["recu"])
def test_examples(exemple: dict[str, str]) -> None:
    assert name_key(exemple["recu"]) == exemple["attendu"]


@pytest.mark.parametrize("exemple", table("autres_noms.csv"), ids=lambda row: row["recu"])
def test_other_names(exemple: dict[str, str]) -> None:
    assert alternatives(exemple["recu"]) == [name for name in exemple["attendus"].split(";") if name]


@pytest.mark.parametrize("exemple", table("noms_compares.csv"), ids=lambda row: f"{row['a']} / {row['b']}")
def test_names_compared(exemple: dict[str, str]) -> None:
    a, b, niveau = exemple["a"], exemple["b"], NIVEAUX[exemple["attendu"]]
    if exemple["genre"] == "nom":
        left, right = alternatives(a), alternatives(b)
        assert compare_names(left, right) == compare_names(right, left) == niveau
    else:
        left, right = list(given_keys(a)), list(given_keys(b))
        assert compare_given(left, right) == compare_given(right, left) == niveau


@given(st.text(max_size=40))
def test_keys_are_letters_and_stable(text: str) -> None:
    key = name_key(text)
    assert re.fullmatch(r"[A-Z ]*", key) and name_key(key) == key
    assert all(re.fullmatch(r"[A-Z]+", given) for given in given_keys(text))
    assert glued(glued(key)) == glued(key)


@given(
    st.lists(st.text("ABCDE ", min_size=1, max_size=12), max_size=3),
    st.lists(st.text("ABCDE ", min_size=1, max_size=12), max_size=3),
)
def test_comparison_is_symmetric(a: list[str], b: list[str]) -> None:
    left, right = alternatives(*a), alternatives(*b)
    assert compare_names(left, right) == compare_names(right, left)
    assert particle_apart(left, right) == particle_apart(right, left)


FAMILLES = st.sampled_from("LEGER TOUR GOFF AMRANI SALAH BOIS BERG ANGELO MONTMORENCY BOUAZZAOUI".split())
PARTICULES = st.sampled_from(sorted(rules()["particules"]))


@given(FAMILLES, st.lists(PARTICULES, min_size=1, max_size=2), st.sampled_from([" ", "-", "'", ""]))
def test_a_particle_makes_another_family_however_it_is_written(nom: str, words: list[str], lien: str) -> None:
    whole = " ".join([*words, nom])
    other = lien.join([*words, nom])
    if name_key(whole) != whole:  # « M » before two words or more is read as a title
        return
    assert compare_names(alternatives(whole), [nom]) == DIFFERENT
    assert particle_apart(alternatives(whole), [nom])
    assert compare_names(alternatives(whole), alternatives(other)) == EXACT


@pytest.mark.parametrize(
    ("a", "b", "niveau"),
    [
        ("DURAND née MARTIN", "MARTIN", EXACT),
        ("de La Tour", "LATOUR", DIFFERENT),
        ("de La Tour", "TOUR", DIFFERENT),
        ("DUPONT-MARTIN", "MARTIN", VARIANTE),
        ("GUILLAUME ERNST MURATO", "GUILLAUME-ERNST MURATOT", VARIANTE),
        ("LEFEBVRE", "LEFEVRE", PROCHE),
        ("MARTIN", "BERNARD", DIFFERENT),
    ],
)
def test_surnames_compared(a: str, b: str, niveau: int) -> None:
    assert compare_names(alternatives(a), alternatives(b)) == niveau


@pytest.mark.parametrize(
    ("a", "b", "niveau"),
    [
        ("Jean-Luc", "JEAN LUC", EXACT),
        ("Marie, Anne", "ANNE", EXACT),
        ("Jean-Baptiste", "JEAN BAPTIS", EXACT),
        ("Thibault", "THILAULT", PROCHE),
        ("Léa", "Léna", DIFFERENT),
        ("", "Paul", DIFFERENT),
    ],
)
def test_given_names_compared(a: str, b: str, niveau: int) -> None:
    assert compare_given(list(given_keys(a)), list(given_keys(b))) == niveau


def test_the_restricted_extraction_separates_given_names_by_an_apostrophe() -> None:
    assert given_keys("JEAN'LUC'MARIE", separes=True) == ("JEAN", "LUC", "MARIE")
    assert given_keys("M'HAMED'ALI", separes=True) == ("MHAMED", "ALI")


def test_national_columns_are_keyed_as_names_are() -> None:
    recus = [
        row["recu"] for row in table("noms.csv") if row["attendu"] and letters(row["recu"]) == row["attendu"]
    ]
    recus += ["SAINT-LEGER", "ST LEGER", "ST-LEGER", "STE MARIE", "STLEGER", "DE LA TOUR", "D'ANGELO"]
    frame = pl.DataFrame({"nom": recus})
    latin = [nom for nom in recus if nom.isascii() or "È" in nom.upper()]
    keys = frame.filter(pl.col("nom").is_in(latin)).select(surname_key("nom")).to_series().to_list()
    assert keys == [glued(letters(nom)) for nom in recus if nom in latin]


@pytest.mark.parametrize("separes", [True, False])
def test_national_given_names_are_keyed_as_names_are(separes: bool) -> None:
    recus = [
        "LEA'ANNE",
        "Jean-Luc",
        "M'Hamed",
        "N’Deye",
        "M HAMED",
        "Ra'ed",
        "FRANÇOIS'JULIEN",
        "Léa, Anne",
        "O",
    ]
    keys = pl.DataFrame({"p": recus}).select(first_given_key("p", separes=separes)).to_series().to_list()
    assert keys == [given_keys(prenom, separes)[0] for prenom in recus]


def test_reversed_names() -> None:
    assert reversed_names(["PERNELLE"], ["SAINT", "LEGER"], ["SAINT LEGER"], ["PERNELLE"])
    assert not reversed_names(["PERNELLE"], ["SAINT", "LEGER"], ["SAINT JEAN"], ["PERNELLE"])
    assert not reversed_names(["LE ROUX"], ["PAUL"], ["PAUL"], ["LE", "GOFF"])


def test_a_surname_that_is_a_mark_of_staff_is_a_surname() -> None:
    assert is_external(["DURAND (EXT)"], "DURAND") and is_external([None, "DURAND - PRESTA"])
    assert not is_external(["PRESTA Maria"], "PRESTA")


@pytest.mark.parametrize(
    ("libelle", "ordre", "attendu"),
    [
        ("DURAND Léa", "", ("DURAND", "Léa")),
        ("Léa DURAND", "", ("DURAND", "Léa")),
        ("Durand, Léa", "", ("Durand", "Léa")),
        ("de LA TOUR Léa", "", ("de LA TOUR", "Léa")),
        ("DE LA TOUR LEA", "nom_prenom", ("DE LA TOUR", "LEA")),
        ("LEA DE LA TOUR", "prenom_nom", ("DE LA TOUR", "LEA")),
        ("MARTIN Jean-Luc (EXT)", "", ("MARTIN", "Jean-Luc")),
        ("Durand Léa", "", None),
        ("ACCUEIL", "nom_prenom", None),
        ("BLANCHET née BOYER Alicia", "nom_prenom", ("BLANCHET née BOYER", "Alicia")),
        ("BLANCHET Alicia née BOYER", "", ("BLANCHET née BOYER", "Alicia")),
        ("Alicia BLANCHET épouse BOYER", "", ("BLANCHET épouse BOYER", "Alicia")),
        ("BLANCHET NEE DE LA TOUR LEA", "nom_prenom", ("BLANCHET NEE DE LA TOUR", "LEA")),
        ("BLANCHET LEA NEE BOYER", "nom_prenom", ("BLANCHET NEE BOYER", "LEA")),
        ("LEA BLANCHET NEE BOYER", "prenom_nom", ("BLANCHET NEE BOYER", "LEA")),
        ("BLANCHET LEA NEE BOYER PAUL", "nom_prenom", None),  # both sides could hold the given name
        ("née BOYER Alicia", "", ("BOYER", "Alicia")),
        ("OU Ming", "", ("OU", "Ming")),
        ("BLANCHET née BOYER", "nom_prenom", None),
        ("Léa P. Durand", "prenom_nom", ("Durand", "Léa P.")),
        ("Léa P Durand", "prenom_nom", ("Durand", "Léa P")),
        ("Léa D Angelo", "prenom_nom", ("D Angelo", "Léa")),
        ("Jean-P. DUPONT", "", ("DUPONT", "Jean-P.")),
        ("DUPONT Jean P", "", ("DUPONT", "Jean P")),
        ("MARTIN Léa (interne en médecine)", "", ("MARTIN", "Léa")),
        ("Durand Léa [poste 4512]", "nom_prenom", ("Durand", "Léa")),
    ],
)
def test_a_whole_name_in_one_field(libelle: str, ordre: str, attendu: tuple[str, str] | None) -> None:
    assert split_label(libelle, ordre) == attendu  # type: ignore[arg-type]


def test_a_mark_after_whole_names_is_no_part_of_them() -> None:
    labels = [
        "DUPONT Jean - Cardiologie",
        "MARTIN Léa - Cardiologie",
        "ROUX Zoé - Cardiologie",
        "PETIT Anne - prestataire",
        "DURAND - LEROY Paul",
        "MOREL Élise - Bourg",
    ]
    marks = endings(labels)
    assert [without_ending(label, marks) for label in labels] == [
        "DUPONT Jean", "MARTIN Léa", "ROUX Zoé", "PETIT Anne", "DURAND - LEROY Paul", "MOREL Élise - Bourg"
    ]  # fmt: skip


def test_the_habit_of_a_column_is_learnt_from_its_labels() -> None:
    known = {"LEA", "PAUL", "ZOE", "JEAN", "ANNE"}
    assert habit(["DURAND LEA", "PETIT PAUL", "ROUX ZOE", "LEROY JEAN", "MOREL ANNE"], known) == "nom_prenom"
    assert habit(["Lea Durand", "Paul Petit", "Zoe Roux", "Jean Leroy", "Anne Morel"], known) == "prenom_nom"
    assert habit(["DURAND LEA", "PAUL PETIT"], known) == ""
