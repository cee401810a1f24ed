"""The same bullets a sixth time, written before any was played: numbers, keys, names, dates."""

from __future__ import annotations

import unicodedata

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import COMMUNES, FINESS, LOGINS, MATRICULES, RPPS
from tests.envois import gestes as g
from tests.exports.cas import AD, DPI, GAM, INT, MED, PARC, PR, PUB, RD, RES, RH, RHV, D, Export, P, exports
from tests.exports.nombres import NUM, SUITE, sur
from tests.exports.noms_dates import DATE, NOM, _fin, _nes, ecrites, rang

S = "suivant"
JAMAIS = "9223372036854775807"
ANGLAIS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _entier(fiche: dict[str, str], rang: int) -> dict[str, str]:
    return {"NOM": f"{fiche['NOM']}, {fiche['PRENOM']}", "PRENOM": ""}


def _adeli(texte: str) -> str:
    return f"06931{texte[-4:]}"


def _plus(annees: int):
    def une(texte: str, rang: int) -> str:
        return f"{texte[:6]}{int(texte[6:]) + annees}"

    return une


def _mixte(tableau: Tableau) -> Tableau:
    """The first half typed by hand, the other written by the software."""
    return g.pleines("DT DEBUT", lambda t, r: f"{t[6:]}-{t[3:5]}-{t[:2]}", lambda r, n: r >= n // 2)(tableau)


ENCORE_4: list[Export] = [
    *exports(
        NUM,
        "RPPS à insécables, « 1 916 140 4363 »",
        RHV,
        sur(RPPS, lambda t: f"{t[0]}\u00a0{t[1:4]}\u00a0{t[4:7]}\u00a0{t[7:]}"),
    ),
    *exports(NUM, "RPPS « RPPS n° 19161404363 »", DPI, sur(RPPS, lambda t: f"RPPS n° {t}"), PR),
    *exports(NUM, "RPPS suivi d'une virgule", DPI, sur(RPPS, lambda t: f"{t},"), PR),
    *exports(NUM, "RPPS avec et sans son 8, une ligne sur deux", DPI, sur(RPPS, lambda t: f"8{t}", 2)),
    *exports(NUM, "RPPS précédés de « PS », une ligne sur deux", RHV, sur(RPPS, lambda t: f"PS{t}", 2), PR),
    *exports(NUM, "ADELI dans la colonne RPPS, une ligne sur cinq", DPI, sur(RPPS, _adeli, 5), RD),
    *exports(
        NUM,
        "identification nationale dans « Identifiant PP »",
        PUB,
        sur(["Identifiant PP"], lambda t: f"8{t}"),
    ),
    *exports(NUM, "RPPS coupés à dix chiffres, une ligne sur quatre", RH, sur(RPPS, lambda t: t[:10], 4), RD),
    *exports(NUM, "RPPS « -1 » quand il n'y en a pas", DPI, g.valeurs("NUM_RPPS", lambda t, r: t or "-1")),
    *exports(
        NUM,
        "RPPS « 99999999 » quand il n'y en a pas",
        DPI,
        g.valeurs("NUM_RPPS", lambda t, r: t or "99999999"),
    ),
    *exports(NUM, "FINESS « 990 000 028 »", RH, sur(FINESS, lambda t: f"{t[:3]} {t[3:6]} {t[6:]}")),
    *exports(NUM, "FINESS « 990000028.0 », une ligne sur deux", RHV, sur(FINESS, lambda t: f"{t}.0", 2)),
    *exports(
        NUM, "FINESS d'une lettre minuscule, « 99000002b »", RHV, sur(FINESS, lambda t: f"{t[:8]}b"), RD
    ),
    *exports(NUM, "commune « 6088,0 »", RH, sur(COMMUNES, lambda t: f"{t.lstrip('0')},0")),
    *exports(NUM, "commune sans son zéro, tout le fichier", RES, sur(COMMUNES, lambda t: t.lstrip("0"))),
    *exports(NUM, "commune : le département seul", RH, sur(COMMUNES, lambda t: t[:2]), RD),
    *exports(NUM, "matricule « 2.0 »", (AD, PARC), sur(MATRICULES, lambda t: f"{t.lstrip('0')}.0")),
    *exports(NUM, "matricule suivi d'insécables", AD, sur(MATRICULES, lambda t: f"{t}\u00a0\u00a0")),
    *exports(
        NUM,
        "matricule « 99999 » quand il n'y en a pas",
        AD,
        g.valeurs("EmployeeID", lambda t, r: t or "99999"),
    ),
    *exports(NUM, "matricule à tiret, « 0000-002 »", AD, sur(MATRICULES, lambda t: f"{t[:4]}-{t[4:]}"), PR),
    *exports(
        NUM,
        "matricule du voisin, cinq comptes de suite",
        AD,
        g.colonne("EmployeeID", lambda c: [*c[:40], c[45], *c[40:45], *c[46:]]),
        RD,
    ),
    *exports(SUITE, "retour d'Excel, « 2.0 »", RH, sur(MATRICULES, lambda t: f"{t.lstrip('0')}.0"), P, S),
    *exports(SUITE, "retour d'Excel, « v000017 » un sur deux", RHV, sur(MATRICULES, str.lower, 2), P, S),
    *exports(SUITE, "logins en capitales", (DPI, AD), sur(LOGINS, str.upper), P, S),
    *exports(SUITE, "logins suivis de blancs", DPI, sur(LOGINS, lambda t: f"{t}   "), P, S),
    *exports(
        SUITE,
        "logins suivis de « @ch-rivemont.fr »",
        DPI,
        sur(LOGINS, lambda t: f"{t}@ch-rivemont.fr"),
        PR,
        S,
    ),
    *exports(SUITE, "numéros de série précédés de « SN »", PARC, sur(["N° série"], lambda t: f"SN{t}"), D, S),
    *exports(
        SUITE,
        "unités à quatre chiffres de plus, « RMTQ010000 »",
        RH,
        sur(["UF"], lambda t: f"{t}0000"),
        RD,
        S,
    ),
    *exports(SUITE, "matricules à zéro de plus", RH, sur(MATRICULES, lambda t: f"0{t}"), P, S),
    *exports(
        NOM,
        "lettres décomposées (NFD)",
        (RH, AD),
        sur(
            ["NOM PATRONYMIQUE", "NOM USAGE", "PRENOMS", "Surname", "GivenName"],
            lambda t: unicodedata.normalize("NFD", t),
        ),
    ),
    *exports(
        NOM,
        "nom d'usage « NULL » quand il n'y en a pas",
        RH,
        g.valeurs("NOM USAGE", lambda t, r: t or "NULL"),
    ),
    *exports(
        NOM,
        "doubles blancs dans les noms",
        AD,
        sur(["Surname", "GivenName"], lambda t: f" {t.replace(' ', '   ')} "),
    ),
    *exports(
        NOM,
        "première lettre seule en capitale",
        RH,
        sur(["NOM PATRONYMIQUE", "NOM USAGE", "PRENOMS"], str.title),
    ),
    *exports(NOM, "« NOM, Prénom » dans le nom, prénom vide", DPI, rang(_entier), D),
    *exports(
        NOM,
        "nom d'usage et de naissance échangés, une mariée sur deux",
        RH,
        rang(
            lambda f, k: (
                {"NOM PATRONYMIQUE": f["NOM USAGE"], "NOM USAGE": f["NOM PATRONYMIQUE"]}
                if f["NOM USAGE"] and k % 2
                else {}
            )
        ),
        RD,
    ),
    *exports(
        NOM,
        "nom affiché « Prénom NOM »",
        AD,
        rang(lambda f, k: {"DisplayName": f"{f['GivenName']} {f['Surname'].upper()}"}),
    ),
    *exports(
        NOM,
        "œ et æ écrits en deux lettres",
        RHV,
        sur(
            ["Nom", "Nom de naissance"], lambda t: t.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae")
        ),
        P,
    ),
    *exports(NOM, "un prénom coupé à six lettres", DPI, sur(["PRENOM"], lambda t: t[:6]), D),
    *exports(NOM, "« (CDD) » derrière un nom sur sept", RHV, sur(["Nom"], lambda t: f"{t} (CDD)", 7), D),
    *exports(
        NOM,
        "« ZZ » devant le nom des comptes fermés",
        AD,
        rang(lambda f, k: {"Surname": f"ZZ{f['Surname']}"} if f["userAccountControl"] != "512" else {}),
        D,
    ),
    *exports(
        NOM,
        "nom et prénom dans le prénom, nom vide",
        GAM,
        rang(lambda f, k: {"PRENOM": f"{f['NOM']} {f['PRENOM']}", "NOM": ""}),
        D,
    ),
    *exports(
        NOM,
        "tirets et blancs échangés dans les prénoms",
        AD,
        sur(["GivenName"], lambda t: t.translate(str.maketrans("- ", " -"))),
    ),
    *exports(NOM, "nom de jeune fille vide", INT, g.valeurs("Nom de jeune fille", lambda t, r: ""), D),
    *exports(
        DATE, "« 1978-01-28 00:00:00.000 » (SQL Server)", RH, ecrites(lambda d: f"{d:%Y-%m-%d} 00:00:00.000")
    ),
    *exports(
        DATE,
        "« Jan 28 1978 12:00AM » (SQL Server)",
        RH,
        ecrites(lambda d: f"{ANGLAIS[d.month - 1]} {d.day} {d.year} 12:00AM"),
    ),
    *exports(
        DATE,
        "« 28-Jan-1978 » (Sybase)",
        RHV,
        ecrites(lambda d: f"{d.day:02}-{ANGLAIS[d.month - 1]}-{d.year}"),
    ),
    *exports(
        DATE, "« 1/28/1978 12:00:00 AM »", RHV, ecrites(lambda d: f"{d.month}/{d.day}/{d.year} 12:00:00 AM")
    ),
    *exports(DATE, "moitié jj/mm/aaaa, moitié aaaa-mm-jj", RH, _mixte),
    *exports(
        DATE,
        "entrées trente-cinq ans plus tard, une sur neuf",
        RH,
        g.pleines("DT DEBUT", _plus(35), g.une_sur(9)),
        RD,
    ),
    *exports(DATE, "naissances à deux chiffres, « 28/01/78 »", RH, _nes(lambda d: f"{d:%d/%m/%y}"), PR),
    *exports(
        DATE,
        "jour inconnu « 00/01/1978 », une sur huit",
        RH,
        g.pleines("DT NAISSANCE", lambda t, r: f"00{t[2:]}", g.une_sur(8)),
        D,
    ),
    *exports(
        DATE,
        "naissances : l'année seule, une sur dix",
        RHV,
        g.pleines("Né(e) le", lambda t, r: t[:4], g.une_sur(10)),
        D,
    ),
    *exports(DATE, "fin ouverte « 31/12/4712 »", RH, _fin("31/12/4712")),
    *exports(
        DATE,
        "fin ouverte « 31-12-9999 00:00 »",
        RHV,
        g.valeurs("Fin de contrat", lambda t, r: t or "31-12-9999 00:00"),
        PR,
    ),
    *exports(
        DATE,
        "jamais connecté : le plus grand nombre",
        AD,
        g.valeurs("lastLogonTimestamp", lambda t, r: t or JAMAIS),
    ),
    *exports(
        DATE,
        "jamais connecté : « 31/12/1600 18:00:00 »",
        AD,
        g.valeurs("lastLogonTimestamp", lambda t, r: t or "31/12/1600 18:00:00"),
        PR,
    ),
    *exports(
        DATE,
        "dernière connexion en millisecondes",
        DPI,
        ecrites(lambda d: str((d.toordinal() - 719163) * 86_400_000), ["DERN_CONNEXION"]),
        PR,
    ),
    *exports(DATE, "création toutes au même jour", GAM, g.pleines("CREE_LE", lambda t, r: "2020-01-01"), RD),
    *exports(DATE, "naissances en jours de tableur", RHV, g.pleines("Né(e) le", g.jour("serie"))),
    *exports(
        DATE, "naissances avec l'heure, « 28/01/1978 01:00 »", RH, _nes(lambda d: f"{d:%d/%m/%Y} 01:00")
    ),
    *exports(
        DATE,
        "entrée et fin échangées, deux missions",
        INT,
        g.echange("Début mission", "Fin mission", lambda r, n: r in (1, 3)),
        RD,
    ),
    *exports(
        DATE,
        "naissances d'un mois trop tard, une sur six",
        RH,
        g.pleines(
            "DT NAISSANCE",
            lambda t, r: f"{t[:3]}{int(t[3:5]) % 12 + 1:02}{t[5:]}" if int(t[:2]) < 29 else t,
            g.une_sur(6),
        ),
        RD,
    ),
    *exports(
        DATE,
        "remise avant la commande, une carte sur cinq",
        PARC,
        g.echange("Commandé le", "Remis le", g.une_sur(5)),
        RD,
    ),
    *exports(
        DATE,
        "entrées vidées, un médecin sur trois",
        MED,
        g.valeurs("Entrée", lambda t, r: "" if r % 3 == 0 else t),
        RD,
    ),
]
