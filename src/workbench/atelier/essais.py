"""A what-if copy, never published: what holds today with one thing more, played by the pipeline's own
functions, and the pairs that change with the people behind.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from workbench.atelier.poste import Poste
from workbench.decisions import Decision, vigueur
from workbench.decisions.rejeu import DE_L_HOPITAL, settings_decided
from workbench.identities import build_fiches, regroup
from workbench.identities.fiches.cles import anchored, decisions_anchored
from workbench.identities.fiches.presences import remembered
from workbench.identities.fiches.renumerotation import followed_keys
from workbench.identities.fiches.services import one_service
from workbench.identities.modele.retenus import remembered_scores
from workbench.looks.formats import accord, nombre
from workbench.revue.simulation import Etat, Matieres, Simulation, compare, published_state, replay, state
from workbench.rpps import carried, qualify
from workbench.run.pipeline import published_keys, read_precedent, with_professions
from workbench.socle.noms_compares import use_particles
from workbench.socle.settings import Settings, load_settings
from workbench.sources import read_deliveries
from workbench.warehouse import Memoire, published_date, read_table

RELECTURE = frozenset({"valeur_vide", "particule", "service_synonyme", "emploi_profession", "compte_nature"})
"""Kinds that change the records themselves: the deliveries are read again and the model learns again."""
PAR_LES_FICHES = frozenset({"valeur_vide", "service_synonyme", "emploi_profession"})
"""Those that change nothing else: where no record changes, nobody moves."""
MATIERE = RELECTURE | {
    "seuils",
    "regle_rapprochement",
    "meme_personne",
    "personne_differente",
    "compte_appartient",
}
"""Kinds that change who is with whom."""
EFFETS = ("apparaît", "disparaît", "entre en revue", "sort de la revue")


@dataclass(frozen=True)
class Copie:
    """A matching played on the copy: the records as compared, and who is with whom."""

    fiche: pl.DataFrame
    etat: Etat
    mis_de_cote: int


@dataclass(frozen=True)
class Essai:
    """What one change would do. `avant` and `apres` hold the records when the change touches them."""

    quoi: str
    simulation: Simulation
    avant: Copie | None = None
    apres: Copie | None = None

    @property
    def phrase(self) -> str:
        """The whole of it, in a sentence."""
        s = self.simulation
        aside = self.apres.mis_de_cote - self.avant.mis_de_cote if self.avant and self.apres else 0
        if s.rien and not aside:
            return f"« {self.quoi} » ne change rien : aucune paire, aucune personne."
        counts = [
            f"{accord(s.apparaissent.height, 'paire réunie', 'paires réunies')} en plus",
            f"{accord(s.disparaissent.height, 'paire réunie', 'paires réunies')} en moins",
            f"{accord(s.vers_revue.height, 'paire')} de plus à revoir",
            f"{accord(s.hors_revue.height, 'paire')} de moins à revoir",
        ]
        return (
            f"« {self.quoi} » : {', '.join(counts)} ; {accord(s.personnes_apres, 'personne')}"
            f" au lieu de {nombre(s.personnes_avant)}."
            + (f" {accord(aside, 'ligne refusée', 'lignes refusées')} de plus à la porte." if aside else "")
        )

    @property
    def paires(self) -> pl.DataFrame:
        """Every pair that changes: effet, cle_a, cle_b, probabilite."""
        s = self.simulation
        frames = (s.apparaissent, s.disparaissent, s.vers_revue, s.hors_revue)
        parts = [
            pairs.select(pl.lit(word).alias("effet"), pl.all())
            for word, pairs in zip(EFFETS, frames, strict=True)
        ]
        return pl.concat(parts).sort("effet", "cle_a", "cle_b")


def try_entries(poste: Poste, entries: Sequence[Decision], quoi: str) -> Essai:
    """What these entries would do at the next run, besides what already waits for it; nothing is recorded.

    Args:
        entries: decisions that are not recorded, undoings included.

    Raises:
        ErreurWorkbench: the deliveries can no longer be read, or the settings are wrong.
    """
    everything = poste.registre.toutes()
    last = max((entry.rang for entry in everything), default=0)
    added = [replace(entry, id=f"essai{rank}", rang=last + rank) for rank, entry in enumerate(entries, 1)]
    before, after = vigueur(everything), vigueur([*everything, *added])
    here, there = ({entry.id: entry.genre for entry in entries} for entries in (before, after))
    touched = {genre for ident, genre in (here | there).items() if (ident in here) != (ident in there)}
    waiting = pending(poste, before)
    try:
        if touched & RELECTURE or waiting & RELECTURE:
            avant = _waiting(poste, before) if waiting else _published(poste, before)
            apres = _read_again(poste, after, avant if touched <= PAR_LES_FICHES else None)
            return Essai(quoi, compare(avant.etat, apres.etat), avant, apres)
        known = _replayed(poste, before) if waiting else published_state(poste.home)
        return Essai(quoi, compare(known, _replayed(poste, after)))
    finally:
        _settings(poste, before)  # the particles tried are forgotten


def pending(poste: Poste, decisions: Sequence[Decision]) -> set[str]:
    """Kinds that changed since the published version: recorded, undone, or written in the settings."""
    table = read_table(poste.home, "meta.decision")
    played = {} if table is None else dict(table.select("id", "genre").iter_rows())
    now = {entry.id: entry.genre for entry in decisions if entry.genre in MATIERE}
    kinds = {genre for ident, genre in now.items() if ident not in played}
    kinds |= {genre for ident, genre in played.items() if genre in MATIERE and ident not in now}
    models = read_table(poste.home, "meta.modele")
    told = {} if models is None else dict(models.select("nom", "json").iter_rows())
    seuils = json.loads(told.get("modele") or "{}").get("seuils")
    wanted = settings_decided(load_settings(poste.home), decisions).execution.rapprochement.model_dump()
    return kinds | ({"seuils"} if seuils != wanted else set())


def _settings(poste: Poste, decisions: Sequence[Decision]) -> Settings:
    settings = settings_decided(load_settings(poste.home), decisions)
    use_particles(settings.particules)
    return settings


def _replayed(poste: Poste, decisions: Sequence[Decision]) -> Etat:
    return replay(poste.home, _settings(poste, decisions), decisions, _MATIERES)


def _published(poste: Poste, decisions: Sequence[Decision]) -> Copie:
    """The published version itself, when nothing waits."""
    settings = _settings(poste, decisions)
    fiche, rejets = (read_table(poste.home, name) for name in ("curated.fiche", "meta.rejet"))
    assert fiche is not None
    people = {source.code for source in settings.sources if source.nature in DE_L_HOPITAL}
    refused = (pl.col("gravite") == "ligne") & pl.col("source").is_in(sorted(people))
    aside = 0 if rejets is None else rejets.filter(refused).height
    return Copie(one_service(fiche, settings.synonymes_services), published_state(poste.home), aside)


_MATIERES: Matieres = {}
_AVANT: dict[tuple[str, ...], Copie] = {}
"""The copy of what waits for the next run, the last one made: an analyst tries many things upon the same."""


def _waiting(poste: Poste, decisions: Sequence[Decision]) -> Copie:
    """What the next run would give, should nothing more be decided."""
    settings = _settings(poste, decisions).model_dump_json()
    key = (str(poste.home), poste.acces.version, settings, *(entry.id for entry in decisions))
    if key not in _AVANT:
        copy = _read_again(poste, decisions)
        _AVANT.clear()
        _AVANT[key] = copy
    return _AVANT[key]


def _read_again(poste: Poste, decisions: Sequence[Decision], avant: Copie | None = None) -> Copie:
    """The people's deliveries of the published date, read, standardised and matched as a run would.

    Args:
        avant: what was matched with other rules on records; the same records are not matched again.
    """
    home, settings = poste.home, _settings(poste, decisions)
    date = published_date(home)
    assert date is not None
    people = [source for source in settings.sources if source.nature in DE_L_HOPITAL]
    memoire = Memoire(home, seule=True)  # files that the change does not touch were read by the run
    lectures = read_deliveries(settings.model_copy(update={"sources": people}), date, memoire=memoire)
    fiches = anchored(build_fiches(lectures, settings, date), published_keys(home), followed_keys(decisions))
    published = read_table(home, "curated.fiche")
    fiche = remembered(fiches.fiche, published, read_table(home, "curated.contrat"))
    fiche = with_professions(fiche, qualify(fiche, fiches.contrat, settings))
    fiche = carried(fiche, published)
    aside = sum(lecture.rejets.filter(pl.col("gravite") == "ligne").height for lecture in lectures)
    compared = one_service(fiche, settings.synonymes_services)
    if avant is not None and _same(avant.fiche, compared):
        return Copie(compared, avant.etat, aside)
    kept = decisions_anchored(list(decisions), fiche)
    scores = partial(remembered_scores, memoire)
    played = regroup(fiche, settings, read_precedent(home), kept, fiches.collision, scores)
    return Copie(compared, state(played), aside)


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """The same records, in any order."""
    key = ["source", "cle_source"]
    return {*one.columns} == {*other.columns} and one.sort(key).equals(other.select(one.columns).sort(key))
