"""Files of the third set: texts, placeholders, NIR, directories, parts of lists (unplayed when written)."""

from __future__ import annotations

from dataclasses import replace

from tests.ecritures.tableau import Tableau
from tests.envois import gestes as g
from tests.exports.cas import (
    AD,
    ADV,
    DPI,
    INT,
    MED,
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
from tests.exports.classeurs import ANNUAIRE
from tests.exports.livraisons import JUGE, NIR
from tests.exports.noms_dates import rang
from tests.exports.textes import TEXTE, VIDE, corps

S = "suivant"
ANGLAIS = (
    "Employee ID;Last name;Married name;First names;Gender;Birth date;Birth place;Birth code;FINESS;Job;"
    "Contract;Start;End;Unit;Unit name;RPPS"
)


def titres(geste):
    """Other titles."""
    return lambda t: replace(t, titres=[geste(one) for one in t.titres])


def sans(test):
    """Without the rows that pass."""
    return g.garde(lambda f, k, n: not test(f))


def _coupe(tableau: Tableau) -> bytes:
    octets = tableau.octets()
    return octets[: int(len(octets) * 0.97)]


def _par_habilitation(tableau: Tableau) -> Tableau:
    """One row for each right of an account."""
    at = tableau.colonne("HABILITATIONS")
    rows = [
        [*row[:at], one, *row[at + 1 :]] for row in tableau.lignes for one in (row[at].split(",") or [""])
    ]
    return replace(
        tableau, lignes=[*rows, *([*row[:at], "CONSULTATION", *row[at + 1 :]] for row in tableau.lignes[::3])]
    )


def _etat(oui: str, non: str):
    return g.valeurs("userAccountControl", lambda t, r: non if t in ("514", "66050") else oui)


def _nir(fichier: str, titre: str, valeur: str) -> Export:
    return Export(
        NIR,
        f"{titre} : {valeur}",
        fichier,
        g.valeurs(titre, lambda t, r: valeur if r == 3 else t),
        D,
        sans="1800575112345",
    )


ENCORE_FICHIERS: list[Export] = [
    *exports(TEXTE, "titres en anglais", RH, corps(lambda lines: [ANGLAIS, *lines[1:]]), R),
    *exports(
        TEXTE,
        "titres à blancs insécables",
        (RH, DPI),
        titres(lambda t: t.replace(" ", "\u00a0").replace("_", "\u00a0")),
    ),
    *exports(TEXTE, "titres sur deux lignes, entre guillemets", RH, titres(lambda t: t.replace(" ", "\n"))),
    *exports(TEXTE, "titres suivis de « : »", RHV, titres(lambda t: f"{t} :")),
    *exports(
        TEXTE,
        "titres du nom et du prénom échangés",
        DPI,
        titres(lambda t: {"NOM": "PRENOM", "PRENOM": "NOM"}.get(t, t)),
        RD,
    ),
    *exports(
        TEXTE,
        "titres du début et de la fin échangés",
        RH,
        titres(lambda t: {"DT DEBUT": "DT FIN", "DT FIN": "DT DEBUT"}.get(t, t)),
        RD,
    ),
    *exports(TEXTE, "MacRoman", (RH, AD), corps(lambda lines: lines, "mac_roman"), PR),
    *exports(TEXTE, "cp850", RH, corps(lambda lines: lines, "cp850"), PR),
    *exports(TEXTE, "UTF-16 gros-boutien sans marque", RH, corps(lambda lines: lines, "utf-16-be"), PR),
    *exports(TEXTE, "fins de ligne CR CR LF", RH, corps(lambda lines: lines, fin="\r\r\n")),
    *exports(
        TEXTE,
        "saut de page toutes les trente lignes",
        DPI,
        corps(lambda lines: [f"\f{one}" if k and k % 30 == 0 else one for k, one in enumerate(lines)]),
    ),
    *exports(TEXTE, "coupé au milieu d'une ligne", (RH, DPI), _coupe, RD),
    *exports(
        TEXTE,
        "apostrophes pour guillemets",
        DPI,
        corps(lambda lines: [";".join(f"'{c}'" for c in x.split(";")) for x in lines]),
        PR,
    ),
    *exports(TEXTE, "« sep=; » en tête", RH, corps(lambda lines: ["sep=;", *lines])),
    *exports(TEXTE, "UTF-8 pour UTF-16", ADV, corps(lambda lines: lines, "utf-8-sig")),
    *exports(TEXTE, "une ligne par habilitation", DPI, _par_habilitation, D),
    *exports(
        TEXTE,
        "décompte « Nombre : 135 » sous la liste",
        RH,
        corps(lambda lines: [*lines, f"Nombre : {len(lines) - 1}"]),
        D,
    ),
    *exports(
        TEXTE,
        "signature « Cadre RH, poste 4512 » sous la liste",
        RH,
        corps(lambda lines: [*lines, "", "La responsable du bureau du personnel", "poste 4512"]),
        D,
    ),
    *exports(
        TEXTE, "« page 1/4 » au milieu", RHV, corps(lambda lines: [*lines[:20], "page 1/4", *lines[20:]]), D
    ),
    *exports(VIDE, "RPPS « 0 »", DPI, g.valeurs("NUM_RPPS", lambda t, r: t or "0")),
    *exports(VIDE, "RPPS « 99999999999 »", DPI, g.valeurs("NUM_RPPS", lambda t, r: t or "99999999999"), D),
    *exports(VIDE, "matricule « {} »", AD, g.valeurs("EmployeeID", lambda t, r: t or "{}")),
    *exports(
        VIDE,
        "« System.String[] » dans le matricule",
        AD,
        g.valeurs("EmployeeID", lambda t, r: t or "System.String[]"),
    ),
    *exports(
        VIDE,
        "« nan » partout où c'est vide",
        (RH, DPI),
        lambda t: replace(t, lignes=[[c or "nan" for c in r] for r in t.lignes]),
    ),
    *exports(
        VIDE,
        "« [NULL] » partout où c'est vide (DBeaver)",
        RH,
        lambda t: replace(t, lignes=[[c or "[NULL]" for c in r] for r in t.lignes]),
    ),
    *exports(
        VIDE,
        "service « Non affecté », un compte sur trois",
        DPI,
        g.valeurs("SERVICE", lambda t, r: "NON AFFECTE" if r % 3 == 0 else t),
        D,
    ),
    *exports(
        VIDE,
        "sexe « I », une ligne sur dix",
        RH,
        g.valeurs("SEXE", lambda t, r: "I" if r % 10 == 0 else t),
        D,
    ),
    *exports(
        VIDE,
        "nom de naissance « ? », une ligne sur douze",
        RH,
        g.valeurs("NOM PATRONYMIQUE", lambda t, r: "?" if r % 12 == 0 else t),
        RD,
    ),
    _nir(AD, "DisplayName", "DUPONT 180057511234521"),
    _nir(DPI, "HABILITATIONS", "MEDECIN 1.80.05.75.112.345"),
    _nir(STR, "POLE", "Pôle 1 80 05 75 112 345 21"),
    _nir(INT, "Réf", "1800575112345"),
    _nir(STA, "N° étudiant", "180057511234521"),
    _nir(MED, "Fonction", "PH-180057511234521-A"),
    _nir(PARC, "Nom", "1800575112345"),
    *exports(ANNUAIRE, "état « Vrai » et « Faux »", AD, _etat("Vrai", "Faux")),
    *exports(ANNUAIRE, "état « enabled » et « disabled »", AD, _etat("enabled", "disabled"), PR),
    *exports(ANNUAIRE, "état « Actif » et « Inactif »", AD, _etat("Actif", "Inactif")),
    *exports(
        ANNUAIRE,
        "nom affiché suivi du service",
        AD,
        rang(lambda f, k: {"DisplayName": f"{f['DisplayName']} ({f['Department']})"}),
    ),
    *exports(
        ANNUAIRE, "nom affiché égal au login", AD, rang(lambda f, k: {"DisplayName": f["SamAccountName"]})
    ),
    *exports(
        ANNUAIRE,
        "service donné par un DN",
        AD,
        g.pleines("Department", lambda t, r: f"OU={t},DC=ght,DC=local"),
        PR,
    ),
    *exports(
        ANNUAIRE,
        "service du supérieur pour tous",
        AD,
        g.valeurs("Department", lambda t, r: "Direction des soins"),
        RD,
    ),
    *exports(JUGE, "Combe-Claire perdue", RH, sans(lambda f: f["FINESS"] == "990000069"), RD, S),
    *exports(
        JUGE, "Combe-Claire perdue, la première fois", RH, sans(lambda f: f["FINESS"] == "990000069"), RD
    ),
    *exports(JUGE, "médecins perdus", DPI, sans(lambda f: f["PROFIL"].startswith("MED")), RD, S),
    *exports(
        JUGE, "médecins perdus, la première fois", DPI, sans(lambda f: f["PROFIL"].startswith("MED")), RD
    ),
    *exports(
        JUGE,
        "lettres A à C perdues",
        (DPI, AD),
        sans(lambda f: (f.get("NOM") or f.get("Surname") or "Z")[0].upper() in "ABC"),
        RD,
        S,
    ),
    *exports(
        JUGE,
        "infirmiers de l'extraction restreinte perdus",
        RES,
        sans(lambda f: f["Code profession"] == "60"),
        RD,
        S,
    ),
    *exports(
        JUGE,
        "médecins de l'extraction publique perdus, la première fois",
        PUB,
        sans(lambda f: f["Code profession"] == "10"),
        RD,
    ),
    *exports(JUGE, "sans ceux qui n'ont pas de RPPS", MED, sans(lambda f: not f["RPPS"]), RD, S),
    *exports(
        JUGE,
        "cartes d'établissement perdues",
        PARC,
        sans(lambda f: f["Type"].startswith("Carte établissement")),
        RD,
        S,
    ),
    *exports(
        JUGE,
        "un service perdu chaque fois sur quatre",
        RH,
        sans(lambda f: sum(map(ord, f["UF"])) % 4 == 0),
        RD,
        S,
    ),
    *exports(JUGE, "agences toutes sauf une perdues", INT, lambda t: replace(t, lignes=t.lignes[:2]), RD, S),
    *exports(JUGE, "tous les stagiaires sauf deux", STA, lambda t: replace(t, lignes=t.lignes[:2]), RD, S),
    *exports(JUGE, "femmes seules", RHV, sans(lambda f: f["Sexe"].startswith("M")), RD, S),
    *exports(
        JUGE,
        "liste doublée, logins en capitales",
        DPI,
        lambda t: replace(t, lignes=[*t.lignes, *([r[0].upper(), *r[1:]] for r in t.lignes)]),
        D,
        S,
    ),
]
