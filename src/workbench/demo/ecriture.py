"""Files as the systems write them, byte for byte the same for the same rows."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook

Rows = Sequence[Sequence[object]]
_EPOQUE = (2026, 1, 1, 0, 0, 0)


def write_delivered(folder: Path, layout: dict[str, Any], day: dt.date, rows: Rows) -> None:
    """The file of a source as its system exports it that day (its layout: fichiers.toml)."""
    path = folder / layout["fichier"].format(date=f"{day:%Y%m%d}")
    titles = layout.get("titres") or list(layout["colonnes"])
    if "feuille" in layout:
        write_xlsx(path, layout["feuille"], titles, rows)
        return
    if layout.get("forme") == "ldif":
        write_ldif(path, titles, rows)
        return
    write_csv(
        path,
        titles,
        rows,
        sep=layout.get("separateur", ";"),
        encoding=layout.get("encodage", "cp1252"),
        quote=layout.get("guillemets", False),
    )


def write_csv(
    path: Path,
    titles: Sequence[str],
    rows: Rows,
    sep: str,
    encoding: str,
    quote: bool,
) -> None:
    """A delimited file; characters the encoding lacks become `?`, as the real exports do."""
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=sep, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL, lineterminator="\r\n"
    )
    writer.writerow(titles)
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding, errors="replace"))


def write_ldif(path: Path, titles: Sequence[str], rows: Rows) -> None:
    """Directory entries, the distinguished name first; accented values in base64, empty ones left out."""
    lines = ["version: 1", ""]
    for row in rows:
        for title, value in zip(titles, row, strict=True):
            text = str(value)
            if text.isascii() and text == text.strip():
                lines += [f"{title}: {text}"] if text else []
            else:
                lines.append(f"{title}:: {base64.b64encode(text.encode()).decode()}")
        lines.append("")
    path.write_bytes("\n".join(lines).encode("ascii"))


def write_xlsx(path: Path, sheet: str, titles: Sequence[str], rows: Rows) -> None:
    """An Excel workbook without any clock in it."""
    book = Workbook(write_only=True)
    tab = book.create_sheet(sheet)
    tab.append(list(titles))
    for row in rows:
        tab.append(list(row))
    book.properties.created = book.properties.modified = dt.datetime(2026, 1, 1)
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "docProps/core.xml":
                content = _fixed_dates(content)
            target.writestr(zipfile.ZipInfo(item.filename, _EPOQUE), content, zipfile.ZIP_DEFLATED)


def _fixed_dates(content: bytes) -> bytes:
    """openpyxl stamps the saving time; a fixed date keeps the bytes the same."""
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-01-01T00:00:00Z", content)


def write_national(path: Path, frame: pl.DataFrame) -> None:
    """`|` separated, never quoted, trailing `|` on every line, LF, UTF-8."""
    frame.with_columns(pl.lit("").alias("")).write_csv(
        path, separator="|", quote_style="never", include_header=True
    )
