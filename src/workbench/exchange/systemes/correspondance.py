"""The receiver's own identifiers, as its export gives them: SCIM changes nobody without."""

from __future__ import annotations

import hashlib
from pathlib import Path

from workbench.exchange import lecteur
from workbench.exchange.contrat import contrat
from workbench.exchange.fichier import open_table
from workbench.exchange.plan import ClasseurIllisible
from workbench.socle.erreurs import ErreurWorkbench


def read_ids(fichier: Path) -> dict[str, str]:
    """externalId → id.

    Raises:
        ErreurWorkbench: no such file. ClasseurIllisible: not a table, a cell empty, an identifier twice.
    """
    if not fichier.is_file():
        raise ErreurWorkbench("Correspondance introuvable", f"{fichier} n’existe pas.", "Vérifiez le chemin.")
    content, wanted = fichier.read_bytes(), contrat("correspondance")
    sheet, ragged = open_table(content, fichier.name, wanted)
    lecture = lecteur.lire_grilles([sheet], wanted, hashlib.sha256(content).hexdigest()[:12])
    faults = [*ragged, *lecture.fautes]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for line in lecture.lignes:
        ours, theirs = line.valeurs["externe"], line.valeurs["interne"]
        if ours in found or theirs in taken:
            faults.append(line.faute("externe", f"« {ours} » ou « {theirs} » est déjà donné plus haut"))
        found[ours] = theirs
        taken.add(theirs)
    if faults:
        told = "\n".join(f"ligne {fault.ligne} : {fault.motif}" for fault in faults[:10])
        raise ClasseurIllisible(
            "Correspondance fautive", told, "Rien n’a été produit. Refaites l’export de l’IAM."
        )
    return found
