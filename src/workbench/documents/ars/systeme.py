"""The system of counts that leaves for the ARS: what is printed, what follows by subtraction, what is hidden.

A key is (table, row, column, detail). A *derived* cell is printed nowhere and known to whoever subtracts:
the people stopped at one step of the funnel, the accounts without a problem. It obeys the same threshold as
the others. Two figures that are equal by definition are tied only when they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from workbench.documents.secret import MARQUE, Cle, Relation, Savoir, masquer

TOUT = "*"
SAVOIR = Savoir()


@dataclass(frozen=True)
class Protegees:
    """Counts with what is hidden: the only way a sheet or the twin reads a number."""

    valeurs: Mapping[Cle, int]
    masquees: frozenset[Cle]
    relations: tuple[Relation, ...] = ()

    def lire(self, cle: Cle) -> int | str:
        """The count, or the mark of a hidden one; a count that does not exist is 0."""
        return MARQUE if cle in self.masquees else self.valeurs.get(cle, 0)

    def nombre(self, cle: Cle) -> int | None:
        """The count, None when hidden."""
        return None if cle in self.masquees else self.valeurs.get(cle, 0)

    def taux(self, numerateur: Cle, denominateur: Cle) -> float | str | None:
        """The rate; hidden as soon as one of its counts is, None without a denominator."""
        if {numerateur, denominateur} & self.masquees:
            return MARQUE
        base = self.valeurs.get(denominateur, 0)
        return self.valeurs.get(numerateur, 0) / base if base else None

    def lignes(self, table: str) -> list[str]:
        """Rows of a table, biggest first total excepted, in order of first writing."""
        return list(dict.fromkeys(cle[1] for cle in self.valeurs if cle[0] == table and cle[1] != TOUT))


@dataclass
class Systeme:
    """The cells and the sums a reader can make between them."""

    valeurs: dict[Cle, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    presentes: set[Cle] = field(default_factory=set)
    utiles: set[Cle] = field(default_factory=set)
    proches: list[tuple[Cle, tuple[Cle, ...]]] = field(default_factory=list)

    def somme(self, total: Cle, parties: Iterable[Cle]) -> None:
        """A printed sum, computed here."""
        cles = tuple(parties)
        self.valeurs[total] = sum(self.valeurs[cle] for cle in cles)
        self.relations.append(Relation(total, cles))

    def reste(self, derivee: Cle, total: Cle, partie: Cle) -> None:
        """What a reader gets by subtracting a part from a total; nothing when the two do not nest."""
        ecart = self.valeurs[total] - self.valeurs[partie]
        if ecart >= 0:
            self.valeurs[derivee] = ecart
            self.relations.append(Relation(total, (partie, derivee)))

    def lien(self, total: Cle, parties: Sequence[Cle]) -> None:
        """Figures of two tables that say the same thing: a relation when the numbers tie, else their gap is
        watched.
        """
        if not all(cle in self.valeurs for cle in (total, *parties)):
            return
        if self.valeurs[total] == sum(self.valeurs[cle] for cle in parties):
            self.relations.append(Relation(total, tuple(parties)))
        else:
            self.proches.append((total, tuple(parties)))

    def populations(self, cles: Iterable[Cle]) -> None:
        """Counts of nearly the same people: who subtracts two of them counts those who are in one only."""
        self.proches += [(a, (b,)) for a, b in combinations([cle for cle in cles if cle in self.valeurs], 2)]

    def _ecarts(self, seuil: int) -> None:
        """A small gap between two figures of nearly the same people is a count like another, printed
        nowhere.
        """
        for total, parties in self.proches:
            ecart = self.valeurs[total] - sum(self.valeurs[cle] for cle in parties)
            if 0 < abs(ecart) < seuil:
                nom = " | ".join("/".join(cle) for cle in (total, *parties))
                derivee, somme = ("ecart", nom, "", ""), parties[0]
                if len(parties) > 1:
                    somme = ("somme", nom, "", "")
                    self.somme(somme, parties)
                grand, petit = (total, somme) if ecart > 0 else (somme, total)
                self.reste(derivee, grand, petit)
        self.proches = []

    def proteger(self, seuil: int, deja: Iterable[Cle] = (), savoir: Savoir = SAVOIR) -> Protegees:
        """Hide what must be, over the whole system; `deja` and `savoir` as in `documents.secret.masquer`."""
        self._ecarts(seuil)
        savoir = replace(savoir, utiles=frozenset(self.utiles), presentes=frozenset(self.presentes))
        masquees = masquer(self.valeurs, self.relations, seuil, savoir, deja)
        return Protegees(self.valeurs, frozenset(masquees), tuple(self.relations))
