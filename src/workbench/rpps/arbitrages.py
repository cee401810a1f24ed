"""People's recorded proofs and refusals, applied after the ladder; one that new data contradict is not, and
comes back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from workbench.decisions import PREUVES, Decision
from workbench.decisions.redirections import follow, moved_ids
from workbench.decisions.rejeu import Effet
from workbench.rpps.concordance import traits_agree
from workbench.rpps.echelle import Candidat, Lien, Personne, reach
from workbench.rpps.repertoire import Repertoire


def decide(
    links: dict[str, Lien],
    decisions: Sequence[Decision],
    people: dict[str, Personne],
    directory: Repertoire,
    homes: dict[str, str],
    redirection: pl.DataFrame | None,
) -> dict[str, tuple[Effet, str]]:
    """Change `links` in place.

    Args:
        homes: record key → identity, to see whether a decided person was split since.

    Returns:
        Decision id → (its effect, the identity it speaks of today).
    """
    moved = moved_ids(redirection)
    effets: dict[str, tuple[Effet, str]] = {}
    confirmed = [entry for entry in decisions if entry.genre == "rpps_confirme"]
    for entry in [*(entry for entry in decisions if entry.genre == "rpps_refuse"), *confirmed]:
        ident = follow(entry.id_unique, moved)
        effets[entry.id] = (_one(links, entry, ident, people, directory, homes), ident)
    return effets


def _one(
    links: dict[str, Lien],
    entry: Decision,
    ident: str,
    people: dict[str, Personne],
    directory: Repertoire,
    homes: dict[str, str],
) -> Effet:
    if ident not in links:
        return Effet("sans_objet", f"La personne {ident} n'est plus dans les livraisons.")
    anchor = str(entry.valeur.get("fiche") or "")
    if anchor in homes and homes[anchor] != ident:
        return Effet(
            "a_revoir", f"La fiche {anchor}, vue lors de la décision, est désormais celle de {homes[anchor]}."
        )
    return (
        _refuse(links, entry, ident)
        if entry.genre == "rpps_refuse"
        else _confirm(links, entry, ident, people, directory)
    )


def _refuse(links: dict[str, Lien], entry: Decision, ident: str) -> Effet:
    lien = links[ident]
    left = [candidate for candidate in lien.candidats if candidate[0] != entry.rpps]
    if lien.rpps != entry.rpps:
        lien.candidats = left
        return Effet("appliquee")
    if lien.statut == "confirme":
        links[ident] = reach("refus_contredit", entry.rpps, lien.candidats, auteur=entry.auteur)
        return Effet(
            "a_revoir", "Le numéro refusé est prouvé par les traits de naissance de l'extraction restreinte."
        )
    if left:
        best = Candidat(*left[0])
        links[ident] = reach("autre_candidat", best.rpps, left)
        links[ident].probabilite = best.score
    else:
        links[ident] = reach("refuse")
    return Effet("appliquee")


def _confirm(
    links: dict[str, Lien], entry: Decision, ident: str, people: dict[str, Personne], directory: Repertoire
) -> Effet:
    number, proof = entry.rpps, str(entry.valeur.get("preuve"))
    row = directory.restreint.get(number)
    contradicted = (
        row is not None and people[ident].naissance is not None and not traits_agree(people[ident], row)
    )
    if contradicted and not entry.valeur.get("discordance_vue"):
        links[ident] = reach("decision_contredite", number, links[ident].candidats)
        return Effet("a_revoir", links[ident].motif)
    seen = dt.date.fromisoformat(str(entry.valeur["date_preuve"]))
    reference = entry.valeur.get("reference")
    motif = f"{PREUVES.get(proof, proof)}, vue le {seen:%d/%m/%Y}" + (
        f" ({reference})." if reference else "."
    )
    links[ident] = Lien("confirme", f"decision_{proof}", number, 1.0, motif, [], seen)
    return Effet("appliquee")
