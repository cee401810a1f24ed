"""Pilot services on the page MIE: which would represent the house, and before and after in each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.formats import accord, ecart_part, jour, nombre, pourcent
from workbench.projet import Projet
from workbench.projet.terrain import pilotes
from workbench.ui import composants, donnees, plis
from workbench.ui.formulaires import projet_editeur

PROPOSES = 10
MESURES = {
    "prouves": "Numéro RPPS prouvé, parmi ceux qui doivent en avoir un",
    "equipes": "Moyen remis, parmi les utilisateurs du dossier patient",
}


def section(acces: Acces, le: dt.date) -> None:
    """The services most like the house, then each pilot: its reasons, before and after, its report."""
    projet = projet_editeur.lire_genre(acces, pilotes.GENRE, "de services pilotes")
    if projet is None:
        return
    suivi = donnees.mart(acces, "service_suivi")
    _choisir(acces, suivi)
    cards = projet.fiches(pilotes.GENRE)
    for card in cards:
        _pilote(projet, card, suivi, le)
    combien = accord(len(cards), "service pilote", "services pilotes")
    with plis.sur_demande(f"Les fiches : {combien}", "pilotes_fiches") as ouvert:
        if ouvert:
            projet_editeur.editer(acces, projet, pilotes.GENRE)


def _choisir(acces: Acces, suivi: pl.DataFrame) -> None:
    table = pilotes.criteria(donnees.mart(acces, "couverture"), suivi)
    if table.is_empty():
        composants.liste_vide(
            f"Aucun service de {pilotes.MINIMUM} personnes ou plus : la ressemblance ne se mesure pas."
        )
        return
    composants.table(
        table.head(PROPOSES),
        titres.de(
            "service etablissement nombre ressemblance sans_numero a_equiper",
            ressemblance="Ressemble à l’ensemble",
            sans_numero="Sans numéro prouvé",
            a_equiper="Sans moyen remis",
        ),
        legende="Les services dont les métiers et les contrats ressemblent le plus à l’ensemble (100 % : le"
        " même partage). L’équipe motivée et la valeur attendue se jugent avec le cadre, dans la fiche",
        formats={"ressemblance": lambda part: pourcent(part, 0)},
    )


def _pilote(projet: Projet, card: Mapping[str, Any], suivi: pl.DataFrame, le: dt.date) -> None:
    champ = projet.genres[pilotes.GENRE].champ
    composants.section(f"{card['service']} ({card['etablissement']})")
    notes = {code: champ(code).options.get(card[code] or "") for code in ("implication", "impact", "suite")}
    composants.faits(
        {
            "Pourquoi ce service": card["raison"],
            "Équipe motivée": notes["implication"],
            "Valeur attendue": notes["impact"],
            "Du, au": " – ".join(jour(day) for day in (card["debut"], card["fin"]) if day) or None,
            "Retour d’expérience": card["bilan"],
            "Suite": notes["suite"],
        }
    )
    if card["debut"] is None:
        composants.liste_vide("Datez le début pour comparer l’avant et l’après.")
        return
    end = min(card["fin"] or le, le)
    compared = pilotes.before_after(suivi, card["etablissement"], card["service"], card["debut"], end)
    if compared is None:
        composants.liste_vide(
            f"Rien à comparer : il faut des données d’avant le {jour(card['debut'])}, d’autres depuis, et ce"
            " service sous ce nom dans les deux."
        )
        return
    before, after, found = compared
    composants.table(
        pl.DataFrame([_ligne(one) for one in found]),
        {
            "mesure": "Mesure",
            "avant": f"Le {jour(before)}",
            "apres": f"Le {jour(after)}",
            "ecart": "Évolution",
            "ailleurs": "Ailleurs, même période",
        },
        legende="Les personnes présentes aujourd’hui et déjà arrivées à chaque date. Un moyen sans date de"
        f" remise est compté aux deux : {_sans_date(suivi, card, after)}",
    )


def _ligne(one: pilotes.Mesure) -> dict[str, str]:
    return {
        "mesure": MESURES[one.code],
        "avant": _part(one.avant),
        "apres": _part(one.apres),
        "ecart": _ecart(one.avant, one.apres),
        "ailleurs": _ecart(one.ailleurs_avant, one.ailleurs_apres),
    }


def _part(counts: tuple[int, int]) -> str:
    reached, among = counts
    return f"{nombre(reached)} sur {nombre(among)} ({pourcent(reached / among, 0)})" if among else "personne"


def _ecart(before: tuple[int, int], after: tuple[int, int]) -> str:
    if not before[1] or not after[1]:
        return "non mesurable"
    return ecart_part(after[0] / after[1] - before[0] / before[1])


def _sans_date(suivi: pl.DataFrame, card: Mapping[str, Any], day: dt.date) -> str:
    here = suivi.filter(
        pl.col("etablissement") == card["etablissement"],
        pl.col("service") == card["service"],
        pl.col("le") == day,
    )
    return f"{nombre(here['sans_date'].sum())} ici"
