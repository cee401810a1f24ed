"""What is held about people, how long, who looked: `personne`, `consultations`, `purge`, `cle-sauvegarde`."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from workbench.access import consultations, exiger, workstation_account
from workbench.access.consultations import JOURNAL, noter
from workbench.cli.console import commande, console
from workbench.cli.options import ICI, Home
from workbench.looks.formats import accord, jour
from workbench.run import chiffre, personne, purge
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse.publication import curated_folder

Motif = Annotated[str, typer.Option(help="Pourquoi : inscrit au journal.")]


def brancher(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("personne")(commande(show_person))
    app.command("consultations")(commande(show_consultations))
    app.command("purge")(commande(show_purge))
    app.command("cle-sauvegarde")(commande(write_key))


def show_person(
    qui: Annotated[str, typer.Argument(help="Nom et prénom, ou identifiant (ID00000001).")],
    motif: Motif = "",
    home: Home = ICI,
    out: Annotated[
        Path | None, typer.Option(help="Écrire tout ce qui est détenu (JSON).", show_default=False)
    ] = None,
    effacer: Annotated[
        bool, typer.Option("--effacer", help="Effacer une personne partie depuis assez longtemps.")
    ] = False,
) -> None:
    """Tout ce qui est détenu sur une personne (droit d’accès) ; --effacer après son départ."""
    compte = workstation_account()
    if effacer:
        exiger(home, compte, "sauvegarder")
    if not motif.strip():
        raise ErreurWorkbench(
            "Raison manquante",
            "Cette lecture montre une personne.",
            "Ajoutez --motif, par exemple sa demande.",
        )
    if effacer:
        done = personne.erase(home, qui.strip().upper(), compte, motif, dt.date.today())
        console.print(f"[green]✓[/] {accord(len(done.retires), 'fichier retiré', 'fichiers retirés')}.")
        for sentence in done.restes:
            console.print(f"  Reste : {sentence}", soft_wrap=True)
        return
    known = personne.IDENTIFIANT.fullmatch(qui.strip().upper())
    found: list[dict[str, Any]] = [{"id_unique": known.group()}] if known else personne.search(home, qui)
    seen = consultations.seen(home, [row["id_unique"] for row in found])
    noter(home, compte, "personne", motif, vus=seen, lignes=len(found))
    if len(found) != 1:
        _list_namesakes(qui, found)
        return
    held = personne.held(home, found[0]["id_unique"])
    _show_held(held)
    if out:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(held.tables, file, ensure_ascii=False, indent=1, default=str)
        console.print(f"[green]✓[/] {out}")


def _list_namesakes(sought: str, found: list[dict[str, Any]]) -> None:
    if not found:
        console.print(f"Personne de ce nom dans la version publiée : « {sought} ».")
        return
    table = Table("Identifiant", "Nom", "Prénoms", "Né(e) le", title="Lequel ? Donnez l’identifiant")
    for row in found:
        born = row["date_naissance"]
        born_on = jour(born) if isinstance(born, dt.date) else ""
        table.add_row(str(row["id_unique"]), str(row["nom_naissance"]), str(row["prenoms"] or ""), born_on)
    console.print(table)


def _show_held(held: personne.Detenu) -> None:
    table = Table("Où", "Combien", title=f"Ce qui est détenu sur {held.id_unique}")
    for name, rows in sorted(held.tables.items()):
        table.add_row(name, accord(len(rows), "ligne"))
    for path in [*held.versions, *held.fichiers]:
        table.add_row(f"{path.parent.name}/{path.name}", "")
    table.add_row("registre des décisions", accord(held.decisions, "entrée"))
    table.add_row("journal des consultations", accord(held.consultations, "ligne"))
    console.print(table)


def show_consultations(
    home: Home = ICI,
    qui: Annotated[
        str, typer.Option("--personne", help="Qui a consulté cette personne (identifiant) ?")
    ] = "",
    utilisateur: Annotated[str, typer.Option(help="Qu’a vu cet utilisateur ?")] = "",
) -> None:
    """Répondre par le journal : qui a consulté Mme X, qu’a vu M. Y."""
    compte = workstation_account()
    if bool(qui) == bool(utilisateur):
        raise ErreurWorkbench(
            "Une question à la fois",
            "--personne IDENTIFIANT ou --utilisateur NOM.",
            "L’identifiant se trouve par : workbench personne NOM.",
        )
    path = curated_folder(home) / JOURNAL
    found = (
        consultations.of_person(home, path, qui.upper()) if qui else consultations.of_user(path, utilisateur)
    )
    asked = consultations.seen(home, [qui.upper()]) if qui else []
    noter(home, compte, "consultations", "lecture du journal", vus=asked, lignes=len(found))
    table = Table("Le", "Utilisateur", "Quoi", "Personnes", "Pourquoi", title=accord(len(found), "ligne"))
    for entry in found:
        whole = " (liste entière)" if entry.get("vus") == consultations.TOUS else ""
        table.add_row(
            str(entry["le"]), entry["utilisateur"], entry["mart"], f"{entry['lignes']}{whole}", entry["motif"]
        )
    console.print(table)


def show_purge(
    home: Home = ICI,
    appliquer: Annotated[
        bool, typer.Option("--appliquer", help="Retirer pour de bon ; sans elle, rien n’est touché.")
    ] = False,
    motif: Motif = "durées de conservation échues",
) -> None:
    """Dire ce qui est gardé au-delà de sa durée ([conservation]), puis le retirer avec --appliquer."""
    compte, today = workstation_account(), dt.date.today()
    found = purge.outdated(home, today)
    table = Table("Quoi", "Fichier", "Âge (jours)", "Entrées", title="Au-delà de la durée de conservation")
    for one in found:
        table.add_row(one.genre, one.chemin.name, str(one.age), str(one.entrees or "tout"))
    console.print(table if found else "Rien au-delà de sa durée.")
    if appliquer and found:
        count = purge.remove(home, found, compte, motif, today)
        console.print(
            f"[green]✓[/] {accord(count, 'élément retiré', 'éléments retirés')}, inscrit au journal."
        )
    elif found:
        console.print("Rien n’a été touché. Pour retirer : workbench purge --appliquer")


def write_key(
    fichier: Annotated[Path, typer.Argument(help="Fichier de clé à écrire, hors du dossier de travail.")],
) -> None:
    """Écrire une clé de sauvegarde neuve ; la nommer dans [sauvegarde], en garder une copie ailleurs."""
    chiffre.new_key(fichier)
    console.print(
        f"[green]✓[/] {fichier}. Copiez-la hors de ce serveur : sans elle, aucune sauvegarde ne se lit.",
        soft_wrap=True,
    )
