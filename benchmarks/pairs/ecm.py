"""`recordlinkage`'s ECM classifier on one frame of records, as its documentation shows it on FEBRL.

Usage: python ecm.py FICHES.parquet PAIRES.parquet
"""

from __future__ import annotations

import sys

import pandas as pd
import recordlinkage

VOISINS = 5


def main(source: str, target: str) -> None:
    """Index, compare, learn without labels, write the scored pairs."""
    frame = pd.read_parquet(source).set_index("cle")
    index = recordlinkage.Index()
    index.block(["nom", "prenom"])
    index.block(["prenom", "naissance"])
    index.block(["nom", "naissance"])
    index.sortedneighbourhood("nom", window=VOISINS)
    pairs = index.index(
        frame[frame["nom"].notna()].drop_duplicates() if frame.index.has_duplicates else frame
    )
    compare = recordlinkage.Compare()
    for name in ("nom", "prenom"):
        compare.string(name, name, method="jarowinkler", threshold=0.85, label=name)
    for name in ("naissance", "matricule", "login", "email", "service", "commune"):
        if frame[name].nunique() > 1:
            compare.exact(name, name, label=name)
    features = compare.compute(pairs, frame)
    model = recordlinkage.ECMClassifier(binarize=0.8)
    model.fit(features)
    proba = model.prob(features)
    out = proba[proba >= 0.1].reset_index()
    out.columns = ["a", "b", "p"]
    out.to_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:3])
