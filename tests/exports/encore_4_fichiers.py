"""Files of the sixth set: texts, placeholders, NIR, workbooks, directories, lists not whole (unplayed)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import polars as pl
from tests.ecritures.tableau import Tableau
from tests.envois import gestes as g
from tests.exports.cas import (
    AD,
    ADV,
    DPI,
    GAM,
    INT,
    PR,
    RD,
    RH,
    RHV,
    STR,
    D,
    Export,
    R,
    exports,
)
from tests.exports.classeurs import ANNUAIRE, CLASSEUR, classeur
from tests.exports.encore_3_fichiers import _nir
from tests.exports.textes import LETTRE, TEXTE, VIDE, corps

S = "suivant"
ENTRA = {
    "SamAccountName": "onPremisesSamAccountName",
    "GivenName": "givenName",
    "Surname": "surname",
    "DisplayName": "displayName",
    "EmployeeID": "employeeId",
    "EmailAddress": "mail",
    "userAccountControl": "accountEnabled",
    "whenCreated": "createdDateTime",
    "lastLogonTimestamp": "signInActivity.lastSignInDateTime",
    "Department": "department",
    "Title": "jobTitle",
}


def _zip(tableau: Tableau) -> tuple[str, bytes]:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        archive.writestr("export.csv", tableau.octets())
    return "zip", flux.getvalue()


def _parquet(tableau: Tableau) -> tuple[str, bytes]:
    flux = io.BytesIO()
    pl.DataFrame(tableau.lignes, schema=tableau.titres, orient="row").write_parquet(flux)
    return "parquet", flux.getvalue()


def _entra(tableau: Tableau) -> Tableau:
    """The portal's words: titles, and true or false."""
    at = tableau.colonne("userAccountControl")
    rows = [
        [*row[:at], "False" if int(row[at] or 0) & 2 else "True", *row[at + 1 :]] for row in tableau.lignes
    ]
    return replace(tableau, titres=[ENTRA.get(one, one) for one in tableau.titres], lignes=rows)


def _csvde(texte: str) -> str:
    return texte if texte.isascii() else f"X'{texte.encode().hex()}'"


def _guillemet(lines: list[str]) -> list[str]:
    """An inch sign typed in a label."""
    cells = lines[30].split(";")
    cells[14] = f'"{cells[14]}'
    return [*lines[:30], ";".join(cells), *lines[31:]]


def _loin(livre, feuille, tableau: Tableau) -> None:
    feuille.cell(1_048_576, 16_384).value = "x"


def _jaune(livre, feuille, tableau: Tableau) -> None:
    """A sheet of notes before, and a column of remarks."""
    notes = livre.create_sheet("À lire", 0)
    for text in ("Export du 01/11/2026", "En jaune : à vérifier", "Contact : bureau du personnel"):
        notes.append([text])
    feuille.cell(1, len(tableau.titres) + 1).value = "Remarque"
    feuille.cell(5, len(tableau.titres) + 1).value = "à vérifier"


ENCORE_4_FICHIERS: list[Export] = [
    *exports(TEXTE, "« sep=; » en première ligne", RH, corps(lambda lines: ["sep=;", *lines])),
    *exports(
        TEXTE, "séparateur de plus en fin de ligne", RH, corps(lambda lines: [f"{line};" for line in lines])
    ),
    *exports(TEXTE, "fin de fichier DOS (0x1A)", RH, lambda t: t.octets() + b"\x1a", PR),
    *exports(TEXTE, "fins de ligne de Mac (CR seul)", DPI, corps(lambda lines: lines, fin="\r")),
    *exports(
        TEXTE,
        "UTF-16, tabulations",
        GAM,
        lambda t: replace(t, separateur="\t", encodage="utf-16").octets(),
        PR,
    ),
    *exports(TEXTE, "cp850 (DOS)", RHV, corps(lambda lines: lines, "cp850"), PR),
    *exports(
        TEXTE,
        "UTF-8 lu comme du Windows puis réenregistré",
        AD,
        corps(lambda lines: [line.encode("utf-8").decode("cp1252", "replace") for line in lines], "utf-8"),
        R,
    ),
    *exports(TEXTE, "guillemet tapé dans un libellé", RH, corps(_guillemet), PR),
    *exports(
        TEXTE,
        "titres répétés à chaque page de 30 lignes",
        DPI,
        corps(
            lambda lines: [
                line
                for k, line in enumerate(lines[1:])
                for line in ([lines[0], line] if k % 30 == 0 else [line])
            ]
        ),
    ),
    *exports(
        TEXTE,
        "« Total agents : 134 » en dernière ligne",
        RH,
        corps(lambda lines: [*lines, f"Total agents : {len(lines) - 1}"]),
        PR,
    ),
    *exports(
        TEXTE,
        "« Nombre d'enregistrements;80 » en première ligne",
        DPI,
        corps(lambda lines: [f"Nombre d'enregistrements;{len(lines) - 1}", "", *lines]),
        PR,
    ),
    *exports(
        TEXTE,
        "titres sans leurs accents (« Pr?nom »)",
        RHV,
        lambda t: replace(t, titres=[one.replace("é", "?") for one in t.titres]),
        PR,
    ),
    *exports(
        TEXTE,
        "titres en minuscules soulignées",
        RHV,
        lambda t: replace(t, titres=[one.lower().replace(" ", "_") for one in t.titres]),
        PR,
    ),
    *exports(
        TEXTE,
        "une colonne titrée deux fois",
        RH,
        lambda t: replace(t, titres=[*t.titres, "NOM USAGE"], lignes=[[*r, ""] for r in t.lignes]),
        PR,
    ),
    *exports(TEXTE, "archive zip d'un seul fichier", RH, _zip, PR),
    *exports(TEXTE, "parquet", RH, _parquet, PR),
    *exports(
        TEXTE,
        "une ligne coupée en deux au milieu du fichier",
        DPI,
        corps(lambda lines: [*lines[:40], lines[40][:25], lines[40][25:], *lines[41:]]),
        RD,
    ),
    *exports(
        TEXTE,
        "deux lignes collées en une",
        RH,
        corps(lambda lines: [*lines[:50], lines[50] + lines[51], *lines[52:]]),
        RD,
    ),
    *exports(VIDE, "matricule « (null) »", AD, g.valeurs("EmployeeID", lambda t, r: t or "(null)")),
    *exports(VIDE, "RPPS « N/C »", DPI, g.valeurs("NUM_RPPS", lambda t, r: t or "N/C")),
    *exports(VIDE, "RPPS « undefined »", DPI, g.valeurs("NUM_RPPS", lambda t, r: t or "undefined")),
    *exports(VIDE, "RPPS « 00000000000 »", RH, g.valeurs("NUM RPPS", lambda t, r: t or "00000000000")),
    *exports(
        VIDE,
        "service « #N/A », un compte sur cinq",
        DPI,
        g.valeurs("SERVICE", lambda t, r: "#N/A" if r % 5 == 0 else t),
        D,
    ),
    *exports(
        VIDE,
        "fonction « …ADPropertyValueCollection »",
        AD,
        g.valeurs("Title", lambda t, r: "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection"),
        D,
    ),
    *exports(
        VIDE,
        "service « A AFFECTER », un compte sur deux",
        DPI,
        g.valeurs("SERVICE", lambda t, r: "A AFFECTER" if r % 2 else t),
        D,
    ),
    *exports(
        VIDE,
        "lieu de naissance « INCONNU », une ligne sur quatre",
        RH,
        g.valeurs("LIEU NAISS", lambda t, r: "INCONNU" if r % 4 == 0 else t),
        D,
    ),
    *exports(
        VIDE,
        "naissance 11/11/1911, neuf lignes",
        RH,
        g.valeurs("DT NAISSANCE", lambda t, r: "11/11/1911" if r % 14 == 0 else t),
        RD,
    ),
    *exports(
        VIDE,
        "prénom « X », une ligne sur dix",
        DPI,
        g.valeurs("PRENOM", lambda t, r: "X" if r % 10 == 0 else t),
        D,
    ),
    _nir(GAM, "LIBELLE", "{} 1 80 05 75 112 345 21", "1800575112345"),
    _nir(INT, "Site", "{} 1800575112345/21", "1800575112345"),
    _nir(RH, "STATUT", "{} NIR 1.80.05.75.112.345", "1800575112345"),
    _nir(STR, "VAGUE", "{} 180057511234521", "1800575112345"),
    _nir(AD, "EmployeeID", "180057511234521", "1800575112345"),
    _nir(RHV, "Métier", "{} (n° 1 80 05 75 112 345)", "1800575112345"),
    *exports(
        LETTRE,
        "sonnerie (U+0007) dans les noms",
        AD,
        g.pleines("Surname", lambda t, r: f"{t[:2]}\x07{t[2:]}", g.une_sur(9)),
        PR,
    ),
    *exports(
        LETTRE,
        "cellule d'un million de lettres",
        AD,
        g.valeurs("Description", lambda t, r: "x" * 1_000_000 if r == 3 else t),
        PR,
    ),
    *exports(CLASSEUR, "une cellule en XFD1048576", RH, classeur(_loin), PR),
    *exports(CLASSEUR, "feuille de notes devant, colonne de remarques", RH, classeur(_jaune), PR),
    *exports(ANNUAIRE, "export du portail Entra", AD, _entra, D),
    *exports(
        ANNUAIRE,
        "CSVDE : accents en hexadécimal (X'…')",
        AD,
        lambda t: replace(t, lignes=[[_csvde(c) for c in r] for r in t.lignes]),
        PR,
    ),
    *exports(
        ANNUAIRE,
        "service suivi de l'étage, une ligne sur trois",
        AD,
        g.pleines("Department", lambda t, r: f"{t} - {r % 4 + 1}e étage", g.une_sur(3)),
        D,
    ),
    *exports(
        ANNUAIRE,
        "service suivi de « BAT A »",
        DPI,
        g.pleines("SERVICE", lambda t, r: f"{t} BAT {'ABC'[r % 3]}"),
        D,
    ),
    *exports(
        ANNUAIRE,
        "service suivi de « RDC », libellé des RH",
        RH,
        g.pleines("LIB UF", lambda t, r: f"{t} (RDC)", g.une_sur(2)),
        D,
    ),
    *exports(
        ANNUAIRE,
        "matricule et téléphone échangés, une ligne sur six",
        AD,
        g.pleines("EmployeeID", lambda t, r: f"04930{r:05}", g.une_sur(6)),
        RD,
    ),
    *exports(ANNUAIRE, "états tous à 512", ADV, g.pleines("userAccountControl", lambda t, r: "512"), RD),
]
