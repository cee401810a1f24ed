"""Twins and the list of who must send, dropped from the page: kept in the region's folder under a safe name,
never one over another. Whether a twin is right is judged when it is read (`reception`).
"""

from __future__ import annotations

from pathlib import Path

from workbench.documents.region.attendus import ATTENDUS, lire_attendus
from workbench.sources.depot import ARCHIVE, DepotRefuse, safe_name

MIO_MAX = 50


def keep(dossier: Path, nom: str, octets: bytes) -> Path:
    """That file, in the folder; one already there, byte for byte, is kept once. The list replaces the former.

    Raises:
        DepotRefuse: neither an archive nor the list, or empty, or another archive has that name, or a line
        of the list is wrong.
    """
    clean = safe_name(nom)
    archive = clean.lower().endswith(ARCHIVE)
    if not archive and clean != ATTENDUS:
        raise DepotRefuse(
            "Fichier refusé",
            f"« {clean} » n’est ni une archive .zip, ni la liste « {ATTENDUS} ».",
            "Déposez l’archive telle que l’établissement l’a envoyée.",
        )
    if not octets:
        raise DepotRefuse(
            "Fichier vide", f"« {clean} » ne contient rien.", "Redemandez-le à l’établissement."
        )
    if not archive:
        _whole(octets)
    target = dossier / clean
    if target.is_file() and archive:
        if target.read_bytes() == octets:
            return target
        raise DepotRefuse(
            "Nom déjà pris",
            f"Un autre « {clean} », de contenu différent, a déjà été reçu.",
            "Renommez le nouveau, puis redéposez-le.",
        )
    dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = dossier / f".{clean}.partiel"
    temporary.write_bytes(octets)
    return temporary.replace(target)


def _whole(octets: bytes) -> None:
    """The list is taken whole, or not at all: the former one stays.

    Raises:
        DepotRefuse: every line that is wrong. AttendusIllisibles: not a list.
    """
    _, faults = lire_attendus(octets)
    if faults:
        told = " ".join(f"{fault.titre}. {fault.message}" for fault in faults)
        raise DepotRefuse(
            "Liste des attendus refusée",
            told,
            "Corrigez ces lignes, puis redéposez la liste : celle d’avant reste en place.",
        )
