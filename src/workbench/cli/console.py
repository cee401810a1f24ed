"""What the command line shows: panels, tables, progress; and what it says when something breaks."""

from __future__ import annotations

import datetime as dt
import functools
import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from workbench.access import named_user
from workbench.cli import droits
from workbench.documents.region.consolidation import RELUE, Region
from workbench.exchange.plan import Faute, Plan
from workbench.looks.formats import accord, nombre, pourcent
from workbench.run import marche
from workbench.run.bilan import Bilan, Mouvements
from workbench.run.examen import Jugees
from workbench.socle.erreurs import ErreurWorkbench
from workbench.sources import Controle, denombrement
from workbench.sources.confirmation import pending

P = ParamSpec("P")
R = TypeVar("R")
REJETS_MONTRES = 12
console = Console()
erreurs = Console(stderr=True)


def commande(function: Callable[P, R]) -> Callable[P, R]:
    """Ask for the right the command needs (`droits`), then turn any error into a French panel and an exit
    code: 2 foreseen, 3 not foreseen (log file kept).
    """

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        home = kwargs.get("home")
        try:
            droits.allow(droits.name_of(function), home if isinstance(home, Path) else None)
            return function(*args, **kwargs)
        except ErreurWorkbench as error:
            show_error(error)
            raise typer.Exit(2) from None
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            erreurs.print("Interrompu. Rien n'a été publié.")
            raise typer.Exit(130) from None
        except Exception:
            path = _write_log(home if isinstance(home, Path) else Path())
            show_error(
                ErreurWorkbench(
                    "Erreur imprévue",
                    "L'outil s'est arrêté. La version publiée n'a pas changé.",
                    f"Le détail technique est dans {path} ; transmettez-le à votre support." if path else "",
                )
            )
            raise typer.Exit(3) from None

    return wrapped


def show_error(error: ErreurWorkbench) -> None:
    """The red panel: what is wrong, where, what to do."""
    text = Text(error.message)
    if error.conseil:
        text.append(f"\n\n→ {error.conseil}" if error.message else f"→ {error.conseil}", style="bold")
    erreurs.print(Panel(text, title=escape(error.titre), title_align="left", border_style="red"))


def show_written(paths: Iterable[Path]) -> None:
    """The files a command leaves, one line each."""
    for path in paths:
        console.print(f"[green]✓[/] {path}", soft_wrap=True)


def _write_log(home: Path) -> Path | None:
    folder = home / "data" / "curated" / "journaux"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"erreur-{dt.datetime.now():%Y%m%d-%H%M%S-%f}.log"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(traceback.format_exc())
    except OSError:
        return None
    return path


@contextmanager
def progression() -> Iterator[Callable[[str], None]]:
    """A line that says the step under way and for how long."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=erreurs, transient=True) as bar:
        task = bar.add_task("Préparation", total=None)
        yield lambda step: bar.update(task, description=escape(step))


@contextmanager
def followed(home: Path, geste: str) -> Iterator[Callable[[str], None]]:
    """The progress line of a terminal, and the journal that pages read."""
    with marche.follow(home, geste, named_user()) as tell, progression() as progress:

        def both(step: str) -> None:
            progress(step)
            tell(step)

        yield both


def show_bilan(bilan: Bilan, published: bool = True) -> None:
    """What a run changed, or would."""
    s, state = bilan.synthese, "publiées" if published else "prêtes, pas encore publiées"
    console.print(
        f"[green]✓[/] Données du {bilan.date:%d/%m/%Y} {state} : {accord(s['identites'], 'personne')} "
        f"({accord(s['presentes'], 'présente')}), {accord(s['comptes'], 'compte')}, "
        f"{accord(s['liens_confirmes'], 'RPPS confirmé', 'RPPS confirmés')}, "
        f"{accord(s['a_revoir'], 'paire à revoir', 'paires à revoir')}, "
        f"{accord(s['rejets'], 'ligne mise de côté', 'lignes mises de côté')}."
    )
    for row in bilan.jalons.iter_rows(named=True):
        if row["motif"]:
            console.print(f"  Objectif {row['objectif']} · {row['annee']} : {row['motif']}", soft_wrap=True)
            continue
        rate = "sans objet" if row["taux"] is None else pourcent(row["taux"])
        console.print(
            f"  Objectif {row['objectif']} · {row['annee']} : {rate} "
            f"({nombre(row['numerateur'])} sur {nombre(row['denominateur'])} comptes du DPI)"
        )
    show_movements(bilan.mouvements)
    for told in bilan.constats:
        console.print(f"  [yellow]![/] {escape(told)}", soft_wrap=True)


def show_movements(moved: Mouvements | None) -> None:
    """People and numbers gained or lost since the version before."""
    if moved is None:
        return
    console.print(
        "  Depuis la version précédente : "
        f"{accord(moved.personnes_creees, 'personne créée', 'personnes créées')}, "
        f"{accord(moved.personnes_fusionnees, 'identifiant fusionné', 'identifiants fusionnés')}, "
        f"{accord(moved.liens_gagnes, 'RPPS confirmé gagné', 'RPPS confirmés gagnés')}, "
        f"{accord(moved.liens_perdus, 'perdu', 'perdus')}."
    )


def show_details(bilan: Bilan) -> None:
    """Accounts that changed situation, and the time of each step."""
    moved = bilan.transition.filter(bilan.transition["avant"] != bilan.transition["apres"])
    if moved.height:
        table = Table("Système", "Avant", "Après", "Comptes", title="Comptes qui ont changé de situation")
        for row in moved.sort("nombre", descending=True).iter_rows(named=True):
            table.add_row(row["application"], row["avant"] or "–", row["apres"] or "–", nombre(row["nombre"]))
        console.print(table)
    steps = ", ".join(f"{name} {seconds:.1f} s".replace(".", ",") for name, seconds in bilan.etapes.items())
    memory = f" ; mémoire {nombre(bilan.memoire_mo)} Mio" if bilan.memoire_mo else ""
    console.print(f"[dim]Durées : {steps}{memory}[/]")


def show_control(judged: Jugees, regles: Mapping[str, Any]) -> None:
    """What a check found: one line a file and its verdict, what was set aside, what is missing, what to
    do.
    """
    control, verdicts = (
        judged.controle,
        {v.source.code: v for v in judged.examen.verdicts} if judged.examen else {},
    )
    table = Table(
        "Source", "Fichier", "Lignes", "Mises de côté", "Personnes", "Verdict", title="Livraisons contrôlées"
    )
    for lecture in control.lectures:
        verdict = verdicts[lecture.source.code]
        for file in lecture.fichiers:
            refused = lecture.rejets.filter(
                (lecture.rejets["gravite"] == "ligne") & (lecture.rejets["fichier"] == file.nom)
            ).height
            table.add_row(
                lecture.source.nom,
                escape(file.nom),
                nombre(file.lignes),
                nombre(refused),
                nombre(verdict.faits["personnes"]),
                _verdict(verdict.etat, lecture.source.code in judged.confirmees),
            )
    for refusal in control.refus:
        for name in refusal.fichiers:
            table.add_row(refusal.source.nom, escape(name), "", "", "", "[red]refusé[/]")
    console.print(table)
    _show_set_aside(control)
    for verdict in verdicts.values():
        if verdict.phrase:
            mark = "[yellow]?[/]" if verdict.etat == "a_confirmer" else "[yellow]![/]"
            files = escape(str(verdict.faits["fichiers"]))
            console.print(f"  {mark} {files} : {escape(verdict.phrase)}.", soft_wrap=True)
    for source, told in judged.absentes:
        console.print(f"  [yellow]![/] {escape(source.nom)} : {escape(told)}.", soft_wrap=True)
    for told in denombrement.told(judged.premieres, regles):
        console.print(f"  [yellow]![/] {escape(told)}", soft_wrap=True)
    for error in control.erreurs:
        show_error(error)
    if judged.attente:
        show_error(pending(judged.attente))


def _verdict(etat: str, confirmed: bool) -> str:
    if etat != "a_confirmer":
        return "[green]✓[/]" if etat == "acceptee" else "[green]✓[/] [yellow]à savoir[/]"
    return "[green]✓ confirmé[/]" if confirmed else "[yellow]à confirmer[/]"


def _show_set_aside(control: Controle) -> None:
    for lecture in control.lectures:
        groups = (
            lecture.rejets.filter(lecture.rejets["ligne"].is_not_null())  # of the whole file: its verdict
            .group_by("fichier", "motif", maintain_order=True)
            .len()
            .sort("len", descending=True)
        )
        for file, reason, count in groups.head(REJETS_MONTRES).iter_rows():
            console.print(f"  [yellow]•[/] {escape(str(file))} : {escape(str(reason))} ({nombre(count)})")


def show_notices(notices: list[str]) -> None:
    """What the delivery folders hold against what is declared."""
    for sentence in notices:
        console.print(f"  [yellow]![/] {escape(sentence)}", soft_wrap=True)


def show_return(plan: Plan) -> None:
    """What a returned workbook would record, and every fault that holds it back.

    Raises:
        ErreurWorkbench: there is a fault; nothing was recorded.
    """
    table = Table("Feuille", "Ligne", "Décision", "Sur", title="Ce qui sera enregistré")
    for (sheet, line), entry in zip(plan.lieux, plan.reponses, strict=True):
        about = " | ".join(part for part in (entry.cle_a, entry.cle_b, entry.id_unique, entry.rpps) if part)
        table.add_row(sheet, str(line), entry.libelle, escape(about))
    if plan.entrees:
        console.print(table)
    console.print(
        f"{accord(len(plan.entrees), 'décision')} à enregistrer,"
        f" {accord(plan.deja, 'ligne déjà enregistrée', 'lignes déjà enregistrées')},"
        f" {accord(plan.vides, 'ligne')} sans réponse, {accord(len(plan.fautes), 'faute')}."
    )
    show_faults(plan.fautes, "Classeur fautif")


def show_faults(fautes: Sequence[Faute], titre: str) -> None:
    """Every fault where it is, then the refusal; nothing when there is none."""
    for fault in fautes:
        place = f"{fault.feuille}, ligne {fault.ligne}" + (f", {fault.colonne}" if fault.colonne else "")
        console.print(f"  [yellow]•[/] {place} : {escape(fault.motif)}", soft_wrap=True)
    if fautes:
        raise ErreurWorkbench(titre, "Rien n'a été enregistré.", "Corrigez ces lignes, puis recommencez.")


def show_region(region: Region) -> None:
    """What the regional view received, what it set aside and why, who has not sent."""
    manquants = accord(
        region.manquants.height, "établissement attendu et non reçu", "établissements attendus et non reçus"
    )
    console.print(
        f"{accord(region.recus.height, 'établissement reçu', 'établissements reçus')}, "
        f"{accord(len(region.ecartes), 'fichier écarté', 'fichiers écartés')}"
        + (f", {manquants}" if region.attendus else "")
    )
    if region.relue:
        console.print(f"  [yellow]![/] {RELUE}")
    for ecarte in region.ecartes[:REJETS_MONTRES]:
        console.print(
            f"  [yellow]✕[/] {escape(ecarte.fichier)} : {escape(ecarte.titre)}. {escape(ecarte.message)}"
        )
    for nom, finess in region.manquants.head(REJETS_MONTRES).select("nom", "finess_ej").iter_rows():
        console.print(f"  [yellow]![/] non reçu : {escape(nom)} ({finess})")


def show_access_return(plan: Plan) -> None:
    """What a returned access list would record, and every fault that holds it back.

    Raises:
        ErreurWorkbench: there is a fault; nothing was recorded.
    """
    console.print(
        f"{accord(len(plan.reponses), 'réponse')} à enregistrer{plan.dont},"
        f" {plan.connues}, {nombre(plan.vides)} sans réponse,"
        f" {accord(len(plan.fautes), 'faute')}."
    )
    show_faults(plan.fautes, "Liste fautive")


def read_day(text: str | None) -> dt.date | None:
    """A date given as an option.

    Raises:
        ErreurWorkbench: it is not one.
    """
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise ErreurWorkbench(
            "Date illisible", f"« {text} »", "Écrivez-la AAAA-MM-JJ, par exemple 2026-11-01."
        ) from None
