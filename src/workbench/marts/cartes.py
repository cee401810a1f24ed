"""The catalogue of indicators: one card each, whatever file its definition lives in, and the SQL that
computes it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from workbench.looks.formats import pourcent
from workbench.marts.populations import Population, populations
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire

ROOM = "workbench.marts"
SENS = ("hausse", "baisse", "neutre")


class CarteInvalide(ErreurWorkbench):
    """A card of the catalogue says too little."""


@dataclass(frozen=True)
class Carte:
    """One indicator: what it says, of whom, which way is better, where its figures come from.

    `de`: its population in `populations.toml`; `nomme`: how sentences name it, after its number.
    `prefixe`: the card speaks of every indicator whose id starts with `id`. `sql`: file under `indicators/`.
    `seuil` is text, as shown. `page`: code of the page that lists the people or accounts behind it.
    """

    id: str
    titre: str
    definition: str
    numerateur: str
    denominateur: str
    population: str
    seuil: str
    unite: str
    sens: str
    source: str
    version: str
    sql: str
    page: str = ""
    prefixe: bool = False
    de: str = ""
    nomme: tuple[str, ...] = ()


def toutes(home: Path | None = None) -> list[Carte]:
    """Every card, milestones first; an establishment's own files win, one file at a time.

    Raises:
        CarteInvalide: a card lacks a field, or has an unknown one. RegleIllisible: a file is not TOML.
    """
    cards = [_milestone(entry) for entry in lire(ROOM, "catalogue.toml", home)["indicateurs"]]
    virtues = lire(ROOM, "vertus.toml", home)
    cards += _virtues(virtues)
    cards += _problems(lire("workbench.pilotage.comptes", "comptes.toml", home), virtues["jours"])
    for name in sorted(
        entry.name for entry in files(ROOM).joinpath("cartes").iterdir() if entry.name.endswith(".toml")
    ):
        cards += [_card(entry, name) for entry in _file(name, home)["indicateurs"]]
    return cards


def carte(indicateur: str, home: Path | None = None) -> Carte | None:
    """The card of an indicator: its own, else that of its family; None when nobody described it."""
    return find(indicateur, toutes(home))


def find(indicateur: str, cards: list[Carte]) -> Carte | None:
    """The card of an indicator among these: its own, else the longest prefix that fits."""
    exact = next((card for card in cards if card.id == indicateur and not card.prefixe), None)
    families = [card for card in cards if card.prefixe and indicateur.startswith(card.id)]
    return exact or max(families, key=lambda card: len(card.id), default=None)


@cache
def population(indicateur: str) -> Population | None:
    """Whom an indicator counts: the population of the register that its shipped card names, else the card's
    own words; None when there is no card.
    """
    card = find(indicateur, toutes())
    if card is None or card.de in populations():
        return populations()[card.de] if card else None
    said = card.denominateur or card.definition
    return Population("", card.population, "personne", said, "") if card.population else None


def family_words() -> frozenset[str]:
    """What every card of a family says, whatever its own measure."""
    return frozenset(word for family in lire(ROOM, "familles.toml").values() for word in _texts(family))


def _texts(family: Any) -> list[str]:
    return [word for word in family.values() if isinstance(word, str)] if isinstance(family, dict) else []


def sql_text(card: Carte) -> str:
    """The query that computes it, as shipped."""
    return files(ROOM).joinpath(card.sql).read_text("utf-8")


def _file(name: str, home: Path | None) -> Mapping[str, Any]:
    own = (
        lire(ROOM, f"fiches_{name}", home)
        if home and (home / "regles" / f"fiches_{name}").is_file()
        else None
    )
    return own or _shipped(name)


@cache
def _shipped(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files(ROOM).joinpath("cartes", name).read_text("utf-8"))


def _card(entry: Mapping[str, Any], name: str) -> Carte:
    known = {field.name for field in fields(Carte)}
    wanted = known - {"page", "prefixe", "de", "nomme"}
    missing, extra = sorted(wanted - set(entry)), sorted(set(entry) - known)
    if missing or extra or entry.get("sens") not in SENS:
        raise CarteInvalide(
            "Fiche d’indicateur incomplète",
            f"{name}, « {entry.get('id', '?')} » : manque {', '.join(missing) or 'rien'} ; "
            f"en trop {', '.join(extra) or 'rien'} ; sens « {entry.get('sens')} ».",
            f"Sens admis : {', '.join(SENS)}.",
        )
    return Carte(**{**entry, "nomme": tuple(entry.get("nomme", ()))})


def _milestone(entry: Mapping[str, Any]) -> Carte:
    return _of_family(
        "jalon",
        id=entry["id"],
        **{name: entry[name] for name in ("titre", "definition", "numerateur", "denominateur", "version")},
        seuil=pourcent(entry["cible"], 0),
        source=f"Objectif {entry['objectif']}, {entry['annee']} ; mode de calcul de l'établissement",
        de=f"comptes_{entry['id']}",
    )


def _virtues(data: Mapping[str, Any]) -> list[Carte]:
    return [_measured("vertu", entry["mesure"], entry, data["jours"], data) for entry in data["mesures"]]


def _problems(data: Mapping[str, Any], admis: int) -> list[Carte]:
    return [
        _measured("compte", entry["probleme"], entry | {"admis": admis}, entry["jours"], data)
        for entry in data["problemes"]
    ]


def _measured(
    famille: str, code: str, entry: Mapping[str, Any], jours: int, data: Mapping[str, Any]
) -> Carte:
    """The card of a measure written in rules: its delay said in its definition."""
    return _of_family(
        famille,
        id=f"{famille}_{code}",
        titre=entry["titre"],
        definition=entry["definition"].format(jours=jours, admis=entry.get("admis")),
        version=str(data["version"]),
        de=entry.get("de", ""),
    )


def _of_family(famille: str, **own: Any) -> Carte:
    """A card: what its family says (`familles.toml`), and what is its own."""
    return Carte(**lire(ROOM, "familles.toml")[famille], **own)
