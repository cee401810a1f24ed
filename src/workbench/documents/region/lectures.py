"""Two sheets of the region made for reading: rates by authority and by profession, medians month by month;
what is to be crossed is in the flat tables (`croisees`).
"""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

from workbench.documents.ars.feuilles import titre
from workbench.documents.region.consolidation import Region, regles
from workbench.documents.region.croisees import DETAILLES, METIERS, MOIS, metiers, tendances
from workbench.documents.region.croisees import TENDANCES as A_CROISER
from workbench.documents.region.feuilles import OBJECTIFS, cellule, matrice, named, under
from workbench.looks.formats import jour, pourcent
from workbench.office import feuille as f
from workbench.office.graphes_tableur import Suite, courbes

DETAIL, TENDANCES = "Autorités et professions", "Tendances"
LARGE = 27.0  # centimetres of a chart: its sheet, once printed
COURBES = ("1F4E8C", "C77A0A", "3F9C94", "8E2412")  # one an objective


def metiers_sheet(classeur: Workbook, region: Region, nom: str) -> bool:
    """Rates by authority and by profession, an indicator a column; False when nobody sent any."""
    lues = metiers(region).to_dicts()
    if not lues:
        return False
    par: dict[tuple[str, str], dict[str, Any]] = {}
    for fait in lues:
        par.setdefault((fait["axe"], fait["valeur"]), {})[fait["indicateur"]] = fait
    montres = [item for item in regles()["indicateurs"] if item["id"] in DETAILLES]
    lignes = [
        [
            valeur,
            axe,
            max(fait["etablissements"] + fait["masques"] for fait in siens.values()),
            *(cellule(siens[i["id"]], "taux") if i["id"] in siens else None for i in montres),
        ]
        for (axe, valeur), siens in par.items()
    ]
    page = classeur.create_sheet(DETAIL)
    titre(page, DETAIL, f"{nom} : taux. Numérateurs et dénominateurs : feuille « {METIERS} ».")
    noms = ["Autorité ou profession", "Axe", "Établissements"]
    matrice(page, 4, noms, montres, lignes, "Detail", [None, None, f.ENTIER])
    f.largeurs(page, [60, 14, 17, *[15] * len(montres)])
    page.freeze_panes = "B5"
    f.impression(page, f"HospiConnect, {DETAIL.lower()}", jour(region.le), 4)
    return True


def tendances_sheet(classeur: Workbook, region: Region, nom: str) -> bool:
    """Medians month by month, the objectives' drawn first; False when no month has enough establishments."""
    lues = tendances(region)
    if lues.is_empty():
        return False
    page = classeur.create_sheet(TENDANCES)
    phrase = f"{nom} : médiane des établissements, mois par mois. Quartiles : feuille « {A_CROISER} »."
    titre(page, TENDANCES, phrase)
    mois = lues["mois"].unique().sort().to_list()
    dites = {(t, m): v for t, m, v in lues.select("titre", "mois", "mediane").iter_rows()}
    montres, haut = regles()["indicateurs"], 4
    suites = [
        Suite(named(item), [dites.get((item["titre"], un)) for un in mois], couleur)
        for item, couleur in zip(
            [i for i in montres if i["id"].startswith(OBJECTIFS) and i["titre"] in set(lues["titre"])],
            COURBES,
            strict=False,
        )
    ]
    if suites and len(mois) > 1:  # one month is no curve
        dit = " ; ".join(f"{suite.nom} : {pourcent(suite.valeurs[-1])}" for suite in suites)
        alt = f"Médianes. Au dernier mois, {dit}."
        graphe = courbes([f"{un:%m/%Y}" for un in mois], suites, "Médianes des objectifs", alt, 0.0)
        graphe.width = LARGE
        page.add_chart(graphe, "A4")
        haut = under(graphe, 4)
    derniers = mois[-int(regles()["mois_croises"]) :]
    lignes = [[un, *(dites.get((item["titre"], un)) for item in montres)] for un in reversed(derniers)]
    matrice(page, haut, ["Mois"], montres, lignes, "Tendances", [MOIS])
    f.largeurs(page, [11, *[10.5] * len(montres)])
    f.impression(page, f"HospiConnect, {TENDANCES.lower()}", jour(region.le), None)
    page.page_setup.fitToHeight = 1
    return True
