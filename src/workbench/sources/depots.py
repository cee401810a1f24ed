"""What lies in the delivery folders against what the settings declare: sources without a file, files without
a source, dates ahead.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from workbench.socle import numeros
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.fichier_secret import AUTRES
from workbench.socle.settings import Settings
from workbench.sources.livraisons import delivery_dates, matching_files, undated_folders

MONTRES = 6


def delivery_notices(settings: Settings, date: dt.date, today: dt.date | None = None) -> list[str]:
    """Sentences about what no reading would say, for the run at `date`: nothing here stops a run."""
    folders = [day for day in delivery_dates(settings) if day <= date]
    newest = folders[-1] if folders else None
    free = _unclaimed(settings, newest) if newest else []
    return [
        *_without_file(settings, date, free),
        *_unclaimed_sentence(newest, free),
        *_claimed_twice(settings, newest),
        *_ahead(settings, today or dt.date.today()),
        *_undated(settings),
        *_wrong_finess(settings),
        *_shared_sites(settings),
        *_without_dpi(settings),
    ]


def refuse_future(settings: Settings, date: dt.date, today: dt.date | None = None) -> None:
    """Publishing a date far ahead, that of a delivery or one asked for, would close every date before it.

    Raises:
        ErreurWorkbench: the date is more than `execution.jours_futurs_admis` days ahead of today.
    """
    now = today or dt.date.today()
    if (date - now).days <= settings.execution.jours_futurs_admis:
        return
    if date in delivery_dates(settings):
        raise ErreurWorkbench(
            "Livraison datée dans le futur",
            f"Le dossier {settings.raw / date.isoformat()} est daté du {date:%d/%m/%Y} ; nous sommes le"
            f" {now:%d/%m/%Y}.",
            "Renommez le dossier à la date de l'extraction (AAAA-MM-JJ), ou réglez l'horloge de ce poste.",
        )
    raise ErreurWorkbench(
        "Date dans le futur",
        f"Une exécution au {date:%d/%m/%Y} fermerait toute date avant elle ; nous sommes le {now:%d/%m/%Y}.",
        "Donnez la date des livraisons à lire, ou réglez l'horloge de ce poste.",
    )


def files_of(folder: Path) -> list[Path]:
    """Files a source may claim in a delivery folder."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(("~$", ".")) and path.name != "Thumbs.db"
    )


def claims(settings: Settings, path: Path) -> list[str]:
    """Codes of the declared sources that take a file of that name."""
    name = path.name.lower()
    return [source.code for source in settings.sources if fnmatch.fnmatch(name, source.fichier.lower())]


def _unclaimed(settings: Settings, day: dt.date) -> list[str]:
    folder = settings.raw / day.isoformat()
    return [path.name for path in files_of(folder) if not claims(settings, path)]


def _without_file(settings: Settings, date: dt.date, free: list[str]) -> list[str]:
    lost = [source for source in settings.sources if matching_files(settings, source, date) is None]
    there = f" Fichiers présents que rien ne prend : {_listed(free)}." if free else ""
    return [
        f"Source « {source.code} » : aucun fichier « {source.fichier} » dans les livraisons.{there}"
        " Déposez-le, ou corrigez « fichier » dans workbench.toml."
        for source in lost
    ]


def _unclaimed_sentence(newest: dt.date | None, free: list[str]) -> list[str]:
    if not newest or not free:
        return []
    return [
        f"Livraison du {newest:%d/%m/%Y} : aucune source ne prend {_listed(free)}."
        " Déclarez-les (workbench source add), ou corrigez « fichier » d'une source."
    ]


def _claimed_twice(settings: Settings, newest: dt.date | None) -> list[str]:
    if not newest:
        return []
    pairs: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in files_of(settings.raw / newest.isoformat()):
        if len(taking := claims(settings, path)) > 1:
            pairs[tuple(taking)].append(path.name)
    return [
        f"Les sources {' et '.join(f'« {code} »' for code in codes)} prennent toutes {_listed(names)} :"
        " précisez « fichier » de chacune."
        for codes, names in pairs.items()
    ]


def _ahead(settings: Settings, today: dt.date) -> list[str]:
    return [
        f"Le dossier {day.isoformat()} est daté dans le futur (nous sommes le {today:%d/%m/%Y}) :"
        " renommez-le à la date de l'extraction."
        for day in delivery_dates(settings)
        if day > today
    ]


def _undated(settings: Settings) -> list[str]:
    return [
        f"Le dossier « {name} » n'est pas nommé par une date (AAAA-MM-JJ) : rien n'y est lu. Renommez-le à la"
        " date de l'extraction, par exemple 2026-11-30."
        for name in undated_folders(settings)
    ]


def _wrong_finess(settings: Settings) -> list[str]:
    """A FINESS mistyped in the settings joins nobody: its key tells."""
    held = [
        (entite.code, finess)
        for entite in settings.etablissement.entites
        for finess in (entite.finess_ej, *entite.finess_et)
        if finess and numeros.lire("finess", finess).verdict != "ok"
    ]
    return [
        f"Réglages, entité « {code} » : « {finess} » n'est pas un numéro FINESS (neuf caractères, une clé"
        " juste) : aucune activité du RPPS ne s'y rattachera. Corrigez-le dans workbench.toml."
        for code, finess in held
    ]


def _shared_sites(settings: Settings) -> list[str]:
    """A site belongs to one entity: its FINESS under two says neither."""
    sites = {number for entite in settings.etablissement.entites for number in entite.sites}
    return [
        f"Réglages, entités {' et '.join(f'« {code} »' for code in sorted(codes))} : elles portent toutes le"
        f" FINESS géographique {number}. Il ne dit plus duquel est chaque agent : corrigez « finess_et » dans"
        " workbench.toml."
        for number, codes in settings.finess_partages().items()
        if number in sites
    ]


def _without_dpi(settings: Settings) -> list[str]:
    if settings.sources_dpi or not settings.sources:
        return []
    return [
        "Aucune source n'est déclarée comme DPI : les objectifs 1.1 ne sont pas mesurables. Ajoutez role ="
        ' "dpi" à la source du dossier patient, ou déclarez-la (workbench source add FICHIER --role dpi).'
    ]


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:MONTRES])
    return shown if len(names) <= MONTRES else f"{shown} et {len(names) - MONTRES} autre(s)"


def close_to_others(settings: Settings) -> None:
    """Deliveries readable by this account alone (0700, 0600); one that belongs to another stays as it is."""
    for day in delivery_dates(settings):
        folder = settings.raw / day.isoformat()
        for path in (folder, *files_of(folder)):
            if path.stat().st_mode & AUTRES:
                with suppress(OSError):
                    path.chmod(0o700 if path.is_dir() else 0o600)
