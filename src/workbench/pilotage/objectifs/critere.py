"""One criterion of an objective, measured in the data or proved by a document: its score, its state, why."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.access.effectifs import encadrer
from workbench.decisions import Decision
from workbench.looks.formats import jour, parts
from workbench.pilotage.objectifs.etat import Etat, Mesure, Plafond, bornes, compter, juger
from workbench.pilotage.prevision import Projection, project
from workbench.socle.regles import RegleIllisible

REPRIS = ("code", "titre", "action")  # what a criterion says as its rule does
NIVEAUX = {"absente": 0, "decrite": 1, "operationnelle": 2, "automatique": 3}
MI_CHEMIN = 0.5  # a document written but not yet at the level asked counts half
SERIE = Sequence[Mesure]
VIGILANCE = dt.timedelta(days=183)  # a declared criterion still empty this close to the deadline is a risk


@dataclass(frozen=True)
class Cadre:
    """What judges every criterion of an objective: its deadline, the day of the data.

    `newest`: the last date anything was measured; a series that stops before it is no measure of today;
    `arrondi`: the threshold under which the counts read are rounded, 0 when they are exact.
    """

    echeance: dt.date
    le: dt.date
    newest: dt.date
    texte_a_confirmer: bool
    arrondi: int = 0


@dataclass(frozen=True)
class Critere:
    """One criterion as it stands; `regle`: what the text the team read asks of it, when it was entered."""

    code: str
    titre: str
    nature: str
    action: str
    poids: float
    score: float | None
    etat: Etat
    valeur: float | None
    cible: float | None
    restant: int | None
    unite: str
    prevision: Projection | None
    preuve: Decision | None
    explication: str
    plafond: Plafond | None = None
    regle: str = ""
    taux: tuple[float, float] | None = None  # the least and the most its value can be, on rounded counts

    @property
    def scores(self) -> tuple[float, float]:
        """Between what and what its score is."""
        if self.taux is None or self.cible is None:
            return self.score or 0.0, self.score or 0.0
        return min(1.0, self.taux[0] / self.cible), min(1.0, self.taux[1] / self.cible)

    @property
    def valeur_dite(self) -> str:
        """Its value as it is shown: the same for every role, or the range that rounded counts leave."""
        return parts(*(self.taux or (self.valeur, self.valeur)))


def measured(
    item: Mapping[str, Any], series: SERIE, cadre: Cadre, motif: str | None, plafond: Plafond | None
) -> Critere:
    """A criterion read in the data. `motif`: why a missing source keeps it from being measured."""
    empty = Critere(
        **{nom: item[nom] for nom in REPRIS},
        poids=float(item["poids"]),
        nature="mesure",
        score=None,
        etat="non_mesurable",
        valeur=None,
        cible=item["cible"],
        restant=None,
        unite=item["unite"],
        prevision=None,
        preuve=None,
        explication="Pas de donnée pour le calculer.",
        plafond=plafond,
        regle=rule(item),
    )
    if motif:
        return replace(empty, explication=sentence(motif))
    if not series:
        return empty
    day, numerator, denominator, value = series[-1]
    if day < cadre.newest:
        return replace(empty, explication=f"Plus mesuré depuis le {day:%d/%m/%Y}.")
    left = None
    if numerator is not None and denominator is not None:
        left = max(0, math.ceil(item["cible"] * denominator - 1e-9) - numerator)
    part = plafond.part if plafond else None
    seen = project([compter(*point) for point in series], cadre.echeance, item["cible"], part)
    state, why = juger(value, item["cible"], cadre.echeance, cadre.le, seen, plafond)
    score = min(1.0, value / item["cible"])
    judged = replace(
        empty, score=score, etat=state, valeur=value, restant=left, prevision=seen, explication=why
    )
    if not cadre.arrondi or numerator is None or not denominator:
        return judged
    low, high = encadrer(numerator, denominator, cadre.arrondi)
    return _rounded(replace(judged, taux=(low, high)), cadre.arrondi) if low < high else judged


def _rounded(judged: Critere, seuil: int) -> Critere:
    """A criterion read on rounded counts: never said reached, nor missed, when the exact ones may say
    otherwise.
    """
    if judged.scores[0] >= 1 or judged.scores[1] < 1:
        return judged
    if judged.valeur == 1:
        why = f"La cible est atteinte, à moins de {seuil} près : l’équipe projet a le compte exact."
        return replace(judged, etat="incertain", explication=why)
    why = (
        f"À moins de {seuil} près, la cible est atteinte ou non : les petits effectifs sont arrondis pour"
        " votre rôle, l’équipe projet a le compte exact."
    )
    return replace(judged, etat="incertain", explication=why)


def bounded(
    critere: Critere, item: Mapping[str, Any], known: Mapping[str, SERIE], newest: dt.date
) -> Critere:
    """The same criterion with what is past repair left out of what remains, and with its upper bound said.

    Args:
        item: its rule; `reste` and `au_plus` name the indicators that say both.
    """
    if critere.valeur is None:
        return critere
    still, possible = (_value(known, item.get(name), newest) for name in ("reste", "au_plus"))
    return replace(
        critere,
        restant=critere.restant if still is None else int(still),
        explication=bornes(critere.valeur, possible) + critere.explication,
    )


def _value(known: Mapping[str, SERIE], indicateur: str | None, newest: dt.date) -> float | None:
    """The value of that indicator on the last day measured; None when it says nothing of that day."""
    series = known.get(indicateur or "", ())
    return series[-1][3] if series and series[-1][0] == newest else None


def rule(item: Mapping[str, Any]) -> str:
    """« Texte : … Preuve attendue : … Contrôle le … », as entered in `criteres.toml`; empty when nothing was.

    Raises:
        RegleIllisible: the date of control is not a date.
    """
    controle = item.get("controle_le")
    if controle is not None and not isinstance(controle, dt.date):
        raise RegleIllisible(
            "Date de contrôle illisible",
            f"criteres.toml, « {item['code']} » : controle_le vaut « {controle} ».",
            "Écrivez une date sans guillemets : controle_le = 2027-12-31.",
        )
    dits = [f"Texte : {item['texte']}."] if item.get("texte") else []
    dits += [f"Preuve attendue : {item['preuve_attendue']}."] if item.get("preuve_attendue") else []
    return " ".join([*dits, f"Contrôle le {jour(controle)}."] if controle else dits)


def sentence(motif: str) -> str:
    """A reason as a sentence."""
    return f"{motif[:1].upper()}{motif[1:]}."


def declared(item: Mapping[str, Any], proof: Decision | None, cadre: Cadre) -> Critere:
    """A criterion proved by a document."""
    asked, level = NIVEAUX[item["niveau"]], NIVEAUX.get(proof.verdict, 0) if proof else 0
    expired = proof is not None and valid_until(proof, item["validite_mois"]) < cadre.le
    counts = bool(level) and not expired
    reached = level >= asked and not expired
    if reached:
        why = "Preuve déclarée et valide."
    elif expired:
        why = "Preuve périmée : à renouveler."
    else:
        why = "Décrite, pas encore au niveau demandé." if level else "Aucune preuve déclarée."
    return Critere(
        **{nom: item[nom] for nom in REPRIS},
        poids=float(item["poids"]),
        nature="declare",
        score=1.0 if reached else MI_CHEMIN if counts else 0.0,
        etat="atteint" if reached else _waiting(level, counts, cadre),
        valeur=None,
        cible=None,
        restant=None,
        unite="",
        prevision=None,
        preuve=proof,
        explication=why,
        regle=rule(item),
    )


def _waiting(level: int, counts: bool, cadre: Cadre) -> Etat:
    """The state of a proof not yet there; nothing declared for a text not known is no fault."""
    if cadre.le > cadre.echeance:
        return "en_retard"
    if counts and cadre.echeance - cadre.le >= VIGILANCE:
        return "en_bonne_voie"
    return "non_mesurable" if cadre.texte_a_confirmer and not level else "a_risque"


def valid_until(proof: Decision, months: int) -> dt.date:
    """The last day a declared proof counts."""
    seen = dt.date.fromisoformat(str(proof.valeur["date_preuve"]))
    year, month = divmod(seen.month - 1 + months, 12)
    return dt.date(seen.year + year, month + 1, min(seen.day, 28))
