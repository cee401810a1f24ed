"""A delivery that makes one doubt stops the run, until a person says once, with a reason, that it is right.

A room that doubts builds a `Doute`; `trancher` lets those already confirmed through (the ledger holds them,
kind
`confirmation`), records those confirmed now, and stops on the others. What is confirmed is the content of the
doubt, by its
fingerprint: another content of the same source is another doubt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.decisions import Decision, Registre
from workbench.socle.erreurs import ErreurWorkbench

GENRE = "confirmation"


class LivraisonDouteuse(ErreurWorkbench):
    """A delivery does not look like what it should be; nothing was published."""


@dataclass(frozen=True)
class Doute:
    """What is doubted of one source.

    `nature` is a stable code, `message` what we believe happened, in French; `contenu` what a confirmation
    bears on (any
    JSON), `valeur` what the ledger must keep with it (keys and numbers only, never a civil trait).
    """

    source: str
    nature: str
    message: str
    contenu: Any
    valeur: Mapping[str, Any] = field(default_factory=dict)

    @property
    def empreinte(self) -> str:
        """Fingerprint of the content."""
        text = json.dumps(self.contenu, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def objet(self) -> str:
        """Subject of its confirmation in the ledger."""
        return f"{self.nature}|{self.source}|{self.empreinte}"


@dataclass(frozen=True)
class Confirmation:
    """What a person says with the run: these sources are right, and why."""

    sources: Sequence[str]
    auteur: str
    motif: str


def pending(doutes: Sequence[Doute]) -> LivraisonDouteuse:
    """The doubts nobody confirmed, and what to do about them."""
    codes = " ".join(f"--confirmer {code}" for code in dict.fromkeys(doute.source for doute in doutes))
    return LivraisonDouteuse(
        "Livraison à confirmer",
        "\n".join(doute.message for doute in doutes),
        f"Si c'est bien cela : workbench run {codes} --motif \"…\" (une fois ; c'est inscrit au registre). "
        "Sinon, redemandez le fichier. Rien n'a été publié.",
    )


def trancher(
    home: Path,
    doutes: Sequence[Doute],
    decisions: Sequence[Decision],
    confirmation: Confirmation | None = None,
) -> list[Decision]:
    """Record the confirmations given with this run, and let pass what is confirmed.

    Returns:
        The entries just recorded.

    Raises:
        LivraisonDouteuse: a doubt nobody confirmed; every one is shown, nothing is recorded.
        DecisionInvalide: a confirmation without an author or a reason.
    """
    known = {entry.objet for entry in decisions if entry.genre == GENRE}
    waiting = [doute for doute in doutes if doute.objet not in known]
    said = set(confirmation.sources) if confirmation else set()
    if left := [doute for doute in waiting if doute.source not in said]:
        raise pending(left)
    if not waiting or confirmation is None:
        return []
    return Registre(home).enregistrer(
        [
            Decision(
                GENRE,
                confirmation.auteur,
                confirmation.motif,
                verdict="confirmee",
                objet=doute.objet,
                valeur={"source": doute.source, "empreinte": doute.empreinte, **doute.valeur},
                origine="commande",
            )
            for doute in waiting
        ]
    )
