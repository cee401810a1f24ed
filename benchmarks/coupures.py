"""Commands killed (SIGKILL) at moments drawn at random: what is left is the state before or after, whole.

Usage: python benchmarks/coupures.py HOME [--combien 105] [--graine 7] [--genres run …]
HOME (a small published one, two versions at least) is copied, never touched. Each command is first run to
its end, for how long it takes; then it is killed somewhere in that time, until enough kills fell before its
end, and the home is examined: published version open, people counted, ledger whole, chains unbroken, archive
absent or whole. At the end of each kind, the same command must end well on the home its accidents left.
The migration: a ledger as the tool's first format wrote it, opened by today's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
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
from workbench.decisions import Decision, Registre
from workbench.decisions.registre import FICHIER, VERSION
from workbench.warehouse import open_published, published_path
from workbench.warehouse.candidat import candidate
from workbench.warehouse.publication import curated_folder, kept_versions, version_of

MOTIF = "essai des coupures"
GENRES = ["run", "import", "publish", "revenir", "backup", "restore", "purge", "migration"]
NEUFS = ("publish", "purge", "migration")  # what they undo is put back before each kill
ESSAIS = 8  # draws at most for one kill that falls before the end
ENTREES = 3_000  # of the ledger that is migrated: long enough for a kill to fall inside
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
    if genre == "publish":
        return ["version", "publish", "--motif", MOTIF]
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
        "migration": ["verifier"],  # any command that opens the ledger migrates it
    }[genre]


def _vieillir(home: Path) -> None:
    """The ledger as the first format kept it: the same entries, no hash beside them."""
    entrees = [
        Decision("meme_personne", "essai", MOTIF, cle_a=f"ad:{rang}", cle_b=f"rh:{rang}")
        for rang in range(ENTREES)
    ]
    Registre(home).enregistrer(entrees)
    with sqlite3.connect(curated_folder(home) / FICHIER) as base:
        base.execute("ALTER TABLE decision DROP COLUMN chaine")
        base.execute("UPDATE registre_version SET version = 1")
    base.close()


def _format(home: Path) -> str:
    """What is wrong with the ledger's format, read without the tool; "" when it is the old or the new one."""
    with sqlite3.connect(curated_folder(home) / FICHIER) as base:
        ((numero,),) = base.execute("SELECT version FROM registre_version").fetchall()
        titres = {titre[1] for titre in base.execute("PRAGMA table_info(decision)")}
    base.close()
    return "" if numero == (VERSION if "chaine" in titres else 1) else "registre entre deux formats"


def _preparer(genre: str, home: Path) -> None:
    """What the command needs to be there, and what it would undo."""
    if genre == "purge":
        with (home / "workbench.toml").open("a", encoding="utf-8") as reglages:
            reglages.write(PERIMES)
    if genre == "publish" and _end(_fork(_command(home, *_mots("run", home, home), "--candidat"))):
        raise SystemExit("run --candidat")
    if genre == "migration" and _end(_fork(lambda: _vieillir(home) or 0)):
        raise SystemExit("registre d’avant")


def _faute(genre: str, avant: Etat, apres: Etat, archive: Path, attendue: str) -> str:
    """What is wrong after a kill; "" when nothing is."""
    if apres.version == "illisible":
        return "version publiée ou registre illisible"
    if not apres.chaines:
        return "verifier dit une chaîne rompue"
    ajoutees = apres.registre - avant.registre
    if genre == "import" and ajoutees not in (0, CHANGEES):
        return f"{ajoutees} fiches enregistrées sur {CHANGEES}"
    if genre == "migration" and ajoutees != ENTREES:
        return f"{ajoutees} entrées sur {ENTREES} après la migration"
    if genre != "import" and ajoutees < 0:
        return f"{-ajoutees} entrées du registre perdues"
    if genre in ("backup", "purge", "import", "migration") and apres.version != avant.version:
        return "la version publiée a changé"
    if genre == "publish" and apres.version not in (avant.version, attendue):
        return "une version que personne n’a demandée est publiée"
    if genre == "backup" and archive.exists() and not _whole(archive):
        return "archive incomplète sous son nom"
    return "" if apres.personnes else "version vide"


def _whole(archive: Path) -> bool:
    try:
        with zipfile.ZipFile(archive) as lue:
            return lue.testzip() is None
    except zipfile.BadZipFile:
        return False


def _kind(genre: str, source: Path, voulus: int, tirage: random.Random) -> Counter[str]:
    issues: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        modele, home = Path(scratch) / "modele", Path(scratch) / "home"
        archive = Path(scratch) / "sauvegarde.zip"
        shutil.copytree(source, modele)
        _preparer(genre, modele)
        avant_tout = _attendue(modele)

        def reset() -> None:
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(modele, home)

        reset()
        if genre == "restore" and _end(_fork(_command(home, "backup", str(archive)))):
            return Counter({"sauvegarde impossible": 1})
        mots = _mots(genre, home, archive)
        debut = time.perf_counter()
        if code := _end(_fork(_command(home, *mots))):
            return Counter({f"{mots} se termine par {code} sans coupure": 1})
        duree = time.perf_counter() - debut
        for _ in range(ESSAIS * voulus):
            if issues["tué"] == voulus:
                break
            if genre in NEUFS:
                reset()
            if genre == "backup":
                archive.unlink(missing_ok=True)
            # looking at an old ledger would migrate it: it is compared with what it was made of
            avant = _examine(home) if genre != "migration" else _examine(source)
            mots, attente = _mots(genre, home, archive), tirage.uniform(0, duree)
            pid = _fork(_command(home, *mots))
            time.sleep(attente)
            os.kill(pid, signal.SIGKILL)
            tue = _end(pid) == -signal.SIGKILL
            if not tue:
                duree = min(duree, attente)  # it takes less than that: later draws would fall after its end
            faute = _format(home) if genre == "migration" else ""
            faute = faute or _faute(genre, avant, _examine(home), archive, avant_tout)
            issues[faute or ("tué" if tue else "fini avant")] += 1
            if faute:
                print(f"  {genre} : {faute} (avant {avant})", flush=True)
                reset()
        if genre == "backup":
            archive.unlink(missing_ok=True)
        if genre in NEUFS:
            reset()
        if _end(_fork(_command(home, *_mots(genre, home, archive)))):
            issues["ne se relance pas après les coupures"] += 1
    return issues


def _attendue(home: Path) -> str:
    """The version that waits to be published, "" when none does."""
    waiting = candidate(home)
    return version_of(waiting.fichier) if waiting else ""


def main() -> int:
    """Kill, examine, print; 1 when something was left wrong or too few kills fell before the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--combien", type=int, default=105, help="coupures en route, en tout")
    parser.add_argument("--graine", type=int, default=7)
    parser.add_argument("--genres", nargs="*", default=GENRES)
    options = parser.parse_args()
    part = -(-options.combien // len(options.genres))
    total: Counter[str] = Counter()
    print("| commande | coupures | tués en route | finis avant | laissé faux |")
    print("| --- | --- | --- | --- | --- |", flush=True)
    for genre in options.genres:
        issues = _kind(genre, options.home, part, random.Random(f"{options.graine}-{genre}"))
        faux = issues.total() - issues["tué"] - issues["fini avant"]
        total += Counter({"coupures": issues.total(), "faux": faux}) + issues
        print(
            f"| {genre} | {issues.total()} | {issues['tué']} | {issues['fini avant']} | {faux} |", flush=True
        )
    ensemble = f"{total['coupures']} | {total['tué']} | {total['fini avant']} | {total['faux']}"
    print(f"| **ensemble** | {ensemble} |")
    return int(total["faux"] > 0 or total["tué"] < options.combien)


if __name__ == "__main__":
    sys.exit(main())
