"""How far a reader can close in on a hidden count: its integer minimum and maximum over every printed sum.

The reader knows that counts are whole and never negative, that a printed row holds somebody, and every sum;
Gauss's elimination knows only the sums. Each table that a solver (HiGHS) finds compatible with what is
printed is a *witness*: it widens the known interval of all its cells at once, and stays compatible when
more cells are hidden. So only the cells that no witness covers yet cost a search of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from workbench.documents.relation import Cle, Relation

SECONDES = 5.0  # a search cut short proves nothing: the cell counts as not protected, and more is hidden


class Bornes:
    """Intervals proved so far, cell by cell."""

    def __init__(
        self,
        valeurs: Mapping[Cle, int],
        relations: Sequence[Relation],
        seuil: int,
        presentes: frozenset[Cle] = frozenset(),
    ) -> None:
        self.valeurs, self.relations, self.seuil, self.presentes = valeurs, relations, seuil, presentes
        self.bas: dict[Cle, int] = dict(valeurs)
        self.haut: dict[Cle, int] = dict(valeurs)
        self.plafond = max(valeurs.values(), default=0) + 10 * seuil

    def protegee(self, cle: Cle) -> bool:
        """Does the proved interval reach the threshold, and is it wide enough to hold all the small
        counts?
        """
        return self.haut[cle] >= self.seuil and self.haut[cle] - self.bas[cle] >= self.seuil - 1

    def exposees(self, cibles: Iterable[Cle], masquees: set[Cle]) -> set[Cle]:
        """The targets whose widest interval, given the visible cells, is not safe."""
        reste = {cle for cle in cibles if not self.protegee(cle)}
        out: set[Cle] = set()
        for cellules, rangs in _composantes(reste, self.relations, masquees):
            visees = sorted((cle for cle in cellules if cle in reste), key=repr)
            systeme = _SystemeEntier(self, cellules, [self.relations[rang] for rang in rangs], masquees)
            systeme.ensemble(visees)
            for cle in visees:
                if not self.protegee(cle):
                    systeme.seule(cle)
            out |= {cle for cle in visees if not self.protegee(cle)}
        return out

    def temoin(self, valeurs: Iterable[tuple[Cle, int]]) -> None:
        """Widen the intervals by a table found compatible."""
        for cle, valeur in valeurs:
            self.bas[cle] = min(self.bas[cle], valeur)
            self.haut[cle] = max(self.haut[cle], valeur)


class _SystemeEntier:
    """The hidden cells tied to each other, as whole numbers under the sums that tie them."""

    def __init__(
        self, bornes: Bornes, cellules: list[Cle], relations: Sequence[Relation], masquees: set[Cle]
    ) -> None:
        self.bornes, self.cellules = bornes, cellules
        self.place = {cle: rang for rang, cle in enumerate(cellules)}
        termes = [
            (rang, self.place[cle], -1.0 if n == 0 else 1.0)
            for rang, relation in enumerate(relations)
            for n, cle in enumerate(relation.cellules)
            if cle in masquees
        ]
        lignes, colonnes, poids = zip(*termes, strict=True) if termes else ((), (), ())
        forme = (len(relations), len(cellules))
        self.matrice = coo_array((poids, (lignes, colonnes)), shape=forme).tocsr()
        self.minimum = np.array([float(cle in bornes.presentes) for cle in cellules])
        vraies = np.array([bornes.valeurs[cle] for cle in cellules], dtype=float)
        self.second = self.matrice @ vraies

    def ensemble(self, visees: Sequence[Cle]) -> None:
        """Two searches for all the targets at once: as many as possible up to the threshold, then all
        down.
        """
        self._chercher(dict.fromkeys(visees, -1.0), self.bornes.seuil)
        self._chercher({cle: 1.0 for cle in visees if not self.bornes.protegee(cle)}, None)

    def seule(self, cle: Cle) -> None:
        """Its own maximum, then its own minimum if it is still needed."""
        self._chercher({cle: -1.0}, None)
        if self.bornes.haut[cle] >= self.bornes.seuil and not self.bornes.protegee(cle):
            self._chercher({cle: 1.0}, None)

    def _chercher(self, objectif: Mapping[Cle, float], borne: int | None) -> None:
        """Optimise; with `borne`, nothing is gained by going above it (one surplus variable a target)."""
        if not objectif:
            return
        n, visees = len(self.cellules), [self.place[cle] for cle in objectif]
        taille = n + len(visees) if borne is not None else n
        cout, haut = np.zeros(taille), np.full(taille, float(self.bornes.plafond))
        cout[visees] = list(objectif.values())
        contraintes = [LinearConstraint(_elargir(self.matrice, taille), self.second, self.second)]
        if borne is not None:  # surplus ≥ x - borne is paid back
            cout[n:] = [-poids for poids in objectif.values()]
            rangs = np.arange(len(visees))
            ecart = coo_array(
                (
                    np.concatenate([np.ones(len(visees)), -np.ones(len(visees))]),
                    (np.concatenate([rangs, rangs]), np.concatenate([visees, n + rangs])),
                ),
                shape=(len(visees), taille),
            )
            contraintes.append(LinearConstraint(ecart.tocsr(), -np.inf, float(borne)))
        trouve = milp(
            cout,
            constraints=contraintes,
            bounds=Bounds(np.concatenate([self.minimum, np.zeros(taille - n)]), haut),
            integrality=np.ones(taille),
            options={"time_limit": SECONDES},
        )
        if trouve.x is None:
            return
        entiers = np.rint(trouve.x[:n])
        if (self.matrice @ entiers == self.second).all() and (entiers >= self.minimum).all():
            self.bornes.temoin(zip(self.cellules, map(int, entiers), strict=True))


def _elargir(matrice: Any, colonnes: int) -> Any:
    elargie = matrice.copy()
    elargie.resize((matrice.shape[0], colonnes))
    return elargie


def _composantes(
    depart: set[Cle], relations: Sequence[Relation], masquees: set[Cle]
) -> Iterable[tuple[list[Cle], list[int]]]:
    """The groups of hidden cells tied by a relation that hold one of these, with the ranks of their
    relations.
    """
    par_cellule: dict[Cle, list[int]] = {}
    for rang, relation in enumerate(relations):
        for cle in relation.cellules:
            if cle in masquees:
                par_cellule.setdefault(cle, []).append(rang)
    vues: set[Cle] = set()
    for premiere in sorted(depart, key=repr):
        if premiere in vues:
            continue
        groupe, rangs, front = {premiere}, set(), [premiere]
        while front:
            for rang in par_cellule.get(front.pop(), ()):
                if rang not in rangs:
                    rangs.add(rang)
                    nouvelles = {cle for cle in relations[rang].cellules if cle in masquees} - groupe
                    groupe |= nouvelles
                    front += nouvelles
        vues |= groupe
        yield sorted(groupe, key=repr), sorted(rangs)
