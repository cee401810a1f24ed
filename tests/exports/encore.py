"""The same bullets a third time, written before any was played: numbers, identifiers, names, dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import COMMUNES, FINESS, LOGINS, MATRICULES, RPPS
from tests.envois import gestes as g
from tests.exports.cas import (
    AD,
    CPS,
    DPI,
    INT,
    MED,
    PARC,
    PR,
    RD,
    RES,
    RH,
    RHV,
    STA,
    D,
    Export,
    P,
    R,
    exports,
)
from tests.exports.nombres import NUM, SUITE, sur
from tests.exports.noms_dates import CHAMPS, COURTS, DATE, NOM, _fin, _nes, ecrites, rang

S = "suivant"
PARIS = ZoneInfo("Europe/Paris")


def _utc(day: dt.date) -> dt.datetime:
    """Local midnight, as a web service tells it."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(dt.UTC)


def _meme_numero(tableau: Tableau) -> Tableau:
    """The first number filled down over its six neighbours that have one."""
    at = tableau.colonne("NUM_RPPS")
    lignes = [list(row) for row in tableau.lignes]
    filled = [row for row in lignes if row[at]][:7]
    for row in filled[1:]:
        row[at] = filled[0][at]
    return replace(tableau, lignes=lignes)


ENCORE: list[Export] = [
    *exports(NUM, "RPPS « .0 », une ligne sur deux", (DPI, RHV), sur(RPPS, lambda t: f"{t}.0", 2)),
    *exports(NUM, "RPPS « 1.9161404363e+10 » entier", DPI, sur(RPPS, lambda t: f"{int(t):.10e}"), PR),
    *exports(NUM, "RPPS caché, « 1916140XXXX »", DPI, sur(RPPS, lambda t: f"{t[:7]}XXXX"), RD),
    *exports(
        NUM,
        "RPPS dont la clé est mise à zéro, une ligne sur dix",
        DPI,
        sur(RPPS, lambda t: f"{t[:10]}0", 10),
        D,
    ),
    *exports(NUM, "RPPS du voisin tiré sur sept lignes", DPI, _meme_numero, RD),
    *exports(NUM, "RPPS deux fois dans la cellule", DPI, sur(RPPS, lambda t: f"{t}, {t}"), PR),
    *exports(NUM, "RPPS « 19161404363 - Actif »", RH, sur(RPPS, lambda t: f"{t} - Actif"), PR),
    *exports(NUM, "FINESS juridique à la place du géographique", RH, sur(FINESS, lambda t: "990000010"), RD),
    *exports(NUM, "FINESS « FR990000028 »", RH, sur(FINESS, lambda t: f"FR{t}"), PR),
    *exports(NUM, "FINESS, O pour zéro", RHV, sur(FINESS, lambda t: t.replace("0", "O")), PR),
    *exports(NUM, "code postal à la place de la commune", RH, sur(COMMUNES, lambda t: f"{t[:2]}000"), RD),
    *exports(
        NUM, "commune sans zéro, une ligne sur deux", (RH, RES), sur(COMMUNES, lambda t: t.lstrip("0"), 2)
    ),
    *exports(NUM, "matricule « 000 0002 »", PARC, sur(MATRICULES, lambda t: f"{t[:3]} {t[3:]}")),
    *exports(NUM, "matricule entre apostrophes", PARC, sur(MATRICULES, lambda t: f"'{t}'")),
    *exports(NUM, "matricule précédé de l'année", PARC, sur(MATRICULES, lambda t: f"2026-{t}"), D),
    *exports(
        NUM, "matricule « 0 » quand il n'y en a pas", AD, g.valeurs("EmployeeID", lambda t, r: t or "0")
    ),
    *exports(
        NUM,
        "matricule « 9999999 » quand il n'y en a pas",
        AD,
        g.valeurs("EmployeeID", lambda t, r: t or "9999999"),
        D,
    ),
    *exports(NUM, "matricules en minuscules", RHV, sur(MATRICULES, str.lower)),
    *exports(SUITE, "matricules sur huit positions", RH, sur(MATRICULES, lambda t: t.zfill(8)), P, S),
    *exports(SUITE, "matricules « C0000002 »", RH, sur(MATRICULES, lambda t: f"C{t}"), PR, S),
    *exports(SUITE, "logins coupés à huit lettres", (DPI, AD), sur(LOGINS, lambda t: t[:8]), RD, S),
    *exports(
        SUITE,
        "logins remplacés par un numéro interne",
        DPI,
        g.pleines("CODE_USER", lambda t, r: f"U{r:05}"),
        R,
        S,
    ),
    *exports(SUITE, "logins renommés, un sur trois", AD, sur(LOGINS, lambda t: f"x.{t}", 3), RD, S),
    *exports(
        SUITE,
        "numéros de série sans zéros",
        PARC,
        sur(["N° série"], lambda t: f"FIC{int(t[3:])}" if t.startswith("FIC") else t),
        PR,
        S,
    ),
    *exports(
        NOM,
        "nom et prénom échangés, une ligne sur six",
        (AD, DPI),
        rang(
            lambda f, k: (
                (
                    {"Surname": f["GivenName"], "GivenName": f["Surname"]}
                    if "Surname" in f
                    else {"NOM": f["PRENOM"], "PRENOM": f["NOM"]}
                )
                if k % 6 == 0
                else {}
            )
        ),
        D,
    ),
    *exports(
        NOM,
        "nom et prénom échangés partout",
        STA,
        rang(lambda f, k: {"Nom": f["Prénom"], "Prénom": f["Nom"]}),
        RD,
    ),
    *exports(NOM, "trait d'union en fin de nom", DPI, sur(["NOM"], lambda t: f"{t}-")),
    *exports(
        NOM, "А cyrillique pour A", AD, sur(["Surname"], lambda t: t.replace("A", "А").replace("a", "а")), D
    ),
    *exports(
        NOM,
        "accents enlevés",
        (RH, AD),
        sur(CHAMPS, lambda t: t.translate(str.maketrans("éèêëàâîïôöûüçÉÈÀÇÎÔ", "eeeeaaiioouucEEACIO"))),
    ),
    *exports(
        NOM,
        "diminutif derrière le prénom, « JOSEPH (JO) »",
        RH,
        sur(["PRENOMS"], lambda t: f"{t} ({t[:2]})", 3),
        D,
    ),
    *exports(
        NOM,
        "métier derrière le nom, « X - IDE »",
        DPI,
        rang(lambda f, k: {"NOM": f"{f['NOM']} - {f['PROFIL']}"}),
        D,
    ),
    *exports(NOM, "numéro collé au nom, une ligne sur huit", DPI, sur(["NOM"], lambda t: f"{t}1", 8), D),
    *exports(NOM, "noms coupés à huit lettres", PARC, sur(["Nom"], lambda t: t[:8]), D),
    *exports(
        NOM,
        "noms coupés à vingt lettres",
        RES,
        sur(["Nom de famille", "Nom d'exercice"], lambda t: t[:20]),
        D,
    ),
    *exports(
        NOM,
        "noms collés, particule comprise",
        RHV,
        sur(["Nom", "Nom de naissance"], lambda t: t.replace(" ", "").replace("'", "")),
        D,
    ),
    *exports(
        DATE,
        "minuit local dit en temps universel (1978-01-27T23:00:00Z), naissances",
        (RH, RHV),
        _nes(lambda d: f"{_utc(d):%Y-%m-%dT%H:%M:%SZ}"),
        D,
    ),
    *exports(
        DATE,
        "minuit local en millisecondes depuis 1970, naissances",
        RH,
        _nes(lambda d: str(int(_utc(d).timestamp() * 1000))),
        D,
    ),
    *exports(
        DATE,
        "minuit local en temps universel, contrats",
        RH,
        ecrites(lambda d: f"{_utc(d):%Y-%m-%dT%H:%M:%S.000Z}", ["DT DEBUT", "DT FIN"]),
        D,
    ),
    *exports(
        DATE,
        "minuit local avec son décalage (+02:00)",
        RH,
        _nes(lambda d: dt.datetime(d.year, d.month, d.day, tzinfo=PARIS).isoformat()),
    ),
    *exports(
        DATE,
        "jour de tableur, une ligne sur trois",
        RH,
        g.pleines("DT NAISSANCE", g.jour("serie"), g.une_sur(3)),
        PR,
    ),
    *exports(
        DATE,
        "« 28-janv-78 », naissances",
        RH,
        _nes(lambda d: f"{d.day:02}-{COURTS[d.month - 1].rstrip('.')}-{d:%y}"),
        PR,
    ),
    *exports(DATE, "« 1978/1/28 »", RHV, ecrites(lambda d: f"{d.year}/{d.month}/{d.day}")),
    *exports(
        DATE,
        "jour et mois inversés, deux naissances sur cinq",
        RH,
        g.pleines("DT NAISSANCE", g.inverse, lambda r, n: r % 5 < 2),
        RD,
    ),
    *exports(
        DATE, "mois devant, dernière connexion", DPI, ecrites(lambda d: f"{d:%m/%d/%Y}", ["DERN_CONNEXION"])
    ),
    *exports(
        DATE,
        "mois devant, une commande sur quatre",
        PARC,
        g.pleines("Commandé le", g.inverse, g.une_sur(4)),
        RD,
    ),
    *exports(
        DATE,
        "création « 4/2/2012 8:00:00 AM »",
        AD,
        g.pleines("whenCreated", lambda t, r: f"{int(t[4:6])}/{int(t[6:8])}/{t[:4]} 8:00:00 AM"),
    ),
    *exports(DATE, "jamais connecté « 0 »", AD, g.valeurs("lastLogonTimestamp", lambda t, r: t or "0")),
    *exports(
        DATE, "naissances à deux chiffres", RES, ecrites(lambda d: f"{d:%d/%m/%y}", ["Date de naissance"]), PR
    ),
    *exports(
        DATE, "fin de validité « 12/2028 »", CPS, ecrites(lambda d: f"{d:%m/%Y}", ["Date fin validité"]), RD
    ),
    *exports(
        DATE,
        "fin de mission avant le début, une sur deux",
        INT,
        rang(
            lambda f, k: (
                {"Fin mission": f["Début mission"], "Début mission": f["Fin mission"]} if k % 2 else {}
            )
        ),
        RD,
    ),
    *exports(
        DATE,
        "entrée « septembre 2026 »",
        MED,
        ecrites(lambda d: f"{COURTS[d.month - 1]} {d.year}", ["Entrée"]),
        RD,
    ),
    *exports(DATE, "fin ouverte « NaT »", RH, _fin("NaT")),
    *exports(DATE, "fin ouverte « \\N »", RH, _fin("\\N")),
    *exports(DATE, "fin ouverte « 31/12/2222 »", RH, _fin("31/12/2222"), PR),
    *exports(
        DATE,
        "naissances d'un jour trop tôt",
        RHV,
        _nes(lambda d: f"{d - dt.timedelta(days=1):%Y-%m-%d}"),
        RD,
        S,
    ),
]
