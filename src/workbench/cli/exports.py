"""`workbench export …`: the committee's documents, the working lists, the template to make one's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from workbench.access import Acces, ouvrir, workstation_account
from workbench.cli.console import commande, console, show_written
from workbench.cli.options import EXPORTS, ICI, Home, export_folder
from workbench.socle.erreurs import ErreurWorkbench

if TYPE_CHECKING:
    from workbench.documents.produits import Produit

Sortie = Annotated[Path, typer.Option("--out", help="Dossier.")]
Comite = Annotated[
    str | None,
    typer.Option("--comite", help="Identifiant du comité préparé (page Projet).", show_default="le prochain"),
]
Modele = Annotated[
    Path | None,
    typer.Option(
        "--modele", help="Votre modèle PowerPoint.", show_default="modeles/copil.pptx, sinon le modèle livré"
    ),
]
Pour = Annotated[str, typer.Option("--pour", help="Destinataire : il figure dans l’historique des exports.")]


def brancher(export: typer.Typer) -> None:
    """Add these commands to `workbench export`."""
    export.command("ars")(commande(export_ars))
    export.command("copil")(commande(export_copil))
    export.command("codir")(commande(export_codir))
    export.command("listes")(commande(export_listes))
    export.command("cadrage")(commande(export_cadrage))
    export.command("procedures")(commande(export_procedures))
    export.command("modele")(commande(export_modele))


def export_ars(
    home: Home = ICI,
    out: Annotated[Path, typer.Option("--out", help="Dossier ou fichier .xlsx.")] = EXPORTS,
    pour: Pour = "",
) -> None:
    """Le classeur pour l'ARS et le GRADeS, et son jumeau pour les machines (.zip) : des nombres, jamais un
    nom.
    """
    from workbench.documents.ars.premiere import dire_manques

    if dit := dire_manques(home):
        console.print(f"  [yellow]![/] {escape(dit)}", soft_wrap=True)
    _deposer(home, out, "ars", pour)


def export_copil(
    home: Home = ICI, out: Sortie = EXPORTS, modele: Modele = None, comite: Comite = None, pour: Pour = ""
) -> None:
    """Le diaporama et le classeur du comité de pilotage : des nombres, jamais un nom d’agent."""
    _deposer(home, out, "copil", pour, comite=_seance(home, "copil", comite), modele=modele)


def export_codir(home: Home = ICI, out: Sortie = EXPORTS, comite: Comite = None, pour: Pour = "") -> None:
    """La note d’une page pour le comité de direction, avec les mêmes chiffres que le diaporama."""
    _deposer(home, out, "codir", pour, comite=_seance(home, "codir", comite))


def export_cadrage(
    home: Home = ICI,
    out: Sortie = EXPORTS,
    partielle: Annotated[
        bool,
        typer.Option("--partielle", help="Laisser de côté les rubriques sans réponse ; elles sont dites."),
    ] = False,
    pour: Pour = "",
) -> None:
    """La note de cadrage, écrite de ce qui est connu ; ce qui manque est demandé avant, jamais imprimé."""
    from workbench.documents.cadrage import note

    _deposer_dite(home, out, pour, "note de cadrage", lambda acces: note.produire(acces, partielle))


def export_procedures(
    home: Home = ICI,
    out: Sortie = EXPORTS,
    partielle: Annotated[
        bool, typer.Option("--partielle", help="Taire les faits que personne n’a dits ; ils sont dits ici.")
    ] = False,
    pour: Pour = "",
) -> None:
    """Les fiches de procédure, une par population, de l’arrivée au départ, avec les faits d’ici."""
    from workbench.documents.cadrage import fiches

    _deposer_dite(home, out, pour, "fiches de procédure", lambda acces: fiches.produire(acces, partielle))


def _deposer_dite(
    home: Path, out: Path, pour: str, motif: str, make: Callable[[Acces], tuple[Produit, list[str]]]
) -> None:
    """Write one document, after saying what it leaves out."""
    from workbench.documents import produits

    acces = ouvrir(home, workstation_account(), motif)
    made, left = make(acces)
    for told in left:
        console.print(f"  [yellow]![/] {escape(told)}", soft_wrap=True)
    show_written(produits.deposer(acces, [made], export_folder(home, out), pour))


def export_listes(
    home: Home = ICI,
    out: Sortie = EXPORTS,
    par: Annotated[str, typer.Option("--par", help="service, responsable, agence ou procedure.")] = "service",
    motif: Annotated[
        str, typer.Option("--motif", help="Pourquoi ces listes : inscrit au journal d’accès.")
    ] = "listes de travail pour l’encadrement",
    detruire: Annotated[
        str | None, typer.Option("--detruire-avant", help="AAAA-MM-JJ.", show_default="selon diffusion.toml")
    ] = None,
    pour: Pour = "",
) -> None:
    """Les listes nominatives de travail, un classeur par groupe : données personnelles, lecture
    journalisée.
    """
    try:
        avant = dt.date.fromisoformat(detruire) if detruire else None
    except ValueError:
        raise ErreurWorkbench("Date illisible", f"« {detruire} »", "Écrivez-la AAAA-MM-JJ.") from None
    from workbench.documents.listes import travail

    acces = ouvrir(home, workstation_account(), "export listes")
    avant = avant or travail.a_detruire_avant(acces, dt.date.today())
    _deposer(home, out, "listes", pour, par=par, motif=motif, detruire_avant=avant)
    console.print("Données personnelles : espace protégé, à détruire après usage.")


def export_modele(home: Home = ICI) -> None:
    """Le modèle PowerPoint livré, à mettre aux couleurs de l’établissement : modeles/copil.pptx."""
    from workbench.office import modele_copil

    chemin = home / modele_copil.PROPRE
    if chemin.exists():
        raise ErreurWorkbench(
            "Modèle déjà présent", f"{chemin} existe.", "Renommez-le pour en écrire un neuf."
        )
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_bytes(modele_copil.livre())
    console.print(
        f"[green]✓[/] {chemin}. Modifiez-le dans PowerPoint : les prochains diaporamas le suivront."
    )


def _seance(home: Path, genre: str, comite: str | None) -> str | None:
    """The session a document is made for, the next one when none is told; that there is none is said."""
    from workbench.documents.comite import seances

    if comite is not None:
        return comite
    if prochain := seances.next_one(ouvrir(home, workstation_account(), f"export {genre}"), genre):
        return str(prochain["id"])
    dit = "Aucune séance prévue : le document n’en dira aucune. Posez-la à la page Comités."
    console.print(f"  [yellow]![/] {escape(dit)}", soft_wrap=True)
    return None


def _deposer(home: Path, out: Path, genre: str, pour: str, **options: Any) -> None:
    from workbench.documents import exports, produits

    acces = ouvrir(home, workstation_account(), f"export {genre}")
    cible = export_folder(home, out)
    faits = exports.produire(acces, genre, exports.Options(**options))
    if cible.suffix:  # one file named: the others of the set take its name
        faits = [replace(made, fichier=cible.with_suffix(Path(made.fichier).suffix).name) for made in faits]
        cible = cible.parent
    for chemin in produits.deposer(acces, faits, cible, pour):
        console.print(f"[green]✓[/] {chemin}", soft_wrap=True)
