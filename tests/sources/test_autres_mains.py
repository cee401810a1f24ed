"""Files as other exports write them, beside their clean form: the same rows, or a refusal with its remedy."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet
from tests.hostiles.fichiers import CANONIQUES, TITRES, csv, saines
from tests.sources.test_lecture import JOUR

from workbench.socle.settings import Settings
from workbench.sources import SourceInutilisable, read_deliveries
from workbench.sources.modeles import Lecture

SAINES = saines(24)
TEXTE = csv(SAINES).decode()
LUES = ["matricule", "nom_naissance", "prenoms", "date_naissance", "service", "emploi", "rpps", "date_debut"]


def recevoir(home: Path, octets: bytes, nom: str = "rh.csv") -> Lecture:
    dossier = home / "data" / "raw" / JOUR.isoformat()
    dossier.mkdir(parents=True, exist_ok=True)
    (dossier / nom).write_bytes(octets)
    source = {"code": "rh", "nature": "sirh", "fichier": "rh*", "colonnes": CANONIQUES}
    (lecture,) = read_deliveries(
        Settings.model_validate({"home": home, "etablissement": {"nom": "Essai"}, "sources": [source]}), JOUR
    )
    return lecture


@pytest.fixture(scope="module")
def temoin(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[object, ...]]:
    return set(recevoir(tmp_path_factory.mktemp("temoin"), csv(SAINES)).lignes.select(LUES).rows())


def classeur(
    geste: Callable[[Worksheet], None] | None = None,
    lignes: list[list[object]] | None = None,
    mac: bool = False,
) -> bytes:
    livre = openpyxl.Workbook()
    if mac:
        livre.epoch = CALENDAR_MAC_1904
    for ligne in [TITRES, *(lignes or SAINES)]:
        livre.active.append(ligne)
    if geste:
        geste(livre.active)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def _jour(texte: str) -> dt.datetime:
    return dt.datetime.strptime(texte, "%d/%m/%Y")


def _console(cadre: str) -> str:
    larges = [max(len(ligne[rang]) for ligne in [TITRES, *SAINES]) for rang in range(len(TITRES))]
    filet = cadre.join("-" * large for large in larges)
    lignes = [
        cadre.join(f"{cell:{large}}" for cell, large in zip(ligne, larges, strict=True)) for ligne in SAINES
    ]
    titres = cadre.join(f"{titre:{large}}" for titre, large in zip(TITRES, larges, strict=True))
    pages = [
        ligne
        for debut in range(0, len(lignes), 10)
        for ligne in ["\x0c", titres, filet, *lignes[debut : debut + 10]]
    ]
    return "\n".join(pages) + f"\n\n{len(SAINES)} rows selected.\n"


def _fusions(feuille: Worksheet, premiere: int = 2) -> None:
    for debut in range(premiere, premiere + 24, 4):
        feuille.merge_cells(start_row=debut, end_row=debut + 3, start_column=5, end_column=5)


def _decale(feuille: Worksheet) -> None:
    feuille.insert_rows(1, 3)
    _fusions(feuille, 5)


def _strict(octets: bytes) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as lu, zipfile.ZipFile(sortie, "w") as ecrit:
        for membre in lu.infolist():
            texte = lu.read(membre).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            ecrit.writestr(membre.filename, texte)
    return sortie.getvalue()


TYPEES = [[*r[:3], _jour(r[3]), *r[4:8], _jour(r[8])] for r in SAINES]
PAREILS = {
    "fins de ligne U+2028": ("rh.csv", TEXTE.replace("\n", "\u2028").encode()),
    "fins de ligne NEL": ("rh.csv", TEXTE.replace("\n", "\u0085").encode()),
    "sep= faux": ("rh.csv", f"sep=,\n{TEXTE}".encode()),
    "apostrophes autour": (
        "rh.csv",
        "\n".join(";".join(f"'{c}'" for c in r) for r in [TITRES, *SAINES]).encode(),
    ),
    "octets nuls de bourrage": ("rh.csv", TEXTE.replace("Cardiologie", "Cardiologie\0\0").encode()),
    "console à points-virgules et pages": ("rh.txt", _console(";").encode()),
    "console à barres": ("rh.txt", _console(" | ").encode()),
    "compte en deux cellules": ("rh.csv", f"{TEXTE}1234;lignes;;;;;;;\n".encode()),
    "Édité le": ("rh.csv", f"{TEXTE}Édité le 01/11/2026\n".encode()),
    "utf-16 sans marque": ("rh.csv", TEXTE.encode("utf-16-le")),
    "classeur nommé .xls": ("rh.xls", classeur()),
    "classeur strict": ("rh.xlsx", _strict(classeur())),
    "classeur de 1904 à dates typées": ("rh.xlsx", classeur(lignes=TYPEES, mac=True)),
    "dates en texte une ligne sur trois": (
        "rh.xlsx",
        classeur(
            lignes=[t if rang % 3 else s for rang, (t, s) in enumerate(zip(TYPEES, SAINES, strict=True))]
        ),
    ),
}


@pytest.mark.parametrize("cas", PAREILS)
def test_another_hand_gives_the_same_rows(cas: str, tmp_path: Path, temoin: set[tuple[object, ...]]) -> None:
    nom, octets = PAREILS[cas]
    assert set(recevoir(tmp_path, octets, nom).lignes.select(LUES).rows()) == temoin


def _tableau_dessous(feuille: Worksheet) -> None:
    feuille.append([])
    feuille.append(["CODE", "LIBELLE", "POLE"])
    for rang in range(8):
        feuille.append([f"S{rang}", f"Service {rang}", "Pôle"])


def _formules(feuille: Worksheet) -> None:
    for rang in range(2, 26):
        feuille.cell(rang, 7).value = f"=VLOOKUP(A{rang},Z:Z,1)"


def _jours_1904() -> bytes:
    depart = dt.datetime(1904, 1, 1)
    return classeur(
        lignes=[[*r[:3], (r[3] - depart).days, *r[4:8], (r[8] - depart).days] for r in TYPEES], mac=True
    )


def _americain(texte: str) -> object:
    jour = _jour(texte)
    return jour.replace(day=jour.month, month=jour.day) if jour.day <= 12 else texte


REFUSES = {
    "second tableau dessous": ("rh.xlsx", classeur(_tableau_dessous), "Deux tableaux", "autre fichier"),
    "formules jamais calculées": ("rh.xlsx", classeur(_formules), "Formules sans résultat", "Excel"),
    "jours comptés depuis 1904": ("rh.xlsx", _jours_1904(), "1904", "format Date"),
    "dates à moitié américaines": (
        "rh.xlsx",
        classeur(lignes=[[*r[:3], _americain(r[3]), *r[4:]] for r in SAINES]),
        "Dates ambiguës",
        "AAAA-MM-JJ",
    ),
    "largeur fixe": ("rh.txt", _console(" ").encode(), "largeur fixe", "point"),
    "séparateur ~": ("rh.csv", TEXTE.replace(";", "~").encode(), "Séparateur", "separateur ="),
    "utf-7": (
        "rh.csv",
        TEXTE.replace("Cardiologie", "Cardiologie gériatrique").encode("utf-7"),
        "UTF-7",
        "UTF-8",
    ),
    "page web": ("rh.csv", b"<html><table><tr><td>MATRICULE</td></tr></table></html>", "Page web", "CSV"),
    "mot de passe": (
        "rh.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 900
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 900,
        "mot de passe",
        "effacez",
    ),
}


@pytest.mark.parametrize("cas", REFUSES)
def test_what_cannot_be_read_right_is_refused_with_its_remedy(cas: str, tmp_path: Path) -> None:
    nom, octets, cause, remede = REFUSES[cas]
    with pytest.raises(SourceInutilisable) as refus:
        recevoir(tmp_path, octets, nom)
    assert cause in f"{refus.value.titre} {refus.value.message}" and remede in refus.value.conseil


@pytest.mark.parametrize("geste", [_fusions, _decale])
def test_a_merged_cell_counts_for_each_of_its_rows(
    geste: Callable[[Worksheet], None], tmp_path: Path, temoin: set[tuple[object, ...]]
) -> None:
    lecture = recevoir(tmp_path, classeur(geste), "rh.xlsx")
    assert set(lecture.lignes.select(LUES).rows()) == temoin
    assert "CELLULES_FUSIONNEES" in lecture.rejets["code"].to_list()
    assert lecture.lignes["ligne"].min() == (2 if geste is _fusions else 5), "la ligne que montre le tableur"


def test_a_mapped_column_that_is_not_there_is_said(tmp_path: Path) -> None:
    lecture = recevoir(tmp_path, TEXTE.replace("EMPLOI", "", 1).encode())
    motifs = lecture.rejets.filter(lecture.rejets["code"] == "COLONNE_ABSENTE")["motif"].to_list()
    assert len(motifs) == 1 and "EMPLOI" in motifs[0]
