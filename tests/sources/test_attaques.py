"""Deliveries of another hand, read alone: the same rows, or a refusal with its cause and its remedy."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from workbench.socle.settings import Settings
from workbench.sources import read_deliveries
from workbench.sources.modeles import Lecture, SourceInutilisable

JOUR = dt.date(2026, 11, 2)
RH = ("matricule", "nom_naissance", "prenoms", "sexe", "date_naissance", "date_debut", "date_fin", "service")
COMPTES = ("login", "nom", "prenom", "actif", "date_creation", "date_derniere_connexion")
CARTES = ("numero_serie", "type_mie", "matricule", "statut")
FINS = [f"{an}/{jour}" for an in range(19, 32) for jour in ("01/31", "06/30", "12/31")]


def agents(**autres: list[str]) -> list[list[str]]:
    """Forty people; a column given takes the place of theirs."""
    rows = [
        [
            f"{n:05d}",
            f"NOM{chr(65 + n % 26)}{chr(65 + n // 26)}",
            "ANNE" if n % 3 else "LUC",
            "F" if n % 3 else "M",
            f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/19{60 + n:02d}",
            f"{n % 28 + 1:02d}/03/{2000 + n % 20}",
            "",
            "SSR GERIATRIQUE",
        ]
        for n in range(40)
    ]
    for name, values in autres.items():
        for row, value in zip(rows, values, strict=False):
            row[RH.index(name)] = value
    return rows


def comptes(actifs: list[str], vus: str = "2026") -> list[list[str]]:
    return [
        [f"u{n:02d}", f"NOM{chr(65 + n)}", "Anne", actif, "01/02/2020", f"{n + 1:02d}/10/{vus}"]
        for n in range(20)
        for actif in [actifs[n % len(actifs)]]
    ]


def lire(
    dossier: Path,
    nature: str,
    titres: tuple[str, ...],
    lignes: list[list[str]],
    valeurs: dict[str, dict[str, str]] | None = None,
) -> Lecture:
    raw = dossier / "data" / "raw" / JOUR.isoformat()
    raw.mkdir(parents=True)
    quoted = "\n".join(";".join(f'"{cell}"' for cell in row) for row in [list(titres), *lignes])
    (raw / "essai.csv").write_text(quoted + "\n", "utf-8")
    source = {"code": "essai", "nature": nature, "fichier": "essai*", "valeurs": valeurs or {}}
    source["colonnes"] = {name: name for name in titres}
    if nature == "application":
        source["application"] = "essai"
    reglages = {"home": dossier, "etablissement": {"nom": "Essai"}, "sources": [source]}
    (lecture,) = read_deliveries(Settings.model_validate(reglages), JOUR)
    return lecture


REFUS = [
    ("sirh", RH, agents(sexe=["1", "1", "0"] * 14), "Valeurs inconnues", "sources.valeurs.sexe"),
    ("sirh", RH, agents(date_fin=FINS), "Dates ambiguës", "%y/%m/%d"),
    ("application", COMPTES, comptes(["O", "O", "D"]), "Valeurs inconnues", "sources.valeurs.actif"),
    ("application", COMPTES, comptes(["5,12E+02", "6,60E+04"]), "Valeurs inconnues", "tableur"),
    ("application", COMPTES, comptes(["0x200", "0x202"]), "Valeurs inconnues", "sources.valeurs.actif"),
    ("application", COMPTES, comptes(["-1", "0"]), "Valeurs inconnues", "sources.valeurs.actif"),
    ("application", COMPTES, comptes(["X", ""]), "Cellules vides à expliquer", '"" = "non"'),
    ("application", COMPTES, comptes(["O", "N"], vus="2027"), "Dates impossibles", "JJ/MM/AAAA"),
    ("parc_mie", CARTES, [["S1", "CPS", f"{n}", "Remis"] for n in range(40)], "Une seule valeur", "moyen"),
    (
        "parc_mie",
        CARTES,
        [[f"S{n}", "CPS", f"{n}", ("Ordered", "Paired")[n % 2]] for n in range(40)],
        "Valeurs inconnues",
        "sources.valeurs.statut",
    ),
]


@pytest.mark.parametrize(("nature", "titres", "lignes", "titre", "remede"), REFUS)
def test_what_would_be_read_wrong_is_refused_with_its_remedy(
    nature: str, titres: tuple[str, ...], lignes: list[list[str]], titre: str, remede: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceInutilisable) as refus:
        lire(tmp_path, nature, titres, lignes)
    assert refus.value.titre.startswith(titre) and remede in refus.value.conseil and refus.value.message


EN_TROP = [
    (["ZY00", "ZY01", "ZY02", "ZY03", "ZY04", "ZY05", "ZY06", "ZY07"], "LIGNE_TITRES"),
    (["00001", "Édité le 01/11/2026", "", "", "", "", "", ""], "NOM_IMPOSSIBLE"),
    (["00002", "Sous-total SSR : 12", "", "", "", "", "", ""], "NOM_IMPOSSIBLE"),
]


@pytest.mark.parametrize(("ligne", "code"), EN_TROP)
def test_a_row_that_is_nobody_is_set_aside_and_said(ligne: list[str], code: str, tmp_path: Path) -> None:
    lecture = lire(tmp_path, "sirh", RH, [ligne, *agents()])
    assert lecture.lignes["matricule"].to_list() == [row[0] for row in agents()]
    assert code in lecture.rejets["code"].to_list()


def test_a_cell_written_on_two_lines_is_one_text(tmp_path: Path) -> None:
    lecture = lire(tmp_path, "sirh", RH, agents(service=["SSR\nGERIATRIQUE"] * 20))
    assert lecture.lignes["service"].unique().to_list() == ["SSR GERIATRIQUE"]


def test_an_empty_cell_means_what_the_settings_say(tmp_path: Path) -> None:
    lecture = lire(tmp_path, "application", COMPTES, comptes(["X", ""]), {"actif": {"": "non"}})
    assert lecture.lignes.sort("login")["actif"].to_list() == [True, False] * 10


def test_a_directory_state_through_a_workbook_keeps_its_bits(tmp_path: Path) -> None:
    lecture = lire(tmp_path, "application", COMPTES, comptes(["512.0", "66050,0"]))
    assert lecture.lignes.sort("login")["actif"].to_list() == [True, False] * 10
