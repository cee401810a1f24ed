"""Which means of identification for whom: populations, a proposal with its reasons, the equipment it takes
(`mie_choix.toml`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.decisions import Decision
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire

CHOIX, RECU = "choix_mie", "equipement_recu"
AUTRES = "autres"


@dataclass(frozen=True)
class Proposition:
    """A means proposed to a population (None when every one is set aside), why, and why not those before
    it.
    """

    type_mie: str | None
    raison: str
    ecartes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Materiel:
    """One kind of equipment: needed under the choices made, received so far, and what is left to obtain."""

    code: str
    titre: str
    besoin: int
    recu: int
    le: dt.date | None = None
    reference: str = ""

    @property
    def reste(self) -> int:
        """Never below zero."""
        return max(0, self.besoin - self.recu)


def regles(home: Path | None = None) -> dict[str, Any]:
    """`mie_choix.toml`, the establishment's own when it holds one.

    Raises:
        ErreurWorkbench: an answer a criterion does not know, or a pattern of services that cannot be read.
    """
    read = lire("workbench.pilotage.mie", "mie_choix.toml", home)
    parts = ("criteres", "populations", "candidats", "exclusions", "equipements")
    if absent := [part for part in parts if not read.get(part)]:
        raise _unreadable(f"Il manque : {', '.join(absent)}", ())
    known = {entry["code"]: set(entry["valeurs"]) for entry in read["criteres"]}
    for population in read["populations"]:
        for criterion, value in population["criteres"].items():
            if value not in known.get(criterion, set()):
                raise _unreadable(
                    f"{population['titre']} : {criterion} = « {value} »", known.get(criterion, set())
                )
        try:
            pl.Series([""]).str.contains(population.get("services", ""))
        except pl.exceptions.ComputeError as error:
            raise _unreadable(
                f"{population['titre']} : services ne se lit pas (détail technique : {error})", ()
            ) from error
        if not isinstance(seats := population.get("personnes_par_poste", 1), int) or seats < 1:
            raise _unreadable(f"{population['titre']} : personnes_par_poste = {seats}", ())
    return read


def _unreadable(what: str, answers: Iterable[str]) -> ErreurWorkbench:
    allowed = ", ".join(sorted(answers))
    return ErreurWorkbench(
        "Règles de choix illisibles",
        what,
        (
            f"Réponses admises : {allowed}."
            if allowed
            else "Corrigez mie_choix.toml de l’établissement, ou retirez-le."
        ),
    )


def classer(profils: pl.DataFrame, rules: Mapping[str, Any]) -> pl.DataFrame:
    """Add `population`: the first whose conditions all hold, else « autres ».

    Args:
        profils: columns `autorite, profession_code, type_contrat, service`, others kept.
    """
    answer: Any = pl.lit(AUTRES)
    for population in reversed(rules["populations"]):
        answer = pl.when(_condition(population)).then(pl.lit(population["code"])).otherwise(answer)
    return profils.with_columns(population=answer)


def _condition(population: Mapping[str, Any]) -> pl.Expr:
    held = pl.lit(True)
    for key, column in (
        ("autorites", "autorite"),
        ("professions", "profession_code"),
        ("contrats", "type_contrat"),
    ):
        if population.get(key):
            held &= pl.col(column).is_in(population[key]).fill_null(False)
    if population.get("services"):
        held &= pl.col("service").str.contains(population["services"]).fill_null(False)
    return held


def proposer(
    population: Mapping[str, Any], rules: Mapping[str, Any], interdits: Iterable[str] = ()
) -> Proposition:
    """The first candidate that no rule sets aside.

    Args:
        interdits: types the establishment refused to homologate.
    """
    refused = set(interdits)
    aside: list[tuple[str, str]] = []
    for candidate in rules["candidats"]:
        kind = candidate["type_mie"]
        found = [
            rule
            for rule in rules["exclusions"]
            if rule["type_mie"] == kind and _holds(rule["si"], population["criteres"])
        ]
        if not found and kind not in refused:
            return Proposition(kind, candidate["raison"], tuple(aside))
        why = [rule["raison"] for rule in found if not rule.get("muet")]
        why += ["homologation refusée"] if kind in refused else []
        aside += [(kind, " ; ".join(why))] if why else []
    return Proposition(None, "Chaque moyen est écarté par une règle : à trancher en comité.", tuple(aside))


def _holds(conditions: Mapping[str, list[str]], answers: Mapping[str, str]) -> bool:
    return all(answers.get(criterion, "inconnu") in wanted for criterion, wanted in conditions.items())


def choix(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Population → the choice in force."""
    return {entry.objet: entry for entry in decisions if entry.genre == CHOIX}


def retenus(
    rules: Mapping[str, Any], decisions: Iterable[Decision], interdits: Iterable[str] = ()
) -> dict[str, str]:
    """Population → the means declared, else the one proposed; without either, absent."""
    declared, refused = choix(decisions), list(interdits)
    out: dict[str, str] = {}
    for population in rules["populations"]:
        code = population["code"]
        kind = (
            declared[code].valeur["type_mie"]
            if code in declared
            else proposer(population, rules, refused).type_mie
        )
        if kind:
            out[code] = str(kind)
    return out


def materiels(
    effectifs: Mapping[str, int],
    moyens: Mapping[str, str],
    rules: Mapping[str, Any],
    decisions: Iterable[Decision] = (),
) -> list[Materiel]:
    """Equipment needed by the choices against what was declared received.

    Args:
        effectifs: population → people.
        moyens: population → type of means (`retenus`).
    """
    received = {entry.objet: entry for entry in decisions if entry.genre == RECU}
    out = []
    for item in rules["equipements"]:
        need = sum(
            _pieces(item, population, effectifs.get(population["code"], 0))
            for population in rules["populations"]
            if moyens.get(population["code"]) in item["types"]
            and _holds(item.get("si", {}), population["criteres"])
        )
        entry = received.get(item["code"])
        quantity = _whole(entry.valeur.get("quantite")) if entry else 0
        day = _day(entry.valeur.get("date_preuve")) if entry else None
        out.append(
            Materiel(
                item["code"],
                item["titre"],
                need,
                quantity,
                day,
                str(entry.valeur.get("reference", "")) if entry else "",
            )
        )
    return out


def _pieces(item: Mapping[str, Any], population: Mapping[str, Any], people: int) -> int:
    if item["par"] == "personne":
        return people
    return -(-people // int(population.get("personnes_par_poste", 1)))


def _whole(value: Any) -> int:
    try:
        return max(0, int(value))
    except (TypeError, ValueError):
        return 0


def _day(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
