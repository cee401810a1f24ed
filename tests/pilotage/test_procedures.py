"""The register of procedures and what it proves for objective 1.2."""

from __future__ import annotations

import datetime as dt
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.decisions import Decision, DecisionInvalide
from workbench.decisions.genres import verifier
from workbench.pilotage.comptes import procedures
from workbench.pilotage.comptes.campagnes import NiveauRevue, rules
from workbench.pilotage.comptes.procedures import ORDRE, Declaration, preuves, preuves_revue
from workbench.pilotage.comptes.regles import account_rules
from workbench.pilotage.objectifs.jalons import definitions, objectives
from workbench.socle.regles import RegleIllisible

LE = dt.date(2026, 6, 1)


def dite(code: str, niveau: str = "operationnelle", vieux: int = 30, essai: int | None = 10) -> Decision:
    return procedures.declaration(
        Declaration(
            code,
            niveau,
            f"PRO-{code}",
            LE - dt.timedelta(days=vieux),
            "DSI",
            LE - dt.timedelta(days=essai) if essai is not None else None,
        ),
        "chef",
        "essai fait",
        None,
    )


def test_chaque_procedure_prouve_son_critere():
    [(critere, preuve)] = preuves([dite("depart")]).items()
    assert (critere, preuve.genre, preuve.verdict, preuve.objet) == (
        "procedure_depart",
        "preuve_declaree",
        "operationnelle",
        "procedure_depart",
    )
    assert preuve.valeur == {
        "reference": "PRO-depart",
        "date_preuve": "2026-05-22",
    }, "le dernier essai renouvelle la preuve"
    verifier(preuve)


def test_la_forme_est_celle_que_lisent_les_jalons():
    trouves = preuves([dite(code) for code in ("arrivee", "depart", "mouvement")])
    codes = {item["code"] for item in definitions()["criteres"]}
    assert set(trouves) <= codes
    objectif = next(o for o in objectives({}, list(trouves.values()), LE) if o.code == "1.2-2027")
    etats = {c.code: c.etat for c in objectif.criteres}
    assert [etats[f"procedure_{nom}"] for nom in ("arrivee", "depart", "mouvement")] == ["atteint"] * 3


def test_la_mise_a_jour_automatique_demande_les_trois():
    deux = [dite("arrivee", "automatique"), dite("depart", "automatique", essai=50)]
    assert procedures.TOUTES not in preuves(deux)
    trois = preuves([*deux, dite("mouvement", "decrite", vieux=5, essai=None)])[procedures.TOUTES]
    assert (trois.verdict, trois.objet, trois.valeur["date_preuve"]) == (
        "decrite",
        procedures.TOUTES,
        "2026-05-02",
    )


@given(st.lists(st.sampled_from(ORDRE), min_size=3, max_size=3))
def test_l_ensemble_ne_depasse_jamais_la_moins_avancee(niveaux: list[str]):
    trouves = preuves(
        [dite(code, niveau) for code, niveau in zip(("arrivee", "depart", "mouvement"), niveaux, strict=True)]
    )
    assert ORDRE.index(trouves[procedures.TOUTES].verdict) == min(map(ORDRE.index, niveaux))


@pytest.mark.parametrize(
    ("arguments", "mot"),
    [
        (("inconnue", "decrite", "PRO", LE, "DSI", LE), "Procédure inconnue"),
        (("arrivee", "decrite", "", LE, "DSI", LE), "référence"),
        (("arrivee", "decrite", "PRO-1", LE, " ", LE), "responsable"),
        (("arrivee", "operationnelle", "PRO-1", LE, "DSI", None), "essayée"),
    ],
)
def test_une_declaration_incomplete_est_refusee(arguments, mot: str):
    with pytest.raises(DecisionInvalide, match=mot):
        procedures.declaration(Declaration(*arguments), "chef", "circonstance", None)


def test_absente_se_dit_sans_document():
    entree = procedures.declaration(
        Declaration("arrivee", "absente", "", LE, "", None), "chef", "rien trouvé", None
    )
    verifier(entree)
    assert procedures.register([entree])["arrivee"] is entree
    assert procedures.register([])["depart"] is None


def test_la_revue_prouve_ses_deux_criteres_ou_rien():
    assert preuves_revue(NiveauRevue("absente", None, None, "")) == {}
    trouves = preuves_revue(NiveauRevue("operationnelle", LE, 0.97, "Campagne RA-1"))
    assert {code: preuve.verdict for code, preuve in trouves.items()} == {
        "revue_annuelle": "operationnelle",
        "revue_automatique": "operationnelle",
    }
    atteints = {
        c.code: c.etat
        for o in objectives({}, list(trouves.values()), LE)
        for c in o.criteres
        if c.code in trouves
    }
    assert atteints["revue_annuelle"] == "atteint"
    assert atteints["revue_automatique"] != "atteint", "2028 la demande automatique"


def test_l_etablissement_peut_changer_ses_regles_de_revue(tmp_path: Path):
    (tmp_path / "regles").mkdir()
    livre = files("workbench.pilotage.comptes").joinpath("revue_acces.toml").read_text("utf-8")
    locale = re.sub(
        r"^mois = \d+",
        "mois = 6",
        re.sub(r'^version = ".*?"', 'version = "locale"', livre, flags=re.M),
        flags=re.M,
    )
    (tmp_path / "regles" / "revue_acces.toml").write_text(locale, "utf-8")
    tables = account_rules(tmp_path)
    assert tables["meta.regle_revue"].rows() == [(6, "locale")]
    assert rules(tmp_path)["couverture_min"] == rules()["couverture_min"]
    (tmp_path / "regles" / "comptes.toml").write_text('version = "1"\n', "utf-8")
    with pytest.raises(
        RegleIllisible, match="delais"
    ):  # a file of before the delays says so, and names what to add
        account_rules(tmp_path)
