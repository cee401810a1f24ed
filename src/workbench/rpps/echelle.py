"""The rungs of the evidence ladder as data (`echelons.toml`), and what it handles: a person, a candidate, the
link reached.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workbench.decisions import PREUVES
from workbench.socle.regles import lire


class Candidat(NamedTuple):
    """A number that may be somebody's, and why."""

    rpps: str
    score: float
    motif: str
    concordances: list[str]
    divergences: list[str]


Candidats = list[Candidat]


@dataclass
class Personne:
    """What the group knows of somebody; `premiers`: the first given name of each of their records; `lacunes`:
    birth names as received, some letters lost on the way (« OPIO?OU »).
    """

    ident: str
    noms: list[str]
    naissance_noms: list[str]
    prenoms: list[str]
    naissance: dt.date | None
    sexe: str | None
    commune: str | None
    profession: str | None
    role: str | None
    autorite: str
    dpi: bool
    declares: list[str] = field(default_factory=list)
    premiers: list[str] = field(default_factory=list)
    adeli: list[str] = field(default_factory=list)
    lacunes: list[str] = field(default_factory=list)


@dataclass
class Lien:
    """One line of the ladder."""

    statut: str
    preuve: str = ""
    rpps: str | None = None
    probabilite: float = 0.0
    motif: str = ""
    candidats: Candidats = field(default_factory=list)
    prouve_le: dt.date | None = None


def rules() -> dict[str, Any]:
    """The rules of `echelons.toml`."""
    return lire("workbench.rpps", "echelons.toml")


def proof_words() -> dict[str, str]:
    """What `curated.lien_rpps.preuve` says, in words: a rung, or the proof a person saw."""
    rungs = {
        rung.get("preuve", code): rung["mot"] for code, rung in rules()["echelon"].items() if "mot" in rung
    }
    return rungs | {f"decision_{code}": word for code, word in PREUVES.items()}


def reach(code: str, rpps: str | None = None, candidats: Candidats | None = None, **mots: object) -> Lien:
    """The link a rung gives; `mots` fill its reason."""
    rung = rules()["echelon"][code]
    motif = rung["motif"].format(**{"note": "", **mots})
    return Lien(
        rung["statut"], rung.get("preuve", code), rpps, rung["probabilite"], motif, list(candidats or [])
    )


def reach_best(code: str, candidats: Candidats, rpps: str | None) -> Lien:
    """The link of a rung that says what its best candidate says."""
    best = candidats[0]
    lien = reach(code, rpps, candidats, motif=best.motif)
    lien.probabilite = best.score
    return lien


def candidate(code: str, rpps: str, divergences: list[str] | None = None, **mots: object) -> Candidat:
    """A candidate of the kind `code`."""
    kind = rules()["candidat"][code]
    return Candidat(
        rpps, kind["score"], kind["motif"].format(**mots), list(kind["concordances"]), list(divergences or [])
    )


def as_candidates(numbers: list[str]) -> Candidats:
    """Declared numbers, for a person to choose from."""
    return [candidate("declare", number) for number in sorted(numbers)]
