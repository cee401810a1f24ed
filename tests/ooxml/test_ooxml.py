"""Every Office file that leaves the building, against the Open XML schemas."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from tests.ooxml.controle import exiger_validateur, fautes, pages_pdf
from tests.outils import documents
from tests.outils.paquets_office import DIAPOS

from workbench.access import ouvrir
from workbench.documents import exports
from workbench.documents.listes import anomalies, liste

OFFICE = (".xlsx", ".docx", ".pptx")
SANS_OFFICE = ("agenda", "carnet", "preuve", "retour_")  # a calendar, a table, a PDF, a system's own layout


def _liste(home: Path, dossier: Path) -> list[Path]:
    gens = pl.DataFrame({"nom": ["=SOMME(A1)", "Éluard"], "statut": ["absent", "confirme"]})
    cible = dossier / "liste.xlsx"
    cible.write_bytes(liste.contenu(gens, {"nom": "Nom", "statut": "État"}, "Liste d’essai"))
    return [cible]


def _produits(genre: str, **options: str) -> Callable[[Path, Path], list[Path]]:
    def faire(home: Path, dossier: Path) -> list[Path]:
        ecrits = []
        for produit in exports.produire(ouvrir(home, "essai", "essai"), genre, exports.Options(**options)):
            cible = dossier / produit.fichier
            cible.write_bytes(produit.octets)
            ecrits += _ouvrir_archive(cible) if cible.suffix == ".zip" else [cible]
        return ecrits

    return faire


def _ouvrir_archive(archive: Path) -> list[Path]:
    """Workbooks inside an archive, written beside it; three are enough, all made by the same code."""
    sortis = []
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as lu:
        for nom in [nom for nom in lu.namelist() if nom.endswith(".xlsx")][:3]:
            cible = archive.parent / Path(nom).name
            cible.write_bytes(lu.read(nom))
            sortis.append(cible)
    return sortis


def _projet(home: Path, dossier: Path) -> list[Path]:
    from workbench import projet as steering
    from workbench.exchange.projet import classeur as projet_classeur

    cible = dossier / "projet.xlsx"
    cible.write_bytes(projet_classeur.contenu(steering.ouvrir(home), "GHT d’essai", dt.date(2026, 11, 1)))
    return [cible]


FABRIQUES: dict[str, Callable[[Path, Path], list[Path]]] = {
    "ars": _produits("ars"),
    "copil": _produits("copil"),
    "codir": _produits("codir"),
    "listes": _produits("listes", par="service", motif="essai des listes"),
    "anomalies": lambda home, dossier: list(anomalies.export(home, dossier)),
    "liste": _liste,
    "projet": _projet,
}


def _du_registre(code: str) -> Callable[[Path, Path], list[Path]]:
    """One file of each format that this kind of the register makes."""

    def faire(home: Path, dossier: Path) -> list[Path]:
        faits = documents.FABRIQUES[code](ouvrir(home, "essai", "essai"))
        tous = {n: o for nom, octets in faits.items() for n, o in documents.dedans(nom, octets).items()}
        un = {Path(nom).suffix: (nom, o) for nom, o in tous.items() if nom.endswith(OFFICE)}
        for suffixe, (_, octets) in un.items():
            (dossier / f"{code}{suffixe}").write_bytes(octets)
        return [dossier / f"{code}{suffixe}" for suffixe in un]

    return faire


FABRIQUES |= {
    code: _du_registre(code)
    for code in documents.FABRIQUES
    if code not in FABRIQUES and not code.startswith(SANS_OFFICE)
}


@pytest.mark.parametrize("fabrique", FABRIQUES)
def test_le_fichier_respecte_les_schemas(petite_demo: Path, tmp_path: Path, fabrique: str):
    exiger_validateur()
    produits = FABRIQUES[fabrique](petite_demo, tmp_path)
    assert produits
    for fichier in produits:
        assert fautes(fichier) == [], fichier.name


def test_la_note_du_codir_tient_sur_une_page(petite_demo: Path, tmp_path: Path):
    [note] = FABRIQUES["codir"](petite_demo, tmp_path)
    assert pages_pdf(note, tmp_path) == 1


def test_le_diaporama_a_de_neuf_a_treize_pages(petite_demo: Path, tmp_path: Path):
    diaporama = next(f for f in FABRIQUES["copil"](petite_demo, tmp_path) if f.suffix == ".pptx")
    assert pages_pdf(diaporama, tmp_path) in DIAPOS
