"""Deliveries of the demo recounted from its raw files, against what was published: the first difference
fails,
naming the figure, the delivery and both values."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
import pytest
from filelock import FileLock
from tests.outils.commandes import commande
from tests.verite import imprimes, lecture
from tests.verite.chiffres import Recompte, recompter
from tests.verite.imprimes import Imprimes
from tests.verite.publies import lire_publies
from tests.verite.recompte import PRIORITES, Brut, Cle

import workbench.demo
from workbench.access import ouvrir
from workbench.documents import exports
from workbench.warehouse.publication import LECTURE_SEULE

AGENTS, RPPS, GRAINE = 600, 3_000, 11
LIVRAISONS = [dt.date(2026, mois, 1) for mois in (6, 7, 8)]  # the first ones: each costs a run and a recount
METIERS = Path(workbench.demo.__file__).parent / "metiers.toml"
MINIMUM = 40
IMPRIMES = 5  # the rest is masked, by a draw of each home: 9 to 12 of 16 were printed on six draws
SCORES = 4  # of 20: at least one objective's line


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
        """The published version, read only, opened as whoever may hold it open already."""
        return duckdb.connect(str(self.publie), read_only=True, config=LECTURE_SEULE)

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
    """The demo, its first deliveries run, once for all workers."""
    base = tmp_path_factory.getbasetemp()
    racine = base if worker_id == "master" else base.parent
    home, pret = racine / "demo_verite", racine / "demo_verite.pret"
    with FileLock(racine / "demo_verite.lock"):
        if not pret.exists():
            home.mkdir(exist_ok=True)
            options = ("--agents", str(AGENTS), "--rpps", str(RPPS), "--graine", str(GRAINE))
            for etape in (("demo", *options), *(("run", "--date", str(jour)) for jour in LIVRAISONS)):
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


def test_chaque_chiffre_publie_se_recompte(
    livraison: Livraison, recomptes: Callable[[dt.date], dict[str, int]]
) -> None:
    recompte = recomptes(livraison.jour)
    with livraison.ouvrir() as con:
        publie = lire_publies(con)
    assert len(recompte) >= MINIMUM
    for nom in sorted(publie.keys() | recompte.keys()):
        assert publie.get(nom, 0) == recompte.get(nom, 0), (
            f"{nom}, livraison du {livraison.jour} : publié {publie.get(nom, 0)},"
            f" recompté {recompte.get(nom, 0)}"
        )


def test_le_recompte_selon_la_verite_ne_s_ecarte_que_des_paires_manquees(livraison: Livraison) -> None:
    """With the truth's own people, present people differ by the persons the tool still holds in two, one
    each.
    """
    publiee = livraison.publiee()
    rh = {(fiche.source, fiche.cle) for fiche in livraison.brut.rh}
    de = {publiee[cle]: livraison.vrai[cle] for cle in rh if cle in livraison.vrai}
    # a broken row is a copy of somebody's: that person's when it is held with theirs, else nobody the truth
    # knows
    vraie: dict[Cle, Hashable] = {
        cle: livraison.vrai.get(cle, de.get(publiee[cle], publiee[cle])) for cle in rh
    }
    ouverts: dict[Hashable, set[Hashable]] = defaultdict(set)
    for fiche in livraison.brut.rh:
        cle = (fiche.source, fiche.cle)
        if fiche.ouvert(livraison.jour):
            ouverts[vraie[cle]].add(publiee[cle])
    en_trop = sum(len(idents) - 1 for idents in ouverts.values())
    presents = Recompte(livraison.brut, vraie, livraison.numeros).presents
    with livraison.ouvrir() as con:
        ((publies,),) = con.execute("SELECT presentes FROM mart.synthese").fetchall()
    assert publies == len(presents) + en_trop, (
        f"présents, livraison du {livraison.jour} : publié {publies},"
        f" vrai {len(presents)}, et {en_trop} en double"
    )


def test_aucune_personne_n_en_reunit_deux(livraison: Livraison) -> None:
    qui = livraison.publiee()
    reunies: dict[Hashable, set[Hashable]] = defaultdict(set)
    for cle, ident in qui.items():
        if cle in livraison.vrai:
            reunies[ident].add(livraison.vrai[cle])
    fausses = {ident: vraies for ident, vraies in reunies.items() if len(vraies) > 1}
    assert not fausses, f"livraison du {livraison.jour} : {fausses}"


def test_chaque_numero_confirme_est_celui_de_la_personne(livraison: Livraison) -> None:
    qui = livraison.publiee()
    vrais = livraison.numeros_publies(qui)
    with livraison.ouvrir() as con:
        rows = con.execute(
            "SELECT id_unique, rpps FROM curated.lien_rpps WHERE statut = 'confirme'"
        ).fetchall()
    publies = dict(rows)
    attendus = Recompte(livraison.brut, qui, vrais).prouves
    assert publies == attendus, f"livraison du {livraison.jour} : {dict(publies.items() ^ attendus.items())}"


def test_les_lignes_mises_de_cote_se_recomptent(livraison: Livraison) -> None:
    dossier = livraison.home / "data" / "raw" / livraison.jour.isoformat()
    with livraison.ouvrir() as con:
        rows = con.execute("SELECT source, nombre FROM mart.rejet WHERE gravite = 'ligne'").fetchall()
        lues = con.execute("SELECT source, sum(lignes) FROM mart.fichier GROUP BY source").fetchall()
    decalees = lecture.lire_decalees(dossier)
    assert sum(nombre for _, nombre in rows) == decalees, f"livraison du {livraison.jour} : {rows}"
    recomptees = Counter(fiche.source for fiche in livraison.brut.rh) + Counter(
        compte.source for compte in livraison.brut.comptes
    )
    recomptees["sirh_chr"] += decalees
    publiees = {source: int(lignes) for source, lignes in lues if source in recomptees}
    assert publiees == dict(recomptees), f"livraison du {livraison.jour}"


@pytest.fixture(scope="session")
def recomptes(livraisons: dict[dt.date, Livraison]) -> Callable[[dt.date], dict[str, int]]:
    """The recount of a delivery, made once."""

    @cache
    def recompte(jour: dt.date) -> dict[str, int]:
        livraison = livraisons[jour]
        qui = livraison.publiee()
        return recompter(Recompte(livraison.brut, qui, livraison.numeros_publies(qui)))

    return recompte


def _verifier(lus: Imprimes, attendus: Imprimes, au_moins: int) -> None:
    """Every cell printed, of those recounted."""
    vus = lus.keys() & attendus.keys()
    assert len(vus) >= au_moins, sorted(map(str, attendus.keys() - vus))
    for cellule in sorted(vus, key=str):
        assert lus[cellule] == attendus[cellule], f"{cellule}, livraison du {LIVRAISONS[-1]}"


def test_le_classeur_de_l_ars_imprime_ces_nombres(
    demo_verite: Path, recomptes: Callable[[dt.date], dict[str, int]], tmp_path: Path
) -> None:
    """Every cell printed, of those recounted, on the last delivery; every score at every date."""
    resultat = commande("export", "ars", "--out", str(tmp_path), home=demo_verite)
    assert resultat.returncode == 0, resultat.stderr[-2000:]
    livre = imprimes.lire(next(tmp_path.glob("*.xlsx")).read_bytes())
    attendus = imprimes.du_classeur_ars(recomptes(LIVRAISONS[-1]))
    _verifier(imprimes.imprimes(livre, attendus), attendus, IMPRIMES)
    scores = list(imprimes.scores(livre))
    assert len(scores) >= SCORES
    for le, annee, quoi, lu in scores:
        recompte = imprimes.score(recomptes(le or LIVRAISONS[-1]), annee, quoi)
        assert lu == pytest.approx(recompte, abs=1e-9), f"{quoi} {annee}, {le} : {lu}, recompté {recompte}"


def test_les_documents_du_comite_disent_ces_nombres(
    demo_verite: Path, recomptes: Callable[[dt.date], dict[str, int]]
) -> None:
    """The committee's workbook cell by cell; the sentences of the deck and of the board's note."""
    acces = ouvrir(demo_verite, "essai", "essai")
    produits = [*exports.produire(acces, "copil"), *exports.produire(acces, "codir")]
    c = recomptes(LIVRAISONS[-1])
    classeur = next(p for p in produits if p.fichier.endswith(".xlsx"))
    attendus = imprimes.du_classeur_du_comite(c)
    _verifier(imprimes.imprimes(imprimes.lire(classeur.octets), attendus), attendus, len(attendus) - 4)
    prouves = sum(c.get(f"utilisateurs du DPI confirmés par autorité | {code}", 0) for code in imprimes.NOMS)
    part = f"{100 * imprimes.arrondi(prouves, imprimes.requis(c)):.1f}".replace(".", ",")
    for produit in produits:
        if produit is classeur:
            continue
        dit = imprimes.texte(produit.fichier, produit.octets)
        confirmes = re.findall(imprimes.CONFIRMES, dit)
        assert confirmes and set(confirmes) == {(str(prouves), str(imprimes.requis(c)), part)}, (
            produit.fichier
        )
        equipes = re.findall(imprimes.EQUIPES, dit)
        assert set(equipes) <= {(str(c["MIE équipés"]), str(c["MIE utilisateurs à équiper"]))}
        assert equipes or not produit.fichier.endswith(".docx")
