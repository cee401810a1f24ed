"""The page Budget: what the project will have cost in the end, by workstream and year, and which lines
overspend.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import BUDGETS
from workbench.looks.figures import contenu as figures_contenu
from workbench.looks.formats import accord, euros, pourcent
from workbench.projet import Projet, budget
from workbench.ui import composants, filtres
from workbench.ui.formulaires import projet_editeur

AXES = titres.de("chantier annee nature financement")
MONTANTS = {
    "prevu": "Prévu",
    "devis": "Devis",
    "engage": "Engagé",
    "paye": "Payé",
    "reste": "Reste à engager",
    "projection": "À la fin",
}
FORMATS = dict.fromkeys([*MONTANTS, "ecart"], euros)
REGLE = (
    "À la fin = engagé + reste à engager. Reste à engager = devis (à défaut, prévu) moins engagé, jamais"
    " négatif. Une ligne finie sous son devis : ramenez le devis au montant engagé. Montants saisis par"
    " l’établissement ; l’outil n’en propose aucun."
)


def vue(projet: Projet) -> None:
    """Key figures, totals by one axis, then the lines."""
    lignes = budget.projeter(projet.lignes("budget"))
    if lignes.is_empty():
        composants.liste_vide(
            "Aucune ligne : ajoutez la première dans le tableau « Modifier », en bas de page."
        )
        return
    [total] = budget.totaux(lignes).to_dicts()
    composants.chiffres(
        {
            "Prévu": (euros(total["prevu"]), accord(total["lignes"], "ligne")),
            "Engagé": (euros(total["engage"]), _part(total["engage"], total["prevu"])),
            "Payé": (euros(total["paye"]), _part(total["paye"], total["prevu"])),
            "À la fin": (euros(total["projection"]), _verdict(total)),
            "À chiffrer": (accord(total["a_chiffrer"], "ligne"), "sans aucun montant"),
        }
    )
    if total["a_chiffrer"] == total["lignes"]:
        st.info(
            "Les lignes à prévoir sont là, sans montant : saisissez prévu et devis dans le tableau « Modifier"
            " », en bas de page.",
            icon=":material/edit_note:",
        )
    composants.section("Où va l’argent")
    axe = filtres.choix("budget_axe", "Totaux par", AXES)
    _totaux(projet, lignes, axe)
    composants.section("Ligne par ligne")
    _lignes(projet, lignes)
    st.caption(REGLE)
    composants.definitions(BUDGETS.values())


def _part(montant: float | None, prevu: float | None) -> str:
    return f"{pourcent((montant or 0) / prevu, 0)} du prévu" if prevu else "rien de prévu"


def _verdict(total: dict[str, float]) -> str:
    if total["depassements"]:
        return f"▲ {accord(int(total['depassements']), 'ligne dépasse', 'lignes dépassent')} le prévu"
    if total["a_chiffrer"] == total["lignes"]:
        return "rien de chiffré"
    return "✓ aucune ligne ne dépasse le prévu"


def _totaux(projet: Projet, lignes: pl.DataFrame, axe: str) -> None:
    tableau = budget.totaux(lignes, axe)
    noms = [projet.libelle("budget", axe, _code(valeur)) or "À préciser" for valeur in tableau[axe]]
    connus = tableau.with_columns(pl.Series(axe, noms, dtype=pl.String)).filter(
        pl.col("projection").is_not_null()
    )
    if not connus.is_empty():
        prevu, fin = (connus[nom].fill_null(0).to_list() for nom in ("prevu", "projection"))
        composants.graphique(
            figures_contenu.prevu_contre_fin(connus[axe].to_list(), prevu, fin),
            "budget_barres",
            " ; ".join(
                f"{n} : prévu {euros(p)}, à la fin {euros(f)}"
                for n, p, f in zip(connus[axe], prevu, fin, strict=True)
            ),
            "Montant prévu et montant attendu à la fin, en euros, pour ce qui est chiffré.",
        )
    composants.table(
        tableau.with_columns(pl.Series(axe, noms, dtype=pl.String)),
        {axe: AXES[axe], "lignes": "Lignes", "a_chiffrer": "À chiffrer"}
        | MONTANTS
        | {"ecart": "Écart au prévu"},
        legende="Sommes des montants connus ; l’écart ne compte que les lignes qui avaient un montant prévu",
        formats=FORMATS,
    )


def _code(valeur: object) -> str | None:
    return None if valeur is None else str(valeur)


def _lignes(projet: Projet, lignes: pl.DataFrame) -> None:
    mots = [
        {
            **ligne,
            "chantier": projet.libelle("budget", "chantier", ligne["chantier"]),
            "annee": _code(ligne["annee"]),
            "financement": ligne["financement"] or "À trouver",
        }
        for ligne in lignes.to_dicts()
    ]
    ordre = pl.Enum(list(BUDGETS))
    composants.table(
        pl.DataFrame(mots, schema={**lignes.schema, "annee": pl.String}).sort(
            pl.col("etat").cast(ordre), maintain_order=True
        ),
        titres.de("libelle chantier annee", libelle="Ligne")
        | MONTANTS
        | titres.de("ecart etat financement", ecart="Écart", etat="Constat"),
        legende="Ce qui dépasse d’abord",
        etats={"etat": BUDGETS},
        formats=FORMATS,
    )


def modifier(acces: Acces, projet: Projet) -> None:
    """The grid of lines."""
    projet_editeur.editer(acces, projet, "budget")
