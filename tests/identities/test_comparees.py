"""The traits that evidence looks at, as read from the records."""

from __future__ import annotations

import datetime as dt
import gc
import weakref
from typing import Any

import polars as pl
import pytest
from tests.outils.rapprochement import REGLAGES, agent, compte, fiches

from workbench.identities import regroup
from workbench.identities.fiches.comparees import contradiction, read_fiches
from workbench.identities.preuves import Fiche

VENU, OUVERT = dt.date(2024, 5, 1), dt.date(2024, 5, 3)
AGENT = agent("0012#2", "Martin", "Paul", "1980-01-02", service="Bloc opératoire central", date_debut=VENU)
COMPTE = compte("pmartin", "MARTIN (EXT)", "Paul", email="Paul.MARTIN@ch.fr", date_creation=OUVERT)
CODES = ("role_code", "profession_code", "autorite")

CAS: list[tuple[dict[str, Any], dict[str, Any], str, Any]] = [
    (AGENT, {}, "matricule", "12"),
    (AGENT, {}, "service", "BLOCOPERATOIRECENTRA"),
    (AGENT, {}, "externe", False),
    (AGENT, {}, "entree", ("rh", VENU, None, None)),
    (AGENT, {"role_code": "", "profession_code": "60"}, "metier", "60"),
    (AGENT, {"autorite": "etudiant", "profession_code": "60"}, "metier", "etudiant"),
    (AGENT, {"autorite": "hors_perimetre"}, "metier", "hors_perimetre"),
    (AGENT, {"profil": "BRANCARDIER"}, "profil", "BRANCARDIER"),
    (AGENT, {"profil": "BRANCARDIER", "profession_code": "60"}, "profil", ""),
    (AGENT, {"prenom_usuel": "Jean-Luc"}, "usuels", ["JEAN", "LUC"]),
    (AGENT, {"annee_naissance": 1980}, "annee", None),
    (AGENT, {"date_naissance": None, "annee_naissance": 1980}, "annee", 1980),
    (AGENT, {"rpps": "10000000000"}, "rpps", None),
    (COMPTE, {}, "email", "paul.martin@ch.fr"),
    (COMPTE, {}, "externe", True),
    (COMPTE, {}, "entree", ("ad", OUVERT, None, None)),
    (COMPTE, {"date_creation": None}, "entree", None),
    (COMPTE, {"email": None}, "email", ""),
    (COMPTE, {}, "lieu", ""),
]


def lue(row: dict[str, Any], **autres: Any) -> Fiche:
    """The one record, as read; what standardising does not keep is put beside."""
    frame = fiches({**row, **autres}).with_columns(cle=pl.lit("a"))
    coded = {name: pl.lit(autres.get(name), dtype=pl.String) for name in CODES}
    return read_fiches(frame.with_columns(**coded))["a"]


@pytest.mark.parametrize(("row", "autres", "trait", "attendu"), CAS)
def test_a_trait(row: dict[str, Any], autres: dict[str, Any], trait: str, attendu: Any) -> None:
    assert getattr(lue(row, **autres), trait) == attendu


def test_what_makes_two_people_of_two_rows() -> None:
    autre = agent("13", "Martin", "Paul", "1961-07-23")
    here, there, same = (fiches(row).row(0, named=True) for row in (AGENT, autre, COMPTE))
    assert contradiction(here, there) == "naissances_contradictoires"
    assert contradiction(here, same) == ""


def test_a_matching_is_freed_without_searching_for_cycles() -> None:
    """What it proposed knows it, to say why."""
    elsewhere = compte("p2", "MARTIN", "Paul", "dpi", service="Rééducation")
    rows = (AGENT, compte("lmartin", "MARTIN", "Luc"), elsewhere)
    gc.collect()
    gc.disable()
    try:
        played = regroup(fiches(*rows), REGLAGES)
        assert played.propositions
        work = weakref.ref(played.chantier)
        del played
        assert work() is None
    finally:
        gc.enable()
