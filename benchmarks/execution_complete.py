"""A full run at the size of a large GHT: 20,000 agents against 1.9 million directory persons.

Prints the time of each step, the whole, and the peak memory; then the warm time of every mart a page reads.
Usage: python benchmarks/execution_complete.py [--agents N] [--rpps N] [--home DIR]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def _peak_mib(command: list[str]) -> tuple[float, float]:
    """Run `command` to its end; return wall seconds and its own peak resident memory in MiB."""
    probe = (
        "import resource,subprocess,sys,time;t=time.perf_counter();"
        "c=subprocess.run(sys.argv[1:]).returncode;d=time.perf_counter()-t;"
        "m=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024;"
        "print(f'@@{d:.3f} {m:.1f}');sys.exit(c)"
    )
    done = subprocess.run([sys.executable, "-c", probe, *command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    line = next(text for text in reversed(done.stdout.splitlines()) if text.startswith("@@"))
    seconds, mib = line[2:].split()
    return float(seconds), float(mib)


def _print_steps(home: Path) -> None:
    """The last run's own account of its steps, as kept in `meta.execution`."""
    from workbench.warehouse import open_published

    row = (
        open_published(home)
        .execute("SELECT etapes, lignes FROM meta.execution ORDER BY date_execution DESC LIMIT 1")
        .fetchone()
    )
    if row is None:
        return
    for step, seconds in json.loads(row[0]).items():
        print(f"    {step:<32} {seconds:8.2f} s")


def main() -> None:
    """Generate, run, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=20_000)
    parser.add_argument("--rpps", type=int, default=1_900_000)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = options.home or Path(scratch)
        workbench = [sys.executable, "-m", "workbench.cli.commandes"]
        if not (home / "workbench.toml").exists():
            began = time.perf_counter()
            _peak_mib(
                [
                    *workbench,
                    "demo",
                    "--home",
                    str(home),
                    "--agents",
                    str(options.agents),
                    "--rpps",
                    str(options.rpps),
                ]
            )
            print(f"GHT fictif écrit en {time.perf_counter() - began:.1f} s")
        seconds, mib = _peak_mib([*workbench, "run", "--home", str(home)])
        print(
            f"exécution complète ({options.agents} agents, {options.rpps} personnes) : {seconds:.1f} s,"
            f" {mib:.0f} Mio"
        )
        _print_steps(home)


if __name__ == "__main__":
    main()
