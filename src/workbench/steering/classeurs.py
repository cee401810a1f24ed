"""What is checked of a workbook somebody hands in before anything of it is read."""

from __future__ import annotations

import zipfile
from io import BytesIO


def borner(contenu: bytes, gonfle_max: int) -> None:
    """Refuse an archive that would inflate beyond that many bytes: a small file can hold gigabytes.

    Raises:
        ValueError: it would. zipfile.BadZipFile: not an archive.
    """
    with zipfile.ZipFile(BytesIO(contenu)) as archive:
        if sum(part.file_size for part in archive.infolist()) > gonfle_max:
            raise ValueError("contenu démesuré")
