"""The page Retour vers les systèmes: the queue and what is kept back, files through the gate, an answer seen
before it is recorded.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from tests.outils.pages import bouton, envoyer, journal, lues, ouvrir

from workbench.decisions import Registre
from workbench.documents import produits
from workbench.documents.systemes.dpi import etats

Boutons = dict[str, Callable[[], bytes]]


@pytest.fixture
def boutons(monkeypatch: pytest.MonkeyPatch) -> Boutons:
    vus: Boutons = {}

    def noter(*_: object, data: Callable[[], bytes], key: str, **__: object) -> bool:
        vus[key] = data
        return False

    monkeypatch.setattr(st, "download_button", noter)
    monkeypatch.setattr(DeltaGenerator, "download_button", noter)
    return vus


def test_la_file_part_revient_et_se_vide(
    demo_copiee: Path, monkeypatch: pytest.MonkeyPatch, boutons: Boutons
) -> None:
    app = ouvrir(demo_copiee, monkeypatch, "retour_systemes")
    assert not app.exception
    assert "À envoyer" in lues(app) and "Comptes retenus" in lues(app)
    assert produits.histoire(demo_copiee).is_empty()
    octets = boutons["retour_fichier_dpi"]()
    assert boutons["retour_fichier_dpi"]() == octets
    assert produits.histoire(demo_copiee)["genre"].unique().to_list() == ["retour_dpi"]
    [lot] = etats.lots(Registre(demo_copiee).en_vigueur())
    app.run()
    assert "Envoyé, sans réponse" in lues(app) and "À envoyer" not in lues(app)
    lignes = [f"{compte.partition(':')[2]};{lot.code};OK" for compte in lot.comptes]
    app.file_uploader(key="retour_accuse").upload(
        "accuse.csv", "\n".join(["login;lot;statut", *lignes[1:]]).encode(), "text/csv"
    ).run()
    assert "1 compte du lot" in lues(app)
    assert not [b for b in app.button if b.key == "retour_enregistrer"]
    app.file_uploader(key="retour_accuse").upload(
        "accuse.csv", "\n".join(["login;lot;statut", *lignes]).encode(), "text/csv"
    ).run()
    bouton(app, "retour_enregistrer").click().run()
    assert "Dit appliqué, à constater" in lues(app)
    assert len(etats.answers(Registre(demo_copiee).en_vigueur())) == len(lot.comptes)


def test_les_changements_se_comptent_avant_de_partir(
    demo_copiee: Path, monkeypatch: pytest.MonkeyPatch, boutons: Boutons
) -> None:
    app = ouvrir(demo_copiee, monkeypatch, "retour_systemes")
    envoyer(app, "Dire ce qui change")
    assert "retour_archive" not in boutons, "no reason, no reading"
    app.text_input(key="retour_motif").set_value("mise à jour de novembre")
    envoyer(app, "Dire ce qui change")
    assert "Arrivée" in lues(app) and "depuis le 1er octobre 2026" in lues(app)
    noms = zipfile.ZipFile(BytesIO(boutons["retour_archive"]())).namelist()
    assert {nom.rpartition(".")[2] for nom in noms} == {"csv", "ldif", "jsonl", "xlsx"}
    assert set(produits.histoire(demo_copiee)["fichier"]) == set(noms)
    marts = [ligne["mart"] for ligne in journal(demo_copiee)]
    assert "mart.retour_identite" in marts and "mart.retour_dpi" in marts


@pytest.mark.parametrize(("role", "produit"), [("rh", True), ("dsi", False)])
def test_qui_produit(
    petite_demo: Path, monkeypatch: pytest.MonkeyPatch, boutons: Boutons, role: str, produit: bool
) -> None:
    monkeypatch.setenv("WORKBENCH_ROLE", role)
    app = ouvrir(petite_demo, monkeypatch, "retour_systemes")
    assert not app.exception
    assert "Comptes retenus" in lues(app)
    assert ("retour_fichier_dpi" in boutons) is produit


def test_les_flux_que_l_outil_connait_se_declarent_d_un_geste(
    demo_copiee: Path, monkeypatch: pytest.MonkeyPatch, boutons: Boutons
) -> None:
    app = ouvrir(demo_copiee, monkeypatch, "retour_systemes")
    assert "Comment le numéro a été retrouvé" in lues(app) and "Par les données restreintes" in lues(app)
    [bouton_flux] = [une for une in app.button if une.key == "flux_connus_ok"]
    assert bouton_flux.label.startswith("Déclarer ces ") and bouton_flux.label.endswith(" flux")
    bouton_flux.click().run()
    assert any("Rien n’a été enregistré" in dit.value for dit in app.warning)
    assert Registre(demo_copiee).en_vigueur() == []
    app.text_input(key="flux_connus_motif").set_value("état des lieux du cadrage")
    app.button(key="flux_connus_ok").click().run()
    assert {une.genre for une in Registre(demo_copiee).en_vigueur()} == {"projet_fiche"}
    assert "Flux que l’outil connaît" not in lues(app) and "comme attendu" in lues(app)
