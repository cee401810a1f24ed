"""What a decision may be: kinds held as data (`genres.toml`), checked before anything is recorded."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from workbench.socle import numeros
from workbench.socle.champs import Champ
from workbench.socle.erreurs import ErreurWorkbench

ATTRIBUTS = ("verdict", "cle_a", "cle_b", "id_unique", "rpps", "objet", "motif", "annule")
"""Fields that a decision holds itself; every other one is a detail of `valeur`."""


class DecisionInvalide(ErreurWorkbench):
    """A decision that says too little, or something impossible; nothing was recorded."""


class RegistreIllisible(ErreurWorkbench):
    """The ledger cannot be opened, or was written by a newer version."""


class DejaTranche(ErreurWorkbench):
    """Somebody else decided on the same subject in the meantime; nothing was recorded."""


@dataclass(frozen=True)
class Decision:
    """One entry of the ledger.

    `genre` names its kind (`genres.toml`); `cle_a`, `cle_b` are record keys `source:cle`; `objet` is the
    subject of the kinds
    that speak of neither a record nor a person; `valeur` holds the kind's own details; `le` is UTC.
    """

    genre: str
    auteur: str
    motif: str
    verdict: str = ""
    cle_a: str = ""
    cle_b: str = ""
    id_unique: str = ""
    rpps: str = ""
    objet: str = ""
    valeur: Mapping[str, Any] = field(default_factory=dict)
    origine: str = "page"
    annule: str = ""
    remplace: str = ""
    id: str = ""
    rang: int = 0
    le: dt.datetime | None = None

    @property
    def famille(self) -> str:
        """Decisions of one family about one subject replace each other."""
        return str(genres()[self.genre]["famille"])

    @property
    def sujet(self) -> str:
        """What it is about."""
        names = genres()[self.genre]["sujet"]
        return self.famille + ":" + "|".join(str(getattr(self, name)) for name in names)

    @property
    def libelle(self) -> str:
        """Its kind in French."""
        return str(genres()[self.genre]["libelle"])


@cache
def genres() -> dict[str, dict[str, Any]]:
    """The kinds, by code."""
    return tomllib.loads(files("workbench.decisions").joinpath("genres.toml").read_text("utf-8"))


@cache
def champs(genre: str) -> dict[str, Champ]:
    """What a person fills to decide of that kind, by code, in the order of the form."""
    return {entry["code"]: Champ(**entry) for entry in genres()[genre].get("champs", [])}


def champ(genre: str, code: str) -> Champ:
    """One field of a kind."""
    return champs(genre)[code]


PREUVES = champ("rpps_confirme", "preuve").options
DOCUMENTS = champ("identite_verifiee", "document").options
CLOTURES = champ("collision_close", "verdict").options


def lu(decision: Decision, code: str) -> Any:
    """What a decision says of a field: one of its own attributes, else a detail of `valeur`."""
    return getattr(decision, code) if code in ATTRIBUTS else decision.valeur.get(code)


def paire(a: str, b: str) -> tuple[str, str]:
    """Two record keys in their only order."""
    return (a, b) if a <= b else (b, a)


def verifier(decision: Decision, le: dt.date | None = None) -> None:
    """Everything the kind asks is there and makes sense.

    Args:
        le: the day it is said, when the caller keeps one of its own; a date of the past may not be later.

    Raises:
        DecisionInvalide: what is wrong, and what to write instead.
    """
    kind = genres().get(decision.genre)
    if kind is None:
        raise DecisionInvalide(
            "Décision inconnue", f"« {decision.genre} »", f"Genres connus : {', '.join(sorted(genres()))}."
        )
    fields = champs(decision.genre)
    said = {code: lu(decision, code) for code in fields}
    asked = [code for code, item in fields.items() if item.obligatoire and item.demande(said)]
    absent = [name for name in [*kind["sujet"], *kind.get("requis", [])] if not getattr(decision, name)]
    absent += [
        name
        for name in [*kind.get("valeur", []), *asked]
        if name != "motif" and lu(decision, name) in (None, "")
    ]
    absent += [name for name in ("auteur", "motif") if not str(getattr(decision, name)).strip()]
    if absent:
        raise DecisionInvalide(
            f"{kind['libelle']} : décision incomplète",
            f"Il manque : {', '.join(dict.fromkeys(_dit(fields, name) for name in absent))}.",
            "Complétez puis recommencez.",
        )
    _verifier_valeurs(decision, le)


def _dit(fields: Mapping[str, Champ], name: str) -> str:
    return f"{fields[name].libelle} ({name})" if name in fields else name


def _verifier_valeurs(decision: Decision, le: dt.date | None) -> None:
    if decision.famille == "paire" and (decision.cle_a, decision.cle_b) != paire(
        decision.cle_a, decision.cle_b
    ):
        raise DecisionInvalide(
            "Paire mal ordonnée",
            f"{decision.cle_a} | {decision.cle_b}",
            "Écrivez la plus petite clé d'abord.",
        )
    if decision.cle_a and decision.cle_a == decision.cle_b:
        raise DecisionInvalide(
            "Une fiche avec elle-même", decision.cle_a, "Choisissez deux fiches différentes."
        )
    if decision.rpps and numeros.lire("rpps", decision.rpps) != (decision.rpps, "ok"):
        raise DecisionInvalide(
            "Numéro RPPS impossible",
            f"« {decision.rpps} »",
            "Onze chiffres, clé de contrôle juste : vérifiez la saisie.",
        )
    said = (decision.le or dt.datetime.now(dt.UTC)).date() + dt.timedelta(days=1)
    latest = said if le is None else max(said, le)
    for code, item in champs(decision.genre).items():
        value = lu(decision, code)
        if value not in (None, "") and item.options and str(value) not in item.options:
            what = "réponse" if code == "verdict" else "valeur"
            raise DecisionInvalide(
                f"{decision.libelle} : {what} inconnue",
                f"{item.libelle} : « {value} »",
                f"{'Réponses' if code == 'verdict' else 'Valeurs admises'} : {', '.join(item.options)}.",
            )
        if (
            item.type == "date"
            and value not in (None, "")
            and (day := _day(str(value))) > latest
            and not item.futur
        ):
            raise DecisionInvalide(
                f"{decision.libelle} : date à venir",
                f"{item.libelle} : {day:%d/%m/%Y}",
                "Indiquez le jour où cela a été fait ou vu.",
            )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise DecisionInvalide("Date illisible", f"« {text} »", "Écrivez-la AAAA-MM-JJ.") from None
