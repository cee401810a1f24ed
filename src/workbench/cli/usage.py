"""The command line's own messages (unknown option, missing argument, help), told in French."""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import typer
from typer.core import TyperGroup

from workbench.cli.console import show_error
from workbench.socle.erreurs import ErreurWorkbench

USAGE = 2


@cache
def _phrases() -> dict[str, Any]:
    return tomllib.loads(files("workbench.cli").joinpath("usage.toml").read_text("utf-8"))


def en_francais(message: str) -> str:
    """The library's sentence in French; unknown ones stay as they are."""
    for phrase in _phrases()["phrases"]:
        message = re.sub(phrase["anglais"], phrase["francais"], message)
    return message


class Groupe(TyperGroup):
    """A group of commands that answers a wrong line in French, with the usage exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; when standalone, errors are shown and the process ends with their code."""
        standalone = kwargs.pop("standalone_mode", True)
        kwargs["standalone_mode"] = False
        if not standalone:
            return super().main(*args, **kwargs)
        try:
            code = super().main(*args, **kwargs)
        except typer.Abort:
            show_error(ErreurWorkbench("Abandonné", "Rien n'a été changé."))
            sys.exit(1)
        except Exception as error:
            _show_usage(error)
            sys.exit(USAGE)
        sys.exit(code if isinstance(code, int) else 0)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, its help option described in French."""
        return _french_help(super().get_command(ctx, cmd_name), ctx)

    def get_params(self, ctx: Any) -> Any:
        """The parameters, help option described in French."""
        _french_help(self, ctx)
        return super().get_params(ctx)


def _french_help(command: Any, ctx: Any) -> Any:
    option = command.get_help_option(ctx) if command is not None else None
    if option is not None:
        option.help = _phrases()["aide"]
    return command


def _show_usage(error: Exception) -> None:
    """A wrong line: what is wrong, and where the help is. Anything else is not ours to translate."""
    if not hasattr(error, "format_message"):
        raise error
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # type: ignore[attr-defined]
        return
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "workbench"
    show_error(
        ErreurWorkbench("Commande mal écrite", en_francais(error.format_message()), f"Aide : {path} --help")
    )
