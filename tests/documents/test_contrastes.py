"""Colours hold AA, on screen and in the bars, and every state has a word and its own sign."""

from __future__ import annotations

import pytest

from workbench.looks.etats import FRAICHEURS, JALONS, STATUTS


def luminance(couleur: str) -> float:
    canaux = [int(couleur[rang : rang + 2], 16) / 255 for rang in (1, 3, 5)]
    r, v, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * r + 0.7152 * v + 0.0722 * b


def contraste(a: str, b: str) -> float:
    haut, bas = sorted((luminance(a), luminance(b)), reverse=True)
    return (haut + 0.05) / (bas + 0.05)


@pytest.mark.parametrize("etat", [*JALONS.values(), *FRAICHEURS.values()], ids=lambda e: e.code)
def test_texte_lisible_sur_blanc_et_gris(etat):
    assert contraste(etat.couleur, "#FFFFFF") >= 4.5
    assert contraste(etat.couleur, "#F5F6F8") >= 4.5


@pytest.mark.parametrize("etat", STATUTS.values(), ids=lambda e: e.code)
def test_aplats_visibles_et_nombres_lisibles(etat):
    assert contraste(etat.couleur, "#FFFFFF") >= 3
    assert contraste(etat.encre, etat.couleur) >= 4.5


@pytest.mark.parametrize("catalogue", [STATUTS, FRAICHEURS], ids=["statuts", "fraicheurs"])
def test_un_mot_et_un_signe_distincts(catalogue):
    assert len({etat.signe for etat in catalogue.values()}) == len(catalogue)
    assert all(etat.mot and etat.signe for etat in catalogue.values())
