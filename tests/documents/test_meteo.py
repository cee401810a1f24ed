"""The weather slide: three lines, each a state and a sentence, whatever the home; nothing unknown in good
weather. The budget beside it: no row of dashes.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from workbench.access import ouvrir
from workbench.documents.comite import copil, meteo, ordre
from workbench.documents.comite.donnees import DonneesComite, rassembler
from workbench.documents.comite.salle import Salle
from workbench.looks.etats import BUDGETS, JALONS, NIVEAUX, TACHES
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
        BytesIO(copil.contenu(replace(vues, salle=replace(vues.salle, budget=lignes))))
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
