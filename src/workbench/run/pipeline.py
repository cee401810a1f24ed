"""One run, from deliveries to a published warehouse. Read this first: it is the table of contents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from workbench import marts
from workbench.decisions import Decision, Registre
from workbench.decisions.portee import taken_back
from workbench.decisions.rejeu import settings_decided
from workbench.identities import Fiches, Precedent, build_fiches, reconcile
from workbench.identities.fiches.cles import anchored, decisions_anchored
from workbench.identities.fiches.presences import remembered, renewed
from workbench.identities.fiches.presences import told as told_renewed
from workbench.identities.fiches.renumerotation import (
    already_followed,
    doubts,
    followed_alone,
    followed_keys,
    told,
)
from workbench.identities.modele.appris import published_model
from workbench.identities.modele.moteurs import chosen_engine
from workbench.identities.modele.retenus import remembered_scores
from workbench.rpps import Population, link, qualify, with_bridges
from workbench.run.annuaire import foundation, keep_foundation
from workbench.run.bilan import COMPAREES, Bilan, Mesure, movements, summarise
from workbench.run.examen import Examen, Jugees, ages, confirmed, examine
from workbench.run.heritage import carried_tables
from workbench.run.mesurable import unmeasurable
from workbench.run.references import reference_tables
from workbench.run.sceaux import refuse_lost_past, whole
from workbench.run.structures import moved_people, renumbered_units
from workbench.run.tables import Resultats, execution_row, run_tables
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.noms_compares import use_particles
from workbench.socle.ramassage import rare_collections
from workbench.socle.regles import refuse_unread
from workbench.socle.settings import Settings, load_settings
from workbench.sources import (
    check_deliveries,
    close_to_others,
    delivery_dates,
    delivery_notices,
    denombrement,
    read_deliveries,
    refuse_future,
)
from workbench.sources.confirmation import Confirmation, Doute, trancher
from workbench.sources.croisement import Croisement, cross
from workbench.sources.jugement import rules as delivery_rules
from workbench.warehouse import Memoire, new_version, published_date, read_table, run_lock, write_version
from workbench.warehouse.publication import last_identifier
from workbench.warehouse.reprise import membership_held

Progress = Callable[[str], None]


@rare_collections()
def run(
    home: Path,
    date: dt.date | None = None,
    progress: Progress | None = None,
    confirmation: Confirmation | None = None,
    publier: bool = True,
) -> Bilan:
    """Everything known at `date` (the newest delivery when absent), published all at once or not at all.

    Args:
        publier: False keeps the version as a candidate: a person compares, then publishes (`run.versions`).

    Raises:
        ErreurWorkbench: settings or a source unusable, a date already overtaken, an audit refused, a run
        under way.
    """
    settings = _settings(home)
    close_to_others(settings)
    with run_lock(home):
        return _run(settings, run_date(settings, date), progress, confirmation, publier)


def _settings(home: Path) -> Settings:
    """The settings of a home whose rules are all read."""
    settings = load_settings(home)
    refuse_unread(home)
    return settings


def _run(
    settings: Settings,
    date: dt.date,
    progress: Progress | None,
    confirmation: Confirmation | None,
    publier: bool,
) -> Bilan:
    version, mesure, home = new_version(), Mesure(progress), settings.home
    moteur = chosen_engine(settings.execution)
    refuse_lost_past(home)
    sealed = whole(home)
    memoire = Memoire(home, progress)
    registre = Registre(home)
    decisions, precedent = registre.en_vigueur(), read_precedent(home, taken_back(registre.toutes()))
    settings = settings_decided(settings, decisions)
    use_particles(settings.particules)
    before = {name: read_table(home, name) for name in COMPAREES}

    with mesure("lecture", "Lecture des livraisons"):
        croisement = cross(read_deliveries(settings, date, progress, memoire), settings)
        lectures = croisement.lectures
    with mesure("fiches", "Mise en forme des fiches"):
        fiches = build_fiches(lectures, settings, date)
        fiches, decisions, examen = believed(settings, date, croisement, fiches, decisions, confirmation)
    with mesure("professions", "Métiers et autorités d'enregistrement"):
        professions = qualify(fiches.fiche, settings)
        fiche = with_bridges(with_professions(fiches.fiche, professions), lectures)
        fiches = replace(fiches, fiche=fiche)
    with mesure("identites", "Rapprochement des identités"):
        rapprochement = reconcile(
            fiches.fiche,
            settings,
            date,
            precedent,
            decisions,
            fiches.collision,
            partial(remembered_scores, memoire, published_model(home), moteur=moteur),
        )
    with mesure("rpps", "Lien au répertoire national (RPPS)"):
        people = (rapprochement.identite, rapprochement.identite_fiche)
        liens = link(
            Population(*people, fiches.fiche, rapprochement.redirection),
            lectures,
            settings,
            date,
            decisions,
            read_table(home, "curated.lien_rpps"),
        )
    with mesure("publication", "Écriture, contrôles et publication"):
        resultats = Resultats(
            settings, date, version, lectures, fiches, rapprochement, liens, decisions, precedent
        )
        tables = {**run_tables(resultats), **carried_tables(resultats)}
        tables |= {**examen.tables(home, settings), **unmeasurable(settings, lectures, date)}
        fondation = foundation(lectures, memoire)
        written = write_version(
            home,
            {
                **tables,
                **marts.service_tables(tables, home, settings.synonymes_services),
                **reference_tables(home),
                **sealed,
                **execution_row(settings, date, version, mesure, tables, fondation),
            },
            date,
            version=version,
            requetes=replace(marts.requetes(), fondation=fondation),
            conserver=settings.execution.versions_conservees,
            cloture=mesure.closing,
            publier=publier,
        )
        keep_foundation(lectures, memoire, fondation)
        memoire.tidy()
    told = examen.told() + [f"{source.nom} : {text}." for source, text in ages(settings, lectures, date)]
    first = denombrement.unconfirmed(examen.verdicts, decisions)
    told += denombrement.told(first, delivery_rules(home))
    return replace(summarise(home, written, date, mesure, movements(before, tables)), constats=tuple(told))


def believed(
    settings: Settings,
    date: dt.date,
    croisement: Croisement,
    fiches: Fiches,
    decisions: Sequence[Decision],
    confirmation: Confirmation | None = None,
) -> tuple[Fiches, list[Decision], Examen]:
    """Records under the keys they were published with, the decisions that speak of them, what is thought of
    the deliveries.

    Raises:
        LivraisonDouteuse: a delivery does not look like the one before, or many of its keys changed at once,
        and nobody has
            confirmed it.
    """
    known = published_keys(settings.home)
    fiches, examen, doutes = examined(settings, date, croisement, fiches, decisions)
    if said := trancher(settings.home, doutes, decisions, confirmation):
        decisions = [*decisions, *said]
        fiches = anchored(fiches, known, followed_keys(said))
    fiche, renewals = renewed(
        fiches.fiche, read_table(settings.home, "curated.fiche"), published_date(settings.home)
    )
    told = {source.code: told_renewed(renewals.get(source.code, 0)) for source in settings.sources}
    examen = examen.noting("contrats_renouveles", told)
    return replace(fiches, fiche=fiche), decisions_anchored(decisions, fiches.fiche), examen


def examined(
    settings: Settings,
    date: dt.date,
    croisement: Croisement,
    fiches: Fiches,
    decisions: Sequence[Decision],
) -> tuple[Fiches, Examen, list[Doute]]:
    """Records under their known keys, the verdict on each source, and every doubt."""
    home = settings.home
    known, before = published_keys(home), read_table(home, "curated.fiche")
    fiches = anchored(fiches, known, {**already_followed(before), **followed_keys(decisions)})
    renumbered = doubts(fiches.fiche, before, settings)
    alone = followed_alone(fiches.fiche, before, settings, {doute.source for doute in renumbered})
    fiches = anchored(fiches, known, alone)
    contrats = read_table(home, "curated.contrat")
    fiches = replace(fiches, fiche=remembered(fiches.fiche, before, contrats))
    examen = examine(settings, croisement.lectures, fiches.fiche, before, date).noting(
        "numeros_suivis", {source.code: told(source.code, alone) for source in settings.sources}
    )
    rule, structure = delivery_rules(home)["structure"], read_table(home, "curated.structure")
    units = renumbered_units(croisement.lectures, structure, rule)
    units += moved_people(croisement.lectures, fiches.contrat, (contrats, structure), rule)
    announced = denombrement.differing(examen.verdicts, decisions)
    return fiches, examen, examen.doubts([*renumbered, *units, *croisement.doutes, *announced])


def published_keys(home: Path) -> pl.DataFrame:
    """`source, cle_source, publiee` of every record ever published, those of the published version first."""
    keys = ["source", "cle_source"]
    frames = [read_table(home, name) for name in ("curated.identite_fiche", "curated.identite_histoire")]
    found = [
        frame.select(*keys, pl.lit(rank == 0).alias("publiee"))
        for rank, frame in enumerate(frames)
        if frame is not None
    ]
    if not found:
        return pl.DataFrame(schema={**dict.fromkeys(keys, pl.String), "publiee": pl.Boolean})
    return pl.concat(found).unique(keys, keep="first", maintain_order=True)


def run_all_deliveries(
    home: Path,
    progress: Progress | None = None,
    published_one: Callable[[Bilan], None] | None = None,
    confirmation: Confirmation | None = None,
) -> list[Bilan]:
    """One run a delivery not yet published, oldest first; when there is none, the last one is played again.

    `published_one` is told of each run as soon as it is published: what follows may fail, that one stays.
    `confirmation` bears on the first delivery played, the one a person has seen; those after it stop on
    their own doubts.
    """
    settings = load_settings(home)
    known, published = delivery_dates(settings), published_date(home)
    pending: list[dt.date | None] = [*pending_deliveries(settings)]
    bilans: list[Bilan] = []
    for day in pending or [published if known else None]:
        if progress and day:
            progress(f"Livraison du {day:%d/%m/%Y}")
        bilans.append(run(home, day, progress, None if bilans else confirmation))
        if published_one:
            published_one(bilans[-1])
    return bilans


def pending_deliveries(settings: Settings) -> list[dt.date]:
    """Deliveries not yet published, oldest first."""
    published = published_date(settings.home)
    return [day for day in delivery_dates(settings) if published is None or day > published]


def check(home: Path, date: dt.date | None = None, progress: Progress | None = None) -> Jugees:
    """Read and judge the deliveries as a run would, write nothing."""
    settings = _settings(home)
    day, decisions = _newest(settings, date), Registre(home).en_vigueur()
    settings = settings_decided(settings, decisions)
    use_particles(settings.particules)
    control = check_deliveries(settings, day, progress)
    if not control.lectures:
        return Jugees(control)
    croisement = cross(control.lectures, settings)
    control = replace(control, lectures=croisement.lectures)
    fiches = build_fiches(control.lectures, settings, day)
    _, examen, doutes = examined(settings, day, croisement, fiches, decisions)
    refused = {refusal.source.code for refusal in control.refus}
    told = [pair for pair in ages(settings, control.lectures, day) if pair[0].code not in refused]
    first = denombrement.unconfirmed(examen.verdicts, decisions)
    return Jugees(control, examen, doutes, confirmed(doutes, decisions), told, first)


def notices(home: Path, date: dt.date | None = None) -> list[str]:
    """What the delivery folders hold against what the settings declare, in sentences."""
    settings = load_settings(home)
    return delivery_notices(settings, _newest(settings, date))


def run_date(settings: Settings, date: dt.date | None) -> dt.date:
    """The run's date: asked for, or the newest delivery's; never before what is published."""
    published = published_date(settings.home)
    chosen = _newest(settings, date)
    if published and chosen < published:
        raise ErreurWorkbench(
            "Date déjà dépassée",
            f"La version publiée est du {published:%d/%m/%Y} ; une exécution au {chosen:%d/%m/%Y} réécrirait"
            " le passé.",
            f"Lancez l'exécution au {published:%d/%m/%Y} ou après.",
        )
    refuse_future(settings, chosen)
    return chosen


def _newest(settings: Settings, date: dt.date | None) -> dt.date:
    if date is not None:
        return date
    known = delivery_dates(settings)
    if not known:
        raise ErreurWorkbench(
            "Aucune livraison",
            f"{settings.raw} ne contient aucun dossier AAAA-MM-JJ.",
            "Déposez les exports dans data/raw/AAAA-MM-JJ/, ou lancez « workbench demo ».",
        )
    return known[-1]


def read_precedent(home: Path, annulees: AbstractSet[str] = frozenset()) -> Precedent | None:
    """Who was who in the published version; None on a first run.

    Args:
        annulees: decisions undone (`decisions.portee.taken_back`): they leave no trace in who is kept.
    """
    names = ("identite_fiche", "identite", "compte", "redirection")
    frames = {name: read_table(home, f"curated.{name}") for name in names}
    found = {name: frame for name, frame in frames.items() if frame is not None}
    if len(found) < len(names):
        return None
    held = membership_held(home, annulees, found["identite_fiche"])
    return Precedent(**found, dernier=last_identifier(home), tenues=held)


def with_professions(fiche: pl.DataFrame, professions: pl.DataFrame) -> pl.DataFrame:
    """The profession and authority of each record, joined onto it."""
    keys = ["source", "cle_source"]
    added = [name for name in professions.columns if name not in keys]
    return fiche.drop(added, strict=False).join(
        professions.unique(keys, keep="first", maintain_order=True),
        on=keys,
        how="left",
        maintain_order="left",
    )
