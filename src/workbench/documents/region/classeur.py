"""What the regional view leaves: a workbook and a twin of the whole, sums of visible cells only, no ranking
unless asked.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from workbench.documents.ars.feuilles import titre
from workbench.documents.jumeau import Entete, Ligne, ecrire
from workbench.documents.region import feuilles, lectures
from workbench.documents.region.consolidation import Region, regles
from workbench.documents.region.croisees import croiser
from workbench.documents.region.departements import Departements, one_each, side_by_side
from workbench.documents.region.feuilles import ENTETES, cellule
from workbench.documents.region.lectures import metiers_sheet, tendances_sheet
from workbench.documents.region.lisezmoi import explain
from workbench.documents.region.mesures import par_departement, repartition, sommes
from workbench.documents.region.regard import regard
from workbench.documents.secret import MARQUE
from workbench.looks.formats import jour
from workbench.office import feuille as f
from workbench.office.paquet import archive, octets
from workbench.socle.departements import nom_du

MIME = f.MIME
A_CONSULTER = ("Reçus", "Classement")
"""Tables as long as the region: read on screen, their first page printed."""
Tableau = tuple[list[str], list[list[Any]], list[str | None], list[float]]


def nom_fichier(le: date) -> str:
    """The workbook's name; the twin has the same, ending in .zip."""
    return f"hospiconnect_region_{le.isoformat()}.xlsx"


def export(region: Region, nom: str, out: Path, classement: bool = False) -> Path:
    """Write the workbook and the twin in the folder `out`; returns the workbook's path."""
    assert region.le is not None, "nothing received: the caller says so"
    cible = out / nom_fichier(region.le)
    out.mkdir(parents=True, exist_ok=True)
    cible.write_bytes(contenu(region, nom, classement))
    cible.with_suffix(".zip").write_bytes(jumeau(region, nom))
    return cible


def contenu(region: Region, nom: str, classement: bool = False) -> bytes:
    """The workbook's bytes."""
    le = region.le or date(2000, 1, 1)
    classeur = Workbook()
    page = classeur.active
    page.title = "En un regard"
    regard(page, region, nom, _montres())
    accueil = classeur.create_sheet("Lisez-moi")
    dits = Departements(region)
    tables = {
        "Synthèse": _synthese(region),
        "Non reçus": _manquants(region),
        "Mouvements": feuilles.mouvements(region),
        "Écartés": _ecartes(region),
        "Reçus": _recus(region),
    }
    if classement:
        tables["Classement"] = _classement(region)
    vides = [libelle for libelle, (_, lignes, _, _) in tables.items() if not lignes]
    _table(classeur, region, nom, "Synthèse", tables.pop("Synthèse"))
    if dits.codes:
        side_by_side(classeur, dits, nom)
    vides += [] if tendances_sheet(classeur, region, nom) else [lectures.TENDANCES]
    vides += [] if metiers_sheet(classeur, region, nom) else [lectures.DETAIL]
    recus = set(region.lignes["indicateur"])
    tus = [item["titre"] for item in _montres() if item["id"] not in recus]
    explain(accueil, region, nom, vides, tus, classement)
    for libelle, table in tables.items():
        _table(classeur, region, nom, libelle, table)
    one_each(classeur, dits, nom)
    croiser(classeur, region)
    return octets(classeur, le, f"HospiConnect, {nom}", f"Données du {jour(le)} au plus tard")


def _table(classeur: Workbook, region: Region, nom: str, libelle: str, table: Tableau) -> None:
    """A sheet of one table; none without a line."""
    entetes, lignes, motifs, largeurs = table
    if not lignes:
        return
    page = classeur.create_sheet(libelle)
    dites = f"{nom}, données du {jour(region.le)} au plus tard."
    titre(page, libelle, f"{dites} n. c. : non communiqué, jamais compté zéro.")
    f.tableau(page, 4, entetes, lignes, f"T{len(classeur.sheetnames)}", motifs)
    f.largeurs(page, largeurs)
    page.freeze_panes = "A5"
    marge = f"HospiConnect, {libelle.lower()}"
    if libelle in A_CONSULTER:
        feuilles.first_page_only(page, marge, jour(region.le), 4, get_column_letter(len(entetes)))
    else:
        f.impression(page, marge, jour(region.le), 4)


def _montres() -> list[dict[str, Any]]:
    montres: list[dict[str, Any]] = regles()["indicateurs"]
    return montres


def _synthese(region: Region) -> Tableau:
    totaux = {
        (r["indicateur"], r["axe"]): r for r in sommes(region.lignes).to_dicts() if r["axe"] == "ensemble"
    }
    lignes = []
    for item in _montres():
        somme, parts = totaux.get((item["id"], "ensemble"), {}), repartition(region, item["id"])
        if not (somme or parts["connus"] or parts["masques"]):
            continue  # nobody sent it: « Lisez-moi » says so
        bornes = [parts.get(nom, "sans objet") for nom in ("minimum", "q1", "mediane", "q3", "maximum")]
        lignes.append(
            [
                item["titre"],
                *(cellule(somme, nom) for nom in ("numerateur", "denominateur", "taux")),
                *bornes,
                parts["connus"],
                parts["masques"],
            ]
        )
    bornes_dites = ["Minimum", "1er quart", "Médiane", "3e quart", "Maximum"]
    entetes = ["Indicateur", *ENTETES[:2], "Taux régional", *bornes_dites, "Connus", ENTETES[4]]
    motifs = [None, f.ENTIER, f.ENTIER, *[f.TAUX] * 6, f.ENTIER, f.ENTIER]
    return entetes, lignes, motifs, [58, 14, 15, 11, 11, 11, 11, 11, 11, 11, 11]


def _recus(region: Region) -> Tableau:
    lignes = [
        [
            r["nom"],
            r["finess_ej"],
            nom_du(r["departement"]),
            r["date_donnees"],
            "ancien" if r["ancien"] else "à jour",
            r["fichier"],
        ]
        for r in region.recus.to_dicts()
    ]
    return (
        ["Établissement", "FINESS EJ", "Département", "Données du", "Fraîcheur", "Fichier"],
        lignes,
        [None, None, None, f.DATE, None, None],
        [46, 14, 28, 13, 12, 44],
    )


def _manquants(region: Region) -> Tableau:
    lignes = [[r["nom"], r["finess_ej"], nom_du(r["departement"])] for r in region.manquants.to_dicts()]
    return ["Établissement", "FINESS EJ", "Département"], lignes, [None] * 3, [50, 14, 30]


def _ecartes(region: Region) -> Tableau:
    lignes = [[e.fichier, e.titre, e.message] for e in region.ecartes]
    return ["Fichier", "Raison", "Où"], lignes, [None] * 3, [44, 34, 100]


def _classement(region: Region) -> Tableau:
    lignes = []
    for item in _montres():
        for r in (
            region.valeurs(item["id"])
            .sort("taux", "nom", descending=[item["sens"] == "hausse", False], nulls_last=True)
            .to_dicts()
        ):
            lignes.append(
                [item["titre"], r["nom"], nom_du(r["departement"]), MARQUE if r["masque"] else r["taux"]]
            )
    return (
        ["Indicateur", "Établissement", "Département", "Taux"],
        lignes,
        [None, None, None, f.TAUX],
        [60, 46, 28, 12],
    )


def jumeau(region: Region, nom: str) -> bytes:
    """The twin of the whole: same schema, `type` region, sums with how many establishments and how many
    hidden.
    """
    le = region.le or date(2000, 1, 1)
    commun = {"finess_ej": None, "nom": nom, "departement": "", "date_donnees": le, "version_definition": "1"}
    faits = sommes(region.lignes).to_dicts()
    for indicateur in sorted({r["indicateur"] for r in faits}):
        for r in par_departement(region, indicateur).to_dicts():
            faits.append(
                {**r, "indicateur": indicateur, "axe": "departement", "valeur_axe": r["departement"]}
            )
    noms = ("indicateur", "axe", "valeur_axe", "numerateur", "denominateur", "etablissements", "masques")
    lignes = [
        Ligne.model_validate(
            {
                **commun,
                **{k: r[k] for k in noms},
                "taux": None if r["taux"] is None else round(r["taux"], 6),
                "masque": r["etablissements"] == 0 and r["masques"] > 0,
            }
        )
        for r in faits
    ]
    entete = Entete(
        version_schema="1",
        type="region",
        finess_ej=None,
        nom=nom,
        departement="",
        date_donnees=le,
        seuil=int(region.recus["seuil"].min() or 5),  # type: ignore[arg-type]
        reference=hashlib.sha256("|".join(sorted(region.recus["reference"])).encode()).hexdigest()[:16],
        lignes=len(lignes),
    )
    return archive(ecrire(entete, lignes))
