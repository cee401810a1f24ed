"""The notebooks, measured: processor seconds of every code cell in reading mode, and of the act that reads
the deliveries again.

Usage: python benchmarks/carnets.py --home HOME
HOME holds a published run (20,000 agents for the figures of docs/mesures.md); nothing is recorded there but
the journal of accesses. Without it, a demonstration of 2,000 agents is made and thrown away.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from workbench import atelier
from workbench.atelier import nettoyage
from workbench.demo import generate
from workbench.run.pipeline import run

CARNETS = Path(__file__).resolve().parents[1] / "notebooks"
LIMITE = 10.0  # seconds a cell may take


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path)
    given = parser.parse_args().home
    with contextlib.ExitStack() as stack:
        home = given or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if given is None:
            generate(home, agents=2_000, rpps=20_000)
            run(home)
        os.environ["WORKBENCH_HOME"] = str(home)
        print("| carnet | cellules | total (s CPU) | la plus longue (s CPU) |\n| --- | ---: | ---: | --- |")
        for path in sorted(CARNETS.glob("*.ipynb")):
            _notebook(path)
        started = time.process_time()
        poste = atelier.sit(home, "mesure des carnets")
        nettoyage.try_rule(poste, "service_synonyme", graphie="USLD", service="Long séjour")
        print(
            f"| essai de nettoyage, livraisons relues deux fois | 1 | {time.process_time() - started:.1f} | |"
        )


def _notebook(path: Path) -> None:
    world: dict[str, Any] = {}
    spent: list[tuple[float, str]] = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code, started = "".join(cell["source"]), time.process_time()
            with contextlib.redirect_stdout(io.StringIO()):
                exec(code, world)
            spent.append((time.process_time() - started, code.split("\n")[0][:60]))
    longest = max(spent)
    mark = "" if longest[0] < LIMITE else " **au-delà de la limite**"
    total = sum(seconds for seconds, _ in spent)
    print(f"| {path.stem} | {len(spent)} | {total:.1f} | {longest[0]:.1f} `{longest[1]}`{mark} |")


if __name__ == "__main__":
    main()
