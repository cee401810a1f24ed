"""One file made to leave the building, and the history of all that were, each with its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import Acces, AccesRefuse, journal
from workbench.office.feuille import MIME as MIME_XLSX
from workbench.socle.regles import lire

HISTOIRE = "exports.jsonl"
MIMES = {".xlsx": MIME_XLSX, ".zip": "application/zip", ".ics": "text/calendar"}
SCHEMA: dict[str, Any] = {
    "le": pl.Datetime("us", "UTC"),
    "auteur": pl.String,
    "genre": pl.String,
    "fichier": pl.String,
    "pour": pl.String,
    "date_donnees": pl.Date,
    "execution": pl.String,
    "options": pl.String,
    "taille": pl.Int64,
    "sha256": pl.String,
}


@dataclass(frozen=True)
class Genre:
    """One kind of document: its name, for whom when nothing else is said, does it name people, is it made on
    the page Exports.
    """

    code: str
    libelle: str
    pour: str
    nominatif: bool = False
    page: bool = False


@cache
def genres() -> dict[str, Genre]:
    """Every kind of document that leaves, by code, in the order of `produits.toml`."""
    return {
        code: Genre(code, **dit)
        for code, dit in lire("workbench.documents", "produits.toml")["genres"].items()
    }


@dataclass(frozen=True)
class Produit:
    """One file made: its bytes, and where they come from."""

    genre: str
    fichier: str
    octets: bytes
    mime: str
    date_donnees: dt.date
    execution: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The print of its content."""
        return hashlib.sha256(self.octets).hexdigest()


def exiger(acces: Acces, nominatif: bool = False) -> None:
    """Stop unless this role may produce what leaves the building.

    Raises:
        AccesRefuse: the role exports nothing, or reads no names.
    """
    if not acces.role.exporter or (nominatif and not acces.role.nommer):
        raise AccesRefuse(
            "Votre rôle ne produit pas ce document",
            f"« {acces.role.libelle} » ne sort pas de fichier de l’établissement.",
            "Demandez-le à l’équipe projet.",
        )


def donner(
    acces: Acces,
    genre: str,
    fichier: str,
    octets: bytes,
    le: dt.date,
    *,
    pour: str = "",
    nominatif: bool = True,
    **options: str,
) -> bytes:
    """The bytes of a file made on another page (not Exports), written in the history as they are given.

    Args:
        le: date of the data. pour: for whom, what the kind says when absent. options: what it was made with;
        blanks are left out.

    Raises:
        AccesRefuse: the role may not produce what leaves the building; nothing is written.
    """
    exiger(acces, nominatif)
    return inscrire(acces, genre, fichier, octets, le, pour=pour, **options)


def inscrire(
    acces: Acces, genre: str, fichier: str, octets: bytes, le: dt.date, *, pour: str = "", **options: str
) -> bytes:
    """The same for a file that the role may take by reading its page: its names were asked of the gate."""
    dites = {nom: valeur for nom, valeur in options.items() if valeur}
    mime = MIMES.get(Path(fichier).suffix.lower(), MIME_XLSX)
    consigner(acces, Produit(genre, fichier, octets, mime, le, acces.version, dites), pour)
    return octets


def deposer(acces: Acces, produits: Sequence[Produit], dossier: Path, pour: str = "") -> list[Path]:
    """Write the files (0600) in a folder, each recorded in the history first."""
    dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
    chemins = []
    for produit in produits:
        consigner(acces, produit, pour)
        chemin = dossier / produit.fichier
        descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descripteur, "wb") as sortie:
            sortie.write(produit.octets)
        chemins.append(chemin)
    return chemins


def consigner(acces: Acces, produit: Produit, pour: str = "") -> None:
    """One line in the history, on disk before the file is given."""
    ligne = {
        "le": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "auteur": acces.utilisateur,
        "genre": produit.genre,
        "fichier": produit.fichier,
        "pour": pour.strip() or genres()[produit.genre].pour,
        "date_donnees": produit.date_donnees.isoformat(),
        "execution": produit.execution,
        "options": produit.options,
        "taille": len(produit.octets),
        "sha256": produit.sha256,
    }
    journal.append(acces.home / "data" / "curated" / HISTOIRE, ligne)


def histoire(home: Path) -> pl.DataFrame:
    """What was produced, newest first; a line that cannot be read (a disk once full) is passed over, the
    others stay.
    """
    chemin = home / "data" / "curated" / HISTOIRE
    lignes = []
    for texte in chemin.read_text("utf-8", errors="replace").splitlines() if chemin.is_file() else []:
        try:
            lu = json.loads(texte)
            lu["le"] = dt.datetime.fromisoformat(lu["le"])
            lu["date_donnees"] = dt.date.fromisoformat(lu["date_donnees"])
            lu["options"] = " ; ".join(f"{nom} : {valeur}" for nom, valeur in lu["options"].items())
            lignes.append({nom: lu[nom] for nom in SCHEMA})
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return pl.DataFrame(lignes, schema=SCHEMA).reverse().sort("le", descending=True, maintain_order=True)
