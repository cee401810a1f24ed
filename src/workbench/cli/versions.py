"""`workbench version`: the versions kept; publish the one that waits, throw it away (`workbench revenir` goes
back to an earlier one).
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from workbench.access import workstation_account
from workbench.cli.console import commande, console
from workbench.cli.options import ICI, Home
from workbench.cli.usage import Groupe
from workbench.looks.formats import instant, jour
from workbench.run import versions
from workbench.warehouse.candidat import candidate

app = typer.Typer(cls=Groupe, help="Les versions : lister, publier, écarter.", no_args_is_help=True)
Motif = Annotated[str, typer.Option(help="Pourquoi : inscrit au registre.")]


@app.command("list")
@commande
def version_list(home: Home = ICI) -> None:
    """Les versions conservées, et celle qui attend d'être publiée."""
    table = Table("Version", "Données du", "Calculée le", "", title="Versions")
    if (waiting := candidate(home)) is not None:
        table.add_row(waiting.version, jour(waiting.date), "", "[yellow]en attente[/]")
    for one in versions.versions(home):
        ended = instant(one.terminee_le) if one.terminee_le else ""
        table.add_row(one.nom, jour(one.date), ended, "[green]publiée[/]" if one.courante else "")
    console.print(table)


@app.command("publish")
@commande
def version_publish(motif: Motif, home: Home = ICI) -> None:
    """Publier la version qui attend (workbench run --candidat)."""
    console.print(
        f"[green]✓[/] {versions.publish_waiting(home, workstation_account(), motif)}", soft_wrap=True
    )


@app.command("discard")
@commande
def version_discard(motif: Motif, home: Home = ICI) -> None:
    """Écarter la version qui attend ; la version publiée reste."""
    versions.discard(home, workstation_account(), motif)
    console.print("[green]✓[/] Version écartée. La version publiée n'a pas changé.")
