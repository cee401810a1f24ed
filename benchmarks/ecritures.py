"""Other handwritings, the same hospital: what becomes of each transformation of the demonstration's files.

`python benchmarks/ecritures.py` prints the table of docs/mesures.md (about ten minutes on two cores);
`--court` its totals only.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.ecritures import epreuve
from tests.ecritures.test_ecritures import FICHIERS, juger
from tests.ecritures.transformations import TOUTES

from workbench import demo

ETATS = ("pareil", "refusé", "faux", "sans objet")


def main() -> None:
    """Every transformation on every file it may change, each alone."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--court", action="store_true")
    court = arguments.parse_args().court
    with tempfile.TemporaryDirectory() as place:
        modele = Path(place) / "demo"
        modele.mkdir()
        demo.generate(modele, 200, 3_000, 2026, None)
        home = epreuve.atelier(modele, Path(place) / "temoin")
        lue = epreuve.lecture(home)
        with contextlib.redirect_stdout(io.StringIO()):
            epreuve.run(home, epreuve.JOUR)
        temoin = (modele, lue, epreuve.publication(home))
        total: Counter[str] = Counter()
        if not court:
            print(
                "| famille | écriture | pareil | refusé | faux |", "| --- | --- | --- | --- | --- |", sep="\n"
            )
        for rang, transformation in enumerate(TOUTES):
            etats = Counter(
                juger(temoin, Path(place) / f"{rang}_{numero}", fichier, [transformation]).etat
                for numero, fichier in enumerate(FICHIERS)
            )
            total += etats
            if not court:
                chiffres = " | ".join(str(etats[etat]) for etat in ETATS[:3])
                print(f"| {transformation.famille} | {transformation.titre} | {chiffres} |", flush=True)
    essais = sum(total[etat] for etat in ETATS[:3])
    print(f"\n{len(TOUTES)} écritures, {essais} essais : {dict(total)}")


if __name__ == "__main__":
    main()
