"""What becomes of each accident of `tests/ecritures/accidents.py`, on every file it may befall.

`python benchmarks/accidents.py` prints the table of docs/mesures.md, each file's outcome on the error output;
words keep the accidents that hold one of them, names of `FICHIERS` keep these files.
What is only said (an anomaly more) is no other figure.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import polars as pl
from tests.ecritures import epreuve
from tests.ecritures.accidents import ACCIDENTS

from workbench import demo
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.sources import read_deliveries
from workbench.sources.confirmation import pending
from workbench.sources.croisement import cross

FICHIERS = [
    "SIRH_RIVEMONT_20261101.csv",
    "export_agents_valbrune_20261101.txt",
    "AD_rivemont_20261101.csv",
    "DPI_UTILISATEURS_20261101.csv",
    "parc_mie_20261101.csv",
    "Affaires_medicales_20261101.xlsx",
]
ETATS = ("pareil", "refusé", "faux")
_TEMOIN: list[object] = []


def _crossed(home: Path) -> dict[str, pl.DataFrame] | str:
    """Canonical rows once the sources are read by one another, or why a run would stop."""
    settings = load_settings(home)
    try:
        croisement = cross(read_deliveries(settings, epreuve.JOUR), settings)
    except ErreurWorkbench as refus:
        return f"{refus.titre} : {refus.message} {refus.conseil}"
    if croisement.doutes:
        return str(pending(croisement.doutes))
    return epreuve.cadres(croisement.lectures, settings)


def _key(source: str, texte: str) -> str:
    """A key by its letters and digits: what stands between them says nothing."""
    if source.startswith(("ad_", "dpi", "gam")):
        return f"{source}:{re.sub('[^0-9a-z]', '', texte.casefold())}"
    texte = re.sub("^([A-Za-z]?[0-9]{1,2})/(?=[0-9]{4,}$)", r"\1", texte)  # « 00/00199 », no rank behind it
    groups = re.findall("[0-9]+", re.sub("(?<=[0-9])[-., ](?=[0-9]{1,3}(?![0-9]))", "", texte))
    return f"{source}:{max(groups, key=len).lstrip('0') if groups else texte}"


def _prepare(modele: Path, place: Path) -> None:
    epreuve.cle = _key
    home = epreuve.atelier(modele, place / str(os.getpid()))
    lue = _crossed(home)
    with contextlib.redirect_stdout(io.StringIO()):
        epreuve.run(home, epreuve.JOUR)
    _TEMOIN.extend((modele, lue, epreuve.publication(home)))


def _set(valeurs: object) -> set[object]:
    return set(valeurs.items() if isinstance(valeurs, dict) else valeurs)  # type: ignore[call-overload]


def _try(case: tuple[int, str]) -> tuple[int, str, epreuve.Verdict]:
    rang, fichier = case
    modele, lue, publie = _TEMOIN
    with tempfile.TemporaryDirectory() as place:
        home = epreuve.atelier(modele, Path(place) / "home")  # type: ignore[arg-type]
        if not epreuve.poser(home, fichier, [ACCIDENTS[rang]]):
            return rang, fichier, epreuve.Verdict("sans objet")
        read = _crossed(home)
        if isinstance(read, str):
            return rang, fichier, epreuve.Verdict("refusé", read)
        if epreuve.memes(read, lue):  # type: ignore[arg-type]
            return rang, fichier, epreuve.Verdict("pareil")
        return rang, fichier, _published(home, publie)  # type: ignore[arg-type]


def _published(home: Path, publie: dict[str, object]) -> epreuve.Verdict:
    """The whole run, and what it publishes otherwise."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            epreuve.run(home, epreuve.JOUR)
    except ErreurWorkbench as refus:
        return epreuve.Verdict("refusé", f"{refus.titre} : {refus.message} {refus.conseil}")
    found = {nom: _set(valeurs) ^ _set(publie[nom]) for nom, valeurs in epreuve.publication(home).items()}
    found["les chiffres"] = {one for one in found["les chiffres"] if not str(one).startswith("('anomalie|")}
    told = [
        f"{len(ecart)} dans {nom} ({sorted(map(str, ecart))[:4]})" for nom, ecart in found.items() if ecart
    ]
    return epreuve.Verdict("faux" if told else "pareil", " ; ".join(told))


def main() -> None:
    """Every accident on every file."""
    chosen = [fichier for fichier in FICHIERS if fichier in sys.argv]
    wanted = [word for word in sys.argv[1:] if word not in chosen]
    cases = [
        (rang, fichier)
        for rang, one in enumerate(ACCIDENTS)
        if not wanted or any(word in one.code for word in wanted)
        for fichier in (chosen or FICHIERS)
    ]
    with tempfile.TemporaryDirectory() as place:
        modele = Path(place) / "demo"
        modele.mkdir()
        demo.generate(modele, 200, 3_000, 2026, None)
        counts: dict[int, Counter[str]] = {}
        with multiprocessing.get_context("spawn").Pool(2, _prepare, (modele, Path(place))) as groupe:
            for rang, fichier, verdict in groupe.imap(_try, cases):
                counts.setdefault(rang, Counter())[verdict.etat] += 1
                if verdict.etat != "sans objet":
                    message = " ".join(verdict.message.split())[:500]
                    told = f"{verdict.etat} | {ACCIDENTS[rang].code} | {fichier} | {message}"
                    print(told, file=sys.stderr, flush=True)
    print(
        "| famille | accident | pareil | arrêté | autres chiffres |",
        "| --- | --- | --- | --- | --- |",
        sep="\n",
    )
    for rang, etats in counts.items():
        one = ACCIDENTS[rang]
        print(f"| {one.famille} | {one.titre} | {' | '.join(str(etats[etat]) for etat in ETATS)} |")
    total = sum(counts.values(), Counter())
    print(f"\n{len(counts)} accidents, {sum(total[etat] for etat in ETATS)} essais : {dict(total)}")


if __name__ == "__main__":
    main()
