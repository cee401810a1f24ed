"""What a run thinks of its deliveries before it believes them, and what missing sources make unmeasurable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from workbench.decisions import Decision
from workbench.identities.fiches.cles import canonical_key
from workbench.identities.fiches.renumerotation import NATURE as RENUMEROTATION
from workbench.looks.formats import jour
from workbench.run.traits import changed_traits, lost_accounts, renumbered_means
from workbench.socle.settings import Settings, Source
from workbench.sources import Controle, Lecture, SourceInutilisable, faits, jugement
from workbench.sources.ancien import stale
from workbench.sources.confirmation import GENRE, Doute
from workbench.sources.ecarts import Ecart, Row
from workbench.sources.jugement import Perdus, Verdict
from workbench.warehouse import read_table


@dataclass(frozen=True)
class Examen:
    """The facts of today's deliveries and the verdict on each source read."""

    livraison: pl.DataFrame
    colonne: pl.DataFrame
    verdicts: list[Verdict]

    def doubts(self, others: Sequence[Doute] = ()) -> list[Doute]:
        """Every doubt, one a source and nature; keys that disappear are told once when a renumbering explains
        them.
        """
        renumbered = {doute.source for doute in others if doute.nature == RENUMEROTATION}
        found = [
            (verdict.sans(jugement.DISPARUS) if verdict.source.code in renumbered else verdict).doubt()
            for verdict in self.verdicts
        ]
        return [*(doute for doute in found if doute), *others]

    def noting(self, code: str, phrases: Mapping[str, str]) -> Examen:
        """The same, with something more said (never a doubt) of the sources that have a sentence."""
        verdicts = [
            verdict.avec(
                Ecart(code, phrase, False) for phrase in [phrases.get(verdict.source.code)] if phrase
            )
            for verdict in self.verdicts
        ]
        return replace(self, verdicts=verdicts)

    def told(self) -> list[str]:
        """What is said of the deliveries, one sentence a source."""
        return [
            f"{verdict.source.nom} ({verdict.faits['fichiers']}) : {verdict.phrase}."
            for verdict in self.verdicts
            if verdict.ecarts
        ]

    def tables(self, home: Path, settings: Settings) -> dict[str, pl.DataFrame]:
        """`meta.livraison` and `meta.livraison_colonne`: today's, and the last known facts of a source not
        received.
        """
        states = {"a_confirmer": "confirmee"}  # what is published with a doubt was confirmed
        told = pl.DataFrame(
            [(v.source.code, states.get(v.etat, v.etat), v.phrase or None) for v in self.verdicts],
            schema={"source": pl.String, "verdict": pl.String, "constat": pl.String},
            orient="row",
        )
        today = self.livraison.drop("verdict", "constat").join(told, on="source", how="left")
        kept = {source.code for source in settings.sources} - set(today["source"])
        out = {}
        for name, frame in (("meta.livraison", today), ("meta.livraison_colonne", self.colonne)):
            before = read_table(home, name)
            rest = None if before is None else before.filter(pl.col("source").is_in(list(kept)))
            out[name] = frame if rest is None else pl.concat([frame, rest], how="diagonal_relaxed")
        return out


@dataclass(frozen=True)
class Jugees:
    """What `workbench check` shows: what was read, refused, thought of it, doubted, confirmed already, what
    is missing, and the first deliveries whose numbers wait to be confirmed.
    """

    controle: Controle
    examen: Examen | None = None
    doutes: Sequence[Doute] = ()
    confirmees: set[str] = field(default_factory=set)
    absentes: Sequence[tuple[Source, str]] = ()
    premieres: Sequence[Verdict] = ()

    @property
    def lectures(self) -> list[Lecture]:
        """The usable sources."""
        return self.controle.lectures

    @property
    def erreurs(self) -> list[SourceInutilisable]:
        """One error per unusable source."""
        return self.controle.erreurs

    @property
    def attente(self) -> list[Doute]:
        """Doubts nobody has confirmed."""
        return [doute for doute in self.doutes if doute.source not in self.confirmees]

    @property
    def utilisable(self) -> bool:
        """A run would publish this delivery as it is."""
        return bool(self.controle.lectures) and not self.controle.refus and not self.attente


def examine(
    settings: Settings,
    lectures: Sequence[Lecture],
    fiche: pl.DataFrame,
    published: pl.DataFrame | None,
    date: dt.date,
) -> Examen:
    """Judge every source read against the published version.

    Args:
        fiche: today's records, under known spellings of their keys. published: `curated.fiche` of that
            version, None on a first run.
    """
    home, regles = settings.home, jugement.rules(settings.home)
    livraison, colonne = faits.deliveries(lectures), faits.columns(lectures, regles)
    before = jugement.precedent(
        read_table(home, "meta.livraison"), read_table(home, "meta.livraison_colonne")
    )
    perdus = lost_keys(settings, fiche, home, date)
    by_source: dict[str, list[Row]] = {}
    for row in colonne.to_dicts():
        by_source.setdefault(row["source"], []).append(row)
    means = read_table(home, "curated.mie")
    seen, by_code = read_table(home, "meta.fichier"), {one.source.code: one for one in lectures}
    verdicts = [
        jugement.judge(
            settings.source(row["source"]),
            row,
            by_source.get(row["source"], []),
            before,
            perdus.get(row["source"], Perdus()),
            regles,
        )
        .avec(_remarks(by_code[row["source"]]))
        .avec(
            stale(
                by_code[row["source"]],
                before.livraisons.get(row["source"]),
                seen,
                jugement.bounds(regles, settings.source(row["source"])),
            )
        )
        .avec(
            renumbered_means(
                by_code[row["source"]], means, jugement.bounds(regles, settings.source(row["source"]))
            )
        )
        .avec(
            lost_accounts(
                row["source"],
                fiche,
                published,
                date,
                jugement.bounds(regles, settings.source(row["source"])),
            )
        )
        .avec(
            changed_traits(
                row["source"],
                fiche,
                published,
                jugement.bounds(regles, settings.source(row["source"]))["traits"],
            )
        )
        for row in livraison.to_dicts()
    ]
    return Examen(livraison, colonne, verdicts)


def _remarks(lecture: Lecture) -> list[Ecart]:
    """What is said of the file as a whole, no row: part of its verdict, not one more reject among rejects."""
    whole = pl.col("ligne").is_null() & (pl.col("gravite") == "information")
    told = lecture.rejets.filter(whole).select("code", "motif").unique(maintain_order=True)
    return [Ecart(code, motif.rstrip("."), False) for code, motif in told.iter_rows()]


def lost_keys(settings: Settings, fiche: pl.DataFrame, home: Path, date: dt.date) -> dict[str, Perdus]:
    """By source of people: keys of the published version that are gone, and whether a contract's end explains
    it.
    """
    published, contrat = read_table(home, "curated.fiche"), read_table(home, "curated.contrat")
    if published is None or contrat is None:
        return {}
    ends: dict[tuple[str, str], tuple[int, bool]] = {}
    running = contrat.group_by("source", "cle_source").agg(
        pl.len(), (pl.col("date_fin").is_null() | (pl.col("date_fin") >= date)).any().alias("court")
    )
    for source, cle, rows, open_ in running.iter_rows():
        ends[source, cle] = (rows, open_)
    found = {}
    for source in settings.sources:
        of = pl.col("source") == source.code
        here = {canonical_key(source.nature, cle) for cle in fiche.filter(of)["cle_source"]}
        gone = [
            cle for cle in published.filter(of)["cle_source"] if canonical_key(source.nature, cle) not in here
        ]
        over = [cle for cle in gone if not ends.get((source.code, cle), (0, True))[1]]
        current = sum(
            ends.get((source.code, cle), (0, True))[1] for cle in published.filter(of)["cle_source"]
        )
        rows = sum(ends[source.code, cle][0] for cle in over)
        found[source.code] = Perdus(len(gone) - len(over), current, len(over), rows)
    return found


def last_deliveries(settings: Settings, home: Path, lectures: Sequence[Lecture]) -> dict[str, dt.date]:
    """The last delivery known of each declared source, read now or published before."""
    read = {lecture.source.code: lecture.fichiers[0].livraison for lecture in lectures}
    before = read_table(home, "meta.livraison")
    known = {} if before is None else dict(before.select("source", "livraison").iter_rows())
    return {s.code: {**known, **read}[s.code] for s in settings.sources if s.code in {**known, **read}}


def ages(settings: Settings, lectures: Sequence[Lecture], date: dt.date) -> list[tuple[Source, str]]:
    """What is said of each source whose files are not of this delivery."""
    regles, last = jugement.rules(settings.home), last_deliveries(settings, settings.home, lectures)
    read = {lecture.source.code for lecture in lectures}
    newest = max((lecture.fichiers[0].livraison for lecture in lectures), default=date)
    told = []
    for source in settings.sources:
        day = last.get(source.code)
        if day is None:
            continue  # said by the notices of the delivery folders
        if source.code not in read:
            told.append(
                (
                    source,
                    f"aucun fichier, le dernier était du {jour(day)} : ce qui en dépend n'est pas mesurable",
                )
            )
        elif day < newest:
            text = (
                f"pas de fichier dans la livraison du {jour(newest)}, celui du {jour(day)} est repris"
                f" ({(date - day).days} jours)"
            )
            if jugement.absence(day, date, source, regles):
                text += " ; trop ancien : ce qui en dépend n'est pas mesurable"
            told.append((source, text))
    return told


def never_published(home: Path, code: str) -> bool:
    """No version holds anything of that source: it may be declared again, from nothing."""
    known = read_table(home, "meta.livraison")
    return known is None or code not in known["source"].to_list()


def confirmed(doutes: Sequence[Doute], decisions: Sequence[Decision]) -> set[str]:
    """Sources whose doubts are all in the ledger already."""
    known = {entry.objet for entry in decisions if entry.genre == GENRE}
    waiting = {doute.source for doute in doutes if doute.objet not in known}
    return {doute.source for doute in doutes} - waiting
