"""Several establishments on one server: one process, one home and one address each, one sign-in provider.

A process knows its own home: files, ledger, keys, roles, sessions are not those of the others. What it reads
of the others is this file and their `[acces]`, to say where else the person signed in may go.
"""

from __future__ import annotations

import html
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.access import role_of
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Settings, decisions_url, load_settings
from workbench.ui.serveur.partage import missing

ENVIRONNEMENT = "WORKBENCH_ETABLISSEMENTS"  # the file, told to each process for its switch
REPRISE_SECONDES = 5.0  # a process that stopped is started again, not in a tight loop
REGARD_SECONDES = 1.0


class Etablissement(BaseModel):
    """One establishment served: its name, the folder that is its home, the local port of its process."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    nom: str
    home: Path
    port: int = Field(ge=1, le=65535)


def read(path: Path) -> list[Etablissement]:
    """The establishments of that file, in its order; a relative home is beside it.

    Raises:
        ErreurWorkbench: the file is missing or wrong.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8-sig"))["etablissements"]
        found = [Etablissement.model_validate(one) for one in told]
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise ErreurWorkbench(
            "Liste des établissements illisible",
            f"{path} : {error}",
            "Un bloc [[etablissements]] chacun, avec nom, home et port (docs/exploitation.md).",
        ) from error
    folder = path.resolve().parent
    return [one.model_copy(update={"home": (folder / one.home).resolve()}) for one in found]


def faults(all_of_them: Sequence[Etablissement]) -> list[str]:
    """What keeps them from being served side by side, one sentence each: something missing, or shared."""
    told = [] if all_of_them else ["Aucun établissement n’est dit."]
    settings: list[tuple[Etablissement, Settings]] = []
    for one in all_of_them:
        try:
            settings.append((one, load_settings(one.home)))
        except ErreurWorkbench as error:
            told.append(f"{one.nom} : {error.titre}. {error.message}")
    for one, read_settings in settings:
        told += [f"{one.nom} : {sentence}" for sentence in missing(read_settings)]
        data = (one.home / "data").resolve()
        if not data.is_relative_to(one.home):
            told.append(f"{one.nom} : data/ est un lien vers {data}, hors de son dossier.")
    told += [
        f"{a.nom} et {b.nom} : l’un est dans le dossier de l’autre."
        for a in all_of_them
        for b in all_of_them
        if a is not b and a.home != b.home and a.home.is_relative_to(b.home)
    ]
    shared = {
        "le même dossier": [str(one.home) for one in all_of_them],
        "le même port": [str(one.port) for one in all_of_them],
        "le même nom": [one.nom for one in all_of_them],
        "la même adresse": [held.serveur.adresse for _, held in settings],
        "le même hôte": [host.lower() for _, held in settings for host in {*held.serveur.hotes_admis}],
        "le même registre": [url for one, _ in settings if (url := decisions_url(one.home))],
        "la même clé de sauvegarde": [
            str((one.home / held.sauvegarde.cle_fichier).resolve())
            for one, held in settings
            if held.sauvegarde.cle_fichier
        ],
    }
    for what, values in shared.items():
        told += [f"Deux établissements ont {what} : {value}." for value in _twice(values)]
    return told


def _twice(values: Iterable[str]) -> list[str]:
    return sorted(value for value, count in Counter(values).items() if value and count > 1)


def allowed(path: Path, person: str, here: Path) -> list[tuple[str, str]]:
    """Where else that person has a role: (name, address), in the order of the file."""
    found = []
    for one in read(path):
        if one.home == here.resolve():
            continue
        try:
            role_of(one.home, person)
            found.append((one.nom, load_settings(one.home).serveur.adresse))
        except ErreurWorkbench:  # no role there, or settings nobody can read: not offered
            continue
    return found


def switch(person: str, here: Path) -> str:
    """The links to the other establishments of who is signed in, as HTML; empty on a server of one."""
    path = os.environ.get(ENVIRONNEMENT)
    if not path or not person:
        return ""
    links = [
        f'<a href="{html.escape(address)}/" target="_self">{html.escape(name)}</a>'
        for name, address in allowed(Path(path), person, here)
    ]
    return f" · Aller à : {', '.join(links)}" if links else ""


def serve_all(path: Path) -> None:
    """Serve each establishment in a process of its own; returns when asked to stop (SIGTERM, Ctrl+C).

    Raises:
        ErreurWorkbench: something is missing or shared (`faults`): nothing is opened.
    """
    served = read(path)
    if told := faults(served):
        raise ErreurWorkbench(
            "Mode serveur refusé",
            "\n".join(told),
            "Un dossier, une adresse, un port et des clés à chacun. Rien n’a été ouvert.",
        )
    signal.signal(signal.SIGTERM, _stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        while True:
            for one in served:
                process = running.get(one.nom)
                if process is not None and process.poll() is not None:
                    sys.stderr.write(f"{one.nom} : arrêté (code {process.returncode}), relancé.\n")
                    time.sleep(REPRISE_SECONDES)
                if process is None or process.poll() is not None:
                    running[one.nom] = _start(one, path)
            time.sleep(REGARD_SECONDES)
    except KeyboardInterrupt:
        return
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait()


def _start(one: Etablissement, path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "workbench.cli", "serve", "--serveur"]
    return subprocess.Popen(
        [*command, "--home", str(one.home), "--port", str(one.port)],
        env={**os.environ, ENVIRONNEMENT: str(path.resolve())},
        stdin=subprocess.DEVNULL,
    )


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
