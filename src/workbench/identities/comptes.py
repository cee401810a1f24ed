"""Every account in exactly one situation, and how situations moved since the last run."""

from __future__ import annotations

import datetime as dt
import fnmatch

import polars as pl

from workbench.identities.chantier import Chantier
from workbench.socle.settings import Settings
from workbench.socle.tables import frame

Situation = tuple[str, str, str | None, dt.date | None]
SITUATION = ("situation", "situation_motif", "proprietaire", "expire_le")
REPRIS = (  # as the account's record says them
    "application role source actif date_creation date_derniere_connexion date_fermeture mode_auth profil"
    " habilitations service etablissement".split()
)


def accounts(
    fiche: pl.DataFrame,
    identite_fiche: pl.DataFrame,
    a_revoir: pl.DataFrame,
    collision: pl.DataFrame,
    chantier: Chantier,
    settings: Settings,
    date: dt.date,
) -> pl.DataFrame:
    """`curated.compte`: accounts of directories and applications, each in one situation.

    `exclue` (set aside by the settings, until its expiry), `service`, `generique`, `contestee` (a
    contradiction names it),
    `liee` (its group holds an HR file), `a_revoir` (a person must say), `sans_identite` (nobody of HR).
    """
    ids = {(s, c): i for s, c, i in identite_fiche.select("source", "cle_source", "id_unique").iter_rows()}
    waiting = {f"{s}:{c}" for s, c in a_revoir.select("source_a", "cle_a").iter_rows()}
    waiting |= {f"{s}:{c}" for s, c in a_revoir.select("source_b", "cle_b").iter_rows()}
    disputed = {
        cle for row in collision.filter(pl.col("type") == "matricule_contredit")["fiches"] for cle in row
    }
    rows = []
    for row in fiche.filter(pl.col("nature") != "sirh").iter_rows(named=True):
        with_hr = chantier.with_hr(row["cle"])
        said = _excluded(row, settings, date) or _situation(row, with_hr, waiting, disputed)
        known = with_hr and said[0] in {"liee", "contestee"}
        rows.append(
            {
                **{name: row[name] for name in REPRIS},
                "login": row["cle_source"],
                "nature": row["nature_compte"],
                "rpps_connu": row["rpps"],
                "id_unique": ids.get((row["source"], row["cle_source"])) if known else None,
                **dict(zip(SITUATION, said, strict=True)),
            }
        )
    return frame("curated.compte", rows).sort("application", "login", "source")


def _excluded(row: dict[str, object], settings: Settings, date: dt.date) -> Situation | None:
    """Set aside by the settings, until its expiry."""
    for rule in settings.comptes_exclus:
        same = rule.application in {row["application"], row["source"]} and fnmatch.fnmatch(
            str(row["login"]).lower(), rule.login.lower()
        )
        if same and (rule.expire_le is None or rule.expire_le >= date):
            return "exclue", rule.motif, rule.proprietaire, rule.expire_le
    return None


def _situation(row: dict[str, object], with_hr: bool, waiting: set[str], disputed: set[str]) -> Situation:
    if row["nature_compte"] in {"service", "generique"}:
        label = "compte de service" if row["nature_compte"] == "service" else "compte générique ou partagé"
        return str(row["nature_compte"]), f"Reconnu comme {label}", None, None
    if row["cle"] in disputed:
        return "contestee", "Un identifiant partagé contredit les traits", None, None
    if with_hr:
        return "liee", "Rattaché à un dossier RH", None, None
    if row["cle"] in waiting:
        return "a_revoir", "Un rapprochement est proposé", None, None
    return "sans_identite", "Aucun dossier RH ne correspond", None, None


def transitions(compte: pl.DataFrame, before: pl.DataFrame | None, date: dt.date) -> pl.DataFrame:
    """`meta.transition`: application, avant, apres, nombre; `absent` where the account did not exist, or no
    longer does.
    """
    now = compte.select("application", "source", "login", pl.col("situation").alias("apres"))
    old = (before if before is not None else compte.clear()).select(
        "application", "source", "login", pl.col("situation").alias("avant")
    )
    both = now.join(old, on=["application", "source", "login"], how="full", coalesce=True)
    return (
        both.with_columns(pl.col("avant", "apres").fill_null("absent"))
        .group_by("application", "avant", "apres")
        .agg(pl.len().cast(pl.Int64).alias("nombre"))
        .with_columns(date_execution=pl.lit(date))
        .select("date_execution", "application", "avant", "apres", "nombre")
        .sort("application", "avant", "apres")
    )
