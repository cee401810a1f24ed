"""What reading a zip that is spoilt, cut, ciphered or foreign may raise: said once, caught everywhere."""

from __future__ import annotations

import lzma
import zipfile
import zlib

ILLISIBLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,  # an offset before the file's start
)
