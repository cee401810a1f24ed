"""People signed in over real websockets, reading pages while a run goes on: errors, time of a page, memory.

The server is `workbench serve --serveur` in its own process, behind a proxy this script plays; the provider
is the OpenID Connect one of the tests. Each session signs in, then asks for one page after another as a
browser does (Streamlit's own messages), with a pause between two. A page's time: from the question to the
last of what it shows. Two times: nothing else under way, then runs one after another, as `workbench run` has
them. Printed first: cores, load before, people, pause; a loaded machine makes no figure, except the
processor time the server spends a page.
Usage: PYTHONPATH=src:. python benchmarks/charge.py [--home DIR | --agents N] [--sessions 25] [--duree 180]
    [--pause 10] [--sans-calcul] [--toutes]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import httpx2 as httpx
from tests.outils.fournisseur import Fournisseur, brancher, fournisseur
from tests.outils.navigateur import port_libre
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from workbench.ui.session import ACCUEIL, pages

HOTE, CIBLE_P95, CIBLE_MEMOIRE = "etabli.example", 1.0, 2048.0
MONTREES = 5  # pages printed one by one, the slowest
ATTENTE = 120.0  # seconds after which a page that says nothing is an error
ROLES = ("equipe", "sponsor", "rh", "dsi", "analyste", "lecteur")


@dataclass
class Mesures:
    """What the sessions saw: seconds by page, faults by what they say."""

    temps: dict[str, list[float]] = field(default_factory=dict)
    fautes: Counter[str] = field(default_factory=Counter)


def commande(*arguments: str) -> list[str]:
    """`workbench …` in a process of its own."""
    return [sys.executable, "-m", "workbench.cli", *arguments]


def preparer(agents: int, dossier: Path) -> Path:
    """A demonstration of that size, its deliveries run but the last one."""
    home = dossier / "home"
    subprocess.run(commande("demo", "--home", str(home), "--agents", str(agents)), check=True)
    livraisons = sorted((home / "data/raw").iterdir())
    attend = dossier / livraisons[-1].name
    shutil.move(livraisons[-1], attend)
    subprocess.run(commande("run", "--home", str(home)), check=True)
    shutil.move(attend, livraisons[-1])
    return home


def partager(home: Path, lui: Fournisseur) -> None:
    """The settings of a server, one group a role."""
    groupes = ", ".join(f'{role} = "{role}"' for role in ROLES)
    brancher(home, HOTE, lui.adresse, f"[acces]\ngroupes = {{ {groupes} }}\n")


class Personne:
    """One session: the cookies of a browser, a websocket, one page after another."""

    def __init__(self, port: int, role: str, hasard: random.Random) -> None:
        self.port, self.role, self.hasard = port, role, hasard
        self.temoins: dict[str, str] = {}
        ouvertes = [page for page in pages().values() if page.ouverte_a(role)]
        self.adresses = [page.adresse if page.code != ACCUEIL else "" for page in ouvertes]

    def entetes(self) -> dict[str, str]:
        """What the proxy passes on."""
        temoins = "; ".join(f"{nom}={valeur}" for nom, valeur in self.temoins.items())
        return {"host": HOTE, "x-forwarded-proto": "https", "cookie": temoins}

    def entrer(self, lui: Fournisseur, qui: str) -> None:
        """Through the provider and back."""
        lui.qui, chemin = qui, "/"
        while True:
            rendu = httpx.get(
                f"http://127.0.0.1:{self.port}{chemin}", headers=self.entetes(), timeout=ATTENTE
            )
            for nom, valeur in rendu.headers.multi_items():
                if nom == "set-cookie":
                    cle, _, reste = valeur.partition("=")
                    self.temoins[cle] = reste.partition(";")[0]
            if rendu.status_code not in (302, 303):
                rendu.raise_for_status()
                return
            chemin = rendu.headers["location"]
            if chemin.startswith(lui.adresse):
                chemin = httpx.get(chemin).headers["location"].removeprefix(f"https://{HOTE}")

    async def lire(self, mesures: Mesures, fin: float, pause: float) -> None:
        """Pages until the end, a pause between two."""
        adresse, entetes = f"ws://{HOTE}/_stcore/stream", self.entetes()
        del entetes["host"]  # the address says it
        place = {"host": "127.0.0.1", "port": self.port}
        try:
            async with connect(adresse, additional_headers=entetes, max_size=None, **place) as fil:
                await asyncio.sleep(self.hasard.uniform(0, pause))
                while time.monotonic() < fin:
                    page = self.hasard.choice(self.adresses)
                    debut = time.perf_counter()
                    faute = await asyncio.wait_for(self._demander(fil, page), ATTENTE)
                    mesures.temps.setdefault(page, []).append(time.perf_counter() - debut)
                    if faute:
                        mesures.fautes[f"{page} : {faute}"] += 1
                    await asyncio.sleep(self.hasard.uniform(0.5, 1.5) * pause)
        except (OSError, TimeoutError, WebSocketException) as erreur:
            mesures.fautes[f"{self.role} : {type(erreur).__name__} {erreur}"] += 1

    async def _demander(self, fil: Any, page: str) -> str:
        """Ask for a page and take all it shows; the fault it shows, if any."""
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        demande = BackMsg()
        demande.rerun_script.page_name = page
        await fil.send(demande.SerializeToString())
        faute = ""
        while True:
            recu = ForwardMsg()
            recu.ParseFromString(await fil.recv())
            genre = recu.WhichOneof("type")
            if genre == "delta" and recu.delta.new_element.WhichOneof("type") == "exception":
                faute = recu.delta.new_element.exception.message[:80]
            if genre == "page_not_found":
                faute = "page inconnue"
            if genre == "script_finished":
                return faute


class Calcul:
    """Runs one after another in a process of their own, as long as asked."""

    def __init__(self, home: Path) -> None:
        self.home, self.codes = home, list[int]()
        self.processus: subprocess.Popen[bytes] | None = None
        self.arret = threading.Event()
        self.fil = threading.Thread(target=self._enchainer)

    def _enchainer(self) -> None:
        while not self.arret.is_set():
            self.processus = subprocess.Popen(
                ["nice", *commande("run", "--home", str(self.home))], stdout=subprocess.DEVNULL
            )
            self.codes.append(self.processus.wait())

    def __enter__(self) -> Calcul:
        self.fil.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.arret.set()
        if self.processus is not None:
            self.processus.terminate()
        self.fil.join()

    def __str__(self) -> str:
        rates = sum(code != 0 for code in self.codes)
        return f"calcul en cours ({len(self.codes)} finis, dont {rates} en échec)"


def processeur(pid: int) -> float:
    """Seconds of processor a process has spent."""
    apres = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(apres[11]) + int(apres[12])) / os.sysconf("SC_CLK_TCK")


def memoire(pid: int) -> float:
    """The most a process has held, in MiB."""
    for ligne in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if ligne.startswith("VmHWM"):
            return int(ligne.split()[1]) / 1024
    return 0.0


def attendre(port: int) -> None:
    """Until the server says it is well."""
    while True:
        with suppress(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/_stcore/health", headers={"host": HOTE}).raise_for_status()
            return
        time.sleep(0.5)


def charger(home: Path, arguments: argparse.Namespace) -> None:
    """Serve, sign everyone in, start the run, read pages, print."""
    gens = {f"p{rang}": {"groups": [ROLES[rang % len(ROLES)]]} for rang in range(arguments.sessions)}
    gens = {qui: {"preferred_username": qui, **dits} for qui, dits in gens.items()}
    print(
        f"  {os.cpu_count()} cœurs, charge {os.getloadavg()[0]:.1f} avant ; {arguments.sessions} séances,"
        f" pause {arguments.pause:.0f} s, {arguments.duree:.0f} s à chaque fois"
    )
    port = port_libre()
    with fournisseur(gens) as lui:
        partager(home, lui)
        serveur = subprocess.Popen(commande("serve", "--serveur", "--home", str(home), "--port", str(port)))
        try:
            attendre(port)
            hasard = random.Random(arguments.graine)
            foule = [Personne(port, gens[qui]["groups"][0], hasard) for qui in gens]
            for qui, une in zip(gens, foule, strict=True):
                une.entrer(lui, qui)
            phase(foule, serveur.pid, arguments, "sans calcul")
            if not arguments.sans_calcul:
                with Calcul(home) as calcul:
                    phase(foule, serveur.pid, arguments, calcul)
        finally:
            serveur.terminate()
            serveur.wait()


def phase(foule: list[Personne], pid: int, arguments: argparse.Namespace, dite: object) -> None:
    """Everyone reads for a time; the figures of that time."""
    mesures, avant = Mesures(), processeur(pid)
    fin = time.monotonic() + arguments.duree
    asyncio.run(_ensemble(foule, mesures, fin, arguments.pause))
    dire(mesures, str(dite), processeur(pid) - avant, memoire(pid), arguments.toutes)


async def _ensemble(foule: list[Personne], mesures: Mesures, fin: float, pause: float) -> None:
    await asyncio.gather(*(une.lire(mesures, fin, pause) for une in foule))


def p95(temps: list[float]) -> float:
    """The 95th percentile."""
    return sorted(temps)[max(0, round(0.95 * len(temps)) - 1)]


def dire(mesures: Mesures, dite: str, cpu: float, mio: float, toutes: bool) -> None:
    """The figures, each against what is asked."""
    print(f"  {dite}")
    tous = [temps for lus in mesures.temps.values() for temps in lus]
    if tous:
        print(
            f"    {len(tous)} pages : médiane {median(tous):.2f} s, p95 {p95(tous):.2f} s (demandé : <"
            f" {CIBLE_P95:.0f} s), pire {max(tous):.2f} s ; {cpu / len(tous) * 1000:.0f} ms de processeur par"
            " page"
        )
    rangees = sorted(mesures.temps.items(), key=lambda un: -median(un[1]))
    for page, lus in rangees if toutes else rangees[:MONTREES]:
        print(f"      {page:<18} {len(lus):3} fois, médiane {median(lus):.2f} s, p95 {p95(lus):.2f} s")
    print(f"    mémoire du serveur : {mio:.0f} Mio au plus (demandé : < {CIBLE_MEMOIRE:.0f})")
    print(f"    fautes : {sum(mesures.fautes.values())}")
    for faute, nombre in mesures.fautes.most_common(10):
        print(f"      {nombre} × {faute}")


def main() -> None:
    """Read the options, prepare a home, load it."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    lecteur.add_argument("--home", type=Path, help="une démonstration toute faite (copiée)")
    lecteur.add_argument("--agents", type=int, default=20_000)
    lecteur.add_argument("--sessions", type=int, default=25)
    lecteur.add_argument("--duree", type=float, default=180.0)
    lecteur.add_argument("--pause", type=float, default=10.0)
    lecteur.add_argument("--graine", type=int, default=7)
    lecteur.add_argument("--sans-calcul", action="store_true", help="la première fois seulement")
    lecteur.add_argument("--toutes", action="store_true", help="chaque page, pas les plus lentes")
    arguments = lecteur.parse_args()
    with tempfile.TemporaryDirectory(prefix="charge-") as dossier:
        place = Path(dossier)
        if arguments.home:
            home = Path(shutil.copytree(arguments.home, place / "home"))
        else:
            home = preparer(arguments.agents, place)
        charger(home, arguments)


if __name__ == "__main__":
    main()
