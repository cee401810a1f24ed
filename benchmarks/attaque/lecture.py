"""What one sending says to a stranger: workbook and twin read back, with every sum their headers announce.

Uses nothing of the code that protects.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from openpyxl import load_workbook

from workbench.looks.etats import AUTORITES, AUTORITES_COURTES, STATUTS

Nom = tuple[str, ...]
MASQUE, PETIT = "n. c.", 5
ETAPES = ("besoin", "commande", "recu", "remis", "active", "appaire", "utilise")
EMBOITEES = [*pairwise(ETAPES), ("appaire", "appaire_rpps"), ("remis", "accepte")]
MOYENS = ("moyens", "remis", "appaires", "hors_service")
ETATS = tuple(STATUTS)
TOUT = ""
ENREGISTREURS = ("ordre", "ars", "role", "etudiant")  # whose people must have a number, says the subtitle
ENSEMBLES = (TOUT, "inconnue", "hors_perimetre")  # lines that also hold people of no authority


@dataclass
class Lecture:
    """What one sending says: counts (None when hidden), sums sure by the headers, sums that only seem to
    hold.
    """

    nombres: dict[Nom, int | None] = field(default_factory=dict)
    sures: list[tuple[Nom, list[Nom]]] = field(default_factory=list)
    possibles: list[tuple[Nom, list[Nom]]] = field(default_factory=list)
    presents: set[Nom] = field(default_factory=set)  # a row is printed only when somebody is in it

    def noter(self, nom: Nom, valeur: object) -> None:
        """A printed cell; what one file hides and the other prints is known."""
        if isinstance(valeur, int | float) and not isinstance(valeur, bool):
            self.nombres[nom] = int(valeur)
        elif self.nombres.get(nom) is None:
            self.nombres[nom] = None

    def somme(self, total: Nom, parties: Iterable[Nom], sure: bool = True) -> None:
        """A sum between cells that exist."""
        parties = [partie for partie in parties if partie in self.nombres]
        if total in self.nombres and parties:
            (self.sures if sure else self.possibles).append((total, parties))

    def ecart(self, grand: Nom, petit: Nom) -> None:
        """A nesting: the difference is a count of people too."""
        if grand in self.nombres and petit in self.nombres:
            nom = ("écart", *grand, "-", *petit)
            connus = self.nombres[grand], self.nombres[petit]
            self.nombres[nom] = None if None in connus else connus[0] - connus[1]  # type: ignore[operator]
            self.sures.append((grand, [petit, nom]))


def lire_jumeau(lecture: Lecture, octets: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        (nom,) = (n for n in archive.namelist() if n.endswith(".csv"))
        lignes = list(csv.DictReader(io.StringIO(archive.read(nom).decode())))
    for ligne in lignes:
        for part, lu in (("num", ligne["numerateur"]), ("den", ligne["denominateur"])):
            cle = _cle(ligne["indicateur"], ligne["valeur_axe"], part)
            if cle and (lu or ligne["masque"] == "true"):
                lecture.noter(cle, int(lu) if lu else None)
        if ligne["taux"] and not ligne["numerateur"] and ligne["denominateur"]:  # a rate gives its numerator
            cle = _cle(ligne["indicateur"], ligne["valeur_axe"], "num")
            lecture.noter(cle, round(float(ligne["taux"]) * int(ligne["denominateur"])))
        if ligne["axe"] in ("profession", "autorite") and ligne["indicateur"].startswith("couverture"):
            lecture.presents.add(("couv", ligne["valeur_axe"], "total"))
        if ligne["axe"] == "alerte" or ligne["indicateur"].startswith("connexion_"):
            lecture.presents.add(_cle(ligne["indicateur"], ligne["valeur_axe"], "num"))


def _cle(indicateur: str, valeur: str, part: str) -> Nom:
    """The twin's row as a count with a name of our own; two rows that print the same count have the same
    name.
    """
    tete, _, suite = indicateur.partition("_")
    if indicateur == "mie_alerte":
        return ("alerte", valeur) if part == "num" else ("mie", TOUT, "besoin")
    if tete == "couverture":
        confirmes = "requis_confirmes" if valeur.split(" | ")[0] in ENSEMBLES else "confirme"
        return ("couv", valeur, (suite or confirmes) if part == "num" else "total" if suite else "requis")
    if tete == "mie":
        return ("mie", valeur, suite if part == "num" else "besoin")
    if tete == "moyens":
        return ("moyens", valeur, suite if part == "num" else "moyens")
    if tete == "compte":
        return ("compte", suite, valeur) if part == "num" else ("comptes", valeur)
    if tete == "connexion":
        return ("mode", valeur, suite if part == "num" else "total")
    if tete == "vertu":
        return ("vertu", suite, valeur, part)
    return ("jalon", indicateur, part) if tete[0].isdigit() else ()


def _somme_fractions(taux: float, proche: int) -> tuple[int, int] | None:
    """The two counts of an exact rate, when one multiple only has a denominator near the one known."""
    part = Fraction(taux).limit_denominator(20_000)
    if not proche or abs(float(part) - taux) > 1e-12:
        return None
    bas, haut = proche * 0.85, proche * 1.15
    fois = [k for k in range(1, int(haut // part.denominator) + 1) if bas <= k * part.denominator <= haut]
    return (fois[0] * part.numerator, fois[0] * part.denominator) if len(fois) == 1 else None


class _Livre:
    """The workbook's named tables, with the row of totals under each."""

    def __init__(self, octets: bytes) -> None:
        livre = load_workbook(io.BytesIO(octets), data_only=True)
        self.pages = {table.name: (page, table.ref) for page in livre for table in page.tables.values()}

    def lignes(self, nom: str) -> Iterator[list[object]]:
        """Every row of a table, headers first."""
        if nom not in self.pages:
            return
        page, ref = self.pages[nom]
        haut, bas = (int(n) for n in re.findall(r"\d+", ref))
        yield from ([cellule.value for cellule in rang] for rang in page[haut : bas + 1])

    def avec_total(self, nom: str, titre: str) -> Iterator[list[object]]:
        """The rows without the headers, then the row of totals when it bears that title."""
        page, ref = self.pages.get(nom, (None, "A0:A0"))
        yield from list(self.lignes(nom))[1:]
        if page is not None:
            fin = [cellule.value for cellule in page[int(re.findall(r"\d+", ref)[1]) + 1]]
            if fin and fin[0] == titre:
                yield fin


def lire_classeur(lecture: Lecture, octets: bytes) -> None:
    """The sheets, table by table."""
    livre = _Livre(octets)
    titres, *definitions = livre.lignes("Definitions")
    rang = next(n for n, titre in enumerate(titres) if str(titre).startswith("Code"))
    codes = {ligne[0]: str(ligne[rang]).split(" ")[0] for ligne in definitions}
    _couverture(lecture, livre)
    _comptes(lecture, livre, codes)
    for ligne in list(livre.lignes("Qualite"))[1:]:
        code = codes.get(ligne[1], f"vertu_?{ligne[1]}").removeprefix("vertu_")
        lecture.noter(("vertu", code, TOUT, "num"), ligne[2])
        lecture.noter(("vertu", code, TOUT, "den"), ligne[3])
    for rang, ligne in enumerate(
        list(livre.lignes("Controles"))[1:]
    ):  # the two sides of a check, printed or not
        for cote in (1, 2):
            lecture.noter(("contrôle", str(rang), str(cote)), ligne[cote])
        if ligne[0] == "Couverture : somme des services = total imprimé":
            lecture.possibles.append((("couv", TOUT, "total"), [("contrôle", str(rang), "1")]))
    _scores(lecture, livre)


def _couverture(lecture: Lecture, livre: _Livre) -> None:
    autorites = {nom: code for mots in (AUTORITES, AUTORITES_COURTES) for code, nom in mots.items()}
    autorites["Ensemble"] = TOUT
    for nom, decale in (("Autorites", 1), ("Professions", 2)):
        for ligne in livre.avec_total(nom, "Ensemble"):
            ou = autorites.get(ligne[decale - 1])
            valeur = TOUT if ligne[0] == "Ensemble" else ou if nom == "Autorites" else f"{ou} | {ligne[0]}"
            if valeur is not None:
                for etat, lu in zip((*ETATS, "total", "requis"), ligne[decale:], strict=False):
                    lecture.noter(("couv", valeur, etat), lu)
    for ligne in livre.avec_total("MIE_autorites", "Ensemble"):
        if ligne[0] in autorites:
            for etape, lu in zip((*ETAPES, "appaire_rpps", "accepte"), ligne[1:], strict=False):
                lecture.noter(("mie", autorites[ligne[0]], etape), lu)


def _comptes(lecture: Lecture, livre: _Livre, codes: dict[object, str]) -> None:
    total = "Comptes actifs, tous confondus"
    applis = [str(n).lower().replace(" ", "_") for n in next(livre.lignes("Comptes"), [""])[1:] if n]
    applis = [TOUT if n == "toutes" else n for n in applis]
    for ligne in livre.avec_total("Comptes", total):
        code = codes.get(ligne[0], f"compte_?{ligne[0]}").removeprefix("compte_")
        for appli, lu in zip(applis, ligne[1:], strict=False):
            lecture.noter(("comptes", appli) if ligne[0] == total else ("compte", code, appli), lu)


def _scores(lecture: Lecture, livre: _Livre) -> None:
    """Scores printed as rates alone, now and at the dates before: an exact rate is two counts."""
    for ligne in list(livre.lignes("Synthese"))[1:]:
        nom = ("jalon", f"{ligne[0]}-{ligne[1]}")
        for part, lu in (("num", ligne[3]), ("den", ligne[4]), ("reste", ligne[5])):
            lecture.noter((*nom, part), lu)
        if isinstance(ligne[2], float) and (
            trouve := _somme_fractions(ligne[2], lecture.nombres.get((*nom, "den")) or 0)
        ):
            lecture.noter((*nom, "num"), trouve[0])
    titres, *lignes = list(livre.lignes("Historique")) or [[]]
    for ligne in lignes:
        for titre, lu in zip(titres[1:-1], ligne[1:-1], strict=True):
            annee = str(titre).removeprefix("Score ")
            proche = lecture.nombres.get(("jalon", f"1.1-{annee}", "den")) or 0
            if isinstance(lu, float) and (trouve := _somme_fractions(lu, proche)):
                nom = ("passé", str(ligne[0])[:10], f"1.1-{annee}")
                lecture.noter((*nom, "num"), trouve[0])
                lecture.noter((*nom, "den"), trouve[1])
