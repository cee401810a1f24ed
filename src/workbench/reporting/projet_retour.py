"""The project's workbook coming back: what would change, what is refused and where; nothing is written before that is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from workbench.erreurs import ErreurWorkbench
from workbench.reporting.feuille import deproteger
from workbench.reporting.projet_classeur import ID, SEPARATEUR, dire, feuille_de
from workbench.steering import Champ, FicheInvalide, Genre, Projet, preparer

LIGNES_MAX = 5_000


class ClasseurIllisible(ErreurWorkbench):
    """Not a workbook, or none of its sheets is ours; nothing was recorded."""


@dataclass(frozen=True)
class Faute:
    """A cell that cannot be taken, and why."""

    feuille: str
    ligne: int
    colonne: str
    motif: str


@dataclass(frozen=True)
class Changement:
    """One field that would change, in words; `avant` is empty for a new card."""

    feuille: str
    ligne: int
    id: str
    champ: str
    avant: str
    apres: str


@dataclass
class Reprise:
    """What a workbook would change. `changements`: kind → rows for `changer_tout`; empty as soon as there is one fault."""

    changements: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    details: list[Changement] = field(default_factory=list)
    fautes: list[Faute] = field(default_factory=list)
    nouvelles: int = 0

    @property
    def fiches(self) -> int:
        """How many cards would change."""
        return sum(len(rows) for rows in self.changements.values())


def lire(contenu: bytes, projet: Projet) -> Reprise:
    """Read a workbook back against the project as it is.

    Raises:
        ClasseurIllisible: see above.
    """
    plan, places = Reprise(), dict[tuple[str, str], tuple[Worksheet, int, dict[str, int]]]()
    for genre, sheet in _feuilles(contenu, projet):
        columns = _colonnes(sheet, genre, plan)
        if columns is None:
            continue
        taken: set[str] = set()
        for number, values in _lignes(sheet, columns):
            row = _ligne(genre, sheet, number, values, columns, plan)
            if row is None:
                continue
            ident = row["id"] or projet.nouvel_id(genre.code, taken)
            if ident in taken:
                plan.fautes.append(Faute(sheet.title, number, "A", f"« {ident} » est déjà sur une autre ligne"))
                continue
            taken.add(ident)
            if _note(projet, genre, sheet, number, {**row, "id": ident}, plan):
                places[genre.code, ident] = (sheet, number, columns)
    _verifier(projet, plan, places)
    if plan.fautes:
        plan.changements = {}
    return plan


def _feuilles(contenu: bytes, projet: Projet) -> list[tuple[Genre, Worksheet]]:
    try:
        classeur = load_workbook(BytesIO(contenu), data_only=True)
    except Exception as error:  # openpyxl raises whatever the broken part makes it raise
        raise ClasseurIllisible(
            "Classeur illisible", f"Ce fichier n’est pas un classeur Excel ({type(error).__name__}).",
            "Reprenez le fichier .xlsx exporté de l’application.",
        ) from error  # fmt: skip
    kinds = {feuille_de(genre).casefold(): genre for genre in projet.genres.values()}
    sheets = [(kinds[s.title.casefold()], s) for s in classeur.worksheets if s.title.casefold() in kinds]
    if not sheets:
        raise ClasseurIllisible(
            "Aucune feuille reconnue",
            f"Feuilles du fichier : {', '.join(classeur.sheetnames)}.",
            f"Feuilles attendues : {', '.join(feuille_de(genre) for genre in projet.genres.values())}.",
        )
    return sheets


def _colonnes(sheet: Worksheet, genre: Genre, plan: Reprise) -> dict[str, int] | None:
    """Field code (or `id`) → column number, from the titles wherever they are."""
    titles = {ID.casefold(): "id", **{champ.libelle.casefold(): champ.code for champ in genre.champs}}
    columns: dict[str, int] = {}
    for column in range(1, min(sheet.max_column or 0, 100) + 1):
        title = _texte(sheet.cell(1, column).value)
        code = titles.get(title.casefold())
        if title and code is None:
            motif = f"colonne inconnue « {title} » (attendues : {ID}, {', '.join(c.libelle for c in genre.champs)})"
            plan.fautes.append(Faute(sheet.title, 1, get_column_letter(column), motif))
        elif code in columns:
            plan.fautes.append(Faute(sheet.title, 1, get_column_letter(column), f"« {title} » est en double"))
        elif code:
            columns[code] = column
    if "id" not in columns:
        plan.fautes.append(Faute(sheet.title, 1, "A", f"la colonne {ID} manque"))
        return None
    return columns


def _lignes(sheet: Worksheet, columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, Any]]]:
    last = min(sheet.max_row or 1, LIGNES_MAX)
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_row=last, values_only=True), 2):
        values = {code: cells[column - 1] for code, column in columns.items() if column <= len(cells)}
        if any(_texte(value) for value in values.values()):
            yield number, values


def _ligne(
    genre: Genre,
    sheet: Worksheet,
    number: int,
    values: Mapping[str, Any],
    columns: Mapping[str, int],
    plan: Reprise,
) -> dict[str, Any] | None:
    """The values of a line in their types; None when one cannot be read (the fault is noted)."""
    row: dict[str, Any] = {"id": _texte(values.get("id"))}
    before = len(plan.fautes)
    for champ in genre.champs:
        if champ.code not in columns:
            continue
        try:
            row[champ.code] = champ.lire(_brut(champ, values.get(champ.code)))
        except ValueError as error:
            letter = get_column_letter(columns[champ.code])
            plan.fautes.append(Faute(sheet.title, number, letter, f"{champ.libelle} : {error}"))
    if not row["id"] and all(value is None for code, value in row.items() if code != "id"):
        return None
    return row if len(plan.fautes) == before else None


def _brut(champ: Champ, value: Any) -> Any:
    """A cell as it was before the sheet dressed it: the apostrophe off, the id of a card without its name."""
    value = deproteger(value)
    if not isinstance(value, str):
        return value
    return value.split(SEPARATEUR)[0] if champ.lien and champ.type != "liste" else value


def _note(projet: Projet, genre: Genre, sheet: Worksheet, number: int, row: dict[str, Any], plan: Reprise) -> bool:
    """What this line would change, noted; False when it changes nothing."""
    card = projet.fiche(genre.code, row["id"])
    changed = [
        champ
        for champ in genre.champs
        if champ.code in row and row[champ.code] != (card or {}).get(champ.code)
    ]  # fmt: skip
    if card is not None and not changed:
        return False
    plan.nouvelles += card is None
    plan.changements.setdefault(genre.code, []).append(
        {"id": row["id"], **{champ.code: row[champ.code] for champ in changed}}
    )
    for champ in changed:
        told = [_dit(projet, champ, value) for value in ((card or {}).get(champ.code), row[champ.code])]
        plan.details.append(Changement(sheet.title, number, row["id"], champ.libelle, *told))
    return True


def _verifier(
    projet: Projet, plan: Reprise, places: Mapping[tuple[str, str], tuple[Worksheet, int, dict[str, int]]]
) -> None:
    """Owners, dates, links, cycles: the same rules as the application, each fault in its cell."""
    try:
        preparer(projet, plan.changements, "contrôle", "contrôle du classeur")
    except FicheInvalide as error:
        for kind, ident, fault in error.fautes:
            sheet, number, columns = places[kind, ident]
            label = fault.partition(" : ")[0]
            champ = next((c for c in projet.genres[kind].champs if c.libelle == label), None)
            code = champ.code if champ else "apres" if "s’attendent" in fault or "précédente" in fault else "id"
            plan.fautes.append(Faute(sheet.title, number, get_column_letter(columns.get(code, 1)), fault))


def _dit(projet: Projet, champ: Champ, value: Any) -> str:
    told = dire(projet, champ, value)
    return "" if told is None else f"{told:%d/%m/%Y}" if champ.type == "date" else str(told)


def _texte(value: Any) -> str:
    return "" if value is None else str(value).strip()
