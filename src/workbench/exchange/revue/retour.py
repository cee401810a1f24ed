"""The review workbook coming back: what would be recorded, what is wrong and where; whole, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from workbench.decisions import Decision, DecisionInvalide, paire
from workbench.decisions.saisie import SaisieInvalide, composer
from workbench.exchange import lecteur
from workbench.exchange.contrat import contrat
from workbench.exchange.lecteur import Ligne
from workbench.exchange.plan import Faute, Plan
from workbench.socle.erreurs import ErreurWorkbench

SANS_AVIS = "je_ne_sais_pas"


def lire(
    fichier: Path | BinaryIO,
    auteur: str,
    vigueur: Sequence[Decision],
    toutes: Sequence[Decision],
    connues: Mapping[str, str],
    personnes: Collection[str],
    *,
    remplacer: bool = False,
) -> Plan:
    """Read a workbook back.

    Args:
        auteur: who imports; who answered is kept with each decision.
        vigueur: decisions in force. toutes: every entry, to know the lines already imported from this file.
        connues: record keys `source:cle` of the published version, their nature. personnes: its `id_unique`.
        remplacer: accept answers that contradict a decision in force.

    Raises:
        ClasseurIllisible: not a workbook, or none of its sheets is ours.
    """
    lecture = lecteur.lire(
        fichier.read_bytes() if isinstance(fichier, Path) else fichier.read(), contrat("revue")
    )
    plan = Plan(fautes=lecture.fautes, masquees=lecture.masquees)
    known = {entry.sujet: entry for entry in vigueur}
    imported = {entry.origine for entry in toutes}
    told: dict[str, tuple[Decision, int]] = {}
    for line in lecture.lignes:
        answer, origin = line.valeurs["reponse"], f"classeur:{lecture.empreinte}:{line.titre}:{line.numero}"
        if answer is None or answer == SANS_AVIS:
            plan.vides += line.valeurs["reference"] is not None
            continue
        if origin in imported:
            plan.deja += 1
            continue
        try:
            entry = _decision(line, answer, auteur, origin, connues, personnes)
            _contradiction(entry, known, told, remplacer)
        except ErreurWorkbench as error:
            plan.fautes += _faults(line, answer, error)
            continue
        if entry.sujet in told:
            plan.deja += 1
            continue
        told[entry.sujet] = (entry, line.numero)
        plan.ajouter(entry, known.get(entry.sujet), line.lieu)
    plan.fautes.sort(key=lambda fault: (fault.feuille, fault.ligne))
    return plan


def _faults(line: Ligne, genre: str, error: ErreurWorkbench) -> list[Faute]:
    """Each in the column that its field fills; what is no field's, in that of the answer."""
    if isinstance(error, SaisieInvalide):
        columns = _filled(line.feuille, genre)
        return [line.faute(columns[field], fault) for field, fault in error.fautes.items()]
    return [line.faute("reponse", f"{error.titre} : {error.message} {error.conseil}".strip())]


def _decision(
    line: Ligne, genre: str, auteur: str, origin: str, connues: Mapping[str, str], personnes: Collection[str]
) -> Decision:
    who, comment = line.valeurs.get("repondu_par"), line.valeurs.get("commentaire")
    reason = "Réponse par classeur" + (f" ; {comment[:200]}" if comment else "")
    details: dict[str, Any] = {"repondu_par": who} if who else {}
    subject: dict[str, Any] = (
        _pair(line, genre, connues) if line.feuille == "identite" else _number(line, personnes)
    )
    return composer(
        genre,
        auteur,
        {field: line.valeurs.get(column) for field, column in _filled(line.feuille, genre).items()},
        motif=reason,
        valeur=details,
        origine=origin,
        **subject,
    )


def _filled(feuille: str, genre: str) -> dict[str, str]:
    """The fields of this kind that the sheet asks: field code → column code."""
    return contrat("revue").feuille(feuille).remplies(genre)


def _pair(line: Ligne, genre: str, connues: Mapping[str, str]) -> dict[str, str]:
    a, b = paire(line.valeurs["cle_a"] or "", line.valeurs["cle_b"] or "")
    gone = [cle or "vide" for cle in (a, b) if cle not in connues]
    if gone:
        raise DecisionInvalide(
            "Fiche inconnue",
            f"{', '.join(gone)} n'est pas dans la version publiée.",
            "Clé modifiée, ou fiche plus livrée.",
        )
    if genre != "compte_nature":
        return {"cle_a": a, "cle_b": b}
    accounts = [cle for cle in (b, a) if connues[cle] != "sirh"]
    return {"verdict": "generique", "cle_a": accounts[0] if accounts else b}


def _number(line: Ligne, personnes: Collection[str]) -> dict[str, str]:
    ident = line.valeurs["id_unique"] or ""
    if ident not in personnes:
        raise DecisionInvalide(
            "Personne inconnue",
            f"{ident or 'vide'} n'est pas dans la version publiée.",
            "Clé modifiée, ou personne fusionnée.",
        )
    return {"id_unique": ident, "rpps": line.valeurs.get("retenu") or line.valeurs["propose"] or ""}


def _contradiction(
    entry: Decision, known: Mapping[str, Decision], told: Mapping[str, tuple[Decision, int]], remplacer: bool
) -> None:
    before = known.get(entry.sujet)
    same = before is not None and (before.genre, before.verdict) == (entry.genre, entry.verdict)
    if before and not same and not before.genre.endswith("plus_tard") and not remplacer:
        raise DecisionInvalide(
            "Déjà tranché autrement",
            f"{before.auteur} a répondu « {before.libelle} » le {before.le:%d/%m/%Y}.",
            "Voyez-le avec cette personne, puis importez en demandant le remplacement.",
        )
    if entry.sujet in told and told[entry.sujet][0].genre != entry.genre:
        raise DecisionInvalide(
            "Deux réponses contraires",
            f"La ligne {told[entry.sujet][1]} du même classeur dit autre chose.",
            "Gardez-en une.",
        )
