"""What is asked of the sponsor, answered from the home page: the project's own cards, taken back, and refused
to who may not.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from tests.outils.pages import bouton, lues, ouvrir

from workbench.access import roles
from workbench.decisions import Registre
from workbench.documents.comite.donnees import decisions_demandees
from workbench.documents.comite.salle import resumer
from workbench.projet import changer, decisions
from workbench.projet import ouvrir as ouvrir_projet

LE = dt.date(2026, 11, 26)
COMITES = [
    {"id": "C-1", "type": "codir", "le": dt.date(2026, 12, 10), "etat": "prevu"},
    {"id": "C-2", "type": "codir", "le": dt.date(2027, 1, 14), "etat": "prevu"},
]
DEMANDE = {
    "id": "D-1",
    "comite": "C-1",
    "texte": "Nommer deux gestionnaires",
    "statut": "demandee",
    "porteur": "rh",
}


@pytest.fixture
def demandee(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_AUJOURD_HUI", LE.isoformat())
    changer(Registre(home), "comite", COMITES, "chef", "calendrier")
    changer(Registre(home), "decision_comite", [DEMANDE], "chef", "demande du chef de projet")
    return home


def fiche(home: Path) -> dict:
    return ouvrir_projet(home).fiche("decision_comite", "D-1") or {}


def test_le_sponsor_acte_dit_pourquoi_puis_revient(demandee: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_ROLE", "sponsor")
    app = ouvrir(demandee, monkeypatch, "vue_codir", "directrice")
    assert "1. Nommer deux gestionnaires" in lues(app)
    assert "10/12/2026" in lues(app), "la date du comité qui doit répondre"
    bouton(app, "accueil_prise_D-1").click().run()
    assert not app.exception and not app.error
    assert {code: fiche(demandee)[code] for code in ("statut", "tranchee_le", "tranchee_par")} == {
        "statut": "prise",
        "tranchee_le": LE,
        "tranchee_par": "directrice",
    }
    assert "Acté le 26 novembre 2026 par directrice" in lues(app)
    assert not [b for b in app.button if str(b.key).startswith("accueil_prise_D-1")], "on ne le redemande pas"
    app.text_input(key="accueil_pourquoi_D-1").set_value("budget voté")
    bouton(app, "accueil_dire_D-1").click().run()
    assert "budget voté" in lues(app)
    bouton(app, "accueil_annuler_D-1").click().run()
    assert not app.exception and not app.error
    assert (fiche(demandee)["statut"], fiche(demandee)["tranchee_par"]) == ("demandee", None)
    assert bouton(app, "accueil_prise_D-1")


@pytest.mark.parametrize("role", ["equipe", "analyste"])
def test_les_boutons_sont_a_qui_peut_trancher(demandee: Path, role: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_ROLE", role)
    app = ouvrir(demandee, monkeypatch, "vue_codir")
    montres = [b for b in app.button if str(b.key).endswith("_D-1")]
    assert bool(montres) == ("trancher" in roles()[role].droits)


def test_une_decision_reportee_revient_au_comite_suivant(demandee: Path):
    projet = ouvrir_projet(demandee)
    reponse = decisions.answer(projet, {**DEMANDE, "titre": ""}, "reportee", "directrice", LE)
    changer(Registre(demandee), "decision_comite", [reponse], "directrice", "pas avant le budget")
    apres = ouvrir_projet(demandee)
    assert not resumer(apres, LE, 20).decisions
    assert not resumer(apres, COMITES[0]["le"], 20).decisions
    au_suivant = resumer(apres, COMITES[1]["le"], 20)
    assert [d["id"] for d in au_suivant.decisions] == ["D-1"]
    assert [s["etat"] for s in au_suivant.suites] == ["Reportée"]


def test_ce_que_les_chiffres_proposent_s_acte_et_n_est_plus_propose(demandee: Path):
    proposees = pl.DataFrame(
        {
            "rang": [1],
            "titre": ["Inscrire les infirmiers à l’Ordre"],
            "texte": ["11 infirmiers."],
            "responsable": ["Direction des soins"],
        }
    )
    dits = {"Inscrire les infirmiers à l’Ordre": {"sujet": "infirmiers_ordre", "points": "jusqu’à 3 points"}}

    def demandees(le: dt.date) -> list[dict]:
        salle = resumer(ouvrir_projet(demandee), le, 20)
        return [d for d in decisions_demandees(salle, proposees, None, dits) if d.get("sujet")]

    (voulue,) = demandees(LE)
    assert (voulue["id"], voulue["points"]) == ("", "jusqu’à 3 points")
    projet = ouvrir_projet(demandee)
    carte = decisions.answer(projet, voulue, "prise", "directrice", LE, "C-1")
    changer(Registre(demandee), "decision_comite", [carte], "directrice", "acté")
    assert demandees(LE) == []
    assert demandees(LE + dt.timedelta(days=90)), "si rien n’a bougé, le sujet revient"
    suite = resumer(ouvrir_projet(demandee), LE, 20).suites[0]
    assert (suite["titre"], suite["responsable"], suite["echeance"]) == (
        "Inscrire les infirmiers à l’Ordre",
        "Direction des soins",
        LE,
    )


def test_ce_que_l_outil_propose_n_est_pas_dit_de_l_etablissement(
    demandee: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WORKBENCH_ROLE", "sponsor")
    app = ouvrir(demandee, monkeypatch, "vue_codir")
    assert "Trois risques proposés par l’outil" in [une.value for une in app.subheader]
    repris = {"id": "R-900", "titre": "Le pont du port ferme", "probabilite": 1, "impact": 2}
    voulu = {**repris, "etat": "ouvert", "famille": "externe"}
    monkeypatch.setenv("WORKBENCH_ROLE", "equipe")
    changer(Registre(demandee), "risque", [voulu], "chef", "vu en comité")
    monkeypatch.setenv("WORKBENCH_ROLE", "sponsor")
    app = ouvrir(demandee, monkeypatch, "vue_codir")
    assert "Trois risques, dont 2\xa0proposés par l’outil" in [une.value for une in app.subheader]
    assert "1. Le pont du port ferme" in lues(app)
