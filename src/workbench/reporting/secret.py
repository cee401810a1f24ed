"""Statistical secrecy: which counts of a set of linked tables must be hidden so that no small one can be deduced.

Every published count is a cell; every published sum is a relation `total = parts`, wherever it is printed (row totals,
column totals, sub-totals on another sheet, scores). A cell is hidden when

1. it is a small count (between 1 and the threshold less one);
2. it is needed to hide another: a relation whose total is shown hides at least two parts, worth at least the threshold
   together (their sum is public by subtraction); a hidden total has at least one hidden part;
3. the linear system of all relations would give another hidden cell an exact value.

Hidden cells all carry the same mark, whatever the reason: « < 5 » on the small ones only would bound them and, three
times in a row, could give them away.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Cle = Hashable
MARQUE = "n. c."
_PREMIER = 2_147_483_647


@dataclass(frozen=True)
class Relation:
    """One published sum."""

    total: Cle
    parties: tuple[Cle, ...]

    @property
    def cellules(self) -> tuple[Cle, ...]:
        """The total and its parts."""
        return (self.total, *self.parties)


def cellules_a_masquer(
    valeurs: Mapping[Cle, int], relations: Sequence[Relation], seuil: int, publiques: Iterable[Cle] = ()
) -> set[Cle]:
    """The cells to hide.

    Args:
        valeurs: every count published, by key.
        relations: every sum that a reader can make between them.
        seuil: counts from 1 to `seuil - 1` are hidden.
        publiques: cells published whatever happens (scores of the whole group): never hidden, always known.
    """
    fixes = set(publiques)
    masquees = {cle for cle, valeur in valeurs.items() if 0 < valeur < seuil and cle not in fixes}
    while True:
        ajout = _complements(valeurs, relations, masquees, fixes, seuil)
        if not ajout:
            ajout = {
                choisie
                for cle in sorted(deductibles(relations, masquees), key=repr)
                if (choisie := _choisir_pour(cle, valeurs, relations, masquees, fixes)) is not None
            }
        if not ajout:
            return masquees
        masquees |= ajout


def deductibles(relations: Sequence[Relation], masquees: set[Cle]) -> set[Cle]:
    """The hidden cells whose exact value follows from the visible ones (reduced row echelon form modulo a prime)."""
    lignes: dict[Cle, dict[Cle, int]] = {}
    for relation in relations:
        ligne = {cle: 1 for cle in relation.parties if cle in masquees}
        if relation.total in masquees:
            ligne[relation.total] = _PREMIER - 1
        for pivot in [cle for cle in ligne if cle in lignes]:
            _soustraire(ligne, lignes[pivot], ligne[pivot])
        if not ligne:
            continue
        pivot = min(ligne, key=repr)
        inverse = pow(ligne[pivot], -1, _PREMIER)
        ligne = {cle: valeur * inverse % _PREMIER for cle, valeur in ligne.items()}
        for autre in lignes.values():
            if pivot in autre:
                _soustraire(autre, ligne, autre[pivot])
        lignes[pivot] = ligne
    return {pivot for pivot, ligne in lignes.items() if len(ligne) == 1}


def _soustraire(cible: dict[Cle, int], ligne: Mapping[Cle, int], facteur: int) -> None:
    for cle, valeur in ligne.items():
        reste = (cible.get(cle, 0) - facteur * valeur) % _PREMIER
        if reste:
            cible[cle] = reste
        else:
            cible.pop(cle, None)


def _complements(
    valeurs: Mapping[Cle, int], relations: Sequence[Relation], masquees: set[Cle], fixes: set[Cle], seuil: int
) -> set[Cle]:
    """Rule 2, for the first relation that breaks it."""
    for relation in relations:
        parties = [cle for cle in relation.parties if cle in masquees]
        if relation.total in masquees:
            insuffisant = not parties
        else:
            insuffisant = bool(parties) and (len(parties) < 2 or sum(valeurs[cle] for cle in parties) < seuil)
        if insuffisant:
            choisie = _choisir(relation, valeurs, relations, masquees, fixes)
            if choisie is not None:
                return {choisie}
    return set()


def _choisir(
    relation: Relation,
    valeurs: Mapping[Cle, int],
    relations: Sequence[Relation],
    masquees: set[Cle],
    fixes: set[Cle],
) -> Cle | None:
    """The cell whose loss costs least: a part before the total, one that already has hidden neighbours, a small one."""
    candidates = [cle for cle in relation.cellules if cle not in masquees and cle not in fixes]
    if not candidates:
        return None

    def cout(cle: Cle) -> tuple[bool, bool, bool, int, str]:
        voisines = any(
            autre is not relation and cle in autre.cellules and any(c in masquees for c in autre.cellules)
            for autre in relations
        )
        return (cle == relation.total, valeurs[cle] == 0, not voisines, valeurs[cle], repr(cle))

    return min(candidates, key=cout)


def _choisir_pour(
    cle: Cle,
    valeurs: Mapping[Cle, int],
    relations: Sequence[Relation],
    masquees: set[Cle],
    fixes: set[Cle],
) -> Cle | None:
    """A cell to hide beside one that can be deduced."""
    for relation in relations:
        if cle in relation.cellules:
            choisie = _choisir(relation, valeurs, relations, masquees, fixes)
            if choisie is not None:
                return choisie
    return None
