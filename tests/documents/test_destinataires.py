"""What a list says to whoever receives it: to whom it goes back, nothing that only the tool knows, names
written one way.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from workbench.documents.destinataire import EQUIPE, outside, team
from workbench.documents.listes import liste
from workbench.documents.listes import ordre as listes_ordre
from workbench.looks import titres
from workbench.pilotage import suivi_rpps
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


@pytest.mark.parametrize(
    ("combien", "sans", "dit", "manque"),
    [
        (0, 0, "Aucun infirmier, inscrit ou non, au 1er juin 2026", None),
        (1, 1, "1 infirmier, inscrit ou non, au 1er juin 2026", "Courriel : nous ne l’avons pour personne."),
        (3, 1, "3 infirmiers, inscrits ou non, au 1er juin 2026",
         "Courriel : nous ne l’avons pas pour 1 sur 3."),
    ],
)  # fmt: skip
def test_la_liste_d_un_ordre_s_accorde_avec_ce_qu_elle_compte(
    combien: int, sans: int, dit: str, manque: str | None
):
    ordre = next(un for un in suivi_rpps.orders() if un["code"] == "infirmiers")
    gens = pl.DataFrame(
        [dict.fromkeys(ordre["champs"], "X") | {"manque": ["email"] if n < sans else []} for n in range(3)],
        schema_overrides={"manque": pl.List(pl.String)},
    ).head(combien)
    livre = load_workbook(BytesIO(listes_ordre.contenu(ordre, gens, dt.date(2026, 6, 1), "CH", "nous (a@b)")))
    lus = [str(case.value).replace("\u00a0", " ") for rang in livre["Lisez-moi"] for case in rang]
    assert any(lu.startswith(dit) for lu in lus), lus
    assert "écrivez à nous (a@b)" in " ".join(lus)
    assert (manque in lus) if manque else not any(lu.startswith("Courriel") for lu in lus)
