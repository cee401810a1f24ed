"""Typed text never leaves with a name in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.documents.ars.textes_libres import reference_sure, titre_sur, vocabulaire


@pytest.mark.parametrize(
    "texte",
    [
        "PRO-SI-012",
        "PV 2026-03",
        "Procédure de départ, version 2",
        "compte rendu du comité 12",
        "Campagne RA-20260911-1",
    ],
)
def test_une_reference_de_document_sort(texte: str):
    assert reference_sure(texte) == texte


@pytest.mark.parametrize(
    "texte",
    ["", "  ", "PV Dupont 2026", "validé par Mme Martin", "DURAND-2026", "12/03/19871", "810101234567",
     "jdupont1234", "Éléonore", "V000006", "RA-19800911-1", "RA-20261311-1", "Dupont RA-20260911-1"],
)  # fmt: skip
def test_une_reference_douteuse_est_retenue(texte: str):
    assert reference_sure(texte) is None


def test_un_sigle_sans_chiffre_est_retenu():
    assert reference_sure("ROY") is None


@pytest.mark.parametrize(
    "texte", ["Décrire la procédure de départ", "Revue des comptes et des habilitations"]
)
def test_un_titre_du_projet_sort(texte: str):
    assert titre_sur(texte) == texte


@pytest.mark.parametrize("texte", ["Relancer Mme Dupont", "Appeler Kévin", "Revue avec Lopez", ""])
def test_un_titre_qui_nomme_est_retenu(texte: str):
    assert titre_sur(texte) is None


def test_le_vocabulaire_ne_contient_aucun_prenom_frequent():
    frequents = {
        "marie",
        "jean",
        "martin",
        "bernard",
        "thomas",
        "robert",
        "dubois",
        "durand",
        "leroy",
        "moreau",
        "laurent",
    }
    assert not vocabulaire() & frequents


@given(st.text(max_size=40))
def test_jamais_un_mot_hors_du_vocabulaire(texte: str):
    if titre_sur(texte) is not None:
        import re

        from anyascii import anyascii

        for mot in re.findall(r"[^\W_]+", texte):
            assert any(c.isdigit() for c in mot) or anyascii(mot).lower() in vocabulaire()
