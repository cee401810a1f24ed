"""`docs/guide` says what is: pages its role opens, labels they write, images of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.outils.guides import ETAPE, NOM, ecrits, nommes, trouver
from tests.outils.pages import lues, ouvrir

from workbench.access import roles
from workbench.ui.bandeau import aide
from workbench.ui.guides import DOSSIER, IMAGE, Guide, guides, of_role
from workbench.ui.session import pages

ETAPES, LIGNES, MOTS = range(3, 8), 30, 400  # one page
IMAGES, OCTETS = 10, 150_000
VUES = json.loads((DOSSIER / "images" / "vues.json").read_text("utf-8"))


def test_un_guide_par_role_une_aide_par_page():
    assert sorted(role for un in guides().values() for role in un.roles) == sorted(roles())
    assert sorted(DOSSIER.glob("*.md")) == sorted(DOSSIER / un.fichier for un in guides().values())
    assert set(aide.aides()) == set(pages())
    assert all(une.dit.endswith(".") and une.faire.endswith(".") for une in aide.aides().values())


@pytest.mark.parametrize("guide", guides().values(), ids=str)
def test_ce_qu_un_guide_nomme_existe(guide: Guide):
    etapes = ETAPE.findall(guide.texte)
    assert len(etapes) in ETAPES
    assert len(guide.texte.splitlines()) <= LIGNES and len(guide.texte.split()) <= MOTS
    cites = [trouver(page) for page, _ in NOM.findall(guide.texte) if page]
    assert [page.code for page in cites if not all(map(page.ouverte_a, guide.roles))] == []
    libelles = list(nommes(guide))
    assert libelles
    assert [(page.code, dit) for page, dit in libelles if dit not in ecrits(page.fichier)] == []


def test_un_libelle_qui_n_est_plus_dans_la_page_se_voit():
    assert "Critère par critère" in ecrits("pages/pilotage/jalons.py")
    assert "Critère par critère" not in ecrits("pages/rapprochement/surete.py")
    assert "Critère par critere" not in ecrits("pages/pilotage/jalons.py")


def test_les_images_sont_celles_des_pages_d_aujourd_hui():
    """Else: `make guides`."""
    montrees = {Path(un["fichier"]).stem for g in guides().values() for un in IMAGE.finditer(g.texte)}
    fichiers = {chemin.stem: chemin for chemin in (DOSSIER / "images").glob("*.png")}
    assert montrees == set(fichiers) == set(VUES) and len(fichiers) <= IMAGES
    assert {
        nom: chemin.stat().st_size for nom, chemin in fichiers.items() if chemin.stat().st_size > OCTETS
    } == {}
    for nom, vue in VUES.items():
        page = pages()[vue["page"]]
        assert page.question == vue["question"], nom
        assert [dit for dit in vue["titres"] if dit not in ecrits(page.fichier)] == [], nom


@pytest.mark.parametrize("role", ["sponsor", "rh"])
def test_le_point_d_interrogation_mene_au_guide_du_role(petite_demo, monkeypatch, role):
    monkeypatch.setenv("WORKBENCH_ROLE", role)
    monkeypatch.setattr(aide.st, "popover", lambda *_, **__: _Ouvert())
    app = ouvrir(petite_demo, monkeypatch, "mie", f"aide_{role}")
    assert not app.exception
    assert aide.aides()["mie"].dit in lues(app) and aide.aides()["mie"].faire in lues(app)
    lien = next(un.proto for un in app.get("page_link") if un.proto.page == "guides")
    assert lien.query_string == f"guide={role}" and lien.label == f"Guide : {of_role(role).titre}"
    app = ouvrir(petite_demo, monkeypatch, "guides", f"aide_{role}", guide=role)
    assert not app.exception
    premiere = ETAPE.findall(of_role(role).texte)[0]
    assert premiere in "\n".join(m.value for m in app.markdown) and len(app.get("image")) == 1


class _Ouvert:
    """A popover that stands open."""

    open = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False
