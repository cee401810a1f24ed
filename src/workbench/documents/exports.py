"""The kinds of documents the page Exports and the command make from one run and its options.

Slides and workbooks are opened inside the function that makes them: the page stays quick.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.access import Acces
from workbench.documents.produits import Produit, exiger, genres
from workbench.looks.formats import jour
from workbench.office.feuille import MIME as MIME_XLSX


@dataclass(frozen=True)
class Options:
    """What may vary from one document to another of the same run.

    `detruire_avant`: counted from the date of the data when absent, never from today.
    """

    comite: str | None = None
    modele: Path | None = None
    par: str = "service"
    motif: str = ""
    detruire_avant: dt.date | None = None


@dataclass(frozen=True)
class TypeDocument:
    """One kind of document: its name, whether it names people, how it is made."""

    code: str
    libelle: str
    nominatif: bool
    produire: Callable[[Acces, Options], list[Produit]]


def produire(acces: Acces, genre: str, options: Options | None = None) -> list[Produit]:
    """The files of one kind, nothing written yet.

    Raises:
        AccesRefuse: the role may not. ErreurWorkbench: what the document needs is missing.
    """
    voulu = types_documents()[genre]
    exiger(acces, voulu.nominatif)
    return voulu.produire(acces, options or Options())


def types_documents() -> dict[str, TypeDocument]:
    """The kinds of documents, in the order of the page."""
    faire = {"copil": _copil, "codir": _codir, "listes": _listes, "ars": _ars}
    return {
        genre.code: TypeDocument(genre.code, genre.libelle, genre.nominatif, faire[genre.code])
        for genre in genres().values()
        if genre.page
    }


def _copil(acces: Acces, options: Options) -> list[Produit]:
    from workbench.documents.comite import classeur as classeur_copil
    from workbench.documents.comite import copil
    from workbench.documents.comite import donnees as donnees_comite

    donnees = donnees_comite.rassembler(acces, "copil", options.comite)
    dites = {"comité": options.comite or "", "modèle": options.modele.name if options.modele else ""}
    diapos = copil.contenu(donnees, acces.home, options.modele)
    classeur = classeur_copil.contenu(donnees)
    nom = copil.nom_fichier(donnees)
    return [
        _produit("copil", nom, diapos, copil.MIME, donnees, dites),
        _produit(
            "copil", nom.replace(".pptx", ".xlsx"), classeur, MIME_XLSX, donnees, {"comité": dites["comité"]}
        ),
    ]


def _codir(acces: Acces, options: Options) -> list[Produit]:
    from workbench.documents.comite import donnees as donnees_comite
    from workbench.documents.comite import note

    donnees = donnees_comite.rassembler(acces, "codir", options.comite)
    octets, dites = note.contenu(donnees), {"comité": options.comite or ""}
    return [_produit("codir", note.nom_fichier(donnees), octets, note.MIME, donnees, dites)]


def _ars(acces: Acces, options: Options) -> list[Produit]:
    del options
    from workbench.documents.ars import classeur as ars

    le, classeur, jumeau = ars.deux(acces.home, acces.utilisateur)
    nom = ars.nom_fichier(le)
    return [
        Produit("ars", nom, classeur, ars.MIME, le, acces.version),
        Produit("ars", nom.replace(".xlsx", ".zip"), jumeau, "application/zip", le, acces.version),
    ]


def _listes(acces: Acces, options: Options) -> list[Produit]:
    from workbench.documents.listes import travail as listes

    synthese = acces.agregat("mart.synthese").row(0, named=True)
    le: dt.date = synthese["date_execution"]
    avant = options.detruire_avant or listes.a_detruire_avant(acces, le)
    octets = listes.contenu(acces, options.par, options.motif, avant)
    dites = {"par": options.par, "motif": options.motif, "à détruire avant le": jour(avant)}
    return [
        Produit(
            "listes", listes.nom_fichier(options.par, le), octets, listes.MIME, le, synthese["version"], dites
        )
    ]


def _produit(
    genre: str, fichier: str, octets: bytes, mime: str, donnees: Any, options: dict[str, str]
) -> Produit:
    garde = {nom: valeur for nom, valeur in options.items() if valeur}
    return Produit(genre, fichier, octets, mime, donnees.le, donnees.reference, garde)


def libelles() -> dict[str, str]:
    """Every kind the history may hold, by code: its name."""
    return {code: genre.libelle for code, genre in genres().items()}
