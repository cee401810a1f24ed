"""People found by one field, and every figure that opens people: who, and how many."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.jouet import compte, personne, publier

from workbench.access import Acces, AccesRefuse, Fenetre, ouvrir, roles
from workbench.marts.chiffres import chiffres
from workbench.pilotage.personnes import read_search

RPPS = "10000000001"


@pytest.fixture(scope="module")
def gens(tmp_path_factory: pytest.TempPathFactory) -> Acces:
    home = tmp_path_factory.mktemp("gens")
    noms = [
        (1, "D ANGELO", "MARIE LOUISE", "mdangelo", "0000290"),
        (2, "SAINT LEGER", "ELODIE", "esaintleger2", "V000237"),
        (3, "MARTIN", "PAUL", "pmartin", "1000290"),
        (4, "LOEUIL", "ZOE", "zloeuil", "55"),
    ]
    fiches, liens = [], []
    for numero, nom, prenoms, login, matricule in noms:
        cle = {"source": "rh", "cle_source": matricule}
        traits = {"noms": [nom], "prenoms_std": [prenoms], "login": login, "matricule": matricule}
        fiches.append({**cle, **traits, "nature": "sirh", "rpps": RPPS if numero == 3 else None})
        liens.append({**cle, "id_unique": f"ID{numero:08}", "mode": "identifiant"})
    publier(
        home,
        identite=[personne(numero) for numero, *_ in noms],
        fiche=fiches,
        identite_fiche=liens,
        redirection=[{"id_ancien": "ID00000009", "id_nouveau": "ID00000001"}],
        compte=[compte("mdangelo", 1), compte("parti", 2)],
    )
    return ouvrir(home, "essai", "essai")


def trouves(acces: Acces, texte: str) -> list[int]:
    fenetre = Fenetre(mots=read_search(texte).mots, tri=["id_unique"])
    lues = acces.page("mart.personne", fenetre, colonnes=["id_unique"], motif="essai")
    assert int(acces.compter("mart.personne", fenetre)["nombre"].item()) == lues.height
    return [int(un[-2:]) for un in lues["id_unique"]]


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("d'angelo", [1]),
        ("DANGELO marie", [1]),
        ("Louise D’Ángelo", [1]),
        ("mar", [1, 3]),
        ("Mar lou", [1]),
        ("St-Léger", [2]),
        ("élodie saint leger", [2]),
        ("esaintleger2", [2]),
        ("v000237", [2]),
        ("V-000 237", []),  # two words: a letter and a number are not one matricule
        ("0000290", [1]),
        ("290", [1]),
        ("00290", [1]),
        ("1 00 00 00 00 01", [3]),
        ("8" + RPPS, [3]),
        ("Lœuil", [4]),
        ("ID00000009", [1]),  # an identity merged since
        ("%", []),
        ("'; DROP", []),
        ("martin dupont", []),
    ],
)
def test_un_seul_champ_trouve(gens: Acces, texte: str, attendus: list[int]):
    if texte == "%":
        assert read_search(texte).mots == ()
    else:
        assert trouves(gens, texte) == attendus


def test_un_numero_est_reconnu_et_sa_cle_jugee():
    assert "RPPS" in read_search("10 00 00 00 001").dit
    assert "clé est fausse" in read_search("10000000002").dit or "RPPS" in read_search("10000000002").dit
    assert "matricule" in read_search("290").dit
    assert read_search("dupont").dit == ""


def test_qui_ne_lit_que_des_nombres_ne_cherche_personne(gens: Acces):
    sponsor = Acces(gens.home, "x", "essai", gens.version, gens.fichier, roles()["sponsor"])
    for lire in (
        lambda: sponsor.page("mart.personne", Fenetre(), colonnes=["nom"]),
        lambda: sponsor.compter("mart.personne", Fenetre()),
    ):
        with pytest.raises(AccesRefuse):
            lire()
    with pytest.raises(AccesRefuse):
        gens.page("mart.personne", Fenetre(tri=["1; DROP TABLE x"]), colonnes=["nom"])


def test_chaque_chiffre_ouvre_ceux_qu_il_compte(petite_demo: Path):
    """For every figure that opens people: the register's number, the link's, the rows opened are one."""
    acces = ouvrir(petite_demo, "essai", "essai")
    historique = acces.agregat("mart.historique")
    le = historique["date_execution"].max()
    registre = {r["indicateur"]: r for r in historique.filter(pl.col("date_execution") == le).to_dicts()}
    dits = acces.agregat("mart.chiffre_personnes").group_by("chiffre").agg(pl.col("nombre", "comptes").sum())
    liens = {ligne["chiffre"]: ligne for ligne in dits.to_dicts()}
    ouverts = 0
    for code, un in chiffres().items():
        ligne = registre[un.indicateur]
        entier = ligne["denominateur"] if un.part == "reste" else 2 * ligne["numerateur"]
        chiffre = entier - ligne["numerateur"]
        assert all(registre[autre]["numerateur"] == ligne["numerateur"] for autre in un.aussi)
        compte_ = liens.get(code, {"nombre": 0, "comptes": 0})
        fenetre = Fenetre(mots=[[("chiffres", f" {code} ")]], combien=100_000)
        assert acces.page("mart.personne", fenetre, colonnes=["id_unique"]).height == compte_["nombre"], code
        sans_titulaire = 0
        if code.startswith("compte_"):
            comptes = acces.nominatif("mart.compte_probleme", probleme=code.removeprefix("compte_"))
            sans_titulaire = comptes["id_unique"].null_count()
        assert compte_["comptes"] + sans_titulaire == chiffre, (code, compte_, chiffre)
        assert un.comptes or compte_["nombre"] == chiffre, code
        ouverts += bool(compte_["nombre"])
    assert ouverts > 15, "most figures of the demonstration open somebody"


def test_la_chaine_ne_dit_jamais_sur_ce_qui_ne_l_est_pas(petite_demo: Path):
    """A number that is only proposed, a doubtful identity, a missing account are never « fait »."""
    acces = ouvrir(petite_demo, "essai", "essai")
    etapes = acces.nominatif("mart.personne_etape")
    gens = acces.nominatif("mart.personne", colonnes=["id_unique", "statut", "comptes", "presente"])
    assert etapes.height == 6 * gens.height
    rpps = etapes.filter(pl.col("etape") == "rpps").join(gens, on="id_unique")
    assert set(rpps.filter(pl.col("etat") == "fait")["statut"]) == {"confirme"}
    doutes = acces.nominatif("mart.personne_doute", colonnes=["id_unique"]).drop_nulls().unique()
    identites = etapes.filter(pl.col("etape") == "identite").join(doutes, on="id_unique", how="semi")
    assert doutes.height and set(identites["etat"]) == {"doute"}
    gestes = acces.nominatif("mart.personne_geste")
    assert gestes.filter(pl.col("geste").is_null() | pl.col("qui").is_null()).is_empty()
    manquants = gens.filter(pl.col("statut") == "absent", pl.col("presente"))
    assert manquants.join(gestes.filter(pl.col("objet") == "rpps"), on="id_unique", how="anti").is_empty()
