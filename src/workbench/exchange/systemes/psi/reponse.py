"""One answer of Pro Santé Identité, understood block by block: the global status alone is never believed.

What INSEE says of the person (traits, death) is looked at, never kept.
"""

from __future__ import annotations

import csv
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from workbench.documents.systemes.psi.controle import ROOM
from workbench.socle.noms import name_key
from workbench.socle.numeros import rpps_valide

INSCRITE, EXISTE, REFUSEE, INCERTAINE, A_REPRENDRE = (
    "inscrite",
    "existe",
    "refusee",
    "incertaine",
    "a_reprendre",
)
FINALES = (INSCRITE, EXISTE)
FAITS = (200, 201)
PANNES = (429, 500, 502, 503, 504)
MOT_MAX = 200  # characters of a code or of a field name that are kept
AUTRES_BLOCS = ("activity", "cardOrderPsi", "cardOrderCps")
TYPE_RPPS, NATIONAL = "8", 12  # the national identifier: a type, then the number
_STATUT = re.compile(r"[1-5][0-9]{2}", re.ASCII)
_CHIFFRES = re.compile(r"[0-9]+", re.ASCII)
_HORS_LIGNE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True)
class Reponse:
    """What is kept of an answer.

    `etat`: a word of this module; `code`: the contract's; `numeros`: RPPS numbers whose key is right;
    `faux`: how many were not; `champs`: fields refused; `divergences`: traits the RNIPP knows otherwise;
    `blocs`: other block → its code; `raison`: why it could not be believed.
    """

    etat: str
    http: int
    code: str = ""
    psi_identifiant: str = ""
    numeros: tuple[str, ...] = ()
    faux: int = 0
    champs: tuple[str, ...] = ()
    divergences: tuple[str, ...] = ()
    blocs: Mapping[str, str] = field(default_factory=dict)
    raison: str = ""

    def gardee(self) -> dict[str, Any]:
        """For the journal: what is not empty."""
        return {name: value for name, value in asdict(self).items() if value}


@cache
def codes(contrat: str) -> dict[str, dict[str, str]]:
    """Code → `statut_http, suite, sens, remede`."""
    text = files(ROOM).joinpath(f"reponses_{contrat}.csv").read_text("utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


def understand(http: int, content: bytes, envoye: Mapping[str, Any]) -> Reponse:
    """What that answer says of the person sent.

    Args:
        http: the status. content: the body received. envoye: the body sent, to recognise whose answer it is.
    """
    if http in PANNES:
        return Reponse(A_REPRENDRE, http, f"HTTP_{http}")
    told = _objet(content)
    if told is None:
        return Reponse(INCERTAINE, http, raison="réponse illisible")
    identity = _identity(told)
    if identity is None:
        return Reponse(INCERTAINE, http, raison="réponse sans bloc identité")
    return _judge(http, told, identity, envoye)


def _objet(content: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _identity(told: Mapping[str, Any]) -> dict[str, Any] | None:
    """The identity block, nested once, twice or not at all."""
    block: Any = told.get("identity")
    if isinstance(block, dict) and isinstance(block.get("identity"), dict) and "status" not in block:
        block = block["identity"]
    if block is None and isinstance(told.get("code"), str):
        block = dict(told)
    return block if isinstance(block, dict) else None


def _judge(
    http: int, told: Mapping[str, Any], identity: Mapping[str, Any], envoye: Mapping[str, Any]
) -> Reponse:
    status = _statut(identity.get("status"), http)
    code = _mot(identity.get("code"))
    kept, wrong = _numbers(identity.get("rppsIdentifiers"))
    flags = _dict(_dict(_dict(identity.get("rnippData")).get("metadonnees")).get("divergences"))
    base: dict[str, Any] = {
        "http": http,
        "code": code or (f"HTTP_{status}" if status else ""),
        "psi_identifiant": _uuid(identity.get("id")) or _uuid(identity.get("psiIdentifier")),
        "numeros": kept,
        "faux": wrong,
        "champs": _fields(identity.get("detail")),
        "divergences": tuple(sorted(name for name, said in flags.items() if said is True)),
        "blocs": _blocks(told),
    }
    if _autre(identity.get("identityTraits"), envoye):
        return Reponse(INCERTAINE, raison="autre_personne", **base)
    if http != 207 and status != http:
        return Reponse(INCERTAINE, raison=f"statut {http}, bloc identité {status or 'sans statut'}", **base)
    if status in FAITS:
        if not base["psi_identifiant"]:
            return Reponse(INCERTAINE, raison="compte créé sans identifiant", **base)
        return Reponse(INSCRITE, **base)
    if status == 409:
        return Reponse(EXISTE, **base)
    if status in (400, 404):
        return Reponse(REFUSEE, **base)
    return Reponse(INCERTAINE, raison=f"statut {status or http} non prévu par le contrat", **base)


def _statut(said: Any, http: int) -> int:
    """The block's status; one that says none has the global one, unless that is 207."""
    if said is None:
        return 0 if http == 207 else http
    return int(said) if not isinstance(said, bool) and _STATUT.fullmatch(str(said)) else 0


def _numbers(said: Any) -> tuple[tuple[str, ...], int]:
    """Numbers whose key is right, and how many were not."""
    listed = said if isinstance(said, list) else [] if said is None else [said]
    found: list[str] = []
    for one in listed:
        digits = str(one) if isinstance(one, str | int) and _CHIFFRES.fullmatch(str(one)) else ""
        number = digits[1:] if len(digits) == NATIONAL and digits[0] == TYPE_RPPS else digits
        if len(number) == NATIONAL - 1 and rpps_valide(number):
            found.append(number)
    return tuple(dict.fromkeys(found)), len(listed) - len(found)


def _blocks(told: Mapping[str, Any]) -> dict[str, str]:
    """Other blocks that were not done, or that cannot be read, with their code."""
    found = {}
    for name in AUTRES_BLOCS:
        block = told.get(name)
        if block is not None and _statut(_dict(block).get("status"), 207) not in FAITS:
            found[name] = _mot(_dict(block).get("code") or _dict(block).get("status")) or "illisible"
    return found


def _fields(said: Any) -> tuple[str, ...]:
    details = said if isinstance(said, list) else []
    return tuple(told for one in details if (told := _mot(_dict(one).get("field"))))


def _mot(said: Any) -> str:
    """A code or a field name as it may be kept and shown: one line, nothing that is not text."""
    known = isinstance(said, str | int) and not isinstance(said, bool)
    return _HORS_LIGNE.sub(" ", str(said)[:MOT_MAX]).strip() if known else ""


def _uuid(said: Any) -> str:
    try:
        return str(uuid.UUID(str(said)))
    except ValueError:
        return ""


def _dict(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _autre(traits: Any, envoye: Mapping[str, Any]) -> bool:
    """The answer repeats the traits of somebody else."""
    said = _dict(traits)
    born, name = said.get("birthDate"), said.get("lastName")
    return bool(
        (born and str(born) != envoye["birthDate"])
        or (name and name_key(str(name)) != name_key(envoye["lastName"]))
    )
