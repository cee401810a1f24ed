"""The file of another month: the same layout under another name is of the source that already reads it, and a
source learns the titles that its software has changed.
"""

from __future__ import annotations

import fnmatch
import glob
import re
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import tomlkit
from rapidfuzz import fuzz

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import FICHIER, Settings, Source, validate_settings
from workbench.sources.declarer.declaration import delivered_on, refuse_missing, write_settings
from workbench.sources.declarer.proposition import Proposition
from workbench.sources.depots import claims
from workbench.sources.lecture.lecteurs import header_key
from workbench.sources.livraisons import read_alone, shared_files
from workbench.sources.porte.contrat import column_mapping

LETTRES = 2  # what stays of a name, in both, to know it again


class SuiteRefusee(ErreurWorkbench):
    """That file cannot be told from another source's by its name; nothing was written."""


def same_layout(settings: Settings, proposition: Proposition) -> list[Source]:
    """The declared sources whose every title is in this file, the closest name first."""
    titles = {header_key(title) for title in proposition.profils}
    found = [
        source
        for source in settings.sources
        if source.nature == proposition.nature
        and (wanted := column_mapping(source))
        and all(any(header_key(title) in titles for title in some) for some in wanted.values())
    ]
    name = proposition.fichier.name
    return sorted(found, key=lambda source: -fuzz.ratio(source.fichier, name))


def widened(pattern: str, name: str) -> str | None:
    """The pattern that also takes that name: their common first and last words, anything between.

    None when hardly anything is common. `Effectif oct.xlsx`, `Effectif nov.xlsx` → `Effectif *.xlsx`.
    """
    ours, theirs = _words(pattern), _words(glob.escape(name))
    first = _common(ours, theirs)
    last = _common(ours[first:][::-1], theirs[first:][::-1])
    start, end = "".join(ours[:first]), "".join(ours[len(ours) - last :])
    letters = sum(char.isalpha() for char in start + (end if last > 1 else ""))
    return f"{start}*{end}" if letters >= LETTRES else None


def _words(name: str) -> list[str]:
    """Words and separators, the extension last."""
    path = Path(name)
    return [part for part in re.split(r"([^0-9A-Za-zÀ-ÿ]+)", path.stem) if part] + [path.suffix.lower()]


def _common(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = zip(ours, theirs, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].lower() == pair[1].lower(), pairs))


def follow_on(home: Path, code: str, name: str) -> None:
    """From now on that source also takes files of that name; every other setting and comment stays.

    Raises:
        SuiteRefusee: the names have nothing in common, or another source would take the file too.
    """
    path = home / FICHIER
    document = tomlkit.parse(path.read_text("utf-8-sig"))
    table = next(one for one in document["sources"] if one["code"] == code)
    known = str(table["fichier"])
    pattern = widened(known, name)
    if pattern is None:
        raise SuiteRefusee(
            "Nom de fichier trop différent",
            f"« {name} » ne ressemble pas à « {known} », le nom habituel de cette liste.",
            "Renommez-le comme les mois précédents, puis redéposez-le.",
        )
    table["fichier"] = pattern
    settings = validate_settings(tomlkit.parse(tomlkit.dumps(document)).unwrap(), home)
    others = [other for other in claims(settings, Path(name)) if other != code]
    others += [other for _, other in shared_files(settings, settings.source(code))]
    if others or not fnmatch.fnmatch(name.lower(), pattern.lower()):
        raise SuiteRefusee(
            "Nom de fichier à préciser",
            f"« {name} » serait pris aussi pour la liste « {', '.join(dict.fromkeys(others)) or known} ».",
            "Renommez-le comme les mois précédents, puis redéposez-le.",
        )
    write_settings(path, document)


def unreadable(settings: Settings, source: Source, path: Path) -> ErreurWorkbench | None:
    """Why that source no longer reads that file; None when it does."""
    try:
        read_alone(source, path, delivered_on(path), settings.limites)
    except ErreurWorkbench as error:
        return error
    return None


def learn(home: Path, code: str, proposition: Proposition) -> None:
    """The source also reads the file as answered: new titles beside the old ones, values added, its form.

    Raises:
        ErreurWorkbench: a required column lacks, or the file cannot be read so; nothing is written.
    """
    refuse_missing(proposition)
    path = home / FICHIER
    document = tomlkit.parse(path.read_text("utf-8-sig"))
    table = next(one for one in document["sources"] if one["code"] == code)
    told = proposition.reglage(code)
    for name, title in told.get("colonnes", {}).items():
        before = table.setdefault("colonnes", {}).get(name, [])
        known = [before] if isinstance(before, str) else list(before)
        table["colonnes"][name] = list(dict.fromkeys([title, *known])) if known else title
    for name, pairs in told.get("valeurs", {}).items():
        table.setdefault("valeurs", {}).setdefault(name, {}).update(pairs)
    if "format" in told:
        table.setdefault("format", {}).update(told["format"])
    settings = validate_settings(tomlkit.parse(tomlkit.dumps(document)).unwrap(), home)
    if error := unreadable(settings, settings.source(code), proposition.fichier):
        raise error
    write_settings(path, document)
