"""Lists not whole, or moved, of the sixth set (unplayed when written)."""

from __future__ import annotations

from dataclasses import replace

from tests.envois import gestes as g
from tests.exports.cas import (
    AD,
    DPI,
    GAM,
    INT,
    MED,
    PARC,
    PUB,
    RD,
    RES,
    RH,
    RHV,
    STA,
    STR,
    Export,
    R,
    exports,
)
from tests.exports.encore_3_fichiers import _decale
from tests.exports.livraisons import JUGE
from tests.exports.noms_dates import rang

S = "suivant"


def _une_perdue(geste):
    """Rows left out, the first time."""
    return g.garde(lambda f, k, n: not geste(f, k, n))


def _double(rows: list[list[str]], titres: list[str]) -> list[list[str]]:
    return [copy for k, row in enumerate(rows) for copy in ([row, row] if k % 3 == 0 else [row])]


def _internes(fiche: dict[str, str], rang: int, total: int) -> bool:
    return "interne" in fiche["Title"].lower() and rang % 2 == 0


def _derniere(fiche: dict[str, str], rang: int, total: int) -> bool:
    return fiche["DT DEBUT"].endswith("10/2026")


ENCORE_4_LIVRAISONS: list[Export] = [
    *exports(
        JUGE,
        "une ligne sur six perdue, la première fois",
        (AD, PARC, RES),
        _une_perdue(lambda f, k, n: k % 6 == 2),
        RD,
    ),
    *exports(JUGE, "deux internes perdus, la première fois", AD, _une_perdue(_internes), RD),
    *exports(JUGE, "les arrivés d'octobre perdus, la première fois", RH, _une_perdue(_derniere), RD),
    *exports(
        JUGE,
        "les cinq derniers comptes perdus, la première fois",
        DPI,
        _une_perdue(lambda f, k, n: k >= n - 5),
        RD,
    ),
    *exports(JUGE, "une unité perdue, la première fois", STR, _une_perdue(lambda f, k, n: k == 7), RD),
    *exports(JUGE, "un stagiaire perdu, la première fois", STA, _une_perdue(lambda f, k, n: k == 1), RD),
    *exports(
        JUGE, "deux médecins perdus, la première fois", MED, _une_perdue(lambda f, k, n: k in (4, 9)), RD
    ),
    *exports(
        JUGE,
        "une activité sur dix perdue, la première fois",
        PUB,
        _une_perdue(lambda f, k, n: k % 10 == 3),
        RD,
    ),
    *exports(
        JUGE, "un compte sur trois deux fois, la première fois", GAM, g.lignes(_double), (*RD, "pareil")
    ),
    *exports(JUGE, "coupé à la moitié", RHV, g.garde(lambda f, k, n: k < n // 2), R, S),
    *exports(JUGE, "trois comptes perdus", AD, _une_perdue(lambda f, k, n: k in (11, 40, 80)), RD, S),
    *exports(
        JUGE,
        "date de création retirée",
        AD,
        lambda t: replace(
            t,
            titres=[c for c in t.titres if c != "whenCreated"],
            lignes=[[c for c, o in zip(r, t.titres, strict=True) if o != "whenCreated"] for r in t.lignes],
        ),
        R,
        S,
    ),
    *exports(JUGE, "profils décalés d'une ligne", DPI, _decale("PROFIL"), RD),
    *exports(JUGE, "services décalés d'une ligne", DPI, _decale("SERVICE"), RD),
    *exports(JUGE, "emplois décalés d'une ligne", RHV, _decale("Métier"), RD),
    *exports(JUGE, "dates de remise décalées d'une ligne", PARC, _decale("Remis le"), RD),
    *exports(
        JUGE, "qualification la même pour tous", INT, g.pleines("Qualification", lambda t, r: "IDE"), RD
    ),
    *exports(JUGE, "types de carte : tous « CPS »", PARC, g.pleines("Type", lambda t, r: "CPS"), RD),
    *exports(
        JUGE,
        "présents à qui on donne une fin passée, un sur cinq",
        RH,
        rang(lambda f, k: {"DT FIN": "30/09/2026"} if k % 5 == 0 and f["DT FIN"].endswith("9999") else {}),
        RD,
    ),
]
