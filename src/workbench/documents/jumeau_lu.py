"""A twin received: read, checked against its schema, refused with its line and field in French."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from os import fstat
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from pydantic import ValidationError

from workbench.documents.fautes import dire_faute
from workbench.documents.jumeau import (
    COLONNES,
    COMMUNS,
    ENTETE,
    FACULTATIVES,
    LIGNES,
    PUBLICS,
    SANS_FINESS,
    TABLE,
    TAILLE_MAX,
    VERSION,
    Entete,
    Jumeau,
    JumeauRefuse,
    Ligne,
)
from workbench.socle.zips import ILLISIBLE


def lire(chemin: Path) -> Jumeau:
    """Read and validate a twin, zip or folder.

    Raises:
        JumeauRefuse: not a twin, another version of the schema, a wrong field, a repeated or unhidden row.
    """
    return judge(chemin, whole(chemin))


def judge(chemin: Path, archive: bytes | None) -> Jumeau:
    """The same, of an archive read already (`whole`).

    Raises:
        JumeauRefuse: as `lire`.
    """
    entete_lue, table_lue = read_parts(chemin, archive)
    entete = read_header(entete_lue)
    return Jumeau(chemin.name, entete, _lignes(table_lue, entete))


def whole(chemin: Path) -> bytes | None:
    """An archive, read at once; None when it is a folder, too big for that, or not readable."""
    try:
        with chemin.open("rb", buffering=0) as flux:
            return flux.read() if fstat(flux.fileno()).st_size <= TAILLE_MAX else None
    except OSError:
        return None


def read_parts(chemin: Path, archive: bytes | None) -> tuple[bytes, bytes]:
    """The header and the table of a twin, as bytes.

    Args:
        archive: its bytes (`whole`); None to read them where they are.

    Raises:
        JumeauRefuse: not a twin, an archive that cannot be read, or one that would fill the memory.
    """
    try:
        if archive is not None:
            return _unzip(BytesIO(archive))
        if chemin.is_dir():
            return (chemin / ENTETE).read_bytes(), (chemin / TABLE).read_bytes()
        with chemin.open("rb") as flux:
            return _unzip(flux)
    except (KeyError, FileNotFoundError):
        raise JumeauRefuse("Ce n’est pas un fichier jumeau", f"Il manque {ENTETE} ou {TABLE}.") from None
    except ILLISIBLE:
        raise JumeauRefuse(
            "Archive illisible", "Le fichier est abîmé, chiffré, ou n’est pas une archive .zip."
        ) from None


def _unzip(flux: BinaryIO) -> tuple[bytes, bytes]:
    with ZipFile(flux) as lu:
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


def read_header(octets: bytes) -> Entete:
    """Who declares.

    Raises:
        JumeauRefuse: another version, a wrong field, no FINESS.
    """
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
        raise JumeauRefuse("En-tête à corriger", f"{ENTETE}, {dire_faute(erreur)}") from None
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
        lignes = LIGNES.validate_python(brutes)
    except ValidationError as erreur:
        raise JumeauRefuse("Table à corriger", f"{TABLE}, {dire_faute(erreur)}") from None
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
