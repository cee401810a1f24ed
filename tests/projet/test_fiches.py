"""The store of project cards: typed, seeded, changed through the ledger, all or nothing, the same for ever at
a past moment.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.decisions import Decision, DecisionInvalide, DejaTranche, Registre
from workbench.decisions.rejeu import decision_table
from workbench.projet import (
    FicheInvalide,
    changer,
    changer_tout,
    ecriture,
    genres_de_fiches,
    ouvrir,
    preparer,
    retirer,
    valider,
)
from workbench.projet.edition import changements
from workbench.projet.genres import TYPES, ecrire
from workbench.projet.projet import semences
from workbench.socle.regles import RegleIllisible

RISQUE = {
    "id": "R-900",
    "titre": "Retard",
    "famille": "externe",
    "probabilite": 2,
    "impact": 3,
    "etat": "ouvert",
}


def test_le_modele_est_coherent():
    for code, genre in genres_de_fiches().items():
        assert genre.champs, code
        assert len({champ.code for champ in genre.champs}) == len(genre.champs), code
        for champ in genre.champs:
            assert champ.type in TYPES
            assert champ.code not in {"id", "auteur", "modifie_le", "semence"}, "colonnes du magasin"
            assert bool(champ.options) or champ.type != "choix", f"{code}.{champ.code}"
            assert not champ.lien or champ.lien in genres_de_fiches(), f"{code}.{champ.code}"
    assert len({genre.prefixe for genre in genres_de_fiches().values()}) == len(genres_de_fiches())


def test_les_semences_livrees_sont_justes(tmp_path: Path):
    """Every shipped row is a card that the application itself would accept."""
    projet = ouvrir(tmp_path)
    fautes = [
        (genre, ident, faute)
        for genre, lignes in semences().items()
        for ident, ligne in lignes.items()
        for faute in valider(genre, ligne, projet)
    ]
    assert fautes == []


def test_poser_relire_changer_annuler_retirer(tmp_path: Path):
    registre = Registre(tmp_path)
    assert changer(registre, "risque", [RISQUE], "alice", "vu en comité") == 1
    [ligne] = ouvrir(tmp_path).lignes("risque").filter(pl.col("id") == "R-900").to_dicts()
    assert (ligne["probabilite"], ligne["auteur"], ligne["semence"], ligne["reponse"]) == (
        2,
        "alice",
        False,
        None,
    )
    assert changer(registre, "risque", [{"id": "R-900", "probabilite": 4}], "bob", "cela empire") == 1
    assert changer(registre, "risque", [{"id": "R-900", "probabilite": "4"}], "bob", "rien de neuf") == 0
    fiche = ouvrir(tmp_path).fiche("risque", "R-900")
    assert fiche is not None and (fiche["probabilite"], fiche["titre"]) == (4, "Retard")
    histoire = ouvrir(tmp_path).histoire("risque", "R-900")
    assert [(e.auteur, e.motif) for e in histoire] == [("alice", "vu en comité"), ("bob", "cela empire")]
    registre.annuler(histoire[-1].id, "alice", "non")
    assert ouvrir(tmp_path).fiche("risque", "R-900")["probabilite"] == 2
    assert retirer(registre, "risque", ["R-900"], "alice", "doublon") == 1
    assert not ouvrir(tmp_path).existe("risque", "R-900")
    assert ouvrir(tmp_path).nouvel_id("risque") == "R-901", "un identifiant retiré ne resert jamais"


def test_tout_ou_rien(tmp_path: Path):
    registre = Registre(tmp_path)
    with pytest.raises(FicheInvalide, match="Probabilité") as refus:
        changer(registre, "risque", [RISQUE, {**RISQUE, "id": "R-901", "probabilite": 9}], "alice", "essai")
    assert refus.value.fautes[0][:2] == ("risque", "R-901")
    assert registre.toutes() == []


def test_sans_raison_rien_n_est_ecrit(tmp_path: Path):
    with pytest.raises(DecisionInvalide, match="motif"):
        changer(Registre(tmp_path), "risque", [RISQUE], "alice", " ")
    assert Registre(tmp_path).toutes() == []


@pytest.mark.parametrize(
    ("champs", "mot"),
    [
        ({"titre": ""}, "Risque : à remplir"),
        ({"famille": "peur"}, "choix possible"),
        ({"probabilite": 2.5}, "entier"),
        ({"probabilite": "beaucoup"}, "nombre"),
        ({"impact": 0}, "trop petit"),
        ({"responsable": "P-404"}, "P-404 » est inconnu"),
        ({"titre": "x" * 301}, "trop long"),
        ({"couleur": "rouge"}, "champ inconnu : couleur"),
        ({"id": "R:1"}, "identifiant"),
    ],
)
def test_chaque_faute_est_dite(tmp_path: Path, champs: dict, mot: str):
    assert mot in " ".join(valider("risque", {**RISQUE, **champs}, ouvrir(tmp_path)))


def test_un_role_ou_une_personne_repond_d_une_fiche(tmp_path: Path):
    registre = Registre(tmp_path)
    personne = {
        "id": "P-900",
        "nom": "Dominique Essai",
        "fonction": "Cheffe de projet",
        "role_projet": "coeur",
    }
    assert (
        changer_tout(
            registre, {"risque": [{**RISQUE, "responsable": "P-900"}], "personne": [personne]}, "a", "b"
        )
        == 2
    )
    projet = ouvrir(tmp_path)
    assert projet.libelle("risque", "responsable", "P-900") == "Dominique Essai"
    assert projet.libelle("risque", "responsable", "rh") == "RH"
    assert valider("risque", {**RISQUE, "responsable": "rh"}, projet) == []
    with pytest.raises(FicheInvalide, match="encore utilisée par R-900"):
        retirer(registre, "personne", ["P-900"], "a", "partie")


def test_les_libelles_et_les_dates_francaises_se_lisent(tmp_path: Path):
    champ = genres_de_fiches()["risque"].champ("famille")
    assert champ.lire("externe") == champ.lire("Externe") == "externe"
    jour = genres_de_fiches()["comite"].champ("le")
    assert jour.lire("03/02/2027") == jour.lire("2027-02-03") == dt.date(2027, 2, 3)
    assert genres_de_fiches()["tache"].champ("apres").lire("T-001, T-002 ; T-001") == ["T-001", "T-002"]
    assert genres_de_fiches()["budget"].champ("prevu").lire("1 250,50 €") == 1250.5
    assert genres_de_fiches()["message"].champ("fait").lire("Oui") is True
    assert (
        changer(
            Registre(tmp_path), "comite", [{"type": "copil", "le": "03/02/2027", "etat": "Prévu"}], "a", "b"
        )
        == 1
    )
    assert ouvrir(tmp_path).fiche("comite", "C-001")["le"] == dt.date(2027, 2, 3)


def test_une_fiche_changee_entre_temps_n_est_pas_ecrasee(tmp_path: Path):
    registre = Registre(tmp_path)
    changer(registre, "risque", [RISQUE], "alice", "essai")
    vu = ouvrir(tmp_path)
    changer(registre, "risque", [{"id": "R-900", "impact": 4}], "bob", "plus grave")
    with pytest.raises(DejaTranche, match="bob"):
        changer(registre, "risque", [{"id": "R-900", "impact": 1}], "alice", "moins grave", vu)
    assert ouvrir(tmp_path).fiche("risque", "R-900")["impact"] == 4


def test_le_projet_a_une_date_passee_ne_change_plus(tmp_path: Path):
    registre = Registre(tmp_path)
    changer(registre, "risque", [RISQUE], "alice", "essai")
    instant = registre.toutes()[-1].le
    changer(registre, "risque", [{"id": "R-900", "impact": 4}], "bob", "plus grave")
    registre.annuler(registre.toutes()[0].id, "bob", "annulée après")
    assert ouvrir(tmp_path).au(instant).fiche("risque", "R-900")["impact"] == 3


def test_l_etablissement_remplace_un_fichier_de_semences(tmp_path: Path):
    (tmp_path / "regles/semences").mkdir(parents=True)
    (tmp_path / "regles/semences/comite.toml").write_text(
        '[[comite]]\nid = "C-700"\ntype = "copil"\nle = 2027-01-05\netat = "prevu"\n', "utf-8"
    )
    assert [ligne["id"] for ligne in ouvrir(tmp_path).fiches("comite")] == ["C-700"]


def test_les_fiches_ne_vont_pas_dans_l_entrepot(tmp_path: Path):
    registre = Registre(tmp_path)
    changer(registre, "risque", [RISQUE], "alice", "essai")
    assert decision_table(registre.en_vigueur(), {}).is_empty()


@given(st.data())
def test_ce_qui_est_lu_s_ecrit_et_se_relit(data):
    """Whatever a field understands, the ledger's JSON gives back the same value."""
    genre = data.draw(st.sampled_from(list(genres_de_fiches().values())))
    champ = data.draw(st.sampled_from(genre.champs))
    brut = data.draw(
        st.one_of(
            st.text(max_size=20), st.integers(-5, 3000), st.floats(), st.dates(), st.booleans(), st.none()
        )
    )
    try:
        lu = champ.lire(brut)
    except ValueError:
        return
    assert champ.lire(ecrire(lu)) == lu


def test_preparer_n_ecrit_rien(tmp_path: Path):
    entrees = preparer(ouvrir(tmp_path), {"risque": [RISQUE]}, "alice", "essai")
    assert [e.objet for e in entrees] == ["risque:R-900"]
    assert Registre(tmp_path).vide


def test_une_grille_modifiee_se_lit(tmp_path: Path):
    genre = genres_de_fiches()["risque"]
    grille = {
        "edited_rows": {"0": {"impact": 4}, 1: {"id": "faux"}, "2": {"impact": 1}},
        "added_rows": [{"titre": "Nouveau", "famille": None}, {}],
        "deleted_rows": [2],
    }
    poses, retraits = changements(genre, ["R-1", "R-2", "R-3"], grille)
    assert poses == [{"id": "R-1", "impact": 4}, {"titre": "Nouveau"}]
    assert retraits == ["R-3"]


def test_un_retrait_refuse_empeche_tout_le_reste(tmp_path: Path):
    registre = Registre(tmp_path)
    personne = {"id": "P-900", "fonction": "Cheffe de projet", "role_projet": "coeur"}
    changer_tout(registre, {"personne": [personne], "risque": [{**RISQUE, "responsable": "P-900"}]}, "a", "b")
    with pytest.raises(FicheInvalide, match="R-900"):
        changer_tout(
            registre, {"risque": [{**RISQUE, "id": "R-901"}]}, "a", "b", retraits={"personne": ["P-900"]}
        )
    assert len(registre.toutes()) == 2
    liberee = {"risque": [{"id": "R-900", "responsable": "rh"}]}
    assert changer_tout(registre, liberee, "a", "b", retraits={"personne": ["P-900"]}) == 2


@pytest.mark.parametrize(
    ("fichier", "texte", "mot"),
    [
        ("fiches.toml", 'version = "2"\n', "genres|options"),
        ("fiches.toml",
         "[options]\n[genres.risque]\nlibelle = 'R'\nsingulier = 'R'\nprefixe = 'R'\n"
         "champs = [{ code = 'x', libelle = 'X', type = 'couleur' }]\n", "couleur"),
        ("fiches.toml", "ceci n'est pas du TOML", "illisibles"),
        ("semences/comite.toml", "[[comite]]\ntype = 'copil'\n", "id manque"),
        ("semences/tache.toml", "[[tache]]\nid = 'T-1'\ntitre = 't'\nchantier = 'lune'\netat = 'a_faire'\n",
         "duree_jours manque"),
    ],
)  # fmt: skip
def test_une_regle_fausse_de_l_etablissement_est_dite(tmp_path: Path, fichier: str, texte: str, mot: str):
    (tmp_path / "regles/semences").mkdir(parents=True)
    (tmp_path / "regles" / fichier).write_text(texte, "utf-8")
    with pytest.raises(RegleIllisible) as refus:
        ouvrir(tmp_path).lignes("tache")
    assert re.search(mot, str(refus.value))


def entre_lire_et_ecrire(monkeypatch: pytest.MonkeyPatch, geste: Callable[[], object]) -> None:
    """Somebody acts once the project was read and judged, before it is written."""
    vrai = ecriture.preparer

    def preparer_puis_geste(*mots, **autres):
        pretes = vrai(*mots, **autres)
        monkeypatch.setattr(ecriture, "preparer", vrai)
        geste()
        return pretes

    monkeypatch.setattr(ecriture, "preparer", preparer_puis_geste)


def test_une_fiche_citee_pendant_qu_on_la_retire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Alice names P-900 in a task while bob takes P-900 away: without the check, the task would point to
    nobody.
    """
    alice, bob = Registre(tmp_path), Registre(tmp_path)
    changer(
        alice,
        "personne",
        [{"id": "P-900", "nom": "Essai", "fonction": "Cadre", "role_projet": "soins"}],
        "alice",
        "x",
    )
    entre_lire_et_ecrire(monkeypatch, lambda: retirer(bob, "personne", ["P-900"], "bob", "partie"))
    with pytest.raises(DejaTranche) as refus:
        changer(alice, "tache", [{"id": "T-001", "responsable": "P-900"}], "alice", "x")
    assert "vient de modifier le projet, rechargez" in refus.value.message
    assert ouvrir(tmp_path).fiche("tache", "T-001")["responsable"] != "P-900"


def test_une_annulation_entre_temps_est_vue_aussi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    registre = Registre(tmp_path)
    changer(registre, "risque", [RISQUE], "alice", "x")
    [pose] = registre.toutes()
    entre_lire_et_ecrire(monkeypatch, lambda: registre.annuler(pose.id, "bob", "erreur"))
    with pytest.raises(DejaTranche):
        changer(registre, "risque", [{"id": "R-900", "impact": 4}], "alice", "x")


def test_une_decision_d_un_autre_domaine_ne_gene_pas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    registre = Registre(tmp_path)
    autre = Decision("paire_plus_tard", "bob", "plus tard", cle_a="a", cle_b="b")
    entre_lire_et_ecrire(monkeypatch, lambda: registre.enregistrer([autre]))
    assert changer(registre, "risque", [RISQUE], "alice", "x") == 1
    assert len(registre.toutes()) == 2


def test_retirer_une_fiche_changee_entre_temps_est_refuse(tmp_path: Path):
    registre = Registre(tmp_path)
    changer(registre, "risque", [RISQUE], "alice", "x")
    vu = ouvrir(tmp_path)
    changer(registre, "risque", [{"id": "R-900", "impact": 4}], "bob", "x")
    with pytest.raises(DejaTranche) as refus:
        changer_tout(registre, {}, "alice", "ménage", vu, retraits={"risque": ["R-900"]})
    assert "bob" in refus.value.message
    assert ouvrir(tmp_path).fiche("risque", "R-900")["impact"] == 4
    assert (
        changer_tout(registre, {}, "alice", "ménage", ouvrir(tmp_path), retraits={"risque": ["R-900"]}) == 1
    )


def test_changer_ce_qui_vient_d_etre_annule_est_refuse(tmp_path: Path):
    registre = Registre(tmp_path)
    changer(registre, "risque", [RISQUE], "alice", "x")
    vu = ouvrir(tmp_path)
    registre.annuler(registre.toutes()[0].id, "bob", "erreur")
    with pytest.raises(DejaTranche, match="Fiche changée"):
        changer(registre, "risque", [{"id": "R-900", "impact": 4}], "alice", "x", vu)
