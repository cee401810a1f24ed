"""The evidence pack as a person reads it: one Word document, in plain French."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.shared import Pt

from workbench.decisions.genres import champ
from workbench.documents.preuve.dossier import Chiffre, Dossier
from workbench.looks.etats import JALONS
from workbench.looks.formats import accord, jour, jour_court, nombre, pourcent, taille
from workbench.office.diapo import typo
from workbench.office.paquet import octets
from workbench.office.police import a4, whole_rows
from workbench.pilotage.objectifs.critere import Critere

MARGE, CORPS = 50, 10  # points


def contenu(dossier: Dossier) -> bytes:
    """Objective, criteria, figures and what they rest on, declarations and documents, signature."""
    document, objectif = Document(), dossier.objectif
    _style(document)
    document.add_heading(f"Dossier de preuve : objectif {objectif.objectif}, {objectif.annee}", 1)
    _say(
        document,
        f"{dossier.etablissement}. Données du {jour(dossier.execution['date_execution'])}, échéance"
        f" {jour(objectif.echeance)}.",
    )
    _say(document, f"« {objectif.libelle_officiel} »")
    _say(
        document,
        f"État : {JALONS[objectif.etat].libelle}. Le découpage en critères, les cibles et les poids sont ceux"
        " de l’établissement : nous n’avons trouvé aucun barème officiel publié.",
    )
    document.add_heading("Ce qui manque à ce dossier", 2)
    for manque in dossier.manques or [_complete(dossier)]:
        _say(document, manque, style="List Bullet")
    document.add_heading("Critères", 2)
    rows = [_row(critere, dossier) for critere in objectif.criteres]
    _table(document, ("Critère", "Nature", "État", "Ce qui l’établit"), (150, 62, 83, 200), rows)
    _sources(document, dossier)
    _recovery(document, dossier)
    _flows(document, dossier)
    document.add_heading("Documents joints", 2)
    for piece in dossier.pieces:
        when = f" le {jour(piece.le.date())}" if piece.le else ""
        told = f"{piece.nom} ({taille(piece.octets)}), joint par {piece.auteur}{when}. Empreinte SHA-256 :"
        _seal(document, told, piece.sha256, style="List Bullet")
    if not dossier.pieces:
        _say(document, "Aucun.")
    document.add_heading("Engagement", 2)
    _say(document, f"Pour l’établissement : {dossier.signataire or '……………………………………'}")
    _say(document, "Date et signature :")
    count, seal = dossier.registre["entrees"], dossier.registre["empreinte"]
    if count:
        told = f"Registre des décisions : {accord(count, 'entrée')}. Empreinte SHA-256 de la dernière :"
        _seal(document, told, seal)
    else:
        _say(document, "Registre des décisions : aucune entrée à ce jour, donc aucune empreinte.")
    _say(
        document,
        f"Établi par {dossier.auteur}. Pour vérifier ce dossier sans l’application ni le réseau :"
        " manifeste.json donne l’empreinte SHA-256 de chaque fichier.",
    )
    return _bytes(document, dossier)


def _complete(dossier: Dossier) -> str:
    """Nothing is missing from the pack, which is not to say that the objective is reached."""
    state = JALONS[dossier.objectif.etat].libelle
    return f"Aucune pièce : tout ce qui établit l’état dit plus haut, « {state} », est dans ce dossier."


def _sources(document: Any, dossier: Dossier) -> None:
    """The figures with their queries, then the files they are counted on."""
    document.add_heading("D’où viennent les chiffres", 2)
    _say(
        document,
        "Chaque chiffre a été recompté sur la version publiée, par la requête jointe, quand ce dossier a été"
        f" fait. Version {dossier.execution['version']}.",
    )
    if dossier.chiffres:
        figures = [_figure(one) for one in dossier.chiffres]
        _table(document, ("Chiffre", "Compté", "Requête"), (225, 150, 120), figures)
    _say(
        document,
        "Ils se comptent sur ces fichiers, reçus des systèmes ; l’empreinte entière de chacun est dans"
        " fichiers.csv.",
    )
    files = [
        (row["libelle"], row["nom"], jour_court(row["livraison"]), nombre(row["lignes"]), row["sha256"][:16])
        for row in dossier.fichiers.to_dicts()
    ]
    _table(document, ("Source", "Fichier", "Livré le", "Lignes", "Empreinte"), (125, 150, 60, 50, 110), files)


def _recovery(document: Any, dossier: Dossier) -> None:
    """How the proved numbers were found again, for people present."""
    if not dossier.recuperation:
        return
    document.add_heading("Comment les numéros prouvés ont été retrouvés", 2)
    rows = [
        (row["axe"], row["mot"], nombre(row["nombre"]), "–" if row["part"] is None else pourcent(row["part"]))
        for row in dossier.recuperation
    ]
    titles = ("Ce qui est mesuré", "Réponse", "Personnes présentes", "Part")
    _table(document, titles, (190, 165, 85, 55), rows)


def _flows(document: Any, dossier: Dossier) -> None:
    """Which systems feed which, as declared."""
    if not dossier.flux:
        return
    document.add_heading("Flux entre systèmes, tels que déclarés", 2)
    rows = [
        (
            f"{one['de']} → {one['vers']}",
            one["donnees"],
            one["mode"],
            _day(one["depuis"]),
            _day(one["essaye_le"]),
            one["proprietaire"] or "–",
        )
        for one in dossier.flux
    ]
    titles = ("De, vers", "Ce qui passe", "Comment", "Depuis", "Essayé le", "Qui en répond")
    _table(document, titles, (125, 130, 70, 55, 55, 60), rows)


def _day(told: str) -> str:
    return jour_court(dt.date.fromisoformat(told)) if told else "–"


def _row(critere: Critere, dossier: Dossier) -> Sequence[str]:
    proof = critere.preuve
    rests = critere.explication
    if proof is not None:
        verdict = champ("preuve_declaree", "verdict").options.get(proof.verdict, proof.verdict).lower()
        dated = str(proof.valeur.get("date_preuve") or "")
        reference = proof.valeur.get("reference")
        when = f", du {dated}" if dated else ""
        rests = f"{reference or 'Déclaré'} : {verdict}{when}, par {proof.auteur}. {rests}"
    joined = sum(piece.critere == critere.code for piece in dossier.pieces)
    if critere.nature == "declare":
        rests = f"{rests} {accord(joined, 'document joint', 'documents joints')}."
    nature = "mesuré" if critere.nature == "mesure" else "déclaré"
    return (
        critere.titre,
        nature if critere.poids else f"{nature}, hors score",
        JALONS[critere.etat].libelle,
        rests,
    )


def _figure(one: Chiffre) -> Sequence[str]:
    if one.valeur is None:
        return (one.libelle, one.motif or "Pas de donnée pour le calculer.", one.requete or "–")
    if one.denominateur is None:
        return (one.libelle, nombre(one.numerateur or 0), one.requete)
    counted = f"{nombre(one.numerateur or 0)} sur {nombre(one.denominateur)}, soit {pourcent(one.valeur)}"
    return (one.libelle, counted, one.requete)


def _say(document: Any, text: str, style: str | None = None) -> None:
    document.add_paragraph(typo(text), style=style)


def _seal(document: Any, text: str, seal: str, style: str | None = None) -> None:
    """A sentence, then a hash alone on its line, which holds it whole."""
    paragraph = document.add_paragraph(typo(text), style=style)
    paragraph.add_run().add_break()
    paragraph.add_run(seal)


def _style(document: Any) -> None:
    a4(document, MARGE, CORPS)


def _table(
    document: Any, titles: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]
) -> None:
    """A table of fixed widths, in points: the page holds 495."""
    table = document.add_table(rows=1, cols=len(titles), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)  # what a reader other than Word goes by
    for title, cell in zip(titles, table.rows[0].cells, strict=True):
        cell.paragraphs[0].add_run(title).bold = True
    for row in rows:
        for text, cell in zip(row, table.add_row().cells, strict=True):
            cell.paragraphs[0].add_run(typo(text)).font.size = Pt(CORPS - 1)
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = Pt(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
    whole_rows(table)
    document.add_paragraph()


def _bytes(document: Any, dossier: Dossier) -> bytes:
    title = f"Dossier de preuve, objectif {dossier.objectif.code}"
    return octets(document, dossier.execution["date_execution"], title)
