"""Signing in against a real provider: who comes in, who does not, how long, and how one goes out."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from tests.outils.asgi import Derriere, Reponse, demander
from tests.outils.commandes import REGLAGES, lancer

pytest.importorskip("authlib", reason="Authlib n’est pas installée : pip install -r requirements-dev.lock")

import httpx2 as httpx
from tests.outils.fournisseur import SECRET, Fournisseur, brancher, fournisseur

from workbench.access import AccesRefuse, journal, portee_of, role_of, seances
from workbench.access.consultations import JOURNAL
from workbench.socle.settings import load_settings
from workbench.ui.serveur import connexion, partage
from workbench.ui.serveur.garde import Adresses, Garde

HOTE = "etabli.ght.example"
ICI = f"https://{HOTE}"
GENS = {
    "s-1": {"preferred_username": "agnes", "groups": ["GRP-HC-EQUIPE", "Tous"]},
    "s-2": {"preferred_username": "bruno", "groups": ["Tous"]},
    "s-3": {"preferred_username": "claire", "groups": []},
    "s-4": {"preferred_username": "denis", "groups": "GRP-HC-CHA"},
    "s-5": {"groups": ["GRP-HC-EQUIPE"]},
}
ACCES = """
[acces]
utilisateurs = { claire = "sponsor" }
groupes = { "GRP-HC-EQUIPE" = "equipe", "GRP-HC-CHA" = "rh" }
roles_a_perimetre = ["analyste"]
[acces.perimetres]
"GRP-HC-CHA" = [{ etablissement = "CHA", services = ["Bloc"] }]
"""


class Horloge:
    def __init__(self) -> None:
        self.t = 0.0

    def __call__(self) -> float:
        return self.t


class Navigateur:
    """Cookies kept, our redirections followed, the proxy's headers added."""

    def __init__(self, garde: Garde) -> None:
        self.garde, self.temoins = garde, {}

    def demander(self, chemin: str, websocket: bool = False, **entetes) -> Reponse:
        temoins = "; ".join(f"{nom}={valeur}" for nom, valeur in self.temoins.items())
        donnes = {"x_forwarded_proto": "https", "cookie": temoins}
        rendu = demander(self.garde, ICI + chemin, websocket=websocket, **donnes | entetes)
        for nom, valeur in rendu.liste:
            if nom == "set-cookie":
                assert "secure" in valeur.lower() and "httponly" in valeur.lower()
                for cle, morceau in SimpleCookie(valeur).items():
                    self.temoins[cle] = morceau.value
                    if morceau["max-age"] == "0" or "1970" in morceau["expires"]:
                        del self.temoins[cle]
        return rendu

    def aller(self, chemin: str) -> Reponse:
        """Until a page of ours is given: through the provider, where `qui` types their password."""
        rendu = self.demander(chemin)
        while rendu.code in (302, 303):
            vers = rendu.entetes["location"]
            if vers.startswith("http://127.0.0.1"):
                vers = httpx.get(vers).headers["location"].removeprefix(ICI)
            rendu = self.demander(vers)
        return rendu


class Serveur:
    def __init__(self, home: Path, fournisseur: Fournisseur) -> None:
        self.home, self.fournisseur, self.horloge, self.derriere = home, fournisseur, Horloge(), Derriere()
        reglages = load_settings(home)
        self.livre = seances.Seances(3600, 600, self.horloge)
        admissions = [
            connexion.Mandataire(reglages.serveur.mandataires_tls),
            connexion.Identification(home, ICI, reglages.connexion, SECRET, self.livre),
        ]
        self.garde = Garde(self.derriere, Adresses(frozenset([HOTE]), frozenset([ICI])), admissions)

    def navigateur(self, qui: str = "") -> Navigateur:
        self.fournisseur.qui = qui
        return Navigateur(self.garde)


@pytest.fixture(scope="module")
def oidc() -> Iterator[Fournisseur]:
    with fournisseur(GENS) as lui:
        yield lui


@pytest.fixture
def serveur(tmp_path: Path, oidc: Fournisseur) -> Iterator[Serveur]:
    (tmp_path / "workbench.toml").write_text(REGLAGES, "utf-8")
    brancher(tmp_path, HOTE, oidc.adresse, ACCES)
    lui = Serveur(tmp_path, oidc)
    oidc.triche, oidc.sorties = {}, []
    seances.servir(lui.livre)
    yield lui
    seances.servir(None)


def test_sans_connexion_rien(serveur):
    nav = serveur.navigateur()
    for chemin in ("/", "/revue", "/media/x.xlsx", "/_stcore/host-config"):
        assert nav.demander(chemin).entetes["location"].startswith("/connexion?vers=")
        assert nav.demander(chemin, sec_fetch_mode="cors", sec_fetch_site="same-origin").code == 401
    assert nav.demander("/_stcore/stream", websocket=True).code == 403
    forge = {"cookie": "__Host-workbench=forgee", "x_workbench_seance": "forgee"}
    assert nav.demander("/_stcore/stream", websocket=True, **forge).code == 403
    assert serveur.derriere.vus == []
    assert nav.demander("/_stcore/health").code == 200


@pytest.mark.parametrize(
    "entetes",
    [{"x_forwarded_proto": "http"}, {"x_forwarded_proto": None}, {"client": ("10.0.0.9", 1)}, {"host": "x"}],
)
def test_seul_le_mandataire_en_tls(serveur, entetes):
    assert serveur.navigateur().demander("/connexion", **entetes).code == 403


def test_un_groupe_donne_un_role_et_la_page_demandee(serveur):
    nav = serveur.navigateur("s-1")
    assert nav.aller("/revue?cas=3").corps == "des noms"
    vu = serveur.derriere.vus[-1]
    assert (vu["path"], vu["query_string"]) == ("/revue", b"cas=3")
    cle = dict(vu["headers"])[b"x-workbench-seance"].decode()
    assert serveur.livre.lire(cle).nom == "agnes"
    assert role_of(serveur.home, "agnes").code == "equipe"
    assert nav.demander("/_stcore/stream", websocket=True, origin=ICI).code == 101
    assert nav.demander("/_stcore/stream", websocket=True, origin="https://evil.example").code == 403
    dits = journal.entries(serveur.home / "data/curated" / JOURNAL)
    assert [(dit["utilisateur"], dit["mart"], dit["motif"]) for dit in dits] == [
        ("agnes", "connexion", "rôle equipe")
    ]


@pytest.mark.parametrize(("qui", "dit"), [("s-2", "Aucun droit"), ("s-5", "ne dit pas qui vous êtes")])
def test_sans_role_ou_sans_nom_personne_n_entre(serveur, qui, dit):
    nav = serveur.navigateur(qui)
    rendu = nav.aller("/")
    assert rendu.code == 403 and dit in rendu.corps
    assert serveur.derriere.vus == []
    assert nav.demander("/").code == 303


def test_nomme_dans_les_reglages_et_perimetre_du_groupe(serveur):
    serveur.navigateur("s-3").aller("/")
    assert role_of(serveur.home, "claire").code == "sponsor"
    assert portee_of(serveur.home, "claire") is None
    serveur.navigateur("s-4").aller("/")
    assert role_of(serveur.home, "denis").droits == {"nommer"}  # a scope reads: it neither decides nor sends
    assert portee_of(serveur.home, "denis").dite() == "CHA (Bloc)"


def test_le_compte_du_poste_n_est_personne_ici(serveur, monkeypatch):
    for nom in ("root", "inconnu"):
        monkeypatch.setenv("WORKBENCH_UTILISATEUR", nom)
        with pytest.raises(AccesRefuse):
            role_of(serveur.home, nom)


def test_personne_n_entre_sous_le_nom_du_compte_du_service(serveur, monkeypatch):
    monkeypatch.setattr(connexion, "workstation_account", lambda: "agnes")
    nav = serveur.navigateur("s-1")
    rendu = nav.aller("/")
    assert rendu.code == 403 and "compte du service" in rendu.corps
    assert serveur.derriere.vus == [] and nav.demander("/").code == 303


def test_une_seance_s_use_et_se_ferme(serveur):
    nav = serveur.navigateur("s-1")
    nav.aller("/")
    cle = nav.temoins["__Host-workbench"]
    serveur.horloge.t += 599
    assert serveur.livre.lire(cle) is not None  # a gesture
    serveur.horloge.t += 599
    assert nav.demander("/").code == 200  # a request alone is not one
    serveur.horloge.t += 2
    assert nav.demander("/").code == 303
    nav.aller("/")
    for _ in range(7):
        serveur.horloge.t += 500
        serveur.livre.lire(nav.temoins["__Host-workbench"])
    assert nav.demander("/").code == 200
    serveur.horloge.t += 101  # an hour in all, however busy
    assert nav.demander("/").code == 303
    with pytest.raises(AccesRefuse):
        role_of(serveur.home, "agnes")


def test_la_deconnexion_est_reelle(serveur):
    nav = serveur.navigateur("s-1")
    nav.aller("/")
    vole = dict(nav.temoins)
    sortie = nav.demander("/deconnexion").entetes["location"]
    assert sortie.startswith(f"{serveur.fournisseur.adresse}/sortir?")
    assert "__Host-workbench" not in nav.temoins
    nav.temoins = vole
    assert nav.demander("/").code == 303
    assert nav.demander("/_stcore/stream", websocket=True).code == 403


@pytest.mark.parametrize(
    "triche",
    [{"aud": "un-autre"}, {"iss": "https://evil.example"}, {"nonce": "x"}, {"exp": 1}, {"sub": "s-9"}],
    ids=lambda triche: next(iter(triche)),
)
def test_un_jeton_d_identite_faux_n_ouvre_rien(serveur, triche):
    serveur.fournisseur.triche = triche
    nav = serveur.navigateur("s-1")
    assert nav.aller("/").code == 403
    assert "__Host-workbench" not in nav.temoins and serveur.derriere.vus == []


def test_le_retour_d_un_autre_navigateur_n_ouvre_rien(serveur):
    nav, autre = serveur.navigateur("s-1"), serveur.navigateur("s-1")
    depart = nav.demander("/connexion").entetes["location"]
    retour = httpx.get(depart).headers["location"].removeprefix(ICI)
    assert autre.demander(retour).code == 403
    assert nav.demander(retour).code == 303
    assert nav.demander(retour).code == 403  # once


@pytest.mark.parametrize("vers", ["//evil.example", "https://evil.example", "/\\evil.example", "data:x"])
def test_la_connexion_ne_mene_jamais_ailleurs(serveur, vers):
    nav = serveur.navigateur("s-1")
    depart = nav.demander(f"/connexion?vers={vers}").entetes["location"]
    fin = nav.demander(httpx.get(depart).headers["location"].removeprefix(ICI)).entetes["location"]
    assert fin.startswith("/") and not fin.startswith(("//", "/\\"))


MANQUES = {
    "adresse =": "serveur.adresse",
    "hotes_admis =": "serveur.hotes_admis",
    "mandataires_tls =": "mandataire (proxy) TLS",
    "fournisseur =": "connexion.fournisseur",
    "client =": "connexion.client",
    "secret_fichier =": "connexion.secret_fichier",
}


@pytest.mark.parametrize("ligne", MANQUES)
def test_le_mode_serveur_refuse_de_demarrer_incomplet(serveur, ligne):
    chemin = serveur.home / "workbench.toml"
    gardees = [une for une in chemin.read_text("utf-8").splitlines() if not une.startswith(ligne)]
    assert partage.missing(load_settings(serveur.home)) == []
    chemin.write_text("\n".join(gardees), "utf-8")
    code, dit = lancer("serve", "--serveur", home=serveur.home)
    assert code == 2 and MANQUES[ligne] in dit and "Rien n’a été ouvert" in dit


def test_un_secret_lisible_par_d_autres_arrete(serveur):
    (serveur.home / "oidc.secret").chmod(0o640)
    code, dit = lancer("serve", "--serveur", home=serveur.home)
    assert code == 2 and "chmod 600" in dit and SECRET not in dit


def test_une_adresse_sans_tls_est_refusee(serveur):
    chemin = serveur.home / "workbench.toml"
    chemin.write_text(chemin.read_text("utf-8").replace(f'"{ICI}"', f'"http://{HOTE}"'), "utf-8")
    assert "https" in lancer("serve", "--serveur", home=serveur.home)[1]
