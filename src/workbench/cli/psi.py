"""`workbench psi …`: prepare a lot for Pro Santé Identité, send it, take in the answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from workbench.access import ouvrir, workstation_account
from workbench.access.consultations import noter
from workbench.cli.console import commande, console
from workbench.cli.options import EXPORTS, ICI, Home, export_folder
from workbench.cli.retour_affichage import show_preflight
from workbench.cli.usage import Groupe
from workbench.looks.formats import accord, nombre

if TYPE_CHECKING:
    from workbench.exchange.systemes.psi import reprise

app = typer.Typer(
    cls=Groupe,
    help="Pro Santé Identité : préparer un lot, l’envoyer (fermé d’origine), reprendre les réponses.",
    no_args_is_help=True,
)
MONTRES = 20
ETATS = {
    "inscrite": "inscrites",
    "existe": "déjà connues",
    "refusee": "refusées",
    "incertaine": "sans réponse lisible",
    "a_reprendre": "à reprendre plus tard",
}


@app.command("preparer")
@commande
def preparer(
    motif: Annotated[str, typer.Option("--motif", help="Pourquoi ce lot ; gardé dans son manifeste.")],
    home: Home = ICI,
    out: Annotated[Path, typer.Option("--out", help="Dossier.")] = EXPORTS,
) -> None:
    """Écrire le dossier de ceux qui sont prêts : un corps par personne, un manifeste, ce qui manque."""
    from workbench.documents.systemes.psi import lot
    from workbench.exchange.systemes.psi import journal

    acces = ouvrir(home, workstation_account(), "lot pour Pro Santé Identité")
    deja = journal.answered(journal.traces(home).values())
    found, target = lot.prepare(acces, motif, export_folder(home, out), deja)
    show_preflight(found)
    console.print(
        f"[green]✓[/] {accord(len(found.corps), 'personne')} dans le lot : {target}", soft_wrap=True
    )
    console.print("Rien n’est envoyé.")


@app.command("envoyer")
@commande
def envoyer(
    dossier: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Le lot préparé.")],
    home: Home = ICI,
    confirmer: Annotated[
        bool, typer.Option("--confirmer", help="Envoyer vraiment ; sans elle, dire ce qui partirait.")
    ] = False,
    reprendre_incertaines: Annotated[
        bool,
        typer.Option(
            "--reprendre-incertaines",
            help="Renvoyer aussi ceux dont la réponse s’est perdue, après vérification auprès de l’ANS.",
        ),
    ] = False,
) -> None:
    """Envoyer un lot, personne par personne ; coupé, la même commande reprend, personne ne part deux fois."""
    from workbench.documents.systemes.psi import lot as lots
    from workbench.exchange.systemes.psi import envoi

    lot = lots.read(dossier)
    where, settings = envoi.access(home)
    waiting = envoi.to_send(home, lot, reprendre_incertaines)
    console.print(
        f"Lot {lot.code} : {accord(len(waiting), 'personne')} à envoyer vers {escape(where.adresse)},"
        f" {nombre(len(lot.corps) - len(waiting))} déjà répondues ou à vérifier."
    )
    if not confirmer:
        console.print("Simulation : rien n’est parti. Ajoutez --confirmer pour envoyer.")
        return
    account = workstation_account()
    noter(home, account, "psi.envoi", f"envoi du lot {lot.code}", lignes=len(waiting))
    done = envoi.send(home, lot, account, envoi.Facteur(where, settings), reprendre_incertaines)
    told = ", ".join(f"{nombre(count)} {ETATS[etat]}" for etat, count in sorted(done.etats.items()))
    console.print(f"[green]✓[/] {told or 'rien à envoyer'}. Reprenez les réponses : workbench psi recevoir.")


@app.command("recevoir")
@commande
def recevoir(
    home: Home = ICI,
    simulation: Annotated[
        bool, typer.Option("--simulation", help="Dire ce qui serait enregistré, sans rien écrire.")
    ] = False,
) -> None:
    """Enregistrer les réponses, en entier ou pas du tout : numéros prouvés, cas à revoir avec leur cause."""
    from workbench.decisions import Registre
    from workbench.exchange.systemes.psi import reprise

    acces = ouvrir(home, workstation_account(), reprise.RAISON)
    found = reprise.read(acces, Registre(home).en_vigueur())
    _show(home, found)
    if simulation:
        console.print("Simulation : rien n’a été enregistré.")
        return
    written = reprise.record(home, found)
    console.print(
        f"[green]✓[/] {accord(written, 'décision enregistrée', 'décisions enregistrées')}, dont"
        f" {accord(found.confirmes, 'numéro prouvé', 'numéros prouvés')} ; {nombre(found.deja)} réponses déjà"
        " reprises. La prochaine exécution en tient compte."
    )


def _show(home: Path, found: reprise.Reprise) -> None:
    from workbench.exchange.systemes.psi.reprise import words

    told = ", ".join(f"{nombre(count)} {ETATS[etat]}" for etat, count in sorted(found.etats.items()))
    console.print(
        f"{told or 'Aucune réponse'} ; {nombre(found.attendent)} à renvoyer (service indisponible)."
    )
    for case in found.cas[:MONTRES]:
        word, remedy = words(home, case)
        detail = f" ({escape(case.precision)})" if case.precision else ""
        console.print(f"  [yellow]•[/] {case.ident} : {word}{detail}. {remedy}")
    if len(found.cas) > MONTRES:
        console.print(f"  … et {nombre(len(found.cas) - MONTRES)} autres cas à revoir.")
