"""The working list: a safe, ready-to-print workbook."""

from __future__ import annotations

from io import BytesIO

import polars as pl
from openpyxl import load_workbook

from workbench.documents.listes.liste import contenu


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
    assert lignes[1] == ("Nom", "Prénom", "État", "RPPS", "Fait le", "Commentaire")
    assert lignes[2][:3] == ("'=HYPERLINK(1)", "'+33", "absent")
    assert lignes[3][3] == "10001234567"
    assert all(cellule.data_type != "f" for ligne in feuille.iter_rows() for cellule in ligne)
    assert feuille.freeze_panes == "A3"
    assert feuille.page_setup.orientation == "landscape"
