"""A version that waits: published under the same guarantees, thrown away, or refused; and the way back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.jouet import JOUR, personne, publier

from workbench.access import AccesRefuse
from workbench.identities.persistance import _last_number
from workbench.run import versions
from workbench.run.comparaison import compare
from workbench.run.pipeline import read_precedent
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse import ExecutionEnCours, published_path, run_lock
from workbench.warehouse.candidat import CandidatRefuse, candidate
from workbench.warehouse.publication import EN_CONSTRUCTION


def _attend(home: Path, *gens: int, marts: bool = False) -> Path:
    return publier(home, attendre=True, marts=marts, identite=[personne(numero) for numero in gens])


def test_une_candidate_ne_change_rien_puis_se_publie(home: Path) -> None:
    avant = published_path(home)
    _attend(home, 1, 2, marts=True)
    assert published_path(home) == avant
    attend = candidate(home)
    assert attend is not None and attend.date == JOUR
    vue = compare(home, attend, "essai")
    assert (vue.avant["identites"], vue.apres["identites"]) == (1, 2)
    assert vue.mouvements is not None and vue.mouvements.personnes_creees == 1
    publiee = versions.publish_waiting(home, "essai", "comparée")
    assert published_path(home) == publiee != avant
    assert candidate(home) is None and avant.is_file()
    assert [(un.verdict, un.auteur) for un in versions.gestures(home)] == [("publiee", "essai")]


def test_une_seule_candidate_et_une_publication_l_efface(home: Path) -> None:
    premiere = _attend(home, 1, 2)
    seconde = _attend(home, 1, 2, 3)
    assert not premiere.exists() and seconde.is_file()
    publier(home, marts=False, identite=[personne(4)])
    assert candidate(home) is None and not seconde.exists()


def test_ecartee_elle_disparait_et_la_publiee_reste(home: Path) -> None:
    avant, fichier = published_path(home), _attend(home, 1, 2)
    versions.discard(home, "essai", "fichier RH incomplet")
    assert not fichier.exists() and published_path(home) == avant
    assert versions.gestures(home)[0].motif == "fichier RH incomplet"
    with pytest.raises(CandidatRefuse):
        versions.publish_waiting(home, "essai", "trop tard")


def test_abimee_elle_ne_se_publie_pas(home: Path) -> None:
    avant, fichier = published_path(home), _attend(home, 1, 2)
    with fichier.open("ab") as flux:
        flux.write(b"\0")
    with pytest.raises(CandidatRefuse, match="abîmée"):
        versions.publish_waiting(home, "essai", "comparée")
    assert published_path(home) == avant and versions.gestures(home) == []


def test_comparee_avec_une_autre_elle_ne_se_publie_pas(home: Path) -> None:
    autre = publier(home, marts=False, identite=[personne(1), personne(9)])
    _attend(home, 1, 2)
    premiere = next(une for une in versions.versions(home) if not une.courante)
    pointe = home / "data/curated/publie.json"
    pointe.write_text(pointe.read_text("utf-8").replace(autre.name, premiere.fichier.name), "utf-8")
    pointe.write_text(pointe.read_text("utf-8").replace(autre.stem.split("-", 4)[-1], premiere.nom), "utf-8")
    with pytest.raises(CandidatRefuse, match="entre-temps"):
        versions.publish_waiting(home, "essai", "comparée")
    assert published_path(home) == premiere.fichier


def test_un_calcul_interrompu_ne_laisse_que_l_etat_d_avant(home: Path) -> None:
    """Killed half-way: what it left is swept, the published version and the candidate stay."""
    avant, attend = published_path(home), _attend(home, 1, 2)
    reste = home / f"data/curated/{EN_CONSTRUCTION}x.duckdb"
    reste.write_bytes(b"moitie")
    with run_lock(home):
        pass
    assert not reste.exists() and attend.is_file() and published_path(home) == avant


def test_le_retour_garde_les_versions_et_ne_rend_aucun_identifiant(home: Path) -> None:
    ancienne = published_path(home)
    publier(home, marts=False, identite=[personne(1), personne(7)])
    nom = next(une.nom for une in versions.versions(home) if not une.courante)
    versions.go_back(home, nom, "essai", "chiffres faux")
    assert published_path(home) == ancienne
    assert len(versions.versions(home)) == 2
    precedent = read_precedent(home)
    assert precedent is not None and _last_number(precedent) == 7, "ID00000007 a été publié une fois"
    assert _last_number(replace(precedent, dernier=0)) == 1, "sans le plancher, il aurait été redonné"
    publier(home, marts=False, identite=[personne(1), personne(8)])
    assert read_precedent(home).dernier == 7, "la publication suivante garde le plancher"
    with pytest.raises(ErreurWorkbench, match="introuvable"):
        versions.go_back(home, "inconnue", "essai", "chiffres faux")


def test_ni_sans_le_droit_ni_pendant_un_calcul(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    avant = published_path(home)
    _attend(home, 1, 2)
    with run_lock(home), pytest.raises(ExecutionEnCours):
        versions.publish_waiting(home, "essai", "comparée")
    monkeypatch.setenv("WORKBENCH_ROLE", "rh")
    for geste in (
        lambda: versions.publish_waiting(home, "essai", "comparée"),
        lambda: versions.discard(home, "essai", "comparée"),
        lambda: versions.go_back(home, "x", "essai", "comparée"),
    ):
        with pytest.raises(AccesRefuse):
            geste()
    assert published_path(home) == avant and candidate(home) is not None
