"""What a page read twice, a pasted block, a cut name, a filter or an hour of another zone leaves: told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
from tests.sources.test_croisement import AGENTS, JOUR, ad, dpi, lecture, rh
from tests.sources.test_invraisemblances import AVANT, parc
from tests.sources.test_partiels import _ad, _jour, _rh
from tests.sources.test_retouches import _dits

from workbench.socle.settings import Settings
from workbench.sources.modeles import Lecture

UNITES = ("MEDECINE INTERNE", "CHIRURGIE VISCERALE", "SOINS INTENSIFS", "PHARMACIE CENTRALE")


def _pages(agents: Lecture) -> Lecture:
    """Rows 20 to 23 and 40 to 43 are those just before them."""
    ranks = [rank - 4 if rank in {*range(20, 24), *range(40, 44)} else rank for rank in range(60)]
    return replace(agents, lignes=agents.lignes[ranks])


def _sans_un_sur_trois() -> Lecture:
    annuaire = _ad()
    return replace(annuaire, lignes=annuaire.lignes.filter(pl.int_range(pl.len()) % 3 != 1))


def _homonymes(numero: Callable[[int], str]) -> Lecture:
    """Two people of each surname."""
    return ad(
        nom=lambda r, a: AGENTS[r // 2].usage,
        prenom=lambda r, a: ("CLAIRE", "OMAR")[r % 2],
        matricule=lambda r, a: numero(r),
    )


def _unites(libelle: Callable[[str], str]) -> list[Lecture]:
    units = [f"{UNITES[r % 4]} {'ABCDE'[r // 4]}" for r in range(20)]
    agents = _rh(service_code=lambda r, a: f"U{r % 20:02}", service=lambda r, a: units[r % 20])
    rows = [{"service_code": f"U{r:02}", "service": libelle(units[r])} for r in range(20)]
    return [agents, lecture("structure", "structure", rows)]


CAS: dict[str, tuple[Callable[[], list[Lecture]], Callable[[], list[Lecture]], str]] = {
    "pages": (lambda: [_pages(_rh())], lambda: [_rh()], "PAGES_REPETEES"),
    "bloc d'un vieil export": (
        lambda: [dpi(date_derniere_connexion=lambda r, a: _jour(r, 100 if 20 <= r < 36 else -60))],
        lambda: [dpi(date_derniere_connexion=lambda r, a: _jour(r, 100 if r % 4 == 0 else -60))],
        "BLOC_ANCIEN",
    ),
    "apostrophe": (
        lambda: [_ad(nom=lambda r, a: "D" if r % 20 == 3 else a.usage)],
        lambda: [_ad(nom=lambda r, a: "O" if r == 3 else a.usage)],
        "NOM_D_UNE_LETTRE",
    ),
    "signature": (
        lambda: [parc(lambda r: {"matricule": "7" if r % 3 == 0 else f"{r + 100}"})],
        lambda: [parc(lambda r: {"matricule": f"{r // 2 + 100}"})],
        "PORTEUR_COMMUN",
    ),
    "une partie de l'annuaire oubliée": (
        lambda: [_sans_un_sur_trois(), dpi(date_derniere_connexion=lambda r, a: JOUR)],
        lambda: [_ad(), dpi(date_derniere_connexion=lambda r, a: JOUR)],
        "LOGINS_SANS_ANNUAIRE",
    ),
    "la veille": (
        lambda: [
            rh(date_debut=lambda r, a: (AVANT + dt.timedelta(days=31 * r)).replace(day=1) - dt.timedelta(1))
        ],
        lambda: [rh(date_debut=lambda r, a: (AVANT + dt.timedelta(days=31 * r)).replace(day=1))],
        "ENTREES_LA_VEILLE",
    ),
    "structure abrégée": (
        lambda: _unites(lambda text: " ".join(word[:5] for word in text.split())),
        lambda: _unites(str),
        "LIBELLES_ABREGES",
    ),
    "recherche sur le nom": (
        lambda: [_homonymes(lambda r: f"{r // 2 if r < 8 else r + 500:07}")],
        lambda: [_homonymes(lambda r: f"{r + 500:07}")],
        "NUMERO_D_HOMONYME",
    ),
}


@pytest.mark.parametrize("nom", CAS)
def test_what_it_leaves_is_told(nom: str, reglages: Settings) -> None:
    abime, ordinaire, code = CAS[nom]
    assert code in _dits(abime(), reglages)
    assert code not in _dits(ordinaire(), reglages)
