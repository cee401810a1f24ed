"""Files dropped by a person, before they are a delivery: named safely, unpacked within limits, kept aside in
`data/depot/`, then put whole in a dated delivery folder.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire
from workbench.socle.settings import Limites, Settings, Source
from workbench.socle.zips import ILLISIBLE
from workbench.sources.depots import refuse_future
from workbench.sources.lecture.archives import LISIBLES, bounded
from workbench.sources.modeles import SourceInutilisable
from workbench.warehouse.memoire import sha256

ARCHIVE = ".zip"
MORCEAU = 1 << 20
_INTERDITS = re.compile(r'[\x00-\x1f\x7f<>:"|?*/\\]')


class DepotRefuse(ErreurWorkbench):
    """A file that is not taken; the others are."""


@dataclass(frozen=True)
class Recu:
    """What one dropped file gave: the files kept, what was left in the archive."""

    fichiers: list[Path]
    laisses: list[str]


def rules() -> dict[str, Any]:
    """`depot.toml`."""
    return lire("workbench.sources", "depot.toml")


def owner(source: Source) -> str:
    """Who must mend the files of that source."""
    return source.proprietaire or str(rules()["proprietaires"][source.nature])


def folder(home: Path) -> Path:
    """Where dropped files wait (0700)."""
    path = home / "data" / "depot"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def waiting(home: Path) -> list[Path]:
    """Files that wait, by name."""
    path = home / "data" / "depot"
    return sorted(one for one in path.iterdir() if _kept(one)) if path.is_dir() else []


def _kept(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".")


def safe_name(name: str) -> str:
    """The last part of a name, without what a folder or another system would read in it.

    Raises:
        DepotRefuse: nothing is left of it, or it is of no kind that can be read.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = _INTERDITS.sub("_", unicodedata.normalize("NFC", last)).strip(" .")
    stem, suffix = Path(clean).stem, Path(clean).suffix
    if not stem.strip("_ ."):
        raise DepotRefuse("Nom de fichier refusé", f"« {name} »", "Renommez ce fichier, puis redéposez-le.")
    if suffix.lower() not in LISIBLES | {ARCHIVE}:
        raise DepotRefuse(
            "Type de fichier refusé",
            f"« {clean} » n’est pas une liste que l’outil sait lire.",
            f"Types lus : {', '.join(sorted(LISIBLES | {ARCHIVE}))}. Exportez la liste en Excel ou en CSV.",
        )
    return stem[: int(rules()["nom_max"]) - len(suffix)] + suffix


def receive(home: Path, name: str, flux: IO[bytes], limites: Limites) -> Recu:
    """Keep a dropped file, or the readable files of a dropped archive.

    Raises:
        DepotRefuse: empty, too big, of no readable kind, an archive that swells, or dropped already.
    """
    clean = safe_name(name)
    if len(waiting(home)) >= rules()["fichiers_max"]:
        raise DepotRefuse(
            "Trop de fichiers en attente",
            f"« {clean} » n’est pas gardé.",
            "Rangez ou retirez d’abord ceux qui attendent.",
        )
    if not clean.lower().endswith(ARCHIVE):
        return Recu([_keep(home, clean, flux, limites.octets_fichier)], [])
    try:
        with zipfile.ZipFile(flux) as archive:
            return _unpack(home, clean, archive, limites)
    except SourceInutilisable as error:
        advice = "Déposez les fichiers un par un, sans archive."
        raise DepotRefuse(error.titre, error.message, advice) from error
    except ILLISIBLE as error:
        raise DepotRefuse(
            "Archive illisible",
            f"« {clean} » ne s’ouvre pas (abîmée, ou protégée par un mot de passe).",
            "Ouvrez-la sur votre poste et déposez les fichiers qu’elle contient.",
        ) from error


def _unpack(home: Path, name: str, archive: zipfile.ZipFile, limites: Limites) -> Recu:
    inside = [one for one in archive.infolist() if not one.is_dir() and "__MACOSX" not in one.filename]
    tables = [one for one in inside if PurePosixPath(one.filename).suffix.lower() in LISIBLES]
    left = [PurePosixPath(one.filename).name for one in inside if one not in tables]
    if not tables or len(tables) > rules()["membres_max"]:
        found = "aucun fichier lisible" if not tables else f"{len(tables)} fichiers"
        raise DepotRefuse(
            "Archive refusée", f"« {name} » contient {found}.", "Déposez seulement les listes à lire."
        )
    for one in tables:
        bounded(name, one, limites, "")
    total = sum(one.file_size for one in tables)
    if total > min(limites.octets_decompresses, shutil.disk_usage(folder(home)).free):
        raise DepotRefuse(
            "Archive démesurée",
            f"« {name} » deviendrait trop volumineuse une fois ouverte.",
            "Déposez seulement les listes à lire.",
        )
    kept: list[Path] = []
    try:
        for one in tables:
            with archive.open(one) as flux:
                kept.append(_keep(home, safe_name(one.filename), flux, limites.octets_fichier))
    except ErreurWorkbench:
        for path in kept:  # an archive is taken whole or not at all
            path.unlink(missing_ok=True)
        raise
    return Recu(kept, left)


def _keep(home: Path, name: str, flux: IO[bytes], limit: int) -> Path:
    place = folder(home)
    final, temporary = place / name, place / f".{name}.partiel"
    try:
        size = _copy(flux, temporary, limit)
        if not size:
            raise DepotRefuse(
                "Fichier vide", f"« {name} » ne contient rien.", "Refaites l’extraction, puis redéposez-le."
            )
        if size > limit:
            raise DepotRefuse(
                "Fichier trop gros", f"« {name} » dépasse la taille admise.", "Déposez une liste moins large."
            )
        digest = sha256(temporary)
        for other in waiting(home):
            if sha256(other) == digest:
                raise DepotRefuse(
                    "Fichier déjà déposé",
                    f"« {name} » est identique à « {other.name} ».",
                    "Rien à faire : un seul suffit.",
                )
        if final.exists():
            raise DepotRefuse(
                "Nom déjà pris",
                f"Un autre « {name} » attend, de contenu différent.",
                "Retirez l’ancien de la liste, ou renommez le nouveau.",
            )
        temporary.replace(final)
    finally:
        temporary.unlink(missing_ok=True)
    return final


def _copy(flux: IO[bytes], target: Path, limit: int) -> int:
    """Bytes written; stops just after the limit."""
    size = 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        for piece in _pieces(flux):
            size += len(piece)
            out.write(piece)
            if size > limit:
                break
    return size


def _pieces(flux: IO[bytes]) -> Iterator[bytes]:
    while piece := flux.read(MORCEAU):
        yield piece


def remove(home: Path, name: str) -> None:
    """Forget a file that waits."""
    for path in waiting(home):
        if path.name == name:
            path.unlink(missing_ok=True)


def deliver(
    settings: Settings, date: dt.date, published: dt.date | None, today: dt.date, names: list[str]
) -> list[Path]:
    """Put these files, all of them or none, in the delivery folder of that date.

    Args:
        published: date of the published version: what is before is closed.

    Raises:
        DepotRefuse: the date is closed, a file of that name is there already. ErreurWorkbench: far ahead.
    """
    if published and date < published:
        raise DepotRefuse(
            "Date déjà passée",
            f"La version publiée est du {published:%d/%m/%Y} : une livraison du {date:%d/%m/%Y} réécrirait"
            " le passé.",
            f"Choisissez le {published:%d/%m/%Y} ou une date suivante.",
        )
    refuse_future(settings, date, today)
    target = settings.raw / date.isoformat()
    chosen = [path for path in waiting(settings.home) if path.name in names]
    if taken := [path.name for path in chosen if (target / path.name).exists()]:
        raise DepotRefuse(
            "Fichier déjà dans cette livraison",
            f"« {taken[0]} » est déjà dans la livraison du {date:%d/%m/%Y} ; ce qui est reçu n’est jamais"
            " remplacé.",
            "Choisissez une autre date, ou renommez le fichier corrigé puis redéposez-le.",
        )
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [path.rename(target / path.name) for path in chosen]


def withdraw(settings: Settings, date: dt.date, published: dt.date | None, name: str) -> None:
    """Take a file out of a delivery that no version has read, back among those that wait.

    Raises:
        DepotRefuse: the published version has read that delivery, or a file of that name waits already.
    """
    path = settings.raw / date.isoformat() / Path(name).name
    if published and date <= published:
        raise DepotRefuse(
            "Livraison déjà publiée",
            f"La version publiée a lu la livraison du {date:%d/%m/%Y} : elle ne change plus.",
            "Déposez le fichier corrigé dans une nouvelle livraison.",
        )
    back = folder(settings.home) / path.name
    if back.exists():
        raise DepotRefuse(
            "Nom déjà pris", f"Un autre « {path.name} » attend.", "Retirez-le d’abord de la liste."
        )
    if path.is_file():
        path.rename(back)
