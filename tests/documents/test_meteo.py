"""The weather slide: three lines, each a state and a sentence, whatever the home; nothing unknown in good
weather. The budget beside it: no row of dashes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from workbench.access import ouvrir
from workbench.documents.comite import copil, meteo, ordre, salle
from workbench.documents.comite.donnees import DonneesComite, rassembler
from workbench.documents.comite.salle import Salle
from workbench.looks.etats import BUDGETS, JALONS, NIVEAUX, TACHES
from workbench.office import tableau_diapo
from workbench.projet.avancement import Bilan


@pytest.fixture(scope="module")
def vues(petite_demo: Path) -> DonneesComite:
    return rassembler(ouvrir(petite_demo, "essai", "essai"))


def budget(nom: str, prevu: float | None, projection: float | None) -> dict[str, Any]:
    ecart = None if prevu is None or projection is None else projection - prevu
    return {"chantier": nom, "prevu": prevu, "engage": None, "projection": projection, "ecart": ecart}


def risque(criticite: int, propose: bool = False) -> dict[str, Any]:
    return {
        "id": "R",
        "titre": "Un risque",
        "criticite": criticite,
        "reponse": "",
        "responsable": "RH",
        "propose": propose,
    }


BILAN = Bilan(30, 0, 38, 4, 0, 0, 0, 114, None)


@pytest.mark.parametrize(
    ("salle", "plan", "risques", "dits"),
    [
        (Salle(), meteo.SANS_PLAN, NIVEAUX["faible"], ["Aucune tâche", "aucun montant"]),
        (
            Salle(bilan=BILAN, risques=[risque(16, propose=True)]),
            TACHES["sans_echeance"] if BILAN.marge is None else TACHES["dans_les_temps"],
            meteo.RIEN_ADOPTE,
            ["1\u00a0proposé par l’outil"],
        ),
        (
            Salle(
                bilan=BILAN,
                etapes=[
                    {"nature": "action", "etat": "en_retard"},
                    {"nature": "action", "etat": "a_venir"},
                    {"nature": "tâche", "etat": "en_retard"},
                ],
            ),
            TACHES["sans_echeance"] if BILAN.marge is None else TACHES["dans_les_temps"],
            NIVEAUX["faible"],
            ["aucune tâche en retard ni à risque ; 1\u00a0action de comité en retard"],
        ),
        (
            Salle(bilan=replace(BILAN, en_retard=2, a_risque=3), risques=[risque(12), risque(4, True)]),
            TACHES["en_retard"],
            NIVEAUX["fort"],
            ["2\u00a0tâches en retard, 3\u00a0tâches à risque", "1\u00a0autre proposé"],
        ),
        (
            Salle(bilan=replace(BILAN, faites=38), budget=[budget("Ensemble", 10.0, 12.0)]),
            TACHES["faite"],
            BUDGETS["depassement"],
            ["de plus que prévu"],
        ),
        (
            Salle(
                bilan=replace(BILAN, marge=None, faites=0),
                risques=[risque(6)],
                budget=[budget("Ensemble", None, 12.0)],
            ),
            TACHES["sans_echeance"],
            NIVEAUX["moyen"],
            ["Aucune tâche faite sur 38", "aucun critique", "rien n’était prévu"],
        ),
    ],
)
def test_trois_lignes_et_leur_etat(
    vues: DonneesComite, salle: Salle, plan: Any, risques: Any, dits: list[str]
):
    objectifs, le_plan, les_risques = meteo.lines(replace(vues, salle=salle))
    assert objectifs.etat in JALONS.values() and objectifs.dit
    assert (le_plan.etat, les_risques.etat) == (plan, risques)
    tout = f"{le_plan.dit} {les_risques.dit}"
    assert all(dit in tout for dit in dits), tout


def test_rien_de_mesurable_n_est_pas_beau_temps(vues: DonneesComite):
    muets = [replace(un, etat="non_mesurable") for un in vues.objectifs]
    assert meteo.lines(replace(vues, objectifs=muets))[0].etat.code == "non_mesurable"
    assert meteo.lines(replace(vues, objectifs=[]))[0].etat.code == "non_mesurable"


def test_la_meteo_vient_apres_l_ordre_du_jour(vues: DonneesComite):
    pages = list(Presentation(BytesIO(copil.contenu(vues))).slides)
    titres = [page.shapes.title.text_frame.text for page in pages[1:]]
    assert titres[1] == meteo.TITRE
    voulus = [
        "Ordre du jour",
        "météo",
        "Où en sommes-nous",
        "Comptes",
        "Plan",
        "Risques",
        "Décisions",
        "Prochaines",
    ]
    rangs = [next(rang for rang, titre in enumerate(titres) if voulu in titre) for voulu in voulus]
    assert rangs == sorted(rangs)


def test_un_chantier_sans_montant_est_une_phrase_pas_une_ligne(vues: DonneesComite):
    lignes = [budget("Formation", None, None), budget("Support", 10.0, 12.0), budget("Ensemble", 10.0, 12.0)]
    presentation = Presentation(
        BytesIO(copil.contenu(replace(vues, salle=replace(vues.salle, budget=lignes, chantiers=[]))))
    )
    page = next(p for p in presentation.slides if p.shapes.title.text_frame.text == "Plan et budget")
    (grille,) = [forme.table for forme in page.shapes if forme.has_table]
    assert [rang.cells[0].text for rang in grille.rows] == ["Chantier", "Support", "Ensemble"]
    assert any(
        "Sans montant saisi : Formation." in f.text_frame.text.replace("\u00a0", " ")
        for f in page.shapes
        if f.has_text_frame
    )
    assert ordre._muets(lignes[1:]) == ""


def _page_dite(donnees: DonneesComite, titre: str) -> tuple[str, list[list[str]]]:
    """A slide's sentence, and its table."""
    presentation = Presentation(BytesIO(copil.contenu(donnees)))
    page = next(p for p in presentation.slides if p.shapes.title.text_frame.text == titre)
    textes = [f.text_frame.text.replace("\u00a0", " ") for f in page.shapes if f.has_text_frame]
    (grille,) = [forme.table for forme in page.shapes if forme.has_table]
    return " | ".join(textes), [[case.text for case in rang.cells] for rang in grille.rows]


@pytest.mark.parametrize("chiffre", [False, True])
def test_le_plan_se_dit_par_chantier_avec_ou_sans_montant(vues: DonneesComite, chiffre: bool):
    """Half a slide was empty when nobody had entered an amount: each workstream tells its tasks."""
    chantiers = [
        {"chantier": "Support", "taches": 4, "faites": 1, "urgentes": 2, "prochaine": None},
        {"chantier": "Formation", "taches": 3, "faites": 3, "urgentes": 0, "prochaine": None},
    ]
    montants = [budget("Formation", 10.0, 12.0), budget("Matériel", 5.0, 5.0), budget("Ensemble", 15.0, 17.0)]
    muets = [budget("Formation", None, None), budget("Ensemble", None, None)]
    dite = replace(vues.salle, chantiers=chantiers, budget=montants if chiffre else muets)
    dit, rangs = _page_dite(replace(vues, salle=dite), "Plan et budget")
    noms = [rang[0] for rang in rangs[1:]]
    if chiffre:
        assert noms == ["Formation", "Matériel", "Support"], "ce qui coûte d’abord ; l’ensemble est en phrase"
        assert [case.split("\u00a0")[0] for case in rangs[1][4:]] == ["10", "–", "12", "2"]
        assert "à terminaison 17" in dit
    else:
        assert noms == ["Support", "Formation"] and len(rangs[0]) == 4 and "Budget à chiffrer" in dit
    assert ["Support", "1 / 4", "2"] in [rang[:3] for rang in rangs]


def test_une_tache_ou_un_risque_que_nul_n_a_repris_est_dit_propose(vues: DonneesComite):
    """The plan as shipped is nobody's: no weather of it, and no slide shows it as the establishment's."""
    dite = replace(
        vues.salle,
        taches_proposees=vues.salle.bilan.taches if vues.salle.bilan else 0,
        risques=[risque(6), risque(16, True), risque(12, True)],
        etapes=[
            {
                "nature": "tâche",
                "titre": "Former",
                "responsable": "RH",
                "echeance": vues.le,
                "etat": "a_venir",
            }
            | {"propose": True}
        ],
    )
    donnees = replace(vues, salle=dite)
    assert meteo.lines(donnees)[1].etat == meteo.RIEN_ADOPTE
    dit, rangs = _page_dite(donnees, "Risques")
    assert (
        "1 risque ouvert, aucun critique. 2 autres proposés par l’outil, à adopter, dont 2 critiques." in dit
    )
    assert [rang[-1] for rang in rangs] == ["Adoption", "repris", "proposé", "proposé"]
    dit, rangs = _page_dite(donnees, "Prochaines étapes")
    assert rangs[1][2] == "Former (proposée)" and "1 est proposée par l’outil, à adopter." in dit


class UnProjet:
    """A project that holds one action to be done by the 15th, and no decision."""

    def fiches(self, genre: str) -> list[dict[str, Any]]:
        action = {"id": "A", "titre": "Fermer", "etat": "en_cours", "responsable": ""}
        return [action | {"echeance": dt.date(2026, 11, 15)}] if genre == "action" else []

    def libelle(self, genre: str, champ: str, code: str) -> str:
        return f"{genre} {champ} {code}"


@pytest.mark.parametrize(("jour", "dit"), [(15, "action etat en_cours"), (16, "En retard")])
def test_une_action_dont_le_jour_est_passe_se_dit_en_retard(jour: int, dit: str):
    """The agenda said « En cours » of an action that the last slide said late."""
    (suite,) = salle._suites(UnProjet(), {}, dt.date(2026, 11, jour))  # type: ignore[arg-type]
    assert (suite["etat"], suite["ouverte"]) == (dit, True)


def test_un_tableau_n_est_dessine_qu_une_fois(vues: DonneesComite, monkeypatch: pytest.MonkeyPatch):
    dessines: list[int] = []
    dessiner = tableau_diapo.tableau

    def noter(page: Any, ou: Any, voulu: Any, rangs: Any) -> int:
        dessines.append(len(rangs))
        return dessiner(page, ou, voulu, rangs)

    monkeypatch.setattr(tableau_diapo, "tableau", noter)
    longs = [{**ligne, "titre": "ABCDEFGHIJ" * 8} for ligne in vues.comptes * 4]
    presentation = Presentation(BytesIO(copil.contenu(replace(vues, comptes=longs))))
    restes = sum(forme.has_table for page in presentation.slides for forme in page.shapes)
    assert len(longs) in dessines and sum(map(bool, dessines)) == restes


def test_ce_qu_une_diapositive_ne_tient_pas_est_compte(vues: DonneesComite):
    """Problems of accounts with titles at the limits: a row left out is said, never silently lost."""
    longs = [
        {**ligne, "titre": f"Problème {rang} " + "ABCDEFGHIJ" * 8}
        for rang, ligne in enumerate(vues.comptes * 3)
    ]
    presentation = Presentation(BytesIO(copil.contenu(replace(vues, comptes=longs))))
    page = next(p for p in presentation.slides if p.shapes.title.text_frame.text == "Comptes à corriger")
    (grille,) = [forme.table for forme in page.shapes if forme.has_table]
    laisses = len(longs) - (len(grille.rows) - 1)
    textes = [f.text_frame.text.replace("\u00a0", " ") for f in page.shapes if f.has_text_frame]
    assert laisses > 1 and f"et {laisses} autres problèmes, dans le classeur joint" in textes
    entieres = Presentation(BytesIO(copil.contenu(vues)))
    page = next(p for p in entieres.slides if p.shapes.title.text_frame.text == "Comptes à corriger")
    assert not any("dans le classeur" in f.text_frame.text for f in page.shapes if f.has_text_frame)
