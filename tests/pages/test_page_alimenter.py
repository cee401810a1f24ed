"""Démarrer, then every month: each state of the page that feeds the warehouse, run by Streamlit's engine."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from tests.jouet import JOUR, personne, publier
from tests.outils.pages import PAGES, RACINE, lues
from tests.outils.petit_hopital import FINESS_EJ, fichiers, gens, publie_petit_hopital, rh

from workbench.access import ouvrir_version
from workbench.run import marche, versions
from workbench.sources import depot
from workbench.sources.denombrement import ENTETE
from workbench.ui import session
from workbench.warehouse import published_path

ALIMENTER = PAGES["alimenter"]


@pytest.fixture
def vide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(RACINE)
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    monkeypatch.setenv("WORKBENCH_UTILISATEUR", "camille")
    return tmp_path


@pytest.fixture
def jouet(vide: Path, jouet_publie: Path) -> Path:
    """One version published, in the home that the application looks at."""
    return Path(shutil.copytree(jouet_publie, vide, dirs_exist_ok=True))


def _app() -> AppTest:
    return AppTest.from_file(str(RACINE / "app.py"), default_timeout=60).run()


def _dit(app: AppTest) -> str:
    blocs = [*app.error, *app.warning, *app.info, *app.success, *app.subheader]
    return lues(app) + " ".join(bloc.value for bloc in blocs)


def _boutons(app: AppTest) -> list[str]:
    return [bouton.label for bouton in app.button]


def _deposer(home: Path, **contenus: bytes) -> None:
    depot.folder(home)
    for nom, contenu in contenus.items():
        (home / "data/depot" / nom.replace("__", ".")).write_bytes(contenu)


def test_une_page_sans_donnees_ne_laisse_rien_derriere_elle(
    vide: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it reads meanwhile is not left in the temporary folder, and goes on being read."""
    temporaire = tmp_path_factory.mktemp("temporaire")
    monkeypatch.setattr(tempfile, "tempdir", str(temporaire))
    session.version_vide.clear()
    lue = ouvrir_version(vide, "camille", "essai", session.version_vide())
    assert lue.agregat("mart.synthese").is_empty() and lue.agregat("mart.historique").is_empty()
    assert list(temporaire.iterdir()) == []


def test_du_dossier_vide_au_calcul(vide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From nothing to the order of the run; what the run does is tried by the browser."""
    app = _app()
    assert "Démarrer" in app.title[0].value
    assert "Essayer avec un GHT fictif" in _boutons(app)
    depose = [(nom, contenu, "application/octet-stream") for nom, contenu in fichiers().items()]
    app.file_uploader[0].set_value([*depose, ("photo.png", b"x", "image/png"), depose[0]]).run()
    assert "Type de fichier refusé" in _dit(app)
    assert "Fichier déjà déposé" in _dit(app)
    assert "Essayer avec un GHT fictif" not in _boutons(app), "jamais là où il y a des fichiers"
    finess = next(champ for champ in app.text_input if "juridique" in champ.label)
    assert finess.value == FINESS_EJ, "lu dans le fichier RH"
    finess.set_value("380780081")
    app.text_input(key="etablissement_nom").set_value("CH des Deux Rives")
    enregistrer = next(b for b in app.button if b.label.startswith("Enregistrer"))
    enregistrer.click().run()
    assert "FINESS à corriger" in _dit(app)
    next(champ for champ in app.text_input if "juridique" in champ.label).set_value(FINESS_EJ)
    next(b for b in app.button if b.label.startswith("Enregistrer")).click().run()
    assert not app.exception and "3. Vérifiez" in _dit(app)
    assert "ranger" not in [bouton.key for bouton in app.button], "pas sans réponse"
    assert "1 réponse attendue" in _dit(app)
    service = next(liste for liste in app.selectbox if str(liste.key).startswith("question_colonne"))
    assert "service" in service.label and service.value is None, "jamais une proposition que personne n'a lue"
    service.set_value("UF").run()
    demandes = [liste.label for liste in app.selectbox if str(liste.key).startswith("question_")]
    assert len(demandes) == 2, "seulement ce qui n'est pas sûr : le service, quelle application"
    assert "1965" not in _dit(app), "une date de naissance ne se lit pas dans les exemples"
    app.button(key="ranger").click().run()
    assert not app.exception
    reglages = (vide / "workbench.toml").read_text("utf-8")
    assert reglages.startswith("#") and reglages.count("[[sources]]") == 3
    assert depot.waiting(vide) == []
    assert "4. Contrôle" in _dit(app) and "juste" in _dit(app)
    _inscrire_un_nombre(app)
    ordres: list[tuple] = []
    monkeypatch.setattr(marche, "launch", lambda *ordre: ordres.append(ordre))
    app.button(key="lancer").click().run()
    [(ou, geste, qui, arguments)] = ordres or [(None, None, None, None)]
    assert (ou, geste, qui) == (vide, "run", "camille")
    assert arguments[0] == "--candidat"
    assert ".toml" not in _dit(app) and "workbench " not in _dit(app)


def _inscrire_un_nombre(app: AppTest) -> None:
    """What the extractor announced: another number stops, the right one is asked no more."""
    assert _dit(app).count(ENTETE) == 1
    code = app.selectbox(key="nombre_source").value
    lues_ = next(
        int(mot)
        for mot in app.selectbox(key="nombre_source").options[0].split(": ")[1].split()
        if mot.isdigit()
    )
    for annonce in (lues_ + 30, lues_):
        app.selectbox(key="nombre_source").set_value(code).run()
        app.number_input(key="nombre_annonce").set_value(annonce)
        app.text_input(key="nombre_motif").set_value("dit par le service paie")
        next(b for b in app.button if b.label == "Inscrire ce nombre").click().run()
        assert not app.exception
        if annonce != lues_:
            assert f"{annonce} annoncées" in _dit(app) and f"juste_{code}" in [c.key for c in app.checkbox]
            assert "lancer" not in [bouton.key for bouton in app.button]
    assert "annoncées" not in _dit(app) and "lancer" in [bouton.key for bouton in app.button]
    assert app.selectbox(key="nombre_source").value != code


def test_l_essai_se_lance_a_part(vide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ordres: list[tuple] = []
    monkeypatch.setattr(marche, "launch", lambda *ordre: ordres.append(ordre))
    _app().button(key="essayer").click().run()
    assert ordres[0][1] == "demo" and ordres[0][3][-1] == "--executer"


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("photo__csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("classeur__xlsx", b"PK\x03\x04pas un classeur"),
        ("patients__csv", b"IPP;Nom;Prenom\n1;A;B\n"),
    ],
)
def test_un_fichier_illisible_bloque_et_dit_quoi_faire(jouet: Path, nom: str, contenu: bytes) -> None:
    _deposer(jouet, **{nom: contenu})
    app = _app()
    app.switch_page(ALIMENTER).run()
    assert not app.exception
    assert app.error and "À régler d’abord" in _dit(app)
    assert "C’est juste : garder ces fichiers" not in _boutons(app)
    assert ".toml" not in _dit(app) and "--nature" not in _dit(app)


def test_le_mois_suivant_surprend_et_se_confirme_avec_une_raison(
    vide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mois = publie_petit_hopital(vide)
    livraison = vide / "data/raw" / (mois + dt.timedelta(30)).isoformat()
    livraison.mkdir()
    (livraison / "Effectifs paie.xlsx").write_bytes(rh(gens()[:4]))
    ordres: list[tuple] = []
    monkeypatch.setattr(marche, "launch", lambda *ordre: ordres.append(ordre))
    app = _app()
    app.switch_page(ALIMENTER).run()
    assert not app.exception
    assert "? à confirmer" in _dit(app) and "le service RH" in _dit(app), "qui doit corriger"
    assert "Lancer le calcul" not in _boutons(app), "pas sans raison"
    app.checkbox(key="juste_effectifs_paie").check().run()
    app.text_input(key="juste_motif").set_value("fermeture d'un site").run()
    app.button(key="lancer").click().run()
    assert ordres[0][3][2:] == ["--confirmer=effectifs_paie", "--motif=fermeture d'un site"]
    assert "workbench run" not in _dit(app)


def test_une_version_attend_on_compare_puis_on_publie_ou_non(jouet: Path) -> None:
    avant = published_path(jouet)
    publier(jouet, attendre=True, identite=[personne(1), personne(2)])
    app = _app()
    app.switch_page(ALIMENTER).run()
    assert "Avant de publier" in _dit(app) and "1 personne nouvelle" in _dit(app)
    app.text_input(key="ecarter_motif").set_value("fichier incomplet").run()
    app.button(key="ecarter").click().run()
    assert published_path(jouet) == avant and "Avant de publier" not in _dit(app)
    publier(jouet, attendre=True, identite=[personne(1), personne(2)])
    app.run()
    app.button(key="publier").click().run()
    assert not app.exception and "Version publiée" in _dit(app)
    assert published_path(jouet) != avant
    app.selectbox(key="retour_version")
    app.text_input(key="retour_motif").set_value("chiffres faux").run()
    app.button(key="retour").click().run()
    assert published_path(jouet) == avant
    assert [un.verdict for un in versions.gestures(jouet)] == ["retablie", "publiee", "ecartee"]


def test_un_calcul_en_cours_est_vu_de_tous_puis_sa_fin(jouet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError), marche.follow(jouet, "run", "dominique") as dire:
        dire("Lecture des livraisons")
        app = _app()
        assert "lancé par dominique" in _dit(app), "dans la barre, sur toute page"
        app.switch_page(ALIMENTER).run()
        assert "Calcul en cours" in _dit(app) and "Lancer le calcul" not in _boutons(app)
        raise ZeroDivisionError
    app.run()
    assert "s’est arrêté" in _dit(app)
    monkeypatch.setenv("WORKBENCH_ROLE", "lecteur")
    lecteur = _app()
    lecteur.switch_page(ALIMENTER).run()
    assert not lecteur.exception and "vous lisez" in _dit(lecteur)
    assert _boutons(lecteur) == [] and not lecteur.file_uploader


def test_une_nouvelle_version_s_annonce_sans_remplacer_celle_qu_on_lit(jouet: Path) -> None:
    app = _app()
    app.switch_page(PAGES["couverture_rpps"]).run()
    publier(jouet, JOUR + dt.timedelta(30), identite=[personne(1), personne(2)])
    app.run()
    assert "données du 1er juin 2026" in _dit(app) and "données du 1er juillet" not in _dit(app)
    assert "· version du " in _dit(app)
    assert "Nouvelle version publiée" in _dit(app)
    app.button(key="annonce_recharger").click().run()
    assert "Nouvelle version publiée" not in _dit(app) and "données du 1er juillet 2026" in _dit(app)
    versions.go_back(jouet, versions.versions(jouet)[1].nom, "camille", "chiffres faux")
    app.run()
    assert "Retour à une version antérieure" in _dit(app)
