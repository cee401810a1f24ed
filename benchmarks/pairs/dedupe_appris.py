"""`dedupe` on one frame of records. It learns from labelled pairs: it is given true answers, as no other is.

Usage: python dedupe_appris.py FICHES.parquet VERITE.parquet PAIRES.parquet
"""

from __future__ import annotations

import io
import itertools
import json
import random
import sys

import dedupe
import pandas as pd

GRAINE, ETIQUETTES = 7, 200
CHAMPS = ("nom", "prenom", "naissance", "matricule", "login", "service")


def main(source: str, truth: str, target: str) -> None:
    """Label, train, score, write the scored pairs."""
    random.seed(GRAINE)
    frame, known = pd.read_parquet(source), pd.read_parquet(truth)
    used = [name for name in CHAMPS if frame[name].nunique() > 1]
    records = {
        row["cle"]: {name: row[name] or None for name in used} for row in frame.fillna("").to_dict("records")
    }
    model = dedupe.Dedupe([dedupe.variables.String(name, has_missing=True) for name in used], num_cores=1)
    known = known[known["cle"].isin(list(records))]
    groups = [group for group in known.groupby("personne")["cle"].apply(list) if len(group) > 1]
    random.shuffle(groups)
    same = [tuple(records[key] for key in group[:2]) for group in groups[:ETIQUETTES]]
    keys = list(records)
    person = dict(zip(known["cle"], known["personne"], strict=True))
    different = [
        (records[a], records[b])
        for a, b in (random.sample(keys, 2) for _ in range(ETIQUETTES))
        if person.get(a) != person.get(b)
    ]
    answers = io.StringIO(json.dumps({"match": same, "distinct": different}))
    model.prepare_training(records, training_file=answers, sample_size=5_000)
    model.train(recall=0.95)
    clusters = model.partition(records, 0.5)
    rows = [
        (*sorted((a, b)), float(min(sa, sb)))
        for members, scores in clusters
        for (a, sa), (b, sb) in itertools.combinations(zip(members, scores, strict=True), 2)
    ]
    pd.DataFrame(rows, columns=["a", "b", "p"]).to_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:4])
