"""Roles that read numbers only: no page shows a small count of people, in a table, a sentence or a chart."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tests.outils.nombres import montres
from tests.outils.pages import lues, ouvrir

from workbench.access import roles
from workbench.ui.session import pages

SEUIL = 5
ADMIS = [
    re.compile(entree["ou"])
    for entree in tomllib.loads(Path(__file__).with_name("nombres_admis.toml").read_text("utf-8"))["admis"]
]
LECTEURS = [code for code, role in roles().items() if not role.nommer]


@pytest.mark.parametrize("role", LECTEURS)
def test_aucun_petit_effectif_sur_aucune_page(
    role: str, petite_demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_ROLE", role)
    vus, petits = 0, []
    for code, page in pages().items():
        if not page.ouverte_a(role):
            continue
        app = ouvrir(petite_demo, monkeypatch, code)
        assert not app.exception, (code, [e.value for e in app.exception])
        for ou, n in montres(app):
            vus += 1
            if 0 < n < SEUIL and not any(motif.search(ou) for motif in ADMIS):
                petits.append((code, ou, n))
    assert vus > 500, "the reader of pages sees hardly anything: it proves nothing"
    assert petits == []


def test_qui_nomme_lit_les_nombres_exacts(petite_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same reader finds small counts for the project team: the test above can fail; no cache serves two."""
    monkeypatch.setenv("WORKBENCH_ROLE", "lecteur")
    app = ouvrir(petite_demo, monkeypatch, "couverture_rpps")
    assert "les petits effectifs sont arrondis" in lues(app)
    arrondis = list(montres(app))
    monkeypatch.setenv("WORKBENCH_ROLE", "equipe")
    app = ouvrir(petite_demo, monkeypatch, "couverture_rpps")
    assert "les petits effectifs sont arrondis" not in lues(app)
    exacts = list(montres(app))
    assert exacts != arrondis and any(0 < n < SEUIL for _, n in exacts)
