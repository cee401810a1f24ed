"""`workbench review`: cases and account reviews sent out in workbooks, answers taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from workbench.cli import console as affichage
from workbench.cli.console import commande, console
from workbench.cli.options import ICI, Home
from workbench.cli.usage import Groupe
from workbench.looks.formats import accord, nombre

app = typer.Typer(cls=Groupe, help="La revue des cas par classeur Excel.", no_args_is_help=True)
Campagne = Annotated[
    str | None, typer.Option("--campagne", help="Code, RA-…", show_default="la seule ouverte")
]


@app.command("export")
@commande
def review_export(
    fichier: Annotated[Path, typer.Argument(help="Classeur à écrire (.xlsx).")],
    home: Home = ICI,
    pour: Annotated[
        str, typer.Option("--pour", help="Destinataire : il figure dans le classeur et au journal.")
    ] = "équipe projet",
    genre: Annotated[str | None, typer.Option(help="identite ou rpps.")] = None,
    etablissement: Annotated[str | None, typer.Option(help="Code de l'établissement.")] = None,
    service: Annotated[str | None, typer.Option(help="Libellé du service.")] = None,
    source_: Annotated[str | None, typer.Option("--source", help="Code de la source.")] = None,
    nombre_max: Annotated[
        int | None, typer.Option("--nombre", min=1, help="Au plus ce nombre de cas.")
    ] = None,
) -> None:
    """Écrire le classeur des cas à trancher : il ne nomme que les personnes concernées."""
    from workbench.exchange.revue import echange

    filtres = {"genre_cas": genre, "etablissement": etablissement, "service": service, "source": source_}
    count = echange.export(home, fichier, pour, {k: v for k, v in filtres.items() if v}, nombre_max)
    console.print(
        f"[green]✓[/] {fichier} : {nombre(count)} cas pour {pour}. Ce classeur contient des données"
        " personnelles.",
        soft_wrap=True,
    )


@app.command("import")
@commande
def review_import(
    fichier: Annotated[Path, typer.Argument(help="Classeur rempli (.xlsx).")],
    home: Home = ICI,
    auteur: Annotated[str | None, typer.Option(help="Qui importe.", show_default="votre compte")] = None,
    oui: Annotated[bool, typer.Option("--oui", help="Enregistrer sans demander.")] = False,
    remplacer: Annotated[
        bool, typer.Option("--remplacer", help="Remplacer les décisions contraires déjà prises.")
    ] = False,
) -> None:
    """Relire un classeur rempli : montrer ce qui sera enregistré, puis l'enregistrer, en entier ou pas du
    tout.
    """
    from workbench.exchange.plan import record
    from workbench.exchange.revue import echange

    registre, plan = echange.lire(home, fichier, auteur, remplacer)
    affichage.show_return(plan)
    if not plan.entrees:
        return
    if not oui:
        typer.confirm(f"Enregistrer {accord(len(plan.entrees), 'décision')} ?", abort=True)
    written = record(registre, plan)
    console.print(
        f"[green]✓[/] {accord(written, 'décision enregistrée', 'décisions enregistrées')}."
        " Effet à la prochaine exécution :"
        " workbench run"
    )


@app.command("access-export")
@commande
def access_export(
    dossier: Annotated[Path, typer.Argument(help="Dossier où écrire une liste par responsable.")],
    home: Home = ICI,
    campagne: Campagne = None,
) -> None:
    """Écrire les listes d'une campagne de revue des accès, une par responsable."""
    from workbench.exchange.acces import echange

    paths = echange.export(
        home,
        dossier,
        campagne,
        lambda dit: console.print(f"  [yellow]![/] {escape(dit)}", soft_wrap=True),
    )
    console.print(
        f"[green]✓[/] {dossier} : {accord(len(paths), 'liste')}. Des personnes y sont nommées.",
        soft_wrap=True,
    )


@app.command("access-import")
@commande
def access_import(
    fichier: Annotated[Path, typer.Argument(help="Liste remplie (.xlsx).")],
    home: Home = ICI,
    campagne: Campagne = None,
    auteur: Annotated[str | None, typer.Option(help="Qui importe.", show_default="votre compte")] = None,
) -> None:
    """Enregistrer une liste remplie, en entier ou pas du tout : chaque faute est dite avec sa ligne et sa
    colonne.
    """
    from workbench.exchange.acces import echange
    from workbench.exchange.plan import record

    registre, found, plan = echange.lire(home, fichier, campagne, auteur)
    affichage.show_access_return(plan)
    if not plan.fautes:
        written = record(registre, plan)
        console.print(
            f"[green]✓[/] {found.titre} : {accord(written, 'réponse enregistrée', 'réponses enregistrées')}.",
            soft_wrap=True,
        )


@app.command("list-import")
@commande
def list_import(
    fichier: Annotated[Path, typer.Argument(help="Liste de travail remplie (.xlsx).")],
    home: Home = ICI,
    auteur: Annotated[str | None, typer.Option(help="Qui importe.", show_default="votre compte")] = None,
) -> None:
    """Enregistrer les « Fait le » d'une liste, en entier ou pas du tout : démarches, ou gestes dits faits."""
    from workbench.exchange.listes import retour
    from workbench.exchange.plan import record

    registre, plan = retour.reprendre(home, fichier, auteur)
    affichage.show_access_return(plan)
    written = record(registre, plan)
    console.print(
        f"[green]✓[/] {accord(written, 'entrée enregistrée', 'entrées enregistrées')}."
        " Effet à la prochaine exécution :"
        " workbench run"
    )
