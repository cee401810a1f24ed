"""Establishments change: another name, a group that takes them in, an end. What they sent before still tells
the months gone by; it is no longer added to today's sums.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import polars as pl

from workbench.documents.region.attendus import Ecarte
from workbench.documents.region.reception import Envoi, absorbed, groups

RENOMME, REUNI, SORTI = "Renommé", "Réuni", "Sorti"
SCHEMA_MOUVEMENTS: dict[str, Any] = {
    **dict.fromkeys(("finess_ej", "nom", "quoi", "detail"), pl.String),
    "depuis": pl.Date,
}


def movements(envois: list[Envoi], attendus: pl.DataFrame, le: dt.date | None) -> pl.DataFrame:
    """Who was renamed, merged, or left by the date `le`: finess_ej, nom, quoi, detail, depuis."""
    par_finess: dict[str, list[Envoi]] = {}
    for envoi in envois:
        par_finess.setdefault(envoi.finess, []).append(envoi)
    lignes = [ligne for finess, siens in par_finess.items() for ligne in _renamed(finess, siens)]
    comptes = groups(envois)
    noms = {finess: siens[-1].entete.nom for finess, siens in par_finess.items()}
    reunis = {finess: groupe for finess in par_finess if (groupe := absorbed(comptes, finess))}
    for finess, groupe in reunis.items():
        debut = min(
            e.entete.date_donnees for e, dedans in comptes[finess] if dedans and e.finess == groupe.finess
        )
        lignes.append((finess, noms[finess], REUNI, f"Compté dans « {groupe.entete.nom} ».", debut))
    for sorti in attendus.to_dicts():
        finess, depuis, devenu = sorti["finess_ej"], sorti["sorti_le"], sorti["devenu"]
        if finess in reunis or (depuis is None and devenu is None) or (depuis and le and depuis > le):
            continue
        nom = noms.get(finess, sorti["nom"])
        if devenu:
            detail = f"Devenu « {noms.get(devenu, devenu)} » ({devenu})."
            lignes.append((finess, nom, REUNI, detail, depuis))
        else:
            lignes.append((finess, nom, SORTI, "N’est plus attendu.", depuis))
    return pl.DataFrame(lignes, schema=SCHEMA_MOUVEMENTS, orient="row").sort("nom", "finess_ej", "depuis")


def _renamed(finess: str, siens: list[Envoi]) -> list[tuple[Any, ...]]:
    """Each change of name, at the date of the first twin that bears the new one."""
    return [
        (finess, neuf.entete.nom, RENOMME, f"Avant : « {ancien.entete.nom} ».", neuf.entete.date_donnees)
        for ancien, neuf in pairwise(siens)
        if ancien.entete.nom != neuf.entete.nom
    ]


def leave_out(envois: list[Envoi], bouges: pl.DataFrame) -> tuple[list[Envoi], list[Ecarte]]:
    """The twins without those sent after their establishment left, which are said."""
    dates = bouges.filter(pl.col("quoi") != RENOMME, pl.col("depuis").is_not_null())
    partis = {r["finess_ej"]: r for r in dates.to_dicts()}
    gardes, ecartes = [], []
    for envoi in envois:
        parti = partis.get(envoi.finess)
        if parti and envoi.entete.date_donnees >= parti["depuis"]:
            why = f"{envoi.finess} depuis le {parti['depuis']:%d/%m/%Y} : {parti['detail']}"
            ecartes.append(Ecarte(envoi.fichier, "Envoyé après la sortie", why))
        else:
            gardes.append(envoi)
    return gardes, ecartes
