"""A fourth set, written after the third was mended, before being played: other members of its kinds."""

from __future__ import annotations

from tests.ecritures.transformations import LOGINS, RPPS
from tests.envois import gestes as g
from tests.exports.cas import (
    AD,
    CPS,
    DPI,
    GAM,
    MED,
    PARC,
    PR,
    RD,
    RES,
    RH,
    RHV,
    D,
    Export,
    P,
    R,
    exports,
)
from tests.exports.nombres import NUM, SUITE, sur
from tests.exports.noms_dates import DATE, NOM, ecrites, rang

S = "suivant"
METIERS = {"IDE": "(IDE)", "INFIRMIER": "(IDE)", "AS": "(AS)", "MED": "(Méd.)"}


def bloc(titre: str, depuis: int, combien: int, geste) -> g.Geste:
    """A run of rows of one column, otherwise."""
    return g.pleines(titre, lambda t, r: geste(t), lambda r, n: depuis <= r < depuis + combien)


def _tournes(colonne: list[str]) -> list[str]:
    """The first six filled values, each one row of them further."""
    filled = [rang for rang, texte in enumerate(colonne) if texte][:6]
    moved = dict(zip(filled, [*filled[1:], filled[0]], strict=True))
    return [colonne[moved.get(rang, rang)] for rang in range(len(colonne))]


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
        bloc("N° FINESS", 10, 8, lambda t: "990000028"),
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
        g.colonne("NOM USAGE", _tournes),
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
]
