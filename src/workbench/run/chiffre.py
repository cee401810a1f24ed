"""A backup encrypted with the establishment's own key: AES-256-GCM, block after block.

Each block carries its rank and whether it is the last: one changed, moved, repeated or cut off is refused.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from workbench.socle.erreurs import ErreurWorkbench

MARQUE = b"ETABLI-CHIFFRE-1\n"
CLE_OCTETS = 32
BLOC = 1024**2
_SEL, _NONCE, _ETIQUETTE = 16, 12, 16


def new_key(path: Path) -> None:
    """Write a new key (0600); an existing file is never overwritten.

    Raises:
        ErreurWorkbench: the file exists.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise ErreurWorkbench("Clé non écrite", f"{path} existe déjà.", "Choisissez un autre nom.") from error
    with os.fdopen(descriptor, "w") as file:
        file.write(os.urandom(CLE_OCTETS).hex() + "\n")


def key_of(held: bytes) -> bytes:
    """The key a file holds, in hexadecimal.

    Raises:
        ErreurWorkbench: it is not one.
    """
    try:
        key = bytes.fromhex(held.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != CLE_OCTETS:
        raise ErreurWorkbench(
            "Clé de sauvegarde illisible",
            f"Le fichier de clé doit contenir {CLE_OCTETS * 2} chiffres hexadécimaux, et rien d’autre.",
            "Faites-en une par « workbench cle-sauvegarde FICHIER », ou retrouvez la bonne.",
        )
    return key


def is_encrypted(path: Path) -> bool:
    """Was this file written by `encrypt`?"""
    with path.open("rb") as file:
        return file.read(len(MARQUE)) == MARQUE


def encrypt(source: IO[bytes], target: IO[bytes], key: bytes) -> None:
    """Write `source` encrypted; a key of its own for this file, drawn from a salt and ours."""
    salt = os.urandom(_SEL)
    target.write(MARQUE + salt)
    cipher = _cipher(key, salt)
    for rank, (block, last) in enumerate(_blocks(source, BLOC)):
        target.write(cipher.encrypt(_nonce(rank, last), block, MARQUE))


def decrypt(source: IO[bytes], target: IO[bytes], key: bytes) -> None:
    """Write `source` in clear.

    Raises:
        ErreurWorkbench: another key, or a file changed or cut; what was written is worth nothing.
    """
    from cryptography.exceptions import InvalidTag

    source.read(len(MARQUE))
    cipher = _cipher(key, source.read(_SEL))
    try:
        for rank, (block, last) in enumerate(_blocks(source, BLOC + _ETIQUETTE)):
            target.write(cipher.decrypt(_nonce(rank, last), block, MARQUE))
    except InvalidTag as error:
        raise ErreurWorkbench(
            "Sauvegarde indéchiffrable",
            "Ce n’est pas la clé qui l’a écrite, ou le fichier a été modifié ou coupé.",
            "Vérifiez sauvegarde.cle_fichier, ou prenez une autre sauvegarde. Rien n’a été changé.",
        ) from error


def _cipher(key: bytes, salt: bytes):  # type: ignore[no-untyped-def]
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), CLE_OCTETS, salt, MARQUE).derive(key))


def _nonce(rank: int, last: bool) -> bytes:
    return struct.pack(">BxxxQ", last, rank)[:_NONCE]


def _blocks(source: IO[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Blocks of that size, and whether each is the last; an empty file is one empty block."""
    block = source.read(size)
    while True:
        following = source.read(size)
        yield block, not following
        if not following:
            return
        block = following
