"""What each command asks of whoever runs it, as data (`droits.toml`); a command not listed is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from workbench.access import AccesRefuse, exiger, exiger_tout, workstation_account


@cache
def rules() -> dict[str, Any]:
    """`droits` and `libre` by command, and the commands open to who has a scope."""
    read: dict[str, Any] = tomllib.loads(files("workbench.cli").joinpath("droits.toml").read_text("utf-8"))
    return read


def name_of(function: Callable[..., Any]) -> str:
    """How the register calls a command: its module and its function."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def allow(command: str, home: Path | None) -> None:
    """Stop unless the account that runs this may run that command in that home.

    Raises:
        AccesRefuse: it may not, or the register does not know the command.
    """
    if command in rules()["libre"]:
        return
    right = rules()["droits"].get(command)
    if right is None or home is None:
        raise AccesRefuse(
            "Commande fermée", f"Aucun droit n’est dit pour « {command} ».", "Prévenez votre support."
        )
    account = workstation_account()
    exiger(home, account, right)
    if command not in rules()["perimetre"]["commandes"]:
        exiger_tout(home, account)
