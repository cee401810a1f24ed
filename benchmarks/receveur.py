"""What an IAM holds once it took our changes: every pair of versions, both ways, then month after month.

Usage: PYTHONPATH=src python benchmarks/receveur.py --home HOME
HOME keeps several published versions (six for the demonstration). Exit code 1 when a receiver ends with
anything else than what was to be.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from workbench.access import ouvrir_version
from workbench.documents.systemes.iam import changements as ch
from workbench.documents.systemes.iam import etat
from workbench.warehouse.publication import kept_versions

REGLES = ch.rules()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    home = parser.parse_args().home
    versions = [etat.read(ouvrir_version(home, "banc", "mesure", path)) for _, path in kept_versions(home)]
    pairs = list(itertools.combinations([etat.RIEN, *versions], 2))
    back = [(after, before) for before, after in itertools.combinations(versions, 2)]
    wrong = told("paires dans l’ordre du temps", pairs)
    wrong += told("paires à rebours", back)
    return 1 if wrong + months(versions) else 0


def told(what: str, pairs: Iterable[tuple[etat.Version, etat.Version]]) -> int:
    """How many pairs end equal; returns the others."""
    seen = [faults(before, after) for before, after in pairs]
    print(f"{what} : {sum(not count for count, _ in seen)} égales sur {len(seen)}", end="")
    print(f", {sum(changes for _, changes in seen)} changements rejoués")
    return sum(bool(count) for count, _ in seen)


def faults(before: etat.Version, after: etat.Version) -> tuple[int, int]:
    """People who end otherwise than they should, and the changes of that pair."""
    found = ch.compare(before, after, REGLES)
    held = ch.apply(before.personnes, found.changements)
    aside = {(one.id_unique, one.motif) for one in found.a_part}
    wrong = int(ch.apply(held, found.changements) != held)
    for ident, person in after.personnes.items():
        if (ident, "deja_la") not in aside:
            free = person["login"] is None or (ident, "login_tenu") in aside
            wrong += held[ident] != (person | {"login": held[ident]["login"]} if free else person)
    return wrong, len(found.changements)


def months(versions: Sequence[etat.Version]) -> int:
    """One receiver that takes each month's file, and renames by hand what it is told to; what it holds
    against what the next file supposes, then against the last version.
    """
    held: dict[str, dict[str, object]] = {}
    wrong = 0
    for rank, version in enumerate(versions):
        known = etat.RIEN
        if rank:
            older = [lambda _, one=one: one for one in reversed(versions[: rank - 1])]
            known = etat.known_to_receiver(versions[rank - 1], older, version)
        supposed = sum(held.get(ident) != person for ident, person in known.personnes.items())
        found = ch.compare(known, version, REGLES)
        held = ch.apply(held, found.changements)
        by_hand = [one for one in found.a_part if one.motif == "deja_la" and one.detail in held]
        other = {ident for ident, person in version.personnes.items() if held.get(ident) != person}
        kept = {
            ident
            for ident in other & held.keys()
            if held[ident] == {**version.personnes[ident], "login": held[ident]["login"]}
        }
        left = other - kept - {one.id_unique for one in by_hand}
        print(
            f"{version.date} : {len(found.changements)} changements, {supposed} tenus autrement que supposé,"
            f" {len(kept)} noms de connexion que rien ne donne plus, {len(by_hand)} à renommer à la main,"
            f" {len(left)} autres écarts"
        )
        for one in by_hand:
            held[one.id_unique] = held.pop(one.detail)
        wrong += supposed + len(left)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
