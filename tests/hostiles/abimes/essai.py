"""Spoilt files by doors and seeds: `python -m tests.hostiles.abimes.essai [--graines N] [--porte MOT]`.

Of each: taken (the door's own checks hold), or refused with its cause and its remedy, and what was there
before is there after. Anything else is wrong: another exception, a refusal that says too little, a state
that moved.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import tempfile
import time
import warnings
from pathlib import Path

from tests.hostiles.abimes.mutations import abimer
from tests.hostiles.abimes.portes import Faux, Porte, decisions, portes, preparer, remettre
from tests.hostiles.epreuve import Issue, refus_mal_dit, tableau
from tests.outils.commandes import lancer

from workbench.decisions import Registre
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse.publication import POINTEUR

GRAINES, AGENTS, RPPS = 85, "60", "3000"
SECONDES = 20.0
_ICI: list[tuple[Path, Path, list[Porte]]] = []  # of a worker: its model, its home, its doors


def modele(dossier: Path, demo: Path | None = None) -> Path:
    """A small home, run, with every file that goes out of it, kept as it is (`demo`: a published one)."""
    home = dossier / "modele"
    if demo is not None:
        shutil.copytree(demo, home)
    else:
        for commande in (("demo", "--agents", AGENTS, "--rpps", RPPS), ("run",)):
            code, dit = lancer(*commande, home=home)
            if code:
                raise RuntimeError(dit)
    preparer(home)
    (home / "decisions.json").write_text(decisions(home), "utf-8")
    return home


def juger(modele: Path, home: Path, porte: Porte, graine: int) -> Issue:
    """What becomes of one spoilt file."""
    nom = f"{porte.nom}/{graine}"
    fichier = home / porte.fichier
    en_place = fichier.is_file()
    avant = _etat(home)
    abime = abimer(porte.forme, porte.bon, nom)
    fichier.write_bytes(abime)
    debut = time.process_time()
    etat, detail = "lu", ""
    try:
        porte.essayer(home, fichier)
    except ErreurWorkbench as refus:
        etat, detail = "refusé", refus_mal_dit(refus)
    except Faux as faux:
        detail = str(faux)
    except Exception as faute:
        detail = f"{type(faute).__name__} : {str(faute)[:200]}"
    if time.process_time() - debut > SECONDES:
        detail = detail or "trop lent"
    if en_place:
        fichier.write_bytes(porte.bon)
        for reste in ("-wal", "-shm"):
            fichier.with_name(fichier.name + reste).unlink(missing_ok=True)
    try:
        apres = _etat(home)
    except ErreurWorkbench as refus:
        detail, apres = detail or f"{etat}, et ce qui reste ne se lit plus : {refus}", ("", 0, "")
    if apres != avant:
        if etat == "refusé" and not en_place:
            detail = detail or f"refusé, mais ce qui était là a changé : {avant} → {apres}"
        remettre(modele, home, porte)
    return Issue(nom, porte.nom, "FAUX" if detail else etat, detail)


def _etat(home: Path) -> tuple[str, int, str]:
    """What a refusal must leave as it was: the pointer, the ledger, the settings."""
    curated = home / "data" / "curated"
    tetes, _ = Registre(home).chaine()
    return (curated / POINTEUR).read_text("utf-8"), len(tetes), (home / "workbench.toml").read_text("utf-8")


def ouvrir(modele: Path, dossier: Path) -> None:
    """The doors of a process, on a copy of its own."""
    warnings.simplefilter("ignore")
    home = dossier / f"home-{multiprocessing.current_process().pid}"
    shutil.copytree(modele, home)
    _ICI[:] = [(modele, home, portes(home))]


def _un(cas: tuple[int, int]) -> Issue:
    source, home, connues = _ICI[0]
    return juger(source, home, connues[cas[0]], cas[1])


def main() -> int:
    """Try all; 1 when something is wrong."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    lecteur.add_argument("--graines", type=int, default=GRAINES, help="fichiers abîmés par porte")
    lecteur.add_argument("--porte", default="", help="celles dont le nom contient ce mot")
    demandes = lecteur.parse_args()
    debut = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        source = modele(Path(place))
        voulues = [r for r, p in enumerate(portes(source)) if demandes.porte in p.nom]
        cas = [(rang, graine) for rang in voulues for graine in range(demandes.graines)]
        contexte = multiprocessing.get_context("spawn")
        with contexte.Pool(2, ouvrir, (source, Path(place))) as groupe:
            issues = []
            for issue in groupe.imap(_un, cas, chunksize=5):
                issues.append(issue)
                if issue.etat == "FAUX":
                    print(f"FAUX {issue.cas} : {issue.detail}", flush=True)
    print(tableau(issues))
    print(f"{len(issues)} fichiers abîmés, {time.perf_counter() - debut:.0f} s")
    return int(any(issue.etat == "FAUX" for issue in issues))


if __name__ == "__main__":
    sys.exit(main())
