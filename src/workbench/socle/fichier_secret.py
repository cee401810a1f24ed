"""A secret of the establishment's: alone in its file, readable by the account that runs the tool only."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from workbench.socle.erreurs import ErreurWorkbench

AUTRES = stat.S_IRWXG | stat.S_IRWXO


class SecretRefuse(ErreurWorkbench):
    """A secret's file is missing, empty, or readable by others."""


def read_secret(home: Path, written: str) -> bytes:
    """What the file holds, without the spaces around.

    Args:
        written: its path as the settings say it: absolute, or of the home; $VARIABLES are replaced (systemd
            gives $CREDENTIALS_DIRECTORY).

    Raises:
        SecretRefuse: see there.
    """
    path = home / Path(os.path.expandvars(written)).expanduser()
    try:
        mode, held = path.stat().st_mode, path.read_bytes().strip()
    except OSError as error:
        raise SecretRefuse(
            "Secret illisible", f"{path} : {error.strerror}.", "Vérifiez le chemin et le propriétaire."
        ) from error
    if os.name == "posix" and mode & AUTRES:
        raise SecretRefuse(
            "Secret lisible par d’autres",
            f"{path} est ouvert à d’autres comptes (droits {stat.S_IMODE(mode):03o}).",
            f"chmod 600 {path}",
        )
    if not held:
        raise SecretRefuse("Secret vide", f"{path} ne contient rien.", "Déposez-y le secret, seul.")
    return held
