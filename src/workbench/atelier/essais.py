"""A what-if copy, never published: what holds today with one thing more, played by the pipeline's own
functions, and the pairs that change with the people behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from workbench.atelier.copies import Copie, leave, left
from workbench.atelier.poste import Poste
from workbench.decisions import Decision, vigueur
from workbench.decisions.portee import MATIERE, PAR_LES_FICHES, REFAITES, RELECTURE, taken_back
from workbench.decisions.rejeu import DE_L_HOPITAL, settings_decided
from workbench.identities import build_fiches, regroup
from workbench.identities.fiches.cles import anchored, decisions_anchored
from workbench.identities.fiches.presences import remembered
from workbench.identities.fiches.recopies import RECOPIEES, copied_again
from workbench.identities.fiches.renumerotation import followed_keys
from workbench.identities.fiches.services import one_service
from workbench.identities.modele.appris import published_model
from workbench.identities.modele.retenus import remembered_scores
from workbench.looks.formats import accord, nombre
from workbench.revue.simulation import Etat, Matieres, Simulation, compare, published_state, replay, state
from workbench.rpps import carried, qualify
from workbench.run.pipeline import published_keys, read_precedent, with_professions
from workbench.socle.noms_compares import use_particles
from workbench.socle.ramassage import rare_collections
from workbench.socle.settings import Settings, Source, load_settings
from workbench.socle.tables import received
from workbench.sources import check_deliveries, read_deliveries
from workbench.warehouse import Memoire, published_date, read_table
from workbench.warehouse.memoire import code_print, keep_recent, key_of

EFFETS = ("apparaît", "disparaît", "entre en revue", "sort de la revue")


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


@rare_collections()
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
    tried = [*everything, *added]
    before, after = vigueur(everything), vigueur(tried)
    here, there = ({entry.id: entry.genre for entry in entries} for entries in (before, after))
    touched = {genre for ident, genre in (here | there).items() if (ident in here) != (ident in there)}
    waiting = pending(poste, before)
    try:
        if touched & RELECTURE or waiting & RELECTURE:
            avant = _waiting(poste, everything, waiting) if waiting else _published(poste, before)
            apres = _again(poste, tried, avant, touched)
            return Essai(quoi, compare(avant.etat, apres.etat), avant, apres)
        known = _replayed(poste, everything) if waiting else published_state(poste.home)
        return Essai(quoi, compare(known, _replayed(poste, tried)))
    finally:
        _settings(poste, before)  # the particles tried are forgotten


def pending(poste: Poste, decisions: Sequence[Decision]) -> set[str]:
    """Kinds that changed since the published version: recorded, undone, or written in the settings."""
    table = read_table(poste.home, "meta.decision")
    played = {} if table is None else dict(table.select("id", "genre").iter_rows())
    now = {entry.id: entry.genre for entry in decisions if entry.genre in MATIERE}
    kinds = {genre for ident, genre in now.items() if ident not in played}
    kinds |= {genre for ident, genre in played.items() if genre in MATIERE and ident not in now}
    seuils = published_model(poste.home).get("seuils")
    wanted = settings_decided(load_settings(poste.home), decisions).execution.rapprochement.model_dump()
    return kinds | ({"seuils"} if seuils != wanted else set())


def _settings(poste: Poste, decisions: Sequence[Decision]) -> Settings:
    settings = settings_decided(load_settings(poste.home), decisions)
    use_particles(settings.particules)
    return settings


def _replayed(poste: Poste, entries: Sequence[Decision]) -> Etat:
    decisions = vigueur(entries)
    settings = _settings(poste, decisions)
    return replay(poste.home, settings, decisions, taken_back(entries), _MATIERES)


def _published(poste: Poste, decisions: Sequence[Decision]) -> Copie:
    """The published version itself, when nothing waits."""
    settings = _settings(poste, decisions)
    fiche, rejets = (read_table(poste.home, name) for name in ("curated.fiche", "meta.rejet"))
    assert fiche is not None
    people = {source.code for source in settings.sources if source.nature in DE_L_HOPITAL}
    refused = (pl.col("gravite") == "ligne") & pl.col("source").is_in(sorted(people))
    aside = 0 if rejets is None else rejets.filter(refused).height
    compared = one_service(fiche, settings.synonymes_services)
    return Copie(settings, fiche, compared, published_state(poste.home), aside)


_MATIERES: Matieres = {}
_AVANT: dict[str, Copie] = {}
"""The last copies made: what was tried is what waits, once it is recorded."""
GARDEES = 2
CODE = ("atelier", "identities", "revue", "rpps", "socle", "sources")
DIT = ("genre", "verdict", "objet", "cle_a", "cle_b")


def _waiting(poste: Poste, entries: Sequence[Decision], waiting: AbstractSet[str]) -> Copie:
    """What the next run would give, should nothing more be decided."""
    told = _told(poste, entries)
    known = _AVANT.get(told) or left(poste.home, told, _settings(poste, vigueur(entries)))
    return known or _again(poste, entries, _published(poste, _played(poste, entries)), waiting)


def _played(poste: Poste, entries: Sequence[Decision]) -> list[Decision]:
    """The decisions that the published version was made with."""
    table = read_table(poste.home, "meta.decision")
    held = set() if table is None else {*table["id"]}
    return [entry for entry in entries if entry.id in held]


def _told(poste: Poste, entries: Sequence[Decision]) -> str:
    """What a copy hangs on: the version, the files delivered, and what the decisions say; not who recorded
    them, nor when.
    """
    decisions = vigueur(entries)
    matter = (entry for entry in decisions if entry.genre in MATIERE)
    said = [(*(getattr(entry, name) for name in DIT), dict(entry.valeur)) for entry in matter]
    settings = _settings(poste, decisions)
    laid = [path for path in settings.raw.rglob("*") if path.is_file()]
    files = sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in laid)
    undone = sorted(taken_back(entries))
    base = (poste.home, poste.acces.version, files, settings.model_dump_json(), code_print(*CODE))
    return key_of(base, said, undone)


def _again(
    poste: Poste,
    entries: Sequence[Decision],
    avant: Copie | None = None,
    touched: AbstractSet[str] = RELECTURE,
) -> Copie:
    """The people's deliveries of the published date, read, standardised and matched as a run would.

    Args:
        entries: of the ledger, and those tried.
        avant: what was matched with other rules; `touched`, the kinds that changed since. Records are not
            made again where only their meaning or what they copy changes, nor matched again where none does.
    """
    decisions = vigueur(entries)
    home, settings = poste.home, _settings(poste, decisions)
    memoire = Memoire(home, seule=True)  # files that the change does not touch were read by the run
    known = _known(avant, settings, memoire) if avant and not touched & REFAITES else None
    lue, aside = known or _read(home, settings, decisions, memoire)
    compared = one_service(lue, settings.synonymes_services)
    if avant and touched <= PAR_LES_FICHES and _same(avant.fiche, compared):
        return Copie(settings, lue, compared, avant.etat, aside)
    kept, precedent = decisions_anchored(decisions, lue), read_precedent(home, taken_back(entries))
    scores = partial(remembered_scores, memoire, published_model(home))
    played = regroup(lue, settings, precedent, kept, scores=scores)
    copie, told = Copie(settings, lue, compared, state(played), aside), _told(poste, entries)
    keep_recent(_AVANT, told, copie, GARDEES)
    if poste.action:  # reading writes nothing
        leave(home, told, copie, GARDEES)
    return copie


def _qualified(fiche: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    return with_professions(fiche, qualify(fiche, settings))


def _known(avant: Copie, settings: Settings, memoire: Memoire) -> tuple[pl.DataFrame, int] | None:
    """What `_read` would give, from the records of another copy: only their meaning changed, or cells they
    copy, and the same lines are refused. None when more did.
    """
    lue, date = avant.lue, published_date(settings.home)
    assert date is not None
    for old, new in zip(avant.reglages.sources, settings.sources, strict=True):
        if old == new or new.nature not in DE_L_HOPITAL:
            continue
        if not _emptied(old, new) <= {received(new.nature, name) for name in RECOPIEES}:
            return None
        controls = [check_deliveries(_only(settings, one), date, memoire=memoire) for one in (old, new)]
        if any(control.erreurs for control in controls):
            return None
        readings = [control.lectures for control in controls]
        for before, after in zip(*readings, strict=True):
            found = copied_again(lue, before, after)
            if found is None:
                return None
            lue = found
    return _qualified(lue, settings), avant.mis_de_cote


def _emptied(old: Source, new: Source) -> set[str]:
    """The columns of this source in which not the same words mean nothing."""
    return {name for name in {*old.vides, *new.vides} if old.vides.get(name) != new.vides.get(name)}


def _only(settings: Settings, source: Source) -> Settings:
    return settings.model_copy(update={"sources": [source]})


def _read(
    home: Path, settings: Settings, decisions: Sequence[Decision], memoire: Memoire
) -> tuple[pl.DataFrame, int]:
    """Records as a run makes them, and how many lines are refused at the door."""
    date = published_date(home)
    assert date is not None
    people = [source for source in settings.sources if source.nature in DE_L_HOPITAL]
    lectures = read_deliveries(settings.model_copy(update={"sources": people}), date, memoire=memoire)
    fiches = anchored(build_fiches(lectures, settings, date), published_keys(home), followed_keys(decisions))
    published = read_table(home, "curated.fiche")
    fiche = remembered(fiches.fiche, published, read_table(home, "curated.contrat"))
    aside = sum(lecture.rejets.filter(pl.col("gravite") == "ligne").height for lecture in lectures)
    return carried(_qualified(fiche, settings), published), aside


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """The same records, in any order."""
    key = ["source", "cle_source"]
    return {*one.columns} == {*other.columns} and one.sort(key).equals(other.select(one.columns).sort(key))
