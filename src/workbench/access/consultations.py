"""The access journal, written and made to answer: who consulted this person, what did that one see.

A line holds whom it showed as keyed hashes (the establishment's own key): read without the key, it names
nobody; with it, it answers for one person at a time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from workbench.access import journal
from workbench.access.effectifs import sel_de

JOURNAL = "journal_acces.jsonl"
CLE = "cle_journal"
OCTETS = 8
AU_PLUS = 500
"""Beyond that many people a reading is « everyone of the list »: the line says so instead of naming each."""
TOUS = "tous"


def noter(home: Path, utilisateur: str, objet: str, motif: str, **details: Any) -> None:
    """One line of the access journal: who did what, why; `details`: what else is known of it."""
    entry = {
        "le": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "utilisateur": utilisateur,
        "mart": objet,
        "version": "",
        "filtres": [],
        "lignes": 0,
        "motif": motif,
    }
    journal.append(home / "data" / "curated" / JOURNAL, entry | details)


def seen(home: Path, people: Iterable[str | None]) -> list[str] | str:
    """What a line says of whom it showed: their hashes, or `TOUS`."""
    distinct = {one for one in people if one}
    return TOUS if len(distinct) > AU_PLUS else sorted(_hash(home, one) for one in distinct)


def of_person(home: Path, path: Path, person: str) -> list[dict[str, Any]]:
    """The lines that showed that person (`id_unique`), and those that showed a whole list; oldest first."""
    marks = {_hash(home, person, key) for key in _keys(path)}
    return [
        entry
        for entry in journal.entries(path)
        if entry.get("vus") == TOUS or marks & {*(entry.get("vus") or ())}
    ]


def of_user(path: Path, user: str) -> list[dict[str, Any]]:
    """Everything that user read, made or was refused; oldest first."""
    return [entry for entry in journal.entries(path) if entry.get("utilisateur") == user]


def _keys(path: Path) -> list[str]:
    """The key of that journal, and those of the journals a restoration has brought to it."""
    return [CLE, *(one.name for one in path.parent.glob(f"{CLE}.????????"))]


def _hash(home: Path, person: str, key_name: str = CLE) -> str:
    key = sel_de(home, key_name).encode()
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[: 2 * OCTETS]
