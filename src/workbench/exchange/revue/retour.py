"""The review workbook coming back: what would be recorded, what is wrong and where; whole, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from workbench.decisions import Decision, DecisionInvalide, paire
from workbench.decisions.saisie import SaisieInvalide, composer
from workbench.exchange import lecteur
from workbench.exchange.contrat import contrat
from workbench.exchange.lecteur import Ligne
from workbench.exchange.plan import Faute, Plan
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.noms import letters

SANS_AVIS = "je_ne_sais_pas"
NOMS = ("nom_naissance", "nom_usage", "prenoms", "prenom_usuel")
FICHES, PERSONNES = ["source", "cle_source", "nature", "nom", *NOMS], ["id_unique", *NOMS]
"""Columns of `mart.revue_fiche` and of `mart.identite` that `Connus` is made of."""


@dataclass(frozen=True)
class Connus:
    """Who is in the published version: record key → its nature; record key or `id_unique` → the words of
    their names.
    """

    natures: Mapping[str, str]
    mots: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, fiches: pl.DataFrame, personnes: pl.DataFrame) -> Connus:
        """From rows that hold `FICHES` and `PERSONNES`."""
        natures, words = {}, {}
        for source, cle, nature, *names in fiches.select(FICHES).iter_rows():
            natures[f"{source}:{cle}"] = nature
            words[f"{source}:{cle}"] = _words(names)
        for ident, *names in personnes.select(PERSONNES).iter_rows():
            words[ident] = _words(names)
        return cls(natures, words)


def _words(names: Sequence[str | None]) -> frozenset[str]:
    return frozenset(word for name in names if name for word in letters(name).split())


def lire(
    fichier: Path | BinaryIO,
    auteur: str,
    vigueur: Sequence[Decision],
    toutes: Sequence[Decision],
    connus: Connus,
    *,
    remplacer: bool = False,
) -> Plan:
    """Read a workbook back.

    Args:
        auteur: who imports; who answered is kept with each decision.
        vigueur: decisions in force. toutes: every entry, to know the lines already imported from this file.
        connus: who is in the published version.
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
            entry = _decision(line, answer, auteur, origin, connus)
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


def _decision(line: Ligne, genre: str, auteur: str, origin: str, connus: Connus) -> Decision:
    who, comment = line.valeurs.get("repondu_par"), line.valeurs.get("commentaire")
    reason = "Réponse par classeur" + (f" ; {comment[:200]}" if comment else "")
    details: dict[str, Any] = {"repondu_par": who} if who else {}
    subject: dict[str, Any] = (
        _pair(line, genre, connus) if line.feuille == "identite" else _number(line, genre, connus)
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


def _pair(line: Ligne, genre: str, connus: Connus) -> dict[str, str]:
    a, b = paire(line.valeurs["cle_a"] or "", line.valeurs["cle_b"] or "")
    gone = [cle or "vide" for cle in (a, b) if cle not in connus.natures]
    if gone:
        raise DecisionInvalide(
            "Fiche inconnue",
            f"{', '.join(gone)} n'est pas dans la version publiée.",
            "Clé modifiée, ou fiche plus livrée.",
        )
    for side in "ab":
        _same_person(line, f"dit_{side}", line.valeurs[f"cle_{side}"] or "", connus)
    if genre != "compte_nature":
        return {"cle_a": a, "cle_b": b}
    accounts = [cle for cle in (b, a) if connus.natures[cle] != "sirh"]
    return {"verdict": "generique", "cle_a": accounts[0] if accounts else b}


def _same_person(line: Ligne, column: str, cle: str, connus: Connus) -> None:
    """Who the line speaks of has a word of the name we know under that key: keys of two hospitals look
    alike.
    """
    who = (line.valeurs.get(column) or "").partition(" · ")[0]
    told, known = {*letters(who).split()}, connus.mots.get(cle)
    if told and known and not told & known:
        raise DecisionInvalide(
            "Une autre personne",
            f"La ligne parle de « {who} » ; ici, {cle} est quelqu’un d’autre.",
            "Classeur d’un autre établissement, ou lignes mélangées par un tri : demandez-en un nouveau.",
        )


def _number(line: Ligne, genre: str, connus: Connus) -> dict[str, str]:
    ident = line.valeurs["id_unique"] or ""
    if ident not in connus.mots:
        raise DecisionInvalide(
            "Personne inconnue",
            f"{ident or 'vide'} n'est pas dans la version publiée.",
            "Clé modifiée, ou personne fusionnée.",
        )
    _same_person(line, "qui", ident, connus)
    number = line.valeurs.get("retenu") or line.valeurs["propose"] or ""
    if not number:
        what = "confirmer" if genre == "rpps_confirme" else "refuser"
        raise DecisionInvalide(
            f"Aucun numéro à {what}",
            "Aucun numéro valable n’était proposé pour cette personne.",
            "Écrivez celui que vous connaissez dans « Numéro retenu », ou laissez la réponse vide.",
        )
    return {"id_unique": ident, "rpps": number}


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
