"""What reading a zip that is spoilt, cut, ciphered or foreign may raise: said once, caught everywhere; and a
plain one read fast.
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Collection
from typing import Any

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

FIN = struct.Struct("<4sHHHHIIH")  # end of the central directory
ENTREE = struct.Struct("<4sHHHHHHIIIHHHHHII")  # one file in it
LOCALE = struct.Struct("<4sHHHHHIIIHH")  # the same, before its bytes
UTF8, VERSION = 0x800, 20
ORDINAIRES = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_plain(archive: bytes, voulus: Collection[str], taille_max: int) -> dict[str, bytes] | None:
    """The wanted files of an archive as plain as those we write, three times faster than `zipfile` for many
    small ones. None when anything at all is unusual or wrong: `zipfile` then reads it, or says why not.
    """
    try:
        return _plain(archive, {nom.encode() for nom in voulus}, taille_max)
    except (struct.error, zlib.error):
        return None


def _plain(archive: bytes, voulus: set[bytes], taille_max: int) -> dict[str, bytes] | None:
    fin = len(archive) - FIN.size
    if fin < 0:
        return None
    signe, disque, premier, ici, nombre, taille, debut, commentaire = FIN.unpack_from(archive, fin)
    if signe != b"PK\5\6" or disque or premier or ici != nombre or commentaire or debut + taille != fin:
        return None
    lus: dict[bytes, bytes] = {}
    place = debut
    for _ in range(nombre):
        entree = ENTREE.unpack_from(archive, place)
        nom = archive[place + ENTREE.size : place + ENTREE.size + entree[10]]
        place += ENTREE.size + entree[10]
        if entree[0] != b"PK\1\2" or entree[2] > VERSION or any(entree[11:14]) or nom in lus:
            return None
        if not nom.isascii():
            return None
        taille_max -= entree[9] if nom in voulus else 0
        if nom in voulus and taille_max >= 0:
            octets = _entry(archive, nom, entree)
            if octets is None:
                return None
            lus[nom] = octets
    if place != fin or lus.keys() != voulus:
        return None
    return {nom.decode(): octets for nom, octets in lus.items()}


def _entry(archive: bytes, nom: bytes, entree: tuple[Any, ...]) -> bytes | None:
    _, _, _, drapeaux, methode, _, _, somme, serre, taille, *_, place = entree
    locale = LOCALE.unpack_from(archive, place)
    debut = place + LOCALE.size + len(nom)
    if (
        locale[0] != b"PK\3\4"
        or locale[2:4] != (drapeaux, methode)
        or locale[9:] != (len(nom), 0)
        or archive[place + LOCALE.size : debut] != nom
        or drapeaux & ~UTF8
        or methode not in ORDINAIRES
    ):
        return None
    octets = archive[debut : debut + serre]
    if methode == zipfile.ZIP_DEFLATED:
        ouvre = zlib.decompressobj(-zlib.MAX_WBITS)
        octets = ouvre.decompress(octets, taille + 1)  # no more than announced, and one to see more
        if not ouvre.eof:
            return None
    return octets if len(octets) == taille and zlib.crc32(octets) == somme else None
