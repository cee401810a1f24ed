"""The same bullets a fifth time, written before any was played: numbers, keys, names, dates, placeholders."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import COMMUNES, FINESS, LOGINS, MATRICULES, RPPS
from tests.envois import gestes as g
from tests.exports.cas import AD, DPI, INT, MED, PARC, PR, RD, RES, RH, RHV, D, Export, P, exports
from tests.exports.nombres import NUM, SUITE, sur
from tests.exports.noms_dates import DATE, NOM, _fin, _nes, ecrites, rang

S = "suivant"
ACCENTS = "éèêëàâîïôöûüçÉÈÊËÀÂÎÏÔÖÛÜÇ"


def _proche(tableau: Tableau) -> Tableau:
    """An approximate look-up: who has no number takes that of the row above."""
    at, last = tableau.colonne("NUM RPPS"), ""
    rows = []
    for row in tableau.lignes:
        last = row[at] or last
        rows.append([*row[:at], last, *row[at + 1 :]])
    return replace(tableau, lignes=rows)


def _echappe(texte: str, forme: str) -> str:
    return "".join(forme.format(ord(c)) if c in ACCENTS else c for c in texte)


def _usage_pour_naissance(fiche: dict[str, str], rang: int) -> dict[str, str]:
    usage = fiche["NOM USAGE"]
    return {"NOM PATRONYMIQUE": usage, "NOM USAGE": ""} if usage else {}


def _plus_tard(annees: int, pas: int):
    """So many years later, one row in `pas`."""

    def une(texte: str, rang: int) -> str:
        later = int(texte[6:]) + annees
        return f"{texte[:6]}{later}" if rang % pas == 0 and later < 2026 else texte

    return une


ENCORE_3: list[Export] = [
    *exports(
        NUM, "RPPS et ADELI nommés, « RPPS:…;ADELI: »", RHV, sur(RPPS, lambda t: f"RPPS:{t};ADELI:"), PR
    ),
    *exports(
        NUM,
        "RPPS par couples, « 19 16 14 04 36 3 »",
        DPI,
        sur(RPPS, lambda t: " ".join(t[k : k + 2] for k in range(0, 11, 2))),
    ),
    *exports(NUM, "RPPS à cinq décimales, « …363.00000 »", (RHV, DPI), sur(RPPS, lambda t: f"{t}.00000")),
    *exports(
        NUM,
        "RPPS en OID, « 1.2.250.1.71.4.2.1/8… »",
        DPI,
        sur(RPPS, lambda t: f"1.2.250.1.71.4.2.1/8{t}"),
        PR,
    ),
    *exports(
        NUM,
        "RPPS en identifiant de message, « 8…^^^ASIP-SANTE-PS »",
        DPI,
        sur(RPPS, lambda t: f"8{t}^^^ASIP-SANTE-PS"),
        PR,
    ),
    *exports(NUM, "RPPS de la ligne du dessus à qui n'en a pas", RH, _proche, RD),
    *exports(NUM, "FINESS « ET-990000028 »", RH, sur(FINESS, lambda t: f"ET-{t}"), PR),
    *exports(
        NUM, "FINESS d'un site fermé, une ligne sur trois", RH, sur(FINESS, lambda t: "750000523", 3), RD
    ),
    *exports(
        NUM, "FINESS suivi de sa catégorie, « 990000028/355 »", RHV, sur(FINESS, lambda t: f"{t}/355"), PR
    ),
    *exports(NUM, "commune « 06088.0 »", RH, sur(COMMUNES, lambda t: f"{t}.0")),
    *exports(NUM, "commune « FR06088 »", RH, sur(COMMUNES, lambda t: f"FR{t}"), RD + P),
    *exports(
        NUM,
        "commune suivie du code postal, « 06088/06000 »",
        RH,
        sur(COMMUNES, lambda t: f"{t}/{t[:2]}000"),
        RD + P,
    ),
    *exports(NUM, "matricule « MATR=0000002 »", PARC, sur(MATRICULES, lambda t: f"MATR={t}"), PR),
    *exports(
        NUM,
        "matricule de l'agent du dessous, une carte sur douze",
        PARC,
        g.lignes(
            lambda rows, titres: [
                [*r[:2], rows[k + 1][2], *r[3:]] if k % 12 == 0 and k + 1 < len(rows) else r
                for k, r in enumerate(rows)
            ]
        ),
        RD,
    ),
    *exports(
        SUITE,
        "matricules suivis de l'établissement, « 0000002CHR »",
        RH,
        sur(MATRICULES, lambda t: f"{t}CHR"),
        PR,
        S,
    ),
    *exports(
        SUITE, "matricules de dossier, « 0000002-001 »", RH, sur(MATRICULES, lambda t: f"{t}-001"), PR, S
    ),
    *exports(
        SUITE,
        "matricules des comptes sans zéros, une ligne sur deux",
        AD,
        sur(MATRICULES, lambda t: t.lstrip("0"), 2),
        P,
        S,
    ),
    *exports(SUITE, "logins précédés de « u_ »", DPI, sur(LOGINS, lambda t: f"u_{t}"), RD, S),
    *exports(
        SUITE,
        "logins remplacés par la première partie de l'adresse",
        AD,
        rang(lambda f, k: {"SamAccountName": f["EmailAddress"].split("@")[0] or f["SamAccountName"]}),
        RD,
        S,
    ),
    *exports(SUITE, "codes d'unité « UF-RMTQ01 »", RH, sur(["UF"], lambda t: f"UF-{t}"), D, S),
    *exports(SUITE, "numéros de série en minuscules", PARC, sur(["N° série"], str.lower), P, S),
    *exports(
        SUITE,
        "numéros de série entre étoiles (code-barres)",
        PARC,
        sur(["N° série"], lambda t: f"*{t}*"),
        PR,
        S,
    ),
    *exports(
        NOM,
        "nom d'usage « NOM USAGE » chez les mariées",
        RH,
        rang(
            lambda f, k: {"NOM USAGE": f"{f['NOM PATRONYMIQUE']} {f['NOM USAGE']}"} if f["NOM USAGE"] else {}
        ),
        D,
    ),
    *exports(
        NOM, "« (R) » derrière un nom sur neuf", RH, sur(["NOM PATRONYMIQUE"], lambda t: f"{t} (R)", 9), D
    ),
    *exports(NOM, "tout en minuscules", DPI, sur(["NOM", "PRENOM"], str.lower)),
    *exports(
        NOM,
        "prénoms composés collés, « JEANPIERRE »",
        RHV,
        sur(["Prénom usuel"], lambda t: t.replace("-", "").replace(" ", "")),
        D,
    ),
    *exports(
        NOM,
        "nom entier dans le nom, prénom vide",
        DPI,
        rang(lambda f, k: {"NOM": f"{f['PRENOM']} {f['NOM']}", "PRENOM": ""}),
        D,
    ),
    *exports(
        NOM,
        "accents en échappements (\\u00e9)",
        AD,
        sur(["GivenName", "Surname"], lambda t: _echappe(t, "\\u{:04x}")),
        RD + P,
    ),
    *exports(
        NOM,
        "accents en « =E9 » (courriel)",
        AD,
        sur(["GivenName", "Surname"], lambda t: _echappe(t, "={:02X}")),
        RD + P,
    ),
    *exports(
        NOM,
        "accents en « %E9 » (adresse web)",
        RHV,
        sur(["Nom", "Nom de naissance", "Prénom(s)", "Prénom usuel"], lambda t: _echappe(t, "%{:02X}")),
        RD + P,
    ),
    *exports(NOM, "nom d'usage saisi pour le nom de naissance", RH, rang(_usage_pour_naissance), RD),
    *exports(NOM, "premier prénom seul", RH, sur(["PRENOMS"], lambda t: t.split()[0]), D),
    *exports(
        NOM,
        "prénoms du plus grand au plus petit",
        RH,
        sur(["PRENOMS"], lambda t: " ".join(sorted(t.split(), key=len, reverse=True))),
        D,
    ),
    *exports(NOM, "prénom répété, « ANNE ANNE »", DPI, sur(["PRENOM"], lambda t: f"{t} {t}"), D),
    *exports(
        NOM,
        "matricule derrière le nom, « BUENDOIS (0000002) »",
        AD,
        rang(lambda f, k: {"Surname": f"{f['Surname']} ({f['EmployeeID']})"} if f["EmployeeID"] else {}),
        D,
    ),
    *exports(DATE, "« 1978.01.28 »", RH, ecrites(lambda d: f"{d:%Y.%m.%d}")),
    *exports(DATE, "« 28-01-78 », naissances", RHV, _nes(lambda d: f"{d:%d-%m-%y}"), PR),
    *exports(DATE, "aaaammjjhhmmss, naissances", RH, _nes(lambda d: f"{d:%Y%m%d}000000")),
    *exports(
        DATE,
        "SQL datetime2, sept décimales",
        DPI,
        ecrites(lambda d: f"{d}T07:58:12.1234567", ["DERN_CONNEXION"]),
    ),
    *exports(DATE, "création sans « .0 »", AD, g.pleines("whenCreated", lambda t, r: t.replace(".0Z", "Z"))),
    *exports(
        DATE,
        "création « 05.02.2015 08:00 »",
        AD,
        g.pleines("whenCreated", lambda t, r: f"{t[6:8]}.{t[4:6]}.{t[:4]} {t[8:10]}:{t[10:12]}"),
    ),
    *exports(
        DATE,
        "création « 2015-02-05 08:00:00 +01:00 »",
        AD,
        g.pleines("whenCreated", lambda t, r: f"{t[:4]}-{t[4:6]}-{t[6:8]} 08:00:00 +01:00"),
    ),
    *exports(
        DATE,
        "commande en semaines, « S41 2026 »",
        PARC,
        ecrites(lambda d: f"S{d.isocalendar()[1]:02} {d.year}", ["Commandé le"]),
        RD,
    ),
    *exports(
        DATE,
        "entrée : dernier avancement, trois ans plus tard, une ligne sur trois",
        RH,
        g.pleines("DT DEBUT", _plus_tard(3, 3)),
        RD,
    ),
    *exports(DATE, "fin de la période de paie pour tous les présents", RH, _fin("30/11/2026"), RD),
    *exports(
        DATE,
        "naissances d'un an trop tard, une sur six",
        RHV,
        g.pleines("Né(e) le", lambda t, r: f"{int(t[:4]) + 1}{t[4:]}", g.une_sur(6)),
        RD,
    ),
    *exports(
        DATE,
        "entrées en jours de tableur, une sur deux",
        MED,
        g.pleines("Entrée", g.jour("serie"), g.une_sur(2)),
        PR,
    ),
    *exports(
        DATE,
        "fin ouverte « 2999-12-31T00:00:00 »",
        RHV,
        g.valeurs("Fin de contrat", lambda t, r: t or "2999-12-31T00:00:00"),
    ),
    *exports(
        DATE,
        "missions sur l'année entière",
        INT,
        rang(lambda f, k: {"Début mission": "01/01/2026", "Fin mission": "31/12/2026"}),
        RD,
    ),
    *exports(
        DATE, "naissances au premier janvier", INT, g.pleines("Naissance", lambda t, r: f"01/01/{t[6:]}"), RD
    ),
    *exports(
        DATE,
        "naissances d'un jour trop tard",
        RES,
        ecrites(lambda d: f"{d + dt.timedelta(days=1):%d/%m/%Y}", ["Date de naissance"]),
        RD,
    ),
]
