"""A fifth set: joins, look-ups and pages that go wrong, years mistyped, hours of another zone, filters nobody
sees, values that stand for « unknown ».

Written, outcomes included, and committed before any of them was played (27/11/2026, 21 h 55).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import replace

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import _jour
from tests.envois import gestes as g
from tests.envois import gestes_partiels as p
from tests.envois import gestes_vecus as v
from tests.envois.cas import AD, ADV, ARRET, CPS, DIT, DPI, PARC, PUB, RES, RH, RHV, STR, Envoi, envois

INT = "interimaires"
JOUR = dt.date(2026, 11, 1)


def _cherche(cle: str, valeur: str, vides: bool) -> g.Geste:
    """An exact look-up on a name alone: everybody of that name takes what the first one found has."""

    def faire(tableau: Tableau) -> Tableau:
        a, b = tableau.colonne(cle), tableau.colonne(valeur)
        first: dict[str, str] = {}
        for ligne in tableau.lignes:
            if ligne[b]:
                first.setdefault(ligne[a], ligne[b])
        rows = [
            [*x[:b], x[b] if vides and x[b] else first.get(x[a], ""), *x[b + 1 :]] for x in tableau.lignes
        ]
        return replace(tableau, lignes=rows)

    return faire


def _jointe(cle: str, valeur: str) -> g.Geste:
    """A join on a key that is no key: each row once for every value its namesakes have."""

    def faire(tableau: Tableau) -> Tableau:
        a, b = tableau.colonne(cle), tableau.colonne(valeur)
        held: dict[str, list[str]] = defaultdict(list)
        for ligne in tableau.lignes:
            if ligne[b] not in held[ligne[a]]:
                held[ligne[a]].append(ligne[b])
        rows = [[*x[:b], one, *x[b + 1 :]] for x in tableau.lignes for one in held[x[a]]]
        return replace(tableau, lignes=rows)

    return faire


def _tassees(rows: list[list[str]], sep: str) -> str:
    """Separators in a row taken for one: empty cells vanish, what follows moves to the left."""
    return "\r\n".join(re.sub(f"{re.escape(sep)}+", sep, sep.join(row)) for row in rows) + "\r\n"


def _pages(pas: int, glisse: int) -> g.Geste:
    """Pages read while the list moved: at each page's end, rows come twice, as many are never read."""

    def faire(rows: g.Lignes, titres: list[str]) -> g.Lignes:
        return [
            row if rang % pas >= glisse or rang < pas else rows[rang - glisse]
            for rang, row in enumerate(rows)
        ]

    return g.lignes(faire)


def _ete(texte: str, rang: int) -> str:
    """Midnight of a summer day written in universal time: the day before."""
    day = _jour(texte)
    return v.decale_jours(-1)(texte, rang) if day and 4 <= day.month <= 10 else texte


def _an_de_moins(texte: str, rang: int) -> str:
    """The year before typed by habit, on a date of this year's first months."""
    day = _jour(texte)
    return texte.replace("2026", "2025") if day and day.year == 2026 and day.month <= 8 else texte


def _par_jour(f: p.Fiche, rang: int) -> list[p.Fiche]:
    """A mission, one row a week."""
    first, last = _jour(f["Début mission"]), _jour(f["Fin mission"])
    assert first and last
    days = [first + dt.timedelta(days=k) for k in range(7, (last - first).days, 7)]
    return [{**f, "Début mission": f"{d:%d/%m/%Y}", "Fin mission": f"{d:%d/%m/%Y}"} for d in days]


def _recents(texte: str, rang: int) -> str:
    return f"{JOUR - dt.timedelta(days=1 + rang % 3):%d/%m/%Y}"


def _signataire(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    if rang % 3 or not f["Remis le"]:
        return f
    return {**f, "Matricule": "0000003", "Nom": "LAGUNAS", "Prénom": "Victoire"}


def _collee(tableau: Tableau) -> Tableau:
    """Rows of the other hospital, its numbers as bare numbers, in the house's layout: one list for two."""
    nouveaux = "GRANGEON LAURISTON PERRAULTE CHAMBOIS VERDIERE MONTCLAR ESPARON BRILLAC".split()
    rows = [list(ligne) for ligne in tableau.lignes]
    for rang, nom in enumerate(nouveaux):
        twin = rows[7 * rang]
        commun = f"990000044;AS;TIT;{rang + 1:02}/09/2015;31/12/9999;;NEUROLOGIE;".split(";")
        rows.append([twin[0], nom, "", "DOMINIQUE", "F", f"{rang + 10}/03/1979", "NICE", "06088", *commun])
    return replace(tableau, lignes=rows)


def _vues(f: p.Fiche, rang: int) -> list[p.Fiche]:
    """The card's bearer once more, under the card before, out of date."""
    if rang % 2:
        return []
    return [{**f, "Numéro carte": f"1{f['Numéro carte'][1:]}", "Date fin validité": "30/06/2023"}]


VECUS_5: list[Envoi] = [
    # — joins and look-ups on what is no key
    *envois(
        "RPPS cherché par le nom seul, pour qui n'en a pas",
        RH,
        _cherche("NOM PATRONYMIQUE", "NUM RPPS", vides=True),
        DIT,
    ),
    *envois(
        "matricule cherché par le nom seul : les homonymes ont celui du premier",
        AD,
        _cherche("Surname", "EmployeeID", vides=False),
        DIT,
        "seul suivant",
    ),
    *envois(
        "jointure par le nom : chaque homonyme une ligne par RPPS",
        (RH, DPI),
        lambda t: _jointe(
            *(("NOM PATRONYMIQUE", "NUM RPPS") if "NUM RPPS" in t.titres else ("NOM", "NUM_RPPS"))
        )(t),
        DIT,
    ),
    *envois(
        "jointure par le libellé : chaque unité sous tous les codes du même libellé",
        STR,
        _jointe("LIB_UF", "CODE_UF"),
        DIT,
    ),
    *envois("deux établissements fusionnés sous la même numérotation", RH, _collee, DIT, "seul suivant"),
    # — cells, rows, pages
    *envois("séparateurs qui se suivent pris pour un seul", (RH, DPI), v.brut(_tassees), DIT),
    *envois(
        "pages lues pendant que la liste bougeait : cinq lignes deux fois, cinq perdues",
        (RH, AD),
        _pages(50, 5),
        DIT,
        "seul suivant",
    ),
    *envois(
        "une ligne sur douze perdue en route", RH, g.garde(lambda f, r, n: r % 12 != 5), DIT, "seul suivant"
    ),
    *envois(
        "texte arrêté à l'apostrophe",
        (RHV, AD),
        lambda t: g.lignes(lambda rows, x: [[re.split("['’]", cell)[0] for cell in row] for row in rows])(t),
        DIT,
    ),
    *envois(
        "liaison rompue vers un autre classeur dans le RPPS, un sur cinq",
        RH,
        g.pleines("NUM RPPS", lambda t, r: "='[Classeur2.xlsx]Feuil1'!$B$4", g.une_sur(5)),
        DIT,
    ),
    *envois(
        "FINESS en notation scientifique", RH, g.pleines("FINESS", lambda t, r: f"{t[0]},{t[1:4]}E+08"), DIT
    ),
    *envois("une ligne vide toutes les dix, blancs insécables en fin de cellule", RH, lambda t: _aere(t)),
    # — dates
    *envois("naissances d'été la veille (heure universelle)", (RH, RES), lambda t: _naissances_ete(t), DIT),
    *envois(
        "entrées la veille (heure universelle)",
        RH,
        g.pleines("DT DEBUT", v.decale_jours(-1)),
        DIT,
        "seul suivant",
    ),
    *envois(
        "année d'avant tapée par habitude, une remise sur trois",
        PARC,
        g.pleines("Remis le", _an_de_moins, g.une_sur(3)),
        DIT,
    ),
    *envois(
        "naissance inconnue : 01/01/1900, une sur six",
        RH,
        g.valeurs("DT NAISSANCE", lambda t, r: "01/01/1900", g.une_sur(6)),
        DIT,
        "seul suivant",
    ),
    *envois(
        "entrée inconnue : 01/01/1970, une sur huit",
        RH,
        g.valeurs("DT DEBUT", lambda t, r: "01/01/1970", g.une_sur(8)),
        DIT,
    ),
    *envois(
        "jamais connecté : 01/01/1970",
        DPI,
        g.valeurs("DERN_CONNEXION", lambda t, r: t or "01/01/1970"),
        DIT,
    ),
    *envois("naissances de l'extraction réduites à l'année", RES, lambda t: _annees(t), DIT),
    *envois(
        "dernière connexion : celle du dernier traitement de nuit",
        DPI,
        g.pleines("DERN_CONNEXION", _recents),
        DIT,
        "seul suivant",
    ),
    *envois(
        "un bloc collé d'un export de l'été",
        DPI,
        g.pleines("DERN_CONNEXION", v.decale_jours(-120), p.bloc(0.2, 0.45)),
        DIT,
    ),
    *envois(
        "fin de mission : le jour de l'édition pour celles en cours",
        INT,
        g.pleines("Fin mission", lambda t, r: "31/10/2026" if (_jour(t) or JOUR) >= JOUR else t),
        DIT,
        "seul suivant",
    ),
    *envois("missions : une ligne par semaine", INT, p.aussi(_par_jour), DIT),
    # — filters nobody sees
    *envois(
        "comptes avec une adresse seuls",
        AD,
        g.garde(lambda f, r, n: bool(f["EmailAddress"]) and r % 5 != 2),
        DIT,
        "seul suivant",
    ),
    *envois(
        "l'unité d'organisation des médecins oubliée",
        AD,
        g.garde(lambda f, r, n: "raticien" not in f["Title"] and "édecin" not in f["Title"]),
        DIT,
        "seul suivant",
    ),
    *envois(
        "soignants seuls : ni secrétaires ni techniques",
        RHV,
        g.garde(lambda f, r, n: any(w in f["Métier"].lower() for w in ("infirm", "soign", "pratic", "sage"))),
        DIT,
        "suivant",
    ),
    *envois(
        "libéraux seuls : les salariés ne sont pas dans l'extraction",
        PUB,
        g.garde(lambda f, r, n: f["Code mode exercice"] == "L"),
        DIT,
        "seul suivant",
    ),
    *envois("cartes d'avant comprises : deux par porteur", CPS, p.aussi(_vues), DIT),
    # — values
    *envois("logins refaits à la migration : prénom.nom", AD, lambda t: _refaits(t), DIT, "seul suivant"),
    *envois(
        "nom d'usage rempli partout, même quand c'est celui de naissance",
        RH,
        p.fiches(lambda f, r, n: {**f, "NOM USAGE": f["NOM USAGE"] or f["NOM PATRONYMIQUE"]}),
    ),
    *envois(
        "noms d'usage et de naissance joints par un trait, une sur deux",
        AD,
        p.fiches(lambda f, r, n: {**f, "Surname": f"{f['Surname']}-Delorme{'tx'[r % 2]}"} if r % 2 else f),
        DIT,
    ),
    *envois(
        "porteur : qui a signé la réception, une carte remise sur trois", PARC, p.fiches(_signataire), DIT
    ),
    *envois(
        "numéro de série : la référence du modèle",
        PARC,
        g.pleines("N° série", lambda t, r: f"MOD-{'ABC'[r % 3]}4K"),
        ARRET,
    ),
    *envois(
        "libellés abrégés à cinq lettres par mot",
        STR,
        g.pleines("LIB_UF", lambda t, r: " ".join(word[:5] for word in t.split())),
        DIT,
        "seul suivant",
    ),
    *envois(
        "matricules collés en texte : une apostrophe devant, un blanc derrière",
        ADV,
        g.pleines("EmployeeID", lambda t, r: f"'{t} "),
    ),
]


def _aere(tableau: Tableau) -> Tableau:
    rows: g.Lignes = []
    for rang, ligne in enumerate(tableau.lignes):
        rows.append([f"{cell}\u00a0" if cell and rang % 2 else cell for cell in ligne])
        if rang % 10 == 9:
            rows.append([""] * len(ligne))
    return replace(tableau, lignes=rows)


def _naissances_ete(tableau: Tableau) -> g.Rendu:
    titre = next(one for one in ("DT NAISSANCE", "Date de naissance") if one in tableau.titres)
    return g.pleines(titre, _ete)(tableau)


def _annees(tableau: Tableau) -> g.Rendu:
    return g.pleines("Date de naissance", lambda t, r: f"01/01/{t[-4:]}")(tableau)


def _refaits(tableau: Tableau) -> g.Rendu:
    """New logins, and every account opened anew on the day of the migration."""

    def refait(f: p.Fiche, rang: int, total: int) -> p.Fiche:
        if not f["GivenName"]:
            return f
        login = f"{f['GivenName']}.{f['Surname']}".lower().replace(" ", "-")[:20]
        return {**f, "SamAccountName": login, "whenCreated": "20261019060000.0Z"}

    return p.fiches(refait)(tableau)


assert len({one.code for one in VECUS_5}) == len(VECUS_5)
