"""What becomes of deliveries of hospitals nobody here has seen (`cas.toml`), by the ordinary path.

`python benchmarks/ailleurs` prints the table of docs/mesures.md: right (with or without a question), refused,
wrong. What is asked is answered as proposed; a question without proposal is left.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from livraisons import Attendu, attendu, chosen, livraisons
from passage import AUSSI, declare, same_text

from workbench.run.pipeline import check
from workbench.socle.erreurs import ErreurWorkbench
from workbench.sources.confirmation import pending
from workbench.sources.lecture.titres import header_key
from workbench.sources.modeles import Lecture

CLE = {"annuaire": ["login"], "application": ["login", "identifiant"], "parc_mie": ["numero_serie"]}


def play(case: Mapping[str, Any], home: Path) -> tuple[str, str]:
    """The state of a case, and why."""
    try:
        asked, _ = declare(case, home)
        judged = check(home)
        if judged.controle.refus:
            raise judged.controle.refus[0].erreur
        if judged.doutes:
            raise pending(judged.doutes)
    except ErreurWorkbench as refus:
        return "refusé", f"{refus.titre} : {refus.message} {refus.conseil}"
    told = compare(judged.lectures[0], attendu(case))
    return ("faux" if told else f"juste{asked}"), told


def compare(lecture: Lecture, wanted: Attendu) -> str:
    """The first differences, "" when everything is as it should be."""
    columns = CLE.get(lecture.source.nature, ["matricule", "rpps"])
    read: dict[str, list[dict[str, Any]]] = {}
    for row in lecture.lignes.to_dicts():
        key = next((row[name] for name in columns if row.get(name)), "")
        read.setdefault(header_key(str(key)), []).append(row)
    known = {header_key(key): row for key, row in wanted.items()}
    told = [f"{key or 'sans clé'} en trop" for key in read.keys() - known.keys()]
    for key, row in known.items():
        for name, text in row.items():
            values = [
                one[n]
                for one in read.get(key, [])
                for n in AUSSI.get(name, (name,))
                if one.get(n) is not None
            ]
            if not any(same_text(value, text, name) for value in values) and (text or values):
                told.append(f"{key}, {name} : {values[:2]} pour « {text} »")
    return " ; ".join(told[:5])


def main() -> None:
    """Every case, or those whose name holds a word of the command line."""
    counts: Counter[str] = Counter()
    print("| livraison | issue |", "| --- | --- |", sep="\n")
    for case in livraisons():
        if not chosen(case, sys.argv[1:]):
            continue
        with tempfile.TemporaryDirectory() as place:
            state, why = play(case, Path(place))
        if state == "refusé" and not case.get("refus"):
            state = "refusé à tort"
        counts[state] += 1
        print(f"| {case['nom']} | {state} |", flush=True)
        if why:
            print(f"{case['nom']} : {' '.join(why.split())[:600]}", file=sys.stderr, flush=True)
    print(f"\n{counts.total()} livraisons : {dict(counts)}")


if __name__ == "__main__":
    main()
