"""The twins of a folder: read, set aside when wrong or too visible, kept once each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

from workbench.documents.jumeau import TABLE, Jumeau, JumeauRefuse
from workbench.documents.jumeau_lu import lire
from workbench.documents.region.attendus import Ecarte


def recevoir(
    dossier: Path, seuil: int, progress: Callable[[str], None] | None = None
) -> tuple[list[Jumeau], list[Ecarte]]:
    """The twins kept, in the order of their establishment and date, and what was set aside, with why."""
    jumeaux, ecartes = _tout_lire(_chemins(dossier), seuil, progress)
    gardes, en_trop = _sans_doublon(jumeaux)
    return gardes, ecartes + en_trop


def _chemins(dossier: Path) -> list[Path]:
    archives = {chemin for chemin in dossier.rglob("*.zip") if chemin.is_file()}
    return sorted(archives | {chemin.parent for chemin in dossier.rglob(TABLE)})


def _tout_lire(
    chemins: Iterable[Path], seuil: int, progress: Callable[[str], None] | None
) -> tuple[list[Jumeau], list[Ecarte]]:
    jumeaux, ecartes = [], []
    for chemin in chemins:
        if progress:
            progress(chemin.name)
        try:
            jumeau = lire(chemin)
        except JumeauRefuse as refus:
            ecartes.append(
                Ecarte(chemin.name, refus.titre, " ".join(filter(None, (refus.message, refus.conseil))))
            )
            continue
        if jumeau.entete.type != "etablissement":
            ecartes.append(
                Ecarte(
                    chemin.name,
                    "Ce n’est pas un établissement",
                    "Une vue régionale ne s’additionne pas à une autre.",
                )
            )
        elif jumeau.entete.seuil < seuil:
            why = (
                f"Seuil de {jumeau.entete.seuil}, la région en demande {seuil} : redemandez l’export avec ce"
                " seuil."
            )
            ecartes.append(Ecarte(chemin.name, "Petits effectifs trop visibles", why))
        else:
            jumeaux.append(jumeau)
    return jumeaux, ecartes


def _sans_doublon(jumeaux: list[Jumeau]) -> tuple[list[Jumeau], list[Ecarte]]:
    """One twin an establishment and a date, the newest run; an entity counted in its group is not counted
    again.
    """
    gardes: dict[tuple[str, dt.date], Jumeau] = {}
    ecartes = []
    for jumeau in sorted(jumeaux, key=lambda j: (j.entete.reference, j.fichier)):
        cle = (str(jumeau.entete.finess_ej), jumeau.entete.date_donnees)
        if cle in gardes:
            why = f"{cle[0]} au {cle[1]:%d/%m/%Y} : « {jumeau.fichier} » est plus récent ou identique."
            ecartes.append(Ecarte(gardes[cle].fichier, "Envoyé deux fois", why))
        gardes[cle] = jumeau
    groupe = {
        entite.finess_ej: j
        for j in gardes.values()
        for entite in j.entete.entites
        if entite.finess_ej and entite.finess_ej != j.entete.finess_ej
    }
    for cle, jumeau in list(gardes.items()):
        if cle[0] in groupe:
            why = f"{cle[0]} est déjà compté dans « {groupe[cle[0]].entete.nom} » ({groupe[cle[0]].fichier})."
            ecartes.append(Ecarte(jumeau.fichier, "Compté deux fois", why))
            del gardes[cle]
    return [gardes[cle] for cle in sorted(gardes)], ecartes
