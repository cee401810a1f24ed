"""A sixth set: payrolls and their month ends, hospitals that merge, accounts copied from a colleague's,
words written into a name or a number's cell, lists filtered on a key, dates that are another's.

Written, outcomes included, and committed before any of them was played (28/11/2026, 0 h 55).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import _jour
from tests.envois import gestes as g
from tests.envois import gestes_partiels as p
from tests.envois import gestes_vecus as v
from tests.envois.cas import AD, ARRET, DIT, DPI, PARC, PUB, RES, RH, RHV, STA, STR, Envoi, envois

INT, GAM = "interimaires", "gam_comptes"
JOUR, OUVERTE = dt.date(2026, 11, 1), "31/12/9999"


def _ecrit(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def _par_mois(f: p.Fiche, rang: int) -> list[p.Fiche]:
    """A fixed-term contract as payroll cuts it: one row a month paid, all of them before the row itself."""
    first, last = _jour(f["DT DEBUT"]), _jour(f["DT FIN"])
    if not first or not last or last.year > v.VIVANT or f["STATUT"] != "CDD REMPL":
        return []
    starts = [first + dt.timedelta(days=30 * k) for k in range(1, max((last - first).days // 30, 1))]
    return [{**f, "DT DEBUT": _ecrit(day), "DT FIN": _ecrit(day + dt.timedelta(days=29))} for day in starts]


def _rappeles(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    """Paid arrears after they left: payroll opened them again, without an end."""
    last = _jour(f["DT FIN"])
    return {**f, "DT FIN": OUVERTE} if last and last < JOUR else f


def _sortis_en_retard(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    last = _jour(f["DT FIN"])
    late = last and dt.date(2026, 7, 1) <= last < JOUR
    return {**f, "DT FIN": OUVERTE} if late else f


def _essai(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    """The end of the trial period, in the column of the end."""
    first = _jour(f["DT DEBUT"])
    recent = first and first >= dt.date(2023, 1, 1) and f["DT FIN"] == OUVERTE
    return {**f, "DT FIN": _ecrit(first + dt.timedelta(days=120))} if first and recent else f


def _retraite(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    born = _jour(f["DT NAISSANCE"])
    return {**f, "DT FIN": f"{born:%d/%m}/{born.year + 64}"} if born and f["DT FIN"] == OUVERTE else f


def _copie(tableau: Tableau) -> Tableau:
    """Accounts opened by copying a colleague's: the colleague's number came along, one in fourteen."""
    a = tableau.colonne("EmployeeID")
    rows = [list(ligne) for ligne in tableau.lignes]
    filled = [row for row in rows if row[a]]
    for rang in range(7, len(filled), 14):
        filled[rang][a] = filled[rang - 5][a]
    return replace(tableau, lignes=rows)


def _repris(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    """An account handed over to whoever came next: the new name, the former login, number and dates."""
    if rang % 15 != 4 or not f["GivenName"]:
        return f
    nom, prenom = ("Delaunay", "Fabrice") if rang % 2 else ("Querrien", "Maëlle")
    return {**f, "Surname": nom, "GivenName": prenom, "DisplayName": f"{nom.upper()} {prenom}"}


def _mot(titre: str, mots: tuple[str, ...], pas: int, forme: str) -> g.Geste:
    """A word of the management of people, written into their name."""
    return g.pleines(titre, lambda t, r: forme.format(t, mots[r // pas % len(mots)]), g.une_sur(pas))


def _dispo(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    return {**f, "UF": "ZDISPO", "LIB UF": "DISPONIBILITE"} if rang % 10 == 3 else f


def _non_affectes(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    return {**f, "UF": "9999", "LIB UF": "NON AFFECTE"} if rang % 4 == 1 else f


def _double_numero(f: p.Fiche, rang: int) -> list[p.Fiche]:
    """The number before the new HR system, closed the day before it began."""
    first = _jour(f["DT DEBUT"])
    if not first or first >= dt.date(2025, 1, 1):
        return []
    return [{**f, "MATRICULE": f"9{f['MATRICULE'][1:]}", "DT FIN": "31/12/2024"}]


def _nouveau_numero(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    return {**f, "Identifiant agent": f"GHT{f['Identifiant agent'][1:]}"}


def _second_metier(f: p.Fiche, rang: int) -> list[p.Fiche]:
    """A few hours of teaching beside the job, under a contract of their own."""
    if rang % 9 or f["DT FIN"] != OUVERTE:
        return []
    return [{**f, "LIB EMPLOI": "FORMATEUR VACATAIRE", "STATUT": "VAC", "DT DEBUT": "01/09/2026"}]


def _saisie_changee(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    """Since 2018 the married name is typed as the birth name, and nothing as the married one."""
    first = _jour(f["DT DEBUT"])
    recent = first and first >= dt.date(2018, 1, 1) and f["NOM USAGE"]
    return {**f, "NOM PATRONYMIQUE": f["NOM USAGE"], "NOM USAGE": ""} if recent else f


def _sans_nom(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    return {**f, "GivenName": "", "Surname": ""} if rang % 3 == 0 else f


def _autre_dpi(f: p.Fiche, rang: int) -> list[p.Fiche]:
    """Accounts of the other hospital's DPI, its logins those of other people here."""
    if rang % 12:
        return []
    nom, prenom = ("CORBINEAU", "LUCILE") if rang % 24 else ("DESGRANGES", "OCTAVE")
    return [{**f, "NOM": nom, "PRENOM": prenom, "NUM_RPPS": "", "SERVICE": "NEUROLOGIE"}]


def _en_stock(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    return {**f, "Matricule": "STOCK", "Nom": "STOCK", "Prénom": "DSI"} if rang % 6 == 2 else f


def _reconnu(texte: str, rang: int) -> str:
    """Letters as a scanner reads them."""
    return texte.translate(str.maketrans("OILSoil", "0115011"))


def _diplomes(f: p.Fiche, rang: int) -> list[p.Fiche]:
    """Students of a former promotion, whose training was never closed."""
    return [{**f, "N° étudiant": f"E23{rang:05}", "Nom": f"{f['Nom']}ET", "Du": "04/09/2023", "Au": ""}]


def _sans_doublons(titre: str) -> g.Geste:
    """« Supprimer les doublons », the surname alone ticked."""

    def faire(tableau: Tableau) -> Tableau:
        a = tableau.colonne(titre)
        seen: dict[str, list[str]] = {}
        for ligne in tableau.lignes:
            seen.setdefault(ligne[a], ligne)
        return replace(tableau, lignes=list(seen.values()))

    return faire


def _ancien_nom(f: p.Fiche, rang: int) -> list[p.Fiche]:
    """A unit renamed: its former label beside the new one, under the same code and pole."""
    return [{**f, "LIB_UF": f"{f['LIB_UF']} (ancien)"}] if rang % 5 == 0 else []


VECUS_6: list[Envoi] = [
    # — payroll
    *envois("contrats à terme découpés par mois de paie, l'ordre mêlé", RH, p.aussi(_par_mois), DIT),
    *envois("rappels de paie : les partis rouverts, sans fin", RH, p.fiches(_rappeles), DIT, "seul suivant"),
    *envois(
        "arrivées du mois pas encore saisies en paie",
        RH,
        g.garde(lambda f, r, n: (_jour(f["DT DEBUT"]) or JOUR) < dt.date(2026, 8, 1)),
        DIT,
        "seul suivant",
    ),
    *envois("départs des quatre derniers mois pas encore saisis", RH, p.fiches(_sortis_en_retard), DIT),
    *envois("fin : celle de la période d'essai", RH, p.fiches(_essai), DIT, "seul suivant"),
    *envois("fin : la retraite théorique", RH, p.fiches(_retraite), ARRET),
    *envois("un second contrat d'enseignement, aux mêmes dates", RH, p.aussi(_second_metier), DIT),
    # — a change of system, a merger
    *envois("deux numéros par agent, l'ancien et le nouveau SIRH", RH, p.aussi(_double_numero), DIT),
    *envois(
        "fusion : numéros refaits dans le SIRH seul", RHV, p.fiches(_nouveau_numero), DIT, "seul suivant"
    ),
    *envois(
        "fusion : un FINESS géographique que les réglages ne connaissent pas",
        RHV,
        g.pleines("N° FINESS", lambda t, r: "990000077"),
        DIT,
        "seul suivant",
    ),
    *envois("fusion : les comptes de deux DPI, des logins communs", DPI, p.aussi(_autre_dpi), DIT),
    *envois("une unité renommée : deux libellés pour un code", STR, p.aussi(_ancien_nom), DIT),
    # — accounts
    *envois("compte copié d'un collègue, son matricule avec", AD, _copie, DIT, "seul suivant"),
    *envois("compte repris par le suivant : le nom changé seul", AD, p.fiches(_repris), DIT, "seul suivant"),
    *envois(
        "comptes avec un matricule seuls",
        AD,
        g.garde(lambda f, r, n: bool(f["EmployeeID"])),
        DIT,
        "seul suivant",
    ),
    *envois("nom et prénom vides, le nom affiché seul, une ligne sur trois", AD, p.fiches(_sans_nom), DIT),
    *envois(
        "plusieurs adresses dans la cellule",
        AD,
        g.pleines("EmailAddress", lambda t, r: f"{t};{t.replace('@', '@old.')}"),
        DIT,
    ),
    *envois(
        "comptes fermés renommés « ZZ_ »",
        DPI,
        p.fiches(lambda f, r, n: {**f, "NOM": f"ZZ_{f['NOM']}"} if r % 8 == 0 else f),
        DIT,
    ),
    *envois("habilitations vidées", DPI, g.valeurs("HABILITATIONS", lambda t, r: ""), DIT, "suivant"),
    *envois(
        "mode de connexion : « 1 » ou « 2 »",
        (DPI, GAM),
        lambda t: g.pleines("MODE_AUTH" if "MODE_AUTH" in t.titres else "MODE", lambda x, r: _code(x))(t),
        DIT,
    ),
    # — words in a cell, hands, scanners
    *envois(
        "« (RETRAITE) », « (CLM) » derrière le nom",
        RH,
        _mot("NOM PATRONYMIQUE", ("RETRAITE", "CLM", "DISPO"), 9, "{0} ({1})"),
        DIT,
    ),
    *envois(
        "« - EXT », « - CDD » derrière le nom",
        AD,
        _mot("Surname", ("EXT", "CDD", "INT"), 7, "{0} - {1}"),
        DIT,
    ),
    *envois("RPPS « EN COURS », « DEMANDE » quand il manque", DPI, lambda t: _attente(t), DIT),
    *envois("lettres O et I pour 0 et 1 dans le RPPS", RH, lambda t: _lettres(t), DIT),
    *envois(
        "liste numérisée : chiffres dans les noms",
        INT,
        lambda t: g.pleines(["Nom", "Nom de jeune fille", "Prénom"], _reconnu)(t),
        DIT,
    ),
    *envois("« remplacer tout » : le tiret par un blanc", RHV, v.remplace("-", " "), DIT),
    *envois(
        "doublons supprimés sur le nom seul",
        (RH, RES),
        lambda t: _sans_doublons("NOM PATRONYMIQUE" if "UF" in t.titres else "Nom de famille")(t),
        DIT,
        "seul suivant",
    ),
    # — another value than the one asked for
    *envois("agents en disponibilité dans une unité « DISPONIBILITE »", RH, p.fiches(_dispo), DIT),
    *envois("un agent sur quatre « NON AFFECTE »", RH, p.fiches(_non_affectes), DIT, "seul suivant"),
    *envois(
        "code postal à la place du code de la commune",
        RH,
        g.pleines("CODE COMMUNE NAISS", lambda t, r: f"{t[:2]}000"),
        DIT,
        "seul suivant",
    ),
    *envois("depuis 2018, nom d'usage saisi pour nom de naissance", RH, p.fiches(_saisie_changee), DIT),
    *envois(
        "second prénom d'abord",
        RH,
        g.pleines("PRENOMS", lambda t, r: " ".join(reversed(t.split())), g.une_sur(3)),
        DIT,
    ),
    *envois(
        "code d'unité sans la lettre du site",
        (RH, STR),
        lambda t: g.pleines("UF" if "UF" in t.titres else "CODE_UF", lambda x, r: x[1:])(t),
        DIT,
    ),
    *envois("cartes en stock au nom du stock", PARC, p.fiches(_en_stock), DIT),
    *envois("promotion diplômée, jamais close", STA, p.aussi(_diplomes), DIT),
    *envois(
        "salariés seuls : les libéraux ne sont pas dans l'extraction",
        PUB,
        g.garde(lambda f, r, n: f["Code mode exercice"] == "S"),
        DIT,
    ),
]


def _code(texte: str) -> str:
    return "1" if texte in ("MDP", "PASSWORD") else "2"


def _attente(tableau: Tableau) -> g.Rendu:
    return g.valeurs("NUM_RPPS", lambda t, r: t or ("EN COURS", "DEMANDE", "A VENIR")[r % 3])(tableau)


def _lettres(tableau: Tableau) -> g.Rendu:
    return g.pleines("NUM RPPS", lambda t, r: t.replace("0", "O").replace("1", "I"), g.une_sur(4))(tableau)


assert len({one.code for one in VECUS_6}) == len(VECUS_6)
