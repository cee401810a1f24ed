"""Shipped contents of the project room, signals, populations, texts, money and the support desk's
workbook.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outils.classeurs import classeur

from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Registre
from workbench.exchange import tickets
from workbench.exchange.plan import ClasseurIllisible
from workbench.identities.collisions import type_table
from workbench.projet import FicheInvalide, budget, changer, ouvrir, publics, signaux, textes
from workbench.socle.erreurs import ErreurWorkbench

LE = dt.date(2026, 6, 1)


# Seeds
def test_les_semences_disent_ce_qu_elles_doivent(tmp_path: Path):
    projet = ouvrir(tmp_path)
    enseignements = projet.lignes("enseignement")
    assert enseignements["id"].to_list() == [f"REX-{rang:02d}" for rang in range(1, 28)]
    assert enseignements.filter(pl.col("indicateur").is_null() & pl.col("livrable").is_null()).is_empty()
    risques = projet.lignes("risque")
    assert risques.height >= 14
    assert risques["indicateur"].null_count() == 0
    assert risques["reponse"].null_count() == 0
    lignes = projet.lignes("budget")
    assert all(lignes[nom].null_count() == lignes.height for nom in budget.MONTANTS), "aucun montant inventé"
    assert projet.lignes("personne")["nom"].null_count() == projet.lignes("personne").height
    assert set(projet.lignes("modele_texte")["procedure"]) >= {
        "ordre",
        "erpps",
        "rpps_plus",
        "ecps",
        "france_connect",
    }


def test_les_indicateurs_des_semences_sont_historises(petite_demo: Path):
    """A risk or a lesson never points to a figure that no run computes."""
    connus = set(ouvrir_porte(petite_demo, "essai", "essai").agregat("mart.historique")["indicateur"])
    connus |= {f"collision_{type_}" for type_ in type_table()["type"]}  # written only once there is one
    projet = ouvrir(petite_demo, [])
    for genre in ("risque", "enseignement"):
        cites = set(projet.lignes(genre)["indicateur"].drop_nulls())
        assert cites <= connus, cites - connus
        assert all(signaux.sens(cite) in ("hausse", "baisse") for cite in cites)


def test_les_textes_livres_se_lisent_et_se_remplissent(tmp_path: Path):
    """No placeholder is wrong, every population reads and is told in French."""
    projet = ouvrir(tmp_path)
    for genre in ("message", "modele_texte", "formation"):
        for ligne in projet.fiches(genre):
            assert publics.dire(publics.lire(ligne["population"]), {})
    for ligne in projet.fiches("modele_texte"):
        assert textes.fautes(ligne["corps"]) == []
        assert "\n\n" in ligne["corps"]


# Signals
def historique(
    *valeurs: float | None, indicateur: str = "compte_partage", denominateur: int | None = None
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "date_execution": [dt.date(2026, 1 + rang, 1) for rang in range(len(valeurs))],
            "indicateur": [indicateur] * len(valeurs),
            "libelle": ["Comptes partagés actifs"] * len(valeurs),
            "numerateur": [None if v is None else round(v * (denominateur or 1)) for v in valeurs],
            "denominateur": pl.Series([denominateur] * len(valeurs), dtype=pl.Int64),
            "valeur": pl.Series(valeurs, dtype=pl.Float64),
        }
    )


@pytest.mark.parametrize(
    ("valeurs", "etat"),
    [
        ((10, 12), "aggrave"),
        ((12, 10), "ameliore"),
        ((10, 10), "stable"),
        ((1000, 1005), "stable"),
        ((12, 10, 10, 10, 10), "immobile"),
        ((0, 0, 0, 0), "stable"),
        ((10,), "sans_recul"),
        ((None,), "non_mesure"),
        ((5, None, 8), "aggrave"),
    ],
)
def test_le_signal_d_un_nombre_a_reduire(valeurs: tuple[float | None, ...], etat: str):
    assert signaux.lire(historique(*valeurs), "compte_partage").etat == etat


def test_le_signal_d_une_part_a_augmenter():
    suite = historique(0.5, 0.6, indicateur="rpps_confirme_role", denominateur=10)
    signal = signaux.lire(suite, "rpps_confirme_role")
    assert (signal.etat, signal.taux, signal.numerateur, signal.precedente) == ("ameliore", True, 6, 0.5)
    assert signaux.lire(suite, "presents").etat == "non_mesure"
    assert signaux.lire(suite, None).etat == "non_mesure"
    pleine = historique(1.0, 1.0, 1.0, 1.0, indicateur="vertu_rpps_recent", denominateur=10)
    assert signaux.lire(pleine, "vertu_rpps_recent").etat == "stable", "une cible tenue n’est pas un blocage"


def test_une_contradiction_qu_aucune_execution_n_ecrit_vaut_zero():
    suite = historique(3, 2)
    assert signaux.lire(suite, "collision_rpps_sur_deux_personnes").valeur == 0
    assert signaux.lire(suite.clear(), "collision_rpps_sur_deux_personnes").etat == "non_mesure"
    une = pl.concat([suite, historique(1, indicateur="collision_x")])
    assert signaux.lire(une, "collision_x").etat == "ameliore"


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=8), st.booleans())
def test_un_signal_s_inverse_avec_le_sens(valeurs: list[float], part: bool):
    rules = {"tolerance": 0.01, "tolerance_part": 0.005, "immobile": 3}
    baisse, hausse = (signaux._etat(valeurs, sens, part, rules) for sens in ("baisse", "hausse"))
    assert (baisse == "aggrave") == (hausse == "ameliore")
    assert (baisse == "ameliore") == (hausse == "aggrave")


# Populations
COUVERTURE = pl.DataFrame(
    [
        ("presents", "ordre", "60", "Cardio", "absent", 3),
        ("presents", "ordre", "10", "Cardio", "confirme", 2),
        ("presents", "role", "313", "Urgences", "absent", 7),
        ("dpi", "ordre", "60", "Cardio", "absent", 1),
    ],
    schema=["population", "autorite", "profession_code", "service", "statut", "nombre"],
    orient="row",
)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("", 12),
        (None, 12),
        ("autorite=ordre", 5),
        ("autorite=ordre; profession_code=60 ;statut=absent", 3),
        ("autorite=ordre,role;statut=absent", 10),
        ("population=dpi", 1),
        ("service=Bloc", 0),
    ],
)
def test_compter_un_public(texte: str | None, attendu: int):
    assert publics.compter(COUVERTURE, publics.lire(texte)) == attendu


@pytest.mark.parametrize(
    "texte",
    [
        "ordre",
        "autorite=",
        "nom=MARTIN",
        "autorite=ordre;autorite=role",
        "population=tous",
        "population=dpi,presents",
    ],
)
def test_un_public_illisible_est_dit(texte: str):
    with pytest.raises(publics.PublicInvalide, match="Exemple"):
        publics.lire(texte)


def test_dire_et_filtrer_un_public():
    public = publics.lire("population=dpi;autorite=ordre")
    assert (
        publics.dire(public, {"autorite": {"ordre": "Ordre"}})
        == "utilisateurs du dossier patient · autorité d’enregistrement : Ordre"
    )
    assert publics.conditions(public) == {"utilisateur_dpi": True, "autorite": ["ordre"]}
    assert publics.inconnues(COUVERTURE, publics.lire("autorite=ordre;service=Bloc,Cardio")) == [
        "service=Bloc"
    ]
    repartition = publics.repartir(COUVERTURE, publics.lire("statut=absent"), "autorite")
    assert repartition.rows() == [("role", 7), ("ordre", 3)]


def test_un_public_hors_repertoire_n_a_ni_compte_ni_lettre():
    public = publics.lire("population=hors")
    assert not publics.au_repertoire(public)
    with pytest.raises(publics.PublicInvalide, match="répertoire"):
        publics.conditions(public)


def test_un_public_compte_comme_la_liste_nominative(petite_demo: Path):
    """The reach shown is the number of letters that would be printed."""
    porte = ouvrir_porte(petite_demo, "essai", "essai")
    couverture = porte.agregat("mart.couverture")
    for ligne in ouvrir(petite_demo, []).fiches("modele_texte"):
        public = publics.lire(ligne["population"])
        personnes = porte.nominatif("mart.couverture_personne", **publics.conditions(public))
        assert personnes.height == publics.compter(couverture, public), ligne["id"]


# Texts
def test_remplir_en_une_seule_passe():
    valeurs = {"nom": "{{service}}", "prenom": "A\x00nne", "service": "Cardio"}
    assert textes.remplir("{{prenom}} {{ nom }} {{inconnu}}", valeurs) == "Anne {{service}} {{inconnu}}"


@pytest.mark.parametrize("texte", ["{{prenon}}", "{{nom}", "bonjour }}", "{{ }}"])
def test_un_champ_faux_est_refuse_a_l_ecriture(tmp_path: Path, texte: str):
    with pytest.raises(FicheInvalide, match="Texte"):
        changer(Registre(tmp_path), "modele_texte", [{"id": "MT-01", "corps": texte}], "alice", "essai")
    assert Registre(tmp_path).toutes() == []


def test_une_population_fausse_est_refusee_a_l_ecriture(tmp_path: Path):
    with pytest.raises(FicheInvalide, match="colonne inconnue"):
        changer(Registre(tmp_path), "message", [{"id": "M-01", "population": "nom=X"}], "alice", "essai")
    with pytest.raises(FicheInvalide, match="date de la session"):
        changer(Registre(tmp_path), "formation", [{"id": "FO-01", "presents": 3}], "alice", "essai")


@given(st.text(), st.text())
def test_aucun_texte_ne_casse_un_document(corps: str, nom: str):
    from lxml.etree import Element

    Element("t").text = textes.remplir(corps + "{{nom}}", {"nom": nom})


# Money
def lignes_budget(*montants: tuple[float | None, float | None, float | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        montants, schema=dict.fromkeys(budget.MONTANTS, pl.Float64), orient="row"
    ).with_columns(chantier=pl.lit("mie"), annee=pl.lit(2027))


def test_projeter_a_la_main():
    vues = budget.projeter(
        lignes_budget(
            (None, None, None, None),
            (100, None, None, None),
            (100, 120, None, None),
            (100, 90, 60, 60),
            (100, 90, 95, 20),
            (None, 50, None, None),
            (100, None, 40, 70),
        )
    )
    assert vues["projection"].to_list() == [None, 100, 120, 90, 95, 50, 100]
    assert vues["reste"].to_list() == [None, 100, 120, 30, 0, 50, 30]
    assert vues["etat"].to_list() == [
        "a_chiffrer",
        "dans_le_prevu",
        "depassement",
        "dans_le_prevu",
        "dans_le_prevu",
        "sans_prevision",
        "paye_sans_engagement",
    ]
    [total] = budget.totaux(vues).to_dicts()
    assert (total["lignes"], total["a_chiffrer"], total["depassements"]) == (7, 1, 1)
    assert (total["prevu"], total["engage"], total["projection"], total["ecart"]) == (500, 195, 555, 5)


montant = st.one_of(st.none(), st.floats(0, 1e7))


@given(st.lists(st.tuples(montant, montant, montant, montant), min_size=1, max_size=12))
def test_une_projection_ne_dit_jamais_moins_que_l_engage(lignes: list[tuple[float | None, ...]]):
    vues = budget.projeter(lignes_budget(*lignes))
    for ligne in vues.to_dicts():
        assert ligne["etat"] in budget.ETATS
        if ligne["projection"] is None:
            assert all(ligne[nom] is None for nom in budget.MONTANTS)
            continue
        assert ligne["projection"] >= (ligne["engage"] or 0)
        assert ligne["projection"] >= (ligne["paye"] or 0)
        assert ligne["reste"] >= 0
    par = budget.totaux(vues, "chantier")
    assert par["projection"].sum() == pytest.approx(vues["projection"].sum())
    assert (par["projection"][0] is None) == (vues["projection"].null_count() == vues.height)


# The support desk's workbook


TITRES = ["Référence", "Créé le", "CATEGORIE", "Groupe d'affectation", "Temps passé (min)", "Demandeur"]


def test_importer_les_demandes():
    contenu = classeur(
        ["Extraction du 1er juin"],
        TITRES,
        [1, "12/05/2026 09:14", "Inscription RPPS de Mme DURAND", "DRH", 10, "DURAND"],
        [2, dt.datetime(2026, 5, 14), "numéro RPPS", "DRH", "5", "MARTIN"],
        [3, "2026-05-20", "Mot de passe oublié", "", None, "X"],
        [4, "03/04/2026", "Machine à café", "Standard", 3, "Y"],
    )
    plan = tickets.lire(contenu, LE)
    assert plan.fautes == []
    assert (plan.lues, plan.non_classees, plan.ignorees) == (4, 1, ["Référence", "Demandeur"])
    assert [(c["le"], c["theme"][:4], c["direction"], c["nombre"], c["minutes"]) for c in plan.lignes] == [
        (dt.date(2026, 4, 1), "Autr", "autre", 1, 3),
        (dt.date(2026, 5, 1), "Mot ", "dsi", 1, None),
        (dt.date(2026, 5, 1), "RPPS", "rh", 2, 15),
    ]
    assert "DURAND" not in str(plan.lignes), "le texte des demandes n’est jamais gardé"


def test_importer_deux_fois_ne_compte_pas_double(tmp_path: Path):
    registre = Registre(tmp_path)
    premier = classeur(["Date", "Thème", "Nombre"], ["01/05/2026", "rpps", 4], ["02/05/2026", "carte", 2])
    plan = tickets.lire(premier, LE, ouvrir(tmp_path).lignes("ticket"))
    assert changer(registre, "ticket", plan.lignes, "alice", "export du support") == 2
    assert changer(registre, "ticket", plan.lignes, "alice", "export du support") == 0
    second = classeur(["Date", "Thème", "Nombre"], ["01/05/2026", "rpps", 5])
    plan = tickets.lire(second, LE, ouvrir(tmp_path).lignes("ticket"))
    changer(registre, "ticket", plan.lignes, "alice", "export corrigé")
    assert tickets.charge(ouvrir(tmp_path).lignes("ticket"), ["direction"]).rows() == [("rh", 5, None, None)]


def test_les_fautes_sont_situees():
    contenu = classeur(
        ["Date", "Thème", "Nombre", "Minutes"],
        ["31/02/2026", "rpps", 1, 1],
        ["01/07/2031", "rpps", 1, 1],
        ["01/05/2026", "rpps", -2, 1],
        ["01/05/2026", "rpps", 1, "beaucoup"],
        ["01/05/2026", "rpps", "=1+1", 1],
    )
    plan = tickets.lire(contenu, LE)
    assert [(f.ligne, f.colonne) for f in plan.fautes] == [(2, "A"), (3, "A"), (4, "C"), (5, "D"), (6, "C")]


@pytest.mark.parametrize(
    "contenu",
    [b"", b"pas un classeur", b"PK\x03\x04tronque", classeur(["Nom", "Prénom"], ["A", "B"]), classeur()],
    ids=["vide", "texte", "tronque", "autres_colonnes", "feuille_vide"],
)
def test_un_mauvais_fichier_est_refuse_en_francais(contenu: bytes):
    with pytest.raises(ErreurWorkbench) as refus:
        tickets.lire(contenu, LE)
    assert refus.value.conseil


def abime(contenu: bytes, geste: Callable[[bytes], bytes]) -> bytes:
    """The same workbook, its sheet's XML changed."""
    flux = BytesIO()
    with zipfile.ZipFile(BytesIO(contenu)) as lu, zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for nom in lu.namelist():
            octets = lu.read(nom)
            ecrit.writestr(nom, geste(octets) if nom == "xl/worksheets/sheet1.xml" else octets)
    return flux.getvalue()


def test_la_taille_annoncee_d_une_feuille_ne_fait_rien_perdre():
    """Some tools write a `<dimension>` smaller than the sheet: every row and column is read all the same."""
    entier = classeur(
        ["Date", "Thème", "Nombre"], *([f"{jour:02}/05/2026", "rpps", 4] for jour in range(1, 11))
    )
    menteur = abime(entier, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B3"', xml))
    assert menteur != entier
    plan = tickets.lire(menteur, LE)
    assert (plan.lues, plan.lignes) == (10, tickets.lire(entier, LE).lignes)
    assert plan.lignes[0]["nombre"] == 40


def test_une_feuille_coupee_est_refusee_en_francais():
    lignes = [[f"{1 + rang % 28:02}/05/2026", "rpps", 4] for rang in range(2_000)]
    coupee = abime(classeur(["Date", "Thème", "Nombre"], *lignes), lambda xml: xml[: len(xml) // 2])
    with pytest.raises(ClasseurIllisible, match="illisible") as refus:
        tickets.lire(coupee, LE)
    assert "Rien n’a été importé" in refus.value.conseil


def test_deux_themes_qui_commencent_pareil_ne_se_confondent_pas(tmp_path: Path):
    """The establishment's own themes may share their first words: two cards, and the load of each."""
    (tmp_path / "regles").mkdir()
    livre = files("workbench.exchange").joinpath("tickets.toml").read_text("utf-8")
    siens = "".join(
        f'[[themes]]\nlibelle = "Déclaration de l’agent {mot}"\ndirection = "rh"\nmots = ["{mot}"]\n'
        for mot in ("titulaire", "vacataire")
    )
    tete, _, reste = livre.partition("[[themes]]")
    (tmp_path / "regles/tickets.toml").write_text(f"{tete}{siens}[[themes]]{reste}", "utf-8")
    contenu = classeur(
        ["Date", "Thème", "Nombre"], ["01/05/2026", "titulaire", 4], ["02/05/2026", "vacataire", 3]
    )
    plan = tickets.lire(contenu, LE, home=tmp_path)
    assert len({carte["id"] for carte in plan.lignes}) == len(plan.lignes) == 2
    assert changer(Registre(tmp_path), "ticket", plan.lignes, "alice", "export du support") == 2
    assert tickets.charge(ouvrir(tmp_path).lignes("ticket"), ["direction"])["nombre"].to_list() == [7]


def test_un_fichier_gonfle_est_refuse():
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for rang in range(4):
            archive.writestr(f"xl/{rang}.xml", b"0" * 90_000_000)
    with pytest.raises(ClasseurIllisible, match="illisible"):
        tickets.lire(flux.getvalue(), LE)
