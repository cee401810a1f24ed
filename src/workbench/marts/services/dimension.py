"""The services of one establishment, and which one a writing names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from workbench.marts.services.abreviations import abbreviations
from workbench.marts.services.ecriture import Groupe, Lu, plier
from workbench.marts.services.lecture import ATTRIBUTS
from workbench.socle.numeros import cle_code


class Dimension:
    """The services of one establishment (of the whole group when `place` is empty: accounts that name
    none).
    """

    def __init__(
        self,
        place: str,
        structure: list[dict[str, Any]],
        read: list[Lu],
        rules: Mapping[str, Any],
        everywhere: list[dict[str, Any]],
    ) -> None:
        self.place, self.structure = place, structure
        self.elsewhere, self.codes_elsewhere = _labels(everywhere), _by_code(everywhere)
        self.synonyms = _synonyms(rules, place)
        self.declared: dict[str, str] = {plier(one["service"]): one["service"] for one in rules["synonymes"]}
        self.by_code = _by_code(structure)
        self.groups: dict[str, Groupe] = {}
        for row in structure:
            self._group(row["service"]).structure.append(row)
        for lu in read:
            if lu.libelle and not self._coded(lu):
                self._group(lu.libelle).graphies[lu.libelle] += lu.nombre
                if lu.code:
                    self._group(lu.libelle).codes.add(cle_code(lu.code))
        self.roots = abbreviations(self.groups.values(), rules)

    def service(self, lu: Lu) -> dict[str, Any] | None:
        """What that spelling names: `cle_service`, `service`, `service_code` and the structure's columns."""
        coded = self._coded(lu)
        if coded and coded in self.structure:
            return self._row(self.groups[self._fold(coded["service"])], [coded], coded["service"])
        if coded:  # its person is of this establishment, its service of another one
            abroad = self._row(Groupe(plier(coded["service"])), [coded], coded["service"])
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

    def rows(self, found: Iterable[tuple[Lu, dict[str, Any] | None]]) -> list[dict[str, Any]]:
        """Rows of `curated.service`: each service named, and those of the structure file that nobody
        names.
        """
        spelled: dict[str, set[str]] = defaultdict(set)
        kept: dict[str, dict[str, Any]] = {}
        structure = [self.service(Lu(code, "", 0)) for code in self.by_code] if self.place else []
        for lu, service in [*((Lu("", "", 0), row) for row in structure), *found]:
            if service:
                key = service["cle_service"]
                if key not in kept or (service["service_code"] and not kept[key]["service_code"]):
                    kept[key] = service
                spelled[key] |= {lu.libelle or service["service"]}
        return [{**row, "graphies": sorted(spelled[key])} for key, row in sorted(kept.items())]

    def _group(self, label: str) -> Groupe:
        fold = self._fold(label)
        group = self.groups.setdefault(fold, Groupe(fold))
        group.points |= {plier(word) for word in re.findall(r"(\w+)\.", label)}
        return group

    def _fold(self, label: str) -> str:
        fold = plier(label)
        return self.synonyms.get(fold, fold)

    def _coded(self, lu: Lu) -> dict[str, Any] | None:
        """The service of the structure file that its code names; in another establishment, its label must
        agree.
        """
        code = cle_code(lu.code)
        if not code or code in self.by_code:
            return self.by_code.get(code)
        other = self.codes_elsewhere.get(code)
        return other if other and plier(other["service"]) == plier(lu.libelle) else None

    def _label(self, group: Groupe) -> str:
        own = {label: n for label, n in group.graphies.items() if plier(label) == group.pli}
        if group.pli in self.declared:
            return self.declared[group.pli]
        if group.pli in self.elsewhere:
            return self.elsewhere[group.pli]
        return max(own, key=lambda label: (not label.isascii(), not label.isupper(), own[label], label))

    def _row(
        self, group: Groupe, structure: list[dict[str, Any]], label: str, code: str = ""
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
