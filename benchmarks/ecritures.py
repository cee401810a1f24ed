"""Other handwritings, the same hospital: what becomes of each transformation of the demonstration's files.

`python benchmarks/ecritures.py` prints the table of docs/mesures.md (about ten minutes on two cores);
`--court` its totals only.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.ecritures import epreuve
from tests.ecritures.test_ecritures import FICHIERS, essayes, juger
from tests.ecritures.transformations import TOUTES

from workbench import demo

ETATS = ("pareil", "refusé", "faux", "sans objet")


Essai = tuple[int, dict[str, epreuve.Verdict]]
_TEMOIN: list[object] = []


def _prepare(modele: Path, place: Path) -> None:
    """The witness of one process: what is read of the delivery in its own hand, what it publishes."""
    home = epreuve.atelier(modele, place / str(os.getpid()))
    lue = epreuve.lecture(home)
    with contextlib.redirect_stdout(io.StringIO()):
        epreuve.run(home, epreuve.JOUR)
    _TEMOIN.append((modele, home, lue, epreuve.publication(home)))


def _try(rang: int, fichiers: int) -> Essai:
    """Tried on each file it changes, the first `fichiers` of them."""
    verdicts: dict[str, epreuve.Verdict] = {}
    with tempfile.TemporaryDirectory() as place:
        for numero, fichier in enumerate(essayes(rang)):
            if sum(verdict.etat != "sans objet" for verdict in verdicts.values()) < fichiers:
                verdicts[fichier] = juger(_TEMOIN[0], Path(place) / str(numero), fichier, [TOUTES[rang]])  # type: ignore[arg-type]
    return rang, verdicts


def main() -> None:
    """Every transformation on every file it may change, each alone; what is wrong is told on the error
    output.
    """
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--court", action="store_true")
    arguments.add_argument("--processus", type=int, default=2)
    arguments.add_argument(
        "--fichiers", type=int, default=len(FICHIERS), help="fichiers essayés par écriture"
    )
    arguments.add_argument("--depuis", type=int, default=0, help="rang de la première écriture")
    choix = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        modele = Path(place) / "demo"
        modele.mkdir()
        demo.generate(modele, 200, 3_000, 2026, None)
        total: Counter[str] = Counter()
        if not choix.court:
            print(
                "| famille | écriture | pareil | refusé | faux |", "| --- | --- | --- | --- | --- |", sep="\n"
            )
        contexte = multiprocessing.get_context("spawn")
        with contexte.Pool(choix.processus, _prepare, (modele, Path(place))) as groupe:
            for rang, verdicts in groupe.imap(
                partial(_try, fichiers=choix.fichiers), range(choix.depuis, len(TOUTES))
            ):
                etats = Counter(verdict.etat for verdict in verdicts.values())
                total += etats
                _tell(rang, verdicts, etats, choix.court)
    essais = sum(total[etat] for etat in ETATS[:3])
    print(f"\n{len(TOUTES)} écritures, {essais} essais : {dict(total)}")


def _tell(rang: int, verdicts: dict[str, epreuve.Verdict], etats: Counter[str], court: bool) -> None:
    for fichier, verdict in verdicts.items():
        if verdict.etat == "faux":
            print(
                f"FAUX {TOUTES[rang].code} | {fichier} | {verdict.message[:300]}", file=sys.stderr, flush=True
            )
    if not court:
        chiffres = " | ".join(str(etats[etat]) for etat in ETATS[:3])
        print(f"| {TOUTES[rang].famille} | {TOUTES[rang].titre} | {chiffres} |", flush=True)


if __name__ == "__main__":
    main()
