"""The page Exports, as a project lead uses it on the eve of a committee."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from tests.outils.pages import ouvrir, textes

from workbench import projet as steering
from workbench.decisions import Decision, Registre
from workbench.documents import produits
from workbench.documents.listes import gestes, liste
from workbench.socle.erreurs import ErreurWorkbench


def produire(app):
    next(b for b in app.button if b.label == "Produire").click().run()
    assert not app.exception
    return app


def test_voir_les_chiffres_puis_produire_pour_un_comite(home: Path, monkeypatch: pytest.MonkeyPatch):
    fiche = {"id": "C-1", "type": "copil", "le": dt.date(2026, 11, 9), "etat": "prevu"}
    steering.changer(Registre(home), "comite", [fiche], "chef", "essai")
    app = ouvrir(home, monkeypatch, "exports")
    assert not app.exception
    page = textes(app)
    assert "Objectif 1.1, 2027" in page
    assert "Comparaison avec : données du" in page
    assert app.selectbox(key="exports_comite_copil").value == "C-1", "le prochain comité est déjà choisi"
    app.text_input(key="exports_pour_copil").set_value("Comité du 9 novembre")
    produire(app)
    assert [b.proto.label for b in app.get("download_button")] == [
        "Télécharger copil_2026-11-01_C-1.pptx",
        "Télécharger copil_2026-11-01_C-1.xlsx",
    ]
    histoire = produits.histoire(home)
    assert histoire.select("auteur", "pour", "options").unique().rows() == [
        ("essai", "Comité du 9 novembre", "comité : C-1")
    ]
    assert histoire["sha256"][0][:12] in textes(app)
    app.button(key="exports_envoye").click().run()
    assert not app.exception
    assert steering.ouvrir(home).fiche("comite", "C-1")["envoye_le"] == dt.date.today()
    assert "Dossier noté envoyé le" in textes(app)
    with pytest.raises(ErreurWorkbench, match="envoyé"):
        steering.retirer(Registre(home), "comite", ["C-1"], "essai", "ménage")


def test_le_dossier_d_un_comite_n_est_pas_celui_d_un_autre(home: Path, monkeypatch: pytest.MonkeyPatch):
    fiches = [
        {"id": ident, "type": "copil", "le": le, "etat": "prevu"}
        for ident, le in (("C-1", dt.date(2026, 11, 9)), ("C-2", dt.date(2026, 12, 7)))
    ]
    steering.changer(Registre(home), "comite", fiches, "chef", "essai")
    app = produire(ouvrir(home, monkeypatch, "exports"))
    assert app.get("download_button")
    app.selectbox(key="exports_comite_copil").set_value("C-2").run()
    assert not app.exception
    assert not app.get("download_button"), "le dossier du 9 novembre n’est pas montré pour le 7 décembre"
    assert "exports_envoye" not in {b.key for b in app.button}
    app.selectbox(key="exports_comite_copil").set_value("C-1").run()
    assert app.get("download_button")
    assert not app.warning
    app.selectbox(key="exports_comite_copil").set_value("").run()
    assert "aucune date de séance" in app.warning[0].value, "demandé avant de produire"
    app.selectbox(key="exports_comite_copil").set_value("C-1").run()
    app.button(key="exports_envoye").click().run()
    assert [steering.ouvrir(home).fiche("comite", c)["envoye_le"] for c in ("C-1", "C-2")] == [
        dt.date.today(),
        None,
    ]


def test_les_listes_demandent_une_raison(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "exports")
    app.segmented_control(key="exports_genre").set_value("listes").run()
    produire(app)
    assert "pourquoi" in app.warning[0].value
    assert produits.histoire(home).is_empty()
    app.text_input(key="exports_motif").set_value("relance des cadres")
    app.selectbox(key="exports_par").set_value("procedure")
    produire(app)
    assert app.get("download_button")[0].proto.label == "Télécharger listes_par_procedure_2026-11-01.zip"
    assert "relance des cadres" in (home / "data/curated/journal_acces.jsonl").read_text("utf-8")


@pytest.mark.parametrize(("genre", "suffixes"), [("codir", [".docx"]), ("ars", [".xlsx", ".zip"])])
def test_les_autres_documents(home: Path, monkeypatch: pytest.MonkeyPatch, genre: str, suffixes: list[str]):
    app = ouvrir(home, monkeypatch, "exports")
    app.segmented_control(key="exports_genre").set_value(genre).run()
    produire(app)
    histoire = produits.histoire(home)
    assert set(histoire["genre"]) == {genre}
    assert sorted(Path(fichier).suffix for fichier in histoire["fichier"]) == suffixes


def test_un_modele_incomplet_est_dit_et_rien_n_est_inscrit(home: Path, monkeypatch: pytest.MonkeyPatch):
    (home / "modeles").mkdir()
    (home / "modeles/copil.pptx").write_bytes(b"pas une presentation")
    app = produire(ouvrir(home, monkeypatch, "exports"))
    assert "Modèle illisible" in app.error[0].value
    assert produits.histoire(home).is_empty()
    assert not app.get("download_button")


def test_un_lecteur_n_ouvre_pas_la_page(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_ROLE", "lecteur")
    with pytest.raises(Exception, match="exports"):  # the page is not in this role's menu
        ouvrir(home, monkeypatch, "exports")


def test_les_fiches_de_procedure_disent_d_abord_ce_qui_manque(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "exports")
    app.selectbox(key="cadrage_document").set_value("procedures")
    app.button(key="cadrage_preparer").click().run()
    assert not app.exception
    refus = " ".join(alerte.value for alerte in [*app.error, *app.warning])
    assert "Déclarez la procédure de départ" in refus and "page Revue des accès" in refus
    app.checkbox(key="cadrage_partielle").set_value(True)
    app.button(key="cadrage_preparer").click().run()
    assert not app.exception
    assert any(b.proto.label.startswith("Fiches de procédure") for b in app.get("download_button"))
    assert "Déclarez la procédure de départ" in textes(app), "ce qui est laissé est dit"


def test_un_geste_retire_est_annonce_puis_enregistre(home: Path, monkeypatch: pytest.MonkeyPatch):
    registre, gens = Registre(home), pl.DataFrame({"nom": ["Roy", "Zola"], "id_unique": ["ID1", "ID2"]})
    dits = [
        Decision("geste_liste", "chef", "dit fait", objet=f"psi|{i}", valeur={"fait_le": "2026-05-04"})
        for i in gens["id_unique"]
    ]
    registre.enregistrer(dits)
    faits = gestes.done(registre.en_vigueur())
    livre = load_workbook(
        BytesIO(liste.contenu(gens, {"nom": "Nom"}, "x", geste=gestes.Geste("psi"), faits=faits))
    )
    page = livre["Gestes"]
    page.cell(3, [c.value for c in page[2]].index("Fait le") + 1).value = None
    flux = BytesIO()
    livre.save(flux)
    app = ouvrir(home, monkeypatch, "exports")
    app.segmented_control(key="exports_genre").set_value("listes").run()
    app.file_uploader(key="liste_retour").set_value(("l.xlsx", flux.getvalue(), liste.MIME)).run()
    dit = " ".join(bloc.value for bloc in app.markdown).replace("\u00a0", " ")
    assert "1 entrée à enregistrer, dont 1 geste retiré, 1 déjà connue" in dit
    assert len(gestes.done(registre.en_vigueur())) == 2, "rien avant le bouton"
    app.button(key="liste_importer").click().run()
    assert not app.exception and list(gestes.done(registre.en_vigueur())) == ["psi|ID2"]
