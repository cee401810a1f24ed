"""The register of account procedures (arrival, departure, move), and what it proves for objective 1.2."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.decisions import Decision, DecisionInvalide
from workbench.decisions.saisie import composer
from workbench.pilotage.comptes.campagnes import NiveauRevue
from workbench.socle.regles import lire

ORDRE = ("absente", "decrite", "operationnelle", "automatique")
TOUTES = "mouvements_automatiques"  # 2028: the three procedures together, at the level of the least advanced
COUVERTURE = "revue_comptes_12_mois"  # the indicator that says how much of the year's review is done
REVUES = ("revue_annuelle", "revue_automatique")


def definitions() -> dict[str, Any]:
    """`procedures.toml`."""
    return lire("workbench.pilotage.comptes", "procedures.toml")


def register(decisions: Sequence[Decision]) -> dict[str, Decision | None]:
    """Procedure code → the entry in force, None when nothing was ever said."""
    told = {entry.objet: entry for entry in decisions if entry.genre == "procedure"}
    return {item["code"]: told.get(item["code"]) for item in definitions()["procedures"]}


SANS = {"reference": "aucun document", "responsable": "à désigner"}
"""What the ledger says of a procedure that has none."""


@dataclass(frozen=True)
class Declaration:
    """What is said of a procedure; `responsable` is a function (« DSI, bureau des accès »), not a person."""

    code: str
    niveau: str
    reference: str
    date_preuve: dt.date
    responsable: str
    dernier_essai: dt.date | None


def declaration(
    dite: Declaration, auteur: str, motif: str, connue: Decision | None, jour: dt.date | None = None
) -> Decision:
    """The entry that describes a procedure, `jour` being the day it is said.

    Raises:
        DecisionInvalide: unknown procedure; a level without document, owner or trial (fields of the kind).
    """
    if dite.code not in {item["code"] for item in definitions()["procedures"]}:
        raise DecisionInvalide(
            "Procédure inconnue", f"« {dite.code} »", "Arrivée, départ ou changement de service."
        )
    filled = {
        "objet": dite.code,
        "verdict": dite.niveau,
        "reference": dite.reference,
        "date_preuve": dite.date_preuve,
        "responsable": dite.responsable,
        "dernier_essai": dite.dernier_essai,
        "motif": motif,
    }
    empty = {name: word for name, word in SANS.items() if not str(filled[name]).strip()}
    replaced = connue.id if connue else ""
    return composer("procedure", auteur, filled, jour=jour, remplace=replaced, valeur=empty)


def proof_date(entry: Decision) -> dt.date:
    """The day the proof counts from: the document's date, or the last trial when it came later."""
    days = [entry.valeur["date_preuve"], entry.valeur.get("dernier_essai") or ""]
    return max(dt.date.fromisoformat(str(day)) for day in days if day)


def preuves(decisions: Sequence[Decision]) -> dict[str, Decision]:
    """What the register proves, as the milestones read it: criterion code → a decision of kind
    `preuve_declaree`.

    The three criteria of 2027 each take the level of their procedure; `mouvements_automatiques` (2028) takes
    the lowest of the
    three and the oldest of their dates. A procedure never described proves nothing and is left out.
    """
    told = register(decisions)
    criteria = {item["code"]: item["critere"] for item in definitions()["procedures"]}
    found = {
        criteria[code]: _proof(entry, criteria[code]) for code, entry in told.items() if entry is not None
    }
    if len(found) == len(criteria):
        lowest = min(found.values(), key=lambda entry: ORDRE.index(entry.verdict))
        oldest = min(str(entry.valeur["date_preuve"]) for entry in found.values())
        references = " ; ".join(str(entry.valeur["reference"]) for entry in found.values())
        found[TOUTES] = replace(
            lowest, objet=TOUTES, valeur={**lowest.valeur, "date_preuve": oldest, "reference": references}
        )
    return found


def preuves_revue(niveau: NiveauRevue, auteur: str = "Établi HospiConnect") -> dict[str, Decision]:
    """The same for the yearly review (`campagnes.yearly_level`); nothing while no campaign was ever
    opened.
    """
    if niveau.date_preuve is None:
        return {}
    value = {"reference": niveau.reference, "date_preuve": niveau.date_preuve.isoformat()}
    reason = "Calculé d'après les campagnes de revue des accès"
    return {
        code: Decision("preuve_declaree", auteur, reason, verdict=niveau.niveau, objet=code, valeur=value)
        for code in REVUES
    }


def _proof(entry: Decision, critere: str) -> Decision:
    value = {"reference": entry.valeur["reference"], "date_preuve": proof_date(entry).isoformat()}
    return replace(entry, genre="preuve_declaree", objet=critere, valeur=value)
