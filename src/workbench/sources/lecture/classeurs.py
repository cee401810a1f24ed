"""Workbooks (xlsx, xlsm, xls, xlsb, ods): the sheet that holds the data, its cells as text."""

from __future__ import annotations

import re
from collections.abc import Set
from pathlib import Path

import fastexcel
import polars as pl

from workbench.socle.settings import Format, Limites
from workbench.sources.lecture.archives import check_workbook
from workbench.sources.lecture.feuilles import Feuille, Plan, fill_merged, read_plan
from workbench.sources.lecture.texte import check_size
from workbench.sources.lecture.titres import (
    Rang,
    Table,
    check_single_table,
    check_whole,
    header_key,
    shape_rows,
)
from workbench.sources.modeles import Constat, SourceInutilisable

CALENDRIER_1904 = "CALENDRIER_1904"
LIGNES_BARREES = "LIGNES_BARREES"
SUFFIXES = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_ERREUR_TEXTE = re.compile(
    r"#(?:N/A|NA|REF!|NAME\?|NOM\?|VALUE!|VALEUR!|DIV/0!|NUL!|NULL!|NOMBRE!|NUM!)", re.I
)


def read_workbook(path: Path, fmt: Format, limites: Limites, attendus: Set[str] = frozenset()) -> Table:
    """The table of a workbook: the sheet named in the settings, or the only visible one that looks like data.

    Raises:
        SourceInutilisable: unreadable, empty, too big, or several sheets could be the one.
    """
    check_workbook(path, limites)
    plan = read_plan(path, limites)
    try:
        # A modern workbook named .xls is opened by its content, not by its name.
        misnamed = plan.feuilles and path.suffix.lower() not in {".xlsx", ".xlsm"}
        book = fastexcel.read_excel(path.read_bytes() if misnamed else path)
        name, rows, said = _chosen(path, book, fmt, attendus, plan)
    except fastexcel.FastExcelError as error:
        _refuse_password(path)
        raise SourceInutilisable(
            "Classeur illisible",
            f"{path.name} ne se lit pas (détail technique : {str(error).splitlines()[0]}).",
            "Ouvrez-le dans Excel, retirez un éventuel mot de passe, puis enregistrez-le en .xlsx.",
        ) from error
    if not rows:
        raise SourceInutilisable("Fichier vide", f"{path.name} : feuille « {name} » vide.", "Redemandez-la.")
    sheet = plan.feuilles.get(name, Feuille())
    if sheet.sans_valeur:
        raise _never_computed(path.name, name, sheet)
    table = shape_rows(rows, fmt.ligne_titres, attendus)
    check_single_table(path.name, table)
    check_whole(path.name, table)
    table.separateur, table.guillemets = ";", False
    if sheet.fusionnees:
        motif = (
            f"{sheet.fusionnees} cellule(s) fusionnée(s) verticalement : leur valeur est lue sur chaque"
            " ligne."
        )
        said.append(Constat("CELLULES_FUSIONNEES", motif))
    if plan.calendrier_1904:
        motif = (
            "Ce classeur compte ses jours depuis 1904 (ancien Excel pour Mac) : seules ses cellules au format"
            " date sont sûres."
        )
        said.append(Constat(CALENDRIER_1904, motif))
    if sheet.barrees:
        said.append(Constat(LIGNES_BARREES, f"{len(sheet.barrees)} ligne(s) barrée(s) dans le classeur."))
    errors = sheet.erreurs + sum(
        bool(_ERREUR_TEXTE.fullmatch(c.strip())) for _, cells in table.lignes for c in cells if c[:1] == "#"
    )
    if errors:
        for _, cells in table.lignes:
            cells[:] = ["" if _ERREUR_TEXTE.fullmatch(cell.strip()) else cell for cell in cells]
        motif = (
            f"{errors} cellule(s) en erreur (#N/A, #REF!…) lue(s) comme vide(s) : une formule ne trouve"
            " plus sa source."
        )
        said.append(Constat("CELLULE_EN_ERREUR", motif))
    table.constats = [*said, *table.constats]
    check_size(path.name, table, limites)
    return table


def _never_computed(file: str, name: str, sheet: Feuille) -> SourceInutilisable:
    """The refusal of formulas whose result the file does not hold: read, they would be empty cells."""
    return SourceInutilisable(
        "Formules sans résultat",
        f"{file}, feuille « {name} » : {len(sheet.sans_valeur)} cellule(s) avec une formule dont le"
        " résultat n'est pas"
        f" dans le fichier ({sheet.sans_valeur[0]} par exemple).",
        "Ouvrez le classeur dans Excel, attendez la fin du calcul, enregistrez-le ; ou collez les valeurs à"
        " la place des"
        " formules.",
    )


def _refuse_password(path: Path) -> None:
    """Say that a workbook is locked, when that is why it cannot be read.

    Raises:
        SourceInutilisable: it is protected by a password.
    """
    with path.open("rb") as file:
        locked = "EncryptedPackage".encode("utf-16-le") in file.read(1 << 20)
    if locked:
        raise SourceInutilisable(
            "Classeur protégé par un mot de passe",
            f"{path.name} ne peut pas être ouvert sans son mot de passe.",
            "Dans Excel : Fichier, Informations, Protéger le classeur, effacez le mot de passe, puis"
            " enregistrez.",
        )


def _chosen(
    path: Path, book: fastexcel.ExcelReader, fmt: Format, attendus: Set[str], plan: Plan
) -> tuple[str, list[Rang], list[Constat]]:
    names = book.sheet_names
    if fmt.feuille:
        known = {name.strip().lower(): name for name in names}
        if fmt.feuille.strip().lower() not in known:
            raise SourceInutilisable(
                "Feuille absente",
                f"{path.name} : pas de feuille « {fmt.feuille} » ; feuilles présentes : {', '.join(names)}.",
                "Redonnez à la feuille le nom attendu, ou demandez à l'équipe projet de corriger ce nom"
                " ([sources.format] feuille).",
            )
        name = known[fmt.feuille.strip().lower()]
        return name, _rows(book, name, plan)[0], []
    read = {name: _rows(book, name, plan) for name in names}
    visible = {name: rows for name, (rows, shown) in read.items() if shown}
    data = {name: rows for name, rows in visible.items() if _looks_like_data(rows)}
    if attendus and len(data) > 1:
        hits = {name: _hits(rows, attendus) for name, rows in data.items()}
        best = max(hits.values())
        if best >= 2 and list(hits.values()).count(best) == 1:
            data = {name: rows for name, rows in data.items() if hits[name] == best}
    if len(data) > 1:
        raise SourceInutilisable(
            "Plusieurs feuilles de données",
            f"{path.name} : {', '.join(f'« {name} » ({len(rows)} lignes)' for name, rows in data.items())}"
            " peuvent convenir.",
            "Gardez une seule feuille dans le classeur, puis redéposez-le. L'équipe projet peut aussi"
            f' nommer la bonne : [sources.format] feuille = "{next(iter(data))}".',
        )
    if not data:
        hidden = [n for n, (rows, shown) in read.items() if not shown and _looks_like_data(rows)]
        if hidden and not any(len(rows) > 3 for rows in visible.values()):
            raise SourceInutilisable(
                "Feuille cachée",
                f"{path.name} : seules des feuilles cachées contiennent des données ({', '.join(hidden)}).",
                "Affichez la feuille dans Excel (clic droit sur un onglet, Afficher), puis enregistrez."
                f' L\'équipe projet peut aussi la nommer : [sources.format] feuille = "{hidden[0]}".',
            )
        full = next((n for n, rows in visible.items() if rows), names[0])
        return full, visible.get(full, []), []
    name, rows = next(iter(data.items()))
    said = []
    if len(names) > 1:
        others = ", ".join(f"« {other} »" for other in names if other != name)
        said = [
            Constat(
                "FEUILLE_CHOISIE",
                f"Feuille lue : « {name} », la seule qui ressemble à des données (laissées : {others}).",
            )
        ]
    return name, rows, said


def _rows(book: fastexcel.ExcelReader, name: str, plan: Plan) -> tuple[list[Rang], bool]:
    """Rows numbered as in the sheet, merged cells filled; whether the sheet is visible."""
    sheet = book.load_sheet(name, header_row=None, dtypes="string")
    cells: pl.DataFrame = sheet.to_polars()
    known = plan.feuilles.get(name, Feuille())
    whole = [
        (number, ["" if cell is None else _plain(cell) for cell in row])
        for number, row in enumerate(cells.iter_rows(), max(known.premiere_ligne, 1))
    ]
    known.fusionnees = fill_merged(whole, known)
    rows = [row for row in whole if any(cell.strip() for cell in row[1])]
    return rows, sheet.visible == "visible"


def _looks_like_data(rows: list[Rang]) -> bool:
    """Two rows at least, whose common width is two filled columns or more: not a cover page, not a legend."""
    if len(rows) < 2:
        return False
    table = shape_rows(rows, None)
    titles = [title for title in table.entetes if title.strip()]
    if len(titles) < 2 or not table.lignes:
        return False
    full = [sum(bool(cell.strip()) for cell in cells) for _, cells in table.lignes[:200]]
    return len(titles) >= 3 and sum(n >= 2 for n in full) >= 0.5 * len(full)


def _hits(rows: list[Rang], attendus: Set[str]) -> int:
    return max((sum(header_key(cell) in attendus for cell in cells) for _, cells in rows[:60]), default=0)


def _plain(cell: str) -> str:
    """Excel's `123.0` is 123; a date cell keeps its ISO text."""
    return cell[:-2] if cell.endswith(".0") and cell[:-2].lstrip("-").isdigit() else cell
