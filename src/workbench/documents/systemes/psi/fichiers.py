"""The pre-flight in files: one JSON body a person who is ready, checked against the contract, a manifest,
and what is missing, a workbook for each of those who can supply it. Nothing is sent from here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from jsonschema import Draft202012Validator

from workbench.access import Acces
from workbench.documents.produits import Produit, exiger
from workbench.documents.systemes.psi import a_completer
from workbench.documents.systemes.psi.controle import ROOM, body, rules
from workbench.office.paquet import archive
from workbench.socle.erreurs import ErreurWorkbench

PRODUIT = "retour_psi"
RAISON = "contrôle avant inscription à Pro Santé Identité"
MANIFESTE = "manifeste.json"
DOSSIER_CORPS = "corps"
DOSSIER_MANQUE = "a_completer"


@dataclass(frozen=True)
class Controle:
    """Everybody's verdict.

    `personnes`: rows of `mart.psi_personne`; `fautes`: rows of `mart.psi_faute`; `corps`: id_unique → body of
    who is ready, each checked against the contract; `fiches`: id_unique → the HR record a decision hangs on.
    """

    date: dt.date
    personnes: pl.DataFrame
    fautes: pl.DataFrame
    corps: dict[str, dict[str, Any]]
    fiches: dict[str, str | None]
    regle: dict[str, Any] = field(repr=False)

    @property
    def verdicts(self) -> dict[str, int]:
        """Verdict → people."""
        return dict(self.personnes.group_by("verdict").len().iter_rows())

    @property
    def raisons(self) -> list[dict[str, Any]]:
        """What is missing: `effet, mot, raison, remede, qui, nombre`, most frequent first."""
        keys = ["effet", "mot", "raison", "remede", "qui"]
        counted = self.fautes.group_by(keys).agg(nombre=pl.col("id_unique").n_unique())
        return counted.sort("nombre", *keys, descending=[True, *[False] * len(keys)]).to_dicts()


@cache
def schema(contrat: str) -> Draft202012Validator:
    """What that version of the contract takes."""
    text = files(ROOM).joinpath(f"corps_{contrat}.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def refused(contrat: str, corps: Any) -> tuple[str, str] | None:
    """The first field of a body that this version of the contract refuses, and why; None when it takes it."""
    wrong = next(iter(schema(contrat).iter_errors(corps)), None)
    return None if wrong is None else (".".join(map(str, wrong.absolute_path)) or "corps", wrong.message)


def preflight(acces: Acces) -> Controle:
    """Check everybody who is to be enrolled (logged reading).

    Raises:
        ErreurWorkbench: the rules of the establishment let a body through that the contract refuses.
    """
    regle = rules(acces.home)
    people = acces.nominatif("mart.psi_personne", motif=RAISON)
    ready = people.filter(pl.col("verdict") == "prete")["id_unique"].to_list()
    rows = acces.nominatif("mart.retour_psi", motif=RAISON, id_unique=ready)
    bodies = {row["id_unique"]: body(row, regle) for row in rows.sort("id_unique").iter_rows(named=True)}
    records = dict(rows.select("id_unique", "fiche").iter_rows())
    for ident, one in bodies.items():
        if wrong := refused(regle["contrat"], one):
            raise ErreurWorkbench(
                "Corps refusé par le contrat",
                f"{ident}, {wrong[0]} : {wrong[1]}",
                "Corrigez regles/retour_psi.toml (il admet ce que le contrat refuse), puis relancez"
                " « workbench run ». Rien n’a été produit.",
            )
    day = acces.agregat("mart.synthese")["date_execution"][0]
    faults = acces.nominatif("mart.psi_faute", motif=RAISON)
    return Controle(day, people, faults, bodies, records, regle)


def parts(acces: Acces, found: Controle, **said: str) -> dict[str, bytes]:
    """File name → content: bodies, manifest, what is missing.

    Args:
        said: what else the manifest says (who, why).
    """
    bodies = {
        f"{DOSSIER_CORPS}/{ident}.json": json.dumps(one, ensure_ascii=False, indent=1).encode()
        for ident, one in found.corps.items()
    }
    manifest = {
        "contrat": found.regle["contrat"],
        "regles": found.regle["version"],
        "execution": acces.version,
        "date_execution": found.date.isoformat(),
        "personnes": found.personnes.height,
        "verdicts": found.verdicts,
        "corps": {name: hashlib.sha256(content).hexdigest() for name, content in bodies.items()},
        "fiches": {ident: found.fiches[ident] for ident in found.corps},
        **said,
    }
    missing = a_completer.workbooks(acces, found.fautes, found.date, found.regle, RAISON)
    return (
        bodies
        | {MANIFESTE: json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()}
        | {f"{DOSSIER_MANQUE}/{name}": content for name, content in missing.items()}
    )


def prepare(acces: Acces) -> tuple[Controle, Produit]:
    """The archive: bodies, manifest, what is missing.

    Raises:
        AccesRefuse: the role exports nothing.
    """
    exiger(acces, True)
    found = preflight(acces)
    options = {"prêts": str(len(found.corps)), "contrôlés": str(found.personnes.height)}
    name = f"retour_psi_{found.date.isoformat()}.zip"
    content = archive(parts(acces, found))
    return found, Produit(PRODUIT, name, content, "application/zip", found.date, acces.version, options)
