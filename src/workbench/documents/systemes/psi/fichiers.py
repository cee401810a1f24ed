"""The pre-flight in files: one JSON body a person who is ready, checked against the contract, a manifest,
and the list of what is missing, by who can supply it. Nothing is sent.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

from jsonschema import Draft202012Validator

from workbench.access import Acces
from workbench.documents.produits import Produit, exiger
from workbench.documents.systemes.psi.controle import ROOM, Avis, check, rules
from workbench.office.paquet import archive
from workbench.socle.erreurs import ErreurWorkbench

PRODUIT = "retour_psi"


@dataclass(frozen=True)
class Controle:
    """Everybody's verdict. `fautes`: (field, reason, who can mend it) → people."""

    avis: Sequence[Avis]
    regle: dict[str, Any]

    @property
    def prets(self) -> list[Avis]:
        """Those with a body."""
        return [one for one in self.avis if one.corps is not None]

    @property
    def fautes(self) -> list[tuple[tuple[str, str, str], int]]:
        """What is missing, most frequent first."""
        told = Counter((f.champ, f.code, f.qui) for one in self.avis for f in one.fautes)
        return sorted(told.items(), key=lambda item: (-item[1], item[0]))


@cache
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(files(ROOM).joinpath("corps.schema.json").read_text("utf-8")))


def preflight(acces: Acces) -> Controle:
    """Check everybody who is to be enrolled (logged reading).

    Raises:
        ErreurWorkbench: the rules of the establishment let a body through that the contract refuses.
    """
    regle = rules(acces.home)
    day = acces.agregat("mart.synthese")["date_execution"][0]
    rows = acces.nominatif("mart.retour_psi", motif="contrôle avant inscription à Pro Santé Identité")
    told = [check(row, regle, day) for row in rows.sort("id_unique").iter_rows(named=True)]
    for one in told:
        wrong = next(iter(_schema().iter_errors(one.corps)), None) if one.corps is not None else None
        if wrong is not None:
            raise ErreurWorkbench(
                "Corps refusé par le contrat",
                f"{one.id_unique}, {'.'.join(map(str, wrong.absolute_path)) or 'corps'} : {wrong.message}",
                "Corrigez regles/retour_psi.toml : il admet ce que le contrat refuse. Rien n’a été produit.",
            )
    return Controle(told, regle)


def prepare(acces: Acces) -> tuple[Controle, Produit]:
    """The archive: bodies, manifest, what is missing.

    Raises:
        AccesRefuse: the role exports nothing.
    """
    exiger(acces, True)
    found = preflight(acces)
    day = acces.agregat("mart.synthese")["date_execution"][0]
    bodies = {
        f"corps/{one.id_unique}.json": json.dumps(one.corps, ensure_ascii=False, indent=1).encode()
        for one in found.prets
    }
    manifest = {
        "contrat": found.regle["contrat"],
        "regles": found.regle["version"],
        "execution": acces.version,
        "date_execution": day.isoformat(),
        "personnes": len(found.avis),
        "corps": {name: hashlib.sha256(content).hexdigest() for name, content in bodies.items()},
    }
    parts = bodies | {
        "manifeste.json": json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode(),
        "a_completer.csv": _missing(found),
    }
    options = {"prêts": str(len(found.prets)), "contrôlés": str(len(found.avis))}
    name = f"retour_psi_{day.isoformat()}.zip"
    return found, Produit(PRODUIT, name, archive(parts), "application/zip", day, acces.version, options)


def _missing(found: Controle) -> bytes:
    words = {field["champ"]: field["mot"] for field in found.regle["champs"]}
    flow = StringIO()
    write = csv.writer(flow, delimiter=";", lineterminator="\r\n").writerow
    write(("qui", "id_unique", "champ", "quoi", "pourquoi"))
    lines = [
        (f.qui, one.id_unique, f.champ, words.get(f.champ, f.champ), found.regle["mots"][f.code])
        for one in found.avis
        for f in one.fautes
    ]
    for line in sorted(lines):
        write(line)
    return flow.getvalue().encode("utf-8-sig")
