"""A day a list was issued with, erased: the gesture is taken back, or the sheet is refused and says why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbench.decisions import Decision, Registre
from workbench.decisions.en_cours import informations
from workbench.documents.listes import gestes, liste
from workbench.exchange.listes import retour
from workbench.exchange.plan import Plan, record
from workbench.looks import titres

LE = dt.date(2026, 6, 12)
JOUR = dt.date(2026, 6, 30)
GENS = pl.DataFrame({"nom": ["Roy", "Zola", "Dupré", "Valon"], "id_unique": ["ID1", "ID2", "ID3", "ID4"]})


def emise(code: str, decisions: list[Decision]) -> Worksheet:
    octets = liste.contenu(
        GENS, titres.de("nom"), code, geste=gestes.Geste(code), faits=gestes.done(decisions)
    )
    return load_workbook(BytesIO(octets))["Gestes"]


def poser(page: Worksheet, rang: int, titre: str, valeur: object) -> None:
    page.cell(rang, [c.value for c in page[2]].index(titre) + 1).value = valeur


def lue(page: Worksheet, vigueur: list[Decision]) -> Plan:
    flux = BytesIO()
    page.parent.save(flux)
    gens = pl.DataFrame(schema=dict.fromkeys(retour.COLONNES, pl.String))
    return retour.lire(flux.getvalue(), gens, vigueur, "chef", JOUR)


def dits(registre: Registre) -> dict[str, dt.date]:
    return gestes.done(registre.en_vigueur())


def trois_faits(home: Path, code: str) -> Registre:
    """A ledger where the first three lines were said done."""
    registre, page = Registre(home), emise(code, [])
    for rang in (3, 4, 5):
        poser(page, rang, "Fait le", LE)
    assert record(registre, lue(page, [])) == 3
    return registre


@pytest.mark.parametrize("code", ["psi", "a_informer"])
def test_une_date_effacee_retire_le_geste_et_l_annuler_le_rend(tmp_path: Path, code: str):
    registre = trois_faits(tmp_path, code)
    page = emise(code, registre.en_vigueur())
    assert "effacée, retire le geste" in " ".join(str(c.value) for c in page[1])
    poser(page, 4, "Fait le", None)
    plan = lue(page, registre.en_vigueur())
    assert (plan.fautes, len(plan.entrees), plan.retraits, plan.deja) == ([], 1, 1, 2)
    assert plan.dont == ", dont 1\u00a0geste retiré"
    avant = dits(registre)
    assert record(registre, plan) == 1
    assert dits(registre) == {sujet: le for sujet, le in avant.items() if sujet != f"{code}|ID2"}
    assert "ID2" not in informations(registre.en_vigueur(), None)["id_unique"].to_list()
    again = lue(page, registre.en_vigueur())
    assert (again.entrees, again.deja, again.fautes) == ([], 3, []), "le même fichier, deux fois"
    registre.annuler(registre.toutes()[-1].id, "chef", "effacée par mégarde")
    assert dits(registre) == avant


def test_un_geste_retire_se_redit_par_la_liste_suivante(tmp_path: Path):
    registre = trois_faits(tmp_path, "psi")
    page = emise("psi", registre.en_vigueur())
    poser(page, 3, "Fait le", None)
    record(registre, lue(page, registre.en_vigueur()))
    suivante = emise("psi", registre.en_vigueur())
    poser(suivante, 3, "Fait le", LE)
    assert record(registre, lue(suivante, registre.en_vigueur())) == 1
    assert dits(registre)["psi|ID1"] == LE


def test_une_liste_tronquee_ou_sans_date_d_envoi_ne_retire_rien(tmp_path: Path):
    registre = trois_faits(tmp_path, "psi")
    page = emise("psi", registre.en_vigueur())
    page.delete_rows(4, 3)
    assert lue(page, registre.en_vigueur()).entrees == []
    vierge = lue(emise("psi", []), registre.en_vigueur())  # sent before anything was said done
    assert (vierge.entrees, vierge.vides, vierge.fautes) == ([], 4, [])


def test_une_colonne_videe_est_refusee_sauf_dite_ligne_a_ligne(tmp_path: Path):
    registre = trois_faits(tmp_path, "psi")
    page = emise("psi", registre.en_vigueur())
    for rang in (3, 4, 5):
        poser(page, rang, "Fait le", None)
    poser(page, 6, "Fait le", JOUR)  # a day of its own does not tell the column was kept
    plan = lue(page, registre.en_vigueur())
    assert plan.entrees == [] and [faute.ligne for faute in plan.fautes] == [3, 4, 5]
    assert all("Commentaire" in faute.motif and "liste neuve" in faute.motif for faute in plan.fautes)
    for rang in (3, 4, 5):
        poser(page, rang, "Commentaire", "pas fait, erreur de ligne")
    plan = lue(page, registre.en_vigueur())
    assert (plan.fautes, plan.retraits, len(plan.entrees)) == ([], 3, 4)
    assert plan.dont == ", dont 3\u00a0gestes retirés"
    assert {entree.motif for entree in plan.entrees if entree.verdict} == {"pas fait, erreur de ligne"}


@pytest.mark.parametrize(
    ("geste", "motif"),
    [
        (lambda page: poser(page, 3, "Nom", "Valon"), "triée seule"),
        (lambda page: poser(page, 4, "Fait le", "bientôt"), "pas une date"),
        (
            lambda page: poser(page, 3, "Référence du geste", page.cell(3, 4).value.replace("-12", "-13")),
            "triée seule",
        ),
    ],
)
def test_une_faute_et_rien_n_est_retire(tmp_path: Path, geste: Callable[[Worksheet], None], motif: str):
    registre = trois_faits(tmp_path, "psi")
    page = emise("psi", registre.en_vigueur())
    poser(page, 3, "Fait le", None)
    geste(page)
    plan = lue(page, registre.en_vigueur())
    assert plan.entrees == [] and any(motif in faute.motif for faute in plan.fautes), plan.fautes


def test_ce_que_le_registre_a_change_depuis_l_envoi_n_est_ni_repris_ni_retire(tmp_path: Path):
    registre = trois_faits(tmp_path, "psi")
    vieille, page = (emise("psi", registre.en_vigueur()) for _ in range(2))
    poser(page, 3, "Fait le", JOUR)
    poser(page, 4, "Fait le", None)
    record(registre, lue(page, registre.en_vigueur()))
    plan = lue(vieille, registre.en_vigueur())
    assert (plan.entrees, plan.deja, plan.depassees, plan.fautes) == ([], 1, 2, [])
    assert "2\u00a0lignes inchangées alors que le registre a changé depuis" in plan.connues
    poser(vieille, 3, "Fait le", None)
    [faute] = lue(vieille, registre.en_vigueur()).fautes
    assert "12 juin 2026" in faute.motif and "30 juin 2026" in faute.motif


@given(st.lists(st.sampled_from(["garder", "effacer", "expliquer", "oter"]), min_size=4, max_size=4))
def test_jamais_plus_de_dates_effacees_sans_un_mot_que_de_dates_gardees(gestes_faits: list[str]):
    tout = [
        Decision(gestes.GESTE[0], "chef", "dit", objet=f"psi|ID{n}", valeur={"fait_le": LE.isoformat()})
        for n in range(1, 5)
    ]
    page = emise("psi", tout)
    for rang, geste in reversed(list(enumerate(gestes_faits, 3))):
        if geste == "oter":
            page.delete_rows(rang)
        elif geste != "garder":
            poser(page, rang, "Fait le", None)
            poser(page, rang, "Commentaire", "jamais fait" if geste == "expliquer" else None)
    plan = lue(page, tout)
    muettes, gardees = gestes_faits.count("effacer"), gestes_faits.count("garder")
    attendus = 0 if muettes > gardees else muettes + gestes_faits.count("expliquer")
    assert len(plan.entrees) == attendus
    assert bool(plan.fautes) is (muettes > gardees)
