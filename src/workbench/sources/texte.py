"""Delimited text as hospital systems write it: encoding, separator, header line, ragged rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from workbench.socle.settings import Format
from workbench.sources.modeles import SourceInutilisable

SEPARATEURS = (";", "\t", "|", ",")
_CP850 = bytes([0x82, 0x8A, 0x85, 0x87, 0x88, 0x90])  # é è à ç ê É in the old DOS page
_CP1252 = bytes([0xE9, 0xE8, 0xE0, 0xE7, 0xEA, 0xC9, 0xC8, 0xEB, 0xEF, 0xF4])


@dataclass
class Table:
    """A file as text: `entetes`, then `lignes` as (line number, cells); `boiteuses` are the ragged ones."""

    entetes: list[str]
    lignes: list[tuple[int, list[str]]]
    boiteuses: list[tuple[int, list[str]]] = field(default_factory=list)
    encodage: str = ""
    separateur: str = ""
    guillemets: bool = True


def detect_encoding(data: bytes) -> str:
    """utf-8, utf-8-sig, utf-16, cp850 or cp1252; raises ValueError when the bytes are not text."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:200_000]
    zeros = sample.count(0)
    if zeros > len(sample) // 4:
        return "utf-16-le" if sample[1:200:2].count(0) > sample[0:200:2].count(0) else "utf-16-be"
    if zeros:
        raise ValueError("octets nuls")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        dos = sum(data.count(bytes([code])) for code in _CP850)
        windows = sum(data.count(bytes([code])) for code in _CP1252)
        return "cp850" if dos > 2 * windows else "cp1252"
    return "utf-8"


def decode(path: Path, declared: str | None) -> tuple[str, str]:
    """Text and encoding of a file.

    Raises:
        SourceInutilisable: empty file, unknown encoding, not a text file.
    """
    data = path.read_bytes()
    if not data.strip():
        raise SourceInutilisable(
            "Fichier vide", f"{path.name} ne contient rien.", "Demandez une nouvelle extraction à la source."
        )
    try:
        encoding = declared or detect_encoding(data)
        if encoding.lower() in {"cp1252", "windows-1252"}:
            return data.decode("cp1252", errors="strict" if declared else "replace"), "cp1252"
        return data.decode(encoding).removeprefix("\ufeff"), encoding
    except (UnicodeDecodeError, ValueError, LookupError) as error:
        raise SourceInutilisable(
            "Encodage inconnu",
            f"{path.name} : ce n'est pas un texte lisible en {declared or 'utf-8, utf-16 ou cp1252'} ({error}).",
            'Indiquez [sources.format] encodage = "…", ou redemandez le fichier en UTF-8.',
        ) from error


def detect_separator(text: str) -> str:
    """The separator that cuts most of the first lines into the same, largest number of fields."""
    lines = [
        line for line in text[:200_000].splitlines()[:40] if line.strip() and not line.startswith("#TYPE")
    ]
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


def _is_quoted(text: str, separator: str) -> bool:
    """Quotes are delimiters only when they open and close cells; the national file uses them as plain characters."""
    head = text[:200_000]
    openings = len(re.findall(rf'(?:^|{re.escape(separator)})"', head, flags=re.MULTILINE))
    closings = len(re.findall(rf'"(?:{re.escape(separator)}|\r?$)', head, flags=re.MULTILINE))
    return openings > 0 and 0.8 * openings <= closings <= 1.25 * openings


def _cells(text: str, separator: str, quoted: bool) -> list[tuple[int, list[str]]]:
    """(line number, cells) of every non-blank record; a quoted cell may span several lines."""
    if not quoted:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return [(number, line.split(separator)) for number, line in enumerate(lines, 1) if line.strip()]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, start = [], 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append((start, cells))
        start = reader.line_num + 1
    return rows


def read_text(path: Path, fmt: Format) -> Table:
    """Read a delimited text file whole.

    Raises:
        SourceInutilisable: empty, unreadable, or without a single data column.
    """
    text, encoding = decode(path, fmt.encodage)
    separator = {"tab": "\t", "\\t": "\t"}.get(fmt.separateur or "", fmt.separateur) or detect_separator(text)
    quoted = fmt.guillemets if fmt.guillemets is not None else _is_quoted(text, separator)
    try:
        rows = _cells(text, separator, quoted)
    except csv.Error as error:
        raise SourceInutilisable(
            "Fichier illisible", f"{path.name} : {error}", "Vérifiez les guillemets."
        ) from error
    rows = [row for row in rows if not row[1][0].startswith("#TYPE")]
    if not rows:
        raise SourceInutilisable(
            "Fichier vide", f"{path.name} ne contient aucune ligne.", "Redemandez l'extraction."
        )
    table = shape_rows(rows, fmt.ligne_titres)
    table.encodage, table.separateur, table.guillemets = encoding, separator, quoted
    return table


def shape_rows(rows: list[tuple[int, list[str]]], header_line: int | None) -> Table:
    """Find the header, drop the trailing empty column, set ragged rows apart."""
    if header_line is None:
        width = Counter(len(cells) for _, cells in rows[:60]).most_common(1)[0][0]
        position = next(
            (i for i, (_, cells) in enumerate(rows) if len(cells) >= width - 1 and _titled(cells)), 0
        )
    else:
        position = next((i for i, (number, _) in enumerate(rows) if number >= header_line), 0)
    headers = [cell.strip().strip('"') for cell in rows[position][1]]
    while headers and not headers[-1]:
        headers.pop()
    table = Table(entetes=headers, lignes=[])
    size = len(headers)
    usual = Counter(len(cells) for _, cells in rows[position + 1 :]).most_common(1)
    trailing = max(usual[0][0] if usual else size, len(rows[position][1]))
    for number, cells in rows[position + 1 :]:
        if size < len(cells) <= trailing and not any(cell.strip() for cell in cells[size:]):
            cells = cells[:size]
        (table.lignes if len(cells) == size else table.boiteuses).append((number, cells))
    return table


def _titled(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) >= max(2, len(cells) // 2) and not any(cell.strip().isdigit() for cell in filled)
