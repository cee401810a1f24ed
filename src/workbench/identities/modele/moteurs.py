"""Where the pairs are scored: here, in DuckDB, or on Apache Spark when the settings say so.

The model is learned here either way, so both give each pair the same weights.

Source: Splink 5, `splink.backends`; Apache Spark 4, « Submitting applications » (master addresses).
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import sqlglot
from sqlglot import exp

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Execution

Frequences = Mapping[str, pl.DataFrame]
LOCAL = "local["


def duckdb_linker(frame: pl.DataFrame, settings: Any, frequencies: Frequences | None = None) -> Any:
    """Splink on these records, silent; imported when pairs are scored only.

    Args:
        frequencies: column → its values, and how frequent each is (`tf_…`); counted by Splink when absent.
    """
    from splink import DuckDBAPI

    return _linker(DuckDBAPI(), frame, settings, frequencies)


@dataclass(frozen=True)
class Spark:
    """Scores on Spark. `adresse`: of its master (`local[*]`, `spark://…`, `yarn`, `k8s://…`)."""

    adresse: str

    def predicted(
        self,
        frame: pl.DataFrame,
        modele: dict[str, Any],
        frequencies: Frequences,
        read: Callable[[Any], pl.DataFrame],
    ) -> pl.DataFrame:
        """What `read` makes of Splink's linker on these records, with a model learned by Splink on DuckDB.

        Raises:
            ErreurWorkbench: Spark does not answer, or fails while it scores.
        """
        try:
            with _session(self.adresse) as session:
                engine = _spark_api(session)
                return read(_linker(engine, frame, in_spark(modele), frequencies))
        except Exception as error:
            logging.getLogger(__name__).debug("Spark", exc_info=True)
            raise _refused(
                f"Spark ({self.adresse}) ne répond pas, ou s’est arrêté en route : {type(error).__name__}.",
                "Vérifier son adresse ([execution] spark) et son journal",
            ) from error


def chosen_engine(execution: Execution) -> Spark | None:
    """What the settings say scores the pairs; None for DuckDB.

    Raises:
        ErreurWorkbench: Spark is asked for and cannot run from here.
    """
    if execution.moteur != "spark":
        return None
    java = os.environ.get("JAVA_HOME") or shutil.which("java")
    missing = [name for name, found in (("pyspark", find_spec("pyspark")), ("Java 17", java)) if not found]
    if missing:
        raise _refused(
            f'[execution] moteur = "spark", mais il manque sur ce poste : {" et ".join(missing)}.',
            "Faire installer ce qui manque par la DSI (voir docs/passage_a_l_echelle.md)",
        )
    return Spark(execution.spark)


def _spark_api(session: Any) -> Any:
    from splink.backends.spark import SparkAPI

    made: Any = SparkAPI  # untyped in Splink
    return made(spark_session=session, break_lineage_method="persist")


def _refused(cause: str, remede: str) -> ErreurWorkbench:
    return ErreurWorkbench(
        "Spark ne peut pas noter les paires",
        f"{cause} Rien n’est publié.",
        f'{remede}, ou noter les paires sur ce poste : [execution] moteur = "duckdb".',
    )


def in_spark(modele: dict[str, Any]) -> dict[str, Any]:
    """A model saved by Splink on DuckDB, its conditions said in Spark's SQL; what it learned is untouched."""
    said = deepcopy(modele)
    said["sql_dialect"] = "spark"
    for rule in said["blocking_rules_to_generate_predictions"]:
        rule |= {"blocking_rule": _spark_sql(rule["blocking_rule"]), "sql_dialect": "spark"}
    for comparison in said["comparisons"]:
        for level in comparison["comparison_levels"]:
            level["sql_condition"] = _spark_sql(level["sql_condition"])
    return said


def _spark_sql(condition: str) -> str:
    if condition == "ELSE":
        return condition
    tree = sqlglot.parse_one(condition, read="duckdb")
    return tree.transform(_overlap).sql(dialect="spark")


def _overlap(node: exp.Expression) -> exp.Expression:
    """`list_has_any`, which sqlglot 30 writes `&&` for Spark: Spark has no such operator."""
    if isinstance(node, exp.ArrayOverlaps):
        return exp.Anonymous(this="arrays_overlap", expressions=[node.this, node.expression])
    return node


def _linker(engine: Any, frame: pl.DataFrame, settings: Any, frequencies: Frequences | None) -> Any:
    logging.getLogger("splink").setLevel(logging.ERROR)
    from splink import Linker

    registered = engine.register(frame.to_arrow())
    linker = Linker(registered, settings, log_level="ERROR", validate_settings=False)
    for name, counted in (frequencies or {}).items():
        linker.table_management.register_term_frequency_lookup(engine.register(counted.to_arrow()), name)
    return linker


@contextmanager
def _session(adresse: str) -> Iterator[Any]:
    """A session of Spark, closed with what it wrote; on this machine it listens to nobody else.

    What the cluster asks for besides (secret, encryption of the network, memory) stands in its own
    `spark-defaults.conf`, which Spark reads.
    """
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    with TemporaryDirectory(prefix="spark-") as scratch:  # 0700: records are spilled there
        builder = SparkSession.builder.appName("workbench").master(adresse)
        options = {
            "spark.jars": similarity_jar_location(),
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "ERROR",
            "spark.local.dir": scratch,
            "spark.sql.warehouse.dir": scratch,
        }
        if adresse.startswith(LOCAL):
            options |= {
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.host": "127.0.0.1",
                "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
            }
        for name, value in options.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        try:
            yield session
        finally:
            session.stop()
