"""What is kept too long, by kind and by its own duration (`[conservation]`): said first, then removed.

Nothing a run still needs goes: the newest delivery of each source and the published version stay, however
old they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from workbench.access import journal
from workbench.access.consultations import JOURNAL, noter
from workbench.documents.produits import HISTOIRE
from workbench.run import sceaux
from workbench.socle.settings import Settings, load_settings
from workbench.sources.depots import claims, files_of
from workbench.sources.livraisons import delivery_dates, matching_files
from workbench.warehouse import Memoire, published_path, run_lock
from workbench.warehouse.publication import curated_folder, version_files, version_of

RESTREINT = "rpps_restreint"
JOURNAUX = (JOURNAL, HISTOIRE)
TEMPORAIRE = ".purge"


@dataclass(frozen=True)
class Perime:
    """One thing kept too long: its kind, its file, its age in days, its entries concerned (0: all of it)."""

    genre: str
    chemin: Path
    age: int
    entrees: int = 0


def outdated(home: Path, today: dt.date) -> list[Perime]:
    """Everything that its duration no longer covers; nothing is touched.

    Raises:
        ConfigurationInvalide: `workbench.toml` cannot be read.
    """
    settings = load_settings(home)
    kept = settings.conservation
    found = [*_deliveries(settings, today)]
    current = published_path(home)
    for path in version_files(home):
        age = (today - dt.date.fromisoformat(version_of(path)[:10])).days
        if path != current and age > kept.versions_jours:
            found.append(Perime("version remplacée", path, age))
    folder = curated_folder(home)
    for path in sorted((folder / "journaux").glob("erreur-*.log")):
        age = (today - dt.datetime.fromtimestamp(path.stat().st_mtime).date()).days
        if age > kept.erreurs_jours:
            found.append(Perime("journal d’erreur", path, age))
    for name in JOURNAUX:
        ages = [_age(entry, today) for entry in journal.entries(folder / name)]
        old = [known for known in ages if known is not None and known > kept.journaux_jours]
        if old:
            found.append(Perime("journal", folder / name, max(old), len(old)))
    return found


def _deliveries(settings: Settings, today: dt.date) -> Iterable[Perime]:
    kept = settings.conservation
    restricted = {source.code for source in settings.sources if source.nature == RESTREINT}
    needed = {
        path
        for source in settings.sources
        if (newest := matching_files(settings, source, dt.date.max)) is not None
        for path in newest[1]
    }
    for day in delivery_dates(settings):
        age = (today - day).days
        for path in files_of(settings.raw / day.isoformat()):
            limited = bool(restricted & set(claims(settings, path)))
            limit = kept.restreint_jours if limited else kept.livraisons_jours
            if path not in needed and age > limit:
                yield Perime("extraction restreinte" if limited else "livraison brute", path, age)


def remove(home: Path, found: Iterable[Perime], compte: str, motif: str, today: dt.date) -> int:
    """Remove them, written in the access journal; how many there were.

    Raises:
        ErreurWorkbench: no reason is given, another run is under way, or the journals do not hold together.
    """
    found = list(found)
    with run_lock(home):
        shortened = False
        for one in found:
            if one.entrees:
                if not shortened and (told := sceaux.touched(home)):
                    raise sceaux.TracesAlterees("Journaux à vérifier avant purge", told[0], sceaux.CONSEIL)
                _shorten(one.chemin, load_settings(home).conservation.journaux_jours, today)
                shortened = True
            else:
                one.chemin.unlink(missing_ok=True)
                if not any(one.chemin.parent.iterdir()) and one.chemin.parent.parent.name == "raw":
                    one.chemin.parent.rmdir()
        if any(not one.entrees for one in found):
            Memoire(home).clear()
        noter(home, compte, "purge", motif, lignes=len(found), filtres=sorted({one.genre for one in found}))
        if shortened:
            sceaux.accept(home, compte, f"Purge des journaux : {motif}")
    return len(found)


def _shorten(path: Path, days: int, today: dt.date) -> None:
    """The journal without its oldest entries, chained anew; what stays says the hash it had."""
    fresh = path.with_name(path.name + TEMPORAIRE)
    fresh.unlink(missing_ok=True)
    with FileLock(f"{path}.verrou", mode=0o600):
        fresh.touch(0o600)
        for entry in journal.entries(path):
            age = _age(entry, today)
            if age is None or age <= days:
                before = entry.pop(journal.CHAINE, None)
                journal.append(fresh, {**entry, "chaine_avant": before} if before else entry)
        fresh.replace(path)
    Path(f"{fresh}.verrou").unlink(missing_ok=True)


def _age(entry: dict[str, object], today: dt.date) -> int | None:
    try:
        return (today - dt.datetime.fromisoformat(str(entry["le"])).date()).days
    except (KeyError, ValueError):
        return None
