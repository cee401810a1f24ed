"""Versions and what people do with them: publish the one that waits, throw it away, go back to an earlier.

Every gesture asks for the right (`alimenter`), holds the run lock, and is in the ledger with its author and
reason before the pointer moves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from workbench.access import exiger
from workbench.decisions import Decision, Registre
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.warehouse import AucunePublication, published_path, run_lock
from workbench.warehouse.candidat import candidate, forget, publish_candidate, publishable
from workbench.warehouse.publication import PREFIXE, PointeurIllisible, point, version_files, version_of
from workbench.warehouse.reprise import last_number, read_version

GENRE = "version"
DROIT = "alimenter"
PERDU = "Pointeur de publication perdu ou illisible"


class RetourImpossible(ErreurWorkbench):
    """The version asked for may not be gone back to; nothing moved."""


@dataclass(frozen=True)
class Version:
    """One version kept: its name, the date of its data, when its run ended, its file, whether it is the one
    everybody reads, whether it opens and knows itself.
    """

    nom: str
    date: dt.date
    terminee_le: dt.datetime | None
    fichier: Path
    courante: bool
    lisible: bool


def versions(home: Path) -> list[Version]:
    """Versions still kept, newest first; none before the first publication."""
    current = _current(home)
    found = [_version(path, path.name == current) for path in version_files(home)]
    return sorted(found, key=lambda one: (one.date, one.nom), reverse=True)


def _current(home: Path) -> str | None:
    """Name of the published file; None when the pointer is lost or spoilt."""
    try:
        return published_path(home).name
    except (AucunePublication, PointeurIllisible):
        return None


def _version(path: Path, current: bool) -> Version:
    date, name = _split(path)
    ended = _ended(path, path.stat().st_mtime_ns if path.is_file() else 0)
    return Version(name, date, ended.get(name), path, current, name in ended)


@lru_cache(maxsize=64)
def _ended(path: Path, _mtime: int) -> dict[str, dt.datetime]:
    """The versions that one knows, and when each ended; none when it cannot be read. A version never changes:
    read once, so that asking for the list does not close the one being read.
    """
    try:
        rows = read_version(path, "meta.execution")
    except duckdb.Error:
        return {}
    return {} if rows is None else dict(rows.select("version", "terminee_le").iter_rows())


def _split(path: Path) -> tuple[dt.date, str]:
    """`entrepot-AAAA-MM-JJ-<version>.duckdb` → its date and its version."""
    rest = version_of(path)
    return dt.date.fromisoformat(rest[:10]), rest[11:]


def publish_waiting(home: Path, auteur: str, motif: str) -> Path:
    """Publish the candidate.

    Raises:
        AccesRefuse: the role does not feed the warehouse. CandidatRefuse: it may not be published any more.
        ExecutionEnCours: a run is under way.
    """
    exiger(home, auteur, DROIT)
    with run_lock(home):
        waiting = publishable(home)
        _record(home, "publiee", waiting.version, auteur, motif)
        return publish_candidate(home, load_settings(home).execution.versions_conservees)


def discard(home: Path, auteur: str, motif: str) -> None:
    """Throw the candidate away; the published version stays.

    Raises:
        AccesRefuse, ExecutionEnCours: see `publish_waiting`.
    """
    exiger(home, auteur, DROIT)
    with run_lock(home):
        waiting = candidate(home)
        if waiting is not None:
            _record(home, "ecartee", waiting.version, auteur, motif)
        forget(home)


def go_back(home: Path, nom: str, auteur: str, motif: str = "") -> Path:
    """Make a version still kept the one everybody reads: an earlier one, or any when the pointer was lost.

    The newer ones stay on the disk, and no identifier is given twice.

    Args:
        nom: its name, with its date or not, or the whole name of its file.
        motif: why; may be left out when the pointer was lost, which is the reason.

    Raises:
        RetourImpossible: no such version, it is published already, it does not open, no reason is given.
        AccesRefuse, ExecutionEnCours: see `publish_waiting`.
    """
    exiger(home, auteur, DROIT)
    with run_lock(home):
        kept, lost = versions(home), _current(home) is None
        chosen = _named(home, kept, nom)
        if not motif.strip() and not lost:
            raise RetourImpossible(
                "Raison manquante", "Tous vont relire d’autres chiffres.", "Dites pourquoi, en quelques mots."
            )
        _record(home, "retablie", chosen.nom, auteur, motif if motif.strip() else PERDU)
        forget(home)
        floor = max(last_number(one.fichier) for one in kept if one.lisible)
        point(home, chosen.fichier, chosen.date, chosen.nom, floor)
        return chosen.fichier


def _named(home: Path, kept: Sequence[Version], nom: str) -> Version:
    """The version of that name, which may be gone back to."""
    wanted = nom.removeprefix(PREFIXE).removesuffix(".duckdb")
    chosen = next((one for one in kept if wanted in (one.nom, version_of(one.fichier))), None)
    if chosen is None:
        raise RetourImpossible(
            "Version introuvable",
            f"« {nom} » n’est pas dans {home / 'data' / 'curated'}.",
            f"Versions présentes : {', '.join(version_of(one.fichier) for one in kept) or 'aucune'}.",
        )
    if chosen.courante:
        raise RetourImpossible(
            "Retour impossible",
            "Cette version est déjà publiée : tous la lisent.",
            "Choisissez-en une autre.",
        )
    if not chosen.lisible:
        raise RetourImpossible(
            "Version illisible",
            f"{chosen.fichier.name} ne s’ouvre pas, ou ne se reconnaît pas.",
            "Choisissez-en une autre.",
        )
    return chosen


def gestures(home: Path) -> list[Decision]:
    """What was done with versions, newest first."""
    kept = [entry for entry in Registre(home).toutes() if entry.genre == GENRE]
    return sorted(kept, key=lambda entry: entry.rang, reverse=True)


def _record(home: Path, verdict: str, version: str, auteur: str, motif: str) -> None:
    when = dt.datetime.now().isoformat(timespec="seconds")  # the same gesture twice is two entries
    entry = Decision(GENRE, auteur, motif.strip(), verdict=verdict, objet=version, valeur={"a": when})
    Registre(home).enregistrer([entry], exclusif=False)
