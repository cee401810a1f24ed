"""The view of a GRADeS or an ARS: twins of many establishments read, set aside when wrong, added without ever
guessing.

A hidden cell is unknown: it is never added as zero, and each sum says how many establishments are in it and
how many are
hidden. Everything published here is a sum, a rate or a rank of cells that were visible in a twin: what was
hidden stays as
hidden as the twins made it (tests/reporting/test_region.py proves it on the whole system of sums).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from workbench.documents.jumeau import COLONNES, TABLE, Jumeau, JumeauRefuse, lire
from workbench.documents.region.attendus import ATTENDUS, AttendusIllisibles, Ecarte, lire_attendus
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire as lire_regle

AXES = ("ensemble", "autorite", "profession", "moyen", "alerte")  # others are local codes: not comparable
DPI = "dpi"  # the role of a patient record
CLE = ["indicateur", "axe", "valeur_axe"]
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("finess_ej", "nom", "departement"), pl.String),
    "date_donnees": pl.Date,
    **dict.fromkeys(CLE, pl.String),
    "role": pl.String,
    **dict.fromkeys(("numerateur", "denominateur"), pl.Int64),
    "taux": pl.Float64,
    "masque": pl.Boolean,
}


@dataclass(frozen=True)
class Region:
    """What the twins say together.

    Attributes:
        toutes: every row of every twin kept, all dates (`SCHEMA`).
        recus: one row an establishment, its newest twin: finess_ej, nom, departement, date_donnees, fichier,
        reference, seuil, ancien.
        ecartes: files set aside. manquants: expected and not received (finess_ej, nom, departement).
    """

    toutes: pl.DataFrame
    recus: pl.DataFrame
    ecartes: list[Ecarte]
    manquants: pl.DataFrame
    attendus: int

    @property
    def le(self) -> dt.date | None:
        """The newest data received."""
        le: dt.date | None = self.recus["date_donnees"].max() if self.recus.height else None  # type: ignore[assignment]
        return le

    @cached_property
    def lignes(self) -> pl.DataFrame:
        """Rows of the newest twin of each establishment, comparable axes only."""
        return _comparables(
            self.toutes.join(self.recus.select("finess_ej", "date_donnees"), on=["finess_ej", "date_donnees"])
        )

    def valeurs(self, indicateur: str) -> pl.DataFrame:
        """One row an establishment: finess_ej, nom, departement, numerateur, denominateur, taux, masque."""
        lues = self.lignes.filter(pl.col("indicateur") == indicateur, pl.col("axe") == "ensemble")
        return lues.select(
            "finess_ej", "nom", "departement", "numerateur", "denominateur", "taux", "masque"
        ).sort("nom")


def regles(home: Path | None = None) -> dict[str, Any]:
    """`region.toml`, or the home's own."""
    return lire_regle("workbench.documents.region", "region.toml", home)


def consolider(dossier: Path, seuil: int = 5, progress: Callable[[str], None] | None = None) -> Region:
    """Read every twin of a folder (and of its sub-folders).

    Raises:
        ErreurWorkbench: the folder does not exist. AttendusIllisibles: the list of expected establishments
        cannot be read.
    """
    if not dossier.is_dir():
        raise ErreurWorkbench(
            "Dossier introuvable",
            f"{dossier} n’existe pas.",
            "Indiquez le dossier où sont les fichiers jumeaux (.zip).",
        )
    jumeaux, ecartes = _tout_lire(_chemins(dossier), seuil, progress)
    gardes, en_trop = _sans_doublon(jumeaux)
    ecartes += en_trop
    attendus, refuses = lire_attendus(dossier / ATTENDUS)
    toutes = pl.DataFrame(
        [_brute(ligne) for jumeau in gardes for ligne in jumeau.lignes], schema=SCHEMA, orient="row"
    )
    recus = _recus(gardes)
    manquants = attendus.join(recus.select("finess_ej"), on="finess_ej", how="anti").sort(
        "departement", "nom"
    )
    return Region(toutes, recus, [*ecartes, *refuses], manquants, attendus.height)


def _chemins(dossier: Path) -> list[Path]:
    archives = {chemin for chemin in dossier.rglob("*.zip") if chemin.is_file()}
    return sorted(archives | {chemin.parent for chemin in dossier.rglob(TABLE)})


def _tout_lire(
    chemins: Iterable[Path], seuil: int, progress: Callable[[str], None] | None
) -> tuple[list[Jumeau], list[Ecarte]]:
    jumeaux, ecartes = [], []
    for chemin in chemins:
        if progress:
            progress(chemin.name)
        try:
            jumeau = lire(chemin)
        except JumeauRefuse as refus:
            ecartes.append(
                Ecarte(chemin.name, refus.titre, " ".join(filter(None, (refus.message, refus.conseil))))
            )
            continue
        if jumeau.entete.type != "etablissement":
            ecartes.append(
                Ecarte(
                    chemin.name,
                    "Ce n’est pas un établissement",
                    "Une vue régionale ne s’additionne pas à une autre.",
                )
            )
        elif jumeau.entete.seuil < seuil:
            why = (
                f"Seuil de {jumeau.entete.seuil}, la région en demande {seuil} : redemandez l’export avec ce"
                " seuil."
            )
            ecartes.append(Ecarte(chemin.name, "Petits effectifs trop visibles", why))
        else:
            jumeaux.append(jumeau)
    return jumeaux, ecartes


def _sans_doublon(jumeaux: list[Jumeau]) -> tuple[list[Jumeau], list[Ecarte]]:
    """One twin an establishment and a date, the newest run; an entity counted in its group is not counted
    again.
    """
    gardes: dict[tuple[str, dt.date], Jumeau] = {}
    ecartes = []
    for jumeau in sorted(jumeaux, key=lambda j: (j.entete.reference, j.fichier)):
        cle = (str(jumeau.entete.finess_ej), jumeau.entete.date_donnees)
        if cle in gardes:
            why = f"{cle[0]} au {cle[1]:%d/%m/%Y} : « {jumeau.fichier} » est plus récent ou identique."
            ecartes.append(Ecarte(gardes[cle].fichier, "Envoyé deux fois", why))
        gardes[cle] = jumeau
    groupe = {
        entite.finess_ej: j
        for j in gardes.values()
        for entite in j.entete.entites
        if entite.finess_ej and entite.finess_ej != j.entete.finess_ej
    }
    for cle, jumeau in list(gardes.items()):
        if cle[0] in groupe:
            why = f"{cle[0]} est déjà compté dans « {groupe[cle[0]].entete.nom} » ({groupe[cle[0]].fichier})."
            ecartes.append(Ecarte(jumeau.fichier, "Compté deux fois", why))
            del gardes[cle]
    return [gardes[cle] for cle in sorted(gardes)], ecartes


def _brute(ligne: Any) -> tuple[Any, ...]:
    return tuple(getattr(ligne, nom) for nom in SCHEMA)


def _recus(jumeaux: list[Jumeau]) -> pl.DataFrame:
    schema = {
        **dict.fromkeys(("finess_ej", "nom", "departement"), pl.String),
        "date_donnees": pl.Date,
        "fichier": pl.String,
        "reference": pl.String,
        "seuil": pl.Int64,
    }
    noms = ("finess_ej", "nom", "departement", "date_donnees")
    lignes = [
        (*(getattr(j.entete, nom) for nom in noms), j.fichier, j.entete.reference, j.entete.seuil)
        for j in jumeaux
    ]
    tous = pl.DataFrame(lignes, schema=schema, orient="row")
    derniers = tous.sort("finess_ej", "date_donnees").group_by("finess_ej", maintain_order=True).last()
    limite = dt.timedelta(days=int(regles()["ancien_jours"]))
    return derniers.with_columns(ancien=pl.col("date_donnees") < pl.col("date_donnees").max() - limite).sort(
        "nom"
    )


def _comparables(lignes: pl.DataFrame) -> pl.DataFrame:
    """Axes that mean the same everywhere, and the patient record of each establishment, whatever its name.

    An establishment with two of them is left out of that axis: people of both would be counted twice.
    """
    dpi = (pl.col("axe") == "application") & (pl.coalesce("role", "valeur_axe") == DPI)
    one = pl.col("valeur_axe").filter(dpi).n_unique().over("finess_ej", "date_donnees") == 1
    kept = lignes.filter(pl.col("axe").is_in(AXES) | (dpi & one))
    return kept.with_columns(valeur_axe=pl.when(dpi).then(pl.lit(DPI)).otherwise("valeur_axe"))


def sommes(lignes: pl.DataFrame, par: list[str] | None = None) -> pl.DataFrame:
    """Numerators and denominators added over the establishments where both are known.

    Args:
        lignes: rows of twins (`SCHEMA`), at most one an establishment and a key.
        par: group columns, the key of the row when absent.

    Returns:
        the groups, `numerateur`, `denominateur`, `taux` (null when nothing could be added), `etablissements`
        (added), `masques`.
    """
    connus = ~pl.col("masque") & pl.col("numerateur").is_not_null() & pl.col("denominateur").is_not_null()
    return (
        lignes.group_by(par or CLE)
        .agg(
            pl.col("numerateur").filter(connus).sum(),
            pl.col("denominateur").filter(connus).sum(),
            connus.sum().cast(pl.Int64).alias("etablissements"),
            pl.col("masque").sum().cast(pl.Int64).alias("masques"),
        )
        .with_columns(
            pl.when(pl.col("etablissements") > 0).then(pl.col(nom)).alias(nom) for nom in ("numerateur", "denominateur")
        )
        .with_columns(
            taux=pl.when(pl.col("denominateur") > 0).then(pl.col("numerateur") / pl.col("denominateur"))
        )
        .sort(par or CLE)
    )  # fmt: skip


def par_departement(region: Region, indicateur: str) -> pl.DataFrame:
    """Sums of an indicator by département; a score without counts is given as the median of its
    establishments.
    """
    lues = region.lignes.filter(pl.col("indicateur") == indicateur, pl.col("axe") == "ensemble")
    trouvees = sommes(lues, ["departement"])
    medianes = lues.group_by("departement").agg(
        pl.col("taux").median().alias("mediane"), pl.len().alias("presents")
    )
    sans_compte = pl.col("etablissements") == 0
    return (
        trouvees.join(medianes, on="departement")
        .with_columns(
            taux=pl.when(sans_compte).then(pl.col("mediane")).otherwise(pl.col("taux")),
            etablissements=pl.when(sans_compte).then(pl.col("presents") - pl.col("masques")).otherwise(pl.col("etablissements")),
        )
        .drop("mediane", "presents")
        .sort("departement")
    )  # fmt: skip


def repartition(region: Region, indicateur: str) -> dict[str, Any]:
    """How the establishments spread: `connus`, `masques`, and minimum, quartiles, maximum when they are
    enough.
    """
    valeurs = region.valeurs(indicateur)
    taux = valeurs["taux"].drop_nulls()
    out: dict[str, Any] = {"connus": len(taux), "masques": int(valeurs["masque"].sum())}
    if len(taux) >= int(regles()["repartition_min"]):
        noms = ("minimum", "q1", "mediane", "q3", "maximum")
        out |= {nom: taux.quantile(q, "linear") for nom, q in zip(noms, (0, 0.25, 0.5, 0.75, 1), strict=True)}
    return out


def tendance(region: Region, indicateur: str) -> pl.DataFrame:
    """Month by month, the newest twin of each establishment in the month: `mois`, `mediane`, `q1`, `q3`,
    `taux`, `etablissements`.

    Months with too few establishments for a spread that designates nobody are left out.
    """
    lues = region.toutes.filter(
        pl.col("indicateur") == indicateur, pl.col("axe") == "ensemble", ~pl.col("masque")
    )
    lues = lues.with_columns(mois=pl.col("date_donnees").dt.truncate("1mo")).sort("finess_ej", "date_donnees")
    lues = lues.group_by("finess_ej", "mois", maintain_order=True).last().filter(pl.col("taux").is_not_null())
    return (
        lues.group_by("mois")
        .agg(
            pl.col("taux").median().alias("mediane"),
            pl.col("taux").quantile(0.25, "linear").alias("q1"),
            pl.col("taux").quantile(0.75, "linear").alias("q3"),
            (pl.col("numerateur").sum() / pl.col("denominateur").sum()).alias("taux"),
            pl.len().cast(pl.Int64).alias("etablissements"),
        )
        .filter(pl.col("etablissements") >= int(regles()["repartition_min"]))
        .sort("mois")
    )


__all__ = [
    "ATTENDUS",
    "COLONNES",
    "AttendusIllisibles",
    "Ecarte",
    "Region",
    "consolider",
    "par_departement",
    "repartition",
    "sommes",
    "tendance",
]
