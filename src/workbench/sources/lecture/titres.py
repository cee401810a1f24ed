"""The table inside a file: cover text above, titles, repeated titles, totals below, ragged rows, titles given
twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field

from workbench.sources.modeles import Constat, SourceInutilisable

Rang = tuple[int, list[str]]
_TETE = 60  # rows looked at to find the titles
_PIED = 5  # last rows, where a screen says what it left out
_TABLE_MINIMUM = 3  # rows above a second table
_PART_CHIFFREE = 0.95  # a column of keys or dates
_TOTAL = re.compile(
    r"^\W*(?:(?:sous[- ]?)?total\w*|nombre|nb|effectif\w*|fin (?:de|du) (?:fichier|liste|edition)|eof|fin|\d+"
    r" (?:ligne|agent|enregistrement|row|compte|personne)s?\b.*|"
    r"\(?\d+ rows? (?:affected|selected|processed).*|[eé]dit[eé]e? le.*|imprim[eé]e? le.*|source\s*:.*|page"
    r" \d+.*)\b.*$",
    re.I,
)
_COMPTE = re.compile(r"\d[\d ]* (?:ligne|agent|enregistrement|row|compte|personne|salari[eé])s?\W*", re.I)
_RANGS = r"(?:lignes?|agents?|comptes?|enregistrements?|[eé]l[eé]ments?|r[eé]sultats?|rows?|records?|entries)"
_RESTE = (
    r"(?:suppl[eé]mentaires?|de plus|restant\w*|suivant\w*|non affich\w*|not shown|tronqu\w*|truncated"
    r"|omi(?:s|tted)\w*)"
)
_SUITE = re.compile(
    rf"^\W*(?:et )?\d[\d ]* (?:autres? )?{_RANGS}\b.*\b{_RESTE}\W*$|^\W*\d[\d ]* more {_RANGS}"
    r"|^\W*(?:(?:liste|export|affichage|output|list) (?:tronqu|incompl|truncated|limit)"
    r"|size ?limit exceeded|limite de taille d[eé]pass[eé]e)",
    re.I,
)
_FORME_DITE = re.compile(
    r"\s*[(\[]\s*(?:jj|dd|mm|a{2,4}|y{2,4})(?:[-/. ]?(?:jj|dd|mm|a{2,4}|y{2,4})){2}\s*[)\]]\s*$", re.I
)
_PLUSIEURS_MOTS = re.compile(r"[^\W\d_][ \u00a0\u202f]+\w")
_AUTRE_SEPARATEUR = re.compile(r"[\t|;]")  # a row written with another separator, not words
_FILET = re.compile(r"[-=_+:|*~ ]*[-=_]{2}[-=_+:|*~ ]*")
_ANNONCE = re.compile(
    r"(\d[\d\s.]*)\W*$|(\d[\d\s.]*)(?=\s*(?:ligne|agent|enregistrement|row|compte|personne))", re.I
)


@dataclass
class Table:
    """A file as text: `entetes`, then `lignes` as (line number, cells); `boiteuses` are the ragged ones."""

    entetes: list[str]
    lignes: list[Rang]
    boiteuses: list[Rang] = field(default_factory=list)
    encodage: str = ""
    separateur: str = ""
    guillemets: bool = True
    constats: list[Constat] = field(default_factory=list)


def header_key(text: str) -> str:
    """Headers compare without case, accents, quotes or spacing, nor the form of a date (« (JJ/MM/AAAA) »)."""
    plain = (
        unicodedata.normalize("NFKD", _FORME_DITE.sub("", text).replace("’", "'"))
        .encode("ascii", "ignore")
        .decode()
    )
    return " ".join("".join(c if c.isalnum() else " " for c in plain.upper()).split())


def shape_rows(rows: list[Rang], header_line: int | None, attendus: Set[str] = frozenset()) -> Table:
    """Find the header, drop the trailing empty column, set ragged rows apart.

    Args:
        attendus: keys of the titles the source maps (see `header_key`): the row that bears them is the
        header.
    """
    position = _header_position(rows, header_line, attendus)
    headers = [cell.strip().strip('"').strip() for cell in rows[position][1]]
    while headers and not headers[-1]:
        headers.pop()
    table = Table(entetes=number_twins(headers), lignes=[])
    size = len(headers)
    body = rows[position + 1 :]
    usual = Counter(len(cells) for _, cells in body).most_common(1)
    trailing = max(usual[0][0] if usual else size, len(rows[position][1]))
    keys = [header_key(title) for title in headers]
    first = headers[0].lower() if headers else ""
    repeated: list[int] = []
    asides: list[Rang] = []
    for number, cells in body:
        if size < len(cells) <= trailing and not any(c.strip() for c in cells[size:]):
            cells = cells[:size]  # a separator ends every row; on a few rows only, it is a row shifted by one
        if size > 1 and _is_ruler(cells):
            continue
        alike = size > 1 and bool(cells) and cells[0].strip(' "').lower() == first
        if alike and [header_key(cell) for cell in cells] == keys:
            repeated.append(number)
        elif is_aside(cells, size):
            asides.append((number, cells))
        else:
            (table.lignes if len(cells) == size else table.boiteuses).append((number, cells))
    asides += _signature(table)
    _say(table, repeated, asides)
    return table


def _signature(table: Table) -> list[Rang]:
    """Take out the words under the list (« Le cadre de santé »): alone on their line, in several words where
    no row's first cell has any, they are not the beginning of a row cut short.
    """
    last = table.lignes[-1][0] if table.lignes else 0
    under = [row for row in table.boiteuses if row[0] > last]
    heads = [head for _, cells in table.lignes if (head := cells[0].strip())]
    plain = len(heads) >= _TABLE_MINIMUM and not any(" " in head for head in heads)
    if not plain or not under or len(table.entetes) < _TABLE_MINIMUM:
        return []
    texts = [cells[0].strip() if len(cells) == 1 else "" for _, cells in under]
    if not all(
        _PLUSIEURS_MOTS.search(text) and not _SUITE.match(text) and not _AUTRE_SEPARATEUR.search(text)
        for text in texts
    ):
        return []
    table.boiteuses = table.boiteuses[: -len(under)]
    return under


def _header_position(rows: list[Rang], header_line: int | None, attendus: Set[str]) -> int:
    if header_line is not None:
        return next((i for i, (number, _) in enumerate(rows) if number >= header_line), 0)
    if attendus:
        hits = [sum(header_key(cell) in attendus for cell in cells) for _, cells in rows[:_TETE]]
        if hits and max(hits) >= 2:
            return hits.index(max(hits))
    width = Counter(len(cells) for _, cells in rows[:_TETE]).most_common(1)[0][0]
    return next((i for i, (_, cells) in enumerate(rows) if len(cells) >= width - 1 and _titled(cells)), 0)


def _is_ruler(cells: list[str]) -> bool:
    """A line drawn under the titles by a database's console: `-----;------`, `-----+------`."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(_FILET.fullmatch(cell) for cell in filled)


def check_whole(name: str, table: Table) -> None:
    """A screen that stopped says so under its last line (« … 33 lignes supplémentaires non affichées »).

    Raises:
        SourceInutilisable: the file itself says that it does not hold everything.
    """
    for number, cells in table.boiteuses[-_PIED:] + table.lignes[-_PIED:]:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) == 1 and _SUITE.match(filled[0]):
            raise SourceInutilisable(
                "Export incomplet",
                f"{name}, ligne {number}, dit « {filled[0][:80]} » : la fin de la liste n'y est pas.",
                "Redemandez l'export de toutes les lignes, sans passer par l'affichage à l'écran.",
            )


def check_single_table(name: str, table: Table) -> None:
    """A second list under the first, after a blank line and with titles of its own, is not more people.

    Raises:
        SourceInutilisable: the file holds two tables, one under the other.
    """
    before = 0
    rows = [row for row in table.lignes if any(row[1])]
    numbered: set[int] | None = None
    for index, (number, cells) in enumerate(rows):
        apart, before = index >= _TABLE_MINIMUM and number > before + 1, number
        if not apart or index + 1 == len(rows) or any(c.isdigit() for c in "".join(cells)):
            continue
        filled = {rank for rank, cell in enumerate(cells) if cell.strip()}
        if numbered is None:
            numbered = _numbered([cells for _, cells in rows[:index]])
        if len(filled) >= 2 and filled & numbered:
            raise SourceInutilisable(
                "Deux tableaux dans le même fichier",
                f"{name}, ligne {number} : une autre liste commence sous la première («"
                f" {' | '.join(c for c in cells if c.strip())[:60]} »),"
                " elle serait prise pour d'autres lignes.",
                "Supprimez ce second tableau ou mettez-le dans un autre fichier, puis déposez le fichier de"
                " nouveau.",
            )


def _numbered(rows: list[list[str]]) -> set[int]:
    """Columns where nearly every filled cell bears a digit (a key, a date)."""
    found = set()
    for rank in range(len(rows[0])):
        filled = [cells[rank] for cells in rows if cells[rank].strip()]
        digits = sum(any(c.isdigit() for c in cell) for cell in filled)
        if 2 * len(filled) >= len(rows) and digits >= _PART_CHIFFREE * len(filled):
            found.add(rank)
    return found


def _titled(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) >= max(2, len(cells) // 2) and not any(cell.strip().isdigit() for cell in filled)


def number_twins(headers: list[str]) -> list[str]:
    """A title given again becomes `TITRE#2`, `TITRE#3`: none is lost, each can be named in
    [sources.colonnes].
    """
    seen: Counter[str] = Counter()
    out = []
    for header in headers:
        key = header_key(header)
        seen[key] += bool(header)
        out.append(f"{header}#{seen[key]}" if header and seen[key] > 1 else header)
    return out


def is_aside(cells: list[str], size: int) -> bool:
    """True for a total, a count or an edition notice: one or two filled cells that begin with such words."""
    filled = [text for cell in cells if (text := cell.strip())]
    if size >= 3 and len(filled) == 2 and _COMPTE.fullmatch(" ".join(filled)):
        return True
    if size < 3 or (len(cells) > 2 and all(cell != "" for cell in cells[:3])):
        return False
    if not filled or len(filled) > 2:
        return False
    if len(cells) == size and len(filled) == 2 and not re.search(r"total|nombre|effectif", filled[0], re.I):
        return False
    return bool(_TOTAL.match(filled[0]))


def _say(table: Table, repeated: list[int], asides: list[Rang]) -> None:
    if repeated:
        motif = (
            f"La ligne de titres revient {len(repeated)} fois dans le fichier (exports mis bout à bout) :"
            " retirée."
        )
        table.constats.append(Constat("TITRES_REPETES", motif, repeated[0]))
    rows = len(table.lignes) + len(table.boiteuses)
    for number, cells in asides:
        text = " ".join(cell.strip() for cell in cells if cell.strip())
        motif = f"« {text[:60]} » n'est pas une personne : mis de côté comme information."
        announced = _ANNONCE.search(text)
        count = int(re.sub(r"\D", "", announced[1] or announced[2]) or 0) if announced else 0
        if (
            count
            and re.search(
                r"total|nombre|nb|ligne|agent|enregistrement|row|compte|effectif|personne", text, re.I
            )
            and count not in {rows, rows + 1}
        ):
            motif = (
                f"Le fichier annonce « {text[:60]} », {rows} lignes ont été lues : il est peut-être coupé ;"
                " redemandez-le si ce nombre est bien celui des lignes."
            )
        table.constats.append(Constat("LIGNE_TOTAL", motif, number))
