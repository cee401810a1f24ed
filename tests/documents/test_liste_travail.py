"""The working list: a safe, ready-to-print workbook."""

from __future__ import annotations

from io import BytesIO

import polars as pl
from openpyxl import load_workbook

from workbench.documents.listes.liste import GARDEE, contenu, trier
from workbench.office.lisible import COLONNES_LISTE, PAGE_LISTE


def test_liste_sans_formule():
    personnes = pl.DataFrame(
        {
            "nom": ["=HYPERLINK(1)", "D’ALMEIDA"],
            "prenom": ["+33", "Zoé"],
            "statut": ["absent", "a_confirmer"],
            "rpps": [None, "10001234567"],
        }
    )
    colonnes = {"nom": "Nom", "prenom": "Prénom", "statut": "État", "rpps": "RPPS", "inexistante": "?"}
    feuille = load_workbook(BytesIO(contenu(personnes, colonnes, "Liste"))).active
    lignes = list(feuille.iter_rows(values_only=True))
    assert lignes[0][0].startswith("Données personnelles — usage interne, à détruire après usage")
    assert "30 jours" in lignes[0][0]
    assert lignes[1] == ("Nom", "Prénom", "État", "RPPS", "Suivi", "Commentaire")
    assert GARDEE in " ".join(filter(None, lignes[0])).replace("\xa0", " "), (
        "sans matricule, elle ne revient pas, et le dit"
    )
    assert lignes[2][:3] == ("'=HYPERLINK(1)", "'+33", "absent")
    assert lignes[3][3] == "10001234567"
    assert all(cellule.data_type != "f" for ligne in feuille.iter_rows() for cellule in ligne)
    assert feuille.freeze_panes == "A3"
    assert feuille.page_setup.orientation == "landscape"


def test_ce_qui_est_commun_monte_et_les_noms_suivent_l_ordre_francais():
    personnes = pl.DataFrame(
        {
            "nom": ["Zola", "éluard", "D’Almeida", "DALMEIDA", "Œdipe"],
            "service": ["Bloc"] * 5,
            "prochaine_etape": ["S’inscrire à l’Ordre."] * 5,
        }
    )
    triees = trier(personnes, ["nom"])
    assert triees["nom"].to_list() == ["D’Almeida", "DALMEIDA", "éluard", "Œdipe", "Zola"]
    colonnes = {"nom": "Nom", "service": "Service", "prochaine_etape": "Ce qu’il faut faire"}
    feuille = load_workbook(BytesIO(contenu(triees, colonnes, "Liste"))).active
    assert [c.value for c in feuille[2]] == ["Nom", "Suivi", "Commentaire"]
    tete = " ".join(str(c.value) for c in feuille[1]).replace("\xa0", " ")
    assert "Service : Bloc" in tete and "Ce qu’il faut faire : S’inscrire à l’Ordre\n" in tete
    largeur = sum(feuille.column_dimensions[lettre].width for lettre in "ABC")
    assert largeur <= PAGE_LISTE + 1, "dix points à l’impression : rien à réduire"


def test_ce_qui_ne_tient_pas_sur_le_papier_est_a_l_ecran():
    """Eight columns are printed, the blank ones among them; the others stand on their right."""
    colonnes = {f"c{rang}": f"Titre {rang}" for rang in range(9)}
    gens = pl.DataFrame({nom: ["x"] for nom in colonnes})
    feuille = load_workbook(BytesIO(contenu(gens, colonnes, "Liste"))).active
    titres = [c.value for c in feuille[2]]
    assert titres[6:COLONNES_LISTE] == ["Suivi", "Commentaire"] and len(titres) == 11
    assert feuille.print_area.endswith("$H$3") and str(feuille.page_setup.paperSize) == feuille.PAPERSIZE_A4
    assert max(plage.max_col for plage in feuille.merged_cells.ranges) <= COLONNES_LISTE
