"""`workbench preuve …`: the evidence pack of an objective, its documents, its verification."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from workbench.access import ouvrir, workstation_account
from workbench.cli.console import commande, console
from workbench.cli.options import EXPORTS, ICI, Home, export_folder
from workbench.cli.usage import Groupe
from workbench.looks.formats import accord, jour
from workbench.socle.erreurs import ErreurWorkbench

app = typer.Typer(
    cls=Groupe,
    help="Le dossier de preuve d’un objectif : critères, chiffres, requêtes, documents, scellés ensemble.",
    no_args_is_help=True,
)


@app.command("faire")
@commande
def faire(
    objectif: Annotated[str, typer.Argument(metavar="OBJECTIF", help="Par exemple 1.1-2027.")],
    home: Home = ICI,
    out: Annotated[Path, typer.Option("--out", help="Dossier.")] = EXPORTS,
    signataire: Annotated[
        str, typer.Option("--signataire", help="Qui engage l’établissement : nom et fonction.")
    ] = "",
) -> None:
    """Réunir et sceller ce qui prouve un objectif, pour l’ARS puis pour le contrôle de l’ANS."""
    from workbench.documents import produits
    from workbench.documents.preuve import archive
    from workbench.documents.preuve.dossier import COMPLET

    acces = ouvrir(home, workstation_account(), f"dossier de preuve {objectif}")
    made, missing = archive.produire(acces, objectif, signataire)
    for path in produits.deposer(acces, [made], export_folder(home, out)):
        console.print(f"✓ {path}", soft_wrap=True, highlight=False)
    for sentence in missing:
        console.print(f"  ! {sentence}", highlight=False)
    left = f"{accord(len(missing), 'point')} à compléter avant de l’envoyer." if missing else COMPLET
    console.print(f"  {left}", highlight=False)


@app.command("joindre")
@commande
def joindre(
    critere: Annotated[str, typer.Argument(metavar="CRITERE", help="Par exemple procedure_depart.")],
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER", help="Le document.")],
    motif: Annotated[str, typer.Option("--motif", help="Ce qu’il prouve.")],
    home: Home = ICI,
) -> None:
    """Garder le document qui prouve un critère déclaré : il partira avec le dossier."""
    from workbench.documents.preuve import pieces

    if not fichier.is_file():
        raise ErreurWorkbench("Document introuvable", f"{fichier} n’existe pas.", "Donnez son chemin.")
    acces = ouvrir(home, workstation_account(), f"document joint à {critere}")
    piece = pieces.joindre(acces, critere, fichier.name, fichier.read_bytes(), motif)
    console.print(
        f"✓ {piece.nom} joint à {critere}, empreinte {piece.sha256}", soft_wrap=True, highlight=False
    )


@app.command("verifier")
@commande
def verifier(
    dossier: Annotated[Path, typer.Argument(metavar="DOSSIER.zip", help="Le dossier reçu.")],
    home: Annotated[
        Path | None,
        typer.Option("--home", help="L’établissement, pour retrouver ce dossier dans ce qu’il a produit."),
    ] = None,
) -> None:
    """Dire si un dossier de preuve est tel qu’il a été scellé, sans entrepôt ni réseau."""
    from workbench.documents import produits
    from workbench.documents.preuve import verification

    if not dossier.is_file():
        raise ErreurWorkbench("Dossier introuvable", f"{dossier} n’existe pas.", "Donnez son chemin.")
    seen = verification.verifier(dossier.read_bytes())
    said = seen.manifeste
    console.print(
        f"Objectif {said['objectif']}, {said['etablissement']}, données du"
        f" {jour(dt.date.fromisoformat(said['date_donnees']))}.",
        highlight=False,
    )
    if not seen.intact:
        raise ErreurWorkbench(
            "Ce dossier n’est pas tel qu’il a été scellé",
            "\n".join(seen.fautes),
            "Demandez de nouveau le dossier à l’établissement.",
        )
    console.print(
        f"✓ {accord(len(said['fichiers']), 'fichier')} tels qu’ils ont été scellés. Empreinte du dossier :"
        f" {seen.sha256}",
        soft_wrap=True,
        highlight=False,
    )
    if home is not None:
        made = produits.histoire(home)
        same = made.filter(made["sha256"] == seen.sha256)
        if same.is_empty():
            raise ErreurWorkbench(
                "Dossier inconnu de cet établissement",
                "Il se tient, mais son historique des documents n’en garde pas l’empreinte.",
                "Comparez avec le dossier que l’établissement garde.",
            )
        row = same.row(0, named=True)
        console.print(f"✓ Produit ici le {row['le']:%d/%m/%Y à %H:%M} par {row['auteur']}.", highlight=False)
