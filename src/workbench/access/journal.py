"""A journal: one JSON line an entry, each carrying the hash of all that stands before it.

Whoever rewrites a line must rewrite every line after it; what was sealed in a published version
(`meta.sceau`) can no longer be rewritten at all without being seen.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from workbench.socle.chaine import link

CHAINE = "chaine"
VIDE = ""
_BLOC = 64 * 1024


@dataclass(frozen=True)
class Lecture:
    """What a journal holds.

    `tetes[n]`: the hash after n lines; `fautes`: (line, what is wrong) in the words of a user.
    """

    tetes: tuple[str, ...]
    fautes: tuple[tuple[int, str], ...]

    @property
    def nombre(self) -> int:
        """How many lines."""
        return len(self.tetes) - 1


def append(path: Path, entry: Mapping[str, Any]) -> None:
    """Write one entry (0600), on disk before this returns; several processes may do so at once."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(f"{path}.verrou", mode=0o600):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "rb+", buffering=0) as file:
            last = _last_line(file.fileno())
            previous = _head(last, path)
            line = json.dumps({**entry, CHAINE: link(previous, entry)}, ensure_ascii=False) + "\n"
            os.write(file.fileno(), (b"" if last.endswith(b"\n") or not last else b"\n") + line.encode())
            os.fsync(file.fileno())


def read(path: Path) -> Lecture:
    """Every line of a journal held against its chain; a journal that does not exist is empty."""
    heads, faults = [VIDE], []
    seen, chained = hashlib.sha256(), False
    lines = path.read_bytes().splitlines(keepends=True) if path.is_file() else []
    for rank, line in enumerate(lines, 1):
        entry = _entry(line)
        told = entry.pop(CHAINE, None) if entry is not None else None
        if told is None:
            # an unreadable line is one a full disk cut; a readable one without a hash is older than them
            if entry is not None and chained:
                faults.append((rank, "ligne ajoutée hors de l’outil"))
            heads.append(_without_end(seen, line).hexdigest())
        else:
            if told != link(heads[-1], entry or {}):
                faults.append((rank, "ligne modifiée, ou lignes retirées juste avant"))
            heads.append(str(told))
            chained = True
        seen.update(line)
    return Lecture(tuple(heads), tuple(faults))


def entries(path: Path) -> list[dict[str, Any]]:
    """The entries that can be read, oldest first."""
    lines = path.read_bytes().splitlines() if path.is_file() else []
    return [entry for line in lines if (entry := _entry(line)) is not None]


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _without_end(seen: Any, line: bytes) -> Any:
    whole = seen.copy()
    whole.update(line.removesuffix(b"\n"))
    return whole


def _head(last: bytes, path: Path) -> str:
    """The hash the next entry carries on from: the last line's own, or that of every byte so far."""
    if not last:
        return VIDE
    entry = _entry(last)
    if entry is not None and CHAINE in entry:
        return str(entry[CHAINE])
    return hashlib.sha256(path.read_bytes().removesuffix(b"\n")).hexdigest()


def _last_line(descriptor: int) -> bytes:
    """The last line with its end, however long the journal."""
    start, tail = os.lseek(descriptor, 0, os.SEEK_END), b""
    while start > 0 and b"\n" not in tail[:-1]:
        step = min(_BLOC, start)
        start -= step
        os.lseek(descriptor, start, os.SEEK_SET)
        tail = os.read(descriptor, step) + tail
    return tail[tail.rfind(b"\n", 0, -1) + 1 :]
