"""Every page and every control on it, server-side, and the time a run spends on its indicators.

Pages are run by Streamlit's own engine, warm: each page once to fill its caches, then every choice it offers,
one interaction at
a time. Printed per page: median, 95th percentile, worst, and the ratio of the worst page to the lightest one
in the same run.
In a real browser, when there is one: bytes received to show each page, the time to go there the first time
and again, from a key of the review to the next case, clicks from Accueil, its height on a phone.
Indicators: marts and measures built again over the published tables, apart from the rest of the run.
Usage: python benchmarks/pages.py [--home DIR] [--tours N] [--navigateur]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

RACINE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(RACINE))  # tests.outils
CIBLE_PAGE, CIBLE_INDICATEURS = 0.5, 5.0
CIBLE_FROID, CIBLE_CHAUD, CIBLE_CAS, TOUCHES = 0.8, 0.4, 0.2, 30


def p95(temps: list[float]) -> float:
    """The 95th percentile of a list of seconds."""
    return sorted(temps)[max(0, round(0.95 * len(temps)) - 1)]


def interagir(app: Any, rang: int) -> float | None:
    """Choose another option of the list at that rank, run the page; seconds, or None when there is nothing to
    choose.
    """
    listes = app.selectbox
    if rang >= len(listes) or len(listes[rang].options) < 2 or listes[rang].index is None:
        return None
    listes[rang].select_index((listes[rang].index + 1) % len(listes[rang].options))
    return chrono(app)


def chrono(app: Any) -> float:
    """Seconds of one server-side run of the page."""
    debut = time.perf_counter()
    app.run()
    return time.perf_counter() - debut


def pages(home: Path, tours: int) -> None:
    """Print one line a page, then all together."""
    os.environ["WORKBENCH_HOME"], os.environ["WORKBENCH_UTILISATEUR"] = str(home), "mesure"
    os.chdir(RACINE)
    from streamlit.testing.v1 import AppTest

    from workbench.ui.session import pages as toutes

    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=120).run()
    tous, medianes = [], {}
    for page in toutes().values():
        froid = time.perf_counter()
        app.switch_page(page.fichier).run()
        froid = time.perf_counter() - froid
        if app.exception:
            sys.exit(f"{page.titre} : {app.exception[0].value}")
        temps = [chrono(app) for _ in range(tours)]
        for rang in range(len(app.selectbox)):
            temps += [seconde for _ in range(tours) if (seconde := interagir(app, rang)) is not None]
        if app.exception:
            sys.exit(f"{page.titre} : {app.exception[0].value}")
        tous += temps
        medianes[page.titre] = median(temps)
        print(
            f"  {page.titre:<32} {len(temps):4} passages  médiane {median(temps) * 1000:5.0f} ms  p95"
            f" {p95(temps) * 1000:5.0f} ms  pire {max(temps) * 1000:5.0f} ms  première fois"
            f" {froid * 1000:5.0f} ms"
        )
    print(
        f"  toutes pages : p95 {p95(tous) * 1000:.0f} ms sur {len(tous)} passages (demandé : <"
        f" {CIBLE_PAGE * 1000:.0f} ms)"
    )
    print(f"  page la plus lourde / la plus légère : {max(medianes.values()) / min(medianes.values()):.1f}")


def indicateurs(home: Path) -> None:
    """Time the marts and the measures on a copy of the published tables."""
    import duckdb

    from workbench.marts import marts, mesures
    from workbench.warehouse import published_path

    with tempfile.TemporaryDirectory() as dossier:
        source = published_path(home)
        con = duckdb.connect(str(Path(dossier) / "copie.duckdb"))
        con.execute(f"ATTACH '{source}' AS source (READ_ONLY)")
        con.execute("COPY FROM DATABASE source TO copie")
        con.execute("DETACH source")
        for mart in marts():
            con.execute(f"DROP VIEW IF EXISTS mart.{mart.nom}") if not mart.materialise else None
        debut = time.perf_counter()
        durees = []
        for mart in marts():
            depart = time.perf_counter()
            genre = "TABLE" if mart.materialise else "VIEW"
            con.execute(f"CREATE OR REPLACE {genre} mart.{mart.nom} AS {mart.sql}")
            durees.append((time.perf_counter() - depart, mart.nom))
        for requete in mesures():
            con.execute(requete).fetchall()
        total = time.perf_counter() - debut
        con.close()
    lourds = ", ".join(f"{nom} {duree:.2f} s" for duree, nom in sorted(durees, reverse=True)[:4])
    print(
        f"  {len(durees)} marts et {len(mesures())} mesures : {total:.2f} s (demandé : <"
        f" {CIBLE_INDICATEURS:.0f} s) ; {lourds}"
    )


def navigateur(home: Path) -> None:
    """Print what each page weighs once the application is loaded, and what is a click away from Accueil."""
    from playwright.sync_api import sync_playwright
    from tests.outils.accessibilite import Visiteur
    from tests.outils.gestes import compter
    from tests.outils.navigateur import ARGUMENTS, CHROMIUM, LANCER, serveur

    from workbench.ui.session import ACCUEIL
    from workbench.ui.session import pages as toutes
    from workbench.warehouse import read_table

    if CHROMIUM is None:
        print("  non mesuré : chromium n’est pas installé")
        return
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for adresse in serveur(home, *LANCER):
            visiteur = Visiteur(chromium, adresse)
            poids, froid = {}, {}
            for page in toutes().values():  # the server has opened none of them yet, but Accueil
                visiteur.octets = 0
                froid[page.titre] = visiteur.aller(page)
                poids[page.titre] = visiteur.octets
            chaud = {page.titre: visiteur.aller(page) for page in toutes().values()}
            for dit, temps, cible in (("premières", froid, CIBLE_FROID), ("suivantes", chaud, CIBLE_CHAUD)):
                lentes = sorted(temps.items(), key=lambda un: -un[1])[:3]
                print(
                    f"  navigation, {dit} ouvertures : médiane {median(temps.values()) * 1000:.0f} ms, p95"
                    f" {p95([*temps.values()]) * 1000:.0f} ms (demandé : < {cible * 1000:.0f} ms) ; "
                    + ", ".join(f"{titre} {seconde * 1000:.0f} ms" for titre, seconde in lentes)
                )
            cas(visiteur)
            rangees = sorted(poids.items(), key=lambda un: un[1])
            print(
                f"  par page : médiane {median(poids.values()) / 1000:.0f} ko ; les plus lourdes "
                + ", ".join(f"{titre} {octets / 1000:.0f} ko" for titre, octets in rangees[-3:])
            )
            print(f"  l’application elle-même, une fois : {visiteur.fichiers / 1000:.0f} ko")
            visiteur.aller(toutes()[ACCUEIL])
            print(f"  Accueil sur un téléphone : {visiteur.ecrans():.2f} écrans")
            if read_table(home, "mart.historique")["date_execution"].n_unique() < 2:
                print("  gestes depuis l’Accueil : non comptés, ce dossier n’a qu’une date publiée")
                continue
            faits = compter(visiteur, home)
            print(
                f"  depuis l’Accueil : infirmiers sans numéro d’un service {faits.infirmiers} clics ;"
                f" services qui tiennent l’écart {faits.services} ; depuis le dernier comité {faits.comite} ;"
                f" une personne par son nom {faits.personne} champ"
            )
        chromium.close()


def cas(visiteur: Any) -> None:
    """Print how long a key of the review takes to show the next case (« N », which answers nothing)."""
    from workbench.ui.session import pages as toutes

    visiteur.aller(toutes()["revue"])
    if not visiteur.tab.locator('[class*="st-key-passer_"]').count():
        print("  touche vers le cas suivant : non mesuré, aucun cas à trancher")
        return
    visiteur.epreuve("minuterCas")
    for rang in range(TOUCHES):
        visiteur.tab.locator("h1").click()  # keys answer only outside a field
        visiteur.tab.keyboard.press("n")
        visiteur.tab.wait_for_function(f"() => epreuves.temps.length > {rang}")
        visiteur.calme()
    temps = visiteur.tab.evaluate("() => epreuves.temps")
    print(
        f"  touche vers le cas suivant, {TOUCHES} fois : médiane {median(temps):.0f} ms, p95 {p95(temps):.0f}"
        f" ms (demandé : < {CIBLE_CAS * 1000:.0f} ms)"
    )


def main() -> None:
    """Measure the given home, or a small demonstration made for the occasion."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--tours", type=int, default=5)
    parser.add_argument("--navigateur", action="store_true", help="le navigateur seul")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as dossier:
        home = options.home or Path(dossier)
        if not options.home:
            for etape in (["demo", "--agents", "2000", "--rpps", "20000"], ["run", "--tout"]):
                subprocess.run(
                    [sys.executable, "-m", "workbench.cli", *etape, "--home", str(home)],
                    check=True,
                    capture_output=True,
                )
        print("dans un navigateur")
        navigateur(home.resolve())
        if options.navigateur:
            return
        print("pages, à chaud, côté serveur")
        pages(home.resolve(), options.tours)
        print("indicateurs d’une exécution")
        indicateurs(home)


if __name__ == "__main__":
    main()
