"""The catalogue: every figure kept has a card and a query, every card says enough, an establishment's own
rules win.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from tests.jouet import compte, lien, personne, publier

from workbench.access import ouvrir
from workbench.marts.cartes import CarteInvalide, carte, find, sql_text, toutes
from workbench.run.references import reference_tables
from workbench.socle.regles import RegleIllisible, lire, propres


def test_chaque_indicateur_garde_a_sa_fiche_et_sa_requete(petite_demo: Path):
    cartes = toutes()
    gardes = ouvrir(petite_demo, "essai", "essais").agregat("mart.historique")["indicateur"].unique()
    sans = sorted(nom for nom in gardes if find(nom, cartes) is None)
    assert not sans
    for une in cartes:
        assert "SELECT" in sql_text(une)
        assert une.definition and une.unite and une.version


def test_chaque_fiche_est_produite_par_sa_requete(petite_demo: Path):
    gardes = set(ouvrir(petite_demo, "essai", "essais").agregat("mart.historique")["indicateur"])
    for une in toutes():
        if not une.prefixe:
            assert une.id in gardes, f"{une.id} n'est jamais calculé"


def test_chaque_fichier_de_mesure_est_cite():
    mesures = {
        f"mesures/{e.name}"
        for e in files("workbench.marts").joinpath("mesures").iterdir()
        if e.name.endswith(".sql")
    }
    assert mesures == {une.sql for une in toutes()}


def test_les_identifiants_sont_uniques_et_le_prefixe_le_plus_long_gagne():
    noms = [une.id for une in toutes()]
    assert len(noms) == len(set(noms))
    assert carte("rpps_confirme").id == "rpps_confirme"
    assert carte("rpps_confirme_ordre").id == "rpps_confirme_"
    assert carte("inconnu au bataillon") is None


def regles(home: Path, nom: str) -> Path:
    (home / "regles").mkdir(exist_ok=True)
    cible = home / "regles" / nom
    shutil.copy(str(files("workbench.pilotage.comptes").joinpath(nom)), cible)
    return cible


def test_les_regles_de_l_etablissement_gagnent(tmp_path: Path):
    fichier = regles(tmp_path, "comptes.toml")
    texte = re.sub(
        r'^version = ".*"',
        'version = "1-CH"',
        fichier.read_text("utf-8").replace("jours = 180", "jours = 90"),
        flags=re.M,
    )
    fichier.write_text(texte, "utf-8")
    assert propres(tmp_path) == ["comptes.toml"]
    assert "90 jours" in carte("compte_dormant", tmp_path).definition
    assert carte("compte_dormant", tmp_path).version == "1-CH"
    assert "180 jours" in carte("compte_dormant").definition
    tables = reference_tables(tmp_path)
    assert dict(tables["meta.probleme_compte"].select("probleme", "jours").iter_rows())["dormant"] == 90


def test_une_regle_illisible_le_dit_avec_sa_ligne(tmp_path: Path):
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles" / "comptes.toml").write_text('version = "1"\nproblemes = = 2\n', "utf-8")
    with pytest.raises(RegleIllisible, match="Règles illisibles") as erreur:
        toutes(tmp_path)
    assert "line 2" in str(erreur.value)


def test_une_fiche_incomplete_est_nommee(tmp_path: Path):
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles" / "fiches_noyau.toml").write_text(
        '[[indicateurs]]\nid = "presents"\ntitre = "X"\n', "utf-8"
    )
    with pytest.raises(CarteInvalide) as erreur:
        toutes(tmp_path)
    assert "« presents »" in str(erreur.value) and "definition" in str(erreur.value)


def test_le_flux_ne_compte_que_les_comptes_recents_d_ordre_et_d_ars(tmp_path: Path):
    jour = dt.date(2026, 6, 1)
    recent, vieux = jour - dt.timedelta(days=10), jour - dt.timedelta(days=100)
    publier(
        tmp_path,
        identite=[personne(1), personne(2, "ars"), personne(3, "role"), personne(4)],
        compte=[
            compte("a", 1, date_creation=recent, rpps_connu="10000000001"),
            compte("b", 2, date_creation=recent),
            compte("c", 3, date_creation=recent),
            compte("d", 4, date_creation=vieux),
        ],
        lien_rpps=[lien(1, "confirme", "10000000001", "p")],
    )
    [ligne] = ouvrir(tmp_path, "x", "y").agregat("mart.historique", indicateur="1.1-flux").to_dicts()
    assert (ligne["numerateur"], ligne["denominateur"], ligne["valeur"]) == (1, 2, 0.5)


REGLES = sorted(
    (room, entry.name)
    for room in (
        "workbench.marts",
        "workbench.pilotage",
        "workbench.pilotage.comptes",
        "workbench.pilotage.mie",
        "workbench.pilotage.objectifs",
        "workbench.projet",
        "workbench.exchange",
        "workbench.documents",
        "workbench.documents.region",
    )
    for entry in files(room).iterdir()
    if entry.name.endswith(".toml")
)


@pytest.mark.parametrize(("room", "nom"), REGLES, ids=[nom for _, nom in REGLES])
def test_un_fichier_de_regles_qui_ne_dit_pas_tout_est_refuse_en_francais(tmp_path: Path, room: str, nom: str):
    livre = lire(room, nom)
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles" / nom).write_text('version = "0"\n', "utf-8")
    with pytest.raises(RegleIllisible, match="Règles incomplètes") as erreur:
        lire(room, nom, tmp_path)
    assert all(f"« {titre} »" in erreur.value.message for titre in livre if titre != "version")
    (tmp_path / "regles" / nom).write_bytes(files(room).joinpath(nom).read_bytes())
    assert lire(room, nom, tmp_path) == livre, "la copie exacte des règles livrées est admise"


def test_une_entree_de_liste_incomplete_est_nommee(tmp_path: Path):
    fichier = regles(tmp_path, "comptes.toml")
    fichier.write_text(
        fichier.read_text("utf-8").replace('que_faire = "Fermer aujourd', 'que_fere = "Fermer aujourd', 1),
        "utf-8",
    )
    with pytest.raises(RegleIllisible) as erreur:
        lire("workbench.pilotage.comptes", "comptes.toml", tmp_path)
    assert "problemes, entrée 1 : manque « que_faire »" in erreur.value.message
