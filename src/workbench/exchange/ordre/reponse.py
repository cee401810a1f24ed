"""The Ordre's answer to the quarterly list, read from Excel or text: bad files are refused in French, with line and column."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle import numeros
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.noms import given_keys, name_key
from workbench.socle.settings import Format
from workbench.sources.controle import nir_columns
from workbench.sources.conversions import parse_date
from workbench.sources.lecteurs import header_key, read_file

SUFFIXES = (".xlsx", ".xls", ".csv", ".txt")
LIGNES_MAX = 20_000
TEXTES = ("rpps", "nom_naissance", "nom_usage", "prenoms")
REPONSES = {
    "inscrit": "Inscrit",
    "provisoire": "Inscrit provisoirement",
    "non_inscrit": "Non inscrit",
    "inconnu": "Inconnu de l’Ordre",
}


class ReponseIllisible(ErreurWorkbench):
    """The file is not an answer we can read; nothing was recorded."""


@dataclass(frozen=True)
class Refus:
    """A line set aside, or kept without one of its values."""

    ligne: int
    colonne: str
    motif: str
    gardee: bool = False


@dataclass(frozen=True)
class Reponse:
    """`lignes`: ligne, rpps, nom_naissance, nom_usage, prenoms, date_naissance, statut."""

    empreinte: str
    lignes: pl.DataFrame
    refus: list[Refus] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)


def lire(contenu: bytes, nom: str, rules: Mapping[str, Any], statut_defaut: str = "") -> Reponse:
    """Read an xlsx or csv whose columns are found by their titles, without case or accents.

    Args:
        rules: `infirmiers.toml` (`colonnes`, `statuts`).
        statut_defaut: what every row means when the file has no column of states (the list of those not enrolled).

    Raises:
        ReponseIllisible: not a table, too long, or a column missing; what to do is said.
    """
    frame, boiteuses = _frame(contenu, nom)
    refused = nir_columns(frame)
    columns = _columns([name for name in frame.columns if name not in {"ligne", *refused}], rules)
    _demand(columns, frame.columns, statut_defaut)
    refus = [
        Refus(number, "", "Le nombre de colonnes n’est pas celui des titres.") for number, _ in boiteuses
    ]
    refus += [Refus(1, name, "Numéro de sécurité sociale : colonne non lue.", True) for name in refused]
    words = {_key(word): code for code, list_ in rules["statuts"].items() for word in list_}
    rows = []
    for raw in _canonical(frame, columns).iter_rows(named=True):
        row = _row(raw, columns, words, statut_defaut, refus)
        if row is not None:
            rows.append(row)
    schema = {
        "ligne": pl.Int64,
        **dict.fromkeys(TEXTES, pl.String),
        "date_naissance": pl.Date,
        "statut": pl.String,
    }
    return Reponse(
        hashlib.sha256(contenu).hexdigest()[:12],
        pl.DataFrame(rows, schema=schema, orient="row"),
        sorted(refus, key=lambda item: item.ligne),
        [name for name in frame.columns if name not in {"ligne", *columns.values(), *refused}],
    )


def _frame(contenu: bytes, nom: str) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    suffix = Path(nom).suffix.lower()
    advice = "Rien n’a été enregistré. Redemandez le fichier au format .xlsx ou .csv, sans mot de passe."
    if suffix not in SUFFIXES:
        raise ReponseIllisible("Format non lu", f"« {nom} » : seuls {', '.join(SUFFIXES)} sont lus.", advice)
    with tempfile.TemporaryDirectory() as folder:  # read and gone: the answer itself is never kept
        path = Path(folder) / f"reponse{suffix}"
        path.write_bytes(contenu)
        try:
            frame, boiteuses = read_file(path, Format())
        except ErreurWorkbench as error:
            technical = (
                folder in error.message
            )  # the reader's own words, with the path of our copy: nothing a person can use
            said = f"« {nom} » ne s’ouvre pas." if technical else error.message.replace(path.name, nom)
            raise ReponseIllisible(error.titre, said, advice) from error
        except Exception as error:  # a broken archive fails in many ways, all mean the same to the reader
            raise ReponseIllisible(
                "Fichier illisible", f"« {nom} » ne s’ouvre pas ({type(error).__name__}).", advice
            ) from error
    if frame.height > LIGNES_MAX:
        raise ReponseIllisible(
            "Fichier trop long",
            f"{frame.height} lignes ; au plus {LIGNES_MAX}.",
            "Découpez-le par établissement.",
        )
    return frame, boiteuses


def _key(text: str) -> str:
    return header_key(text.replace("’", "'"))  # a curly apostrophe separates words as a straight one does


def _columns(headers: list[str], rules: Mapping[str, Any]) -> dict[str, str]:
    """Canonical column → header of the file; the first words of the rules win."""
    keys = {_key(name): name for name in reversed(headers)}
    found: dict[str, str] = {}
    for canonical, words in rules["colonnes"].items():
        match = next((keys[_key(word)] for word in words if _key(word) in keys), None)
        if match is not None and match not in found.values():
            found[canonical] = match
    return found


def _demand(columns: Mapping[str, str], headers: list[str], statut_defaut: str) -> None:
    traits = {"nom_naissance", "prenoms", "date_naissance"}
    missing = []
    if "rpps" not in columns and not traits <= set(columns):
        missing.append("le numéro RPPS, ou le nom de naissance, les prénoms et la date de naissance")
    if "statut" not in columns and not statut_defaut:
        missing.append("le statut (ou dites ce que vaut chaque ligne)")
    if missing:
        raise ReponseIllisible(
            "Colonnes introuvables",
            f"Il manque {' ; '.join(missing)}. Titres lus : {', '.join(name for name in headers if name != 'ligne')}.",
            "Rien n’a été enregistré. Renommez les titres, ou ajoutez-les à regles/infirmiers.toml, rubrique [colonnes].",
        )


def _canonical(frame: pl.DataFrame, columns: Mapping[str, str]) -> pl.DataFrame:
    wanted = (*TEXTES, "date_naissance", "statut")
    return frame.select(
        pl.col("ligne").cast(pl.Int64),
        *(
            pl.col(columns[name]).alias(name) if name in columns else pl.lit(None, pl.String).alias(name)
            for name in wanted
        ),
    ).with_columns(naissance=parse_date("date_naissance"))


def _row(
    raw: Mapping[str, Any],
    columns: Mapping[str, str],
    words: Mapping[str, str],
    default: str,
    refus: list[Refus],
) -> tuple[Any, ...] | None:
    line = int(raw["ligne"])
    if not any(raw[name] for name in TEXTES):
        return None
    told = raw["statut"]
    statut = default if not told and default else words.get(_key(told or ""))
    if not statut:
        refus.append(Refus(line, columns.get("statut", ""), f"Statut inconnu « {told or 'vide'} »."))
        return None
    lu = numeros.lire("rpps", raw["rpps"])
    number = lu.valeur if lu.verdict == "ok" else None
    if number is None and lu.verdict != "vide":
        why = numeros.raison(lu.verdict, lu.valeur)
        told = f"Numéro RPPS impossible « {raw['rpps']} » : laissé de côté. {why}"
        refus.append(Refus(line, columns["rpps"], told, True))
    traits = bool(name_key(raw["nom_naissance"]) and given_keys(raw["prenoms"]) and raw["naissance"])
    if number is None and not traits:
        if raw["date_naissance"] and raw["naissance"] is None:
            refus.append(
                Refus(line, columns["date_naissance"], f"Date illisible « {raw['date_naissance']} ».")
            )
        else:
            refus.append(
                Refus(line, "", "Rien pour retrouver la personne : ni numéro, ni nom, prénoms et naissance.")
            )
        return None
    return (line, number, raw["nom_naissance"], raw["nom_usage"], raw["prenoms"], raw["naissance"], statut)
