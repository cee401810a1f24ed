"""Access review campaigns: frozen scope, lists out and back, hostile files, progress, seal, what the year
covers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from tests.jouet import JOUR, compte, personne, publier

from workbench.access import ouvrir
from workbench.decisions import Decision, Registre
from workbench.decisions.rejeu import decision_table, review_table
from workbench.exchange.acces import classeur as acces_classeur
from workbench.exchange.acces import preuve as acces_preuve
from workbench.exchange.acces import retour as acces_retour
from workbench.exchange.contrat import contrat
from workbench.exchange.plan import ClasseurIllisible, record
from workbench.exchange.revue import retour
from workbench.pilotage.comptes import campagnes
from workbench.pilotage.comptes.campagnes import CampagneImpossible

FEUILLE = contrat("acces").feuille("acces")
REFERENCE, DECISION = (
    [item.code for item in FEUILLE.colonnes].index(code) + 1 for code in ("reference", "decision")
)
LE = dt.date(2026, 6, 10)
ECHEANCE = dt.date(2026, 7, 1)
COMPTES = pl.DataFrame(
    [
        ("dpi:a", "dpi", "dpi", "a", "CHA", "Bloc", "Martin", "Zoé", None),
        ("dpi:b", "dpi", "dpi", "b", "CHA", "Bloc", None, None, "Comptes dormants"),
        ("ad:c", "ad_cha", "ad", "c", "CHA", "Urgences", "Petit", "Luc", None),
        ("ad:d", "ad_chb", "ad", "d", "CHB", "Bloc", "=cmd()", "Ève", None),
    ],
    schema=[
        "cle",
        "application",
        "source",
        "login",
        "etablissement",
        "service",
        "nom",
        "prenom",
        "a_regarder",
    ],
    orient="row",
).with_columns(
    pl.lit(None, pl.String).alias("metier"),
    pl.lit(None, pl.String).alias("profil"),
    pl.lit(LE).alias("date_derniere_connexion"),
)


def ouverture(connues=(), **perimetre) -> Decision:
    return campagnes.opening(
        COMPTES, campagnes.Ouverture("Revue 2026", perimetre, ECHEANCE), "chef", connues, LE, "v1"
    )


@pytest.fixture
def registre(tmp_path: Path) -> Registre:
    registre = Registre(tmp_path)
    registre.enregistrer([ouverture()])
    return registre


def courante(registre: Registre) -> campagnes.Campagne:
    return campagnes.campaigns(registre.en_vigueur())[0]


def liste(campagne: campagnes.Campagne, **reponses: tuple[str, str]) -> bytes:
    """The workbook of the whole campaign, answered: `dpi_a=("Garder", "")`."""
    contenu = acces_classeur.contenu(campagne, "équipe", list(campagne.comptes), COMPTES, {}, LE)
    classeur = load_workbook(io.BytesIO(contenu))
    feuille = classeur[FEUILLE.titre]
    rangs = {feuille.cell(3, rang).value: rang for rang in range(1, 13)}
    for ligne in range(4, feuille.max_row + 1):
        cle = str(feuille.cell(ligne, rangs["Référence"]).value).partition("|")[2].replace(":", "_")
        if cle in reponses:
            feuille.cell(ligne, rangs["Décision"]).value = reponses[cle][0]
            feuille.cell(ligne, rangs["Précision"]).value = reponses[cle][1] or None
            feuille.cell(ligne, rangs["Répondu par"]).value = "cadre"
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def repondre(registre: Registre, **reponses: tuple[str, str]) -> int:
    return record(
        registre, acces_retour.lire(liste(courante(registre), **reponses), courante(registre), "chef")
    )


def test_le_perimetre_est_fige_en_cles_sans_nom(registre: Registre):
    [campagne] = campagnes.campaigns(registre.en_vigueur())
    assert dict(campagne.comptes) == {
        "dpi:a": "CHA|Bloc",
        "dpi:b": "CHA|Bloc",
        "ad:c": "CHA|Urgences",
        "ad:d": "CHB|Bloc",
    }
    ecrit = json.dumps(dict(campagne.decision.valeur), ensure_ascii=False)
    assert "Martin" not in ecrit
    assert campagne.code == "RA-20260610-1"


def test_le_perimetre_se_restreint_et_les_refus_sont_dits(registre: Registre):
    deux = ouverture(campagnes.campaigns(registre.en_vigueur()), etablissement=["CHA"], application=["dpi"])
    assert (deux.objet, deux.valeur["comptes"]) == ("RA-20260610-2", {"CHA|Bloc": ["dpi:a", "dpi:b"]})
    with pytest.raises(CampagneImpossible, match="Périmètre vide"):
        ouverture(service=["Nulle part"])
    with pytest.raises(CampagneImpossible, match="Échéance passée"):
        campagnes.opening(
            COMPTES, campagnes.Ouverture("Revue", {}, LE - dt.timedelta(days=1)), "chef", [], LE, "v1"
        )
    with pytest.raises(CampagneImpossible, match="sans titre"):
        campagnes.opening(COMPTES, campagnes.Ouverture(" ", {}, ECHEANCE), "chef", [], LE, "v1")


def test_une_liste_par_responsable_sinon_par_service(registre: Registre):
    campagne = courante(registre)
    qui = acces_classeur.recipients(campagne, {("CHA", "Bloc"): "Mme Roy", ("CHA", "Urgences"): "Mme Roy"})
    assert {nom: sorted(cles) for nom, cles in qui.items()} == {
        "Bloc (CHB)": ["ad:d"],
        "Mme Roy": ["ad:c", "dpi:a", "dpi:b"],
    }
    archive = zipfile.ZipFile(io.BytesIO(acces_classeur.archive(campagne, {}, COMPTES, {}, LE)))
    assert sorted(archive.namelist()) == [
        "RA-20260610-1_bloc_cha.xlsx",
        "RA-20260610-1_bloc_chb.xlsx",
        "RA-20260610-1_urgences_cha.xlsx",
    ]
    un = load_workbook(io.BytesIO(archive.read("RA-20260610-1_bloc_chb.xlsx")))[FEUILLE.titre]
    lignes = list(un.iter_rows(min_row=4, values_only=True))
    assert [ligne[REFERENCE - 1] for ligne in lignes] == ["RA-20260610-1|ad:d"], (
        "rien sur les autres services"
    )
    assert lignes[0][2].startswith("'="), "jamais une formule"
    assert un.protection.sheet
    assert un.cell(4, REFERENCE).protection.locked
    assert un.print_area.endswith(f"{get_column_letter(FEUILLE.imprimees)}$4"), "ni la référence"
    assert not un.cell(4, DECISION).protection.locked
    assert un.data_validations.dataValidation[0].formula1 == '"Garder,Fermer,Modifier"'


def test_un_compte_disparu_se_dit_par_le_nom_de_son_systeme(registre: Registre):
    """And a job's name is written as French is."""
    restants = COMPTES.filter(pl.col("cle") != "dpi:a").with_columns(
        metier=pl.lit("Technicien d'information")
    )
    faite = acces_classeur.contenu(
        courante(registre), "équipe", ["dpi:a", "dpi:b"], restants, {"dpi": "Dossier patient"}, LE
    )
    lignes = list(load_workbook(io.BytesIO(faite))[FEUILLE.titre].iter_rows(min_row=4, values_only=True))
    assert {ligne[0] for ligne in lignes} == {"Dossier patient"}, "jamais le code de la source"
    assert any("disparu" in str(ligne[3]) for ligne in lignes)
    assert any("Technicien d’information" in ligne for ligne in lignes)


def test_les_reponses_reviennent_et_un_second_passage_n_ecrit_rien(registre: Registre):
    assert (
        repondre(registre, dpi_a=("Garder", ""), ad_c=("fermer", ""), ad_d=("MODIFIER", "profil bloc")) == 3
    )
    campagne = courante(registre)
    assert campagne.bilan() == {"garder": 1, "fermer": 1, "modifier": 1}
    assert campagne.sans_reponse == ["dpi:b"]
    assert campagne.reponses["ad:d"].valeur == {"precision": "profil bloc", "repondu_par": "cadre"}
    assert repondre(registre, dpi_a=("Garder", "")) == 0
    encore = acces_retour.lire(liste(campagne), campagne, "chef")
    assert (encore.deja, encore.vides, encore.reponses) == (
        3,
        1,
        [],
    ), "la liste renvoyée porte déjà les réponses"
    assert repondre(registre, dpi_a=("Fermer", "")) == 1, "une réponse changée remplace"
    assert courante(registre).reponses["dpi:a"].verdict == "fermer"


@pytest.mark.parametrize(
    ("reponses", "colonne", "mot"),
    [
        ({"dpi_a": ("Peut-être", "")}, "Décision", "n’est pas un choix possible"),
        ({"dpi_a": ("Modifier", "")}, "Précision", "quels droits"),
    ],
)
def test_une_faute_et_rien_n_est_enregistre(registre: Registre, reponses, colonne: str, mot: str):
    plan = acces_retour.lire(
        liste(courante(registre), ad_c=("Garder", ""), **reponses), courante(registre), "chef"
    )
    [faute] = plan.fautes
    assert (faute.feuille, faute.colonne) == (FEUILLE.titre, colonne)
    assert faute.ligne >= 4
    assert mot in faute.motif
    assert plan.reponses, "l’autre ligne est juste"
    assert record(registre, plan) == 0
    assert not courante(registre).reponses


def remplacer(contenu: bytes, ligne: int, colonne: int, valeur: object) -> bytes:
    classeur = load_workbook(io.BytesIO(contenu))
    classeur[FEUILLE.titre].cell(ligne, colonne).value = valeur
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def test_cle_inconnue_autre_campagne_et_reponses_contraires(registre: Registre):
    campagne = courante(registre)
    juste = liste(campagne, dpi_a=("Garder", ""))
    ligne = next(
        n
        for n, rang in enumerate(
            load_workbook(io.BytesIO(juste))[FEUILLE.titre].iter_rows(values_only=True), 1
        )
        if rang[DECISION - 1] == "Garder"
    )
    cas = {
        "inconnu de cette campagne": f"{campagne.code}|dpi:zz",
        "autre campagne": "RA-20250101-1|dpi:a",
        "référence absente": None,
    }
    for mot, reference in cas.items():
        [faute] = acces_retour.lire(remplacer(juste, ligne, REFERENCE, reference), campagne, "chef").fautes
        assert (faute.ligne, faute.colonne) == (ligne, "Référence")
        assert mot in faute.motif
    double = remplacer(remplacer(juste, 20, REFERENCE, f"{campagne.code}|dpi:a"), 20, DECISION, "Fermer")
    [faute] = acces_retour.lire(double, campagne, "chef").fautes
    assert f"La ligne {ligne} donne une autre décision" in faute.motif


def test_ce_qui_depasse_est_dit_jamais_perdu(registre: Registre, monkeypatch: pytest.MonkeyPatch):
    campagne = courante(registre)
    juste = liste(campagne, **{cle.replace(":", "_"): ("Garder", "") for cle in campagne.comptes})
    monkeypatch.setattr(
        acces_retour, "expected", lambda: contrat("acces").avec(lignes_max=3)
    )  # four accounts
    plan = acces_retour.lire(juste, campagne, "chef")
    [faute] = plan.fautes
    assert (faute.ligne, plan.entrees) == (7, [])
    assert "dépasse 3 lignes" in faute.motif
    monkeypatch.setattr(acces_retour, "expected", lambda: contrat("acces").avec(lignes_max=4))
    vide = load_workbook(io.BytesIO(juste))
    vide[FEUILLE.titre].cell(900_000, 1).number_format = "@"  # a format alone is nothing written
    flux = io.BytesIO()
    vide.save(flux)
    plan = acces_retour.lire(flux.getvalue(), campagne, "chef")
    assert (plan.fautes, len(plan.entrees)) == ([], 4)


def test_un_classeur_qui_gonfle_n_est_pas_ouvert(registre: Registre, monkeypatch: pytest.MonkeyPatch):
    campagne = courante(registre)
    flux = io.BytesIO(liste(campagne))
    with zipfile.ZipFile(flux, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/gros.bin", b"0" * (contrat("acces").gonfle_max + 1))
    assert len(flux.getvalue()) < 1_000_000
    monkeypatch.setattr("workbench.exchange.grille.load_workbook", lambda *_, **__: pytest.fail("ouvert"))
    with pytest.raises(ClasseurIllisible, match="illisible"):
        acces_retour.lire(flux.getvalue(), campagne, "chef")
    flux.seek(0)
    with pytest.raises(ClasseurIllisible, match="illisible"):
        retour.lire(flux, "chef", [], [], retour.Connus({}, {}))


def test_un_titre_de_campagne_n_est_jamais_une_formule(registre: Registre):
    campagne = replace(courante(registre), titre="=1+1")
    classeur = load_workbook(
        io.BytesIO(acces_classeur.contenu(campagne, "=2+2", list(campagne.comptes), COMPTES, {}, LE))
    )
    preuve = load_workbook(io.BytesIO(acces_preuve.workbook(campagne, {})))
    feuilles = [*classeur, *preuve]
    formules = [
        (f.title, c.coordinate)
        for f in feuilles
        for rang in f.iter_rows()
        for c in rang
        if c.data_type == "f"
    ]
    assert formules == []
    assert classeur[FEUILLE.titre]["A1"].value.startswith("'=1+1")


def test_les_fichiers_hostiles_sont_refuses_en_francais(registre: Registre):
    campagne = courante(registre)
    autre = Workbook()
    sans_colonnes = Workbook()
    sans_colonnes.active.title = FEUILLE.titre
    une_seule = Workbook()
    une_seule.active.title = FEUILLE.titre
    une_seule.active.append(["Référence", "Décision"])
    for classeur, mot in (
        (autre, "Feuille attendue"),
        (sans_colonnes, "il manque"),
        (une_seule, "Précision"),
    ):
        flux = io.BytesIO()
        classeur.save(flux)
        with pytest.raises(ClasseurIllisible, match=mot):
            acces_retour.lire(flux.getvalue(), campagne, "chef")
    for octets in (b"", b"PK\x03\x04pas un classeur", b"a;b;c\n"):
        with pytest.raises(ClasseurIllisible, match=r"\.xlsx"):
            acces_retour.lire(octets, campagne, "chef")


def test_l_avancement_par_service_et_par_systeme(registre: Registre):
    repondre(registre, dpi_a=("Garder", ""), ad_d=("Fermer", ""))
    services = campagnes.progress(courante(registre), "service").to_dicts()
    assert [
        (s["etablissement"], s["service"], s["comptes"], s["repondus"], s["restent"]) for s in services
    ] == [
        ("CHA", "Urgences", 1, 0, 1),
        ("CHA", "Bloc", 2, 1, 1),
        ("CHB", "Bloc", 1, 1, 0),
    ]
    systemes = {
        s["source"]: (s["repondus"], s["comptes"])
        for s in campagnes.progress(courante(registre), "application").to_dicts()
    }
    assert systemes == {"dpi": (1, 2), "ad": (1, 2)}


def test_la_cloture_scelle_et_toute_reponse_annulee_se_voit(registre: Registre):
    repondre(registre, dpi_a=("Garder", ""), ad_d=("Fermer", ""))
    ouverte = courante(registre)
    assert acces_preuve.verified(ouverte) == "non_close"
    registre.enregistrer([acces_preuve.closing(ouverte, "rssi", "échéance atteinte", LE)])
    close = courante(registre)
    assert (close.etat, close.decision.auteur, close.decision.valeur["taux"]) == ("close", "rssi", 0.5)
    dossier = zipfile.ZipFile(io.BytesIO(acces_preuve.archive(close, {"dpi": "Dossier patient"})))
    manifeste = dossier.read(acces_preuve.JSON)
    assert hashlib.sha256(manifeste).hexdigest() == close.decision.valeur["sceau"]
    for ligne in dossier.read("SHA256SUMS").decode().splitlines():
        empreinte, nom = ligne.split("  ")
        assert hashlib.sha256(dossier.read(nom)).hexdigest() == empreinte
    lu = json.loads(manifeste)
    assert lu["reponses"]["dpi:a"]["verdict"] == "garder"
    assert sorted(lu["sans_reponse"]) == ["ad:c", "dpi:b"]
    livre = load_workbook(io.BytesIO(dossier.read(acces_preuve.CLASSEUR)))
    dits = {page.title: [[c.value for c in rang[:2]] for rang in page.iter_rows(min_row=2)] for page in livre}
    assert dits["Décisions"] == [["ad", "d"], ["Dossier patient", "a"]]
    assert dits["Sans réponse"] == [["ad", "c"], ["Dossier patient", "b"]]
    assert "Martin" not in manifeste.decode()
    feuilles = load_workbook(io.BytesIO(dossier.read(acces_preuve.CLASSEUR)))
    assert feuilles.sheetnames == ["Synthèse", "Par service", "Décisions", "Sans réponse"]
    assert feuilles["Décisions"].max_row == 3
    synthese = {ligne[0].value: ligne[1] for ligne in feuilles["Synthèse"].iter_rows(min_row=3)}
    part = synthese["Part des comptes revus"]
    assert (part.value, "%" in part.number_format) == (
        0.5,
        True,
    ), "50 %, pas 5 000 %"
    assert synthese["Sceau (SHA-256 de preuve.json)"].value == close.decision.valeur["sceau"]
    assert acces_preuve.verified(close) == "intacte"
    with pytest.raises(CampagneImpossible, match="close"):
        acces_retour.lire(b"", close, "chef")
    with pytest.raises(CampagneImpossible, match="close"):
        acces_preuve.closing(close, "rssi", "encore", LE)
    registre.annuler(close.reponses["dpi:a"].id, "bob", "erreur")
    assert acces_preuve.verified(courante(registre)) == "modifiee"


def test_une_campagne_annulee_ne_compte_plus(registre: Registre):
    repondre(registre, dpi_a=("Garder", ""))
    assert review_table(registre.en_vigueur()).height == 1
    registre.enregistrer([campagnes.cancelling(courante(registre), "chef", "mauvais périmètre")])
    assert review_table(registre.en_vigueur()).is_empty()
    niveau = campagnes.yearly_level(registre.en_vigueur(), 1.0, LE, campagnes.rules())
    assert niveau.niveau == "absente"


def test_le_niveau_de_la_revue_annuelle(registre: Registre):
    regles = campagnes.rules()
    assert campagnes.yearly_level([], None, LE, regles).niveau == "absente"
    assert campagnes.yearly_level(registre.en_vigueur(), 0.0, LE, regles).niveau == "absente", (
        "ouvrir ne suffit pas"
    )
    repondre(registre, dpi_a=("Garder", ""))
    assert campagnes.yearly_level(registre.en_vigueur(), 0.5, LE, regles).niveau == "decrite"
    tenue = campagnes.yearly_level(registre.en_vigueur(), regles["couverture_min"], LE, regles)
    assert (tenue.niveau, tenue.reference, tenue.couverture) == (
        "operationnelle",
        "Campagne RA-20260610-1",
        0.95,
    )
    assert tenue.date_preuve is not None
    assert tenue.date_preuve <= LE


@given(
    st.dictionaries(
        st.sampled_from(sorted(COMPTES["cle"])), st.sampled_from(["garder", "fermer", "modifier"])
    )
)
def test_repondre_de_plus_ne_baisse_jamais_l_avancement(reponses: dict[str, str]):
    debut = Decision(**{**vars(ouverture()), "id": "x"})
    dites: list[Decision] = [debut]
    taux = 0.0
    for cle, verdict in reponses.items():
        dites.append(Decision("revue_acces", "a", "m", verdict=verdict, objet=f"{debut.objet}|{cle}"))
        [campagne] = campagnes.campaigns(dites)
        assert campagne.taux > taux
        assert sum(campagne.bilan().values()) + len(campagne.sans_reponse) == len(campagne.comptes)
        taux = campagne.taux
    hors = Decision("revue_acces", "a", "m", verdict="garder", objet=f"{debut.objet}|dpi:hors")
    assert campagnes.campaigns([*dites, hors])[0].taux == taux


def test_l_indicateur_de_l_entrepot_compte_a_la_main(tmp_path: Path):
    revue = {"campagne": "RA", "auteur": "x"}
    publier(
        tmp_path,
        identite=[personne(1, etablissement="CHA", service="BLOC"), personne(2, service="Bloc")],
        compte=[
            compte("a", 1),
            compte("b", 2),
            compte("c", None),
            compte("e", 2, actif=False),
            compte("g", None, nature="generique", situation="generique"),
            compte("x", 2, situation="exclue"),
        ],
        meta_revue_acces=[
            revue | {"source": "dpi", "login": "a", "verdict": "garder", "le": JOUR - dt.timedelta(days=500)},
            revue | {"source": "dpi", "login": "a", "verdict": "fermer", "le": JOUR - dt.timedelta(days=30)},
            revue | {"source": "dpi", "login": "b", "verdict": "garder", "le": JOUR - dt.timedelta(days=400)},
            revue | {"source": "dpi", "login": "e", "verdict": "fermer", "le": JOUR - dt.timedelta(days=30)},
        ],
        structure=[
            {"service_code": "B", "service": "Bloc", "etablissement": "CHA", "responsable": "Mme Roy"}
        ],
    )
    acces = ouvrir(tmp_path, "essai", "essais")
    [mesure] = acces.agregat("mart.historique", indicateur="revue_comptes_12_mois").to_dicts()
    assert (mesure["numerateur"], mesure["denominateur"]) == (1, 3)
    lus = {ligne["login"]: ligne for ligne in acces.nominatif("mart.revue_acces_compte").to_dicts()}
    assert (lus["a"]["suite"], lus["a"]["jours"], lus["a"]["service"]) == (
        "a_fermer",
        30,
        "Bloc",
    ), "la dernière vaut"
    assert (lus["b"]["revu"], lus["b"]["suite"]) == (False, "sans")
    assert lus["c"]["a_regarder"] == "Comptes sans personne connue"
    assert acces.nominatif("mart.service_responsable").rows() == [("CHA", "Bloc", "Mme Roy")]


def test_les_reponses_ont_leur_table_et_n_encombrent_pas_les_decisions(registre: Registre):
    repondre(registre, dpi_a=("Garder", ""), ad_d=("Modifier", "autre profil"))
    table = review_table(registre.en_vigueur()).sort("login")
    assert table.select("source", "login", "verdict", "precision").rows() == [
        ("dpi", "a", "garder", None),
        ("ad", "d", "modifier", "autre profil"),
    ]
    assert set(decision_table(registre.en_vigueur(), {})["genre"]) == {"campagne"}


def test_on_demande_d_abord_les_responsables_qui_manquent(registre: Registre):
    campagne = courante(registre)
    dit = acces_classeur.ask_heads(campagne, {})
    assert "sans responsable connu" in dit and "structure" in dit
    connus = {tuple(groupe.split("|", 1)): "Mme Roy" for groupe in campagne.comptes.values()}
    assert acces_classeur.ask_heads(campagne, connus) == ""
