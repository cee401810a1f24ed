"""Whose account runs this: asked of the system, never of an environment variable anyone may set."""

from __future__ import annotations

import os
import sys

ENVIRONNEMENT = "WORKBENCH_UTILISATEUR"
INCONNU = "poste local"


def workstation_account() -> str:
    """The account this process runs under; LOGNAME and USERNAME are not asked, they can be written."""
    try:
        if sys.platform == "win32":
            return os.getlogin()  # GetUserName there: the account itself
        import pwd

        return pwd.getpwuid(os.geteuid()).pw_name
    except (KeyError, OSError):
        return INCONNU


def named_user() -> str:
    """Who is said to be looking: WORKBENCH_UTILISATEUR, else the account. It opens no more than the account
    (`role_of`).
    """
    return os.environ.get(ENVIRONNEMENT) or workstation_account()
