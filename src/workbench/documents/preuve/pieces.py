"""Documents that prove a declared criterion: stored beside the warehouse, known to the ledger by hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.documents.produits import exiger
from workbench.looks.formats import taille
from workbench.pilotage.objectifs.jalons import definitions
from workbench.socle.erreurs import ErreurWorkbench

GENRE = "piece_jointe"
DOSSIER = "pieces"
OCTETS_MAX = 50 * 1024**2
_ECARTES = re.compile(r"[^\w .()-]+")


class PieceRefusee(ErreurWorkbench):
    """A document that cannot prove anything as it is; nothing was recorded."""


@dataclass(frozen=True)
class Piece:
    """One document attached to a criterion, as the ledger knows it."""

    critere: str
    nom: str
    sha256: str
    octets: int
    auteur: str
    le: dt.datetime | None

    def chemin(self, home: Path) -> Path:
        """Where it is stored: under its hash, so that one name never hides another."""
        return home / "data" / "curated" / DOSSIER / self.sha256


def joindre(acces: Acces, critere: str, nom: str, octets: bytes, motif: str) -> Piece:
    """Store a document (0600), then say so in the ledger.

    Raises:
        AccesRefuse: the role may not. PieceRefusee: an unknown or measured criterion, an empty or heavy file.
    """
    exiger(acces, True)
    declares = {
        entry["code"]: entry["titre"]
        for entry in definitions(acces.home)["criteres"]
        if entry["nature"] == "declare"
    }
    if critere not in declares:
        raise PieceRefusee(
            "Critère inconnu",
            f"« {critere} » n’est pas un critère déclaré.",
            f"Critères : {', '.join(f'{code} ({title})' for code, title in declares.items())}.",
        )
    if not octets or len(octets) > OCTETS_MAX:
        raise PieceRefusee(
            "Document refusé",
            f"{nom} : {'vide' if not octets else taille(len(octets))}.",
            f"Joignez le document lui-même, {taille(OCTETS_MAX)} au plus.",
        )
    clean = _ECARTES.sub("_", Path(nom.replace("\\", "/")).name).strip(" .")[-120:] or "document"
    piece = Piece(critere, clean, hashlib.sha256(octets).hexdigest(), len(octets), acces.utilisateur, None)
    _store(piece.chemin(acces.home), octets)
    entry = Decision(
        GENRE,
        acces.utilisateur,
        motif,
        verdict="jointe",
        objet=f"{critere}|{piece.sha256}",
        valeur={"nom": piece.nom, "octets": piece.octets},
    )
    Registre(acces.home).enregistrer([entry])
    return piece


def pieces(decisions: Sequence[Decision], criteres: Sequence[str]) -> list[Piece]:
    """The documents attached to these criteria, by criterion then name; those withdrawn left out."""
    found = []
    for entry in decisions:
        critere, _, digest = entry.objet.partition("|")
        if entry.genre == GENRE and entry.verdict == "jointe" and critere in criteres:
            valeur = entry.valeur
            found.append(
                Piece(critere, str(valeur["nom"]), digest, int(valeur["octets"]), entry.auteur, entry.le)
            )
    return sorted(found, key=lambda piece: (criteres.index(piece.critere), piece.nom, piece.sha256))


def contenu(home: Path, piece: Piece) -> bytes:
    """The stored document, the very one that was attached.

    Raises:
        PieceRefusee: it is no longer there, or is not what was attached.
    """
    try:
        octets = piece.chemin(home).read_bytes()
    except OSError:
        octets = b""
    if hashlib.sha256(octets).hexdigest() != piece.sha256:
        raise PieceRefusee(
            "Document joint introuvable ou modifié",
            f"{piece.nom} ({piece.critere}) n’est plus celui que {piece.auteur} a joint.",
            "Remettez-le d’une sauvegarde, ou joignez-le de nouveau.",
        )
    return octets


def _store(path: Path, octets: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_suffix(".partiel")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(octets)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
