"""Is each person ready to be enrolled in Pro Santé Identité: what is missing or ill formed, and who can
supply it. Nothing is sent.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from workbench.socle import regles
from workbench.socle.departements import departements

ROOM = "workbench.documents.systemes.psi"
FICHIER = "retour_psi.toml"
ETRANGER = "99"


@dataclass(frozen=True)
class Faute:
    """What holds somebody back: a field of the contract, the code of the reason, who can mend it."""

    champ: str
    code: str
    qui: str


@dataclass(frozen=True)
class Avis:
    """One person. `corps`: what would be asked, None while there is a fault."""

    id_unique: str
    fautes: tuple[Faute, ...]
    corps: dict[str, Any] | None


def rules(home: Path | None = None) -> dict[str, Any]:
    """`retour_psi.toml`, or the establishment's own."""
    return regles.lire(ROOM, FICHIER, home)


@cache
def _departements() -> frozenset[str]:
    return frozenset(departements()["code"].to_list())


def check(row: Mapping[str, Any], regle: Mapping[str, Any], le: dt.date) -> Avis:
    """One person of `mart.retour_psi`, at a date."""
    faults: list[Faute] = []
    body: dict[str, Any] = {}
    for field in regle["champs"]:
        value = _texte(row[field["de"]])
        abroad = field["champ"] == "birthPlace" and _abroad(row)
        if value is None:
            if abroad:
                faults.append(Faute(field["champ"], "commune_etrangere", field["qui"]))
            elif field["obligatoire"]:
                faults.append(Faute(field["champ"], "absent", field["qui"]))
        elif field["champ"] == "birthPlace" and not abroad:
            continue
        elif not re.fullmatch(field["motif"], value):
            loose = field["champ"] == "firstNames" and re.search("[,;/]", value)
            faults.append(Faute(field["champ"], "prenoms_colles" if loose else "forme", field["qui"]))
        else:
            body[field["champ"]] = value
    faults += _coherence(row, regle, le)
    if row["rpps"]:
        body["identifier"] = f"8{row['rpps']}"
    body["employment"] = _emploi(row, regle)
    return Avis(row["id_unique"], tuple(faults), None if faults else body)


def _abroad(row: Mapping[str, Any]) -> bool:
    return str(row["code_commune_naissance"] or "").startswith(ETRANGER)


def _coherence(row: Mapping[str, Any], regle: Mapping[str, Any], le: dt.date) -> list[Faute]:
    """What no single field says: age, place of birth against the national list, our own establishment."""
    who = {field["champ"]: field["qui"] for field in regle["champs"]}
    faults = []
    born: dt.date | None = row["date_naissance"]
    if born is not None:
        age = le.year - born.year - ((le.month, le.day) < (born.month, born.day))
        if not regle["age_min"] <= age <= regle["age_max"]:
            faults.append(Faute("birthDate", "age", who["birthDate"]))
    place = str(row["code_commune_naissance"] or "")
    known = _departements() | set(regle["departements_anciens"])
    if place and not _abroad(row) and place[:2] not in known and place[:3] not in known:
        faults.append(Faute("birthLocationCode", "commune_impossible", who["birthLocationCode"]))
    if not row["finess_ej"]:
        faults.append(Faute("employment.issuingEstablishment", "etablissement", "Équipe projet"))
    return faults


def _emploi(row: Mapping[str, Any], regle: Mapping[str, Any]) -> dict[str, Any]:
    since = _texte(row["date_arrivee"])
    return {
        "function": regle["fonction"],
        "issuingEstablishment": f"{regle['prefixe_finess']}{row['finess_ej'] or ''}",
        **({"employmentStartDate": since} if since else {}),
    }


def _texte(value: Any) -> str | None:
    if isinstance(value, dt.date):
        return value.isoformat()
    return " ".join(str(value).split()) or None if value is not None else None
