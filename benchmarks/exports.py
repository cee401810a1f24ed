"""What becomes of exports as French hospitals' products write them (`tests/exports`), on a GHT of 200 agents.

`python benchmarks/exports.py [WORD…]` prints outcomes by bullet, each export on the error output; words keep
the exports whose bullet, title or file hold one of them. `--depuis N`, `--jusque N`: a part of the list.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.envois import epreuve as envois
from tests.exports import epreuve
from tests.exports.tous import TOUS

from workbench import demo

_TEMOINS: list[object] = []
ETATS = ("pareil", "refusé", "dit", "refusé à tort", "lu ou dit à tort", "faux", "sans objet")


def _prepare(modele: Path, place: Path) -> None:
    _TEMOINS.extend((modele, envois.temoins(modele, place / str(os.getpid()))))


def _try(rang: int) -> tuple[int, envois.Verdict]:
    with tempfile.TemporaryDirectory() as place:
        try:
            return rang, epreuve.play(TOUS[rang], *_TEMOINS, Path(place) / "home")  # type: ignore[arg-type]
        except Exception as faute:
            return rang, envois.Verdict("banc", f"{type(faute).__name__} : {faute}")


def issue(rang: int, etat: str) -> str:
    """The outcome as the table counts it."""
    if etat in TOUS[rang].attendu or etat in ("faux", "sans objet", "banc"):
        return etat
    return "refusé à tort" if etat == "refusé" else "lu ou dit à tort"


def main() -> None:
    """Play them and count."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("mots", nargs="*")
    arguments.add_argument("--depuis", type=int, default=0)
    arguments.add_argument("--jusque", type=int, default=len(TOUS))
    arguments.add_argument("--processus", type=int, default=2)
    choix = arguments.parse_args()
    chosen = [
        rang
        for rang, one in enumerate(TOUS)
        if choix.depuis <= rang < choix.jusque
        and (not choix.mots or any(word in one.code for word in choix.mots))
    ]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as place:
        modele = Path(place) / "demo"
        modele.mkdir()
        demo.generate(modele, 200, 3_000, 2026, None)
        contexte = multiprocessing.get_context("spawn")
        with contexte.Pool(choix.processus, _prepare, (modele, Path(place))) as groupe:
            for rang, verdict in groupe.imap(_try, chosen):
                told = issue(rang, verdict.etat)
                counts[TOUS[rang].puce][told] += 1
                message = " ".join(verdict.message.split())[:1200]
                print(f"{told} | {rang} | {TOUS[rang].code} | {message}", file=sys.stderr, flush=True)
    print(f"| espèce | essais | {' | '.join(ETATS)} |", "| --- |" + " --- |" * (len(ETATS) + 1), sep="\n")
    total: Counter[str] = sum(counts.values(), Counter())
    for puce, seen in [*counts.items(), ("**ensemble**", total)]:
        print(f"| {puce} | {seen.total()} | {' | '.join(str(seen[etat]) for etat in ETATS)} |")


if __name__ == "__main__":
    main()
