"""Each delivery of the demo recounted from its raw files, against what was published: the first difference fails,
naming the figure, the delivery and both values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pytest
from filelock import FileLock
from tests.outils.commandes import commande
from tests.verite.chiffres import Recompte, recompter
from tests.verite.publies import lire_publies
from tests.verite.recompte import PRIORITES, Brut, Cle

import workbench.demo

AGENTS, RPPS, GRAINE = 600, 3_000, 11
LIVRAISONS = [dt.date(2026, mois, 1) for mois in range(6, 12)]
METIERS = Path(workbench.demo.__file__).parent / "metiers.toml"
MINIMUM = 40

pytestmark = pytest.mark.xdist_group("verite")


@dataclass(frozen=True)
class Livraison:
    """One delivery: its published version, its raw files, the truth about it."""

    home: Path
    jour: dt.date
    publie: Path
    brut: Brut
    vrai: Mapping[Cle, Hashable]
    numeros: Mapping[Hashable, str]

    def ouvrir(self) -> duckdb.DuckDBPyConnection:
        """The published version, read only."""
        return duckdb.connect(str(self.publie), read_only=True)

    def publiee(self) -> dict[Cle, Hashable]:
        """Who is who, as published."""
        with self.ouvrir() as con:
            rows = con.execute("SELECT source, cle_source, id_unique FROM curated.identite_fiche").fetchall()
        return {(source, cle): ident for source, cle, ident in rows}

    def numeros_publies(self, qui: Mapping[Cle, Hashable]) -> dict[Hashable, str]:
        """Each identifier's true number: that of the person behind its HR rows."""
        return {
            ident: self.numeros[self.vrai[cle]]
            for cle, ident in qui.items()
            if cle[0] in PRIORITES and self.vrai.get(cle) in self.numeros
        }


@pytest.fixture(scope="session")
def demo_verite(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demo, every delivery run, once for all workers."""
    base = tmp_path_factory.getbasetemp()
    racine = base if worker_id == "master" else base.parent
    home, pret = racine / "demo_verite", racine / "demo_verite.pret"
    with FileLock(racine / "demo_verite.lock"):
        if not pret.exists():
            home.mkdir(exist_ok=True)
            options = ("--agents", str(AGENTS), "--rpps", str(RPPS), "--graine", str(GRAINE))
            for etape in (("demo", *options), ("run", "--tout")):
                resultat = commande(*etape, home=home)
                assert resultat.returncode == 0, resultat.stdout[-3000:] + resultat.stderr[-3000:]
            pret.touch()
    return home


@pytest.fixture(scope="session")
def livraisons(demo_verite: Path) -> Iterator[dict[dt.date, Livraison]]:
    """Every delivery, read once."""
    verite = demo_verite / "data" / "demo_verite"
    fiches = pl.read_parquet(verite / "fiches.parquet")
    gens = pl.read_parquet(verite / "personnes.parquet").drop_nulls("rpps")
    out = {}
    for jour in LIVRAISONS:
        du_jour = fiches.filter(pl.col("livraison") == jour)
        natures = {
            (source, cle): nature
            for source, cle, nature in du_jour.select("source", "cle_source", "nature").iter_rows()
            if nature in {"generique", "service"}
        }
        vrai = {
            (source, cle): personne
            for source, cle, personne in du_jour.select("source", "cle_source", "personne").iter_rows()
            if personne is not None
        }
        (publie,) = (demo_verite / "data" / "curated").glob(f"entrepot-{jour}-*.duckdb")
        out[jour] = Livraison(
            demo_verite,
            jour,
            publie,
            Brut.lire(demo_verite, jour, METIERS, natures),
            vrai,
            dict(gens.filter(pl.col("rpps_depuis") <= jour).select("personne", "rpps").iter_rows()),
        )
    yield out


@pytest.fixture(params=LIVRAISONS, ids=str)
def livraison(request: pytest.FixtureRequest, livraisons: dict[dt.date, Livraison]) -> Livraison:
    return livraisons[request.param]


def test_chaque_chiffre_publie_se_recompte(livraison: Livraison) -> None:
    qui = livraison.publiee()
    recompte = recompter(Recompte(livraison.brut, qui, livraison.numeros_publies(qui)))
    with livraison.ouvrir() as con:
        publie = lire_publies(con)
    assert len(recompte) >= MINIMUM
    for nom in sorted(publie.keys() | recompte.keys()):
        assert publie.get(nom, 0) == recompte.get(nom, 0), (
            f"{nom}, livraison du {livraison.jour} : publié {publie.get(nom, 0)},"
            f" recompté {recompte.get(nom, 0)}"
        )
