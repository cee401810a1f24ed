"""An agent given another number keeps the identity; what could be somebody else's is not followed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from workbench.identities.fiches.cles import _renamed
from workbench.identities.fiches.renumerotation import already_followed, followed_alone, told
from workbench.socle.settings import Settings, validate_settings
from workbench.socle.tables import frame

NE = dt.date(1984, 2, 29)


@pytest.fixture
def reglages(tmp_path: Path) -> Settings:
    source = {"code": "rh", "nature": "sirh", "fichier": "rh.csv"}
    return validate_settings({"version": 1, "etablissement": {"nom": "Essai"}, "sources": [source]}, tmp_path)


def fiches(*agents: tuple[str, str, str, dt.date | None]) -> pl.DataFrame:
    return frame("curated.fiche", [
        {"source": "rh", "nature": "sirh", "cle_source": cle, "matricule": cle, "nom_naissance": nom,
         "prenoms": prenom, "prenoms_std": [prenom], "date_naissance": ne}
        for cle, nom, prenom, ne in agents
    ])  # fmt: skip


AVANT = (("0012", "PETIT", "CLAIRE", NE), ("0013", "ROUX", "PAUL", NE))


@pytest.mark.parametrize(
    ("apres", "suivies"),
    [
        ([("MAT12", "PETIT", "CLAIRE", NE), AVANT[1]], {"MAT12": "0012"}),
        ([("500", "PETIT", "CLAIRE", NE), ("501", "ROUX", "PAUL", NE)], {"500": "0012", "501": "0013"}),
        ([("500", "PETIT", "CLARA", NE), AVANT[1]], {}),  # a twin
        ([("500", "PETIT", "CLAIRE", NE), *AVANT], {}),  # the old number is still there
        ([("500", "PETIT", "CLAIRE", None), AVANT[1]], {}),
        ([("500", "PETIT", "CLAIRE", NE), ("501", "PETIT", "CLAIRE", NE), AVANT[1]], {}),
        ([("0013", "PETIT", "CLAIRE", NE)], {}),  # a number that was somebody else's
    ],
)
def test_un_agent_renumerote_est_suivi(
    reglages: Settings, apres: list[tuple[str, str, str, dt.date | None]], suivies: dict[str, str]
) -> None:
    trouvees = followed_alone(fiches(*apres), fiches(*AVANT), reglages, set())
    assert trouvees == {("rh", new): old for new, old in suivies.items()}
    assert followed_alone(fiches(*apres), fiches(*AVANT), reglages, {"rh"}) == {}
    assert ("gardent leur identité" in told("rh", trouvees)) is bool(suivies)


def test_un_numero_suivi_une_fois_le_reste() -> None:
    publie = fiches(*AVANT).with_columns(matricule=pl.Series(["MAT12", "0013"]))
    assert already_followed(publie) == {("rh", "MAT12"): "0012"}
    assert already_followed(None) == {}


def test_sans_savoir_ce_qui_est_publie_la_derniere_graphie_connue_reprend_la_fiche():
    """Two spellings once known are one record's: only the version in force tells that they are two."""
    fiche = pl.DataFrame({"source": ["rh"], "cle_source": ["123"], "nature": ["sirh"]})
    connues = pl.DataFrame({"source": ["rh", "rh"], "cle_source": ["00123", "0123"]})
    assert _renamed(fiche, connues, {}) == {("rh", "123"): "00123"}
    deux = connues.with_columns(publiee=True)
    assert _renamed(fiche, deux, {}) == {}
