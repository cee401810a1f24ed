"""The evidence pack of one objective at one date, for the ARS, then for the ANS at its control.

Everything a controller needs to find each figure again is in it: the criteria as they are written, the
figures with the queries that give them (replayed on the published version before they are printed), the
hashes of the files they come from, what was declared, by whom, with the documents attached. `manifeste.json`
holds the hash of each; `verification.py` needs nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench.access import Acces, Recompte
from workbench.decisions import Decision, Registre
from workbench.documents.preuve import lisible, pieces
from workbench.documents.produits import Produit, exiger
from workbench.looks.etats import JALONS
from workbench.looks.formats import accord
from workbench.marts.catalogue import ancetres, mesures_nommees
from workbench.office.paquet import archive
from workbench.office.tableau import tableau
from workbench.pilotage.critere import Critere
from workbench.pilotage.etat_jalon import ceilings
from workbench.pilotage.jalons import Objectif, definitions, histories, hospiconnect, objectives, reasons
from workbench.socle.erreurs import ErreurWorkbench

FORMAT = "preuve-1"
MANIFESTE = "manifeste.json"
MIME = "application/zip"


class PreuveImpossible(ErreurWorkbench):
    """The pack cannot be made as it must be; nothing was written."""


@dataclass(frozen=True)
class Chiffre:
    """A measured criterion's figure, and the query that gives it."""

    critere: str
    indicateur: str
    libelle: str
    numerateur: int | None
    denominateur: int | None
    valeur: float | None
    motif: str | None
    requete: str


@dataclass(frozen=True)
class Dossier:
    """What the pack says, before it is written."""

    objectif: Objectif
    etablissement: str
    execution: Mapping[str, Any]
    chiffres: list[Chiffre]
    fichiers: pl.DataFrame
    decisions: list[Decision]
    pieces: list[pieces.Piece]
    registre: Mapping[str, Any]
    signataire: str
    auteur: str

    @property
    def manques(self) -> list[str]:
        """What a controller would ask for, in sentences."""
        joined = {piece.critere for piece in self.pieces}
        out = []
        for critere in self.objectif.criteres:
            if critere.nature == "declare" and critere.preuve is None:
                out.append(f"{critere.titre} : rien n’est déclaré.")
            elif critere.nature == "declare" and critere.code not in joined:
                out.append(f"{critere.titre} : déclaré, mais aucun document n’est joint.")
            elif critere.etat == "non_mesurable":
                out.append(f"{critere.titre} : non mesurable. {critere.explication}")
        if not self.signataire:
            out.append("Personne n’a signé : indiquez qui engage l’établissement.")
        return out


def objectifs(acces: Acces) -> list[Objectif]:
    """The objectives a pack can be made for, as they stand in the version read."""
    historique = acces.agregat("mart.historique")
    le = acces.agregat("mart.synthese").item(0, "date_execution")
    return hospiconnect(
        objectives(
            histories(historique),
            Registre(acces.home).en_vigueur(),
            le,
            acces.home,
            reasons(historique),
            ceilings(acces.agregat("mart.jalon")),
        )
    )


def rassembler(acces: Acces, code: str, signataire: str = "") -> Dossier:
    """Read what proves that objective.

    Args:
        code: « 1.1-2027 ». signataire: who commits the establishment, name and function.

    Raises:
        AccesRefuse: the role may not. PreuveImpossible: an unknown objective, a query that no longer gives
        the published figure.
    """
    exiger(acces, True)
    known = {objectif.code: objectif for objectif in objectifs(acces)}
    if code not in known:
        raise PreuveImpossible(
            "Objectif inconnu", f"« {code} » n’est pas suivi.", f"Objectifs : {', '.join(known)}."
        )
    objectif = known[code]
    synthese = acces.agregat("mart.synthese").row(0, named=True)
    registre = Registre(acces.home)
    heads, broken = registre.chaine()
    if broken:
        raise PreuveImpossible(
            "Registre modifié",
            f"{accord(len(broken), 'entrée')} du registre des décisions ne suivent plus les précédentes.",
            "Lancez workbench verifier : aucune preuve ne se tire d’un registre douteux.",
        )
    codes = [critere.code for critere in objectif.criteres]
    en_vigueur = registre.en_vigueur()
    said = {
        entry.id: entry for entry in en_vigueur if entry.genre == "preuve_declaree" and entry.objet in codes
    }
    said |= {c.preuve.id: c.preuve for c in objectif.criteres if c.preuve is not None}
    return Dossier(
        objectif=objectif,
        etablissement=synthese["etablissement"],
        execution={nom: synthese[nom] for nom in ("version", "date_execution")},
        chiffres=_figures(acces, objectif),
        fichiers=acces.agregat("mart.fichier").sort("source", "nom"),
        decisions=sorted(said.values(), key=lambda entry: (entry.objet, entry.rang)),
        pieces=pieces.pieces(en_vigueur, codes),
        registre={"entrees": len(heads) - 1, "empreinte": heads[-1]},
        signataire=signataire.strip(),
        auteur=acces.utilisateur,
    )


def _figures(acces: Acces, objectif: Objectif) -> list[Chiffre]:
    """Each measured figure, published and counted again from the same version: both must say the same."""
    asked = {
        entry[name]: entry["code"]
        for entry in definitions(acces.home)["criteres"]
        if entry["objectif"] == objectif.code and entry["nature"] == "mesure"
        for name in ("indicateur", "reste", "au_plus")
        if entry.get(name)
    }
    le = acces.agregat("mart.synthese").item(0, "date_execution")
    published = {
        row["indicateur"]: row
        for row in acces.agregat("mart.historique", date_execution=le, indicateur=list(asked)).to_dicts()
    }
    again = acces.recompter(asked)
    return [_figure(critere, code, published.get(code), again.get(code)) for code, critere in asked.items()]


def _figure(critere: str, code: str, row: Mapping[str, Any] | None, again: Recompte | None) -> Chiffre:
    if row is None or row["valeur"] is None:
        why = row["motif"] if row else "Pas de donnée pour le calculer."
        name = row["libelle"] if row else code
        return Chiffre(critere, code, name, None, None, None, why, again.requete if again else "")
    told = (row["numerateur"], row["denominateur"], row["valeur"])
    if again is None or (again.numerateur, again.denominateur, again.valeur) != told:
        raise PreuveImpossible(
            "Chiffre non retrouvé",
            f"{code} : la version publiée dit {told}, et sa requête ne le redonne pas.",
            "Relancez une exécution avec l’outil de ce jour, puis refaites le dossier.",
        )
    return Chiffre(critere, code, row["libelle"], *told, row["motif"], again.requete)


def contenu(acces: Acces, dossier: Dossier) -> bytes:
    """The archive; the same evidence, the same bytes."""
    entries = {"dossier.docx": lisible.contenu(dossier)}
    entries["criteres.csv"] = _csv(map(_criterion, dossier.objectif.criteres))
    entries["chiffres.csv"] = _csv([vars(figure) for figure in dossier.chiffres])
    entries["fichiers.csv"] = _csv(dossier.fichiers.to_dicts())
    entries["decisions.csv"] = _csv(map(_decision, dossier.decisions))
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
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


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


def _csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return tableau(pl.DataFrame(list(rows), infer_schema_length=None))
