"""Streamlit's page, dressed: French, our script and no other, the rest as it is."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from streamlit.commands import execution_control
from streamlit.runtime import runtime
from tests.outils.asgi import demander

from workbench.ui.serveur.habillage import LOURDES, PRODUIT, SCRIPT, Habillage, dress, script, words

STATIQUES = Path(str(find_spec("streamlit").origin)).parent / "static"
ICI = "http://127.0.0.1:8501"


def _streamlit(corps: str, genre: str):
    async def app(scope, receive, send) -> None:
        entetes = [(b"content-type", genre.encode()), (b"etag", b'"x"'), (b"content-length", b"3")]
        await send({"type": "http.response.start", "status": 200, "headers": entetes})
        for morceau, reste in ((corps[:40], True), (corps[40:], False)):
            await send({"type": "http.response.body", "body": morceau.encode(), "more_body": reste})

    return Habillage(app)


def test_la_page_de_streamlit_est_habillee():
    page = (STATIQUES / "index.html").read_text("utf-8")
    rendu = demander(_streamlit(page, "text/html; charset=utf-8"), ICI, accept="text/html")
    assert '<html lang="fr">' in rendu.corps and f"<title>{PRODUIT}</title>" in rendu.corps
    assert f'<script src="{SCRIPT}"></script>' in rendu.corps and 'lang="en"' not in rendu.corps
    assert "etag" not in rendu.entetes
    assert int(rendu.entetes["content-length"]) == len(rendu.corps.encode())
    assert dress("<p>autre</p>") == "<p>autre</p>"


@pytest.mark.parametrize("genre", ["application/json", "text/css"])
def test_le_reste_passe_tel_quel(genre):
    rendu = demander(_streamlit('<html lang="en">', genre), ICI, accept="text/html")
    assert 'lang="en"' in rendu.corps and rendu.entetes["etag"] == '"x"'


def test_le_script_porte_les_mots_et_chacun_est_de_streamlit():
    rendu = demander(_streamlit("", "text/html"), ICI + SCRIPT)
    assert rendu.entetes["content-type"].startswith("text/javascript") and rendu.corps == script()
    portes = json.loads(re.search(r"^const MOTS = (.*);$", script(), re.MULTILINE).group(1))
    assert portes["exacts"] == words()["exacts"] and len(portes["motifs"]) == len(words()["motifs"])
    for motif in words()["motifs"]:
        re.compile(motif)
    assert not [mot for mot, dit in words()["exacts"].items() if mot == dit]


def test_ce_qui_est_charge_d_avance_est_de_streamlit():
    lourds = json.loads(re.search(r"^const LOURDS = (.*);$", script(), re.MULTILINE).group(1))
    assert [Path(un).name.split(".")[0] for un in lourds] == list(LOURDES)
    assert [un for un in lourds if not (STATIQUES / un.lstrip("/")).is_file()] == []


def test_l_envoi_se_regle_la_ou_streamlit_le_lit():
    """Who sends, and who waits for it to be sent: both keep their own copy of the name."""
    for module in (runtime, execution_control):
        assert isinstance(vars(module)["MESSAGE_FLUSH_INTERVAL_SECS"], float)
