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
from workbench.socle.erreurs import ErreurWorkbench

PREUVES = {
    "attestation": "Attestation de l'Ordre ou de l'ARS",
    "extraction_restreinte": "Extraction restreinte du RPPS",
    "rpps_plus": "Recherche dans RPPS+",
    "carte": "Carte CPS ou Pro Santé Connect",
}
DOCUMENTS = {
    "cni": "Carte nationale d'identité",
    "passeport": "Passeport",
    "titre_sejour": "Titre de séjour",
    "france_connect": "FranceConnect",
    "autre": "Autre document officiel",
}
CLOTURES = {
    "corrige_source": "Corrigé dans la source",
    "personnes_distinctes": "Personnes bien distinctes",
    "doublon_confirme": "Doublon confirmé",
    "risque_accepte": "Accepté en l'état",
}


class DecisionInvalide(ErreurWorkbench):
    """A decision that says too little, or something impossible; nothing was recorded."""


class RegistreIllisible(ErreurWorkbench):
    """The ledger cannot be opened, or was written by a newer version."""


class DejaTranche(ErreurWorkbench):
    """Somebody else decided on the same subject in the meantime; nothing was recorded."""


@dataclass(frozen=True)
class Decision:
    """One entry of the ledger.

    `genre` names its kind (`genres.toml`); `cle_a`, `cle_b` are record keys `source:cle`; `objet` is the subject of the kinds
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


def paire(a: str, b: str) -> tuple[str, str]:
    """Two record keys in their only order."""
    return (a, b) if a <= b else (b, a)


def verifier(decision: Decision) -> None:
    """Everything the kind asks is there and makes sense.

    Raises:
        DecisionInvalide: what is wrong, and what to write instead.
    """
    kind = genres().get(decision.genre)
    if kind is None:
        raise DecisionInvalide(
            "Décision inconnue", f"« {decision.genre} »", f"Genres connus : {', '.join(sorted(genres()))}."
        )
    absent = [name for name in [*kind["sujet"], *kind.get("requis", [])] if not getattr(decision, name)]
    absent += [name for name in kind.get("valeur", []) if decision.valeur.get(name) in (None, "")]
    absent += [name for name in ("auteur", "motif") if not str(getattr(decision, name)).strip()]
    if absent:
        raise DecisionInvalide(
            f"{kind['libelle']} : décision incomplète",
            f"Il manque : {', '.join(absent)}.",
            "Complétez puis recommencez.",
        )
    verdicts = kind.get("verdicts")
    if verdicts and decision.verdict not in verdicts:
        raise DecisionInvalide(
            f"{kind['libelle']} : réponse inconnue",
            f"« {decision.verdict} »",
            f"Réponses : {', '.join(verdicts)}.",
        )
    _verifier_valeurs(decision)


def _verifier_valeurs(decision: Decision) -> None:
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
    if decision.genre == "rpps_confirme" and decision.valeur["preuve"] not in PREUVES:
        raise DecisionInvalide(
            "Preuve inconnue", f"« {decision.valeur['preuve']} »", f"Preuves admises : {', '.join(PREUVES)}."
        )
    if decision.genre == "identite_verifiee" and decision.valeur["document"] not in DOCUMENTS:
        raise DecisionInvalide(
            "Document inconnu",
            f"« {decision.valeur['document']} »",
            f"Documents admis : {', '.join(DOCUMENTS)}.",
        )
    _declared_values(decision)
    proof = decision.valeur.get("date_preuve")
    if proof:
        day = _day(str(proof))
        if day > (decision.le or dt.datetime.now(dt.UTC)).date() + dt.timedelta(days=1):
            raise DecisionInvalide(
                "Preuve datée du futur", f"{day:%d/%m/%Y}", "Indiquez la date où la preuve a été vue."
            )


def _declared_values(decision: Decision) -> None:
    """What the kind itself says of its values: `admis` (closed lists) and `dates` (ISO days, never in the future)."""
    kind = genres()[decision.genre]
    for name, allowed in kind.get("admis", {}).items():
        given = str(decision.valeur.get(name, ""))
        if given not in allowed and name in decision.valeur:
            raise DecisionInvalide(
                f"{kind['libelle']} : valeur inconnue",
                f"{name} : « {given} »",
                f"Valeurs admises : {', '.join(word for word in allowed if word)}.",
            )
    latest = (decision.le or dt.datetime.now(dt.UTC)).date() + dt.timedelta(days=1)
    for name in kind.get("dates", []):
        if (day := _day(str(decision.valeur[name]))) > latest:
            raise DecisionInvalide(
                f"{kind['libelle']} : date à venir", f"{day:%d/%m/%Y}", "Indiquez le jour où cela a été fait."
            )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise DecisionInvalide("Date illisible", f"« {text} »", "Écrivez-la AAAA-MM-JJ.") from None
