"""Texts cut to their frame, packages without a clock."""

from __future__ import annotations

import datetime as dt
import time
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from workbench.office.avances import CASE, PARTOUT
from workbench.office.mesure import largeur, lignes, phrases, serrer, tenir
from workbench.office.mesures_feuille import POINTS_COLONNE
from workbench.office.paquet import archive, figer

TEXTES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=200)


@given(TEXTES, st.floats(20, 600), st.sampled_from([9.0, 12.0, 28.0]), st.integers(1, 4), st.booleans())
def test_un_texte_tenu_tient_toujours(texte: str, place: float, corps: float, maximum: int, gras: bool):
    tenu = tenir(texte, place, corps, maximum, gras)
    rendues = lignes(tenu, place, corps, gras)
    assert len(rendues) <= maximum or tenu == "…"
    assert all(largeur(ligne, corps, gras) <= place or len(ligne) == 1 for ligne in rendues)
    if len(lignes(serrer(texte), place, corps, gras)) <= maximum:
        assert tenu == serrer(texte), "ce qui tient n’est pas touché"
    else:
        assert tenu.endswith("…")


def test_la_coupe_se_fait_a_un_mot():
    assert tenir("Service de chirurgie orthopédique et traumatologique", 200, 12) == "Service de chirurgie…"
    assert tenir("Court", 200, 12) == "Court"
    assert lignes("un deux trois", 1000, 12) == ["un deux trois"]


def test_la_table_est_plus_large_que_les_polices_courantes():
    """Calibri: 1 234 AaMm at 10 points is about 57 points; Arial about 62."""
    assert largeur("1 234 AaMm Écoute", 10) > 85


@pytest.mark.parametrize("attente", [0, 1.1])
def test_le_meme_classeur_donne_les_memes_octets(attente: float):
    def classeur() -> bytes:
        livre = Workbook()
        livre.active["A1"] = "bonjour"
        flux = BytesIO()
        livre.save(flux)
        return flux.getvalue()

    premier = figer(classeur(), dt.date(2026, 6, 1))
    time.sleep(attente)
    assert figer(classeur(), dt.date(2026, 6, 1)) == premier
    assert figer(classeur(), dt.date(2026, 6, 2)) != premier
    with ZipFile(BytesIO(premier)) as lu:
        assert lu.namelist()[0] == "[Content_Types].xml"
        assert {entree.date_time for entree in lu.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-06-01T00:00:00Z" in lu.read("docProps/core.xml")


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}(/[a-z]{1,5})?\.xml", fullmatch=True), st.binary(max_size=50), max_size=6
    )
)
def test_une_archive_garde_tout_dans_un_seul_ordre(entrees: dict[str, bytes]):
    assert archive(entrees) == archive(dict(reversed(list(entrees.items()))))
    with ZipFile(BytesIO(archive(entrees))) as lu:
        assert {nom: lu.read(nom) for nom in lu.namelist()} == entrees


@pytest.mark.parametrize(
    ("texte_lu", "maximum", "attendu"),
    [
        ("Une phrase courte.", 1, "Une phrase courte."),
        (
            "Fermer les comptes des partants. Puis prévenir chaque cadre du service concerné.",
            1,
            "Fermer les comptes des partants.",
        ),
        (
            "1. Demander le numéro dès la promesse d’embauche, l’exiger des agences, puis ouvrir le compte",
            2,
            "1. Demander le numéro dès la promesse d’embauche, l’exiger des agences.",
        ),
    ],
)
def test_une_phrase_ne_se_coupe_pas(texte_lu: str, maximum: int, attendu: str):
    assert phrases(texte_lu, 260, 10, maximum) == attendu
    assert "…" not in phrases(texte_lu, 260, 10, maximum)


def test_une_case_compte_chaque_signe_au_plus_large_des_deux_polices():
    """A cell's column of ten holds ten digits of DejaVu Sans (7 points each at 11): no sign of a cell counts
    less, beside the 5.7 points of a column, than it takes beside those 7.
    """
    assert set(CASE) == set(PARTOUT)
    assert [signe for signe in CASE if CASE[signe] + 1 < PARTOUT[signe] * POINTS_COLONNE / 7] == []
    assert CASE["🩺"] == PARTOUT["🩺"] >= max(CASE.values())
