"""A document that stays as it is: what an archive asks of it, and letters its font has not."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from workbench.office.pdf import Feuillets

LE = dt.date(2026, 11, 1)


def fait(*dits: str) -> bytes:
    document = Feuillets("Essai", LE, "CH d’essai")
    document.titre("Critères", 2)
    for dit in dits:
        document.dire(dit)
        document.table(("Un", "Deux"), (1, 3), [(dit, dit)])
    return document.octets()


def test_ce_qu_une_archive_demande() -> None:
    lu = PdfReader(BytesIO(fait("Œuvre d’été, 15 %")))
    xmp = lu.xmp_metadata
    assert xmp is not None
    brut = lu.root_object["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in brut and "<pdfaid:conformance>U</pdfaid:conformance>" in brut
    assert 'xmp:ModifyDate="2026-11-01T00:00:00+00:00"' in brut
    assert "/OutputIntents" in lu.root_object and lu.root_object["/Lang"] == "fr-FR"
    assert not lu.is_encrypted and "/AcroForm" not in lu.root_object
    for page in lu.pages:
        for police in page["/Resources"]["/Font"].values():
            [fille] = police.get_object()["/DescendantFonts"]
            assert "/FontFile2" in fille.get_object()["/FontDescriptor"], "la police part avec le fichier"


def test_memes_octets_et_autre_identifiant_pour_d_autres_mots() -> None:
    assert fait("a") == fait("a")
    un, autre = (PdfReader(BytesIO(fait(mot))).trailer["/ID"] for mot in ("a", "b"))
    assert un != autre


def test_un_rang_de_tableau_reste_entier_et_les_titres_reviennent() -> None:
    document = Feuillets("Essai", LE, "CH")
    document.table(("Un", "Deux"), (1, 1), [(f"rang{n:03d} " + "mot " * 60, "x") for n in range(30)])
    pages = [page.extract_text() for page in PdfReader(BytesIO(document.octets())).pages]
    assert len(pages) > 1 and all("Deux" in page for page in pages)
    assert all(any(f"rang{n:03d}" in page for page in pages) for n in range(30))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_tout_texte_s_ecrit(texte: str) -> None:
    assert PdfReader(BytesIO(fait(texte))).pages


def test_une_lettre_que_la_police_n_a_pas_s_ecrit_en_lettres_latines() -> None:
    ecrit = PdfReader(BytesIO(fait("Đỗ الاسم A\x07B"))).pages[0].extract_text()
    assert "Do" in ecrit and "A B" in ecrit and "\x07" not in ecrit


def test_un_dessin_ne_devient_pas_un_mot_anglais() -> None:
    ecrit = PdfReader(BytesIO(fait("✓ atteint 😀"))).pages[0].extract_text()
    assert "grinning" not in ecrit and "v atteint" not in ecrit and "atteint" in ecrit
