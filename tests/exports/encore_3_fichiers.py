"""Files of the fifth set: texts, NIR, workbooks, directories, parts of lists (unplayed when written)."""

from __future__ import annotations

from dataclasses import replace
from xml.sax.saxutils import escape

from tests.ecritures.tableau import Tableau
from tests.envois import gestes as g
from tests.exports.cas import (
    AD,
    CPS,
    DPI,
    GAM,
    INT,
    PARC,
    PR,
    PUB,
    RD,
    RES,
    RH,
    RHV,
    STA,
    STR,
    D,
    Export,
    R,
    exports,
)
from tests.exports.classeurs import ANNUAIRE, CLASSEUR, classeur
from tests.exports.encore_fichiers import sans
from tests.exports.livraisons import JUGE, NIR
from tests.exports.noms_dates import rang
from tests.exports.textes import TEXTE, VIDE, corps

S = "suivant"
TECHNIQUES = "PERNR;NACHN;NAMZU;VORNA;GESCH;GBDAT;GBORT;GBCOM;FINES;PLTXT;PERSK;BEGDA;ENDDA;ORGEH;ORGTX;RPPSN"


def _xml(tableau: Tableau) -> tuple[str, bytes]:
    rows = "".join(
        "<ROW>"
        + "".join(f"<{t}>{escape(c)}</{t}>" for t, c in zip(tableau.titres, r, strict=True))
        + "</ROW>"
        for r in tableau.lignes
    )
    return "xml", f'<?xml version="1.0" encoding="UTF-8"?><ROWSET>{rows}</ROWSET>'.encode()


def _html(tableau: Tableau) -> bytes:
    rows = [tableau.titres, *tableau.lignes]
    body = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in r) + "</tr>" for r in rows)
    return f"<html><body><h1>Utilisateurs</h1><table>{body}</table></body></html>".encode()


def _replie(lines: list[str]) -> list[str]:
    """A printer of 80 columns."""
    return [line[k : k + 80] for line in lines for k in range(0, len(line), 80)]


def _decale(titre: str):
    """One column a row down."""
    return g.colonne(titre, lambda cells: [cells[-1], *cells[:-1]])


def _nir(fichier: str, titre: str, forme: str, chiffres: str) -> Export:
    geste = g.valeurs(titre, lambda t, r: forme.format(t) if r == 4 else t)
    return Export(NIR, f"{titre} : {forme}", fichier, geste, D, sans=chiffres)


def _dessus(livre, feuille, tableau: Tableau) -> None:
    feuille.insert_rows(1, 5)
    for row, text in enumerate(
        ("Centre hospitalier de Rivemont", "Liste des agents", "Édité le 01/11/2026"), 1
    ):
        feuille.cell(row, 2).value = text


def _comme_dessus(livre, feuille, tableau: Tableau) -> None:
    """The person's cells are written once, on the first contract."""
    for row in range(feuille.max_row, 2, -1):
        if feuille.cell(row, 1).value == feuille.cell(row - 1, 1).value:
            for column in range(1, 9):
                feuille.cell(row, column).value = None


def _en_colonnes(livre, feuille, tableau: Tableau) -> None:
    """Rows and columns exchanged."""
    rows = [[cell.value for cell in row] for row in feuille.iter_rows()]
    feuille.delete_rows(1, feuille.max_row)
    for column in zip(*rows, strict=True):
        feuille.append(list(column))


ENCORE_3_FICHIERS: list[Export] = [
    *exports(
        VIDE,
        "« . » partout où c'est vide (SAS)",
        RH,
        lambda t: replace(t, lignes=[[c or "." for c in r] for r in t.lignes]),
    ),
    *exports(VIDE, "RPPS « ? »", DPI, g.valeurs("NUM_RPPS", lambda t, r: t or "?")),
    *exports(
        VIDE,
        "service « NR », un compte sur trois",
        DPI,
        g.valeurs("SERVICE", lambda t, r: "NR" if r % 3 == 0 else t),
        D,
    ),
    *exports(VIDE, "matricule « -1 »", AD, g.valeurs("EmployeeID", lambda t, r: t or "-1")),
    *exports(
        VIDE,
        "jamais connecté « 01/01/0001 00:00:00 »",
        AD,
        g.valeurs("lastLogonTimestamp", lambda t, r: t or "01/01/0001 00:00:00"),
        PR,
    ),
    *exports(
        VIDE,
        "unité « 9999 - UF INCONNUE », une ligne sur six",
        RH,
        rang(lambda f, k: {"UF": "9999", "LIB UF": "UF INCONNUE"} if k % 6 == 0 else {}),
        RD,
    ),
    *exports(
        VIDE,
        "emploi « A DEFINIR », une ligne sur cinq",
        RHV,
        g.valeurs("Métier", lambda t, r: "A DEFINIR" if r % 5 == 0 else t),
        RD,
    ),
    *exports(
        TEXTE, "« record_count=128 » en tête", DPI, corps(lambda ls: [f"record_count={len(ls) - 1}", *ls]), D
    ),
    *exports(
        TEXTE,
        "marque d'octets abîmée (ï»¿) devant le premier titre",
        DPI,
        corps(lambda ls: [f"ï»¿{ls[0]}", *ls[1:]]),
        PR,
    ),
    *exports(TEXTE, "UTF-7", AD, corps(lambda ls: ls, "utf-7"), PR),
    *exports(TEXTE, "séparateur ^", DPI, corps(lambda ls: [x.replace(";", "^") for x in ls]), PR),
    *exports(TEXTE, "lignes repliées à 80 colonnes (AS/400)", RH, corps(_replie), R),
    *exports(
        TEXTE, "titres techniques de SAP au-dessus des titres", RH, corps(lambda ls: [TECHNIQUES, *ls]), PR
    ),
    *exports(TEXTE, "titres techniques de SAP seuls", RH, corps(lambda ls: [TECHNIQUES, *ls[1:]]), PR),
    *exports(TEXTE, "XML d'Oracle (ROWSET)", DPI, _xml, PR),
    *exports(TEXTE, "tableau HTML nommé .csv", DPI, _html, PR),
    *exports(
        TEXTE,
        "guillemet droit devant chaque ligne et derrière",
        RH,
        corps(lambda ls: [f'"{x}"' for x in ls]),
        PR,
    ),
    *exports(
        TEXTE,
        "un « ; » de plus au milieu d'une ligne sur dix",
        DPI,
        corps(lambda ls: [x.replace(";", ";;", 1) if k % 10 == 9 else x for k, x in enumerate(ls)]),
        RD,
    ),
    *exports(TEXTE, "deux livraisons bout à bout, titres compris", RHV, corps(lambda ls: [*ls, *ls]), RD),
    _nir(GAM, "LIBELLE", "{} 1800575112345", "1800575112345"),
    _nir(INT, "Qualification", "{} (1 80 05 75 112 345 21)", "180057511234521"),
    _nir(RHV, "Né(e) à", "{}-18005 75112 34521", "180057511234521"),
    _nir(STR, "LIB_UF", "{} 1/80/05/75/112/345", "1800575112345"),
    _nir(AD, "Department", "{}_1800575112345_21", "180057511234521"),
    *exports(CLASSEUR, "cinq rangs de présentation au-dessus", RH, classeur(_dessus), D),
    *exports(CLASSEUR, "agent écrit une fois, ses contrats dessous", RH, classeur(_comme_dessus), RD),
    *exports(CLASSEUR, "lignes et colonnes échangées", RH, classeur(_en_colonnes), R),
    *exports(
        ANNUAIRE,
        "état « 512 (NORMAL_ACCOUNT) »",
        AD,
        g.pleines("userAccountControl", lambda t, r: f"{t} (NORMAL_ACCOUNT)"),
        PR,
    ),
    *exports(
        ANNUAIRE,
        "service suivi du bâtiment, « Imagerie (Bât B) »",
        AD,
        g.pleines("Department", lambda t, r: f"{t} (Bât {'ABC'[r % 3]})"),
        D,
    ),
    *exports(
        ANNUAIRE,
        "matricule remplacé par l'adresse",
        AD,
        rang(lambda f, k: {"EmployeeID": f["EmailAddress"]} if f["EmployeeID"] else {}),
        RD,
    ),
    *exports(
        ANNUAIRE,
        "matricules vides, un compte sur deux",
        AD,
        g.pleines("EmployeeID", lambda t, r: "", g.une_sur(2)),
        RD,
    ),
    *exports(ANNUAIRE, "nom affiché d'une autre ligne", AD, _decale("DisplayName"), RD),
    *exports(ANNUAIRE, "fonction de la ligne du dessus", AD, _decale("Title"), RD),
    *exports(ANNUAIRE, "adresse de la ligne du dessus", AD, _decale("EmailAddress"), RD),
    *exports(ANNUAIRE, "dernière connexion de la ligne du dessus", AD, _decale("lastLogonTimestamp"), RD),
    *exports(
        JUGE, "une ligne sur six perdue, la première fois", (RH, DPI), g.garde(lambda f, k, n: k % 6 != 2), RD
    ),
    *exports(JUGE, "comptes à RPPS seuls, la première fois", DPI, sans(lambda f: not f["NUM_RPPS"]), RD),
    *exports(
        JUGE,
        "comptes d'avant 2012 perdus, la première fois",
        DPI,
        sans(lambda f: f["DATE_CREATION"][-4:] < "2012"),
        RD,
    ),
    *exports(JUGE, "femmes perdues, la première fois", RES, sans(lambda f: f["Code sexe"] == "F"), RD),
    *exports(
        JUGE,
        "FINESS vidés, une activité sur trois",
        PUB,
        g.pleines("Numéro FINESS site", lambda t, r: "", g.une_sur(3)),
        RD,
        S,
    ),
    *exports(
        JUGE,
        "cartes CPF perdues, la première fois",
        CPS,
        sans(lambda f: f["Code type de carte"] == "CPF"),
        RD,
    ),
    *exports(JUGE, "responsables décalés d'une ligne", STR, _decale("RESPONSABLE"), RD),
    *exports(JUGE, "une seule vague pour tous", STR, g.pleines("VAGUE", lambda t, r: "Vague 1"), RD),
    *exports(JUGE, "dates de déploiement décalées d'une ligne", STR, _decale("DEPLOIEMENT"), RD),
    *exports(
        JUGE,
        "matricules vides, une carte sur trois, la première fois",
        PARC,
        g.pleines("Matricule", lambda t, r: "", g.une_sur(3)),
        RD,
    ),
    *exports(JUGE, "états des cartes décalés d'une ligne", PARC, _decale("État"), RD),
    *exports(JUGE, "types de cartes décalés d'une ligne", PARC, _decale("Type"), RD),
    *exports(
        JUGE,
        "terrain de stage : l'institut, pour tous",
        STA,
        g.pleines("Terrain de stage", lambda t, r: "IFSI"),
        RD,
    ),
    *exports(JUGE, "états inversés", GAM, g.pleines("ACTIF", lambda t, r: "0" if t == "1" else "1"), RD),
    *exports(
        JUGE, "mode de connexion le même pour tous", DPI, g.pleines("MODE_AUTH", lambda t, r: "MDP"), RD
    ),
    *exports(JUGE, "modes de connexion décalés d'une ligne", DPI, _decale("MODE_AUTH"), RD),
    *exports(JUGE, "habilitations décalées d'une ligne", DPI, _decale("HABILITATIONS"), RD),
    *exports(
        JUGE, "statuts : tous titulaires", RHV, g.pleines("Type de contrat", lambda t, r: "Titulaire"), RD
    ),
    *exports(
        JUGE,
        "unités décalées d'une ligne, code et libellé",
        RH,
        lambda t: _decale("UF")(_decale("LIB UF")(t)),
        RD,
    ),
]
