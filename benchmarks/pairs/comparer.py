"""The ordinary path (a `workbench.toml` and `workbench run`) beside Splink, `recordlinkage` and `dedupe`.

Data sets: FEBRL 3 and 4, the demonstration and the second fictional hospital, in one run. The others read the
names, dates and identifiers that the product standardised: they are given its cleaning. What is missing, or
takes too long, is said.
Usage: python benchmarks/pairs/comparer.py [--jeux febrl3 febrl4 demo variante] [--agents N] [--graine N]
    [--mesures PYTHON]   (one with requirements-mesures.lock; default: .venv-mesures/bin/python)
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

import polars as pl
from calibration import calibrate
from mesure import Cout, Resultat, judge, judge_groups, run

from workbench.warehouse import open_published

ICI = Path(__file__).resolve().parent
MESURES = ICI.parents[1] / ".venv-mesures" / "bin" / "python"
AUTRES = ("febrl3", "febrl4")
SEUIL = 0.95  # what the other methods join by themselves, as their documentations do
FRAME = """
SELECT f.source || ':' || f.cle_source AS cle,
  lower(strip_accents(coalesce(f.nom_usage, f.nom, f.nom_naissance))) AS nom,
  lower(strip_accents(CASE WHEN f.nom_usage IS NOT NULL THEN f.nom_naissance END)) AS autre_nom,
  lower(strip_accents(split_part(f.prenoms, ' ', 1))) AS prenom,
  CAST(f.date_naissance AS VARCHAR) AS naissance,
  f.matricule, lower(f.login) AS login, lower(f.email) AS email, f.rpps,
  lower(strip_accents(f.service)) AS service, lower(strip_accents(f.emploi)) AS emploi,
  lower(strip_accents(f.lieu_naissance)) AS lieu, f.code_commune_naissance AS commune
FROM curated.fiche AS f WHERE coalesce(f.nature_compte, 'nominatif') = 'nominatif' ORDER BY cle
"""


def write_home(jeu: str, home: Path, agents: int, graine: int, mesures: Path) -> bool:
    """Deliveries, settings and truth of a data set; False when its library is missing."""
    if jeu in AUTRES:
        return run([str(mesures), str(ICI / "febrl.py"), jeu[-1], str(home)], home / "ecrire.txt") is not None
    size = ["--agents", str(agents), "--graine", str(graine)]
    kind = ["--variante"] if jeu == "variante" else []
    workbench(home, "demo", *size, *kind)
    return True


def workbench(home: Path, *words: str) -> Cout:
    """A command of the product, to its end; what it asks to have confirmed is confirmed once, and said.

    Raises:
        SystemExit: it failed.
    """
    log = home / f"{words[0]}.txt"
    command = [sys.executable, "-m", "workbench.cli", *words, "--home", str(home)]
    cost = run(command, log)
    if cost is None and (asked := re.findall(r"--confirmer (\w+)", log.read_text("utf-8"))):
        print(f"Confirmé, l’exécution l’ayant demandé : {', '.join(asked)}", file=sys.stderr)
        answers = [word for code in asked for word in ("--confirmer", code)]
        cost = run([*command, *answers, "--motif", "jeu d’essai publié"], log)
    if cost is None:
        sys.exit(log.read_text("utf-8")[-2000:])
    return cost


def truth(home: Path) -> pl.DataFrame:
    """Records of known people in the last delivery: cle, personne."""
    if (home / "verite.csv").exists():
        rows = pl.read_csv(home / "verite.csv")
    else:
        rows = pl.read_parquet(home / "data" / "demo_verite" / "fiches.parquet")
        rows = rows.filter(pl.col("livraison") == pl.col("livraison").max(), pl.col("personne").is_not_null())
    return rows.select(cle=pl.col("source") + ":" + pl.col("cle_source"), personne="personne").unique("cle")


def ordinary(home: Path, known: pl.DataFrame, cost: Cout) -> Resultat:
    """What the published run joined and left to a person; a record set aside is alone."""
    con = open_published(home)
    members = con.sql("SELECT source || ':' || cle_source AS cle, id_unique FROM curated.identite_fiche").pl()
    placed = known.join(members, on="cle", how="left").with_columns(
        groupe=pl.coalesce("id_unique", "cle").rank("dense")
    )
    first = placed.filter(pl.col("id_unique").is_not_null()).group_by("id_unique").agg(pl.col("cle").min())
    asked = con.sql("SELECT id_unique_a, id_unique_b FROM curated.a_revoir").pl()
    proposed = asked.join(first.rename({"cle": "a"}), left_on="id_unique_a", right_on="id_unique").join(
        first.rename({"cle": "b"}), left_on="id_unique_b", right_on="id_unique"
    )
    return judge_groups("workbench run", placed.drop("id_unique"), proposed.select("a", "b"), cost)


def others(home: Path, known: pl.DataFrame, mesures: Path) -> list[Resultat | str]:
    """Each method, or why it is not there."""
    frame, answers = home / "fiches.parquet", home / "verite.parquet"
    open_published(home).sql(FRAME).pl().write_parquet(frame)
    known.write_parquet(answers)
    here, there = sys.executable, str(mesures)
    methods = [
        ("Splink, recette documentée", [here, "splink_recette.py", "recette", frame]),
        ("Splink, toutes les colonnes", [here, "splink_recette.py", "tout", frame]),
        ("recordlinkage ECM", [there, "ecm.py", frame]),
        ("dedupe (étiquettes vraies)", [there, "dedupe_appris.py", frame, answers]),
    ]
    out: list[Resultat | str] = []
    for rank, (name, (python, script, *rest)) in enumerate(methods):
        target, log = home / f"paires{rank}.parquet", home / f"paires{rank}.txt"
        cost = run([str(python), str(ICI / str(script)), *map(str, rest), str(target)], log)
        if cost is None:
            last = (log.read_text("utf-8").strip().splitlines() or ["arrêté"])[-1]
            out.append(f"{name} : non mesuré ({last[:110]})")
            continue
        out.append(judge(name, known, pl.read_parquet(target), SEUIL, cost))
    return out


def show(jeu: str, records: int, found: list[Resultat | str]) -> None:
    """The table of a data set, in Markdown; ratios are to the second line (Splink's recipe)."""
    measured = [one for one in found if isinstance(one, Resultat)]
    base = next((one for one in measured if "recette" in one.methode), measured[0])
    print(f"\n### {jeu} : {records} fiches\n")
    print("| méthode | précision | fausses | rappel | avec revue | F1 | cas | processeur (×) | Mio (×) |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for one in measured:
        cost, unit = one.cout, base.cout
        print(
            f"| {one.methode} | {one.precision:.5f} | {one.fausses} | {one.rappel:.4f} |"
            f" {one.avec_revue:.4f} | {one.f1:.4f} | {one.cas} |"
            f" {cost.processeur:.1f} s ({cost.processeur / unit.processeur:.1f}) |"
            f" {cost.mio:.0f} ({cost.mio / unit.mio:.1f}) |"
        )
    for missing in (one for one in found if isinstance(one, str)):
        print(f"\n- {missing}")


def main() -> None:
    """Each data set: write, run, compare, calibrate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jeux", nargs="+", default=[*AUTRES, "demo", "variante"])
    parser.add_argument("--agents", type=int, default=6_000)
    parser.add_argument("--graine", type=int, default=2026)
    parser.add_argument("--mesures", type=Path, default=MESURES)
    asked = parser.parse_args()
    for jeu in asked.jeux:
        with tempfile.TemporaryDirectory() as scratch:
            home = Path(scratch)
            try:
                written = write_home(jeu, home, asked.agents, asked.graine, asked.mesures)
            except FileNotFoundError:
                written = False
            if not written:
                print(f"\n### {jeu} : non mesuré, recordlinkage absent (voir requirements-mesures.lock)")
                continue
            cost = workbench(home, "run")
            known = truth(home)
            show(jeu, known.height, [ordinary(home, known, cost), *others(home, known, asked.mesures)])
            calibrate(home, known)


if __name__ == "__main__":
    main()
