"""The guides of `docs/guide`, one a role, read in the application as in the repository it runs from."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import streamlit as st

from workbench.ui import composants, filtres

DOSSIER = Path(__file__).resolve().parents[3] / "docs" / "guide"
CLE = "guide"  # in the address: which one is read
IMAGE = re.compile(r"^!\[(?P<alt>[^\]]+)\]\((?P<fichier>[^)]+)\)$", re.M)
ABSENT = (
    "Les guides n’ont pas été installés avec l’application : demandez à la DSI de reprendre le dossier"
    " docs/guide de sa livraison."
)


@dataclass(frozen=True)
class Guide:
    """One guide: its code, its title, its file in `DOSSIER`, the roles it opens for first."""

    code: str
    titre: str
    fichier: str
    roles: tuple[str, ...]

    @property
    def texte(self) -> str:
        """Its Markdown; empty when it was not installed."""
        chemin = DOSSIER / self.fichier
        return chemin.read_text("utf-8") if chemin.is_file() else ""


@cache
def guides() -> dict[str, Guide]:
    """Code → guide, in the order of `guides.toml`."""
    lus = tomllib.loads(files("workbench.ui").joinpath("guides.toml").read_text("utf-8"))["guides"]
    return {un["code"]: Guide(**{**un, "roles": tuple(un["roles"])}) for un in lus}


def of_role(role: str) -> Guide:
    """The guide of who has that role."""
    return next(un for un in guides().values() if role in un.roles)


def montrer(role: str) -> None:
    """A guide, that of the reader's role first; any other is one choice away."""
    sien = of_role(role)
    choisi = filtres.choix(
        CLE, "Guide", {un.code: un.titre for un in sorted(guides().values(), key=lambda un: un != sien)}
    )
    texte = guides()[choisi].texte
    if not texte:
        composants.liste_vide(ABSENT)
        return
    reste = texte.split("\n", 1)[1]  # its title is the choice above
    while trouvee := IMAGE.search(reste):
        st.markdown(reste[: trouvee.start()])
        _image(DOSSIER / trouvee["fichier"], trouvee["alt"])
        reste = reste[trouvee.end() :]
    st.markdown(reste)


def _image(chemin: Path, alt: str) -> None:
    if chemin.is_file():
        st.image(chemin, caption=alt, alt=alt)
