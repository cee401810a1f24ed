"""Machine-readable twins of the ARS workbook, made by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zipfile import ZipFile

from workbench.documents.jumeau import (
    Entete,
    Ligne,
    ecrire,
)
from workbench.office.paquet import archive
from workbench.socle.departements import du_finess

LE = dt.date(2026, 11, 1)


COMMUN = {"finess_ej": "380000018", "nom": "CH d’essai", "departement": "38", "date_donnees": LE}


def ligne(
    indicateur: str = "couverture", num: int | None = 40, den: int | None = 80, **autres: object
) -> Ligne:
    masque = num is None or den is None
    brut = {
        **COMMUN,
        "indicateur": indicateur,
        "axe": "ensemble",
        "valeur_axe": "",
        "numerateur": num,
        "denominateur": den,
        "taux": None if masque or not den else round(num / den, 6),
        "masque": masque,
        "version_definition": "1",
        **autres,
    }
    return Ligne.model_validate(brut)


def entete(lignes: int, **autres: object) -> Entete:
    brut = {
        **COMMUN,
        "version_schema": "1",
        "type": "etablissement",
        "seuil": 5,
        "reference": "r1",
        "lignes": lignes,
        **autres,
    }
    return Entete.model_validate(brut)


def poser(dossier: Path, lignes: list[Ligne], nom: str = "a.zip", **autres: object) -> Path:
    chemin = dossier / nom
    chemin.write_bytes(archive(ecrire(entete(len(lignes), **autres), lignes)))
    return chemin


def gater(chemin: Path, partie: str, changer) -> Path:
    """Rewrite one part of a twin."""
    with ZipFile(chemin) as lu:
        parties = {nom: lu.read(nom) for nom in lu.namelist()}
    parties[partie] = changer(parties[partie].decode()).encode()
    chemin.write_bytes(archive(parties))
    return chemin


SEUIL = 5


def envoi(
    dossier: Path,
    finess: str,
    faits: dict[str, tuple[int | None, int | None]],
    le: dt.date = LE,
    **autres: object,
) -> Path:
    """A twin of that establishment: indicator, or « indicator/axis/value », → counts."""
    commun = {
        "finess_ej": finess,
        "nom": f"CH {finess}",
        "departement": du_finess(finess),
        "date_donnees": le,
    }
    lignes = []
    for cle, (num, den) in faits.items():
        indicateur, axe, valeur = (
            (*cle.split("/"), "ensemble", "")[:3] if "/" in cle else (cle, "ensemble", "")
        )
        lignes.append(ligne(indicateur, num, den, axe=axe, valeur_axe=valeur, **commun))
    brut = {
        **commun,
        "version_schema": "1",
        "type": "etablissement",
        "seuil": SEUIL,
        "reference": f"{le}",
        "lignes": len(lignes),
        **autres,
    }
    chemin = dossier / f"{finess}_{le}_{brut['reference']}.zip"
    chemin.write_bytes(archive(ecrire(Entete.model_validate(brut), lignes)))
    return chemin
