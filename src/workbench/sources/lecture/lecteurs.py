"""One file → a frame of text columns plus `ligne`, whatever the format; ragged rows and what was seen come
beside.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from workbench.socle.settings import Format, Limites
from workbench.sources.lecture.annuaires import read_json, read_ldif
from workbench.sources.lecture.archives import member_of
from workbench.sources.lecture.classeurs import SUFFIXES as CLASSEURS
from workbench.sources.lecture.classeurs import read_workbook
from workbench.sources.lecture.encodage import CONTROLES
from workbench.sources.lecture.texte import check_columns_count, giant_cell, read_text
from workbench.sources.lecture.titres import Table, header_key, number_twins
from workbench.sources.modeles import Constat, SourceInutilisable, raw_json

__all__ = ["Brute", "header_key", "read_brute", "read_file"]

TAILLE_RAPIDE = 30_000_000  # bytes: above, an unquoted utf-8 file is scanned by column instead of read whole
TAILLE_NATIONALE = 2_000_000  # bytes: the same for a national file, never quoted
_REDEMANDER = "Redemandez l'export en CSV ou en classeur Excel (.xlsx)."
_DECOMPRESSER = "Décompressez l'archive et déposez le fichier qu'elle contient."
AUTRES_FORMATS = {
    b"%PDF": ("un document PDF", _REDEMANDER),
    b"{\\rtf": ("un document de traitement de texte", _REDEMANDER),
    b"\x89PNG": ("une image", _REDEMANDER),
    b"\xff\xd8\xff": ("une image", _REDEMANDER),
    b"\x1f\x8b": ("une archive gzip", _DECOMPRESSER),
    b"7z\xbc\xaf": ("une archive 7z", _DECOMPRESSER),
    b"Rar!": ("une archive RAR", _DECOMPRESSER),
}
REBUT_MINIMUM = 5  # cells: fewer in a column are told row by row, or mean nothing
_REBUT = "[\u2500-\u259f\ue000-\uf8ff]"
_BLANCS = " \t\u00a0\u202f\u200b\ufeff"


@dataclass
class Brute:
    """A file as read: `frame` (String columns and `ligne`), `boiteuses` (line, JSON text), `constats`."""

    frame: pl.DataFrame
    boiteuses: list[tuple[int, str]] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)


def read_file(
    path: Path, fmt: Format, wanted: set[str] | None = None
) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """Read csv, txt, tsv, xlsx, xlsm, xls, xlsb, ods, parquet, ldif, json, or a zip holding one of them.

    Args:
        wanted: header keys to keep (see `header_key`); None keeps every column.

    Returns:
        A frame of String columns named as in the file, plus `ligne` (Int32, number in the file, header
        included);
        and the ragged rows as (line, JSON text). A title given twice comes as `TITRE` and `TITRE#2`.

    Raises:
        SourceInutilisable: the file cannot be read, or is empty.
    """
    read = read_brute(path, fmt, wanted)
    return read.frame, read.boiteuses


def read_brute(
    path: Path,
    fmt: Format,
    wanted: set[str] | None = None,
    attendus: Set[str] = frozenset(),
    limites: Limites | None = None,
    motif: str = "*",
) -> Brute:
    """`read_file`, with what was seen on the way.

    Args:
        attendus: keys of the titles the source maps, to find the header and the sheet.
        motif: the source's file pattern, to find the member of a zip.

    Raises:
        SourceInutilisable: the file cannot be read, is empty, or is beyond the limits.
    """
    limites = limites or Limites()
    size = path.stat().st_size
    if size == 0:
        raise SourceInutilisable("Fichier vide", f"{path.name} ne contient rien.", "Redemandez l'extraction.")
    if size > limites.octets_fichier:
        raise SourceInutilisable(
            "Fichier trop gros",
            f"{path.name} pèse {size // 1_000_000} Mo ; la limite est de"
            f" {limites.octets_fichier // 1_000_000} Mo.",
            "Vérifiez l'extraction, ou relevez [limites] octets_fichier.",
        )
    suffix = _real_suffix(path)
    if suffix == ".zip":
        with member_of(path, limites, motif) as member:
            read = read_brute(member, fmt, wanted, attendus, limites)
        read.constats.insert(
            0, Constat("ARCHIVE_LUE", f"Archive {path.name} : « {member.name} » y a été lu.")
        )
        return read
    if suffix == ".parquet":
        return _sound(path.name, Brute(_read_parquet(path, wanted, attendus)), limites)
    if suffix in CLASSEURS:
        return _sound(path.name, _brute(read_workbook(path, fmt, limites, attendus), wanted), limites)
    if suffix in {".ldf", ".ldif"}:
        return _sound(path.name, _brute(read_ldif(path, limites), wanted), limites)
    if suffix == ".json":
        return _sound(path.name, _brute(read_json(path, limites), wanted), limites)
    floor = TAILLE_NATIONALE if is_national(path) else TAILLE_RAPIDE
    if size > floor and fmt.guillemets is not True and wanted is not None:
        fast = _scan_national(path, wanted)
        if fast is not None:
            return _sound(path.name, Brute(fast, [], [*_cut(path, fast.height), *_damaged(fast)]), limites)
    return _sound(path.name, _brute(read_text(path, fmt, limites, attendus), wanted), limites)


def _sound(name: str, read: Brute, limites: Limites) -> Brute:
    """What the text reader checks on a whole file, for cells that came otherwise: size, invisible characters.

    Raises:
        SourceInutilisable: too many columns, or a giant cell.
    """
    texts = [column for column in read.frame.columns if read.frame[column].dtype == pl.String]
    check_columns_count(name, len(texts), limites)
    if not texts or read.frame.is_empty():
        return read
    if lost := [title for title in read.frame.columns if "\ufffd" in title]:
        motif = (
            f"Le titre « {lost[0]} » a perdu un caractère (« \ufffd ») : il peut ne plus être reconnu."
            " Redemandez l'export."
        )
        read.constats.append(Constat("CARACTERES_ABIMES", motif))
    longest = read.frame.select(pl.col(texts).str.len_chars().max()).row(0)
    for title, size in zip(texts, longest, strict=True):
        if (size or 0) > limites.caracteres_cellule:
            line = read.frame.filter(pl.col(title).str.len_chars() == size)["ligne"][0]
            raise giant_cell(name, line, size, limites)
    for title in texts:
        _refuse_garbage(name, title, read.frame[title], limites)
    marked = read.frame.select(pl.col(texts).str.contains(CONTROLES.pattern).sum()).row(0)
    touched = [title for title, count in zip(texts, marked, strict=True) if count]
    if touched:
        read.frame = read.frame.with_columns(
            pl.col(touched).str.replace_all(CONTROLES.pattern, "").replace("", None)
        )
        count = sum(count or 0 for count in marked)
        motif = f"{count} cellule(s) avec des caractères invisibles (contrôle, sens d'écriture) : retirés."
        read.constats.append(Constat("CARACTERES_RETIRES", motif))
    return read


def _refuse_garbage(name: str, title: str, values: pl.Series, limites: Limites) -> None:
    """A damaged column drowns in a sound file: its share is judged apart.

    Raises:
        SourceInutilisable: too many of its cells hold drawing or private characters.
    """
    filled = values.len() - values.null_count()
    bad = int(values.str.contains(_REBUT).sum() or 0)
    if bad >= REBUT_MINIMUM and bad > limites.part_illisible * filled:
        raise SourceInutilisable(
            "Colonne illisible",
            f"{name}, colonne « {title} » : {bad} valeurs sur {filled} portent des signes qui ne sont pas de"
            " l'écriture.",
            "Redemandez l'export en CSV UTF-8 ou en .xlsx ; si la colonne contient des fichiers ou des"
            " images, retirez-la.",
        )


def _refuse_other(name: str, head: bytes) -> None:
    """A document, an image, an archive nobody opens here, whatever its name says.

    Raises:
        SourceInutilisable: its first bytes are those of such a format.
    """
    for sign, (kind, advice) in AUTRES_FORMATS.items():
        if head.startswith(sign):
            raise SourceInutilisable(
                "Fichier d'un autre format", f"{name} est {kind}, pas une liste.", advice
            )


def _real_suffix(path: Path) -> str:
    """The format the first bytes speak of, when they contradict the file's name."""
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(4096)
    _refuse_other(path.name, head)
    if head.startswith(b"PAR1"):
        return ".parquet"
    if head.startswith(b"PK\x03\x04"):
        return (
            suffix
            if suffix in {*CLASSEURS, ".zip"}
            else ".xlsx"
            if b"[Content_Types].xml" in head or b"xl/" in head
            else ".zip"
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return ".xls"
    if suffix in CLASSEURS | {".parquet", ".zip"}:  # a CSV or an HTML table named .xls is common
        if (
            suffix in {".xls", ".xlsx"}
            and b"\x00" not in head.replace(b"\xff\xfe", b"")
            and not re.match(rb"\s*<", head)
        ):
            return ".csv"
        if re.match(rb"\s*<", head):
            raise SourceInutilisable(
                "Page web",
                f"{path.name} porte le nom d'un classeur, mais c'est une page web (HTML).",
                "Ouvrez-le dans Excel puis enregistrez-le en .xlsx, ou demandez un export CSV.",
            )
        return suffix
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix not in {".ldf", ".ldif", ".json"}:
        if re.match(rb"(?:version: ?\d+\s+|#[^\n]*\n\s*)*dn::? ", plain, re.I):
            return ".ldif"
        if re.match(rb'(?:\[\s*\{|\{\s*")', plain):
            return ".json"
    return suffix


def is_national(path: Path) -> bool:
    """True when the first line is that of a national extraction: `|` and « Identifiant PP », never quoted."""
    with path.open("rb") as file:
        return re.search(rb"(?:^|\|)\s*Identifiant PP\s*\|", file.readline(20_000), re.I) is not None


def _cut(path: Path, rows: int) -> list[Constat]:
    """A scanned file whose last line has no end and not all its cells was cut."""
    with path.open("rb") as file:
        header = file.readline()
        file.seek(max(0, path.stat().st_size - 100_000))
        tail = file.read()
    last = tail[tail.rfind(b"\n") + 1 :]
    separator = max(b"|;\t,", key=lambda code: header.count(bytes([code])))
    if tail.endswith(b"\n") or last.count(bytes([separator])) >= header.count(bytes([separator])) - 1:
        return []
    motif = (
        "La dernière ligne n'a pas toutes ses colonnes : le fichier semble coupé. Redemandez-le à la source."
    )
    return [Constat("FICHIER_COUPE", motif, rows + 1)]


def _damaged(frame: pl.DataFrame) -> list[Constat]:
    """Damaged letters of a national file are said, by column: one bad name does not refuse the country's."""
    said = []
    for name in frame.columns:
        if frame[name].dtype == pl.String:
            lost = pl.col(name).str.contains("\ufffd", literal=True)
            lines = frame.filter(lost)["ligne"]
            if len(lines):
                motif = f"« {name} » : {len(lines)} valeur(s) avec un caractère perdu (« � »)."
                said.append(Constat("CARACTERES_ABIMES", motif, lines[0]))
    return said


def _brute(table: Table, wanted: set[str] | None) -> Brute:
    ragged = [
        (number, raw_json({"ligne": table.separateur.join(cells)})) for number, cells in table.boiteuses
    ]
    return Brute(_frame(table.entetes, table.lignes, wanted), ragged, table.constats)


def _frame(headers: list[str], rows: list[tuple[int, list[str]]], wanted: set[str] | None) -> pl.DataFrame:
    columns: dict[str, pl.Series] = {}
    for position, header in enumerate(headers):
        if header in columns or not header or not _wanted(header, wanted):
            continue
        columns[header] = pl.Series(header, [cells[position] for _, cells in rows], dtype=pl.String)
    lines = pl.Series("ligne", [number for number, _ in rows], dtype=pl.Int32)
    frame = pl.DataFrame([*columns.values(), lines])
    text = (
        pl.col(pl.String).str.strip_chars(_BLANCS).str.replace(r'^="(.*)"$', "$1")
    )  # ="00123" keeps its zeros in Excel
    return frame.with_columns(text.replace("", None))


def _wanted(header: str, wanted: Set[str] | None) -> bool:
    """A twin (`TITRE#2`) is wanted with its title: which of the two was meant is a question to ask."""
    if wanted is None:
        return True
    base = re.sub(r"#\d+$", "", header)
    return bool({header_key(header), header_key(base), header_key(f"{base}#1")} & wanted)


def _scan_national(path: Path, wanted: set[str]) -> pl.DataFrame | None:
    """Column scan of a large `|` file without quoting (the national extractions); None when it is not one."""
    with path.open("rb") as file:
        first = file.readline()
    try:
        header = first.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        return None
    if "?" in header or "\ufffd" in header:
        return None  # damaged titles: the careful reader finds which they were
    separator = max("|;\t,", key=header.count)
    names = number_twins([name.strip() for name in header.split(separator)])
    kept = {name: f"c{index}" for index, name in enumerate(names) if name and _wanted(name, wanted)}
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


def _read_parquet(path: Path, wanted: set[str] | None, attendus: Set[str]) -> pl.DataFrame:
    """Columns as text; one that holds no text (a list, a structure, bytes) is left, or refused when it is
    mapped.
    """
    try:
        lazy = pl.scan_parquet(path)
        schema = lazy.collect_schema()
        odd = [name for name, kind in schema.items() if kind.is_nested() or kind in (pl.Binary, pl.Object)]
        if refused := [name for name in odd if header_key(name) in attendus]:
            raise SourceInutilisable(
                "Colonne qui n'est pas du texte",
                f"{path.name}, colonne « {refused[0]} » : chaque cellule contient une liste, un objet ou des"
                " octets.",
                "Redemandez l'export avec une valeur simple par cellule, ou en CSV UTF-8.",
            )
        names = [n for n in schema if n not in odd and (wanted is None or header_key(n) in wanted)]
        frame = lazy.select(pl.col(name).cast(pl.String) for name in names).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise SourceInutilisable(
            "Fichier illisible",
            f"{path.name} ne se lit pas (détail technique : {error}).",
            "Vérifiez que c'est un fichier parquet.",
        ) from error
    return frame.with_row_index("ligne", offset=1).with_columns(pl.col("ligne").cast(pl.Int32))
