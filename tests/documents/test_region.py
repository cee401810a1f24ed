"""Twins put together: sums by hand, what is set aside, and the proof that adding gives away nothing that was
hidden.
"""

from __future__ import annotations

import datetime as dt
import os
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.outils.commandes import commande, processus
from tests.outils.jumeaux import LE, SEUIL, envoi, gater, ligne, poser

from workbench.documents import jumeau_lots, jumeau_memoire
from workbench.documents.bornes import Bornes
from workbench.documents.jumeau import Entete, Ligne, ecrire
from workbench.documents.jumeau_lu import lire
from workbench.documents.jumeau_memoire import FICHIER
from workbench.documents.region import classeur as region_classeur
from workbench.documents.region.consolidation import AttendusIllisibles, consolider
from workbench.documents.region.mesures import par_departement, repartition, sommes, tendance
from workbench.documents.secret import Relation, cellules_a_masquer, deductibles
from workbench.looks.figures import region as region_figures
from workbench.office.paquet import archive
from workbench.socle.departements import departements, du_finess, nom_du
from workbench.socle.erreurs import ErreurWorkbench


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Two hospitals of the Isère, one of the Rhône whose equipment is hidden, one of Mayotte."""
    envoi(
        tmp_path,
        "380000018",
        {"1.1-2027": (30, 40), "mie_remis": (10, 20), "couverture/autorite/ars": (None, 40)},
    )
    envoi(
        tmp_path,
        "380000026",
        {"1.1-2027": (10, 60), "mie_remis": (20, 20), "couverture/autorite/ars": (20, 30)},
    )
    envoi(tmp_path, "690000013", {"1.1-2027": (50, 100), "mie_remis": (None, 100)})
    envoi(tmp_path, "980500003", {"1.1-2027": (5, 10)})
    return tmp_path


def test_les_sommes_a_la_main(dossier: Path):
    region = consolider(dossier)
    assert region.recus.height == 4 and region.ecartes == []
    totaux = {r["indicateur"]: r for r in sommes(region.lignes).to_dicts() if r["axe"] == "ensemble"}
    jalon = totaux["1.1-2027"]
    assert (jalon["numerateur"], jalon["denominateur"], jalon["etablissements"], jalon["masques"]) == (
        95,
        210,
        4,
        0,
    )
    mie = totaux["mie_remis"]
    assert (mie["numerateur"], mie["denominateur"], mie["etablissements"], mie["masques"]) == (
        30,
        40,
        2,
        1,
    ), "une case masquée n’est pas un zéro, et son dénominateur ne compte pas non plus"
    departements = {r["departement"]: r for r in par_departement(region, "mie_remis").to_dicts()}
    assert departements["38"]["taux"] == 0.75
    assert (departements["69"]["taux"], departements["69"]["numerateur"], departements["69"]["masques"]) == (
        None,
        None,
        1,
    )
    assert set(par_departement(region, "1.1-2027")["departement"]) == {"38", "69", "976"}


def test_un_dossier_patient_se_reconnait_a_son_role(tmp_path: Path):
    def compte(application: str, num: int, role: str | None) -> Ligne:
        return ligne(
            "compte_inactif", num, 100, axe="application", valeur_axe=application, role=role, **commun
        )

    for finess, applications in (
        ("380000018", [("easily", 20, "dpi"), ("pharma", 90, "pharmacie")]),
        ("380000026", [("dpi", 30, None)]),  # a twin of an older tool
        ("690000013", [("orbis", 40, "dpi"), ("easily", 50, "dpi")]),  # people of both would count twice
    ):
        commun = {"finess_ej": finess, "departement": du_finess(finess)}
        lignes = [compte(*application) for application in applications]
        poser(tmp_path, lignes, f"{finess}.zip", **commun)
    (somme,) = sommes(consolider(tmp_path).lignes).to_dicts()
    assert (somme["axe"], somme["valeur_axe"]) == ("application", "dpi")
    assert (somme["numerateur"], somme["denominateur"], somme["etablissements"]) == (50, 200, 2)


def test_le_plus_recent_compte_les_autres_font_la_tendance(dossier: Path):
    for finess in ("380000018", "380000026", "690000013", "980500003"):
        envoi(dossier, finess, {"1.1-2027": (20, 40)}, dt.date(2026, 9, 15))
        envoi(dossier, finess, {"1.1-2027": (28, 40)}, dt.date(2026, 9, 30))
    envoi(dossier, "380000018", {"1.1-2027": (24, 40)}, dt.date(2026, 10, 1))
    region = consolider(dossier)
    assert region.recus.height == 4
    assert sommes(region.lignes.filter(pl.col("indicateur") == "1.1-2027"))["numerateur"].to_list() == [95]
    suite = tendance(region, "1.1-2027").to_dicts()
    assert [(r["mois"].month, r["etablissements"]) for r in suite] == [
        (9, 4),
        (11, 4),
    ], "octobre n’en a qu’un"
    assert [round(r["mediane"], 3) for r in suite] == [0.7, 0.5]


def test_deux_envois_du_meme_jour(dossier: Path):
    envoi(dossier, "690000013", {"1.1-2027": (60, 100)}, reference="2026-11-02")
    region = consolider(dossier)
    [ecarte] = region.ecartes
    assert ecarte.titre == "Envoyé deux fois"
    assert region.valeurs("1.1-2027").filter(pl.col("finess_ej") == "690000013")["numerateur"].to_list() == [
        60
    ]


def test_une_entite_deja_comptee_dans_son_groupement(dossier: Path):
    envoi(dossier, "690000021", {"1.1-2027": (9, 10)}, entites=[{"nom": "x", "finess_ej": "690000013"}])
    region = consolider(dossier)
    assert [e.titre for e in region.ecartes] == ["Compté deux fois"]
    assert "690000013" not in region.recus["finess_ej"]


def test_ce_qui_est_ecarte_ne_compte_pas(dossier: Path):
    (dossier / "casse.zip").write_bytes(b"rien")
    envoi(dossier, "730000015", {"1.1-2027": (9, 10)}, seuil=3)
    brut = Entete.model_validate(
        {
            "finess_ej": None,
            "nom": "R",
            "departement": "",
            "date_donnees": LE,
            "version_schema": "1",
            "type": "region",
            "seuil": 5,
            "reference": "r",
            "lignes": 0,
        }
    )
    (dossier / "region.zip").write_bytes(archive(ecrire(brut, [])))
    region = consolider(dossier)
    assert region.recus.height == 4
    assert {e.titre for e in region.ecartes} == {
        "Archive illisible",
        "Petits effectifs trop visibles",
        "Ce n’est pas un établissement",
    }


def test_un_nom_hostile_ne_casse_pas_le_classeur(dossier: Path):
    """What was read in a wrong file is shown as text: neither a formula nor a character that a sheet
    refuses.
    """
    envoi(dossier, "010000024", {"1.1-2027": (9, 10)})
    chemin = next(dossier.glob("010000024*"))
    gater(chemin, "jumeau.csv", lambda texte: texte.replace(",9,", ",=1+1\x07,"))
    chemin.rename(dossier / "=cmd().zip")
    livre = load_workbook(BytesIO(region_classeur.contenu(consolider(dossier), "=R")))
    assert not [c for page in livre.worksheets for r in page.iter_rows() for c in r if c.data_type == "f"]
    assert livre["Écartés"]["A5"].value == "'=cmd().zip" and "=1+1" in livre["Écartés"]["C5"].value


def test_qui_n_a_pas_envoye(dossier: Path):
    (dossier / "attendus.csv").write_bytes(
        "finess_ej;nom;departement\n380000018;Ici;38\n10000024;Sans"
        " zéro;01\n12;court;\n380000018;doublon;38\n".encode("cp1252")
    )
    region = consolider(dossier)
    assert region.manquants.to_dicts() == [
        {"finess_ej": "010000024", "nom": "Sans zéro", "departement": "01"}
    ]
    assert region.attendus == 2
    assert [(e.titre, e.message) for e in region.ecartes] == [("FINESS mal formé", "Ligne 4 : « 12 ».")]


def test_listes_et_dossiers_inutilisables(dossier: Path):
    (dossier / "attendus.csv").write_text("code,nom\n1,x\n", "utf-8")
    with pytest.raises(AttendusIllisibles, match="finess_ej"):
        consolider(dossier)
    with pytest.raises(ErreurWorkbench, match="introuvable"):
        consolider(dossier / "absent")


def test_un_envoi_ancien_est_dit(dossier: Path):
    envoi(dossier, "010000024", {"1.1-2027": (5, 10)}, dt.date(2026, 5, 1))
    assert consolider(dossier).recus.filter("ancien")["finess_ej"].to_list() == ["010000024"]


def test_pas_de_repartition_qui_designe(dossier: Path):
    parts = repartition(consolider(dossier), "1.1-2027")
    assert (
        parts["connus"] == 4
        and parts["minimum"] == pytest.approx(1 / 6, abs=1e-6)
        and parts["maximum"] == 0.75
    )
    assert "mediane" not in repartition(consolider(dossier), "mie_remis"), (
        "deux établissements : chacun se reconnaîtrait"
    )


def test_le_dossier_vide_ne_casse_rien(tmp_path: Path):
    region = consolider(tmp_path)
    assert region.le is None and region.lignes.is_empty() and region.manquants.is_empty()


def test_le_classeur_et_le_jumeau_regionaux(dossier: Path, tmp_path_factory: pytest.TempPathFactory):
    tmp_path = tmp_path_factory.mktemp("sortie")
    region = consolider(dossier)
    chemin = region_classeur.export(region, "Région d’essai", tmp_path / "out")
    livre = load_workbook(chemin)
    assert "Classement" not in livre.sheetnames
    assert (
        "Classement"
        in load_workbook(region_classeur.export(region, "R", tmp_path / "avec", classement=True)).sheetnames
    )
    tables = {nom: list(livre[nom].iter_rows(min_row=4, values_only=True)) for nom in livre.sheetnames}
    [titres] = [r for r in tables["Départements"] if r[0] == "Département"]
    lues = {r[0]: r[titres.index("Équipés")] for r in tables["Départements"] if r[0]}
    assert (lues["38 Isère"], lues["69 Rhône"], lues["976 Mayotte"]) == (0.75, "n. c.", "–")
    dits = {nom: [r for r in tables[nom] if "équipés" in str(r[0])] for nom in ("38 Isère", "69 Rhône")}
    assert [(r[1], r[5]) for rangs in dits.values() for r in rangs] == [(30, 0), ("n. c.", 1)]
    jumeau = lire(chemin.with_suffix(".zip"))
    assert jumeau.entete.type == "region" and jumeau.entete.finess_ej is None
    [mie] = [r for r in jumeau.lignes if (r.indicateur, r.axe) == ("mie_remis", "ensemble")]
    assert (mie.numerateur, mie.etablissements, mie.masques) == (30, 2, 1)
    autre = region_classeur.export(consolider(dossier), "Région d’essai", tmp_path / "encore")
    assert chemin.read_bytes() == autre.read_bytes()
    assert chemin.with_suffix(".zip").read_bytes() == autre.with_suffix(".zip").read_bytes()


def test_le_jumeau_de_la_demo_se_consolide(petite_demo: Path, dossier: Path):
    from workbench.documents.ars import classeur as ars

    ars.export(petite_demo, dossier)
    region = consolider(dossier)
    assert region.recus.height == 5 and region.ecartes == []
    assert "" in par_departement(region, "1.1-2027")["departement"], "un FINESS fictif n’est sur aucune carte"
    assert (
        "etablissement" not in region.lignes["axe"]
        and region.lignes.filter(pl.col("indicateur") == "couverture").height > 5
    )


# --- adding gives nothing away
# ------------------------------------------------------------------------------------------

effectifs = st.one_of(st.integers(0, 9), st.integers(0, 300))


@st.composite
def regions(draw: st.DrawFn) -> list[dict[str, int]]:
    """Some hospitals, each with counts by authority."""
    return [{a: draw(effectifs) for a in ("ordre", "ars", "role")} for _ in range(draw(st.integers(2, 5)))]


@settings(max_examples=120, deadline=None)
@given(regions())
def test_les_sommes_ne_trahissent_aucune_case_masquee(hopitaux: list[dict[str, int]]):
    """Each hospital hides by itself; the region publishes sums of visible cells; no small cell follows from
    all of it.
    """
    valeurs: dict[object, int] = {}
    relations: list[Relation] = []
    masquees: set[object] = set()
    for rang, hopital in enumerate(hopitaux):
        propres = {(rang, autorite): n for autorite, n in hopital.items()}
        total = (rang, "total")
        propres[total] = sum(hopital.values())
        relation = Relation(total, tuple((rang, autorite) for autorite in hopital))
        masquees |= cellules_a_masquer(propres, [relation], SEUIL)
        valeurs |= propres
        relations.append(relation)
    for colonne in ("ordre", "ars", "role", "total"):
        visibles = [(rang, colonne) for rang in range(len(hopitaux)) if (rang, colonne) not in masquees]
        if visibles:  # what `sommes` publishes: the visible cells only
            somme = ("region", colonne)
            valeurs[somme] = sum(valeurs[cle] for cle in visibles)
            assert not 0 < valeurs[somme] < SEUIL
            relations.append(Relation(somme, tuple(visibles)))
    assert not {cle for cle in deductibles(relations, masquees) if 0 < valeurs[cle] < SEUIL}


@settings(max_examples=80, deadline=None)
@given(regions().filter(lambda hopitaux: len(hopitaux) <= 3), st.text(max_size=2))
def test_qui_connait_son_propre_fichier_n_apprend_rien_des_autres(hopitaux: list[dict[str, int]], sel: str):
    """Two or three hospitals; one knows all its own counts, and subtracts them from what the region
    publishes.
    """
    valeurs: dict[object, int] = {}
    relations: list[Relation] = []
    masquees: set[object] = set()
    for rang, hopital in enumerate(hopitaux):
        propres = {(rang, autorite): n for autorite, n in hopital.items()}
        propres[rang, "total"] = sum(hopital.values())
        relation = Relation((rang, "total"), tuple((rang, autorite) for autorite in hopital))
        masquees |= cellules_a_masquer(propres, [relation], SEUIL, sel=sel)
        valeurs |= propres
        relations.append(relation)
    for colonne in ("ordre", "ars", "role", "total"):
        visibles = [(rang, colonne) for rang in range(len(hopitaux)) if (rang, colonne) not in masquees]
        if visibles:
            valeurs["region", colonne] = sum(valeurs[cle] for cle in visibles)
            relations.append(Relation(("region", colonne), tuple(visibles)))
    inconnues = {cle for cle in masquees if cle[0] != 0}
    petites = {cle for cle in inconnues if 0 < valeurs[cle] < SEUIL}
    assert Bornes(valeurs, relations, SEUIL).exposees(petites, inconnues) == set()


def test_un_score_qui_montre_un_petit_effectif_n_est_pas_additionne(dossier: Path):
    """A score is allowed in a twin whatever its size; added, its owner's neighbour would subtract it."""
    envoi(dossier, "730000015", {"1.1-2027": (18, 20), "1.1-2028": (3, 40)})
    region = consolider(dossier)
    lues = {r["indicateur"]: r for r in sommes(region.lignes).to_dicts() if r["axe"] == "ensemble"}
    assert (lues["1.1-2027"]["denominateur"], lues["1.1-2027"]["masques"]) == (210, 1)
    assert (lues["1.1-2028"]["numerateur"], lues["1.1-2028"]["masques"]) == (None, 1)
    assert repartition(region, "1.1-2027")["connus"] == 4


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 50)), st.integers(50, 90)), min_size=1, max_size=8)
)
def test_une_somme_est_celle_des_cases_connues(faits: list[tuple[int | None, int]]):
    lignes = [
        ligne("mie_remis", num, den, finess_ej=f"38000{rang:04d}") for rang, (num, den) in enumerate(faits)
    ]
    table = pl.DataFrame([r.model_dump() for r in lignes], infer_schema_length=None).with_columns(
        pl.col("numerateur").cast(pl.Int64)
    )
    [somme] = sommes(table).to_dicts()
    connus = [(n, d) for n, d in faits if n is not None]
    assert somme["etablissements"] == len(connus) and somme["masques"] == len(faits) - len(connus)
    assert somme["numerateur"] == (sum(n for n, _ in connus) if connus else None)
    assert somme["denominateur"] == (sum(d for _, d in connus) if connus else None)


# --- map and charts
# -----------------------------------------------------------------------------------------------------


def test_la_carte_tient_tout_le_pays():
    cases = departements()
    assert cases.height == 101 == cases["code"].n_unique() == cases.select("colonne", "ligne").unique().height
    assert [du_finess(f) for f in ("380000018", "2A0000014", "970100228", "980500003", "990000010")] == [
        "38",
        "2A",
        "971",
        "976",
        "",
    ]
    assert nom_du("38") == "38 Isère" and nom_du("") == "Hors carte"


def test_la_carte_ne_montre_que_la_region_et_ses_voisins():
    valeurs = pl.DataFrame(
        {"departement": ["38", "69"], "taux": [0.5, None], "etablissements": [3, 0], "masques": [0, 2]}
    )
    fond, tuiles = region_figures.carte(valeurs).data
    assert list(tuiles.text) == ["<b>38</b><br>50\u202f%"]
    assert "69<br>n. c." in fond.text and len(fond.text) < 20


def test_l_histogramme_compte_chacun_une_fois():
    figure = region_figures.histogramme([0.0, 0.05, 0.1, 0.999, 1.0], 0.1)
    assert list(figure.data[0].y) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]


def test_lignes_d_un_jumeau_regional_sont_valides():
    with pytest.raises(ValueError, match="masque"):
        Ligne.model_validate({**ligne().model_dump(), "masque": True})


def test_la_commande_region(dossier: Path, tmp_path_factory: pytest.TempPathFactory):
    """As a GRADeS would, in its own process and without a home."""
    sortie = tmp_path_factory.mktemp("region")
    (dossier / "casse.zip").write_bytes(b"rien")
    fait = processus("region", dossier, "--out", sortie, "--nom", "ARA", home=sortie)
    assert fait.returncode == 0, fait.stderr
    assert "4 établissements reçus, 1 fichier écarté" in fait.stdout.replace("\xa0", " ")
    assert sorted(p.name for p in sortie.iterdir()) == [
        "hospiconnect_region_2026-11-01.xlsx",
        "hospiconnect_region_2026-11-01.zip",
    ]
    vide = commande("region", tmp_path_factory.mktemp("vide"), home=sortie)
    assert vide.returncode == 1
    absent = commande("region", dossier / "nulle-part", home=sortie)
    assert absent.returncode == 2 and "introuvable" in absent.stderr


# --- establishments change: renamed, merged, gone


def _mouvements(region) -> dict[str, tuple[str, dt.date | None]]:
    return {r["finess_ej"]: (r["quoi"], r["depuis"]) for r in region.mouvements.to_dicts()}


def test_renommer_reunir_sortir(dossier: Path):
    """The months gone by keep what was sent; today's sums hold each establishment once, by its new name."""
    avant, octobre_un = dt.date(2026, 9, 1), dt.date(2026, 10, 1)
    chemin = envoi(dossier, "380000018", {"1.1-2027": (20, 40)}, avant)
    for partie in ("jumeau.json", "jumeau.csv"):
        gater(chemin, partie, lambda texte: texte.replace("CH 380000018", "CH d’avant"))
    envoi(dossier, "730000015", {"1.1-2027": (20, 40)}, avant)  # taken in by the group below
    envoi(
        dossier,
        "740000021",
        {"1.1-2027": (40, 80)},
        octobre_un,
        entites=[{"nom": "x", "finess_ej": "730000015"}],
    )
    envoi(dossier, "010000024", {"1.1-2027": (20, 40)}, avant)  # gone
    envoi(dossier, "010000024", {"1.1-2027": (20, 40)})  # sent again all the same
    envoi(dossier, "260000013", {"1.1-2027": (20, 40)}, avant)  # became another one, said by the list
    (dossier / "attendus.csv").write_text(
        "finess_ej;nom;sorti_le;devenu\n010000024;Parti;01/10/2026;\n260000013;Fondu;;740000021\n"
        "690000013;Là;01/01/2030;\n420000002;Muet;;\n420000010;x;hier;\n",
        "utf-8",
    )
    region = consolider(dossier)
    assert _mouvements(region) == {
        "380000018": ("Renommé", LE),
        "730000015": ("Réuni", octobre_un),
        "010000024": ("Sorti", dt.date(2026, 10, 1)),
        "260000013": ("Réuni", None),
    }
    assert not {"730000015", "010000024", "260000013"} & set(region.recus["finess_ej"])
    assert region.recus.filter(pl.col("finess_ej") == "380000018")["nom"].to_list() == ["CH 380000018"]
    assert region.manquants["finess_ej"].to_list() == ["420000002"] and region.attendus == 2
    assert [e.titre for e in region.ecartes] == ["Envoyé après la sortie", "Date de sortie illisible"]
    assert [(r["mois"], r["etablissements"]) for r in tendance(region, "1.1-2027").to_dicts()] == [
        (avant, 4),
        (LE, 4),
    ]


def test_une_feuille_par_departement_et_une_table_a_croiser(dossier: Path):
    envoi(dossier, "690000013", {"1.1-2027": (20, 50)}, dt.date(2026, 10, 15))
    (dossier / "attendus.csv").write_text("finess_ej,nom\n420000002,Muet\n", "utf-8")
    livre = load_workbook(BytesIO(region_classeur.contenu(consolider(dossier), "R")))
    ecrites = ["38 Isère", "42 Loire", "69 Rhône", "976 Mayotte"]
    ecrites += ["Données à croiser", "Métiers à croiser", "Tendances à croiser"]
    assert livre.sheetnames[-len(ecrites) :] == ecrites
    assert ["Muet", "420000002", None, "non reçu"] in [
        list(r[:4]) for r in livre["42 Loire"].iter_rows(values_only=True)
    ]
    lignes = list(livre["Données à croiser"].iter_rows(values_only=True))
    assert lignes[0][:3] == ("Département", "Mois", "Indicateur")
    rhone = [r for r in lignes[1:] if r[0] == "69 Rhône" and "1.1, 2027" in r[2]]
    assert [(r[1].month, r[3], r[4]) for r in rhone] == [(10, 20, 50), (11, 50, 100)]
    masquee = [r for r in lignes[1:] if r[0] == "69 Rhône" and "équipés d’un moyen d’id" in r[2]]
    assert [r[3:] for r in masquee] == [(None, None, None, 0, 1)], "masquée : ni zéro, ni mot dans un nombre"


def test_le_graphe_vient_d_abord_et_ne_dessine_pas_ce_qui_est_cache(dossier: Path):
    """Départements, trends, each département: drawn first, on its page; what is hidden is a gap."""
    envoi(dossier, "730000015", {"1.1-2027": (None, 100), "1.1-2028": (50, 100)})
    livre = load_workbook(BytesIO(region_classeur.contenu(consolider(dossier), "R")))
    assert livre["Tendances"]._charts == [], "un mois ne fait pas une courbe"
    for finess in ("380000018", "380000026", "690000013", "980500003"):
        envoi(dossier, finess, {"1.1-2027": (20, 60)}, dt.date(2026, 9, 30))
    livre = load_workbook(BytesIO(region_classeur.contenu(consolider(dossier), "R")))
    for nom in ("Départements", "Tendances", "38 Isère", "73 Savoie"):
        page = livre[nom]
        [graphe] = page._charts
        assert graphe.anchor._from.row == 3 and page["A4"].value is None, nom
        premier = next(r for r in range(4, page.max_row) if page.cell(r, 1).value)
        assert (premier - 4) * 15 >= graphe.anchor.ext.height / 12_700, (
            f"{nom} : la table passe sous le graphe"
        )
    points = {
        serie.tx.v: {point.idx: point.v for point in serie.val.numLit.pt}
        for serie in livre["73 Savoie"]._charts[0].series
    }
    assert points["73 Savoie"] == {1: 0.5} and points["R"].keys() == {0, 1}
    assert livre["38 Isère"].print_title_rows is None, "les titres d’une table ne coiffent pas l’autre"


def test_une_vraie_region_tient_en_une_feuille_par_departement(tmp_path: Path):
    """As many départements and establishments as the largest region: every département's list is whole, and
    the tables of the whole region print a page.
    """
    for rang in range(60):
        envoi(tmp_path, f"{38 if rang % 2 else 69}00{rang:05d}", {"1.1-2027": (rang + 6, 100)})
    livre = load_workbook(BytesIO(region_classeur.contenu(consolider(tmp_path), "R")))
    for nom in ("38 Isère", "69 Rhône"):
        page = livre[nom]
        [titre] = [r for r in range(1, page.max_row) if page.cell(r, 1).value == "Établissement"]
        assert page.max_row - titre == 30
        assert [coupe.id for coupe in page.row_breaks.brk] == [titre - 2], "la liste garde ses titres"
    assert livre["Départements"].page_setup.fitToHeight == livre["Tendances"].page_setup.fitToHeight == 1
    assert livre["Reçus"].max_row == 64 and livre["Reçus"].print_area.endswith("$F$15")


def _rendu(dossier: Path) -> tuple[object, ...]:
    region = consolider(dossier)
    ecartes = [f"{e.fichier} : {e.titre} {e.message}" for e in region.ecartes]
    tables = region.toutes.rows(), region.recus.rows(), region.mouvements.rows()
    return ecartes, region_classeur.jumeau(region, "R"), *tables


def _sans_memoire(dossier: Path) -> tuple[object, ...]:
    (dossier / FICHIER).unlink()
    return _rendu(dossier)


@pytest.fixture
def depouilles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files opened by a reading, by name."""
    vus: list[str] = []
    ouvrir = jumeau_lots.read_parts

    def noter(chemin: Path, archive: bytes | None) -> tuple[bytes, bytes]:
        vus.append(chemin.name)
        return ouvrir(chemin, archive)

    monkeypatch.setattr(jumeau_lots, "read_parts", noter)
    return vus


def test_ce_qui_est_lu_ne_l_est_plus_et_rien_ne_change(dossier: Path, depouilles: list[str]):
    """What came, what was changed, cut, sent twice, renamed or withdrawn is read as without a memory."""
    faits = {"1.1-2027": (20, 40), 'mie_remis/moyen/"é", è': (20, 20)}
    envoi(dossier, "380000018", {"1.1-2027": (20, 40)}, LE.replace(month=9))
    (dossier / "doux").mkdir()
    ancien = envoi(dossier / "doux", "380000026", faits, LE.replace(month=9))
    gater(
        envoi(dossier, "730000015", {"1.1-2027": (18, 20)}), "jumeau.csv", lambda t: t.replace(",18,", ",x,")
    )
    premier = region_classeur.contenu(consolider(dossier), "R", classement=True)
    depouilles.clear()
    assert region_classeur.contenu(consolider(dossier), "R", classement=True) == premier
    assert set(depouilles) == {"730000015_2026-11-01_2026-11-01.zip"}, "un envoi refusé se relit"

    neuf = envoi(dossier, "690000013", {"1.1-2027": (70, 100), "mie_remis": (60, 100)}, LE.replace(month=12))
    copie = dossier / "copie.zip"
    copie.write_bytes(neuf.read_bytes())
    depouilles.clear()
    avec = _rendu(dossier)
    assert set(depouilles) == {neuf.name, "copie.zip", "730000015_2026-11-01_2026-11-01.zip"}
    assert avec == _sans_memoire(dossier) and "Envoyé deux fois" in str(avec[0])

    copie.unlink()
    avant, date = neuf.read_bytes(), neuf.stat()
    gater(neuf, "jumeau.csv", lambda t: t.replace(",70,100,0.7", ",60,100,0.6"))
    neuf.write_bytes(neuf.read_bytes().ljust(len(avant), b"\0"))
    os.utime(neuf, ns=(date.st_atime_ns, date.st_mtime_ns))
    change = _rendu(dossier)
    assert change == _sans_memoire(dossier) and change[1:] != avec[1:], "même nom, même taille, même date"
    ancien.write_bytes(ancien.read_bytes()[:-40])
    coupe = _rendu(dossier)
    assert coupe == _sans_memoire(dossier) and "illisible" in str(coupe[0])

    neuf.rename(dossier / "0_renomme.zip")
    ancien.unlink()
    assert _rendu(dossier) == _sans_memoire(dossier)
    retenus = jumeau_memoire.recall(dossier)
    assert retenus and len(retenus.empreintes) == 6
    assert retenus.mots.height and "é" not in str(retenus.mots.rows()), "rien de ce qui est parti"
    assert oct((dossier / FICHIER).stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("gate", ["coupée", "changée", "vide", "autre table"])
def test_une_memoire_abimee_est_refaite_et_dite(dossier: Path, gate: str, depouilles: list[str]):
    attendu = _rendu(dossier)
    memoire = dossier / FICHIER
    octets = memoire.read_bytes()
    milieu = len(octets) // 2
    memoire.write_bytes(
        {
            "coupée": octets[:milieu],
            "changée": octets[:milieu] + bytes([octets[milieu] ^ 1]) + octets[milieu + 1 :],
            "vide": b"",
            "autre table": archive({"cle": jumeau_memoire.code_print("documents", "socle").encode()}),
        }[gate]
    )
    depouilles.clear()
    assert consolider(dossier).relue and len(depouilles) == 4
    assert not consolider(dossier).relue and _rendu(dossier) == attendu


def test_une_memoire_d_un_autre_code_est_refaite_sans_rien_dire(
    dossier: Path, depouilles: list[str], monkeypatch: pytest.MonkeyPatch
):
    consolider(dossier)
    monkeypatch.setattr(jumeau_memoire, "code_print", lambda *_: "demain")
    depouilles.clear()
    assert not consolider(dossier).relue and len(depouilles) == 4
    depouilles.clear()
    consolider(dossier)
    assert depouilles == []


def test_un_dossier_ou_l_on_ne_peut_ecrire_se_lit(dossier: Path, monkeypatch: pytest.MonkeyPatch):
    def refuser(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(jumeau_memoire.tempfile, "NamedTemporaryFile", refuser)
    assert consolider(dossier).recus.height == 4 and not (dossier / FICHIER).exists()


def _texts(octets: bytes, feuille: str) -> str:
    page = load_workbook(BytesIO(octets))[feuille]
    return "\n".join(
        str(case) for rang in page.iter_rows(values_only=True) for case in rang if case is not None
    )


def test_sans_liste_des_attendus_personne_n_est_dit_absent(dossier: Path):
    """Nobody missing, and nobody knows who must send, are two things."""
    octets = region_classeur.contenu(consolider(dossier), "Essai")
    for feuille in ("En un regard", "38 Isère"):
        assert "liste des attendus non fournie" in _texts(octets, feuille), feuille
    regard = load_workbook(BytesIO(octets))["En un regard"]
    assert "Pas d’envoi" not in _texts(octets, "En un regard") and len(regard._charts[0].series) == 6
    (dossier / "attendus.csv").write_text("finess_ej\n380000018\n380000034\n", "utf-8")
    octets = region_classeur.contenu(consolider(dossier), "Essai")
    assert "4\u00a0établissements reçus, 1 sans envoi." in _texts(octets, "En un regard")
    regard = load_workbook(BytesIO(octets))["En un regard"]
    assert "Pas d’envoi" in _texts(octets, "En un regard") and len(regard._charts[0].series) == 7
    assert "2\u00a0établissements reçus, 1 sans envoi." in _texts(octets, "38 Isère")


def test_trop_peu_d_etablissements_la_premiere_page_dit_leurs_sommes(tmp_path: Path):
    envoi(tmp_path, "380000018", {"1.1-2027": (30, 40), "mie_remis": (None, 20)})
    page = load_workbook(BytesIO(region_classeur.contenu(consolider(tmp_path), "Essai")))["En un regard"]
    lues = {str(rang[0]): rang[1:6] for rang in page.iter_rows(min_row=7, values_only=True)}
    dits = {nom.split(" :")[0]: cases for nom, cases in lues.items()}
    assert dits["Objectif 1.1, 2027"] == (30, 40, 0.75, 1, 0)
    assert dits["Utilisateurs du DPI équipés d’un moyen d’identification"][:4] == (
        "n. c.",
        "n. c.",
        "n. c.",
        0,
    )


def test_les_donnees_a_croiser_ne_s_impriment_pas_par_centaines_de_pages(tmp_path: Path):
    for mois in range(1, 13):
        faits = dict.fromkeys(("1.1-2027", "1.1-2028", "couverture", "mie_remis"), (30, 40))
        envoi(tmp_path, "380000018", faits, le=dt.date(2026, mois, 1), reference=f"r{mois:02d}")
    page = load_workbook(BytesIO(region_classeur.contenu(consolider(tmp_path), "Essai")))["Données à croiser"]
    assert page.max_row > 41 and page.print_area.endswith("$H$15")
    assert page.oddHeader.left.text.endswith("la suite à l’écran")


def test_chaque_etablissement_recu_est_quelque_part_dans_la_repartition(dossier: Path):
    """In a band, hidden, or without object: none falls out of a line, none without anybody is said hidden."""
    envoi(dossier, "380000034", {"1.1-2027": (0, 0), "mie_remis": (10, 10), "compte_mot_de_passe": (6, 12)})
    envoi(dossier, "380000042", {"mie_remis": (None, 30)})
    (dossier / "attendus.csv").write_text("finess_ej\n380000018\n730000015\n", "utf-8")
    page = load_workbook(BytesIO(region_classeur.contenu(consolider(dossier), "Essai")))["En un regard"]
    rangs = [list(rang) for rang in page.iter_rows(values_only=True) if isinstance(rang[1], int)]
    [jalon] = [rang for rang in rangs if rang[0].startswith("Objectif 1.1, 2027")]
    assert jalon[5:8] == [0, 2, 1], "quatre par tranche, deux sans objet, un sans envoi"
    assert rangs and all(sum(rang[1:8]) == 6 + 1 for rang in rangs)
