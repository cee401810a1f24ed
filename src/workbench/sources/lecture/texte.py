"""Delimited text as hospital systems write it: separator, line ends, quotes, the file's own end."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Set
from pathlib import Path

from workbench.socle.settings import Format, Limites
from workbench.sources.lecture.encodage import decode, decode_judged, detect_encoding
from workbench.sources.lecture.titres import (
    Rang,
    Table,
    check_single_table,
    check_whole,
    header_key,
    is_aside,
    shape_rows,
)
from workbench.sources.modeles import Constat, SourceInutilisable

__all__ = ["Table", "decode", "detect_encoding", "detect_separator", "read_text", "shape_rows"]

SEPARATEURS = (";", "\t", "|", ",")
_FICHE = re.compile(r"\s*(?:\w+ +: [^\r\n]*\r?\n){3}")
_NATIONAL = re.compile(r"(?:^|\|)\s*Identifiant PP\s*\|", re.I)
_AUTRES_FINS = re.compile("[\u0085\u2028\u2029]")
_APOSTROPHES = re.compile("['\u2018].*['\u2019]", re.S)
LIGNES_ALIGNEES, COLONNES_ALIGNEES = 20, 3  # lines all cut by blanks in so many columns: fixed width
_SEP_EXCEL = re.compile(r'^"?sep=(.|\\t)"?$', re.I)


def detect_separator(text: str) -> str:
    """The separator that cuts most of the first lines into the same, largest number of fields."""
    sample = re.split(r"\r\n|\r|\n", text[:200_000])
    if declared := _SEP_EXCEL.match(sample[0]):
        said = declared[1].replace("\\t", "\t")
        if any(said in line for line in sample[1:40]):
            return said
        sample = sample[1:]
    lines = [line for line in sample[:40] if line.strip() and not line.startswith("#TYPE")]
    best, best_score = ";", (0.0, 0)
    for separator in SEPARATEURS:
        counts = [len(re.sub(r'"[^"]*"', "", line).split(separator)) for line in lines]
        if not counts:
            continue
        size, votes = Counter(counts).most_common(1)[0]
        score = (round(votes / len(counts), 1) if size > 1 else 0.0, size)
        if score > best_score:
            best, best_score = separator, score
    return best


def physical_lines(text: str, separator: str) -> list[tuple[int, str]]:
    """(number, line), blank ones left out; a bare carriage return ends a line only where both sides are
    rows.
    """
    text = text.replace("\r\n", "\n")
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    out: list[tuple[int, str]] = []
    number = 0
    for line in text.split("\n"):
        number += 1
        if "\r" in line:
            pieces = line.split("\r")
            widths = {piece.count(separator) for piece in pieces if piece.strip()}
            if len(widths) == 1 and widths != {0}:
                for piece in pieces:
                    out.append((number, piece))
                    number += 1
                number -= 1
                continue
            line = line.replace("\r", " ")
        out.append((number, line))
    return [(n, line) for n, line in out if line.strip()]


def _one(line: str, separator: str) -> list[str] | None:
    """Cells of one record read with quotes; None when the quotes of the line do not stand as delimiters."""
    try:
        rows = list(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def quoted_rows(
    lines: list[tuple[int, str]], separator: str, width: int, longest: int
) -> tuple[list[Rang], int]:
    """Rows of a file that quotes, and how many stray quotes were read as plain characters.

    A quote left open takes the following lines only when together they make one whole row, and none of them
    is a row by itself: a stray quote never swallows anybody.
    """
    if (clean := _all_clean(lines, separator, width)) is not None:
        return clean, 0
    rows: list[Rang] = []
    strays = index = 0
    while index < len(lines):
        number, line = lines[index]
        plain = line.split(separator)
        index += 1
        if '"' not in line:
            rows.append((number, plain))
            continue
        cells = _one(line, separator)
        if cells is not None and (len(cells) == width or len(plain) != width):
            rows.append((number, cells))
            continue
        joined, taken = _extend(lines, index - 1, separator, width, longest)
        if joined is not None:
            rows.append((number, joined))
            index += taken
            continue
        strays += 1
        rows.append((number, [_unwrap(cell) for cell in plain]))
    return rows, strays


def _all_clean(lines: list[tuple[int, str]], separator: str, width: int) -> list[Rang] | None:
    """The rows when every line is one whole quoted row: the ordinary file, read at once."""
    try:
        rows = list(csv.reader((line for _, line in lines), delimiter=separator, strict=True))
    except csv.Error:
        return None
    if len(rows) != len(lines) or any(len(cells) != width for cells in rows):
        return None
    return [(number, cells) for (number, _), cells in zip(lines, rows, strict=True)]


def _extend(
    lines: list[tuple[int, str]], index: int, separator: str, width: int, longest: int
) -> tuple[list[str] | None, int]:
    text = lines[index][1]
    for taken in range(1, longest + 1):
        if index + taken >= len(lines):
            break
        number, more = lines[index + taken]
        if width > 1 and len(more.split(separator)) >= width:
            break  # a row by itself
        text += "\n" * (number - lines[index + taken - 1][0]) + more
        try:
            rows = list(csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True))
        except csv.Error:
            continue
        if len(rows) == 1 and len(rows[0]) == width:
            return rows[0], taken
    return None, 0


def _unwrap(cell: str) -> str:
    text = cell.strip()
    inside = text[1:-1]
    return inside.replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else cell


def _is_quoted(lines: list[tuple[int, str]], separator: str, text: str) -> bool:
    """Quotes are delimiters when most cells that begin with one end with one; a national file never
    quotes.
    """
    if '"' not in text or any(_NATIONAL.search(line) for _, line in lines[:5] if separator == "|"):
        return False
    sep = re.escape(separator)
    head = [line for _, line in lines[:2_000]]
    openings = sum(len(re.findall(rf'(?:^|{sep})\s*"', line)) for line in head)
    closings = sum(len(re.findall(rf'"\s*(?:$|(?={sep}))', line)) for line in head)
    return openings > 0 and closings > 0.5 * openings and (separator != "|" or closings > 0.9 * openings)


def _separator(text: str, declared: str | None) -> tuple[str, list[Constat]]:
    """The declared separator as long as it cuts the file, else the one the file speaks of."""
    found = detect_separator(text)
    wanted = {"tab": "\t", "\\t": "\t"}.get(declared or "", declared)
    if not wanted or wanted == found:
        return wanted or found, []
    lines = [line for line in re.split(r"\r\n|\r|\n", text[:200_000])[:40] if line.strip()]
    by_wanted = Counter(len(line.split(wanted)) for line in lines).most_common(1)[0][0]
    by_found = Counter(len(line.split(found)) for line in lines).most_common(1)[0][0]
    if by_wanted > max(1, by_found // 3):
        return wanted, []
    names = {"\t": "tabulation"}
    motif = (
        f"Le séparateur a changé : « {names.get(wanted, wanted)} » est annoncé, le fichier emploie «"
        f" {names.get(found, found)} » ; relu avec celui-ci. Corrigez [sources.format] separateur s'il doit"
        " le rester."
    )
    return found, [Constat("SEPARATEUR_CHANGE", motif)]


def read_text(
    path: Path, fmt: Format, limites: Limites | None = None, attendus: Set[str] = frozenset()
) -> Table:
    """Read a delimited text file whole.

    Raises:
        SourceInutilisable: empty, unreadable, damaged, too big, or without a single data column.
    """
    limites = limites or Limites()
    text, encoding, said = decode_judged(path, fmt.encodage, limites)
    if "\n" not in text and "\r" not in text:
        text = _AUTRES_FINS.sub("\n", text)
    separator, changed = _separator(text, fmt.separateur)
    lines = [
        (number, line)
        for number, line in physical_lines(text, separator)
        if not line.startswith(("#TYPE", '"#TYPE')) and not (number == 1 and _SEP_EXCEL.match(line))
    ]
    if not lines:
        raise SourceInutilisable(
            "Fichier vide", f"{path.name} ne contient aucune ligne.", "Redemandez l'extraction."
        )
    if len(lines) > limites.lignes:
        raise SourceInutilisable(
            "Fichier trop long",
            f"{path.name} : {len(lines)} lignes, la limite est de {limites.lignes}.",
            "Vérifiez l'extraction, ou relevez [limites] lignes.",
        )
    quoted = fmt.guillemets if fmt.guillemets is not None else _is_quoted(lines, separator, text)
    rows, strays = [(number, line.split(separator)) for number, line in lines], 0
    if quoted:
        heads = [_one(line, separator) or line.split(separator) for _, line in lines[:60]]
        width = Counter(len(cells) for cells in heads).most_common(1)[0][0]
        rows, strays = quoted_rows(lines, separator, width, limites.lignes_par_cellule)
        rows = [row for row in rows if any(cell.strip() for cell in row[1])]
    if not rows:
        raise SourceInutilisable(
            "Fichier vide", f"{path.name} ne contient aucune ligne.", "Redemandez l'extraction."
        )
    table = shape_rows(rows, fmt.ligne_titres, attendus)
    table.encodage, table.separateur, table.guillemets = encoding, separator, quoted
    _refuse_uncut(path.name, table, text, attendus)
    check_single_table(path.name, table)
    check_whole(path.name, table)
    _unquote(table)
    if strays:
        motif = (
            f"{strays} ligne(s) avec un guillemet seul : lu comme un caractère ordinaire, aucune ligne"
            " n'est perdue."
        )
        said.append(Constat("GUILLEMET_ORPHELIN", motif))
    table.constats = [*said, *changed, *table.constats, *_ending(table, text)]
    check_size(path.name, table, limites)
    return table


def _refuse_uncut(name: str, table: Table, text: str, attendus: Set[str]) -> None:
    """One column where several are expected: the cause is the separator, or columns of fixed width.

    Raises:
        SourceInutilisable: the lines were not cut.
    """
    if len(table.entetes) != 1 or header_key(table.entetes[0]) in attendus:
        return
    columns = [len(re.findall(r"\S {2,}(?=\S)", line)) for line in text.splitlines()[:LIGNES_ALIGNEES]]
    blank = bool(columns) and min(columns) >= COLONNES_ALIGNEES - 1
    if len(attendus) < 2 and not blank:
        return
    aligned = len(re.findall(r"(?m)^\s*-{3,}(?: +-{2,})+\s*$", text)) > 0
    title = table.entetes[0]
    found = sorted({sign for sign in title if not sign.isalnum() and sign not in " _-'\"()./°<>+="})
    if title.startswith("<"):
        raise SourceInutilisable(
            "Page web",
            f"{name} est une page web (HTML ou XML), pas un tableau.",
            "Ouvrez-le dans Excel puis enregistrez-le en .xlsx, ou demandez un export CSV.",
        )
    if _FICHE.match(text):
        raise SourceInutilisable(
            "Une fiche par compte, pas une liste",
            f"{name} : chaque ligne est « titre : valeur » (Format-List), non une ligne par compte.",
            "Refaites l'export en remplaçant Format-List par Export-Csv -Delimiter ';' -Encoding UTF8.",
        )
    if aligned or not found:
        raise SourceInutilisable(
            "Colonnes de largeur fixe",
            f"{name} : aucun séparateur entre les colonnes (première ligne : « {title[:60]} »).",
            "Demandez un export délimité par des points-virgules (sous SQL*Plus : SET MARKUP CSV ON"
            " DELIMITER ';').",
        )
    raise SourceInutilisable(
        "Séparateur non reconnu",
        f"{name} : la première ligne n'a pas été coupée (« {title[:60]} »).",
        "Demandez un export délimité par des points-virgules, ou enregistrez le fichier en classeur Excel"
        " (.xlsx). L'équipe projet peut aussi inscrire le séparateur : [sources.format] separateur ="
        f' "{found[0]}".',
    )


def _unquote(table: Table) -> None:
    """Apostrophes that stand around every title and nearly every cell are the export's quotes."""
    if len(table.entetes) < 2 or not all(_APOSTROPHES.fullmatch(title) for title in table.entetes):
        return
    table.entetes = [title[1:-1].strip() for title in table.entetes]
    for _, cells in table.lignes:
        cells[:] = [
            cell.strip()[1:-1].replace("''", "'") if _APOSTROPHES.fullmatch(cell.strip()) else cell
            for cell in cells
        ]


def _ending(table: Table, text: str) -> list[Constat]:
    """A last line without its cells, and no line end after it: the file was cut."""
    if not table.boiteuses or text.endswith(("\n", "\r")):
        return []
    number, cells = table.boiteuses[-1]
    last = max([n for n, _ in table.lignes[-1:]], default=0)
    if number < last or len(cells) >= len(table.entetes) or is_aside(cells, len(table.entetes)):
        return []
    motif = (
        "La dernière ligne n'a pas toutes ses colonnes : le fichier semble coupé. Redemandez-le à la source."
    )
    return [Constat("FICHIER_COUPE", motif, number)]


def check_size(name: str, table: Table, limites: Limites) -> None:
    """Refuse what no table of people holds.

    Raises:
        SourceInutilisable: too many columns, or a giant cell.
    """
    check_columns_count(name, len(table.entetes), limites)
    for number, cells in [*table.lignes, *table.boiteuses]:
        if (
            sum(map(len, cells)) > limites.caracteres_cellule
            and max(map(len, cells)) > limites.caracteres_cellule
        ):
            raise giant_cell(name, number, max(map(len, cells)), limites)


def check_columns_count(name: str, count: int, limites: Limites) -> None:
    """Refuse more columns than any table of people has.

    Raises:
        SourceInutilisable: too many columns.
    """
    if count > limites.colonnes:
        raise SourceInutilisable(
            "Trop de colonnes",
            f"{name} : {count} colonnes, la limite est de {limites.colonnes}.",
            "Vérifiez le séparateur et l'extraction, ou relevez [limites] colonnes.",
        )


def giant_cell(name: str, line: int, size: int, limites: Limites) -> SourceInutilisable:
    """The refusal of a cell that holds a document, or the rest of the file."""
    return SourceInutilisable(
        "Cellule géante",
        f"{name}, ligne {line} : une cellule de {size} caractères (limite {limites.caracteres_cellule}) ; un"
        " guillemet resté ouvert ou un document collé en est souvent la cause.",
        "Corrigez cette ligne dans la source puis redemandez l'extraction, ou relevez [limites]"
        " caracteres_cellule.",
    )
