"""The published warehouse against the demo's known truth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from workbench.socle.erreurs import ErreurWorkbench


@dataclass(frozen=True)
class Evaluation:
    """Accuracy of one published run. Shares are between 0 and 1; pairs are pairs of records of one person."""

    date: dt.date
    paires_vraies: int
    paires_reunies: int
    paires_fausses: int
    precision_paires: float
    rappel_paires: float
    reunies_ou_en_revue: float
    rpps_confirmes: int
    rpps_faux: int
    precision_rpps: float
    enregistres_restreint: int
    part_confirmee: float
    comptes_sans_personne: int
    comptes_reconnus: float
    defauts: list[tuple[str, int, int]]
    cas: int = 0
    cas_pour_mille: float = 0.0

    @property
    def texte(self) -> str:
        """The report, as aligned French text."""
        rows = [
            ("Paires vraies", f"{self.paires_vraies}"),
            ("Paires réunies à tort", f"{self.paires_fausses} sur {self.paires_reunies}"),
            ("Précision des paires réunies", f"{self.precision_paires:.5f}"),
            ("Rappel des paires réunies", f"{self.rappel_paires:.4f}"),
            ("Paires réunies ou en revue", f"{self.reunies_ou_en_revue:.4f}"),
            ("Cas laissés à une personne", f"{self.cas}"),
            ("  pour 1 000 agents", f"{self.cas_pour_mille:.1f}"),
            ("RPPS confirmés à tort", f"{self.rpps_faux} sur {self.rpps_confirmes}"),
            ("Précision des RPPS confirmés", f"{self.precision_rpps:.5f}"),
            ("Enregistrés présents dans l'extraction restreinte", f"{self.enregistres_restreint}"),
            ("  dont confirmés", f"{self.part_confirmee:.4f}"),
            ("Comptes génériques et de service", f"{self.comptes_sans_personne}"),
            ("  dont reconnus", f"{self.comptes_reconnus:.4f}"),
        ]
        width = max(len(label) for label, _ in rows)
        lines = [f"Évaluation sur la vérité connue, exécution du {self.date:%d/%m/%Y}", ""]
        lines += [f"{label.ljust(width)}  {value}" for label, value in rows]
        lines += ["", "Personnes dont une paire manque encore, par défaut injecté (manquantes / concernées)"]
        lines += [f"  {code:<30} {missing} / {total}" for code, missing, total in self.defauts]
        return "\n".join(lines)


def evaluate(home: Path, con: duckdb.DuckDBPyConnection) -> Evaluation:
    """Compare the published run with `data/demo_verite/`.

    Raises:
        ErreurWorkbench: this home holds no demonstration.
    """
    folder = home / "data" / "demo_verite"
    if not (folder / "fiches.parquet").exists():
        raise ErreurWorkbench(
            "Pas de vérité connue", f"{folder} est absent.", "Lancez d'abord « workbench demo »."
        )
    row = con.execute("SELECT max(date_execution) FROM meta.execution").fetchone()
    date: dt.date = row[0] if row else dt.date.min
    truth = pl.read_parquet(folder / "fiches.parquet").filter(pl.col("livraison") == date)
    people = pl.read_parquet(folder / "personnes.parquet")
    members = _frame(con, "SELECT source, cle_source, id_unique FROM curated.identite_fiche")
    known = members.join(
        truth.filter(pl.col("personne").is_not_null()), on=["source", "cle_source"], how="inner"
    )
    pairs = _compare_pairs(con, known)
    confirmed, wrong, registered, found = _numbers(con, known, people, date)
    nobody, recognised = _accounts(con, truth)
    cases = _frame(con, "SELECT DISTINCT dossier FROM curated.a_revoir").height
    agents = _frame(con, "SELECT id_unique FROM curated.identite WHERE date_arrivee IS NOT NULL").height
    return Evaluation(
        date=date,
        paires_vraies=pairs.vraies,
        paires_reunies=pairs.reunies,
        paires_fausses=pairs.reunies - pairs.justes,
        precision_paires=_share(pairs.justes, pairs.reunies),
        rappel_paires=_share(pairs.justes, pairs.vraies),
        reunies_ou_en_revue=_share(pairs.justes + pairs.en_revue, pairs.vraies),
        rpps_confirmes=confirmed,
        rpps_faux=wrong,
        precision_rpps=_share(confirmed - wrong, confirmed),
        enregistres_restreint=registered,
        part_confirmee=_share(found, registered),
        comptes_sans_personne=nobody,
        comptes_reconnus=_share(recognised, nobody),
        defauts=_by_fault(known, pairs.incompletes),
        cas=cases,
        cas_pour_mille=1_000 * _share(cases, agents) if agents else 0.0,
    )


@dataclass(frozen=True)
class _Paires:
    """Pairs of records of known people, and the people of whom one pair at least is not joined."""

    vraies: int
    reunies: int
    justes: int
    en_revue: int
    incompletes: set[object]


def _compare_pairs(con: duckdb.DuckDBPyConnection, known: pl.DataFrame) -> _Paires:
    cells = known.group_by("personne", "id_unique").len()
    split = cells.join(cells, on="personne").filter(pl.col("id_unique") < pl.col("id_unique_right"))
    review = _frame(
        con,
        "SELECT least(id_unique_a, id_unique_b) AS id_unique,"
        " greatest(id_unique_a, id_unique_b) AS id_unique_right FROM curated.a_revoir",
    ).unique()
    waiting = split.join(review, how="semi", on=["id_unique", "id_unique_right"])
    return _Paires(
        vraies=_pairs(known, ["personne"]),
        reunies=_pairs(known, ["id_unique"]),
        justes=_pairs(known, ["id_unique", "personne"]),
        en_revue=int((waiting["len"] * waiting["len_right"]).sum()),
        incompletes=set(split["personne"]),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _frame(con: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    frame: pl.DataFrame = con.cursor().sql(query).pl()
    return frame


def _pairs(frame: pl.DataFrame, keys: list[str]) -> int:
    counts = frame.group_by(keys).len()["len"].cast(pl.Int64)
    return int((counts * (counts - 1) // 2).sum())


def _numbers(
    con: duckdb.DuckDBPyConnection, known: pl.DataFrame, people: pl.DataFrame, date: dt.date
) -> tuple[int, int, int, int]:
    """(confirmed links, wrong ones, registered people of the restricted extraction with an HR file, those
    confirmed).
    """
    links = _frame(con, "SELECT id_unique, rpps FROM curated.lien_rpps WHERE statut = 'confirme'")
    hr = set(_frame(con, "SELECT DISTINCT source FROM curated.fiche WHERE nature = 'sirh'")["source"])
    owners = (
        known.select("id_unique", "personne")
        .unique()
        .join(people.select("personne", pl.col("rpps").alias("vrai")), on="personne", how="left")
    )
    checked = (
        links.join(owners, on="id_unique", how="left")
        .group_by("id_unique")
        .agg((pl.col("vrai") == pl.col("rpps")).fill_null(False).all().alias("juste"))
    )
    registered = people.filter(
        pl.col("rpps").is_not_null() & pl.col("restreint") & (pl.col("rpps_depuis") <= date)
    )
    registered = registered.join(
        known.filter(pl.col("source").is_in(list(hr))).select("personne").unique(), on="personne", how="semi"
    )
    found = registered.join(links.select(pl.col("rpps")).unique(), on="rpps", how="semi")
    return links.height, int((~checked["juste"]).sum()), registered.height, found.height


def _accounts(con: duckdb.DuckDBPyConnection, truth: pl.DataFrame) -> tuple[int, int]:
    nature = truth.filter(pl.col("nature").is_in(["generique", "service"])).select(
        "source", pl.col("cle_source").alias("login"), "nature"
    )
    seen = _frame(con, "SELECT source, login, nature AS reconnue FROM curated.compte")
    both = nature.join(seen, on=["source", "login"], how="left")
    return both.height, int((both["reconnue"].fill_null("") != "nominatif").sum())


def _by_fault(known: pl.DataFrame, missing: set[object]) -> list[tuple[str, int, int]]:
    rows = (
        known.select("personne", pl.col("defauts").str.split(" ").alias("code"))
        .explode("code")
        .filter(pl.col("code") != "")
        .unique()
    )
    counts = rows.group_by("code").agg(
        pl.len().alias("total"), pl.col("personne").is_in(list(missing)).sum().alias("manque")
    )
    return [
        (c, int(m), int(t)) for c, t, m in counts.sort("manque", "code", descending=[True, False]).iter_rows()
    ]
