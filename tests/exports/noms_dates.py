"""Names and dates as French hospitals' products write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import DATES, LONG_FR, MOIS_EN, NOMS, PRENOMS, _jour
from tests.envois import gestes as g
from tests.exports.cas import AD, DPI, MED, PR, RD, RES, RH, RHV, D, Export, Geste, R, exports
from tests.exports.nombres import sur

JOURS = "lun. mar. mer. jeu. ven. sam. dim.".split()
COURTS = [mois if len(mois) < 5 else f"{mois[:4]}." for mois in LONG_FR]
NOM, DATE = "noms", "dates"
USAGE = "Nom d'usage"
CHAMPS = [*NOMS, *PRENOMS]
ROMAINS = "I II III IV V VI VII VIII IX X XI XII".split()


def rang(geste: Callable[[dict[str, str], int], dict[str, str]]) -> Geste:
    """Each row as a person, some of its cells otherwise."""

    def faire(tableau: Tableau) -> Tableau:
        def one(row: list[str], k: int) -> list[str]:
            cells = dict(zip(tableau.titres, row, strict=False))
            return list({**cells, **geste(cells, k)}.values())

        return g.lignes(lambda rows, titres: [one(row, k) for k, row in enumerate(rows)])(tableau)

    return faire


def _usage(mot: str) -> Geste:
    return rang(
        lambda f, k: (
            {"NOM PATRONYMIQUE": f"{f['NOM PATRONYMIQUE']} {mot} {f['NOM USAGE']}"} if f["NOM USAGE"] else {}
        )
    )


NOMS_: list[Export] = [
    *exports(NOM, "« NOM ép. USAGE » dans le nom de naissance", RH, _usage("ép."), D),
    *exports(NOM, "« NOM EPOUSE USAGE »", RH, _usage("EPOUSE"), D),
    *exports(
        NOM,
        "« NOM (ép USAGE) »",
        RH,
        rang(
            lambda f, k: (
                {"NOM PATRONYMIQUE": f"{f['NOM PATRONYMIQUE']} (ép {f['NOM USAGE']})"}
                if f["NOM USAGE"]
                else {}
            )
        ),
        D,
    ),
    *exports(NOM, "nom d'usage « VVE X »", RH, sur(["NOM USAGE"], lambda t: f"VVE {t}"), D),
    *exports(NOM, "nom d'usage « épouse X »", RH, sur(["NOM USAGE"], lambda t: f"épouse {t}")),
    *exports(
        NOM,
        "nom d'usage « idem » partout où il est le même",
        RHV,
        rang(lambda f, k: {"Nom": "idem"} if f["Nom"].lower() == f["Nom de naissance"].lower() else {}),
    ),
    *exports(
        NOM, "nom d'usage « - » quand il n'y en a pas", RH, g.valeurs("NOM USAGE", lambda t, r: t or "-")
    ),
    *exports(NOM, "nom d'usage « = »", RH, g.valeurs("NOM USAGE", lambda t, r: t or "=")),
    *exports(
        NOM,
        "nom de naissance « née X »",
        RHV,
        rang(
            lambda f, k: {"Nom de naissance": f"née {f['Nom de naissance']}"} if f["Sexe"][0] == "F" else {}
        ),
    ),
    *exports(
        NOM,
        "« Mme » et « M. » devant le nom",
        AD,
        g.pleines("Surname", lambda t, r: f"{('Mme', 'M.')[r % 2]} {t}"),
        D,
    ),
    *exports(
        NOM,
        "« MADAME » devant le nom",
        RH,
        rang(
            lambda f, k: {
                "NOM PATRONYMIQUE": f"{'MADAME' if f['SEXE'] == 'F' else 'MONSIEUR'} {f['NOM PATRONYMIQUE']}"
            }
        ),
        D,
    ),
    *exports(
        NOM,
        "« Dr » devant le nom des médecins",
        DPI,
        rang(lambda f, k: {"NOM": f"DR {f['NOM']}"} if f["PROFIL"].startswith("MED") else {}),
        D,
    ),
    *exports(
        NOM,
        "« Pr. » derrière le nom, affaires médicales",
        MED,
        sur(["Nom d'usage"], lambda t: f"{t} (Pr)", 5),
        D,
    ),
    *exports(NOM, "« (Externe) » derrière le nom", AD, sur(["Surname"], lambda t: f"{t} (Externe)", 4), D),
    *exports(NOM, "prénom réduit à son initiale", DPI, sur(["PRENOM"], lambda t: f"{t[0]}."), D),
    *exports(
        NOM,
        "prénoms composés abrégés (M.-Ch.)",
        AD,
        sur(["GivenName"], lambda t: "-".join(f"{p[:2]}." for p in t.split("-")) if "-" in t else t),
        D,
    ),
    *exports(
        NOM,
        "prénoms séparés par des virgules",
        (RH, MED),
        sur(["PRENOMS", "Prénoms"], lambda t: ", ".join(t.split())),
    ),
    *exports(
        NOM,
        "prénoms séparés par des points-virgules, entre guillemets",
        RH,
        sur(["PRENOMS"], lambda t: ";".join(t.split())),
        PR,
    ),
    *exports(NOM, "blancs en traits d'union", (RH, AD), sur(CHAMPS, lambda t: t.replace(" ", "-")), D),
    *exports(NOM, "blancs en soulignés", DPI, sur(CHAMPS, lambda t: t.replace(" ", "_"))),
    *exports(NOM, "blancs en points", AD, sur(CHAMPS, lambda t: t.replace(" ", "."))),
    *exports(NOM, "apostrophes enlevées", (RES, RH), sur(CHAMPS, lambda t: t.replace("'", "")), D),
    *exports(NOM, "apostrophe « ´ »", RES, sur(CHAMPS, lambda t: t.replace("'", "´"))),
    *exports(NOM, "apostrophe « ʼ »", AD, sur(CHAMPS, lambda t: t.replace("'", "ʼ"))),
    *exports(NOM, "apostrophe doublée (SQL)", RES, sur(CHAMPS, lambda t: t.replace("'", "''"))),
    *exports(NOM, "trait d'union conditionnel au milieu", RH, sur(CHAMPS, lambda t: f"{t[:4]}\u00ad{t[4:]}")),
    *exports(NOM, "demi-cadratin pour trait d'union", AD, sur(CHAMPS, lambda t: t.replace("-", "–"))),
    *exports(NOM, "trait d'union entre blancs", (RH, AD), sur(CHAMPS, lambda t: t.replace("-", " - "))),
    *exports(
        NOM,
        "accents perdus remplacés par un blanc",
        AD,
        sur(CHAMPS, lambda t: re.sub("[^\x00-\x7f]", " ", t)),
        RD,
    ),
    *exports(
        NOM,
        "NOM Prénom dans le nom, prénom répété dans sa colonne",
        MED,
        rang(lambda f, k: {USAGE: f"{f[USAGE].upper()} {f['Prénoms'].split()[0]}"}),
        D,
    ),
    *exports(NOM, "point final derrière le nom", AD, sur(["Surname"], lambda t: f"{t}.")),
    *exports(
        NOM,
        "étoile derrière le nom (renvoi d'édition)",
        RH,
        sur(["NOM PATRONYMIQUE"], lambda t: f"{t} *", 3),
        D,
    ),
    *exports(NOM, "numéro d'ordre devant le nom", RHV, g.pleines("Nom", lambda t, r: f"{r + 1}. {t}"), D),
    *exports(
        NOM,
        "nom en majuscules, particule en minuscules",
        RH,
        sur(NOMS, lambda t: re.sub(r"^(DE LA|DE|DU|LE|LA|EL|BEN|L) ", lambda m: m[0].lower(), t)),
    ),
]


def ecrites(forme: Callable[[dt.date], str], titres: list[str] = DATES) -> Geste:
    """Every date of the file in that hand; open ends stay."""

    def une(texte: str) -> str:
        day = _jour(texte)
        return forme(day) if day and day.year < 2100 else texte

    return sur(titres, une)


def _nes(forme: Callable[[dt.date], str]) -> Geste:
    return ecrites(forme, ["DT NAISSANCE", "Né(e) le", "Date de naissance"])


def _fin(texte: str) -> Geste:
    return g.pleines("DT FIN", lambda t, r: texte if t == "31/12/9999" else t)


DATES_: list[Export] = [
    *exports(
        DATE,
        "« lun. 28 janv. 1978 »",
        RH,
        ecrites(lambda d: f"{JOURS[d.weekday()]} {d.day} {COURTS[d.month - 1]} {d.year}"),
        PR,
    ),
    *exports(
        DATE,
        "« 1er mars 2020 »",
        (RH, RHV),
        ecrites(lambda d: f"{'1er' if d.day == 1 else d.day} {LONG_FR[d.month - 1]} {d.year}"),
    ),
    *exports(
        DATE,
        "mois en chiffres romains",
        RH,
        ecrites(lambda d: f"{d.day}.{ROMAINS[d.month - 1]}.{d.year}"),
        PR,
    ),
    *exports(
        DATE, "SAS DATE9 (01MAR2020)", (RH, DPI), ecrites(lambda d: f"{d:%d}{MOIS_EN[d.month - 1]}{d.year}")
    ),
    *exports(
        DATE,
        "SAS DATETIME (01MAR2020:00:00:00)",
        RHV,
        ecrites(lambda d: f"{d:%d}{MOIS_EN[d.month - 1]}{d.year}:00:00:00"),
        PR,
    ),
    *exports(
        DATE, "DB2 (2020-03-01-00.00.00.000000)", RH, ecrites(lambda d: f"{d.isoformat()}-00.00.00.000000")
    ),
    *exports(DATE, "AS/400 CAAMMJJ (1200301)", RH, ecrites(lambda d: f"{int(d.year >= 2000)}{d:%y%m%d}"), PR),
    *exports(
        DATE,
        "AS/400 CAAMMJJ, naissances seules (0780128)",
        RHV,
        _nes(lambda d: f"{int(d.year >= 2000)}{d:%y%m%d}"),
        PR,
    ),
    *exports(
        DATE, "julien aaaajjj (2020061)", RH, ecrites(lambda d: f"{d.year}{d.timetuple().tm_yday:03}"), PR
    ),
    *exports(
        DATE, "julien aajjj (78028), naissances", RH, _nes(lambda d: f"{d:%y}{d.timetuple().tm_yday:03}"), PR
    ),
    *exports(
        DATE, "semaine ISO (2020-W09-7)", RH, ecrites(lambda d: "{}-W{:02}-{}".format(*d.isocalendar())), PR
    ),
    *exports(
        DATE,
        "trimestre (T1 2020), début de contrat",
        RH,
        ecrites(lambda d: f"T{(d.month + 2) // 3} {d.year}", ["DT DEBUT"]),
        R,
    ),
    *exports(
        DATE, "mois seul (03/2020), début de contrat", RH, ecrites(lambda d: f"{d:%m/%Y}", ["DT DEBUT"]), R
    ),
    *exports(
        DATE,
        "numéro de série 1904, naissances",
        (RH, RHV),
        _nes(lambda d: str((d - dt.date(1904, 1, 1)).days)),
        RD,
    ),
    *exports(
        DATE,
        "numéro de série 1904, tout",
        RH,
        ecrites(lambda d: str((d - dt.date(1904, 1, 1)).days) if d.year > 1904 else ""),
        RD,
    ),
    *exports(DATE, "Access « #1978-01-28# »", RH, ecrites(lambda d: f"#{d.isoformat()}#"), PR),
    *exports(DATE, "« 28/01/1978 à 00:00 »", DPI, ecrites(lambda d: f"{d:%d/%m/%Y} à 08:30"), PR),
    *exports(DATE, "« 28/01/1978 08h30 »", DPI, ecrites(lambda d: f"{d:%d/%m/%Y} 08h30")),
    *exports(
        DATE,
        "deux chiffres, « 01-MARS -20 » (Oracle complété)",
        RH,
        ecrites(lambda d: f"{d:%d}-{LONG_FR[d.month - 1].upper():<9}-{d.year}"),
    ),
    *exports(DATE, "« 01/MAR/2020 »", RHV, ecrites(lambda d: f"{d:%d}/{MOIS_EN[d.month - 1]}/{d.year}")),
    *exports(
        DATE, "« 2020 mars 01 »", RH, ecrites(lambda d: f"{d.year} {LONG_FR[d.month - 1]} {d.day:02}"), PR
    ),
    *exports(DATE, "barres inverses (28\\01\\1978)", RH, ecrites(lambda d: f"{d:%d\\%m\\%Y}"), PR),
    *exports(DATE, "soulignés (28_01_1978)", RH, ecrites(lambda d: f"{d:%d_%m_%Y}"), PR),
    *exports(DATE, "ISO compact à heure (20200301T000000)", RHV, ecrites(lambda d: f"{d:%Y%m%d}T000000")),
    *exports(
        DATE,
        "naissances avec l'âge « 28/01/1978 (48 ans) »",
        RH,
        _nes(lambda d: f"{d:%d/%m/%Y} ({2026 - d.year} ans)"),
        PR,
    ),
    *exports(DATE, "âge à la place de la naissance", RH, _nes(lambda d: str(2026 - d.year)), R),
    *exports(DATE, "année seule de naissance", RHV, _nes(lambda d: str(d.year)), RD),
    *exports(
        DATE,
        "naissances à deux chiffres, mois devant (américain)",
        RH,
        _nes(lambda d: f"{d.month}/{d.day}/{d:%y}"),
    ),
    *exports(
        DATE,
        "entrées à deux chiffres, mois devant",
        RHV,
        ecrites(lambda d: f"{d:%m/%d/%y}", ["Début de contrat"]),
    ),
    *exports(
        DATE,
        "secondes depuis 1970",
        DPI,
        ecrites(
            lambda d: str((d - dt.date(1970, 1, 1)).days * 86_400 + 36_000),
            ["DATE_CREATION", "DERN_CONNEXION"],
        ),
    ),
    *exports(
        DATE,
        "« il y a 12 jours », dernière connexion",
        DPI,
        ecrites(lambda d: f"il y a {(dt.date(2026, 11, 1) - d).days} jours", ["DERN_CONNEXION"]),
        R,
    ),
    *exports(DATE, "fin ouverte 31/12/2100", RH, _fin("31/12/2100")),
    *exports(DATE, "fin ouverte 31/12/8888", RH, _fin("31/12/8888")),
    *exports(DATE, "fin ouverte « à ce jour »", RH, _fin("à ce jour"), PR),
    *exports(DATE, "fin ouverte « 00.00.0000 »", RH, _fin("00.00.0000")),
    *exports(DATE, "fin ouverte « titulaire »", RH, _fin("titulaire"), PR),
    *exports(DATE, "fin ouverte « ∞ »", RH, _fin("∞"), PR),
    *exports(DATE, "fin ouverte 31/12/2050", RH, _fin("31/12/2050"), D),
    *exports(
        DATE,
        "dates jj/mm/aaaa, un dixième mois devant",
        RH,
        lambda t: g.pleines(
            "DT DEBUT", lambda x, r: f"{_jour(x):%m/%d/%Y}" if r % 10 == 0 and _jour(x) else x
        )(t),
        R,
    ),
    *exports(
        DATE,
        "jour inconnu « ??/01/1978 », une sur huit",
        RH,
        sur(["DT NAISSANCE"], lambda t: "??" + t[2:], 8),
        D,
    ),
    *exports(
        DATE, "« vers 1978 », une sur huit", RH, sur(["DT NAISSANCE"], lambda t: f"vers {t[-4:]}", 8), RD
    ),
]
