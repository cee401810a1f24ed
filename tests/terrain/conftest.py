"""Files as the field writes them, played on one small demonstration of the last delivery.

A case is a folder of `cas/`: `attendu.md` says where the trouble comes from and the right result, `entree/`
holds

- `ajout_<file>`: a title row, and rows appended (without it) to the file of that name of the delivery;
- `reglage.txt`: a text of `workbench.toml` to replace (« … remplacer : » / « par : »);
- `AAAA-MM-JJ/`: whole deliveries, for a home whose own deliveries are taken away first.

    def test_x(terrain: Terrain) -> None:
        cas = terrain("09-matricule-deforme")       # applied to a fresh copy, and run
        assert cas.lignes("select … from curated.compte")
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from tests.outils.commandes import commande

from workbench.warehouse import open_published
from workbench.warehouse.memoire import Memoire

CAS = Path(__file__).parent / "cas"
LIVRAISON = "2026-11-01"
AGENTS, RPPS = 200, 3_000


@dataclass
class Joue:
    """A home where a case was played: what the command said, and what is published."""

    home: Path
    code: int = 0
    sortie: str = ""

    @property
    def livraison(self) -> Path:
        """Folder of the delivery played."""
        return self.home / "data" / "raw" / LIVRAISON

    def lignes(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the published version."""
        with open_published(self.home) as warehouse:
            return warehouse.cursor().execute(sql).fetchall()

    def valeur(self, sql: str) -> Any:
        """The one value of a query."""
        ((value,),) = self.lignes(sql)
        return value

    def lancer(self, *arguments: str, date: str = LIVRAISON) -> Joue:
        """`workbench run` on the delivery, with more arguments if any."""
        fait = commande("run", "--date", date, *arguments, home=self.home)
        self.code, self.sortie = fait.returncode, fait.stdout + fait.stderr
        return self

    def ajouter(self, nom: str, lignes: list[str]) -> Joue:
        """Append rows to a text file of the delivery, in its own encoding and line ends."""
        cible = self.livraison / nom
        encodage, fin = _ecriture(cible)
        texte = cible.read_bytes().decode(encodage)
        texte += "" if texte.endswith("\n") else fin
        cible.write_bytes((texte + "".join(ligne + fin for ligne in lignes)).encode(encodage))
        return self

    def remplacer(self, nom: str, changer: Callable[[str], str]) -> Joue:
        """Rewrite a text file of the delivery, in its own encoding."""
        cible = self.livraison / nom
        encodage, _ = _ecriture(cible)
        cible.write_bytes(changer(cible.read_bytes().decode(encodage)).encode(encodage))
        return self

    def regler(self, avant: str, apres: str) -> Joue:
        """Replace a text of `workbench.toml`, which must be there."""
        reglages = self.home / "workbench.toml"
        texte = reglages.read_text("utf-8")
        assert avant in texte, f"absent de workbench.toml : {avant}"
        reglages.write_text(texte.replace(avant, apres, 1), "utf-8")
        return self


Terrain = Callable[..., Joue]


def _ecriture(path: Path) -> tuple[str, str]:
    """Encoding and line end a demonstration file is written with (no byte order mark is added or lost)."""
    octets = path.read_bytes()
    if octets.startswith(b"\xff\xfe"):
        return "utf-16-le", "\r\n"
    fin = "\r\n" if b"\r\n" in octets[:20_000] else "\n"
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", fin
    return "utf-8", fin


def appliquer(joue: Joue, cas: str) -> Joue:
    """Put what `cas/<cas>/entree` holds in the home."""
    entree = CAS / cas / "entree"
    for path in sorted(entree.iterdir()):
        if path.is_dir():
            shutil.rmtree(joue.home / "data" / "raw" / path.name, ignore_errors=True)
            shutil.copytree(path, joue.home / "data" / "raw" / path.name)
        elif path.name.startswith("ajout_"):
            lignes = path.read_text("utf-8-sig").splitlines()
            joue.ajouter(path.name.removeprefix("ajout_"), lignes[1:])
        elif path.name == "reglage.txt":
            texte = path.read_text("utf-8")
            trouve = re.search(r"remplacer :\n\n(.*?)\n\npar :\n\n(.*?)\n*\Z", texte, re.DOTALL)
            assert trouve, f"{path} : « remplacer : » et « par : » attendus"
            joue.regler(trouve[1].strip("\n"), trouve[2].strip("\n"))
    return joue


@pytest.fixture(scope="session")
def demo_terrain(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A fictional GHT with its last delivery alone, not run. Copy it before changing it."""
    base = tmp_path_factory.getbasetemp()
    racine = base if worker_id == "master" else base.parent
    home, pret = racine / "demo_terrain", racine / "demo_terrain.pret"
    with FileLock(racine / "demo_terrain.lock"):
        if not pret.exists():
            home.mkdir(exist_ok=True)
            fait = commande("demo", "--agents", str(AGENTS), "--rpps", str(RPPS), home=home)
            assert fait.returncode == 0, fait.stdout + fait.stderr
            for livraison in (home / "data" / "raw").glob("20*"):
                if livraison.name != LIVRAISON:
                    shutil.rmtree(livraison)
            pret.touch()
    return home


@pytest.fixture
def copie(demo_terrain: Path, reference: Joue, tmp_path: Path) -> Joue:
    """A fresh copy of the demonstration, not run; the files left as they are need no second reading."""
    home = tmp_path / "home"
    shutil.copytree(demo_terrain, home)
    shutil.copytree(Memoire(reference.home).folder, Memoire(home).folder, dirs_exist_ok=True)
    return Joue(home)


@pytest.fixture(scope="session")
def reference(demo_terrain: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Joue:
    """The demonstration run as it is: what a case must not change. Read it only."""
    base = tmp_path_factory.getbasetemp()
    racine = base if worker_id == "master" else base.parent
    home, pret = racine / "reference_terrain", racine / "reference_terrain.pret"
    with FileLock(racine / "reference_terrain.lock"):
        if not pret.exists():
            shutil.copytree(demo_terrain, home, dirs_exist_ok=True)
            fait = Joue(home).lancer()
            assert fait.code == 0, fait.sortie
            pret.touch()
    return Joue(home)


@pytest.fixture
def publie(reference: Joue, tmp_path: Path) -> Joue:
    """A copy of the demonstration once run: for what a second delivery changes."""
    home = tmp_path / "publie"
    shutil.copytree(reference.home, home)
    return Joue(home)


@pytest.fixture
def terrain(copie: Joue) -> Terrain:
    """Play a case: `terrain("09-…")` runs it, `terrain("09-…", lancer=False)` only puts its files in
    place.
    """

    def jouer(cas: str, lancer: bool = True) -> Joue:
        joue = appliquer(copie, cas)
        return joue.lancer() if lancer else joue

    return jouer
