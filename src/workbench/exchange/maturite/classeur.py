"""The maturity questionnaire sent out: one line a requirement, what is measured said, the rest to answer.

The region's own questionnaire is not known to us: requirements, levels and targets are the establishment's
(`exigences.toml`), and the workbook says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from workbench.exchange import ecrivain
from workbench.exchange.contrat import Contrat, contrat
from workbench.looks.formats import pourcent
from workbench.office.feuille import MIME, NORMAL, SOUS_TITRE, TITRE, lisez_moi
from workbench.office.paquet import octets
from workbench.pilotage.objectifs.ecarts import Ecart, definitions, subject
from workbench.socle.settings import load_settings

__all__ = ["MIME", "contenu", "expected", "nom_fichier"]


def expected(home: Path | None = None) -> Contrat:
    """The contract, with the words of the scale."""
    words = definitions(home)["echelle"]
    levels = {str(rank): f"{rank} · {word}" for rank, word in enumerate(words)}
    return contrat("maturite").avec(listes={"niveau": levels})


def nom_fichier(le: dt.date, entite: str) -> str:
    """Named after the establishment it speaks of and the date of the data."""
    return f"questionnaire_maturite_{entite}_{le.isoformat()}.xlsx"


def contenu(
    trouves: Sequence[Ecart], entite: str, titre_entite: str, le: dt.date, home: Path | None = None
) -> bytes:
    """The workbook: what is to answer, what is measured said on its first sheet.

    Args:
        trouves: the requirements of that establishment (`ecarts.gaps`). entite: its code, « ensemble » for
        the group.
    """
    words = definitions(home)["echelle"]
    wanted = expected(home)
    sheet = wanted.feuille("maturite")
    title = f"Questionnaire de maturité, {titre_entite}"
    book = Workbook()
    lisez_moi(
        book.active,
        [
            (title, TITRE),
            (f"Pour : {titre_entite}. Données du {le:%d/%m/%Y}.", NORMAL),
            (
                "Répondez dans les colonnes jaunes : un niveau, sa preuve, le jour du constat et ses"
                " circonstances. Une ligne vide reste non renseignée.",
                NORMAL,
            ),
            (
                "Exigences, échelle et cibles sont celles de l’établissement : le questionnaire de la région"
                " n’est pas connu de cet outil, recopiez-y ces réponses.",
                NORMAL,
            ),
            *_back_to(home),
            ("", NORMAL),
            ("Échelle", SOUS_TITRE),
            *[(f"{rank} : {word}", NORMAL) for rank, word in enumerate(words)],
            *_measured(trouves, words),
        ],
        title,
        f"{le:%d/%m/%Y}",
    )
    ecrivain.ecrire(
        book.create_sheet(sheet.titre),
        sheet,
        [_row(one, entite, words) for one in trouves if one.nature != "mesure"],
        ecrivain.Entete(
            title,
            "Une seule faute, et rien du questionnaire n’est enregistré.",
            f"{le:%d/%m/%Y}",
        ),
    )
    return octets(book, le, title)


def _back_to(home: Path | None) -> list[tuple[str, Font]]:
    """To whom it goes back, once the settings say it."""
    contact = load_settings(home).contact if home else None
    joints = ", ".join(filter(None, (contact.fonction, contact.courriel))) if contact else ""
    return [(f"Classeur à renvoyer à : {joints}.", NORMAL)] if joints else []


def _measured(found: Sequence[Ecart], words: Sequence[str]) -> list[tuple[str, Font]]:
    """What the data measure: said, and nobody is asked for it."""
    told = [
        (f"{one.titre} : {_level(one, words)}, cible {one.cible} · {words[one.cible]}.", NORMAL)
        for one in found
        if one.nature == "mesure"
    ]
    return [("", NORMAL), ("Mesuré par les données, rien à répondre", SOUS_TITRE), *told] if told else []


def _level(one: Ecart, words: Sequence[str]) -> str:
    if one.motif:
        return "non mesurable"
    level = "non renseigné" if one.niveau is None else f"{one.niveau} · {words[one.niveau]}"
    return level if one.valeur is None else f"{level} ({pourcent(one.valeur)})"


def _row(one: Ecart, entite: str, words: Sequence[str]) -> list[object]:
    return [
        one.titre,
        _level(one, words),
        f"{one.cible} · {words[one.cible]}",
        None,
        None,
        None,
        None,
        one.famille,
        one.responsable,
        subject(one.code, entite),
    ]
