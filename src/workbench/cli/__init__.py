"""The `workbench` command."""

from workbench.cli.commandes import app, main

__all__ = ["app", "main"]
