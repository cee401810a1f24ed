"""What the ARS workbook and the committee's documents should print, from a recount, and what they print."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from io import BytesIO

from docx import Document
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pptx import Presentation
from tests.verite.chiffres import SOIGNANTS

MASQUE = "n. c."
ANNEES = (2027, 2028)
NOMS = {
    "ordre": "Ordre professionnel",
    "ars": "Agence régionale de santé",
    "role": "Employeur (professions à rôle)",
}
MIE_IMPRIMES = {
    "Commandé": "commandés",
    "Reçu": "reçus",
    "Remis": "équipés",
    "Activé": "activés",
    "Appairé": "appairés",
    "Utilisé": "qui s’en servent",
}
COMPTES_IMPRIMES = {
    "Comptes dormants": "comptes dormants",
    "Comptes jamais utilisés": "comptes jamais utilisés",
    "Comptes partagés actifs": "comptes partagés",
    "Numéro confirmé, absent du dossier patient": "numéros confirmés à reporter",
}
CONFIRMES = (
    r"(\d+) utilisateurs du dossier patient sur (\d+)(?: à enregistrer)? ont un numéro RPPS confirmé"
    r" \((\d+,\d) %\)"
)
EQUIPES = (
    r"(\d+)(?: utilisateurs)? présents(?: du dossier patient)? sur (\d+)"
    r" tiennent un moyen d’identification"
)
Imprimes = dict[tuple[object, ...], int | float]


def somme(c: Mapping[str, int], nom: str) -> int:
    """A figure, or the sum of its parts."""
    return sum(n for cle, n in c.items() if cle == nom or cle.startswith(f"{nom} |"))


def arrondi(numerateur: int, denominateur: int) -> float:
    """A share at one decimal of a percent, half up; its ends only when they are reached."""
    milliemes = (2000 * numerateur + denominateur) // (2 * denominateur)
    if 0 < numerateur < denominateur:
        milliemes = min(999, max(1, milliemes))
    return milliemes / 1000


def du_classeur_ars(c: Mapping[str, int]) -> Imprimes:
    """(sheet, row, column) → number, of the ARS workbook."""
    out: Imprimes = {("MIE", "Ensemble", titre): c[f"MIE {nom}"] for titre, nom in MIE_IMPRIMES.items()}
    out |= {("Comptes", probleme, "Toutes"): somme(c, nom) for probleme, nom in COMPTES_IMPRIMES.items()}
    out[("Comptes", "Mot de passe seul", "DPI")] = c["mot de passe seul | dpi"]
    out[("Comptes", "Mot de passe seul", "GAM")] = c["mot de passe seul | gam"]
    out[("Comptes", "Ensemble", "GAM")] = c["comptes au mode connu | gam"]
    for code in ("ordre", "role"):
        out[("Synthèse", NOMS[code], "Total")] = c[f"utilisateurs du DPI par autorité | {code}"]
    out[("Synthèse", "Ensemble", "Requis")] = requis(c)
    out[("Synthèse", "Ensemble", "Total")] = c["utilisateurs du DPI"]
    out[("Synthèse", "1.1", "Numéro connu")] = c["1.1-2027 numérateur"]  # the first row of that objective
    return out


def requis(c: Mapping[str, int]) -> int:
    """Users of the EHR who must have a number: no student of the demo must."""
    return sum(c.get(f"utilisateurs du DPI par autorité | {code}", 0) for code in SOIGNANTS)


def du_classeur_du_comite(c: Mapping[str, int]) -> Imprimes:
    """(sheet, row, column) → number, of the committee's workbook."""
    out: Imprimes = {("MIE", titre, "Personnes"): c[f"MIE {nom}"] for titre, nom in MIE_IMPRIMES.items()}
    out[("MIE", "Équipés", "Personnes")] = c["MIE équipés"]
    usage = "Qui se servent de leur moyen pour ouvrir le DPI"
    out[("MIE", usage, "Personnes")] = c["MIE qui s’en servent"]
    for probleme, nom in COMPTES_IMPRIMES.items():
        out[("Comptes", probleme, "Comptes")] = somme(c, nom)
    for code, nom in NOMS.items():
        total = c.get(f"utilisateurs du DPI par autorité | {code}", 0)
        prouves = c.get(f"utilisateurs du DPI confirmés par autorité | {code}", 0)
        dits = {"Confirmé": prouves, "Total": total, "Requis": total, "Restent": total - prouves}
        out |= {("Autorités", nom, colonne): n for colonne, n in dits.items()}
    return out


def nombres(feuille: Worksheet) -> Imprimes:
    """(first cell of the row, title above) → number printed; a masked cell is left out."""
    titres: tuple[object, ...] = ()
    out: dict[tuple[object, ...], int | float | None] = {}  # first seen wins, masked or not
    for ligne in feuille.iter_rows(values_only=True):
        if sum(isinstance(valeur, str) for valeur in ligne) > 1 and not any(
            isinstance(valeur, int | float) or valeur == MASQUE for valeur in ligne
        ):
            titres = ligne
        for titre, valeur in zip(titres[1:], ligne[1:], strict=False):
            if titre and (isinstance(valeur, int | float) or valeur == MASQUE):
                out.setdefault((ligne[0], titre), valeur if isinstance(valeur, int | float) else None)
    return {cle: valeur for cle, valeur in out.items() if valeur is not None}


def imprimes(livre: Workbook, attendus: Imprimes) -> Imprimes:
    """The numbers printed on the sheets of what is expected."""
    return {(nom, *cle): n for nom in {cle[0] for cle in attendus} for cle, n in nombres(livre[nom]).items()}


def scores(livre: Workbook) -> Iterator[tuple[dt.date | None, int, str, int | float]]:
    """Every score of objective 1.1 that the ARS workbook prints: date (None: today's), year, which, value."""
    for ligne in livre["Synthèse"].iter_rows(min_row=5, max_row=4 + len(ANNEES), values_only=True):
        for quoi, valeur in zip(("score", "numérateur", "requis", "reste"), ligne[2:6], strict=True):
            if isinstance(valeur, int | float):
                yield None, int(ligne[1]), quoi, valeur
    for ligne in livre["Jalons 1.1"].iter_rows(min_row=5, max_col=1 + len(ANNEES), values_only=True):
        for annee, valeur in zip(ANNEES, ligne[1:], strict=True):
            if isinstance(ligne[0], dt.datetime) and isinstance(valeur, int | float):
                yield ligne[0].date(), annee, "score", valeur


def score(c: Mapping[str, int], annee: int, quoi: str) -> int | float:
    """The same, recounted."""
    num, den = c[f"1.1-{annee} numérateur"], c[f"1.1-{annee} requis"]
    return {"score": arrondi(num, den), "numérateur": num, "requis": den, "reste": den - num}[quoi]


def texte(nom: str, octets: bytes) -> str:
    """All the sentences of a note or a deck, spaces made plain."""
    if nom.endswith(".docx"):
        dits = [paragraphe.text for paragraphe in Document(BytesIO(octets)).paragraphs]
    else:
        formes = (forme for diapo in Presentation(BytesIO(octets)).slides for forme in diapo.shapes)
        dits = [forme.text_frame.text for forme in formes if forme.has_text_frame]
    return re.sub(r"(?<=\d) (?=\d{3})", "", re.sub(r"\s+", " ", " ".join(dits)))


def lire(octets: bytes) -> Workbook:
    """A workbook as a reader sees it."""
    return load_workbook(BytesIO(octets), data_only=True)
