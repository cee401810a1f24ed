"""The notebooks, measured: processor seconds of every code cell in reading mode, and what it costs to try a
rule or a threshold.

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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from workbench import atelier
from workbench.atelier import nettoyage, regles
from workbench.demo import generate
from workbench.run.pipeline import run
from workbench.socle.settings import load_settings

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
        _acts(home)


def _acts(home: Path) -> None:
    """What an analyst tries, one thing after another in one kernel: seconds of processor, and waited for.

    The service emptied or renamed, the given name emptied, is the most frequent an application writes.
    """
    poste = atelier.sit(home, "mesure des carnets")
    service, source = _most_frequent(poste, "service_lu")
    prenom, celle = _most_frequent(poste, "prenoms")
    tries: dict[str, Callable[[], Any]] = {
        "un autre nom de service, sur aucune fiche": lambda: nettoyage.try_rule(
            poste, "service_synonyme", graphie="Zzyzx", service="Long séjour"
        ),
        "une valeur vide": lambda: nettoyage.try_rule(
            poste, "valeur_vide", trait="service", texte=service, source=source
        ),
        "une valeur vide dans un prénom": lambda: nettoyage.try_rule(
            poste, "valeur_vide", trait="prenoms", texte=prenom, source=celle
        ),
        "un autre nom de service": lambda: nettoyage.try_rule(
            poste, "service_synonyme", graphie=service, service="Tout autre service"
        ),
        "un seuil": lambda: regles.try_thresholds(poste, seuil_automatique=0.995),
        "un autre seuil": lambda: regles.try_thresholds(poste, seuil_maintien=0.9, seuil_automatique=0.99),
        "une particule": lambda: nettoyage.try_rule(poste, "particule", texte="Zzyzx"),
        "une valeur vide dans un prénom, après une particule": lambda: nettoyage.try_rule(
            poste, "valeur_vide", trait="prenoms", texte=prenom, source=celle
        ),
    }
    print("\n| ce qui s’essaie | s CPU | s d’attente | fiches touchées |\n| --- | ---: | ---: | ---: |")
    for what, tried in tries.items():
        started, clock = time.process_time(), time.monotonic()
        essai = tried()
        spent, waited = time.process_time() - started, time.monotonic() - clock
        touched = nettoyage.values_changed(essai)["fiches"].sum() if essai.apres else ""
        mark = "" if waited < LIMITE else " **au-delà de la limite**"
        print(f"| {what} | {spent:.1f} | {waited:.1f}{mark} | {touched} |")


def _most_frequent(poste: atelier.Poste, trait: str) -> tuple[str, str]:
    """The value an application writes most often, and that application."""
    codes = [one.code for one in load_settings(poste.home).sources if one.nature == "application"]
    fiche = poste.acces.nominatif("mart.revue_fiche", colonnes=["source", trait])
    counted = fiche.filter(pl.col("source").is_in(codes)).drop_nulls().group_by(trait, "source").len()
    value, source, _ = counted.sort("len", trait, descending=[True, False]).row(0)
    return value, source


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
