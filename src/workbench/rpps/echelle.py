"""What the ladder handles: a person as the group knows them, the link reached, and when birth traits agree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from workbench.socle.noms import VARIANTE, alternatives, compare_given, compare_names, given_keys

Candidats = list[
    tuple[str, float, str, list[str], list[str]]
]  # number, score, reason, agreements, divergences


@dataclass
class Personne:
    """What the group knows of somebody."""

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
    adeli: list[str] = field(default_factory=list)


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


def traits_agree(person: Personne, row: dict[str, object] | None) -> bool:
    """Birth date exact, given names compatible, and the birth name known here, or failing that the exercise name."""
    if row is None or person.naissance is None or row["date_naissance"] != person.naissance:
        return False
    if compare_given(person.prenoms, list(given_keys(str(row["prenoms"])))) < VARIANTE:
        return False
    known = alternatives(str(row["nom_naissance"]), str(row["nom_exercice"] or ""))
    return compare_names(person.noms, known) >= VARIANTE and not sex_differs(person, row)


def sex_differs(person: Personne, row: dict[str, object]) -> bool:
    return bool(person.sexe and row.get("sexe") in {"M", "F"} and row["sexe"] != person.sexe)
