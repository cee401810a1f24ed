"""The evidence pack as a person reads it: one document that cannot be edited (PDF/A), in plain French."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from workbench.decisions.genres import champ
from workbench.documents.preuve.dossier import Chiffre, Dossier
from workbench.looks.etats import JALONS
from workbench.looks.formats import ABSENT, accord, jour, jour_court, nombre, pourcent, taille
from workbench.office.pdf import Feuillets
from workbench.pilotage.objectifs.critere import Critere

SIGNATURE = 56
"""Points left to sign."""


def contenu(dossier: Dossier) -> bytes:
    """Objective, criteria, figures and what they rest on, declarations and documents, signature."""
    objectif, day = dossier.objectif, dossier.execution["date_execution"]
    document = Feuillets(f"Dossier de preuve, objectif {objectif.code}", day, dossier.etablissement)
    document.titre(f"Dossier de preuve : objectif {objectif.objectif}, {objectif.annee}", 1)
    document.dire(
        f"{dossier.etablissement}. Données du {jour(dossier.execution['date_execution'])}, échéance"
        f" {jour(objectif.echeance)}.",
    )
    document.dire(f"« {objectif.libelle_officiel} »")
    score = "" if objectif.score is None else f"Score : {objectif.score_dit()}. "
    document.dire(
        f"{score}État : {JALONS[objectif.etat].mot}. Le découpage en critères, les cibles et les poids sont"
        " ceux de l’établissement : nous n’avons trouvé aucun barème officiel publié.",
    )
    document.titre("Ce qui manque à ce dossier", 2)
    for manque in dossier.manques or [_complete(dossier)]:
        document.dire(manque, puce=True)
    document.titre("Critères", 2)
    rows = [_row(critere, dossier) for critere in objectif.criteres]
    document.table(("Critère", "Nature", "État", "Ce qui l’établit"), (150, 62, 83, 200), rows)
    _sources(document, dossier)
    _recovery(document, dossier)
    _flows(document, dossier)
    document.titre("Documents joints", 2)
    for piece in dossier.pieces:
        when = f" le {jour(piece.le.date())}" if piece.le else ""
        told = f"{piece.nom} ({taille(piece.octets)}), joint par {piece.auteur}{when}. Empreinte SHA-256 :"
        document.dire(f"{told}\n{piece.sha256}", puce=True)
    if not dossier.pieces:
        document.dire("Aucun.")
    document.titre("Engagement", 2)
    document.dire(f"Pour l’établissement : {dossier.signataire or '……………………………………'}")
    document.dire("Date et signature :")
    document.laisser(SIGNATURE)
    count, seal = dossier.registre["entrees"], dossier.registre["empreinte"]
    if count:
        told = f"Registre des décisions : {accord(count, 'entrée')}. Empreinte SHA-256 de la dernière :"
        document.dire(f"{told}\n{seal}")
    else:
        document.dire("Registre des décisions : aucune entrée à ce jour, donc aucune empreinte.")
    document.dire(
        f"Établi par {dossier.auteur}. Pour vérifier ce dossier sans l’application ni le réseau :"
        " manifeste.json donne l’empreinte SHA-256 de chaque fichier.",
    )
    return document.octets()


def _complete(dossier: Dossier) -> str:
    """Nothing is missing from the pack, which is not to say that the objective is reached."""
    state = JALONS[dossier.objectif.etat].mot
    return f"Rien : tout ce qui établit l’état dit plus haut, « {state} », est dans ce dossier."


def _sources(document: Feuillets, dossier: Dossier) -> None:
    """The figures with their queries, then the files they are counted on."""
    document.titre("D’où viennent les chiffres", 2)
    document.dire(
        "Chaque chiffre a été recompté sur la version publiée, par la requête jointe, quand ce dossier a été"
        f" fait. Version {dossier.execution['version']}.",
    )
    if dossier.chiffres:
        figures = [_figure(one) for one in dossier.chiffres]
        document.table(("Chiffre", "Compté", "Requête"), (225, 150, 120), figures)
    document.dire(
        "Ils se comptent sur ces fichiers, reçus des systèmes ; l’empreinte entière de chacun est dans"
        " fichiers.csv.",
    )
    files = [
        (row["libelle"], row["nom"], jour_court(row["livraison"]), nombre(row["lignes"]), row["sha256"][:16])
        for row in dossier.fichiers.to_dicts()
    ]
    titles = ("Source", "Fichier", "Livré le", "Lignes", "Empreinte")
    document.table(titles, (115, 178, 58, 46, 98), files, {3})


def _recovery(document: Feuillets, dossier: Dossier) -> None:
    """How the proved numbers were found again, for people present."""
    if not dossier.recuperation:
        return
    document.titre("Comment les numéros prouvés ont été retrouvés", 2)
    said = ["", *(row["axe"] for row in dossier.recuperation)]
    rows = [
        (
            "" if row["axe"] == before else row["axe"],
            row["mot"],
            nombre(row["nombre"]),
            "–" if row["part"] is None else pourcent(row["part"]),
        )
        for before, row in zip(said, dossier.recuperation, strict=False)
    ]
    titles = ("Ce qui est mesuré", "Réponse", "Personnes présentes", "Part")
    document.table(titles, (190, 165, 85, 55), rows, {2, 3})


def _flows(document: Feuillets, dossier: Dossier) -> None:
    """Which systems feed which, as declared."""
    if not dossier.flux:
        return
    document.titre("Flux entre systèmes, tels que déclarés", 2)
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
    document.table(titles, (125, 130, 70, 55, 55, 60), rows)


def _day(told: str) -> str:
    return jour_court(dt.date.fromisoformat(told)) if told else ABSENT


def _row(critere: Critere, dossier: Dossier) -> Sequence[str]:
    proof = critere.preuve
    rests = critere.explication
    if proof is not None:
        verdict = champ("preuve_declaree", "verdict").options.get(proof.verdict, proof.verdict).lower()
        dated = _day(str(proof.valeur.get("date_preuve") or ""))
        reference = proof.valeur.get("reference")
        when = f", du {dated}" if dated != ABSENT else ""
        rests = f"{reference or 'Déclaré'} : {verdict}{when}, par {proof.auteur}. {rests}"
    joined = sum(piece.critere == critere.code for piece in dossier.pieces)
    if critere.nature == "declare":
        attached = accord(joined, "document joint", "documents joints") if joined else "Aucun document joint"
        rests = f"{rests} {attached}."
    nature = "mesuré" if critere.nature == "mesure" else "déclaré"
    return (
        critere.titre,
        nature if critere.poids else f"{nature}, hors score",
        JALONS[critere.etat].mot,
        rests,
    )


def _figure(one: Chiffre) -> Sequence[str]:
    if one.valeur is None:
        return (one.libelle, one.motif or "Pas de donnée pour le calculer.", one.requete or "–")
    if one.denominateur is None:
        return (one.libelle, nombre(one.numerateur or 0), one.requete)
    counted = f"{nombre(one.numerateur or 0)} sur {nombre(one.denominateur)}, soit {pourcent(one.valeur)}"
    return (one.libelle, counted, one.requete)
