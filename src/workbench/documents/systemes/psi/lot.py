"""A lot for Pro Santé Identité: a folder of one body a person, with its manifest; read back only if nothing
in it was changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench.access import Acces, exiger
from workbench.documents.produits import Produit, consigner
from workbench.documents.systemes.psi.fichiers import (
    DOSSIER_CORPS,
    MANIFESTE,
    PRODUIT,
    Controle,
    parts,
    preflight,
)
from workbench.socle.erreurs import ErreurWorkbench

DROIT = "inscrire"


class LotRefuse(ErreurWorkbench):
    """A folder that is not a lot, or no longer the one that was prepared."""


@dataclass(frozen=True)
class Lot:
    """A lot read back: `corps` is id_unique → the bytes to send, each as its manifest says; `fiches`: the
    record a decision hangs on.
    """

    code: str
    contrat: str
    execution: str
    corps: dict[str, bytes]
    fiches: dict[str, str]

    def empreinte(self, ident: str) -> str:
        """The print of what would be sent for that person."""
        return hashlib.sha256(self.corps[ident]).hexdigest()


def prepare(
    acces: Acces, motif: str, dossier: Path, deja: Collection[tuple[str, str]]
) -> tuple[Controle, Path]:
    """Write the folder of who is ready (0700, files 0600), recorded in the history of what leaves.

    Args:
        motif: why. deja: (id_unique, print of the body) already answered: they are left out.

    Returns:
        What was found (`corps`: who is in the lot), and the folder.

    Raises:
        AccesRefuse: the role enrols nobody. ErreurWorkbench: no reason given, or nobody to send.
    """
    exiger(acces.home, acces.utilisateur, DROIT)
    if not motif.strip():
        raise ErreurWorkbench("Lot sans raison", "Rien n’a été préparé.", "Dites pourquoi, avec --motif.")
    found = preflight(acces)
    answered = {ident for ident, _ in deja}
    encoded = {ident: _encode(one) for ident, one in found.corps.items()}
    kept = {
        ident: one
        for ident, one in found.corps.items()
        if ident not in answered or (ident, hashlib.sha256(encoded[ident]).hexdigest()) not in deja
    }
    if not kept:
        raise ErreurWorkbench(
            "Personne à inscrire",
            f"{len(found.corps)} prêtes, toutes déjà répondues à l’identique."
            if found.corps
            else f"{found.personnes.height} personnes contrôlées, aucune prête.",
            "« workbench retour psi --simulation » dit ce qui manque et qui peut le donner.",
        )
    found = replace(found, corps=kept)
    content = parts(acces, found, auteur=acces.utilisateur, motif=motif.strip())
    code = f"PSI-{found.date:%Y%m%d}-{hashlib.sha256(content[MANIFESTE]).hexdigest()[:8]}"
    target = dossier / code
    if target.exists():
        raise LotRefuse(
            "Lot déjà préparé", f"{target} existe.", "Envoyez-le, ou retirez ce dossier pour le refaire."
        )
    options = {"lot": code, "corps": str(len(kept)), "motif": motif.strip()}
    manifest = content[MANIFESTE]
    product = Produit(PRODUIT, code, manifest, "application/json", found.date, acces.version, options)
    consigner(acces, product)
    _write(target, content)
    return found, target


def _encode(one: dict[str, Any]) -> bytes:
    return json.dumps(one, ensure_ascii=False, indent=1).encode()


def _write(target: Path, content: dict[str, bytes]) -> None:
    """The manifest last: a folder without one is not a lot."""
    (target / DOSSIER_CORPS).mkdir(parents=True, mode=0o700)
    for folder in {target, *((target / name).parent for name in content)}:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
    for name in sorted(content, key=lambda name: name == MANIFESTE):
        descriptor = os.open(target / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content[name])


def read(dossier: Path) -> Lot:
    """A lot as it was prepared.

    Raises:
        LotRefuse: no manifest, a body missing, changed or added.
    """
    path = dossier / MANIFESTE
    try:
        manifest = json.loads(path.read_bytes())
        prints: dict[str, str] = dict(manifest["corps"])
        contract, execution = str(manifest["contrat"]), str(manifest["execution"])
        records = {ident: str(key or "") for ident, key in manifest["fiches"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LotRefuse(
            "Ce n’est pas un lot",
            f"{path} ne se lit pas ({type(error).__name__}).",
            "Donnez le dossier écrit par « workbench psi preparer », en entier.",
        ) from error
    present = {f"{DOSSIER_CORPS}/{file.name}" for file in (dossier / DOSSIER_CORPS).glob("*")}
    bodies = {name: (dossier / name).read_bytes() for name in sorted(prints) if name in present}
    wrong = sorted(present ^ set(prints)) + [
        name for name, content in bodies.items() if hashlib.sha256(content).hexdigest() != prints[name]
    ]
    if wrong:
        raise LotRefuse(
            "Lot modifié depuis sa préparation",
            f"{dossier.name} : {', '.join(wrong[:5])} (manque, ajouté ou changé).",
            "Rien n’est parti. Préparez un nouveau lot ; les corrections se font à la source.",
        )
    corps = {Path(name).stem: content for name, content in bodies.items()}
    return Lot(dossier.name, contract, execution, corps, records)
