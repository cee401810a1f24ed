"""Short contracts on a hand-made hospital: what is known, what is not, who is judged."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.jouet import JOUR, lien, personne, publier
from tests.outils.arrivees import contrat, hopital, il_y_a

from workbench.access import ouvrir
from workbench.documents.listes import arrivees as rendu
from workbench.office.feuille import SAISIE
from workbench.pilotage import arrivees


@pytest.fixture
def acces(tmp_path: Path):
    hopital(tmp_path)
    return ouvrir(tmp_path, "essai", "essais")


def test_chaque_arrivee_et_sa_situation(acces):
    lus = {ligne["id_unique"][-1]: ligne for ligne in acces.nominatif("mart.arrivee_personne").to_dicts()}
    assert {cle: ligne["situation"] for cle, ligne in lus.items()} == {
        "1": "avec", "2": "avec", "3": "sans", "4": "parti_sans", "5": "parti_inconnu", "6": "sans",
        "7": "non_requis", "8": "sans",
    }  # fmt: skip
    assert lus["1"]["date_arrivee"] == il_y_a(60)
    assert (lus["1"]["delai"], lus["1"]["avant"]) == (10, None)
    assert (lus["2"]["delai"], lus["2"]["avant"]) == (40, 10)
    assert (lus["4"]["depart"], lus["4"]["jours_sans"]) == (30, 30)
    assert (lus["2"]["agence"], lus["1"]["agence"]) == ("AGENCE A", None)
    assert not lus["8"]["suivie"] and lus["6"]["suivie"]


def test_un_retour_n_est_pas_une_arrivee_et_une_date_dite_l_emporte(tmp_path: Path):
    """1: back under a contract the list alone shows; 2: the same number was somebody else's; 3: said."""

    def poste(numero: int, vue: int) -> dict:
        return {
            "source": "rh", "cle_source": f"M{numero}", "service": "S", "date_debut": il_y_a(900),
            "date_fin": il_y_a(600), "premiere_vue": il_y_a(800), "derniere_vue": il_y_a(vue),
        }  # fmt: skip

    publier(
        tmp_path,
        identite=[personne(n, cree_le=il_y_a(700), date_arrivee=il_y_a(20 + n)) for n in (1, 2, 3)],
        identite_fiche=[
            {"source": "rh", "cle_source": f"M{n}", "id_unique": f"ID{n:08d}", "mode": "x"} for n in (1, 2, 3)
        ],
        contrat=[contrat(n, il_y_a(5)) for n in (1, 2, 3)],
        lien_rpps=[lien(n, "absent") for n in (1, 2, 3)],
        affectation=[poste(1, 600), poste(2, 750), poste(3, 600)],
        meta_decision=[
            {"id": "d", "genre": "arrivee_corrigee", "id_unique": "ID00000003", "etat": "appliquee"}
        ],
    )
    lus = ouvrir(tmp_path, "essai", "essais").nominatif("mart.arrivee_personne")
    assert dict(lus.select("id_unique", "date_arrivee").rows()) == {
        "ID00000002": il_y_a(22),
        "ID00000003": il_y_a(23),
    }


def test_les_parts_avec_leurs_bornes_et_leur_maturite(acces):
    rows = acces.agregat("mart.arrivee")
    vue = {jours: arrivees.part(rows, jours) for jours in (0, 7, 30)}
    # judged: 1 2 3 4 5 6 (7 needs no number, 8 came before the first run); 6 came 10 days ago
    assert (vue[0].total, vue[0].oui, vue[0].inconnu) == (6, 0, 2)  # 1 and 5 may have been proved on the day
    assert (vue[7].total, vue[7].oui, vue[7].inconnu) == (6, 0, 2)
    assert (vue[30].total, vue[30].oui, vue[30].inconnu) == (5, 1, 2)  # 1 yes; 2 and 5 between two runs
    assert (arrivees.premiere_vue(rows).total, arrivees.premiere_vue(rows).oui) == (6, 1)


def test_le_delai_median_compte_les_departs_comme_jamais(acces):
    rows = acces.agregat("mart.arrivee")
    assert arrivees.mediane(rows) is None  # 2 of 6 proved: half is never reached
    assert arrivees.mediane(rows.filter(pl.col("type_contrat") == "interim")) == 40
    assert arrivees.mediane(rows.filter(pl.col("type_contrat") == "stage")) is None


def test_par_agence_et_par_mois(acces):
    rows = acces.agregat("mart.arrivee")
    [ligne] = arrivees.par_axe(rows, "agence", [0, 7, 30]).to_dicts()
    assert (ligne["cle"], ligne["arrivees"], ligne["sans"], ligne["j30_basse"], ligne["j30_haute"]) == (
        "AGENCE A",
        2,
        1,
        0.0,
        0.5,
    )
    mois = arrivees.par_mois(rows)
    assert mois["nombre"].sum() == 8
    assert mois.height == mois["mois"].n_unique() * 4, "every month shows every type, even at nought"
    assert arrivees.par_mois(rows.clear()).is_empty()


def test_l_historique_garde_les_trois_indicateurs(acces):
    lus = dict(
        acces.agregat("mart.historique")
        .filter(pl.col("date_execution") == JOUR)
        .select("indicateur", "valeur")
        .iter_rows()
    )
    assert (lus["courts_premiere_vue"], lus["courts_partis_sans"], lus["courts_sans"]) == (1 / 6, 1.0, 3.0)


def test_le_fichier_d_une_agence_porte_sa_raison_et_rien_de_trop(acces):
    lignes = acces.nominatif("mart.arrivee_personne", agence="AGENCE A", situation="sans")
    lignes = lignes.with_columns(nom=pl.lit("=CMD()"))
    octets = rendu.fichier_agence(
        lignes, "AGENCE A", arrivees.regles()["agence"], "GHT", JOUR, "relance de juin"
    )
    classeur = load_workbook(BytesIO(octets))
    texte = "\n".join(
        str(c.value) for ligne in classeur["À lire d’abord"].iter_rows() for c in ligne if c.value
    )
    assert "relance de juin" in texte and "détruisez-le" in texte and "HospiConnect 1.1" in texte
    [entetes, ligne] = [[c.value for c in rang] for rang in classeur["Personnes"].iter_rows()]
    assert ligne[entetes.index("Nom")] == "'=CMD()", "never a formula"
    assert not {"Date de naissance", "Sexe"} & set(entetes)
    assert ligne[entetes.index("Numéro RPPS (11 chiffres)")] is None
    assert ligne[entetes.index("Où s’enregistrer")] == "Ordre de la profession"


def test_la_liste_d_une_agence_est_dans_l_ordre_et_se_remplit_en_jaune(acces):
    une = acces.nominatif("mart.arrivee_personne", agence="AGENCE A", situation="sans")
    noms = ["ZED", "Éclair", "dupont", "EBEN", "DURAND"]
    gens = pl.concat([une.with_columns(nom=pl.lit(nom)) for nom in noms])
    inconnu = pl.when(pl.col("nom") == "ZED").then(pl.lit("inconnue")).otherwise("autorite")
    dehors = pl.when(pl.col("nom") == "EBEN").then(pl.lit("hors_perimetre")).otherwise(inconnu)
    gens = gens.with_columns(autorite=dehors)
    octets = rendu.fichier_agence(gens, "AGENCE A", arrivees.regles()["agence"], "GHT", JOUR, "juin")
    page = load_workbook(BytesIO(octets))["Personnes"]
    titres = {case.value: case.column for case in page[1]}
    lus = [page.cell(rang, titres["Nom"]).value for rang in range(2, 7)]
    assert lus == ["DUPONT", "DURAND", "EBEN", "ÉCLAIR", "ZED"]
    assert page.cell(6, titres["Qualification"]).value == "À préciser", "no word of ours for who knows it"
    assert page.cell(4, titres["Qualification"]).value == "Métier sans accès aux soins"
    jaunes = {titre for titre, rang in titres.items() if page.cell(2, rang).fill == SAISIE}
    assert jaunes == {"Numéro RPPS (11 chiffres)", "Réponse de l’agence"}


@pytest.mark.parametrize(
    ("basse", "haute", "dit"),
    [(None, None, "–"), (0.5, 0.5, "50\u202f%"), (0.1, 0.25, "10 à 25\u202f%"), (0.0, 1.0, "0 à 100\u202f%")],
)
def test_une_part_se_dit_avec_ses_bornes(basse, haute, dit):
    assert rendu.encadre(basse, haute) == dit


lignes_st = st.lists(
    st.tuples(st.integers(0, 90), st.integers(0, 90), st.booleans(), st.integers(-40, 40), st.integers(1, 5),
              st.booleans()),
    min_size=1, max_size=30,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(lignes_st)
def test_proprietes_des_parts(lignes):
    """Bounds in order and within 0–1; a longer delay on the same people never lowers either bound; the median
    agrees with them.
    """
    rows = []
    for recul, delai, prouve, avant, nombre, vu in lignes:
        proved = prouve and delai <= recul
        before = min(avant, delai) if proved and vu else None
        rows.append({"requis": True, "suivie": True, "recul": recul + 90, "delai": delai if proved else None,
                     "avant": before,
                     "depart": None, "situation": "avec" if proved else "sans",
                     "nombre": nombre})  # fmt: skip
    schema = {
        "requis": pl.Boolean,
        "suivie": pl.Boolean,
        **dict.fromkeys(("recul", "delai", "avant", "depart"), pl.Int32),
        "situation": pl.String,
        "nombre": pl.Int64,
    }
    tableau = pl.DataFrame(rows, schema=schema)
    parts = [arrivees.part(tableau, jours) for jours in (0, 7, 30, 90)]
    assert len({part.total for part in parts}) == 1
    for part in parts:
        assert 0 <= part.basse <= part.haute <= 1
    assert [p.basse for p in parts] == sorted(p.basse for p in parts)
    assert [p.haute for p in parts] == sorted(p.haute for p in parts)
    mediane = arrivees.mediane(tableau)
    if mediane is not None:
        assert arrivees.part(tableau, mediane).basse >= 0.5
