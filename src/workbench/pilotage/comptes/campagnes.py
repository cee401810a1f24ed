"""Access review campaigns, read from the ledger: what was frozen at opening, who answered what, what the year
covers.

Everything here is a pure function of decisions. The ledger holds account keys (`source:login`), never a civil
trait.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from workbench.decisions import Decision
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire

Etat = Literal["ouverte", "close", "annulee"]
AXES = ("application", "etablissement", "service")


class CampagneImpossible(ErreurWorkbench):
    """A campaign that cannot be opened, or no longer changed; nothing was recorded."""


@dataclass(frozen=True)
class Campagne:
    """One campaign as it stands; `comptes`: account key → its group « establishment|service », frozen at
    opening.
    """

    code: str
    titre: str
    etat: Etat
    ouverte_le: dt.date
    ouverte_par: str
    echeance: dt.date
    mode: str
    perimetre: Mapping[str, Sequence[str]]
    comptes: Mapping[str, str]
    reponses: Mapping[str, Decision]
    decision: Decision

    @property
    def sans_reponse(self) -> list[str]:
        """Keys still waiting."""
        return [cle for cle in self.comptes if cle not in self.reponses]

    @property
    def taux(self) -> float:
        """Share of the frozen scope answered."""
        return len(self.reponses) / len(self.comptes)

    def bilan(self) -> dict[str, int]:
        """Verdict → how many."""
        return dict(Counter(entry.verdict for entry in self.reponses.values()))


@dataclass(frozen=True)
class NiveauRevue:
    """What the yearly review is worth: a level of the criteria, its date, the share of accounts it covers."""

    niveau: Literal["absente", "decrite", "operationnelle", "automatique"]
    date_preuve: dt.date | None
    couverture: float | None
    reference: str


def rules(home: Path | None = None) -> dict[str, Any]:
    """`revue_acces.toml`, the establishment's own when it has one."""
    return lire("workbench.pilotage.comptes", "revue_acces.toml") | lire(
        "workbench.pilotage.comptes", "revue_acces.toml", home
    )


def campaigns(decisions: Sequence[Decision]) -> list[Campagne]:
    """Every campaign, the last opened first; answers about an account outside the frozen scope do not
    count.
    """
    answers: dict[str, dict[str, Decision]] = {}
    for entry in decisions:
        if entry.genre == "revue_acces":
            code, _, key = entry.objet.partition("|")
            answers.setdefault(code, {})[key] = entry
    found = [
        _campaign(entry, answers.get(entry.objet, {})) for entry in decisions if entry.genre == "campagne"
    ]
    return sorted(found, key=lambda item: (item.ouverte_le, item.code), reverse=True)


def _campaign(entry: Decision, answers: Mapping[str, Decision]) -> Campagne:
    value = entry.valeur
    scope = {key: group for group, keys in value["comptes"].items() for key in keys}
    return Campagne(
        code=entry.objet,
        titre=str(value["titre"]),
        etat=entry.verdict,  # type: ignore[arg-type]  # checked against genres.toml when recorded
        ouverte_le=dt.date.fromisoformat(value["ouverte_le"]),
        ouverte_par=str(value["ouverte_par"]),
        echeance=dt.date.fromisoformat(value["echeance"]),
        mode=str(value.get("mode", "manuelle")),
        perimetre=value["perimetre"],
        comptes=scope,
        reponses={key: answer for key, answer in answers.items() if key in scope},
        decision=entry,
    )


@dataclass(frozen=True)
class Ouverture:
    """What is asked when a campaign opens: its title, its scope, its deadline, how it is led.

    `perimetre`: application, etablissement, service → values kept; an axis absent or empty keeps everything.
    """

    titre: str
    perimetre: Mapping[str, Sequence[str]]
    echeance: dt.date
    mode: str = "manuelle"


def opening(
    comptes: pl.DataFrame,
    voulue: Ouverture,
    auteur: str,
    connues: Sequence[Campagne],
    le: dt.date,
    version: str,
) -> Decision:
    """The decision that opens a campaign, its scope frozen.

    Args:
        comptes: `mart.revue_acces_compte` (`cle, application, etablissement, service`).
        connues: campaigns already in the ledger, to number this one. version: of the data the scope is frozen
        on.

    Raises:
        CampagneImpossible: no account in the scope, no title, or a deadline already past.
    """
    titre, echeance = voulue.titre.strip(), voulue.echeance
    kept = {axis: sorted(values) for axis, values in voulue.perimetre.items() if values}
    chosen = comptes.filter(
        pl.all_horizontal(pl.lit(True), *(pl.col(axis).is_in(kept[axis]) for axis in kept))
    )
    if len(titre) < 3:
        raise CampagneImpossible(
            "Campagne sans titre", "Le titre paraît sur chaque liste.", "Donnez-lui un titre."
        )
    if echeance < le:
        raise CampagneImpossible("Échéance passée", f"{echeance:%d/%m/%Y}", "Choisissez une date à venir.")
    if chosen.is_empty():
        raise CampagneImpossible(
            "Périmètre vide", "Aucun compte nominatif actif.", "Élargissez le périmètre."
        )
    value = {
        "titre": titre,
        "perimetre": kept or {"tout": ["comptes nominatifs actifs"]},
        "comptes": _by_service(chosen),
        "echeance": echeance.isoformat(),
        "version": version,
        "mode": voulue.mode,
        "ouverte_le": le.isoformat(),
        "ouverte_par": auteur,
    }
    code = f"RA-{le:%Y%m%d}-{1 + sum(item.ouverte_le == le for item in connues)}"
    return Decision("campagne", auteur, f"Ouverture : {titre}", verdict="ouverte", objet=code, valeur=value)


def _by_service(comptes: pl.DataFrame) -> dict[str, list[str]]:
    """`establishment|service` → its account keys, in order."""
    groups: dict[str, list[str]] = {}
    for key, place, service in comptes.select("cle", "etablissement", "service").sort("cle").iter_rows():
        groups.setdefault(f"{place}|{service}", []).append(key)
    return dict(sorted(groups.items()))


def cancelling(campagne: Campagne, auteur: str, motif: str) -> Decision:
    """The decision that cancels a campaign: its answers no longer count in any measure.

    Raises:
        CampagneImpossible: it is not open.
    """
    require_open(campagne)
    return Decision(
        "campagne",
        auteur,
        motif,
        verdict="annulee",
        objet=campagne.code,
        valeur=campagne.decision.valeur,
        remplace=campagne.decision.id,
    )


def require_open(campagne: Campagne) -> None:
    """Raises CampagneImpossible unless the campaign is open."""
    if campagne.etat != "ouverte":
        word = "close" if campagne.etat == "close" else "annulée"
        raise CampagneImpossible(
            f"Campagne {word}",
            f"« {campagne.titre} » ne reçoit plus de réponse.",
            "Ouvrez une nouvelle campagne pour revoir ces comptes.",
        )


def progress(campagne: Campagne, axe: str) -> pl.DataFrame:
    """Answers by `service` (with its `etablissement`) or `application` (the source of the key), the least
    advanced first.

    Returns:
        `etablissement, service` or `source`, then `comptes, repondus, taux, garder, fermer, modifier,
        restent`.
    """
    counts: dict[tuple[str, ...], Counter[str]] = {}
    for key, group in campagne.comptes.items():
        where = tuple(group.split("|", 1)) if axe == "service" else (key.partition(":")[0],)
        answer = campagne.reponses.get(key)
        counts.setdefault(where, Counter())[answer.verdict if answer else "restent"] += 1
    names = ["etablissement", "service"] if axe == "service" else ["source"]
    rows = [
        {
            **dict(zip(names, where, strict=True)),
            "comptes": found.total(),
            "repondus": found.total() - found["restent"],
            "taux": (found.total() - found["restent"]) / found.total(),
            **{word: found[word] for word in ("garder", "fermer", "modifier", "restent")},
        }
        for where, found in counts.items()
    ]
    return pl.DataFrame(rows).sort(
        ["taux", "comptes", *names], descending=[False, True, *[False] * len(names)]
    )


def yearly_level(
    decisions: Sequence[Decision], couverture: float | None, le: dt.date, regles: Mapping[str, Any]
) -> NiveauRevue:
    """What the yearly review is worth at `le`, for the criteria `revue_annuelle` and `revue_automatique`.

    Args:
        couverture: the indicator `revue_comptes_12_mois`; None when it was never measured.
        regles: `rules()`.

    Returns:
        `operationnelle` (`automatique` when every campaign counted was led by a tool) once the share of
        accounts reviewed within
        the year reaches `couverture_min`; `decrite` from `couverture_commencee` on; `absente` below. The date
        is that of the last
        answer counted.
    """
    counted = [item for item in campaigns(decisions) if item.etat != "annulee" and item.reponses]
    opened = [item for item in campaigns(decisions) if item.etat != "annulee"]
    if not opened:
        return NiveauRevue("absente", None, couverture, "")
    days = [entry.le.date() for item in counted for entry in item.reponses.values() if entry.le]
    last = min(max(days), le) if days else None
    label = f"Campagne {(counted or opened)[0].code}"
    if not counted or couverture is None or couverture < regles["couverture_commencee"]:
        return NiveauRevue("absente", None, couverture, label)  # opening a campaign proves nothing yet
    if couverture < regles["couverture_min"]:
        return NiveauRevue("decrite", last, couverture, label)
    automatic = all(item.mode == "automatique" for item in counted)
    return NiveauRevue("automatique" if automatic else "operationnelle", last, couverture, label)
