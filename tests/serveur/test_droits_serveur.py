"""Signed in: every mart, every page and every command, for each role and for a person who has a scope."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from tests.outils.commandes import lancer
from tests.outils.pages import RACINE, textes

from workbench.access import AccesRefuse, listes, ouvrir, role_of, roles
from workbench.access.perimetre import listed
from workbench.ui.session import pages


@pytest.fixture
def home(home_droits: Path) -> Path:
    return home_droits


def _app(home: Path, monkeypatch: pytest.MonkeyPatch, cle: str) -> AppTest:
    monkeypatch.chdir(RACINE)
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    app.user = {"seance": cle}
    return app


def _lu(acces, mart: str, nominatif: bool):
    return acces.nominatif(mart, motif="essai") if nominatif else acces.agregat(mart)


def test_chaque_mart_ne_rend_que_son_perimetre_ou_refuse(home, livre):
    livre.ouvrir("chef", ["bloc"])
    livre.ouvrir("tout", ["rh"])
    chef, tout = ouvrir(home, "chef", "essai"), ouvrir(home, "tout", "essai")
    tous = tout.nominatif("identite", motif="essai", colonnes=["id_unique", "etablissement", "service"])
    siens = set(
        tous.filter((tous["etablissement"] == "CHR") & tous["service"].is_in(["Pharmacie", "Anesthésie"]))[
            "id_unique"
        ]
    )
    assert 5 < len(siens) < tous.height / 4
    lus, refuses = set(), set()
    for genre, noms in listes().items():
        for mart in noms:
            try:
                rendu = _lu(chef, mart, genre == "nominatif")
            except AccesRefuse:
                refuses.add(mart)
                continue
            lus.add(mart)
            if mart in listed("ensemble"):
                continue
            if "id_unique" in rendu.columns:
                assert set(rendu["id_unique"].drop_nulls()) <= siens, mart
            elif {"etablissement", "service"} <= set(rendu.columns):
                assert set(rendu["etablissement"]) <= {"CHR"}, mart
                assert set(rendu["service"]) <= {"Pharmacie", "Anesthésie"}, mart
            else:
                assert rendu.is_empty(), mart
    assert {"couverture_personne", "revue_candidat", "couverture"} <= lus
    assert {"annuaire_rpps", "collision_detail", "rejet_detail", "paire_score", "vertu"} <= refuses
    assert _lu(chef, "identite", True).height == len(siens)


def test_un_role_a_perimetre_sans_perimetre_ne_lit_personne(home, livre):
    livre.ouvrir("egare", ["hors"])
    acces = ouvrir(home, "egare", "essai")
    assert _lu(acces, "identite", True).is_empty() and _lu(acces, "couverture", False).is_empty()


@pytest.mark.parametrize("groupe", [*roles(), "bloc", "hors"])
def test_chaque_page_ne_s_ouvre_qu_a_ceux_qui_la_lisent(home, livre, monkeypatch, groupe):
    """What each page shows to each role is tried in tests/pages; here, that signing in gives that role."""
    app = _app(home, monkeypatch, livre.ouvrir(f"une-{groupe}", [groupe])).run()
    assert not app.exception
    role, limite = role_of(home, f"une-{groupe}"), groupe in ("bloc", "hors", "analyste")
    for page in pages().values():
        if page.ouverte_a(role.code) and (page.perimetre or not limite):
            if limite:
                app.switch_page(page.fichier).run()
                assert not app.exception and not app.error, page.code
        else:
            with pytest.raises(ValueError):  # not in this menu: not even by its address
                app.switch_page(page.fichier)


def test_sans_seance_aucune_page(home, livre, monkeypatch):
    for cle in ("", "forgee"):
        app = _app(home, monkeypatch, cle).run()
        assert [titre.value for titre in app.subheader] == ["Votre séance est terminée"]
        assert not app.title


def test_une_autre_personne_dans_le_meme_onglet_ne_retrouve_rien(home, livre, monkeypatch):
    app = _app(home, monkeypatch, livre.ouvrir("une", ["equipe"])).run()
    app.session_state["_lu|essai"] = "des noms"
    app.user = {"seance": livre.ouvrir("autre", ["lecteur"])}
    app.run()
    assert "_lu|essai" not in app.session_state
    assert "autre" in textes(app)


COMMANDES = {
    ("run",): "alimenter",
    ("revenir", "x"): "alimenter",
    ("source", "add", "x.csv"): "alimenter",
    ("backup", "x.zip"): "sauvegarder",
    ("restore", "x.zip"): "sauvegarder",
    ("verifier", "--accepter", "--motif", "essai"): "sauvegarder",
    ("export", "anomalies"): "nommer",
    ("export", "listes", "--par", "service"): "exporter",
    ("review", "export", "y.xlsx"): "nommer",
    ("review", "import", "x.xlsx"): "ecrire",
    ("review", "access-import", "x.xlsx"): "ecrire",
    ("project", "import", "x.xlsx"): "ecrire",
    ("retour", "identites"): "exporter",
}


@pytest.mark.parametrize("commande", COMMANDES, ids=" ".join)
def test_chaque_commande_demande_son_droit(home, tmp_path, monkeypatch, commande):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.xlsx").write_bytes(b"rien")
    (tmp_path / "x.csv").write_text("NOM;PRENOM\nA;B\n", "utf-8")
    avant = sorted(chemin.name for chemin in (home / "data/curated").iterdir())
    for code, role in roles().items():
        if COMMANDES[commande] not in role.droits:
            monkeypatch.setenv("WORKBENCH_ROLE", code)
            sortie, dit = lancer(*commande, home=home)
            assert sortie == 2 and "rôle" in dit, (code, dit)
    assert sorted(chemin.name for chemin in (home / "data/curated").iterdir()) == avant
