"""One service whatever its spelling: no list filtered on a service loses anybody, and two codes are never
merged.
"""

from __future__ import annotations

import random
import string
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.jouet import compte, personne, publier

from workbench import marts as indicators
from workbench.access import ouvrir
from workbench.marts.services import plier, service_tables

BLOC = "Bloc opératoire"
LIVRES: dict[str, Any] = {
    "mots_vides": ["DE"],
    "avec_point": 2,
    "sans_point": 4,
    "mot_long": 6,
    "coupure": 15,
}


def lus(
    *labels: str | tuple[str, str], structure: list[dict[str, Any]] | None = None, home: Path | None = None
) -> dict[str, str]:
    """What each label (or code, label) read in one establishment is called."""
    rows = [("", label) if isinstance(label, str) else label for label in labels]
    people = [{"etablissement": "CHA", "service_code": code or None, "service": text} for code, text in rows]
    tables = {
        "curated.identite": pl.DataFrame(people, infer_schema_length=None),
        "curated.structure": pl.DataFrame(structure or [], infer_schema_length=None),
    }
    found = service_tables(tables, home)["curated.service_lu"]
    return {f"{row['code_lu']}{row['service_lu']}": row["service"] for row in found.iter_rows(named=True)}


def structure(*services: tuple[str, str], etablissement: str | None = "CHA") -> list[dict[str, Any]]:
    return [
        {"service_code": code, "service": text, "etablissement": etablissement} for code, text in services
    ]


@pytest.mark.parametrize(
    ("label", "known", "expected"),
    [
        ("BLOC OPERATOIRE", BLOC, BLOC),
        ("bloc op.", BLOC, BLOC),
        ("Bloc-opératoire", BLOC, BLOC),
        ("  bloc   operatoire ", BLOC, BLOC),
        ("SSR GERIATRIQUE", "SSR gériatrique", "SSR gériatrique"),
        ("CARDIO", "Cardiologie", "Cardiologie"),
        ("HOPITAL JOUR", "Hôpital de jour", "Hôpital de jour"),
        (
            "MEDECINE PHYSIQUE ET DE R",
            "Médecine physique et de réadaptation",
            "Médecine physique et de réadaptation",
        ),
        ("Chirurgie A", "Chirurgie ambulatoire", "Chirurgie A"),  # a letter names a unit
        ("CMP", "CMPP enfants", "CMP"),
        ("CMP enfants", "CMPP enfants", "CMP enfants"),  # two structures, one letter apart
        ("Médecine 1", "Médecine 10", "Médecine 1"),
        ("Réa", "Réadaptation", "Réa"),  # three letters say too little
        ("Court séjour gériatrique", "Court séjour gériatrique aigu", "Court séjour gériatrique"),
        ("Œdème", "OEDEME", "OEDEME"),
    ],
)
def test_a_spelling_names_the_service_of_the_structure_file_or_itself(
    label: str, known: str, expected: str
) -> None:
    assert lus(label, structure=structure(("U1", known)))[label] == expected


def test_the_code_is_the_authority_whatever_the_label() -> None:
    found = lus(
        ("U1", "B.O. central"), ("u01", "autre"), structure=structure(("U1", BLOC), ("U01", "Urgences"))
    )
    assert found["U1B.O. central"] == BLOC
    assert found["u01autre"] == "Urgences"
    assert lus(("0012", "x"), structure=structure(("12", BLOC)))["0012x"] == BLOC


def test_two_codes_are_never_one_service() -> None:
    two = structure(("U1", "MEDECINE"), ("U2", "Médecine"))
    found = lus(("U1", "medecine"), ("U2", "medecine"), "medecine", structure=two)
    assert found == {"U1medecine": "MEDECINE", "U2medecine": "Médecine", "medecine": "medecine"}
    assert lus(("A", "Chir. viscérale"), ("B", "Chirurgie viscérale")) == {
        "AChir. viscérale": "Chir. viscérale",
        "BChirurgie viscérale": "Chirurgie viscérale",
    }
    both = lus(("A", "Bloc op."), ("B", "Bloc opé."), BLOC)
    assert both == {"ABloc op.": "Bloc op.", "BBloc opé.": "Bloc opé.", BLOC: BLOC}


def test_an_abbreviation_that_fits_two_services_is_left_as_written() -> None:
    found = lus("Neuro", "Chir. v.", structure=structure(("1", "Neurologie"), ("2", "Neurochirurgie")))
    assert found["Neuro"] == "Neuro"


def test_without_a_structure_file_the_most_frequent_accented_spelling_is_shown() -> None:
    found = lus("BLOC OPERATOIRE", "BLOC OPERATOIRE", "bloc operatoire", BLOC, "bloc op.")
    assert set(found.values()) == {BLOC}


def test_the_establishment_says_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "regles").mkdir()
    own = 'version = "2"\nmots_vides = []\navec_point = 2\nsans_point = 4\nmot_long = 6\ncoupure = 15\n'
    own += '[[synonymes]]\nservice = "Bloc opératoire"\ngraphies = ["BO", "Bloc central"]\n'
    (tmp_path / "regles" / "services.toml").write_text(own, "utf-8")
    assert set(lus("BO", "bloc central", "BLOC OPERATOIRE", home=tmp_path).values()) == {BLOC}
    assert lus("BO", "bloc central") == {"BO": "BO", "bloc central": "bloc central"}


def test_an_account_without_an_establishment_is_read_in_its_persons_then_in_the_whole_group() -> None:
    tables = {
        "curated.identite": pl.DataFrame([{"id_unique": "1", "etablissement": "CHB", "service": "Urgences"}]),
        "curated.compte": pl.DataFrame(
            [
                {"id_unique": "1", "etablissement": None, "service": "URG."},
                {"id_unique": None, "etablissement": None, "service": "BLOC OPERATOIRE"},
                {"id_unique": None, "etablissement": None, "service": "Accueil"},
            ]
        ),
        "curated.structure": pl.DataFrame(
            [*structure(("1", BLOC)), *structure(("9", "Accueil"), ("7", "ACCUEIL"), etablissement="CHB")]
        ),
    }
    found = service_tables(tables)["curated.service_lu"]
    named = {(r["etablissement"], r["service_lu"]): r["service"] for r in found.iter_rows(named=True)}
    assert named["CHB", "URG."] == "Urgences"
    assert named["", "BLOC OPERATOIRE"] == BLOC
    assert named["", "Accueil"] == "Accueil"


def test_one_service_has_one_row_with_its_spellings() -> None:
    people = [
        {"etablissement": "CHA", "service": text} for text in ("BLOC OPERATOIRE", "bloc op.", "Urgences")
    ]
    tables = {
        "curated.identite": pl.DataFrame(people),
        "curated.structure": pl.DataFrame(structure(("U1", BLOC), ("U2", "Jamais nommé"))),
    }
    rows = service_tables(tables)["curated.service"]
    assert rows.select("etablissement", "service", "service_code", "graphies").rows() == [
        ("CHA", BLOC, "U1", ["BLOC OPERATOIRE", BLOC, "bloc op."]),
        ("CHA", "Jamais nommé", "U2", ["Jamais nommé"]),
        ("CHA", "Urgences", None, ["Urgences"]),
    ]


def _home(home: Path, spell: Any) -> dict[str, pl.DataFrame]:
    """Three people and accounts of two services, written by `spell`; every mart with a service."""
    names = ["Bloc opératoire", "Urgences"]
    people = [
        personne(
            n,
            ("ordre", "role", "ars", "etudiant")[n % 4],
            etablissement="CHA",
            service=spell(names[n % 2]),
            profession_code="60" if n % 4 == 0 else "20",
            profession="Métier",
            type_contrat="interim" if n % 3 == 0 else "cdi",
            date_arrivee=None,
        )
        for n in range(1, 13)
    ]
    accounts = [
        compte(f"c{n}", n, etablissement=None, service=spell(names[n % 2]), mode_auth="cps")
        for n in range(1, 13)
    ]
    records = [
        {
            "source": "rh",
            "cle_source": f"k{n}",
            "nature": "sirh",
            "etablissement": "CHA",
            "service": spell(names[n % 2]),
        }
        for n in range(1, 13)
    ]
    contracts = [
        {"source": "rh", "cle_source": f"k{n}", "etablissement": "CHA", "service": spell(names[n % 2])}
        for n in range(1, 13)
    ]
    members = [{"source": "rh", "cle_source": f"k{n}", "id_unique": f"ID{n:08d}"} for n in range(1, 13)]
    publier(
        home,
        identite=people,
        compte=accounts,
        fiche=records,
        contrat=contracts,
        identite_fiche=members,
        structure=structure(("U1", names[0]), ("U2", names[1])),
    )
    acces = ouvrir(home, "essai", "test")
    return {
        mart.nom: acces.nominatif(mart.nom) if mart.nominatif else acces.agregat(mart.nom)
        for mart in indicators.marts()
    }


def _spelling(rng: random.Random) -> Any:
    def written(name: str) -> str:
        text = "".join(rng.choice([char.upper(), char.lower()]) for char in name)
        text = rng.choice([text, plier(text), plier(text).lower()]).replace(
            " ", rng.choice([" ", "  ", "-", "_"])
        )
        return (
            rng.choice([text, f" {text} ", f"{text}."])
            if name != BLOC
            else rng.choice([text, "bloc op.", "BLOC OPER."])
        )

    return written


@pytest.mark.parametrize("seed", range(3))
def test_spelling_a_service_otherwise_changes_no_mart(tmp_path: Path, seed: int) -> None:
    plain = _home(tmp_path / "plain", str)
    spelled = _home(tmp_path / "spelled", _spelling(random.Random(seed)))
    with_service = [name for name, frame in plain.items() if "service" in frame.columns]
    assert len(with_service) > 20
    for name in with_service:
        assert set(spelled[name]["service"].drop_nulls()) <= {BLOC, "Urgences", "Non renseigné"}, name
        columns = [column for column in plain[name].columns if column != "service_lu"]
        key = [column for column in columns if not isinstance(plain[name][column].dtype, pl.List)]
        assert plain[name].select(key).sort(key).equals(spelled[name].select(key).sort(key)), name


def test_letters_thrown_at_random_never_break_nor_lose_a_label() -> None:
    rng = random.Random(5)
    labels = {
        "".join(rng.choices(string.ascii_letters + " .-'éèœ/", k=rng.randint(1, 30))) for _ in range(300)
    }
    found = lus(*labels)
    assert set(found) == {label for label in labels if plier(label)}
