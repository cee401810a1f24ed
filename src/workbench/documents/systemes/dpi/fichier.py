"""The file that gives a DPI its proved RPPS numbers: only what is proved leaves, the rest is counted with its
reason; each file made is kept in the ledger so that its answer can be recognised.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import Acces, exiger_ecriture
from workbench.decisions import Decision, Registre
from workbench.documents.produits import Produit, exiger
from workbench.documents.systemes import forme as formes
from workbench.documents.systemes.dpi import etats
from workbench.documents.systemes.ecriture import ecrire
from workbench.office.feuille import MIME
from workbench.rpps import proof_words
from workbench.socle import regles
from workbench.socle.erreurs import ErreurWorkbench

FICHIER = "retour_dpi.toml"
PRODUIT = "retour_dpi"
CLES = ("login", "identifiant", "cle_compte")
CHAMPS = (
    *CLES,
    *(
        "id_unique",
        "matricule",
        "nom",
        "prenom",
        "rpps",
        "remplace",
        "preuve",
        "preuve_code",
        "date_preuve",
        "lot",
    ),
    *("source", "etablissement", "service", "profession", "execution", "date_execution"),
)
PARTENT = ("a_ecrire", "envoye", "dementi")
REPRIS = ("refuse", "inconnu")


@dataclass(frozen=True)
class Retour:
    """What one DPI is given. `retenus`: code of the reason → accounts; `decision`: what the ledger keeps."""

    source: str
    lot: str
    produit: Produit
    lignes: list[dict[str, Any]]
    retenus: dict[str, int]
    decision: Decision

    @property
    def remplacements(self) -> int:
        """Accounts that hold another number today."""
        return sum(bool(line["remplace"]) for line in self.lignes)


def mapping(home: Path) -> tuple[dict[str, formes.Forme], dict[str, Any]]:
    """The layouts by source, and the whole rules.

    Raises:
        FormeInvalide, RegleIllisible: the establishment's file is wrong; every fault is said.
    """
    rules = regles.lire(etats.ROOM, FICHIER, home)
    return formes.lire(rules["formes"], CHAMPS, CLES, f"regles/{FICHIER}"), rules


def sources(acces: Acces) -> list[str]:
    """The DPIs of this version."""
    return acces.agregat("mart.retour_dpi_compte")["source"].unique().sort().to_list()


def prepare(acces: Acces, source: str, decisions: Sequence[Decision], reprendre: bool = False) -> Retour:
    """The file of one DPI, nothing written nor recorded yet.

    Args:
        reprendre: also send again what the DPI refused or did not know.

    Raises:
        AccesRefuse: the role exports nothing. FormeInvalide: see `mapping`. ErreurWorkbench: no such DPI, or
        its open accounts lack nothing that may be sent.
    """
    exiger(acces, True)
    layouts, rules = mapping(acces.home)
    layout = formes.choisir(layouts, source, f"regles/{FICHIER}")
    rows = acces.nominatif("mart.retour_dpi", source=source)
    if rows.is_empty():
        raise ErreurWorkbench(
            "DPI inconnu",
            f"Aucun compte nominatif ouvert pour la source « {source} ».",
            f"Sources de DPI : {', '.join(sources(acces)) or 'aucune'}.",
        )
    file = etats.queue(rows, decisions, etats.deliveries(acces))
    aside = dict(file.filter(pl.col("etat") == "retenu").group_by("retenue").len().iter_rows())
    wanted = file.filter(pl.col("etat").is_in([*PARTENT, *(REPRIS if reprendre else ())])).sort("login")
    lines = [_ligne(row, acces.version) for row in wanted.to_dicts()]
    untouched = sum(bool(line["remplace"]) for line in lines) if layout.remplacements == "retenir" else 0
    lines = [line for line in lines if not (untouched and line["remplace"])]
    day = acces.agregat("mart.synthese")["date_execution"][0]
    lines, doubled = _one_account_each(lines, rows, layout)
    mark = {"execution": acces.version, "date_execution": day}
    lot = _code(source, day, acces.version, rules["version"], layout, lines)
    done = ecrire(layout, [{**line, **mark, "lot": lot} for line in lines], day, CLES)
    ours = ["remplacement"] * untouched + ["cle_partagee"] * doubled
    for reason in [*ours, *(reason for _, reason in done.retenues)]:
        aside[reason] = aside.get(reason, 0) + 1
    name = f"retour_dpi_{source}_{day.isoformat()}_{lot}{layout.suffixe}"
    mime = MIME if layout.format == "xlsx" else "text/csv" if layout.format == "csv" else "text/plain"
    options = {"lot": lot, "comptes": str(len(done.gardees)), "forme": str(rules["version"])}
    product = Produit(PRODUIT, name, done.octets, mime, day, acces.version, options)
    kept = [dict(line) for line in done.gardees]
    entry = _decision(acces, product, source, lot, kept, layout)
    return Retour(source, lot, product, kept, dict(sorted(aside.items())), entry)


def _one_account_each(
    lines: list[dict[str, Any]], comptes: pl.DataFrame, layout: formes.Forme
) -> tuple[list[dict[str, Any]], int]:
    """The lines whose every written key is that of one account only, and how many are kept back: a key that
    two accounts bear would give one the number of the other.

    Args:
        comptes: every open account of that DPI, also those that nothing is written for.
    """
    written = [column.champ for column in layout.colonnes if column.champ in CLES[:2]]
    borne = {name: Counter(_folded(value) for value in comptes[name] if value) for name in written}
    kept = [line for line in lines if all(borne[name][_folded(line[name])] < 2 for name in written)]
    return kept, len(lines) - len(kept)


def _folded(value: str | None) -> str:
    return (value or "").strip().casefold()


def record(acces: Acces, retour: Retour) -> None:
    """Keep in the ledger what leaves, before it leaves; making it again writes nothing more.

    Raises:
        AccesRefuse: the role writes nothing. ErreurWorkbench: there is nothing to send.
    """
    exiger_ecriture(acces.home, acces.utilisateur)
    if not retour.lignes:
        raise ErreurWorkbench(
            "Rien à envoyer",
            f"« {retour.source} » a déjà tous les numéros prouvés qui peuvent lui être donnés.",
            "Les comptes retenus et leurs raisons sont dits à côté.",
        )
    Registre(acces.home).enregistrer([retour.decision], exclusif=False)


def _ligne(row: dict[str, Any], version: str) -> dict[str, Any]:
    proofs = proof_words()
    return {
        **row,
        "cle_compte": etats.objet(row["source"], row["login"]),
        "remplace": row["rpps_connu"] if row["verdict"] == "a_remplacer" else None,
        "preuve_code": row["preuve"],
        "preuve": proofs.get(row["preuve"], row["preuve"]),
        "execution": version,
    }


def _code(
    source: str, day: dt.date, version: str, rules: Any, layout: formes.Forme, lines: Iterable[dict[str, Any]]
) -> str:
    """The same run, options and rows give the same code; anything else gives another."""
    told = [(line["login"], line["rpps"], line["remplace"]) for line in lines]
    content = json.dumps([source, version, str(rules), repr(layout), told], ensure_ascii=False)
    return f"RD-{day:%Y%m%d}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def _decision(
    acces: Acces,
    product: Produit,
    source: str,
    lot: str,
    lines: Sequence[dict[str, Any]],
    layout: formes.Forme,
) -> Decision:
    names = [column.champ for column in layout.colonnes if column.champ in CLES]
    value = {
        "source": source,
        "execution": acces.version,
        "date_execution": product.date_donnees.isoformat(),
        "sha256": product.sha256,
        "comptes": {line["cle_compte"]: line["rpps"] for line in lines},
        "cles": {str(line[name]): line["cle_compte"] for name in names for line in lines},
    }
    return Decision(
        etats.GENRE_LOT,
        acces.utilisateur,
        "Numéros prouvés rendus au DPI",
        verdict="produit",
        objet=lot,
        valeur=value,
    )


def answer_titles(home: Path, source: str) -> dict[str, list[str]]:
    """The titles an acknowledgement of that DPI may bear, by field: the establishment's words, and those of
    the very file it was given, which many send back with one more column.
    """
    layouts, rules = mapping(home)
    given = {name: list(titles) for name, titles in rules["accuse"]["titres"].items()}
    for column in formes.choisir(layouts, source, f"regles/{FICHIER}").colonnes:
        name = "login" if column.champ in CLES else column.champ
        if column.titre and name in ("login", "rpps", "lot"):
            given[name].append(column.titre)
    return given
