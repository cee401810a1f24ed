"""The ARS workbook: real Excel, counts only, small counts safe across sheets."""

from __future__ import annotations

import dataclasses
import io
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from workbench.documents.ars import classeur as ars
from workbench.documents.ars import premiere
from workbench.documents.ars.couverture import REQUIS
from workbench.documents.ars.donnees import TOUT, compter, criteres_mesures, rassembler
from workbench.documents.secret import MARQUE
from workbench.looks.etats import JALONS, STATUTS
from workbench.office.feuille import d_un_tenant
from workbench.socle.departements import nom_ars
from workbench.ui.ecran import plain

SEUIL = 5
SCHEMA = ["population", "autorite", "profession", "statut", "nombre"]
lignes = st.lists(
    st.tuples(
        st.just("dpi"),
        st.sampled_from(["ordre", "ars", "role"]),
        st.sampled_from(["Infirmier", "Médecin", "Psychologue", "Ambulancier"]),
        st.sampled_from(list(STATUTS)),
        st.one_of(st.integers(1, 8), st.integers(1, 300)),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=80, deadline=None)
@given(lignes)
def test_aucun_petit_effectif_visible_a_aucun_niveau(lues):
    comptages = compter(pl.DataFrame(lues, schema=SCHEMA, orient="row"), [], SEUIL)
    for (autorite, profession, statut), valeur in comptages.valeurs.items():
        lu = comptages.lire(autorite, profession, statut)
        assert lu in (MARQUE, valeur)
        assert not 0 < valeur < SEUIL or lu == MARQUE
        if statut == TOUT:
            visibles = [comptages.lire(autorite, profession, s) for s in STATUTS]
            if lu != MARQUE:
                assert visibles.count(MARQUE) != 1, "une seule case masquée se calcule par différence"


def test_le_score_public_ne_trahit_pas_une_petite_case():
    couverture = pl.DataFrame(
        [("dpi", "ordre", "Infirmier", "confirme", 90), ("dpi", "ars", "Orthophoniste", "confirme", 3)]
        + [("dpi", a, p, "absent", 40) for a, p in (("ordre", "Infirmier"), ("ars", "Orthophoniste"))],
        schema=SCHEMA,
        orient="row",
    )
    jalon = {"annee": 2027, "numerateur": 93, "denominateur": 173, "a_confirmer": 0}
    jalon |= {"autorites": ["ordre", "ars"]}
    comptages = compter(couverture, [jalon], SEUIL)
    assert comptages.lire("ars", TOUT, "confirme") == MARQUE
    assert comptages.lire("ordre", TOUT, "confirme") == MARQUE


def test_les_requis_sont_d_un_metier_qu_une_autorite_enregistre():
    """Jobs out of the perimeter or yet to be told are of the total: neither required, nor of the rate when
    their number is proved.
    """
    couverture = pl.DataFrame(
        [
            ("dpi", "ordre", "Infirmier", "confirme", 90),
            ("dpi", "ordre", "Infirmier", "absent", 10),
            ("dpi", "etudiant", "Étudiant", "non_requis", 15),
            ("dpi", "inconnue", "Chargé de mission", "confirme", 20),
            ("dpi", "hors_perimetre", "Agent administratif", "absent", 30),
        ],
        schema=SCHEMA,
        orient="row",
    )
    comptages = compter(couverture, [], SEUIL)
    assert [comptages.lire(TOUT, TOUT, s) for s in (TOUT, REQUIS, "confirme")] == [165, 100, 110]
    assert comptages.taux(TOUT, TOUT) == 0.9
    assert comptages.taux("ordre", TOUT) == 0.9
    assert comptages.lire("inconnue", TOUT, REQUIS) == 0 and comptages.taux("inconnue", TOUT) is None


@pytest.fixture(scope="session")
def classeur(petite_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ars.export(petite_demo, tmp_path_factory.mktemp("ars"))


def test_les_feuilles_et_la_mise_en_page(classeur: Path):
    assert classeur.name.startswith("hospiconnect_ars_")
    livre = load_workbook(classeur)
    assert livre.sheetnames == ["Lisez-moi", *ars.ESSENTIEL, *ars.DETAIL]
    assert livre.properties.title.startswith("HospiConnect")
    for page in livre.worksheets:
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.fitToWidth == 1
    assert livre["Couverture par profession"].freeze_panes == "B5"
    assert livre["Couverture par profession"].print_title_rows == "$4:$4"
    assert len(livre["Jalons 1.1"]._charts) == 1
    assert len(livre["Couverture par profession"]._charts) == 1
    assert {nom for page in livre.worksheets for nom in page.tables} == {
        "Synthese", "Autorites", "Historique", "Professions", "Entites", "Criteres",
        "MIE_autorites", "MIE_types",
        "MIE_alertes", "Comptes", "Connexion", "Qualite_0", "Plan", "Definitions",
        "Controles",
    }  # fmt: skip


def test_ni_formule_ni_petit_effectif_ni_nom(classeur: Path, petite_demo: Path):
    from workbench.access import ouvrir

    livre = load_workbook(classeur)
    cellules = [
        c for page in livre.worksheets for ligne in page.iter_rows() for c in ligne if c.value is not None
    ]
    assert all(cellule.data_type != "f" for cellule in cellules)
    page = livre["Couverture par profession"]
    for ligne in page.iter_rows(min_row=5, min_col=3, max_col=8, values_only=True):
        assert not [v for v in ligne if isinstance(v, int) and 0 < v < SEUIL]
    acces = ouvrir(petite_demo, "essai", "contrôle du classeur")
    gens = acces.nominatif("mart.couverture_personne", motif="contrôle : aucun nom dans le classeur")
    textes = {str(cellule.value) for cellule in cellules}
    noms = {nom for nom in gens["nom"].drop_nulls() if len(nom) > 3}
    assert noms
    assert not textes & noms
    numeros = set(gens["rpps"].drop_nulls()) | set(gens["id_unique"])
    assert not any(numero in texte for texte in textes for numero in numeros)


def test_meme_donnee_memes_octets(classeur: Path, petite_demo: Path, tmp_path: Path):
    autre = ars.export(petite_demo, tmp_path / "autre.xlsx")
    assert classeur.read_bytes() == autre.read_bytes()
    assert classeur.with_suffix(".zip").read_bytes() == autre.with_suffix(".zip").read_bytes()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_libreoffice_l_ouvre(classeur: Path, tmp_path: Path):
    profil = (tmp_path / "profil").as_uri()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profil}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            tmp_path,
            classeur,
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert (tmp_path / classeur.with_suffix(".pdf").name).stat().st_size > 10_000


def test_nom_du_fichier():
    assert ars.nom_fichier(date(2026, 11, 1)) == "hospiconnect_ars_2026-11-01.xlsx"


def test_the_authority_table_lists_authorities_only(classeur: Path) -> None:
    page = load_workbook(classeur)["Synthèse"]
    labels = {str(row[0].value) for row in page.iter_rows() if row[0].value}
    assert "Ordre professionnel" in labels and "Jalon" not in labels


def test_la_premiere_page_tient_sur_un_a4_et_dit_les_quatre_objectifs(classeur: Path):
    page = load_workbook(classeur).worksheets[0]
    assert page.page_setup.fitToHeight == 1 and page.print_area
    textes = [str(c.value) for ligne in page.iter_rows() for c in ligne if c.value is not None]
    for annee in (2027, 2028):
        for objectif in ("1.1", "1.2"):
            assert any(texte.startswith(f"{objectif}, {annee}\u00a0: ") for texte in textes), (
                objectif,
                annee,
            )
    assert "Sources reçues" in textes and "Ce que nous demandons à l’ARS" in textes
    tout = [
        str(c.value)
        for feuille in load_workbook(classeur).worksheets
        for ligne in feuille.iter_rows()
        for c in ligne
        if c.value is not None
    ]
    assert not [texte for texte in tout if "compléter" in texte.lower()]
    assert "ARS Nouvelle-Aquitaine" in tout


def test_un_objectif_n_a_qu_un_etat_d_une_feuille_a_l_autre(petite_demo: Path):
    """A criterion that weighs nothing, hidden, hides neither the score nor the state of its objective."""
    donnees = rassembler(petite_demo, "essai")
    legers = [c for o in donnees.objectifs for c in o.criteres if not c.poids and c.valeur is not None]
    caches = {("critere", criteres_mesures(petite_demo)[c.code], "", "num") for c in legers}
    assert caches, "la démonstration a un critère suivi sans poids"
    seuls = dataclasses.replace(donnees.cellules, masquees=frozenset(caches))
    livre = load_workbook(io.BytesIO(ars._octets(dataclasses.replace(donnees, cellules=seuls))))
    premiere_page = {r[0].value.split("\u00a0: ")[0]: r[6].value for r in livre["Lisez-moi"]["A5:H8"]}
    assert premiere_page == {
        f"{o.objectif}, {o.annee}": d_un_tenant(JALONS[o.etat].libelle) for o in donnees.objectifs
    }
    assert MARQUE not in premiere_page.values()


def test_un_graphe_ne_dessine_pas_ce_qui_est_masque(classeur: Path):
    """Its points are the visible values of the sheet, no more, and each chart says what it shows."""
    livre = load_workbook(classeur)
    page = livre["Jalons 1.1"]
    courbe = page._charts[0]
    lignes = list(page.iter_rows(min_row=5, max_row=4 + courbe.series[0].val.numLit.ptCount, max_col=3))
    for colonne, serie in enumerate(courbe.series[:2], 1):
        dessines = {point.idx: point.v for point in serie.val.numLit.pt}
        visibles = {n: r[colonne].value for n, r in enumerate(lignes) if isinstance(r[colonne].value, float)}
        assert set(dessines) == set(visibles)
    with zipfile.ZipFile(classeur) as lu:
        dessins = [nom for nom in lu.namelist() if nom.startswith("xl/drawings/drawing")]
        assert len(dessins) == 2
        assert all(b'descr="' in lu.read(nom) for nom in dessins)


def test_ce_qui_manque_se_demande_avant(tmp_path: Path):
    (tmp_path / "workbench.toml").write_text('version = 1\n[etablissement]\nnom = "CH"\n', "utf-8")
    dit = premiere.dire_manques(tmp_path)
    assert "region_ars" in dit and "[contact] courriel" in dit
    ecran = premiere.dire_manques(tmp_path, reglages=False)
    assert plain(ecran) == ecran and "une boîte partagée" in ecran and "toml" not in dit
    assert nom_ars("ARS-75") == nom_ars("75") == "ARS Nouvelle-Aquitaine"
    assert (nom_ars(None), nom_ars("ARS Bretagne")) == ("", "ARS Bretagne")
