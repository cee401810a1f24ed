"""Each page, run by Streamlit's own test engine on the small demonstration."""

from __future__ import annotations

import re
import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest
from tests.outils.demo import copier
from tests.outils.pages import PAGES, RACINE, TITRES, journal, ouvrir, textes, tous_les_mots
from tests.test_ecran import TECHNIQUE

from workbench.access import roles
from workbench.ui.session import pages, pages_permises


def test_chaque_page_a_son_adresse_et_son_fichier():
    declarees = tomllib.loads((RACINE / "src/workbench/ui/pages.toml").read_text("utf-8"))["pages"]
    for champ in ("code", "adresse", "fichier", "question"):
        valeurs = [page[champ] for page in declarees]
        assert len(valeurs) == len(set(valeurs)), champ
    sur_disque = {str(chemin.relative_to(RACINE)) for chemin in (RACINE / "pages").glob("*/*.py")}
    assert sur_disque == {page["fichier"] for page in declarees}


def techniques(app: AppTest) -> list[str]:
    """What of the page only someone with a terminal would understand: commands, settings files, paths."""
    return [dit for dit in dict.fromkeys(tous_les_mots(app)) if TECHNIQUE.search(dit)]


def _aide(dit: str) -> None:
    import streamlit as st

    st.text_input("Nom", help=dit)


@pytest.mark.parametrize("dit", ["lancez workbench run", "dans data/region", "etudiants.csv de regles/"])
def test_une_commande_ou_un_chemin_se_verrait(dit: str):
    assert techniques(AppTest.from_function(_aide, args=(dit,)).run()) == [dit]


@pytest.fixture
def app(petite_demo: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(RACINE)
    monkeypatch.setenv("WORKBENCH_HOME", str(petite_demo))
    monkeypatch.setenv("WORKBENCH_UTILISATEUR", "essai")
    return AppTest.from_file(str(RACINE / "app.py"), default_timeout=60).run()


@pytest.mark.parametrize("page", PAGES)
def test_la_page_s_affiche_sans_erreur(petite_demo: Path, monkeypatch: pytest.MonkeyPatch, page: str):
    app = ouvrir(petite_demo, monkeypatch, page)
    assert not app.exception
    assert not app.error
    assert [titre.value for titre in app.title] == [TITRES[PAGES[page]]]
    assert "données du" in textes(app)
    assert techniques(app) == [], "un réglage se nomme, son fichier non ; ni commande ni chemin"


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_la_page_seule_refuse(petite_demo: Path, monkeypatch: pytest.MonkeyPatch, page: str):
    monkeypatch.setenv("WORKBENCH_HOME", str(petite_demo))
    seule = AppTest.from_file(str(RACINE / page), default_timeout=30).run()
    assert not seule.exception
    assert [erreur.value for erreur in seule.error] == ["Cette page s’ouvre depuis l’application."]
    assert not seule.get("html"), "rien d’autre ne doit être montré"


def test_un_role_inconnu_n_ouvre_qu_une_erreur(petite_demo: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(RACINE)
    monkeypatch.setenv("WORKBENCH_HOME", str(petite_demo))
    monkeypatch.setenv("WORKBENCH_ROLE", "lecteurs")
    assert [page.code for page in pages_permises("essai")] == ["vue_codir"]
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=30).run()
    assert not app.exception
    assert [titre.value for titre in app.subheader] == ["Rôle inconnu"]
    assert "lecteurs" in textes(app)
    assert "WORKBENCH_ROLE" in " ".join(bloc.value for bloc in app.info)
    assert not app.title, "aucun nombre, aucune page"


@pytest.mark.parametrize("page", PAGES)
def test_sans_entrepot_la_page_dit_quoi_faire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str):
    app = ouvrir(tmp_path, monkeypatch, page)
    assert not app.exception
    assert techniques(app) == []
    if pages()[page].sans_donnees:
        assert app.title, "elle sert avant la première publication"
    else:
        assert "page Démarrer" in " ".join(bloc.value for bloc in app.info)


def test_codir_donne_les_scores_et_trois_decisions(app: AppTest):
    page = textes(app)
    for objectif in (
        "2027 · RPPS connu du dossier patient : Ordres et ARS",
        "2028 · RPPS connu du dossier patient : tous les utilisateurs",
        "2027 · Comptes tenus à jour lors des mouvements",
        "2028 · Comptes tenus à jour automatiquement",
    ):
        assert page.count(objectif) == 1, objectif
    assert "31 décembre 2027" in page
    assert "31 décembre 2028" in page
    assert page.count("Qui : ") == 3
    assert "L'identifiant RPPS" in page.replace("’", "'")
    assert "Chance d’y arriver" not in page, "ni l’historique ni les preuves n’en gagnent une"
    assert page.count("aucune chance ne se calcule avant") == 2, "1.2 attend des preuves"
    assert page.count("lafond ") >= 2, "1.1 ne peut pas passer ce que les enregistrements permettent"
    assert page.count('aria-label="Évolution : ') == 2, "la course des deux objectifs mesurés"
    assert "points, mieux" in page, "ce qui a bougé, et si c’est une bonne nouvelle"


def test_couverture_change_de_population_et_de_regroupement(app: AppTest):
    app.switch_page(PAGES["couverture_rpps"]).run()
    dpi, agents = (
        re.compile(f"<dt>(<abbr [^>]*>)?{nom}<")
        for nom in ("Utilisateurs du dossier patient", "Agents présents")
    )
    avant = textes(app)
    assert dpi.search(avant) and not agents.search(avant) and '<th scope="col">Service</th><th' not in avant
    app.segmented_control(key="population").set_value("presents").run()
    app.selectbox(key="par").set_value("service").run()
    assert not app.exception
    apres = textes(app)
    assert agents.search(apres) and not dpi.search(apres) and '<th scope="col">Service</th><th' in apres


def test_les_personnes_demandent_une_raison_et_sont_journalisees(app: AppTest, petite_demo: Path):
    app.switch_page(PAGES["couverture_rpps"]).run()
    app.selectbox(key="etat").set_value("")
    app.button[0].click().run()
    assert "pourquoi" in app.warning[0].value
    assert "Consultation enregistrée" not in textes(app)

    app.selectbox(key="etat").set_value("")
    app.text_input(key="motif_consultation").set_value("essai des parcours")
    app.button[0].click().run()
    assert not app.exception
    assert "Consultation enregistrée" in textes(app)
    [lue] = [ligne for ligne in journal(petite_demo) if ligne["motif"] == "essai des parcours"]
    assert lue["mart"] == "mart.couverture_personne" and lue["lignes"] > 0


def test_une_relecture_de_la_page_n_ajoute_pas_de_consultation(app: AppTest, petite_demo: Path):
    app.switch_page(PAGES["couverture_rpps"]).run()
    app.selectbox(key="etat").set_value("")
    app.text_input(key="motif_consultation").set_value("pagination")
    app.button[0].click().run()

    def pagination() -> int:
        return sum(ligne["motif"] == "pagination" for ligne in journal(petite_demo))

    avant = pagination()
    app.number_input(key="page_personnes").set_value(2).run()
    assert "page 2 sur" in textes(app)
    assert pagination() == avant


def test_le_classeur_se_telecharge(app: AppTest):
    bouton = app.get("download_button")[0]
    assert bouton.proto.label == "Classeur pour l’ARS"


def test_le_contenu_du_classeur_telecharge(petite_demo: Path):
    from workbench.documents.ars import classeur as ars

    classeur = load_workbook(BytesIO(ars.contenu(petite_demo)))
    assert classeur.sheetnames == ["Lisez-moi", *ars.ESSENTIEL, *ars.DETAIL]


ROLES = ("equipe", "analyste", "dsi", "rh", "sponsor", "lecteur")


@pytest.mark.parametrize("role", ROLES)
def test_chaque_role_ouvre_ses_pages_et_elles_seules(
    petite_demo: Path, monkeypatch: pytest.MonkeyPatch, role: str
):
    monkeypatch.chdir(RACINE)
    monkeypatch.setenv("WORKBENCH_HOME", str(petite_demo))
    monkeypatch.setenv("WORKBENCH_UTILISATEUR", "essai")
    monkeypatch.setenv("WORKBENCH_ROLE", role)
    droits = roles()[role]
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60).run()
    for page in pages().values():
        if not page.ouverte_a(role):
            with pytest.raises(ValueError):  # not in this role's menu
                app.switch_page(page.fichier).run()
            continue
        app.switch_page(page.fichier).run()
        assert not app.exception, page.code
        assert [titre.value for titre in app.title] == [page.question]
        libelles = [bouton.label for bouton in app.button]
        if not droits.nommer:
            assert not [nom for nom in libelles if nom.startswith("Afficher")], (
                f"{page.code} propose des noms à {role}"
            )
        if not droits.ecrire:
            assert not [nom for nom in libelles if nom.startswith(("Déclarer", "Enregistrer", "Classer"))], (
                f"{page.code} laisse {role} écrire"
            )


@pytest.mark.parametrize(
    ("page", "regle"),
    [
        ("jalons", "criteres.toml"),
        ("ecarts", "exigences.toml"),
        ("plan", "planning.toml"),
        ("vue_codir", "comite.toml"),
    ],
)
def test_une_regle_incomplete_se_dit_sur_la_page(
    petite_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, regle: str
):
    home = copier(petite_demo, tmp_path / "home")
    (home / "regles").mkdir()
    (home / "regles" / regle).write_text('version = "0"\n', "utf-8")
    monkeypatch.chdir(RACINE)
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    monkeypatch.setenv("WORKBENCH_UTILISATEUR", "essai")
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60).run()
    app.switch_page(pages()[page].fichier).run()
    assert not app.exception
    dit = " ".join(
        bloc.value for bloc in [*app.subheader, *app.error, *app.info, *app.caption, *app.markdown]
    )
    assert "Règles incomplètes" in dit
    assert "reprendre les règles livrées" in dit
