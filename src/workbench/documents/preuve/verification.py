"""Is an evidence pack the one that was sealed? Nothing but the archive is needed to say so."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from workbench.documents.preuve.archive import FORMAT, MANIFESTE, sceau
from workbench.looks.formats import taille
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.zips import ILLISIBLE

OCTETS_MAX = 1024**3
DITS = ("format", "objectif", "etablissement", "date_donnees", "sceau")


class DossierIllisible(ErreurWorkbench):
    """It is not an evidence pack, or too damaged to be read as one."""


@dataclass(frozen=True)
class Constat:
    """What the archive says of itself, and every fault found in it."""

    manifeste: Mapping[str, Any]
    sha256: str
    fautes: list[str] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """Nothing was changed, taken out or added since it was sealed."""
        return not self.fautes


def verifier(octets: bytes) -> Constat:
    """Hold every file of the archive against the manifest, and the manifest against its seal.

    Who rewrites both can make a pack that agrees with itself: the archive's own hash, kept in the
    establishment's journal of exports when it was made, is what tells it apart.

    Raises:
        DossierIllisible: no archive, no manifest, or one that cannot be read.
    """
    try:
        with ZipFile(BytesIO(octets)) as opened:
            names = opened.namelist()
            weight = sum(info.file_size for info in opened.infolist())
            if weight > OCTETS_MAX:
                raise _unreadable(f"il pèse {taille(weight)} une fois ouvert.")
            said = json.loads(opened.read(MANIFESTE))
            read = {name: opened.read(name) for name in dict.fromkeys(names)}
    except KeyError:
        raise _unreadable(f"il n’a pas de {MANIFESTE}.") from None
    except (*ILLISIBLE, ValueError) as error:
        raise _unreadable("l’archive est abîmée ou n’en est pas une.") from error
    listed = said.get("fichiers") if isinstance(said, dict) else None
    whole = isinstance(said, dict) and all(isinstance(said.get(name), str) for name in DITS) and _dated(said)
    if not isinstance(listed, dict) or not whole or said["format"] != FORMAT:
        raise _unreadable(f"son {MANIFESTE} n’est pas celui d’un dossier de preuve ({FORMAT}).")
    if not all(name.isprintable() for name in (*listed, *names, *(said[told] for told in DITS))):
        raise _unreadable("un nom y contient un caractère qui ne s’affiche pas.")
    faults = []
    if said.get("sceau") != sceau(said):
        faults.append(f"{MANIFESTE} : modifié depuis qu’il a été scellé.")
    faults += [
        f"{name} : en double dans l’archive." for name in sorted({n for n in names if names.count(n) > 1})
    ]
    for name in sorted({*listed, *read} - {MANIFESTE}):
        if name not in read:
            faults.append(f"{name} : retiré du dossier.")
        elif name not in listed:
            faults.append(f"{name} : ajouté au dossier.")
        elif hashlib.sha256(read[name]).hexdigest() != _print_of(listed[name]):
            faults.append(f"{name} : modifié depuis qu’il a été scellé.")
    return Constat(said, hashlib.sha256(octets).hexdigest(), faults)


def _dated(said: Mapping[str, Any]) -> bool:
    try:
        dt.date.fromisoformat(said["date_donnees"])
    except ValueError:
        return False
    return True


def _print_of(entry: Any) -> str:
    return str(entry.get("sha256")) if isinstance(entry, dict) else ""


def _unreadable(why: str) -> DossierIllisible:
    return DossierIllisible(
        "Dossier de preuve illisible",
        f"Ce fichier ne peut pas être vérifié : {why}",
        "Donnez l’archive .zip telle qu’elle a été produite, ou demandez-la de nouveau à l’établissement.",
    )
