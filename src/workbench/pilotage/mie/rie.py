"""Is a means of identification accepted under the RIE at a date? A dated calendar (`mie.toml`) and the
homologations declared.

Sources: RIE v1 (order of 28 March 2022) and the ANS questions and answers; RIE v2 is not known, its dates
answer neither yes nor no.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.decisions import Decision
from workbench.decisions.genres import champ
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire

GENRE = "homologation_mie"
VERDICTS = champ(GENRE, "verdict").options
CATEGORIES = ("national", "eidas", "homologation", "mot_de_passe")
REPONSES = ("oui", "non", "si_homologue", "a_confirmer")
_DELAIS = ("blocage_jours", "expiration_jours")
_TYPE = ("type_mie", "libelle", "emetteur", "deux_facteurs", "rpps", "national", "eidas", "mode")
_REGLE = ("du", "categories", "reponse", "raison", "source")


@dataclass(frozen=True)
class Homologation:
    """What the establishment declared of a type: verdict, date of the document, its reference, end of
    validity, author.
    """

    verdict: str = "a_faire"
    depuis: dt.date | None = None
    reference: str = ""
    fin: dt.date | None = None
    auteur: str = ""
    id: str = ""

    def vaut(self, le: dt.date) -> bool:
        """Pronounced, and in its time of validity, on that day."""
        started = self.depuis is None or self.depuis <= le
        return self.verdict == "prononcee" and started and (self.fin is None or le <= self.fin)


@dataclass(frozen=True)
class Changement:
    """The next day on which the answer changes, and what it becomes."""

    le: dt.date
    accepte: bool | None
    raison: str


def regles(home: Path | None = None) -> dict[str, Any]:
    """`mie.toml`, the establishment's own when it holds one.

    Raises:
        ErreurWorkbench: something is missing, or a category or an answer of the calendar is unknown.
    """
    read = lire("workbench.pilotage.mie", "mie.toml", home)
    kinds, calendar = read.get("types", []), read.get("calendrier", [])
    if not kinds or not calendar or not isinstance(read.get("echeance"), dt.date):
        raise _unreadable("Il manque [[types]], [[calendrier]] ou echeance.")
    if absent := [name for name in _DELAIS if not isinstance(read.get(name), int)]:
        raise _unreadable(f"Un nombre de jours manque : {', '.join(absent)}.")
    for kind in kinds:
        if absent := sorted(set(_TYPE) - set(kind)):
            raise _unreadable(f"Type {kind.get('type_mie', '?')} : il manque {', '.join(absent)}.")
    for rule in calendar:
        if absent := sorted(set(_REGLE) - set(rule)):
            raise _unreadable(f"Une règle du calendrier n’a pas : {', '.join(absent)}.")
        unknown = [*set(rule["categories"]) - set(CATEGORIES), *{rule["reponse"]} - set(REPONSES)]
        if unknown or not isinstance(rule["du"], dt.date):
            raise _unreadable(f"Règle du {rule['du']} : {', '.join(unknown) or 'date illisible'}.")
    return read


def _unreadable(what: str) -> ErreurWorkbench:
    return ErreurWorkbench(
        "Règles des moyens d’identification illisibles",
        f"mie.toml : {what}",
        f"Partez du fichier livré. Catégories : {', '.join(CATEGORIES)}. Réponses : {', '.join(REPONSES)}."
        " Dates : AAAA-MM-JJ.",
    )


def categorie(kind: Mapping[str, Any]) -> str:
    """Which line of the calendar speaks of this type."""
    if kind["type_mie"] == "mot_de_passe":
        return "mot_de_passe"
    if kind.get("national"):
        return "national"
    return "eidas" if kind.get("eidas") in ("substantiel", "eleve") else "homologation"


def accepte(
    kind: Mapping[str, Any],
    le: dt.date,
    homologation: Homologation | None = None,
    calendrier: Iterable[Mapping[str, Any]] | None = None,
) -> tuple[bool | None, str]:
    """May this type be used on that day? (yes, no, or None when no known text says), and why in French.

    Args:
        kind: an entry of `[[types]]`.
        calendrier: the entries of `[[calendrier]]`; ours when absent.
    """
    declared = homologation or Homologation()
    if declared.verdict == "refusee" and (declared.depuis is None or declared.depuis <= le):
        return False, "Homologation refusée par l’établissement : le moyen est interdit."
    rules = regles()["calendrier"] if calendrier is None else calendrier
    known = [rule for rule in rules if categorie(kind) in rule["categories"] and rule["du"] <= le]
    if not known:
        return None, "Aucune règle connue à cette date."
    rule = max(known, key=lambda item: item["du"])
    if rule["reponse"] == "si_homologue":
        return declared.vaut(le), f"{rule['raison']} {_said(declared, le)}"
    return {"oui": True, "non": False}.get(rule["reponse"]), rule["raison"]


def acceptes(
    entonnoir: pl.DataFrame, le: dt.date, decisions: Iterable[Decision], home: Path | None = None
) -> int:
    """Equipped users whose most advanced means may be used on that day: refused or unknown ones do not count.

    Args:
        entonnoir: mart `mie_entonnoir` (`type_mie, remis`).
    """
    return int(add_accepted(entonnoir, le, decisions, home)["accepte"].sum())


def add_accepted(
    entonnoir: pl.DataFrame, le: dt.date, decisions: Iterable[Decision], home: Path | None = None
) -> pl.DataFrame:
    """The funnel with `accepte` beside `remis`: those whose most advanced means may be used on that day."""
    rules, declared = regles(home), homologations(decisions)
    codes = [
        kind["type_mie"]
        for kind in rules["types"]
        if accepte(kind, le, declared.get(kind["type_mie"]), rules["calendrier"])[0]
    ]
    allowed = pl.col("type_mie").is_in(codes).fill_null(False)
    return entonnoir.with_columns(accepte=pl.when(allowed).then("remis").otherwise(0))


def _said(declared: Homologation, le: dt.date) -> str:
    if declared.vaut(le):
        return f"Homologation prononcée ({declared.reference})."
    if declared.verdict == "prononcee" and declared.fin is not None and declared.fin < le:
        return "L’homologation est échue."
    if declared.verdict == "prononcee":
        return "L’homologation ne vaut pas encore."
    return {
        "en_cours": "Homologation en cours.",
        "non_requise": "Déclarée non requise, ce que le RIE ne permet pas.",
    }.get(declared.verdict, "Homologation à faire.")


def prochain_changement(
    kind: Mapping[str, Any],
    le: dt.date,
    homologation: Homologation | None = None,
    calendrier: Iterable[Mapping[str, Any]] | None = None,
) -> Changement | None:
    """The first day after `le` on which the answer is another one; None when nothing known changes it."""
    rules = list(regles()["calendrier"] if calendrier is None else calendrier)
    declared = homologation or Homologation()
    days = {rule["du"] for rule in rules}
    days |= {declared.depuis} if declared.depuis else set()
    days |= {declared.fin + dt.timedelta(days=1)} if declared.fin and declared.fin < dt.date.max else set()
    now = accepte(kind, le, declared, rules)[0]
    for day in sorted(day for day in days if day > le):
        then, why = accepte(kind, day, declared, rules)
        if then != now:
            return Changement(day, then, why)
    return None


def homologations(decisions: Iterable[Decision]) -> dict[str, Homologation]:
    """Type → what was last declared of it; a date that cannot be read counts as absent."""
    return {
        entry.objet: Homologation(
            entry.verdict,
            _day(entry.valeur.get("date_preuve")),
            str(entry.valeur.get("reference", "")),
            _day(entry.valeur.get("date_fin")),
            entry.auteur,
            entry.id,
        )
        for entry in decisions
        if entry.genre == GENRE
    }


def _day(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
