"""A fourth set, written after the third was mended, before being played: other members of its kinds."""

from __future__ import annotations

from dataclasses import replace

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import LOGINS, RPPS
from tests.envois import gestes as g
from tests.exports.cas import (
    AD,
    ADV,
    CPS,
    DPI,
    GAM,
    INT,
    MED,
    PARC,
    PR,
    PUB,
    RD,
    RES,
    RH,
    RHV,
    STR,
    D,
    Export,
    P,
    R,
    exports,
)
from tests.exports.classeurs import ANNUAIRE
from tests.exports.encore_fichiers import sans, titres
from tests.exports.livraisons import JUGE
from tests.exports.nombres import NUM, SUITE, sur
from tests.exports.noms_dates import DATE, NOM, ecrites, rang
from tests.exports.textes import TEXTE, VIDE, corps

S = "suivant"
METIERS = {"IDE": "(IDE)", "INFIRMIER": "(IDE)", "AS": "(AS)", "MED": "(Méd.)"}


def _bloc(titre: str, depuis: int, combien: int, geste) -> g.Geste:
    """A run of rows of one column, otherwise."""
    return g.pleines(titre, lambda t, r: geste(t), lambda r, n: depuis <= r < depuis + combien)


def _colle_dernier(tableau: Tableau) -> Tableau:
    """Each row's last cell glued to the one before, on a tenth of the rows."""
    rows = [
        [*row[:-2], f"{row[-2]} {row[-1]}".strip(), ""] if k % 10 == 0 else row
        for k, row in enumerate(tableau.lignes)
    ]
    return replace(tableau, lignes=rows)


ENCORE_2: list[Export] = [
    *exports(
        NUM,
        "FINESS juridique, une ligne sur quatre",
        RH,
        g.pleines("FINESS", lambda t, r: "990000010", g.une_sur(4)),
        D,
    ),
    *exports(NUM, "FINESS juridique", RHV, g.valeurs("N° FINESS", lambda t, r: "990000036"), D),
    *exports(
        NUM,
        "FINESS de l'autre hôpital, huit lignes",
        RHV,
        _bloc("N° FINESS", 10, 8, lambda t: "990000028"),
        RD,
    ),
    *exports(NUM, "RPPS d'un chiffre de trop, « 191614043630 »", DPI, sur(RPPS, lambda t: f"{t}0"), RD),
    *exports(NUM, "RPPS, deux lignes échangées", MED, g.colonne("RPPS", lambda c: [c[1], c[0], *c[2:]]), RD),
    *exports(
        NUM,
        "RPPS décalés d'une ligne dans les porteurs",
        CPS,
        g.colonne("Identifiant PP", lambda c: [c[-1], *c[:-1]]),
        RD,
    ),
    *exports(
        NUM,
        "matricules des cartes décalés d'une ligne",
        PARC,
        g.colonne("Matricule", lambda c: [c[-1], *c[:-1]]),
        RD,
    ),
    *exports(
        NUM,
        "matricules des cartes, un bloc de douze décalé",
        PARC,
        g.colonne("Matricule", lambda c: [*c[:20], c[31], *c[20:31], *c[32:]]),
        RD,
    ),
    *exports(
        SUITE,
        "logins précédés du domaine en minuscules, « ght\\ »",
        DPI,
        sur(LOGINS, lambda t: f"ght\\{t}"),
        P,
        S,
    ),
    *exports(
        SUITE, "logins « CN=…,OU=… »", AD, sur(LOGINS, lambda t: f"CN={t},OU=Users,DC=ght,DC=local"), PR, S
    ),
    *exports(
        SUITE, "logins suivis de « (1) », un sur quatre", DPI, sur(LOGINS, lambda t: f"{t} (1)", 4), RD, S
    ),
    *exports(
        SUITE,
        "matricules à clé ajoutée, « V000017-4 »",
        RHV,
        g.pleines("Identifiant agent", lambda t, r: f"{t}-{r % 10}"),
        RD,
        S,
    ),
    *exports(
        NOM,
        "métier entre parenthèses derrière le nom",
        DPI,
        rang(lambda f, k: {"NOM": f"{f['NOM']} {METIERS.get(f['PROFIL'], '')}".strip()}),
        D,
    ),
    *exports(
        NOM,
        "service entre parenthèses, quatre comptes",
        AD,
        rang(lambda f, k: {"Surname": f"{f['Surname']} ({f['Department'][:6]})"} if k % 30 == 7 else {}),
        D,
    ),
    *exports(
        NOM,
        "nom affiché « Prénom I. NOM »",
        AD,
        rang(lambda f, k: {"DisplayName": f"{f['GivenName']} A. {f['Surname'].upper()}"}),
    ),
    *exports(
        NOM,
        "nom entier dans le nom, « Prénom I Nom »",
        GAM,
        rang(lambda f, k: {"NOM": f"{f['PRENOM'].title()} B {f['NOM'].title()}", "PRENOM": ""}),
        D,
    ),
    *exports(
        NOM,
        "nom entier suivi de « - Imagerie »",
        GAM,
        rang(lambda f, k: {"NOM": f"{f['NOM']} {f['PRENOM']} - Imagerie", "PRENOM": ""}),
        D,
    ),
    *exports(
        NOM, "prénom suivi de son initiale collée, « ANNE-M »", DPI, sur(["PRENOM"], lambda t: f"{t}-M", 3), D
    ),
    *exports(
        NOM,
        "noms de naissance vidés quand le nom d'usage est rempli",
        RH,
        rang(lambda f, k: {"NOM PATRONYMIQUE": f["NOM USAGE"], "NOM USAGE": ""} if f["NOM USAGE"] else {}),
        RD,
    ),
    *exports(
        NOM,
        "nom d'usage du conjoint voisin, six lignes",
        RH,
        g.colonne("NOM USAGE", lambda c: [*c[:12], *c[13:18], c[12], *c[18:]]),
        RD,
    ),
    *exports(
        NOM,
        "sexe deviné faux, une ligne sur sept",
        RH,
        rang(lambda f, k: {"SEXE": "F" if f["SEXE"] == "M" else "M"} if k % 7 == 0 else {}),
        RD,
    ),
    *exports(
        DATE,
        "naissances, jour et mois inversés partout où c'est possible",
        RH,
        g.pleines("DT NAISSANCE", g.inverse),
        R,
    ),
    *exports(
        DATE,
        "naissances inversées",
        (MED, RHV),
        lambda t: g.pleines(
            [x for x in ("Date de naissance", "Né(e) le") if x in t.titres], g.inverse, g.une_sur(3)
        )(t),
        RD,
    ),
    *exports(
        DATE,
        "naissances inversées, une sur trois",
        RES,
        g.pleines("Date de naissance", g.inverse, g.une_sur(3)),
        RD,
    ),
    *exports(
        DATE,
        "début et fin échangés sur dix lignes",
        RH,
        rang(
            lambda f, k: (
                {"DT DEBUT": f["DT FIN"], "DT FIN": f["DT DEBUT"]}
                if 40 <= k < 50 and f["DT FIN"] != "31/12/9999"
                else {}
            )
        ),
        RD,
    ),
    *exports(
        DATE,
        "dernière connexion un an plus tôt, un tiers",
        DPI,
        g.pleines("DERN_CONNEXION", lambda t, r: f"{t[:-4]}{int(t[-4:]) - 1}", g.une_sur(3)),
        RD,
        S,
    ),
    *exports(
        DATE,
        "heure américaine, « 10/26/2026 2:05 PM »",
        DPI,
        ecrites(lambda d: f"{d.month}/{d.day}/{d.year} 2:05 PM", ["DERN_CONNEXION", "DATE_CREATION"]),
    ),
    *exports(
        DATE,
        "entrée remplacée par l'ancienneté (« 12 ans »)",
        MED,
        ecrites(lambda d: f"{2026 - d.year} ans", ["Entrée"]),
        RD,
    ),
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
        _bloc("DT NAISSANCE", 30, 12, lambda t: "01/01/1900"),
        RD,
    ),
    *exports(
        VIDE,
        "naissance 01/01/1970, douze lignes",
        RH,
        _bloc("DT NAISSANCE", 30, 12, lambda t: "01/01/1970"),
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
