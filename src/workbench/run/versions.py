"""Versions and what people do with them: publish the one that waits, throw it away, go back to an earlier.

Every gesture asks for the right (`alimenter`), holds the run lock, and is in the ledger with its author and
reason before the pointer moves.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from workbench.access import exiger_alimentation
from workbench.decisions import Decision, Registre
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.warehouse import published_path, run_lock
from workbench.warehouse.candidat import candidate, forget, publish_candidate, publishable
from workbench.warehouse.publication import PREFIXE, point, version_files
from workbench.warehouse.reprise import read_version

GENRE = "version"


@dataclass(frozen=True)
class Version:
    """One version kept: its name, the date of its data, when its run ended, its file, whether it is the one
    everybody reads.
    """

    nom: str
    date: dt.date
    terminee_le: dt.datetime | None
    fichier: Path
    courante: bool


def versions(home: Path) -> list[Version]:
    """Versions still kept, newest first; none before the first publication."""
    files = version_files(home)
    if not files:
        return []
    current = published_path(home).name
    found = [_version(path, path.name == current) for path in files]
    return sorted(found, key=lambda one: (one.date, one.nom), reverse=True)


def _version(path: Path, current: bool) -> Version:
    date, _, name = _split(path)
    rows = read_version(path, "meta.execution")
    ended = None if rows is None else dict(rows.select("version", "terminee_le").iter_rows()).get(name)
    return Version(name, date, ended, path, current)


def _split(path: Path) -> tuple[dt.date, str, str]:
    """`entrepot-AAAA-MM-JJ-<version>.duckdb` → its date and its version."""
    rest = path.stem.removeprefix(PREFIXE)
    return dt.date.fromisoformat(rest[:10]), rest, rest[11:]


def publish_waiting(home: Path, auteur: str, motif: str) -> Path:
    """Publish the candidate.

    Raises:
        AccesRefuse: the role does not feed the warehouse. CandidatRefuse: it may not be published any more.
        ExecutionEnCours: a run is under way.
    """
    exiger_alimentation(home, auteur)
    with run_lock(home):
        waiting = publishable(home)
        _record(home, "publiee", waiting.version, auteur, motif)
        return publish_candidate(home, load_settings(home).execution.versions_conservees)


def discard(home: Path, auteur: str, motif: str) -> None:
    """Throw the candidate away; the published version stays.

    Raises:
        AccesRefuse, ExecutionEnCours: see `publish_waiting`.
    """
    exiger_alimentation(home, auteur)
    with run_lock(home):
        waiting = candidate(home)
        if waiting is not None:
            _record(home, "ecartee", waiting.version, auteur, motif)
        forget(home)


def roll_back(home: Path, nom: str, auteur: str, motif: str) -> Path:
    """Make an earlier version the current one again; the newer ones stay on the disk, no identifier is given
    twice.

    Raises:
        ErreurWorkbench: no such version, or it is the current one already.
        AccesRefuse, ExecutionEnCours: see `publish_waiting`.
    """
    exiger_alimentation(home, auteur)
    with run_lock(home):
        chosen = next((one for one in versions(home) if one.nom == nom), None)
        if chosen is None or chosen.courante:
            raise ErreurWorkbench(
                "Retour impossible",
                "Cette version est déjà celle que tous lisent." if chosen else "Cette version n’existe plus.",
                "Choisissez-en une autre dans la liste.",
            )
        _record(home, "retablie", chosen.nom, auteur, motif)
        floor = max((_last_given(one.fichier) for one in versions(home)), default=0)
        forget(home)
        point(
            home,
            {
                "fichier": chosen.fichier.name,
                "version": chosen.nom,
                "date_execution": chosen.date.isoformat(),
            },
            floor,
        )
        return chosen.fichier


def _last_given(path: Path) -> int:
    """The highest number of an identifier in that version, redirections included."""
    people, redirected = (read_version(path, f"curated.{name}") for name in ("identite", "redirection"))
    idents = [] if people is None else people["id_unique"].to_list()
    idents += [] if redirected is None else redirected["id_ancien"].to_list()
    return max((int(ident[2:]) for ident in idents if ident), default=0)


def gestures(home: Path) -> list[Decision]:
    """What was done with versions, newest first."""
    kept = [entry for entry in Registre(home).toutes() if entry.genre == GENRE]
    return sorted(kept, key=lambda entry: entry.rang, reverse=True)


def _record(home: Path, verdict: str, version: str, auteur: str, motif: str) -> None:
    when = dt.datetime.now().isoformat(timespec="seconds")  # the same gesture twice is two entries
    entry = Decision(GENRE, auteur, motif.strip(), verdict=verdict, objet=version, valeur={"a": when})
    Registre(home).enregistrer([entry], exclusif=False)
