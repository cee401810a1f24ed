"""The review, measured: ledger under kills, directory search, decision to screen, what-if, workbook of 500
lines, accuracy after review.

Usage: python benchmarks/revue.py [--home HOME] [--ecritures 2000]
HOME holds a published run (20,000 agents × 1.9 million persons for the figures of docs/mesures.md); it is
copied, never changed.
Without it, a demonstration of 2,000 agents is made and thrown away.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import polars as pl
from openpyxl import load_workbook
from relecture import relire

from workbench.access import ouvrir
from workbench.decisions import Registre
from workbench.demo import generate
from workbench.exchange.revue import classeur, retour
from workbench.revue import recherche, simulation
from workbench.run.pipeline import run, run_all_deliveries
from workbench.warehouse import published_date

RACINE = Path(__file__).resolve().parents[1]
ECRIVAIN = """
import sys
from pathlib import Path
from workbench.decisions import Decision, Registre
registre = Registre(Path(sys.argv[1]))
for rang in range(int(sys.argv[3])):
    cle = f"{sys.argv[2]}:{rang:06d}"
    entree = Decision("meme_personne", sys.argv[2], "essai", cle_a=cle, cle_b=cle + "x")
    [ecrite] = registre.enregistrer([entree])
    print(ecrite.id, flush=True)
"""


def chrono(geste: Callable[[], object]) -> float:
    """Seconds of one call."""
    debut = time.perf_counter()
    geste()
    return time.perf_counter() - debut


def p95(temps: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(temps, n=20)[-1] if len(temps) > 1 else temps[0]


def ecrire(home: Path, processus: int, ecritures: int, graine: int | None) -> tuple[set[str], int, float]:
    """Writers at once; with a seed, each is killed at a random moment and started again until its share is
    acknowledged.
    """
    hasard, accuses, tues, debut = random.Random(graine), set(), 0, time.perf_counter()
    restent = dict.fromkeys(range(processus), ecritures)
    vague = 0
    while any(restent.values()):
        vague += 1
        lances = {
            rang: subprocess.Popen(
                [sys.executable, "-c", ECRIVAIN, str(home), f"p{rang}v{vague}", str(combien)],
                stdout=subprocess.PIPE,
                text=True,
            )
            for rang, combien in restent.items()
            if combien
        }
        for rang, lance in lances.items():
            assert lance.stdout is not None
            if graine is not None and restent[rang] > 50:
                lus = {lance.stdout.readline().strip() for _ in range(hasard.randint(1, restent[rang] // 2))}
                lance.send_signal(signal.SIGKILL)
                tues += 1
            else:
                lus = set()
            sortie, _ = lance.communicate()
            lus |= set(sortie.split("\n"))
            lus = {ident for ident in lus if len(ident) == 32}
            accuses |= lus
            restent[rang] = max(0, restent[rang] - len(lus))
    return accuses, tues, time.perf_counter() - debut


def registre(ecritures: int) -> None:
    """Nothing acknowledged is lost; what several writers cost each other."""
    with tempfile.TemporaryDirectory() as dossier:
        seuls, _, seul = ecrire(Path(dossier), 1, ecritures, None)
    with tempfile.TemporaryDirectory() as dossier:
        ensemble, _, quatre = ecrire(Path(dossier), 4, ecritures // 4, None)
    print(
        f"registre, 1 écrivain : {len(seuls) / seul:.0f} décisions/s ; 4 écrivains :"
        f" {len(ensemble) / quatre:.0f} (rapport {seul / quatre:.2f})"
    )
    with tempfile.TemporaryDirectory() as dossier:
        accuses, tues, duree = ecrire(Path(dossier), 4, ecritures, 7)
        relues = {entree.id for entree in Registre(Path(dossier)).toutes()}
        print(
            f"registre, 4 × {ecritures} écritures, {tues} processus tués : {len(accuses)} accusées,"
            f" {len(accuses - relues)} perdues, {duree:.0f} s"
        )


def chercher(home: Path) -> None:
    """200 people looked up: exact, reversed, misspelt, cut."""
    acces, hasard = ouvrir(home, "mesure", "mesure"), random.Random(1)
    ouverture = chrono(lambda: recherche.known_names(acces))
    noms = recherche.known_names(acces)
    total = acces.nominatif("mart.annuaire_rpps", colonnes=["rpps"]).height
    gens = (
        acces.nominatif("mart.annuaire_rpps", limite=200_000)
        .filter(pl.col("cle_nom").str.len_chars() > 4)
        .sample(200, seed=1)
        .to_dicts()
    )
    temps, trouves = [], 0
    for ligne in gens:
        nom, prenom = ligne["nom_exercice"], ligne["prenom_exercice"] or ""
        place = hasard.randrange(1, len(nom) - 2)
        texte = hasard.choice(
            [
                f"{prenom} {nom}",
                f"{nom} {prenom}".lower(),
                f"{nom[:place]}{nom[place + 1]}{nom[place]}{nom[place + 2 :]} {prenom}",
                f"{nom[:-1]} {prenom}",
            ]
        )
        debut = time.perf_counter()
        resultat = recherche.search(acces, noms, texte)
        temps.append(time.perf_counter() - debut)
        trouves += ligne["rpps"] in set(resultat["rpps"])
    print(
        f"annuaire de {total:,} personnes ({len(noms):,} noms, lus en {ouverture * 1000:.0f} ms) : "
        f"médiane {statistics.median(temps) * 1000:.0f} ms, "
        f"p95 {p95(temps) * 1000:.0f} ms, retrouvées {trouves / 2:.1f} %"
    )


def page(home: Path, cas: int = 15) -> None:
    """Decision to next case on screen, server side."""
    os.environ |= {"WORKBENCH_HOME": str(home), "WORKBENCH_UTILISATEUR": "mesure"}
    with contextlib.chdir(RACINE), contextlib.redirect_stderr(io.StringIO()):
        from streamlit.testing.v1 import AppTest

        app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=120).run()
        app.switch_page("pages/rapprochement/revue.py").run()
        app.selectbox(key="revue_genre").set_value("identite").run()
        temps = []
        for _ in range(cas):
            bouton = next(b for b in app.button if str(b.key).startswith("personne_differente"))
            temps.append(chrono(bouton.click().run))
        assert not app.exception
        for nom in ("contradictions", "surete"):
            app.switch_page(f"pages/rapprochement/{nom}.py").run()
            print(f"page {nom} : {chrono(app.run) * 1000:.0f} ms")
        app.switch_page("pages/donnees/vertus.py").run()
        print(f"page vertus : {chrono(app.run) * 1000:.0f} ms")
    print(
        f"décision → cas suivant affiché : médiane {statistics.median(temps) * 1000:.0f} ms, p95"
        f" {p95(temps) * 1000:.0f} ms ({cas} cas, un geste chacun)"
    )


def simuler(home: Path) -> None:
    """The what-if, beside a whole run."""
    seuils = {"seuil_automatique": 0.9999, "seuil_maintien": 0.999, "seuil_revue": 0.1}
    simulation_s = chrono(lambda: simulation.simulate(home, seuils, []))
    execution_s = chrono(lambda: run(home))
    print(
        f"simulation des seuils {simulation_s:.1f} s ; exécution complète {execution_s:.1f} s (rapport"
        f" {execution_s / simulation_s:.1f})"
    )


def aller_retour(home: Path, lignes: int = 500) -> None:
    """A workbook of that many cases out, filled in, back, recorded."""
    acces, registre = ouvrir(home, "mesure", "mesure"), Registre(home)
    cas = acces.nominatif("mart.revue_cas").head(lignes)
    jour = published_date(home)
    assert jour is not None
    debut = time.perf_counter()
    contenu = classeur.contenu(acces, cas, "mesure", {}, jour)
    ecrit = time.perf_counter() - debut
    livre = load_workbook(BytesIO(contenu))
    for titre, reponse in (("Qui est qui", "personnes différentes"), ("Numéros RPPS", "refusé")):
        if titre in livre.sheetnames:
            feuille = livre[titre]
            place = next(
                cellule.column for cellule in feuille[classeur.LIGNE_ENTETE] if cellule.value == "Réponse"
            )
            for rang in range(classeur.LIGNE_ENTETE + 1, feuille.max_row + 1):
                feuille.cell(rang, place, reponse)
    flux = BytesIO()
    livre.save(flux)
    flux.seek(0)
    fiches = acces.nominatif("mart.revue_fiche", colonnes=["source", "cle_source", "nature"])
    connues = {f"{s}:{c}": n for s, c, n in fiches.iter_rows()}
    personnes = set(acces.nominatif("mart.identite", colonnes=["id_unique"])["id_unique"])
    debut = time.perf_counter()
    plan = retour.lire(flux, "mesure", registre.en_vigueur(), registre.toutes(), connues, personnes)
    lu = time.perf_counter() - debut
    garde = chrono(lambda: retour.record(registre, plan))
    print(
        f"classeur de {cas.height} cas : écrit en {ecrit:.1f} s, relu en {lu:.1f} s ({len(plan.decisions)}"
        f" décisions, {len(plan.refus)} refus), enregistré en {garde:.1f} s"
    )


@contextlib.contextmanager
def copie(home: Path | None) -> Iterator[Path]:
    """A throw-away copy of the home, or a small demonstration."""
    with tempfile.TemporaryDirectory() as dossier:
        cible = Path(dossier) / "home"
        if home is None:
            print("démonstration de 2 000 agents × 50 000 personnes…")
            cible.mkdir()
            generate(cible, 2_000, 50_000, 2026)
            run_all_deliveries(cible)
        else:
            shutil.copytree(home, cible, ignore=shutil.ignore_patterns("decisions*"))
        yield cible


def main() -> None:
    """Everything, in one go."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--home", type=Path)
    arguments.add_argument("--ecritures", type=int, default=2_000)
    choisis = arguments.parse_args()
    registre(choisis.ecritures)
    with copie(choisis.home) as home:
        chercher(home)
        page(home)
        aller_retour(home)
        (home / "data" / "curated" / "decisions.sqlite").unlink(missing_ok=True)
        for suffixe in ("-wal", "-shm"):
            (home / "data" / "curated" / f"decisions.sqlite{suffixe}").unlink(missing_ok=True)
        simuler(home)
        relire(home)


if __name__ == "__main__":
    main()
