"""The kinds of `cas_vecus_6.py` and those the fifth set left silent, on other files and columns: whether
a kind was mended, or a sample.

Written, outcomes included, and committed before any of them was played (28/11/2026, 1 h 35).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import _jour
from tests.envois import gestes as g
from tests.envois import gestes_partiels as p
from tests.envois.cas import AD, ADV, DIT, DPI, MED, PARC, RES, RH, RHV, STA, STR, Envoi, envois

INT, JOUR = "interimaires", dt.date(2026, 11, 1)


def _sans_fin(titre: str, vide: str, depuis: dt.date) -> g.Geste:
    """Departures since that day, not typed yet."""

    def saisi(texte: str, rang: int) -> str:
        day = _jour(texte)
        return vide if day and depuis <= day < JOUR else texte

    return g.pleines(titre, saisi)


def _finies(titre: str, forme: str) -> g.Geste:
    """What still runs ends on the day of the export; what is open stays so."""

    def edite(texte: str, rang: int) -> str:
        day = _jour(texte)
        return (
            f"{JOUR - dt.timedelta(days=1):{forme}}" if day and JOUR <= day < dt.date(2100, 1, 1) else texte
        )

    return g.pleines(titre, edite)


def _copies(tableau: Tableau) -> g.Rendu:
    """The number of the row above, on a card in nine."""
    rows = [list(ligne) for ligne in tableau.lignes]
    a = tableau.colonne("Matricule")
    for rang in range(1, len(rows), 9):
        rows[rang][a] = rows[rang - 1][a]
    return Tableau(**{**vars(tableau), "lignes": rows})


def _unite(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    return {**f, "Code service": "VPOOL0", "Service": "POOL A AFFECTER"} if rang % 6 == 1 else f


VECUS_7: list[Envoi] = [
    # — people forgotten
    *envois(
        "l'unité d'organisation des infirmiers oubliée",
        AD,
        g.garde(lambda f, r, n: "nfirmier" not in f["Title"]),
        DIT,
        "seul suivant",
    ),
    *envois(
        "trois services oubliés dans l'annuaire",
        AD,
        g.garde(lambda f, r, n: not f["Department"].startswith(("SSR", "Psychiatrie", "EHPAD"))),
        DIT,
    ),
    *envois(
        "l'unité d'organisation des soignants oubliée, l'autre site",
        ADV,
        g.garde(lambda f, r, n: "nfirmier" not in f["Title"] and "soignant" not in f["Title"]),
        DIT,
    ),
    *envois(
        "arrivées pas encore saisies, l'autre site",
        RHV,
        g.garde(lambda f, r, n: (_jour(f["Début de contrat"]) or JOUR) < dt.date(2026, 8, 1)),
        DIT,
    ),
    *envois(
        "départs pas encore saisis, médecins", MED, _sans_fin("Sortie", "", dt.date(2026, 5, 1)), DIT, "seul"
    ),
    *envois(
        "départs pas encore saisis, l'autre site",
        RHV,
        _sans_fin("Fin de contrat", "", dt.date(2026, 2, 1)),
        DIT,
    ),
    # — ends
    *envois("fins de contrat au jour de l'édition", RHV, _finies("Fin de contrat", "%Y-%m-%d"), DIT),
    *envois("fins au jour de l'édition, médecins", MED, _finies("Sortie", "%d/%m/%Y"), DIT, "seul suivant"),
    *envois("fins au jour de l'édition, RH", RH, _finies("DT FIN", "%d/%m/%Y"), DIT, "seul suivant"),
    # — names
    *envois(
        "second nom joint par un trait, l'autre site, un compte sur trois",
        ADV,
        p.fiches(lambda f, r, n: {**f, "Surname": f"{f['Surname']}-Brault"} if r % 3 == 0 else f),
        DIT,
    ),
    *envois(
        "second nom joint par un trait, comptes du dossier patient",
        DPI,
        p.fiches(
            lambda f, r, n: {**f, "NOM": f"{f['NOM']}-{'BRAULT' if r % 2 else 'DENIS'}"} if r % 3 else f
        ),
        DIT,
    ),
    *envois(
        "« X_ » devant les comptes fermés",
        AD,
        p.fiches(
            lambda f, r, n: (
                {**f, "Surname": f"OLD_{f['Surname']}"}
                if f["userAccountControl"] != "512" or r % 10 == 0
                else f
            )
        ),
        DIT,
    ),
    *envois(
        "« / retraite » derrière le nom",
        RHV,
        g.pleines("Nom de naissance", lambda t, r: f"{t} / retraite" if r % 8 == 0 else t),
        DIT,
    ),
    *envois(
        "« *** » derrière le nom des absents",
        MED,
        g.pleines("Nom de naissance", lambda t, r: f"{t} ***" if r % 5 == 0 else t),
        DIT,
    ),
    *envois(
        "liste numérisée, stages",
        STA,
        lambda t: g.pleines("Nom", lambda x, r: x.replace("E", "3").replace("O", "0"))(t),
        DIT,
    ),
    *envois(
        "second prénom d'abord, médecins",
        MED,
        g.pleines("Prénoms", lambda t, r: " ".join(reversed(t.split())), g.une_sur(2)),
        DIT,
    ),
    *envois(
        "nom d'usage saisi pour nom de naissance, médecins",
        MED,
        p.fiches(lambda f, r, n: {**f, "Nom de naissance": f["Nom d'usage"] or f["Nom de naissance"]}),
        DIT,
    ),
    # — numbers, places
    *envois("matricule de la ligne du dessus, une carte sur neuf", PARC, _copies, DIT),
    *envois(
        "agents à affecter dans une unité qui n'existe pas, l'autre site",
        RHV,
        p.fiches(_unite),
        DIT,
        "seul suivant",
    ),
    *envois(
        "code d'unité : le code du pôle à la place", RHV, g.pleines("Code service", lambda t, r: t[:4]), DIT
    ),
    *envois(
        "communes de naissance de l'extraction : le code postal",
        RES,
        g.pleines("Code commune de naissance", lambda t, r: f"{t[:2]}000"),
        DIT,
    ),
    *envois(
        "commune de naissance : celle de résidence, une sur deux",
        RH,
        g.pleines("CODE COMMUNE NAISS", lambda t, r: "75056", g.une_sur(2)),
        DIT,
    ),
    *envois(
        "doublons supprimés sur le prénom seul",
        RH,
        lambda t: g.garde(_premiers(t, "PRENOMS"))(t),
        DIT,
    ),
    *envois(
        "doublons supprimés sur le libellé de l'unité",
        STR,
        lambda t: g.garde(_premiers(t, "LIB_UF"))(t),
        DIT,
    ),
]


def _premiers(tableau: Tableau, titre: str) -> Callable[[dict[str, str], int, int], bool]:
    """The first row of each value, and none after it."""
    a = tableau.colonne(titre)
    first: dict[str, int] = {}
    for rang, ligne in enumerate(tableau.lignes):
        first.setdefault(ligne[a], rang)
    return lambda f, rang, total: first[f[titre]] == rang


assert len({one.code for one in VECUS_7}) == len(VECUS_7)
