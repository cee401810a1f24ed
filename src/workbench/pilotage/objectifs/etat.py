"""What a measure's standing is called: one function for pages, documents and the ARS workbook, never set by
hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from workbench.looks.etats import JALONS
from workbench.looks.etats import Etat as Mot
from workbench.looks.formats import accord, chance, fourchette, jour, minuscule, pourcent
from workbench.pilotage.prevision import Projection, project, rules

Etat = Literal[
    "atteint", "en_bonne_voie", "a_risque", "en_retard", "non_mesurable", "sans_recul", "incertain"
]
Mesure = tuple[date, int | None, int | None, float]  # date, numerator, denominator, value
PROBABLE = 0.5
INCONNU = "On ne peut pas savoir"


@dataclass(frozen=True)
class Plafond:
    """The share that cannot be passed today: those whose holder has no number to
    find; `jamais`: accounts whose number is not required, out of the rate and of the ceiling.
    """

    part: float
    jamais: int
    sans_numero: int

    @property
    def dit(self) -> str:
        """« plafond 90,8 % … », with why."""
        pourquoi = []
        if self.sans_numero:
            qui = accord(self.sans_numero, "titulaire de compte", "titulaires de compte")
            pourquoi.append(f"{qui} sans numéro, à enregistrer par un tiers")
        if self.jamais:
            qui = accord(self.jamais, "compte au numéro non requis", "comptes au numéro non requis")
            pourquoi.append(f"{qui}, hors du taux")
        return f"plafond {pourcent(self.part)} ({' ; '.join(pourquoi)})"


def ceilings(jalons: pl.DataFrame) -> dict[str, Plafond]:
    """« 1.1-2028 » → its ceiling, for those that have one below 100 %.

    Args:
        jalons: mart `jalon` (`objectif, annee, plafond, jamais, sans_numero`).
    """
    columns = ("objectif", "annee", "plafond", "jamais", "sans_numero")
    return {
        f"{objective}-{year}": Plafond(share, never, without)
        for objective, year, share, never, without in jalons.select(columns).iter_rows()
        if share is not None and share < 1
    }


def juger(
    valeur: float, cible: float, echeance: date, le: date, vue: Projection, plafond: Plafond | None = None
) -> tuple[Etat, str]:
    """The state of a measure at the date of the data, and why, in a sentence."""
    if valeur >= cible:
        return "atteint", "La cible est atteinte."
    if le > echeance:
        return "en_retard", "L’échéance est passée."
    suite = f" {plafond.dit.capitalize()}." if plafond else ""
    if plafond is not None and plafond.part < cible:
        return "a_risque", f"Hors d’atteinte en l’état : {plafond.dit}."
    if vue.points < rules()["points_min"]:
        return "sans_recul", f"Moins de quatre livraisons : on ne peut pas savoir.{suite}"
    dite = f"{perspective(vue, echeance, cible)}.{suite}"
    if vue.probabilite is not None:
        return ("en_bonne_voie" if vue.probabilite >= PROBABLE else "a_risque"), dite
    if hors_de_portee(vue, cible):
        return (
            "a_risque",
            f"La cible n’est pas dans la fourchette : {minuscule(dite)}" if vue.connue else dite,
        )
    if vue.connue and vue.low >= cible:
        return "en_bonne_voie", f"Toute la fourchette passe la cible : {minuscule(dite)}"
    return "incertain", f"La fourchette ne tranche pas : {minuscule(dite)}"


def bornes(sure: float, possible: float | None) -> str:
    """What deliveries leave open, said before anything else; nothing when two dates prove it all."""
    if possible is None or possible <= sure:
        return ""
    return (
        f"Prouvé par deux dates : {pourcent(sure)} ; au plus {pourcent(possible)}, si chaque mouvement que"
        " deux livraisons encadrent était à temps. "
    )


def perspective(vue: Projection, echeance: date, cible: float | None = None) -> str:
    """Where it is going and what that rests on; a chance only when it is earned. A range too wide to say
    where may still say that a target is out of it.
    """
    if not vue.connue:
        borne = f", mais sous la cible ({au_plus(vue)})" if hors_de_portee(vue, cible) else ""
        return f"{INCONNU} où nous en serons le {jour(echeance)}{borne}, {vue.repose_sur}"
    dite = f"{fourchette(vue.low, vue.high)} le {jour(echeance)}, {vue.repose_sur}"
    if vue.probabilite is None:
        return dite
    return f"chance {chance(vue.probabilite)} ; {dite}"


def hors_de_portee(vue: Projection, cible: float | None) -> bool:
    """Deliveries enough to say that the whole range, be it too wide to say where, stays under the target."""
    return cible is not None and vue.points >= rules()["points_min"] and vue.high < cible


def au_plus(vue: Projection) -> str:
    """« au plus 61 % »: the top of the range."""
    return f"au plus {pourcent(vue.high)}"


def etat_jalon(
    taux: float | None,
    cible: float,
    echeance: date,
    aujourdhui: date,
    histoire: Sequence[Mesure],
    plafond: float | None = None,
) -> Mot:
    """The state of a milestone at the date of the data, as the page Jalons says it.

    Args:
        histoire: its history, the same as the page's: with headcounts, the same range.
        plafond: the share that cannot be passed today, when it is known.
    """
    if taux is None:
        return JALONS["non_mesurable"]
    vue = project([compter(*point) for point in histoire] or [(aujourdhui, taux)], echeance, cible, plafond)
    borne = Plafond(plafond, 0, 0) if plafond is not None and plafond < 1 else None
    return JALONS[juger(taux, cible, echeance, aujourdhui, vue, borne)[0]]


def compter(
    le: date, numerateur: int | None, denominateur: int | None, valeur: float
) -> tuple[date, float] | tuple[date, int, int]:
    """A point of a history as `project` reads it: with its headcount when there is one."""
    if numerateur is None or not denominateur:
        return le, valeur
    return le, numerateur, denominateur
