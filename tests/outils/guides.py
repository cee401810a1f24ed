"""What the guides name, and where the application writes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.outils.navigateur import RACINE

from workbench.ui.guides import Guide
from workbench.ui.session import Page, pages

ETAPE = re.compile(r"^\d\. (.+)$", re.M)
NOM = re.compile(r"\*\*(.+?)\*\*|«\s(.+?)\s»")
DITS = ("pages", "workbench.ui")  # where what a user reads is written


def nommes(guide: Guide) -> Iterator[tuple[Page, str]]:
    """Each label of its steps, with the page it is said of: the last one named before it."""
    ici = None
    for etape in ETAPE.findall(guide.texte):
        for page, libelle in NOM.findall(etape):
            if page:
                ici = trouver(page)
            else:
                assert ici is not None, f"{guide.code} : « {libelle} » avant toute page"
                yield ici, libelle


def trouver(nom: str) -> Page:
    """The page of that title, or the one page of that place."""
    return next(une for une in pages().values() if nom in (une.titre, une.place))


@cache
def ecrits(fichier: str) -> frozenset[str]:
    """Every text in the code of a page and of what it shares with others, followed through its imports."""
    textes: set[str] = set()
    vus, a_lire = set(), [fichier]
    while a_lire:
        nom = a_lire.pop()
        chemin = RACINE / nom
        if nom in vus or not chemin.is_file():
            continue
        vus.add(nom)
        for noeud in ast.walk(ast.parse(chemin.read_text("utf-8"))):
            if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
                textes.add(noeud.value.strip())
            elif isinstance(noeud, ast.ImportFrom) and (noeud.module or "").startswith(DITS):
                modules = [noeud.module, *(f"{noeud.module}.{alias.name}" for alias in noeud.names)]
                a_lire += [_fichier(module) for module in modules if module]
    return frozenset(textes)


def _fichier(module: str) -> str:
    base = module.replace(".", "/") + ".py"
    return base if base.startswith("pages/") else f"src/{base}"
