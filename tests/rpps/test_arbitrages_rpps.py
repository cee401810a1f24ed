"""Recorded proofs and refusals against what the directory says today."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.outils.rpps import AUTRE, BON, NAISSANCE, annuaire, personne, restreint

from workbench.decisions import Decision
from workbench.rpps.arbitrages import decide
from workbench.rpps.echelle import Lien
from workbench.rpps.liens import _one_number_one_person

CANDIDAT = (BON, 0.9, "Mêmes noms", [], [])


def confirme(rpps: str = BON, ident: str = "ID00000001", **valeur) -> Decision:
    details = {"preuve": "attestation", "date_preuve": "2026-10-02", **valeur}
    return Decision("rpps_confirme", "alice", "vu", id_unique=ident, rpps=rpps, valeur=details, id="c" + rpps)


def refuse(rpps: str = BON) -> Decision:
    return Decision("rpps_refuse", "alice", "vu", id_unique="ID00000001", rpps=rpps, id="r" + rpps)


def appliquer(lien: Lien, *decisions: Decision, directory=None, homes=None, redirection=None):
    liens = {"ID00000001": lien}
    effets = decide(
        liens, decisions, {"ID00000001": personne()}, directory or annuaire(), homes or {}, redirection
    )
    return liens["ID00000001"], {ident: effet.etat for ident, (effet, _) in effets.items()}


def test_une_confirmation_porte_la_date_de_sa_preuve():
    lien, effets = appliquer(Lien("a_confirmer", rpps=BON), confirme(reference="A-12"))
    assert (lien.statut, lien.preuve, lien.prouve_le) == (
        "confirme",
        "decision_attestation",
        dt.date(2026, 10, 2),
    )
    assert "A-12" in lien.motif
    assert effets == {"c" + BON: "appliquee"}


def test_une_confirmation_que_le_repertoire_contredit_revient():
    ailleurs = annuaire([], [restreint(BON, date_naissance=dt.date(1955, 1, 1), nom_naissance="PETIT")])
    lien, effets = appliquer(Lien("a_confirmer", rpps=BON), confirme(), directory=ailleurs)
    assert (lien.statut, effets) == ("incoherent", {"c" + BON: "a_revoir"})
    lien, effets = appliquer(
        Lien("a_confirmer", rpps=BON), confirme(discordance_vue=True), directory=ailleurs
    )
    assert (lien.statut, effets) == ("confirme", {"c" + BON: "appliquee"})


def test_un_refus_laisse_le_candidat_suivant_ou_personne():
    suivant = (AUTRE, 0.5, "Même nom", [], [])
    lien, _ = appliquer(Lien("a_confirmer", rpps=BON, candidats=[CANDIDAT, suivant]), refuse())
    assert (lien.statut, lien.rpps) == ("a_confirmer", AUTRE)
    lien, _ = appliquer(Lien("a_confirmer", rpps=BON, candidats=[CANDIDAT]), refuse())
    assert (lien.statut, lien.rpps) == ("absent", None)


def test_un_refus_contraire_aux_traits_de_naissance_n_est_ni_oublie_ni_cache():
    lien, effets = appliquer(Lien("confirme", "declare_traits_concordants", BON, 0.99), refuse())
    assert (lien.statut, effets) == ("incoherent", {"r" + BON: "a_revoir"})


def test_une_decision_suit_la_fusion_et_s_arrete_a_la_separation():
    redirection = pl.DataFrame({"id_ancien": ["ID00000009"], "id_nouveau": ["ID00000001"]})
    lien, _ = appliquer(Lien("absent"), confirme(ident="ID00000009"), redirection=redirection)
    assert lien.statut == "confirme"
    lien, effets = appliquer(Lien("absent"), confirme(fiche="rh:1"), homes={"rh:1": "ID00000007"})
    assert (lien.statut, effets) == ("absent", {"c" + BON: "a_revoir"})
    _, effets = appliquer(Lien("absent"), confirme(ident="ID00000404"))
    assert effets == {"c" + BON: "sans_objet"}


def test_un_numero_confirme_pour_deux_personnes_revient_pour_les_deux():
    liens = {
        "ID00000001": Lien("absent"),
        "ID00000002": Lien("confirme", "declare_traits_concordants", BON, 0.99),
    }
    effets = decide(liens, [confirme()], {"ID00000001": personne()}, annuaire(), {}, None)
    _one_number_one_person(liens, effets)
    assert {lien.statut for lien in liens.values()} == {"incoherent"}
    assert effets["c" + BON][0].etat == "a_revoir"


@pytest.mark.parametrize("naissance", [None, NAISSANCE])
def test_le_dernier_mot_est_a_la_confirmation_du_meme_numero(naissance):
    lien, _ = appliquer(Lien("a_confirmer", rpps=BON, candidats=[CANDIDAT]), refuse(AUTRE), confirme())
    assert lien.statut == "confirme"
