"""Gaps of the team: roles, ambassadors by profession counts, one accountable actor a workstream."""

from __future__ import annotations

from pathlib import Path

from workbench.decisions import Registre
from workbench.projet import changer, ouvrir, retirer
from workbench.projet.equipe import manques, raci, raci_faux

PROFESSIONS = [
    ("60", "Infirmier", "ordre", 800),
    ("10", "Médecin", "ordre", 20),
    ("98", "Ostéopathe", "ars", 19),
    ("X", "Cuisinier", "hors_perimetre", 90),
]


def sujets(home: Path, nature: str) -> list[str]:
    return [item.sujet for item in manques(ouvrir(home), PROFESSIONS) if item.nature == nature]


def nommer(home: Path, ident: str, role: str, **autres: str) -> None:
    fiche = {"id": ident, "nom": "Dominique", "fonction": "Cadre", "role_projet": role, **autres}
    changer(Registre(home), "personne", [fiche], "alice", "nommé")


def test_un_role_sans_personne_nommee_manque(tmp_path: Path):
    avant = sujets(tmp_path, "role")
    assert {"rh", "affaires_medicales", "sponsor"} <= set(avant)
    changer(
        Registre(tmp_path),
        "personne",
        [{"id": "P-900", "fonction": "DRH", "role_projet": "rh"}],
        "a",
        "place prévue",
    )
    assert sujets(tmp_path, "role") == avant, "une place sans nom n’est pas pourvue"
    nommer(tmp_path, "P-900", "rh")
    assert sujets(tmp_path, "role") == [role for role in avant if role != "rh"]


def test_un_ambassadeur_par_profession_presente(tmp_path: Path):
    assert sujets(tmp_path, "ambassadeur") == [
        "60",
        "10",
    ], "19 ostéopathes : sous le seuil ; cuisiniers : hors périmètre"
    nommer(tmp_path, "P-901", "soins", profession="10")
    assert sujets(tmp_path, "ambassadeur") == ["60", "10"], "seul un ambassadeur compte"
    nommer(tmp_path, "P-902", "ambassadeur", profession="60")
    assert sujets(tmp_path, "ambassadeur") == ["10"]


def test_le_raci_livre_est_juste_puis_ses_fautes_se_voient(tmp_path: Path):
    assert raci_faux(ouvrir(tmp_path)) == []
    chantiers, acteurs, cases = raci(ouvrir(tmp_path))
    assert len(chantiers) == 15
    assert acteurs[0] == "coeur"
    assert cases["processus", "rh"] == "A"
    registre = Registre(tmp_path)
    changer(registre, "raci", [{"chantier": "mie", "acteur": "rh", "lettre": "A"}], "alice", "essai")
    assert [item.libelle for item in raci_faux(ouvrir(tmp_path))] == [
        "Moyens d’identification : 2 acteurs rendent compte"
    ]
    lignes = [
        row["id"]
        for row in ouvrir(tmp_path).fiches("raci")
        if row["chantier"] == "mie" and row["lettre"] in "AR"
    ]
    retirer(registre, "raci", lignes, "alice", "essai")
    assert [item.libelle for item in raci_faux(ouvrir(tmp_path))] == [
        "Moyens d’identification : personne ne rend compte",
        "Moyens d’identification : personne ne réalise",
    ]
