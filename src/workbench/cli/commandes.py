"""The `workbench` command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import typer.rich_utils as aide

from workbench.access import exiger, workstation_account
from workbench.cli import console as affichage
from workbench.cli import docteur as cli_docteur
from workbench.cli import exports as cli_exports
from workbench.cli import preuve as cli_preuve
from workbench.cli import projet as cli_projet
from workbench.cli import psi as cli_psi
from workbench.cli import retour as cli_retour
from workbench.cli import revue as cli_revue
from workbench.cli import serveur as cli_serveur
from workbench.cli import sources as cli_sources
from workbench.cli import versions as cli_versions
from workbench.cli import vie_privee as cli_vie_privee
from workbench.cli.console import commande, console, followed, progression, read_day, show_written
from workbench.cli.options import EXPORTS, ICI, Home, Jour, export_folder
from workbench.cli.usage import Groupe
from workbench.looks.formats import accord, nombre
from workbench.run import sauvegarde
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.sources.confirmation import Confirmation
from workbench.sources.jugement import rules as delivery_rules
from workbench.warehouse import published_path

aide.ARGUMENTS_PANEL_TITLE, aide.COMMANDS_PANEL_TITLE = "Arguments", "Commandes"
aide.DEFAULT_STRING, aide.REQUIRED_LONG_STRING = "[défaut : {}]", "[obligatoire]"
app = typer.Typer(
    name="workbench",
    cls=Groupe,
    help=(
        "Établi HospiConnect : rapprocher les identités, les relier au RPPS, piloter les jalons 2027 et 2028."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
export = typer.Typer(
    cls=Groupe, help="Produire les fichiers qui sortent de l'établissement.", no_args_is_help=True
)
app.add_typer(cli_sources.app, name="source")
app.add_typer(cli_revue.app, name="review")
app.add_typer(export, name="export")
app.add_typer(cli_versions.app, name="version")
cli_exports.brancher(export)
cli_versions.brancher(app)
app.add_typer(cli_projet.app, name="project")
app.add_typer(cli_retour.app, name="retour")
app.add_typer(cli_psi.app, name="psi")
app.add_typer(cli_preuve.app, name="preuve")


@app.command()
@commande
def demo(
    home: Home = ICI,
    agents: Annotated[int, typer.Option(min=20, help="Nombre d'agents fictifs.")] = 6_000,
    rpps: Annotated[int, typer.Option(min=100, help="Personnes du répertoire national fictif.")] = 150_000,
    graine: Annotated[int, typer.Option(help="Même graine, mêmes fichiers.")] = 2026,
    evaluer: Annotated[
        bool, typer.Option("--evaluer", help="Comparer le résultat publié à la vérité connue.")
    ] = False,
    vivre: Annotated[
        bool,
        typer.Option(
            "--vivre", help="Jouer six mois du projet fictif : décisions et livraisons, mois par mois."
        ),
    ] = False,
    executer: Annotated[
        bool,
        typer.Option(
            "--executer", help="Puis publier chaque livraison, de la plus ancienne à la plus récente."
        ),
    ] = False,
    variante: Annotated[
        bool,
        typer.Option(
            "--variante",
            help="Un second hôpital fictif : autres systèmes et colonnes, autres défauts, plus d'homonymes.",
        ),
    ] = False,
) -> None:
    """Écrire les livraisons d'un GHT fictif et ses réglages, jamais par-dessus de vrais fichiers."""
    from workbench import demo

    if evaluer:
        console.print(demo.evaluer(home).texte, markup=False, highlight=False)
        return
    if vivre and variante:
        raise ErreurWorkbench(
            "Options contraires",
            "Les six mois du projet fictif sont écrits pour le premier GHT, pas pour la variante.",
            "Gardez --vivre ou --variante.",
        )
    home.mkdir(parents=True, exist_ok=True)
    with followed(home, "demo") as progress:
        written = demo.generate(home, agents, rpps, graine, progress, demo.variante() if variante else None)
        entries = demo.vivre(home, progress, affichage.show_bilan) if vivre else 0
        if executer and not vivre:
            from workbench.run import pipeline

            pipeline.run_all_deliveries(home, progress, affichage.show_bilan)
    console.print(
        f"[green]✓[/] GHT fictif écrit dans {home.resolve() / 'data' / 'raw'} : "
        f"{nombre(written.agents)} agents, {nombre(written.fichiers)} fichiers. "
        + (f"{nombre(entries)} entrées au registre." if vivre else "Suite : workbench run --tout")
    )


@app.command()
@commande
def run(
    home: Home = ICI,
    date: Jour = None,
    tout: Annotated[
        bool, typer.Option("--tout", help="Une exécution par livraison pas encore jouée.")
    ] = False,
    confirmer: Annotated[
        list[str] | None,
        typer.Option(help="Source dont la livraison surprenante est juste (répétable).", show_default=False),
    ] = None,
    motif: Annotated[
        str | None, typer.Option(help="Pourquoi elle est juste, avec --confirmer.", show_default=False)
    ] = None,
    candidat: Annotated[
        bool,
        typer.Option(
            "--candidat", help="Écrire la version sans la publier : workbench version publish le fera."
        ),
    ] = False,
) -> None:
    """Exécuter : lire les livraisons connues à la date, rapprocher, contrôler, publier."""
    from workbench.run import pipeline

    if tout and date:
        raise ErreurWorkbench(
            "Options contraires", "--date et --tout ne vont pas ensemble.", "Gardez l'une des deux."
        )
    if tout and candidat:
        raise ErreurWorkbench(
            "Options contraires",
            "--candidat garde une seule version en attente.",
            "Retirez --tout : la plus ancienne livraison à jouer se donne par --date.",
        )
    if bool(confirmer) != bool(motif and motif.strip()):
        raise ErreurWorkbench(
            "Confirmation incomplète",
            "--confirmer SOURCE et --motif vont ensemble.",
            'Écrivez par exemple : workbench run --confirmer sirh --motif "nouveau logiciel RH au 1er'
            ' octobre".',
        )
    compte = workstation_account()
    said = Confirmation(confirmer, compte, str(motif)) if confirmer else None
    day = read_day(date)
    with followed(home, "run") as progress:
        if tout:
            last = pipeline.run_all_deliveries(home, progress, affichage.show_bilan, said)[-1]
        else:
            last = pipeline.run(home, day, progress, said, not candidat)
            affichage.show_bilan(last, not candidat)
    affichage.show_details(last)
    affichage.show_notices(pipeline.notices(home, last.date))


@app.command()
@commande
def check(home: Home = ICI, date: Jour = None) -> None:
    """Contrôler les livraisons sans rien publier ; code de sortie 1 si un fichier est refusé ou à
    confirmer.
    """
    from workbench.run import pipeline

    day = read_day(date)
    with progression() as progress:
        judged = pipeline.check(home, day, progress)
    affichage.show_control(judged, delivery_rules(home))
    affichage.show_notices(pipeline.notices(home, day))
    if not judged.utilisable:
        raise typer.Exit(1)
    console.print("[green]✓[/] Toutes les sources reçues sont utilisables.")


cli_serveur.brancher(app)
cli_vie_privee.brancher(app)
cli_docteur.brancher(app)


@app.command()
@commande
def where(home: Home = ICI) -> None:
    """Afficher le chemin du fichier publié (DuckDB, à ouvrir en lecture seule)."""
    typer.echo(str(published_path(home).resolve()))


@app.command()
@commande
def region(
    dossier: Annotated[
        Path, typer.Argument(help="Dossier des fichiers jumeaux (.zip), et de attendus.csv si vous l'avez.")
    ],
    home: Home = ICI,
    out: Annotated[Path, typer.Option(help="Dossier où écrire.")] = EXPORTS,
    nom: Annotated[
        str | None, typer.Option(help="Nom de la région.", show_default="réglages, sinon Région")
    ] = None,
    seuil: Annotated[
        int | None,
        typer.Option(min=2, help="Seuil de masquage exigé des envois.", show_default="réglages, sinon 5"),
    ] = None,
    classement: Annotated[
        bool, typer.Option("--classement", help="Ajouter le classement des établissements.")
    ] = False,
    etablissements: Annotated[
        Path | None,
        typer.Option(help="Ceux de ce serveur : leurs jumeaux sont d’abord refaits.", show_default=False),
    ] = None,
) -> None:
    """Réunir les fichiers jumeaux de plusieurs établissements : un classeur et un jumeau régional."""
    from workbench.documents.region import classeur, consolidation

    if etablissements is not None:
        cli_serveur.collect_twins(etablissements, dossier, home)
    target = export_folder(home, out)
    settings = load_settings(home) if (home / "workbench.toml").is_file() else None
    asked = seuil or (settings.execution.seuil_petites_cellules if settings else 5)
    with progression() as progress:
        found = consolidation.consolider(dossier, asked, progress)
    affichage.show_region(found)
    if found.recus.is_empty():
        raise typer.Exit(1)
    name = nom or (settings.region.nom if settings else "Région")
    written = classeur.export(found, name, target, classement)
    console.print(f"[green]✓[/] {written}\n[green]✓[/] {written.with_suffix('.zip')}", soft_wrap=True)


@export.command("anomalies")
@commande
def export_anomalies(
    home: Home = ICI,
    source_: Annotated[
        str | None, typer.Option("--source", help="Une seule source, par son code.", show_default="toutes")
    ] = None,
    out: Annotated[Path, typer.Option(help="Dossier.")] = EXPORTS,
) -> None:
    """Un classeur par source : ce qui a été refusé ou mis en doute, où, et ce que son propriétaire doit
    corriger.
    """
    from workbench.documents.listes import anomalies

    target = export_folder(home, out)
    show_written(anomalies.export(home, target, source_))


@app.command()
@commande
def backup(
    fichier: Annotated[Path, typer.Argument(help="Archive à écrire (.zip).")], home: Home = ICI
) -> None:
    """Sauvegarder entrepôt publié, décisions et réglages dans une archive (elle contient des données
    personnelles).
    """
    size = sauvegarde.backup(home, fichier)
    console.print(
        f"[green]✓[/] {fichier} ({size / 1024**2:.1f} Mio). À conserver comme une donnée personnelle."
    )


@app.command()
@commande
def restore(
    fichier: Annotated[Path, typer.Argument(help="Archive à remettre en place.")],
    home: Home = ICI,
    cle: Annotated[
        Path | None, typer.Option(help="Clé d’une archive chiffrée.", show_default="réglages")
    ] = None,
    en_clair: Annotated[
        bool, typer.Option("--en-clair", help="Accepter une archive d’avant la clé, non chiffrée.")
    ] = False,
) -> None:
    """Remettre en place une sauvegarde, vérifiée avant de rien changer ; code de sortie 1 si elle portait
    un registre ou un journal modifié hors de l'outil.
    """
    published = sauvegarde.restore(home, fichier, cle, en_clair)
    console.print(f"[green]✓[/] Version publiée : {published}", soft_wrap=True)
    _say_touched(home)


@app.command()
@commande
def verifier(
    home: Home = ICI,
    accepter: Annotated[
        bool, typer.Option("--accepter", help="Prendre l’état présent pour référence, avec --motif.")
    ] = False,
    motif: Annotated[str, typer.Option(help="Qui a changé quoi, et pourquoi.")] = "",
) -> None:
    """Dire si le registre des décisions ou un journal a été modifié hors de l'outil ; code de sortie 1 si
    oui.
    """
    if accepter:
        from workbench.run import sceaux

        compte = workstation_account()
        exiger(home, compte, "sauvegarder")
        told = sceaux.accept(home, compte, motif)
        console.print(
            f"[green]✓[/] État présent accepté ({accord(len(told), 'constat')}), inscrit au journal des"
            " sceaux."
        )
        return
    _say_touched(home)
    console.print("[green]✓[/] Registre des décisions et journaux intacts depuis la version publiée.")


def _say_touched(home: Path) -> None:
    """Each change made without the tool, then exit 1; nothing when there is none."""
    from workbench.run import sceaux

    told = sceaux.touched(home)
    for sentence in told:
        console.print(f"[red]✗[/] {sentence}", soft_wrap=True)
    if told:
        console.print(sceaux.CONSEIL, soft_wrap=True)
        raise typer.Exit(1)


def main() -> None:
    """Entry point of the `workbench` command."""
    app()


if __name__ == "__main__":
    main()
