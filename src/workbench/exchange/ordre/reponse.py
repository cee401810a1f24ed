"""The Ordre's answer to the quarterly list, read from Excel or text: bad files are refused in French, with
line and column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from workbench.exchange import lecteur
from workbench.exchange.contrat import contrat
from workbench.exchange.fichier import open_table
from workbench.exchange.grille import Grille
from workbench.exchange.lecteur import Ligne
from workbench.exchange.plan import ClasseurIllisible, Faute
from workbench.socle import numeros
from workbench.socle.champs import cle
from workbench.socle.nir import nir_columns
from workbench.socle.noms import given_keys, name_key
from workbench.sources.porte.conversions import parse_date

TEXTES = ("rpps", "nom_naissance", "nom_usage", "prenoms")
REPONSES = {
    "inscrit": "Inscrit",
    "provisoire": "Inscrit provisoirement",
    "non_inscrit": "Non inscrit",
    "inconnu": "Inconnu de l’Ordre",
}


@dataclass(frozen=True)
class Reponse:
    """`lignes`: ligne, rpps, nom_naissance, nom_usage, prenoms, date_naissance, statut.

    `refus`: lines set aside, or kept without one of their values; `complete` when none was set aside: only
    then is it recorded.
    """

    empreinte: str
    lignes: pl.DataFrame
    refus: list[Faute] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Was every line read?"""
        return all(fault.gardee for fault in self.refus)


def lire(contenu: bytes, nom: str, rules: Mapping[str, Any], statut_defaut: str = "") -> Reponse:
    """Read an xlsx or csv whose columns are found by their titles, without case or accents.

    Args:
        rules: `infirmiers.toml` (`colonnes`, `statuts`).
        statut_defaut: what every row means when the file has no column of states (the list of those not
        enrolled).

    Raises:
        ClasseurIllisible: not a table, too long, or a column missing; what to do is said.
    """
    wanted = contrat("ordre").avec(titres=rules["colonnes"])
    sheet, refus = open_table(contenu, nom, wanted)
    if (lines := len(sheet.rangs) - 1) > wanted.lignes_max:
        raise ClasseurIllisible(
            "Fichier trop long",
            f"{lines} lignes ; au plus {wanted.lignes_max}.",
            "Découpez-le par établissement.",
        )
    header, _ = lecteur.titres(sheet, wanted.feuilles[0], wanted)
    refus += _sans_nir(sheet, header)
    _, columns = lecteur.titres(sheet, wanted.feuilles[0], wanted)
    _demand(columns, sheet.rangs.get(header, {}), statut_defaut)
    lecture = lecteur.lire_grilles([sheet], wanted, hashlib.sha256(contenu).hexdigest()[:12])
    words = {cle(word): code for code, list_ in rules["statuts"].items() for word in list_}
    rows = []
    for line, born in zip(lecture.lignes, _naissances(lecture.lignes), strict=True):
        row = _row(line, born, words, statut_defaut, refus)
        if row is not None:
            rows.append(row)
    schema = {
        "ligne": pl.Int64,
        **dict.fromkeys(TEXTES, pl.String),
        "date_naissance": pl.Date,
        "statut": pl.String,
    }
    return Reponse(
        lecture.empreinte,
        pl.DataFrame(rows, schema=schema, orient="row"),
        sorted([*refus, *lecture.fautes], key=lambda item: item.ligne),
        lecture.ignorees,
    )


def _sans_nir(sheet: Grille, header: int) -> list[Faute]:
    """Take the columns of social security numbers out of the sheet; each is said."""
    rows = [cells for number, cells in sheet.rangs.items() if number > header]
    columns = sheet.rangs.get(header, {})
    frame = pl.DataFrame(
        {
            str(column): [None if cells.get(column) is None else str(cells[column]) for cells in rows]
            for column in columns
        },
        schema=dict.fromkeys(map(str, columns), pl.String),
    )
    refused = [int(name) for name in nir_columns(frame)]
    told = [
        Faute(sheet.titre, 1, str(columns[column]), "Numéro de sécurité sociale : colonne non lue.", True)
        for column in refused
    ]
    for cells in list(sheet.rangs.values()):
        for column in refused:
            cells.pop(column, None)
    return told


def _naissances(lines: Sequence[Ligne]) -> list[Any]:
    """The birth dates, in every shape systems write them."""
    told = pl.DataFrame(
        {"naissance": [line.valeurs.get("date_naissance") for line in lines]}, schema={"naissance": pl.String}
    )
    return told.select(parse_date("naissance"))["naissance"].to_list()


def _demand(columns: Mapping[str, int], headers: Mapping[int, Any], statut_defaut: str) -> None:
    traits = {"nom_naissance", "prenoms", "date_naissance"}
    missing = []
    if "rpps" not in columns and not traits <= set(columns):
        missing.append("le numéro RPPS, ou le nom de naissance, les prénoms et la date de naissance")
    if "statut" not in columns and not statut_defaut:
        missing.append("le statut (ou dites ce que vaut chaque ligne)")
    if missing:
        raise ClasseurIllisible(
            "Colonnes introuvables",
            f"Il manque {' ; '.join(missing)}. Titres lus : {', '.join(map(str, headers.values()))}.",
            "Rien n’a été enregistré. Renommez les titres, ou ajoutez-les à regles/infirmiers.toml, rubrique"
            " [colonnes].",
        )


def _row(
    line: Ligne, born: Any, words: Mapping[str, str], default: str, refus: list[Faute]
) -> tuple[Any, ...] | None:
    raw = {name: line.valeurs.get(name) for name in (*TEXTES, "date_naissance", "statut")}
    if not any(raw[name] for name in TEXTES):
        return None
    told = raw["statut"]
    statut = default if not told and default else words.get(cle(told or ""))
    if not statut:
        refus.append(line.faute("statut", f"Statut inconnu « {told or 'vide'} »."))
        return None
    lu = numeros.lire("rpps", raw["rpps"])
    number = lu.valeur if lu.verdict == "ok" else None
    if number is None and lu.verdict != "vide":
        why = numeros.raison(lu.verdict, lu.valeur)
        set_aside = f"Numéro RPPS impossible « {raw['rpps']} » : laissé de côté. {why}"
        refus.append(replace(line.faute("rpps", set_aside), gardee=True))
    traits = bool(name_key(raw["nom_naissance"]) and given_keys(raw["prenoms"]) and born)
    if number is None and not traits:
        if raw["date_naissance"] and born is None:
            refus.append(line.faute("date_naissance", f"Date illisible « {raw['date_naissance']} »."))
        else:
            nothing = "Rien pour retrouver la personne : ni numéro, ni nom, prénoms et naissance."
            refus.append(replace(line.faute("rpps", nothing), colonne=""))
        return None
    return (line.numero, number, raw["nom_naissance"], raw["nom_usage"], raw["prenoms"], born, statut)
