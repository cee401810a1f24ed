"""What goes out: each document made from one run and its options, and the history of all that was made, with its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import Acces, AccesRefuse
from workbench.reporting.feuille import MIME as MIME_XLSX
from workbench.reporting.formats import jour

HISTOIRE = "exports.jsonl"
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
class Options:
    """What may vary from one document to another of the same run."""

    comite: str | None = None
    modele: Path | None = None
    par: str = "service"
    motif: str = ""
    detruire_avant: dt.date | None = None


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


@dataclass(frozen=True)
class Genre:
    """One kind of document: its name, what it is for, whether it names people."""

    code: str
    libelle: str
    pour: str
    nominatif: bool
    produire: Callable[[Acces, Options], list[Produit]]


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


def produire(acces: Acces, genre: str, options: Options | None = None) -> list[Produit]:
    """The files of one kind, nothing written yet.

    Raises:
        AccesRefuse: the role may not. ErreurWorkbench: what the document needs is missing.
    """
    voulu = genres()[genre]
    exiger(acces, voulu.nominatif)
    return voulu.produire(acces, options or Options())


def genres() -> dict[str, Genre]:
    """The kinds of documents, in the order of the page."""
    return {
        entree.code: entree
        for entree in (
            Genre("copil", "Comité de pilotage", "comité de pilotage", False, _copil),
            Genre("codir", "Comité de direction", "comité de direction", False, _codir),
            Genre("listes", "Listes de travail", "encadrement", True, _listes),
            Genre("ars", "ARS et GRADeS", "ARS, GRADeS", False, _ars),
        )
    }


def _copil(acces: Acces, options: Options) -> list[Produit]:
    donnees_comite, copil = _module("donnees_comite"), _module("copil")
    donnees = donnees_comite.rassembler(acces, "copil", options.comite)
    dites = {"comité": options.comite or "", "modèle": options.modele.name if options.modele else ""}
    diapos = copil.contenu(donnees, acces.home, options.modele)
    classeur = _module("copil_classeur").contenu(donnees)
    nom = copil.nom_fichier(donnees)
    return [
        _produit("copil", nom, diapos, copil.MIME, donnees, dites),
        _produit("copil", nom.replace(".pptx", ".xlsx"), classeur, MIME_XLSX, donnees, {"comité": dites["comité"]}),
    ]


def _codir(acces: Acces, options: Options) -> list[Produit]:
    note, donnees = _module("note_codir"), _module("donnees_comite").rassembler(acces, "codir", options.comite)
    octets, dites = note.contenu(donnees), {"comité": options.comite or ""}
    return [_produit("codir", note.nom_fichier(donnees), octets, note.MIME, donnees, dites)]


def _ars(acces: Acces, options: Options) -> list[Produit]:
    del options
    ars, synthese = _module("ars"), acces.agregat("mart.synthese").row(0, named=True)
    le: dt.date = synthese["date_execution"]
    nom = ars.nom_fichier(le)
    deux = ((nom, ars.contenu, ars.MIME), (nom.replace(".xlsx", ".zip"), ars.jumeau, "application/zip"))
    return [
        Produit("ars", fichier, faire(acces.home, acces.utilisateur), mime, le, synthese["version"])
        for fichier, faire, mime in deux
    ]


def _listes(acces: Acces, options: Options) -> list[Produit]:
    listes, synthese = _module("listes_travail"), acces.agregat("mart.synthese").row(0, named=True)
    le: dt.date = synthese["date_execution"]
    avant = options.detruire_avant or listes.a_detruire_avant(acces, dt.date.today())
    octets = listes.contenu(acces, options.par, options.motif, avant)
    dites = {"par": options.par, "motif": options.motif, "à détruire avant le": jour(avant)}
    return [Produit("listes", listes.nom_fichier(options.par, le), octets, listes.MIME, le, synthese["version"], dites)]


def _produit(genre: str, fichier: str, octets: bytes, mime: str, donnees: Any, options: dict[str, str]) -> Produit:
    garde = {nom: valeur for nom, valeur in options.items() if valeur}
    return Produit(genre, fichier, octets, mime, donnees.le, donnees.reference, garde)


AUTRES = {
    "projet": ("Projet en Excel", "équipe projet"),
    "lettres": ("Lettres", "destinataires"),
    "agence": ("Liste pour une agence", "agence d’intérim"),
    "ordre": ("Liste pour l’Ordre", "Ordre des infirmiers"),
    "region": ("Vue régionale", "GRADeS, ARS"),
    "acces": ("Listes de revue des accès", "responsables"),
    "acces_preuve": ("Preuve de revue des accès", "équipe projet"),
}
"""Made from another page than Exports, and in the same history: kind → its name, what it is for."""


def libelles() -> dict[str, str]:
    """Every kind the history may hold, by code: its name."""
    return {code: genre.libelle for code, genre in genres().items()} | {c: name for c, (name, _) in AUTRES.items()}


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
    """The bytes of a file made on another page (`AUTRES`), written in the history as they are given.

    Args:
        le: date of the data. pour: for whom, what the kind says when absent. options: what it was made with; blanks are left out.

    Raises:
        AccesRefuse: the role may not produce what leaves the building; nothing is written.
    """
    exiger(acces, nominatif)
    mime = MIME_XLSX if fichier.endswith(".xlsx") else "application/zip"
    dites = {nom: valeur for nom, valeur in options.items() if valeur}
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
        "pour": pour.strip() or (AUTRES[produit.genre][1] if produit.genre in AUTRES else genres()[produit.genre].pour),
        "date_donnees": produit.date_donnees.isoformat(),
        "execution": produit.execution,
        "options": produit.options,
        "taille": len(produit.octets),
        "sha256": produit.sha256,
    }
    chemin = acces.home / "data" / "curated" / HISTOIRE
    chemin.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descripteur, (json.dumps(ligne, ensure_ascii=False) + "\n").encode())
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def histoire(home: Path) -> pl.DataFrame:
    """What was produced, newest first; a line that cannot be read (a disk once full) is passed over, the others stay."""
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


def _module(nom: str) -> Any:
    """Slides and documents are opened only when one is made: the page stays quick."""
    return import_module(f"workbench.reporting.{nom}")


__all__ = [
    "HISTOIRE",
    "MIME_XLSX",
    "Genre",
    "Options",
    "Produit",
    "consigner",
    "deposer",
    "donner",
    "exiger",
    "genres",
    "histoire",
    "libelles",
    "produire",
]
