"""What stands beside the lines of a mail merge: what they are, of which day, how Word takes them, who has no
address to write to.

On a sheet of its own: Word reads titles on the first line of a sheet, and a heading above would name its
fields after itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.styles import Font

from workbench.documents.lettres.envoi import Envoi
from workbench.documents.listes.liste import mention
from workbench.looks.formats import accord, jour
from workbench.office.feuille import DISCRET, NORMAL, SOUS_TITRE, TITRE
from workbench.projet.textes import propre

FEUILLE = "Envois"
TITRE_SANS_NOM = "Courriers à envoyer"


def title(envoi: Envoi) -> str:
    return propre(str(envoi.modele.get("titre") or "")) or TITRE_SANS_NOM


def lines(rows: Sequence[Mapping[str, Any]], envoi: Envoi) -> list[tuple[str, Font]]:
    """The read-me sheet of a mail merge, for `lisez_moi`."""
    dated = f"Courriers datés du {jour(envoi.date)}. " if envoi.date else ""
    return [
        (title(envoi), TITRE),
        (f"{propre(envoi.etablissement)}. {dated}Situation connue au {jour(envoi.le)}.", DISCRET),
        (f"{accord(len(rows), 'destinataire')}, une ligne chacun.", NORMAL),
        ("", NORMAL),
        ("Avec Word", SOUS_TITRE),
        (
            "1. Onglet Publipostage, « Sélection des destinataires », « Utiliser une liste existante » :"
            f" choisissez ce classeur, puis la feuille « {FEUILLE} », la case « La première ligne de données"
            " contient les en-têtes de colonnes » cochée.",
            NORMAL,
        ),
        (
            "2. « Insérer un champ de fusion » : chaque colonne est un champ. « Texte » est la lettre entière"
            " de la personne, signature comprise.",
            NORMAL,
        ),
        (
            "3. Par courriel : « Terminer et fusionner », « Envoyer des messages électroniques » ; « À » :"
            " Courriel. La ligne d’objet est celle de la colonne « Objet ».",
            NORMAL,
        ),
        (
            "N’ajoutez aucune ligne au-dessus des titres : Word ne les trouverait plus. « Envoyé le » est"
            " pour vous, l’outil ne reprend pas ce classeur.",
            NORMAL,
        ),
        ("", NORMAL),
        ("Avant d’envoyer", SOUS_TITRE),
        *((said, NORMAL) for said in _addresses(rows)),
        (envoi.notice or mention(), NORMAL),
        *([(propre(envoi.contact), NORMAL)] if envoi.contact else []),
    ]


def _addresses(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Who has no address, and which one is of several people: what is written there, others would read."""
    given = [propre(row.get("email")).strip().lower() for row in rows]
    shared = {address: many for address, many in Counter(filter(None, given)).items() if many > 1}
    without = given.count("")
    said = []
    if without:
        said.append(
            f"{accord(without, 'destinataire')} sur {len(rows)} sans courriel connu : remettez la lettre sur"
            " papier, à la seule personne concernée."
        )
    said += [
        f"« {address} » est l’adresse de {accord(many, 'destinataire')} : n’y envoyez rien, remettez leurs"
        " lettres sur papier."
        for address, many in sorted(shared.items())
    ]
    return said or ["Chaque destinataire a une adresse de courriel, qui n’est qu’à lui."] * bool(rows)
