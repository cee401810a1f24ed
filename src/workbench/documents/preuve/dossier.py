"""The evidence pack of one objective at one date, for the ARS, then for the ANS at its control.

Everything a controller needs to find each figure again is in it: the criteria as they are written, the
figures with the queries that give them (replayed on the published version before they are printed), the
hashes of the files they come from, what was declared, by whom, with the documents attached. `manifeste.json`
holds the hash of each; `verification.py` needs nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench import projet as steering
from workbench.access import Acces, Recompte
from workbench.decisions import Decision, Registre
from workbench.documents.preuve import pieces
from workbench.documents.produits import exiger
from workbench.looks.formats import accord, minuscule
from workbench.pilotage import recuperation
from workbench.pilotage.objectifs.jalons import Objectif, assess, definitions, hospiconnect
from workbench.projet import flux
from workbench.socle.erreurs import ErreurWorkbench

COMPLET = "Aucune pièce ne manque. L’objectif n’est pas atteint pour autant : le document dit son état."


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
    flux: list[dict[str, Any]]
    recuperation: list[dict[str, Any]]
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
                why = minuscule(critere.explication)
                told = why if why.startswith("non mesurable") else f"non mesurable, {why}"
                out.append(f"{critere.titre} : {told}")
        if not self.signataire:
            out.append("Personne n’a signé : indiquez qui engage l’établissement.")
        return out


def objectifs(acces: Acces) -> list[Objectif]:
    """The objectives a pack can be made for, as they stand in the version read."""
    return _standing(acces, Registre(acces.home).en_vigueur())


def _standing(acces: Acces, decisions: Sequence[Decision]) -> list[Objectif]:
    le = acces.agregat("mart.synthese").item(0, "date_execution")
    historique, scores = acces.agregat("mart.historique"), acces.agregat("mart.jalon")
    return hospiconnect(assess(historique, scores, decisions, le, acces.home, acces.arrondi("historique")))


def rassembler(acces: Acces, code: str, signataire: str = "") -> Dossier:
    """Read what proves that objective.

    Args:
        code: « 1.1-2027 ». signataire: who commits the establishment, name and function.

    Raises:
        AccesRefuse: the role may not. PreuveImpossible: an unknown objective, a query that no longer gives
        the published figure.
    """
    exiger(acces, True)
    registre = Registre(acces.home)
    en_vigueur = registre.en_vigueur()
    known = {objectif.code: objectif for objectif in _standing(acces, en_vigueur)}
    if code not in known:
        raise PreuveImpossible(
            "Objectif inconnu", f"« {code} » n’est pas suivi.", f"Objectifs : {', '.join(known)}."
        )
    objectif = known[code]
    synthese = acces.agregat("mart.synthese").row(0, named=True)
    heads, broken = registre.chaine()
    if broken:
        raise PreuveImpossible(
            "Registre modifié",
            f"{accord(len(broken), 'entrée')} du registre des décisions ne suivent plus les précédentes.",
            "Lancez workbench verifier : aucune preuve ne se tire d’un registre douteux.",
        )
    codes = [critere.code for critere in objectif.criteres]
    said = {
        entry.id: entry for entry in en_vigueur if entry.genre == "preuve_declaree" and entry.objet in codes
    }
    said |= {c.preuve.id: c.preuve for c in objectif.criteres if c.preuve is not None}
    return Dossier(
        objectif=objectif,
        etablissement=synthese["etablissement"],
        execution={nom: synthese[nom] for nom in ("version", "date_execution")},
        chiffres=_figures(acces, objectif, synthese["date_execution"]),
        fichiers=_files(acces),
        decisions=sorted(said.values(), key=lambda entry: (entry.objet, entry.rang)),
        pieces=pieces.pieces(en_vigueur, codes),
        flux=_flows(acces),
        recuperation=_recovery(acces) if objectif.objectif == recuperation.rules()["objectif"] else [],
        registre={"entrees": len(heads) - 1, "empreinte": heads[-1]},
        signataire=signataire.strip(),
        auteur=acces.utilisateur,
    )


def _files(acces: Acces) -> pl.DataFrame:
    """The files of the run, each with the name its source has for people."""
    names = acces.agregat("mart.source_fraicheur").select("source", "libelle").unique("source")
    files = acces.agregat("mart.fichier").join(names, on="source", how="left")
    return files.with_columns(pl.col("libelle").fill_null(pl.col("source"))).sort("libelle", "nom")


def _flows(acces: Acces) -> list[dict[str, Any]]:
    """The declared flows between systems, codes told in words."""
    project = steering.ouvrir(acces.home)
    return [
        {"numero": card["id"]}
        | {name: project.libelle(flux.GENRE, name, card[name]) for name in flux.COLONNES}
        for card in flux.declared(project)
    ]


def _recovery(acces: Acces) -> list[dict[str, Any]]:
    """How the proved numbers were found again, by which process and when: one row an axis and a word."""
    counted = acces.agregat("mart.rpps_recuperation")
    return [
        {"axe": title, **row}
        for axe, title in recuperation.axes().items()
        for row in recuperation.share(counted, axe).to_dicts()
    ]


def _figures(acces: Acces, objectif: Objectif, le: dt.date) -> list[Chiffre]:
    """Each measured figure, published and counted again from the same version: both must say the same."""
    asked = {
        entry[name]: entry["code"]
        for entry in definitions(acces.home)["criteres"]
        if entry["objectif"] == objectif.code and entry["nature"] == "mesure"
        for name in ("indicateur", "reste", "au_plus")
        if entry.get(name)
    }
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
