"""The workbook for the ARS and the GRADeS: counts only, never a name, small counts hidden."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars import feuilles as ars_feuilles
from workbench.documents.ars import jumeau as ars_jumeau
from workbench.documents.ars import pilotage as ars_pilotage
from workbench.documents.ars.controles import feuille_controles
from workbench.documents.ars.couverture import REQUIS, Comptages, cle_jalon
from workbench.documents.ars.donnees import Contenu, libelle_autorite, rassembler
from workbench.documents.ars.feuilles import UTILISATEURS, ligne_ensemble, taux, titre
from workbench.documents.ars.lisezmoi import lisez_moi
from workbench.documents.ars.systeme import TOUT
from workbench.documents.secret import MARQUE
from workbench.looks.etats import STATUTS
from workbench.looks.formats import jour
from workbench.office import feuille as f
from workbench.office.paquet import figer
from workbench.pilotage.etat_jalon import Mesure, etat_jalon

MIME = f.MIME
BARRES = 15
DIT_REQUIS = "Requis : métiers qu’une autorité enregistre ; hors périmètre et à déterminer non compris."


def nom_fichier(le: date) -> str:
    """The file's name, dated by its data."""
    return f"hospiconnect_ars_{le.isoformat()}.xlsx"


def export(home: Path, out: Path) -> Path:
    """Write the workbook and its twin (.zip) beside it; `out` is a folder (files named after their date) or
    an .xlsx path.
    """
    donnees = rassembler(home, "export")
    cible = out if out.suffix.lower() == ".xlsx" else out / nom_fichier(donnees.le)
    cible.parent.mkdir(parents=True, exist_ok=True)
    cible.write_bytes(_octets(donnees))
    cible.with_suffix(".zip").write_bytes(ars_jumeau.contenu(donnees))
    return cible


def jumeau(home: Path, utilisateur: str = "application") -> bytes:
    """The twin's bytes, for a download."""
    return ars_jumeau.contenu(rassembler(home, utilisateur))


def contenu(home: Path, utilisateur: str = "application") -> bytes:
    """The workbook's bytes, for a download."""
    return _octets(rassembler(home, utilisateur))


def _octets(donnees: Contenu) -> bytes:
    classeur = Workbook()
    proprietes = classeur.properties
    proprietes.title = f"HospiConnect, objectifs 1.1 et 1.2 : {donnees.synthese['etablissement']}"
    proprietes.subject = f"Données du {jour(donnees.le)}"
    proprietes.creator = proprietes.lastModifiedBy = "Établi HospiConnect"
    proprietes.language = "fr-FR"
    proprietes.created = proprietes.modified = datetime.combine(donnees.le, time())
    premiere = classeur.active
    premiere.title = "Lisez-moi"
    lisez_moi(premiere, donnees)
    for nom, dessiner in FEUILLES.items():
        dessiner(classeur.create_sheet(nom), donnees)
    flux = BytesIO()
    classeur.save(flux)
    return figer(flux.getvalue(), donnees.le)


def _nom(jalon: dict[str, Any]) -> str:
    return f"{jalon['objectif']}-{jalon['annee']}"


def histoire(donnees: Contenu, jalon: dict[str, Any]) -> list[Mesure]:
    """The milestone's history: date, numerator, denominator, rate."""
    nom = _nom(jalon)
    return [
        (ligne["date_execution"], ligne["numerateur"], ligne["denominateur"], ligne["valeur"])
        for ligne in donnees.historique
        if ligne["indicateur"] == nom and ligne["valeur"] is not None
    ]


def _synthese(page: Worksheet, donnees: Contenu) -> None:
    titre(
        page,
        "Synthèse",
        f"{donnees.synthese['etablissement']}, au {jour(donnees.le)}. Objectifs en comptes, autorités en"
        " personnes.",
    )
    entetes = [
        "Objectif",
        "Année",
        "Score",
        "Numéro connu",
        "Comptes concernés",
        "Restent",
        "Échéance",
        "État",
    ]
    motifs = [None, "0", f.TAUX, f.ENTIER, f.ENTIER, f.ENTIER, f.DATE, None]
    lignes = [_score(donnees, jalon) for jalon in donnees.jalons]
    fin = f.tableau(page, 4, entetes, lignes, "Synthese", motifs)
    page.cell(
        fin + 2, 1, "Utilisateurs du dossier patient, par autorité d’enregistrement"
    ).font = f.SOUS_TITRE
    comptages = donnees.comptages
    motifs = [None, *[f.ENTIER] * (len(STATUTS) + 2), f.TAUX]
    absence = donnees.absence(*UTILISATEURS)
    autorites = [] if absence else comptages.autorites()
    lignes = [[libelle_autorite(a), *_etats(comptages, a, TOUT)] for a in autorites]
    fin = f.tableau(page, fin + 3, ["Autorité", *_titres_etats()], lignes, "Autorites", motifs)
    ligne_ensemble(page, fin + 1, ["Ensemble", *_etats(comptages, TOUT, TOUT)], motifs, absence)
    page.cell(fin + 3, 1, f"n. c. : non communiqué, voir Lisez-moi. {DIT_REQUIS}").font = f.DISCRET
    f.largeurs(page, [34, 13, 13, 13, 13, 13, 13, 22, 13, 18])
    page.freeze_panes = "A5"
    f.impression(page, "HospiConnect, synthèse", jour(donnees.le), 4)


def _score(donnees: Contenu, jalon: dict[str, Any]) -> list[Any]:
    """One objective's line: its score, its counts, its state; the reason when it cannot be measured."""
    c, annee, taux_lu, etat = donnees.cellules, jalon["annee"], jalon["taux"], jalon["motif"]
    nombres: list[Any] = [None] * 3
    if not etat:
        nombres = [c.lire(cle_jalon(annee, nom)) for nom in ("numerateur", "denominateur", "restant")]
        suite = histoire(donnees, jalon)
        etat = etat_jalon(
            taux_lu, jalon["cible"], jalon["echeance"], donnees.le, suite, jalon["plafond"]
        ).libelle
        if MARQUE in nombres[:2]:
            taux_lu = etat = MARQUE
    return [jalon["objectif"], annee, taux_lu, *nombres, jalon["echeance"], etat]


def _titres_etats() -> list[str]:
    return [*(etat.mot.capitalize() for etat in STATUTS.values()), "Total", "Requis", "Confirmés / requis"]


def _etats(comptages: Comptages, autorite: str, profession: str) -> list[Any]:
    nombres = [comptages.lire(autorite, profession, statut) for statut in (*STATUTS, TOUT, REQUIS)]
    return [*nombres, taux(comptages.taux(autorite, profession))]


def _jalons(page: Worksheet, donnees: Contenu) -> None:
    titre(
        page,
        "Jalons de l’objectif 1.1",
        "Score à chaque livraison : comptes dont le numéro est connu, parmi les comptes requis.",
    )
    dates = sorted({ligne["date_execution"] for ligne in donnees.historique})
    suites = [
        {
            le: MARQUE if donnees.jalon_cache(_nom(jalon), le) else taux
            for le, _, _, taux in histoire(donnees, jalon)
        }
        for jalon in donnees.jalons
    ]
    dates = [le for le in dates if any(le in suite for suite in suites)]
    entetes = ["Données du", *(f"Score {jalon['annee']}" for jalon in donnees.jalons), "Cible"]
    cible = donnees.jalons[0]["cible"] if donnees.jalons else 1.0
    lignes = [[le, *(suite.get(le) for suite in suites), cible] for le in dates]
    motifs = [f.DATE, *[f.TAUX] * (len(suites) + 1)]
    fin = f.tableau(page, 4, entetes, lignes, "Historique", motifs)
    if len(dates) > 1:
        courbe = LineChart()
        courbe.title, courbe.height, courbe.width = "Score aux livraisons successives", 8.5, 22
        courbe.add_data(
            Reference(page, min_col=2, max_col=len(entetes), min_row=4, max_row=fin), titles_from_data=True
        )
        courbe.set_categories(Reference(page, min_col=1, min_row=5, max_row=fin))
        courbe.y_axis.number_format, courbe.y_axis.scaling.max = "0%", 1.0
        plus_bas = min((v for suite in suites for v in suite.values() if v != MARQUE), default=0.0)
        courbe.y_axis.scaling.min = max(0.0, int(plus_bas * 10) / 10 - 0.1)
        courbe.x_axis.number_format = "MM/YYYY"
        courbe.x_axis.delete = courbe.y_axis.delete = False
        courbe.legend.position = "b"
        for serie, (couleur, trait) in zip(
            courbe.series, [("1F4E8C", "solid"), ("C77A0A", "solid"), ("5D6470", "dash")], strict=False
        ):
            serie.graphicalProperties.line.solidFill = couleur
            serie.graphicalProperties.line.dashStyle = trait
            serie.graphicalProperties.line.width = 28000
            serie.smooth = False
            serie.marker.symbol = "none" if trait == "dash" else "circle"
            serie.marker.graphicalProperties = GraphicalProperties(solidFill=couleur)
        page.add_chart(courbe, f"A{fin + 3}")
    f.largeurs(page, [18, 16, 16, 16, 16, 16, 16])
    page.freeze_panes = "A5"
    f.impression(page, "HospiConnect, jalons 1.1", jour(donnees.le), 4)


def _professions(page: Worksheet, donnees: Contenu) -> None:
    comptages = donnees.comptages
    titre(
        page,
        "Couverture RPPS par profession",
        f"Utilisateurs du dossier patient au {jour(donnees.le)}. Unité : personnes. n. c. : non communiqué."
        f" {DIT_REQUIS}",
    )
    motifs = [None, None, *[f.ENTIER] * (len(STATUTS) + 2), f.TAUX]
    absence = donnees.absence(*UTILISATEURS)
    metiers = [] if absence else comptages.professions()
    lignes = [[p, libelle_autorite(a), *_etats(comptages, a, p)] for a, p in metiers]
    fin = f.tableau(page, 4, ["Profession", "Autorité", *_titres_etats()], lignes, "Professions", motifs)
    ligne_ensemble(page, fin + 1, ["Ensemble", "", *_etats(comptages, TOUT, TOUT)], motifs, absence)
    if lignes:
        _barres(page, min(fin, 4 + BARRES))
        page.print_area = [
            f"A1:K{fin + 1}",
            "M1:Y30",
        ]  # the chart on its own page, right of the table on screen
    f.largeurs(page, [38, 32, 12, 13, 13, 13, 12, 13, 12, 12, 13])
    page.freeze_panes = "B5"
    f.impression(page, "HospiConnect, couverture par profession", jour(donnees.le), 4)


def _barres(page: Worksheet, derniere: int) -> None:
    barres = BarChart()
    barres.type, barres.grouping, barres.overlap, barres.gapWidth = "bar", "stacked", 100, 40
    barres.title = "Personnes par état du numéro RPPS (n. c. compté 0)"
    barres.height, barres.width = 4 + 0.7 * (derniere - 4), 27
    barres.add_data(
        Reference(page, min_col=3, max_col=2 + len(STATUTS), min_row=4, max_row=derniere),
        titles_from_data=True,
    )
    barres.set_categories(Reference(page, min_col=1, min_row=5, max_row=derniere))
    for serie, etat in zip(barres.series, STATUTS.values(), strict=True):
        serie.graphicalProperties.solidFill = etat.couleur.lstrip("#")
        serie.graphicalProperties.line.solidFill = "FFFFFF"
    barres.x_axis.scaling.orientation = "maxMin"
    barres.x_axis.delete = barres.y_axis.delete = False
    barres.y_axis.number_format = f.ENTIER
    barres.legend.position = "b"
    page.add_chart(barres, "M2")


FEUILLES = {
    "Identification": ars_pilotage.identification,
    "Synthèse": _synthese,
    "Objectifs et critères": ars_pilotage.objectifs,
    "Jalons 1.1": _jalons,
    "Couverture par profession": _professions,
    "MIE": ars_feuilles.mie,
    "Comptes": ars_feuilles.comptes,
    "Qualité": ars_feuilles.qualite,
    "Plan d’action": ars_pilotage.plan,
    "Définitions": ars_pilotage.definitions,
    "Contrôles": feuille_controles,
}
