"""The fourth set's text files, placeholders, directories and parts of lists."""

from __future__ import annotations

from dataclasses import replace

from tests.ecritures.tableau import Tableau
from tests.envois import gestes as g
from tests.exports.cas import (
    AD,
    ADV,
    DPI,
    INT,
    PARC,
    PR,
    PUB,
    RD,
    RH,
    RHV,
    STR,
    D,
    Export,
    exports,
)
from tests.exports.classeurs import ANNUAIRE
from tests.exports.encore_2 import bloc
from tests.exports.encore_fichiers import sans, titres
from tests.exports.livraisons import JUGE
from tests.exports.noms_dates import rang
from tests.exports.textes import TEXTE, VIDE, corps

S = "suivant"


def _colle_dernier(tableau: Tableau) -> Tableau:
    """Each row's last cell glued to the one before, on a tenth of the rows."""
    rows = [
        [*row[:-2], f"{row[-2]} {row[-1]}".strip(), ""] if k % 10 == 0 else row
        for k, row in enumerate(tableau.lignes)
    ]
    return replace(tableau, lignes=rows)


ENCORE_2_FICHIERS: list[Export] = [
    *exports(TEXTE, "dernière cellule collée à l'avant-dernière, une sur dix", (RH, DPI), _colle_dernier, RD),
    *exports(
        TEXTE,
        "titres en minuscules, sans accent, suivis de l'unité",
        RHV,
        titres(lambda t: f"{t.lower()} (texte)"),
        PR,
    ),
    *exports(
        TEXTE,
        "« Arrêté à la date du 01/11/2026 » sous la liste",
        (RH, DPI),
        corps(lambda lines: [*lines, "Liste arrêtée à la date du 01/11/2026 par le service"]),
    ),
    *exports(TEXTE, "un nom seul sous la liste", RH, corps(lambda lines: [*lines, "Mme DURAND"]), D),
    *exports(
        TEXTE,
        "dernière ligne coupée après sa clé",
        RH,
        lambda t: t.octets()[
            : t.octets().rstrip().rfind(b";", 0, t.octets().rstrip().rfind(t.lignes[-1][1].encode()))
        ],
        RD,
    ),
    *exports(
        TEXTE,
        "tabulations devenues quatre blancs",
        RHV,
        corps(lambda lines: [x.replace("\t", "    ") for x in lines], "utf-8"),
        RD,
    ),
    *exports(
        TEXTE,
        "points-virgules devenus des virgules, une ligne sur cinq",
        RH,
        corps(lambda lines: [x.replace(";", ",") if k % 5 == 3 else x for k, x in enumerate(lines)]),
        RD,
    ),
    *exports(VIDE, "matricule « 000000 »", (AD, ADV), g.valeurs("EmployeeID", lambda t, r: t or "000000")),
    *exports(VIDE, "matricule « NEANT »", AD, g.valeurs("EmployeeID", lambda t, r: t or "NEANT")),
    *exports(
        VIDE,
        "service « Tous services », un compte sur deux",
        DPI,
        g.valeurs("SERVICE", lambda t, r: "TOUS SERVICES" if r % 2 else t),
        D,
    ),
    *exports(
        VIDE,
        "service « 0 », un compte sur quatre",
        DPI,
        g.valeurs("SERVICE", lambda t, r: "0" if r % 4 == 0 else t),
        D,
    ),
    *exports(
        VIDE,
        "naissance 01/01/1900, douze lignes",
        RH,
        bloc("DT NAISSANCE", 30, 12, lambda t: "01/01/1900"),
        RD,
    ),
    *exports(
        VIDE,
        "naissance 01/01/1970, douze lignes",
        RH,
        bloc("DT NAISSANCE", 30, 12, lambda t: "01/01/1970"),
        RD,
    ),
    *exports(
        ANNUAIRE,
        "service donné par un chemin, « Hôpital/Pôle/Imagerie »",
        AD,
        g.pleines("Department", lambda t, r: f"CH Rivemont/Soins/{t}"),
        D,
    ),
    *exports(
        ANNUAIRE,
        "service précédé de son code, « 4512 - Imagerie »",
        AD,
        g.pleines("Department", lambda t, r: f"{sum(map(ord, t))} - {t}"),
        PR,
    ),
    *exports(
        ANNUAIRE,
        "fonction et service échangés, une ligne sur cinq",
        AD,
        rang(lambda f, k: {"Title": f["Department"], "Department": f["Title"]} if k % 5 == 0 else {}),
        D,
    ),
    *exports(
        ANNUAIRE,
        "état inversé, un compte sur huit",
        AD,
        g.pleines("userAccountControl", lambda t, r: "512" if t == "514" else "514", g.une_sur(8)),
        RD,
    ),
    *exports(
        JUGE,
        "infirmiers perdus, la première fois",
        DPI,
        sans(lambda f: f["PROFIL"] in ("IDE", "INFIRMIER")),
        RD,
    ),
    *exports(
        JUGE,
        "un service entier perdu, la première fois",
        (RH, DPI),
        sans(lambda f: "IMAGERIE" in (f.get("LIB UF") or f.get("SERVICE") or "")),
        RD,
    ),
    *exports(JUGE, "étrangers perdus", RH, sans(lambda f: f["CODE COMMUNE NAISS"].startswith("99")), RD, S),
    *exports(
        JUGE,
        "arrivés depuis six mois perdus, la première fois",
        RH,
        sans(lambda f: f["DT DEBUT"][-4:] == "2026"),
        RD,
    ),
    *exports(
        JUGE,
        "comptes créés cette année perdus, la première fois",
        (DPI, AD),
        sans(lambda f: "2026" in (f.get("DATE_CREATION") or f.get("whenCreated") or "")),
        RD,
    ),
    *exports(
        JUGE,
        "sages-femmes de l'Annuaire Santé perdues, la première fois",
        PUB,
        sans(lambda f: f["Code profession"] == "50"),
        RD,
    ),
    *exports(JUGE, "cartes remises seules, la première fois", PARC, sans(lambda f: not f["Remis le"]), RD),
    *exports(
        JUGE, "structure sans l'hôpital local, la première fois", STR, sans(lambda f: f["SITE"] == "HLC"), RD
    ),
    *exports(
        JUGE, "intérim : missions finies seules", INT, sans(lambda f: f["Fin mission"][-4:] == "2027"), D
    ),
]
