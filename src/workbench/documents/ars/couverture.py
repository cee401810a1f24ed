"""The coverage of the DPI users and the scores of objective 1.1, in the system of counts of the ARS."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from workbench.documents.ars.cellules import CONFIRMES
from workbench.documents.ars.systeme import TOUT, Protegees, Systeme
from workbench.documents.secret import MARQUE, Cle, Relation
from workbench.looks.etats import AUTORITES, STATUTS
from workbench.pilotage.couverture import PERIMETRE

POPULATION = "dpi"
REQUIS = "requis"  # who must have a number: a job that an authority registers, every state but « non requis »
INDICATEURS = {f"1.1-{annee}": annee for annee in (2027, 2028)}


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
        return Protegees(self.valeurs, self.masquees).taux(*cles_taux(autorite, profession))

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


def cles_taux(autorite: str, profession: str) -> tuple[Cle, Cle]:
    """Numerator and denominator of a line's rate: all authorities together also count people of no
    authority, who are of no rate.
    """
    num = CONFIRMES if autorite not in PERIMETRE else "confirme"
    return (autorite, profession, num), (autorite, profession, REQUIS)


def compter(couverture: pl.DataFrame, jalons: list[dict[str, Any]], seuil: int) -> Comptages:
    """The coverage alone, protected by itself."""
    systeme = Systeme()
    couvrir(systeme, couverture, jalons)
    return de_protegees(systeme.proteger(seuil))


def de_protegees(protegees: Protegees) -> Comptages:
    """The cells of the coverage among all those protected: their keys have three parts."""
    return Comptages(
        {cle: n for cle, n in protegees.valeurs.items() if len(cle) == 3},
        frozenset(cle for cle in protegees.masquees if len(cle) == 3),
    )


def couvrir(systeme: Systeme, couverture: pl.DataFrame, jalons: list[dict[str, Any]]) -> list[str]:
    """Sum the coverage at every level that is printed; returns the authorities present."""
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
    systeme.valeurs |= {(a, p, s): feuilles.get((a, p, s), 0) for a, p in paires for s in STATUTS}
    requis = [s for s in STATUTS if s != "non_requis"]
    autorites = sorted({a for a, _ in paires})
    for a, p in paires:
        systeme.somme((a, p, TOUT), [(a, p, s) for s in STATUTS])
        if a in PERIMETRE:
            systeme.somme((a, p, REQUIS), [(a, p, s) for s in requis])
    for s in (*STATUTS, TOUT, REQUIS):
        visees = [a for a in autorites if s != REQUIS or a in PERIMETRE]
        for autorite in visees:
            systeme.somme((autorite, TOUT, s), [(a, p, s) for a, p in paires if a == autorite])
        systeme.somme((TOUT, TOUT, s), [(autorite, TOUT, s) for autorite in visees])
    _hors_requis(systeme, autorites)
    systeme.presentes |= {(a, p, TOUT) for a, p in paires} | {(a, TOUT, TOUT) for a in autorites}
    for autorite in (*autorites, TOUT):  # what the rate of each line is made of
        systeme.utiles |= {(autorite, TOUT, s) for s in ("confirme", CONFIRMES, REQUIS, TOUT)}
    for autorite in (*autorites, TOUT):
        systeme.relations.append(
            Relation((autorite, TOUT, TOUT), tuple((autorite, TOUT, s) for s in STATUTS))
        )
    for a, p in (*paires, *((autorite, TOUT) for autorite in autorites)):
        if a in PERIMETRE:
            systeme.relations.append(Relation((a, p, TOUT), ((a, p, REQUIS), (a, p, "non_requis"))))
    _scores(systeme, jalons, autorites)
    return autorites


def _hors_requis(systeme: Systeme, autorites: list[str]) -> None:
    """All authorities together: who is counted and must have no number, who has one all the same, and what
    the rate is made of.
    """
    dedans = [a for a in autorites if a in PERIMETRE]
    if not dedans:
        return
    ailleurs = [a for a in autorites if a not in PERIMETRE]
    parts = [*((a, TOUT, "non_requis") for a in dedans), *((a, TOUT, TOUT) for a in ailleurs)]
    hors, confirmes = ("hors_requis", TOUT, "", ""), (TOUT, TOUT, CONFIRMES)
    systeme.somme(hors, parts)
    systeme.relations.append(Relation((TOUT, TOUT, TOUT), ((TOUT, TOUT, REQUIS), hors)))
    systeme.somme(confirmes, [(a, TOUT, "confirme") for a in dedans])
    systeme.relations.append(
        Relation((TOUT, TOUT, "confirme"), (confirmes, *((a, TOUT, "confirme") for a in ailleurs)))
    )
    restent = ("restent_requis", TOUT, "", "")
    systeme.reste(restent, (TOUT, TOUT, REQUIS), confirmes)


def cle_jalon(annee: int | str, nom: str) -> Cle:
    """The cell of a score: `numerateur`, `denominateur`, `restant`, or `plafonnes` (cannot count today)."""
    return ("jalon", str(annee), nom)


def _scores(systeme: Systeme, jalons: list[dict[str, Any]], autorites: list[str]) -> None:
    """The scores' own counts (accounts), and what a reader gets by subtracting one from another.

    Args:
        jalons: rows of `mart.jalon`, each with its `autorites` (`mart.jalon_portee`).
    """
    for jalon in jalons:
        annee = jalon["annee"]
        num, den = cle_jalon(annee, "numerateur"), cle_jalon(annee, "denominateur")
        if jalon["numerateur"] is None or jalon["denominateur"] is None:  # its source is missing
            continue
        systeme.valeurs |= {num: int(jalon["numerateur"]), den: int(jalon["denominateur"])}
        systeme.utiles |= {num, den}
        systeme.reste(cle_jalon(annee, "restant"), den, num)
        if jalon.get("plafond") is not None:  # a range ends at it
            plafonnes = cle_jalon(annee, "plafonnes")
            systeme.valeurs[plafonnes] = int(jalon["jamais"]) + int(jalon["sans_numero"])
            systeme.reste(cle_jalon(annee, "atteignables"), den, plafonnes)
        visees = [a for a in autorites if a in jalon["autorites"]]
        for cle, statuts in ((num, ("confirme",)), (den, (REQUIS, TOUT))):
            for statut in statuts if visees else ():
                systeme.lien(cle, [(a, TOUT, statut) for a in visees])
    _ecarts_de_scores(systeme)


def _ecarts_de_scores(systeme: Systeme) -> None:
    """A later year asks for more people: the difference of two scores counts those it adds."""
    annees = sorted({cle[1] for cle in systeme.valeurs if cle[0] == "jalon" and cle[2] == "numerateur"})
    for avant, apres in pairwise(annees):
        for nom in ("numerateur", "denominateur", "restant"):
            ajout = cle_jalon(f"{avant}-{apres}", nom)
            systeme.reste(ajout, cle_jalon(apres, nom), cle_jalon(avant, nom))
        parts = [cle_jalon(f"{avant}-{apres}", nom) for nom in ("numerateur", "restant")]
        systeme.lien(cle_jalon(f"{avant}-{apres}", "denominateur"), parts)


def jalons_caches(
    historique: Iterable[Mapping[str, Any]], seuil: int, envoyes: Mapping[date, set[Cle]]
) -> set[tuple[date, str]]:
    """The scores of other dates that must not be printed again (date, indicator).

    Args:
        historique: rows of `mart.historique`.
        seuil: as in the settings.
        envoyes: date of a sending → the cells it hid.
    """
    lus: dict[date, dict[str, tuple[int, int]]] = {}
    for ligne in historique:
        if ligne["indicateur"] in INDICATEURS and ligne["numerateur"] is not None:
            lus.setdefault(ligne["date_execution"], {})[ligne["indicateur"]] = (
                int(ligne["numerateur"]),
                int(ligne["denominateur"]),
            )
    caches = set()
    for le, scores in lus.items():
        systeme = Systeme()
        jalons = [
            {"annee": annee, "numerateur": scores[nom][0], "denominateur": scores[nom][1]}
            for nom, annee in INDICATEURS.items()
            if nom in scores
        ]
        _scores(systeme, jalons, [])
        petits = any(0 < n < seuil for n in systeme.valeurs.values())
        masquees = envoyes.get(le)
        for nom, annee in INDICATEURS.items():
            cles = {cle_jalon(annee, "numerateur"), cle_jalon(annee, "denominateur")}
            if petits if masquees is None else cles & masquees:
                caches.add((le, nom))
    return caches
