"""What the sums leave to each hidden count: whole numbers, never negative, by HiGHS.

A table found compatible is a witness for all its cells at once: a count that one witness shows at zero, or at
the threshold or more, is not known to be small, and costs no search of its own.

A search that time cuts gives what is proved by then (a wider interval, never a narrower one). An attack looks
at no more counts, nor supposed sums, than its limits say, drawn with a fixed seed; both are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from attaque.lecture import PETIT, Lecture, Nom
from attaque.sommes import populations_proches
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

TIRAGES, ARRONDI = 4, 1e-6
COUPE, IMPOSSIBLE = 1, 2  # how a search of scipy ends
T = TypeVar("T")


@dataclass
class Limites:
    """What one attack may cost; then what it did.

    Attributes:
        cibles: counts, or supposed sums, looked at in one sending. secondes: of one search.
        vues, connues: counts looked at, of how many that may be small. coupees: searches that time cut.
    """

    cibles: int
    secondes: float
    graine: int = 1
    vues: int = 0
    connues: int = 0
    coupees: int = 0

    def draw(self, tout: Sequence[T]) -> list[T]:
        """At most `cibles` of them, in their order, the same ones each time."""
        combien = min(self.cibles, len(tout))
        rangs = np.random.default_rng(self.graine).choice(len(tout), combien, replace=False) if tout else []
        return [tout[rang] for rang in sorted(rangs)]


class Attaque:
    """The unknown counts under every sum."""

    def __init__(self, lecture: Lecture, limites: Limites, vraie: Lecture | None = None) -> None:
        """With `vraie`, only the sums that hold in truth, supposed or not; else those that nothing printed
        contradicts.
        """
        self.presents, self.limites = lecture.presents, limites
        self.connus = {nom: n for nom, n in lecture.nombres.items() if n is not None}
        self.inconnus = [nom for nom, n in lecture.nombres.items() if n is None]
        self.place = {nom: rang for rang, nom in enumerate(self.inconnus)}
        self.plafond = max(self.connus.values(), default=0) + 100
        self.sommes: list[tuple[Nom, list[Nom]]] = []
        for relation in lecture.sures:
            if not self._contredite(relation) and (vraie is None or tient(relation, vraie)):
                self.sommes.append(relation)
        if vraie is not None:
            self.sommes += [
                relation
                for relation in lecture.possibles
                if tient(relation, vraie) and not self._contredite(relation)
            ]
            return
        for relation in limites.draw(
            lecture.possibles
        ):  # kept while a table that satisfies everything still exists
            if self._contredite(relation):
                continue
            self.sommes.append(relation)
            if not self._possible(relation):
                self.sommes.pop()

    def _contredite(self, relation: tuple[Nom, list[Nom]]) -> bool:
        total, parties = relation
        if any(nom in self.place for nom in (total, *parties)):
            return False
        return self.connus[total] != sum(self.connus[nom] for nom in parties)

    def _groupe(self, depart: Iterable[int]) -> set[int]:
        voisins: dict[int, set[int]] = defaultdict(set)
        for total, parties in self.sommes:
            libres = [self.place[nom] for nom in (total, *parties) if nom in self.place]
            for rang in libres:
                voisins[rang].update(libres)
        groupe, front = set(depart), list(depart)
        while front:
            nouveaux = voisins[front.pop()] - groupe
            groupe |= nouveaux
            front += nouveaux
        return groupe

    def _systeme(self, groupe: set[int]) -> tuple[list[int], LinearConstraint | None]:
        rangs = sorted(groupe)
        ou = {rang: n for n, rang in enumerate(rangs)}
        termes, seconds = [], []
        for total, parties in self.sommes:
            noms = [(total, -1.0), *((nom, 1.0) for nom in parties)]
            libres = [(self.place[nom], signe) for nom, signe in noms if nom in self.place]
            if libres and libres[0][0] in ou:
                termes += [(len(seconds), ou[rang], signe) for rang, signe in libres]
                seconds.append(-sum(signe * self.connus[nom] for nom, signe in noms if nom in self.connus))
        if not seconds:
            return rangs, None
        lignes, colonnes, signes = zip(*termes, strict=True)
        matrice = coo_array((signes, (lignes, colonnes)), shape=(len(seconds), len(rangs))).tocsr()
        return rangs, LinearConstraint(matrice, seconds, seconds)

    def _resoudre(
        self, rangs: list[int], contrainte: LinearConstraint | None, cout: np.ndarray
    ) -> tuple[np.ndarray | None, float | None, bool]:
        """A table, the least its cost can be, and whether there is none."""
        bas = [float(self.inconnus[rang] in self.presents) for rang in rangs]
        trouve = milp(
            cout,
            constraints=contrainte,
            bounds=Bounds(bas, self.plafond),
            integrality=np.ones(len(rangs)),
            options={"time_limit": self.limites.secondes},
        )
        self.limites.coupees += trouve.status == COUPE
        table = None if trouve.x is None else np.rint(trouve.x).astype(int)
        return table, trouve.mip_dual_bound, trouve.status == IMPOSSIBLE

    def _possible(self, relation: tuple[Nom, list[Nom]]) -> bool:
        """May one table satisfy everything tied to this sum?"""
        total, parties = relation
        rangs, contrainte = self._systeme(
            self._groupe([self.place[n] for n in (total, *parties) if n in self.place])
        )
        return not rangs or not self._resoudre(rangs, contrainte, np.zeros(len(rangs)))[2]

    def _groupes(self) -> Iterator[set[int]]:
        vus: set[int] = set()
        for depart in range(len(self.inconnus)):
            if depart not in vus:
                groupe = self._groupe([depart])
                vus |= groupe
                yield groupe

    def intervalles(self, cibles: set[Nom] | None = None) -> dict[Nom, tuple[int, int]]:
        """Least and most of each unknown count asked for; of all those that may be small when None."""
        groupes = [(groupe, *self._systeme(groupe)) for groupe in self._groupes()]
        temoins: dict[int, list[np.ndarray]] = {}
        if cibles is None:
            tirage = np.random.default_rng(self.limites.graine)
            for ou, (_, rangs, contrainte) in enumerate(groupes):
                essais = [
                    self._resoudre(rangs, contrainte, tirage.normal(size=len(rangs)))[0]
                    for _ in range(TIRAGES)
                ]
                temoins[ou] = [essai for essai in essais if essai is not None]
        douteux = [
            (ou, n)
            for ou, (_, rangs, _) in enumerate(groupes)
            for n, rang in enumerate(rangs)
            if (cibles is None or self.inconnus[rang] in cibles) and not _large(temoins.get(ou, []), n)
        ]
        vus = self.limites.draw(douteux)
        self.limites.vues, self.limites.connues = (
            self.limites.vues + len(vus),
            self.limites.connues + len(douteux),
        )
        out: dict[Nom, tuple[int, int]] = {}
        for ou, n in vus:
            _, rangs, contrainte = groupes[ou]
            siens = temoins.setdefault(ou, [])
            if cibles is None and _large(siens, n):
                continue
            haut, table = self._bound(rangs, contrainte, n, -1.0)
            siens += [table] if table is not None else []
            if cibles is None and haut >= PETIT:
                continue
            bas, table = self._bound(rangs, contrainte, n, 1.0)
            siens += [table] if table is not None else []
            out[self.inconnus[rangs[n]]] = (bas, haut)
        return out

    def _bound(
        self, rangs: list[int], contrainte: LinearConstraint | None, n: int, signe: float
    ) -> tuple[int, np.ndarray | None]:
        """The least (`signe` 1) or the most (-1) that a count is proved to be, and a table compatible."""
        cout = np.zeros(len(rangs))
        cout[n] = signe
        table, preuve, _ = self._resoudre(rangs, contrainte, cout)
        sure = preuve is not None and np.isfinite(preuve)
        if signe > 0:
            return (max(0, int(np.ceil(preuve - ARRONDI))) if sure else 0), table
        return (int(np.floor(-preuve + ARRONDI)) if sure else self.plafond), table


def _large(temoins: list[np.ndarray], n: int) -> bool:
    """Whether one table shows that the count may be none, or large."""
    return any(temoin[n] == 0 or temoin[n] >= PETIT for temoin in temoins)


def completer(vraie: Lecture) -> Lecture:
    """A reading with nothing hidden, where what is printed nowhere is worked out of the sums."""
    change = True
    while change:
        change = False
        for total, parties in vraie.sures:
            manquent = [nom for nom in (total, *parties) if vraie.nombres.get(nom) is None]
            if len(manquent) != 1:
                continue
            somme = sum(vraie.nombres[nom] or 0 for nom in parties)
            vraie.nombres[manquent[0]] = somme if manquent == [total] else (vraie.nombres[total] or 0) - somme
            change = True
    return vraie


def tient(relation: tuple[Nom, list[Nom]], vraie: Lecture) -> bool:
    """Is this sum true, of counts that are all counts of somebody?"""
    total, parties = relation
    vrais = [vraie.nombres.get(nom) for nom in (total, *parties)]
    entiers = [n for n in vrais if n is not None and n >= 0]
    return len(entiers) == len(vrais) and entiers[0] == sum(entiers[1:])


def petits(lecture: Lecture, vraie: Lecture, limites: Limites) -> tuple[list[Nom], list[Nom]]:
    """Small counts known exactly, then those known to be small (their interval lies inside 1 to 4), by who
    guesses right which supposed sums hold.
    """
    imprimes = [
        nom for nom, n in lecture.nombres.items() if n is not None and 0 < n < PETIT and nom[0] != "contrôle"
    ]
    trouves = Attaque(lecture, limites, vraie).intervalles()
    exacts = [*imprimes, *populations_proches(lecture)]
    exacts += [nom for nom, (bas, haut) in trouves.items() if bas == haut and 0 < bas < PETIT]
    return exacts, [nom for nom, (bas, haut) in trouves.items() if 0 < bas < haut < PETIT]


def suppositions(lecture: Lecture, trouves: set[Nom], limites: Limites) -> list[Nom]:
    """The counts believed small by who takes every supposed sum that nothing contradicts, those really
    found left out.
    """
    crus = Attaque(lecture, limites).intervalles()
    return [nom for nom, (bas, haut) in crus.items() if 0 < bas <= haut < PETIT and nom not in trouves]


def avec_historique(envois: list[Lecture], vraies: list[Lecture], limites: Limites) -> list[Nom]:
    """Small counts that successive sendings give away to a reader who guesses right what has not moved.

    What one sending hides and another prints is known where it has not moved; then the intervals left by all
    the sendings that hide an unmoved count are crossed.
    """
    bornes: list[dict[Nom, tuple[int, int]]] = []
    for rang, (lecture, vraie) in enumerate(zip(envois, vraies, strict=True)):
        jointe = Lecture(dict(lecture.nombres), lecture.sures, lecture.possibles, lecture.presents)
        for autre in (*envois[:rang], *envois[rang + 1 :]):
            for nom, lu in autre.nombres.items():
                if jointe.nombres.get(nom, 0) is None and lu is not None and lu == vraie.nombres.get(nom):
                    jointe.nombres[nom] = lu
        visees = {
            nom
            for nom, lu in lecture.nombres.items()
            if lu is None and 0 < (vraie.nombres.get(nom) or 0) < PETIT
        }
        lus = {nom: (n, n) for nom, n in jointe.nombres.items() if nom in visees and n is not None}
        bornes.append(lus | Attaque(jointe, limites, vraie).intervalles(visees))
    trouves = []
    for rang, vraie in enumerate(vraies):
        for nom in bornes[rang]:
            vrai = vraie.nombres[nom]
            memes = [
                b[nom]
                for b, autre in zip(bornes, vraies, strict=True)
                if nom in b and autre.nombres.get(nom) == vrai
            ]
            bas, haut = max(b for b, _ in memes), min(h for _, h in memes)
            if 0 < bas <= vrai <= haut < PETIT and nom not in trouves:  # type: ignore[operator]
                trouves.append(nom)
    return trouves
