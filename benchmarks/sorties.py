"""What each output to the systems costs: processor seconds of a process of its own, its start included.

Usage: PYTHONPATH=src python benchmarks/sorties.py --home HOME
HOME holds a published run (20,000 agents for the figures of docs/mesures.md). Files are made in memory:
nothing is written there but the journal of accesses.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from workbench.access import ouvrir

LIMITE = 5.0  # seconds


def dpi(home: Path) -> str:
    """Proved numbers, for every DPI."""
    from workbench.decisions import Registre
    from workbench.documents.systemes.dpi import fichier

    acces, decisions = ouvrir(home, "banc", "mesure"), Registre(home).en_vigueur()
    made = [fichier.prepare(acces, source, decisions) for source in fichier.sources(acces)]
    return f"{sum(len(one.lignes) for one in made)} numéros"


def identites(home: Path, formats: Sequence[str] = ("csv", "ldif", "entra", "scim")) -> str:
    """First load of the IAM, in those forms."""
    from workbench.documents.systemes.iam import fichiers

    asked = fichiers.Demande(None, True, None, None)
    found, made = fichiers.prepare(home, "banc", asked, formats)
    return f"{len(found.changements)} personnes, {len(made)} fichiers"


def psi(home: Path) -> str:
    """The pre-flight of Pro Santé Identité."""
    from workbench.documents.systemes.psi import fichiers

    _, made = fichiers.prepare(ouvrir(home, "banc", "mesure"))
    return f"{len(made.octets) // 1024} Kio"


def rpps_plus(home: Path) -> str:
    """The workbooks of the RPPS+ managers."""
    from workbench.exchange.rpps_plus import classeur

    file, made = classeur.prepare(ouvrir(home, "banc", "mesure"))
    return f"{file.demandees.height} lignes, {len(made)} classeurs"


def preuve(home: Path) -> str:
    """The evidence pack of objective 1.1."""
    from workbench.documents.preuve import archive

    made, missing = archive.produire(ouvrir(home, "banc", "mesure"), "1.1-2027", "Mme X")
    return f"{len(made.octets) // 1024} Kio, {len(missing)} manques"


SORTIES: dict[str, Callable[[Path], str]] = {
    "numéros rendus aux DPI": dpi,
    "identités, première charge, csv": partial(identites, formats=["csv"]),
    "identités, première charge, LDIF": partial(identites, formats=["ldif"]),
    "identités, première charge, Entra": partial(identites, formats=["entra"]),
    "identités, première charge, SCIM": partial(identites, formats=["scim"]),
    "identités, première charge, les quatre formes à la fois": identites,
    "contrôle Pro Santé Identité": psi,
    "classeurs RPPS+": rpps_plus,
    "dossier de preuve 1.1-2027": preuve,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--une", choices=SORTIES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.une:
        print(SORTIES[given.une](given.home))
        return
    print("| sortie | ce qui en sort | secondes de processeur |\n| --- | --- | ---: |")
    for name in SORTIES:
        before = os.times()
        command = [sys.executable, __file__, "--home", str(given.home), "--une", name]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        print(f"| {name} | {said} | {spent:.1f}{' **au-delà**' if spent > LIMITE else ''} |", flush=True)


if __name__ == "__main__":
    main()
