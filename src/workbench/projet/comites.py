"""Committees: what one saw is copied into its card, so that « since last time » is the same for ever."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from workbench.pilotage.objectifs import jalons
from workbench.projet.projet import Ligne, Projet
from workbench.socle import regles
from workbench.socle.erreurs import ErreurWorkbench

DU_SOUS = 14
"""An action is due when its date is this close, in days."""


class ComiteImpossible(ErreurWorkbench):
    """A committee that cannot be held: already held, cancelled, or before any published figure."""


@dataclass(frozen=True)
class Mouvement:
    """One figure then and now; `mieux`: did it move the right way (None: it did not move, or has no past)."""

    indicateur: str
    libelle: str
    format: str
    avant: float | None
    apres: float | None
    mieux: bool | None


@dataclass(frozen=True)
class Deltas:
    """What moved since the last committee of a type. `comite`: that committee, None when none was held.

    Rows are cards; `risques_montes` pairs (card now, severity before).
    """

    comite: Ligne | None
    le: dt.date | None
    chiffres: list[Mouvement]
    taches_faites: list[Ligne] = field(default_factory=list)
    livrables_valides: list[Ligne] = field(default_factory=list)
    risques_montes: list[tuple[Ligne, int]] = field(default_factory=list)
    risques_nouveaux: list[Ligne] = field(default_factory=list)
    actions_faites: list[Ligne] = field(default_factory=list)


def definitions(projet: Projet) -> dict[str, Any]:
    """`comites.toml`, ours or the establishment's."""
    return regles.lire("workbench.projet", "comites.toml", projet.home)


def valeurs(historique: pl.DataFrame) -> dict[str, float]:
    """Indicator → its last value (`mart.historique`)."""
    last = (
        historique.drop_nulls("valeur")
        .sort("date_execution")
        .group_by("indicateur")
        .agg(pl.col("valeur").last())
    )
    return dict(last.iter_rows())


def regardes(projet: Projet) -> list[str]:
    """The indicators a committee freezes: its own, those its documents follow, of the objectives' criteria,
    of the project's cards.
    """
    codes = [item["code"] for item in definitions(projet)["indicateurs"]]
    codes += [item["code"] for item in regles.lire("workbench.projet", "comite.toml", projet.home)["suivis"]]
    codes += [
        item["indicateur"]
        for item in jalons.definitions(projet.home)["criteres"]
        if item["nature"] == "mesure"
    ]
    for genre, kind in projet.genres.items():
        if any(champ.code == "indicateur" for champ in kind.champs):
            codes += [row["indicateur"] for row in projet.fiches(genre) if row["indicateur"]]
    return sorted(set(codes))


def tenus(projet: Projet, type_: str) -> list[Ligne]:
    """Committees of that type that were held, oldest first."""
    rows = [row for row in projet.fiches("comite") if row["type"] == type_ and row["etat"] == "tenu"]
    return sorted(rows, key=lambda row: (row["le"], tenu_le(projet, row["id"]) or _DEBUT, row["id"]))


_DEBUT = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def tenu_le(projet: Projet, ident: str) -> dt.datetime | None:
    """When it was said to be held: the moment its figures and the project are frozen at."""
    held: dt.datetime | None = None
    undone = {entry.annule for entry in projet.decisions if entry.genre == "annulation"}
    for entry in projet.histoire("comite", ident):
        if entry.id in undone:
            continue
        is_held = entry.verdict == "posee" and entry.valeur.get("etat") == "tenu"
        held = (held or entry.le) if is_held else None
    return held


def tenir(
    projet: Projet, ident: str, historique: pl.DataFrame, reference: str, date_donnees: dt.date, **champs: Any
) -> Ligne:
    """The change that holds a committee: its state, the run it saw and the value of every figure looked at.

    Args:
        reference: id of the run whose figures were shown.
        champs: more fields of the card (`compte_rendu`, `lieu`…).

    Raises:
        ComiteImpossible: already held or cancelled, or no such committee.
    """
    card = projet.fiche("comite", ident)
    if card is None or card["etat"] != "prevu":
        state = "inconnu" if card is None else projet.libelle("comite", "etat", card["etat"]).lower()
        raise ComiteImpossible(
            "Ce comité ne peut pas être tenu", f"{ident} : {state}", "Choisissez un comité prévu."
        )
    known = valeurs(historique)
    seen = {code: round(known[code], 6) for code in regardes(projet) if code in known}
    frozen = {
        "reference": reference,
        "date_donnees": date_donnees,
        "chiffres": json.dumps(seen, sort_keys=True),
    }
    return {"id": ident, **champs, "etat": "tenu", **frozen}


def chiffres(comite: Mapping[str, Any]) -> dict[str, float]:
    """What a committee saw: indicator → value."""
    return dict(json.loads(comite["chiffres"])) if comite.get("chiffres") else {}


def depuis(projet: Projet, type_: str, historique: pl.DataFrame, comite: str | None = None) -> Deltas:
    """What moved since the last committee of that type.

    Args:
        historique: `mart.historique`; read only for a committee still to come.
        comite: a held committee: what it saw against what the one before it saw, whatever happened since.
    """
    held = tenus(projet, type_)
    if comite is not None:
        rank = next((i for i, row in enumerate(held) if row["id"] == comite), len(held))
        previous, now = held[:rank], chiffres(held[rank]) if rank < len(held) else valeurs(historique)
        instant = tenu_le(projet, comite)
        after = projet.au(instant) if instant else projet
    else:
        previous, now, after = held, valeurs(historique), projet
    if not previous:
        return Deltas(None, None, _mouvements(projet, {}, now))
    last = previous[-1]
    moved = _mouvements(projet, chiffres(last), now)
    frozen = tenu_le(projet, last["id"])
    before = projet.au(frozen) if frozen else after
    return Deltas(last, last["le"], moved, **_cartes(before, after))


def _mouvements(projet: Projet, before: Mapping[str, float], now: Mapping[str, float]) -> list[Mouvement]:
    rows = []
    for item in definitions(projet)["indicateurs"]:
        old, new = before.get(item["code"]), now.get(item["code"])
        if old is None and new is None:
            continue
        moved = old is not None and new is not None and round(old, 6) != round(new, 6)
        better = (
            (new > old) == (item["sens"] == "hausse")
            if moved and old is not None and new is not None
            else None
        )
        rows.append(Mouvement(item["code"], item["libelle"], item["format"], old, new, better))
    return rows


def _cartes(before: Projet, after: Projet) -> dict[str, Any]:
    def became(genre: str, state: str) -> list[Ligne]:
        old = {row["id"]: row["etat"] for row in before.fiches(genre)}
        return [row for row in after.fiches(genre) if row["etat"] == state and old.get(row["id"]) != state]

    old = {row["id"]: gravite(row) for row in before.fiches("risque")}
    risks = [row for row in after.fiches("risque") if row["etat"] != "clos"]
    return {
        "taches_faites": became("tache", "faite"),
        "livrables_valides": became("livrable", "valide"),
        "actions_faites": became("action", "faite"),
        "risques_montes": [
            (row, old[row["id"]]) for row in risks if row["id"] in old and gravite(row) > old[row["id"]]
        ],
        "risques_nouveaux": [row for row in risks if row["id"] not in old],
    }


def gravite(risque: Mapping[str, Any]) -> int:
    """Probability × impact, 1 to 16."""
    return int(risque["probabilite"] or 0) * int(risque["impact"] or 0)


def actions_dues(projet: Projet, le: dt.date, sous: int = DU_SOUS) -> list[Ligne]:
    """Open actions whose date is past or near, oldest first."""
    limit = le + dt.timedelta(days=sous)
    rows = [row for row in projet.fiches("action") if row["etat"] in ("a_faire", "en_cours")]
    return sorted(
        (row for row in rows if row["echeance"] and row["echeance"] <= limit), key=lambda row: row["echeance"]
    )


def prochain(projet: Projet, le: dt.date, types: Sequence[str] = ()) -> Ligne | None:
    """The next committee still to be held (today's included)."""
    rows = [row for row in projet.fiches("comite") if row["etat"] == "prevu" and row["le"] >= le]
    rows = [row for row in rows if not types or row["type"] in types]
    return min(rows, key=lambda row: (row["le"], row["id"]), default=None)
