"""The regional view at its size: 400 fictional establishments, as many monthly sendings as asked, written
then consolidated three times: nothing read before, all but the newest sendings, all. The three workbooks and
twins are the same bytes, or it fails.

Usage: python benchmarks/region.py [--etablissements N] [--dates N] [--dossier DIR]
A folder that holds twins already is measured as it is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from workbench.documents.jumeau import Entete, Ligne, ecrire
from workbench.documents.jumeau_memoire import FICHIER
from workbench.documents.region import classeur as region_classeur
from workbench.documents.region.consolidation import consolider
from workbench.looks.etats import STATUTS
from workbench.office.paquet import archive
from workbench.socle.departements import departements

SEUIL = 5
LE = dt.date(2026, 11, 1)
AXES = (
    [("ensemble", "")]
    + [("autorite", f"a{n}") for n in range(5)]
    + [("profession", f"p{n:02d}") for n in range(40)]
)
INDICATEURS = [
    "1.1-2027",
    "1.1-2028",
    "couverture",
    "mie_remis",
    "mie_appaire",
    "compte_mot_de_passe",
    "vertu_depart_ferme",
] + [f"couverture_{statut}" for statut in STATUTS]


def _lignes(commun: dict[str, object], tirage: random.Random, niveau: float) -> Iterator[Ligne]:
    for indicateur in INDICATEURS:
        for axe, valeur in AXES if indicateur.startswith("couverture") else AXES[:6]:
            den = tirage.randint(40, 4000) if axe == "ensemble" else tirage.randint(0, 300)
            num = round(den * min(1.0, max(0.0, tirage.gauss(niveau, 0.1))))
            cachee = not indicateur.startswith("1.1-") and any(0 < n < SEUIL for n in (num, den, den - num))
            yield Ligne.model_validate(
                {
                    **commun,
                    "indicateur": indicateur,
                    "axe": axe,
                    "valeur_axe": valeur,
                    "numerateur": None if cachee else num,
                    "denominateur": None if cachee else den,
                    "taux": None if cachee or not den else round(num / den, 6),
                    "masque": cachee,
                    "version_definition": "1",
                }
            )


def generer(dossier: Path, combien: int, dates: int = 1, graine: int = 2026) -> int:
    """Write `combien` × `dates` fictional twins; returns how many rows they hold."""
    codes = departements()
    total = 0
    for rang in range(combien):
        tirage = random.Random(f"{graine}-region-{rang}")
        code, prefixe = (
            codes.row(rang % codes.height, named=True)["code"],
            codes["finess"][rang % codes.height],
        )
        finess = f"{prefixe}{rang:0{9 - len(prefixe)}d}"
        niveau = tirage.uniform(0.2, 0.9)
        for recul in range(dates):
            le = LE - dt.timedelta(days=31 * recul)
            commun = {
                "finess_ej": finess,
                "nom": f"Établissement fictif {rang:03d}",
                "departement": code,
                "date_donnees": le,
            }
            lignes = list(_lignes(commun, tirage, max(0.05, niveau - 0.04 * recul)))
            entete = Entete.model_validate(
                {
                    **commun,
                    "version_schema": "1",
                    "type": "etablissement",
                    "seuil": SEUIL,
                    "reference": f"{le:%Y%m%d}-{rang}",
                    "lignes": len(lignes),
                }
            )
            (dossier / f"jumeau_{finess}_{le}.zip").write_bytes(archive(ecrire(entete, lignes)))
            total += len(lignes)
    return total


def mesurer(dossier: Path, titre: str) -> bytes:
    """Consolidate, write, print the times; returns the workbook and the twin, end to end."""
    debut, calcul = time.perf_counter(), time.process_time()
    region = consolider(dossier)
    lu = time.perf_counter()
    octets = region_classeur.contenu(region, "Région fictive")
    jumeau = region_classeur.jumeau(region, "Région fictive")
    fin = time.perf_counter()
    print(
        f"  {titre:36s} lecture {lu - debut:6.2f} s, classeur et jumeau {fin - lu:6.2f} s, en tout"
        f" {fin - debut:6.2f} s, dont {time.process_time() - calcul:.2f} s de calcul"
        f" ({region.recus.height} reçus, {len(region.ecartes)} écartés)",
        flush=True,
    )
    return octets + jumeau


def main() -> None:
    """Generate, consolidate, write, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--etablissements", type=int, default=400)
    parser.add_argument("--dates", type=int, default=1)
    parser.add_argument("--dossier", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        dossier = options.dossier or Path(scratch) / "envois"
        dossier.mkdir(parents=True, exist_ok=True)
        if not any(dossier.glob("*.zip")):
            generer(dossier, options.etablissements, options.dates)
        neufs = sorted(dossier.glob(f"*_{LE}.zip"))
        print(f"{len(neufs)} établissements, {sum(1 for _ in dossier.glob('*.zip'))} envois")
        memoire, mois_passe = dossier / FICHIER, Path(scratch) / FICHIER
        memoire.unlink(missing_ok=True)
        if options.dates > 1:
            with tempfile.TemporaryDirectory(dir=dossier.parent) as ailleurs:
                partis = [neuf.rename(Path(ailleurs) / neuf.name) for neuf in neufs]
                consolider(dossier)
                for parti in partis:
                    parti.rename(dossier / parti.name)
            memoire.rename(mois_passe)
        rendus = [mesurer(dossier, "jamais lus")]
        if options.dates > 1:
            mois_passe.rename(memoire)
            rendus.append(mesurer(dossier, "lus, sauf ceux du mois"))
        rendus.append(mesurer(dossier, "tous déjà lus"))
        print(f"  mémoire des envois : {memoire.stat().st_size // 1_000_000} Mo")
        if len(set(rendus)) > 1:
            raise SystemExit("le classeur ou le jumeau change avec la mémoire")


if __name__ == "__main__":
    main()
