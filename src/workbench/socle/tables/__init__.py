"""Every table, described once: `curated.toml`, `meta.toml` (published) and `entree.toml` (asked at the door).

From it come the CREATE statements, empty and typed frames, the contracts of the readers and the page
docs/tables.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.typographie import apostrophes

PUBLIES = ("curated", "meta")
VUES = ("staging", "mart")  # where queries put what they build; not described here
ENTREE = "entree"
Type = pl.DataType | type[pl.DataType]
TYPES: dict[str, tuple[Type, str]] = {
    "texte": (pl.String, "VARCHAR"),
    "phrase": (pl.String, "VARCHAR"),
    "textes": (pl.List(pl.String), "VARCHAR[]"),
    "entier": (pl.Int32, "INTEGER"),
    "entier_long": (pl.Int64, "BIGINT"),
    "nombre": (pl.Float64, "DOUBLE"),
    "booleen": (pl.Boolean, "BOOLEAN"),
    "date": (pl.Date, "DATE"),
    "horodatage": (pl.Datetime("us"), "TIMESTAMP"),
    "instant": (pl.Datetime("us", "UTC"), "TIMESTAMPTZ"),
    "json": (pl.String, "JSON"),
}

RECUES = {"prenoms": "prenom", "emploi": "fonction", "date_fermeture": "date_expiration"}
"""Column of a record → the one an account's source brings for it, where it has not the same name."""


class TableInconnue(ErreurWorkbench):
    """For the developer: a table or a column that is not described, or a value of another type."""


@dataclass(frozen=True)
class Colonne:
    """One column: its type (a key of `TYPES`), what it is, whether a source must bring it, its national
    headers (the producer has changed some: the first is the newest).
    """

    nom: str
    type: str
    dit: str
    requis: bool = False
    titres: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: what it is for, what a row is, the columns that tell rows apart, and its columns in
    order.
    """

    nom: str
    objet: str
    grain: str
    colonnes: tuple[Colonne, ...]
    cle: tuple[str, ...] = ()
    au_moins_un: tuple[str, ...] = ()
    unique: bool = False
    types: dict[str, Type] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "types", {one.nom: TYPES[one.type][0] for one in self.colonnes})


def received(nature: str, name: str) -> str:
    """The column that a source of this nature brings for this column of a record."""
    own = tables().get(f"{ENTREE}.{nature}")
    return name if own is None or name in own.types else RECUES.get(name, name)


@cache
def tables() -> dict[str, Table]:
    """Every table by its name (`curated.fiche`, `meta.rejet`, `entree.sirh`).

    Raises:
        TableInconnue: a column of unknown type or said nowhere, a key that is no column.
    """
    words = _data("colonnes")
    return {
        f"{space}.{name}": _table(f"{space}.{name}", entry, words)
        for space in (*PUBLIES, ENTREE)
        for name, entry in _data(space).items()
    }


def table(name: str) -> Table:
    """One table.

    Raises:
        TableInconnue: it is described nowhere.
    """
    known = tables().get(name)
    if known is None:
        raise TableInconnue(
            "Table non décrite",
            f"La table « {name} » n'est décrite dans aucun fichier de workbench/socle/tables.",
            f"Décrivez-la dans {_file(name)}.",
        )
    return known


def schema(name: str, *columns: str) -> dict[str, Type]:
    """The polars types of a table by column, in order; only of `columns`, in theirs, when some are named.

    Raises:
        TableInconnue: the table does not have one of them.
    """
    types = table(name).types
    if unknown := [column for column in columns if column not in types]:
        raise _unknown(name, unknown)
    return {column: types[column] for column in columns or types}


def frame(name: str, rows: Iterable[Mapping[str, Any]] = ()) -> pl.DataFrame:
    """A typed frame of a table, from rows by column name; what a row does not say is null.

    Raises:
        TableInconnue: a row gives a column that the table does not have.
    """
    known, given = table(name), list(rows)
    unknown = dict.fromkeys(column for row in given for column in row if column not in known.types)
    if unknown:
        raise _unknown(name, list(unknown))
    return pl.DataFrame(given, schema=known.types)


def shape(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of a table out of a wider or narrower frame: the others left out, the absent ones null, all
    typed.
    """
    present = set(rows.columns)
    return rows.select(
        (pl.col(column) if column in present else pl.lit(None)).cast(kind).alias(column)
        for column, kind in table(name).types.items()
    )


def conform(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The frame with the types of its table (a date may come as AAAA-MM-JJ), its sentences as they are
    printed; columns it lacks stay out.

    Raises:
        TableInconnue: a column that the table does not have, or a value that its type cannot hold.
    """
    types = table(name).types
    if unknown := [column for column in rows.columns if column not in types]:
        raise _unknown(name, unknown)
    typed = rows.with_columns(
        _typed(name, rows[column], types[column])
        for column in rows.columns
        if rows.schema[column] != types[column]
    )
    said = {one.nom for one in table(name).colonnes if one.type == "phrase"}
    return typed.with_columns(_printed(typed[column]) for column in typed.columns if column in said)


def _printed(sentences: pl.Series) -> pl.Series:
    """Sentences with curly apostrophes."""
    straight = sentences.filter(sentences.str.contains("'", literal=True)).unique()
    return sentences.replace(straight, pl.Series([apostrophes(one) for one in straight], dtype=pl.String))


def ddl(seules: Collection[str] = (), sauf: Collection[str] = ()) -> str:
    """The CREATE statements of every published table (only `seules` when given, `sauf` left out): an empty
    nature still gives an empty table with its columns.
    """
    statements = [f"CREATE SCHEMA IF NOT EXISTS {space};" for space in (*PUBLIES, *VUES)]
    for name, one in tables().items():
        wanted = name in seules if seules else name not in sauf
        if wanted and not name.startswith(f"{ENTREE}."):
            columns = ", ".join(f'"{column.nom}" {TYPES[column.type][1]}' for column in one.colonnes)
            statements.append(f"CREATE TABLE {name} ({columns});")
    return "\n".join(statements)


def _typed(name: str, values: pl.Series, kind: Type) -> pl.Series:
    if values.dtype.is_nested() and not kind.is_nested():
        raise _wrong(name, values, kind, "une valeur est une liste ou un groupe de valeurs")
    try:
        iso = kind == pl.Date and values.dtype == pl.String
        typed = values.str.to_date("%Y-%m-%d") if iso else values.cast(kind, strict=True)
    except (pl.exceptions.PolarsError, TypeError) as error:
        raise _wrong(name, values, kind, str(error)) from error
    if kind.is_integer() and values.dtype.is_float() and not (typed == values).fill_null(True).all():
        raise _wrong(name, values, kind, "une valeur n'est pas entière")
    return typed


def _wrong(name: str, values: pl.Series, kind: Type, why: str) -> TableInconnue:
    return TableInconnue(
        "Type de colonne refusé",
        f"{name}, colonne « {values.name} » : reçu {values.dtype}, attendu {kind} ({why}).",
        f"Corrigez ce qui remplit cette colonne, ou son type dans {_file(name)}.",
    )


def _unknown(name: str, columns: Sequence[str]) -> TableInconnue:
    return TableInconnue(
        "Colonne non décrite",
        f"La table « {name} » n'a pas de colonne {', '.join(f'« {one} »' for one in columns)}.",
        f'Déclarez-la dans {_file(name)}, une ligne : nom = "type : ce que c\'est".',
    )


def _file(name: str) -> str:
    return f"workbench/socle/tables/{name.split('.')[0]}.toml"


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


def _table(name: str, entry: Mapping[str, Any], words: Mapping[str, str]) -> Table:
    columns = tuple(_colonne(name, column, said, words) for column, said in entry["colonnes"].items())
    lists = {key: tuple(entry.get(key, ())) for key in ("cle", "au_moins_un")}
    known = {column.nom for column in columns}
    if stray := [one for names in lists.values() for one in names if one not in known]:
        raise _unknown(name, stray)
    return Table(name, entry["objet"], entry["grain"], columns, unique=entry.get("unique", False), **lists)


def _colonne(table_name: str, name: str, said: str | dict[str, Any], words: Mapping[str, str]) -> Colonne:
    if isinstance(said, str):
        kind, _, phrase = said.partition(" : ")
        said = {"type": kind, "dit": phrase} if phrase else {"type": kind}
    titles = said.get("titre", [])
    told = {key: value for key, value in said.items() if key != "titre"}
    column = Colonne(
        name,
        **{"dit": words.get(name, ""), **told},
        titres=(titles,) if isinstance(titles, str) else tuple(titles),
    )
    if column.type not in TYPES or not column.dit:
        raise TableInconnue(
            "Colonne mal décrite",
            f"{table_name}, colonne « {name} » : type « {column.type} », définition « {column.dit} ».",
            f"Types connus : {', '.join(TYPES)} ; la définition s'écrit après « : », ou dans colonnes.toml.",
        )
    return column
