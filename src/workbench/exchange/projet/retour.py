"""The project's workbook coming back: what would change, what is refused and where; nothing is written before that is seen.

Three-way: the workbook says which ledger entry it was made at, so a field changed on both sides is a fault, and a field that
only the application changed since is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from workbench.exchange.bornes import borner
from workbench.exchange.projet.classeur import AUCUN, ID, LISEZ_MOI, REPERE, SEPARATEUR, dire, feuille_de
from workbench.looks.formats import nombre
from workbench.office.feuille import deproteger
from workbench.projet import Champ, FicheInvalide, Genre, Projet, preparer
from workbench.socle.erreurs import ErreurWorkbench

LIGNES_MAX = 5_000
GONFLE_MAX = 100_000_000
Places = dict[tuple[str, str], tuple[Worksheet, int, dict[str, int]]]


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
    gardes: int = 0
    """Fields that only the application changed since the workbook was made: left as they are."""

    @property
    def fiches(self) -> int:
        """How many cards would change."""
        return sum(len(rows) for rows in self.changements.values())


def lire(contenu: bytes, projet: Projet) -> Reprise:
    """Read a workbook back against the project as it is.

    Raises:
        ClasseurIllisible: see above.
    """
    plan, places = Reprise(), Places()
    classeur = _ouvrir(contenu)
    base = _base(classeur, projet)
    for genre, sheet in _feuilles(classeur, projet):
        if (sheet.max_row or 0) > LIGNES_MAX:
            motif = f"plus de {nombre(LIGNES_MAX)} lignes : supprimez celles qui sont vides, ou reprenez le classeur en deux fois"
            plan.fautes.append(Faute(sheet.title, LIGNES_MAX + 1, "A", motif))
            continue
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
                plan.fautes.append(
                    Faute(sheet.title, number, "A", f"« {ident} » est déjà sur une autre ligne")
                )
                continue
            taken.add(ident)
            places[genre.code, ident] = (sheet, number, columns)
            _note(projet, base, genre, {**row, "id": ident}, places, plan)
    _verifier(projet, plan, places)
    if plan.fautes:
        plan.changements = {}
    return plan


def _ouvrir(contenu: bytes) -> Workbook:
    try:
        borner(contenu, GONFLE_MAX)
        return load_workbook(BytesIO(contenu), data_only=True)
    except Exception as error:  # openpyxl raises whatever the broken part makes it raise
        raise ClasseurIllisible(
            "Classeur illisible", f"Ce fichier n’est pas un classeur Excel ({type(error).__name__}).",
            "Reprenez le fichier .xlsx exporté de l’application.",
        ) from error  # fmt: skip


def _base(classeur: Workbook, projet: Projet) -> Projet | None:
    """The project as it was when the workbook was made; None when the workbook no longer says it."""
    sheet = next((sheet for sheet in classeur.worksheets if sheet.title == LISEZ_MOI), None)
    cells = (
        [_texte(row[0]) for row in sheet.iter_rows(max_row=100, max_col=1, values_only=True)] if sheet else []
    )
    mark = next(
        (text.removeprefix(REPERE.strip()).strip() for text in cells if text.startswith(REPERE.strip())), None
    )
    if mark is None:
        return None
    rank = next((rank for rank, entry in enumerate(projet.decisions, 1) if entry.id == mark), 0)
    if not rank and mark != AUCUN:
        raise ClasseurIllisible(
            "Classeur d’un autre projet",
            "Le registre de cet établissement ne connaît pas le point de départ de ce classeur (feuille Lisez-moi).",
            "Exportez de nouveau le projet, puis refaites vos changements dans ce classeur-là.",
        )
    return Projet(projet.home, projet.decisions[:rank], projet.genres)


def _feuilles(classeur: Workbook, projet: Projet) -> list[tuple[Genre, Worksheet]]:
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
    for number, cells in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
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


def _note(
    projet: Projet, base: Projet | None, genre: Genre, row: dict[str, Any], places: Places, plan: Reprise
) -> None:
    """What this line would change, noted; what was also changed in the application since is a fault."""
    ident = row["id"]
    sheet, number, columns = places[genre.code, ident]
    card = projet.fiche(genre.code, ident)
    start = card if base is None else base.fiche(genre.code, ident)
    changed = []
    for champ in genre.champs:
        told, now, before = (source.get(champ.code) for source in (row, card or {}, start or {}))
        if champ.code not in row or told == now:
            continue
        if told == before:
            plan.gardes += card is not None
        elif reason := _conflit(projet, base, genre, ident, champ, before):
            letter = get_column_letter(columns[champ.code])
            plan.fautes.append(Faute(sheet.title, number, letter, f"{champ.libelle} : {reason}"))
        else:
            changed.append(champ)
    if not changed and (card is not None or start is not None):
        return
    plan.nouvelles += card is None
    plan.changements.setdefault(genre.code, []).append(
        {"id": ident, **{champ.code: row[champ.code] for champ in changed}}
    )
    for champ in changed:
        told, now = _dit(projet, champ, row[champ.code]), _dit(projet, champ, (card or {}).get(champ.code))
        plan.details.append(Changement(sheet.title, number, ident, champ.libelle, now, told))


def _conflit(projet: Projet, base: Projet | None, genre: Genre, ident: str, champ: Champ, before: Any) -> str:
    """Why a field that the workbook changes cannot be taken: the application changed it too; empty when it did not."""
    card, last = projet.fiche(genre.code, ident), projet.derniere(genre.code, ident)
    by = f" par {last.auteur} le {last.le:%d/%m/%Y}" if last is not None and last.le else ""
    if base is None:
        told = (
            "ce classeur ne dit plus de quel état il part (feuille Lisez-moi) : exportez le projet de nouveau"
        )
        return f"fiche changée dans l’application{by}, et {told}" if last is not None else ""
    if card is None:
        return f"fiche retirée dans l’application{by}" if base.fiche(genre.code, ident) is not None else ""
    if card[champ.code] == before:
        return ""
    now = _dit(projet, champ, card[champ.code]) or "vide"
    return (
        f"changé aussi dans l’application{by} (« {now[:60]} ») : reprenez cette case, ou exportez de nouveau"
    )


def _verifier(projet: Projet, plan: Reprise, places: Places) -> None:
    """Owners, dates, links, cycles: the same rules as the application, each fault in its cell."""
    try:
        preparer(projet, plan.changements, "contrôle", "contrôle du classeur")
    except FicheInvalide as error:
        for kind, ident, fault in error.fautes:
            sheet, number, columns = places[kind, ident]
            label = fault.partition(" : ")[0]
            champ = next((c for c in projet.genres[kind].champs if c.libelle == label), None)
            code = (
                champ.code if champ else "apres" if "s’attendent" in fault or "précédente" in fault else "id"
            )
            plan.fautes.append(Faute(sheet.title, number, get_column_letter(columns.get(code, 1)), fault))


def _dit(projet: Projet, champ: Champ, value: Any) -> str:
    told = dire(projet, champ, value)
    return "" if told is None else f"{told:%d/%m/%Y}" if champ.type == "date" else str(told)


def _texte(value: Any) -> str:
    return "" if value is None else str(value).strip()
