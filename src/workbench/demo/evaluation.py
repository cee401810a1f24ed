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

    @property
    def texte(self) -> str:
        """The report, as aligned French text."""
        rows = [
            ("Paires vraies", f"{self.paires_vraies}"),
            ("Paires réunies à tort", f"{self.paires_fausses} sur {self.paires_reunies}"),
            ("Précision des paires réunies", f"{self.precision_paires:.5f}"),
            ("Rappel des paires réunies", f"{self.rappel_paires:.4f}"),
            ("Paires réunies ou en revue", f"{self.reunies_ou_en_revue:.4f}"),
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
    joined, true = _pairs(known, ["id_unique"]), _pairs(known, ["personne"])
    right = _pairs(known, ["id_unique", "personne"])
    cells = known.group_by("personne", "id_unique").len()
    split = cells.join(cells, on="personne").filter(pl.col("id_unique") < pl.col("id_unique_right"))
    review = _frame(
        con,
        "SELECT least(id_unique_a, id_unique_b) AS a, greatest(id_unique_a, id_unique_b) AS b FROM"
        " curated.a_revoir",
    ).unique()
    keys = {"left_on": ["id_unique", "id_unique_right"], "right_on": ["a", "b"]}
    waiting = split.join(review, how="semi", **keys)  # type: ignore[arg-type]
    in_review = int((waiting["len"] * waiting["len_right"]).sum())
    missing = set(split.join(review, how="anti", **keys)["personne"])  # type: ignore[arg-type]
    confirmed, wrong, registered, found = _numbers(con, known, people, date)
    nobody, recognised = _accounts(con, truth)
    return Evaluation(
        date,
        true,
        joined,
        joined - right,
        right / joined if joined else 1.0,
        right / true if true else 1.0,
        (right + in_review) / true if true else 1.0,
        confirmed,
        wrong,
        1 - wrong / confirmed if confirmed else 1.0,
        registered,
        found / registered if registered else 1.0,
        nobody,
        recognised / nobody if nobody else 1.0,
        _by_fault(known, missing | set(waiting["personne"])),
    )


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
