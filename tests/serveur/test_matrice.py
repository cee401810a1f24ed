"""Every role and scope at every door: the doors are read in the registers, so that a new one without a rule
fails here.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
import typer
from streamlit.testing.v1 import AppTest
from tests.outils.commandes import lancer
from tests.outils.pages import RACINE
from tests.serveur.conftest import A_PERIMETRE

from workbench import projet
from workbench.access import (
    Acces,
    AccesRefuse,
    Fenetre,
    compte,
    listes,
    ouvrir,
    portee_of,
    role_of,
    roles,
    seances,
)
from workbench.access.effectifs import regles
from workbench.access.perimetre import Portee, listed
from workbench.cli import commandes, droits
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.socle.settings import Acces as Reglages
from workbench.socle.settings import Perimetre
from workbench.ui.session import pages

IDENTIFIANT = re.compile(r"\bID\d{8}\b")
ENTIERES = ("agregat", "nominatif")
PORTES = (*ENTIERES, "page", "compter")
TOUT = 10_000  # more rows than the demonstration has in any mart of people
GROUPES = [*roles(), *A_PERIMETRE]
# pages that speak of a service alone; guides speak of nobody
OUVERTES = {"personnes", "contrats_courts", "infirmiers", "employeur", "guides"}


def _par(acces: Acces, porte: str, mart: str):
    """That mart read by that door; whole for who has a scope, a row of it is enough for the others."""
    combien = None if acces.portee else 1
    if porte == "agregat":
        return acces.agregat(mart)
    if porte == "nominatif":
        return acces.nominatif(mart, motif="essai", limite=combien)
    if porte == "page":
        return acces.page(mart, Fenetre(combien=combien or TOUT), colonnes=["id_unique"], motif="essai")
    return acces.compter(mart, Fenetre(), ["id_unique"])


def _identifiants(rendu) -> set[str]:
    return set(IDENTIFIANT.findall(rendu.write_ndjson()))


@pytest.mark.parametrize("groupe", ["equipe", "lecteur", "hopital", "cadre"])
def test_chaque_mart_par_chaque_porte(home_droits: Path, livre: seances.Seances, groupe: str):
    livre.ouvrir(groupe, [groupe])
    livre.ouvrir("tout", ["equipe"])
    acces, tout = ouvrir(home_droits, groupe, "essai"), ouvrir(home_droits, "tout", "essai")
    tous = tout.nominatif("identite", colonnes=["id_unique", "etablissement", "service"])
    autres = set(tous["id_unique"]) - set(_bornes(tous, acces.portee)["id_unique"])
    assert bool(autres) == (acces.portee is not None)
    lus = set()
    for genre, noms in listes().items():
        for mart in sorted(noms):
            for porte in PORTES:
                permise = (porte == "agregat") == (genre == "comptage")
                permise = permise and (genre == "comptage" or acces.role.nommer)
                try:
                    rendu = _par(acces, porte, mart)
                except AccesRefuse:
                    assert not permise or acces.portee is not None or porte not in ENTIERES, (mart, porte)
                    continue
                assert permise, (mart, porte)
                lus.add(mart)
                assert not _identifiants(rendu) & autres, (mart, porte)
    assert lus, "un rôle qui ne lit rien ne prouverait rien"
    if acces.portee is not None:
        assert lus & listes()["comptage"] >= listed("ensemble")
        with pytest.raises(AccesRefuse):
            acces.recompter(["taux"])


def _bornes(tous, portee: Portee | None):
    if portee is None:
        return tous
    garde = tous.clear()
    for part in portee.parts:
        ici = tous.filter(tous["etablissement"] == part.etablissement)
        garde = garde.vstack(ici.filter(ici["service"].is_in(part.services)) if part.services else ici)
    return garde


def test_une_recherche_ne_trouve_pas_qui_est_hors_du_perimetre(home_droits, livre):
    livre.ouvrir("chef", ["bloc"])
    livre.ouvrir("tout", ["equipe"])
    chef, tout = ouvrir(home_droits, "chef", "essai"), ouvrir(home_droits, "tout", "essai")
    siens = set(chef.nominatif("personne", colonnes=["id_unique"])["id_unique"])
    autre = tout.nominatif("personne", colonnes=["id_unique", "ordre"]).filter(
        ~tout.nominatif("personne", colonnes=["id_unique"])["id_unique"].is_in(siens)
    )
    ident, cherche = autre.row(0)
    for fenetre in (
        Fenetre(filtres={"id_unique": ident}),
        Fenetre(filtres={"id_unique": [ident, None]}),
        Fenetre(mots=[[("ordre", cherche)]], filtres={"id_unique": ident}),
    ):
        assert chef.page("personne", fenetre, colonnes=["nom"]).is_empty()
        assert chef.compter("personne", fenetre)["nombre"].to_list() == [0]
        assert tout.compter("personne", fenetre)["nombre"].to_list() != [0]
    assert chef.nominatif("personne", id_unique=ident).is_empty()


def test_chaque_mart_dit_ce_qu_il_devient_pour_chacun():
    """A counting mart has its rounding rule; one named in the register of scopes exists."""
    assert set(regles()) == listes()["comptage"]
    assert listed("ensemble") | listed("vides") <= listes()["comptage"]
    assert not listed("ensemble") & listed("vides")


@pytest.mark.parametrize("groupe", ["bloc", "cadre"])
def test_chaque_page_ouverte_au_perimetre_ne_nomme_que_les_siens(home_droits, livre, monkeypatch, groupe):
    assert {page.code for page in pages().values() if page.perimetre} == OUVERTES
    livre.ouvrir("tout", ["equipe"])
    tout = ouvrir(home_droits, "tout", "essai").nominatif(
        "identite", colonnes=["id_unique", "etablissement", "service"]
    )
    cle = livre.ouvrir(groupe, [groupe])
    autres = set(tout["id_unique"]) - set(_bornes(tout, portee_of(home_droits, groupe))["id_unique"])
    autre = min(autres)
    monkeypatch.chdir(RACINE)
    monkeypatch.setenv("WORKBENCH_HOME", str(home_droits))
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    app.user = {"seance": cle}
    app.run()
    for page in pages().values():
        if not page.perimetre or not page.ouverte_a(role_of(home_droits, groupe).code):
            continue
        for demande in ({}, {"personne": autre}, {"chiffre": "presents"}):
            app.switch_page(page.fichier)
            for nom, valeur in demande.items():
                app.query_params[nom] = valeur
            app.run()
            assert not app.exception, page.code
            vus = set(IDENTIFIANT.findall(str(app.main.children)))
            assert not (vus - set(demande.values())) & autres, page.code
            app.query_params.clear()


def _feuilles(groupe, chemin: tuple[str, ...] = ()):
    for nom, une in groupe.commands.items():
        if hasattr(une, "commands"):
            yield from _feuilles(une, (*chemin, nom))
        else:
            yield (*chemin, nom), une


COMMANDES = dict(_feuilles(typer.main.get_command(commandes.app)))


def _regle(commande) -> str:
    return droits.name_of(commande.callback.__wrapped__)


def test_chaque_commande_a_sa_regle_et_chaque_regle_sa_commande():
    dites = droits.rules()
    assert {_regle(une) for une in COMMANDES.values()} == set(dites["droits"]) | set(dites["libre"])
    assert not set(dites["droits"]) & set(dites["libre"])
    assert set(dites["perimetre"]["commandes"]) <= set(dites["droits"])
    assert set(dites["droits"].values()) <= set(roles_droits())


def roles_droits() -> set[str]:
    return {droit for role in roles().values() for droit in role.droits}


@pytest.mark.parametrize("chemin", COMMANDES, ids=" ".join)
def test_chaque_commande_refuse_qui_n_a_pas_son_droit(home_droits, tmp_path, monkeypatch, chemin):
    une = COMMANDES[chemin]
    droit = droits.rules()["droits"].get(_regle(une))
    if droit is None:
        return
    monkeypatch.chdir(tmp_path)
    donnes = []
    for attendu in une.params:
        if attendu.required:
            value = "3" if attendu.name == "nombre" else str(tmp_path / "x")
            donnes += [attendu.opts[0]] * (attendu.param_type_name == "option") + [value]
    avant = sorted(home_droits.rglob("*"))
    for code, role in roles().items():
        monkeypatch.setenv("WORKBENCH_ROLE", code)
        if droit in role.droits:
            droits.allow(_regle(une), home_droits)
            continue
        sortie, dit = lancer(*chemin, *donnes, home=home_droits)
        assert sortie == 2 and "rôle" in dit, (code, dit)
    monkeypatch.delenv("WORKBENCH_ROLE")
    monkeypatch.setattr(droits, "workstation_account", lambda: "cadre_bloc")
    monkeypatch.setattr(sys.modules[role_of.__module__], "acces_of", _cadre)
    if _regle(une) not in droits.rules()["perimetre"]["commandes"]:
        sortie, dit = lancer(*chemin, *donnes, home=home_droits)
        assert sortie == 2 and ("périmètre" in dit or "rôle" in dit), dit
    assert sorted(home_droits.rglob("*")) == avant and not list(tmp_path.iterdir())


def _cadre(_home: Path):

    return Reglages(
        role_defaut="equipe",
        perimetres={"cadre_bloc": [Perimetre(etablissement="CHR", services=["Pharmacie"])]},
    )


def test_un_nom_emprunte_n_ouvre_ni_droit_ni_perimetre(home_droits, monkeypatch):
    """WORKBENCH_UTILISATEUR names someone else: what that one may, and no more than the account."""
    monkeypatch.setattr(sys.modules[role_of.__module__], "acces_of", _cadre)
    monkeypatch.setattr(compte, "workstation_account", lambda: "cadre_bloc")
    monkeypatch.setenv("WORKBENCH_UTILISATEUR", "quelqu_un")
    assert role_of(home_droits, "quelqu_un").droits == {"nommer"}
    portee = portee_of(home_droits, "quelqu_un")
    assert portee is not None and portee.dite() == "CHR (Pharmacie)"
    monkeypatch.setattr(compte, "workstation_account", lambda: "autre")
    monkeypatch.setenv("WORKBENCH_UTILISATEUR", "cadre_bloc")
    assert portee_of(home_droits, "cadre_bloc") == portee, "un nom emprunté peut restreindre"


def test_deux_perimetres_ensemble_ne_laissent_que_ce_qui_est_des_deux():
    def portee(*parts: tuple[str, list[str]]) -> Portee:
        return Portee(tuple(Perimetre(etablissement=ou, services=quoi) for ou, quoi in parts))

    tout, bloc = portee(("CHR", [])), portee(("CHR", ["Bloc", "Pharmacie"]))
    assert tout.within(bloc) == bloc.within(tout) == bloc
    assert bloc.within(portee(("CHR", ["Pharmacie", "Urgences"]))) == portee(("CHR", ["Pharmacie"]))
    assert bloc.within(portee(("CHR", ["Urgences"]))) == bloc.within(portee(("CHA", []))) == portee()
    assert bloc.within(None) == bloc


def test_aucun_document_ne_sort_pour_qui_ne_sort_rien(home_droits, livre):
    """Every kind of document that leaves asks the same gate, named or not."""
    for groupe in GROUPES:
        livre.ouvrir(groupe, [groupe])
        acces = ouvrir(home_droits, groupe, "essai")
        for genre in produits.genres().values():
            if acces.role.exporter and acces.portee is None:
                produits.exiger(acces, genre.nominatif)
            else:
                with pytest.raises(AccesRefuse):
                    produits.exiger(acces, genre.nominatif)


@pytest.mark.parametrize("groupe", GROUPES)
def test_une_decision_de_comite_n_est_tranchee_que_par_qui_peut(home_droits, tmp_path, livre, groupe):
    """Where cards are written, whatever the door (buttons, grid, minutes, workbook, notebook): an answer asks
    `trancher`, the rest `ecrire`.
    """
    shutil.copy(home_droits / "workbench.toml", tmp_path)
    for nom in {"equipe", groupe}:
        livre.ouvrir(nom, [nom])
    registre, genre = Registre(tmp_path), "decision_comite"
    cartes = [{"id": f"D-{rang}", "texte": "Équiper", "statut": "demandee"} for rang in range(4)]
    projet.changer(registre, genre, cartes, "equipe", "essai")
    tranchees = [{"id": f"D-{rang}", "statut": "prise"} for rang in (1, 2)]
    projet.changer(registre, genre, tranchees, "equipe", "essai")
    reponse = projet.ouvrir(tmp_path).derniere(genre, "D-1").id

    def poser(**carte):
        return projet.changer(registre, genre, [carte], groupe, "essai")

    essais = (
        ({"trancher"}, lambda: poser(id="D-0", statut="refusee", tranchee_par=groupe)),
        ({"trancher"}, lambda: poser(id="D-1", pourquoi="trop tôt")),
        ({"trancher"}, lambda: poser(texte="Acheter", statut="prise")),
        ({"ecrire"}, lambda: poser(texte="Demander", statut="demandee")),
        ({"ecrire"}, lambda: poser(id="D-1", cout="aucun")),
        ({"ecrire", "trancher"}, lambda: poser(id="D-3", statut="prise", cout="aucun")),
        ({"trancher"}, lambda: projet.annuler(registre, [reponse], groupe, "essai")),
        ({"ecrire", "trancher"}, lambda: projet.retirer(registre, genre, ["D-2"], groupe, "essai")),
    )
    for rang, (demandes, essai) in enumerate(essais):
        avant = registre.toutes()
        if demandes <= role_of(tmp_path, groupe).droits:
            assert essai() == 1, rang
            continue
        with pytest.raises(AccesRefuse, match="rôle"):
            essai()
        assert registre.toutes() == avant, rang
