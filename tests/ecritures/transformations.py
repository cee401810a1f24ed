"""Other hands for the same delivery: each keeps the meaning of a file, or damages it in a way that must be
told.

A transformation takes a `Tableau` of the demonstration and gives back a `Tableau`, raw bytes, or (file name,
bytes);
None where it has nothing to change in that file. `abime` says that the meaning is lost: only a refusal is
right.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace

import openpyxl
import polars as pl
from anyascii import anyascii
from tests.ecritures.tableau import Tableau

Rendu = Tableau | bytes | tuple[str, bytes] | None
MOIS_FR = "JANV. FÉVR. MARS AVR. MAI JUIN JUIL. AOÛT SEPT. OCT. NOV. DÉC.".split()
MOIS_EN = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
LONG_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
EPOQUE = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Transformation:
    """One other hand: its family, what it does in French, and the gesture."""

    famille: str
    titre: str
    geste: Callable[[Tableau], Rendu]
    abime: bool = False

    @property
    def code(self) -> str:
        """Stable name of the case."""
        return f"{self.famille}:{self.titre}"


TOUTES: list[Transformation] = []


def ecriture(famille: str, titre: str, abime: bool = False):
    """Register a transformation."""

    def poser(geste: Callable[[Tableau], Rendu]) -> Callable[[Tableau], Rendu]:
        TOUTES.append(Transformation(famille, titre, geste, abime))
        return geste

    return poser


def ajouter(famille: str, titre: str, geste: Callable[[Tableau], Rendu], abime: bool = False) -> None:
    """Register one made in a loop."""
    TOUTES.append(Transformation(famille, titre, geste, abime))


# — columns by meaning, as the demonstration's files title them
# ————————————————————————————————————————————————
NATIONAUX = ("Extraction_restreinte", "PS_LibreAcces", "Porteurs_CPS")
NAISSANCES = ["DT NAISSANCE", "Né(e) le", "Naissance", "Date de naissance"]
DATES = [
    *NAISSANCES,
    "DT DEBUT",
    "DT FIN",
    "Début de contrat",
    "Fin de contrat",
    "Début mission",
    "Fin mission",
]
DATES += [
    "DATE_CREATION",
    "DERN_CONNEXION",
    "Commandé le",
    "Reçu le",
    "Remis le",
    "Activé le",
    "Fin de validité",
]
DATES += ["DEPLOIEMENT", "CREE_LE", "Date fin validité"]
RPPS = ["NUM RPPS", "RPPS", "NUM_RPPS", "Identifiant PP"]
MATRICULES = ["MATRICULE", "Identifiant agent", "EmployeeID", "Matricule", "Réf", "N° dossier"]
LOGINS = ["SamAccountName", "CODE_USER", "LOGIN"]
NOMS = [
    "NOM PATRONYMIQUE",
    "NOM USAGE",
    "Nom",
    "Nom de naissance",
    "NOM",
    "Surname",
    "Nom de famille",
    "Nom de jeune fille",
]
PRENOMS = ["PRENOMS", "Prénom(s)", "PRENOM", "GivenName", "Prénom", "Prénoms", "Prénom usuel"]
FINESS = ["FINESS", "N° FINESS", "Numéro FINESS site", "Numéro FINESS établissement juridique"]
COMMUNES = ["CODE COMMUNE NAISS", "Code commune de naissance"]
SERVICES = ["LIB UF", "Service", "SERVICE", "Department"]


def _present(tableau: Tableau, titres: list[str]) -> list[str]:
    return [titre for titre in titres if titre in tableau.titres]


def _sur(
    titres: list[str], geste: Callable[[str], str], sauf: tuple[str, ...] = ()
) -> Callable[[Tableau], Rendu]:
    """A gesture on cells; None when the file has none of those columns."""

    def faire(tableau: Tableau) -> Rendu:
        if not _present(tableau, titres) or tableau.nom.startswith(sauf or ("\0",)):
            return None
        return tableau.change(titres, geste)

    return faire


def _texte(tableau: Tableau) -> bool:
    return not tableau.nom.endswith(".xlsx")


def _national(tableau: Tableau) -> bool:
    return tableau.nom.startswith(NATIONAUX)


# — encoding, separator, quoting, line ends
# ————————————————————————————————————————————————————————————————————
def _en(encodage: str) -> Callable[[Tableau], Rendu]:
    def lettre(cell: str) -> str:
        """What an old system writes of a letter its page lacks: the plain one."""
        return "".join(c if c.encode(encodage, "ignore") else anyascii(c) for c in cell)

    def faire(tableau: Tableau) -> Rendu:
        if not _texte(tableau) or _national(tableau):
            return None
        return replace(tableau.change(tableau.titres, lettre), encodage=encodage)

    return faire


for _nom in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "cp850"):
    ajouter("encodage", _nom, _en(_nom))


@ecriture("encodage", "enregistré deux fois (Ã©)", abime=True)
def _mojibake(tableau: Tableau) -> Rendu:
    if not _texte(tableau):
        return None
    octets = replace(tableau, encodage="utf-8").octets()
    return octets.decode("cp1252", errors="replace").encode("utf-8")


@ecriture("encodage", "entités HTML (&#201;)")
def _entites(tableau: Tableau) -> Rendu:
    if not _texte(tableau):
        return None
    return tableau.octets().decode(tableau.encodage).encode("ascii", errors="xmlcharrefreplace")


@ecriture("encodage", "lettres perdues (?)", abime=True)
def _perdues(tableau: Tableau) -> Rendu:
    return (
        tableau.octets().decode(tableau.encodage).encode("ascii", errors="replace")
        if _texte(tableau)
        else None
    )


for _separateur in (";", ",", "\t", "|"):

    def _separe(tableau: Tableau, separateur: str = _separateur) -> Rendu:
        if not _texte(tableau) or _national(tableau):
            return None
        return replace(tableau, separateur=separateur, guillemets=csv.QUOTE_MINIMAL)

    ajouter("séparateur", {"\t": "tabulation"}.get(_separateur, _separateur), _separe)


@ecriture("séparateur", "annoncé par sep=")
def _sep(tableau: Tableau) -> Rendu:
    if not _texte(tableau) or _national(tableau):
        return None
    return replace(tableau, avant=[f"sep={tableau.separateur}"])


@ecriture("guillemets", "autour de chaque cellule")
def _guillemets(tableau: Tableau) -> Rendu:
    return replace(tableau, guillemets=csv.QUOTE_ALL) if _texte(tableau) and not _national(tableau) else None


@ecriture("guillemets", "orphelin dans un libellé")
def _orphelin(tableau: Tableau) -> Rendu:
    cibles = _present(tableau, ["Raison sociale site", "LIEU NAISS", "Né(e) à", "Lieu de naissance", "POLE"])
    if not cibles or not _texte(tableau):
        return None
    lignes = [list(ligne) for ligne in tableau.lignes]
    rang = tableau.colonne(cibles[0])
    for numero in range(0, len(lignes), 7):
        lignes[numero][rang] = '"SITE' if numero % 2 else 'EHPAD "LES'
    separateur = tableau.separateur
    corps = [separateur.join(ligne) for ligne in [tableau.titres, *lignes]]
    return (tableau.fin.join(corps) + tableau.fin).encode(tableau.encodage)


for _fin, _mot in (("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")):

    def _lignes(tableau: Tableau, fin: str = _fin) -> Rendu:
        return replace(tableau, fin=fin) if _texte(tableau) else None

    ajouter("fins de ligne", _mot, _lignes)


@ecriture("fins de ligne", "dernière ligne sans fin")
def _sans_fin(tableau: Tableau) -> Rendu:
    if not _texte(tableau) or tableau.encodage.startswith("utf-16"):
        return None
    return tableau.octets().rstrip(b"\r\n")


@ecriture("fins de ligne", "lignes blanches entre les lignes")
def _blanches(tableau: Tableau) -> Rendu:
    if not _texte(tableau):
        return None
    texte = tableau.octets().decode(tableau.encodage).replace(tableau.fin, tableau.fin * 2)
    return texte.encode(tableau.encodage)


# — titles, order, what stands above and below
# ————————————————————————————————————————————————————————————————
def _titres(geste: Callable[[str], str]) -> Callable[[Tableau], Rendu]:
    return lambda tableau: replace(tableau, titres=[geste(titre) for titre in tableau.titres])


def _sans_accent(texte: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", texte) if not unicodedata.combining(c))


ajouter("titres", "en minuscules", _titres(str.lower))
ajouter("titres", "en capitales", _titres(str.upper))
ajouter("titres", "sans accents", _titres(_sans_accent))
ajouter("titres", "accents décomposés (NFD)", _titres(lambda t: unicodedata.normalize("NFD", t)))
ajouter("titres", "blancs autour et doublés", _titres(lambda t: f"  {t.replace(' ', '  ')} "))
ajouter("titres", "soulignés au lieu des blancs", _titres(lambda t: t.replace(" ", "_")))
ajouter("titres", "apostrophe typographique", _titres(lambda t: t.replace("'", "’")))


@ecriture("titres", "abîmés (Pr?nom)")
def _abimes(tableau: Tableau) -> Rendu:
    if not _texte(tableau) or all(titre.isascii() for titre in tableau.titres):
        return None
    return replace(tableau, titres=[re.sub(r"[^\x00-\x7f]", "?", titre) for titre in tableau.titres])


@ecriture("titres", "dans un autre ordre")
def _ordre(tableau: Tableau) -> Rendu:
    rangs = list(range(len(tableau.titres)))
    random.Random(3).shuffle(rangs)
    return replace(
        tableau,
        titres=[tableau.titres[r] for r in rangs],
        lignes=[[ligne[r] if r < len(ligne) else "" for r in rangs] for ligne in tableau.lignes],
    )


@ecriture("titres", "colonnes en plus")
def _en_plus(tableau: Tableau) -> Rendu:
    large = len(tableau.titres)
    return replace(
        tableau,
        titres=["Observations", *tableau.titres, "Téléphone interne"],
        lignes=[["à vérifier", *ligne[:large], "4512", *ligne[large:]] for ligne in tableau.lignes],
    )


@ecriture("titres", "en double", abime=True)
def _doubles(tableau: Tableau) -> Rendu:
    cible = next((t for t in ["DT DEBUT", "Début de contrat", "NOM", "Surname"] if t in tableau.titres), None)
    if cible is None:
        return None
    return replace(
        tableau,
        titres=[*tableau.titres, cible],
        lignes=[[*ligne, "01/02/2026"] for ligne in tableau.lignes],
    )


@ecriture("titres", "ligne de titre répétée au milieu")
def _repete(tableau: Tableau) -> Rendu:
    milieu = len(tableau.lignes) // 2
    lignes = [*tableau.lignes[:milieu], tableau.titres, *tableau.lignes[milieu:]]
    return replace(tableau, lignes=lignes)


@ecriture("titres", "deux lignes de présentation au-dessus")
def _au_dessus(tableau: Tableau) -> Rendu:
    if not _texte(tableau) or _national(tableau):
        return None
    return replace(tableau, avant=["Liste des agents au 01/11/2026", ""])


@ecriture("titres", "total en dessous")
def _total(tableau: Tableau) -> Rendu:
    if not _texte(tableau) or _national(tableau):
        return None
    return replace(tableau, apres=["", f"TOTAL : {len(tableau.lignes)}"])


@ecriture("lignes", "dans un autre ordre")
def _melange(tableau: Tableau) -> Rendu:
    lignes = list(tableau.lignes)
    random.Random(5).shuffle(lignes)
    return replace(tableau, lignes=lignes)


@ecriture("lignes", "colonne vide à droite")
def _vide_a_droite(tableau: Tableau) -> Rendu:
    return replace(tableau, titres=[*tableau.titres, ""], lignes=[[*ligne, ""] for ligne in tableau.lignes])


# — formats ——————————————————————————————————————————————————————————————————————————————————————————————
def _classeur(
    tableau: Tableau,
    couverture: bool = False,
    cachee: bool = False,
    dessus: bool = False,
    types: bool = False,
) -> bytes:
    livre = openpyxl.Workbook()
    feuille = livre.active
    if couverture or cachee:
        feuille.title = "Lisez-moi"
        feuille["A1"] = "Export du 01/11/2026"
        feuille["A2"] = "Direction des ressources humaines"
        if cachee:
            feuille.sheet_state = "hidden"
        feuille = livre.create_sheet("Données")
        livre.active = 1
    if dessus:
        feuille["A1"] = "Liste au 01/11/2026"
        feuille.merge_cells("A1:D1")
    feuille.append(tableau.titres)
    rangs = {tableau.colonne(titre) for titre in _present(tableau, DATES)} if types else set()
    for ligne in tableau.lignes:
        feuille.append(
            [_excel_date(cell) if rang in rangs else cell or None for rang, cell in enumerate(ligne)]
        )
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def _excel_date(cell: str) -> object:
    jour = _jour(cell)
    return dt.datetime(jour.year, jour.month, jour.day) if jour else cell or None


def _racine(tableau: Tableau) -> str:
    return tableau.nom.rsplit(".", 1)[0]


def _feuille(extension: str, **options: bool) -> Callable[[Tableau], Rendu]:
    def faire(tableau: Tableau) -> Rendu:
        if _national(tableau):
            return None
        return f"{_racine(tableau)}.{extension}", _classeur(tableau, **options)

    return faire


ajouter("format", "classeur .xlsx", _feuille("xlsx"))
ajouter("format", "classeur .xlsm", _feuille("xlsm"))
ajouter("format", "classeur avec page de garde", _feuille("xlsx", couverture=True))
ajouter("format", "classeur à première feuille cachée", _feuille("xlsx", cachee=True))
ajouter("format", "classeur à titre fusionné au-dessus", _feuille("xlsx", dessus=True))
ajouter("format", "classeur à dates typées", _feuille("xlsx", types=True))


def _fusionne(tableau: Tableau) -> Rendu:
    """Service cells alike one under the other are merged, as a planning sheet shows them."""
    cibles = _present(tableau, SERVICES)
    if not cibles or _national(tableau) or not _texte(tableau):
        return None
    rang = tableau.colonne(cibles[0])
    lignes = sorted(tableau.lignes, key=lambda ligne: ligne[rang])
    livre = openpyxl.load_workbook(io.BytesIO(_classeur(replace(tableau, lignes=lignes))))
    debut = 2
    for numero in range(3, len(lignes) + 3):
        if numero == len(lignes) + 2 or lignes[numero - 2][rang] != lignes[debut - 2][rang]:
            if numero - 1 > debut and lignes[debut - 2][rang]:
                livre.active.merge_cells(
                    start_row=debut, end_row=numero - 1, start_column=rang + 1, end_column=rang + 1
                )
            debut = numero
    sortie = io.BytesIO()
    livre.save(sortie)
    return f"{_racine(tableau)}.xlsx", sortie.getvalue()


ajouter("format", "classeur à cellules fusionnées", _fusionne)


@ecriture("format", "classeur dont les formules n'ont pas été calculées", abime=True)
def _formules(tableau: Tableau) -> Rendu:
    if _national(tableau) or not _texte(tableau):
        return None
    lignes = [[f"=TRIM({ligne[0]!r})", *ligne[1:]] for ligne in tableau.lignes]
    return f"{_racine(tableau)}.xlsx", _classeur(replace(tableau, lignes=lignes))


@ecriture("format", "deux tableaux l'un sous l'autre", abime=True)
def _deux_tableaux(tableau: Tableau) -> Rendu:
    if _national(tableau) or not _texte(tableau) or not _present(tableau, MATRICULES):
        return None
    autre = [["", *[""] * (len(tableau.titres) - 1)], ["CODE", "LIBELLE", "POLE"]]
    autre[1] += [""] * (len(tableau.titres) - 3)
    autre += [[f"S{rang}", f"Service {rang}", "Pôle", *autre[1][3:]] for rang in range(9)]
    return f"{_racine(tableau)}.xlsx", _classeur(replace(tableau, lignes=[*tableau.lignes, *autre]))


@ecriture("format", "parquet")
def _parquet(tableau: Tableau) -> Rendu:
    if _national(tableau) or len(set(tableau.titres)) < len(tableau.titres):
        return None
    cadre = pl.DataFrame(
        {
            titre: [ligne[rang] for ligne in tableau.lignes]
            for rang, titre in enumerate(tableau.titres)
            if titre
        }
    )
    sortie = io.BytesIO()
    cadre.write_parquet(sortie)
    return f"{_racine(tableau)}.parquet", sortie.getvalue()


@ecriture("format", "archive zip")
def _zip(tableau: Tableau) -> Rendu:
    if not _texte(tableau):
        return None
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(tableau.nom, tableau.octets())
    return f"{_racine(tableau)}.zip", sortie.getvalue()


# — dates ————————————————————————————————————————————————————————————————————————————————————————————————
def _jour(cell: str) -> dt.date | None:
    for forme in ("%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"):
        try:
            return dt.datetime.strptime(cell, forme).date()
        except ValueError:
            continue
    return None


def _ecrite(geste: Callable[[dt.date], str]) -> Callable[[str], str]:
    def faire(cell: str) -> str:
        jour = _jour(cell)
        return geste(jour) if jour else cell

    return faire


FORMES: dict[str, Callable[[dt.date], str]] = {
    "ISO": lambda d: d.isoformat(),
    "ISO avec heure": lambda d: f"{d.isoformat()}T00:00:00",
    "ISO avec heure et fuseau": lambda d: f"{d.isoformat()}T00:00:00+01:00",
    "ISO avec millisecondes (SQL Server)": lambda d: f"{d.isoformat()} 00:00:00.000",
    "jj-mm-aaaa": lambda d: f"{d:%d-%m-%Y}",
    "jj.mm.aaaa": lambda d: f"{d:%d.%m.%Y}",
    "j/m/aaaa sans zéros": lambda d: f"{d.day}/{d.month}/{d.year}",
    "aaaa/mm/jj": lambda d: f"{d:%Y/%m/%d}",
    "aaaammjj": lambda d: f"{d:%Y%m%d}",
    "jjmmaaaa": lambda d: f"{d:%d%m%Y}",
    "jj/mm/aaaa hh:mm:ss": lambda d: f"{d:%d/%m/%Y} 00:00:00",
    "Oracle français (14-JUIL.-75)": lambda d: (
        f"{d:%d}-{MOIS_FR[d.month - 1]}-{d:%y}"
        if d.year < 2100
        else f"{d:%d}-{MOIS_FR[d.month - 1]}-{d.year}"
    ),
    "Oracle anglais (14-JUL-1975)": lambda d: f"{d:%d}-{MOIS_EN[d.month - 1]}-{d.year}",
    "en toutes lettres": lambda d: f"{d.day} {LONG_FR[d.month - 1]} {d.year}",
    "serveur américain (mm/jj/aaaa)": lambda d: f"{d:%m/%d/%Y}",
    "serveur américain (AM/PM)": lambda d: f"{d.month}/{d.day}/{d.year} 12:00:00 AM",
    "LDAP (aaaammjjhhmmss.0Z)": lambda d: f"{d:%Y%m%d}000000.0Z",
    "numéro de série Excel": lambda d: str((d - EPOQUE).days),
    "numéro de série Excel décimal": lambda d: f"{(d - EPOQUE).days}.0",
}
FORMES |= {
    "aaaa/jj/mm": lambda d: f"{d:%Y/%d/%m}",
    "UTC la veille au soir, écrit +00:00": lambda d: f"{d - dt.timedelta(days=1):%Y-%m-%d}T23:00:00+00:00",
    "ticks .NET": lambda d: str((d.toordinal() - 1) * 864_000_000_000),
}
for _titre, _forme in FORMES.items():
    ajouter("dates", _titre, _sur(DATES, _ecrite(_forme), ("PS_Libre",)))

ajouter(
    "dates",
    "jj/mm/aa (naissances)",
    _sur(NAISSANCES, _ecrite(lambda d: f"{d:%d/%m/%y}"), NATIONAUX),
)
ajouter("dates", "aa/mm/jj (naissances)", _sur(NAISSANCES, _ecrite(lambda d: f"{d:%y/%m/%d}"), NATIONAUX))
ajouter(
    "dates",
    "à moitié échangées par un tableur américain",
    _sur(
        NAISSANCES,
        _ecrite(lambda d: f"{d.year}-{d.day:02}-{d.month:02}" if d.day <= 12 else f"{d:%d/%m/%Y}"),
        NATIONAUX,
    ),
    abime=True,
)
for _bout in ("31/12/2999", "31/12/4712", "9999-12-31", "01/01/1601", "31/12/9999 00:00:00", "01/01/1900"):
    ajouter(
        "dates",
        f"fin ouverte {_bout}",
        _sur(["DT FIN"], lambda c, bout=_bout: bout if c == "31/12/9999" else c),
    )


@ecriture("dates", "ambiguës : jour et mois échangés une ligne sur deux", abime=True)
def _ambigues(tableau: Tableau) -> Rendu:
    cibles = _present(tableau, ["DT NAISSANCE"])
    if not cibles:
        return None
    rang = tableau.colonne(cibles[0])
    lignes = [list(ligne) for ligne in tableau.lignes]
    for numero, ligne in enumerate(lignes):
        jour = _jour(ligne[rang])
        if jour and numero % 2:
            ligne[rang] = f"{jour:%m/%d/%Y}"
    return replace(tableau, lignes=lignes)


def _depuis_filetime(cell: str) -> dt.datetime | None:
    if not re.fullmatch(r"\d{17,18}", cell):
        return None
    return dt.datetime(1601, 1, 1) + dt.timedelta(microseconds=int(cell) // 10)


AD = {
    "AD : FILETIME écrit en clair": lambda m: f"{m:%d/%m/%Y %H:%M:%S}",
    "AD : FILETIME en ISO": lambda m: m.isoformat(sep=" ", timespec="seconds"),
    "AD : serveur américain": lambda m: f"{m.month}/{m.day}/{m.year} {m:%I:%M:%S %p}",
}
for _titre, _rendre in AD.items():

    def _ad(cell: str, rendre=_rendre) -> str:
        moment = _depuis_filetime(cell)
        return rendre(moment) if moment and moment.year > 1601 else cell

    ajouter("dates", _titre, _sur(["lastLogonTimestamp"], _ad))

# — numbers and keys
# ——————————————————————————————————————————————————————————————————————————————————————————
NOMBRES: dict[str, Callable[[str], str]] = {
    "précédé du 8": lambda c: f"8{c}",
    "suivi de .0": lambda c: f"{c}.0",
    "suivi de ,0": lambda c: f"{c},0",
    "apostrophe devant": lambda c: f"'{c}",
    "par groupes": lambda c: " ".join(re.findall(r"\d{1,3}", c)),
    "blancs insécables": lambda c: f"\u00a0{c[:5]}\u202f{c[5:]}",
    "espace de largeur nulle": lambda c: f"{c}\u200b",
    "en notation scientifique": lambda c: f"{int(c):.10E}".replace("E+", "E+"),
    "précédé de « RPPS »": lambda c: f"RPPS {c}",
    "précédé de « N° RPPS : »": lambda c: f"N° RPPS : {c}",
    "formule Excel": lambda c: f'="{c}"',
}
for _titre, _forme in NOMBRES.items():

    def _numero(cell: str, forme=_forme) -> str:
        return forme(cell) if re.fullmatch(r"1\d{10}", cell) else cell

    ajouter("RPPS", _titre, _sur(RPPS, _numero))

CLES: dict[str, Callable[[str], str]] = {
    "zéros perdus": lambda c: c.lstrip("0") or c,
    "suivi de .0": lambda c: f"{c}.0" if c.isdigit() else c,
    "suivi de ,0": lambda c: f"{c},0" if c.isdigit() else c,
    "apostrophe devant": lambda c: f"'{c}",
    "espace de largeur nulle": lambda c: f"{c}\u200b",
    "blancs autour": lambda c: f" {c}\u00a0",
    "en minuscules": str.lower,
    "milliers séparés": lambda c: f"{int(c):,}".replace(",", " ") if c.isdigit() else c,
}
for _titre, _forme in CLES.items():
    ajouter("matricule", _titre, _sur(MATRICULES, _forme))
for _titre, _forme in {
    "en capitales": str.upper,
    "blancs autour": lambda c: f" {c} ",
    "domaine devant (GHT\\)": lambda c: f"GHT\\{c}",
}.items():
    ajouter("login", _titre, _sur(LOGINS, _forme))
for _titre, _forme in {
    "par groupes": lambda c: f"{c[:2]} {c[2:5]} {c[5:]}",
    "suivi de .0": lambda c: f"{c}.0",
    "blancs autour": lambda c: f" {c} ",
    "apostrophe devant": lambda c: f"'{c}",
}.items():
    ajouter("FINESS", _titre, _sur(FINESS, _forme))
for _titre, _forme in {
    "zéro perdu": lambda c: c.lstrip("0"),
    "suivi de .0": lambda c: f"{c}.0" if c.isdigit() else c,
    "Corse en minuscules": str.lower,
}.items():
    ajouter("commune", _titre, _sur(COMMUNES, _forme))

# — names ————————————————————————————————————————————————————————————————————————————————————————————————
DES_NOMS: dict[str, Callable[[str], str]] = {
    "décomposés (NFD)": lambda c: unicodedata.normalize("NFD", c),
    "en capitales": str.upper,
    "capitale initiale": str.title,
    "sans accents": _sans_accent,
    "apostrophe typographique": lambda c: c.replace("'", "’"),
    "apostrophe accent grave": lambda c: c.replace("'", "`"),
    "traits d'union insécables": lambda c: c.replace("-", "\u2011"),
    "traits d'union en blancs": lambda c: c.replace("-", " "),
    "blancs doublés": lambda c: f" {c.replace(' ', '  ')} ",
    "pleine chasse": lambda c: "".join(chr(ord(x) + 0xFEE0) if "!" <= x <= "~" else x for x in c),
}
for _titre, _forme in DES_NOMS.items():
    ajouter("noms", _titre, _sur([*NOMS, *PRENOMS], _forme))

PARTICULES = re.compile(r"^(DE LA|DE|DU|LE|LA|D|EL|BEN|VAN DER|VAN|VON|SAINT|O) ", re.IGNORECASE)


@ecriture("noms", "particules collées")
def _collees(tableau: Tableau) -> Rendu:
    if not _present(tableau, NOMS):
        return None
    return tableau.change(
        NOMS, lambda c: PARTICULES.sub(lambda m: m.group(1).replace(" ", ""), c.replace("'", " "))
    )


for _titre, _forme in {
    "en capitales sans accents": lambda c: _sans_accent(c).upper(),
    "capitale initiale": str.title,
    "blancs doublés": lambda c: c.replace(" ", "  "),
}.items():
    ajouter("services", _titre, _sur(SERVICES, _forme))


# — damage that must be told
# ——————————————————————————————————————————————————————————————————————————————————
@ecriture("coupé", "au milieu d'une ligne", abime=True)
def _coupe(tableau: Tableau) -> Rendu:
    if not _texte(tableau) or tableau.encodage.startswith("utf-16"):
        return None
    octets = tableau.octets()
    milieu = octets.index(tableau.fin.encode(), len(octets) // 2)
    return octets[: milieu + len(tableau.fin) + 9]


@ecriture("coupé", "le fichier est vide", abime=True)
def _rien(tableau: Tableau) -> Rendu:
    return b"" if _texte(tableau) else None


for _valeur in ("#N/A", "(null)", "System.Object[]", "undefined"):

    def _trou(tableau: Tableau, valeur: str = _valeur) -> Rendu:
        cibles = _present(tableau, [*RPPS, "EmployeeID", "CODE COMMUNE NAISS"])
        if not cibles or _national(tableau):
            return None
        rangs = {tableau.colonne(titre) for titre in cibles}
        lignes = [
            [valeur if rang in rangs and not cell else cell for rang, cell in enumerate(ligne)]
            for ligne in tableau.lignes
        ]
        return replace(tableau, lignes=lignes)

    ajouter("valeurs vides", _valeur, _trou)
