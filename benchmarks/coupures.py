"""Commands killed (SIGKILL) at moments drawn at random: what is left is the state before or after, whole.

Usage: python benchmarks/coupures.py HOME [--combien 100] [--graine 7]
HOME (a small published one, two versions at least) is copied, never touched. Each command is first run to
its end, for how long it takes; then it is killed somewhere in that time, and the home is examined: published
version open, people counted, ledger whole, chains unbroken, archive absent or whole. At the end of each kind,
the same command must end well on the home its accidents left.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from workbench.cli import commandes
from workbench.decisions import Registre
from workbench.warehouse import open_published, published_path
from workbench.warehouse.publication import kept_versions, version_of

MOTIF = "essai des coupures"
GENRES = ["run", "import", "revenir", "backup", "restore", "purge"]
CHANGEES = 12  # cards that an import changes: all of them, or none
PERIMES = "\n[conservation]\nlivraisons_jours = 1\nversions_jours = 1\njournaux_jours = 1\n"


@dataclass(frozen=True)
class Etat:
    """What a home holds: version, people, ledger entries, whether its chains hold."""

    version: str
    personnes: int
    registre: int
    chaines: bool


def _fork(faire: Callable[[], int], muet: bool = True) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        if muet:
            vide = os.open(os.devnull, os.O_RDWR)
            for flux in range(3):
                os.dup2(vide, flux)
        code = faire()
    except SystemExit as sortie:
        code = sortie.code if isinstance(sortie.code, int) else 0
    finally:
        os._exit(code)


def _command(home: Path, *mots: str) -> Callable[[], int]:
    def lancer() -> int:
        sys.argv = ["workbench", *mots, "--home", str(home)]
        commandes.main()
        return 0

    return lancer


def _end(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _examine(home: Path) -> Etat:
    """Read in a process of its own: nothing stays open here."""
    rapport = home / "etat.json"
    rapport.unlink(missing_ok=True)

    def lire() -> int:
        with open_published(home) as cursor:
            ((personnes,),) = cursor.execute("SELECT count(*) FROM curated.identite").fetchall()
        dits = (version_of(published_path(home)), personnes, len(Registre(home).toutes()))
        rapport.write_text(json.dumps(dits))
        return 0

    if _end(_fork(lire)):
        return Etat("illisible", 0, 0, False)
    chaines = _end(_fork(_command(home, "verifier"))) == 0
    etat = Etat(*json.loads(rapport.read_text()), chaines)
    rapport.unlink()
    return etat


def _classeur(home: Path) -> Path:
    """The project's workbook, with cards renamed as a team does it."""
    fichier = home.parent / "projet.xlsx"
    fichier.unlink(missing_ok=True)
    if _end(_fork(_command(home, "project", "export", str(fichier)))):
        raise SystemExit("project export")
    livre = load_workbook(fichier)
    page = livre["Tâches"]
    for rang in range(2, 2 + CHANGEES):
        page.cell(rang, 2).value = f"Tâche {rang} revue {time.monotonic_ns()}"
    livre.save(fichier)
    return fichier


def _mots(genre: str, home: Path, archive: Path) -> list[str]:
    if genre == "import":
        return ["project", "import", str(_classeur(home)), "--oui"]
    if genre == "revenir":
        courante = published_path(home)
        autre = next(version_of(p) for _, p in reversed(kept_versions(home)) if p != courante)
        return ["revenir", autre, "--motif", MOTIF]
    dernieres = sorted(d.name for d in (home / "data" / "raw").glob("20*"))
    return {
        "run": ["run", "--date", dernieres[-1]],
        "backup": ["backup", str(archive)],
        "restore": ["restore", str(archive)],
        "purge": ["purge", "--appliquer", "--motif", MOTIF],
    }[genre]


def _faute(genre: str, avant: Etat, apres: Etat, archive: Path) -> str:
    """What is wrong after a kill; "" when nothing is."""
    if apres.version == "illisible":
        return "version publiée ou registre illisible"
    if not apres.chaines:
        return "verifier dit une chaîne rompue"
    ajoutees = apres.registre - avant.registre
    if genre == "import" and ajoutees not in (0, CHANGEES):
        return f"{ajoutees} fiches enregistrées sur {CHANGEES}"
    if genre != "import" and ajoutees < 0:
        return f"{-ajoutees} entrées du registre perdues"
    if genre in ("backup", "purge", "import") and apres.version != avant.version:
        return "la version publiée a changé"
    if genre == "backup" and archive.exists() and not _whole(archive):
        return "archive incomplète sous son nom"
    return "" if apres.personnes else "version vide"


def _whole(archive: Path) -> bool:
    try:
        with zipfile.ZipFile(archive) as lue:
            return lue.testzip() is None
    except zipfile.BadZipFile:
        return False


def _kind(genre: str, source: Path, combien: int, tirage: random.Random) -> Counter[str]:
    issues: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        home, archive = Path(scratch) / "home", Path(scratch) / "sauvegarde.zip"

        def reset() -> None:
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(source, home)
            if genre == "purge":
                with (home / "workbench.toml").open("a", encoding="utf-8") as reglages:
                    reglages.write(PERIMES)

        reset()
        if genre == "restore" and _end(_fork(_command(home, "backup", str(archive)))):
            return Counter({"sauvegarde impossible": 1})
        mots = _mots(genre, home, archive)
        debut = time.perf_counter()
        if code := _end(_fork(_command(home, *mots))):
            return Counter({f"{mots} se termine par {code} sans coupure": 1})
        duree = time.perf_counter() - debut
        for _ in range(combien):
            if genre == "purge":
                reset()
            if genre == "backup":
                archive.unlink(missing_ok=True)
            mots, avant = _mots(genre, home, archive), _examine(home)
            pid = _fork(_command(home, *mots))
            time.sleep(tirage.uniform(0, duree))
            os.kill(pid, signal.SIGKILL)
            tue = _end(pid) == -signal.SIGKILL
            faute = _faute(genre, avant, _examine(home), archive)
            issues[faute or ("tué" if tue else "fini avant")] += 1
            if faute:
                print(f"  {genre} : {faute} (avant {avant})", flush=True)
                reset()
        archive.unlink(missing_ok=True) if genre == "backup" else None
        if _end(_fork(_command(home, *_mots(genre, home, archive)))):
            issues["ne se relance pas après les coupures"] += 1
    return issues


def main() -> int:
    """Kill, examine, print; 1 when something was left wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--combien", type=int, default=100)
    parser.add_argument("--graine", type=int, default=7)
    parser.add_argument("--genres", nargs="*", default=GENRES)
    options = parser.parse_args()
    parts = [options.combien // len(options.genres)] * len(options.genres)
    fautes = 0
    print("| commande | coupures | tués en route | finis avant | laissé faux |")
    print("| --- | --- | --- | --- | --- |", flush=True)
    for genre, combien in zip(options.genres, parts, strict=True):
        issues = _kind(genre, options.home, combien, random.Random(f"{options.graine}-{genre}"))
        faux = issues.total() - issues["tué"] - issues["fini avant"]
        fautes += faux
        dits = f"{issues['tué']} | {issues['fini avant']} | {faux}"
        print(f"| {genre} | {combien} | {dits} |", flush=True)
    return int(bool(fautes))


if __name__ == "__main__":
    sys.exit(main())
