"""Twins, namesakes and families a particle apart: adding one never joins two other records."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.outils.rapprochement import agent, compte, ident, rapprocher

Fiche = dict[str, Any]
BASE = (
    agent(
        "1",
        "Roux",
        "Léa Marie",
        "1990-05-06",
        source="a",
        sexe="F",
        lieu_naissance="Brest",
        service="Urgences",
    ),
    agent("2", "Petit", "Jean", "1960-01-01", source="a", sexe="M", service="Bloc"),
    agent("3", "Saint-Léger", "Pernelle", "1976-09-06", source="b", sexe="F", lieu_naissance="Brest"),
    compte("lroux", "ROUX", "Lea", service="Urgences"),
    compte("pleger", "LEGER", "Pernelle", service="SSR"),
)


def ensemble(rows: tuple[Fiche, ...]) -> set[tuple[str, str]]:
    """Pairs of the base records that are one person."""
    result = rapprocher(*rows)
    homes = {f"{r['source']}:{r['cle_source']}": ident(result, r["source"], r["cle_source"]) for r in BASE}
    return {(a, b) for a, b in combinations(sorted(homes), 2) if homes[a] == homes[b]}


AJOUTS = (
    agent("9", "Roux", "Zoé Marie", "1990-05-06", source="b", sexe="F", lieu_naissance="Brest"),
    agent("9", "Roux", "Marie Léa", "1990-05-06", source="b", sexe="F", lieu_naissance="Brest"),
    agent("9", "Roux", "Léa", "1971-02-03", source="b", sexe="F", service="Urgences"),
    agent(
        "9", "Léger", "Pernelle", "1976-09-06", source="a", sexe="F", lieu_naissance="Brest", service="SSR"
    ),
    agent("9", "De Roux", "Léa Marie", "1990-05-06", source="b", sexe="F", lieu_naissance="Brest"),
    compte("zroux", "ROUX", "Zoe", service="Urgences"),
    compte("lroux2", "ROUX", "Lea", source="dpi", service="Urgences"),
    compte("pleger2", "SAINT LEGER", "Pernelle", source="dpi"),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.integers(0, len(AJOUTS) - 1), min_size=1, max_size=3))
def test_adding_a_twin_or_a_namesake_joins_nobody_else(picked: set[int]) -> None:
    added = []
    for rank in sorted(picked):
        row = dict(AJOUTS[rank])
        if row["nature"] == "sirh":
            row["cle_source"] = row["matricule"] = f"9{rank}"
        added.append(row)
    assert ensemble((*BASE, *added)) <= ensemble(BASE)


@pytest.mark.parametrize(
    ("nom", "prenoms"),
    [
        ("Roux", "Zoé Marie"),
        ("Roux", "Marie Léa"),
        ("Roux", "Marie"),
        ("De Roux", "Léa Marie"),
        ("Leroux", "Léa Marie"),
    ],
)
def test_twins_and_families_a_particle_apart_are_two(nom: str, prenoms: str) -> None:
    other = agent("9", nom, prenoms, "1990-05-06", source="b", sexe="F", lieu_naissance="Brest")
    assert rapprocher(BASE[0], other).identite.height == 2


def test_a_usual_given_name_declared_by_hr_still_joins() -> None:
    ours = agent("1", "Roux", "Léa Marie", "1990-05-06", source="a", sexe="F", prenom_usuel="Marie")
    other = agent("9", "Roux", "Marie", "1990-05-06", source="b", sexe="F")
    assert rapprocher(ours, other).identite.height == 1


def test_declared_identifiers_are_the_only_ones_used() -> None:
    from tests.outils.rapprochement import JOUR, REGLAGES, fiches

    from workbench.identities import reconcile
    from workbench.socle.settings import Source

    rows = (
        compte("lroux", "Roux", "Léa"),
        compte("lroux", "ROUX", "LEA", source="dpi"),
    )
    source = Source.model_validate(
        {
            "code": "dpi",
            "libelle": "DPI",
            "nature": "application",
            "fichier": "*",
            "identifiants_fiables": ["matricule"],
        }
    )
    only = REGLAGES.model_copy(update={"sources": [source]})
    assert reconcile(fiches(*rows), REGLAGES, JOUR).identite.height == 1
    assert reconcile(fiches(*rows), only, JOUR).identite.height == 2
