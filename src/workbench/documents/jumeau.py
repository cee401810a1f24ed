"""The machine-readable twin of the ARS workbook: one long table and its header, as a schema that a GRADeS can
check.

A twin is a zip (or a folder) holding `jumeau.json` (header) and `jumeau.csv` (rows: UTF-8, comma, decimal
point). Its JSON Schema ships in `jumeau.schema.json`; the table is told in `docs/jumeau.md`. A hidden cell is
an empty one with `masque` true: it is unknown, never zero.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import lzma
import tomllib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from workbench.socle.erreurs import ErreurWorkbench

VERSION = "1"
ENTETE, TABLE = "jumeau.json", "jumeau.csv"
PUBLICS = ("1.1-", "objectif_", "critere_")  # scores of the whole group, given whatever their size
SANS_FINESS = "000000000"  # written when the settings give none; never consolidated
TAILLE_MAX = 20_000_000
LIGNES_MAX = 20_000
PRECISION = 6
COMMUNS = ("finess_ej", "nom", "departement", "date_donnees")  # said by the header, repeated on every row

Finess = Annotated[str, Field(pattern=r"^[0-9][0-9AB][0-9]{7}$")]
Departement = Annotated[str, Field(pattern=r"^(|\d{2}|2[AB]|97\d)$")]
# No control character: a spreadsheet refuses them.
Texte = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Compte = Annotated[int, Field(ge=0, le=10_000_000)]
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


class JumeauRefuse(ErreurWorkbench):
    """A file that cannot be consolidated; `message` says which field, which line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EntiteJumeau(_Strict):
    """One entity of the declaring group."""

    nom: Texte
    finess_ej: Finess | None = None
    finess_et: list[Finess] = []


class Entete(_Strict):
    """Who declares, when, under which rules."""

    version_schema: Literal["1"]
    type: Literal["etablissement", "region"]
    finess_ej: Finess | None = Field(
        description="FINESS de l'entité juridique déclarante ; absent pour une région."
    )
    nom: Texte = Field(min_length=1)
    departement: Departement
    entites: list[EntiteJumeau] = []
    date_donnees: dt.date
    seuil: int = Field(ge=2, le=100, description="Un effectif de 1 à seuil - 1 est masqué.")
    reference: str = Field(max_length=80, description="Exécution dont viennent les nombres.")
    lignes: int = Field(ge=0, le=LIGNES_MAX)

    @model_validator(mode="after")
    def _declarant(self) -> Entete:
        if self.type == "etablissement" and self.finess_ej is None:
            raise ValueError("finess_ej est obligatoire pour un établissement")
        return self


class Ligne(_Strict):
    """One figure: an indicator, for one value of one axis."""

    finess_ej: Finess | None
    nom: Texte
    departement: Departement
    date_donnees: dt.date
    indicateur: str = Field(pattern=r"^[a-z0-9][a-z0-9_.\-]{0,79}$")
    axe: Axe
    valeur_axe: Texte
    numerateur: Compte | None
    denominateur: Compte | None
    taux: float | None = Field(ge=0, le=1, allow_inf_nan=False)
    masque: bool
    version_definition: str = Field(max_length=20)
    role: Texte | None = Field(
        default=None, description="Rôle de l'application (dpi, gam…), sur l'axe application."
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
        if self.taux is not None and num is not None and den and abs(self.taux - num / den) > 1e-5:
            raise ValueError(f"taux ({self.taux}) différent de numerateur / denominateur")
        return self


@dataclass(frozen=True)
class Jumeau:
    """A twin, validated."""

    fichier: str
    entete: Entete
    lignes: list[Ligne]


_LIGNES = TypeAdapter(list[Ligne])
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
    for ligne in lignes:
        sortie.writerow([_texte(valeur) for valeur in ligne.model_dump().values()])
    texte = json.dumps(entete.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    regles = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    return {ENTETE: texte.encode(), TABLE: flux.getvalue().encode(), "jumeau.schema.json": regles.encode()}


def _texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    return str(round(valeur, PRECISION)) if isinstance(valeur, float) else str(valeur)


def lire(chemin: Path) -> Jumeau:
    """Read and validate a twin, zip or folder.

    Raises:
        JumeauRefuse: not a twin, another version of the schema, a wrong field, a repeated or unhidden row.
    """
    entete_lue, table_lue = _parties(chemin)
    entete = _entete(entete_lue)
    lignes = _lignes(table_lue, entete)
    return Jumeau(chemin.name, entete, lignes)


def _parties(chemin: Path) -> tuple[bytes, bytes]:
    try:
        if chemin.is_dir():
            return (chemin / ENTETE).read_bytes(), (chemin / TABLE).read_bytes()
        with ZipFile(chemin) as lu:
            parties = [lu.getinfo(nom) for nom in (ENTETE, TABLE)]
            if any(partie.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for partie in parties):
                raise JumeauRefuse(
                    "Archive illisible",
                    "Sa compression n’est pas celle d’un .zip ordinaire (stored ou deflate).",
                )
            if sum(partie.file_size for partie in parties) > TAILLE_MAX:
                raise JumeauRefuse(
                    "Archive trop grosse", f"Plus de {TAILLE_MAX // 1_000_000} Mo une fois ouverte."
                )
            return lu.read(ENTETE), lu.read(TABLE)
    except (KeyError, FileNotFoundError):
        raise JumeauRefuse("Ce n’est pas un fichier jumeau", f"Il manque {ENTETE} ou {TABLE}.") from None
    except (BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, NotImplementedError):
        raise JumeauRefuse(
            "Archive illisible", "Le fichier est abîmé, chiffré, ou n’est pas une archive .zip."
        ) from None


def _entete(octets: bytes) -> Entete:
    try:
        lu = json.loads(octets.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise JumeauRefuse("En-tête illisible", f"{ENTETE} n’est pas du JSON en UTF-8.") from None
    version = lu.get("version_schema") if isinstance(lu, dict) else None
    if version != VERSION:
        raise JumeauRefuse(
            "Autre version du schéma",
            f"{ENTETE}, champ version_schema : « {version} », attendu « {VERSION} ».",
        )
    try:
        entete = Entete.model_validate(lu)
    except ValidationError as erreur:
        raise JumeauRefuse("En-tête à corriger", f"{ENTETE}, {_faute(erreur)}") from None
    if entete.finess_ej == SANS_FINESS:
        raise JumeauRefuse(
            "FINESS à compléter",
            f"{ENTETE}, champ finess_ej : aucune entité de l’établissement n’a de numéro.",
            "L’établissement renseigne finess_ej dans ses réglages, [[etablissement.entites]], et refait"
            " l’export.",
        )
    return entete


def _lignes(octets: bytes, entete: Entete) -> list[Ligne]:
    try:
        lues = list(csv.DictReader(StringIO(octets.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise JumeauRefuse(
            "Table illisible", f"{TABLE} n’est pas un CSV en UTF-8, séparé par des virgules."
        ) from None
    colonnes = set(lues[0]) if lues else set(COLONNES)
    if colonnes | FACULTATIVES != set(COLONNES):
        manque, trop = (
            sorted(set(COLONNES) - FACULTATIVES - colonnes),
            sorted(map(str, colonnes - set(COLONNES))),
        )
        raise JumeauRefuse(
            "Colonnes à corriger",
            f"{TABLE} : manque {', '.join(manque) or 'rien'} ; en trop {', '.join(trop) or 'rien'}.",
        )
    if len(lues) != entete.lignes:
        raise JumeauRefuse(
            "Table incomplète", f"{TABLE} : {len(lues)} lignes, l’en-tête en annonce {entete.lignes}."
        )
    vides = ("role", "finess_ej", "numerateur", "denominateur", "taux", "etablissements", "masques")
    brutes = [{nom: None if v == "" and nom in vides else v for nom, v in ligne.items()} for ligne in lues]
    try:
        lignes = _LIGNES.validate_python(brutes)
    except ValidationError as erreur:
        raise JumeauRefuse("Table à corriger", f"{TABLE}, {_faute(erreur)}") from None
    _controler(lignes, entete)
    return lignes


def _controler(lignes: list[Ligne], entete: Entete) -> None:
    """What a row alone cannot say: same sender everywhere, no row twice, no small count left visible."""
    vues: set[tuple[str, str, str]] = set()
    for rang, ligne in enumerate(lignes, 2):
        if any(getattr(ligne, nom) != getattr(entete, nom) for nom in COMMUNS):
            why = "FINESS, nom, département ou date différents de l’en-tête"
            raise JumeauRefuse("Table à corriger", f"{TABLE}, ligne {rang} : {why}.")
        cle = (ligne.indicateur, ligne.axe, ligne.valeur_axe)
        if cle in vues:
            raise JumeauRefuse(
                "Ligne en double", f"{TABLE}, ligne {rang} : {' / '.join(cle)} y figure deux fois."
            )
        vues.add(cle)
        petit = [n for n in (ligne.numerateur, ligne.denominateur) if n is not None and 0 < n < entete.seuil]
        if petit and not ligne.indicateur.startswith(PUBLICS):
            raise JumeauRefuse(
                "Petit effectif non masqué",
                f"{TABLE}, ligne {rang} ({ligne.indicateur}) : {petit[0]}, sous le seuil de {entete.seuil}.",
                "Redemandez l’export à l’établissement ; ne diffusez pas ce fichier.",
            )


@cache
def _fautes() -> Mapping[str, str]:
    """What is said of a refused value, by the validator's code."""
    lues = tomllib.loads(files("workbench.documents").joinpath("jumeau.toml").read_text("utf-8"))
    return dict(lues["fautes"])


def _faute(erreur: ValidationError) -> str:
    """The first fault, in French: line, field, what was read."""
    faute = erreur.errors(include_url=False)[0]
    lieu = list(faute["loc"])
    ligne = f"ligne {int(lieu.pop(0)) + 2}, " if lieu and isinstance(lieu[0], int) else ""
    champ = f"champ {'.'.join(map(str, lieu))} : " if lieu else ""
    if faute["type"] == "value_error":
        return f"{ligne}{champ}{faute['ctx']['error']}."
    lu = str(faute.get("input"))[:60]
    autres = erreur.error_count() - 1
    suite = f" (et {autres} autre{'s' if autres > 1 else ''})" if autres else ""
    return f"{ligne}{champ}{_fautes().get(faute['type'], 'valeur refusée')}, lu « {lu} »{suite}."
