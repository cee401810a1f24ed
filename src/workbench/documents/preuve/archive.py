"""The archive of an evidence pack: every file of it, and a manifest that holds the hash of each."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from workbench.access import Acces
from workbench.decisions import Decision
from workbench.documents.preuve import lisible, pieces
from workbench.documents.preuve.dossier import Dossier, rassembler
from workbench.documents.produits import Produit
from workbench.looks.etats import JALONS
from workbench.marts.catalogue import ancetres, mesures_nommees
from workbench.office.paquet import archive
from workbench.office.tableau import tableau
from workbench.pilotage.objectifs.critere import Critere

FORMAT = "preuve-1"
MANIFESTE = "manifeste.json"
MIME = "application/zip"


def contenu(acces: Acces, dossier: Dossier) -> bytes:
    """The archive; the same evidence, the same bytes."""
    entries = {"dossier.pdf": lisible.contenu(dossier)}
    entries["criteres.csv"] = _csv(map(_criterion, dossier.objectif.criteres))
    entries["chiffres.csv"] = _csv([vars(figure) for figure in dossier.chiffres])
    entries["fichiers.csv"] = _csv(dossier.fichiers.to_dicts())
    entries["decisions.csv"] = _csv(map(_decision, dossier.decisions), DECISIONS)
    if dossier.flux:
        entries["flux.csv"] = _csv(dossier.flux)
    if dossier.recuperation:
        entries["recuperation.csv"] = _csv(dossier.recuperation)
    entries |= _queries(dossier)
    names = set()
    for piece in dossier.pieces:
        name = f"pieces/{piece.critere}/{piece.nom}"
        if name in names:
            name = f"pieces/{piece.critere}/{piece.sha256[:12]}_{piece.nom}"
        names.add(name)
        entries[name] = pieces.contenu(acces.home, piece)
    entries[MANIFESTE] = manifeste(dossier, entries)
    return archive(entries)


def produire(acces: Acces, code: str, signataire: str = "") -> tuple[Produit, list[str]]:
    """The archive ready to leave, and what a controller would still ask for."""
    dossier = rassembler(acces, code, signataire)
    options = {nom: dit for nom, dit in (("objectif", code), ("signataire", dossier.signataire)) if dit}
    le, version = dossier.execution["date_execution"], dossier.execution["version"]
    made = Produit("preuve", nom_fichier(dossier), contenu(acces, dossier), MIME, le, version, options)
    return made, dossier.manques


def manifeste(dossier: Dossier, entries: Mapping[str, bytes]) -> bytes:
    """What is in the archive, what it speaks of, and its seal: the hash of all the rest."""
    objectif = dossier.objectif
    said: dict[str, Any] = {
        "format": FORMAT,
        "etablissement": dossier.etablissement,
        "objectif": objectif.code,
        "libelle_officiel": objectif.libelle_officiel,
        "date_donnees": dossier.execution["date_execution"].isoformat(),
        "version": dossier.execution["version"],
        "etat": JALONS[objectif.etat].libelle,
        "registre": dict(dossier.registre),
        "signataire": dossier.signataire,
        "etabli_par": dossier.auteur,
        "manques": dossier.manques,
        "fichiers": {
            name: {"sha256": hashlib.sha256(octets).hexdigest(), "octets": len(octets)}
            for name, octets in sorted(entries.items())
        },
    }
    said["sceau"] = sceau(said)
    return (json.dumps(said, indent=1, sort_keys=True) + "\n").encode()


def sceau(said: Mapping[str, Any]) -> str:
    """The hash of a manifest, its own seal left out."""
    rest = {name: value for name, value in said.items() if name != "sceau"}
    told = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def nom_fichier(dossier: Dossier) -> str:
    """`preuve_1.1-2027_2026-11-01.zip`."""
    safe = re.sub(r"[^\w.-]+", "_", dossier.objectif.code)
    return f"preuve_{safe}_{dossier.execution['date_execution'].isoformat()}.zip"


def _queries(dossier: Dossier) -> dict[str, bytes]:
    """Every query behind the figures: the measures, then all that they read, in order of creation."""
    texts = mesures_nommees()
    asked = sorted({figure.requete for figure in dossier.chiffres if figure.requete})
    out = {f"requetes/{name}": texts[name].encode() for name in asked}
    for rank, mart in enumerate(ancetres([texts[name] for name in asked]), 1):
        out[f"requetes/lues/{rank:03d}_{mart.table}.sql"] = mart.sql.encode()
    return out


def _criterion(critere: Critere) -> dict[str, Any]:
    return {
        "critere": critere.code,
        "titre": critere.titre,
        "nature": critere.nature,
        "poids": critere.poids,
        "cible": critere.cible,
        "etat": JALONS[critere.etat].libelle,
        "valeur": critere.valeur,
        "reste": critere.restant,
        "explication": critere.explication,
        "texte": critere.regle,
    }


DECISIONS = tuple("critere genre verdict reference date_preuve motif auteur enregistree_le rang".split())


def _decision(entry: Decision) -> dict[str, Any]:
    return {
        "critere": entry.objet,
        "genre": entry.libelle,
        "verdict": entry.verdict,
        "reference": entry.valeur.get("reference"),
        "date_preuve": entry.valeur.get("date_preuve"),
        "motif": entry.motif,
        "auteur": entry.auteur,
        "enregistree_le": entry.le.isoformat(timespec="seconds") if entry.le else None,
        "rang": entry.rang,
    }


def _csv(rows: Iterable[Mapping[str, Any]], heads: Sequence[str] = ()) -> bytes:
    """`heads`: the titles a file without a line still bears."""
    told = pl.DataFrame(list(rows), infer_schema_length=None)
    return tableau(told if told.width else pl.DataFrame(schema=dict.fromkeys(heads, pl.String)))
