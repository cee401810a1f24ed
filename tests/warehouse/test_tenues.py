"""Who keeps to the lower threshold: what was undone leaves no trace of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.jouet import JOUR, personne, publier

from workbench.decisions import Decision
from workbench.decisions.portee import taken_back
from workbench.warehouse import published_path, read_table
from workbench.warehouse.reprise import membership_held


def _version(home: Path, gens: int, *jouees: str) -> Path:
    """A version of so many people, played with these decisions."""
    publier(
        home,
        JOUR + dt.timedelta(days=gens),  # two versions of one second have no order, and no run is that short
        marts=False,
        identite=[personne(numero) for numero in range(1, gens + 1)],
        identite_fiche=[
            {"id_unique": personne(numero)["id_unique"], "source": "rh", "cle_source": str(numero)}
            for numero in range(1, gens + 1)
        ],
        meta_decision=[{"id": ident, "genre": "valeur_vide"} for ident in jouees],
    )
    return published_path(home)


@pytest.mark.parametrize(
    ("annulees", "gens"),
    [
        (set(), 3),  # nothing undone: the published version
        ({"z"}, 3),  # undone before it was ever played
        ({"b"}, 2),  # the version before the one that played it
        ({"a"}, 1),
        ({"a", "b"}, 1),
        ({"a", "b", "zero"}, 3),  # no version kept is free of it: the published one
    ],
)
def test_la_derniere_version_qui_n_a_rien_joue_de_defait(
    tmp_path: Path, annulees: set[str], gens: int
) -> None:
    assert membership_held(tmp_path, annulees, None) is None
    _version(tmp_path, 1, "zero")
    _version(tmp_path, 2, "zero", "a")
    _version(tmp_path, 3, "zero", "a", "b")
    publiee = read_table(tmp_path, "curated.identite_fiche")
    tenues = membership_held(tmp_path, annulees, publiee)
    assert tenues is not None and tenues.height == gens
    assert read_table(tmp_path, "curated.identite_fiche").height == 3  # type: ignore[union-attr]


def test_seul_compte_ce_qui_change_qui_est_avec_qui() -> None:
    regle = Decision("valeur_vide", "anne", "fermé", id="r", rang=1)
    numero = Decision("rpps_confirme", "anne", "carte vue", id="n", rang=2)
    gardee = Decision("valeur_vide", "anne", "fermé", id="g", rang=3)
    defaits = [Decision("annulation", "anne", "erreur", annule=un, id=f"d{un}", rang=4) for un in "rn"]
    assert taken_back([regle, numero, gardee, *defaits]) == {"r"}
    assert taken_back([regle, numero, gardee]) == frozenset()
