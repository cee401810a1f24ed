"""Working lists: who is on which, marked and logged; and the history of all that goes out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from openpyxl import load_workbook
from tests.jouet import JOUR, compte, lien, personne, publier
from tests.outils.demo import copier
from tests.outils.paquets_office import fautes

from workbench.access import Acces, AccesRefuse, ouvrir, roles
from workbench.documents import exports, produits
from workbench.documents.exports import Options
from workbench.documents.listes import liste
from workbench.documents.listes import travail as listes_travail
from workbench.socle.erreurs import ErreurWorkbench

AVANT = dt.date(2026, 7, 1)
RACINE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def publie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two services of one name in two places, an agency nurse, people already confirmed, gone, or out of
    scope.
    """
    home = tmp_path_factory.mktemp("publie")
    ici = {
        "etablissement": "CHA",
        "service": "CARDIOLOGIE",
        "profession": "Infirmier",
        "profession_code": "60",
    }
    publier(
        home,
        identite=[
            personne(1, **ici),
            personne(2, **ici | {"etablissement": "CHB", "service": "Cardiologie"}),
            personne(3, "role", **ici | {"service": None, "nom_naissance": '=HYPERLINK("x")'}),
            personne(4, **ici),
            personne(5, "ars", **ici),
            personne(6, "hors_perimetre", **ici),
            personne(7, **ici | {"presente": False}),
            personne(8, "inconnue", **ici | {"service": "Bloc"}),
        ],
        compte=[compte("u7", 7)],
        lien_rpps=[lien(4, "confirme", "10000000004", "traits"), lien(5, "a_confirmer", "10000000005")],
        structure=[
            {"service_code": "C1", "service": "Cardiologie", "etablissement": "CHA",
             "responsable": "Mme Cadre"},
            {"service_code": "C2", "service": "Cardiologie", "etablissement": "CHB",
             "responsable": "M. Autre"},
        ],
        identite_fiche=[{"source": "interim", "cle_source": f"I{n}",
                         "id_unique": f"ID0000000{n}"} for n in (1, 2)],
        contrat=[
            {"source": "interim", "cle_source": "I1", "agence": "Santé Renfort", "date_debut": JOUR,
             "date_fin": None},
            {"source": "interim", "cle_source": "I1", "agence": "Ancienne",
             "date_debut": dt.date(2025, 1, 1), "date_fin": dt.date(2025, 2, 1)},
            {"source": "interim", "cle_source": "I2", "agence": "Finie", "date_debut": dt.date(2025, 1, 1),
             "date_fin": dt.date(2026, 5, 31)},
        ],
    )  # fmt: skip
    return home


@pytest.fixture
def acces(publie: Path, tmp_path: Path) -> Acces:
    return ouvrir(copier(publie, tmp_path / "home"), "essai", "essai")


def classeurs(archive: bytes) -> dict[str, list[tuple]]:
    with ZipFile(BytesIO(archive)) as lu:
        return {
            nom: list(load_workbook(BytesIO(lu.read(nom)))["Liste"].iter_rows(values_only=True))
            for nom in lu.namelist()
            if nom.endswith(".xlsx")
        }


def test_le_mart_compte_a_la_main(acces: Acces):
    lignes = {ligne["id_unique"][-1]: ligne for ligne in acces.nominatif("liste_travail").to_dicts()}
    assert set(lignes) == {"1", "2", "3", "5", "8"}, "ni confirmé, ni parti, ni hors périmètre"
    assert {n: ligne["demarche"] for n, ligne in lignes.items()} == {
        "1": "ordre", "2": "ordre", "3": "rpps_plus", "5": "verification", "8": "metier"
    }  # fmt: skip
    assert {n: ligne["responsable"] for n, ligne in lignes.items()} == {
        "1": "Mme Cadre", "2": "M. Autre", "3": None, "5": "Mme Cadre", "8": None
    }  # fmt: skip
    assert {n: ligne["agence"] for n, ligne in lignes.items() if ligne["agence"]} == {"1": "Santé Renfort"}
    assert lignes["1"]["service"] == "Cardiologie", "le libellé de la structure"


@pytest.mark.parametrize(
    ("par", "attendu"),
    [
        ("service", {"cardiologie_cha.xlsx": 2, "cardiologie_chb.xlsx": 1, "bloc_cha.xlsx": 1,
                     "service_non_renseigne_cha.xlsx": 1}),
        ("responsable", {"mme_cadre.xlsx": 2, "m_autre.xlsx": 1, "responsable_non_renseigne.xlsx": 2}),
        ("agence", {"sante_renfort.xlsx": 1}),
        ("procedure", {"inscription_a_l_ordre.xlsx": 2, "enregistrement_par_l_etablissement_rpps.xlsx": 1,
                       "verification_d_un_numero_connu.xlsx": 1, "metier_a_determiner.xlsx": 1}),
    ],
)  # fmt: skip
def test_un_classeur_par_groupe(acces: Acces, par: str, attendu: dict[str, int]):
    archive = listes_travail.contenu(acces, par, "relance", AVANT)
    lus = classeurs(archive)
    assert {nom: len(lignes) - 2 for nom, lignes in lus.items()} == attendu
    for lignes in lus.values():
        assert (
            lignes[0][0]
            == "Données personnelles — usage interne, à détruire après usage, au plus tard le 1er juillet"
            " 2026."
        )
        assert lignes[1][:2] == ("Nom", "Prénom")
    assert listes_travail.contenu(acces, par, "autre raison", AVANT) == archive
    with ZipFile(BytesIO(archive)) as lu:
        assert "1er juillet 2026" in lu.read("LISEZ-MOI.txt").decode("utf-8-sig")
        assert [f for nom in lu.namelist() if nom.endswith(".xlsx") for f in fautes(lu.read(nom))] == []


def test_une_formule_venue_des_donnees_ne_s_execute_pas(acces: Acces):
    lus = classeurs(listes_travail.contenu(acces, "procedure", "relance", AVANT))
    [ligne] = lus["enregistrement_par_l_etablissement_rpps.xlsx"][2:]
    assert ligne[0] == '\'=HYPERLINK("X")'


def test_la_production_est_journalisee_avec_sa_raison(acces: Acces):
    exports.produire(
        acces, "listes", Options(par="service", motif="relance des cadres", detruire_avant=AVANT)
    )
    journal = (acces.home / "data/curated/journal_acces.jsonl").read_text("utf-8").splitlines()
    derniere = json.loads(journal[-1])
    assert (derniere["mart"], derniere["motif"], derniere["lignes"]) == (
        "mart.liste_travail",
        "relance des cadres",
        5,
    )


@pytest.mark.parametrize("role", ["analyste", "dsi", "sponsor", "lecteur"])
def test_les_roles_sans_export_sont_refuses(acces: Acces, role: str):
    autre = dataclasses.replace(acces, role=roles()[role])
    for genre in exports.types_documents():
        with pytest.raises(AccesRefuse):
            exports.produire(autre, genre, Options(motif="relance"))
    assert not (acces.home / "data/curated/journal_acces.jsonl").exists(), "rien n’a été lu"


def test_sans_raison_ou_decoupage_inconnu(acces: Acces):
    with pytest.raises(AccesRefuse, match="sans raison"):
        listes_travail.contenu(acces, "service", " ", AVANT)
    with pytest.raises(ErreurWorkbench, match="Découpage inconnu"):
        listes_travail.contenu(acces, "couleur", "relance", AVANT)


def test_personne_a_relancer(tmp_path: Path):
    publier(tmp_path, identite=[personne(1)], lien_rpps=[lien(1, "confirme", "10000000001", "traits")])
    with pytest.raises(ErreurWorkbench, match="Aucune liste"):
        listes_travail.contenu(ouvrir(tmp_path, "essai", "essai"), "service", "relance", AVANT)


def test_deux_groupes_au_meme_nom_de_fichier():
    personnes = pl.DataFrame(
        [
            {
                "nom": "A",
                "prenom": "X",
                "service": s,
                "etablissement": "CHA",
                "id_unique": "1",
                "demarche": "ordre",
            }
            for s in ("Bloc opératoire 😀", "BLOC-OPERATOIRE", "日本", "  ")
        ]
    )
    decoupage = {"colonne": "service", "vide": "Sans service"}
    groupes = [nom for nom, _ in listes_travail.grouper(personnes, decoupage, {"ordre": "Ordre"})]
    assert groupes == ["BLOC-OPERATOIRE", "Bloc opératoire 😀", "Sans service", "日本"]
    pris: dict[str, bytes] = {}
    for groupe in groupes:
        pris[listes_travail._nom_libre(groupe, pris)] = b""
    assert len(pris) == 4 and {"bloc_operatoire.xlsx", "bloc_operatoire_2.xlsx"} < set(pris)


def test_l_etablissement_change_la_duree(acces: Acces):
    dossier = acces.home / "regles"
    dossier.mkdir()
    (dossier / "diffusion.toml").write_text(
        (Path(liste.__file__).parents[1].joinpath("diffusion.toml").read_text("utf-8")).replace(
            "conservation_jours = 30", "conservation_jours = 8"
        ),
        "utf-8",
    )
    assert listes_travail.a_detruire_avant(acces, JOUR) == dt.date(2026, 6, 9)
    assert "8 jours" in liste.mention(acces.home)


def test_l_histoire_garde_l_empreinte_et_survit_aux_lignes_abimees(acces: Acces, tmp_path: Path):
    assert produits.histoire(acces.home).is_empty()
    faits = exports.produire(acces, "copil")
    assert [p.fichier for p in faits] == ["copil_2026-06-01.pptx", "copil_2026-06-01.xlsx"]
    ecrits = produits.deposer(acces, faits, tmp_path / "sortie", "Comité du 9 juin")
    assert [chemin.read_bytes() for chemin in ecrits] == [p.octets for p in faits]
    assert all(chemin.stat().st_mode & 0o077 == 0 for chemin in ecrits)
    journal = acces.home / "data/curated" / produits.HISTOIRE
    assert journal.stat().st_mode & 0o077 == 0
    with journal.open("ab") as suite:
        suite.write(b'{"le": "hier"\n\xff\xfe\n[]\n{"le": "2026-06-01T00:00:00+00:00"}\n')
    produits.deposer(acces, exports.produire(acces, "codir"), tmp_path / "sortie")
    histoire = produits.histoire(acces.home)
    assert histoire["fichier"].to_list() == [
        "note_codir_2026-06-01.docx",
        "copil_2026-06-01.xlsx",
        "copil_2026-06-01.pptx",
    ]
    assert histoire["sha256"].to_list()[1:] == [p.sha256 for p in reversed(faits)]
    assert histoire["pour"].to_list() == ["comité de direction", "Comité du 9 juin", "Comité du 9 juin"]
    assert set(histoire["execution"]) == set(acces.agregat("synthese")["version"])


def test_memes_options_meme_contenu_pour_chaque_document(petite_demo: Path):
    acces = ouvrir(petite_demo, "essai", "essai")
    options = Options(par="procedure", motif="relance", detruire_avant=AVANT)
    for genre in exports.types_documents():
        premier, second = exports.produire(acces, genre, options), exports.produire(acces, genre, options)
        assert [p.sha256 for p in premier] == [p.sha256 for p in second], genre


def _marts_listes() -> set[str]:
    """The marts of the lists that pages give as workbooks."""
    lus = "\n".join(chemin.read_text("utf-8") for chemin in (RACINE / "pages").rglob("*.py"))
    return set(re.findall(r'listes\.Liste\(\s*[^,]+,\s*"(mart\.\w+)"', lus))


def test_chaque_liste_de_page_peut_dire_le_matricule(petite_demo: Path):
    acces = ouvrir(petite_demo, "essai", "essais")
    marts = _marts_listes()
    assert len(marts) > 12
    for mart in sorted(marts):
        lues = acces.nominatif(mart, motif="essai des matricules", limite=200)
        dites = liste.with_matricules(acces, lues, "essai des matricules")
        assert dites.height == lues.height, mart
        connus = dites.filter(pl.col("id_unique").is_not_null())
        assert connus.height and connus[liste.MATRICULE].null_count() < connus.height, mart


def test_le_matricule_est_celui_de_la_personne_partie_ou_non(petite_demo: Path):
    acces = ouvrir(petite_demo, "essai", "essais")
    contrats = acces.nominatif("mart.revue_contrat", motif="essai des matricules")
    gens = contrats.select("id_unique").unique().sort("id_unique").with_row_index("rang")
    dites = liste.with_matricules(acces, gens, "essai des matricules")
    assert dites["rang"].to_list() == gens["rang"].to_list(), "l’ordre d’une liste reste le sien"
    assert dites[liste.MATRICULE].null_count() == 0
    siens: dict[str, set[str]] = {}
    for ident, matricule in contrats.drop_nulls("matricule").select("id_unique", "matricule").iter_rows():
        siens.setdefault(ident, {ident}).add(matricule)
    for ident, dit in dites.select("id_unique", liste.MATRICULE).iter_rows():
        assert dit in siens[ident]


@pytest.mark.parametrize(
    ("colonnes", "attendues"),
    [
        (["nom", "prenom", "login"], ["nom", "prenom", "matricule", "login"]),
        (["application", "login"], ["matricule", "application", "login"]),
        (["nom", "repere"], ["nom", "repere"]),
        (["nom", "matricule"], ["nom", "matricule"]),
    ],
)
def test_le_matricule_se_lit_a_cote_du_nom(colonnes: list[str], attendues: list[str]):
    assert list(liste.designated(dict.fromkeys(colonnes, "x"), ["matricule", *colonnes])) == attendues
    assert list(liste.designated(dict.fromkeys(colonnes, "x"), colonnes)) == colonnes
