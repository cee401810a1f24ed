"""The application run by Streamlit's own test engine: open a page, read it, press its buttons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from workbench.ui import plis
from workbench.ui.session import pages

RACINE = Path(__file__).resolve().parents[2]


PAGES = {code: page.fichier for code, page in pages().items()}


TITRES = {page.fichier: page.question for page in pages().values()}


def textes(app: AppTest) -> str:
    """All the HTML and text of the page."""
    blocs = [bloc.proto.body for bloc in app.get("html")]
    return "\n".join([*blocs, *(m.value for m in app.markdown), *(c.value for c in app.caption)])


MOTS = {"body", "label", "help", "placeholder", "caption", "options", "alt", "description", "text", "title"}


def tous_les_mots(app: AppTest) -> list[str]:
    """Everything a reader may see on the page: texts, tables, labels, helps, choices, hints, alternatives."""
    trouves: list[str] = []

    def chercher(message: Any) -> None:
        for champ, valeur in message.ListFields():
            if champ.message_type is not None:
                for un in valeur if champ.is_repeated else [valeur]:
                    if hasattr(un, "ListFields"):
                        chercher(un)
            elif champ.name in MOTS:
                trouves.extend(valeur if champ.is_repeated else [valeur])

    def marcher(noeud: Any) -> None:
        if getattr(noeud, "proto", None) is not None:
            chercher(noeud.proto)
        for enfant in getattr(noeud, "children", {}).values():
            marcher(enfant)

    marcher(app._tree)
    return [_hors_balises(str(dit)) for dit in trouves]


def _hors_balises(html: str) -> str:
    """What HTML says, its styles left out, what it says on hover or aloud kept."""
    html = re.sub(r"(?s)<style.*?</style>", " ", html)
    dits = re.findall(r'(?:title|alt|aria-label)="([^"]*)"', html)
    return unescape(" ".join([re.sub(r"<[^>]*>", " ", html), *dits]))


def lues(app: AppTest) -> str:
    """The page's text, spaces and hyphens made plain."""
    return textes(app).replace("\xa0", " ").replace("\u202f", " ").replace("\u2011", "-")


def _tous(par_titre: Mapping[str, Any], cle: str) -> Iterator[Any]:
    """Every tab drawn, as if each had been opened: what is read must hold in all of them."""
    for onglet, dit in zip(st.tabs(list(par_titre), key=cle), par_titre.values(), strict=True):
        with onglet:
            yield dit


ONGLETS = plis.onglets  # as a visitor has them: the open one alone


def ouvrir(
    home: Path, monkeypatch: pytest.MonkeyPatch, page: str, qui: str = "essai", **requete: str
) -> AppTest:
    monkeypatch.chdir(RACINE)
    monkeypatch.setattr(plis, "onglets", _tous)
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    monkeypatch.setenv("WORKBENCH_UTILISATEUR", qui)
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    # By its address, as a link would: `switch_page` asks for a first run, which draws Accueil each time.
    app._page_hash = calc_hash(pages()[page].adresse)
    for nom, valeur in requete.items():
        app.query_params[nom] = valeur
    app.run()
    if app._page_hash in app._registered_pages:
        return app
    app.switch_page(PAGES[page])  # the first page of a role has no address of its own
    return app.run()


def bouton(app: AppTest, debut: str):
    return next(b for b in app.button if str(b.key).startswith(debut))


def journal(home: Path, qui: str | None = None) -> list[dict]:
    """What was read of people, oldest first; of a home that other tests read at the same moment, ask for one
    reader of your own (`qui`). Nobody may have read anything yet.
    """
    path = home / "data/curated/journal_acces.jsonl"
    lignes = path.read_text("utf-8").splitlines() if path.is_file() else []
    lues = [json.loads(ligne) for ligne in lignes]
    return [ligne for ligne in lues if qui in (None, ligne["utilisateur"])]


def envoyer(app, titre: str):
    return next(b for b in app.button if b.label == titre).click().run()
