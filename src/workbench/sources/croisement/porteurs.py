"""Numbers against people: one number for many, a number that is somebody else's, numbers cut or altered."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from workbench.socle import numeros
from workbench.socle.luhn import luhn_expr
from workbench.socle.seuils import atteint, nombreux
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Personne, agree, columns, people, same, turned
from workbench.sources.modeles import Lecture

NATIONALES = ("rpps_restreint", "rpps_public", "porteurs_cps")
ONZE = 11
BIRTH = "date_naissance"
Jugee = tuple[int, list[Personne]]  # rank of a row, the people its number is
# The number's column here, its kind, the natures that know whose it is, how they are called.
LIENS: tuple[tuple[str, numeros.Genre, tuple[str, ...], str], ...] = (
    ("rpps", "rpps", NATIONALES, "l'Annuaire Santé"),
    ("matricule", "matricule", ("sirh",), "le fichier des RH"),
    ("login", "login", ("annuaire",), "l'annuaire"),
)


def contradictions(lecture: Lecture, lectures: Sequence[Lecture], regles: dict[str, Any]) -> Dits:
    """Columns whose numbers are, for too many rows, those of other people."""
    if lecture.source.nature not in regles["repete"]["natures"]:
        return []
    here, found = people(lecture, regles), Dits()
    for column, genre, natures, said in LIENS:
        rows = lecture.lignes
        if lecture.source.nature in natures or column not in rows.columns:
            continue
        keys = rows.select(numeros.cle_expr(genre, column))[column].to_list()
        knowing = [one for one in lectures if one.source.nature in natures]
        known = _owners({key for key in keys if key}, column, genre, knowing, regles)
        for code, told in _contradicted(keys, here, known, regles["contredit"]):
            found.append((code, {"colonne": column, "reference": said, **told}))
    return found


def _owners(
    wanted: set[str], column: str, genre: numeros.Genre, lectures: Sequence[Lecture], regles: dict[str, Any]
) -> dict[str, list[Personne]]:
    """Key → the people these sources know by it."""
    out: dict[str, list[Personne]] = {}
    asked = pl.LazyFrame({"_cle": sorted(wanted)}, schema={"_cle": pl.String})
    for lecture in lectures:
        names = dict.fromkeys(itertools.chain(*columns(lecture, regles)))
        keyed = lecture.lignes.lazy().select(*names, numeros.cle_expr(genre, column).alias("_cle"))
        rows = keyed.join(asked, on="_cle", how="semi", maintain_order="left").collect()
        for key, person in zip(rows["_cle"], people(lecture, regles, rows), strict=True):
            if person.connue:
                out.setdefault(key, []).append(person)
    return out


def _contradicted(
    keys: Sequence[str | None],
    here: Sequence[Personne],
    known: Mapping[str, list[Personne]],
    rule: dict[str, Any],
) -> Iterator[tuple[str, dict[str, object]]]:
    """The first of these that is too much: other people, other surnames, other given names, the next row;
    else the few numbers of other people, which are told.
    """
    judged = [
        (rank, known[key]) for rank, key in enumerate(keys) if key and key in known and here[rank].connue
    ]
    for code, part, fits in (
        ("contredit", rule["part"], agree),
        ("noms", rule["part_noms"], lambda one, other: bool(one.noms & other.noms)),
        ("prenoms", rule["part_noms"], lambda one, other: bool(one.prenoms & other.prenoms)),
    ):
        others = [(rank, those) for rank, those in judged if not any(fits(here[rank], one) for one in those)]
        if nombreux(len(others), len(judged), rule["minimum"], part):
            yield code, {"n": len(others), "total": len(judged)}
            return
        beside = sum(
            any(
                fits(here[near], one)
                for near in (rank - 1, rank + 1)
                if 0 <= near < len(here)
                for one in those
            )
            for rank, those in _in_blocks(judged, others)
        )
        if nombreux(beside, len(judged), rule["voisines"], rule["part_voisines"]):
            yield f"{code}_voisine", {"n": beside, "total": len(judged)}
            return
    few = [
        (rank, those)
        for rank, those in judged
        if not any(agree(here[rank], one) or turned(here[rank], one) for one in those)
    ]
    if nombreux(len(few), len(judged), rule["dits"], rule["part_dits"]):
        yield "NUMERO_D_AUTRUI", {"n": len(few), "total": len(judged)}
        return
    moved = _moved(few, here, keys, rule["proches"])
    if nombreux(moved, len(judged), rule["permutes"], rule["part_permutes"]):
        yield "NUMEROS_PERMUTES", {"n": moved, "total": len(judged)}


def _moved(few: Sequence[Jugee], here: Sequence[Personne], keys: Sequence[str | None], near: int) -> int:
    """How many of these rows bear the number of somebody written a few rows away, who does not bear it."""
    count = 0
    for rank, those in few:
        around = range(max(rank - near, 0), min(rank + near + 1, len(here)))
        owners = [other for other in around if any(same(here[other], one) for one in those)]
        count += bool(owners) and all(keys[other] != keys[rank] for other in owners)
    return count


def _in_blocks(judged: Sequence[Jugee], others: Sequence[Jugee]) -> list[Jugee]:
    """Contradicted rows whose next judged row, on one side, is contradicted too: a shift moves a block of
    rows, an account opened under a colleague's login stands alone.
    """
    wrong = {rank for rank, _ in others}
    ranks = [rank for rank, _ in judged]
    beside = {
        one for left, right in itertools.pairwise(ranks) if {left, right} <= wrong for one in (left, right)
    }
    return [row for row in others if row[0] in beside]


def repeated(lecture: Lecture, regles: dict[str, Any]) -> Dits:
    """A number, or a birth date, borne by many different people of one source: it identifies nobody."""
    rule, found, rows = regles["repete"], Dits(), lecture.lignes
    if lecture.source.nature not in rule["natures"]:
        return []
    here = people(lecture, regles)
    for column in (name for name in rule["colonnes"] if name in rows.columns):
        bearers = _bearers(rows[column], here)
        distinct = {key: len(_apart(those)) for key, those in bearers.items()}
        most = max(distinct.values(), default=0)
        shared = sum(len(those) for key, those in bearers.items() if distinct[key] > 1)
        total = sum(map(len, bearers.values()))
        if most >= rule["personnes"]:
            found.append(("repete", {"colonne": column, "n": most, "total": total}))
        elif atteint(shared, total, rule):
            found.append(("repetes", {"colonne": column, "n": shared, "total": total}))
        elif nombreux(homonyms := _homonyms(bearers), total, **rule["homonymes"][column]):
            found.append(("NUMERO_D_HOMONYME", {"colonne": column, "n": homonyms, "total": total}))
    born = _bearers(rows[BIRTH], here) if BIRTH in rows.columns else {}
    total = sum(map(len, born.values()))
    most = max((len(_apart(those)) for those in born.values()), default=0)
    if nombreux(most, total, rule["personnes"], rule["part_naissance"]):
        found.append(("naissance_repetee", {"colonne": BIRTH, "n": most, "total": total}))
    return found


def _bearers(values: pl.Series, here: Sequence[Personne]) -> dict[object, list[Personne]]:
    out: dict[object, list[Personne]] = {}
    for key, person in zip(values, here, strict=True):
        if key and person.connue:
            out.setdefault(key, []).append(person)
    return out


def _homonyms(bearers: Mapping[object, Sequence[Personne]]) -> int:
    """Rows whose number is also that of somebody of the same surname and of another given name: it was looked
    up by the surname alone.
    """
    return sum(
        any(one.noms & first.noms and not one.prenoms & first.prenoms for first in those[:rank])
        for those in bearers.values()
        for rank, one in enumerate(those)
    )


def _apart(those: Iterable[Personne]) -> list[Personne]:
    """One of each of the people that have no name in common."""
    out: list[Personne] = []
    for person in those:
        if not any(agree(person, other) for other in out):
            out.append(person)
    return out


def damaged(lecture: Lecture, lectures: Sequence[Lecture], regles: dict[str, Any], mode_test: bool) -> Dits:
    """RPPS numbers cut to nine digits (they look like ADELI), and too many wrong keys."""
    rows, found = lecture.lignes, Dits()
    if lecture.source.nature not in regles["repete"]["natures"] or "rpps" not in rows.columns:
        return []
    held = rows["rpps"].drop_nulls()
    whole = held.filter(held.str.len_bytes() == ONZE)
    wrong = int((~whole.to_frame().select(luhn_expr(pl.col("rpps"), ONZE)).to_series()).sum())
    for code, n in (("longueur", held.len() - whole.len()), ("cle", 0 if mode_test else wrong)):
        if atteint(n, held.len(), regles[code]):
            found.append((code, {"n": n, "total": held.len()}))
        elif code == "cle" and atteint(n, held.len(), regles["cles_dites"]):
            found.append(("CLES_FAUSSES", {"n": n, "total": held.len()}))
    nine = rows["adeli"].drop_nulls().unique().to_list() if "adeli" in rows.columns else []
    if "adeli" in lecture.source.colonnes or len(nine) < regles["coupe"]["nombre"]:
        return found
    cut = _ends(nine, [one.lignes["rpps"] for one in lectures if "rpps" in one.lignes.columns])
    if atteint(cut, len(nine), regles["coupe"]):
        found.append(("coupe", {"n": cut, "total": len(nine)}))
    return found


def _ends(nine: list[str], known: Iterable[pl.Series]) -> int:
    """How many of these begin or end a number known somewhere."""
    size, seen = len(nine[0]), set[str]()
    for numbers in known:
        whole = numbers.drop_nulls().unique()
        for side in (whole.str.head(size), whole.str.tail(size)):
            seen |= set(side.filter(side.is_in(nine)))
    return len(seen)


def births(lecture: Lecture, lectures: Sequence[Lecture], regles: dict[str, Any]) -> Dits:
    """Birth dates, and sexes, that other sources contradict for the same number, for too many rows."""
    rows, found, rule = lecture.lignes, Dits(), regles["contredit"]
    if lecture.source.nature not in regles["repete"]["natures"]:
        return []
    for trait, code in ((BIRTH, "naissance"), ("sexe", "sexe")):
        for column, genre, natures, said in LIENS:
            if lecture.source.nature in natures or not {trait, column} <= set(rows.columns):
                continue
            born = _born(lecture, trait, column, genre)
            knowing = [
                one for one in lectures if one.source.nature in natures and trait in one.lignes.columns
            ]
            known: dict[str, set[object]] = {}
            for other in knowing:
                told = _born(other, trait, column, genre).filter(pl.col("_cle").is_in(born["_cle"].implode()))
                for text, day in told.iter_rows():
                    known.setdefault(text, set()).add(day)
            judged = [(text, day) for text, day in born.iter_rows() if text in known]
            others = sum(day not in known[text] for text, day in judged)
            if nombreux(others, len(judged), rule["minimum"], rule["part"]):
                facts = {"colonne": trait, "reference": said, "n": others, "total": len(judged)}
                found.append((code, facts))
            elif nombreux(others, len(judged), rule["dits_naissance"], rule["part_naissance"]):
                facts = {"colonne": trait, "reference": said, "n": others, "total": len(judged)}
                found.append(("TRAIT_CONTREDIT", facts))
    return found


def _born(lecture: Lecture, trait: str, column: str, genre: numeros.Genre) -> pl.DataFrame:
    return lecture.lignes.select(numeros.cle_expr(genre, column).alias("_cle"), trait).drop_nulls()
