"""A FINESS that several entities of the settings bear says none of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.sources.test_croisement import doute, lecture, rh
from tests.sources.test_croisement_ensemble import dits

from workbench.identities.fiches.etablissements import with_entity
from workbench.socle.settings import Entite, Settings
from workbench.sources.croisement import cross
from workbench.sources.depots import delivery_notices

JURIDIQUE = "990000010"
SITES = {"CHR": "990000028", "CHV": "990000044"}


@pytest.fixture
def une_entite(reglages: Settings) -> Settings:
    """One legal entity declared as two establishments."""
    entites = [
        Entite(code=code, nom=f"Hôpital {code}", finess_ej=JURIDIQUE, finess_et=[site])
        for code, site in SITES.items()
    ]
    etablissement = reglages.etablissement.model_copy(update={"entites": entites})
    return reglages.model_copy(update={"etablissement": etablissement})


@pytest.mark.parametrize(
    ("finess", "texte", "defaut", "rendu"),
    [
        (JURIDIQUE, None, None, None),
        (JURIDIQUE, None, "CHR", "CHR"),
        (JURIDIQUE, "Hôpital CHR", "CHV", "CHR"),
        (JURIDIQUE, "AUTRE", None, None),
        ("990000028", None, "CHV", "CHR"),
        ("990000044", "CHR", "CHR", "CHV"),
        ("750000001", None, "CHR", "CHR"),
        (None, None, "CHV", "CHV"),
    ],
)
def test_a_shared_number_gives_nobody_to_the_last_one_declared(
    finess: str | None, texte: str | None, defaut: str | None, rendu: str | None, une_entite: Settings
) -> None:
    liste = lecture("rh", "sirh", [{"matricule": "1", "finess": finess, "etablissement": texte}])
    liste = replace(liste, source=liste.source.model_copy(update={"etablissement": defaut}))
    assert with_entity(liste, une_entite)["etablissement"].to_list() == [rendu]


def test_a_default_that_does_not_bear_the_number_is_not_taken(une_entite: Settings) -> None:
    tiers = Entite(code="HLC", nom="Hôpital local", finess_et=["990000069"])
    entites = [*une_entite.etablissement.entites, tiers]
    settings = une_entite.model_copy(
        update={"etablissement": une_entite.etablissement.model_copy(update={"entites": entites})}
    )
    liste = lecture("rh", "sirh", [{"matricule": "1", "finess": JURIDIQUE}])
    liste = replace(liste, source=liste.source.model_copy(update={"etablissement": "HLC"}))
    assert with_entity(liste, settings)["etablissement"].to_list() == [None]


@pytest.mark.parametrize(("finess", "dit"), [(JURIDIQUE, True), ("990000028", False)])
def test_a_shared_number_contradicts_no_unit_and_is_told(
    finess: str, dit: bool, une_entite: Settings
) -> None:
    unites = [{"service_code": f"U{n}", "service": f"S{n}", "etablissement": "CHR"} for n in range(9)]
    croise = cross(
        [
            rh(finess=lambda r, a: finess, service_code=lambda r, a: f"U{r % 9}"),
            lecture("structure", "structure", unites),
        ],
        une_entite,
    )
    said = dits(croise)
    assert ("FINESS_PARTAGE" in said) == dit
    assert not said & {"FINESS_JURIDIQUE", "FINESS_INCONNU", "SITE_UNIQUE", "SITE_RECOPIE"}
    assert "sont donnés à un autre établissement" not in doute(croise)


def test_a_shared_number_beside_the_establishment_s_own_column_is_not_told(une_entite: Settings) -> None:
    croise = cross([rh(finess=lambda r, a: JURIDIQUE, etablissement=lambda r, a: "CHR")], une_entite)
    assert "FINESS_PARTAGE" not in dits(croise)


@pytest.mark.parametrize(("second", "dit"), [("990000028", True), ("990000044", False)])
def test_a_site_declared_under_two_entities_is_said(tmp_path: Path, second: str, dit: bool) -> None:
    entites = [
        {"code": code, "nom": code, "finess_ej": JURIDIQUE, "finess_et": [site]}
        for code, site in (("CHR", "990000028"), ("CHV", second))
    ]
    settings = Settings.model_validate(
        {"home": tmp_path, "etablissement": {"nom": "Essai", "entites": entites}, "sources": []}
    )
    said = [one for one in delivery_notices(settings, dt.date(2026, 3, 1)) if "FINESS géographique" in one]
    assert bool(said) == dit


def test_every_number_of_the_group_stays_known(une_entite: Settings) -> None:
    assert une_entite.entites_par_finess().keys() == {JURIDIQUE, *SITES.values()}
    assert une_entite.entite_par_finess() == {site: code for code, site in SITES.items()}
    assert isinstance(with_entity(rh(), une_entite), pl.DataFrame)
