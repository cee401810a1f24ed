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
from rapidfuzz.distance import OSA

from workbench.socle.regles import lire

APOSTROPHES = "'’‘ʼʹʻ´`′＇‛"
_PARENTHESES = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]")
_PAS_LETTRES = re.compile(r"[^A-Z]+")
_INVISIBLES = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_M_TITRE = re.compile(r"^\s*M\.(?=\s*\w)", re.IGNORECASE)
_M_ELIDE = re.compile(rf"(?<![^\W\d_])(M)\s?[{APOSTROPHES}]\s?(?=[^\W\d_])", re.IGNORECASE)
_NEE = re.compile(r"\b(n[ée])\s*\(\s*e\s*\)", re.IGNORECASE)
_ST_COLLE = re.compile(r"^ST(?=[BCDFGJLMNPQSTVZ])")  # « STLEGER »: no French name starts so


@cache
def rules() -> dict[str, Any]:
    """The rules of `noms.toml`."""
    return lire("workbench.socle", "noms.toml")


@cache
def _words(*path: str) -> frozenset[str]:
    found: Any = rules()
    for step in path:
        found = found[step]
    return frozenset(found)


@lru_cache(maxsize=200_000)  # titles, services, places: a hospital writes few, many times
def letters(text: str | None) -> str:
    """Capitals A–Z and single spaces; ligatures and foreign letters spelled out."""
    if not text:
        return ""
    return _PAS_LETTRES.sub(" ", anyascii(_INVISIBLES.sub("", text)).upper()).strip()


@lru_cache(maxsize=200_000)
def name_key(text: str | None) -> str:
    """A surname without titles, parentheses, staff marks or skip values: « Dr D'Angelo (EXT) » → « D ANGELO
    ».

    A name that looks like « nothing » (NULL, O) is a name here: only its column can tell (`sources.vides`).
    """
    # « ? » inside a word is a letter the sender's encoding lost: the rest still reads as a name with one
    # letter missing.
    plain = _PARENTHESES.sub(" ", (text or "").replace("?", ""))
    key = " ".join(_untitled(_unmarked(letters(_M_ELIDE.sub(r"\1", _M_TITRE.sub("", plain))).split())))
    return "" if key in _words("valeurs_vides") else key


def _unmarked(tokens: list[str]) -> list[str]:
    """Without staff marks, unless nothing else is there: PRESTA is a surname too."""
    return [token for token in tokens if token not in _words("marques", "externes")] or tokens


def _untitled(tokens: list[str]) -> list[str]:
    titles = _words("titres")
    while len(tokens) > 1 and tokens[0] in titles and (tokens[0] != "M" or len(tokens) > 2):
        polite = len(tokens) > 2 and tokens[1] in _words("articles") and tokens[2] in titles
        tokens = tokens[2:] if polite else tokens[1:]  # « Madame le Docteur »
    while len(tokens) > 1 and tokens[-1] in _words("titres_en_fin"):
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
        if word in _words("particules"):
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
    return "".join(word for word in words if word not in _words("particules")) or "".join(words)


@lru_cache(maxsize=200_000)
def _shortened(name: str) -> frozenset[str]:
    """What is left of a glued name when the particles it opens with are dropped, one by one."""
    least = int(rules()["comparaison"]["reste_sans_particule"])
    rests = {
        name[len(word) :]
        for word in _words("particules")
        if name.startswith(word) and len(name) - len(word) >= least
    }
    return frozenset(rests.union(*(_shortened(rest) for rest in rests)))


@lru_cache(maxsize=500_000)
def _particle_apart(a: str, b: str) -> bool:
    left, right = glued(a), glued(b)
    if left == right:
        return False
    return right in _shortened(left) or left in _shortened(right) or bare(a) == bare(b)


def particle_apart(left: Iterable[str], right: Iterable[str]) -> bool:
    """Some two names differ by a particle or a saint's name only: maybe one family, maybe two; a person must
    say.
    """
    others = list(right)
    return any(_particle_apart(a, b) for a in left for b in others)


def split_married(key: str) -> list[str]:
    """« DURAND NEE MARTIN » → [« DURAND », « MARTIN »]; a single name stays alone."""
    tokens = key.split()
    if len(tokens) > 1 and tokens[0] in _words("autres_noms", "introductions"):
        tokens = tokens[1:]
    names: list[str] = []
    current: list[str] = []
    for rank, token in enumerate(tokens, 1):
        if token in _words("autres_noms", "separateurs") and current and rank < len(tokens):
            names.append(" ".join(current))
            current = []
        else:
            current.append(token)
    return [*names, " ".join(current)] if current else names


def alternatives(*names: str | None) -> list[str]:
    """Every name a person may be known by, best first, without repeats (name keys, particles kept).

    Another name stands in parentheses, after « née », « ép. », « dit »…, or after a slash.
    """
    return list(_alternatives(names))


@lru_cache(maxsize=200_000)
def _alternatives(names: tuple[str | None, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        text = _NEE.sub(r"\1e", name or "")
        if letters(text) in _words("valeurs_vides"):
            continue
        inside = [one or other for one, other in _PARENTHESES.findall(text)]
        first, *others = _PARENTHESES.sub(" ", text).split("/")
        keys = [
            name_key(first),
            *(_introduced(name_key(piece)) for piece in [*others, *filter(_is_name, inside)]),
        ]
        for whole in keys:
            for part in split_married(whole):
                if key := name_key(part):
                    found[key] = None
    return tuple(found)


def _introduced(key: str) -> str:
    """A name that stands apart, without the word that introduces it: « (EP. MARTIN) » → « MARTIN »."""
    tokens = key.split()
    while len(tokens) > 1 and tokens[0] in _words("autres_noms", "separateurs"):
        tokens = tokens[1:]
    return " ".join(tokens)


def _is_name(text: str) -> bool:
    """What stands in parentheses is a name: no staff mark, no title, no digit, no word for « nothing »."""
    words = letters(text).split()
    marks = (
        _words("marques", "externes")
        | _words("marques", "situations")
        | _words("titres")
        | _words("mots_douteux")
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
    plain = _PARENTHESES.sub(" ", (text or "").replace("?", ""))
    plain = _M_TITRE.sub("", plain)
    if not separes:
        plain = re.sub(rf"(?<=[^\W\d_])[{APOSTROPHES}](?=[^\W\d_])", "", plain)
    tokens = _unmarked(letters(plain).split())
    titles = _words("titres") - {"M"}
    while len(tokens) > 1 and tokens[0] in titles:
        tokens = tokens[1:]
    if " ".join(tokens) in _words("valeurs_vides"):
        return ()
    found: list[str] = []
    pending = ""
    for token in tokens:
        if token in _words("prenoms", "elisions") and not pending:
            pending = token
        else:
            found.append(pending + token)
            pending = ""
    return tuple(dict.fromkeys([*found, pending] if pending else found))


def is_external(text: str | None, nom: str | None = None) -> bool:
    """The label says the person is a contractor: « (EXT) », « - PRESTA ». `nom`: a surname that is such a
    word is not a mark.
    """
    own = {*letters(nom).split()}
    marks = _words("marques", "externes") - (own if len(own) == 1 else set())
    return any(token in marks for token in letters(text).split())


def looks_empty(text: str | None) -> bool:
    """A word an information system writes for « nothing », or a single letter: only its column and row can
    tell.
    """
    key = letters(text)
    return key in _words("mots_douteux") or len(key) == 1


def close(a: str, b: str) -> bool:
    """One keystroke apart (two for long words): typo, transposition, omission."""
    sizes = rules()["comparaison"]
    limit = 1 if max(len(a), len(b)) < sizes["longueur_deux_fautes"] else 2
    return min(len(a), len(b)) >= sizes["longueur_faute"] and OSA.distance(a, b, score_cutoff=limit) <= limit


EXACT, VARIANTE, PROCHE, DIFFERENT = 3, 2, 1, 0


def compare_names(left: list[str], right: list[str]) -> int:
    """Best agreement between two sets of surnames.

    EXACT: one name in common, glued or split; VARIANTE: one is part of a joined name, or its truncation;
    PROCHE: a typo
    apart; DIFFERENT, a particle apart included (`particle_apart` tells).
    """
    best = DIFFERENT
    for a in left:
        for b in right:
            best = max(best, _one_name(a, b))
            if best == EXACT:
                return best
    return best


@lru_cache(maxsize=500_000)
def _one_name(a: str, b: str) -> int:
    left, right = glued(a), glued(b)
    if left == right:
        return EXACT
    if _particle_apart(a, b):
        return DIFFERENT
    short, long = sorted((left, right), key=len)
    if len(short) >= int(rules()["comparaison"]["longueur_troncature"]) and long.startswith(short):
        return VARIANTE
    names_a, names_b = ({part for part in parts(key) if len(part) > 2} for key in (a, b))
    if names_a and names_b and (names_a < names_b or names_b < names_a):
        return VARIANTE
    return PROCHE if close(left, right) else DIFFERENT


def lost_letters(received: str, text: str) -> bool:
    """« OPIO?OU » is « OPIOŁOU »: each « ? » stands for one letter that an 8-bit file could not hold, every
    other letter is the same.
    """
    if "?" not in received or len(received) != len(text):
        return False
    pairs = list(zip(received, text, strict=True))
    return all(_unwritable(b) if a == "?" else letters(a) == letters(b) for a, b in pairs)


def _unwritable(char: str) -> bool:
    return char.isalpha() and not char.encode("cp1252", "ignore")


def _starts(words: Iterable[str]) -> list[str]:
    """Every way to glue the first words: JEAN, LUC → JEAN, JEANLUC."""
    found: list[str] = []
    for word in words:
        found.append((found[-1] if found else "") + word)
    return found


def same_first(left: list[str], right: list[str]) -> bool:
    """The first given names are one, glued, split or cut short: what tells twins apart."""
    if not left or not right:
        return False
    if {*_starts(left)} & {*_starts(right)}:
        return True
    a, b = left[0], right[0]
    shortest = int(rules()["comparaison"]["longueur_prenom"])
    return min(len(a), len(b)) >= shortest and (a.startswith(b) or b.startswith(a))


def compare_given(left: list[str], right: list[str]) -> int:
    """Agreement between two lists of given names (the first counts most).

    EXACT: the same first, or all of one found in the other; VARIANTE: a truncation of the first; PROCHE: a
    typo; DIFFERENT,
    a second name in common included: twins often share one (`given_in_common` tells).
    """
    if not left or not right:
        return DIFFERENT
    if {*_starts(left)} & {*_starts(right)}:
        return EXACT
    if set(left) <= set(right) or set(right) <= set(left):
        return EXACT
    if same_first(left, right):
        return VARIANTE
    return PROCHE if close(left[0], right[0]) else DIFFERENT


def given_in_common(left: list[str], right: list[str]) -> bool:
    """Some given name is in both lists."""
    return not {*left}.isdisjoint(right)


def reversed_names(a_names: list[str], a_given: list[str], b_names: list[str], b_given: list[str]) -> bool:
    """Surname of one is the given name of the other, and conversely."""
    if not (a_given and b_given):
        return False
    return _named_as(a_names, b_given) and _named_as(b_names, a_given)


def _named_as(names: list[str], given: list[str]) -> bool:
    wanted = {*_starts(parts(" ".join(given)))}
    return any(wanted & {*_starts(parts(name))} for name in names)
