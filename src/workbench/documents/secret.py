"""Statistical secrecy: which counts of a set of linked tables must be hidden so that no small one can be
deduced.

Every published count is a cell; every published sum is a relation `total = parts`, wherever it is printed
(row totals, column totals, sub-totals on another sheet, scores). A cell is hidden when

1. it is a small count (between 1 and the threshold less one), or was hidden in the sending before and has
   hardly moved, or a draw says so and it is not much bigger (see below);
2. it is needed to hide another: a relation whose total is shown hides at least two parts, whose sum (public
   by subtraction) leaves a choice even to who supposes that no hidden count is zero and that one of them is
   not small: n hidden parts are worth at least n + 2 × threshold - 3; a hidden total has at least one
   hidden part;
3. the linear system of all relations would give another hidden cell an exact value: one beside it, else the
   nearest, until no small count can be worked out (a bigger one that can be is no secret);
4. counts are whole and never negative: the interval left to a hidden small count, over all relations at
   once (`bornes`), must reach the threshold and be at least threshold - 1 wide (upper and sliding
   protection levels of cell suppression: Fischetti and Salazar-González, *Management Science* 47 (2001);
   Hundepool et al., *Statistical Disclosure Control*, Wiley 2012, § 4.4). Otherwise the nearest visible
   cell is hidden too.

Hidden cells all carry the same mark, whatever the reason: « < 5 » on the small ones only would bound them
and, three times in a row, could give them away.

*Which* cells are hidden must not say anything either. A complement is chosen by its place (a cell that
readers need less, a part before a total, a cell whose other sums already hide something), by being zero or
not, and by a draw on its name and the establishment's own salt; never by how big it is. And something
hidden must not mean that something small is there (Wong et al., *Minimality attack*, VLDB 2007): one cell
in `UNE_SUR` among those from the threshold to twice the threshold is hidden like the small ones, by the
same draw.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from workbench.documents.bornes import Bornes
from workbench.documents.relation import Cle, Relation, Savoir

__all__ = ["MARQUE", "Cle", "Relation", "Savoir", "cellules_a_masquer", "deductibles", "masquer"]

MARQUE = "n. c."
UNE_SUR = 2  # cells a little over the threshold hidden for nothing
_PREMIER = 2_147_483_647


def cellules_a_masquer(
    valeurs: Mapping[Cle, int],
    relations: Sequence[Relation],
    seuil: int,
    publiques: Iterable[Cle] = (),
    *,
    deja: Iterable[Cle] = (),
    utiles: Iterable[Cle] = (),
    sel: str = "",
) -> set[Cle]:
    """The cells to hide; what readers know besides is told in full to `masquer`."""
    savoir = Savoir(publiques=frozenset(publiques), utiles=frozenset(utiles), sel=sel)
    return masquer(valeurs, relations, seuil, savoir, deja)


def masquer(
    valeurs: Mapping[Cle, int],
    relations: Sequence[Relation],
    seuil: int,
    savoir: Savoir,
    deja: Iterable[Cle] = (),
) -> set[Cle]:
    """The cells to hide.

    Args:
        valeurs: every count published, by key.
        relations: every sum that a reader can make between them.
        seuil: counts from 1 to `seuil - 1` are hidden.
        savoir: what readers know before any sum.
        deja: cells that stay hidden because an earlier sending hid them.
    """
    return _Masquage(valeurs, relations, seuil, savoir).resoudre(deja)


def deductibles(relations: Sequence[Relation], masquees: set[Cle]) -> set[Cle]:
    """The hidden cells whose exact value follows from the visible ones (reduced row echelon form modulo a
    prime).
    """
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
        self, valeurs: Mapping[Cle, int], relations: Sequence[Relation], seuil: int, savoir: Savoir
    ) -> None:
        self.valeurs, self.relations, self.seuil, self.savoir = valeurs, relations, seuil, savoir
        self.fixes = savoir.publiques
        self.par_cellule: dict[Cle, list[int]] = defaultdict(list)
        for rang, relation in enumerate(relations):
            for cle in relation.cellules:
                self.par_cellule[cle].append(rang)
        self.masquees: set[Cle] = set()
        self.nombre_masque = [0] * len(relations)
        self.tirage = {
            cle: hashlib.blake2b(f"{savoir.sel}|{cle!r}".encode(), digest_size=8).digest() for cle in valeurs
        }
        self.bornes = Bornes(valeurs, relations, seuil, savoir.presentes)
        self.bornes_suite = Bornes(valeurs, relations, seuil, savoir.presentes)
        self._perdues: dict[frozenset[Cle], set[Cle]] = {}

    def resoudre(self, deja: Iterable[Cle] = ()) -> set[Cle]:
        """Hide until no rule asks for more; each pass hides at least one cell, so it ends."""
        tenues = frozenset(deja)
        for cle in self.valeurs:
            if cle not in self.fixes and (cle in tenues or self._petite(cle) or self._leurre(cle)):
                self._masquer(cle)
        while self._completer() or self._couvrir_deductibles() or self._elargir():
            pass
        return self.masquees

    def _petite(self, cle: Cle) -> bool:
        return 0 < self.valeurs[cle] < self.seuil

    def _leurre(self, cle: Cle) -> bool:
        """A cell hidden though it is not small, so that hidden does not mean small."""
        tire = bool(self.savoir.sel) and self.tirage[cle][-1] % UNE_SUR == 0
        return tire and self.seuil <= self.valeurs[cle] < 2 * self.seuil

    def _masquer(self, cle: Cle) -> None:
        if cle in self.masquees:
            return
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
        assez = max(self.seuil, len(parties) + 2 * self.seuil - 3)
        return bool(parties) and (len(parties) < 2 or sum(self.valeurs[cle] for cle in parties) < assez)

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
            if self._petite(cle):  # a bigger one given away harms nobody: it could have been shown
                choisie = self._plus_proche(cle)
                if choisie is not None:
                    self._masquer(choisie)
                    return True
        return False

    def _petites(self) -> set[Cle]:
        return {cle for cle in self.masquees if self._petite(cle)}

    def _elargir(self) -> bool:
        """Rule 4, for who reads this sending alone, then for who remembers what the ones before printed."""
        return self._elargir_contre(self.bornes, frozenset()) or (
            bool(self.savoir.connues) and self._elargir_contre(self.bornes_suite, self.savoir.connues)
        )

    def _elargir_contre(self, bornes: Bornes, sues: frozenset[Cle]) -> bool:
        """Near each small count whose interval is too tight, hide another; true when one was hidden."""
        change = False
        exposees = bornes.exposees(self._petites() - self._irreparables(sues), self.masquees - sues)
        for cle in sorted(exposees, key=repr):
            choisie = self._plus_proche(cle, sues)
            if choisie is not None:
                self._masquer(choisie)
                change = True
        return change

    def _irreparables(self, sues: frozenset[Cle]) -> set[Cle]:
        """Small counts bounded by what is known whatever happens: hiding more would not help."""
        if sues not in self._perdues:
            toujours = self.fixes | sues
            petites = {cle for cle in self.valeurs if self._petite(cle)} - toujours
            bornes = Bornes(self.valeurs, self.relations, self.seuil, self.savoir.presentes)
            reste = set(self.valeurs) - toujours
            self._perdues[sues] = bornes.exposees(petites, reste) if toujours else set()
        return self._perdues[sues]

    @cached_property
    def _publiques_par_calcul(self) -> set[Cle]:
        """What the published-whatever-happens cells give away by themselves: hiding more would not help."""
        return deductibles(self.relations, set(self.valeurs) - self.fixes) if self.fixes else set()

    def _plus_proche(self, cle: Cle, vaines: frozenset[Cle] = frozenset()) -> Cle | None:
        """The visible cell nearest to this one, relation by relation through hidden cells; the draw among the
        nearest. `vaines`: those that hiding would not make unknown.
        """
        ecartees = self.masquees | self.fixes | vaines
        vues, front = {cle}, [cle]
        while front:
            rangs = {rang for vue in front for rang in self.par_cellule[vue]}
            voisines = {autre for rang in rangs for autre in self.relations[rang].cellules} - vues
            libres = [autre for autre in voisines if autre not in ecartees]
            if libres:
                return min(libres, key=lambda autre: self._cout(autre, False))
            vues |= voisines
            front = [autre for autre in voisines if autre in self.masquees and autre not in vaines]
        return None

    def _charge(self, cle: Cle) -> int:
        """How many sums would begin to hide something, each asking for one more cell."""
        return sum(not self.nombre_masque[rang] for rang in self.par_cellule[cle])

    def _choisir(self, rang: int) -> Cle | None:
        """The cell whose loss costs least by its place: a part before the total, one with hidden neighbours;
        then the draw.
        """
        relation = self.relations[rang]
        libres = [cle for cle in relation.cellules if cle not in self.masquees and cle not in self.fixes]

        return min(libres, key=lambda cle: self._cout(cle, cle == relation.total), default=None)

    def _cout(self, cle: Cle, total: bool) -> tuple[bool, bool, bool, bool, int, bytes]:
        """What hiding this cell costs, without reading how big it is."""
        return (
            cle in self.savoir.connues,
            self.valeurs[cle] == 0,
            cle in self.savoir.utiles,
            total,
            self._charge(cle),
            self.tirage[cle],
        )
