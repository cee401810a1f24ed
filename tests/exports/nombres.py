"""Numbers, and identifiers that last: as reports, spreadsheets and bases of hospitals write them."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.ecritures.transformations import COMMUNES, FINESS, LOGINS, MATRICULES, RPPS
from tests.envois import gestes as g
from tests.exports.cas import AD, DPI, MED, PARC, PR, RD, RES, RH, RHV, D, Export, Geste, P, R, exports


def sur(titres: list[str], geste: Callable[[str], str], pas: int = 1) -> Geste:
    """Filled cells of those columns the file has, one row in `pas`."""

    def faire(tableau):
        present = [titre for titre in titres if titre in tableau.titres]
        return g.pleines(present, lambda texte, rang: geste(texte), g.une_sur(pas))(tableau)

    return faire


def _milliers(texte: str, signe: str) -> str:
    return f"{int(texte):,}".replace(",", signe)


NUM = "nombres"
SUITE = "identifiants qui durent"
NOMBRES: list[Export] = [
    *exports(NUM, "RPPS précédé d'un + (format de rapport)", (RH, DPI), sur(RPPS, lambda t: f"+{t}")),
    *exports(NUM, "RPPS suivi d'un signe, « 19161404363+ »", DPI, sur(RPPS, lambda t: f"{t}+"), PR),
    *exports(NUM, "RPPS en milliers à apostrophes", (RH, MED), sur(RPPS, lambda t: _milliers(t, "'"))),
    *exports(NUM, "RPPS en milliers à points", DPI, sur(RPPS, lambda t: _milliers(t, "."))),
    *exports(NUM, "RPPS en milliers à fines insécables", RHV, sur(RPPS, lambda t: _milliers(t, "\u202f"))),
    *exports(NUM, "RPPS sur quinze positions, zéros devant", (DPI, RH), sur(RPPS, lambda t: t.zfill(15))),
    *exports(NUM, "RPPS « 8/19161404363 »", (DPI, MED), sur(RPPS, lambda t: f"8/{t}")),
    *exports(NUM, "RPPS « 19161404363 (RPPS) »", RHV, sur(RPPS, lambda t: f"{t} (RPPS)")),
    *exports(NUM, "RPPS et ADELI dans la cellule", DPI, sur(RPPS, lambda t: f"{t} / 759312345"), PR),
    *exports(
        NUM,
        "RPPS en chiffres pleine chasse",
        MED,
        sur(RPPS, lambda t: "".join(chr(0xFEE0 + ord(c)) for c in t)),
    ),
    *exports(
        NUM,
        "RPPS arrondi par Excel, 1,91614E+10",
        (RH, DPI),
        sur(RPPS, lambda t: f"{int(t):.5E}".replace(".", ",")),
        R,
    ),
    *exports(
        NUM,
        "RPPS arrondi par Excel, une ligne sur trois",
        DPI,
        sur(RPPS, lambda t: f"{int(t):.5E}".replace(".", ","), 3),
        RD,
    ),
    *exports(NUM, "RPPS sans sa clé (dix chiffres)", RHV, sur(RPPS, lambda t: t[:10]), RD),
    *exports(NUM, "RPPS à décimales « ,00 »", (DPI, RHV), sur(RPPS, lambda t: f"{t},00")),
    *exports(
        NUM, "RPPS O et I pour 0 et 1", DPI, sur(RPPS, lambda t: t.replace("0", "O").replace("1", "I")), PR
    ),
    *exports(NUM, "FINESS suivi du nom", (RH, RHV), sur(FINESS, lambda t: f"{t} - CENTRE HOSPITALIER")),
    *exports(NUM, "FINESS « ET : 990000028 »", RH, sur(FINESS, lambda t: f"ET : {t}")),
    *exports(NUM, "FINESS en milliers", RHV, sur(FINESS, lambda t: _milliers(t, "\u00a0"))),
    *exports(NUM, "FINESS en notation scientifique", RH, sur(FINESS, lambda t: f"{int(t):.8E}"), PR),
    *exports(NUM, "FINESS arrondi, 9,9E+08", RH, sur(FINESS, lambda t: "9,9E+08"), R),
    *exports(NUM, "commune « 06088 NICE »", RH, sur(COMMUNES, lambda t: f"{t} NICE"), PR),
    *exports(NUM, "commune « 06 088 »", (RH, RES), sur(COMMUNES, lambda t: f"{t[:2]} {t[2:]}")),
    *exports(NUM, "commune « 06-088 »", RH, sur(COMMUNES, lambda t: f"{t[:2]}-{t[2:]}")),
    *exports(NUM, "commune en formule Excel", RH, sur(COMMUNES, lambda t: f'="{t}"')),
    *exports(NUM, "commune « COM_06088 »", RH, sur(COMMUNES, lambda t: f"COM_{t}"), PR),
    *exports(
        NUM,
        "commune, département étranger seul (99)",
        RH,
        sur(COMMUNES, lambda t: "99" if t.startswith("99") else t),
        RD,
    ),
    *exports(
        NUM,
        "matricule à deux décimales « 2,00 »",
        (RH, PARC),
        sur(MATRICULES, lambda t: f"{int(t)},00" if t.isdigit() else t),
    ),
    *exports(NUM, "matricule précédé d'un +", (RH, PARC), sur(MATRICULES, lambda t: f"+{t}")),
    *exports(NUM, "matricule suivi d'un -", RH, sur(MATRICULES, lambda t: f"{t}-")),
    *exports(
        NUM,
        "matricule sur douze positions",
        (RH, AD),
        sur(MATRICULES, lambda t: t.zfill(12) if t.isdigit() else t),
    ),
    *exports(NUM, "matricule « N° 0000002 »", (RH, PARC), sur(MATRICULES, lambda t: f"N° {t}")),
    *exports(
        NUM,
        "matricule scientifique",
        PARC,
        sur(MATRICULES, lambda t: f"{int(t):.6E}" if t.isdigit() else t),
        PR,
    ),
    *exports(NUM, "matricule en formule Excel", (AD, RHV), sur(MATRICULES, lambda t: f'="{t}"')),
    *exports(NUM, "matricule entre crochets", PARC, sur(MATRICULES, lambda t: f"[{t}]"), PR),
    *exports(
        NUM,
        "matricule suivi du nom de l'agent",
        PARC,
        lambda t: g.lignes(
            lambda rows, titres: [[*r[:2], f"{r[2]} - {r[3]}" if r[2] else "", *r[3:]] for r in rows]
        )(t),
        D,
    ),
    *exports(
        NUM,
        "matricule O pour 0, une ligne sur quatre",
        PARC,
        sur(MATRICULES, lambda t: t.replace("0", "O"), 4),
        D,
    ),
    # — the month after
    *exports(
        SUITE,
        "matricules « ,00 » le mois suivant",
        (RH, PARC),
        sur(MATRICULES, lambda t: f"{int(t)},00" if t.isdigit() else t),
        P,
        "suivant",
    ),
    *exports(
        SUITE,
        "matricules « CHR0000000002 » le mois suivant",
        RH,
        sur(MATRICULES, lambda t: f"CHR{t.zfill(10)}"),
        PR,
        "suivant",
    ),
    *exports(
        SUITE,
        "matricules à clé, « 0000002K »",
        RH,
        sur(MATRICULES, lambda t: f"{t}{'ABCDEFGHJK'[int(t) % 10]}"),
        R,
        "suivant",
    ),
    *exports(
        SUITE,
        "agents tous renumérotés",
        RHV,
        g.colonne("Identifiant agent", lambda v: [f"V9{k:05d}" for k in range(len(v))]),
        R,
        "suivant",
    ),
    *exports(
        SUITE,
        "agents renumérotés, un sur trois",
        RH,
        g.pleines("MATRICULE", lambda t, r: str(7_000_000 + r), g.une_sur(3)),
        R,
        "suivant",
    ),
    *exports(
        SUITE,
        "« v17 » pour « V000017 »",
        RHV,
        sur(MATRICULES, lambda t: "v" + t[1:].lstrip("0")),
        PR,
        "suivant",
    ),
    *exports(
        SUITE,
        "apostrophe devant, une ligne sur deux",
        RH,
        sur(MATRICULES, lambda t: f"'{t}", 2),
        P,
        "suivant",
    ),
    *exports(
        SUITE,
        "logins « @ght.local » le mois suivant",
        (AD, DPI),
        sur(LOGINS, lambda t: f"{t}@ght.local"),
        P,
        "suivant",
    ),
    *exports(SUITE, "logins « GHT/… » le mois suivant", DPI, sur(LOGINS, lambda t: f"GHT/{t}"), P, "suivant"),
    *exports(
        SUITE,
        "logins sur vingt positions (CHAR)",
        (DPI, AD),
        sur(LOGINS, lambda t: t.ljust(20)),
        P,
        "suivant",
    ),
    *exports(
        SUITE,
        "logins en prenom.nom (migration)",
        AD,
        lambda t: g.lignes(
            lambda rows, titres: [
                [r[0], re.sub("[^a-z.]", "", f"{r[2]}.{r[3]}".lower()) + str(k), *r[2:]]
                for k, r in enumerate(rows)
            ]
        )(t),
        R,
        "suivant",
    ),
    *exports(
        SUITE,
        "numéros de série à tiret",
        PARC,
        sur(["N° série"], lambda t: f"{t[:3]}-{t[3:]}"),
        PR,
        "suivant",
    ),
    *exports(
        SUITE,
        "numéros de série en hexadécimal deux points",
        PARC,
        sur(["N° série"], lambda t: t.lower()),
        P,
        "suivant",
    ),
    *exports(SUITE, "codes d'unité en minuscules", RH, sur(["UF"], str.lower), P, "suivant"),
]
