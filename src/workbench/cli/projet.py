"""`workbench project`: the whole project out to a workbook, and back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from workbench.access import Acces, ouvrir, portee_of, role_of, workstation_account
from workbench.cli.console import commande, console
from workbench.cli.options import ICI, Home
from workbench.cli.usage import Groupe
from workbench.looks.formats import accord
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.warehouse import AucunePublication

app = typer.Typer(cls=Groupe, help="Le projet en classeur Excel.", no_args_is_help=True)


@app.command("export")
@commande
def project_export(
    fichier: Annotated[Path, typer.Argument(help="Classeur à écrire (.xlsx).")], home: Home = ICI
) -> None:
    """Écrire le projet entier : une feuille par genre de fiche, listes de choix comprises. Inscrit à
    l’historique des exports.
    """
    from workbench import projet as salle
    from workbench.documents import produits
    from workbench.exchange.projet import classeur

    if fichier.exists():
        raise ErreurWorkbench(
            "Classeur non écrit",
            f"{fichier} existe déjà.",
            "Choisissez un autre nom : il contient peut-être des changements.",
        )
    projet = salle.ouvrir(home)
    nom = load_settings(home).etablissement.nom
    acces = _acces(home)
    produit = classeur.produire(acces, projet, nom, dt.date.today())
    produits.deposer(acces, [replace(produit, fichier=fichier.name)], fichier.parent)
    console.print(f"[green]✓[/] {fichier}", soft_wrap=True)


@app.command("import")
@commande
def project_import(
    fichier: Annotated[Path, typer.Argument(help="Classeur rempli (.xlsx).")],
    home: Home = ICI,
    motif: Annotated[str, typer.Option(help="Pourquoi ces changements.")] = "classeur du projet repris",
    auteur: Annotated[
        str | None,
        typer.Option(help="Pour qui, dit dans la raison ; votre compte signe.", show_default="votre compte"),
    ] = None,
    oui: Annotated[bool, typer.Option("--oui", help="Enregistrer sans demander.")] = False,
) -> None:
    """Montrer ce que le classeur changerait, puis l'enregistrer, en entier ou pas du tout."""
    from workbench import decisions
    from workbench import projet as salle
    from workbench.exchange.projet import retour

    compte = workstation_account()
    if not fichier.is_file():
        raise ErreurWorkbench("Classeur introuvable", f"{fichier} n'existe pas.", "Vérifiez le chemin.")
    projet = salle.ouvrir(home)
    plan = retour.lire(fichier.read_bytes(), projet)
    for faute in plan.fautes:
        console.print(
            f"  [yellow]•[/] {faute.feuille}, ligne {faute.ligne}, colonne {faute.colonne} :"
            f" {escape(faute.motif)}",
            soft_wrap=True,
        )
    if plan.fautes:
        console.print(f"{accord(len(plan.fautes), 'faute')} : rien n'a été enregistré.")
        raise typer.Exit(1)
    if plan.gardes:
        console.print(
            f"Gardé tel quel, changé dans l’application depuis cet export : {accord(plan.gardes, 'champ')}."
        )
    if not plan.fiches:
        console.print("Rien à changer : le classeur dit ce que le projet dit déjà.")
        return
    _montrer(plan)
    if not oui:
        typer.confirm(f"Enregistrer {accord(plan.fiches, 'fiche')} ?", abort=True)
    registre = decisions.Registre(home)
    dit = motif if auteur in (None, "", compte) else f"{motif} (pour {auteur})"
    ecrites = salle.changer_tout(registre, plan.changements, compte, dit, projet, origine="classeur")
    console.print(f"[green]✓[/] {accord(ecrites, 'fiche enregistrée', 'fiches enregistrées')}.")


def _montrer(plan: Any) -> None:
    table = Table("Feuille", "Ligne", "N°", "Champ", "Avant", "Après", title="Ce qui changerait")
    for change in plan.details:
        told = [escape(text if len(text) <= 60 else text[:59] + "…") for text in (change.avant, change.apres)]
        table.add_row(change.feuille, str(change.ligne), change.id, change.champ, *told)
    console.print(table)


def _acces(home: Path) -> Acces:
    """The gate for whoever runs the command; before any run there is no version, and a project all the
    same.
    """
    compte = workstation_account()
    try:
        return ouvrir(home, compte, "export projet")
    except AucunePublication:
        return Acces(home, compte, "export projet", "", home, role_of(home, compte), portee_of(home, compte))
