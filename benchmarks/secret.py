"""Attack our own ARS workbook and its twin, as a stranger who has the files: which hidden counts come out?

Reads the bytes back (.xlsx and .zip) and uses nothing of the code that protects (`attaque/`): the sums are
those the headers announce, the nestings those the definitions say; a printed row holds somebody, an exact
rate is two counts. For each hidden count and each small difference, a solver gives the least and the most
it can be. The same files are made once with nothing hidden, to know what is true:

- the attack that counts is made by a reader who guesses right which of the sums he supposes hold, and which
  counts have not moved since the sending before: every count he finds is really small;
- what a reader believes who takes every supposed sum that nothing printed contradicts is counted apart
  (« suppositions »), with how often it is right: he has no way to tell which.

An attack looks at no more counts than asked, drawn with a fixed seed, and a search stops at its time; what it
left is said. Without these limits a loaded machine did not finish: each hidden count asks for two searches,
and supposed sums are tried one by one, of up to twenty seconds each.

Usage: python benchmarks/secret.py [--agents 600 300 150 60] [--graines 7] [--envois 3] [--cibles 200]
    [--secondes 2]
Exit code 1 when one small count is found.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from attaque.lecture import PETIT, Lecture
from attaque.solveur import Limites, avec_historique, completer, petits, suppositions
from attaque.sommes import lire


class Refusee(Exception):
    """A command refused: nothing of that home can be attacked."""


def _commande(*arguments: str) -> None:
    fait = subprocess.run(
        [str(Path(sys.executable).with_name("workbench")), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if fait.returncode:
        dit = " ".join(f"{fait.stdout[-1500:]}{fait.stderr[-1500:]}".split())
        raise Refusee(f"workbench {' '.join(arguments)} : {dit}")


def _envoi(home: Path, sortie: Path) -> Lecture:
    _commande("export", "ars", "--home", str(home), "--out", str(sortie))
    (xlsx,) = sortie.rglob("*.xlsx")
    return lire(xlsx.read_bytes(), xlsx.with_suffix(".zip").read_bytes())


SANS_SECRET = """
import sys
from pathlib import Path
from workbench.documents.ars import classeur, systeme
systeme.masquer = lambda *_: set()
classeur.export(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def _sans_secret(home: Path, sortie: Path) -> Lecture:
    """The same sending with nothing hidden at all, on a copy whose memory of sendings is dropped."""
    copie = sortie.with_name(f"{sortie.name}_vrai_home")
    shutil.copytree(home, copie, ignore=shutil.ignore_patterns("masques_ars.*", "raw"))
    vrai = sortie.with_name(f"{sortie.name}_vrai")
    fait = subprocess.run(
        [sys.executable, "-c", SANS_SECRET, str(copie), str(vrai)],
        capture_output=True,
        text=True,
        check=False,
    )
    if fait.returncode:
        raise SystemExit(fait.stderr[-1500:])
    shutil.rmtree(copie)
    (xlsx,) = vrai.rglob("*.xlsx")
    return completer(lire(xlsx.read_bytes(), xlsx.with_suffix(".zip").read_bytes()))


def attaquer(agents: int, graine: int, combien: int, dossier: Path, options: argparse.Namespace) -> int:
    """One home, its last deliveries sent one after the other; prints what is found, returns how many."""
    home = dossier / f"home_{agents}_{graine}"
    _commande(
        "demo",
        "--home",
        str(home),
        "--agents",
        str(agents),
        "--rpps",
        str(max(100, 10 * agents)),
        "--graine",
        str(graine),
    )
    dates = sorted({d for p in (home / "data" / "raw").rglob("*") for d in re.findall(r"20\d{6}", p.name)})
    envois, vrais = [], []
    for jour in dates[-combien:]:
        _commande("run", "--home", str(home), "--date", f"{jour[:4]}-{jour[4:6]}-{jour[6:]}")
        envois.append(_envoi(home, dossier / f"envoi_{agents}_{graine}_{jour}"))
        vrais.append(_sans_secret(home, dossier / f"envoi_{agents}_{graine}_{jour}"))
    shutil.rmtree(home)
    debut = time.perf_counter()
    limites, aside = (Limites(options.cibles, options.secondes) for _ in range(2))
    seuls = [petits(envoi, vrai, limites) for envoi, vrai in zip(envois, vrais, strict=True)]
    exacts, bornes = ([nom for paire in seuls for nom in paire[rang]] for rang in (0, 1))
    crus = [
        (nom, vrai.nombres.get(nom))
        for envoi, vrai, trouves in zip(envois, vrais, seuls, strict=True)
        for nom in suppositions(envoi, {*trouves[0], *trouves[1]}, aside)
    ]
    suite = avec_historique(envois, vrais, limites)
    propres = [n for nom, n in envois[-1].nombres.items() if nom[0] not in ("écart", "contrôle")]
    print(
        f"{agents:6d} agents, graine {graine} : {len(propres)} nombres, {propres.count(None)} masqués ;"
        f" {len(envois)} envois lus seuls : {len(exacts)} déduits, {len(bornes)} bornés entre 1 et "
        f"{PETIT - 1} ; lus ensemble : {len(suite)} ; suppositions : {len(crus)}, "
        f"dont {sum((n or 0) in range(1, PETIT) for _, n in crus)} justes par hasard ;"
        f" {limites.vues} cases essayées sur {limites.connues} qui pourraient être petites,"
        f" {limites.coupees} recherches coupées ; suppositions {aside.vues} sur {aside.connues},"
        f" {aside.coupees} coupées "
        f"({time.perf_counter() - debut:.0f} s)",
        flush=True,
    )
    for nom in (*exacts, *bornes, *suite):
        print("     trouvé", " / ".join(nom))
    for nom, vrai in crus:
        print("     supposé", " / ".join(nom), "en vérité", vrai)
    return len(exacts) + len(bornes) + len(suite)


def main() -> None:
    """Attack every size and seed; fail when something is found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=[600, 300, 150, 60])
    parser.add_argument("--graines", type=int, nargs="+", default=[7])
    parser.add_argument("--envois", type=int, default=3)
    parser.add_argument("--cibles", type=int, default=200)
    parser.add_argument("--secondes", type=float, default=2.0)
    options = parser.parse_args()
    trouves = 0
    for agents in options.agents:
        for graine in options.graines:
            with tempfile.TemporaryDirectory() as dossier:
                try:
                    trouves += attaquer(agents, graine, options.envois, Path(dossier), options)
                except Refusee as refus:  # one hospital too small for its deliveries ends no other
                    print(f"{agents:6d} agents, graine {graine} : non attaqué, {refus}", flush=True)
    raise SystemExit(1 if trouves else 0)


if __name__ == "__main__":
    main()
