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
from workbench.documents.secret import MARQUE
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
ETABLISSEMENTS, SANS = 3, "–"  # side by side; what an establishment is not measured on
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


# Whom each table counts: without their source it says so in its place, or its sheet is left out.
UTILISATEURS = ("comptes_dpi", "1.1-2027", "rpps_confirme")
EQUIPES = ("comptes_dpi", "mie_remis_dpi")
MOYENS_CONNUS = ("mie_remis",)
COMPTES_LIES = ("comptes_lies",)


def taux(valeur: float | str | None) -> float | str:
    """A rate as a cell."""
    return "sans objet" if valeur is None else valeur


def mie(page: Worksheet, donnees: Contenu) -> None:
    """Means of identification: funnel by authority, register by type, what asks for a move; the register
    alone when nobody to equip is known.
    """
    c, sans = donnees.cellules, donnees.absence(*EQUIPES)
    gens = "Utilisateurs présents du dossier patient"
    dit = f"{gens} : {sans}." if sans else f"{gens} au {jour(donnees.le)}, par étape atteinte (cumul)."
    titre(page, "Moyens d’identification électronique", f"{dit} n. c. : non communiqué.")
    fin = 2 if sans else _entonnoir(page, donnees)
    page.cell(fin + 2, 1, "Registre des moyens, par type (unité : moyens)").font = f.SOUS_TITRE
    noms = dict(donnees.marts["mie_type"].select("type_mie", "libelle").iter_rows())
    motifs = [None, *[f.ENTIER] * len(MOYENS)]

    def moyen(nom: str, code: str) -> list[Any]:
        return [nom, *(c.lire(("mie_type", code, colonne, "")) for colonne in MOYENS)]

    # by code: sorted by size, order would say it
    lignes = [moyen(noms[code], code) for code in c.lignes("mie_type")]
    fin = f.tableau(page, fin + 3, ["Type de moyen", *LIBELLES_MOYENS], lignes, "MIE_types", motifs)
    f.ligne_total(page, fin + 1, moyen("Ensemble", TOUT), motifs)
    gestes = [] if sans else [[ALERTES.get(a, a), c.lire(("alerte", a, "", ""))] for a in c.lignes("alerte")]
    if gestes:
        page.cell(fin + 3, 1, "Ce qui demande un geste (unité : personnes)").font = f.SOUS_TITRE
        f.tableau(page, fin + 4, ["Situation", "Personnes"], gestes, "MIE_alertes", [None, f.ENTIER])
    elif not sans:
        page.cell(fin + 3, 1, "Ce qui demande un geste : aucune situation à signaler").font = f.SOUS_TITRE
    larges = [40, 13, 13, 10, 10, 10, 11, 10, 13, 13, 11, 12, 11]
    cloturer(page, donnees, "moyens d’identification", larges[: 5 if sans else None], entete=None)


def _entonnoir(page: Worksheet, donnees: Contenu) -> int:
    """The funnel by authority; returns its last line, that of the total."""
    c = donnees.cellules
    presentes = c.lignes("mie")
    ordre = [code for code in AUTORITES if code in presentes] + sorted(set(presentes) - set(AUTORITES))
    motifs: list[str | None] = [None, *[f.ENTIER] * (len(ETAPES) + 2), *[f.TAUX] * len(PARTS_MIE)]

    def ligne(nom: str, code: str) -> list[Any]:
        nombres = [c.lire(("mie", code, etape, "")) for etape in (*ETAPES, PROUVE, ACCEPTE)]
        besoin = ("mie", code, "besoin", "")
        return [nom, *nombres, *(taux(c.taux(("mie", code, etape, ""), besoin)) for etape in PARTS_MIE)]

    parts = [f"{titre} / à équiper" for titre in PARTS_MIE.values()]
    entetes = ["Autorité", *LIBELLES_ETAPES, "Appairé, RPPS prouvé", "Remis, accepté par le RIE", *parts]
    lues = [ligne(mot(AUTORITES_COURTES, a), a) for a in ordre]
    fin = f.tableau(page, 4, entetes, lues, "MIE_autorites", motifs)
    dites = notes(donnees)
    f.aider(page, 4, {titre: dites.get(f"mie_{code}_dpi", "") for code, titre in NOTEES.items()})
    f.ligne_total(page, fin + 1, ligne("Ensemble", TOUT), motifs)
    page.row_dimensions[4].height = 62
    return fin + 1


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
    titres = dict(donnees.marts["compte_tableau"].select("probleme", "titre").unique().iter_rows())
    motifs: list[str | None] = [None, *[f.ENTIER] * (len(applications) + 1)]
    lignes = [
        [titres.get(p, p), *(c.lire(("compte", p, a, "")) for a in (*applications, TOUT))]
        for p in c.lignes("compte")
    ]
    fin = f.tableau(
        page, 4, ["Problème", *map(_application, applications), "Toutes"], lignes, "Comptes", motifs
    )
    annotate(page, 1, [f"compte_{p}" for p in c.lignes("compte")], donnees)
    total = [c.lire(("comptes", a, "", "")) for a in (*applications, TOUT)]
    f.ligne_total(page, fin + 1, ["Comptes actifs, tous confondus", *total], motifs)
    page.cell(fin + 3, 1, "Comment on se connecte (comptes nominatifs actifs)").font = f.SOUS_TITRE
    modes = list(dict.fromkeys(cle[2] for cle in c.valeurs if cle[0] == "mode" and cle[2] != TOUT))
    connues = c.lignes("mode")
    motifs = [None, *[f.ENTIER] * len(connues)]
    lignes = [
        [MODES.get(mode, mode), *(_mode(donnees, a, mode) for a in connues)]
        for mode in sorted(modes, key=lambda code: list(MODES).index(code) if code in MODES else len(MODES))
    ]
    fin = f.tableau(
        page, fin + 4, ["Mode de connexion", *map(_application, connues)], lignes, "Connexion", motifs
    )
    total = [c.lire(("mode", a, TOUT, "")) for a in connues]
    f.ligne_total(page, fin + 1, ["Ensemble", *total], motifs)
    cloturer(page, donnees, "comptes", [46, *[14] * (max(len(applications), len(connues)) + 1)])


def _application(code: str) -> str:
    return code.upper().replace("_", " ")


def _mode(donnees: Contenu, application: str, mode: str) -> int | str:
    return donnees.cellules.lire(("mode", application, mode, ""))


def qualite(page: Worksheet, donnees: Contenu) -> None:
    """The four qualities of the local directory: the whole beside the first establishments, the others under
    it, a few at a time.
    """
    mesures = (
        donnees.marts["vertu"]
        .filter(pl.col("axe") == "ensemble")
        .sort("rang")
        .select("vertu", "mesure", "titre")
        .to_dicts()
    )
    codes = [m["mesure"] for m in mesures]
    noms = {entite.code: entite.nom for entite in donnees.reglages.etablissement.entites}
    vus = sorted({cle[2] for cle in donnees.cellules.valeurs if cle[0] == "vertu" and cle[2] != TOUT})
    dits = [ou for ou in vus if {v for m in codes for v in _par_lieu(donnees, m, ou)} - {MARQUE, SANS}]
    tus = ", ".join(noms.get(ou, ou) for ou in vus if ou not in dits)
    titre(
        page,
        "Qualité du répertoire local",
        f"Les quatre qualités selon l’ANS au {jour(donnees.le)} ; mesures de l’établissement. n. c. : non"
        f" communiqué{f', et rien ne l’est pour : {tus}' if tus else ''}. – : non mesuré.",
    )
    ligne = 4
    for rang in range(0, max(1, len(dits)), ETABLISSEMENTS):
        lot = dits[rang : rang + ETABLISSEMENTS]
        entetes = ["Qualité", "Mesure"]
        motifs: list[str | None] = [None, None]
        lignes = [[VERTUS[m["vertu"]], m["titre"]] for m in mesures]
        if not rang:
            entetes += ["Conformes", "Jugés", "Taux"]
            motifs += [f.ENTIER, f.ENTIER, f.TAUX]
            lignes = [[*dite, *_vertu(donnees, m, TOUT)] for dite, m in zip(lignes, codes, strict=True)]
        for ou in lot:
            entetes += [f"{noms.get(ou, ou)}, {dit}" for dit in ("jugés", "taux")]
            motifs += [f.ENTIER, f.TAUX]
            lignes = [[*dite, *_par_lieu(donnees, m, ou)] for dite, m in zip(lignes, codes, strict=True)]
        fin = f.tableau(page, ligne, entetes, lignes, f"Qualite_{rang}", motifs)
        ligne = fin + 2
    annotate(page, 2, [f"vertu_{code}" for code in codes], donnees)
    cloturer(page, donnees, "qualité du répertoire", [9, 60, *[12] * (3 + 2 * ETABLISSEMENTS)], "C5", None)


def _par_lieu(donnees: Contenu, mesure: str, ou: str) -> list[Any]:
    connue = ("vertu", mesure, ou, "den") in donnees.cellules.valeurs
    return _vertu(donnees, mesure, ou)[1:] if connue else [SANS, SANS]


def _vertu(donnees: Contenu, mesure: str, ou: str) -> list[Any]:
    num, den = ("vertu", mesure, ou, "num"), ("vertu", mesure, ou, "den")
    return [donnees.cellules.lire(num), donnees.cellules.lire(den), taux(donnees.cellules.taux(num, den))]
