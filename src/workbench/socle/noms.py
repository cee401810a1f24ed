"""French names, standardised: pure functions, tested by tables of examples. Words and thresholds:
`noms.toml`.

Output alphabet: `A`-`Z` and single spaces. Idempotent; never raises; empty text for what means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from anyascii import anyascii

from workbench.socle.regles import lire

APOSTROPHES = "'’‘ʼʹʻ´`′＇‛"
_PARENTHESES = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]")
_MARQUE_A_PART = re.compile(r"\s*(?:[(\[][^()\[\]]*[)\]]|\s[-–—/]\s*[^-–—/]+)\s*$")
_SEPARES = frozenset("([/")  # what another name may stand behind
_PAS_LETTRES = re.compile(r"[^A-Z]+")
_PAS_DE_FICHIER = re.compile(r"[^a-z0-9]+")
_INVISIBLES = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Pictures spelled out would read as English words: « 😀 » is no GRINNING.
_IMAGES = re.compile("[\u2190-\u2bff\u3297\u3299\ufe00-\ufe0f\U0001f000-\U0001faff\U000e0000-\U000e007f]+")
_M_TITRE = re.compile(r"^\s*M\.(?=\s*\w)", re.IGNORECASE)
_M_ELIDE = re.compile(rf"(?<![^\W\d_])(M)\s?[{APOSTROPHES}]\s?(?=[^\W\d_])", re.IGNORECASE)
_NEE = re.compile(r"\b(n[ée])\s*\(\s*e\s*\)", re.IGNORECASE)
_ST_COLLE = re.compile(r"^ST(?=[BCDFGJLMNPQSTVZ])")  # « STLEGER »: no French name starts so


@cache
def rules() -> dict[str, Any]:
    """The rules of `noms.toml`."""
    return lire("workbench.socle", "noms.toml")


LOCALES: set[str] = set()  # particles of the hospital at work (`noms_compares.use_particles`)


@cache
def words_of(*path: str) -> frozenset[str]:
    """A list of words of `noms.toml`, with the particles of the hospital at work."""
    found: Any = rules()
    for step in path:
        found = found[step]
    return frozenset(found) | (LOCALES if path == ("particules",) else frozenset())


def plain(text: str) -> str:
    """Its ASCII writing; ligatures and foreign letters spelled out, pictures dropped."""
    return anyascii(_IMAGES.sub(" ", _INVISIBLES.sub("", text)))


def file_word(text: str | None) -> str:
    """A word of a file's name: `a`-`z`, digits, and `_` between them; empty when nothing of it is kept."""
    return _PAS_DE_FICHIER.sub("_", plain(text or "").lower()).strip("_")


@lru_cache(maxsize=200_000)  # titles, services, places: a hospital writes few, many times
def letters(text: str | None) -> str:
    """Capitals A–Z and single spaces; ligatures and foreign letters spelled out."""
    if not text:
        return ""
    return _PAS_LETTRES.sub(" ", plain(text).upper()).strip()


@lru_cache(maxsize=200_000)
def name_key(text: str | None) -> str:
    """A surname without titles, parentheses, staff marks or skip values: « Dr D'Angelo (EXT) » → « D ANGELO
    ».

    A name that looks like « nothing » (NULL, O) is a name here: only its column can tell (`sources.vides`).
    """
    # « ? » inside a word is a letter the sender's encoding lost: the rest still reads as a name with one
    # letter missing.
    plain = (text or "").replace("?", "")
    if not _SEPARES.isdisjoint(plain):
        plain = _PARENTHESES.sub(" ", plain)
    key = " ".join(_untitled(_unmarked(letters(_M_ELIDE.sub(r"\1", _M_TITRE.sub("", plain))).split())))
    return "" if key in words_of("valeurs_vides") else key


def _unmarked(tokens: list[str]) -> list[str]:
    """Without staff marks, unless nothing else is there: PRESTA is a surname too."""
    return [token for token in tokens if token not in words_of("marques", "externes")] or tokens


def _untitled(tokens: list[str]) -> list[str]:
    titles = words_of("titres")
    while len(tokens) > 1 and tokens[0] in titles and (tokens[0] != "M" or len(tokens) > 2):
        polite = len(tokens) > 2 and tokens[1] in words_of("articles") and tokens[2] in titles
        tokens = tokens[2:] if polite else tokens[1:]  # « Madame le Docteur »
    while len(tokens) > 1 and tokens[-1] in words_of("titres_en_fin"):
        tokens = tokens[:-1]
    return tokens


def spelled(key: str) -> list[str]:
    """Words of a key, abbreviations in full: « ST LEGER » → [« SAINT », « LEGER »]."""
    tokens = key.split()
    short = rules()["abreviations"]
    words = [short.get(token, token) for token in tokens[:-1]] + tokens[-1:]
    return [_ST_COLLE.sub("SAINT", word) if len(word) > 5 else word for word in words]


@lru_cache(maxsize=200_000)
def glued(key: str) -> str:
    """Every letter of a name, what two spellings of one name share: « DE LA TOUR », « DELATOUR » → « DELATOUR
    ».
    """
    return "".join(spelled(key))


@lru_cache(maxsize=200_000)
def parts(key: str) -> tuple[str, ...]:
    """The names of a joined name, particles glued to the name they open: « MARTIN DE LA TOUR » → MARTIN,
    DELATOUR.
    """
    found: list[str] = []
    pending = ""
    for word in spelled(key):
        if word in words_of("particules"):
            pending += word
        else:
            found.append(pending + word)
            pending = ""
    return tuple([*found, pending] if pending else found)


@lru_cache(maxsize=200_000)
def bare(key: str) -> str:
    """A key without particles nor spaces: for labels (places, services) and to look for names to show a
    person.

    Never proof that two names are one: « SAINT LEGER » and « LEGER » share it.
    """
    words = spelled(key)
    return "".join(word for word in words if word not in words_of("particules")) or "".join(words)


def split_married(key: str) -> list[str]:
    """« DURAND NEE MARTIN » → [« DURAND », « MARTIN »]; a single name stays alone."""
    tokens = key.split()
    if len(tokens) > 1 and tokens[0] in words_of("autres_noms", "introductions"):
        tokens = tokens[1:]
    names: list[str] = []
    current: list[str] = []
    for rank, token in enumerate(tokens, 1):
        if token in words_of("autres_noms", "separateurs") and current and rank < len(tokens):
            names.append(" ".join(current))
            current = []
        else:
            current.append(token)
    return [*names, " ".join(current)] if current else names


def alternatives(*names: str | None) -> list[str]:
    """Every name a person may be known by, best first, without repeats (name keys, particles kept).

    Another name stands in parentheses, after « née », « ép. », « dit »…, or after a slash.
    """
    return list(dict.fromkeys(key for name in names if name for key in _names_in(name)))


def feminine_marked(text: str) -> str:
    """« né(e) MARTIN » with its mark written out: parentheses hold another name."""
    return _NEE.sub(r"\1e", text) if "(" in text else text


@lru_cache(maxsize=500_000)
def _names_in(name: str) -> tuple[str, ...]:
    """The keys of the names that one field holds."""
    text = feminine_marked(name)
    if letters(text) in words_of("valeurs_vides"):
        return ()
    if _SEPARES.isdisjoint(text):
        keys = [name_key(text)]
    else:
        inside = [one or other for one, other in _PARENTHESES.findall(text)]
        first, *others = _PARENTHESES.sub(" ", text).split("/")
        beside = [*others, *filter(is_name, inside)]
        keys = [name_key(first), *(_introduced(name_key(piece)) for piece in beside)]
    return tuple(key for whole in keys for part in split_married(whole) if (key := name_key(part)))


def _introduced(key: str) -> str:
    """A name that stands apart, without the word that introduces it: « (EP. MARTIN) » → « MARTIN »."""
    tokens = key.split()
    while len(tokens) > 1 and tokens[0] in words_of("autres_noms", "separateurs"):
        tokens = tokens[1:]
    return " ".join(tokens)


def is_name(text: str) -> bool:
    """What stands in parentheses is a name: no staff mark, no title, no digit, no word for « nothing »."""
    words = letters(text).split()
    marks = (
        words_of("marques", "externes")
        | words_of("marques", "situations")
        | words_of("titres")
        | words_of("mots_douteux")
    )
    return len("".join(words)) > 1 and not marks & {*words} and not any(char.isdigit() for char in text)


@lru_cache(maxsize=200_000)
def given_keys(text: str | None, separes: bool = False) -> tuple[str, ...]:
    """Given names, one by one: « Jean-Luc, Marie » → (« JEAN », « LUC », « MARIE ») ; « M'Hamed » → (« MHAMED
    »,).

    Args:
        separes: an apostrophe stands between two given names (the restricted national extraction: « JEAN'LUC
        »);
            otherwise it is inside one (« Ra'ed »). After M, N, D, L or O it always is inside.
    """
    plain = (text or "").replace("?", "")
    if not _SEPARES.isdisjoint(plain):
        plain = _PARENTHESES.sub(" ", plain)
    plain = _M_TITRE.sub("", plain)
    if not separes:
        plain = re.sub(rf"(?<=[^\W\d_])[{APOSTROPHES}](?=[^\W\d_])", "", plain)
    tokens = _unmarked(letters(plain).split())
    titles = words_of("titres") - {"M"}
    while len(tokens) > 1 and tokens[0] in titles:
        tokens = tokens[1:]
    if " ".join(tokens) in words_of("valeurs_vides"):
        return ()
    found: list[str] = []
    pending = ""
    for token in tokens:
        if token in words_of("prenoms", "elisions") and not pending:
            pending = token
        else:
            found.append(pending + token)
            pending = ""
    return tuple(dict.fromkeys([*found, pending] if pending else found))


def is_external(texts: Iterable[str | None], nom: str | None = None) -> bool:
    """A label says the person is a contractor: « (EXT) », « - PRESTA ». `nom`: a surname that is such a
    word is not a mark.
    """
    marks = words_of("marques", "externes")
    said = {word for text in texts for word in letters(text).split() if word in marks}
    if not said:
        return False
    own = {*letters(nom).split()}
    return len(own) != 1 or not said <= own


def without_staff_mark(text: str) -> str:
    """A surname without the mark set apart behind it: « Blondiac (EXT) », « BLONDIAC - PRESTA »."""
    found = _MARQUE_A_PART.search(text)
    kept = text[: found.start()].strip() if found else ""
    words = letters(found[0]).split() if found else []
    return kept if letters(kept) and words and {*words} <= words_of("marques", "externes") else text


def looks_empty(text: str | None) -> bool:
    """A word an information system writes for « nothing », or a single letter: only its column and row can
    tell.
    """
    key = letters(text)
    return key in words_of("mots_douteux") or len(key) == 1
