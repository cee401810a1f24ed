"""What the ARS workbook says, before any Excel: counts per authority and profession, protected together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import ouvrir
from workbench.decisions import Registre
from workbench.documents.ars.cellules import applications_dpi, comptes, criteres, croiser, moyens, qualite
from workbench.documents.ars.couverture import (
    INDICATEURS,
    Comptages,
    cle_jalon,
    compter,
    couvrir,
    de_protegees,
    jalons_caches,
)
from workbench.documents.ars.envois import Precedent, envois
from workbench.documents.ars.systeme import TOUT, Protegees, Systeme
from workbench.documents.secret import Cle, Savoir
from workbench.looks.etats import AUTORITES, mot
from workbench.pilotage.mie import rie
from workbench.pilotage.objectifs.critere import Critere
from workbench.pilotage.objectifs.ecarts import Ecart, gaps
from workbench.pilotage.objectifs.jalons import (
    Objectif,
    assess,
    definitions,
    histories,
    hospiconnect,
    reasons,
)
from workbench.projet import Projet
from workbench.projet import ouvrir as ouvrir_projet
from workbench.socle.settings import Settings, load_settings

__all__ = ["TOUT", "Contenu", "compter", "couvrir", "libelle_autorite", "rassembler"]

MARTS = (
    "source_fraicheur",
    "couverture",
    "mie_entonnoir",
    "mie_type",
    "mie_alerte",
    "compte_tableau",
    "mode_auth",
    "vertu",
)


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
    caches: frozenset[tuple[date, str]] = frozenset()  # scores of other dates that stay hidden
    precedent: Precedent | None = None  # what the sending before printed

    @property
    def le(self) -> date:
        """The date of the data."""
        jour: date = self.synthese["date_execution"]
        return jour

    def absence(self, *indicateurs: str) -> str | None:
        """« non mesurable, source … absente depuis le … » for the first of these figures without a value."""
        motifs = {
            row["indicateur"]: row["motif"] for row in self.historique if row["date_execution"] == self.le
        }
        return next((motifs[code] for code in indicateurs if motifs.get(code)), None)

    def jalon_cache(self, indicateur: str, le: date | None = None) -> bool:
        """Is the score of that objective hidden, at that date or at the date of the data?"""
        if le is not None and le != self.le:
            return (le, indicateur) in self.caches
        annee = INDICATEURS[indicateur]
        cles = {cle_jalon(annee, nom) for nom in ("numerateur", "denominateur")}
        return not self.cellules.masquees.isdisjoint(cles)

    def critere_cache(self, critere: Critere) -> bool:
        """Would the rate of a measured criterion give away a hidden count?"""
        indicateur = criteres_mesures(self.reglages.home).get(critere.code, "")
        if critere.nature != "mesure" or critere.valeur is None:
            return False
        if indicateur in INDICATEURS:
            return self.jalon_cache(indicateur)
        mesure = indicateur.removeprefix("vertu_")
        for num, den in (
            (("vertu", mesure, TOUT, "num"), ("vertu", mesure, TOUT, "den")),
            (("critere", indicateur, "", "num"), ("critere", indicateur, "", "den")),
        ):
            if num in self.cellules.valeurs:
                return bool({num, den} & self.cellules.masquees)
        return True  # nothing says that it is safe

    def espoir_cache(self, critere: Critere) -> bool:
        """Would the range foreseen end at a rate that gives away a hidden count?"""
        annee = INDICATEURS.get(criteres_mesures(self.reglages.home).get(critere.code, ""))
        plafonnes = annee is not None and cle_jalon(annee, "plafonnes") in self.cellules.masquees
        return plafonnes or self.critere_cache(critere)

    def score_cache(self, objectif: Objectif) -> bool:
        """A mean of criteria is hidden with any of those it is made of: what weighs nothing is in neither the
        score nor the state.
        """
        return any(self.critere_cache(critere) for critere in objectif.criteres if critere.poids)


def rassembler(home: Path, utilisateur: str) -> Contenu:
    """Read the counting marts through the gate and protect them, all tables together."""
    acces = ouvrir(home, utilisateur, "classeur pour l’ARS")
    settings = load_settings(home)
    scores = acces.agregat("mart.jalon").sort("objectif", "annee")
    portee = acces.agregat("mart.jalon_portee").group_by("annee").agg(autorites="autorite")
    jalons = scores.join(portee, on="annee", how="left", maintain_order="left").to_dicts()
    historique = acces.agregat("mart.historique").sort("indicateur", "date_execution")
    synthese = acces.agregat("mart.synthese").row(0, named=True)
    marts = {nom: acces.agregat(f"mart.{nom}") for nom in MARTS}
    decisions = Registre(home).en_vigueur()
    marts["mie_entonnoir"] = rie.add_accepted(
        marts["mie_entonnoir"], synthese["date_execution"], decisions, home
    )
    systeme = Systeme()
    autorites = couvrir(systeme, marts["couverture"], jalons)
    moyens(systeme, marts["mie_entonnoir"], marts["mie_type"], marts["mie_alerte"])
    comptes(systeme, marts["compte_tableau"], marts["mode_auth"])
    qualite(systeme, marts["vertu"])
    croiser(systeme, autorites, applications_dpi(marts["mode_auth"]))
    criteres(systeme, _derniers(historique, criteres_mesures(home).values(), synthese["date_execution"]))
    seuil = settings.execution.seuil_petites_cellules
    protegees, envoyes, precedent = _proteger(home, systeme, seuil, synthese)
    series = histories(historique)
    donnees = Contenu(
        synthese=synthese,
        jalons=jalons,
        historique=historique.to_dicts(),
        comptages=de_protegees(protegees),
        seuil=seuil,
        cellules=protegees,
        marts=marts,
        reglages=settings,
        objectifs=hospiconnect(assess(historique, scores, decisions, synthese["date_execution"], home)),
        ecarts=gaps(series, decisions, home=home, motifs=reasons(historique)),
        projet=ouvrir_projet(home),
        caches=frozenset(jalons_caches(historique.to_dicts(), seuil, envoyes)),
        precedent=precedent,
    )
    with envois(home) as memoire:
        memoire.dire(
            str(synthese["version"]),
            {
                o.code: o.score
                for o in donnees.objectifs
                if o.score is not None and not donnees.score_cache(o)
            },
        )
    return donnees


def _proteger(
    home: Path, systeme: Systeme, seuil: int, synthese: Mapping[str, Any]
) -> tuple[Protegees, dict[date, set[Cle]], Precedent | None]:
    """Hide what must be, what the sendings before hid included, and remember it; with what each date hid, and
    what the sending before printed.
    """
    version = str(synthese["version"])
    with envois(home) as memoire:
        tenues, connues = memoire.tenues(version, systeme.valeurs, seuil)
        protegees = systeme.proteger(seuil, tenues, Savoir(connues=frozenset(connues), sel=memoire.sel))
        memoire.retenir(version, synthese["date_execution"], protegees.valeurs, protegees.masquees)
        return protegees, memoire.par_date(), memoire.precedent(version)


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


def libelle_autorite(code: str) -> str:
    """The authority's name in French."""
    return mot(AUTORITES, code)
