"""No byte of what goes to the ARS names anybody: every part of the workbook and of the twin, against
everybody of the demo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import polars as pl
import pytest
from anyascii import anyascii
from openpyxl import load_workbook

from workbench.decisions import Decision, Registre
from workbench.documents.ars import classeur as ars
from workbench.documents.ars import definitions
from workbench.documents.ars.donnees import rassembler
from workbench.projet import changer
from workbench.projet import ouvrir as ouvrir_projet
from workbench.socle.settings import load_settings
from workbench.sources import delivery_dates, read_deliveries

PERSONNELLES = ("sirh", "annuaire", "application", "parc_mie", "porteurs_cps", "rpps_restreint")
# Family or given names of the demo that are also words of the sheets, or of the file format itself. Each one
# is a word that
# somebody reads in the workbook as a word; nothing else is let through.
# « Hôpital local de Combe-Claire », an establishment; « au-delà du délai », « mise de côté », in definitions
MOTS_COMMUNS = frozenset({"CLAIRE", "COTE", "DELA"})


def plier(texte: str) -> str:
    return anyascii(texte).upper()


def mots(texte: str) -> set[str]:
    return set(re.findall(r"[A-Z0-9]{4,}", plier(texte)))


@pytest.fixture(scope="module")
def gens(petite_demo: Path) -> dict[str, set[str]]:
    """Every name, identifier and birth date of every delivery, as the systems wrote them."""
    settings = load_settings(petite_demo)
    out: dict[str, set[str]] = {"noms": set(), "numeros": set(), "naissances": set()}
    for date in delivery_dates(settings):
        for lecture in read_deliveries(settings, date):
            if lecture.source.nature not in PERSONNELLES:
                continue
            lignes = lecture.lignes
            for colonne in lignes.columns:
                valeurs = lignes[colonne].drop_nulls().unique()
                if colonne.startswith(("nom", "prenom")) and valeurs.dtype == pl.String:
                    for valeur in valeurs:
                        out["noms"] |= {mot for mot in mots(valeur) if not mot.isdigit()}
                elif colonne in (
                    "matricule",
                    "login",
                    "rpps",
                    "adeli",
                    "email",
                    "telephone",
                    "numero_serie",
                    "numero_carte",
                ):
                    out["numeros"] |= {plier(str(valeur)) for valeur in valeurs if len(str(valeur)) >= 4}
                elif colonne == "date_naissance":
                    for le in valeurs:
                        out["naissances"] |= {
                            f"{le:%d/%m/%Y}",
                            f"{le:%Y-%m-%d}",
                            f"{le:%Y%m%d}",
                            f"{le:%d%m%Y}",
                        }
    return out


def parties(octets: bytes, nom: str) -> Iterator[tuple[str, str]]:
    """Raw bytes, then each part of an archive, archives inside included."""
    yield nom, octets.decode("latin-1")
    if is_zipfile(BytesIO(octets)):
        with ZipFile(BytesIO(octets)) as lu:
            yield f"{nom}!noms", " ".join(lu.namelist()) + lu.comment.decode("latin-1")
            for entree in lu.infolist():
                interieur = lu.read(entree)
                yield f"{nom}!{entree.filename}", interieur.decode("utf-8", "replace")
                if is_zipfile(BytesIO(interieur)):
                    yield from parties(interieur, entree.filename)


@pytest.fixture(scope="module")
def sorties(petite_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    classeur = ars.export(petite_demo, tmp_path_factory.mktemp("octets"))
    return [
        partie
        for chemin in (classeur, classeur.with_suffix(".zip"))
        for partie in parties(chemin.read_bytes(), chemin.name)
    ]


def test_la_recherche_voit_bien_un_nom(gens: dict[str, set[str]]):
    assert len(gens["noms"]) > 200 and len(gens["numeros"]) > 500 and len(gens["naissances"]) > 500
    nom = min(gens["noms"])
    assert mots(f"<t>{nom.lower()}</t>") & gens["noms"]


def test_aucun_nom_nulle_part(sorties: list[tuple[str, str]], gens: dict[str, set[str]]):
    trouves: set[str] = set()
    for lieu, texte in sorties:
        if "!" in lieu:  # compressed bytes make short words by chance: what they hold is read part by part
            trouves |= mots(texte) & gens["noms"]
        assert not {mot for mot in mots(texte) & gens["noms"] if len(mot) >= 7} - MOTS_COMMUNS, lieu
    assert trouves == MOTS_COMMUNS, (
        "un mot de plus est un nom sorti ; un mot de moins est à retirer de la liste"
    )


def test_aucun_identifiant_ni_date_de_naissance(sorties: list[tuple[str, str]], gens: dict[str, set[str]]):
    for lieu, texte in sorties:
        assert not set(re.findall(r"[A-Z0-9._@+\-]{4,}", plier(texte))) & gens["numeros"], lieu
        assert not {le for le in gens["naissances"] if le in texte}, lieu
        plie = plier(texte)  # inside a longer word too; shorter numbers would be found in the FINESS numbers
        assert not [numero for numero in gens["numeros"] if len(numero) >= 9 and numero in plie], lieu


def test_ni_commentaire_ni_feuille_cachee_ni_nom_defini(petite_demo: Path):
    livre = load_workbook(BytesIO(ars.contenu(petite_demo)))
    assert {page.sheet_state for page in livre.worksheets} == {"visible"}
    cases = [c for page in livre.worksheets for ligne in page.iter_rows() for c in ligne]
    liens = [c.hyperlink for c in cases if c.hyperlink]
    assert {lien.location.strip("'").removesuffix("'!A1") for lien in liens} == set(
        ars.ESSENTIEL | ars.DETAIL
    )
    assert not any(lien.target for lien in liens), "aucun lien ne sort du classeur"
    connues = set(ars.AIDES.values()) | set(definitions.notes(rassembler(petite_demo, "essai")).values())
    dites = [c.comment.text for c in cases if c.comment]
    assert not any("'" in texte for texte in dites), "des apostrophes françaises"
    assert set(dites) <= {texte.replace("'", "’") for texte in connues}
    assert len(set(dites) - set(ars.AIDES.values())) > 20, "chaque indicateur dit ce qu’il compte"
    assert {c.comment.author for c in cases if c.comment} == {"Établi HospiConnect"}
    assert not livre.defined_names
    for page in livre.worksheets:
        assert not any(d.hidden for d in [*page.column_dimensions.values(), *page.row_dimensions.values()])
    assert livre.properties.creator == livre.properties.lastModifiedBy == "Établi HospiConnect"
    assert not any((livre.properties.description, livre.properties.keywords, livre.properties.category))


def test_un_texte_saisi_qui_nomme_quelqu_un_ne_sort_pas(
    petite_demo: Path, tmp_path: Path, gens: dict[str, set[str]]
):
    """A person declares a proof with a name in its reference and its reason: neither leaves."""
    import shutil

    home = tmp_path / "home"
    shutil.copytree(petite_demo, home, ignore=shutil.ignore_patterns("decisions*", "exports.jsonl"))
    nom = max(gens["noms"] - MOTS_COMMUNS, key=len)
    Registre(home).enregistrer(
        [
            Decision(
                "preuve_declaree",
                f"auteur {nom}",
                f"validé par {nom.title()}",
                verdict="operationnelle",
                objet="procedure_depart",
                valeur={"reference": f"PRO-012 {nom.title()}", "date_preuve": "2026-09-01"},
            ),
            Decision(
                "preuve_declaree",
                "essai",
                "validée",
                verdict="operationnelle",
                objet="procedure_arrivee",
                valeur={"reference": "PRO-SI-013", "date_preuve": "2026-09-01"},
            ),
        ]
    )
    changer(
        Registre(home),
        "action",
        [
            {
                "titre": f"Relancer {nom.title()}",
                "responsable": "rh",
                "echeance": "2026-12-15",
                "etat": "a_faire",
            },
            {
                "titre": "Revue des comptes",
                "responsable": "coeur",
                "echeance": "2026-12-16",
                "etat": "en_cours",
            },
        ],
        f"chef {nom}",
        f"demandé par {nom}",
    )
    tache = ouvrir_projet(home).fiches("tache")[0]
    changer(Registre(home), "tache", [{**tache, "titre": "Revue des droits"}], "chef", "reprise du plan")
    classeur = ars.export(home, tmp_path / "sortie")
    lus = [
        partie
        for chemin in (classeur, classeur.with_suffix(".zip"))
        for partie in parties(chemin.read_bytes(), chemin.name)
    ]
    assert not [lieu for lieu, texte in lus if nom in plier(texte)]
    ensemble = " ".join(texte for _, texte in lus)
    assert "PRO-SI-013" in ensemble and "texte retenu" in ensemble
    plan = {
        ligne[0]: ligne
        for ligne in load_workbook(classeur)["Plan d’action"].iter_rows(min_row=5, values_only=True)
    }
    assert plan["Revue des comptes"][1:4:2] == ("Équipe cœur", "en cours")
    [retenue] = [titre for titre in plan if titre and "retenu" in titre]
    assert retenue.startswith("A-") and plan[retenue][1] == "RH"
    taches = [ligne for ligne in plan.values() if ligne[4] == "Rétroplanning"]
    assert [ligne[0] for ligne in taches] == ["Revue des droits"], "les tâches livrées ne partent pas"
