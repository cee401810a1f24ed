"""What a title and the values under it say of a column's meaning: the evidence `source add` weighs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from statistics import median
from typing import Any

from rapidfuzz import fuzz

from workbench.socle.noms import letters
from workbench.sources.lecture.lecteurs import header_key
from workbench.sources.porte.conversions import value_dictionary

EXACT, NEUTRE, FAUTE, MOINS, PLUS = 100, 95, 85, 80, 60  # what a title's likeness is worth, best first
VETO, DOUTE, RIEN, APPUI, PREUVE = -100, -30, 0, 5, 10  # what the values add to it
ECHANTILLON = 2_000
CODES = {
    "sexe": "sexe",
    "type_contrat": "type_contrat",
    "mode_auth": "mode_auth",
    "type_mie": "type_mie",
    "statut": "statut",
    "actif": "booleen",
    "pilote": "booleen",
}
CLES = {"matricule", "login", "identifiant", "numero_serie", "numero_carte"}
NOMS = {"nom", "nom_naissance", "nom_usage", "nom_exercice", "responsable"}
PRENOMS = {"prenom", "prenoms", "prenom_usuel", "prenom_exercice"}
LIBELLES = {"service", "pole", "emploi", "grade", "lieu_naissance", "agence", "fonction", "profil"}
_DATE = re.compile(
    r"^(?:(?P<jour>\d{1,2})[-/. ](?P<mois>\d{1,2}|[A-Za-zéûÉÛ.]{3,9})[-/."
    r" ](?P<fin>\d{4}|\d{2})|(?P<iso>\d{4})[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|(?P<compact>(?:19|20|99|29)\d{2})(?:0\d|1[0-2])[0-3]\d(?:\d{6}(?:\.\d+)?Z?)?)(?:[ T,].*)?$"
)
_SERIE = re.compile(r"^[2-5]\d{4}(?:[.,]\d+)?$")
_TICKS = re.compile(r"^(?:0|1\d{17}|9223372036854775807)$")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Za-z])(?=\d)")
_COMMUNE = re.compile(r"^(?:\d{5}|2[ABab]\d{3}|\d{4})$")
_FINESS = re.compile(r"^(?:\d{2}|2[ABab])[ .]?\d{4}[ .]?\d{3}$|^\d{2} \d{3} \d{3} \d$|^\d{8}$")
_CLE = re.compile(r"^[\w.@\\/-]+(?: ?[\w.-]+)?$")


@cache
def dictionary() -> dict[str, Any]:
    """`synonymes.toml`."""
    return tomllib.loads(files("workbench.sources.declarer").joinpath("synonymes.toml").read_text("utf-8"))


@cache
def given_names() -> frozenset[str]:
    """The most frequent French given names (`prenoms.csv`)."""
    text = files("workbench.sources.declarer").joinpath("prenoms.csv").read_text("utf-8")
    return frozenset(letters(line) for line in text.splitlines()[2:] if line)


@cache
def _tokens(title: str) -> tuple[str, ...]:
    """Words of a title: camelCase and digits cut, abbreviations spelled out, empty words dropped when others
    remain.
    """
    words = header_key(_CAMEL.sub(" ", re.sub(r"#\d+$|[°º]", " ", title))).split()
    short = dictionary()["abreviations"]
    spelled = [part for word in words for piece in _pieces(word) for part in short.get(piece, piece).split()]
    kept = [word for word in spelled if word not in dictionary()["mots_vides"]]
    return tuple(kept or spelled)


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of the dictionary: abbreviations and what they mean, words of the synonyms."""
    tables = [table for table in dictionary().values() if isinstance(table, dict)]
    lists = [words for table in tables for words in table.values() if isinstance(words, list)]
    known = {word for words in lists for text in words for word in str(text).split() if len(word) > 1}
    return frozenset(known | set(dictionary()["abreviations"]) | set(dictionary()["abreviations"].values()))


@cache
def _pieces(word: str) -> tuple[str, ...]:
    """A word in one block cut into known ones when it starts as titles do: LIBEMP → LIB EMP; otherwise
    itself.
    """
    if word in _vocabulary() or len(word) < 5:
        return (word,)
    for first in sorted(dictionary()["prefixes"], key=len, reverse=True):
        if word.startswith(first) and (rest := _cut(word[len(first) :])):
            return (first, *rest)
    return (word,)


def _cut(text: str) -> tuple[str, ...]:
    """The text as known words end to end, longest first; empty when it cannot be."""
    if text in _vocabulary():
        return (text,)
    for size in range(len(text) - 2, 1, -1):
        if text[:size] in _vocabulary() and (rest := _cut(text[size:])):
            return (text[:size], *rest)
    return ()


def joined(title: str) -> str:
    """A title without spacing: « sAMAccountName », « Sam Account Name » and « SAMACCOUNTNAME » are one."""
    return header_key(re.sub(r"#\d+$", "", title)).replace(" ", "")


def title_score(title: str, synonym: str) -> int:
    """How much a title says the same as a synonym: 100 the same words, 0 nothing in common."""
    if joined(title) == joined(synonym):
        return EXACT
    here, there = set(_tokens(title)), set(_tokens(synonym))
    if here == there or "".join(_tokens(title)) == "".join(_tokens(synonym)):
        return EXACT
    neutral, wrong = set(dictionary()["neutres"]), set(dictionary()["repoussoirs"])
    more, less = here - there, there - here
    if more & wrong:
        return 0
    if not less and more <= neutral:
        return NEUTRE
    if not more and less <= neutral:
        return MOINS
    if not less:
        return PLUS
    left, right = joined(title), joined(synonym)
    return FAUTE if min(len(left), len(right)) >= 6 and fuzz.ratio(left, right) >= 90 else 0


def best_title(title: str, synonyms: Sequence[str]) -> float:
    """The best likeness of a title with a list of synonyms; earlier synonyms win a draw by a tenth of a
    point.
    """
    scores = [title_score(title, word) - rank / 10 for rank, word in enumerate(synonyms)]
    best = max(scores, default=0)
    return best if best > PLUS - 10 else 0


def has_wrong_word(title: str) -> bool:
    """The title speaks of somebody or something else (manager, former, password…)."""
    return bool(set(_tokens(title)) & set(dictionary()["repoussoirs"]))


@dataclass(frozen=True)
class Valeurs:
    """The filled values of a column, and what they look like (shares between 0 and 1)."""

    textes: tuple[str, ...]

    @cached_property
    def distinctes(self) -> tuple[str, ...]:
        """Different values, in order."""
        return tuple(dict.fromkeys(self.textes))

    @property
    def unicite(self) -> float:
        """Different values over filled ones."""
        return len(self.distinctes) / len(self.textes) if self.textes else 0.0

    def part(self, pattern: re.Pattern[str]) -> float:
        """Share of values of that shape."""
        return sum(bool(pattern.match(text)) for text in self.textes) / max(1, len(self.textes))

    @cached_property
    def dates(self) -> float:
        """Share of values that read as dates."""
        return sum(_year(text) is not None for text in self.textes) / max(1, len(self.textes))

    @cached_property
    def annees(self) -> list[int]:
        """Years of the values that read as dates and mean one."""
        years = [_year(text) for text in self.textes]
        return [year for year in years if year and 1900 < year < 2900]

    @cached_property
    def prenoms(self) -> float:
        """Share of values whose first word is a frequent given name."""
        keys = [letters(text).split() for text in self.textes]
        return sum(bool(key) and key[0] in given_names() for key in keys) / max(1, len(keys))


def _year(text: str) -> int | None:
    """Year of a text that reads as a date (0: a date without a meaning)."""
    if _TICKS.match(text):
        return 0
    if _SERIE.match(text):
        return 1900 + int(float(text.replace(",", ".")) / 365.25)
    if not (found := _DATE.match(text)):
        return None
    year = found["iso"] or found["compact"] or found["fin"]
    return int(year) if len(year) == 4 else 0


def luhn(digits: str) -> bool:
    """The last digit is the Luhn key of the others."""
    total = 0
    for rank, char in enumerate(reversed(digits)):
        value = int(char) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def value_score(name: str, values: Valeurs) -> int:
    """What the values say of the meaning `name`: VETO, DOUTE, RIEN, APPUI or PREUVE."""
    if not values.textes:
        return RIEN
    if name.startswith("date_"):
        return _date_score(name, values)
    if name in CODES:
        return _code_score(CODES[name], values)
    shape = {
        "email": _email,
        "rpps": _rpps,
        "finess": _finess,
        "finess_site": _finess,
        "finess_ej": _finess,
        "code_commune_naissance": _commune,
        "telephone": _phone,
        "quotite": _share,
        "service_code": _unit_code,
        "pole_code": _unit_code,
        "dn": _dn,
    }.get(name)
    if shape:
        return shape(values)
    if name in CLES:
        return _key_score(values)
    if name in NOMS | PRENOMS:
        return _name_score(name in PRENOMS, values)
    return _label_score(values) if name in LIBELLES else RIEN


def _date_score(name: str, values: Valeurs) -> int:
    if values.dates < 0.5:
        return VETO
    if not values.annees:
        return RIEN
    middle = median(values.annees)
    if name == "date_naissance":
        return PREUVE if 1925 <= middle <= 2012 and values.unicite > 0.2 else VETO
    few = len(values.annees) < 3
    return DOUTE if middle < 1985 and not few else APPUI if values.dates > 0.8 else RIEN


def _code_score(kind: str, values: Valeurs) -> int:
    known = value_dictionary(kind)
    texts = [" ".join(text.upper().split()) for text in values.textes]
    plain = [header_key(text) for text in values.textes]
    share = sum(a in known or b in known for a, b in zip(texts, plain, strict=True)) / len(texts)
    if kind == "booleen" and values.part(re.compile(r"^\d{3,8}$")) > 0.9:
        return APPUI
    if kind in {"sexe", "booleen"}:
        return PREUVE if share > 0.8 else DOUTE if len(values.distinctes) < 7 else VETO
    if values.dates > 0.5 or (len(values.textes) > 20 and values.unicite > 0.8):
        return VETO
    return APPUI if share > 0.3 else RIEN if len(values.distinctes) <= 60 else DOUTE


def _email(values: Valeurs) -> int:
    share = values.part(re.compile(r"^\S+@\S+\.\S+$"))
    return PREUVE if share > 0.8 else DOUTE if share > 0.3 else VETO


def _rpps(values: Valeurs) -> int:
    digits = [re.sub(r"\D", "", re.sub(r"[.,]0+$", "", text)) for text in values.textes]
    short = [text[-11:] for text in digits if len(text) == 11 or (len(text) == 12 and text[0] == "8")]
    if len(short) < 0.3 * len(digits):
        return DOUTE
    return PREUVE if len(short) > 0.7 * len(digits) and sum(map(luhn, short)) > 0.9 * len(short) else RIEN


def _finess(values: Valeurs) -> int:
    return PREUVE if values.part(_FINESS) > 0.8 else DOUTE


def _commune(values: Valeurs) -> int:
    return PREUVE if values.part(_COMMUNE) > 0.8 else VETO


def _phone(values: Valeurs) -> int:
    return APPUI if values.part(re.compile(r"^\+?[\d .()/-]{4,20}$")) > 0.8 else DOUTE


def _share(values: Valeurs) -> int:
    return APPUI if values.part(re.compile(r"^\d{1,3}(?:[.,]\d+)?\s?%?$")) > 0.8 else DOUTE


def _unit_code(values: Valeurs) -> int:
    if values.part(re.compile(r"^\S{1,12}$")) < 0.8 or values.dates > 0.8:
        return DOUTE
    return APPUI if values.part(re.compile(r".*\d|^\S{1,6}$")) > 0.8 else RIEN


def _dn(values: Valeurs) -> int:
    return PREUVE if values.part(re.compile(r"^(?:CN|OU|uid)=", re.IGNORECASE)) > 0.8 else DOUTE


def _key_score(values: Valeurs) -> int:
    few = len(values.textes) < 4
    if len(values.distinctes) == 1 and not few:
        return VETO
    if values.part(_CLE) < 0.8 or values.part(re.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")) > 0.5:
        return VETO
    return RIEN if few else DOUTE if values.unicite < 0.2 else APPUI if values.unicite > 0.5 else RIEN


def _name_score(given: bool, values: Valeurs) -> int:
    if values.part(re.compile(r"^[^\d@]{1,80}$")) < 0.6:
        return VETO
    if len(values.textes) < 5:
        return RIEN
    if given:
        return APPUI if values.prenoms > 0.5 else DOUTE if values.prenoms < 0.15 else RIEN
    return DOUTE if values.prenoms > 0.8 else RIEN


def _label_score(values: Valeurs) -> int:
    if values.dates > 0.5 or values.part(re.compile(r"^\S+@\S+$")) > 0.5:
        return VETO
    return DOUTE if values.part(re.compile(r"^[\d.,% ]+$")) > 0.6 else RIEN
