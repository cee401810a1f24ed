"""Rows of a list are as low as its columns allow: widths are shared by what rows hold, what is read on screen
only makes none taller, a number as wide as its column stays on one line, and a row grows with what is typed.
"""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from tests.outils.coupes import cut_cells

from workbench.office import feuille as f
from workbench.office.lisible import as_list
from workbench.office.mesures_feuille import lignes
from workbench.office.paquet import octets
from workbench.office.partage import lower

LE = dt.date(2026, 11, 1)
SERVICES = ["Bloc", "Médecine", "SSR"]
GESTE = "S’inscrire au tableau de l’Ordre, qui attribue le numéro RPPS, puis nous envoyer son attestation"
CONSTAT = (
    "Le diplôme dit à l’ADELI n’est pas celui de la profession déclarée par les ressources humaines. " * 2
)


def _liste(entetes: list[str], dites: list[list[str]], larges: list[float], imprimees: int) -> bytes:
    livre = Workbook()
    page = livre.active
    page.append(entetes)
    for ligne in dites:
        page.append(ligne)
    for rang in page.iter_rows():
        for case in rang:
            case.font, case.alignment = f.NORMAL, Alignment(wrap_text=True, indent=1)
    f.largeurs(page, larges)
    f.impression(page, "essai")
    as_list(page, page.max_row, len(entetes), imprimees)
    return octets(livre, LE, "essai")


def _rangs(faite: bytes) -> list[float]:
    page = load_workbook(BytesIO(faite)).active
    return [page.row_dimensions[rang].height or 15 for rang in range(2, page.max_row + 1)]


def _larges(faite: bytes) -> list[float]:
    page = load_workbook(BytesIO(faite)).active
    return [page.column_dimensions[get_column_letter(rang)].width for rang in range(1, page.max_column + 1)]


def test_la_colonne_qui_parle_prend_la_place_de_celles_qui_n_en_ont_pas_besoin():
    dites = [[service, GESTE, "CHR"] for service in SERVICES * 4]
    faite = _liste(["Service", "Ce qu’il faut faire", "Site"], dites, [40.0, 20.0, 40.0], 3)
    larges = _larges(faite)
    assert larges[1] > 2 * 20.0, "elle était à l’étroit"
    assert abs(sum(larges) - 100.0) < 1e-6, "la feuille n’est pas plus large"
    assert max(_rangs(faite)) <= 31, "deux lignes au plus"
    assert cut_cells(faite) == []


def test_une_colonne_ou_l_on_ecrit_ne_cede_rien():
    dites = [[GESTE, ""] for _ in range(5)]
    assert _larges(_liste(["Ce qu’il faut faire", "Fait le"], dites, [30.0, 30.0], 2))[1] == 30.0


def test_ce_qui_se_lit_a_l_ecran_n_eleve_aucun_rang_imprime():
    dites = [[service, CONSTAT[:110]] for service in SERVICES]
    assert set(_rangs(_liste(["Service", "Constat"], dites, [20.0, 20.0], 1))) == {15}
    imprimee = _rangs(_liste(["Service", "Constat"], dites, [20.0, 20.0], 2))
    assert min(imprimee) > 15, "sur le papier, elle compte"


def test_un_numero_aussi_large_que_sa_colonne_tient_une_ligne():
    dites = [["10001234567", GESTE, GESTE] for _ in range(3)]
    faite = _liste(["RPPS", "Geste", "Encore"], dites, [10.0, 60.0, 60.0], 3)
    page = load_workbook(BytesIO(faite)).active
    place = page.column_dimensions["A"].width * 5.7 - 8
    assert lignes("10001234567", place + 1e-6, 11) == ["10001234567"]


def test_un_rang_grandit_avec_ce_qu_on_y_tape_sauf_aux_cases_reunies():
    livre = Workbook()
    page = livre.active
    page["A1"] = "Titre"
    page.merge_cells("A1:B1")
    page["A3"] = GESTE
    page["A3"].alignment = Alignment(wrap_text=True)
    for rang in (1, 3):
        page.row_dimensions[rang].height = 40
    with ZipFile(BytesIO(octets(livre, LE, "essai"))) as lu:
        rangs = re.findall(r'<row r="(\d)"([^>]*)>', lu.read("xl/worksheets/sheet1.xml").decode())
    fixes = {rang: "customHeight" in traits for rang, traits in rangs}
    assert fixes == {"1": True, "3": False}
    assert dict(rangs)["3"].strip().startswith('ht="')


@given(
    st.lists(st.floats(5, 40), min_size=2, max_size=6),
    st.data(),
)
def test_le_partage_garde_le_total_et_n_eleve_jamais(larges: list[float], data: st.DataObject):
    textes = [data.draw(st.integers(0, 200)) for _ in larges]
    bas = [min(large, data.draw(st.floats(1, 20))) for large in larges]

    def hauts(essai: object) -> float:
        return max(texte / large for texte, large in zip(textes, essai, strict=True))  # type: ignore[call-overload]

    partagees = lower(larges, bas, hauts)
    assert abs(sum(partagees) - sum(larges)) < 1e-6
    assert all(large >= bas_ - 1e-9 for large, bas_ in zip(partagees, bas, strict=True))
    assert hauts(partagees) <= hauts(larges)


def test_un_trait_d_union_coupe_entre_lettres_et_nulle_part_ailleurs():
    assert lignes("Combe-Claire", 60, 11, tirets=True) == ["Combe-", "Claire"]
    assert lignes("Combe-Claire", 1000, 11, tirets=True) == ["Combe-Claire"]
    assert lignes("un lot RD-20261101", 90, 11, tirets=True) == ["un lot", "RD-20261101"], (
        "un code reste entier"
    )
