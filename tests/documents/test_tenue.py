"""No text of a workbook is cut, however long: names of eighty letters, three hundred services, words where a
number was expected, titles longer than their sheet.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from tests.outils.coupes import broken_words, cut_cells, lone_rows

from workbench.office import feuille as f
from workbench.office import lisible
from workbench.office.mesures_feuille import POINTS_COLONNE, RETRAIT, largeur
from workbench.office.paquet import octets

LE = dt.date(2026, 11, 1)
LONG = "Service " + "ABCDEFGHIJ" * 8
PHRASE = "Un numéro RPPS confirmé manque encore à ce compte du dossier patient. " * 3


def _livre(
    entetes: list[str], lignes: list[list[object]], motifs: list[str | None], larges: list[float]
) -> bytes:
    livre = Workbook()
    page = livre.active
    page["A1"], page["A1"].font = LONG * 3, f.TITRE
    page["A2"] = "\r\n".join([PHRASE, PHRASE])
    f.tableau(page, 4, entetes, lignes, "T", motifs)
    f.largeurs(page, larges)
    f.impression(page, "essai", "", 4)
    return octets(livre, LE, "essai")


@pytest.mark.parametrize(
    ("lignes", "motifs", "larges"),
    [
        ([[LONG, "sans objet", 3]], [None, f.TAUX, f.ENTIER], [12.0, 6.0, 4.0]),
        (
            [[f"{LONG} {rang}", PHRASE, rang] for rang in range(300)],
            [None, None, f.ENTIER],
            [30.0, 40.0, 8.0],
        ),
        ([["a", "une\nautre\u2028ligne\r\nencore", "n. c."]], [None, None, f.ENTIER], [10.0, 60.0, 3.0]),
        ([[PHRASE * 15, "x", 1]], [None, None, f.ENTIER], [8.0, 8.0, 8.0]),
        ([], [None, None, None], [5.0, 5.0, 5.0]),
    ],
)
def test_rien_n_est_coupe(lignes: list[list[object]], motifs: list[str | None], larges: list[float]):
    faits = _livre(["Un titre de colonne bien long", "B", "C"], lignes, motifs, larges)
    assert cut_cells(faits) == []
    assert faits == _livre(["Un titre de colonne bien long", "B", "C"], lignes, motifs, larges)


def test_un_texte_court_ne_change_rien():
    page = load_workbook(
        BytesIO(_livre(["A", "B", "C"], [["a", "b", 1]], [None] * 3, [30.0, 30.0, 90.0]))
    ).active
    assert page.row_dimensions[5].height == 18 and page["C5"].alignment.horizontal != "right"
    assert "A5:C5" not in {str(plage) for plage in page.merged_cells.ranges}


def test_la_mesure_voit_une_case_coupee():
    livre = Workbook()
    page = livre.active
    page["A1"], page["B1"] = LONG, "voisine"
    page["A2"], page["A2"].alignment = PHRASE, f.Alignment(wrap_text=True)
    page.row_dimensions[2].height = 15
    flux = BytesIO()
    livre.save(flux)
    assert cut_cells(flux.getvalue()) == ["Sheet!A1", "Sheet!A2"]


@pytest.mark.parametrize(
    ("valeur", "motif", "lu"),
    [
        (1_234_567, f.ENTIER, "1 234 567"),
        (0.999, f.TAUX, "99,9 %"),
        (1.0, f.TAUX, "100,0 %"),
        (14.8, '+0.0" points";−0.0" points"', "+14,8 points"),
        (dt.date(2027, 12, 31), f.DATE, "31/12/2027"),
    ],
)
def test_un_nombre_ou_une_date_ne_devient_pas_des_dieses(valeur: object, motif: str, lu: str):
    page = load_workbook(BytesIO(_livre(["A", "B"], [["a", valeur]], [None, motif], [30.0, 2.0]))).active
    assert page.column_dimensions["B"].width * POINTS_COLONNE >= largeur(lu, 11)


@pytest.mark.parametrize(
    ("textes", "posee", "papier", "cote_a_cote"),
    [
        ([PHRASE] * 4, 60.0, "9", 1),  # long texts wrap: an A4 holds them
        (["ABCDEFGHIJ"] * 13, 40.0, "8", 1),  # thirteen columns of words: an A3, which says so
        (["ABCDEFGHIJ"] * 40, 40.0, "8", 3),
        (["a"] * 4, 20.0, "9", 1),  # narrow enough: nothing moves
    ],
)
def test_un_tableau_imprime_se_lit(textes: list[str], posee: float, papier: str, cote_a_cote: int):
    entetes = [f"T{rang}" for rang in range(len(textes))]
    page = load_workbook(
        BytesIO(_livre(entetes, [list(textes)], [None] * len(textes), [posee] * len(textes)))
    ).active
    larges = [page.column_dimensions[get_column_letter(rang + 1)].width for rang in range(len(textes))]
    grand = lisible.A3 if papier == page.PAPERSIZE_A3 else 1.0
    tient = lisible.PAGE_A4 * grand * cote_a_cote
    assert round(lisible.smallest(lisible.filled(page), 11) * tient / sum(larges), 6) >= lisible.CORPS_MIN
    assert str(page.page_setup.paperSize) == papier and (page.page_setup.fitToWidth or 1) == cote_a_cote
    dit = str(page.oddHeader.center.text).startswith(lisible.GRAND_FORMAT)
    assert dit == (papier == page.PAPERSIZE_A3)
    assert (page.print_title_cols is not None) == (cote_a_cote > 1)
    assert larges[0] == posee or sum(larges) < posee * len(textes)


def test_une_liste_s_imprime_a_dix_points():
    """Its first columns on an A4, whatever its texts; the others, and rows to write in, are left."""
    livre = Workbook()
    page = livre.active
    f.tableau(page, 1, [f"Titre {n}" for n in range(10)], [[PHRASE] * 7 + [None] * 3] * 4, "T", [None] * 10)
    f.largeurs(page, [50.0] * 10)
    f.impression(page, "Liste")
    lisible.as_list(page, 5, 10)
    octets(livre, LE, "Liste")
    larges = [page.column_dimensions[get_column_letter(rang)].width for rang in range(1, 11)]
    assert 11 * lisible.PAGE_LISTE / sum(larges[:8]) >= lisible.CORPS_LISTE - 0.001
    assert larges[7] >= lisible.A_ECRIRE and larges[8:] == [50.0, 50.0]
    assert page.print_area.endswith("$H$5") and str(page.page_setup.paperSize) == page.PAPERSIZE_A4
    assert page.oddHeader.right.text == lisible.A_L_ECRAN


def _a_dix_points(colonnes: int, rangs: int) -> Workbook:
    livre = Workbook()
    page = livre.active
    lignes = [[f"Q-{rang}", "Tests et pilote", "Partenaires", "C : consulté"] * 2 for rang in range(rangs)]
    lignes = [ligne[:colonnes] for ligne in lignes]
    f.tableau(page, 1, ["N°", "Chantier", "Acteur", "Lettre"] * 2, lignes, "T", [None] * colonnes)
    f.largeurs(page, [9.0, 27.0, 44.0, 27.0][:colonnes] * 2)
    f.impression(page, "essai", "", 1)
    lisible.as_list(page, rangs + 1, colonnes)
    return load_workbook(BytesIO(octets(livre, LE, "essai")))


@pytest.mark.parametrize(
    ("colonnes", "rangs", "sens"),
    [(4, 76, "portrait"), (4, 20, "landscape"), (8, 76, "landscape")],
)
def test_une_liste_etroite_et_longue_s_imprime_debout(colonnes: int, rangs: int, sens: str):
    page = _a_dix_points(colonnes, rangs).active
    assert page.page_setup.orientation == sens
    larges = sum(page.column_dimensions[get_column_letter(rang)].width for rang in range(1, colonnes + 1))
    place = lisible.PAGE_LISTE * lisible.printed(page)[0] / lisible.COUCHE[0]
    assert 11 * place / larges >= lisible.CORPS_LISTE - 0.001, "dix points au moins, debout ou couchée"


@pytest.mark.parametrize("rangs", [1, 2, 3])
def test_un_texte_uni_sur_plusieurs_rangs_y_tient(rangs: int):
    livre = Workbook()
    page = livre.active
    f.ecrire(page, 1, 2, PHRASE)
    for rang in range(1, rangs + 1):
        f.ecrire(page, rang, 1, f"source {rang}")
    page.merge_cells(start_row=1, end_row=rangs, start_column=2, end_column=4)
    f.largeurs(page, [20.0, 10.0, 10.0, 14.0])
    f.impression(page, "essai", "", None)
    faits = octets(livre, LE, "essai")
    assert cut_cells(faits) == []
    page = load_workbook(BytesIO(faits)).active
    hauts = [page.row_dimensions[rang].height for rang in range(1, rangs + 1)]
    assert len({round(haut, 3) for haut in hauts}) == 1, "ce qui manque est partagé"


def test_une_etiquette_courte_n_est_pas_coupee():
    livre = Workbook()
    page = livre.active
    lignes = [[PHRASE, PHRASE, PHRASE, "À traiter"] for _ in range(12)]
    f.tableau(page, 1, ["Enseignement", "Réponse", "Preuve", "État"], lignes, "T", [None] * 4)
    f.largeurs(page, [60.0, 60.0, 60.0, 27.0])
    f.impression(page, "essai", "", 1)
    lisible.as_list(page, 13, 4)
    page = load_workbook(BytesIO(octets(livre, LE, "essai"))).active
    assert page.column_dimensions["D"].width * POINTS_COLONNE - RETRAIT >= largeur("À traiter", 11, False)


def test_une_colonne_resserree_garde_ses_nombres_et_ses_mots_entiers():
    """A sheet squeezed to its paper: a rate under a short title still shows, a title is not cut in a word."""
    long = "une phrase assez longue pour que la feuille soit trop large pour son papier, et plus encore"
    entetes = ["Cible", "Établissement", *[f"Texte {rang}" for rang in range(4)]]
    page = load_workbook(
        BytesIO(_livre(entetes, [[1.0, "GHI", *[long] * 4]], ["0.0%", *[None] * 5], [10, 8, *[70] * 4]))
    ).active
    larges = [page.column_dimensions[lettre].width for lettre in "AB"]
    assert sum(page.column_dimensions[lettre].width for lettre in "CDEF") < 4 * 70
    assert larges[0] * POINTS_COLONNE - RETRAIT >= largeur("100.0 %", f.NORMAL.size)
    assert larges[1] * POINTS_COLONNE - RETRAIT >= largeur("Établissement", f.ENTETE.size, True)


def test_une_date_sans_forme_reste_une_date():
    """Below a text of the same column, whose style it does not take."""
    page = Workbook().active
    lignes = [("inconnu",), (dt.date(2026, 11, 2),), (dt.date(2026, 11, 3),)]
    f.tableau(page, 1, ["Quand"], lignes, "t", [None])
    assert [page.cell(rang, 1).number_format for rang in (2, 3, 4)] == ["General", "yyyy-mm-dd", "yyyy-mm-dd"]


@pytest.mark.parametrize("liste", [False, True], ids=["tableau", "liste"])
def test_aucune_derniere_page_d_une_ligne_ou_deux(liste: bool):
    """Whatever the number of rows: one page less, or rows further apart; the letters of a list keep their
    size.
    """
    bouges = 0
    for combien in range(18, 62):
        livre = Workbook()
        page = livre.active
        lignes = [[f"Personne {rang}", "Urgences", rang] for rang in range(combien)]
        fin = f.tableau(page, 1, ["Nom", "Texte", "Rang"], lignes, "T", [None, None, f.ENTIER])
        f.largeurs(page, [30.0, 50.0, 20.0])
        f.impression(page, "essai")
        if liste:
            lisible.as_list(page, fin, 3)
        faits = octets(livre, LE, "essai")
        assert lone_rows(faits) == [] and cut_cells(faits) == [], combien
        lue = load_workbook(BytesIO(faits)).active
        bouges += lue.row_dimensions[2].height > 18
    assert bouges < 10, "une feuille bien remplie ne bouge pas"


def test_la_mesure_voit_une_derniere_ligne_seule():
    livre = Workbook()
    page = livre.active
    for rang in range(1, 35):
        page.cell(rang, 1, "x")
        page.row_dimensions[rang].height = 15
    f.impression(page, "essai")
    flux = BytesIO()
    livre.save(flux)
    assert lone_rows(flux.getvalue()) == ["Sheet (1)"]


@pytest.mark.parametrize(
    ("textes", "entiers"),
    [
        # an address beside short words, beside sentences, in a column its writer made too narrow
        (["marie-therese.ruiz-pinho@ch-essai.example", "DUPONT", "Anne"], True),
        (["susanne.aguilera@ch-essai.fr", "Une phrase de plusieurs mots " * 6, "Anne"], True),
        (["cjoubeoulevesqueci", "À garder tant que le contrat court", "Unité de soins"], True),
        (["A" * 120, "DUPONT", "Anne"], False),
    ],
)
def test_un_mot_est_entier_tant_que_le_papier_le_tient(textes: list[str], entiers: bool):
    livre = Workbook()
    page = livre.active
    f.tableau(page, 1, ["Un", "Deux", "Trois"], [textes] * 3, "essai", [None] * 3)
    f.largeurs(page, [8, 30, 66])
    f.impression(page, "Essai")
    lisible.as_list(page, 4, 3)
    faits = octets(livre, LE, "Essai")
    assert (broken_words(faits) == []) is entiers
    assert cut_cells(faits) == []
