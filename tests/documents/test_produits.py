"""Every document of the register, over texts at the limits: it is made, it opens, and the same run gives the
same bytes.
"""

from __future__ import annotations

import ast
import datetime as dt
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from tests.jouet import personne, publier
from tests.outils import coupes, documents, paquets_office

from workbench.documents import produits

RACINE = Path(__file__).parents[2]
ROOMS = ("src/workbench", "pages")
CONTROLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what no text file may hold
OFFICE = (".xlsx", ".docx", ".pptx")
PAR_GENRE = 3
LISTES = set("listes liste lettres agence ordre anomalies revue acces rpps_plus projet".split())


@pytest.fixture(scope="module")
def faits(petite_demo: Path) -> dict[str, bytes]:
    with documents.pieges():
        made, refus = documents.tous(petite_demo)
    assert not refus, "la démonstration a de quoi remplir chaque document"
    return made


def test_chaque_document_du_registre_est_essaye():
    assert set(documents.FABRIQUES) == set(produits.genres())


def test_rien_ne_s_ecrit_hors_de_l_atelier():
    """A workbook, a deck or a letter is saved by `office` only, which takes the clock out of it."""
    trouves = []
    for room in ROOMS:
        for chemin in (RACINE / room).rglob("*.py"):
            if "demo" in chemin.parts or "office" in chemin.parts:
                continue
            for noeud in ast.walk(ast.parse(chemin.read_text("utf-8"))):
                if isinstance(noeud, ast.Attribute) and noeud.attr == "save":
                    trouves.append(f"{chemin.name}:{noeud.lineno}")
    assert trouves == []


def test_memes_octets_dans_un_autre_processus(faits: dict[str, bytes], petite_demo: Path):
    fini = subprocess.run(
        [sys.executable, "-m", "tests.outils.documents", str(petite_demo)],
        capture_output=True,
        text=True,
        cwd=RACINE,
        env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Pacific/Noumea"},
        check=True,
    )
    autres = dict(ligne.split("\t") for ligne in fini.stdout.splitlines())
    empreintes = {nom: documents.sha256(octets).hexdigest() for nom, octets in faits.items()}
    assert [nom for nom, empreinte in empreintes.items() if autres.get(nom) != empreinte] == []


def test_aucune_horloge_dans_un_paquet(faits: dict[str, bytes]):
    """Two runs of the same second would hide it: the dates inside are those of the data, or none."""
    for nom, octets in faits.items():
        for interieur, contenu in {nom: octets, **documents.dedans(nom, octets)}.items():
            if not interieur.endswith((*OFFICE, ".zip")):
                continue
            with ZipFile(BytesIO(contenu)) as lu:
                assert {entree.date_time for entree in lu.infolist()} == {(1980, 1, 1, 0, 0, 0)}, interieur
                coeur = lu.read("docProps/core.xml").decode() if interieur.endswith(OFFICE) else ""
                langues = [lu.read(nom) for nom in lu.namelist() if nom.startswith(("ppt/", "word/"))]
                assert not any(b'lang="en' in lue or b'w:lang w:val="en' in lue for lue in langues), interieur
            dates = set(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", coeur))
            assert all(date.endswith("T00:00:00Z") for date in dates), interieur


def test_chaque_paquet_s_ouvre(faits: dict[str, bytes]):
    office = 0
    for nom, octets in faits.items():
        for interieur, contenu in documents.dedans(nom, octets).items():
            if interieur.endswith(OFFICE):
                office += 1
                assert paquets_office.fautes(contenu) == [], interieur
            elif interieur.endswith((".csv", ".txt", ".json", ".ldif", ".ics")):
                texte = contenu.decode("utf-8-sig")
                assert not CONTROLES.search(texte), interieur
    assert office > 40


def test_un_etablissement_presque_vide(tmp_path: Path):
    """No DPI, no account, no register of means, a service without a name: made, or refused in words."""
    publier(tmp_path, identite=[personne(1, service=None, etablissement="CHA"), personne(2, "ars")])
    (tmp_path / "workbench.toml").write_text('version = 1\n[etablissement]\nnom = "CH d’essai"\n', "utf-8")
    made, refus = documents.tous(tmp_path)
    assert {nom.split("/")[0] for nom in made} | set(refus) >= {"copil", "codir", "ars", "listes", "lettres"}
    for nom, octets in made.items():
        for interieur, contenu in documents.dedans(nom, octets).items():
            if interieur.endswith(OFFICE):
                assert paquets_office.fautes(contenu) == [], interieur
    assert all(erreur.conseil for erreur in refus.values()), refus
    ars = load_workbook(
        BytesIO(
            next(octets for nom, octets in made.items() if nom.startswith("ars/") and nom.endswith(".xlsx"))
        )
    )
    lisez_moi = [str(case) for ligne in ars["Lisez-moi"].iter_rows(values_only=True) for case in ligne]
    tues = {"Couverture par profession", "Jalons 1.1", "Comptes", "MIE"} - set(ars.sheetnames)
    assert "Jalons 1.1" in tues and "Qui déclare" in ars.sheetnames
    for nom in tues:
        assert any(dit.startswith("Sans objet ici") and nom in dit for dit in lisez_moi), nom
    for page in ars.worksheets:
        assert page.max_row > 4, f"{page.title} : une feuille qui ne dit rien n’est pas imprimée"


def test_ce_qu_on_remet_se_lit_sans_notre_vocabulaire(faits: dict[str, bytes]):
    """No code of ours where a person reads: a column of a source by its title, a system by its name."""
    vues = 0
    for nom, octets in faits.items():
        if nom.split("/")[0] not in ("anomalies", "acces_preuve", "acces"):
            continue
        for interieur, contenu in documents.dedans(nom, octets).items():
            livre = load_workbook(BytesIO(contenu)) if interieur.endswith(".xlsx") else None
            for page in livre.worksheets if livre else ():
                for rang in page.iter_rows(values_only=True):
                    for dit in (dit for dit in rang if isinstance(dit, str)):
                        vues += 1
                        assert not re.match(r"(ad|dpi|sirh)\w*:\w", dit), (interieur, page.title, dit)
                        assert not re.search(r"date_naissance|nom_naissance", dit), (interieur, dit)
                titres = [case.value for case in page[3]] if page.max_row > 3 else []
                if "À regarder" in titres:
                    place, cle = titres.index("À regarder"), titres.index("Compte")
                    rangs = [rang for rang in page.iter_rows(min_row=4, values_only=True) if rang[cle]]
                    assert rangs and all(rang[place] for rang in rangs), interieur
    assert vues > 200


def test_l_histoire_dit_le_nom_de_chaque_genre(tmp_path: Path):
    publier(tmp_path, identite=[personne(1)])
    acces = documents.ouvrir(tmp_path, "essai", "essai")
    for code, genre in produits.genres().items():
        produits.inscrire(acces, code, f"{code}.xlsx", b"x", dt.date(2026, 11, 1))
        assert produits.histoire(tmp_path)["pour"][0] == genre.pour


def test_une_liste_s_imprime_sur_un_a4_de_huit_colonnes(faits: dict[str, bytes]):
    vues = 0
    for nom, octets in faits.items():
        if nom.split("/")[0] not in LISTES:
            continue
        for interieur, contenu in documents.dedans(nom, octets).items():
            livre = load_workbook(BytesIO(contenu)) if interieur.endswith(".xlsx") else None
            for page in livre.worksheets if livre else ():
                if page.sheet_state != "visible":
                    continue
                vues += 1
                zone = page.print_area.rpartition(":")[2] if page.print_area else ""
                derniere = range_boundaries(zone.replace("$", ""))[2] if zone else page.max_column
                assert derniere <= 8 and str(page.page_setup.paperSize) == page.PAPERSIZE_A4, interieur
    assert vues > 50


def test_aucun_mot_n_est_coupe(petite_demo: Path):
    """An address, a login, a name read in one piece, in every workbook and deck of an ordinary hospital; at
    the limits, a word wider than paper is cut all the same.
    """
    made, _ = documents.tous(petite_demo)
    vus = []
    for nom, octets in made.items():
        for interieur, contenu in documents.dedans(nom, octets).items():
            if interieur.endswith(".xlsx"):
                vus.append(interieur)
                assert coupes.broken_words(contenu) == [], interieur
            elif interieur.endswith(".pptx"):
                assert coupes.broken_in_slides(contenu) == [], interieur
            elif interieur.endswith(".docx"):
                assert coupes.broken_in_document(contenu) == [], interieur
    assert len(vus) > 50


def test_aucune_case_n_est_coupee(faits: dict[str, bytes]):
    """Nor a last page left to a row or two: texts at the limits, every kind of workbook; of a kind made by
    the dozen, the first ones.
    """
    vus: dict[str, int] = {}
    for nom, octets in faits.items():
        for interieur, contenu in documents.dedans(nom, octets).items():
            genre = nom.split("/")[0]
            if interieur.endswith(".xlsx") and vus.setdefault(genre, 0) < PAR_GENRE:
                vus[genre] += 1
                assert coupes.cut_cells(contenu) == [] == coupes.lone_rows(contenu), interieur
    assert len(vus) > 10
