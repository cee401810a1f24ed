"""One person: everything held about them, everywhere; and their erasure once gone long enough.

What stays after an erasure, and why: the entries of the ledger (record keys and identifier, no civil trait:
they prove what was decided) and the lines of the journals (keyed hashes: they prove who consulted what).
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from workbench.access import consultations
from workbench.access.consultations import JOURNAL, noter
from workbench.decisions import Registre
from workbench.looks.formats import accord
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.noms import name_key
from workbench.socle.settings import load_settings
from workbench.sources.depots import files_of
from workbench.sources.livraisons import delivery_dates, matching_files
from workbench.warehouse import Memoire, published_path, run_lock
from workbench.warehouse.publication import close_version, curated_folder, open_version, version_files

IDENTIFIANT = re.compile(r"ID\d{8,}")
_PERSONNE = ("id_unique", "id_unique_a", "id_unique_b", "id_ancien", "id_nouveau")
_FICHE = ("source", "cle_source")
_MONTREES = "id_unique, nom_naissance, nom_usage, prenoms, date_naissance, presente, date_depart"


@dataclass(frozen=True)
class Detenu:
    """What is held about one person.

    `tables`: table → rows; `versions`, `fichiers`: where else, raw deliveries by path; `decisions`,
    `consultations`: how many entries.
    """

    id_unique: str
    tables: dict[str, list[dict[str, Any]]]
    versions: list[Path]
    fichiers: list[Path]
    decisions: int
    consultations: int


@dataclass(frozen=True)
class Effacement:
    """What an erasure removed, and what stays with its reason."""

    retires: list[Path]
    restes: list[str]


def search(home: Path, sought: str) -> list[dict[str, Any]]:
    """The people of the published version that this name, or identifier, may mean."""
    with open_version(published_path(home)) as cursor:
        rows = cursor.sql(f"SELECT {_MONTREES} FROM curated.identite ORDER BY id_unique").pl().to_dicts()
    words = set(name_key(sought).split())
    return [
        row
        for row in rows
        if row["id_unique"] == sought.strip().upper() or (words and words <= set(_words(row)))
    ]


def held(home: Path, person: str) -> Detenu:
    """Everything held about that `id_unique`."""
    tables: dict[str, list[dict[str, Any]]] = {}
    versions, needles = [], []
    for path in version_files(home):
        found = _rows(path, person)
        if found:
            versions.append(path)
            needles += _needles(found)
        if path == published_path(home):
            tables = found
    settings = load_settings(home)
    files = [
        path
        for day in delivery_dates(settings)
        for path in files_of(settings.raw / day.isoformat())
        if mentions(path, needles)
    ]
    keys = {f"{row['source']}:{row['cle_source']}" for row in tables.get("curated.identite_fiche", [])}
    entries = [
        one for one in Registre(home).toutes() if one.id_unique == person or {one.cle_a, one.cle_b} & keys
    ]
    journal_path = curated_folder(home) / JOURNAL
    seen = len(consultations.of_person(home, journal_path, person))
    return Detenu(person, tables, versions, files, len(entries), seen)


def erase(home: Path, person: str, compte: str, motif: str, today: dt.date) -> Effacement:
    """Remove someone who left: every superseded version and delivery that holds them.

    Raises:
        ErreurWorkbench: they are still in the published version or in a delivery that a run reads, or they
        left too short a time ago; each says the way out. Nothing is removed.
    """
    with run_lock(home):
        detenu, settings = held(home, person), load_settings(home)
        if not detenu.versions:
            raise ErreurWorkbench(
                "Personne inconnue", f"Aucune version ne connaît « {person} ».", "Vérifiez l’identifiant."
            )
        if published_path(home) in detenu.versions:
            raise ErreurWorkbench(
                "Personne encore présente",
                f"La version publiée connaît « {person} » : une source la porte encore.",
                "Faites-la retirer de la source, déposez la nouvelle livraison, lancez workbench run.",
            )
        needed = {
            path
            for source in settings.sources
            if (newest := matching_files(settings, source, dt.date.max)) is not None
            for path in newest[1]
        }
        if still := sorted(path.name for path in detenu.fichiers if path in needed):
            raise ErreurWorkbench(
                "Personne encore dans une livraison utile",
                f"Une exécution lit encore : {', '.join(still)}.",
                "Demandez à leur propriétaire un fichier sans elle, déposez-le, lancez workbench run.",
            )
        _refuse_early(detenu, settings.conservation.depart_jours, today)
        removed = [*detenu.versions, *detenu.fichiers]
        for path in removed:
            close_version(path)
            path.unlink(missing_ok=True)
        Memoire(home).clear()
        noter(home, compte, "effacement", motif, vus=consultations.seen(home, [person]), lignes=len(removed))
    return Effacement(removed, _remains(detenu))


def _refuse_early(detenu: Detenu, days: int, today: dt.date) -> None:
    rows = [row for path in detenu.versions for row in _rows(path, detenu.id_unique)["curated.identite"]]
    left = max((row["date_depart"] for row in rows if row["date_depart"]), default=None)
    if left is not None and (today - left).days < days:
        raise ErreurWorkbench(
            "Départ trop récent",
            f"Partie le {left:%d/%m/%Y} ; le délai est de {days} jours (conservation.depart_jours).",
            f"Recommencez après le {left + dt.timedelta(days=days):%d/%m/%Y}.",
        )


def _remains(detenu: Detenu) -> list[str]:
    return [
        f"{accord(detenu.decisions, 'entrée')} du registre : clés et identifiant, aucun trait d’état civil ;"
        " elles prouvent ce qui a été décidé. Un motif écrit à la main peut la nommer : relisez-les.",
        f"{accord(detenu.consultations, 'ligne')} de journal : des empreintes, sans nom ; elles prouvent qui"
        " a consulté quoi, pour leur propre durée.",
        "Les sauvegardes et les fichiers sortis de l’établissement sont hors de l’outil : ils suivent leur"
        " propre durée (docs/rgpd.md).",
    ]


def mentions(path: Path, needles: Sequence[frozenset[str]]) -> bool:
    """Does a file hold, on one line, all the words of one of these sets (name and first name, or a key)?"""
    if not needles:
        return False
    for line in _lines(path):
        words = set(name_key(line).split()) | set(re.split(r"[\s;,|\t\"<>]+", line))
        if any(needle <= words for needle in needles):
            return True
    return False


def _lines(path: Path) -> Iterator[str]:
    """A text file's lines; the whole text of each part of a workbook, which writes its words apart."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            for name in parts.namelist():
                if name.endswith(".xml"):
                    yield re.sub(r"<[^>]+>", " ", parts.read(name).decode("utf-8", "replace"))
        return
    raw = path.read_bytes()
    try:
        yield from raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        yield from raw.decode("cp1252", "replace").splitlines()


def _needles(tables: dict[str, list[dict[str, Any]]]) -> list[frozenset[str]]:
    """What the person is recognised by in a file: a name with a first name, or a record key."""
    found = []
    for row in [*tables.get("curated.identite", []), *tables.get("curated.fiche", [])]:
        for name in (row.get("nom_naissance"), row.get("nom_usage"), row.get("nom")):
            first = (row.get("prenom_usuel"), *str(row.get("prenoms") or "").split()[:1])
            found += [
                frozenset(name_key(f"{name} {one}").split())
                for one in first
                if name and one and name_key(one)
            ]
        found += [frozenset([str(row[key])]) for key in ("matricule", "email", "login") if row.get(key)]
    return list(dict.fromkeys(found))


def _rows(path: Path, person: str) -> dict[str, list[dict[str, Any]]]:
    """Every row about that person in a version, by table."""
    found: dict[str, list[dict[str, Any]]] = {}
    with open_version(path) as cursor:
        for table, columns in _tables(cursor).items():
            conditions = [f"{column} = $1" for column in _PERSONNE if column in columns]
            if set(_FICHE) <= columns and "id_unique" not in columns:
                conditions.append(
                    "(source, cle_source) IN"
                    " (SELECT (source, cle_source) FROM curated.identite_fiche WHERE id_unique = $1)"
                )
            if conditions:
                query = f"SELECT * FROM {table} WHERE {' OR '.join(conditions)}"
                if rows := cursor.sql(query, params=[person]).pl().to_dicts():
                    found[table] = rows
    return found if "curated.identite" in found else {}


def _tables(cursor: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    rows = cursor.sql(
        "SELECT table_schema || '.' || table_name, list(column_name) FROM information_schema.columns"
        " WHERE table_schema IN ('curated', 'meta') GROUP BY ALL ORDER BY 1"
    ).fetchall()
    return {table: set(columns) for table, columns in rows}


def _words(row: dict[str, Any]) -> list[str]:
    names = (row["nom_naissance"], row["nom_usage"], row["prenoms"])
    return [word for name in names for word in name_key(name).split()]
