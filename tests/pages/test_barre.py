"""The one bar: eight places, a scope that follows, a search that shows each role what it may open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.outils.pages import envoyer, journal, lues, ouvrir
from tests.outils.pages import pages as connues

from workbench.access import ouvrir as ouvrir_porte
from workbench.access import roles
from workbench.access.fenetre import Fenetre
from workbench.ui.bandeau import perimetre, recherche
from workbench.warehouse import published_path
from workbench.warehouse.publication import open_version

PLACES = ["Accueil", "Jalons", "Personnes", "Revue", "MIE et accès", "Projet", "Exports", "Données"]


@pytest.fixture
def une(petite_demo: Path) -> dict:
    """Somebody whose first and last names are borne by nobody else."""
    acces = ouvrir_porte(petite_demo, "essai", "essai")
    gens = acces.nominatif("mart.personne", colonnes=["id_unique", "nom", "prenom"]).drop_nulls()
    for personne in gens.sort("id_unique").to_dicts():
        mots = recherche.read_search(f"{personne['prenom']} {personne['nom']}").mots
        if acces.compter("mart.personne", Fenetre(mots=mots))["nombre"].item() == 1:
            return personne
    raise AssertionError("personne n’est seul à porter son nom")


def chercher(app, texte: str):
    """As typed in the field, which the test engine fills with its own options only."""
    app.session_state[recherche.VERS] = recherche.Cible("texte", texte)
    return app.run()


def test_huit_places_au_plus_et_chaque_page_dans_une():
    assert list(dict.fromkeys(page.place for page in connues().values())) == PLACES
    assert {axe for page in connues().values() for axe in page.suit} <= set(perimetre.AXES)


def test_la_barre_dit_qui_quand_et_ce_que_la_page_ne_suit_pas(petite_demo, monkeypatch):
    app = ouvrir(petite_demo, monkeypatch, "jalons", etablissement="CHV", service="Urgences")
    assert not app.exception
    dit = lues(app)
    assert "données du 1er" in dit and "version du" in dit and "rôle Équipe projet" in dit
    assert "ne se restreint pas à « CHV, Urgences » : ses chiffres sont ceux de tout le groupe" in dit
    app.switch_page(connues()["ecarts"].fichier).run()
    assert "ne se restreint pas à « Urgences » : ses chiffres sont ceux de « CHV »" in lues(app)
    app.switch_page(connues()["personnes"].fichier).run()
    assert "ne se restreint pas" not in lues(app)
    assert dict(app.query_params) == {"etablissement": "CHV", "service": "Urgences"}


def test_une_adresse_dit_tout_le_perimetre_et_l_ancienne_cle_tient(petite_demo, monkeypatch):
    app = ouvrir(petite_demo, monkeypatch, "ecarts", entite="CHV")
    assert app.selectbox(key="etablissement").value == "CHV"
    app.selectbox(key="service").set_value("Urgences").run()
    app.selectbox(key="etablissement").set_value("CHR").run()
    assert app.selectbox(key="service").value == "Urgences", "there is one in each"
    assert "Périmètre : CHR, Urgences" in lues(app), "the line of a phone"
    app.query_params["perimetre"] = "tout"
    app.run()
    assert app.selectbox(key="etablissement").value == app.selectbox(key="service").value == ""
    assert f"Périmètre : {perimetre.GROUPE}" in lues(app)


def test_le_perimetre_compte_ce_que_la_liste_montre(petite_demo, monkeypatch):
    """« Voir les N » counts what its list shows, whatever the axis."""
    acces = ouvrir_porte(petite_demo, "essai", "essai")
    gens = acces.nominatif("mart.personne", colonnes=["profession", "service", "etablissement", "chiffres"])
    attendus = [
        ligne
        for ligne in gens.to_dicts()
        if ligne["profession"] == "Infirmier"
        and ligne["etablissement"] == "CHV"
        and " presents " in (ligne["chiffres"] or "")
    ]
    app = ouvrir(petite_demo, monkeypatch, "couverture_rpps", etablissement="CHV", profession="Infirmier")
    app.segmented_control(key="population").set_value("presents").run()
    assert not app.exception
    liens = [lien.proto.label for lien in app.get("page_link")]
    assert f"Voir les {len(attendus)} agents présents" in liens
    app = ouvrir(
        petite_demo,
        monkeypatch,
        "personnes",
        etablissement="CHV",
        profession="Infirmier",
        chiffre="presents",
    )
    assert f"<b>{len(attendus)} personnes</b>" in lues(app)


SUIVIES = {  # page → the figure it says, the people or accounts it counts
    "infirmiers": ("Infirmiers présents", "mart.infirmier_personne WHERE a_declarer"),
    "employeur": ("Restent à enregistrer", "mart.employeur_personne WHERE a_enregistrer"),
    "contrats_courts": ("Arrivées sur douze mois", "mart.arrivee_personne WHERE true"),
    "mie": ("À équiper", "mart.mie_personne WHERE true"),
}


def le_plus_grand(home: Path, ou: str) -> tuple[str, str, int]:
    """The service that holds most of these rows, and how many."""
    with open_version(published_path(home)) as lu:
        return lu.execute(
            f"SELECT etablissement, service, count(*) FROM {ou} AND service IS NOT NULL AND"
            " etablissement IS NOT NULL GROUP BY ALL ORDER BY 3 DESC, 1, 2 LIMIT 1"
        ).fetchone()


@pytest.mark.parametrize("code", SUIVIES)
def test_une_page_compte_le_perimetre_comme_une_requete(petite_demo, monkeypatch, code):
    """The figure of the page within a scope is the count of its people there; the group's says so."""
    titre, ou = SUIVIES[code]
    etablissement, service, attendu = le_plus_grand(petite_demo, ou)
    app = ouvrir(petite_demo, monkeypatch, code, etablissement=etablissement, service=service)
    assert not app.exception
    dit = lues(app)
    assert f"<dt>{titre}</dt><dd>{attendu}<small>" in dit, "within a scope: no mark of the register either"
    assert "Cette page ne se restreint pas" not in dit
    assert f"Ici, tout le groupe, et non « {etablissement}, {service} » seul." in dit
    app.query_params["perimetre"] = "tout"
    app.run()
    assert "Ici, tout le groupe" not in lues(app)


def test_une_liste_nominative_suit_le_perimetre_et_celle_de_l_ordre_non(petite_demo, monkeypatch):
    ou = "mart.infirmier_personne WHERE a_declarer AND statut = 'absent'"
    etablissement, service, attendu = le_plus_grand(petite_demo, ou)
    app = ouvrir(petite_demo, monkeypatch, "infirmiers", etablissement=etablissement, service=service)
    app.text_input(key="infirmiers_motif").set_value("essai du périmètre")
    app = envoyer(app, "Afficher les personnes")
    assert f"{attendu} personne" in lues(app)
    app.text_input(key="ordre_liste_motif").set_value("liste du trimestre")
    app = envoyer(app, "Préparer la liste")
    with open_version(published_path(petite_demo)) as lu:
        tous = lu.execute("SELECT count(*) FROM mart.infirmier_personne WHERE a_declarer").fetchone()[0]
    assert any(f": {tous}\xa0infirmiers" in un.proto.label for un in app.get("download_button")), [
        un.proto.label for un in app.get("download_button")
    ]


def test_les_comptes_suivent_le_perimetre(petite_demo, monkeypatch):
    with open_version(published_path(petite_demo)) as lu:
        premier = lu.execute("SELECT probleme FROM mart.compte_tableau ORDER BY rang LIMIT 1").fetchone()[0]
    etablissement, service, attendu = le_plus_grand(
        petite_demo, f"mart.compte_probleme WHERE probleme = '{premier}'"
    )
    app = ouvrir(
        petite_demo, monkeypatch, "comptes", etablissement=etablissement, service=service, probleme=premier
    )
    app.text_input(key="comptes_motif").set_value("essai du périmètre")
    app = envoyer(app, "Afficher les comptes")
    assert not app.exception
    assert f"{attendu} compte" in lues(app)


@pytest.mark.parametrize("role", [*roles()])
def test_chaque_role_ne_trouve_que_ce_qu_il_ouvre(petite_demo, monkeypatch, une, role):
    monkeypatch.setenv("WORKBENCH_ROLE", role)
    app = ouvrir(petite_demo, monkeypatch, "plan", f"cherche_{role}")
    offertes = "\n".join(app.selectbox(key=recherche.CLE).options)
    assert ("Page · Revue\n" in offertes) == (role in connues()["revue"].roles)
    assert "Service · " in offertes and "Tâche · " in offertes and "Indicateur · " in offertes
    assert une["nom"] not in offertes
    chercher(app, f"{une['prenom']} {une['nom']}")
    assert not app.exception
    lus = journal(petite_demo, f"cherche_{role}")
    if roles()[role].nommer:
        assert [titre.value for titre in app.title] == [f"{une['prenom']} {une['nom']}"]
        assert any("recherche dans la barre" in ligne["motif"] for ligne in lus)
    else:
        assert "Rien ne correspond à" in lues(app) and une["id_unique"] not in lues(app)
        assert not lus
        assert not [lien for lien in app.get("page_link") if "personnes/" in lien.proto.page]


@pytest.mark.parametrize(
    ("tape", "mene"),
    [
        ("couverture", "couverture_rpps"),
        ("registre introuvable", ""),
        ("psychiatrie", ""),
        ("ecarts", "ecarts"),
    ],
)
def test_des_mots_tapes_menent_ou_disent_pourquoi_non(petite_demo, monkeypatch, tape, mene):
    app = ouvrir(petite_demo, monkeypatch, "plan")
    chercher(app, tape)
    assert not app.exception
    attendu = connues()[mene or "plan"].question
    assert [titre.value for titre in app.title] == [attendu]
    if not mene:
        plusieurs = [un.label for un in app.button if str(un.key).startswith("trouve_")]
        assert ("Rien ne correspond à" in lues(app)) == (not plusieurs) == ("introuvable" in tape)


def test_un_service_trouve_devient_le_perimetre(petite_demo, monkeypatch):
    app = ouvrir(petite_demo, monkeypatch, "couverture_rpps")
    chercher(app, "reanimation chv")
    assert app.selectbox(key="service").value == "Réanimation"
    assert app.selectbox(key="etablissement").value == "CHV"
    assert [titre.value for titre in app.title] == [connues()["couverture_rpps"].question]


def test_chaque_role_a_son_accueil_fait_de_blocs_connus():
    from pages.pilotage.vues import accueil

    assert set(accueil.blocs()) == set(roles())
    assert {nom for noms in accueil.blocs().values() for nom in noms} == set(accueil.BLOCS)


@pytest.mark.parametrize(
    ("role", "dabord"),
    [
        ("sponsor", "Les 4 objectifs sont "),
        ("equipe", "Le projet : "),
        ("analyste", "Les cas à trancher"),
        ("rh", "Ce qui reste à faire pour vos professionnels"),
        ("dsi", "Les comptes à corriger"),
    ],
)
def test_l_accueil_dit_d_abord_ce_que_ce_role_vient_chercher(petite_demo, monkeypatch, role, dabord):
    """And, for everybody, the services beside an objective at risk; their people, for who reads names."""
    monkeypatch.setenv("WORKBENCH_ROLE", role)
    app = ouvrir(petite_demo, monkeypatch, "vue_codir", f"accueil_{role}")
    assert not app.exception
    dit = lues(app)
    assert dabord in dit or app.subheader[0].value == dabord
    nomme = roles()[role].nommer
    assert ("Surtout : " if nomme else "Surtout, à quelques personnes près : ") in dit
    assert ("chiffre=dpi_2027&amp;etablissement=" in dit) == nomme
    comptes = re.findall(r"\(C\w+\)\s: \d+", dit[dit.index("Surtout") :])
    assert bool(comptes) == nomme, "des sommes d’effectifs arrondis ne se disent pas par service"


@pytest.mark.parametrize("role", ["equipe", "dsi", "sponsor"])
def test_un_chiffre_ouvre_ou_qui_et_quoi_faire(petite_demo, monkeypatch, role):
    """The panel of a lead figure: services for all, people and an action for who may."""
    from workbench.ui import panneau

    monkeypatch.setenv("WORKBENCH_ROLE", role)
    monkeypatch.setattr(panneau.st, "popover", lambda *_, **__: _Ouvert())
    app = ouvrir(petite_demo, monkeypatch, "vue_codir", f"panneau_{role}")
    assert not app.exception
    dit, droits = lues(app), roles()[role]
    assert "Où : " in dit and ("de ce qui reste" in dit) == droits.nommer
    liens = [lien.proto.query_string for lien in app.get("page_link") if "personnes" in lien.proto.page]
    assert any("service=" in requete and "chiffre=dpi_2027" in requete for requete in liens) == droits.nommer
    assert any(b.label == "Enregistrer l’action" for b in app.button) == droits.ecrire
    assert not journal(petite_demo, f"panneau_{role}"), "numbers alone are read"


class _Ouvert:
    """A popover that stands open."""

    open = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False
