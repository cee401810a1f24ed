"""`workbench serve`: the application, on a workstation or for people who sign in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from workbench.access import workstation_account
from workbench.cli.console import commande, console
from workbench.cli.options import ICI, Home
from workbench.socle.erreurs import ErreurWorkbench


def brancher(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(commande(serve))


def serve(
    home: Home = ICI,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port local.")] = 8501,
    local: Annotated[
        bool, typer.Option("--local", help="Sur ce poste, par une adresse à jeton qui change à chaque fois.")
    ] = False,
    partagee: Annotated[
        bool,
        typer.Option("--serveur", help="Pour ceux qui se connectent (OIDC), derrière un mandataire TLS."),
    ] = False,
    liste: Annotated[
        Path | None,
        typer.Option(
            "--etablissements",
            help="Avec --serveur : le fichier des établissements, un dossier et un processus à chacun.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Ouvrir l'application sur ce poste (127.0.0.1), au seul compte qui la lance."""
    from workbench.ui.serveur import demarrage, etablissements, partage, poste

    root = Path(__file__).resolve().parents[3]
    if not (root / "app.py").is_file():
        raise ErreurWorkbench(
            "Application introuvable", f"{root / 'app.py'} n'existe pas.", "Lancez depuis le dépôt."
        )
    if local and partagee:
        raise ErreurWorkbench(
            "Options contraires", "--local et --serveur ne vont pas ensemble.", "Gardez l'une des deux."
        )
    if liste is not None:
        if not partagee:
            raise ErreurWorkbench(
                "Option incomplète", "--etablissements va avec --serveur.", "Ajoutez --serveur."
            )
        etablissements.serve_all(liste)
        return
    if partagee:
        partage.partager(home, port)
        return
    if local or not poste.MemeCompte.possible():
        jeton, adresse = demarrage.a_jeton(port)
        console.print(f"Application : {adresse} (Ctrl+C pour arrêter)", soft_wrap=True, highlight=False)
        demarrage.demarrer(home, port, jeton)
        return
    console.print(f"Application : http://127.0.0.1:{port} (Ctrl+C pour arrêter)")
    demarrage.demarrer(home, port)


def collect_twins(liste: Path, dossier: Path, home: Path) -> None:
    """Make again the twins of the establishments of that file, but for the region's own home; say what could
    not be.
    """
    from workbench.documents.region.collecte import collect
    from workbench.ui.serveur import etablissements

    homes = [one.home for one in etablissements.read(liste) if one.home != home.resolve()]
    for told in collect(homes, dossier, workstation_account()):
        console.print(f"  [yellow]![/] {escape(told)}", soft_wrap=True)
