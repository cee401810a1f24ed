"""Statistical secrecy: which counts of a set of linked tables must be hidden so that no small one can be deduced.

Every published count is a cell; every published sum is a relation `total = parts`, wherever it is printed (row totals,
column totals, sub-totals on another sheet, scores). A cell is hidden when

1. it is a small count (between 1 and the threshold less one);
2. it is needed to hide another: a relation whose total is shown hides at least two parts, worth at least the threshold
   together (their sum is public by subtraction); a hidden total has at least one hidden part;
3. the linear system of all relations would give another hidden cell an exact value: one beside it, else the nearest, until no
   small count can be worked out (a bigger one that can be is no secret).

Hidden cells all carry the same mark, whatever the reason: « < 5 » on the small ones only would bound them and, three
times in a row, could give them away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Cle = Any  # any hashable key
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
    return _Masquage(valeurs, relations, seuil, frozenset(publiques)).resoudre()


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


class _Masquage:
    """The search: primary cells, then complements until nothing can be deduced."""

    def __init__(
        self, valeurs: Mapping[Cle, int], relations: Sequence[Relation], seuil: int, fixes: frozenset[Cle]
    ) -> None:
        self.valeurs, self.relations, self.seuil, self.fixes = valeurs, relations, seuil, fixes
        self.par_cellule: dict[Cle, list[int]] = defaultdict(list)
        for rang, relation in enumerate(relations):
            for cle in relation.cellules:
                self.par_cellule[cle].append(rang)
        self.masquees: set[Cle] = set()
        self.nombre_masque = [0] * len(relations)

    def resoudre(self) -> set[Cle]:
        """Hide until no rule asks for more; each pass hides at least one cell, so it ends."""
        for cle, valeur in self.valeurs.items():
            if 0 < valeur < self.seuil and cle not in self.fixes:
                self._masquer(cle)
        while self._completer() or self._couvrir_deductibles():
            pass
        return self.masquees

    def _masquer(self, cle: Cle) -> None:
        self.masquees.add(cle)
        for rang in self.par_cellule[cle]:
            self.nombre_masque[rang] += 1

    def _completer(self) -> bool:
        """Rule 2 on every relation; true when a cell was hidden."""
        change = False
        for rang, relation in enumerate(self.relations):
            while self._insuffisant(relation):
                choisie = self._choisir(rang)
                if choisie is None:
                    break
                self._masquer(choisie)
                change = True
        return change

    def _insuffisant(self, relation: Relation) -> bool:
        parties = [cle for cle in relation.parties if cle in self.masquees]
        if relation.total in self.masquees:
            return not parties
        return bool(parties) and (len(parties) < 2 or sum(self.valeurs[cle] for cle in parties) < self.seuil)

    def _couvrir_deductibles(self) -> bool:
        """Rule 3: beside each cell that the system gives away, hide another; true when one was hidden."""
        change = False
        connues = deductibles(self.relations, self.masquees)
        for cle in sorted(connues, key=repr):
            choix = (self._choisir(rang) for rang in self.par_cellule[cle])
            choisie = next((candidate for candidate in choix if candidate is not None), None)
            if choisie is not None:
                self._masquer(choisie)
                change = True
        if change:
            return True
        for cle in sorted(connues - self._publiques_par_calcul, key=repr):
            if (
                0 < self.valeurs[cle] < self.seuil
            ):  # a bigger one given away harms nobody: it could have been shown
                choisie = self._plus_proche(cle)
                if choisie is not None:
                    self._masquer(choisie)
                    return True
        return False

    @cached_property
    def _publiques_par_calcul(self) -> set[Cle]:
        """What the published-whatever-happens cells give away by themselves: hiding more would not help."""
        return deductibles(self.relations, set(self.valeurs) - self.fixes) if self.fixes else set()

    def _plus_proche(self, cle: Cle) -> Cle | None:
        """The visible cell nearest to this one, relation by relation through hidden cells; the cheapest of the nearest."""
        vues, front = {cle}, [cle]
        while front:
            rangs = {rang for vue in front for rang in self.par_cellule[vue]}
            voisines = {autre for rang in rangs for autre in self.relations[rang].cellules} - vues
            libres = [autre for autre in voisines if autre not in self.masquees and autre not in self.fixes]
            if libres:
                return min(
                    libres, key=lambda autre: (self.valeurs[autre] == 0, self.valeurs[autre], repr(autre))
                )
            vues |= voisines
            front = [autre for autre in voisines if autre in self.masquees]
        return None

    def _choisir(self, rang: int) -> Cle | None:
        """The cell whose loss costs least: a part before the total, one with hidden neighbours, a small one."""
        relation = self.relations[rang]
        libres = [cle for cle in relation.cellules if cle not in self.masquees and cle not in self.fixes]

        def cout(cle: Cle) -> tuple[bool, bool, bool, int, str]:
            voisines = any(self.nombre_masque[autre] for autre in self.par_cellule[cle] if autre != rang)
            return (cle == relation.total, self.valeurs[cle] == 0, not voisines, self.valeurs[cle], repr(cle))

        return min(libres, key=cout, default=None)
