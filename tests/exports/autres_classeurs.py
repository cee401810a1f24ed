"""The same bullets once more: workbooks, directories, deliveries, settings, as other hands make them."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import _jour
from tests.envois import gestes as g
from tests.exports.cas import AD, ADV, CPS, DPI, PARC, PR, PUB, RD, RES, RH, STR, D, Export, R, exports
from tests.exports.classeurs import ANNUAIRE, CLASSEUR, Livre, Worksheet, classeur
from tests.exports.livraisons import JUGE, NIR, _dans
from tests.exports.noms_dates import rang

S = "suivant"


def _mixtes(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    for n, row in enumerate(feuille.iter_rows(min_row=2)):
        if n % 2:
            row[0].value = int(row[0].value)


def _deux_contrats(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    """A second contract under a person, the person's cells merged over both."""
    feuille.delete_rows(2, feuille.max_row)
    for n, ligne in enumerate(t.lignes):
        feuille.append([c or None for c in ligne])
        if n % 10 == 0:
            feuille.append([None] * 9 + ["IDE", "CDD", "01/01/1990", "31/12/1991", *ligne[13:15], None])
            for k in range(1, 10):
                last = feuille.max_row
                feuille.merge_cells(start_row=last - 1, end_row=last, start_column=k, end_column=k)


def _cote_a_cote(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    for n, text in enumerate(("CODE UF", "RMTQ01", "RGER02", "RMTQ03"), 1):
        feuille.cell(n, 19).value = text
        feuille.cell(n, 20).value = "LIBELLE" if n == 1 else f"Service {n}"


def _blancs(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    for n in range(feuille.max_row, 1, -1):
        if n % 6 == 0:
            feuille.insert_rows(n)


def _criteres(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.insert_rows(1, 4)
    for n, (a, b) in enumerate(
        (("Établissement :", "CHR"), ("Arrêté au :", "01/11/2026"), ("Agents :", 133)), 1
    ):
        feuille.cell(n, 1).value, feuille.cell(n, 2).value = a, b


def _sites(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.title = "Rivemont"
    other = livre.create_sheet("Combe-Claire")
    other.append(t.titres)
    for ligne in [r for r in t.lignes if r[8] == "990000069"]:
        other.append([c or None for c in ligne])
    feuille.delete_rows(2, feuille.max_row)
    for ligne in [r for r in t.lignes if r[8] != "990000069"]:
        feuille.append([c or None for c in ligne])


def _notice(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.title = "Données"
    other = livre.create_sheet("Notice", 0)
    for ligne in (["Champ", "Signification", "Exemple"], *([x, "voir le guide", "…"] for x in t.titres)):
        other.append(ligne)


def _mai(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    """American cells: those a workbook could turn became dates, day and month exchanged."""
    for row in feuille.iter_rows(min_row=2):
        day = _jour(row[5].value or "")
        if day and day.day <= 12:
            row[5].value = day.replace(month=day.day, day=day.month)


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _ldif(tableau: Tableau, options: str = "", brut: bool = False) -> tuple[str, bytes]:
    out = ["version: 1", ""]
    for row in tableau.lignes:
        cells = dict(zip(tableau.titres, row, strict=False))
        out.append(f"dn: {cells.pop('DistinguishedName')}")
        for title, value in cells.items():
            if value and (brut or value.isascii()):
                out.append(f"{title}{options if title == 'Surname' else ''}: {value}")
            elif value:
                out.append(f"{title}{options if title == 'Surname' else ''}:: {_b64(value)}")
        out.append("")
    return "ldif", "\r\n".join(out).encode("cp1252" if brut else "utf-8", "replace")


def _json_date(tableau: Tableau) -> tuple[str, bytes]:
    rows = []
    for row in tableau.lignes:
        cells = dict(zip(tableau.titres, row, strict=False))
        day = _jour(f"{cells['whenCreated'][6:8]}/{cells['whenCreated'][4:6]}/{cells['whenCreated'][:4]}")
        if day:
            cells["whenCreated"] = f"/Date({(day.toordinal() - 719_163) * 86_400_000})/"
        rows.append(cells)
    return "json", json.dumps(rows).encode("utf-16")


def _uac(ouvert: str, ferme: str):
    return g.pleines("userAccountControl", lambda t, r: ferme if int(t) & 2 else ouvert)


def _vide(titre: str, part: int):
    return g.pleines(titre, lambda t, r: "", lambda k, n: k % 5 < part)


def _regle(titre: str, avant: str, apres: str) -> Export:
    return Export(JUGE, titre, RH, lambda t: t, R, S, reglages=lambda s: s.replace(avant, apres, 1))


FICHIER = 'fichier = "SIRH_RIVEMONT_*.csv"'
AUTRES_CLASSEURS: list[Export] = [
    *exports(CLASSEUR, "matricules nombres et textes mêlés", RH, classeur(_mixtes)),
    *exports(CLASSEUR, "personne fusionnée sur deux contrats", RH, classeur(_deux_contrats), D),
    *exports(CLASSEUR, "petit tableau à côté, une colonne vide entre", RH, classeur(_cote_a_cote), PR),
    *exports(CLASSEUR, "lignes vides toutes les cinq lignes", RH, classeur(_blancs)),
    *exports(CLASSEUR, "critères au-dessus, dont un nombre d'agents", RH, classeur(_criteres)),
    *exports(CLASSEUR, "une feuille par site, mêmes titres", RH, classeur(_sites), PR),
    *exports(CLASSEUR, "notice en tableau devant", RH, classeur(_notice), PR),
    *exports(CLASSEUR, "dates américaines typées, jour et mois échangés", RH, classeur(_mai), R),
    *exports(ANNUAIRE, "LDIF : option de langue (sn;lang-fr)", AD, lambda t: _ldif(t, ";lang-fr"), PR),
    *exports(ANNUAIRE, "LDIF : accents bruts en Windows-1252", AD, lambda t: _ldif(t, brut=True), PR),
    *exports(ANNUAIRE, "ConvertTo-Json en UTF-16, dates /Date(…)/", AD, _json_date, PR),
    *exports(
        ANNUAIRE, "userAccountControl 262656 et 262658 (carte obligatoire)", AD, _uac("262656", "262658")
    ),
    *exports(ANNUAIRE, "userAccountControl 544 et 546", AD, _uac("544", "546")),
    *exports(
        ANNUAIRE,
        "« ACCOUNTDISABLE | NORMAL_ACCOUNT »",
        AD,
        _uac("NORMAL_ACCOUNT", "ACCOUNTDISABLE | NORMAL_ACCOUNT"),
        PR,
    ),
    *exports(ANNUAIRE, "état inversé (accountDisabled)", AD, _uac("False", "True"), RD),
    *exports(ANNUAIRE, "état 0 et 2", AD, _uac("0", "2"), PR),
    *exports(
        ANNUAIRE,
        "dernière connexion « Jamais » quand elle est vide",
        AD,
        g.pleines("lastLogonTimestamp", lambda t, r: "Jamais" if not int(t) else t),
    ),
    *exports(
        ANNUAIRE,
        "virgule échappée dans le DN",
        AD,
        g.valeurs("DistinguishedName", lambda t, r: t.replace(" ", "\\, ", 1)),
    ),
    *exports(
        ANNUAIRE,
        "EmployeeID devenu EmployeeNumber",
        AD,
        lambda t: replace(t, titres=["EmployeeNumber" if x == "EmployeeID" else x for x in t.titres]),
        RD,
    ),
    *exports(
        ANNUAIRE,
        "EmployeeID devenu EmployeeNumber, le mois suivant",
        AD,
        lambda t: replace(t, titres=["EmployeeNumber" if x == "EmployeeID" else x for x in t.titres]),
        R,
        S,
    ),
    *exports(
        ANNUAIRE,
        "nom affiché seul rempli, nom et prénom vides",
        AD,
        g.valeurs(["Surname", "GivenName"], lambda t, r: ""),
        D,
    ),
    # — judged
    *exports(JUGE, "matricules des comptes vidés aux trois cinquièmes", AD, _vide("EmployeeID", 3), R, S),
    *exports(JUGE, "matricules du parc vidés à moitié", PARC, _vide("Matricule", 3), R, S),
    *exports(JUGE, "naissances vidées aux deux cinquièmes", RH, _vide("DT NAISSANCE", 2), R, S),
    *exports(JUGE, "prénoms vidés aux deux cinquièmes", RH, _vide("PRENOMS", 2), R, S),
    *exports(JUGE, "sexe vidé aux trois cinquièmes", RH, _vide("SEXE", 3), R, S),
    *exports(JUGE, "noms d'usage vidés", RH, _vide("NOM USAGE", 5), R, S),
    *exports(JUGE, "profils vidés aux deux cinquièmes", DPI, _vide("PROFIL", 2), R, S),
    *exports(JUGE, "services des comptes vidés", AD, _vide("Department", 5), R, S),
    *exports(
        JUGE,
        "naissances de l'extraction restreinte vidées aux deux cinquièmes",
        RES,
        _vide("Date de naissance", 2),
        R,
        S,
    ),
    *exports(JUGE, "FINESS de l'extraction publique vidés", PUB, _vide("Numéro FINESS site", 5), R, S),
    *exports(JUGE, "fin de validité des cartes vidée", CPS, _vide("Date fin validité", 5), R, S),
    *exports(JUGE, "pôles vidés", STR, _vide("POLE", 5), R, S),
    *exports(JUGE, "dates de remise vidées", PARC, _vide("Remis le", 5), R, S),
    *exports(JUGE, "contrats tous « CDI »", RH, g.valeurs("STATUT", lambda t, r: "CDI"), RD, S),
    *exports(
        JUGE, "fins de contrat toutes ouvertes", RH, g.valeurs("DT FIN", lambda t, r: "31/12/9999"), RD, S
    ),
    *exports(
        JUGE,
        "titulaires seuls",
        RH,
        lambda t: replace(t, lignes=[r for r in t.lignes if r[10] == "TIT"]),
        RD,
        S,
    ),
    *exports(
        JUGE,
        "emplois en codes (E001)",
        RH,
        g.colonne("LIB EMPLOI", lambda v: [f"E{sorted(set(v)).index(x):03}" for x in v]),
        RD,
        S,
    ),
    *exports(
        JUGE,
        "annuaire de l'autre hôpital",
        ADV,
        rang(
            lambda f, k: {
                "SamAccountName": f"z{f['SamAccountName']}",
                "EmployeeID": "",
                "Surname": f"{f['Surname']}x",
            }
        ),
        RD,
        S,
    ),
    *exports(
        JUGE,
        "le même compte pour tous les matricules",
        AD,
        g.valeurs("EmployeeID", lambda t, r: "0000002"),
        R,
        S,
    ),
    _regle("nature inconnue", 'nature = "sirh"', 'nature = "paye"'),
    _regle("modèle de fichier qui ne prend rien", FICHIER, 'fichier = "SIRHRIVEMONT_*.csv"'),
    _regle("colonne obligatoire retirée des réglages", 'matricule = "MATRICULE"', ""),
    _regle(
        "encodage qui n'existe pas",
        FICHIER,
        f'{FICHIER}\n[sources.format]\nencodage = "utf-88"\n[sources.ignorer]',
    ),
    _regle("FINESS faux dans les réglages", 'finess_et = ["990000028"]', 'finess_et = ["99000002"]'),
    _regle("rôle mal écrit", 'role = "dpi" ', 'role = "dpii" '),
    _regle("deux fois le même code de source", 'code = "sirh_chv"', 'code = "sirh_chr"'),
    _regle("valeur traduite vers un mot inconnu", '"CDD REMPL" = "cdd"', '"CDD REMPL" = "contrat court"'),
    # — NIR
    *(
        Export(NIR, f"{titre} : {valeur}", fichier, _dans(titre, valeur), D, sans="1800575112345")
        for fichier, titre, valeur in (
            (RH, "UF", "180057511234580"),
            (RH, "LIEU NAISS", "né à Nice 1800575112345"),
            (AD, "DistinguishedName", "CN=X,OU=180057511234580,DC=ght"),
            (AD, "EmailAddress", "180057511234580@ght-fictif.example"),
            (AD, "SamAccountName", "u180057511234580"),
            (DPI, "HABILITATIONS", "IDE;1.80.05.75.112.345"),
            (STR, "CODE_UF", "1800575112345"),
            (PARC, "N° série", "1 80 05 75 112 345 80"),
            (RH, "PRENOMS", "ADA 1800575112345"),
            (RH, "NUM RPPS", "1800575112345"),
        )
    ),
]
