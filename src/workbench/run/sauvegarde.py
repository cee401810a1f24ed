"""Backup and restoration: the published warehouse, the ledger, the access log and the settings in one
archive.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import duckdb

from workbench.access import journal, workstation_account
from workbench.access.consultations import CLE as CLE_JOURNAL
from workbench.access.consultations import JOURNAL
from workbench.decisions import Registre, RegistreIllisible
from workbench.decisions.registre import FICHIER as REGISTRE
from workbench.documents.preuve.pieces import DOSSIER
from workbench.documents.produits import HISTOIRE
from workbench.run import chiffre
from workbench.run.sceaux import ACCEPTES
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.fichier_secret import read_secret
from workbench.socle.settings import FICHIER, load_settings
from workbench.socle.zips import ILLISIBLE
from workbench.warehouse import close_published, published_path, run_lock
from workbench.warehouse.publication import (
    POINTEUR,
    RESTAURATION,
    curated_folder,
    private,
    replace_durably,
    version_of,
)

MANIFESTE = "sauvegarde.json"
CURATED = "data/curated/"
_JOURNAUX = (JOURNAL, HISTOIRE, ACCEPTES)
_REGISTRES = (*_JOURNAUX, "masques_ars.json", CLE_JOURNAL)
_ADMIS = re.compile(
    r"(workbench\.toml|data/curated/(publie\.json|entrepot-[\w.-]+\.duckdb|decisions[\w.-]*"
    rf"|{DOSSIER}/[0-9a-f]{{64}}|{CLE_JOURNAL}\.[0-9a-f]{{8}}|{'|'.join(map(re.escape, _REGISTRES))})"
    r"|(regles|modeles)/(semences/)?[\w.-]+\.(toml|csv|pptx))"
)
_REGLES = ("regles/**/*.toml", "regles/*.csv", "modeles/*.pptx")
TAILLE_MAX = 50 * 1024**3


def backup(home: Path, archive: Path) -> int:
    """Write the archive (0600), encrypted when the settings name a key, and give its size in bytes; an
    existing one is never overwritten.
    """
    if archive.exists():
        raise ErreurWorkbench("Sauvegarde refusée", f"{archive} existe déjà.", "Choisissez un autre nom.")
    with run_lock(home):
        current = published_path(home)
        folder = current.parent
        members = [home / FICHIER, folder / POINTEUR, current]
        members += [folder / name for name in _REGISTRES if (folder / name).is_file()]
        members += sorted((folder / DOSSIER).glob("?" * 64))
        members += sorted(folder.glob(f"{CLE_JOURNAL}.????????"))
        members += sorted(path for pattern in _REGLES for path in home.glob(pattern) if path.is_file())
        archive.parent.mkdir(parents=True, exist_ok=True)
        temporary = archive.with_name(archive.name + ".partiel")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with (
                os.fdopen(descriptor, "wb") as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, True, 1) as out,
            ):
                prints = {}
                for path in members:
                    name = path.relative_to(home).as_posix()
                    out.write(path, name)
                    prints[name] = _sha256(path)
                _add_ledger(home, folder, out, prints)
                out.writestr(MANIFESTE, json.dumps({"format": 1, "sha256": prints}, indent=1))
            _encrypt(home, temporary)
            replace_durably(temporary, archive)
        finally:
            temporary.unlink(missing_ok=True)
    return archive.stat().st_size


def _encrypt(home: Path, temporary: Path) -> None:
    written = load_settings(home).sauvegarde.cle_fichier
    if not written:
        return
    key = chiffre.key_of(read_secret(home, written))
    clear = temporary.with_name(temporary.name + ".clair")
    temporary.rename(clear)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with clear.open("rb") as source, os.fdopen(descriptor, "wb") as target:
            chiffre.encrypt(source, target, key)
    finally:
        clear.unlink()


def _decrypted(home: Path, archive: Path, place: Path, key_file: Path | None, trusted: bool) -> Path:
    """The archive in clear, in that private place; itself when it is not encrypted, and nothing says that it
    should be: whoever has no key could have written it.
    """
    written = str(key_file) if key_file else _key_set(home)
    if not chiffre.is_encrypted(archive):
        if written and not trusted:
            raise _refused(
                archive,
                "elle n’est pas chiffrée alors qu’une clé est réglée : n’importe qui a pu l’écrire",
                "Si elle date d’avant la clé et que vous savez d’où elle vient :"
                " workbench restore FICHIER --en-clair.",
            )
        return archive
    if not written:
        raise ErreurWorkbench(
            "Clé de sauvegarde nécessaire",
            f"{archive.name} est chiffrée.",
            "Donnez le fichier de sa clé : workbench restore FICHIER --cle CLE. Rien n’a été changé.",
        )
    key = chiffre.key_of(read_secret(Path.cwd() if key_file else home, written))
    clear = place / archive.name
    with archive.open("rb") as source, clear.open("wb") as target:
        chiffre.decrypt(source, target, key)
    return clear


def _key_set(home: Path) -> str:
    """The key file of the settings; none when they cannot be read: a restoration is their way out."""
    try:
        return load_settings(home).sauvegarde.cle_fichier if (home / FICHIER).is_file() else ""
    except ErreurWorkbench:
        return ""


def _add_ledger(home: Path, folder: Path, out: zipfile.ZipFile, prints: dict[str, str]) -> None:
    """A consistent copy of the ledger, taken by SQLite itself while others may be writing."""
    with tempfile.TemporaryDirectory(prefix=RESTAURATION, dir=folder) as work:
        copy = Path(work) / REGISTRE
        Registre(home).copier(copy)
        if copy.is_file():
            out.write(copy, CURATED + REGISTRE)
            prints[CURATED + REGISTRE] = _sha256(copy)


def restore(home: Path, archive: Path, key_file: Path | None = None, trusted: bool = False) -> Path:
    """Put an archive back; everything is checked before anything is touched.

    Args:
        key_file: the key of an encrypted archive; without one, that of the settings.
        trusted: take an archive that is not encrypted although a key is set.

    Returns:
        The published file.
    """
    if not archive.is_file():
        raise ErreurWorkbench("Sauvegarde introuvable", f"{archive} n'existe pas.", "Vérifiez le chemin.")
    folder = curated_folder(home)
    with run_lock(home), tempfile.TemporaryDirectory(prefix=RESTAURATION, dir=folder) as work:
        place = Path(work) / "contenu"
        place.mkdir()
        names = _extract_checked(_decrypted(home, archive, Path(work), key_file, trusted), place)
        close_published(home)
        if (home / FICHIER).exists():
            shutil.copy2(home / FICHIER, home / f"{FICHIER}.avant-restauration")
        for name in _JOURNAUX:
            if CURATED + name in names:
                _merge_journal(folder / name, place / CURATED / name)
        names = _keep_journal_key(folder, place, names)
        if CURATED + REGISTRE in names:
            _set_ledger_aside(folder)
        pointer_last = sorted(names, key=lambda name: (name.endswith(POINTEUR), name))
        for name in pointer_last:
            private(place / name)
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            replace_durably(place / name, home / name)
        _told(home, folder, archive)
    return published_path(home)


def _told(home: Path, folder: Path, archive: Path) -> None:
    """The restoration itself, written in the access journal: it brought people back on the disk."""
    entry = {
        "le": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "utilisateur": workstation_account(),
        "mart": "restauration",
        "version": version_of(published_path(home)),
        "filtres": [archive.name, _sha256(archive)],
        "lignes": 0,
        "motif": "remise en place d’une sauvegarde",
    }
    journal.append(folder / JOURNAL, entry)


def _merge_journal(current: Path, restored: Path) -> None:
    """The archive's journal, then what was written here and is not in it: a restoration erases no trace.

    When one carries the other on, the longer is the whole; else the entries it lacks are added to it, each
    saying the hash it had.
    """
    here, there = journal.read(current), journal.read(restored)
    if here.tetes[: there.nombre + 1] == there.tetes:
        if here.nombre > there.nombre:
            shutil.copyfile(current, restored)
        return
    held = {entry.get(journal.CHAINE) for entry in journal.entries(restored)}
    for entry in journal.entries(current):
        before = entry.pop(journal.CHAINE, None)
        if before is None or before not in held:
            journal.append(restored, {**entry, "chaine_avant": before})


def _keep_journal_key(folder: Path, place: Path, names: list[str]) -> list[str]:
    """The key of the journal in place stays: with another, its lines would answer for nobody any more. The
    archive's own is kept beside it, for the lines it brings.
    """
    current, brought = folder / CLE_JOURNAL, place / CURATED / CLE_JOURNAL
    if CURATED + CLE_JOURNAL not in names or not current.is_file():
        return names
    left = [name for name in names if name != CURATED + CLE_JOURNAL]
    if current.read_bytes() != brought.read_bytes():
        beside = f"{CURATED}{CLE_JOURNAL}.{_sha256(brought)[:8]}"
        brought.rename(place / beside)
        left.append(beside)
    return left


def _set_ledger_aside(folder: Path) -> None:
    """The ledger in place is kept under another name, its journal folded in: a foreign journal would spoil
    the restored file.
    """
    current = folder / REGISTRE
    if current.is_file():
        aside, whole = folder / f"{REGISTRE}.avant-restauration", folder / f"{RESTAURATION}{REGISTRE}"
        with sqlite3.connect(current) as source, sqlite3.connect(whole) as copy:
            source.backup(copy)
        private(whole)
        replace_durably(whole, aside)  # the copy before that one goes once this one is whole
    for suffix in ("", "-wal", "-shm"):
        (folder / f"{REGISTRE}{suffix}").unlink(missing_ok=True)


def _extract_checked(archive: Path, place: Path) -> list[str]:
    try:
        with zipfile.ZipFile(archive) as content:
            manifest = _manifest(archive, content)
            for name, digest in manifest.items():
                target = place / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with content.open(name) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1024**2)
                if _sha256(target) != digest:
                    raise _refused(archive, f"« {name} » a été modifié ou abîmé (empreinte différente)")
    except (*ILLISIBLE, KeyError) as error:
        raise _refused(archive, f"elle est illisible ({error})") from error
    _check_content(archive, place)
    return list(manifest)


def _manifest(archive: Path, content: zipfile.ZipFile) -> dict[str, str]:
    """Names and prints; a name that leaves the home or that we never write refuses the whole archive."""
    infos = [info for info in content.infolist() if info.filename != MANIFESTE]
    for info in infos:
        parts = PurePosixPath(info.filename).parts
        if (
            ".." in parts
            or not _ADMIS.fullmatch(info.filename)
            or (info.external_attr >> 16) & 0o170000 == 0o120000
        ):
            raise _refused(archive, f"elle contient « {info.filename} », qui n'y a pas sa place")
    if sum(info.file_size for info in infos) > TAILLE_MAX:
        raise _refused(archive, "elle est trop volumineuse une fois ouverte")
    try:
        prints: dict[str, str] = json.loads(content.read(MANIFESTE))["sha256"]
    except ValueError as error:
        raise _refused(archive, f"sa table des matières est illisible ({error})") from error
    if sorted(prints) != sorted(info.filename for info in infos):
        raise _refused(archive, "sa table des matières ne correspond pas à son contenu")
    return prints


def _check_content(archive: Path, place: Path) -> None:
    load_settings(place)
    try:
        current = published_path(place)
        with duckdb.connect(str(current), read_only=True) as connection:
            connection.execute("SELECT count(*) FROM meta.execution").fetchall()
    except (duckdb.Error, ErreurWorkbench) as error:
        raise _refused(archive, f"l'entrepôt qu'elle contient ne s'ouvre pas ({error})") from error
    if (place / CURATED / REGISTRE).is_file():
        try:
            Registre(place).toutes()
        except RegistreIllisible as error:
            # its own words name a folder that is gone by then, and another remedy
            why = f"le registre des décisions qu'elle contient ne se lit pas ({error.titre})"
            raise _refused(archive, why) from error


def _refused(archive: Path, why: str, way_out: str = "Utilisez une autre sauvegarde.") -> ErreurWorkbench:
    return ErreurWorkbench(
        "Restauration refusée", f"{archive.name} : {why}.", f"Rien n'a été changé. {way_out}"
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
