"""Two records side by side: what agrees, what differs, said in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.identities.preuves import near_dates, swapped_day_month
from workbench.socle.noms import bare, letters
from workbench.socle.noms_compares import (
    DIFFERENT,
    EXACT,
    PROCHE,
    VARIANTE,
    compare_given,
    compare_names,
    reversed_names,
)

NOMS = {EXACT: "identique", VARIANTE: "variante", PROCHE: "proche", DIFFERENT: "different"}
TEXTES = {
    "email": "Courriel",
    "matricule": "Matricule",
    "login": "Login",
    "rpps": "RPPS déclaré",
    "adeli": "ADELI",
    "profession": "Profession",
    "emploi": "Emploi",
    "service": "Service",
    "etablissement": "Établissement",
}


@dataclass(frozen=True)
class Constat:
    """One trait of both records; `verdict`: identique, variante, proche, different, absent."""

    trait: str
    a: str
    b: str
    verdict: str
    precision: str = ""


def compare(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Constat]:
    """Every trait that at least one of two rows of `mart.revue_fiche` has, civil traits first."""
    lines = [_names(a, b), _given(a, b), _birth(a, b), _plain("Sexe", a.get("sexe"), b.get("sexe"))]
    lines.append(_plain("Lieu de naissance", a.get("lieu_naissance"), b.get("lieu_naissance")))
    lines += [_plain(title, a.get(name), b.get(name)) for name, title in TEXTES.items()]
    return [line for line in lines if line.a or line.b]


def _surnames(row: Mapping[str, Any]) -> str:
    parts = []
    for name, word in (("nom_naissance", "naissance"), ("nom_usage", "usage"), ("nom", "")):
        value = row.get(name)
        if value and (word or value not in {row.get("nom_naissance"), row.get("nom_usage")}):
            parts.append(f"{value} ({word})" if word else str(value))
    return ", ".join(parts)


def _names(a: Mapping[str, Any], b: Mapping[str, Any]) -> Constat:
    left, right = list(a.get("noms") or []), list(b.get("noms") or [])
    if not left or not right:
        return Constat("Nom", _surnames(a), _surnames(b), "absent")
    verdict = NOMS[compare_names(left, right)]
    given_a, given_b = list(a.get("prenoms_std") or []), list(b.get("prenoms_std") or [])
    swapped = verdict == "different" and reversed_names(left, given_a, right, given_b)
    return Constat(
        "Nom",
        _surnames(a),
        _surnames(b),
        "proche" if swapped else verdict,
        "nom et prénom inversés" if swapped else "",
    )


def _given(a: Mapping[str, Any], b: Mapping[str, Any]) -> Constat:
    here, there = (str(row.get("prenoms") or row.get("prenom_usuel") or "") for row in (a, b))
    left, right = list(a.get("prenoms_std") or []), list(b.get("prenoms_std") or [])
    if not left or not right:
        return Constat("Prénoms", here, there, "absent")
    return Constat("Prénoms", here, there, NOMS[compare_given(left, right)])


def _birth(a: Mapping[str, Any], b: Mapping[str, Any]) -> Constat:
    left, right = a.get("date_naissance"), b.get("date_naissance")
    here, there = (f"{day:%d/%m/%Y}" if isinstance(day, dt.date) else "" for day in (left, right))
    if not isinstance(left, dt.date) or not isinstance(right, dt.date):
        return Constat("Naissance", here, there, "absent")
    if left == right:
        return Constat("Naissance", here, there, "identique")
    if swapped_day_month(left, right):
        return Constat("Naissance", here, there, "proche", "jour et mois échangés")
    return Constat(
        "Naissance",
        here,
        there,
        "proche" if near_dates(left, right) else "different",
        "un chiffre d'écart" if near_dates(left, right) else "",
    )


def _plain(title: str, a: object, b: object) -> Constat:
    left, right = str(a or ""), str(b or "")
    if not left or not right:
        return Constat(title, left, right, "absent")
    same = (
        bare(letters(left)) == bare(letters(right))
        if title not in {"Matricule", "RPPS déclaré", "ADELI"}
        else (left.strip().lstrip("0") == right.strip().lstrip("0"))
    )
    return Constat(title, left, right, "identique" if same else "different")
