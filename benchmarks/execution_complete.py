"""A full run at the size of a large GHT, then the night after it: one row in a hundred of HR and accounts
gone, directory files unchanged.

Prints processor seconds (what a loaded machine moves least), the clock, the peak memory and the slowest
steps; with several sizes, how the cost grows from one to the next (1: as the number of people).

Usage: python benchmarks/execution_complete.py [--agents N …] [--rpps N …] [--home DIR] [--sans-nuit]
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

CHANGE = 100  # one row in so many is gone the night after
NOCTURNES = ("SIRH", "AD_", "DPI", "export_agents")  # files delivered every night
LENTES = 3
WORKBENCH = [sys.executable, "-m", "workbench.cli"]


@dataclass(frozen=True)
class Cout:
    """What one command cost."""

    processeur: float
    horloge: float
    memoire: float


def measured(*command: str) -> Cout:
    """Run `workbench …` to its end: processor and clock seconds, peak resident memory in MiB."""
    probe = (
        "import resource,subprocess,sys,time;t=time.perf_counter();"
        "c=subprocess.run(sys.argv[1:]).returncode;d=time.perf_counter()-t;"
        "r=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(f'@@{r.ru_utime+r.ru_stime:.3f} {d:.3f} {r.ru_maxrss/1024:.1f}');sys.exit(c)"
    )
    done = subprocess.run([sys.executable, "-c", probe, *WORKBENCH, *command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    line = next(text for text in reversed(done.stdout.splitlines()) if text.startswith("@@"))
    return Cout(*(float(word) for word in line[2:].split()))


def steps(home: Path) -> dict[str, float]:
    """The last run's own account of its steps, in clock seconds, slowest first."""
    from workbench.warehouse import open_published

    row = (
        open_published(home)
        .execute("SELECT etapes FROM meta.execution ORDER BY date_execution DESC LIMIT 1")
        .fetchone()
    )
    found = {} if row is None else json.loads(row[0])
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def next_night(home: Path) -> None:
    """The delivery of the day after: the nightly files of the last one, one row in `CHANGE` left out."""
    last = max(path for path in (home / "data" / "raw").iterdir() if path.is_dir())
    night = last.with_name(f"{last.name[:-2]}{int(last.name[-2:]) + 1:02d}")
    night.mkdir()
    for path in last.iterdir():
        if path.name.startswith(NOCTURNES) and path.suffix in {".csv", ".txt"}:
            rows = path.read_bytes().splitlines(keepends=True)
            kept = [row for rank, row in enumerate(rows) if rank % CHANGE != CHANGE - 1]
            (night / path.name).write_bytes(b"".join(kept))


def told(what: str, cost: Cout, home: Path) -> None:
    """One line, and the slowest steps under it."""
    print(
        f"  {what:<22} {cost.processeur:7.1f} s de processeur, {cost.horloge:7.1f} s à l'horloge,"
        f" {cost.memoire:6.0f} Mio"
    )
    slow = list(steps(home).items())[:LENTES]
    print("      les plus lentes : " + ", ".join(f"{step} {seconds:.1f} s" for step, seconds in slow))


def one_size(home: Path, agents: int, rpps: int, *, night: bool) -> float:
    """Write, run, print; processor seconds of the full run."""
    print(f"{agents} agents, {rpps} personnes")
    if not (home / "workbench.toml").exists():
        began = time.perf_counter()
        measured("demo", "--home", str(home), "--agents", str(agents), "--rpps", str(rpps))
        print(f"  GHT fictif écrit en {time.perf_counter() - began:.1f} s")
    full = measured("run", "--home", str(home))
    told("exécution complète", full, home)
    if night:
        next_night(home)
        after = measured("run", "--home", str(home))
        told("nuit, 1 % changé", after, home)
        print(f"      soit {after.processeur / full.processeur:.0%} de l'exécution complète")
    return full.processeur


def main() -> None:
    """Every size asked for, smallest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=[20_000])
    parser.add_argument("--rpps", type=int, nargs="+", default=[1_900_000])
    parser.add_argument("--home", type=Path, help="already written: one size, no night")
    parser.add_argument("--sans-nuit", action="store_true")
    options = parser.parse_args()
    counts = options.rpps * len(options.agents) if len(options.rpps) == 1 else options.rpps
    before: tuple[int, float] | None = None
    for agents, rpps in zip(options.agents, counts, strict=True):
        with tempfile.TemporaryDirectory() as scratch:
            cost = one_size(
                options.home or Path(scratch), agents, rpps, night=not (options.sans_nuit or options.home)
            )
        if before:
            power = math.log(cost / before[1]) / math.log(agents / before[0])
            print(f"      de {before[0]} à {agents} agents, le coût croît comme la puissance {power:.2f}")
        before = agents, cost


if __name__ == "__main__":
    main()
