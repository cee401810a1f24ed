"""Which entries hold, among those of a ledger: pure functions over entries, oldest first."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.decisions.genres import Decision


def vigueur(entries: Sequence[Decision]) -> list[Decision]:
    """Among those entries, oldest first, the ones that hold: not undone, not replaced."""
    return sorted(en_vigueur(entries).values(), key=lambda entry: entry.rang)


def rang_genre(entries: Sequence[Decision], genre: str) -> int:
    """Rank of the last entry of that kind, undos of such entries included; 0 when there is none."""
    own = {entry.id for entry in entries if entry.genre == genre}
    return max((entry.rang for entry in entries if entry.id in own or entry.annule in own), default=0)


def en_vigueur(entries: Sequence[Decision]) -> dict[str, Decision]:
    """Subject → the entry that holds. A second number confirmed for one person replaces the first."""
    undone = {entry.annule for entry in entries if entry.genre == "annulation"}
    current: dict[str, Decision] = {}
    numbers: dict[str, str] = {}
    for entry in entries:
        if entry.genre == "annulation" or entry.id in undone:
            continue
        current.pop(entry.sujet, None)
        current[entry.sujet] = entry
        if entry.genre == "rpps_confirme":
            before = numbers.get(entry.id_unique)
            if (
                before
                and before != entry.sujet
                and before in current
                and current[before].genre == "rpps_confirme"
            ):
                del current[before]
            numbers[entry.id_unique] = entry.sujet
    return current


def opposee(known: Decision, entree: Decision) -> bool:
    """Somebody else settled it otherwise, and the new entry does not say it replaces that very one; « later »
    settles nothing.
    """
    return (
        known.auteur != entree.auteur
        and entree.remplace != known.id
        and not known.genre.endswith("plus_tard")
    )


def meme(a: Decision, b: Decision) -> bool:
    return (a.genre, a.verdict, a.cle_b, dict(a.valeur)) == (b.genre, b.verdict, b.cle_b, dict(b.valeur))
