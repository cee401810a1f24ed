"""A zip as downloaded: its single readable member is unpacked beside, within limits."""

from __future__ import annotations

import fnmatch
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from workbench.looks.formats import nombre
from workbench.socle.settings import Limites
from workbench.socle.zips import ILLISIBLE
from workbench.sources.modeles import SourceInutilisable

LISIBLES = {
    ".csv",
    ".txt",
    ".tsv",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".xlsb",
    ".ods",
    ".parquet",
    ".ldf",
    ".ldif",
    ".json",
}


@contextmanager
def member_of(path: Path, limites: Limites, motif: str = "*") -> Iterator[Path]:
    """The one table of a zip, unpacked in a folder that goes away.

    Args:
        motif: pattern of the member, used when several could be read.

    Raises:
        SourceInutilisable: not a zip, a password, none or several tables, more bytes than the limits allow.
    """
    advice = "Décompressez l'archive et déposez dans la livraison le fichier voulu."
    try:
        with zipfile.ZipFile(path) as archive:
            member = _single(path.name, archive, motif, advice)
            bounded(path.name, member, limites, advice)
            with tempfile.TemporaryDirectory() as folder:
                target = Path(folder) / PurePosixPath(member.filename.replace("\\", "/")).name
                with archive.open(member) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
                yield target
    except ILLISIBLE as error:
        raise SourceInutilisable(
            "Archive illisible", f"{path.name} ne se lit pas (détail technique : {error}).", advice
        ) from error


def _single(name: str, archive: zipfile.ZipFile, motif: str, advice: str) -> zipfile.ZipInfo:
    members = [
        info
        for info in archive.infolist()
        if not info.is_dir()
        and PurePosixPath(info.filename).suffix.lower() in LISIBLES
        and not info.filename.startswith("__MACOSX")
    ]
    if len(members) > 1:
        close = [i for i in members if fnmatch.fnmatch(PurePosixPath(i.filename).name.lower(), motif.lower())]
        members = close or members
    if len(members) != 1:
        listed = ", ".join(PurePosixPath(info.filename).name for info in members[:6]) or "aucun"
        raise SourceInutilisable(
            "Archive à décompresser",
            f"{name} : un seul fichier lisible est attendu dans l'archive ; trouvé : {listed}.",
            advice,
        )
    if members[0].flag_bits & 1:
        raise SourceInutilisable("Archive protégée", f"{name} demande un mot de passe.", advice)
    return members[0]


def bounded(name: str, member: zipfile.ZipInfo, limites: Limites, advice: str) -> None:
    """Raises SourceInutilisable when a member would swell beyond the limits."""
    ratio = member.file_size / max(1, member.compress_size)
    if member.file_size > limites.octets_decompresses or (
        ratio > limites.expansion_zip and member.file_size > 50_000_000
    ):
        raise SourceInutilisable(
            "Archive démesurée",
            f"{name} : {member.filename} passerait de {nombre(member.compress_size)} à"
            f" {nombre(member.file_size)} octets.",
            f"{advice} Si cette taille est normale, relevez [limites] octets_decompresses ou expansion_zip.",
        )


def check_workbook(path: Path, limites: Limites) -> None:
    """A workbook is a zip too: refuse one that swells.

    Raises:
        SourceInutilisable: more bytes once unpacked than the limits allow.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except ILLISIBLE:
        return  # the workbook reader will say what it is
    total, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if total > limites.octets_decompresses or (
        total > 50_000_000 and total > limites.expansion_zip * max(1, packed)
    ):
        raise SourceInutilisable(
            "Classeur démesuré",
            f"{path.name} : {packed // 1000} Ko qui en deviennent {total // 1000} une fois ouverts.",
            "Copiez les données utiles dans un classeur neuf, ou exportez en CSV.",
        )
