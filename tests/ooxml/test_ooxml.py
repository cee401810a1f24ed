"""Every Office file that leaves the building, against the Open XML schemas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from tests.ooxml.controle import fautes

from workbench.reporting import anomalies, ars, liste


def _liste(home: Path, dossier: Path) -> list[Path]:
    gens = pl.DataFrame({"nom": ["=SOMME(A1)", "Éluard"], "statut": ["absent", "confirme"]})
    cible = dossier / "liste.xlsx"
    cible.write_bytes(liste.contenu(gens, {"nom": "Nom", "statut": "État"}, "Liste d’essai"))
    return [cible]


FABRIQUES: dict[str, Callable[[Path, Path], list[Path]]] = {
    "ars": lambda home, dossier: [ars.export(home, dossier / "ars.xlsx")],
    "anomalies": lambda home, dossier: list(anomalies.export(home, dossier)),
    "liste": _liste,
}


@pytest.mark.parametrize("fabrique", FABRIQUES)
def test_le_fichier_respecte_les_schemas(petite_demo: Path, tmp_path: Path, fabrique: str):
    produits = FABRIQUES[fabrique](petite_demo, tmp_path)
    assert produits
    for fichier in produits:
        assert fautes(fichier) == []
