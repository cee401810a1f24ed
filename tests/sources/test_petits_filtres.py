"""What a filter leaves too little of for professions or dates to tell; a letter behind given names."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from tests.outils.inconnus import Agent
from tests.sources.test_croisement import AGENTS, JOUR, ad, dpi, lecture, rh
from tests.sources.test_croisement_ensemble import dits

from workbench.socle import numeros
from workbench.socle.settings import Settings
from workbench.sources.croisement import cross
from workbench.sources.modeles import Lecture

PETIT = 5  # agents of the small service


def _service(rang: int, _: Agent) -> str:
    return "Imagerie" if rang < PETIT else f"Service {rang % 4}"


def _annuaire(fonction: str = "Infirmier") -> Lecture:
    def metier(rang: int, _: Agent) -> str:
        return fonction if rang < PETIT else "Infirmier"

    return ad(
        service=_service,
        fonction=metier,
        actif=lambda r, a: True,
        date_derniere_connexion=lambda r, a: JOUR - dt.timedelta(days=r % 20),
    )


def _dossier(agents: list[Agent]) -> Lecture:
    comptes = dpi(agents)
    return replace(comptes, source=comptes.source.model_copy(update={"role": "dpi"}))


@pytest.mark.parametrize(
    ("perdus", "fonction", "dit"),
    [
        (PETIT, "Infirmier", True),
        (PETIT - 1, "Infirmier", False),
        (0, "Infirmier", False),
        (PETIT, "Paie", False),
    ],
)
def test_a_small_service_a_patient_record_knows_nobody_of_is_told(
    perdus: int, fonction: str, dit: bool, reglages: Settings
) -> None:
    croise = cross([rh(), _annuaire(fonction), _dossier(AGENTS[perdus:])], reglages)
    assert ("SERVICE_SANS_DOSSIER" in dits(croise)) == dit


@pytest.mark.parametrize(("attente", "dit"), [(0, True), (3, False)])
def test_means_that_were_all_handed_over_are_told(attente: int, dit: bool, reglages: Settings) -> None:
    rows = [
        {"numero_serie": f"S{n}", "date_remise": None if n < attente else JOUR - dt.timedelta(days=9 * n)}
        for n in range(40)
    ]
    croise = cross([rh(), lecture("parc", "parc_mie", rows)], reglages)  # type: ignore[arg-type]
    assert ("MOYENS_TOUS_REMIS" in dits(croise)) == dit


@pytest.mark.parametrize(
    ("prenom", "dit"),
    [
        (lambda r, a: f"{a.prenom}-X" if r % 3 == 0 else a.prenom, True),
        (lambda r, a: f"{a.prenom} {a.prenom[0]}." if r % 3 == 0 else a.prenom, False),  # explained
        (lambda r, a: a.prenom, False),
    ],
)
def test_a_letter_behind_given_names_that_nothing_explains_is_told(
    prenom: object, dit: bool, reglages: Settings
) -> None:
    croise = cross([rh(), ad(), dpi(prenom=prenom)], reglages)  # type: ignore[arg-type]
    assert ("PRENOMS_A_LETTRE" in dits(croise)) == dit
    croise = cross([rh(), ad(prenom=prenom)], reglages)  # type: ignore[arg-type]
    assert ("PRENOMS_A_LETTRE" in dits(croise)) == dit


@pytest.mark.parametrize(
    ("recu", "cle"),
    [
        ("FIC000178", "FIC178"),
        ("FIC178", "FIC178"),
        ("FIC-000178", "FIC178"),
        ("*FIC000178*", "FIC178"),
        ("A00B12", "A00B12"),
        ("FIC000", "FIC000"),
    ],
)
def test_a_card_keeps_its_key_without_the_zeros_of_its_number(recu: str, cle: str) -> None:
    assert numeros.cle("carte", recu) == cle
    read = pl.DataFrame({"n": [recu]}).select(numeros.cle_expr("carte", "n")).item()
    assert read == cle


def test_a_name_written_the_other_way_round_is_no_number_of_another(reglages: Settings) -> None:
    """Three accounts under colleagues' logins are counted, beside two whose names are turned round."""

    def nom(rang: int, a: Agent) -> str:
        return a.prenom if rang in (20, 40) else a.usage

    def prenom(rang: int, a: Agent) -> str:
        return a.usage if rang in (20, 40) else a.prenom

    def login(rang: int, a: Agent) -> str:
        return AGENTS[rang + 11].login if rang in (5, 25, 45) else a.login

    croise = cross([rh(), ad(), dpi(nom=nom, prenom=prenom, login=login)], reglages)
    said = next(one for one in croise.lectures if one.source.code == "dpi").rejets
    (motif,) = said.filter(pl.col("code") == "NUMERO_D_AUTRUI")["motif"]
    assert "3 lignes" in motif
