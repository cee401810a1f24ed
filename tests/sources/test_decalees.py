"""A column one row down, one value, one period, one year for all, a number that half of a list lacks: told,
and no word of it on the same delivery written right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from tests.outils.inconnus import Agent
from tests.sources.test_croisement import AGENTS, JOUR, Ligne, ad, dpi, lecture, national, rh
from tests.sources.test_retouches import _dits

from workbench.socle.settings import Settings
from workbench.sources.modeles import Lecture

Livree = Callable[[], list[Lecture]]


def _structure(decalage: int, vagues: int = 3) -> list[Lecture]:
    rows: list[Ligne] = [
        {
            "service_code": f"U{r:02}",
            "service": f"S {r}X",
            "pole": f"P{r // 4}",
            "etablissement": "CHR" if r < 20 else "CHV",
            "responsable": f"Cadre {max(r - decalage, 0) // 4} {'CHR' if r - decalage < 20 else 'CHV'}",
            "vague": f"Vague {r % vagues}",
        }
        for r in range(40)
    ]
    return [rh(), lecture("structure", "structure", rows)]


def _parc(decalage: int, numero: Callable[[int], str | None] = lambda r: f"{r}") -> list[Lecture]:
    """Four cards on ten are ordered or received, the others handed over."""
    etats = ["commande", "recu", *["remis"] * 3] * 8
    rows: list[Ligne] = [
        {
            "numero_serie": f"S{r}",
            "matricule": AGENTS[r].matricule if numero(r) else None,
            "nom": AGENTS[r].usage,
            "prenom": AGENTS[r].prenom,
            "statut": etats[(r - decalage) % 40],
            "date_commande": JOUR - dt.timedelta(days=300 - r),
            "date_reception": None if r % 5 == 0 else JOUR - dt.timedelta(days=200 - r),
            "date_remise": None if r % 5 < 2 else JOUR - dt.timedelta(days=100 - r),
        }
        for r in range(40)
    ]
    return [rh(), lecture("parc", "parc_mie", rows)]


def _missions(une: bool) -> list[Lecture]:
    def fin(rang: int, _: Agent) -> dt.date:
        return dt.date(2026, 12, 31) + dt.timedelta(days=0 if une else rang)

    agents = rh(
        AGENTS[:6],
        type_contrat=lambda r, a: "interim",
        date_debut=lambda r, a: dt.date(2026, 1, 1),
        date_fin=fin,
    )
    return [agents]


def _nes(geste: Callable[[int, Agent], dt.date]) -> list[Lecture]:
    return [rh(date_naissance=geste), national()]


def _annee(rang: int, agent: Agent, pas: int) -> dt.date:
    born = agent.naissance
    return born if rang % pas or (born.month, born.day) == (2, 29) else born.replace(year=born.year + 1)


def _etats(inverses: bool) -> list[Lecture]:
    return [rh(), ad(actif=lambda r, a: r % 6 != 0), dpi(actif=lambda r, a: (r % 6 != 0) != inverses)]


def _adresses(decalage: int) -> list[Lecture]:
    return [rh(), ad(email=lambda r, a: f"{AGENTS[r - decalage].usage}.{r}@ch.fr".replace(" ", ""))]


def _comptes(rpps: Callable[[int, Agent], str | None], mode: Callable[[int], str]) -> list[Lecture]:
    return [rh(), dpi(rpps=rpps, mode_auth=lambda r, a: mode(r))]


CAS: dict[str, tuple[Livree, Livree, str]] = {
    "responsables": (lambda: _structure(1), lambda: _structure(0), "COLONNE_DECALEE"),
    "vague": (lambda: _structure(0, 1), lambda: _structure(0), "VALEUR_UNIQUE"),
    "états des cartes": (lambda: _parc(1), lambda: _parc(0), "COLONNE_DECALEE"),
    "cartes sans matricule": (
        lambda: _parc(0, lambda r: "" if r % 4 == 0 else "x"),
        lambda: _parc(0, lambda r: "" if r == 4 else "x"),
        "SANS_MATRICULE",
    ),
    "comptes sans matricule": (
        lambda: [rh(), ad(matricule=lambda r, a: None if r % 3 else a.matricule)],
        lambda: [rh(), ad(matricule=lambda r, a: a.matricule if r % 3 else None)],
        "SANS_MATRICULE",
    ),
    "une période": (lambda: _missions(True), lambda: _missions(False), "PERIODE_UNIQUE"),
    "premier janvier": (
        lambda: _nes(lambda r, a: a.naissance.replace(month=1, day=1)),
        lambda: _nes(lambda r, a: a.naissance),
        "NAISSANCES_AU_PREMIER_JANVIER",
    ),
    "une autre année": (
        lambda: _nes(lambda r, a: _annee(r, a, 12)),
        lambda: _nes(lambda r, a: a.naissance),
        "NAISSANCES_D_UNE_AUTRE_ANNEE",
    ),
    "états contraires": (lambda: _etats(True), lambda: _etats(False), "ETATS_CONTRAIRES"),
    "adresses": (lambda: _adresses(1), lambda: _adresses(0), "ADRESSES_DECALEES"),
    "tous à RPPS": (
        lambda: _comptes(lambda r, a: a.rpps or "10003456711", lambda r: f"M{r % 2}"),
        lambda: _comptes(lambda r, a: a.rpps or None, lambda r: f"M{r % 2}"),
        "COMPTES_TOUS_A_RPPS",
    ),
    "un mode": (
        lambda: _comptes(lambda r, a: a.rpps or None, lambda r: "CPS"),
        lambda: _comptes(lambda r, a: a.rpps or None, lambda r: f"M{r % 2}"),
        "VALEUR_UNIQUE",
    ),
    "comptes repris d'un coup": (
        lambda: [rh(), ad(date_creation=lambda r, a: dt.date(2023, 3, 12) if r % 5 else JOUR)],
        lambda: [rh(), ad(date_creation=lambda r, a: dt.date(2023, 3, 12) if r % 2 else JOUR)],
        "JOUR_COMMUN",
    ),
}


@pytest.mark.parametrize("nom", CAS)
def test_it_is_told_and_only_it(nom: str, reglages: Settings) -> None:
    abime, ordinaire, code = CAS[nom]
    assert code in _dits(abime(), reglages)
    assert code not in _dits(ordinaire(), reglages)
