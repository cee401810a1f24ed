"""A small hospital of forty people, its three files written as none of the demonstration's: HR workbook with
other titles under a banner, directory with semicolons, patient-record accounts by tabs. No
national directory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from workbench.run import pipeline
from workbench.sources.declarer import detection

NOMS = "Abadie Bonnet Caron Delmas Etienne Faure Garnier Huet Imbert Joly".split()
PRENOMS = ("Alix", "Basile", "Carole", "Denis")
METIERS = ("Infirmière en soins généraux", "Aide-soignant", "Sage-femme", "Adjoint administratif")
FINESS_EJ = "380780080"


def gens() -> list[tuple[int, str, str, dt.date, str]]:
    """Number, name, given name, birth date, job of the forty."""
    return [
        (
            4100 + rang,
            NOMS[rang % 10],
            PRENOMS[rang // 10],
            dt.date(1965 + rang % 30, 1 + rang % 12, 1 + rang % 27),
            METIERS[rang % 4],
        )
        for rang in range(40)
    ]


def rh(agents: list[tuple[int, str, str, dt.date, str]] | None = None) -> bytes:
    """The HR workbook, of the forty or of fewer."""
    classeur = Workbook()
    feuille = classeur.active
    feuille.append(
        [
            "N° agent",
            "Patronyme",
            "Prénom usuel",
            "Né(e) le",
            "Emploi occupé",
            "Date d'entrée",
            "UF",
            "FINESS",
        ]
    )
    for numero, nom, prenom, naissance, metier in agents or gens():
        feuille.append(
            [numero, nom.upper(), prenom, naissance, metier, dt.date(2019, 3, 1), "Médecine A", FINESS_EJ]
        )
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def annuaire() -> bytes:
    """The directory's accounts, cp1252 and semicolons."""
    lignes = ["sAMAccountName;sn;givenName;employeeID;mail;Enabled"]
    for numero, nom, prenom, *_ in gens():
        login = f"{prenom[0]}{nom}".lower() + str(numero)[-2:]
        lignes.append(f"{login};{nom};{prenom};{numero};{login}@ch-deuxrives.example;True")
    return "\r\n".join(lignes).encode("cp1252") + b"\r\n"


def dpi() -> bytes:
    """The patient record's accounts, tabs."""
    lignes = ["Code utilisateur\tNom\tPrénom\tProfil\tActif\tDernière connexion"]
    for numero, nom, prenom, _, metier in gens()[:30]:
        login = f"{prenom[0]}{nom}".lower() + str(numero)[-2:]
        lignes.append(f"{login}\t{nom}\t{prenom}\t{metier}\tOui\t12/03/2026")
    return "\n".join(lignes).encode() + b"\n"


def fichiers() -> dict[str, bytes]:
    """Name → content of the three."""
    return {
        "Effectifs paie.xlsx": rh(),
        "comptes_windows.csv": annuaire(),
        "dossier patient utilisateurs.txt": dpi(),
    }


def publie_petit_hopital(
    home: Path, le: dt.date = dt.date(2026, 3, 1), seulement: Collection[str] = ()
) -> dt.date:
    """Declare the three files (or only those named), deliver them at that date, publish; gives the date."""
    livraison = home / "data/raw" / le.isoformat()
    livraison.mkdir(parents=True)
    for nom, contenu in fichiers().items():
        if seulement and nom not in seulement:
            continue
        (livraison / nom).write_bytes(contenu)
        detection.write_source(home, detection.propose(livraison / nom))
    pipeline.run(home)
    return le
