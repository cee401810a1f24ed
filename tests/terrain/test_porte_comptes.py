"""Lists of accounts at the door: a domain before the login, « 0 » for no number, a place in the tree."""

from __future__ import annotations

import polars as pl
import pytest

from workbench.socle import numeros
from workbench.socle.settings import Source
from workbench.sources.porte.controle import canonical

TITRES = {"login": "Login", "nom": "Nom", "prenom": "Prénom", "matricule": "Matricule", "service": "Service"}


def _lus(rows: list[dict[str, str | None]]) -> tuple[pl.DataFrame, list[str]]:
    plain = [
        {"Login": f"u{n}", "Nom": f"DURAND{'ABCDEFGHIJKLMNOP'[n]}", "Prénom": "Léa", "Service": "Bloc",
         "Matricule": f"{n + 1:05}", "ligne": n + 2} | row
        for n, row in enumerate(rows)
    ]  # fmt: skip
    frame = pl.DataFrame(plain).with_columns(pl.col("ligne").cast(pl.Int32))
    source = Source(code="ad", nature="annuaire", fichier="ad_*.csv", colonnes=TITRES)
    out, rejets = canonical(source, "ad_1.csv", frame)
    return out, [str(one["code"]) for one in rejets]


@pytest.mark.parametrize(
    ("ecrits", "cles"),
    [
        ([f"GHT/u{n}" for n in range(12)], [f"u{n}" for n in range(12)]),
        (
            [f"{'GHT' if n % 2 else 'CHU'}/u{n}" for n in range(12)],
            None,
        ),  # two domains
        ([f"u{n}/psy" if n else "GHT/u0" for n in range(12)], None),
    ],
)
def test_one_domain_before_every_login_is_no_part_of_it(ecrits: list[str], cles: list[str] | None) -> None:
    lus, _ = _lus([{"Login": text} for text in ecrits])
    assert [numeros.cle("login", text) for text in lus["login"]] == (cles or [one.lower() for one in ecrits])


@pytest.mark.parametrize(("vides", "codes"), [(4, ["VALEUR_DE_REMPLISSAGE"]), (1, [])])
def test_zero_for_many_accounts_is_nobody_s_number(vides: int, codes: list[str]) -> None:
    lus, dits = _lus([{"Matricule": "0"} if n < vides else {} for n in range(12)])
    assert [one for one in dits if one == "VALEUR_DE_REMPLISSAGE"] == codes
    assert lus["matricule"].null_count() == (vides if codes else 0)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("OU=Imagerie,DC=ght,DC=local", "Imagerie"),
        (r"CN=Bloc\, site Nord,OU=Services,DC=ght,DC=local", "Bloc, site Nord"),
        ("OU=Imagerie", "OU=Imagerie"),
        ("Bloc, DC=2", "Bloc, DC=2"),
    ],
)
def test_a_place_in_the_tree_is_its_first_name(ecrit: str, lu: str) -> None:
    lus, _ = _lus([{"Service": ecrit}])
    assert lus["service"].to_list() == [lu]


@pytest.mark.parametrize(
    ("chemin", "lu"),
    [
        ("CHU/Soins/Imagerie", "Imagerie"),
        (r"CHU\Soins\Imagerie", "Imagerie"),
        ("CHU > Soins > Imagerie", "Imagerie"),
        ("Bloc/Réveil", "Bloc/Réveil"),  # two words of one service
    ],
)
def test_a_path_on_every_row_is_its_last_step(chemin: str, lu: str) -> None:
    lus, _ = _lus([{"Service": chemin.replace("Imagerie", "Bloc") if n % 2 else chemin} for n in range(12)])
    assert lu in lus["service"].to_list()
    same, _ = _lus([{"Service": chemin}] * 12)
    assert same["service"].unique().to_list() == [chemin], "one value says nothing of a tree"
    some, _ = _lus([{"Service": chemin if n else "Bloc"} for n in range(12)])
    assert chemin in some["service"].to_list()


@pytest.mark.parametrize(
    ("matricules", "vides"),
    [
        (["-1"] * 4 + [f"00{n}" for n in range(10, 18)], 4),
        (["-1"] + [f"00{n}" for n in range(10, 18)], 0),  # once: a typing mistake, told elsewhere
        (["99999999"] * 6 + [f"00{n}" for n in range(10, 18)], 6),
        (["9999"] * 3 + [f"00{n}" for n in range(10, 18)], 0),  # three accounts of one agent
        (["9999"] * 6 + ["0012"] * 3 + ["0013"], 0),  # a list where an agent has several rows
        (["1234"] * 6 + [f"00{n}" for n in range(10, 18)], 0),  # a number, copied down: stopped elsewhere
    ],
)
def test_a_number_for_none_is_known_by_its_shape_and_how_often_it_comes(
    matricules: list[str], vides: int
) -> None:
    lus, dits = _lus([{"Matricule": text} for text in matricules])
    assert lus["matricule"].null_count() == vides
    assert dits.count("VALEUR_DE_REMPLISSAGE") == (1 if vides else 0)


def test_accents_that_csvde_writes_as_bytes_are_letters() -> None:
    ecrits = [f"X'{'Bénédicte'.encode().hex()}'", "X'zz'", "X'fffe'", "Léa"]
    lus, _ = _lus([{"Prénom": text} for text in ecrits])
    assert lus["prenom"].to_list() == ["Bénédicte", *ecrits[1:]]
