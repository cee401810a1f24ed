"""The same bullets once more, written after the first set was mended and before this one was played: numbers,
names, dates, text files as other hands write them.
"""

from __future__ import annotations

import gzip
from dataclasses import replace

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import COMMUNES, FINESS, LOGINS, LONG_FR, MATRICULES, RPPS
from tests.envois import gestes as g
from tests.exports.cas import AD, DPI, MED, PARC, PR, RD, RES, RH, RHV, STR, D, Export, P, R, exports
from tests.exports.nombres import NUM, SUITE, sur
from tests.exports.noms_dates import CHAMPS, DATE, JOURS, NOM, _fin, _nes, ecrites, rang
from tests.exports.textes import TEXTE, VIDE, corps

S = "suivant"
FRACTION = 0.354166


def _joint(signe: str):
    """Birth and usual names in the birth name's field."""
    return rang(
        lambda f, k: (
            {"NOM PATRONYMIQUE": signe.format(f["NOM PATRONYMIQUE"], f["NOM USAGE"])}
            if f["NOM USAGE"]
            else {}
        )
    )


def _usage(signe: str):
    return rang(
        lambda f, k: (
            {"NOM USAGE": signe.format(f["NOM USAGE"], f["NOM PATRONYMIQUE"])} if f["NOM USAGE"] else {}
        )
    )


def _serie(day) -> str:
    return f"{(day.toordinal() - 693594)}{str(FRACTION)[1:].replace('.', ',')}"


def _coupe_cellule(tableau: Tableau) -> bytes:
    lines = [";".join(r) for r in [tableau.titres, *tableau.lignes]]
    return "\r\n".join(
        x.replace(";IMAGERIE", ";IMA\r\nGERIE", 1) if k % 3 == 0 else x for k, x in enumerate(lines)
    ).encode(tableau.encodage)


def _quotes(tableau: Tableau) -> bytes:
    rows = [";".join(f"“{c}”" for c in r) for r in [tableau.titres, *tableau.lignes]]
    return "\r\n".join(rows).encode("utf-8")


AUTRES: list[Export] = [
    *exports(NUM, "RPPS collé au mot, « RPPS19161404363 »", (DPI, RH), sur(RPPS, lambda t: f"RPPS{t}")),
    *exports(NUM, "RPPS « 19161404363* »", DPI, sur(RPPS, lambda t: f"{t}*"), PR),
    *exports(NUM, "RPPS « 19161404363 / IDE »", DPI, sur(RPPS, lambda t: f"{t} / IDE"), PR),
    *exports(
        NUM,
        "RPPS par tirets, « 191-614-043-63 »",
        MED,
        sur(RPPS, lambda t: f"{t[:3]}-{t[3:6]}-{t[6:9]}-{t[9:]}"),
    ),
    *exports(NUM, "RPPS d'adresse sécurisée", DPI, sur(RPPS, lambda t: f"{t}@rpps.mssante.fr"), PR),
    *exports(NUM, "RPPS précédé de 0 (type ADELI)", DPI, sur(RPPS, lambda t: f"0{t}"), PR),
    *exports(
        NUM, "RPPS en chiffres arabes", MED, sur(RPPS, lambda t: "".join(chr(0x660 + int(c)) for c in t)), PR
    ),
    *exports(
        NUM,
        "RPPS deux chiffres échangés, une ligne sur deux",
        DPI,
        sur(RPPS, lambda t: t[:4] + t[5] + t[4] + t[6:], 2),
        RD,
    ),
    *exports(
        NUM,
        "ADELI partout à la place du RPPS",
        DPI,
        g.pleines("NUM_RPPS", lambda t, r: f"75{9_100_000 + 37 * r}"),
        RD,
    ),
    *exports(NUM, "SIRET à la place du FINESS", RH, sur(FINESS, lambda t: "26750045200011"), R),
    *exports(
        NUM,
        "FINESS en lettres, « FINESS : 99 000 002 8 »",
        RH,
        sur(FINESS, lambda t: f"FINESS : {t[:2]} {t[2:5]} {t[5:8]} {t[8]}"),
    ),
    *exports(NUM, "commune « NICE (06088) »", RH, sur(COMMUNES, lambda t: f"NICE ({t})"), PR),
    *exports(NUM, "commune du chef-lieu (000)", RH, sur(COMMUNES, lambda t: f"{t[:2]}000"), RD),
    *exports(NUM, "matricule suivi d'un point", (RH, PARC), sur(MATRICULES, lambda t: f"{t}.")),
    *exports(NUM, "matricule « 0000002/CHR »", PARC, sur(MATRICULES, lambda t: f"{t}/CHR"), D),
    *exports(NUM, "matricule entre parenthèses", PARC, sur(MATRICULES, lambda t: f"({t})"), PR),
    *exports(NUM, "matricule précédé de « Mat. »", PARC, sur(MATRICULES, lambda t: f"Mat. {t}"), D),
    *exports(NUM, "matricule en formule « =0000002 »", PARC, sur(MATRICULES, lambda t: f"={t}"), PR),
    *exports(
        NUM,
        "matricule et prénom échangés, une ligne sur neuf",
        PARC,
        rang(lambda f, k: {"Matricule": f["Prénom"], "Prénom": f["Matricule"]} if k % 9 == 0 else {}),
        RD,
    ),
    *exports(SUITE, "« V-000017 » le mois suivant", RHV, sur(MATRICULES, lambda t: f"{t[0]}-{t[1:]}"), P, S),
    *exports(SUITE, "« V 000017 » le mois suivant", RHV, sur(MATRICULES, lambda t: f"{t[0]} {t[1:]}"), P, S),
    *exports(
        SUITE, "zéros perdus, une ligne sur deux", RH, sur(MATRICULES, lambda t: t.lstrip("0"), 2), P, S
    ),
    *exports(
        SUITE, "rang de contrat « /2 » derrière le matricule", RH, sur(MATRICULES, lambda t: f"{t}/2"), PR, S
    ),
    *exports(
        SUITE,
        "numéros de deux agents échangés",
        RH,
        lambda t: replace(
            t, lignes=[[t.lignes[1][0], *t.lignes[0][1:]], [t.lignes[0][0], *t.lignes[1][1:]], *t.lignes[2:]]
        ),
        RD,
        S,
    ),
    *exports(
        SUITE,
        "adresse à la place du login",
        AD,
        g.valeurs("SamAccountName", lambda t, r: f"{t}.{r}@ght-fictif.example"),
        R,
        S,
    ),
    *exports(SUITE, "logins en capitales, une ligne sur deux", DPI, sur(LOGINS, str.upper, 2), P, S),
    # — names
    *exports(NOM, "« NOM (USAGE) » dans le nom de naissance", RH, _joint("{} ({})")),
    *exports(NOM, "« NOM [USAGE] » dans le nom de naissance", RH, _joint("{} [{}]")),
    *exports(NOM, "« NOM/USAGE » dans le nom de naissance", RH, _joint("{}/{}")),
    *exports(NOM, "« NOM / USAGE » dans le nom de naissance", RH, _joint("{} / {}")),
    *exports(NOM, "« NOM EP.USAGE » sans blanc", RH, _joint("{} EP.{}")),
    *exports(NOM, "« NOM-USAGE » dans le nom de naissance", RH, _joint("{}-{}"), D),
    *exports(NOM, "« NOM dit USAGE »", RH, _joint("{} dit {}"), D),
    *exports(NOM, "« NOM divorcée USAGE »", RH, _joint("{} divorcée {}"), D),
    *exports(NOM, "« USAGE née NOM » dans le nom d'usage", RH, _usage("{} née {}")),
    *exports(NOM, "« USAGE (NOM) » dans le nom d'usage", RH, _usage("{} ({})")),
    *exports(NOM, "« USAGE - NOM » dans le nom d'usage", RH, _usage("{} - {}"), D),
    *exports(NOM, "« Mme » devant le nom d'usage seul", RH, sur(["NOM USAGE"], lambda t: f"Mme {t}")),
    *exports(
        NOM,
        "« Mme » devant le prénom",
        RH,
        rang(lambda f, k: {"PRENOMS": f"{'Mme' if f['SEXE'] == 'F' else 'M.'} {f['PRENOMS']}"}),
    ),
    *exports(
        NOM, "prénoms joints par des traits d'union", RH, sur(["PRENOMS"], lambda t: t.replace(" ", "-")), D
    ),
    *exports(NOM, "prénom suivi d'une initiale", AD, sur(["GivenName"], lambda t: f"{t} B."), D),
    *exports(NOM, "prénom « MARIE (dite MIA) »", RH, sur(["PRENOMS"], lambda t: f"{t} (dite MIA)", 4), D),
    *exports(NOM, "« 2 » derrière le nom des homonymes", AD, sur(["Surname"], lambda t: f"{t} 2", 9), D),
    *exports(NOM, "apostrophe échappée (O\\'BRIEN)", RES, sur(CHAMPS, lambda t: t.replace("'", "\\'"))),
    *exports(
        NOM,
        "accent derrière la lettre (E'LODIE)",
        AD,
        sur(["GivenName"], lambda t: t.replace("É", "E'").replace("é", "e'")),
        D,
    ),
    *exports(NOM, "blancs insécables dans les noms", RH, sur(CHAMPS, lambda t: t.replace(" ", "\u00a0"))),
    *exports(NOM, "nom suivi d'une virgule", RH, sur(["NOM PATRONYMIQUE"], lambda t: f"{t},")),
    *exports(NOM, "nom entre guillemets français", AD, sur(["Surname"], lambda t: f"«\u00a0{t}\u00a0»")),
    *exports(NOM, "nom d'usage « // »", RH, g.valeurs("NOM USAGE", lambda t, r: t or "//")),
    *exports(
        NOM, "nom d'usage « sans objet »", RH, g.valeurs("NOM USAGE", lambda t, r: t or "sans objet"), D
    ),
    *exports(
        NOM, "nom d'usage « célibataire »", RH, g.valeurs("NOM USAGE", lambda t, r: t or "célibataire"), D
    ),
    # — dates
    *exports(DATE, "aaaajjmm collés", RH, _nes(lambda d: f"{d:%Y%d%m}"), PR),
    *exports(DATE, "« né(e) le 28/01/1978 »", RH, _nes(lambda d: f"né(e) le {d:%d/%m/%Y}"), PR),
    *exports(DATE, "« 28/01/1978 - NICE »", RH, _nes(lambda d: f"{d:%d/%m/%Y} - NICE"), PR),
    *exports(DATE, "« 28/01/1978* »", RH, _nes(lambda d: f"{d:%d/%m/%Y}*"), PR),
    *exports(DATE, "jour de tableur à heure (28518,354166)", (RH, DPI), ecrites(_serie), PR),
    *exports(
        DATE, "« 28/JANVIER/1978 »", RH, ecrites(lambda d: f"{d:%d}/{LONG_FR[d.month - 1].upper()}/{d.year}")
    ),
    *exports(
        DATE,
        "« samedi 28 janvier 1978 »",
        RH,
        ecrites(lambda d: f"{JOURS[d.weekday()][:3]} {d.day} {LONG_FR[d.month - 1]} {d.year}"),
    ),
    *exports(DATE, "jour julien astronomique", RH, _nes(lambda d: str(d.toordinal() + 1_721_425)), R),
    *exports(
        DATE,
        "jj/mm/aa, entrées et fins",
        RHV,
        ecrites(lambda d: f"{d:%d/%m/%y}", ["Début de contrat", "Fin de contrat"]),
        PR,
    ),
    *exports(DATE, "mm-jj-aaaa", RH, ecrites(lambda d: f"{d:%m-%d-%Y}"), PR),
    *exports(DATE, "aa-mm-jj, naissances", RHV, _nes(lambda d: f"{d:%y-%m-%d}"), PR),
    *exports(
        DATE,
        "FILETIME, dernière connexion du DPI",
        DPI,
        ecrites(lambda d: str((d.toordinal() - 584_389) * 864_000_000_000), ["DERN_CONNEXION"]),
    ),
    *exports(
        DATE,
        "heure seule, dernière connexion",
        DPI,
        g.pleines("DERN_CONNEXION", lambda t, r: f"{7 + r % 9:02}:41"),
        R,
    ),
    *exports(
        DATE, "« aujourd'hui », « hier », une sur cinq", DPI, sur(["DERN_CONNEXION"], lambda t: "hier", 5), RD
    ),
    *exports(DATE, "fin avant le début, une sur six", RH, sur(["DT FIN"], lambda t: "01/01/1960", 6), RD),
    *exports(DATE, "fin égale au début, pour tous", RH, rang(lambda f, k: {"DT FIN": f["DT DEBUT"]}), R),
    *exports(DATE, "fin ouverte 06/06/2079 (SQL Server)", RH, _fin("06/06/2079")),
    *exports(DATE, "fin ouverte 19/01/2038 (Unix)", RH, _fin("19/01/2038"), D),
    *exports(DATE, "fin ouverte 31/12/2037", RH, _fin("31/12/2037"), D),
    *exports(DATE, "fin ouverte 31/12/4000", RH, _fin("31/12/4000")),
    *exports(DATE, "fin ouverte 30/12/9999 23:59", RH, _fin("30/12/9999 23:59")),
    *exports(DATE, "fin ouverte 01/01/0001", RH, _fin("01/01/0001")),
    *exports(DATE, "fin ouverte « en cours »", RH, _fin("en cours")),
    *exports(DATE, "fin ouverte « présent »", RH, _fin("présent"), PR),
    *exports(
        DATE, "naissances 30/12/1899, une sur neuf", RH, sur(["DT NAISSANCE"], lambda t: "30/12/1899", 9), RD
    ),
    *exports(DATE, "naissances d'un siècle trop tard (2078)", RH, _nes(lambda d: f"{d:%d/%m}/20{d:%y}"), R),
    *exports(
        DATE,
        "entrées d'un siècle trop tôt (1920 pour 2020), une sur cinq",
        RH,
        sur(["DT DEBUT"], lambda t: f"{t[:6]}19{t[8:]}" if t[6:8] == "20" else t, 5),
        RD,
    ),
    # — text files
    *exports(TEXTE, "titres en commentaire (# …)", RH, corps(lambda ls: [f"# {ls[0]}", *ls[1:]]), PR),
    *exports(
        TEXTE,
        "cellules complétées de blancs (CHAR)",
        (RH, DPI),
        lambda t: g.valeurs(t.titres, lambda x, r: x.ljust(24))(t),
    ),
    *exports(
        TEXTE,
        "NULL en toutes lettres partout où c'est vide",
        (RH, DPI),
        lambda t: g.valeurs(t.titres, lambda x, r: x or "NULL")(t),
    ),
    *exports(TEXTE, "guillemets typographiques autour des cellules", RH, _quotes, PR),
    *exports(
        TEXTE,
        "« Fait à Rivemont, le 02/11/2026 » et signature en bas",
        RH,
        corps(
            lambda ls: [*ls, "", "Fait à Rivemont, le 02/11/2026", "La directrice des ressources humaines"]
        ),
    ),
    *exports(
        TEXTE,
        "critères de la requête au-dessus",
        RH,
        corps(lambda ls: ["Critères;", "Établissement;CHR", "Position;Toutes", "", *ls]),
    ),
    *exports(
        TEXTE,
        "« Document confidentiel » au milieu",
        DPI,
        corps(lambda ls: [*ls[:60], "Document confidentiel", *ls[60:]]),
        D,
    ),
    *exports(TEXTE, "texte nommé .xlsx", RH, lambda t: ("xlsx", t.octets()), PR),
    *exports(TEXTE, "gzip nommé .csv", DPI, lambda t: gzip.compress(t.octets()), PR),
    *exports(
        TEXTE,
        "PDF nommé .csv",
        DPI,
        lambda t: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 40,
        R,
    ),
    *exports(
        TEXTE, "EBCDIC français", RH, lambda t: t.octets().decode(t.encodage).encode("cp1140", "replace"), R
    ),
    *exports(TEXTE, "dernier guillemet jamais fermé", AD, lambda t: t.octets() + b'"CN=X,DC=ght","xtest', RD),
    *exports(
        TEXTE, "retours à la ligne dans une cellule sans guillemets, une sur trois", RH, _coupe_cellule, RD
    ),
    *exports(
        TEXTE,
        "page HTML de reconnexion",
        DPI,
        lambda t: b"<!DOCTYPE html><html><body>Session expir&eacute;e</body></html>" * 9,
        R,
    ),
    *exports(
        TEXTE,
        "barre oblique inverse en fin de ligne",
        DPI,
        corps(lambda ls: [ls[0], *(f"{x}\\" for x in ls[1:])]),
        D,
    ),
    *exports(
        TEXTE,
        "séparateur échappé dans un libellé (\\;)",
        RH,
        corps(lambda ls: [ls[0], *(x.replace("SSR GERIATRIQUE", "SSR\\; GERIATRIQUE") for x in ls[1:])]),
        D,
    ),
    *exports(
        TEXTE,
        "titres répétés dans un autre ordre au milieu",
        DPI,
        corps(
            lambda ls: [
                *ls[:70],
                ";".join(reversed(ls[0].split(";"))),
                *(";".join(reversed(x.split(";"))) for x in ls[70:]),
            ]
        ),
        RD,
    ),
    *exports(TEXTE, "total faux annoncé en bas", RH, corps(lambda ls: [*ls, "Nombre d'agents : 412"]), D),
    *exports(
        TEXTE,
        "« 412 ligne(s) » annoncées en bas",
        DPI,
        corps(lambda ls: [*ls, "412 ligne(s) sélectionnée(s)."]),
        D,
    ),
    *exports(
        VIDE, "NULL dans le matricule des comptes", AD, g.valeurs("EmployeeID", lambda t, r: t or "NULL")
    ),
    *exports(VIDE, "« à venir » dans le RPPS", DPI, g.valeurs("NUM_RPPS", lambda t, r: t or "à venir")),
    *exports(
        VIDE,
        "« en cours d'attribution » dans le RPPS",
        RH,
        g.valeurs("NUM RPPS", lambda t, r: t or "en cours d'attribution"),
        PR,
    ),
    *exports(
        VIDE, "« pas de RPPS » dans le RPPS", DPI, g.valeurs("NUM_RPPS", lambda t, r: t or "pas de RPPS"), PR
    ),
    *exports(
        VIDE,
        "service « . » et « - »",
        DPI,
        g.valeurs("SERVICE", lambda t, r: (".", "-")[r % 2] if r % 4 == 0 else t),
        D,
    ),
    *exports(VIDE, "responsable « #N/A »", STR, g.valeurs("RESPONSABLE", lambda t, r: "#N/A"), D),
    *exports(VIDE, "« Aucun » dans le nom d'usage", RH, g.valeurs("NOM USAGE", lambda t, r: t or "Aucun")),
    *exports(
        VIDE, "« 0 » dans le nom d'usage (RECHERCHEV)", RH, g.valeurs("NOM USAGE", lambda t, r: t or "0")
    ),
    *exports(VIDE, "« 00/01/1900 » dans la fin (RECHERCHEV)", RH, _fin("00/01/1900")),
]
