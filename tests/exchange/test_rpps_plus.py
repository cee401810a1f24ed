"""The RPPS+ manager's workbook: sent, filled well or badly, taken back whole or not at all; the queue at the
next run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from tests.jouet import JOUR, lien, personne, publier

from workbench.access import ouvrir
from workbench.decisions import Decision
from workbench.decisions.en_cours import rpps_plus_answers
from workbench.exchange.plan import ClasseurIllisible, Plan
from workbench.exchange.rpps_plus import classeur, retour
from workbench.marts.catalogue import empreinte

AUJOURD_HUI = dt.date(2026, 11, 26)
INS, FER, EMP = "Personnes à inscrire", "Activités à fermer", "Emplois à déclarer"
Geste = Callable[[Workbook], None]


@pytest.fixture(scope="module")
def file(petite_demo: Path) -> classeur.File:
    """Three lines of each gesture of the demonstration."""
    lue = classeur.read(ouvrir(petite_demo, "essai", "essai"))
    return replace(lue, lignes=lue.demandees.group_by("geste", maintain_order=True).head(3))


@pytest.fixture(scope="module")
def envoye(file: classeur.File) -> bytes:
    fait = classeur.contenu(file, "Mme Petit", file.lignes)
    assert fait == classeur.contenu(file, "Mme Petit", file.lignes)
    return fait


def ecrire(book: Workbook, feuille: str, ligne: int, **valeurs: object) -> None:
    titres = {cell.value: cell.column for cell in book[feuille][3]}
    for titre, valeur in valeurs.items():
        book[feuille].cell(ligne, titres[titre.replace("_", " ")]).value = valeur


def lire(
    file: classeur.File, octets: bytes, geste: Geste, tenues: list[Decision] | None = None, **autres: bool
) -> Plan:
    book = load_workbook(BytesIO(octets))
    geste(book)
    flux = BytesIO()
    book.save(flux)
    return retour.lire(
        flux.getvalue(), retour.Attendu(file, tenues or [], "gestionnaire", AUJOURD_HUI, **autres)
    )


def rempli(book: Workbook) -> None:
    ecrire(book, INS, 4, Fait_le="12/11/2026")
    ecrire(book, FER, 4, Fait_le=dt.datetime(2026, 11, 12, 9, 30), Motif_de_fin="retraite hospitaliere")
    ecrire(book, FER, 5, Réponse="rien a faire", Motif="vacation maintenue")
    ecrire(book, EMP, 4, Réponse="Refusé ou impossible", Motif="portail fermé")
    book[INS].title = "personnes a inscrire"
    book[FER].title = "Feuil1"
    book[EMP].move_range(f"A3:A{book[EMP].max_row}", cols=40)


def test_un_classeur_rempli_s_enregistre_et_ne_s_enregistre_pas_deux_fois(file: classeur.File, envoye: bytes):
    plan = lire(file, envoye, rempli)
    assert plan.fautes == []
    dites = {(e.genre, e.objet.partition("|")[0], e.verdict, e.valeur.get("motif_fin")) for e in plan.entrees}
    assert dites == {
        ("demarche", "", "demandee", None),
        ("rpps_plus", "fermer", "fait", "RH"),
        ("rpps_plus", "fermer", "sans_objet", None),
        ("rpps_plus", "emploi", "refuse", None),
    }
    encore = lire(file, envoye, rempli, plan.entrees)
    assert (encore.entrees, encore.deja) == ([], 4)


def doubler(book: Workbook) -> None:
    feuille = book[INS]
    neuve = feuille.max_row + 1
    for cell in feuille[4]:
        feuille.cell(neuve, cell.column).value = cell.value
    ecrire(book, INS, 4, Fait_le="12/11/2026")
    ecrire(book, INS, neuve, Fait_le="13/11/2026")


def permuter(book: Workbook) -> None:
    noms = {ligne: book[INS].cell(ligne, 1).value for ligne in (4, 5)}
    ecrire(book, INS, 4, Nom=noms[5], Fait_le="12/11/2026")


FAUTES: dict[str, tuple[Geste, str, str]] = {
    "à venir": (lambda b: ecrire(b, INS, 4, Fait_le="27/11/2026"), "Fait le", "est à venir"),
    "d’un autre siècle": (lambda b: ecrire(b, INS, 4, Fait_le="12/11/1926"), "Fait le", "vérifiez l’année"),
    "motif inconnu": (
        lambda b: ecrire(b, FER, 4, Fait_le="12/11/2026", Motif_de_fin="ZZ"),
        "Motif de fin",
        "n’est pas un choix possible",
    ),
    "fermée sans motif": (lambda b: ecrire(b, FER, 4, Fait_le="12/11/2026"), "Motif de fin", "TRE_R25"),
    "refusée sans dire pourquoi": (
        lambda b: ecrire(b, EMP, 4, Réponse="Refusé ou impossible"),
        "Motif",
        "dites pourquoi",
    ),
    "faite on ne sait quand": (lambda b: ecrire(b, EMP, 4, Réponse="Fait"), "Fait le", "demande la date"),
    "un motif seul": (lambda b: ecrire(b, EMP, 4, Motif="vu"), "Réponse", "sans réponse"),
    "deux réponses": (doubler, "Référence", "répond autrement"),
    "noms triés sans le reste": (permuter, "Nom", "une autre personne"),
    "référence réécrite": (
        lambda b: ecrire(b, INS, 4, Référence="RP|1", Fait_le="12/11/2026"),
        "Référence",
        "aucun geste",
    ),
    "date d’effet changée": (
        lambda b: ecrire(
            b, FER, 4, **{"Date d’effet": "01/01/2020"}, Fait_le="12/11/2026", Motif_de_fin="RS"
        ),
        "Date d’effet",
        "a changé",
    ),
    "colonne enlevée": (lambda b: b[FER].delete_cols(1), "Nom", "manque"),
}


@pytest.mark.parametrize("cas", FAUTES)
def test_une_faute_est_dite_a_sa_place_et_rien_n_est_pris(file: classeur.File, envoye: bytes, cas: str):
    geste, colonne, dit = FAUTES[cas]

    def aussi_juste(book: Workbook) -> None:
        ecrire(book, EMP, 5, Fait_le="12/11/2026")
        geste(book)

    plan = lire(file, envoye, aussi_juste)
    assert [(faute.colonne, dit in faute.motif) for faute in plan.fautes] == [(colonne, True)]
    assert plan.reponses and not plan.entrees


def test_le_classeur_d_une_autre_execution(file: classeur.File, envoye: bytes):
    restent = file.lignes.filter(pl.col("geste") != "fermer")
    ailleurs = replace(file, lot="RP-20261201-00000000", lignes=restent)
    with pytest.raises(ClasseurIllisible) as refus:
        lire(ailleurs, envoye, rempli)
    assert file.lot in refus.value.message and "antérieur" in refus.value.conseil
    admis = lire(ailleurs, envoye, rempli, anterieur=True)
    assert {e.genre for e in admis.entrees} == {"demarche", "rpps_plus"}
    assert admis.deja == 2, "ce qui ne se demande plus est réglé"


def decision(numero: int, verdict: str, le: dt.date | None, **valeur: str) -> Decision:
    dite = {"lot": "RP-1", "constat": "terminee_ouverte", "date_effet": "2026-02-01", **valeur}
    if le:
        dite["fait_le"] = le.isoformat()
    sujet = {"id_unique": f"ID{numero:08d}", "objet": "fermer|A"}
    return Decision("rpps_plus", "essai", "essai", verdict=verdict, valeur=dite, **sujet)


def test_la_file_raccourcit_et_ce_que_les_donnees_dementent_revient(tmp_path: Path):
    """Five leavers still published here: nothing said, done lately, long ago, refused, their end moved."""
    gens = range(1, 6)
    ici = {"etablissement": "A", "profession_code": "60", "profession": "Infirmier", "presente": False}
    dites = [
        decision(2, "fait", JOUR - dt.timedelta(days=5)),
        decision(3, "fait", JOUR - dt.timedelta(days=60)),
        decision(4, "refuse", None, precision="portail fermé"),
        decision(5, "sans_objet", None, precision="vacation", date_effet="2026-01-01"),
    ]
    execution = {"id_execution": "x", "date_execution": JOUR, "version": "x", "etablissement": "CH A"}
    livre = {"id_execution": "x", "source": "rpps", "livraison": JOUR, "lignes": 1}
    publier(
        tmp_path,
        identite=[personne(n, **ici) for n in gens],
        identite_fiche=[
            {"source": "rh", "cle_source": f"M{n}", "id_unique": f"ID{n:08d}", "mode": "seule"} for n in gens
        ],
        contrat=[
            {"source": "rh", "cle_source": f"M{n}", "etablissement": "A", "date_debut": dt.date(2020, 1, 1),
             "date_fin": dt.date(2026, 2, 1)}
            for n in gens
        ],
        lien_rpps=[lien(n, "confirme", str(n), "restreint") for n in gens],
        rpps_activite=[{"rpps": str(n), "finess_site": "010000019", "profession_code": "60"} for n in gens],
        meta_entite=[
            {"etablissement": "A", "nom": "CH A", "finess_ej": "010000001", "finess_et": ["010000019"]}
        ],
        meta_source=[{"source": "rpps", "libelle": "Annuaire", "nature": "rpps_public"}],
        meta_fichier=[livre],
        meta_execution=[{**execution, "etapes": "{}", "lignes": "{}", "definitions": empreinte()}],
        meta_rpps_plus_reponse=rpps_plus_answers(dites, None).to_dicts(),
    )  # fmt: skip
    acces = ouvrir(tmp_path, "essai", "essai")
    rows = acces.nominatif(classeur.MART).sort("id_unique")
    assert dict(rows.select("id_unique", "etat").iter_rows()) == {
        "ID00000001": "a_faire",
        "ID00000002": "fait",
        "ID00000003": "a_revoir",
        "ID00000004": "refuse",
        "ID00000005": "a_revoir",
    }
    assert "ne le montre pas" in rows["motif_etat"][2] and "a changé" in rows["motif_etat"][4]
    assert acces.agregat("mart.rpps_plus_file")["nombre"].sum() == len(gens)
    assert classeur.read(acces).demandees.height == 4
