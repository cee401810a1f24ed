"""A population as people write it: read, said, counted like the nominative list."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from workbench.access import ouvrir as ouvrir_porte
from workbench.projet import ouvrir, publics

COUVERTURE = pl.DataFrame(
    [
        ("presents", "ordre", "60", "Cardio", "absent", 3),
        ("presents", "ordre", "10", "Cardio", "confirme", 2),
        ("presents", "role", "313", "Urgences", "absent", 7),
        ("dpi", "ordre", "60", "Cardio", "absent", 1),
    ],
    schema=["population", "autorite", "profession_code", "service", "statut", "nombre"],
    orient="row",
)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("", 12),
        (None, 12),
        ("autorite=ordre", 5),
        ("autorite=ordre; profession_code=60 ;statut=absent", 3),
        ("autorite=ordre,role;statut=absent", 10),
        ("population=dpi", 1),
        ("service=Bloc", 0),
    ],
)
def test_compter_un_public(texte: str | None, attendu: int):
    assert publics.compter(COUVERTURE, publics.lire(texte)) == attendu


@pytest.mark.parametrize(
    "texte",
    [
        "ordre",
        "autorite=",
        "nom=MARTIN",
        "autorite=ordre;autorite=role",
        "population=tous",
        "population=dpi,presents",
    ],
)
def test_un_public_illisible_est_dit(texte: str):
    with pytest.raises(publics.PublicInvalide, match="Exemple"):
        publics.lire(texte)


def test_dire_et_filtrer_un_public():
    public = publics.lire("population=dpi;autorite=ordre")
    assert (
        publics.dire(public, {"autorite": {"ordre": "Ordre"}})
        == "utilisateurs du dossier patient · autorité d’enregistrement : Ordre"
    )
    assert publics.conditions(public) == {"utilisateur_dpi": True, "autorite": ["ordre"]}
    assert publics.inconnues(COUVERTURE, publics.lire("autorite=ordre;service=Bloc,Cardio")) == [
        "service=Bloc"
    ]
    repartition = publics.repartir(COUVERTURE, publics.lire("statut=absent"), "autorite")
    assert repartition.rows() == [("role", 7), ("ordre", 3)]


def test_un_public_hors_repertoire_n_a_ni_compte_ni_lettre():
    public = publics.lire("population=hors")
    assert not publics.au_repertoire(public)
    with pytest.raises(publics.PublicInvalide, match="répertoire"):
        publics.conditions(public)


def test_un_public_compte_comme_la_liste_nominative(petite_demo: Path):
    """The reach shown is the number of letters that would be printed."""
    porte = ouvrir_porte(petite_demo, "essai", "essai")
    couverture = porte.agregat("mart.couverture")
    for ligne in ouvrir(petite_demo, []).fiches("modele_texte"):
        public = publics.lire(ligne["population"])
        personnes = porte.nominatif("mart.couverture_personne", **publics.conditions(public))
        assert personnes.height == publics.compter(couverture, public), ligne["id"]
