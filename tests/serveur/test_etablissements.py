"""Several establishments on one server: what they may not share, who goes where, and attempts to cross."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.outils.asgi import Derriere, demander
from tests.outils.commandes import REGLAGES, lancer

pytest.importorskip("authlib", reason="Authlib n’est pas installée : pip install -r requirements-dev.lock")

from workbench.access import AccesRefuse, ouvrir, role_of, seances
from workbench.documents import produits
from workbench.documents.region.collecte import collect
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.ui.serveur import connexion, etablissements
from workbench.ui.serveur.garde import Adresses, Garde

SERVEUR = """
[serveur]
adresse = "https://{code}.example"
hotes_admis = ["{code}.example"]
mandataires_tls = ["127.0.0.1"]
[connexion]
fournisseur = "https://sso.example/.well-known/openid-configuration"
client = "etabli"
secret_fichier = "oidc.secret"
[sauvegarde]
cle_fichier = "sauvegarde.cle"
[decisions]
url = "postgresql://serveur/{code}"
[acces]
groupes = {{ "HC-{code}" = "equipe", "HC-REGION" = "lecteur" }}
"""
CODES = ("nord", "sud")


@pytest.fixture
def liste(tmp_path: Path) -> Path:
    """Two establishments beside the file that names them."""
    blocs = []
    for rang, code in enumerate(CODES):
        home = tmp_path / code
        (home / "data").mkdir(parents=True)
        (home / "workbench.toml").write_text(REGLAGES + SERVEUR.format(code=code), "utf-8")
        (home / "oidc.secret").write_text("x", "utf-8")
        (home / "oidc.secret").chmod(0o600)
        blocs.append(f'[[etablissements]]\nnom = "CH {code}"\nhome = "{code}"\nport = {8511 + rang}\n')
    fichier = tmp_path / "etablissements.toml"
    fichier.write_text("".join(blocs), "utf-8")
    return fichier


def test_deux_etablissements_bien_dits_n_ont_rien_en_commun(liste: Path):
    lus = etablissements.read(liste)
    assert [un.home for un in lus] == [liste.parent / code for code in CODES]
    assert etablissements.faults(lus) == []


MELES = {
    "port": ("etablissements.toml", "port = 8512", "port = 8511", "le même port"),
    "dossier": ("etablissements.toml", 'home = "sud"', 'home = "nord/../nord"', "le même dossier"),
    "dedans": (
        "etablissements.toml",
        'home = "sud"',
        'home = "nord/sud"',
        "l’un est dans le dossier de l’autre",
    ),
    "adresse": ("sud/workbench.toml", "sud.example", "nord.example", "la même adresse"),
    "hote": ("sud/workbench.toml", '["sud.example"]', '["sud.example", "NORD.example"]', "le même hôte"),
    "registre": ("sud/workbench.toml", "serveur/sud", "serveur/nord", "le même registre"),
    "cle": ("sud/workbench.toml", "sauvegarde.cle", "../nord/sauvegarde.cle", "la même clé de sauvegarde"),
    "incomplet": ("sud/workbench.toml", 'client = "etabli"', "", "CH sud : connexion.client"),
    "reglages": ("sud/workbench.toml", "version = 1", "version =", "CH sud : "),
}


@pytest.mark.parametrize("cas", MELES)
def test_ce_qui_serait_partage_empeche_de_demarrer(liste: Path, cas: str):
    fichier, avant, apres, dit = MELES[cas]
    chemin = liste.parent / fichier
    chemin.write_text(chemin.read_text("utf-8").replace(avant, apres), "utf-8")
    code, lu = lancer("serve", "--serveur", "--etablissements", liste, home=liste.parent)
    assert code == 2 and dit in lu and "Rien n’a été ouvert" in lu, lu


@pytest.mark.skipif(os.name != "posix", reason="liens symboliques")
def test_des_donnees_qui_sont_un_lien_empechent_de_demarrer(liste: Path):
    (liste.parent / "sud/data").rmdir()
    (liste.parent / "sud/data").symlink_to(liste.parent / "nord/data")
    assert "est un lien" in " ".join(etablissements.faults(etablissements.read(liste)))


@pytest.mark.parametrize("texte", ["", "x = [", "[[etablissements]]\nnom = 'a'\n", "etablissements = 3\n"])
def test_une_liste_illisible_est_refusee(liste: Path, texte: str):
    liste.write_text(texte, "utf-8")
    with pytest.raises(ErreurWorkbench, match=r"etablissements\.toml"):
        etablissements.read(liste)


@pytest.fixture
def gens(liste: Path):
    """One process' sessions; each person by the groups of the one provider."""
    livre = seances.Seances(3600, 3600)
    seances.servir(livre)
    for nom, groupes in {
        "n": ["HC-nord"],
        "deux": ["HC-nord", "HC-sud"],
        "r": ["HC-REGION"],
        "z": [],
    }.items():
        livre.ouvrir(nom, groupes)
    yield livre
    seances.servir(None)


def test_chacun_ne_voit_que_les_etablissements_qui_lui_sont_ouverts(liste: Path, gens, monkeypatch):
    nord, sud = (liste.parent / code for code in CODES)
    assert etablissements.switch("deux", nord) == "", "un serveur d’un seul établissement"
    monkeypatch.setenv(etablissements.ENVIRONNEMENT, str(liste))
    assert 'href="https://sud.example/"' in etablissements.switch("deux", nord)
    assert 'href="https://nord.example/"' in etablissements.switch("r", sud)
    assert etablissements.switch("n", nord) == etablissements.switch("z", nord) == ""
    assert etablissements.switch("", nord) == ""
    with pytest.raises(AccesRefuse):
        role_of(sud, "n")


def test_on_ne_passe_pas_d_un_etablissement_a_l_autre(liste: Path):
    """The key of a session, the host, the origin, a forged header: each process knows its own alone."""
    gardes, livres, derriere = {}, {}, Derriere()
    for code in CODES:
        home, ici = liste.parent / code, f"https://{code}.example"
        livres[code] = seances.Seances(3600, 3600)
        admissions = [
            connexion.Mandataire(["127.0.0.1"]),
            connexion.Identification(home, ici, load_settings(home).connexion, "x", livres[code]),
        ]
        gardes[code] = Garde(derriere, Adresses(frozenset([f"{code}.example"]), frozenset([ici])), admissions)
    cle = livres["nord"].ouvrir("agnes", ["HC-nord"])
    temoin = {"x_forwarded_proto": "https", "cookie": f"{connexion.TEMOIN}={cle}"}
    assert demander(gardes["nord"], "https://nord.example/", **temoin).code == 200
    vus = len(derriere.vus)
    sud = gardes["sud"]
    assert demander(sud, "https://sud.example/", **temoin).code == 303
    assert demander(sud, "https://sud.example/_stcore/stream", websocket=True, **temoin).code == 403
    assert demander(sud, "https://nord.example/", **temoin).code == 403
    assert (
        demander(sud, "https://sud.example/", x_workbench_seance=cle, x_forwarded_proto="https").code == 303
    )
    venu = {**temoin, "origin": "https://nord.example"}
    assert (
        demander(gardes["nord"], "https://nord.example/", **{**venu, "origin": "https://sud.example"}).code
        == 403
    )
    assert demander(sud, "https://sud.example/media/x", **venu).code == 403
    assert len(derriere.vus) == vus


def test_la_region_se_nourrit_des_jumeaux_sans_fichier_echange(demo_copiee: Path, liste: Path):
    depot = liste.parent / "region"
    dites = collect([demo_copiee, liste.parent / "sud"], depot, "region")
    assert len(dites) == 1 and dites[0].startswith("sud : "), dites
    [jumeau] = [un for un in depot.rglob("*") if un.is_file()]
    assert jumeau.suffix == ".zip" and jumeau.parent.name == demo_copiee.name
    faits = produits.histoire(demo_copiee)
    assert faits["pour"].to_list() == ["vue régionale"] and faits["auteur"].to_list() == ["region"]
    assert ouvrir(demo_copiee, "region", "essai").version == faits["execution"][0]
