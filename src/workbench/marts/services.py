"""One service, whatever its spelling: the services of each establishment, and which one every spelling read
names.

The structure file is the authority where it knows the code; elsewhere two labels are one service when they
differ by case,
accents, punctuation or blanks, by an abbreviation or a cut that fits a single service, or by a declared
synonym.
Two services whose codes differ are never merged; a label that fits several is left as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle import numeros
from workbench.socle.regles import lire
from workbench.socle.tables import conform, frame

ROOM = "workbench.marts"
FICHIER = "services.toml"
ATTRIBUTS = ("pole_code", "pole", "vague", "pilote", "date_deploiement", "responsable")
_LUS = {  # where services are written: table → columns of establishment, code, label
    "curated.identite": ("etablissement", "service_code", "service"),
    "curated.contrat": ("etablissement", "service_code", "service"),
    "curated.fiche": ("etablissement", "service_code", "service"),
    "curated.compte": ("etablissement", None, "service"),
    "curated.affectation": ("etablissement", None, "service"),
    "meta.information": ("etablissement", None, "valeur"),
}


@dataclass(frozen=True)
class _Lu:
    """A service as written: `code` and `libelle` are empty when absent; `nombre` is how many rows say it."""

    code: str
    libelle: str
    nombre: int


@dataclass
class _Groupe:
    """The spellings of one establishment that fold to the same text, and the codes said of them."""

    pli: str
    structure: list[dict[str, Any]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    graphies: Counter[str] = field(default_factory=Counter)
    points: set[str] = field(default_factory=set)

    def code_connus(self) -> set[str]:
        return self.codes | {cle_code(row["service_code"]) for row in self.structure}


def service_tables(tables: Mapping[str, pl.DataFrame], home: Path | None = None) -> dict[str, pl.DataFrame]:
    """`curated.service` (a row a service) and `curated.service_lu` (a row a spelling read), from the tables
    of a run.

    Args:
        tables: frames by table name; those that hold no service, or are absent, are passed over.
        home: where `regles/services.toml` may be.

    Raises:
        RegleIllisible: the establishment's `regles/services.toml` cannot be read.
    """
    rules = lire(ROOM, FICHIER, home)
    read = _read(tables)
    structure = _structure(tables.get("curated.structure"))
    known = sorted({*read, *(row["etablissement"] for row in structure)} - {""})
    services: list[dict[str, Any]] = []
    lus: list[dict[str, Any]] = []
    for place in [*known, ""]:
        own = structure if not place else [row for row in structure if row["etablissement"] in ("", place)]
        neighbours = [lu for other in known for lu in read.get(other, [])] if not place else []
        dimension = Dimension(place, own, [*read.get(place, []), *neighbours], rules, structure)
        found = [(lu, dimension.service(lu)) for lu in read.get(place, [])]
        lus += [_row_lu(place, lu, service) for lu, service in found if service]
        services += dimension.rows(found)
    return {
        "curated.service": frame("curated.service", services),
        "curated.service_lu": frame("curated.service_lu", lus),
    }


class Dimension:
    """The services of one establishment (of the whole group when `place` is empty: accounts that name
    none).
    """

    def __init__(
        self,
        place: str,
        structure: list[dict[str, Any]],
        read: list[_Lu],
        rules: Mapping[str, Any],
        everywhere: list[dict[str, Any]],
    ) -> None:
        self.place, self.structure = place, structure
        self.elsewhere, self.codes_elsewhere = _labels(everywhere), _by_code(everywhere)
        self.synonyms = _synonyms(rules, place)
        self.declared: dict[str, str] = {plier(one["service"]): one["service"] for one in rules["synonymes"]}
        self.by_code = _by_code(structure)
        self.groups: dict[str, _Groupe] = {}
        for row in structure:
            self._group(row["service"]).structure.append(row)
        for lu in read:
            if lu.libelle and not self._coded(lu):
                self._group(lu.libelle).graphies[lu.libelle] += lu.nombre
                if lu.code:
                    self._group(lu.libelle).codes.add(cle_code(lu.code))
        self.roots = abbreviations(self.groups.values(), rules)

    def service(self, lu: _Lu) -> dict[str, Any] | None:
        """What that spelling names: `cle_service`, `service`, `service_code` and the structure's columns."""
        coded = self._coded(lu)
        if coded and coded in self.structure:
            return self._row(self.groups[self._fold(coded["service"])], [coded], coded["service"])
        if coded:  # its person is of this establishment, its service of another one
            abroad = self._row(_Groupe(plier(coded["service"])), [coded], coded["service"])
            key = f"{abroad['cle_service']} #{coded['service_code']}"
            return {**abroad, "cle_service": key, "responsable": None}
        if not plier(lu.libelle):
            return None
        group = self.groups[self._fold(lu.libelle)]
        root = self.groups[self.roots.get(group.pli, group.pli)]
        same = [row for row in root.structure if row["service"] == lu.libelle] or root.structure
        labels = {row["service"] for row in same}
        if len(labels) > 1:  # several services under this name: none is chosen
            return self._row(root, [], lu.libelle)
        label = labels.pop() if labels else self._label(root)
        return self._row(root, same, label, lu.code)

    def rows(self, found: Iterable[tuple[_Lu, dict[str, Any] | None]]) -> list[dict[str, Any]]:
        """Rows of `curated.service`: each service named, and those of the structure file that nobody
        names.
        """
        spelled: dict[str, set[str]] = defaultdict(set)
        kept: dict[str, dict[str, Any]] = {}
        structure = [self.service(_Lu(code, "", 0)) for code in self.by_code] if self.place else []
        for lu, service in [*((_Lu("", "", 0), row) for row in structure), *found]:
            if service:
                key = service["cle_service"]
                if key not in kept or (service["service_code"] and not kept[key]["service_code"]):
                    kept[key] = service
                spelled[key] |= {lu.libelle or service["service"]}
        return [{**row, "graphies": sorted(spelled[key])} for key, row in sorted(kept.items())]

    def _group(self, label: str) -> _Groupe:
        fold = self._fold(label)
        group = self.groups.setdefault(fold, _Groupe(fold))
        group.points |= {plier(word) for word in re.findall(r"(\w+)\.", label)}
        return group

    def _fold(self, label: str) -> str:
        fold = plier(label)
        return self.synonyms.get(fold, fold)

    def _coded(self, lu: _Lu) -> dict[str, Any] | None:
        """The service of the structure file that its code names; in another establishment, its label must
        agree.
        """
        code = cle_code(lu.code)
        if not code or code in self.by_code:
            return self.by_code.get(code)
        other = self.codes_elsewhere.get(code)
        return other if other and plier(other["service"]) == plier(lu.libelle) else None

    def _label(self, group: _Groupe) -> str:
        own = {label: n for label, n in group.graphies.items() if plier(label) == group.pli}
        if group.pli in self.declared:
            return self.declared[group.pli]
        if group.pli in self.elsewhere:
            return self.elsewhere[group.pli]
        return max(own, key=lambda label: (not label.isascii(), not label.isupper(), own[label], label))

    def _row(
        self, group: _Groupe, structure: list[dict[str, Any]], label: str, code: str = ""
    ) -> dict[str, Any]:
        codes = {row["service_code"] for row in structure} or {code.strip() or None}
        chosen = codes.pop() if len(codes) == 1 else None
        several = len(group.code_connus()) > 1 and chosen is not None
        shared = {
            name: values.pop() if len(values := {row.get(name) for row in structure}) == 1 else None
            for name in ATTRIBUTS
        }
        return {
            "etablissement": self.place or None,
            "cle_service": f"{group.pli} #{chosen}" if several else group.pli,
            "service": label,
            "service_code": chosen,
            **shared,
        }


def abbreviations(groups: Iterable[_Groupe], rules: Mapping[str, Any]) -> dict[str, str]:
    """Folded label → the only longer one it abbreviates, never across two codes; what fits several is left
    out.
    """
    known = {group.pli: group for group in groups}
    words = {fold: _words(fold, rules) for fold in known}
    alike: dict[str, list[str]] = defaultdict(list)
    for fold in known:
        alike[fold[:1]].append(fold)
    longer = {
        fold: {
            other
            for other in alike[fold[:1]]
            if (len(fold), fold) < (len(other), other)
            and (
                _cut(fold, other, rules["coupure"])
                or _shortened(words[fold], words[other], group.points, rules)
            )
        }
        for fold, group in known.items()
    }
    tops = {fold: _tops(fold, longer) for fold in known}
    wanted: dict[str, list[str]] = defaultdict(list)
    for fold, ends in tops.items():
        if len(ends) == 1 and ends != {fold}:
            wanted[next(iter(ends))].append(fold)
    return {short: top for top, shorts in wanted.items() for short in _same_code(known[top], shorts, known)}


def _cut(short: str, long: str, width: int) -> bool:
    """Cut in the middle of a word by a narrow column; at the end of a word it may well be another service."""
    return len(short) >= width and long.startswith(short) and long[len(short)] != " "


def _shortened(short: list[str], long: list[str], points: set[str], rules: Mapping[str, Any]) -> bool:
    if len(short) != len(long):
        return False
    return all(
        one == other
        or (
            other.startswith(one)
            and one.isalpha()
            and len(other) >= rules["mot_long"]
            and len(one) >= rules["avec_point" if one in points else "sans_point"]
        )
        for one, other in zip(short, long, strict=True)
    )


def _words(fold: str, rules: Mapping[str, Any]) -> list[str]:
    """The words that count: « A » is one when it names a unit (« Chirurgie A »), so a last word always
    counts.
    """
    words = fold.split()
    return [word for word, after in pairwise([*words, ""]) if not after or word not in rules["mots_vides"]]


def _tops(fold: str, longer: Mapping[str, set[str]], seen: frozenset[str] = frozenset()) -> set[str]:
    if not longer[fold] or fold in seen:
        return {fold}
    return {top for other in longer[fold] for top in _tops(other, longer, seen | {fold})}


def _same_code(top: _Groupe, shorts: list[str], known: Mapping[str, _Groupe]) -> Iterator[str]:
    """Those that no code tells apart: of two abbreviations whose codes differ, neither is kept."""
    codes = {short: known[short].code_connus() for short in shorts}
    allowed = top.code_connus() or set().union(*codes.values())
    for short in shorts:
        if not codes[short] or (len(allowed) == 1 and codes[short] <= allowed):
            yield short


def plier(label: str) -> str:
    """A label without case, accents, punctuation nor extra blanks: « Bloc opératoire » → `BLOC
    OPERATOIRE`.
    """
    plain = unicodedata.normalize("NFKD", label.upper().replace("Œ", "OE").replace("Æ", "AE"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", kept).split())


def cle_code(code: str) -> str:
    """A service code as compared: spreadsheets drop leading zeros or add `.0`, and hands change the case."""
    return numeros.cle("matricule", code).lstrip("0")


def _read(tables: Mapping[str, pl.DataFrame]) -> dict[str, list[_Lu]]:
    """Establishment ('' when none) → what is written there, with its number of rows."""
    frames = [
        _three(_with_person_place(name, tables), *columns) for name, columns in _LUS.items() if name in tables
    ]
    found: dict[str, list[_Lu]] = defaultdict(list)
    if not frames:
        return found
    counted = pl.concat(frames).group_by("etablissement", "code", "libelle").len().sort(pl.all())
    for place, code, label, number in counted.iter_rows():
        if code or label:
            found[place].append(_Lu(code, label, number))
    return found


def _with_person_place(name: str, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """An account that names no establishment is read in its person's, as `staging.compte` does."""
    rows, people = tables[name], tables.get("curated.identite")
    if (
        name != "curated.compte"
        or people is None
        or not {"id_unique", "etablissement"} <= set(people.columns)
    ):
        return rows
    place = people.select("id_unique", pl.col("etablissement").alias("_de_la_personne"))
    own = pl.col("etablissement") if "etablissement" in rows.columns else pl.lit(None, pl.String)
    if "id_unique" not in rows.columns:
        return rows
    return rows.join(place, on="id_unique", how="left").with_columns(
        etablissement=pl.coalesce(own.cast(pl.String), pl.col("_de_la_personne").cast(pl.String))
    )


def _three(rows: pl.DataFrame, place: str, code: str | None, label: str) -> pl.DataFrame:
    def text(column: str | None) -> pl.Expr:
        known = column is not None and column in rows.columns
        return (pl.col(str(column)).cast(pl.String) if known else pl.lit(None, pl.String)).fill_null("")

    return rows.select(
        text(place).alias("etablissement"), text(code).alias("code"), text(label).alias("libelle")
    )


def _structure(given: pl.DataFrame | None) -> list[dict[str, Any]]:
    if given is None or not given.height:
        return []
    typed = conform("curated.structure", given)
    columns = ("etablissement", "service_code", "service", *ATTRIBUTS)
    rows = [
        {name: row.get(name) for name in columns}
        for row in typed.iter_rows(named=True)
        if plier(row.get("service") or "")
    ]
    return [
        {**row, "etablissement": row["etablissement"] or "", "service_code": row["service_code"] or ""}
        for row in rows
    ]


def _by_code(structure: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Code as compared → its service; a code that names two services says nothing."""
    found: dict[str, dict[str, Any]] = {}
    several = set()
    for row in structure:
        key = cle_code(row["service_code"])
        if found.setdefault(key, row)["service"] != row["service"]:
            several.add(key)
    return {key: row for key, row in found.items() if key and key not in several}


def _labels(structure: list[dict[str, Any]]) -> dict[str, str]:
    """Folded label → the one way every structure file of the group writes it."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in structure:
        found[plier(row["service"])].add(row["service"])
    return {fold: labels.pop() for fold, labels in found.items() if len(labels) == 1}


def _synonyms(rules: Mapping[str, Any], place: str) -> dict[str, str]:
    return {
        plier(spelling): plier(one["service"])
        for one in rules["synonymes"]
        if one.get("etablissement") in (None, place)
        for spelling in one["graphies"]
    }


def _row_lu(place: str, lu: _Lu, service: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "etablissement": place,
        "code_lu": lu.code,
        "service_lu": lu.libelle,
        "cle_service": service["cle_service"],
        "service": service["service"],
    }
