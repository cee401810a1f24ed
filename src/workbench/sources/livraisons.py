"""Deliveries: for each source, the newest folder at the run's date that holds a matching file."""

from __future__ import annotations

import datetime as dt
import fnmatch
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from workbench.socle.erreurs import ErreurWorkbench, tell
from workbench.socle.settings import Limites, Settings, Source
from workbench.sources.lecture.lecteurs import read_brute
from workbench.sources.modeles import (
    Constat,
    FichierLu,
    Lecture,
    SourceInutilisable,
    raw_json,
    rejection,
    rejections_frame,
)
from workbench.sources.porte.colonnes import empty_placeholders, refuse_1904, settle_titles
from workbench.sources.porte.contrat import column_mapping, contracts, found_columns, wanted_headers
from workbench.sources.porte.controle import canonical, check_columns, said_as_rejections
from workbench.sources.porte.dates_recues import beyond_bounds
from workbench.sources.retenues import Lue, Passage, remembered, same_every_day
from workbench.warehouse.memoire import Memoire, sha256

Progress = Callable[[str], None]
TEXTES = {".csv", ".txt", ".tsv", ".ldif"}
GRANDS = {"rpps_public", "rpps_restreint", "porteurs_cps"}


@dataclass
class Refus:
    """A source whose delivery cannot be used: its files, and why."""

    source: Source
    fichiers: list[str]
    erreur: SourceInutilisable


@dataclass
class Controle:
    """What reading the deliveries found: the usable sources, and what is refused."""

    lectures: list[Lecture] = field(default_factory=list)
    refus: list[Refus] = field(default_factory=list)

    @property
    def erreurs(self) -> list[SourceInutilisable]:
        """One error per unusable source."""
        return [refus.erreur for refus in self.refus]


def delivery_dates(settings: Settings) -> list[dt.date]:
    """Dates of the delivery folders `data/raw/AAAA-MM-JJ`, oldest first."""
    dates = []
    for folder in settings.raw.iterdir() if settings.raw.is_dir() else []:
        if (day := _folder_date(folder.name)) is not None:
            dates.append(day)
    return sorted(dates)


def _folder_date(name: str) -> dt.date | None:
    """The date a folder's name writes, in that form only (`fromisoformat` also reads « 20261101 »)."""
    try:
        day = dt.date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None


def undated_folders(settings: Settings) -> list[str]:
    """Folders of `data/raw` whose name is no date: nothing in them is read."""
    folders = settings.raw.iterdir() if settings.raw.is_dir() else []
    return sorted(
        folder.name
        for folder in folders
        if folder.is_dir() and folder.name[:1] not in "._" and _folder_date(folder.name) is None
    )


def matching_files(settings: Settings, source: Source, date: dt.date) -> tuple[dt.date, list[Path]] | None:
    """The newest delivery at `date` holding files of this source, or None."""
    for day in reversed([known for known in delivery_dates(settings) if known <= date]):
        folder = settings.raw / day.isoformat()
        found = sorted(
            path
            for path in folder.iterdir()
            if path.is_file() and not path.name.startswith(("~$", ".")) and _matches(path, source.fichier)
        )
        if found:
            return day, found
    return None


def read_deliveries(
    settings: Settings, date: dt.date, progress: Progress | None = None, memoire: Memoire | None = None
) -> list[Lecture]:
    """Read every source as known at `date`; a file that `memoire` knows is not parsed again.

    Returns:
        One `Lecture` per source that has a delivery; sources without any are left out.

    Raises:
        SourceInutilisable: one source or more cannot be used (all of them are named).
        ErreurWorkbench: there is no delivery at all.
    """
    control = check_deliveries(settings, date, progress, memoire)
    if control.erreurs:
        if len(control.erreurs) == 1:
            raise control.erreurs[0]
        raise SourceInutilisable(
            f"{len(control.erreurs)} fichiers inutilisables",
            "\n\n".join(str(error) for error in control.erreurs),
        )
    if not control.lectures:
        raise ErreurWorkbench(
            "Aucune livraison",
            f"Aucun fichier des sources déclarées n'a été trouvé dans {settings.raw} à la date du"
            f" {date:%d/%m/%Y}.",
            "Déposez les exports dans data/raw/AAAA-MM-JJ/, ou lancez « workbench demo ».",
        )
    return control.lectures


def check_deliveries(
    settings: Settings, date: dt.date, progress: Progress | None = None, memoire: Memoire | None = None
) -> Controle:
    """Read everything and collect every problem instead of stopping at the first."""
    control = Controle()
    seen: dict[str, tuple[str, str]] = {}
    passage = Passage(date, settings.limites, memoire)
    for source in settings.sources:
        match = matching_files(settings, source, date)
        if match is None:
            continue
        if progress:
            progress(f"Lecture : {source.nom}")
        try:
            control.lectures.append(_read_source(source, *match, seen, passage))
        except SourceInutilisable as error:
            control.refus.append(Refus(source, [shown_name(path) for path in match[1]], error))
    return control


def read_alone(source: Source, path: Path, date: dt.date, limites: Limites) -> Lecture:
    """One file as a run at `date` would read it.

    Raises:
        SourceInutilisable: the run would refuse it; the message says why.
    """
    return _read_source(source, date, [path], {}, Passage(date, limites))


def shared_files(settings: Settings, source: Source) -> list[tuple[str, str]]:
    """Delivered files that this source and another one would both take: (file, code of the other)."""
    paths = [
        path
        for day in delivery_dates(settings)
        for path in sorted((settings.raw / day.isoformat()).iterdir())
        if _matches(path, source.fichier)
    ]
    others = [other for other in settings.sources if other.code != source.code]
    return [(path.name, other.code) for path in paths for other in others if _matches(path, other.fichier)]


def _read_source(
    source: Source,
    day: dt.date,
    paths: list[Path],
    seen: dict[str, tuple[str, str]],
    passage: Passage,
) -> Lecture:
    frames, files, rejets = [], [], []
    for path in paths:
        name = tell(shown_name(path)).replace("\n", " ")
        digest = sha256(path)
        if digest in seen and seen[digest][1] == path.name:
            raise SourceInutilisable(
                "Fichier pris par deux sources",
                f"{path.name} correspond au motif de « {seen[digest][0]} » et à celui de « {source.code} »"
                f" ({source.fichier}).",
                "Précisez « fichier » de chaque source dans workbench.toml : un fichier n'appartient qu'à une"
                " source.",
            )
        if digest in seen:
            raise SourceInutilisable(
                "Fichier reçu deux fois",
                f"{name} (source {source.code}) est identique à {seen[digest][1]} (source"
                f" {seen[digest][0]}).",
                "Retirez l'un des deux, ou précisez le motif « fichier » de chaque source.",
            )
        seen[digest] = (source.code, name)
        rows, read, refused = remembered(source, path, digest, passage, _read_one)
        rejets += refused
        frames.append(rows)
        files.append(FichierLu(source.code, name, day, path.stat().st_size, digest, *read, _ended(path)))
    rows = pl.concat(frames)
    if contracts()[source.nature].get("unique"):
        rows, twice = _drop_duplicates(source, rows)
        rejets += twice
    if rows.is_empty() and any(file.lignes for file in files):  # titles alone are a fact, judged apart
        raise SourceInutilisable(
            "Aucune ligne utilisable",
            f"{', '.join(path.name for path in paths)} (source {source.code}) : toutes les lignes sont"
            f" refusées ({rejets[0]['motif'] if rejets else 'fichier sans donnée'}).",
            "Vérifiez la correspondance des colonnes, ou redemandez l'extraction.",
        )
    return Lecture(source, files, rows, rejections_frame(rejets))


def _read_one(source: Source, path: Path, passage: Passage) -> tuple[Lue, bool]:
    """One file read, and whether every day of the year reads it so."""
    name, mapping, wanted = (
        tell(shown_name(path)).replace("\n", " "),
        column_mapping(source),
        wanted_headers(source),
    )
    brute = read_brute(
        path,
        source.format,
        wanted if source.nature in GRANDS else None,
        wanted,
        passage.limites,
        source.fichier,
    )
    frame, titles = settle_titles(name, source.code, brute.frame, mapping)
    dates = [title for column in contracts()[source.nature]["dates"] for title in mapping.get(column, [])]
    refuse_1904(name, source.code, frame, dates, brute.constats)
    hollow: list[Constat] = []
    if source.nature != "rpps_public":  # two million rows of a producer that writes no such word
        frame, hollow = empty_placeholders(frame, mapping)
    rejets = said_as_rejections(source.code, name, [*brute.constats, *titles, *hollow])
    rejets += check_columns(source, name, frame)
    rows, refused = canonical(source, name, frame, passage.date)
    motif = "Nombre de colonnes différent des titres."
    ragged = [
        rejection(source.code, name, line, "LIGNE_DECALEE", motif, "ligne", raw)
        for line, raw in brute.boiteuses
    ]
    held = frame.height + len(ragged), found_columns(source, frame)
    dated = [mapping.get(name, []) for name in contracts()[source.nature]["dates"]]
    steady = same_every_day(frame, dated) and not beyond_bounds(refused)
    return (rows, held, [*rejets, *refused, *ragged]), steady


def _ended(path: Path) -> bool | None:
    """A text file ends with a line end; None for another kind of file."""
    if path.suffix.lower() not in TEXTES:
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        return bool(set(file.read()) & {0x0A, 0x0D})


def shown_name(path: Path) -> str:
    """A file's name as text: one written in another encoding keeps its letters."""
    try:
        path.name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(path.name).decode("cp1252", "replace")
    return path.name


def _matches(path: Path, pattern: str) -> bool:
    """Names compare without case, whichever way their accents are written (a Mac writes them apart)."""
    name, wanted = (unicodedata.normalize("NFC", text.lower()) for text in (shown_name(path), pattern))
    return fnmatch.fnmatch(name, wanted)


def _drop_duplicates(source: Source, rows: pl.DataFrame) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """An account list holds a key once (a login, and the application's own key when it gives one): later rows
    are set aside.
    """
    keys = contracts()[source.nature]["cle"]
    folded = rows.with_columns(
        pl.concat_str([pl.col(key).str.to_lowercase().fill_null("") for key in keys], separator="|").alias(
            "_cle"
        )
    )
    first = folded.unique("_cle", keep="first", maintain_order=True)
    again = folded.join(first.select("_cle", "fichier", "ligne"), on=["_cle", "fichier", "ligne"], how="anti")
    twice = [
        rejection(
            source.code,
            row["fichier"],
            row["ligne"],
            "CLE_EN_DOUBLE",
            f"« {next(row[key] for key in keys if row[key])} » figure déjà plus haut dans cette liste de"
            " comptes.",
            "ligne",
            raw_json(row),
        )
        for row in again.drop("_cle").iter_rows(named=True)
    ]
    return first.drop("_cle"), twice
