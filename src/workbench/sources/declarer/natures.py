"""Which column is which, for a nature; and which nature a file is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import polars as pl

from workbench.socle.settings import roles
from workbench.sources.declarer.indices import (
    APPUI,
    CLES,
    CODES,
    DOUTE,
    PREUVE,
    RIEN,
    SEUILS,
    VETO,
    known_share,
    looks_like_key,
    plain_yes_no,
    value_score,
)
from workbench.sources.declarer.titres import (
    backwards,
    best_title,
    common_words,
    dictionary,
    has_wrong_word,
    joined,
    says,
    tokens,
    weights,
)
from workbench.sources.declarer.valeurs import Valeurs
from workbench.sources.lecture.titres import header_key
from workbench.sources.porte.contrat import contracts
from workbench.sources.porte.conversions import value_dictionary

Surete = Literal["sure", "a_confirmer"]
NATIONALES = ("rpps_public", "rpps_restreint", "porteurs_cps")
PORTEURS = "porteurs_cps"
PARLANTES = {"email", "rpps", "date_naissance"}  # what values alone may suggest, to be confirmed
PROBANTES = {"rpps"}  # values that make a title which says the word sure, whatever else it says
JUMELLES = {"login", "identifiant"}  # a login is also what an application would call its key
RETOURNEE = "actif"  # the one meaning a title may say backwards
TITRES = weights()["titres"]
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")


def turned(name: str, title: str, values: Valeurs) -> dict[str, str]:
    """Received value → canonical value of a column read backwards (« Compte désactivé » : oui is non), every
    way of
    saying yes and no: the next delivery may bring the other. Empty when the title does not say the contrary.
    """
    if name != RETOURNEE or not backwards(title) or not plain_yes_no(values):
        return {}
    known = value_dictionary("booleen")
    return {text: "non" if known[header_key(text)] == "oui" else "oui" for text in dictionary()["oui_non"]}


def essential(nature: str) -> list[tuple[str, list[str]]]:
    """What is never left to a doubt, by need: its name (`essentielles` of synonymes.toml), the columns that
    give it.
    """
    table: dict[str, list[str]] = dictionary()["essentielles"].get(nature, {})
    return list(table.items())


@dataclass(frozen=True)
class Affectation:
    """One column of the file given a meaning, how sure, why, and the titles that might do as well."""

    canonique: str
    titre: str
    score: float
    surete: Surete
    raison: str
    autres: tuple[str, ...] = ()


def columns_of(nature: str) -> list[str]:
    """Canonical columns of a nature, contract order."""
    contract = contracts()[nature]
    return [*contract["textes"], *contract.get("dates", []), *contract.get("booleens", [])]


@cache
def synonyms(nature: str) -> dict[str, tuple[str, ...]]:
    """Canonical column → titles that mean it, the surest first; a nature's own list replaces the common
    one.
    """
    tables = {**dictionary()["commun"], **dictionary().get(nature, {})}
    official = contracts()["defauts"].get(nature, {})
    return {
        name: (*official.get(name, ()), *tables.get(name, []), name.replace("_", " "))
        for name in columns_of(nature)
    }


def asked_words(nature: str, name: str) -> tuple[str, ...]:
    """Titles that often mean it, not always (`demandes` of synonymes.toml)."""
    return tuple(dictionary()["demandes"].get(nature, {}).get(name, ()))


def missing(nature: str, found: set[str]) -> list[str]:
    """Required columns not found; alternatives are one entry, « a ou b »."""
    contract = contracts()[nature]
    out = [name for name in contract["obligatoires"] if name not in found]
    any_of = contract.get("au_moins_un", [])
    return out + ([" ou ".join(any_of)] if any_of and not found & set(any_of) else [])


def profiles(frame: pl.DataFrame, titles: list[str], limit: int) -> dict[str, Valeurs]:
    """The first filled values of each column."""
    return {
        title: Valeurs(
            tuple(str(text).strip() for text in frame[title].drop_nulls().head(limit) if str(text).strip())
        )
        for title in titles
    }


def assign(columns: Mapping[str, Valeurs], nature: str) -> list[Affectation]:
    """Meanings of the columns, one to one, best evidence first (title, then values)."""
    avec = common_words(columns)
    dits = {title: _without(title, nature, avec) for title in columns}
    candidates = [
        (likeness + worth, likeness, worth, name, title)
        for title, values in columns.items()
        for name, words in synonyms(nature).items()
        for likeness, worth in [
            _evidence(name, dits[title], (words, asked_words(nature, name)), values, avec)
        ]
        if likeness and likeness + worth > TITRES["retenu"]
    ]
    order = {title: rank for rank, title in enumerate(columns)}
    candidates.sort(key=lambda one: (-one[0], order[one[4]], one[3]))
    taken: dict[str, Affectation] = {}
    used: set[str] = set()
    for total, likeness, worth, name, title in candidates:
        if name in taken or title in used:
            continue
        used.add(title)
        rivals = tuple(
            other
            for _, near, value, same, other in candidates
            if same == name and other != title and other not in used and abs(near - likeness) < TITRES["egal"]
            if abs(value - worth) < APPUI
        )
        double = any(
            t == title and other != name and total - score < TITRES["ecart"] and {name, other} != JUMELLES
            for score, _, _, other, t in candidates
            if other not in taken
        )
        taken[name] = _decide(name, title, likeness, worth, rivals, double)
    own = taken.get("identifiant") if "login" not in taken else None
    # One key only: a title that may say « login » says it, and meets the directory's.
    if own and best_title(own.titre, synonyms(nature).get("login", ()), avec) >= TITRES["proche"]:
        taken["login"] = replace(taken.pop("identifiant"), canonique="login")
    for name, others in _keys_left(columns, nature, taken).items():
        taken[name] = Affectation(
            name, others[0], TITRES["inconnu"], "a_confirmer", "seule forme de clé, titre inconnu", others[1:]
        )
    return [taken[name] for name in synonyms(nature) if name in taken]


def _without(title: str, nature: str, avec: frozenset[str]) -> str:
    """The title without the words its file repeats (UTI_NOM: NOM), when what is left says a column alone:
    those words are the file's, not a part of « nom utilisateur ».
    """
    left = [word for word in tokens(title) if word not in avec]
    if not left or len(left) == len(tokens(title)):
        return title
    bare = " ".join(left)
    best = max(best_title(bare, words, frozenset(), name) for name, words in synonyms(nature).items())
    return bare if best >= TITRES["reconnu"] else title


def _keys_left(
    columns: Mapping[str, Valeurs], nature: str, taken: Mapping[str, Affectation]
) -> dict[str, tuple[str, ...]]:
    """The key a nature demands and no title says: the columns left whose values are all different and look
    like keys.
    """
    used = {one.titre for one in taken.values()}
    keys = [title for title, values in columns.items() if title not in used and looks_like_key(values)]
    wanted = [
        name.split(" ou ")[0] for name in missing(nature, set(taken)) if set(name.split(" ou ")) <= CLES
    ]
    return {name: tuple(keys) for name in wanted[:1] if keys}


def _evidence(
    name: str,
    title: str,
    words: tuple[tuple[str, ...], tuple[str, ...]],
    values: Valeurs,
    avec: frozenset[str],
) -> tuple[float, int]:
    """How much the title and the values say it; `words`: what means it, what only often does."""
    worth = value_score(name, values)
    if worth == VETO:
        return 0, worth
    if name == RETOURNEE and backwards(title):
        return (float(TITRES["exact"]) if plain_yes_no(values) else 0), worth
    likeness = best_title(title, words[0], avec, name)
    if not likeness and best_title(title, words[1], avec, name) >= TITRES["reconnu"]:
        return float(TITRES["plus"]), worth
    if not likeness and name in PARLANTES and worth == PREUVE and not has_wrong_word(title):
        return float(TITRES["inconnu"]), worth
    return likeness, worth


def _decide(
    name: str, title: str, likeness: float, worth: int, rivals: tuple[str, ...], double: bool
) -> Affectation:
    told = likeness >= TITRES["reconnu"] and worth >= RIEN
    proved = likeness >= TITRES["proche"] and worth >= APPUI
    proved |= likeness > TITRES["garde"] and worth == PREUVE and name in PROBANTES
    repeated = "#" in title and title.rsplit("#", 1)[1].isdigit()
    sure = (told or proved) and not rivals and not double and not repeated
    known = likeness >= TITRES["reconnu"]
    near = likeness > TITRES["inconnu"]
    reasons = ["titre reconnu" if known else "titre proche" if near else "titre inconnu"]
    reasons += {
        PREUVE: ["valeurs probantes"],
        APPUI: ["valeurs compatibles"],
        DOUTE: ["valeurs douteuses"],
    }.get(worth, [])
    if rivals or repeated:
        reasons.append("plusieurs colonnes possibles")
    if double:
        reasons.append("plusieurs sens possibles")
    return Affectation(
        name, title, likeness + worth, "sure" if sure else "a_confirmer", ", ".join(reasons), rivals
    )


def guess_nature(columns: Mapping[str, Valeurs], fichier: str = "") -> tuple[str, Surete, dict[str, float]]:
    """The nature a file looks like, how sure, and the points of each.

    The words of the file's name move the points; sure is what the columns say without them.
    """
    rules: dict[str, Any] = dictionary()["natures"]
    given = {nature: assign(columns, nature) for nature in rules["poids"]}
    points = {nature: _points(columns, nature, given, rules) for nature in rules["poids"]}
    alone, second = sorted(points, key=lambda nature: -points[nature])[:2]
    named = _named(fichier, rules)
    hinted = {nature: value + rules["nomme"] * (nature in named) for nature, value in points.items()}
    best = max(hinted, key=lambda nature: hinted[nature])
    whole = not missing(best, {one.canonique for one in given[best]})
    sure = whole and best == alone and points[best] > 0 and points[best] - points[second] >= rules["marge"]
    sure &= best != PORTEURS or _signed(columns, dict.fromkeys(rules["officiels"], 1)) > 0
    return best, "sure" if sure else "a_confirmer", points


def _named(fichier: str, rules: Mapping[str, Any]) -> set[str]:
    """The natures the words of a file's name speak of; an application's own name is one of them."""
    words = set(header_key(_CAMEL.sub(" ", fichier)).split())
    padded = f" {' '.join(header_key(fichier).split())} "
    found = {nature for nature, hints in rules["noms"].items() if words & set(hints)}
    products = [hint for role in roles().values() for hint in role["indices"]]
    return found | ({"application"} if any(f" {hint} " in padded for hint in products) else set())


def _points(
    columns: Mapping[str, Valeurs],
    nature: str,
    given: Mapping[str, list[Affectation]],
    rules: Mapping[str, Any],
) -> float:
    found = _found(given[nature])
    total = float(sum(rules["poids"][nature].get(name, 0) for name in found))
    signed = _signed(columns, rules["signatures"].get(nature, {}))
    total += signed + _shapes(columns, rules["formes"].get(nature, {}))
    total += _worded(columns, rules["mots"].get(nature, {}))
    total -= rules["absente"] * len(missing(nature, found))
    if (signs := rules["signes"].get(nature)) and not found & set(signs):
        total -= rules["sans_signe"]
    for other, names in rules["contraires"].get(nature, {}).items():
        total -= rules["contraire"] * len(_found(given[other]) & set(names))
    if nature in NATIONALES:
        total -= 0 if signed else rules["sans_signature"]
        local = any(one.canonique == "matricule" and one.surete == "sure" for one in given["sirh"])
        total -= rules["matricule_local"] if local else 0
    return float(total)


def _found(given: list[Affectation]) -> set[str]:
    return {one.canonique for one in given if one.score >= TITRES["proche"]}


def _signed(columns: Mapping[str, Valeurs], signatures: Mapping[str, int]) -> int:
    """Points of the titles that say a nature by themselves: the same letters, or all of their words."""
    keys = {
        joined(signature): (points, frozenset(tokens(signature))) for signature, points in signatures.items()
    }
    return sum(
        points
        for letters, (points, words) in keys.items()
        if any(joined(title) == letters or (len(words) > 1 and says(title, words)) for title in columns)
    )


def _shapes(columns: Mapping[str, Valeurs], points: Mapping[str, int]) -> int:
    """Points of the shapes of values (GUID, SID, DN…) that at least one column has."""
    shapes = {name: re.compile(weights()["formes"][name], re.IGNORECASE) for name in points}
    return sum(
        points[name]
        for name, shape in shapes.items()
        if any(values.part(shape) > SEUILS["majorite"] for values in columns.values())
    )


def _worded(columns: Mapping[str, Valeurs], points: Mapping[str, int]) -> int:
    """Points of the meanings whose own words fill a column (« Carte établissement », « e-CPS »)."""
    return sum(
        points[name]
        for name in points
        if any(
            len(values.distinctes) > 1 and known_share(CODES[name], values) > SEUILS["la_plupart"]
            for values in columns.values()
        )
    )
