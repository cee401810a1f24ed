"""What `workbench retour` shows."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from rich.markup import escape

from workbench.cli.console import console, show_faults
from workbench.documents.systemes.dpi import etats
from workbench.documents.systemes.dpi.fichier import Retour
from workbench.documents.systemes.iam.changements import Difference, mots
from workbench.documents.systemes.psi.fichiers import Controle
from workbench.documents.systemes.rpps_plus.regles import gestes
from workbench.exchange.systemes.accuse import Accuse
from workbench.looks.etats import PSI, RPPS_PLUS
from workbench.looks.formats import accord, jour, nombre

VERDICTS_PSI = ("inscrite", "prete", "a_completer", "retenue")


def show_write_back(retour: Retour) -> None:
    """What a DPI's file holds, and what is kept back, with why."""
    console.print(
        f"{escape(retour.source)} : {accord(len(retour.lignes), 'numéro prouvé', 'numéros prouvés')}"
        f" à écrire, dont {accord(retour.remplacements, 'remplacement')} (lot {retour.lot}) ;"
        f" {accord(sum(retour.retenus.values()), 'compte retenu', 'comptes retenus')}."
    )
    words = etats.mots()["retenues"]
    for code, count in sorted(retour.retenus.items(), key=lambda item: (-item[1], item[0])):
        console.print(f"  [yellow]•[/] {nombre(count)} : {words[code]['mot']}. {words[code]['que_faire']}")


def show_return_queue(file: pl.DataFrame, held: pl.DataFrame) -> None:
    """The queue by state, with the points it is worth, then what is kept back."""
    for row in file.to_dicts():
        waits = row["etat"] not in ("connu", "retenu") and row["points_2027"] is not None
        worth = " et ".join(f"{nombre(row[f'points_{year}'], 1)} points en {year}" for year in (2027, 2028))
        console.print(
            f"{escape(row['source'])} : {accord(row['nombre'], 'compte')}. {row['mot']}."
            + (f" Objectif 1.1 : {worth}. {row['que_faire']}" if waits else "")
        )
    for row in held.to_dicts():
        console.print(
            f"  [yellow]•[/] {escape(row['source'])} :"
            f" {accord(row['nombre'], 'compte retenu', 'comptes retenus')}. {row['mot']}. {row['que_faire']}"
        )


def show_acknowledgement(accuse: Accuse) -> None:
    """What an acknowledgement would record, and every fault that holds it back.

    Raises:
        ErreurWorkbench: there is a fault; nothing was recorded.
    """
    plan = accuse.plan
    console.print(
        f"Lot {accuse.lot.code} : {accord(len(plan.reponses), 'réponse')} à enregistrer,"
        f" {plan.connues}, {accord(len(plan.fautes), 'faute')}."
    )
    show_faults(plan.fautes, "Accusé fautif")


def show_changes(found: Difference) -> None:
    """What would change at the receiver, in people; and what is put aside, with why."""
    since = f"depuis le {jour(found.avant.date)}" if found.avant.date else "première charge"
    console.print(f"Changements au {jour(found.apres.date)}, {since} :")
    for genre, count in found.effectifs.items():
        console.print(f"  {accord(count, 'personne')} : {mots()['genres'][genre]['mot'].lower()}")
    if found.attributs:
        told = ", ".join(f"{name} {nombre(count)}" for name, count in found.attributs.items())
        console.print(f"  Ce qui change chez les personnes déjà connues : {told}.")
    for motif, count in found.mis_a_part.items():
        word = mots()["a_part"][motif]
        console.print(
            f"  [yellow]•[/] {accord(count, 'personne')} : {word['mot']}. {word['qui']} :"
            f" {word['que_faire'][0].lower()}{word['que_faire'][1:]}"
        )


def show_preflight(found: Controle) -> None:
    """Who is ready to be enrolled, and what holds the others back."""
    counted = found.verdicts
    told = ", ".join(f"{nombre(counted.get(code, 0))} {PSI[code].mot}" for code in VERDICTS_PSI)
    console.print(
        f"{accord(found.personnes.height, 'personne contrôlée', 'personnes contrôlées')} :"
        f" {told} (contrat {found.regle['contrat']})."
    )
    for row in found.raisons:
        sign = "[dim]•[/]" if row["effet"] == "a_verifier" else "[yellow]•[/]"
        console.print(
            f"  {sign} {nombre(row['nombre'])} : {row['mot']}, {row['raison']}. {row['remede']}"
            f" Qui : {row['qui']}."
        )


def show_gestures(home: Path, rows: pl.DataFrame) -> None:
    """What is asked of the RPPS+ managers, by gesture and state."""
    counted = {
        (gesture, state): count for gesture, state, count in rows.group_by("geste", "etat").len().rows()
    }
    for gesture in gestes(home):
        told = [
            f"{nombre(counted[gesture.code, code])} {state.mot}"
            for code, state in RPPS_PLUS.items()
            if (gesture.code, code) in counted
        ]
        console.print(f"{gesture.titre} : {', '.join(told) or 'rien'}.")
