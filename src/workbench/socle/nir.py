"""The social security number (NIR) is recognised however it is written, so that it can be refused and hidden
everywhere.

Two strengths of evidence. *Sure*: fifteen characters whose key is right. *Likely*: the shape alone (thirteen
or fifteen
characters, a civil month). A single value needs the first where other long numbers are expected (cards,
telephones),
the second elsewhere; a column needs a majority of either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

import polars as pl

MASQUE = "[NIR masqué]"
LUES = 5_000  # values of a column that tell its shape
COURT = 13  # characters: nothing shorter is a NIR
NUMEROS = {"numero_serie", "numero_carte", "telephone", "identification_nationale", "empreinte", "version"}
_SEP = "[\\s.:\\-_/'’·\u00a0\u2010-\u2015\u202f]{0,2}"  # the characters themselves: RE2 knows no \\u escape
_CHIFFRE = "[0-9Oo]"  # typed by hand or scanned: a letter O stands for a zero
_MOIS = rf"(?:[0Oo]{{s}}[1-9]|1{{s}}[0-2Oo]|[2-9]{{s}}{_CHIFFRE})"
_DEPARTEMENT = rf"(?:[0Oo]{{s}}[1-9]|[1-9]{{s}}{_CHIFFRE}|2{{s}}[ABab])"


def _core(sep: str) -> str:
    month, department = _MOIS.replace("{s}", sep), _DEPARTEMENT.replace("{s}", sep)
    digits = sep.join([_CHIFFRE] * 6)
    body = sep.join(["[123478]", _CHIFFRE, _CHIFFRE, month, department, digits])
    return rf"{body}(?:{sep}{_CHIFFRE}{sep}{_CHIFFRE})?"


# A cell that is a NIR and nothing else (polars, RE2); a decimal part comes from a workbook.
NIR_MOTIF = rf"^[\s']*{_core(_SEP)}(?:[.,]0+)?\s*$"
# A first sieve, cheap: thirteen digits or more, blanks aside.
SOUPCON = rf"[123478](?:{_SEP}[0-9ABOabo]){{12}}"
# Before it: nothing, a sign, or a word stuck to it (« NIR180… »); a digest's letters and digits are neither.
_CANDIDAT = re.compile(rf"(?:(?<![^\W_])|(?<![^\W_])[^\W\d_]{{1,12}})(?=({_core(_SEP)})(?![^\W_]))")
_FORME = re.compile(rf"(?<![\d]){_core(_SEP)}(?:[.,]0+)?(?!\d)")
_SCIENTIFIQUE = re.compile(r"\s*[123478][.,]\d+\s*[eE]\s*\+?\s*1[24]\s*")
# Digits of another script, or a number with an exponent: looked at whatever the first sieve says.
_AUTREMENT = rf"[\x{{FF10}}-\x{{FF19}}]|^{_SCIENTIFIQUE.pattern}$"
_TITRE = re.compile(
    r"\b(?:NIR|N ?SS|NSS|NUM(?:ERO)? ?SS|SECU|NO ?SECU|INSEE NIR)\b|SECURITE SOC|NUM(?:ERO)? SECU|NUM INSEE|N"
    r" INSEE|IMMAT(?:RICULATION)? SS"
)


def compact(text: str) -> str:
    """Digits and Corsican letters of a written NIR, without blanks, separators or decimals."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[^0-9AB]", "", re.sub(r"[.,]0+\s*$", "", plain.upper().replace("O", "0")))


def key_is_right(number: str) -> bool:
    """True when the fifteen characters of `number` end with their key (97 less the remainder by 97)."""
    if len(number) != 15:
        return False
    digits = number[:13].replace("2A", "19", 1) if number[5:7] == "2A" else number[:13]
    digits = digits.replace("2B", "18", 1) if number[5:7] == "2B" else digits
    return digits.isdigit() and number[13:].isdigit() and 97 - int(digits) % 97 == int(number[13:])


def holds_nir(text: str, likely: bool = True) -> bool:
    """True when the text holds a NIR: one whose key is right, or, when `likely`, a number of that shape with
    a civil month.
    """
    plain = unicodedata.normalize("NFKC", text)
    for found in _CANDIDAT.finditer(plain):
        number = compact(found[1])
        if key_is_right(number):
            return True
        whole = found[1].isalnum()  # written in one piece: what stands before is another number
        if likely and number[3:5] <= "12" and (whole or not _inside_longer(plain, found.start(1))):
            return True
    return False


def likely_expected(column: str) -> bool:
    """False for columns where other long numbers are ordinary (cards, telephones, our own identifiers and
    digests).
    """
    return column not in NUMEROS and not column.startswith(("id_", "sha"))


def _inside_longer(text: str, start: int) -> bool:
    """Thirteen digits by groups, preceded by other digits and a blank, are a piece of something else."""
    return bool(re.search(r"\d[\s.\-_/]{1,2}$", text[:start]))


def mask_nir(text: str) -> str:
    """Hide anything shaped like a social security number."""
    hidden = _FORME.sub(MASQUE, text)
    plain = unicodedata.normalize("NFKC", hidden)  # full-width digits are digits
    return hidden if plain == hidden else (_FORME.sub(MASQUE, plain) if _FORME.search(plain) else hidden)


def is_nir_title(title: str) -> bool:
    """True when a column's title says it holds social security numbers."""
    plain = unicodedata.normalize("NFKD", title.upper().replace("°", " "))
    plain = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return bool(_TITRE.search(" ".join(plain.split())))


def nir_columns(frame: pl.DataFrame) -> list[str]:
    """The text columns whose values have, for most, the shape of a NIR, or whose title says so when some
    value may be one.
    """
    read = frame.select(pl.col(pl.String).drop_nulls().head(LUES).str.contains(NIR_MOTIF).any())
    return [
        name
        for name, shaped in (read.row(0, named=True) if read.height else {}).items()
        if (shaped or is_nir_title(name)) and _is_nir_column(frame[name], name)
    ]


def _is_nir_column(values: pl.Series, title: str) -> bool:
    filled = values.drop_nulls().head(LUES)
    shaped = filled.filter(filled.str.contains(NIR_MOTIF))
    civil = sum(1 for value in shaped if _civil(compact(value)))
    if civil > len(filled) / 2:
        return True
    if not is_nir_title(title):
        return False
    return len(shaped) > 0 or any(_SCIENTIFIQUE.fullmatch(value) for value in filled)


def _civil(number: str) -> bool:
    return number[3:5] <= "12" or key_is_right(number)


def suspect_columns(frame: pl.DataFrame, names: Sequence[str]) -> set[str]:
    """Those of these columns where some cell may hold a NIR: one pass, before `cells_with_nir`."""
    told = [
        pl.col(name)
        .filter(pl.col(name).str.len_bytes() >= COURT)
        .str.contains(f"{SOUPCON}|{_AUTREMENT}")
        .any()
        for name in dict.fromkeys(names)
    ]
    return {name for name, found in frame.select(told).row(0, named=True).items() if found} if told else set()


def cells_with_nir(values: pl.Series, likely: bool = True) -> dict[str, str]:
    """Each distinct text that holds a NIR → the same text, the number hidden."""
    long = values.filter(values.str.len_bytes() >= COURT)
    if long.is_empty():
        return {}
    odd = long.filter(long.str.contains(_AUTREMENT))
    suspects = (
        pl.concat([long.filter(long.str.contains(SOUPCON)), odd]).unique(maintain_order=True).drop_nulls()
    )
    found = {text: mask_nir(text) for text in suspects if holds_nir(text, likely)}
    rounded = [text for text in odd.unique().drop_nulls() if _SCIENTIFIQUE.fullmatch(text)]
    return found | {text: MASQUE for text in rounded if holds_nir(_written_out(text), likely)}


def _written_out(text: str) -> str:
    """The digits of a number that a workbook shows with an exponent."""
    return f"{int(Decimal(''.join(text.split()).replace(',', '.')))}"
