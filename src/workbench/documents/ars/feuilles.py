"""Sheets of counts of the ARS workbook: means of identification, accounts, quality. Every number passes by
`Protegees`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.cellules import ACCEPTE, ETAPES, MOYENS, PROUVE, TOUT
from workbench.documents.ars.definitions import annotate, notes
from workbench.documents.ars.donnees import Contenu
from workbench.looks.etats import AUTORITES, AUTORITES_COURTES, mot, mots
from workbench.looks.formats import jour
from workbench.office import feuille as f
from workbench.office.tenue import compact

LIBELLES_ETAPES = ("À équiper", "Commandé", "Reçu", "Remis", "Activé", "Appairé", "Utilisé")
NOTEES = {  # step of an indicator of `mie_…_dpi` → the heading it is read under
    "commandes": "Commandé",
    "recus": "Reçu",
    "remis": "Remis",
    "actives": "Activé",
    "appaires": "Appairé",
    "utilises": "Utilisé",
    "appaires_rpps": "Appairé, RPPS prouvé",
}
LIBELLES_MOYENS = ("Moyens connus", "Remis", "Appairés", "Hors service")
ALERTES = mots("alerte_mie")
PARTS_MIE = {"remis": "Remis", ACCEPTE: "Accepté", "utilise": "Utilisé"}  # equipped alone says too much
MODES = mots("mode_auth") | {"inconnu": "Non connu de l’export reçu"}
VERTUS = {"complet": "Complet", "a_jour": "À jour", "exact": "Exact", "relie": "Relié"}


def titre(page: Worksheet, libelle: str, sous_titre: str) -> None:
    """Title and subtitle of a sheet."""
    page["A1"], page["A2"] = f.sur(libelle), f.sur(sous_titre)
    page["A1"].font, page["A2"].font = f.TITRE, f.DISCRET
    page.row_dimensions[1].height = 26


def cloturer(
    page: Worksheet,
    donnees: Contenu,
    libelle: str,
    largeurs: Sequence[float],
    fige: str = "B5",
    entete: int | None = 4,
) -> None:
    """Widths, frozen panes, print setup of a sheet.

    Args:
        entete: the headings each page repeats, those of the one table that may be longer than a page.
    """
    f.largeurs(page, largeurs)
    page.freeze_panes = fige
    f.impression(page, f"HospiConnect, {libelle}", jour(donnees.le), entete)
    compact(page)


# Whom each table counts: without their source it says so, and prints no number.
UTILISATEURS = ("comptes_dpi", "1.1-2027", "rpps_confirme")
EQUIPES = ("comptes_dpi", "mie_remis_dpi")
MOYENS_CONNUS = ("mie_remis",)
COMPTES_LIES = ("comptes_lies",)


def ligne_ensemble(
    page: Worksheet, rang: int, valeurs: Sequence[Any], motifs: Sequence[str | None], absence: str | None
) -> None:
    """The total of a table; the sentence in its place when what it counts is not measurable."""
    f.ligne_total(page, rang, [absence, *[None] * (len(motifs) - 1)] if absence else valeurs, motifs)
    if absence:
        page.merge_cells(start_row=rang, end_row=rang, start_column=1, end_column=len(motifs))


def say_empty(page: Worksheet, rang: int, colonnes: int, dit: str) -> None:
    """Under the headings of a table without a row, why it has none."""
    f.ecrire(page, rang, 1, dit, f.DISCRET)
    page.merge_cells(start_row=rang, end_row=rang, start_column=1, end_column=colonnes)


def taux(valeur: float | str | None) -> float | str:
    """A rate as a cell."""
    return "sans objet" if valeur is None else valeur


def mie(page: Worksheet, donnees: Contenu) -> None:
    """Means of identification: funnel by authority, register by type, what asks for a move."""
    c = donnees.cellules
    titre(
        page,
        "Moyens d’identification électronique",
        f"Utilisateurs présents du dossier patient au {jour(donnees.le)}, par étape atteinte (cumul). n. c. :"
        " non communiqué.",
    )
    presentes = c.lignes("mie")
    ordre = [code for code in AUTORITES if code in presentes] + sorted(set(presentes) - set(AUTORITES))
    motifs: list[str | None] = [None, *[f.ENTIER] * (len(ETAPES) + 2), *[f.TAUX] * len(PARTS_MIE)]

    def ligne(nom: str, code: str) -> list[Any]:
        nombres = [c.lire(("mie", code, etape, "")) for etape in (*ETAPES, PROUVE, ACCEPTE)]
        besoin = ("mie", code, "besoin", "")
        return [nom, *nombres, *(taux(c.taux(("mie", code, etape, ""), besoin)) for etape in PARTS_MIE)]

    parts = [f"{titre} / à équiper" for titre in PARTS_MIE.values()]
    entetes = ["Autorité", *LIBELLES_ETAPES, "Appairé, RPPS prouvé", "Remis, accepté par le RIE", *parts]
    absence = donnees.absence(*EQUIPES)
    lues = [] if absence else [ligne(mot(AUTORITES_COURTES, a), a) for a in ordre]
    fin = f.tableau(page, 4, entetes, lues, "MIE_autorites", motifs)
    dites = notes(donnees)
    f.aider(page, 4, {titre: dites.get(f"mie_{code}_dpi", "") for code, titre in NOTEES.items()})
    ligne_ensemble(page, fin + 1, ligne("Ensemble", TOUT), motifs, absence)
    page.cell(fin + 3, 1, "Registre des moyens, par type (unité : moyens)").font = f.SOUS_TITRE
    noms = dict(donnees.marts["mie_type"].select("type_mie", "libelle").iter_rows())
    motifs = [None, *[f.ENTIER] * len(MOYENS)]

    def moyen(nom: str, code: str) -> list[Any]:
        return [nom, *(c.lire(("mie_type", code, colonne, "")) for colonne in MOYENS)]

    absence = donnees.absence(*MOYENS_CONNUS)
    types = [] if absence else c.lignes("mie_type")
    lignes = [moyen(noms[code], code) for code in types]  # by code: sorted by size, order would say it
    fin = f.tableau(page, fin + 4, ["Type de moyen", *LIBELLES_MOYENS], lignes, "MIE_types", motifs)
    ligne_ensemble(page, fin + 1, moyen("Ensemble", TOUT), motifs, absence)
    page.cell(fin + 3, 1, "Ce qui demande un geste (unité : personnes)").font = f.SOUS_TITRE
    alertes = [] if absence or donnees.absence(*EQUIPES) else c.lignes("alerte")
    gestes = [[ALERTES.get(code, code), c.lire(("alerte", code, "", ""))] for code in alertes]
    bas = f.tableau(page, fin + 4, ["Situation", "Personnes"], gestes, "MIE_alertes", [None, f.ENTIER])
    if not gestes:
        say_empty(page, bas + 1, 2, absence or donnees.absence(*EQUIPES) or "aucune situation à signaler")
    page.row_dimensions[4].height = 62
    larges = [40, 13, 13, 10, 10, 10, 11, 10, 13, 13, 11, 12, 11]
    cloturer(page, donnees, "moyens d’identification", larges, entete=None)


def comptes(page: Worksheet, donnees: Contenu) -> None:
    """Accounts: problems by application beside the accounts of that application, and modes of sign-in."""
    c = donnees.cellules
    titre(
        page,
        "Comptes à corriger et connexion",
        f"Comptes actifs au {jour(donnees.le)}, par application. Un compte peut avoir plusieurs problèmes. n."
        " c. : non communiqué.",
    )
    applications = c.lignes("comptes")
    absence = donnees.absence(*COMPTES_LIES)
    titres = dict(donnees.marts["compte_tableau"].select("probleme", "titre").unique().iter_rows())
    motifs: list[str | None] = [None, *[f.ENTIER] * (len(applications) + 1)]
    lignes = [
        [titres.get(p, p), *(c.lire(("compte", p, a, "")) for a in (*applications, TOUT))]
        for p in ([] if absence else c.lignes("compte"))
    ]
    fin = f.tableau(
        page, 4, ["Problème", *map(_application, applications), "Toutes"], lignes, "Comptes", motifs
    )
    annotate(page, 1, [] if absence else [f"compte_{p}" for p in c.lignes("compte")], donnees)
    total = [c.lire(("comptes", a, "", "")) for a in (*applications, TOUT)]
    ligne_ensemble(page, fin + 1, ["Comptes actifs, tous confondus", *total], motifs, absence)
    page.cell(fin + 3, 1, "Comment on se connecte (comptes nominatifs actifs)").font = f.SOUS_TITRE
    modes = list(dict.fromkeys(cle[2] for cle in c.valeurs if cle[0] == "mode" and cle[2] != TOUT))
    connues = c.lignes("mode")
    motifs = [None, *[f.ENTIER] * len(connues)]
    lignes = [
        [MODES.get(mode, mode), *(_mode(donnees, a, mode) for a in connues)]
        for mode in sorted(
            [] if absence else modes,
            key=lambda code: list(MODES).index(code) if code in MODES else len(MODES),
        )
    ]
    fin = f.tableau(
        page, fin + 4, ["Mode de connexion", *map(_application, connues)], lignes, "Connexion", motifs
    )
    total = [c.lire(("mode", a, TOUT, "")) for a in connues]
    ligne_ensemble(page, fin + 1, ["Ensemble", *total], motifs, absence)
    cloturer(page, donnees, "comptes", [46, *[14] * (max(len(applications), len(connues)) + 1)])


def _application(code: str) -> str:
    return code.upper().replace("_", " ")


def _mode(donnees: Contenu, application: str, mode: str) -> int | str:
    return donnees.cellules.lire(("mode", application, mode, ""))


def qualite(page: Worksheet, donnees: Contenu) -> None:
    """The four qualities of the local directory: the whole, then each establishment."""
    c = donnees.cellules
    titre(
        page,
        "Qualité du répertoire local",
        f"Les quatre qualités selon l’ANS au {jour(donnees.le)} ; mesures de l’établissement. n. c. : non"
        " communiqué.",
    )
    mesures = (
        donnees.marts["vertu"]
        .filter(pl.col("axe") == "ensemble")
        .sort("rang")
        .select("vertu", "mesure", "titre")
        .to_dicts()
    )
    lignes = [[VERTUS[m["vertu"]], m["titre"], *_vertu(donnees, m["mesure"], TOUT)] for m in mesures]
    motifs: list[str | None] = [None, None, f.ENTIER, f.ENTIER, f.TAUX]
    entetes = ["Qualité", "Mesure", "Conformes", "Jugés", "Taux"]
    fin = f.tableau(page, 4, entetes, lignes, "Qualite", motifs)
    annotate(page, 2, [f"vertu_{m['mesure']}" for m in mesures], donnees)
    page.cell(fin + 2, 1, "Par établissement").font = f.SOUS_TITRE
    noms = {entite.code: entite.nom for entite in donnees.reglages.etablissement.entites}
    lignes = [
        [noms.get(ou, ou), m["titre"], *_vertu(donnees, m["mesure"], ou)]
        for m in mesures
        for ou in sorted(
            {cle[2] for cle in c.valeurs if cle[:2] == ("vertu", m["mesure"]) and cle[2] != TOUT}
        )
    ]
    entetes = ["Établissement", "Mesure", "Conformes", "Jugés", "Taux"]
    f.tableau(page, fin + 3, entetes, lignes, "Qualite_etablissements", motifs)
    cloturer(page, donnees, "qualité du répertoire", [38, 76, 12, 11, 11], "C5", fin + 3)


def _vertu(donnees: Contenu, mesure: str, ou: str) -> list[Any]:
    num, den = ("vertu", mesure, ou, "num"), ("vertu", mesure, ou, "den")
    return [donnees.cellules.lire(num), donnees.cellules.lire(den), taux(donnees.cellules.taux(num, den))]
