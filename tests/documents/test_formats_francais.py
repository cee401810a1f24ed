"""French numbers and dates."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from workbench.looks import formats as f
from workbench.office.feuille import TAUX, ecrire
from workbench.socle.typographie import accorder

FINE = "\u202f"


def test_nombre():
    assert f.nombre(1234567) == f"1{FINE}234{FINE}567"
    assert f.nombre(3.14159, 2) == "3,14"
    assert f.nombre(None) == "–"


@pytest.mark.parametrize(
    ("taux", "attendu"),
    [(0.875, "87,5"), (1.0, "100,0"), (0.99999, "99,9"), (0.0, "0,0"), (0.28999999999999998, "29,0")],
)
def test_pourcent_arrondit_sans_jamais_dire_cent_avant_le_dernier(taux, attendu):
    assert f.pourcent(taux) == f"{attendu}{FINE}%"


@given(st.integers(0, 20_000), st.integers(1, 20_000), st.sampled_from([0, 1, 2]))
def test_une_part_s_arrondit_au_plus_proche_et_ne_touche_ses_bouts_qu_exactement(
    numerateur, reste, decimales
):
    """Any count of people: half a step away at most, a whole step beside an end that is not reached."""
    total = numerateur + reste - 1 or 1
    taux = min(1.0, numerateur / total)
    ecrit = f.pourcent(taux, decimales)
    lu = float(ecrit.removesuffix(f"{FINE}%").replace(",", ".")) / 100
    pas = 10 ** -(decimales + 2)
    assert (lu == 1) == (taux == 1) and (lu == 0) == (taux == 0)
    au_bout = taux not in (0, 1) and (taux < pas / 2 or taux >= 1 - pas / 2)
    assert abs(lu - taux) <= (pas if au_bout else pas / 2) + 1e-12
    assert f.part_arrondie(taux, decimales) == pytest.approx(lu)


@given(st.decimals(-10_000, 10_000, places=3), st.sampled_from([0, 1, 2]))
def test_un_nombre_s_arrondit_au_plus_proche_le_demi_s_eloigne_de_zero(exact, decimales):
    """One formatter for every number: a half goes away from zero, a sign says it the same way."""
    pas = Decimal(1).scaleb(-decimales)
    attendu = (abs(exact) / pas + Decimal("0.5")) // 1 * pas
    ecrit = f.nombre(float(exact), decimales).replace(FINE, "")
    assert Decimal(ecrit.replace(",", ".").replace("−", "-")).copy_abs() == attendu
    assert (f.evolution(float(exact), decimales) == "stable") == (attendu == 0)
    if attendu:
        assert f.signe(float(exact), decimales)[0] == ("+" if exact > 0 else "−")


@given(st.integers(1, 6_000), st.integers(1, 6_000), st.data())
def test_un_ecart_se_soustrait_avant_d_arrondir(avant, apres, data):
    """Two shares and their change: the change written is that of the shares, never of what is written."""
    a, b = (data.draw(st.integers(0, total)) / total for total in (avant, apres))
    points = Decimal(repr(100 * (b - a))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    dit = f.ecart_part(b - a)
    lu = "0" if dit == "stable" else dit.split()[0].replace("−", "-").replace(",", ".")
    assert Decimal(lu) == points


SANS_FORMATEUR = re.compile(
    r":\.\d%\}|%\{[a-z]+:\.\d%|\{100 \* |:,\}|format_percent\(|format_decimal\("
)  # a share or a number written by other means


def test_une_seule_facon_d_ecrire_une_part():
    """No file of the tool writes a share otherwise than by `looks.formats`."""
    racine = Path(f.__file__).parents[1]
    ecrits = [
        f"{chemin.name}:{rang}"
        for dossier in (racine, racine.parents[1] / "pages")
        for chemin in dossier.rglob("*.py")
        if chemin != Path(f.__file__)
        for rang, ligne in enumerate(chemin.read_text("utf-8").splitlines(), 1)
        if SANS_FORMATEUR.search(ligne)
    ]
    assert not ecrits


def test_l_arrondi_est_un_arrondi():
    assert f.pourcent(0.6737) == f"67,4{FINE}%"
    assert f.pourcent(0.00001) == f"0,1{FINE}%"
    assert f.pourcent(0.005, 0) == f"1{FINE}%"


def test_un_classeur_arrondit_comme_une_page():
    feuille = Workbook().active
    for ligne, taux in enumerate((0.6737, 0.99999, 0.00001, 1.0), 1):
        ecrire(feuille, ligne, 1, taux, motif=TAUX)
        assert feuille.cell(ligne, 1).value == f.part_arrondie(taux)


@pytest.mark.parametrize(
    ("part", "dit"),
    [(0.0124, "+1,2 point"), (-0.03, "−3,0 points"), (0.0004, "stable"), (0, "stable"), (None, "–")],
)
def test_un_ecart_se_dit_en_points_ou_stable(part, dit):
    assert f.ecart_part(part) == dit


def test_dates():
    assert f.jour(date(2026, 11, 1)) == "1er novembre 2026"
    assert f.jour_court(date(2026, 11, 1)) == "01/11/2026"
    assert f.jour(date(2026, 11, 11)) == "11 novembre 2026"
    assert f.instant(datetime(2026, 11, 1, 8, 5)) == "1er novembre 2026 à 08:05"
    assert f.jour(None) == "–"


def test_accord():
    assert f.accord(1, "personne") == "1\u00a0personne"
    assert f.accord(0, "personne") == "0\u00a0personne"
    assert f.accord(2, "personne") == "2\u00a0personnes"


def test_tailles_et_durees():
    assert f.taille(12_400) == f"12{FINE}ko"
    assert f.taille(3_400_000) == f"3,4{FINE}Mo"
    assert f.duree(0.42) == f"0,4{FINE}s"
    assert f.duree(125) == f"2{FINE}min{FINE}05{FINE}s"


def test_texte():
    assert [f.texte(v) for v in (None, "", True, 1200, "x")] == ["–", "–", "oui", f"1{FINE}200", "x"]


@pytest.mark.parametrize(
    ("ecrit", "dit"),
    [
        ("1 ligne(s) sans prénom", "1 ligne sans prénom"),
        ("12 ligne(s) décalée(s) sur 1 fichier(s)", "12 lignes décalées sur 1 fichier"),
        (f"1{FINE}204 valeur(s)", f"1{FINE}204 valeurs"),
        ("0 ligne(s)", "0 ligne"),
        ("rien à accorder", "rien à accorder"),
        ("ligne(s) sans nombre", "ligne(s) sans nombre"),
        ("1 valeur(s) de « 3 Prénom(s) » ignorée(s)", "1 valeur de « 3 Prénom(s) » ignorée"),
        ("2 fois dans liste(s).csv", "2 fois dans liste(s).csv"),
        ("1 ligne(s) hors de l’UTF-8 : lue(s) ensuite", "1 ligne hors de l’UTF-8 : lue ensuite"),
    ],
)
def test_un_mot_s_accorde_avec_le_nombre_qui_le_precede(ecrit: str, dit: str):
    assert accorder(ecrit) == dit
