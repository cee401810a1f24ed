"""The twins of a folder: read, set aside when wrong or too visible, kept once each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from workbench.documents.jumeau import COMMUNS, TABLE, Entete
from workbench.documents.jumeau_lecture import Lecture
from workbench.documents.jumeau_lots import read_all
from workbench.documents.jumeau_memoire import MemoireAbimee, keep, recall
from workbench.documents.jumeau_pret import MOTS
from workbench.documents.region.attendus import Ecarte


@dataclass(frozen=True)
class Envoi:
    """A twin kept: its file's name, its header, and its rank among the rows read."""

    fichier: str
    entete: Entete
    rang: int

    @property
    def finess(self) -> str:
        return str(self.entete.finess_ej)


@dataclass(frozen=True)
class Recu:
    """What a folder holds: the twins kept, in the order of their establishment and date, what was read, what
    was set aside and why, and whether the memory of former readings was damaged.
    """

    envois: list[Envoi]
    lecture: Lecture
    ecartes: list[Ecarte]
    abimee: bool


def recevoir(dossier: Path, seuil: int, progress: Callable[[str], None] | None = None) -> Recu:
    """Read the twins of a folder and its sub-folders; those read before come from its memory."""
    abimee, retenus = False, None
    try:
        retenus = recall(dossier)
    except MemoireAbimee:
        abimee = True
    lecture = read_all(_chemins(dossier), progress, retenus)
    prints = {declare.empreinte for declare in lecture.declares} - {""}
    if abimee or prints != set(retenus.empreintes if retenus else ()):
        keep(dossier, lecture.retained())
    envois, ecartes = _admis(lecture, seuil)
    gardes, en_trop = _sans_doublon(envois)
    return Recu(gardes, lecture, ecartes + en_trop, abimee)


def _chemins(dossier: Path) -> list[Path]:
    trouves = {chemin for chemin in dossier.rglob("*.zip") if chemin.is_file()}
    trouves |= {chemin.parent for chemin in dossier.rglob(TABLE)}
    return sorted(trouves, key=str)


def rows(envois: list[Envoi], lecture: Lecture, axes: tuple[str, ...]) -> pl.DataFrame:
    """Rows of these twins: who and when, `MOTS`, `numerateur`, `denominateur`, `taux`, `masque`.

    Rows of `axes` for every twin; the others for the newest of each establishment only, which is all that is
    shown of them: three years of a region hold in memory. In the order of the twins.
    """
    newest = {envoi.finess: envoi.rang for envoi in envois}  # they come by date
    tetes = pl.DataFrame(
        [(e.rang, *(getattr(e.entete, nom) for nom in COMMUNS), newest[e.finess] == e.rang) for e in envois],
        schema={
            "rang": pl.UInt32,
            **dict.fromkeys(COMMUNS, pl.String),
            "date_donnees": pl.Date,
            "newest": pl.Boolean,
        },
        orient="row",
    ).with_row_index("ordre")
    mots = pl.DataFrame(list(lecture.cles), schema=dict.fromkeys(MOTS, pl.String), orient="row")
    mots = mots.with_row_index("cle")
    neufs = tetes.filter("newest")["rang"]
    toujours = mots.filter(pl.col("axe").is_in(axes))["cle"]
    return (
        lecture.lignes()
        .filter(pl.col("cle").is_in(toujours.implode()) | pl.col("rang").is_in(neufs.implode()))
        .join(tetes.drop("newest"), on="rang", maintain_order="left")
        .join(mots, on="cle", maintain_order="left")
        .sort("ordre", maintain_order=True)
        .drop("rang", "cle", "ordre")
    )


def _admis(lecture: Lecture, seuil: int) -> tuple[list[Envoi], list[Ecarte]]:
    """What may be added, whoever else sent; what was refused, in the order of the files."""
    envois, ecartes = [], {}
    for chemin, refus in lecture.refus.items():
        why = " ".join(filter(None, (refus.message, refus.conseil)))
        ecartes[chemin] = Ecarte(Path(chemin).name, refus.titre, why)
    for rang, declare in sorted(enumerate(lecture.declares), key=lambda vu: vu[1].fichier):
        nom, entete = Path(declare.fichier).name, declare.entete
        if entete.type != "etablissement":
            ecartes[declare.fichier] = Ecarte(
                nom, "Ce n’est pas un établissement", "Une vue régionale ne s’additionne pas à une autre."
            )
        elif entete.seuil < seuil:
            why = (
                f"Seuil de {entete.seuil}, la région en demande {seuil} : redemandez l’export avec ce seuil."
            )
            ecartes[declare.fichier] = Ecarte(nom, "Petits effectifs trop visibles", why)
        else:
            envois.append(Envoi(nom, entete, rang))
    return envois, [ecartes[chemin] for chemin in sorted(ecartes)]


def _sans_doublon(envois: list[Envoi]) -> tuple[list[Envoi], list[Ecarte]]:
    """One twin an establishment and a date, the newest run; an entity counted in its group is not counted
    again at that date.
    """
    gardes: dict[tuple[str, dt.date], Envoi] = {}
    ecartes = []
    for envoi in sorted(envois, key=lambda e: (e.entete.reference, e.fichier)):
        cle = (envoi.finess, envoi.entete.date_donnees)
        if cle in gardes:
            why = f"{cle[0]} au {cle[1]:%d/%m/%Y} : « {envoi.fichier} » est plus récent ou identique."
            ecartes.append(Ecarte(gardes[cle].fichier, "Envoyé deux fois", why))
        gardes[cle] = envoi
    restes = [gardes[cle] for cle in sorted(gardes)]
    comptes = groups(restes)
    for envoi in list(restes):
        groupe = _counted_in(comptes.get(envoi.finess, []), envoi.entete.date_donnees)
        if groupe is not None:
            why = f"{envoi.finess} est déjà compté dans « {groupe.entete.nom} » ({groupe.fichier})."
            ecartes.append(Ecarte(envoi.fichier, "Compté deux fois", why))
            restes.remove(envoi)
    return restes, ecartes


Groupes = dict[str, list[tuple[Envoi, bool]]]


def groups(envois: list[Envoi]) -> Groupes:
    """Entity → the twins, by date, of those that counted it one day, and whether each of them does."""
    dits: dict[str, set[str]] = {}
    for envoi in envois:
        for entite in envoi.entete.entites:
            if entite.finess_ej and entite.finess_ej != envoi.finess:
                dits.setdefault(entite.finess_ej, set()).add(envoi.finess)
    par_finess: dict[str, list[Envoi]] = {}
    for envoi in envois:
        par_finess.setdefault(envoi.finess, []).append(envoi)
    return {
        entite: sorted(
            (
                (envoi, entite in {e.finess_ej for e in envoi.entete.entites})
                for groupe in groupes
                for envoi in par_finess[groupe]
            ),
            key=lambda vu: (vu[0].entete.date_donnees, vu[0].finess),
        )
        for entite, groupes in dits.items()
    }


def _counted_in(vus: list[tuple[Envoi, bool]], le: dt.date) -> Envoi | None:
    """The group's twin that counts the entity at that date: the last word of each group by then."""
    mots: dict[str, tuple[Envoi, bool]] = {}
    for envoi, dedans in vus:
        if envoi.entete.date_donnees <= le:
            mots[envoi.finess] = (envoi, dedans)
    return next((envoi for envoi, dedans in mots.values() if dedans), None)


def absorbed(comptes: Groupes, finess: str) -> Envoi | None:
    """The group that counts the entity today, by its newest twin."""
    return _counted_in(comptes.get(finess, []), dt.date.max)
