"""Whatever a file says of a name, a service, a reason: a page shows it as text, in HTML and in markdown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from tests.outils.pages import RACINE

from workbench.access import Acces
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import erreurs
from workbench.ui.litteral import litteral, sans_lien
from workbench.ui.session import pages

IMAGE, LIEN = "<img src=x onerror=alert(1)>", "[clic](http://ailleurs.example/)"
LUS_EN_MARKDOWN = {"markdown", "caption", "subheader", "header", "title", "alert", "expandable", "metric"}
# from outside; the other texts of the marts are ours: titles of indicators, definitions, what to do
VENUS = ("nom", "prenom", "service", "emploi", "metier", "responsable", "pole", "profil", "login", "agence")
PAGES = ("personnes", "revue", "infirmiers", "comptes")


@pytest.fixture
def pieges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts read at the gate bear markup."""
    for nom in ("nominatif", "agregat", "page"):
        lire = getattr(Acces, nom)

        def lu(*reste: Any, _lire: Any = lire, **autres: Any) -> pl.DataFrame:
            cadre = _lire(*reste, **autres)
            visees = [
                nom
                for nom, genre in cadre.schema.items()
                if genre == pl.String and nom.startswith(VENUS) and nom != "service_code"
            ]
            return cadre.with_columns(pl.col(nom) + IMAGE + LIEN for nom in visees)

        monkeypatch.setattr(Acces, nom, lu)


def _elements(bloc: Any) -> Iterator[Any]:
    for un in bloc.children.values():
        yield un
        if getattr(un, "children", None):
            yield from _elements(un)


def test_un_texte_venu_d_un_fichier_reste_un_texte(petite_demo: Path, monkeypatch, pieges):
    monkeypatch.chdir(RACINE)
    monkeypatch.setenv("WORKBENCH_HOME", str(petite_demo))
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60).run()
    montres = 0
    for code in PAGES:
        app.switch_page(pages()[code].fichier).run()
        assert not app.exception, code
        for un in _elements(app.main):
            if un.type == "html":
                assert IMAGE not in un.proto.body, code
                montres += "&lt;img src=x" in un.proto.body
            elif un.type in LUS_EN_MARKDOWN:
                assert LIEN not in str(un.proto), (code, un.type)
    assert montres > len(PAGES) / 2, "les pièges sont bien montrés"


def test_une_faute_qui_cite_un_fichier_ne_fait_pas_un_lien():
    faute = ErreurWorkbench("Fichier refusé", f"« {LIEN}{IMAGE}.csv »", "**Renommez-le**.")
    assert LIEN not in erreurs.dite(faute) and IMAGE not in erreurs.dite(faute)
    assert sans_lien("**Renommez-le** : `x`") == "**Renommez-le** : `x`"
    assert LIEN not in litteral(LIEN) and "http://" not in litteral(LIEN)
