"""What the ARS workbook says, before any Excel: counts per authority and profession, protected together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import ouvrir
from workbench.decisions import Registre
from workbench.documents.ars.cellules import (
    TOUT,
    Protegees,
    Systeme,
    applications_dpi,
    comptes,
    criteres,
    croiser,
    moyens,
    qualite,
)
from workbench.documents.ars.envois import envois
from workbench.documents.secret import MARQUE, Relation
from workbench.looks.etats import AUTORITES, STATUTS, mot
from workbench.pilotage.critere import Critere
from workbench.pilotage.ecarts import Ecart, gaps
from workbench.pilotage.etat_jalon import ceilings
from workbench.pilotage.jalons import Objectif, definitions, histories, hospiconnect, objectives, reasons
from workbench.projet import Projet
from workbench.projet import ouvrir as ouvrir_projet
from workbench.socle.settings import Settings, load_settings

POPULATION = "dpi"
REQUIS = "requis"  # who must have a number: every state but « non requis »
PORTEES = {2027: ("ordre", "ars"), 2028: ("ordre", "ars", "role", "etudiant")}  # as in `mart.jalon`
MARTS = ("couverture", "mie_entonnoir", "mie_type", "mie_alerte", "compte_tableau", "mode_auth", "vertu")


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
        return Protegees(self.valeurs, self.masquees).taux(
            (autorite, profession, "confirme"), (autorite, profession, REQUIS)
        )

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
    cellules: Protegees
    marts: dict[str, pl.DataFrame]
    reglages: Settings
    objectifs: list[Objectif]
    ecarts: list[Ecart]
    projet: Projet

    @property
    def le(self) -> date:
        """The date of the data."""
        jour: date = self.synthese["date_execution"]
        return jour

    def critere_cache(self, critere: Critere) -> bool:
        """Would the rate of a measured criterion give away a hidden count?"""
        indicateur = criteres_mesures(self.reglages.home).get(critere.code, "")
        publics = {f"{jalon['objectif']}-{jalon['annee']}" for jalon in self.jalons}
        if critere.nature != "mesure" or critere.valeur is None or indicateur in publics:
            return False
        mesure = indicateur.removeprefix("vertu_")
        for num, den in (
            (("vertu", mesure, TOUT, "num"), ("vertu", mesure, TOUT, "den")),
            (("critere", indicateur, "", "num"), ("critere", indicateur, "", "den")),
        ):
            if num in self.cellules.valeurs:
                return bool({num, den} & self.cellules.masquees)
        return True  # nothing says that it is safe

    def score_cache(self, objectif: Objectif) -> bool:
        """A mean of criteria is hidden with any of them."""
        return any(self.critere_cache(critere) for critere in objectif.criteres)


def rassembler(home: Path, utilisateur: str) -> Contenu:
    """Read the counting marts through the gate and protect them, all tables together."""
    acces = ouvrir(home, utilisateur, "classeur pour l’ARS")
    settings = load_settings(home)
    jalons = acces.agregat("mart.jalon").sort("objectif", "annee").to_dicts()
    historique = acces.agregat("mart.historique").sort("indicateur", "date_execution")
    synthese = acces.agregat("mart.synthese").row(0, named=True)
    marts = {nom: acces.agregat(f"mart.{nom}") for nom in MARTS}
    systeme = Systeme()
    autorites = couvrir(systeme, marts["couverture"], jalons)
    moyens(systeme, marts["mie_entonnoir"], marts["mie_type"], marts["mie_alerte"])
    comptes(systeme, marts["compte_tableau"], marts["mode_auth"])
    qualite(systeme, marts["vertu"])
    croiser(systeme, autorites, applications_dpi(marts["mode_auth"]))
    criteres(systeme, _derniers(historique, criteres_mesures(home).values(), synthese["date_execution"]))
    protegees = _proteger(home, systeme, settings.execution.seuil_petites_cellules, synthese)
    series = histories(historique)
    decisions = Registre(home).en_vigueur()
    return Contenu(
        synthese=synthese,
        jalons=jalons,
        historique=historique.to_dicts(),
        comptages=Comptages(
            {cle: n for cle, n in protegees.valeurs.items() if len(cle) == 3},
            frozenset(cle for cle in protegees.masquees if len(cle) == 3),
        ),
        seuil=settings.execution.seuil_petites_cellules,
        cellules=protegees,
        marts=marts,
        reglages=settings,
        objectifs=hospiconnect(
            objectives(
                series,
                decisions,
                synthese["date_execution"],
                home,
                reasons(historique),
                ceilings(acces.agregat("mart.jalon")),
            )
        ),
        ecarts=gaps(series, decisions, home=home),
        projet=ouvrir_projet(home),
    )


def _proteger(home: Path, systeme: Systeme, seuil: int, synthese: Mapping[str, Any]) -> Protegees:
    """Hide what must be, what the sending before hid included, and remember it for the next one."""
    version = str(synthese["version"])
    with envois(home) as memoire:
        tenues, connues = memoire.tenues(version, systeme.valeurs, seuil)
        protegees = systeme.proteger(seuil, tenues, connues, memoire.sel)
        memoire.retenir(version, synthese["date_execution"], protegees.valeurs, protegees.masquees)
    return protegees


def _derniers(historique: pl.DataFrame, indicateurs: Iterable[str], le: date) -> dict[str, tuple[int, int]]:
    """Numerator and denominator at this date of the indicators that have both."""
    lus = historique.filter(
        pl.col("indicateur").is_in(list(indicateurs)),
        pl.col("date_execution") == le,
        pl.col("numerateur").is_not_null() & pl.col("denominateur").is_not_null(),
    )
    return {
        nom: (int(n), int(d))
        for nom, n, d in lus.select("indicateur", "numerateur", "denominateur").iter_rows()
    }


def criteres_mesures(home: Path) -> dict[str, str]:
    """Measured criterion → the indicator it reads."""
    return {
        item["code"]: item["indicateur"]
        for item in definitions(home)["criteres"]
        if item["nature"] == "mesure"
    }


def compter(couverture: pl.DataFrame, jalons: list[dict[str, Any]], seuil: int) -> Comptages:
    """The coverage alone, protected by itself."""
    systeme = Systeme()
    couvrir(systeme, couverture, jalons)
    protegees = systeme.proteger(seuil)
    return Comptages(protegees.valeurs, protegees.masquees)


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
        systeme.somme((a, p, REQUIS), [(a, p, s) for s in requis])
    for s in (*STATUTS, TOUT, REQUIS):
        for autorite in autorites:
            systeme.somme((autorite, TOUT, s), [(a, p, s) for a, p in paires if a == autorite])
        systeme.somme((TOUT, TOUT, s), [(autorite, TOUT, s) for autorite in autorites])
    for autorite in (*autorites, TOUT):  # what the rate of each line is made of
        systeme.utiles |= {(autorite, TOUT, s) for s in ("confirme", REQUIS, TOUT)}
    for autorite in (*autorites, TOUT):
        systeme.relations.append(
            Relation((autorite, TOUT, TOUT), tuple((autorite, TOUT, s) for s in STATUTS))
        )
    for a, p in (*paires, *((autorite, TOUT) for autorite in (*autorites, TOUT))):
        systeme.relations.append(Relation((a, p, TOUT), ((a, p, REQUIS), (a, p, "non_requis"))))
    _scores(systeme, jalons, autorites)
    return autorites


def _scores(systeme: Systeme, jalons: list[dict[str, Any]], autorites: list[str]) -> None:
    """The milestones' own figures are public: a reader may subtract them, so must the audit."""
    for jalon in jalons:
        visees = [a for a in autorites if a in PORTEES.get(jalon["annee"], ())]
        for nom, statuts in (("numerateur", ("confirme",)), ("denominateur", (REQUIS, TOUT))):
            cle = ("jalon", str(jalon["annee"]), nom)
            if jalon[nom] is None:  # its source is missing: nothing to protect, nothing to subtract
                continue
            systeme.valeurs[cle] = int(jalon[nom])
            systeme.publiques.add(cle)
            for statut in statuts if visees else ():
                systeme.lien(cle, [(a, TOUT, statut) for a in visees])


def libelle_autorite(code: str) -> str:
    """The authority's name in French."""
    return mot(AUTORITES, code)
