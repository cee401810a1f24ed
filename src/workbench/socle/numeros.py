"""Numbers and identifiers, whoever wrote them: one form, a verdict, a reason, one key to compare by.

Kinds (`GENRES`): `rpps`, `adeli`, `finess`, `commune` (INSEE), `matricule` (any key), `login`, `carte`.

- `lire(genre, text)` → `Lu(valeur, verdict)`; `lire_colonne(genre, series)` gives the same for a column.
- `cle(genre, text)` / `cle_expr(genre, column)`: what two sources are compared by (zeros a spreadsheet eats,
  case, domain).
- Verdicts: `ok`, `vide`, and the refusals of `numeros.toml` ([raisons]); words and thresholds are there too.

RPPS: eleven digits whose last is a Luhn key; the national identification (TRE_G08) puts a type before it: 8
RPPS, 0 ADELI. A text and a column go through the same steps.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

import polars as pl

from workbench.socle.luhn import luhn_expr, luhn_valide
from workbench.socle.regles import lire as lire_regles

Genre = Literal["rpps", "adeli", "finess", "commune", "matricule", "login", "carte"]
GENRES: tuple[Genre, ...] = ("rpps", "adeli", "finess", "commune", "matricule", "login", "carte")

_INVISIBLES = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff]"
)
_BLANCS = "[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
_BORDS = "='\"`‘’‚‛“”„«»′″ʼ "
_NETTOYAGE = (
    (_INVISIBLES, ""),
    (_BLANCS, " "),
    (f"^[{_BORDS}]+", ""),
    (f"[{_BORDS}]+$", ""),
)
# Three zeros may be thousands (« 95.000 »): only what a spreadsheet or a database writes as decimals goes.
_DECIMALES = (r"([0-9])[.,](?:0{1,2}|0{4,})$", r"\1")
_SCIENTIFIQUE = r"^([0-9])(?:[.,]([0-9]+)E\+?|E\+)([0-9]{1,2})$"
_CORSE = "(?:2[AB]|9[A-F])[0-9]{7}"  # ADELI departments with a letter
_ADELI = "(?:0[1-9]|[1-9][0-9]|2[AB]|9[A-F])[0-9]{7}"
_MOTS_ADELI = r"^(?:N°?|NO|NUM|NUMERO|NUMÉRO|ADELI|RPPS|[:°=])*"
_MOTS_FINESS = r"^(?:N°?|NO|NUM|NUMERO|NUMÉRO|FINESS|E[JT]|[:°=])+"
_SEPARATEURS = r"[ .\-/_]"
_SEPARATEURS_CARTE = r"[ .:\-/_*]"  # a bar code is written between stars
_ZEROS_CARTE = "^([A-Z]+)0+([1-9][0-9]*)$"
_ENTRE_CHIFFRES = (r"([0-9])[ .\-]([0-9])", r"\1\2")
_REMPLISSAGE = r"^(?:X{2,}|[*_.?-]+)$"  # typed where nothing is known
_MOTS_MATRICULE = (r"^(?:N°|NUM[EÉ]RO|[+#]) ?:? ?([0-9A-Z])", r"\1")
_SIGNE_MATRICULE = (r"([0-9]) ?[+\-.;,]$", r"\1")  # a report's sign, behind its number
_DANS_MATRICULE = (r"([0-9A-Z])[ .,'’/_\-]([0-9A-Z])", r"\1\2")  # « 1.234 », « E-00 19 »: one number
_NUMERO_MIN = 8  # a shorter run of digits in a cell is wording (« RPPS2 : … »), not a number
_RPPS_MAX = 12
_RPPS_COMPLETE = "^0{2,}8?(1[0-9]{10})$"  # zeros in front, up to a base's fixed length: a NIR never begins so
# Values that are canonical as they stand: the common case of a national file, settled by one pattern.
_REGULIERES: dict[str, str] = {
    "rpps": "^[0-9]*[1-8][0-9]*$",
    "adeli": f"^{_ADELI}$",
    "finess": "^[0-9]{9}$",
    "commune": "^(?:[0-9]*[1-9][0-9]*|2[AB][0-9]{3})$",
    "matricule": "^[0-9A-Z_/-]*[1-9](?:[0-9A-Z_/-]*[0-9A-Z_/])?$",
    "login": "^[A-Za-z][A-Za-z0-9._-]*$",
    "carte": "^[0-9A-Z]*[1-9][0-9A-Z]*$",
}
_CORSE_COMMUNE = re.compile("^2[AB]")
_CHIFFRE = re.compile("[0-9]")
_LONGUEURS = {"rpps": 11, "finess": 9, "commune": 5}


class Lu(NamedTuple):
    """A number read: its canonical form (None when there is nothing to keep), and the verdict on it."""

    valeur: str | None
    verdict: str


_RETENUS: dict[tuple[Genre, str], Lu] = {}
_RETENUS_MAX = 2_000_000  # values: more are forgotten at once, and read again one by one where they are met


def regles() -> dict[str, Any]:
    """`numeros.toml`."""
    return lire_regles("workbench.socle", "numeros.toml")


def rpps_valide(text: str | None) -> bool:
    """Whether this reads as one RPPS number with a right key."""
    return lire("rpps", text).verdict == "ok"


def raison(verdict: str, valeur: str | None = None) -> str:
    """The cause and the remedy, in French; empty for a good or an empty value."""
    return str(regles()["raisons"].get(verdict, "")).format(valeur=f"« {valeur} »" if valeur else "")


@cache
def _reguliere(genre: Genre) -> re.Pattern[str]:
    return re.compile(_REGULIERES[genre])


@lru_cache(maxsize=300_000)  # a run of 20,000 agents asks for 100,000 keys, several times
def lire(genre: Genre, texte: str | None) -> Lu:
    """Read one number as it was typed; never raises."""
    if texte and _reguliere(genre).fullmatch(texte) and len(texte) == _LONGUEURS.get(genre, len(texte)):
        keyed = genre not in {"rpps", "finess"} or luhn_valide(texte)
        return Lu(texte, "ok" if keyed else "cle_fausse")
    if texte and (known := _RETENUS.get((genre, texte))):
        return known
    return Lu(*_lecture(genre, pl.Series("_", [texte], dtype=pl.String)).row(0))


def retenir(genre: Genre, *colonnes: pl.Series) -> None:
    """Read these columns at once, so that `lire` and `cle` find their values read: alone, an irregular value
    (`DOMAINE\\login`, `ab12`) costs a thousand times a regular one, and a site may have no other.
    """
    texts = pl.concat([values.alias("_") for values in colonnes]).drop_nulls().unique()
    odd = texts.filter(~texts.str.contains(_REGULIERES[genre]))
    if len(_RETENUS) + odd.len() > _RETENUS_MAX:
        _RETENUS.clear()
    read = _lecture(genre, odd).iter_rows()
    _RETENUS.update(((genre, text), Lu(*row)) for text, row in zip(odd, read, strict=True))


def lire_colonne(genre: Genre, valeurs: pl.Series, cle_verifiee: bool = True) -> pl.DataFrame:
    """Columns `valeur`, `verdict` (texts), in the order of `valeurs`; only what is irregular and distinct is
    read at length.

    Args:
        cle_verifiee: False for an official file, whose numbers are believed: keys are not computed, and the
        type 8 of the
            national identification goes whatever the key.
    """
    frame = valeurs.cast(pl.String).alias("_").to_frame()
    if genre == "rpps" and not cle_verifiee:
        national = pl.col("_").str.contains(f"^8[0-9]{{{_LONGUEURS['rpps']}}}$")
        frame = frame.select(pl.when(national).then(pl.col("_").str.slice(1)).otherwise("_").alias("_"))
    regular = pl.col("_").str.contains(_REGULIERES[genre])
    if genre in _LONGUEURS:
        regular = regular & (pl.col("_").str.len_bytes() == _LONGUEURS[genre])
    odd = frame.filter(~regular.fill_null(False))["_"].unique()
    read = _lecture(genre, odd).insert_column(0, odd)
    good = pl.lit("ok")
    if genre in {"rpps", "finess"} and cle_verifiee:
        good = pl.when(luhn_expr(pl.col("_"), _LONGUEURS[genre])).then(good).otherwise(pl.lit("cle_fausse"))
    if read["_"].null_count() == read.height:
        good = pl.when(pl.col("_").is_null()).then(pl.lit("vide")).otherwise(good)
        return frame.select(valeur="_", verdict=good)
    joined = frame.join(read, on="_", how="left", nulls_equal=True, maintain_order="left")
    return joined.select(
        valeur=pl.when(pl.col("verdict").is_null()).then("_").otherwise("valeur"),
        verdict=pl.when(pl.col("verdict").is_null()).then(good).otherwise("verdict"),
    )


@lru_cache(maxsize=300_000)  # a run of 20,000 agents asks for 100,000 keys, several times
def cle(genre: Genre, texte: str | None) -> str:
    """What a value is compared by (`cle_expr`), empty when there is nothing to compare."""
    value = lire(genre, texte).valeur or ""
    if genre == "matricule" and _CHIFFRE.search(value):
        for _ in range(2):  # one digit between two separators is seen by one pass only
            value = re.sub(*_DANS_MATRICULE, value)
    if genre == "carte":  # « FIC-000178 », « 04:A1:B2 »: what parts its signs is a habit, and so is its width
        value = re.sub(_ZEROS_CARTE, r"\1\2", re.sub(_SEPARATEURS_CARTE, "", value))
    if genre in {"matricule", "carte"}:
        return value.lstrip("0") if value.isdigit() else value
    if genre == "login":
        lowered = value.lower()
        if "\\" not in lowered and "@" not in lowered:
            return lowered
        found = re.fullmatch(r"[^\\@]+\\([^\\]+)|([^@\\]+)@[^@]+", lowered, re.DOTALL)
        return (found[1] or found[2]) if found else lowered
    return _CORSE_COMMUNE.sub("20", value) if genre == "commune" else value


def cle_expr(genre: Genre, column: str) -> pl.Expr:
    """The comparison key of a column of canonical values (`lire_colonne`).

    A purely numeric key loses its leading zeros, a personnel number what stands between its digits, a login
    its case and domain, a Corsican commune its letter (the former 20 kept its last digits in 2A and 2B).
    """
    value = pl.col(column)
    if genre == "matricule":
        bare = _pas(_pas(value, *_DANS_MATRICULE), *_DANS_MATRICULE)
        value = pl.when(value.str.contains(_CHIFFRE.pattern)).then(bare).otherwise(value)
    if genre == "carte":
        value = value.str.replace_all(_SEPARATEURS_CARTE, "").str.replace(_ZEROS_CARTE, "${1}${2}")
    if genre in {"matricule", "carte"}:
        numeric = value.str.contains("^[0-9]+$")
        return pl.when(numeric).then(value.str.strip_chars_start("0").replace("", None)).otherwise(value)
    if genre == "login":
        lowered = value.str.to_lowercase()
        return pl.coalesce(
            lowered.str.extract(r"^[^\\@]+\\([^\\]+)$"), lowered.str.extract(r"^([^@\\]+)@[^@]+$"), lowered
        )
    if genre == "commune":
        return value.str.replace(_CORSE_COMMUNE.pattern, "20")
    return value


def _vides(genre: Genre) -> list[str]:
    words = regles()["vides"]
    return [word for word in words if word != "0"] if genre == "matricule" else words


def _pas(value: pl.Expr, pattern: str, new: str) -> pl.Expr:
    return value.str.replace_all(pattern, re.sub(r"\\([0-9])", r"${\1}", new))


def _lecture(genre: Genre, received: pl.Series) -> pl.DataFrame:
    """`valeur`, `verdict` of texts as received; step by step, a single expression would grow
    exponentially.
    """
    if received.is_empty():  # most columns hold nothing irregular
        return pl.DataFrame(schema={"valeur": pl.String, "verdict": pl.String})
    told = pl.col("t")
    frame = received.alias("t").to_frame().select(told.str.normalize("NFKC"))
    for pattern, new in _NETTOYAGE:
        frame = frame.select(_pas(told, pattern, new))
    if genre == "login":
        frame = frame.select(_pas(told, r"^([0-9]+)[.,]0$", r"\1"))
        blank = told.is_null() | told.is_in(regles()["vides_login"])
        frame = frame.select(v="t", verdict=pl.when(blank).then(pl.lit("vide")).otherwise(pl.lit("ok")))
    else:
        frame = _scientifique(frame.select(told.str.to_uppercase())).with_columns(_pas(told, *_DECIMALES))
        blank = told.is_null() | told.is_in(_vides(genre)) | told.str.contains(_REMPLISSAGE)
        if genre != "matricule":  # « 0 » may be somebody's key in a source; it is compared to nothing
            blank = blank | told.str.contains("^[0 .,]*$")
        frame = _LECTEURS.get(genre, _cle_source)(frame)
        lost = pl.when("perdus").then(pl.lit("chiffres_perdus")).otherwise("verdict")
        frame = frame.select("v", verdict=pl.when(blank).then(pl.lit("vide")).otherwise(lost))
    kept = pl.col("verdict").is_in(["ok", "cle_fausse", "adeli", "forme", "longueur"])
    return frame.select(valeur=pl.when(kept).then("v"), verdict="verdict")


def _scientifique(frame: pl.DataFrame) -> pl.DataFrame:
    """`1.0000000009E+10` with all its digits written out; `perdus` where some were lost (`1.00E+10`)."""
    told = pl.col("t")
    parts = frame.with_columns(
        a=told.str.extract(_SCIENTIFIQUE, 1),
        f=told.str.extract(_SCIENTIFIQUE, 2).fill_null(""),
        p=told.str.extract(_SCIENTIFIQUE, 3).cast(pl.Int64, strict=False),
    )
    whole = (pl.col("f").str.len_bytes().cast(pl.Int64) >= pl.col("p")) & ~pl.col("f").str.slice(
        pl.col("p").fill_null(0)
    ).str.contains("[1-9]")
    parts = parts.with_columns(exact=whole & pl.col("p").is_not_null())
    return parts.select(
        t=pl.when("exact")
        .then(pl.col("a") + pl.col("f").str.slice(0, pl.col("p").fill_null(0)))
        .otherwise("t"),
        perdus=pl.col("a").is_not_null() & ~pl.col("exact").fill_null(False),
    )


def _rpps(frame: pl.DataFrame) -> pl.DataFrame:
    number, text = pl.col("n"), pl.col("t")
    frame = frame.with_columns(g=_pas(text, *_ENTRE_CHIFFRES)).with_columns(
        g=_pas(pl.col("g"), *_ENTRE_CHIFFRES)
    )
    frame = frame.with_columns(
        tous=pl.col("g").str.extract_all(f"[0-9]{{{_NUMERO_MIN},}}").list.unique(maintain_order=True)
    ).with_columns(
        n=pl.coalesce(pl.col("tous").list.get(0, null_on_oob=True), text.str.replace_all("[^0-9]", "")),
        corse=text.str.replace_all(_SEPARATEURS, "").str.extract(f"{_MOTS_ADELI}0?({_CORSE})$", 1),
    )
    national = (number.str.len_bytes() == _RPPS_MAX) & number.str.starts_with("8")
    frame = frame.with_columns(r=number.str.slice(1)).with_columns(
        n=pl.when(national).then("r").otherwise("n")
    )
    frame = frame.with_columns(r=number.str.extract(_RPPS_COMPLETE, 1)).with_columns(
        n=pl.when(luhn_expr(pl.col("r"), 11)).then("r").otherwise("n")
    )
    frame = frame.with_columns(
        l=number.str.len_bytes(), adeli=pl.coalesce("corse", number.str.extract(f"^0?({_ADELI})$", 1))
    )
    many = (pl.col("tous").list.len() > 1) | pl.col("l").is_between(2 * 11, 2 * _RPPS_MAX)
    verdict = (
        pl.when(pl.col("corse").is_not_null())
        .then(pl.lit("adeli"))
        .when(pl.col("l") == 0)
        .then(pl.lit("pas_un_numero"))
        .when(many)
        .then(pl.lit("plusieurs"))
        .when(number.str.contains("^(?:0+|9{9,})$"))
        .then(pl.lit("vide"))
        .when(pl.col("l") == 11)
        .then(pl.when(luhn_expr(number, 11)).then(pl.lit("ok")).otherwise(pl.lit("cle_fausse")))
        .when(pl.col("adeli").is_not_null())
        .then(pl.lit("adeli"))
        .otherwise(pl.lit("longueur"))
    )
    frame = frame.with_columns(verdict=verdict)
    # Thirteen digits and more may be a NIR: said, never kept.
    short = pl.when(pl.col("l") <= _RPPS_MAX).then("n")
    return frame.with_columns(v=pl.when(pl.col("verdict") == "adeli").then("adeli").otherwise(short))


def _adeli(frame: pl.DataFrame) -> pl.DataFrame:
    number = _compact(pl.col("t"), _MOTS_ADELI).str.replace("^0([0-9A-F]{9})$", "${1}")
    frame = frame.with_columns(v=number.str.replace("^([1-9][0-9]{7})$", "0${1}"))
    shaped = pl.col("v").str.contains(f"^{_ADELI}$")
    return frame.with_columns(
        pl.when(pl.col("v").str.len_bytes() <= _RPPS_MAX).then("v"),
        verdict=pl.when(shaped).then(pl.lit("ok")).otherwise(pl.lit("forme")),
    )


def _compact(text: pl.Expr, words: str) -> pl.Expr:
    return text.str.replace_all(_SEPARATEURS, "").str.replace(words, "")


def cle_code(code: str) -> str:
    """A service code as compared: spreadsheets drop leading zeros or add `.0`, and hands change the case."""
    return cle("matricule", code).lstrip("0")


def _finess(frame: pl.DataFrame) -> pl.DataFrame:
    frame = frame.with_columns(v=_compact(pl.col("t"), _MOTS_FINESS).str.replace("^([0-9]{8})$", "0${1}"))
    beside = pl.col("t").str.extract(r"^((?:[0-9]{2}|2[AB])[0-9]{7})(?: ?[-:/(]| )[^0-9]+$", 1)
    frame = frame.with_columns(v=pl.coalesce(beside, "v"))  # « 990000028 - CENTRE HOSPITALIER »
    frame = frame.with_columns(k=pl.col("v").str.replace("^2[AB]", "20"))
    shaped = pl.col("v").str.contains("^(?:[0-9]{2}|2[AB])[0-9]{7}$")
    keyed = pl.when(luhn_expr(pl.col("k"), 9)).then(pl.lit("ok")).otherwise(pl.lit("cle_fausse"))
    return frame.with_columns(verdict=pl.when(shaped).then(keyed).otherwise(pl.lit("forme")))


def _commune(frame: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("t").str.replace_all(_SEPARATEURS, "").str.replace("^([0-9]{4})$", "0${1}")
    shaped = pl.col("v").str.contains("^(?:[0-9]{2}|2[AB])[0-9]{3}$")
    return frame.with_columns(v=number).with_columns(
        verdict=pl.when(shaped).then(pl.lit("ok")).otherwise(pl.lit("forme"))
    )


def _cle_source(frame: pl.DataFrame) -> pl.DataFrame:
    """Blanks go between digits only: « 95 903 » is one number, « A 12 » keeps its shape."""
    frame = frame.with_columns(_pas(_pas(pl.col("t"), *_MOTS_MATRICULE), *_SIGNE_MATRICULE))
    spaced = pl.col("t").str.contains("^[0-9][0-9 ]*$")
    return frame.with_columns(
        v=pl.when(spaced).then(pl.col("t").str.replace_all(" ", "")).otherwise("t"), verdict=pl.lit("ok")
    )


_LECTEURS: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "rpps": _rpps,
    "adeli": _adeli,
    "finess": _finess,
    "commune": _commune,
}
