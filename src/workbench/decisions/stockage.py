"""How the ledger is kept: its tables, its rows as decisions, its engine."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa

from workbench.decisions.genres import Decision, RegistreIllisible, genres
from workbench.socle.chaine import link

ATTENTE_MS = 60_000
LECTURE = "workbench_lecture"  # option of a connection that only reads
_TEXTES = (
    "id genre verdict cle_a cle_b id_unique rpps objet valeur motif auteur le origine annule remplace"
    " sujet".split()
)

META = sa.MetaData()
decision = sa.Table(
    "decision",
    META,
    sa.Column("rang", sa.Integer, primary_key=True, autoincrement=True),
    *(sa.Column(name, sa.Text, nullable=False, unique=name == "id") for name in _TEXTES),
    sa.Column("chaine", sa.Text, nullable=False, server_default=""),
    sa.Index("decision_sujet", "sujet"),
    sqlite_autoincrement=True,
)
version = sa.Table("registre_version", META, sa.Column("version", sa.Integer, primary_key=True))
prise = sa.Table(
    "prise",
    META,
    sa.Column("cas", sa.Text, primary_key=True),
    sa.Column("auteur", sa.Text, nullable=False),
    sa.Column("jusqu_a", sa.Text, nullable=False),
)


@cache
def engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED")
    engine = sa.create_engine(url, connect_args={"timeout": ATTENTE_MS / 1000}, poolclass=sa.NullPool)

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are ours: BEGIN IMMEDIATE below
        for pragma in (f"busy_timeout={ATTENTE_MS}", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        reading = connection.get_execution_options().get(LECTURE)  # waits for no writer, keeps none waiting
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def read_decisions(connection: sa.Connection, sujet: str | None = None) -> list[Decision]:
    """Every entry, or those of one subject with the undos that name them: read by index, whatever the
    ledger's size.
    """
    query = sa.select(decision).order_by(decision.c.rang)
    wanted = query if sujet is None else query.where(decision.c.sujet == sujet)
    own = [to_decision(dict(row._mapping)) for row in connection.execute(wanted)]
    if sujet is None or not own:
        return own
    undos = query.where(decision.c.genre == "annulation", decision.c.annule.in_([entry.id for entry in own]))
    return own + [to_decision(dict(row._mapping)) for row in connection.execute(undos)]


def last_rank(connection: sa.Connection, genre: str) -> int:
    """`rang_genre`, asked of the ledger itself: inside the transaction that writes."""
    own = sa.select(decision.c.id).where(decision.c.genre == genre)
    last = sa.select(sa.func.max(decision.c.rang))
    found = last.where(sa.or_(decision.c.genre == genre, decision.c.annule.in_(own)))
    return int(connection.execute(found).scalar() or 0)


def row_link(previous: str, row: Mapping[str, Any]) -> str:
    """The hash a row carries: of the one before it, then of what it says."""
    return link(previous, {name: row[name] for name in _TEXTES})


def last_link(connection: sa.Connection) -> str:
    """The hash carried by the last row, "" on an empty ledger: inside the transaction that writes."""
    newest = sa.select(decision.c.chaine).order_by(decision.c.rang.desc()).limit(1)
    return str(connection.execute(newest).scalar() or "")


def add_links(connection: sa.Connection) -> None:
    """Format 1 to 2: the column, and the hashes of what was already there."""
    connection.execute(sa.text("ALTER TABLE decision ADD COLUMN chaine TEXT NOT NULL DEFAULT ''"))
    previous = ""
    for row in connection.execute(sa.select(decision).order_by(decision.c.rang)).all():
        previous = row_link(previous, dict(row._mapping))
        held = decision.update().where(decision.c.rang == row.rang)
        connection.execute(held.values(chaine=previous))


def read_links(connection: sa.Connection) -> tuple[list[str], list[int]]:
    """The hash after each row, "" first; the places (1 = first) whose row does not carry what it should."""
    heads, faults = [""], []
    rows = connection.execute(sa.select(decision).order_by(decision.c.rang)).all()
    for place, row in enumerate(rows, 1):
        if row.chaine != row_link(heads[-1], dict(row._mapping)):
            faults.append(place)
        heads.append(row.chaine)
    return heads, faults


def to_row(entree: Decision, remplace: str) -> dict[str, Any]:
    row = {name: getattr(entree, name) for name in _TEXTES}
    row["id"] = entree.id or uuid.uuid4().hex
    row["le"] = (entree.le or dt.datetime.now(dt.UTC)).isoformat(timespec="microseconds")
    row["valeur"] = json.dumps(dict(entree.valeur), ensure_ascii=False, sort_keys=True)
    row["remplace"] = remplace
    row["motif"] = entree.motif.strip()
    return row


def to_decision(row: dict[str, Any]) -> Decision:
    """An entry from its row.

    Raises:
        RegistreIllisible: this row is not one the tool wrote.
    """
    try:
        read = {**row, "valeur": json.loads(row["valeur"]), "le": dt.datetime.fromisoformat(row["le"])}
        if row["genre"] not in genres() or not isinstance(read["valeur"], dict):
            raise ValueError(row["genre"])
    except (ValueError, TypeError) as error:
        raise RegistreIllisible(
            "Registre des décisions abîmé",
            f"L’entrée {row['rang']} ne se lit pas : modifiée hors de l’outil, ou écrite par une version plus"
            f" récente (détail technique : {error}).",
            "Rien n’a été lu ni écrit. Restaurez une sauvegarde (workbench restore), ou mettez l’outil à"
            " jour.",
        ) from error
    read.pop("sujet")
    read.pop("chaine", None)
    return Decision(**read)
