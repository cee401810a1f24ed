"""`workbench retour …`: what goes back to the systems, and what they answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.access import ouvrir, workstation_account
from workbench.cli import retour_affichage as affichage
from workbench.cli.console import commande, console, read_day, show_written
from workbench.cli.options import EXPORTS, ICI, Home, export_folder
from workbench.cli.usage import Groupe
from workbench.looks.formats import accord, nombre
from workbench.socle.erreurs import ErreurWorkbench

app = typer.Typer(
    cls=Groupe,
    help="Rendre aux systèmes ce qui est prouvé : numéros RPPS au DPI, identités et changements à l’IAM.",
    no_args_is_help=True,
)
Sortie = Annotated[Path, typer.Option("--out", help="Dossier.")]
Simulation = Annotated[
    bool, typer.Option("--simulation", help="Dire ce qui partirait, sans rien écrire ni enregistrer.")
]
RIEN = "rien"  # the receiver took no version yet


@app.command("etat")
@commande
def etat(home: Home = ICI) -> None:
    """Où en sont les numéros prouvés qui manquent aux DPI, et ce qu’ils valent (objectif 1.1)."""
    from workbench.decisions import Registre
    from workbench.documents.systemes.dpi import etats

    acces = ouvrir(home, workstation_account(), "état des retours vers le DPI")
    rows = acces.nominatif("mart.retour_dpi", colonnes=etats.LUES)
    file = etats.queue(rows, Registre(home).en_vigueur(), etats.deliveries(acces))
    affichage.show_return_queue(etats.summary(file, acces.agregat("mart.jalon")), etats.held(file))


@app.command("dpi")
@commande
def dpi(
    home: Home = ICI,
    source: Annotated[
        str | None,
        typer.Option("--source", help="Un seul DPI, par le code de sa source.", show_default="tous"),
    ] = None,
    out: Sortie = EXPORTS,
    reprendre: Annotated[
        bool, typer.Option("--reprendre", help="Renvoyer aussi ce que le DPI a refusé ou n’a pas reconnu.")
    ] = False,
    simulation: Simulation = False,
) -> None:
    """Écrire, pour chaque DPI, les numéros RPPS prouvés qui lui manquent, dans la forme de son éditeur."""
    from workbench.decisions import Registre
    from workbench.documents import produits
    from workbench.documents.systemes.dpi import fichier

    acces = ouvrir(home, workstation_account(), "numéros prouvés rendus au DPI")
    decisions = Registre(home).en_vigueur()
    made = [
        fichier.prepare(acces, code, decisions, reprendre)
        for code in ([source] if source else fichier.sources(acces))
    ]
    for one in made:
        affichage.show_write_back(one)
    if simulation:
        console.print("Simulation : rien n’a été écrit ni enregistré.")
        return
    target = export_folder(home, out)
    leaving = made if source else [one for one in made if one.lignes]
    if not leaving:
        console.print("Rien à envoyer : aucun numéro prouvé ne manque, hors des comptes retenus.")
    for one in leaving:
        fichier.record(acces, one)
        show_written(produits.deposer(acces, [one.produit], target))


@app.command("accuse")
@commande
def accuse(
    fichier: Annotated[Path, typer.Argument(help="Accusé de réception du DPI (.xlsx, .csv).")],
    home: Home = ICI,
    lot: Annotated[
        str | None,
        typer.Option("--lot", help="Le lot auquel il répond, RD-…", show_default="le seul en attente"),
    ] = None,
    partiel: Annotated[
        bool, typer.Option("--partiel", help="Il ne répond que d’une partie du lot : le reste attend encore.")
    ] = False,
) -> None:
    """Enregistrer l’accusé de réception d’un DPI, en entier ou pas du tout : appliqué, refusé ou inconnu."""
    from workbench.exchange.plan import record
    from workbench.exchange.systemes.accuse import read_file

    registre, read = read_file(home, fichier, lot, workstation_account(), partiel)
    affichage.show_acknowledgement(read)
    written = record(registre, read.plan)
    console.print(
        f"[green]✓[/] {accord(written, 'réponse enregistrée', 'réponses enregistrées')} ;"
        f" {nombre(read.reste)} sans réponse."
    )


@app.command("identites")
@commande
def identites(
    home: Home = ICI,
    depuis: Annotated[
        str | None,
        typer.Option(
            "--depuis",
            help="Version que l’IAM a déjà prise, AAAA-MM-JJ ; « rien » : première charge.",
            show_default="celle d’avant",
        ),
    ] = None,
    formats: Annotated[
        str, typer.Option("--formats", help="Parmi csv, ldif, entra, scim ; séparés par des virgules.")
    ] = "csv,ldif,entra",
    correspondance: Annotated[
        Path | None,
        typer.Option(
            "--correspondance",
            help="Export de l’IAM, deux colonnes externalId et id : SCIM en a besoin pour modifier.",
            show_default="aucune",
        ),
    ] = None,
    departs_confirmes: Annotated[
        int | None,
        typer.Option("--departs-confirmes", min=0, help="Leur nombre, quand il dépasse le plafond."),
    ] = None,
    out: Sortie = EXPORTS,
    simulation: Simulation = False,
) -> None:
    """Écrire les arrivées, mouvements, départs, retours et corrections depuis une version, pour l’IAM."""
    from workbench.documents import produits
    from workbench.documents.systemes.iam import fichiers
    from workbench.exchange.systemes.correspondance import read_ids

    asked = _formats(formats)
    first = depuis == RIEN
    demande = fichiers.Demande(
        None if first else read_day(depuis),
        first,
        departs_confirmes,
        read_ids(correspondance) if correspondance else None,
    )
    if simulation:
        affichage.show_changes(fichiers.difference(home, workstation_account(), demande))
        console.print("Simulation : rien n’a été écrit.")
        return
    found, made = fichiers.prepare(home, workstation_account(), demande, asked)
    affichage.show_changes(found)
    target = export_folder(home, out)
    show_written(produits.deposer(ouvrir(home, workstation_account(), "identités pour l’IAM"), made, target))


def _formats(told: str) -> list[str]:
    """The formats asked for, all known."""
    from workbench.documents.systemes.iam.fichiers import FORMATS

    asked = [part.strip() for part in told.split(",") if part.strip()]
    if unknown := [part for part in asked if part not in FORMATS]:
        raise ErreurWorkbench("Format inconnu", ", ".join(unknown), f"Formats : {', '.join(FORMATS)}.")
    return asked


@app.command("psi")
@commande
def psi(home: Home = ICI, out: Sortie = EXPORTS, simulation: Simulation = False) -> None:
    """Contrôler qui est prêt pour Pro Santé Identité, et dire qui peut donner ce qui manque. Rien ne part."""
    from workbench.documents import produits
    from workbench.documents.systemes.psi import fichiers

    acces = ouvrir(home, workstation_account(), "contrôle avant inscription à Pro Santé Identité")
    if simulation:
        affichage.show_preflight(fichiers.preflight(acces))
        console.print("Simulation : rien n’a été écrit.")
        return
    found, made = fichiers.prepare(acces)
    affichage.show_preflight(found)
    target = export_folder(home, out)
    show_written(produits.deposer(acces, [made], target))


@app.command("rpps-plus")
@commande
def rpps_plus(home: Home = ICI, out: Sortie = EXPORTS, simulation: Simulation = False) -> None:
    """Écrire, pour chaque gestionnaire RPPS+, son classeur : inscrire, ouvrir, déplacer, fermer, emplois,
    cartes.
    """
    from workbench.documents import produits
    from workbench.exchange.rpps_plus import classeur

    acces = ouvrir(home, workstation_account(), classeur.RAISON)
    if simulation:
        affichage.show_gestures(home, classeur.read(acces).lignes)
        console.print("Simulation : rien n’a été écrit.")
        return
    found, made = classeur.prepare(acces)
    affichage.show_gestures(home, found.lignes)
    show_written(produits.deposer(acces, made, export_folder(home, out)))


@app.command("rpps-plus-reponse")
@commande
def rpps_plus_reponse(
    fichier: Annotated[Path, typer.Argument(help="Classeur rempli par le gestionnaire RPPS+ (.xlsx).")],
    home: Home = ICI,
    auteur: Annotated[str | None, typer.Option(help="Qui importe.", show_default="votre compte")] = None,
    anterieur: Annotated[
        bool,
        typer.Option(
            "--anterieur", help="Accepter un classeur d’une exécution antérieure : ses lignes qui attendent."
        ),
    ] = False,
) -> None:
    """Enregistrer les réponses d’un gestionnaire RPPS+, en entier ou pas du tout."""
    from workbench.cli.console import show_access_return
    from workbench.exchange.plan import record
    from workbench.exchange.rpps_plus import retour

    registre, plan = retour.reprendre(home, fichier, auteur, anterieur)
    show_access_return(plan)
    if not plan.fautes:
        written = record(registre, plan)
        console.print(
            f"[green]✓[/] {accord(written, 'réponse enregistrée', 'réponses enregistrées')}. Effet à la"
            " prochaine exécution : workbench run"
        )
