"""A list with nobody in it says so on paper, not beside what is printed."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from workbench.access import ouvrir
from workbench.documents.listes import ordre
from workbench.pilotage import suivi_rpps


def test_une_liste_d_ordre_vide_le_dit_sur_le_papier(petite_demo: Path):
    acces = ouvrir(petite_demo, "essai", "essais")
    personne = acces.nominatif("mart.liste_ordre_personne", motif="essais").head(0)
    for un in suivi_rpps.orders(petite_demo):
        faite = ordre.contenu(un, personne, dt.date(2026, 11, 1), "CHA")
        page = load_workbook(BytesIO(faite))["Liste"]
        [dite] = [
            case for rang in page.iter_rows() for case in rang if case.value == "Personne dans cette liste."
        ]
        zone = page.print_area.rpartition("!")[2].replace("$", "")
        assert not zone or dite.row <= range_boundaries(zone)[3], un["code"]
