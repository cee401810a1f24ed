"""People and a national directory made by hand, for the evidence ladder."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from workbench.rpps.ascension import civil, climb
from workbench.rpps.echelle import Personne
from workbench.rpps.repertoire import Repertoire

NAISSANCE = dt.date(1980, 5, 6)


def key(body: str) -> str:
    from workbench.socle.luhn import luhn_cle as luhn

    return body + luhn(body)


BON, AUTRE, INCONNU = key("1900048271"), key("1900096543"), key("1900144813")


def personne(declares: list[str] | None = None, **autres: object) -> Personne:
    values: dict[str, object] = {
        "ident": "ID00000001",
        "noms": ["MARTIN", "DURAND"],
        "naissance_noms": ["MARTIN"],
        "prenoms": ["LEA"],
        "naissance": NAISSANCE,
        "sexe": "F",
        "commune": None,
        "profession": "60",
        "role": None,
        "autorite": "ordre",
        "dpi": True,
        "declares": declares or [],
    }
    return Personne(**{**values, **autres})  # type: ignore[arg-type]


def restreint(numero: str, **autres: object) -> dict[str, object]:
    return {
        "rpps": numero,
        "nom_naissance": "MARTIN",
        "prenoms": "LEA'ANNE",
        "date_naissance": NAISSANCE,
        "sexe": "F",
        "nom_exercice": "DURAND",
        "prenom_exercice": "LEA",
        "code_commune_naissance": None,
        "professions": {("60", None)},
        **autres,
    }


def public(numero: str, **autres: object) -> dict[str, object]:
    return {
        "rpps": numero,
        "nom_exercice": "DURAND",
        "prenom_exercice": "Léa",
        "profession_code": "60",
        "professions": {("60", None)},
        "finess": {"990000028"},
        **autres,
    }


def annuaire(
    publics: list[dict[str, object]] = (), restreints: list[dict[str, object]] | None = None
) -> Repertoire:  # type: ignore[assignment]
    by_number = {str(row["rpps"]): row for row in publics}
    held = {str(row["rpps"]): row for row in restreints or []}
    by_birth: dict[object, list[str]] = {}
    for row in held.values():
        by_birth.setdefault(row["date_naissance"], []).append(str(row["rpps"]))
    by_name = {("DURAND", "LEA"): list(by_number)} if by_number else {}
    names = {("MARTIN", "LEA"): list(held)}
    return Repertoire(by_number, held, by_name, by_birth, names, bool(by_number), restreints is not None)


def monter(person: Personne, directory: Repertoire) -> tuple[str, str]:
    lien = climb(person, directory, {"990000028"}, Counter([civil(person)]), False)
    return lien.statut, lien.preuve
