"""A version built and audited that waits for a person: published later under the same guarantees, or thrown
away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse.publication import (
    CANDIDAT,
    EN_CONSTRUCTION,
    PREFIXE_CANDIDAT,
    close_version,
    curated_folder,
    keep_last,
    pointer,
    private,
    publish,
    replace_durably,
)


class CandidatRefuse(ErreurWorkbench):
    """There is no candidate, or it may no longer be published; the published version stays."""


@dataclass(frozen=True)
class Candidat:
    """A version that waits: its file, its name, the run's date, the version it was compared with (empty: none
    was published), the fingerprint of what the audits saw.
    """

    fichier: Path
    version: str
    date: dt.date
    base: str
    empreinte: str


def candidate(home: Path) -> Candidat | None:
    """The version that waits, None when there is none (or its file is gone)."""
    folder = home / "data" / "curated"
    try:
        told = json.loads((folder / CANDIDAT).read_text("utf-8"))
        path = folder / Path(told["fichier"]).name
        found = Candidat(
            path,
            told["version"],
            dt.date.fromisoformat(told["date_execution"]),
            told["base"],
            told["empreinte"],
        )
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return found if path.is_file() else None


def hold(home: Path, built: Path, date: dt.date, version: str) -> Path:
    """Keep the audited file as the candidate, in place of any other; called while `run_lock` is held."""
    folder = curated_folder(home)
    forget(home)
    final = folder / f"{PREFIXE_CANDIDAT}{date.isoformat()}-{version}.duckdb"
    private(built)
    told = {
        "fichier": final.name,
        "version": version,
        "date_execution": date.isoformat(),
        "base": _published(home),
        "empreinte": _print(built),
    }
    replace_durably(built, final)
    temporary = folder / f"{EN_CONSTRUCTION}{CANDIDAT}"
    temporary.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    private(temporary)
    replace_durably(temporary, folder / CANDIDAT)
    return final


def publish_candidate(home: Path, conserver: int) -> Path:
    """Move the pointer to the candidate; called while `run_lock` is held.

    Raises:
        CandidatRefuse: none waits, another version was published since, or the file is no longer the one the
        audits saw.
    """
    waiting = publishable(home)
    close_version(waiting.fichier)
    final = publish(home, waiting.fichier, waiting.date, waiting.version)
    forget(home)
    keep_last(home, conserver)
    return final


def publishable(home: Path) -> Candidat:
    """The candidate, if it may still be published.

    Raises:
        CandidatRefuse: see `publish_candidate`.
    """
    waiting = candidate(home)
    if waiting is None:
        raise CandidatRefuse(
            "Aucune version n’attend",
            "Elle a été publiée ou écartée entre-temps.",
            "Relancez le calcul pour en préparer une.",
        )
    if waiting.base != _published(home):
        raise CandidatRefuse(
            "Une autre version a été publiée entre-temps",
            "Les différences montrées ne sont plus les bonnes : cette version n’est pas publiée.",
            "Relancez le calcul : il repartira de la version publiée.",
        )
    if _print(waiting.fichier) != waiting.empreinte:
        raise CandidatRefuse(
            "Version abîmée",
            "Son fichier n’est plus celui que les contrôles ont lu : il n’est pas publié.",
            "Relancez le calcul.",
        )
    return waiting


def forget(home: Path) -> None:
    """Throw the candidate away, if there is one."""
    folder = home / "data" / "curated"
    for path in [*folder.glob(f"{PREFIXE_CANDIDAT}*.duckdb"), folder / CANDIDAT]:
        close_version(path)
        with suppress(OSError):
            path.unlink()


def _published(home: Path) -> str:
    current = pointer(home)
    return current["version"] if current else ""


def _print(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
