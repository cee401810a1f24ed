"""What each indicator of the ARS workbook says: a comment where it is read, and the lines of a table."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.donnees import Contenu
from workbench.marts import cartes
from workbench.office import feuille as f

JALONS_1_1 = "1.1-"
MONTREES = (JALONS_1_1, "vertu_", "compte_", "mie_", "rpps_confirme")  # indicators the workbook shows


def notes(donnees: Contenu) -> dict[str, str]:
    """Indicator → what it says, fit for a comment."""

    def dit(carte: cartes.Carte) -> str:
        gens = _gens(carte)
        return f"{_dite(carte)}\nOn compte : {gens}." if gens else _dite(carte)

    return {carte.id: dit(carte) for carte in _montrees(donnees)}


def annotate(
    page: Worksheet, colonne: int, indicateurs: Sequence[str], donnees: Contenu, haut: int = 5
) -> None:
    """The definition of each line's indicator as a comment of that column, from the line `haut`."""
    dites = notes(donnees)
    for rang, indicateur in enumerate(indicateurs, haut):
        if indicateur in dites:
            f.annoter(page.cell(rang, colonne), dites[indicateur])


def lignes(donnees: Contenu) -> tuple[list[list[str]], str]:
    """The table of every indicator: title, definition, whom it counts, letter of its source, code; and the
    sources told by their letters.
    """
    sources: dict[str, str] = {}
    dites = []
    for carte in _montrees(donnees):
        lettre = sources.setdefault(carte.source, ascii_lowercase[len(sources)])
        code = f"{carte.id} (v. {carte.version})"
        dites.append([carte.titre, _dite(carte), _gens(carte) or "–", lettre, code])
    return dites, " ; ".join(f"{lettre}. {source}" for source, lettre in sources.items())


def _montrees(donnees: Contenu) -> list[cartes.Carte]:
    return [carte for carte in cartes.toutes(donnees.reglages.home) if carte.id.startswith(MONTREES)]


def _gens(carte: cartes.Carte) -> str:
    gens = cartes.population(carte.id)
    return gens.mot if gens else ""


def _dite(carte: cartes.Carte) -> str:
    """The definition; numerator and denominator, when they say more than it, the population and the family
    do.
    """
    if carte.de and not carte.id.startswith(JALONS_1_1):
        return carte.definition
    redites = cartes.family_words()
    parts = (("Numérateur", carte.numerateur), ("Dénominateur", carte.denominateur))
    dites = [f"{nom} : {dit}" for nom, dit in parts if dit and dit not in redites]
    return "\n".join([carte.definition, *dites])
