"""A home whose roles come from groups, and the sessions of people signed in to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.outils.demo import copier

from workbench.access import roles, seances

DROITS = """
[acces]
groupes = {{ {groupes} }}
roles_a_perimetre = ["analyste"]
[acces.perimetres]
bloc = [{{ etablissement = "CHR", services = ["Pharmacie", "Anesthésie"] }}]
hopital = [{{ etablissement = "CHR" }}]
cadre = [{{ etablissement = "CHR", services = ["Pharmacie", "Anesthésie"] }}]
"""
A_PERIMETRE = {"bloc": "rh", "hopital": "equipe", "cadre": "sponsor", "hors": "analyste"}


@pytest.fixture(scope="package")
def home_droits(petite_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One group a role, bearing its name, and those of `A_PERIMETRE`. Read it."""
    lui = copier(petite_demo, tmp_path_factory.mktemp("droits") / "home")
    chemin = lui / "workbench.toml"
    donnes = {role: role for role in roles()} | A_PERIMETRE
    groupes = ", ".join(f'{groupe} = "{role}"' for groupe, role in donnes.items())
    reste = chemin.read_text("utf-8").partition("[acces]")
    assert not reste[1]
    chemin.write_text(reste[0] + DROITS.format(groupes=groupes), "utf-8")
    return lui


@pytest.fixture
def livre() -> Iterator[seances.Seances]:
    """The sessions of this process."""
    lui = seances.Seances(3600, 3600)
    seances.servir(lui)
    yield lui
    seances.servir(None)
