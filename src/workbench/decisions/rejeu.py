"""Replaying decisions on a run: what each one did, and the settings people changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

import polars as pl

from workbench.decisions.genres import Decision
from workbench.socle.settings import Settings, Source, SynonymeService
from workbench.socle.tables import received, schema

Etat = Literal["appliquee", "a_revoir", "sans_objet"]
SCHEMA = schema("meta.decision") | {"date_preuve": pl.String}  # as the person wrote it
# Their subject is a measure or the project, not the data; a review of access has a table of its own.
SANS_TABLE = frozenset({"echantillon_tirage", "echantillon_jugement", "projet_fiche", "revue_acces"})
REVUE = schema("meta.revue_acces")
SEUILS = ("seuil_automatique", "seuil_maintien", "seuil_revue")
DE_L_HOPITAL = ("sirh", "annuaire", "application")  # national files write an empty field as an empty field
CONSIGNES = {"raison": "raisons_ecartees", "veto": "vetos"}
"""Kind of instruction → the setting that holds those in force."""
HABILITATION = schema("meta.habilitation_decidee")


class Effet(NamedTuple):
    """What became of a decision in a run, and why when it was not simply applied."""

    etat: Etat
    explication: str = ""


def settings_decided(settings: Settings, decisions: Iterable[Decision]) -> Settings:
    """The settings, with what people taught of their hospital: job titles, thresholds and instructions they
    activated, values that mean nothing, particles, services of two names.
    """
    emplois, services = dict(settings.emplois), list(settings.synonymes_services)
    particules, vides = list(settings.particules), []
    matching: dict[str, Any] = {}
    ecartees, vetos = (list(getattr(settings.execution.rapprochement, name)) for name in CONSIGNES.values())
    for entry in decisions:
        if entry.genre == "emploi_profession":
            emplois[entry.objet] = str(entry.valeur["cible"])
        elif entry.genre == "seuils" and entry.verdict == "actif":
            matching |= {name: float(entry.valeur[name]) for name in SEUILS}
        elif entry.genre == "regle_rapprochement" and entry.verdict == "actif":
            kind, _, code = entry.objet.partition(":")
            (ecartees if kind == "raison" else vetos).append(code)
        elif entry.genre == "valeur_vide":
            vides.append(entry)
        elif entry.genre == "particule":
            particules.append(entry.objet)
        elif entry.genre == "service_synonyme":
            services.append(_synonym(entry))
    matching |= {"raisons_ecartees": _once(ecartees), "vetos": _once(vetos)}
    chosen = settings.execution.rapprochement.model_copy(update=matching)
    return settings.model_copy(
        update={
            "emplois": emplois,
            "execution": settings.execution.model_copy(update={"rapprochement": chosen}),
            "particules": _once(particules),
            "synonymes_services": services,
            "sources": [_emptied(source, vides) for source in settings.sources],
        }
    )


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _synonym(entry: Decision) -> SynonymeService:
    place = str(entry.valeur.get("etablissement") or "") or None
    return SynonymeService(
        service=str(entry.valeur["service"]), graphies=[str(entry.valeur["graphie"])], etablissement=place
    )


def _emptied(source: Source, entries: Iterable[Decision]) -> Source:
    """The source with the values that people said mean nothing in it, or in every source."""
    vides = {name: list(words) for name, words in source.vides.items()}
    everywhere = source.code if source.nature in DE_L_HOPITAL else ""
    for entry in entries:
        if str(entry.valeur.get("source") or everywhere) == source.code:
            words = vides.setdefault(received(source.nature, str(entry.valeur["trait"])), [])
            words.append(str(entry.valeur["texte"]))
    return source.model_copy(update={"vides": vides}) if vides else source


def decision_table(decisions: Sequence[Decision], effets: dict[str, Effet]) -> pl.DataFrame:
    """`meta.decision`: what held at the run, and its effect; a kind no room replays is simply applied."""
    rows = []
    for entry in decisions:
        if entry.genre in SANS_TABLE:
            continue
        effet = effets.get(entry.id, Effet("appliquee"))
        proof = entry.valeur.get("preuve") or entry.valeur.get("document")
        subject = (
            getattr(entry, name)
            for name in "id genre libelle verdict cle_a cle_b id_unique rpps objet".split()
        )
        told = (proof, entry.valeur.get("date_preuve"), entry.motif, entry.auteur, entry.le, entry.origine)
        rows.append((*subject, *told, effet.etat, effet.explication))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def review_table(decisions: Sequence[Decision]) -> pl.DataFrame:
    """`meta.revue_acces`: the answers of every campaign but the cancelled ones, one row an account and
    campaign.
    """
    cancelled = {
        entry.objet for entry in decisions if entry.genre == "campagne" and entry.verdict == "annulee"
    }
    rows = []
    for entry in decisions:
        if entry.genre != "revue_acces":
            continue
        campaign, _, key = entry.objet.partition("|")
        source, _, login = key.partition(":")
        if campaign not in cancelled:
            day = entry.le.date() if entry.le else None
            told = str(entry.valeur.get("precision") or "") or None
            rows.append((campaign, source, login, entry.verdict, told, entry.auteur, day))
    return pl.DataFrame(rows, schema=REVUE, orient="row")


def entitlement_table(decisions: Sequence[Decision]) -> pl.DataFrame:
    """`meta.habilitation_decidee`: what a person said of a profile in a post, one row a post and profile; a
    subject that is not of five parts is left out.
    """
    rows = []
    for entry in decisions:
        if entry.genre == "habilitation" and len(parts := entry.objet.split("|")) == 5:
            rows.append(
                (*parts, entry.verdict, entry.motif, entry.auteur, entry.le.date() if entry.le else None)
            )
    return pl.DataFrame(rows, schema=HABILITATION, orient="row")
