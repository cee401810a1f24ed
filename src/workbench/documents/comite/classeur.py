"""The workbook that goes with the slides: every figure behind them, whole, one sheet a subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from workbench.documents.comite.copil import titre
from workbench.documents.comite.donnees import DonneesComite
from workbench.documents.comite.feuilles import (
    CODE,
    CRITERES,
    HISTORIQUE,
    RISQUES,
    SERVICES,
    UNITE,
    measured,
    steered,
)
from workbench.documents.comite.mesures import NON_OFFICIEL
from workbench.documents.comite.populations import sentence
from workbench.documents.comite.rpps import counted
from workbench.looks.etats import JALONS, STATUTS
from workbench.looks.formats import jour, majuscule
from workbench.office import feuille as f
from workbench.office.diapo import typo
from workbench.office.lisible import A3, PAGE_A4, as_list, on_screen_beyond
from workbench.office.paquet import octets
from workbench.office.tenue import compact

POINTS = '[$-40C]"+\u00a0"0.0"\u00a0points";[$-40C]"\u2212\u00a0"0.0"\u00a0points";0"\u00a0point"'
# a table → the sheet it stands on, under its own
SOUS = {"Professions": "Autorités", "MIE, usage": "MIE", "Budget": "Plan et budget"}
SCORE = (
    "Score d’un critère mesuré : son taux rapporté à sa cible, 100 % une fois qu’elle est atteinte ; l’un et"
    " l’autre sont à l’écran, à droite de la feuille « Critères »."
)
DETAIL = "Nature"  # from that column on, a criterion is read on screen
LIVRAISONS = 8  # of the history, that paper holds
SERREES = (SERVICES, RISQUES, HISTORIQUE, "Autorités")  # long, and read across
PART = (  # two decimals: a tenth rounded up would contradict the slides, which round down
    '[$-40C]0.00"\u00a0"%'
)


def contenu(donnees: DonneesComite) -> bytes:
    """The workbook's bytes; the same figures give the same bytes."""
    classeur = Workbook()
    _lisez_moi(classeur.active, donnees)
    equiper = sentence(donnees.effectifs, "mie_remis_dpi")
    gens = {"Autorités": counted(donnees), "MIE": equiper, SERVICES: equiper}
    for nom, entetes, motifs, largeurs, lignes in [*measured(donnees), *steered(donnees)]:
        propres = [[_dire(valeur) for valeur in ligne] for ligne in lignes]
        if nom in SOUS:  # a few rows of the same columns, under those of another subject
            page = classeur[SOUS[nom]]
            f.tableau(page, page.max_row + 2, entetes, propres, f"T{len(classeur.sheetnames)}_2", motifs)
            _whom(page, gens.get(SOUS[nom], ""))
            continue
        page = classeur.create_sheet(nom)
        f.tableau(page, 1, entetes, propres, f"T{len(classeur.sheetnames)}", motifs)
        if UNITE in entetes:
            _par_unite(page, propres, entetes)
        f.largeurs(page, largeurs)
        page.freeze_panes = "A2"
        if nom not in SOUS.values():
            _whom(page, gens.get(nom, ""))
        if nom == "Objectifs":
            _textes(page, donnees, len(entetes))
        # under two tables, the headings of the first would be repeated above the second
        f.impression(page, f"{titre(donnees)}, {nom}", jour(donnees.le), None if nom in SOUS.values() else 1)
        if imprimees := _printed(nom, entetes):
            on_screen_beyond(page, page.max_row, imprimees)
        elif entetes[-1] == CODE:
            as_list(page, page.max_row, len(entetes), len(entetes) - 1)
        elif sum(largeurs) > PAGE_A4 * A3 and nom not in SOUS.values():  # which grows under its first table
            as_list(page, page.max_row, len(entetes))
    for nom in filter(classeur.sheetnames.__contains__, SERREES):
        compact(classeur[nom])
    return octets(classeur, donnees.le, titre(donnees), f"Données du {jour(donnees.le)}", phrases=True)


def _printed(nom: str, entetes: Sequence[str]) -> int:
    """Columns printed of a table wider than paper, in the letters of a table; 0 of any other sheet."""
    if nom == HISTORIQUE:
        return min(len(entetes) - 1, 2 + LIVRAISONS)
    return entetes.index(DETAIL) if nom == CRITERES else 0


def _textes(page: Any, donnees: DonneesComite, colonnes: int) -> None:
    """The official texts under the objectives, as wide as their table."""
    page.cell(page.max_row + 2, 1, "Textes officiels").font = f.SOUS_TITRE
    for objectif in donnees.objectifs:
        rang = page.max_row + 1
        dit = f"{objectif.objectif}, {objectif.annee} : {objectif.libelle_officiel}"
        f.ecrire(page, rang, 1, typo(dit))
        page.merge_cells(start_row=rang, end_row=rang, start_column=1, end_column=colonnes)


def _whom(page: Any, dite: str) -> None:
    """Whom the figures above count, as wide as their table."""
    if dite:
        rang, colonnes = page.max_row + 2, page.max_column
        f.ecrire(page, rang, 1, dite, f.DISCRET)
        page.merge_cells(start_row=rang, end_row=rang, start_column=1, end_column=colonnes)


def _dire(valeur: Any) -> Any:
    """A cell as the other documents say it: curly apostrophes."""
    return typo(valeur) if isinstance(valeur, str) else valeur


def _par_unite(page: Any, lignes: Sequence[Sequence[Any]], entetes: Sequence[str]) -> None:
    """Shares written as percentages, counts as whole numbers, line by line; a change of share in points."""
    unite, ecart = entetes.index(UNITE), entetes.index("Écart") + 1 if "Écart" in entetes else 0
    for rang, ligne in enumerate(lignes, 2):
        taux = ligne[unite] == "taux"
        for colonne, valeur in enumerate(ligne, 1):
            if not isinstance(valeur, float):
                continue
            case = page.cell(rang, colonne)
            if colonne == ecart:
                case.value = valeur * 100 if taux else valeur
                case.number_format = POINTS if taux else f.ECART
            else:
                case.number_format = PART if taux else f.ENTIER


def _lisez_moi(page: Any, donnees: DonneesComite) -> None:
    textes = [
        (titre(donnees), f.TITRE),
        (f"{donnees.etablissement}. Données du {jour(donnees.le)}, exécution {donnees.reference}.", f.NORMAL),
        (f"Comparaison avec : {donnees.depuis or 'rien, première mesure'}.", f.NORMAL),
        ("", f.NORMAL),
        ("Ce que contient ce classeur", f.SOUS_TITRE),
        (
            (
                "Tous les chiffres du diaporama et de la note, une feuille par sujet. Des nombres, jamais un"
                " agent."
            ),
            f.NORMAL,
        ),
        (
            (
                "Document interne : les petits effectifs n’y sont pas masqués. Pour l’extérieur, le classeur"
                " ARS."
            ),
            f.GRAS,
        ),
        ("", f.NORMAL),
        ("Définitions", f.SOUS_TITRE),
        (NON_OFFICIEL, f.NORMAL),
        (SCORE, f.NORMAL),
        *(
            (f"{majuscule(etat.mot)} : {etat.definition}", f.NORMAL)
            for etat in (*STATUTS.values(), *JALONS.values())
        ),
    ]
    dits = [(typo(texte), police) for texte, police in textes]
    f.lisez_moi(page, dits, titre(donnees), jour(donnees.le))
