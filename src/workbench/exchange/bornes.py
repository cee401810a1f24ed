"""What is checked of a workbook somebody hands in before anything of it is read."""

from __future__ import annotations

import zipfile
from io import BytesIO

from openpyxl.worksheet.worksheet import Worksheet


def borner(contenu: bytes, gonfle_max: int) -> None:
    """Refuse an archive that would inflate beyond that many bytes: a small file can hold gigabytes.

    Raises:
        ValueError: it would. zipfile.BadZipFile: not an archive.
    """
    with zipfile.ZipFile(BytesIO(contenu)) as archive:
        if sum(part.file_size for part in archive.infolist()) > gonfle_max:
            raise ValueError("contenu démesuré")


def filled_beyond(sheet: Worksheet, last: int) -> bool:
    """Is anything written under that row? Asked of the cells there are: asking for a cell makes one."""
    return sheet.max_row > last and any(
        cell.value not in (None, "") for (row, _), cell in sheet._cells.items() if row > last
    )
