"""The demo's raw files read again, straight: csv and openpyxl only, nothing of the tool."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

SANS_FIN = dt.date(9999, 12, 31)
FINESS = {"028": "CHR", "044": "CHV", "069": "HLC"}
ENTIERES = str.maketrans({"ß": "ss", "Œ": "OE", "œ": "oe", "æ": "ae", "Ł": "L", "ł": "l", "ı": "i"})
CONTRATS = {
    "TIT": "titulaire", "CDI": "cdi", "CDD REMPL": "cdd", "VAC": "vacation", "INTERNE": "interne",
    "Titulaire": "titulaire", "CDD": "cdd", "Vacataire": "vacation", "Interne": "interne",
    "Praticien hospitalier": "titulaire", "Praticien contractuel": "cdd",
}  # fmt: skip


@dataclass(frozen=True)
class Restreint:
    """A person of the restricted extraction: birth name, name of exercise, given names."""

    naissance: dt.date | None
    nom: str
    exercice: str
    prenoms: list[str]


@dataclass(frozen=True)
class Rh:
    """A row of an HR file."""

    source: str
    cle: str
    emploi: str
    contrat: str | None
    etablissement: str | None
    debut: dt.date | None
    fin: dt.date | None
    naissance: dt.date | None
    rpps: str
    nom: str
    prenom: str

    def ouvert(self, jour: dt.date) -> bool:
        """Under contract that day."""
        return (self.debut is None or self.debut <= jour) and (self.fin is None or self.fin >= jour)


@dataclass(frozen=True)
class Compte:
    """A row of an account list; `mode` as the file writes it."""

    source: str
    cle: str
    actif: bool
    cree: dt.date | None
    vu: dt.date | None
    rpps: str
    mode: str


@dataclass(frozen=True)
class Mie:
    """A row of the stock of means of identification."""

    serie: str
    matricule: str
    genre: str
    etat: str


def plier(texte: object) -> str:
    """Letters alone, capitals, no accents."""
    simple = str(texte or "").translate(ENTIERES).upper()
    return re.sub(r"[^A-Z]", "", unicodedata.normalize("NFKD", simple).encode("ascii", "ignore").decode())


def _noms(nom: object, prenoms: object) -> tuple[str, str]:
    return plier(nom), plier(prenoms)


def _jour(texte: object) -> dt.date | None:
    if isinstance(texte, dt.datetime):
        return texte.date()
    mots = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})|(\d{4})-?(\d{2})-?(\d{2}).*", str(texte or ""))
    if not mots:
        return None
    jour, mois, an = (mots[1], mots[2], mots[3]) if mots[1] else (mots[6], mots[5], mots[4])
    try:
        lu = dt.date(int(an), int(mois), int(jour))
    except ValueError:
        return None
    return None if lu == SANS_FIN else lu


def _csv(dossier: Path, motif: str, code: str, sep: str) -> Iterator[dict[str, str]]:
    (chemin,) = dossier.glob(motif)
    return csv.DictReader(io.StringIO(chemin.read_bytes().decode(code), newline=""), delimiter=sep)


def _xlsx(dossier: Path, motif: str) -> Iterator[dict[str, object]]:
    (chemin,) = dossier.glob(motif)
    lignes = iter(load_workbook(chemin, read_only=True).worksheets[0].iter_rows(values_only=True))
    titres = [str(titre) for titre in next(lignes)]
    # a row stops at its last filled cell
    return (dict.fromkeys(titres) | dict(zip(titres, ligne, strict=False)) for ligne in lignes)


def _decalee(ligne: dict[str, str]) -> bool:
    """More cells than titles: the row is shifted, and set aside."""
    return None in ligne


def lire_decalees(dossier: Path) -> int:
    """How many rows of the first HR file are set aside."""
    return sum(_decalee(ligne) for ligne in _csv(dossier, "SIRH_RIVEMONT_*.csv", "cp1252", ";"))


def lire_rh(dossier: Path) -> list[Rh]:
    """Every row of the five HR files."""
    out = []
    for r in _csv(dossier, "SIRH_RIVEMONT_*.csv", "cp1252", ";"):
        if _decalee(r):
            continue
        lieu = FINESS.get(r["FINESS"][-3:], "CHR")
        debut, fin, ne = (_jour(r[titre]) for titre in ("DT DEBUT", "DT FIN", "DT NAISSANCE"))
        contrat = CONTRATS.get(r["STATUT"])
        qui = _noms(r["NOM PATRONYMIQUE"], r["PRENOMS"])
        emploi, numero = r["LIB EMPLOI"], r["NUM RPPS"]
        out.append(Rh("sirh_chr", r["MATRICULE"], emploi, contrat, lieu, debut, fin, ne, numero, *qui))
    for r in _csv(dossier, "export_agents_valbrune_*.txt", "utf-8-sig", "\t"):
        debut, fin, ne = (_jour(r[titre]) for titre in ("Début de contrat", "Fin de contrat", "Né(e) le"))
        contrat = CONTRATS.get(r["Type de contrat"])
        qui = _noms(r["Nom de naissance"], r["Prénom(s)"])
        cle, emploi = r["Identifiant agent"], r["Métier"]
        out.append(Rh("sirh_chv", cle, emploi, contrat, "CHV", debut, fin, ne, r["RPPS"], *qui))
    for x in _xlsx(dossier, "Affaires_medicales_*.xlsx"):
        debut, fin, ne = (_jour(x[titre]) for titre in ("Entrée", "Sortie", "Date de naissance"))
        contrat = CONTRATS.get(str(x["Contrat"]))
        cle, lieu, emploi = str(x["N° dossier"]), str(x["Établissement"]), str(x["Fonction"])
        qui, numero = _noms(x["Nom de naissance"], x["Prénoms"]), str(x["RPPS"] or "")
        out.append(Rh("affaires_medicales", cle, emploi, contrat, lieu, debut, fin, ne, numero, *qui))
    for r in _csv(dossier, "interimaires_*.csv", "utf-8", ";"):
        debut, fin, ne = (_jour(r[titre]) for titre in ("Début mission", "Fin mission", "Naissance"))
        qui = _noms(r["Nom de jeune fille"], r["Prénom"])
        cle, emploi, lieu = r["Réf"], r["Qualification"], r["Site"]
        out.append(Rh("interim", cle, emploi, "interim", lieu, debut, fin, ne, r["RPPS"], *qui))
    for x in _xlsx(dossier, "Stagiaires_IFSI_*.xlsx"):
        debut, fin, ne = (_jour(x[titre]) for titre in ("Du", "Au", "Date naissance"))
        cle, lieu, emploi = str(x["N° étudiant"]), str(x["Site"]), str(x["Formation"])
        qui = _noms(x["Nom"], x["Prénom"])
        out.append(Rh("ifsi", cle, emploi, "stage", lieu, debut, fin, ne, "", *qui))
    return out


def lire_comptes(dossier: Path) -> list[Compte]:
    """Every row of the four account lists."""
    out = []
    for source, motif, code, sep in (
        ("ad_chr", "AD_rivemont_*.csv", "utf-8", ","),
        ("ad_chv", "AD_valbrune_*.csv", "utf-16", ";"),
    ):
        for r in _csv(dossier, motif, code, sep):
            actif = int(r["userAccountControl"]) & 2 == 0
            vu = r["lastLogonTimestamp"] or "0"
            # a FILETIME: tenths of a microsecond since 1601
            le = None if vu == "0" else dt.date(1601, 1, 1) + dt.timedelta(days=int(vu) // 864_000_000_000)
            out.append(Compte(source, r["SamAccountName"], actif, _jour(r["whenCreated"][:8]), le, "", ""))
    for r in _csv(dossier, "DPI_UTILISATEURS_*.csv", "cp1252", ";"):
        cree, le = _jour(r["DATE_CREATION"]), _jour(r["DERN_CONNEXION"])
        out.append(Compte("dpi", r["CODE_USER"], r["ACTIF"] == "O", cree, le, r["NUM_RPPS"], r["MODE_AUTH"]))
    for r in _csv(dossier, "gam_comptes_*.txt", "cp1252", "|"):
        out.append(Compte("gam", r["LOGIN"], r["ACTIF"] == "1", _jour(r["CREE_LE"]), None, "", r["MODE"]))
    return out


def lire_mie(dossier: Path) -> list[Mie]:
    """Every row of the stock of means."""
    lignes = _csv(dossier, "parc_mie_*.csv", "utf-8-sig", ";")
    return [Mie(r["N° série"], r["Matricule"], r["Type"], r["État"]) for r in lignes]


def lire_restreint(dossier: Path) -> dict[str, Restreint]:
    """The restricted extraction, by national number."""
    lignes = _csv(dossier, "Extraction_restreinte_*.txt", "utf-8", "|")
    return {
        r["Identifiant PP"]: Restreint(
            _jour(r["Date de naissance"]),
            plier(r["Nom de famille"]),
            plier(r["Nom d'exercice"]),
            [plier(prenom) for prenom in r["Prénoms"].split("'")],
        )
        for r in lignes
    }


def lire_cartes(dossier: Path) -> dict[str, dt.date | None]:
    """National number → end of its card."""
    lignes = _csv(dossier, "Porteurs_CPS_CPF_*.txt", "utf-8", "|")
    return {r["Identifiant PP"]: _jour(r["Date fin validité"]) for r in lignes}


def lire_metiers(chemin: Path) -> dict[str, tuple[str, str]]:
    """Job title → (authority, code) as the demo's own table has them."""
    out = {}
    for metier in tomllib.loads(chemin.read_text("utf-8"))["metier"]:
        for titre in (*metier["a"], *metier["b"], *metier.get("m", [])):
            out[titre] = (metier["autorite"], metier.get("code", ""))
    return out
