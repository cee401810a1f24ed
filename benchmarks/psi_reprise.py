"""A sending to Pro Santé Identité killed at random points and resumed: nobody sent twice, nobody lost.

Usage: python benchmarks/psi_reprise.py [--personnes 5000] [--coupures 25] [--graine 27]
The service is the local stub of the tests, built from the contract; each sending is a process of its own,
killed (SIGKILL) after a random number of receipts, anywhere between two of them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.exchange.test_psi import corps, ecrire
from tests.outils.psi import CLE, Service, service

from workbench.documents.systemes.psi import lot
from workbench.exchange.systemes.psi import envoi, journal

REGLAGES = {"par_minute": 10_000_000, "delai_secondes": 30, "echecs_de_suite": 3, "octets_max": 200_000}
ATTENTE_MAX = 600  # seconds without a receipt before the sending is taken for stuck


def main() -> int:
    """Send, kill, resume, then hold what the service received against the journal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--personnes", type=int, default=5_000)
    parser.add_argument("--coupures", type=int, default=25)
    parser.add_argument("--graine", type=int, default=27)
    parser.add_argument("--envoyer", nargs=3, metavar=("HOME", "LOT", "ADRESSE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.envoyer:
        home, folder, address = asked.envoyer
        _send(Path(home), Path(folder), address)
        return 0
    with tempfile.TemporaryDirectory() as home, service() as guichet:
        return _measure(Path(home), guichet, asked)


def _send(home: Path, folder: Path, address: str) -> None:
    envoi.send(home, lot.read(folder), "banc", envoi.Facteur(envoi.Acces(address, CLE), REGLAGES))


def _measure(home: Path, guichet: Service, asked: argparse.Namespace) -> int:
    drawn = random.Random(asked.graine)
    gens = {f"ID{rank:08d}": corps(rank) for rank in range(asked.personnes)}
    folder = home / "PSI-banc"
    ecrire(folder, gens)
    started = time.perf_counter()
    every = max(2, asked.personnes // (asked.coupures + 1))
    for _ in range(asked.coupures):
        _killed(home, folder, guichet, drawn.randint(1, 2 * every - 1), drawn.random() / 50)
    child = _child(home, folder, guichet)
    if child.wait():
        print("La dernière reprise a échoué.")
        return 1
    states = Counter(trace.etat for trace in journal.traces(home).values())
    received = Counter(guichet.recus.values())
    whose = {json.loads(body)["email"].partition("@")[0] for body in guichet.recus}
    known = {trace.ident for trace in journal.traces(home).values()}
    lost = [ident for rank, ident in enumerate(gens) if ident not in known and str(rank) not in whose]
    doubtful = [t.ident for t in journal.traces(home).values() if t.etat == "incertaine"]
    arrived = sum(str(int(ident[2:])) in whose for ident in doubtful)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{asked.personnes} personnes, {asked.coupures} coupures (SIGKILL), graine {asked.graine}")
    print(f"Reçues par le service : {dict(sorted(received.items()))} (fois : personnes)")
    print(f"Journal : {dict(sorted(states.items()))} ; perdues : {len(lost)} ; à renvoyer : ", end="")
    print(len(envoi.to_send(home, lot.read(folder))))
    print(f"Sans réponse, à trancher par une personne : {len(doubtful)}, dont {arrived} arrivées au service")
    cpu = spent.ru_utime + spent.ru_stime
    print(f"{time.perf_counter() - started:.0f} s, {cpu:.0f} s de processeur (envois)")
    right = set(received) == {1} and not lost and len(doubtful) <= asked.coupures and not guichet.faux
    print("Juste : personne n’est parti deux fois, personne n’est perdu." if right else "FAUX.")
    return 0 if right else 1


def _child(home: Path, folder: Path, guichet: Service) -> subprocess.Popen[bytes]:
    command = [sys.executable, __file__, "--envoyer", str(home), str(folder), guichet.adresse]
    return subprocess.Popen(command, env=os.environ)


def _killed(home: Path, folder: Path, guichet: Service, after: int, then: float) -> None:
    """Start a sending, kill it once the service received `after` more, and `then` seconds."""
    child, before, limit = _child(home, folder, guichet), len(guichet.recus), time.monotonic() + ATTENTE_MAX
    while len(guichet.recus) < before + after and child.poll() is None and time.monotonic() < limit:
        time.sleep(0.001)
    time.sleep(then)
    if child.poll() is None:
        child.send_signal(signal.SIGKILL)
    child.wait()


if __name__ == "__main__":
    sys.exit(main())
