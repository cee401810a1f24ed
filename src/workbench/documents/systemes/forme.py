"""The layout a system takes, as the hospital wrote it once (`[[formes]]` of a rules file): refused with every
fault, in French, when it cannot work.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from rapidfuzz import process

from workbench.socle.erreurs import ErreurWorkbench

FORMATS = {"csv": ".csv", "xlsx": ".xlsx", "fixe": ".txt"}
GUILLEMETS = ("si_besoin", "toujours", "jamais")
LIGNES = {"windows": "\r\n", "unix": "\n"}
REMPLACEMENTS = ("ecrire", "retenir")
CADRES = ("gauche", "droite")
LONGUEURS_RPPS = (11, 12)
TOUTES = "*"
PROCHE = 60
_JETONS = {"AAAA": "%Y", "AA": "%y", "MM": "%m", "JJ": "%d"}
_JETON = re.compile("AAAA|AA|MM|JJ")


class FormeInvalide(ErreurWorkbench):
    """A layout that cannot be written; `message` lists every fault, one a line."""


@dataclass(frozen=True)
class Colonne:
    """A column: a field of ours or the same text everywhere; `largeur` in characters, for fixed width."""

    champ: str = ""
    titre: str = ""
    valeur: str | None = None
    largeur: int = 0
    cadre: str = "gauche"
    complete: str = " "


@dataclass(frozen=True)
class Forme:
    """A checked layout. `date`: a strftime pattern; `rpps`: 11 digits, or 12 with the national type 8."""

    source: str
    format: str
    colonnes: tuple[Colonne, ...]
    encodage: str = "utf-8-sig"
    separateur: str = ";"
    guillemets: str = "si_besoin"
    fin_de_ligne: str = "windows"
    titres: bool = True
    date: str = "%d/%m/%Y"
    rpps: int = 11
    feuille: str = "RPPS"
    remplacements: str = "ecrire"

    @property
    def suffixe(self) -> str:
        """The suffix of its file."""
        return FORMATS[self.format]


def lire(
    entrees: Sequence[Mapping[str, Any]], connus: Collection[str], cles: Collection[str], fichier: str
) -> dict[str, Forme]:
    """The layouts by source.

    Args:
        entrees: `[[formes]]` as parsed. connus: the fields that may be written. cles: those of which one at
        least must be, for the system to find the account. fichier: its name, for messages.

    Raises:
        FormeInvalide: every fault of every layout.
    """
    faults: list[str] = []
    found: dict[str, Forme] = {}
    for rank, entry in enumerate(entrees, 1):
        place = f"forme {rank} (source « {entry.get('source', '?')} »)"
        told = _fautes(entry, connus, cles)
        if entry.get("source") in found:
            told.append("deux formes pour cette source : gardez-en une")
        faults += [f"{place} : {fault}." for fault in told]
        if not told:
            found[str(entry["source"])] = _forme(entry)
    if faults:
        raise FormeInvalide(
            "Forme de fichier refusée",
            f"{fichier} :\n" + "\n".join(faults),
            "Corrigez ces lignes ; les exemples sont dans le fichier livré. Rien n’a été produit.",
        )
    return found


def choisir(formes: Mapping[str, Forme], source: str, fichier: str) -> Forme:
    """The layout of that source, else the one of all others.

    Raises:
        FormeInvalide: none is written for it.
    """
    found = formes.get(source) or formes.get(TOUTES)
    if found is None:
        raise FormeInvalide(
            "Forme de fichier absente",
            f"{fichier} ne dit rien de la source « {source} ».",
            f'Ajoutez-y une forme source = "{source}" (ou « {TOUTES} » pour toutes).',
        )
    return found


def _forme(entry: Mapping[str, Any]) -> Forme:
    columns = tuple(Colonne(**column) for column in entry["colonnes"])
    rest = {name: value for name, value in entry.items() if name not in ("colonnes", "date")}
    if "date" in entry:
        rest["date"] = _JETON.sub(lambda met: _JETONS[met.group()], entry["date"])
    return Forme(colonnes=columns, **rest)


def _fautes(entry: Mapping[str, Any], connus: Collection[str], cles: Collection[str]) -> list[str]:
    faults = _cles(entry, Forme)
    if faults:
        return faults
    choices = (
        ("format", tuple(FORMATS)),
        ("guillemets", GUILLEMETS),
        ("fin_de_ligne", tuple(LIGNES)),
        ("remplacements", REMPLACEMENTS),
        ("rpps", LONGUEURS_RPPS),
    )
    for name, admitted in choices:
        if name in entry and entry[name] not in admitted:
            faults.append(f"{name} « {entry[name]} » inconnu ; attendu : {', '.join(map(str, admitted))}")
    faults += _ecriture(entry)
    columns = entry["colonnes"]
    if not isinstance(columns, list) or not columns:
        return [*faults, "« colonnes » est une liste qui a au moins une colonne"]
    for rank, column in enumerate(columns, 1):
        faults += [f"colonne {rank}, {fault}" for fault in _colonne(column, entry, connus)]
    written = [column.get("champ") for column in columns if isinstance(column, dict)]
    if not set(cles) & set(written):
        faults.append(f"aucune colonne ne dit quel compte : il faut {' ou '.join(cles)}")
    if "rpps" not in written:
        faults.append("la colonne rpps manque")
    titles = [column.get("titre", "") for column in columns if isinstance(column, dict)]
    twice = sorted({title for title in titles if title and titles.count(title) > 1})
    if twice:
        faults.append(f"titre donné deux fois : {', '.join(twice)}")
    return faults


def _cles(
    entry: Mapping[str, Any], model: type, needed: Sequence[str] = ("source", "format", "colonnes")
) -> list[str]:
    known = {item.name: item.type for item in fields(model)}
    faults = [f"il manque « {name} »" for name in needed if name not in entry]
    for name, value in entry.items():
        if name not in known:
            close = process.extractOne(name, list(known), score_cutoff=PROCHE)
            faults.append(
                f"« {name} » n’est pas un réglage" + (f" ; peut-être « {close[0]} »" if close else "")
            )
        elif not _de_sorte(value, str(known[name])):
            faults.append(f"« {name} » vaut « {value} », ce n’est pas de la bonne sorte")
    return faults


def _de_sorte(value: Any, wanted: str) -> bool:
    if wanted == "bool":
        return isinstance(value, bool)
    if wanted == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    return wanted.startswith("tuple") or isinstance(value, str)


def _ecriture(entry: Mapping[str, Any]) -> list[str]:
    """Encoding, separator, form of dates."""
    faults = []
    try:
        if not codecs.lookup(entry.get("encodage", "utf-8"))._is_text_encoding:
            faults.append(f"encodage « {entry['encodage']} » : ce n’est pas une écriture de texte")
    except LookupError:
        faults.append(f"encodage « {entry['encodage']} » inconnu ; par exemple utf-8-sig, utf-8, cp1252")
    separator = entry.get("separateur", ";")
    if len(separator) != 1 or separator in '"\r\n' or separator.isalnum():
        faults.append(f"separateur « {separator} » : un seul signe, ni lettre, ni chiffre, ni guillemet")
    told = entry.get("date", "JJ/MM/AAAA")
    tokens = set(_JETON.findall(told))
    if (
        not {"JJ", "MM"} <= tokens
        or not tokens & {"AAAA", "AA"}
        or re.search(r"[A-Za-z%]", _JETON.sub("", told))
    ):
        faults.append(f"date « {told} » : écrivez-la avec JJ, MM et AAAA, par exemple JJ/MM/AAAA")
    return faults


def _colonne(column: Any, entry: Mapping[str, Any], connus: Collection[str]) -> list[str]:
    if not isinstance(column, dict):
        return ['une colonne s’écrit { champ = "login", titre = "LOGIN" }']
    if faults := _cles(column, Colonne, ()):
        return faults
    if ("champ" in column) == ("valeur" in column):
        faults.append("dites « champ » ou « valeur », l’un des deux")
    elif "champ" in column and column["champ"] not in connus:
        close = process.extractOne(column["champ"], list(connus), score_cutoff=PROCHE)
        faults.append(
            f"champ « {column['champ']} » inconnu ; "
            + (f"peut-être « {close[0]} »" if close else f"champs : {', '.join(connus)}")
        )
    if entry.get("titres", True) and entry["format"] != "fixe" and not column.get("titre"):
        faults.append("il manque « titre »")
    if entry["format"] == "fixe" and column.get("largeur", 0) < 1:
        faults.append("largeur fixe : il manque « largeur », au moins 1")
    if column.get("cadre", CADRES[0]) not in CADRES:
        faults.append(f"cadre « {column['cadre']} » inconnu ; attendu : {', '.join(CADRES)}")
    if len(column.get("complete", " ")) != 1:
        faults.append("« complete » est un seul caractère")
    return faults
