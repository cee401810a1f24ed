"""One file → a frame of text columns plus `ligne`, whatever the format; ragged rows come beside."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import polars as pl

from workbench.socle.settings import Format
from workbench.sources.modeles import SourceInutilisable, raw_json
from workbench.sources.texte import read_text, shape_rows

TAILLE_RAPIDE = 30_000_000  # bytes: above, an unquoted utf-8 file is scanned by column instead of read whole


def header_key(text: str) -> str:
    """Headers compare without case, accents, quotes or spacing."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    return " ".join("".join(c if c.isalnum() else " " for c in plain.upper()).split())


def read_file(
    path: Path, fmt: Format, wanted: set[str] | None = None
) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """Read csv, txt, xlsx, xls or parquet.

    Args:
        wanted: header keys to keep (see `header_key`); None keeps every column.

    Returns:
        A frame of String columns named as in the file, plus `ligne` (Int32, number in the file, header included);
        and the ragged rows as (line, JSON text).

    Raises:
        SourceInutilisable: the file cannot be read, or is empty.
    """
    suffix = path.suffix.lower()
    if path.stat().st_size == 0:
        raise SourceInutilisable("Fichier vide", f"{path.name} ne contient rien.", "Redemandez l'extraction.")
    if suffix in {".xlsx", ".xls", ".xlsb", ".ods"}:
        return _read_excel(path, fmt, wanted)
    if suffix == ".parquet":
        return _read_parquet(path, wanted), []
    if path.stat().st_size > TAILLE_RAPIDE and fmt.guillemets is not True and wanted is not None:
        fast = _scan_national(path, wanted)
        if fast is not None:
            return fast, []
    table = read_text(path, fmt)
    frame = _frame(table.entetes, table.lignes, wanted)
    return frame, [
        (number, raw_json({"ligne": table.separateur.join(cells)})) for number, cells in table.boiteuses
    ]


def _frame(headers: list[str], rows: list[tuple[int, list[str]]], wanted: set[str] | None) -> pl.DataFrame:
    columns: dict[str, pl.Series] = {}
    for position, header in enumerate(headers):
        if header in columns or not header or (wanted is not None and header_key(header) not in wanted):
            continue
        columns[header] = pl.Series(header, [cells[position] for _, cells in rows], dtype=pl.String)
    lines = pl.Series("ligne", [number for number, _ in rows], dtype=pl.Int32)
    frame = pl.DataFrame([*columns.values(), lines])
    return frame.with_columns(pl.col(pl.String).str.strip_chars(" \t\u00a0\ufeff").replace("", None))


def _scan_national(path: Path, wanted: set[str]) -> pl.DataFrame | None:
    """Column scan of a large `|` file without quoting (the national extractions); None when it is not one."""
    with path.open("rb") as file:
        first = file.readline()
    try:
        header = first.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        return None
    separator = max("|;\t,", key=header.count)
    names = [name.strip() for name in header.split(separator)]
    kept = {name: f"c{index}" for index, name in enumerate(names) if name and header_key(name) in wanted}
    try:
        return (
            pl.scan_csv(
                path,
                separator=separator,
                quote_char=None,
                has_header=False,
                skip_rows=1,
                infer_schema=False,
                row_index_name="ligne",
                row_index_offset=2,
                schema={f"c{index}": pl.String for index in range(len(names))},
            )
            .select(
                pl.col("ligne").cast(pl.Int32), *(pl.col(code).alias(name) for name, code in kept.items())
            )
            .collect(engine="streaming")
        )
    except pl.exceptions.PolarsError:
        return None  # ragged or not utf-8: the careful reader will say where


def _read_parquet(path: Path, wanted: set[str] | None) -> pl.DataFrame:
    try:
        lazy = pl.scan_parquet(path)
        names = [n for n in lazy.collect_schema().names() if wanted is None or header_key(n) in wanted]
        frame = lazy.select(pl.col(name).cast(pl.String) for name in names).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise SourceInutilisable(
            "Fichier illisible", f"{path.name} : {error}", "Vérifiez que c'est un fichier parquet."
        ) from error
    return frame.with_row_index("ligne", offset=1).with_columns(pl.col("ligne").cast(pl.Int32))


def _read_excel(
    path: Path, fmt: Format, wanted: set[str] | None
) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        names = book.sheet_names
        sheet_name = fmt.feuille or names[0]
        if sheet_name not in names:
            raise SourceInutilisable(
                "Feuille absente",
                f"{path.name} : pas de feuille « {sheet_name} » ; feuilles présentes : {', '.join(names)}.",
                "Corrigez [sources.format] feuille.",
            )
        sheet = book.load_sheet(sheet_name, header_row=None, dtypes="string")
        cells = sheet.to_polars()
    except fastexcel.FastExcelError as error:
        raise SourceInutilisable(
            "Classeur illisible",
            f"{path.name} : {error}",
            "Ouvrez-le dans Excel puis enregistrez-le en .xlsx.",
        ) from error
    rows = [
        (number, ["" if cell is None else _plain(cell) for cell in row])
        for number, row in enumerate(cells.iter_rows(), 1)
        if any(cell not in (None, "") for cell in row)
    ]
    if not rows:
        raise SourceInutilisable(
            "Fichier vide", f"{path.name} : feuille « {sheet_name} » vide.", "Redemandez-la."
        )
    table = shape_rows(rows, fmt.ligne_titres)
    return _frame(table.entetes, table.lignes, wanted), [
        (number, raw_json({"ligne": ";".join(cells)})) for number, cells in table.boiteuses
    ]


def _plain(cell: str) -> str:
    """Excel's `123.0` is 123; a date cell keeps its ISO text."""
    return cell[:-2] if cell.endswith(".0") and cell[:-2].lstrip("-").isdigit() else cell
