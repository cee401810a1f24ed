"""The machine-readable twin: what it holds, and every way in which a file can be wrong."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outils.jumeaux import entete, gater, ligne, poser

from workbench.documents.ars import classeur as ars
from workbench.documents.ars import jumeau as ars_jumeau
from workbench.documents.ars.donnees import rassembler
from workbench.documents.jumeau import COLONNES, ENTETE, TABLE, JumeauRefuse, ecrire, schema
from workbench.documents.jumeau_lu import lire
from workbench.office.paquet import archive


def test_aller_et_retour(tmp_path: Path):
    lignes = [ligne(), ligne("mie_remis", None, 80), ligne("vertu_x", 0, 0)]
    jumeau = lire(poser(tmp_path, lignes))
    assert jumeau.lignes == lignes
    assert jumeau.entete == entete(3)


def test_un_dossier_vaut_une_archive(tmp_path: Path):
    with ZipFile(poser(tmp_path, [ligne()])) as lu:
        lu.extractall(tmp_path / "ouvert")
    assert lire(tmp_path / "ouvert").lignes == [ligne()]


def test_le_schema_livre_est_celui_du_code():
    livre = Path(ars_jumeau.__file__).parents[1].joinpath("jumeau.schema.json")
    assert json.loads(livre.read_text("utf-8")) == schema(), "relancer la commande de docs/jumeau.md"
    assert set(schema()["ligne"]["properties"]) == set(COLONNES)


def remplacer(avant: str, apres: str):
    return lambda texte: texte.replace(avant, apres, 1)


@pytest.mark.parametrize(
    ("partie", "changer", "attendu"),
    [
        (ENTETE, remplacer('"version_schema": "1"', '"version_schema": "9"'), "« 9 », attendu « 1 »"),
        (ENTETE, remplacer('"380000018"', '"38X"'), "finess_ej"),
        (ENTETE, remplacer('"380000018"', '"000000000"'), "aucune entité"),
        (ENTETE, remplacer('"2026-11-01"', '"hier"'), "AAAA-MM-JJ"),
        (ENTETE, remplacer('"seuil": 5', '"seuil": 0'), "seuil : nombre trop petit"),
        (ENTETE, remplacer('"seuil": 5', '"seuil": 5, "surprise": 1'), "surprise : inconnu"),
        (ENTETE, lambda texte: "[1, 2", "JSON"),
        (ENTETE, lambda texte: "[]", "« None »"),
        (TABLE, remplacer(",40,", ",quarante,"),
         "ligne 2, champ numerateur : un nombre entier est attendu, lu « quarante »"),
        (TABLE, remplacer(",40,80,0.5,", ",90,80,0.5,"), "ligne 2"),
        (TABLE, remplacer(",40,80,0.5,", ",40,80,0.7,"), "taux"),
        (TABLE, remplacer(",40,80,0.5,", ",-4,80,0.5,"), "nombre trop petit"),
        (TABLE, remplacer(",40,80,0.5,", ",40,99999999999999999999,0.5,"), "nombre trop grand"),
        (TABLE, remplacer(",40,80,0.5,", ",40,80,nan,"), "ligne 2"),
        (TABLE, remplacer(",40,80,0.5,", ",3,80,0.0375,"), "sous le seuil de 5"),
        (TABLE, remplacer(",false,", ",peut-être,"), "true ou false"),
        (TABLE, remplacer(",false,", ",true,"), "masque vaut vrai"),
        (TABLE, remplacer("ensemble", "planète"), "axe : valeur inconnue"),
        (TABLE, remplacer("2026-11-01", "2026-13-01"), "AAAA-MM-JJ"),
        (TABLE, remplacer("380000018", "380000019"), "différents de l’en-tête"),
        (TABLE, remplacer("CH d’essai", "Un autre"), "différents de l’en-tête"),
        (TABLE, remplacer("CH d’essai", "CH\x07"), "ligne 2, champ nom"),
        (TABLE, lambda texte: texte.rstrip("\n") + ",de,trop\n", "ligne 3"),
        (TABLE, lambda texte: "\n".join([*texte.splitlines()[:2], "380000018,CH"]) + "\n", "ligne 3"),
        (ENTETE, remplacer("CH d’essai", "CH\\u0007"), "champ nom"),
        (TABLE, remplacer("numerateur", "numérateur"), "manque numerateur"),
        (TABLE, lambda texte: texte + texte.splitlines()[1] + "\n", "l’en-tête en annonce"),
        (TABLE, lambda texte: texte.replace("vertu_y", "couverture"), "deux fois"),
        (TABLE, lambda texte: texte.replace('\n', '\n"', 1), "illisible"),
    ],
)  # fmt: skip
def test_chaque_faute_est_dite_avec_sa_place(tmp_path: Path, partie: str, changer, attendu: str):
    chemin = gater(poser(tmp_path, [ligne(), ligne("vertu_y")]), partie, changer)
    with pytest.raises(JumeauRefuse) as refus:
        lire(chemin)
    assert attendu in f"{refus.value}", f"{refus.value}"


def test_un_score_public_peut_etre_petit(tmp_path: Path):
    assert lire(poser(tmp_path, [ligne("1.1-2027", 3, 4)])).lignes[0].numerateur == 3


def test_archives_abimees(tmp_path: Path):
    bonne = poser(tmp_path, [ligne()]).read_bytes()
    cas = {
        "vide.zip": b"",
        "texte.zip": b"bonjour",
        "tronquee.zip": bonne[: len(bonne) // 2],
        "autre.zip": archive({"x": b"y"}),
    }
    abimee = bytearray(bonne)
    abimee[60:90] = b"\x00" * 30
    cas["abimee.zip"] = bytes(abimee)
    for nom, octets in cas.items():
        (tmp_path / nom).write_bytes(octets)
        with pytest.raises(JumeauRefuse):
            lire(tmp_path / nom)


@pytest.mark.parametrize("methode", [ZIP_LZMA, ZIP_BZIP2])
@pytest.mark.parametrize("abimee", [False, True])
def test_une_autre_compression_est_refusee_sans_etre_lue(tmp_path: Path, methode: int, abimee: bool):
    parties = ecrire(entete(1), [ligne()])
    chemin = tmp_path / "autre.zip"
    with ZipFile(chemin, "w", methode) as sortie:
        for nom, octets in parties.items():
            sortie.writestr(nom, octets)
    if abimee:
        octets_abimes = bytearray(chemin.read_bytes())
        octets_abimes[60:90] = b"\xff" * 30
        chemin.write_bytes(bytes(octets_abimes))
    with pytest.raises(JumeauRefuse, match="compression"):
        lire(chemin)


def test_une_bombe_n_est_pas_ouverte(tmp_path: Path):
    chemin = tmp_path / "bombe.zip"
    chemin.write_bytes(archive({ENTETE: b"{}", TABLE: b"0" * 25_000_000}))
    with pytest.raises(JumeauRefuse, match="trop grosse"):
        lire(chemin)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_n_importe_quels_octets_sont_refuses_proprement(
    tmp_path_factory: pytest.TempPathFactory, octets: bytes
):
    chemin = tmp_path_factory.mktemp("h") / "x.zip"
    chemin.write_bytes(archive({ENTETE: octets, TABLE: octets}))
    with pytest.raises(JumeauRefuse):
        lire(chemin)


def test_le_jumeau_de_la_demo_dit_ce_que_dit_le_classeur(petite_demo: Path, tmp_path: Path):
    """Same suppression decisions, cell by cell, and nothing but protected cells."""
    classeur = ars.export(petite_demo, tmp_path)
    jumeau, donnees = lire(classeur.with_suffix(".zip")), rassembler(petite_demo, "essai")
    lues = {(r.indicateur, r.axe, r.valeur_axe): r for r in jumeau.lignes}
    assert len(lues) == len(jumeau.lignes) > 150
    c = donnees.cellules
    for autorite in donnees.comptages.autorites():
        for statut in ("confirme", "absent"):
            r = lues[f"couverture_{statut}", "autorite", autorite]
            vue = donnees.comptages.lire(autorite, "*", statut)
            assert r.numerateur == (None if isinstance(vue, str) else vue)
    for r in jumeau.lignes:
        if r.indicateur.startswith("vertu_") and r.axe == "ensemble":
            num = ("vertu", r.indicateur.removeprefix("vertu_"), "*", "num")
            assert r.numerateur == c.nombre(num)
            assert r.masque == bool({num, (*num[:3], "den")} & c.masquees)
    assert all(r.taux is None for r in jumeau.lignes if r.masque)
    assert {f"objectif_{o.code}" for o in donnees.objectifs} <= {r.indicateur for r in jumeau.lignes}


def test_le_csv_s_ouvre_sans_formule(petite_demo: Path, tmp_path: Path):
    with ZipFile(ars.export(petite_demo, tmp_path).with_suffix(".zip")) as lu:
        lues = list(csv.reader(StringIO(lu.read(TABLE).decode())))
    assert not [v for r in lues for v in r if v.startswith(("=", "+", "@", "\t"))]


def test_un_jumeau_d_avant_les_roles_se_lit_encore(tmp_path: Path):
    chemin = poser(tmp_path, [ligne()])
    sans = gater(chemin, TABLE, lambda texte: texte.replace(",role,", ",").replace(",1,,", ",1,"))
    assert lire(sans).lignes == [ligne()]


def test_sans_dpi_rien_n_est_compte_zero(petite_demo: Path):
    donnees = rassembler(petite_demo, "essai")
    ecrits = {fait[0] for fait in ars_jumeau.faits(donnees)}
    assert {"couverture", "mie_remis"} <= ecrits
    motif = "non mesurable, source DPI absente depuis le 01/09/2026"
    historique = [
        {**ligne, "valeur": None, "motif": motif}
        if ligne["indicateur"].startswith("1.1-") or ligne["indicateur"].endswith("_dpi")
        else ligne
        for ligne in donnees.historique
    ]
    restent = {fait[0] for fait in ars_jumeau.faits(replace(donnees, historique=historique, jalons=[]))}
    assert restent and not [code for code in restent if code.startswith(("couverture", "mie_", "1.1-"))]
