"""The machine-readable twin of the ARS workbook: one long table and its header, as a schema that a GRADeS can
check.

A twin is a zip (or a folder) holding `jumeau.json` (header) and `jumeau.csv` (rows: UTF-8, comma, decimal
point), and the same rows in `jumeau.parquet`. Its JSON Schema ships in `jumeau.schema.json`; the table is
told in `docs/jumeau.md`. A hidden cell is an empty one with `masque` true: it is unknown, never zero.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from workbench.socle.erreurs import ErreurWorkbench

VERSION = "1"
ENTETE, TABLE, PARQUET = "jumeau.json", "jumeau.csv", "jumeau.parquet"
PUBLICS = ("1.1-", "objectif_", "critere_")  # scores of the whole group, given whatever their size
SANS_FINESS = "000000000"  # written when the settings give none; never consolidated
TAILLE_MAX = 20_000_000
LIGNES_MAX = 20_000
PRECISION = 6
ECART_TAUX = 1e-5  # a rate and its counts say the same, rounding apart
COMMUNS = ("finess_ej", "nom", "departement", "date_donnees")  # said by the header, repeated on every row

Finess = Annotated[str, Field(pattern=r"^[0-9][0-9AB][0-9]{7}$")]
Departement = Annotated[str, Field(pattern=r"^(|\d{2}|2[AB]|97\d)$")]
# No control character: a spreadsheet refuses them.
Texte = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
COMPTE_MAX = 10_000_000
Compte = Annotated[int, Field(ge=0, le=COMPTE_MAX)]
Axe = Literal[
    "ensemble",
    "autorite",
    "profession",
    "application",
    "connexion",
    "moyen",
    "alerte",
    "etablissement",
    "departement",
]


REFAIRE = (
    "Demandez à l’établissement de produire son envoi à nouveau et de le transmettre sans l’ouvrir ni le"
    " modifier ; les autres envois sont réunis sans lui."
)


INDICATEURS = (
    "1.1-2027, 1.1-2028 : comptes du dossier patient au numéro RPPS connu / comptes concernés. objectif_,"
    " critere_ : un score seul. couverture : personnes au numéro confirmé / tenues d’en avoir un."
    " couverture_<état> : personnes dans cet état / toutes. mie_<étape> : utilisateurs ayant atteint l’étape"
    " / à équiper. moyens_<colonne> : moyens / moyens de ce type. mie_alerte : personnes / à équiper."
    " compte_<problème> : comptes / comptes actifs. connexion_<mode> : comptes / comptes nominatifs actifs."
    " vertu_<mesure> : conformes / jugés."
)


class JumeauRefuse(ErreurWorkbench):
    """A file that cannot be consolidated; `message` says which field, which line."""

    def __init__(self, titre: str, message: str = "", conseil: str = "") -> None:
        super().__init__(titre, message, conseil or REFAIRE)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _dit(quoi: str) -> ConfigDict:
    """What a part of the schema is, for who receives it."""
    return ConfigDict(json_schema_extra={"description": quoi}, field_title_generator=lambda nom, _: nom)


class EntiteJumeau(_Strict):
    """One entity of the declaring group."""

    model_config = _dit("Une entité du groupement qui déclare.")
    nom: Texte = Field(description="Son nom.")
    finess_ej: Finess | None = Field(default=None, description="FINESS de l’entité juridique.")
    finess_et: list[Finess] = Field(default=[], description="FINESS de ses établissements.")


class Entete(_Strict):
    """Who declares, when, under which rules."""

    model_config = _dit("jumeau.json : qui déclare, à quelle date, sous quel seuil.")
    version_schema: Literal["1"] = Field(description="Version de ce schéma.")
    type: Literal["etablissement", "region"] = Field(
        description="Qui déclare. Le jumeau d’une région ne s’additionne pas à d’autres."
    )
    finess_ej: Finess | None = Field(
        description="FINESS de l’entité juridique déclarante ; absent pour une région."
    )
    nom: Texte = Field(min_length=1, description="Nom du déclarant.")
    departement: Departement = Field(description="Département du déclarant ; vide s’il n’est pas connu.")
    entites: list[EntiteJumeau] = Field(default=[], description="Les entités que l’envoi comprend.")
    date_donnees: dt.date = Field(description="Date des données.")
    seuil: int = Field(ge=2, le=100, description="Un effectif de 1 à seuil - 1 est masqué.")
    reference: str = Field(max_length=80, description="Exécution dont viennent les nombres.")
    lignes: int = Field(ge=0, le=LIGNES_MAX, description="Nombre de lignes de la table.")

    @model_validator(mode="after")
    def _declarant(self) -> Entete:
        if self.type == "etablissement" and self.finess_ej is None:
            raise ValueError("finess_ej est obligatoire pour un établissement")
        return self


class Ligne(_Strict):
    """One figure: an indicator, for one value of one axis."""

    model_config = _dit("Une ligne de jumeau.csv : un indicateur, pour une valeur d’un axe.")
    finess_ej: Finess | None = Field(description="Celui de l’en-tête.")
    nom: Texte = Field(description="Celui de l’en-tête.")
    departement: Departement = Field(description="Celui de l’en-tête.")
    date_donnees: dt.date = Field(description="Celle de l’en-tête.")
    indicateur: str = Field(pattern=r"^[a-z0-9][a-z0-9_.\-]{0,79}$", description=INDICATEURS)
    axe: Axe = Field(description="Ce qui est compté à part ; ensemble : tout le déclarant.")
    valeur_axe: Texte = Field(
        description="La valeur de cet axe ; vide pour l’ensemble. Profession : « autorité | profession » ;"
        " établissement : son FINESS EJ."
    )
    numerateur: Compte | None = Field(description="Vide : masqué, ou sans objet. Jamais un zéro.")
    denominateur: Compte | None = Field(description="Vide : masqué, ou sans objet. Jamais un zéro.")
    taux: float | None = Field(
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="Numérateur / dénominateur, à six décimales ; le score, pour un objectif ou un critère."
        " Additionnez les nombres, jamais les taux.",
    )
    masque: bool = Field(description="Vrai : une case de la ligne est masquée. Inconnue, jamais zéro.")
    version_definition: str = Field(
        max_length=20, description="Version de la définition, celle de la feuille Définitions du classeur."
    )
    role: Texte | None = Field(
        default=None, description="Rôle de l’application (dpi, gam…), sur l’axe application."
    )
    etablissements: Compte | None = Field(default=None, description="Région : établissements additionnés.")
    masques: Compte | None = Field(
        default=None, description="Région : établissements dont la case est masquée."
    )

    @model_validator(mode="after")
    def _coherente(self) -> Ligne:
        num, den = self.numerateur, self.denominateur
        if num is not None and den is not None and num > den:
            raise ValueError(f"numerateur ({num}) plus grand que denominateur ({den})")
        if self.masque and (self.taux is not None or (num is not None and den is not None)):
            raise ValueError("masque vaut vrai, mais la case est donnée")
        if self.taux is not None and num is not None and den and abs(self.taux - num / den) > ECART_TAUX:
            raise ValueError(f"taux ({self.taux}) différent de numerateur / denominateur")
        return self


@dataclass(frozen=True)
class Jumeau:
    """A twin, validated."""

    fichier: str
    entete: Entete
    lignes: list[Ligne]


LIGNES = TypeAdapter(list[Ligne])
COLONNES = tuple(Ligne.model_fields)
FACULTATIVES = {"role"}  # absent from the twins of older tools


def schema() -> dict[str, Any]:
    """The JSON Schema of a twin: `entete`, and `ligne` for each row of the table."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Jumeau HospiConnect, version {VERSION}",
        "entete": Entete.model_json_schema(),
        "ligne": Ligne.model_json_schema(),
    }


def ecrire(entete: Entete, lignes: Iterable[Ligne]) -> dict[str, bytes]:
    """The parts of a twin: name → bytes, the same for the same content."""
    flux = StringIO(newline="")
    sortie = csv.writer(flux, lineterminator="\n")
    sortie.writerow(COLONNES)
    gardees = list(lignes)
    for ligne in gardees:
        sortie.writerow([_texte(valeur) for valeur in ligne.model_dump().values()])
    texte = json.dumps(entete.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    regles = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    return {
        ENTETE: texte.encode(),
        TABLE: flux.getvalue().encode(),
        PARQUET: parquet(gardees),
        "jumeau.schema.json": regles.encode(),
    }


def parquet(lignes: Sequence[Ligne]) -> bytes:
    """The same rows, in their types, for who reads parquet; the csv is the one that is checked and summed."""
    types = {
        **dict.fromkeys(COLONNES, pl.String),
        "date_donnees": pl.Date,
        **dict.fromkeys(("numerateur", "denominateur", "etablissements", "masques"), pl.Int64),
        "taux": pl.Float64,
        "masque": pl.Boolean,
    }
    flux = BytesIO()
    lues = pl.DataFrame([ligne.model_dump() for ligne in lignes], schema=types, orient="row")
    lues.with_columns(pl.col("taux").round(PRECISION)).write_parquet(flux)
    return flux.getvalue()


def _texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    return str(round(valeur, PRECISION)) if isinstance(valeur, float) else str(valeur)
