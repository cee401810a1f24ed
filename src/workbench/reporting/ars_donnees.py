"""What the ARS workbook says, before any Excel: counts per authority and profession, protected together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import ouvrir
from workbench.reporting.etats import AUTORITES, STATUTS, mot
from workbench.reporting.secret import MARQUE, Relation, cellules_a_masquer
from workbench.settings import load_settings

POPULATION = "dpi"
TOUT = "*"


@dataclass(frozen=True)
class Comptages:
    """Counts of the DPI users by (authority, profession, state), with every sum, and what is hidden.

    A key is (authority, profession, state); `*` means all of them.
    """

    valeurs: Mapping[tuple[str, str, str], int]
    masquees: frozenset[Hashable]

    def lire(self, autorite: str, profession: str, statut: str) -> int | str:
        """The count, or the mark of a hidden one."""
        cle = (autorite, profession, statut)
        return MARQUE if cle in self.masquees else self.valeurs.get(cle, 0)

    def taux(self, autorite: str, profession: str) -> float | str | None:
        """Confirmed among those who must have a number; hidden as soon as one of its counts is."""
        cles = [(autorite, profession, statut) for statut in ("confirme", "non_requis", TOUT)]
        if any(cle in self.masquees for cle in cles):
            return MARQUE
        confirmes, non_requis, total = (self.valeurs.get(cle, 0) for cle in cles)
        return confirmes / (total - non_requis) if total > non_requis else None

    def autorites(self) -> list[str]:
        """Authorities present, in the order of the catalogue."""
        vues = {autorite for autorite, _, _ in self.valeurs if autorite not in (TOUT, "jalon")}
        return [code for code in AUTORITES if code in vues] + sorted(vues - set(AUTORITES))

    def professions(self) -> list[tuple[str, str]]:
        """(authority, profession), biggest first; hidden totals last, by name, so that order says nothing."""
        paires = {(a, p) for a, p, s in self.valeurs if s == TOUT and TOUT not in (a, p)}

        def rang(paire: tuple[str, str]) -> tuple[bool, int, str]:
            cachee = (*paire, TOUT) in self.masquees
            return cachee, 0 if cachee else -self.valeurs[(*paire, TOUT)], paire[1]

        return sorted(paires, key=rang)


@dataclass(frozen=True)
class Contenu:
    """Everything the workbook shows."""

    synthese: dict[str, Any]
    jalons: list[dict[str, Any]]
    historique: list[dict[str, Any]]
    comptages: Comptages
    seuil: int

    @property
    def le(self) -> date:
        """The date of the data."""
        jour: date = self.synthese["date_execution"]
        return jour


def rassembler(home: Path, utilisateur: str) -> Contenu:
    """Read the counting marts through the gate and protect them."""
    acces = ouvrir(home, utilisateur, "classeur pour l’ARS")
    seuil = load_settings(home).execution.seuil_petites_cellules
    jalons = acces.agregat("mart.jalon").sort("objectif", "annee").to_dicts()
    return Contenu(
        synthese=acces.agregat("mart.synthese").row(0, named=True),
        jalons=jalons,
        historique=acces.agregat("mart.historique").sort("indicateur", "date_execution").to_dicts(),
        comptages=compter(acces.agregat("mart.couverture"), jalons, seuil),
        seuil=seuil,
    )


def compter(couverture: pl.DataFrame, jalons: list[dict[str, Any]], seuil: int) -> Comptages:
    """Sum the coverage at every level that the workbook prints, then hide what must be."""
    base = (
        couverture.filter(pl.col("population") == POPULATION)
        .with_columns(
            pl.col("profession").fill_null("Profession non reconnue"),
            pl.col("autorite").fill_null("inconnue"),
        )
        .group_by("autorite", "profession", "statut")
        .agg(pl.col("nombre").sum())
        .sort("autorite", "profession", "statut")
    )
    feuilles = {(a, p, s): int(n) for a, p, s, n in base.iter_rows()}
    paires = sorted({(a, p) for a, p, _ in feuilles})
    valeurs: dict[tuple[str, str, str], int] = {
        (a, p, s): feuilles.get((a, p, s), 0) for a, p in paires for s in STATUTS
    }
    relations: list[Relation] = []

    def somme(total: tuple[str, str, str], parties: list[tuple[str, str, str]]) -> None:
        valeurs[total] = sum(valeurs[cle] for cle in parties)
        relations.append(Relation(total, tuple(parties)))

    autorites = sorted({a for a, _ in paires})
    for a, p in paires:
        somme((a, p, TOUT), [(a, p, s) for s in STATUTS])
    for s in (*STATUTS, TOUT):
        for autorite in autorites:
            somme((autorite, TOUT, s), [(a, p, s) for a, p in paires if a == autorite])
        somme((TOUT, TOUT, s), [(autorite, TOUT, s) for autorite in autorites])
    for autorite in (*autorites, TOUT):
        relations.append(Relation((autorite, TOUT, TOUT), tuple((autorite, TOUT, s) for s in STATUTS)))
    publiques = _scores(jalons, valeurs, relations, autorites)
    return Comptages(valeurs, frozenset(cellules_a_masquer(dict(valeurs), relations, seuil, publiques)))


def _scores(
    jalons: list[dict[str, Any]],
    valeurs: dict[tuple[str, str, str], int],
    relations: list[Relation],
    autorites: list[str],
) -> list[Hashable]:
    """The milestones' own figures are public: a reader may subtract them, so must the audit."""
    publiques: list[Hashable] = []
    for jalon in jalons:
        visees = [a for a in autorites if a in ("ordre", "ars")] if jalon["annee"] == 2027 else autorites
        requis = [s for s in STATUTS if s != "non_requis"]
        for nom, statuts in (("numerateur", ["confirme"]), ("denominateur", requis)):
            cle = ("jalon", str(jalon["annee"]), nom)
            parties = tuple((a, TOUT, s) for a in visees for s in statuts)
            if parties and jalon[nom] == sum(valeurs[partie] for partie in parties):
                valeurs[cle] = jalon[nom]
                relations.append(Relation(cle, parties))
                publiques.append(cle)
    return publiques


def libelle_autorite(code: str) -> str:
    """The authority's name in French."""
    return mot(AUTORITES, code)
