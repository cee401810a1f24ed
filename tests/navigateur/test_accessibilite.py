"""WCAG 2.2 AA on every page, in a real browser: axe, 320 px, the keyboard alone; clicks, bytes, height."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.outils.accessibilite import AXE, LARGE, NIVEAUX, Constat, Visiteur, visiter
from tests.outils.gestes import compter
from tests.outils.navigateur import CHROMIUM, LANCER, serveur

from workbench.ui.session import ACCUEIL, pages

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium n’est pas installé"),
]
# What Streamlit's own widgets do and no rule of ours can mend: rule × where × reason.
ADMIS = tomllib.loads(Path(__file__).with_name("fautes_admises.toml").read_text("utf-8")).get("admis", [])
OCTETS_PAGE, ECRANS = 250_000, 2


@pytest.fixture(scope="module")
def visiteur(petite_demo: Path, navigateur) -> Iterator[Visiteur]:
    for adresse in serveur(petite_demo, *LANCER):
        un = Visiteur(navigateur, adresse)
        yield un
        un.tab.context.close()


@pytest.fixture(scope="module")
def constats(visiteur: Visiteur) -> list[Constat]:
    return list(visiter(visiteur))


def _admise(faute: dict[str, str]) -> bool:
    return any(un["regle"] == faute["regle"] and un["ou"] in faute["html"] for un in ADMIS)


@pytest.mark.skipif(AXE is None, reason="axe-playwright-python n’est pas installé")
def test_aucune_faute_wcag(constats):
    fautes = [(vu.page.code, faute) for vu in constats for faute in vu.fautes]
    assert len(constats) == len(pages())
    assert [une for une in fautes if not _admise(une[1])] == []
    inutiles = [un for un in ADMIS if not any(_admise(faute) for _, faute in fautes)]
    assert inutiles == [], "mended since: no longer to be admitted"


def test_rien_ne_deborde_ni_n_est_coupe_a_320_pixels(constats):
    assert {vu.page.code: vu.deborde for vu in constats if vu.deborde > 0} == {}
    assert {vu.page.code: vu.coupes for vu in constats if vu.coupes} == {}


def test_chaque_commande_s_atteint_et_se_voit_au_clavier(constats):
    assert {vu.page.code: vu.injoignables for vu in constats if vu.injoignables} == {}
    assert {vu.page.code: vu.muets for vu in constats if vu.muets} == {}


FAUTIF = """<div id="fautif"><img src="data:,"><p style="width: 9rem; overflow: hidden; white-space: nowrap">
Des mots bien plus longs que leur cadre</p><div role="button" tabindex="-1">Sans clavier</div>
<button style="all: unset" type="button" class="muet">Sans contour</button></div>"""


def test_les_epreuves_voient_une_faute(visiteur: Visiteur, constats):
    visiteur.tab.locator('[data-testid="stApp"]').evaluate(
        "(app, html) => app.insertAdjacentHTML('beforeend', html)", FAUTIF
    )
    assert any("plus longs que leur cadre" in dit for dit in visiteur.epreuve("coupes"))
    assert any("Sans clavier" in dit for dit in visiteur.epreuve("injoignables"))
    visiteur.tab.keyboard.press("Tab")
    assert any("Sans contour" in dit for dit in visiteur.epreuve("sansFocusVisible"))
    if AXE is not None:
        assert "image-alt" in {faute["regle"] for faute in visiteur.epreuve("axe", ("wcag2a",))}
    visiteur.tab.evaluate("document.getElementById('fautif').remove()")


def test_l_accueil_tient_en_deux_ecrans_de_telephone(visiteur: Visiteur):
    visiteur.aller(pages()[ACCUEIL])
    assert visiteur.ecrans() <= ECRANS


def test_tab_passe_par_chaque_commande_et_echap_ferme(visiteur: Visiteur, constats):
    tab = visiteur.tab
    tab.set_viewport_size(LARGE)
    visiteur.aller(pages()[ACCUEIL])
    tab.evaluate("() => document.activeElement?.blur()")
    visiteur.epreuve("suivre")
    for _ in range(2 * visiteur.epreuve("arrets")):
        tab.keyboard.press("Tab")
    assert visiteur.epreuve("oublies") == []
    pli = tab.get_by_role("button", name="Pourquoi, qui, agir").first
    pli.focus()
    tab.keyboard.press("Enter")
    tab.get_by_text("Comment nous le mesurons").first.wait_for()
    visiteur.calme()
    if AXE is not None:
        assert visiteur.epreuve("axe", NIVEAUX) == [], "the panel, open"
    tab.keyboard.press("Escape")
    tab.get_by_text("Comment nous le mesurons").first.wait_for(state="hidden")
    assert pli.evaluate("bouton => bouton === document.activeElement"), "the focus comes back to the button"


def test_poids_des_pages_et_gestes_depuis_l_accueil(visiteur: Visiteur, constats, petite_demo):
    assert {vu.page.code: vu.octets for vu in constats if not 0 < vu.octets <= OCTETS_PAGE} == {}
    faits = compter(visiteur, petite_demo)
    assert (faits.services, faits.comite, faits.infirmiers, faits.personne) == (0, 0, 2, 1)
