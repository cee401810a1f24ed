"""`workbench doctor`: what is wrong with this installation, and the way out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer
from rich.markup import escape

from workbench.cli.console import commande, console
from workbench.cli.options import ICI, Home
from workbench.run.docteur import Constat, examine
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings


def brancher(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(commande(doctor))


def doctor(home: Home = ICI) -> None:
    """Dire ce qui ne va pas dans cette installation, et le remède ; code de sortie 1 s’il y a à faire."""
    from workbench.ui.serveur import partage

    found = examine(home, dt.date.today(), Path(__file__).resolve().parents[3])
    try:
        settings = load_settings(home)
    except ErreurWorkbench:
        pass  # already said
    else:
        if settings.serveur.adresse:
            found += [
                Constat(f"Mode serveur : {told}", partage.CONSEIL) for told in partage.missing(settings)
            ]
    for one in found:
        console.print(f"[yellow]•[/] {escape(one.dit)}", soft_wrap=True, highlight=False)
        if one.remede:
            console.print(f"  → {escape(one.remede)}", soft_wrap=True, highlight=False)
    if found:
        raise typer.Exit(1)
    console.print("[green]✓[/] Rien à signaler.")
