"""A system whose user codes are built on the personnel number: `U004212` is number 4212.

Learnt on the accounts already joined to HR: where nearly every code holds its person's number, a code is
read as one. Nothing is assumed of a system that has not shown it.
"""

from __future__ import annotations

import re
from collections import defaultdict

import polars as pl

from workbench.identities.chantier import Chantier
from workbench.identities.regles import rules

_CHIFFRES = re.compile(r"^[A-Za-z]{0,4}[-_. ]?0*(\d+)$")
_NUMERO = re.compile(r"^[A-Z]*0*(\d+)[A-Z]*$")


def coded_accounts(chantier: Chantier, people: pl.DataFrame) -> list[list[str]]:
    """Accounts and HR records that one number names.

    Args:
        people: cle, nature, source, login, identifiant.

    Returns:
        For each account whose system's codes hold numbers: its key, then those of the HR records that bear
        its number.
    """
    least = int(rules()["codes"]["chiffres"])
    homes: dict[str, list[str]] = defaultdict(list)
    for cle, fiche in chantier.fiches.items():
        number = _NUMERO.match(fiche.matricule) if fiche.rh else None
        if number and len(number[1]) >= least:
            homes[number[1]].append(cle)
    codes: dict[str, dict[str, str]] = defaultdict(dict)
    accounts = people.filter(pl.col("nature") != "sirh").select("cle", "source", "login", "identifiant")
    for cle, source, *written in accounts.iter_rows():
        numbers = (_CHIFFRES.match(text) for text in written if text)
        if found := {number[1] for number in numbers if number and len(number[1]) >= least}:
            codes[source][cle] = sorted(found)[0]
    return [
        [cle, *homes[number]]
        for source in sorted(codes)
        if _shown(chantier, codes[source], homes)
        for cle, number in sorted(codes[source].items())
        if number in homes
    ]


def _shown(chantier: Chantier, codes: dict[str, str], homes: dict[str, list[str]]) -> bool:
    """Nearly every account of this system already joined to HR bears its person's number."""
    limits, groupes = rules()["codes"], chantier.groupes
    joined = [(cle, number) for cle, number in codes.items() if groupes.group(cle).rh]
    held = sum(groupes.find(cle) in groupes.groups(homes.get(number, ())) for cle, number in joined)
    return len(joined) >= int(limits["exemples"]) and held >= float(limits["part"]) * len(joined)
