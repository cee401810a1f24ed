"""What a list says to whoever receives it: to whom it goes back, nothing that only the tool knows, names
written one way.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from workbench.documents.destinataire import EQUIPE, outside, team
from workbench.documents.listes import liste
from workbench.looks import titres
from workbench.socle.noms import name_key


@pytest.mark.parametrize(
    ("dit", "attendu"),
    [
        ("Préciser d’abord le métier (page Sources et qualité).", "Préciser d’abord le métier."),
        ("Le dire à l’équipe projet (page Revue) ; puis (pages A et B) attendre.",
         "Le dire à l’équipe projet ; puis attendre."),
        ("S’enregistrer auprès de l’ARS (eRPPS).", "S’enregistrer auprès de l’ARS (eRPPS)."),
        ("", ""),
    ],
)  # fmt: skip
def test_ce_que_seul_l_outil_connait_ne_sort_pas(dit: str, attendu: str):
    assert outside(dit) == attendu


def test_l_adresse_de_retour_vient_des_reglages(tmp_path: Path):
    assert team(tmp_path) == EQUIPE, "no settings: the list leaves all the same"
    reglages = tmp_path / "workbench.toml"
    tete = '[etablissement]\nnom = "CH"\n[[etablissement.entites]]\ncode = "CHA"\nnom = "CH"\n'
    reglages.write_text(tete, "utf-8")
    assert team(tmp_path) == EQUIPE
    reglages.write_text(tete + '[contact]\ncourriel = "hc@ch.example"\n', "utf-8")
    assert team(tmp_path) == f"{EQUIPE} (hc@ch.example)"


def test_la_liste_dit_a_qui_la_rendre_et_ecrit_les_noms_d_une_seule_facon():
    gens = pl.DataFrame(
        {
            "nom": ["Iglesias Ledoux", "DE OLIVEIRA", "Groß"],
            "prenom": ["MARIE-LOU", "Lou", "AMÉLIE D'ARC"],
            "repere": ["1", "2", "3"],
            "prochaine_etape": ["Préciser d’abord le métier (page Sources et qualité).", "Autre.", "Autre."],
        }
    )
    colonnes = titres.de("nom prenom repere prochaine_etape")
    page = load_workbook(
        BytesIO(liste.contenu(gens, colonnes, "x", equipe="l’équipe (hc@ch.example)"))
    ).active
    tete, lignes = (
        " ".join(str(case.value) for case in page[1]),
        [*page.iter_rows(min_row=3, values_only=True)],
    )
    assert "renvoyez cette liste à l’équipe (hc@ch.example), qui la reprend" in tete
    assert [ligne[0] for ligne in lignes[:2]] == ["IGLESIAS LEDOUX", "DE OLIVEIRA"]
    assert [ligne[1] for ligne in lignes] == ["Marie-Lou", "Lou", "Amélie D'Arc"]
    assert name_key(lignes[2][0]) == name_key("Groß"), "the name read back is still theirs"
    assert lignes[0][3] == "Préciser d’abord le métier."
