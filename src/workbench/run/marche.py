"""The run under way, as everybody may see it: a journal that the run writes and pages read.

A run is a process of its own: it goes on when a page is reloaded or the browser closed. Whoever starts it (a
page, a terminal, a scheduled job), `follow` keeps its journal in `data/curated/`; the lock held meanwhile
says that it lives, so that a run killed half-way is told as such.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from workbench.access import compte
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire
from workbench.socle.settings import FICHIER
from workbench.warehouse import ExecutionEnCours
from workbench.warehouse.publication import EN_CONSTRUCTION, curated_folder, private, replace_durably

JOURNAL = "marche.jsonl"
VERROU = "marche.lock"
Etat = Literal["en_cours", "finie", "refusee", "interrompue"]
Progress = Callable[[str], None]
_lances: dict[Path, subprocess.Popen[bytes]] = {}
_garde = threading.Lock()


def _rules() -> dict[str, Any]:
    return lire("workbench.run", "marche.toml")


@dataclass(frozen=True)
class Marche:
    """A run as told by its journal.

    `geste` is what was asked (`run`, `demo`), `par` who asked, `etapes` the steps announced with their time;
    `fin` holds what a refusal says (`titre`, `message`, `conseil`).
    """

    geste: str
    par: str
    debut: dt.datetime
    etapes: tuple[tuple[dt.datetime, str], ...] = ()
    etat: Etat = "en_cours"
    fin: Mapping[str, str] = field(default_factory=dict)


def current(home: Path) -> Marche | None:
    """The run under way, else the last one; None when there never was one."""
    lines = _lines(home)
    if not lines:
        return None
    head, rest = lines[0], lines[1:]
    steps = tuple((_time(line["le"]), str(line["etape"])) for line in rest if "etape" in line)
    end = next((line for line in rest if "fin" in line), None)
    told = Marche(head["geste"], head["par"], _time(head["le"]), steps)
    if end is None:
        return told if _alive(home, told.debut) else Marche(*_parts(told), "interrompue")
    return Marche(*_parts(told), end["fin"], {key: str(end.get(key, "")) for key in _DIT})


_DIT = ("titre", "message", "conseil")


def _parts(told: Marche) -> tuple[str, str, dt.datetime, tuple[tuple[dt.datetime, str], ...]]:
    return told.geste, told.par, told.debut, told.etapes


def running(home: Path) -> bool:
    """A run is under way."""
    told = current(home)
    return told is not None and told.etat == "en_cours"


@contextmanager
def follow(home: Path, geste: str, par: str) -> Iterator[Progress]:
    """Keep the journal of what is done inside; gives the function that tells a step.

    While another run is followed, nothing is written: the run's own lock will refuse this one. Nor in a
    folder that is no home yet: the command will say so.
    """
    if not (home / FICHIER).is_file() and not (home / "data" / "curated").is_dir():
        yield lambda _: None
        return
    folder = curated_folder(home)
    lock = FileLock(folder / VERROU, mode=0o600)
    try:
        lock.acquire(timeout=float(_rules()["attente_secondes"]))
    except Timeout:
        yield lambda _: None
        return
    try:
        _open(folder, geste, par)
        yield lambda step: _write(folder, {"etape": step})
        _write(folder, {"fin": "finie"})
    except ErreurWorkbench as error:
        _write(folder, {"fin": "refusee", **{name: getattr(error, name) for name in _DIT}})
        raise
    except Exception:
        _write(folder, {"fin": "refusee", **_IMPREVUE})
        raise
    finally:
        lock.release()


_IMPREVUE = {
    "titre": "Erreur imprévue",
    "message": "Le calcul s’est arrêté. La version publiée n’a pas changé.",
    "conseil": "Le détail technique est conservé dans le dossier des journaux ; prévenez votre support.",
}


def launch(home: Path, geste: str, par: str, arguments: Sequence[str]) -> Marche:
    """Start `workbench <geste> <arguments>` on that home, in a process of its own; gives it as it begins.

    Raises:
        ExecutionEnCours: a run is under way.
    """
    folder = curated_folder(home)
    with _garde, FileLock(folder / f"{VERROU}.depart", mode=0o600):
        if running(home):
            raise ExecutionEnCours(
                "Un calcul est déjà en cours",
                "Un seul à la fois : il a été lancé ici, dans une autre fenêtre ou par un collègue.",
                "Attendez sa fin : elle s’affichera ici.",
            )
        _open(folder, geste, par)
        _lances[folder] = subprocess.Popen(
            [sys.executable, "-m", "workbench.cli", geste, "--home", str(home), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, compte.ENVIRONNEMENT: par},
            start_new_session=True,  # stopping the application does not stop the run
        )
    return Marche(geste, par, dt.datetime.now())


def launch_demo(home: Path, par: str) -> Marche:
    """Write a small fictional group of hospitals in a home that has nothing, then publish each delivery.

    Raises:
        ExecutionEnCours: a run is under way.
    """
    size = _rules()["demonstration"]
    options = [word for name, value in size.items() for word in (f"--{name}", str(value))]
    return launch(home, "demo", par, [*options, "--executer"])


def _open(folder: Path, geste: str, par: str) -> None:
    temporary = folder / f"{EN_CONSTRUCTION}{JOURNAL}.{os.getpid()}"
    temporary.write_text(_line({"geste": geste, "par": par}), "utf-8")
    private(temporary)
    replace_durably(temporary, folder / JOURNAL)


def _write(folder: Path, line: dict[str, Any]) -> None:
    with (folder / JOURNAL).open("a", encoding="utf-8") as file:
        file.write(_line(line))


def _line(told: dict[str, Any]) -> str:
    now = dt.datetime.now().isoformat(timespec="seconds")
    return json.dumps({"le": now, **told}, ensure_ascii=False) + "\n"


def _lines(home: Path) -> list[dict[str, Any]]:
    """The journal's whole lines; one being written waits for the next reading."""
    try:
        text = (home / "data" / "curated" / JOURNAL).read_text("utf-8")
    except OSError:
        return []
    found = []
    for line in text.splitlines():
        with suppress(ValueError):
            found.append(json.loads(line))
    return found if found and "geste" in found[0] else []


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _alive(home: Path, debut: dt.datetime) -> bool:
    """Its lock is held, or it was ordered a moment ago and has not ended."""
    folder = home / "data" / "curated"
    lock = FileLock(folder / VERROU, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    ours = _lances.get(folder)
    if ours is not None:
        return ours.poll() is None
    start = dt.timedelta(seconds=_rules()["demarrage_secondes"])
    return dt.datetime.now() - debut < start and not _followed(home)


def _followed(home: Path) -> bool:
    """The process itself has spoken: without its lock, it is dead."""
    return any("etape" in line for line in _lines(home))
