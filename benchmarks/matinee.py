"""An analyst's morning on the second fictional hospital, with the notebooks alone, acting; then a run.

Usage: PYTHONPATH=src:. python benchmarks/matinee.py [--agents 1500] [--graine 41]
Every cell of these notebooks is executed with ACTION = True and the parameters below; what is left to
review is counted before and after, in cases a person opens, and held against the known truth, which
also stands for the proof: a number that a search in RPPS+ would deny is refused.
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

import polars as pl
from tests.outils.commandes import lancer

from workbench import atelier
from workbench.access import ouvrir
from workbench.atelier import mesure, paires
from workbench.decisions import Registre
from workbench.demo import generate, variante
from workbench.run.pipeline import run
from workbench.warehouse import close_published

CARNETS = Path(__file__).resolve().parents[1] / "notebooks"
PREUVE = {"PREUVE": "rpps_plus", "DATE_PREUVE": "14/11/2026", "REFERENCE": "recherche du 14/11"}
HOMONYMES = "raison:homonymes"
VU = "vu avec les RH : rien ne les départage ici"
MATIN: list[tuple[str, str, dict[str, Any]]] = [  # who, notebook, what she writes in its first cell
    (
        "anne",
        "02",
        {
            "REGLE": "emploi_profession",
            "DONNEES": {"objet": "AGENT POLYVALENT", "cible": "hors_perimetre"},
            "MOTIF": "ménage et restauration, vu avec les RH",
        },
    ),
    ("anne", "04", {"ECHELON": "declare_corrobore", **PREUVE}),
    ("anne", "04", {"ECHELON": "public_nom", **PREUVE}),
    ("anne", "04", {"ECHELON": "restreint_une_divergence", **PREUVE}),
    ("anne", "03", {"CONSIGNE": HOMONYMES, "ETAPE": "brouillon", "MOTIF": VU}),
    ("anne", "03", {"CONSIGNE": HOMONYMES, "ETAPE": "propose", "MOTIF": VU}),
    ("brice", "05", {"A_ACTIVER": HOMONYMES, "MOTIF": VU}),
    *(
        ("anne", "03", {"RAISON": code, "REPONSE": "meme", "QUI": "rh", "MOTIF": "liste relue avec les RH"})
        for code in ("autre_nom", "autre_prenom", "particule", "nom_proche", "score_insuffisant")
    ),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=1_500)
    parser.add_argument("--graine", type=int, default=41)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        generate(home, agents=given.agents, rpps=20_000, graine=given.graine, monde=variante())
        run(home)
        before, known = left(home), lancer("demo", "--evaluer", home=home)[1]
        denied = sorted(wrong(home))
        print(f"{len(denied)} numéros proposés que la recherche dément")
        for who, name, parameters in MATIN:
            told = {"DEMENTIS": denied} if name == "04" else {}
            if reason := parameters.get("RAISON"):
                told = {"SAUF_PAIRES": apart(home, reason)}
            seconds = play(home, who, name, parameters | told)
            print(f"{who}, carnet {name}, {next(iter(parameters.values()))} : {seconds:.1f} s CPU")
        asked = Registre(home).en_vigueur()
        bare = [entry.genre for entry in asked if not entry.motif]
        print(f"{len(asked)} entrées au registre, {len(bare)} sans motif")
        close_published(home)
        run(home)
        after = left(home)
        judged = lancer("demo", "--evaluer", home=home)[1]
        for kind in before | after:
            print(f"{kind} : {before.get(kind, 0)} puis {after.get(kind, 0)}")
        total = sum(before.values()), sum(after.values())
        print(f"reste à revoir : {total[0]} puis {total[1]} ({total[1] / total[0]:.0%})")
        moved = mesure.before_after(atelier.sit(home, "mesure"))
        print(moved.filter(pl.col("ecart") != 0).head(12).write_csv(separator=";"))
        print(f"avant : {known}\naprès : {judged}")


def left(home: Path) -> dict[str, int]:
    """Cases a person opens, by kind: pairs proposed for one person are opened together."""
    rows = ouvrir(home, "essai", "essai").nominatif("mart.revue_cas", colonnes=["genre_cas", "dossier"])
    return dict(rows.group_by("genre_cas").agg(pl.col("dossier").n_unique()).sort("genre_cas").iter_rows())


def wrong(home: Path) -> set[str]:
    """Numbers proposed to somebody who is not their holder: RPPS+ would say so, here the truth does."""
    truth = home / "data/demo_verite"
    people = pl.read_parquet(truth / "personnes.parquet").select("personne", "rpps")
    records = pl.read_parquet(truth / "fiches.parquet").select("source", "cle_source", "personne").unique()
    acces = ouvrir(home, "essai", "essai")
    ours = acces.nominatif("mart.revue_fiche", colonnes=["source", "cle_source", "id_unique"])
    own = ours.join(records, on=["source", "cle_source"]).join(people, on="personne")
    offered = acces.nominatif("mart.revue_candidat", colonnes=["id_unique", "rpps"])
    return set(offered.join(own, on=["id_unique", "rpps"], how="anti")["rpps"])


def apart(home: Path, reason: str) -> list[tuple[str, str]]:
    """Pairs of that reason that are two people: HR would say so, here the truth does."""
    records = pl.read_parquet(home / "data/demo_verite/fiches.parquet")
    last = records.filter(pl.col("livraison") == pl.col("livraison").max())
    own = dict(last.select(pl.concat_str("source", pl.lit(":"), "cle_source"), "personne").iter_rows())
    pairs = paires.asked(atelier.sit(home, "mesure"), reason).select("cle_a", "cle_b").iter_rows()
    return [(a, b) for a, b in pairs if own.get(a) is None or own.get(a) != own.get(b)]


def play(home: Path, who: str, name: str, parameters: dict[str, Any]) -> float:
    """Every code cell of a notebook, acting; processor seconds."""
    os.environ |= {"WORKBENCH_HOME": str(home), "WORKBENCH_UTILISATEUR": who}
    [path] = CARNETS.glob(f"{name}_*.ipynb")
    world: dict[str, Any] = {}
    started = time.process_time()
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            with contextlib.redirect_stdout(io.StringIO()):
                exec("".join(cell["source"]), world)
            if "parameters" in cell["metadata"].get("tags", []):
                world |= {"ACTION": True, **parameters}
    return time.process_time() - started


if __name__ == "__main__":
    main()
