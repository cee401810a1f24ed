"""Shipped contents of the project room: seeds, texts, money."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Registre
from workbench.identities.collisions import type_table
from workbench.projet import FicheInvalide, budget, changer, ouvrir, publics, signaux, textes

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
