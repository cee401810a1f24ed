"""What every method is asked: pairs against the truth, cases left to a person, processor seconds, memory."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

LIMITE = 600  # processor seconds a method may take


@dataclass(frozen=True)
class Cout:
    """One process to its end: wall and processor seconds, peak resident memory in MiB."""

    secondes: float
    processeur: float
    mio: float


@dataclass(frozen=True)
class Resultat:
    """A method on a data set; shares between 0 and 1; `cas`: what is left to a person."""

    methode: str
    precision: float
    rappel: float
    avec_revue: float
    fausses: int
    cas: int
    cout: Cout

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.rappel
        return 2 * self.precision * self.rappel / total if total else 0.0


def run(command: list[str], log: Path) -> Cout | None:
    """Run a command of its own; None when it failed or took too long (its last words are in `log`)."""
    began = time.perf_counter()
    with log.open("w", encoding="utf-8") as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        resource.prlimit(child.pid, resource.RLIMIT_CPU, (LIMITE, LIMITE))
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
            out.write(f"\narrêté après {LIMITE} s de processeur")
    if child.returncode:
        return None
    return Cout(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def pair_count(sizes: pl.Series) -> int:
    """Pairs within groups of these sizes."""
    sizes = sizes.cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())


def groups(truth: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Transitive closure: `truth` with the group of each record.

    Args:
        truth: cle, personne. links: a, b.
    """
    rank = truth.select("cle").with_row_index("rang")
    both = links.join(rank, left_on="a", right_on="cle").join(rank, left_on="b", right_on="cle", suffix="_b")
    ones = np.ones(both.height, dtype=np.int8)
    graph = coo_matrix(
        (ones, (both["rang"].to_numpy(), both["rang_b"].to_numpy())), shape=(truth.height,) * 2
    )
    return truth.with_columns(groupe=pl.Series(connected_components(graph, directed=False)[1]))


def judge(name: str, truth: pl.DataFrame, paires: pl.DataFrame, seuil: float, cout: Cout) -> Resultat:
    """Pairs at or above `seuil` are joined, the others are proposed to a person."""
    placed = groups(truth, paires.filter(pl.col("p") >= seuil))
    proposed = paires.filter(pl.col("p") < seuil).select("a", "b")
    return judge_groups(name, placed, proposed, cout)


def judge_groups(name: str, placed: pl.DataFrame, proposed: pl.DataFrame, cout: Cout) -> Resultat:
    """Groups of records (cle, personne, groupe) and proposals between records (a, b) against the truth."""
    true = pair_count(placed.group_by("personne").len()["len"])
    joined = pair_count(placed.group_by("groupe").len()["len"])
    right = pair_count(placed.group_by("groupe", "personne").len()["len"])
    side = placed.select("cle", "groupe")
    cases = (
        proposed.join(side, left_on="a", right_on="cle")
        .join(side, left_on="b", right_on="cle", suffix="_b")
        .filter(pl.col("groupe") != pl.col("groupe_b"))
        .select(x=pl.min_horizontal("groupe", "groupe_b"), y=pl.max_horizontal("groupe", "groupe_b"))
        .unique()
    )
    cells = placed.group_by("personne", "groupe").len()
    split = cells.join(cells, on="personne").filter(pl.col("groupe") < pl.col("groupe_right"))
    waiting = split.join(cases, left_on=["groupe", "groupe_right"], right_on=["x", "y"], how="semi")
    seen = right + int((waiting["len"].cast(pl.Int64) * waiting["len_right"]).sum())
    return Resultat(
        name,
        right / joined if joined else 1.0,
        right / true if true else 1.0,
        seen / true if true else 1.0,
        joined - right,
        cases.height,
        cout,
    )
