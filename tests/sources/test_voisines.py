"""A block moved by a row, and what else a careful eye sees in part of a column: said, or stopped; never on
the same list left as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.outils.inconnus import Agent
from tests.sources.test_croisement import AGENTS, JOUR, Ligne, doute, dpi, lecture, national, rh
from tests.sources.test_partiels import _ad, _jour
from tests.sources.test_retouches import _dits

from workbench.socle.settings import Settings, load_settings
from workbench.sources.croisement import cross
from workbench.sources.modeles import Lecture

DEUX_SITES = """version = 1
[etablissement]
nom = "Essai"
entites = [
    {code = "A", nom = "Site A", finess_et = ["990000028"]},
    {code = "B", nom = "Site B", finess_et = ["990000044"]},
]
"""
SOIGNANTS = [a for a in AGENTS if a.rpps]


@pytest.fixture
def reglages(tmp_path: Path) -> Settings:
    (tmp_path / "workbench.toml").write_text(DEUX_SITES, "utf-8")
    return load_settings(tmp_path)


def _plus_bas(rang: int) -> Agent:
    return AGENTS[rang - 1 if 20 <= rang < 40 else rang]


def test_births_of_the_next_row_are_doubted_without_any_number(reglages: Settings) -> None:
    sans_numero = {"rpps": lambda r, a: None}
    decalees = rh(date_naissance=lambda r, a: _plus_bas(r).naissance, **sans_numero)
    assert "la naissance de la personne de la ligne voisine" in doute(cross([decalees, national()], reglages))
    assert not cross([rh(**sans_numero), national()], reglages).doutes


@pytest.mark.parametrize(
    ("rangs", "arrete"),
    [((10, 12, 14, 16), True), ((2, 12, 23, 34, 43), False), ((10, 11, 12, 13, 40), True)],
)
def test_births_of_the_next_row_are_a_block_not_rows_here_and_there(
    rangs: tuple[int, ...], arrete: bool, reglages: Settings
) -> None:
    sans_numero = {"rpps": lambda r, a: None}
    decalees = rh(
        SOIGNANTS,
        date_naissance=lambda r, a: SOIGNANTS[r - 1].naissance if r in rangs else _seule(r, rangs, a),
        **sans_numero,
    )
    said = doute(cross([decalees, national()], reglages))
    assert ("la naissance de la personne de la ligne voisine" in said) is arrete


def _seule(rang: int, rangs: tuple[int, ...], agent: Agent) -> dt.date:
    """Rows of the block that no other source knows stand between those that one does."""
    entre = min(rangs) <= rang <= max(rangs) and max(rangs) - min(rangs) < 10
    return dt.date(1931, 1, 1 + rang % 28) if entre else agent.naissance


def _fin(rang: int) -> dt.date | None:
    return JOUR - dt.timedelta(days=60) if rang % 4 == 0 else None


def test_ends_of_the_next_row_are_told(reglages: Settings) -> None:
    connexions = _ad(
        date_derniere_connexion=lambda r, a: (_fin(r) or JOUR + dt.timedelta(days=3)) - dt.timedelta(days=5)
    )
    decalees = rh(date_fin=lambda r, a: _fin(r - 1 if 10 <= r < 40 else r))
    assert "FIN_VOISINE" in _dits([decalees, connexions], reglages)
    assert "FIN_VOISINE" not in _dits([rh(date_fin=lambda r, a: _fin(r)), connexions], reglages)


def test_a_number_moved_to_the_next_row_is_told(reglages: Settings) -> None:
    seul = {12: SOIGNANTS[13].rpps, 13: None}
    recu = rh(SOIGNANTS, rpps=lambda r, a: seul.get(r, a.rpps))
    assert "NUMEROS_PERMUTES" in _dits([recu, national()], reglages)
    assert "NUMEROS_PERMUTES" not in _dits([rh(SOIGNANTS), national()], reglages)


def test_a_few_wrong_keys_are_told(reglages: Settings) -> None:
    def intervertis(rang: int, agent: Agent) -> str:
        return agent.rpps if rang % 8 else agent.rpps[:7] + agent.rpps[8] + agent.rpps[7] + agent.rpps[9:]

    assert "CLES_FAUSSES" in _dits([dpi(SOIGNANTS * 2, rpps=intervertis)], reglages)
    assert "CLES_FAUSSES" not in _dits([dpi(SOIGNANTS * 2)], reglages)


def _avec(*autres: Ligne) -> Lecture:
    """The ordinary directory, and other accounts."""
    entiere = _ad()
    return replace(entiere, lignes=lecture("ad", "annuaire", [*entiere.lignes.to_dicts(), *autres]).lignes)


COMPTES: dict[str, tuple[Callable[[int, Agent], Ligne], str]] = {
    "boîtes": (lambda r, a: {"login": f"boite_{r}", "nom": f"Boite {a.usage}"}, "COMPTES_SANS_PRENOM"),
    "formation": (
        lambda r, a: {"login": f"form{r:03}", "nom": f"FORMATION{r:03}", "prenom": "Stagiaire"},
        "COMPTES_NUMEROTES",
    ),
    "administration": (
        lambda r, a: {"login": f"adm-{a.login}", "nom": a.usage, "prenom": a.prenom},
        "COMPTES_DOUBLES",
    ),
}


@pytest.mark.parametrize("cas", COMPTES)
def test_accounts_that_are_nobody_s_own_are_told(cas: str, reglages: Settings) -> None:
    compte, code = COMPTES[cas]
    assert code in _dits([_avec(*(compte(rang, agent) for rang, agent in enumerate(AGENTS[:12])))], reglages)
    assert code not in _dits([_avec(compte(0, AGENTS[0]))], reglages)


def test_a_list_without_the_dormant_accounts_is_told_though_some_never_signed_in(reglages: Settings) -> None:
    def cree(recul: int) -> Lecture:
        return dpi(
            AGENTS * 3,
            login=lambda r, a: f"{a.login}{r}",
            date_derniere_connexion=lambda r, a: None if r % 9 == 0 else _jour(r, recul if r % 9 == 1 else 0),
        )

    assert "CONNECTES_SEULS" in _dits([cree(0)], reglages)
    assert "CONNECTES_SEULS" not in _dits([cree(200)], reglages)


def test_orders_of_a_stock_taken_over_are_told(reglages: Settings) -> None:
    def parc(commande: Callable[[int, dt.date], dt.date], recu: Callable[[int], dt.date]) -> Lecture:
        return lecture("p", "parc_mie", [
            {"numero_serie": f"S{r}", "statut": "active" if r % 2 else "stock", "date_reception": recu(r),
             "date_commande": commande(r, recu(r))}
            for r in range(60)
        ])  # fmt: skip

    def au_fil(rang: int) -> dt.date:
        return JOUR - dt.timedelta(days=(rang * 37) % 151)

    def ordinaire(rang: int, recu: dt.date) -> dt.date:
        return recu - dt.timedelta(days=5 + rang % 20)

    reprise = JOUR - dt.timedelta(days=220)
    repris = parc(lambda r, recu: reprise if r % 3 == 0 else ordinaire(r, recu), au_fil)
    assert "JOUR_COMMUN" in _dits([repris], reglages)
    assert "JOUR_COMMUN" not in _dits([parc(ordinaire, au_fil)], reglages)
    ensemble = parc(
        lambda r, recu: reprise if r % 3 == 0 else ordinaire(r, recu),
        lambda r: JOUR - dt.timedelta(days=90) if r % 3 == 0 else au_fil(r),
    )
    assert "JOUR_COMMUN" not in _dits([ensemble], reglages)  # ordered together, come together


def test_a_pole_copied_over_the_next_ones_is_told(reglages: Settings) -> None:
    def liste(pole: Callable[[int], int], chef: Callable[[int], int]) -> Lecture:
        return lecture("s", "structure", [
            {"service_code": f"U{r:02}", "service": f"S{r}", "pole": f"Pôle {pole(r)}",
             "responsable": f"Chef {chef(r)}"}
            for r in range(48)
        ])  # fmt: skip

    def du_pole(rang: int) -> int:
        return rang // 4

    recopie = liste(lambda r: 5 if 20 <= r < 29 else du_pole(r), du_pole)
    assert "RECOPIE_CONTREDITE" in _dits([recopie], reglages)
    assert "RECOPIE_CONTREDITE" not in _dits([liste(du_pole, du_pole)], reglages)
    un_chef_par_unite = liste(lambda r: 5 if 20 <= r < 29 else du_pole(r), lambda r: r)
    assert "RECOPIE_CONTREDITE" not in _dits([un_chef_par_unite], reglages)


def test_the_head_office_s_number_for_all_is_told(reglages: Settings) -> None:
    unites = lecture(
        "s", "structure", [{"service_code": f"U{r}", "etablissement": "AB"[r % 6 == 0]} for r in range(24)]
    )

    def liste(site: Callable[[int], str]) -> Lecture:
        return rh(service_code=lambda r, a: f"U{r % 24}", finess=lambda r, a: site(r))

    assert "SITE_UNIQUE" in _dits([liste(lambda r: "990000028"), unites], reglages)
    juste = liste(lambda r: "990000044" if r % 6 == 0 else "990000028")
    assert "SITE_UNIQUE" not in _dits([juste, unites], reglages)
