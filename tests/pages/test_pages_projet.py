"""The project pages as a project lead uses them: three tasks updated, a baseline, a committee held, a
workbook imported.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pages.projet.vues import excel
from tests.outils.pages import lues, ouvrir

from workbench.access import AccesRefuse
from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Registre
from workbench.documents import exports, produits
from workbench.exchange.projet.classeur import MIME, contenu
from workbench.projet import changer
from workbench.projet import ouvrir as ouvrir_projet


def clic(app, cle: str):
    return next(b for b in app.button if b.key == cle).click().run()


def test_trois_taches_mises_a_jour_de_suite(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "plan")
    for ident, avancement in (("T-001", 50), ("T-002", 80), ("T-003", 20)):
        app.selectbox(key="tache_id").set_value(ident).run()
        app.radio(key=f"tache_etat_{ident}").set_value("en_cours")
        app.number_input(key=f"tache_avancement_{ident}").set_value(avancement)
        app.text_input(key="tache_motif").set_value("point hebdomadaire")
        clic(app, "tache_ok")
        assert not app.exception and not app.error
    projet = ouvrir_projet(home)
    assert [projet.fiche("tache", i)["avancement"] for i in ("T-001", "T-002", "T-003")] == [50, 80, 20]
    assert {(d.auteur, d.motif) for d in Registre(home).en_vigueur()} == {("essai", "point hebdomadaire")}


def test_une_tache_sans_raison_n_est_pas_enregistree(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "plan")
    app.radio(key=f"tache_etat_{app.selectbox(key='tache_id').value}").set_value("faite")
    clic(app, "tache_ok")
    assert "pourquoi" in app.warning[0].value
    assert Registre(home).vide


def test_une_tache_mesuree_est_refusee_puis_derogee(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "plan")
    app.selectbox(key="tache_id").set_value("T-033").run()
    assert "mie_remis_dpi" in lues(app)
    app.radio(key="tache_etat_T-033").set_value("faite")
    app.text_input(key="tache_motif").set_value("point hebdomadaire")
    clic(app, "tache_ok")
    assert "ne peut pas être dite faite" in app.error[0].value
    app.text_input(key="tache_derogation_T-033").set_value("accord du comité de pilotage")
    clic(app, "tache_ok")
    assert not app.error
    assert ouvrir_projet(home).fiche("tache", "T-033")["etat"] == "faite"


def test_la_reference_se_pose_une_fois(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "plan")
    app.text_input(key="reference_motif").set_value("plan validé")
    clic(app, "reference_ok")
    assert not app.exception and not app.error
    assert all(tache["fin_prevue"] for tache in ouvrir_projet(home).fiches("tache"))


def test_un_sponsor_regarde_sans_ecrire(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_ROLE", "sponsor")
    app = ouvrir(home, monkeypatch, "plan")
    assert not app.exception
    assert "lecture seule" in lues(app)
    assert not [b for b in app.button if b.key in ("tache_ok", "reference_ok")]


def test_un_cycle_livre_par_l_etablissement_est_dit(home: Path, monkeypatch: pytest.MonkeyPatch):
    (home / "regles/semences").mkdir(parents=True)
    lignes = [
        f'[[tache]]\nid = "T-{a}"\ntitre = "t"\nchantier = "mie"\nduree_jours = 1\netat = "a_faire"\napres ='
        f' ["T-{b}"]\n'
        for a, b in ((1, 2), (2, 1))
    ]
    (home / "regles/semences/tache.toml").write_text("\n".join(lignes), "utf-8")
    app = ouvrir(home, monkeypatch, "plan")
    assert not app.exception
    assert "s’attendent l’une l’autre" in app.subheader[-1].value
    assert "T-1 → T-2" in app.error[0].value


def tenir_avant(app):
    app.text_input(key="comite_motif").set_value("trop tôt")
    return clic(app, "comite_tenir")


def test_generer_tenir_puis_relire_un_comite(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_AUJOURD_HUI", "2026-11-01")
    app = ouvrir(home, monkeypatch, "comites")
    clic(app, "comites_generer")
    assert not app.exception and not app.error
    ident = app.selectbox(key="comite_id").value
    assert (
        "Tour des tâches" in app.text_area(key=f"comite_ordre_{ident}").value
        or "•" in app.text_area(key=f"comite_ordre_{ident}").value
    )
    assert any("n’a pas encore eu lieu" in w.value for w in tenir_avant(app).warning)
    le = ouvrir_projet(home).fiche("comite", ident)["le"]
    monkeypatch.setenv("WORKBENCH_AUJOURD_HUI", le.isoformat())
    for ligne in ("• Acheter des lecteurs", " ", "Nommer un ambassadeur"):
        app.text_input(key="comite_ligne_decision_comite").set_value(ligne).run()
    app.date_input(key="comite_ligne_action_echeance").set_value(dt.date(2026, 12, 31))
    app.text_input(key="comite_ligne_action").set_value("Commander les lecteurs").run()
    assert [(a["comite"], a["titre"], a["echeance"]) for a in ouvrir_projet(home).fiches("action")] == [
        (ident, "Commander les lecteurs", dt.date(2026, 12, 31))
    ], "inscrite dès qu’elle est saisie"
    app.text_input(key="comite_motif").set_value("comité tenu")
    app.text_area(key=f"comite_cr_{ident}").set_value("Vu les chiffres.")
    clic(app, "comite_tenir")
    assert not app.exception and not app.error
    projet = ouvrir_projet(home)
    fiche = projet.fiche("comite", ident)
    assert fiche["etat"] == "tenu"
    assert "1.1-2027" in fiche["chiffres"]
    assert [d["texte"] for d in projet.fiches("decision_comite")] == [
        "Acheter des lecteurs",
        "Nommer un ambassadeur",
    ]
    assert "Vu les chiffres." in "\n".join(t.value for t in app.text)
    assert app.selectbox(key="comite_id").value != ident


def test_nommer_un_ambassadeur_comble_le_manque(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "equipe")
    assert "Infirmier : aucun ambassadeur" in lues(app)
    app.text_input(key="nommer_nom").set_value("Dominique Essai")
    app.selectbox(key="nommer_role").set_value("ambassadeur")
    app.selectbox(key="nommer_metier").set_value("60")
    app.text_input(key="nommer_motif").set_value("volontaire du pôle")
    clic(app, "nommer_ok")
    assert not app.exception and not app.error
    assert "Infirmier : aucun ambassadeur" not in lues(app)
    [personne] = [p for p in ouvrir_projet(home).fiches("personne") if p["nom"]]
    assert (personne["role_projet"], personne["profession"]) == ("ambassadeur", "60")


def test_un_registre_abime_est_dit_sur_les_pages_du_projet(home: Path, monkeypatch: pytest.MonkeyPatch):
    (home / "data" / "curated" / "decisions.sqlite").write_bytes(b"abime" * 500)
    for page in ("plan", "equipe", "comites"):
        app = ouvrir(home, monkeypatch, page)
        assert not app.exception
        assert [titre.value for titre in app.subheader] == ["Registre des décisions inaccessible"]


def test_un_classeur_repris_sur_la_page(home: Path, monkeypatch: pytest.MonkeyPatch):
    def poser(valeur: object, colonne: int) -> bytes:
        classeur = load_workbook(BytesIO(contenu(ouvrir_projet(home), "GHT", dt.date(2027, 3, 8))))
        classeur["Tâches"].cell(2, colonne).value = valeur
        flux = BytesIO()
        classeur.save(flux)
        return flux.getvalue()

    app = ouvrir(home, monkeypatch, "plan")
    app.file_uploader(key="projet_retour").set_value(("projet.xlsx", poser("Madame Inconnue", 4), MIME)).run()
    assert "rien ne peut être enregistré" in app.error[0].value
    assert "Madame Inconnue" in lues(app)
    app.file_uploader(key="projet_retour").set_value(("projet.xlsx", poser("En cours", 8), MIME)).run()
    assert not app.error
    app.text_input(key="projet_retour_motif").set_value("revue du plan")
    clic(app, "projet_retour_ok")
    assert not app.exception and not app.error
    assert ouvrir_projet(home).fiche("tache", "T-001")["etat"] == "en_cours"


def test_plusieurs_taches_dans_la_grille(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "plan")
    taches = [tache["id"] for tache in ouvrir_projet(home).fiches("tache")]
    cle = f"editeur_tache_0_{len(taches)}"
    un_cycle = {"edited_rows": {"1": {"apres": taches[30]}}, "added_rows": [], "deleted_rows": []}
    app.session_state[cle] = un_cycle
    app.run()
    assert "s’attendent l’une l’autre" in app.error[0].value
    assert not [b for b in app.button if b.key == "editeur_tache_ok"], (
        "rien à enregistrer tant qu’une faute reste"
    )
    edits = {"edited_rows": {str(n): {"avancement": 10 * n + 10, "etat": "en_cours"} for n in range(3)}}
    app.session_state[cle] = {**edits, "added_rows": [], "deleted_rows": []}
    app.run()
    app.text_input(key="editeur_tache_motif").set_value("point hebdomadaire")
    clic(app, "editeur_tache_ok")
    assert not app.exception and not app.error
    projet = ouvrir_projet(home)
    assert [projet.fiche("tache", ident)["avancement"] for ident in taches[:3]] == [10, 20, 30]


def test_le_classeur_du_projet_suit_le_role_et_s_inscrit(home: Path, monkeypatch: pytest.MonkeyPatch):
    """The budget and the team are in it: a role that exports nothing does not get it, and every copy is in
    the history.
    """
    monkeypatch.setenv("WORKBENCH_ROLE", "analyste")
    app = ouvrir(home, monkeypatch, "plan")
    assert not [b for b in app.get("download_button") if b.proto.label == "Le projet en Excel"]
    assert "produit par l’équipe projet" in lues(app)
    with pytest.raises(AccesRefuse):
        excel._produire(ouvrir_porte(home, "essai", "essai"), ouvrir_projet(home), "GHT")
    assert produits.histoire(home).is_empty()
    monkeypatch.setenv("WORKBENCH_ROLE", "equipe")
    app = ouvrir(home, monkeypatch, "plan")
    assert [b for b in app.get("download_button") if b.proto.label == "Le projet en Excel"]
    octets = excel._produire(ouvrir_porte(home, "essai", "essai"), ouvrir_projet(home), "GHT")
    [ligne] = produits.histoire(home).to_dicts()
    assert (ligne["genre"], ligne["auteur"], ligne["taille"]) == ("projet", "essai", len(octets))
    page = lues(ouvrir(home, monkeypatch, "exports"))
    assert "Projet en Excel" in page and "projet_hospiconnect.xlsx" in page


def test_tout_genre_inscrit_a_un_nom():
    assert exports.libelles() | {"projet": "Projet en Excel", "lettres": "Lettres"} == exports.libelles()


def test_un_vieux_classeur_sur_la_page_dit_ce_qu_il_garde(home: Path, monkeypatch: pytest.MonkeyPatch):
    vieux = contenu(ouvrir_projet(home), "GHT", dt.date(2027, 3, 8))
    changer(Registre(home), "tache", [{"id": "T-001", "avancement": 60, "etat": "en_cours"}], "bob", "point")
    app = ouvrir(home, monkeypatch, "plan")
    app.file_uploader(key="projet_retour").set_value(("projet.xlsx", vieux, MIME)).run()
    assert not app.exception and not app.error
    assert "changé dans l’application depuis cet export : 2 champs" in lues(app)
    assert not [b for b in app.button if b.key == "projet_retour_ok"]
    classeur = load_workbook(BytesIO(vieux))
    titres = [cell.value for cell in classeur["Tâches"][1]]
    classeur["Tâches"].cell(2, titres.index("Avancement (%)") + 1).value = 30
    flux = BytesIO()
    classeur.save(flux)
    app.file_uploader(key="projet_retour").set_value(("projet.xlsx", flux.getvalue(), MIME)).run()
    assert "changé aussi dans l’application par bob" in lues(app)
    assert ouvrir_projet(home).fiche("tache", "T-001")["avancement"] == 60
