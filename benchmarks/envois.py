"""What becomes of each delivery of `tests/envois` (`cas.py`, `cas_vecus*.py`), played on a GHT of 200 agents.

`python benchmarks/envois.py [WORD…]` prints the table of docs/mesures.md, each outcome on the error output;
words keep the deliveries whose title holds one of them, or those of the set of that name (`cas_vecus_5`).
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.envois import epreuve
from tests.envois.cas import ENVOIS
from tests.envois.cas_vecus import VECUS
from tests.envois.cas_vecus_2 import VECUS_2
from tests.envois.cas_vecus_3 import VECUS_3
from tests.envois.cas_vecus_4 import VECUS_4
from tests.envois.cas_vecus_5 import VECUS_5
from tests.envois.cas_vecus_6 import VECUS_6
from tests.envois.cas_vecus_7 import VECUS_7

from workbench import demo

_TEMOINS: list[object] = []
JEUX = {
    "cas": ENVOIS,
    "cas_vecus": VECUS,
    "cas_vecus_2": VECUS_2,
    "cas_vecus_3": VECUS_3,
    "cas_vecus_4": VECUS_4,
    "cas_vecus_5": VECUS_5,
    "cas_vecus_6": VECUS_6,
    "cas_vecus_7": VECUS_7,
}
TOUS = [one for jeu in JEUX.values() for one in jeu]


def _prepare(modele: Path, place: Path) -> None:
    _TEMOINS.extend((modele, epreuve.temoins(modele, place / str(os.getpid()))))


def _try(rang: int) -> tuple[int, epreuve.Verdict]:
    with tempfile.TemporaryDirectory() as place:
        return rang, epreuve.play(TOUS[rang], *_TEMOINS, Path(place) / "home")  # type: ignore[arg-type]


def main() -> None:
    """Every delivery, or those whose name holds a word of the command line."""
    chosen = [
        rang
        for rang, one in enumerate(TOUS)
        if not sys.argv[1:] or any(one in JEUX.get(word, ()) or word in one.code for word in sys.argv[1:])
    ]
    counts: Counter[str] = Counter()
    print("| envoi | fichier | mois | issue |", "| --- | --- | --- | --- |", sep="\n")
    with tempfile.TemporaryDirectory() as place:
        modele = Path(place) / "demo"
        modele.mkdir()
        demo.generate(modele, 200, 3_000, 2026, None)
        with multiprocessing.get_context("spawn").Pool(2, _prepare, (modele, Path(place))) as groupe:
            for rang, verdict in groupe.imap(_try, chosen):
                one = TOUS[rang]
                juste = verdict.etat in one.permis
                counts[verdict.etat if juste else f"{verdict.etat}, à tort"] += 1
                issue = verdict.etat if juste else f"{verdict.etat} (à tort)"
                print(f"| {one.titre} | {one.fichier} | {one.moment} | {issue} |", flush=True)
                message = " ".join(verdict.message.split())[:900]
                print(
                    f"{'ok' if juste else 'FAUTE'} | {verdict.etat} | {one.code} | {message}",
                    file=sys.stderr,
                    flush=True,
                )
    print(f"\n{counts.total()} envois : {dict(counts)}")


if __name__ == "__main__":
    main()
