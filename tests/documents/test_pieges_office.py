"""The traps of real Office are seen by our checker: each of them, in a workbook that holds only that one."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from tests.outils import paquets_office

from workbench.office import feuille as f

Changer = Callable[[str], str]


def _sain() -> Workbook:
    livre = Workbook()
    page = livre.active
    page.title = "Essai"
    for rang in (("Nom", "Nombre"), ("A", 1), ("B", 2)):
        page.append(rang)
    page.add_table(Table(displayName="Gens", ref="A1:B3"))
    return livre


def _octets(livre: Workbook) -> bytes:
    flux = BytesIO()
    livre.save(flux)
    return flux.getvalue()


def _gate(octets: bytes, partie: str, changer: Changer) -> bytes:
    flux = BytesIO()
    with ZipFile(BytesIO(octets)) as lu, ZipFile(flux, "w") as ecrit:
        for nom in lu.namelist():
            texte = lu.read(nom)
            if nom == partie:
                neuf = changer(texte.decode())
                assert neuf != texte.decode(), "rien n’a été gâté"
                texte = neuf.encode()
            ecrit.writestr(nom, texte)
    return flux.getvalue()


def _fautes(octets: bytes) -> list[str]:
    return [faute for faute in paquets_office.fautes(octets) if "première entrée" not in faute]


def _choix(livre: Workbook) -> None:
    livre.active.add_data_validation(DataValidation("list", formula1='"' + "x," * 130 + '"', sqref="C1"))


def _invite(livre: Workbook) -> None:
    livre.active.add_data_validation(DataValidation("list", formula1='"a"', sqref="C1", prompt="p" * 256))


def _formule(livre: Workbook) -> None:
    livre.active["D1"] = '=TEXTJOIN(",",TRUE,A1:A3)'


def _nom(livre: Workbook) -> None:
    livre.defined_names["liste"] = DefinedName("liste", attr_text="'Feuille partie'!$A$1")


def _marge(livre: Workbook) -> None:
    livre.active.oddHeader.left.text = "m" * 256


def _fusions(livre: Workbook) -> None:
    livre.active.merge_cells("E1:F2")
    livre.active.merge_cells("F2:G3")


def _deux_tables(livre: Workbook) -> None:
    page = livre.create_sheet("Autre")
    page.append(("Nom", "Nombre"))
    page.append(("A", 1))
    table = Table(displayName="gens2", ref="A1:B2")
    page.add_table(table)
    table.displayName = "GENS"


@pytest.mark.parametrize(
    ("spoil", "dit"),
    [
        (_choix, "contrôle de saisie de"),
        (_invite, "contrôle de saisie de"),
        (_formule, "fonction sans son préfixe : TEXTJOIN"),
        (_nom, "feuille absente : Feuille partie"),
        (_marge, "en-tête de"),
        (_fusions, "fusions qui se chevauchent"),
        (_deux_tables, "table ou nom défini en double : gens"),
    ],
)
def test_un_classeur_que_nous_ecririons_mal_est_vu(spoil: Callable[[Workbook], None], dit: str):
    livre = _sain()
    spoil(livre)
    assert any(dit in faute for faute in _fautes(_octets(livre)))


@pytest.mark.parametrize(
    ("partie", "changer", "dit"),
    [
        ("xl/tables/table1.xml", lambda t: t.replace('"Gens"', '"T1"'), "nom de table refusé : T1"),
        ("xl/tables/table1.xml", lambda t: t.replace('name="Nom"', 'name="Autre"'), "titres ["),
        ("xl/tables/table1.xml", lambda t: t.replace('name="Nom"', 'name="NOMBRE"'), "même titre"),
        ("xl/tables/table1.xml", lambda t: t.replace('ref="A1:B3"', 'ref="A1:C3"'), "2 colonnes pour A1:C3"),
        ("xl/workbook.xml", lambda t: t.replace('"Essai"', '"' + "E" * 32 + '"'), "nom de feuille refusé"),
        ("xl/workbook.xml", lambda t: t.replace('"Essai"', '"Essai [1]"'), "nom de feuille refusé"),
        (
            "xl/worksheets/sheet1.xml",
            lambda t: t.replace("<sheetData", "<pageMargins/><sheetData", 1),
            "hors de leur ordre",
        ),
    ],
)
def test_un_paquet_gate_est_vu(partie: str, changer: Changer, dit: str):
    gate = _gate(_octets(_sain()), partie, changer)
    assert any(dit in faute for faute in _fautes(gate)), _fautes(gate)


def test_un_classeur_sain_n_a_pas_de_faute():
    assert _fautes(_octets(_sain())) == []


@pytest.mark.parametrize(("nom", "attendu"), [("T1", "Table_T1"), ("abc99", "Table_abc99"), ("Gens", "Gens")])
def test_une_table_ne_porte_jamais_le_nom_d_une_case(nom: str, attendu: str):
    livre = Workbook()
    f.tableau(livre.active, 1, ["Nom"], [["A"]], nom, [None])
    assert list(load_workbook(BytesIO(_octets(livre))).active.tables) == [attendu]
