"""The deliveries of `cas.toml` and `cas_2.toml`: their bytes, and what a person reads in each."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

ICI = Path(__file__).parent
FERMES = ("lmartin", "gvandenbr", "yleroy", "letienne")
LISTES = (("cas.toml", "gens.csv"), ("cas_2.toml", "gens_2.csv"))
DATES = {"fr": "%d/%m/%Y", "iso": "%Y-%m-%d", "pt": "%d.%m.%Y", "8": "%Y%m%d", "fr2": "%d/%m/%y"}
MOIS = ("jan", "fév", "mar", "avr", "mai", "juin", "juil", "aoû", "sep", "oct", "nov", "déc")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SOI = {
    "nom_naissance": "{naissance}", "nom_usage": "{usage}", "nom": "{nom}", "prenom": "{prenom}",
    "date_naissance": "{ne:iso}", "sexe": "{sexe}", "rpps": "{rpps}", "service": "{service}",
    "service_code": "{uf}", "date_debut": "{debut:iso}", "date_fin": "{fin:iso}", "matricule": "{matricule}",
    "actif": "{ouvert:True/False}",
}  # fmt: skip
CLES = {"sirh": "{matricule}", "annuaire": "{login}", "application": "{login}"}
Attendu = dict[str, dict[str, str]]


class Texte(str):
    """`court`: without zeros in front; `b64`; « F=2,M=1 »: the word of that value."""

    def __format__(self, spec: str) -> str:
        if spec == "court":
            return self.lstrip("0")
        if spec == "b64":
            return base64.b64encode(self.encode()).decode()
        if "=" in spec:
            return dict(pair.split("=") for pair in spec.split(","))[str(self)]
        return super().__format__(spec)


@dataclass(frozen=True)
class Jour:
    """A date, or what stands for none."""

    jour: dt.date | None

    def __format__(self, spec: str) -> str:
        form, _, sans = spec.partition("~")
        if self.jour is None:
            return sans
        jour, mois, an = self.jour.day, self.jour.month, self.jour.year
        written = {
            "us": f"{mois}/{jour}/{an}",
            "nu": f"{jour}/{mois}/{an}",
            "mil": f"{jour:02} {MOIS[mois - 1].upper()} {an}",
            "ora": f"{jour:02}-{MONTHS[mois - 1]}-{an}",
        }
        return written.get(form) or f"{self.jour:{DATES[form]}}"


@dataclass(frozen=True)
class Choix:
    """« oui/non », by whether the account is open; # stands for a slash."""

    ouvert: bool

    def __format__(self, spec: str) -> str:
        return spec.split("/")[not self.ouvert].replace("#", "/")


def gens(liste: str = "gens.csv") -> list[dict[str, Any]]:
    """The people of a list, as templates name their traits."""
    out = []
    with (ICI / liste).open(encoding="utf-8", newline="") as file:
        for rang, row in enumerate(csv.DictReader(file, delimiter=";")):
            one: dict[str, Any] = {name: Texte(text) for name, text in row.items()}
            for name in ("ne", "debut", "fin"):
                one[name] = Jour(dt.date.fromisoformat(row[name]) if row[name] else None)
            treize = f"{'12'[row['sexe'] == 'F']}{one['ne'].jour:%y%m}86194{rang:03}"
            usage, rpps = row["usage"], row["rpps"]
            one |= {"r": rang, "r1": rang + 1, "lettre": "KLMNPQRSTUVWXY"[rang]}
            one["etab"] = "AB"[rang % 2]
            one["ouvert"] = Choix(row["login"] not in FERMES)
            one["nom"] = Texte(usage or row["naissance"])
            one["prenom"], one["dernier"] = (Texte(row["prenoms"].split(", ")[rank]) for rank in (0, -1))
            one["rpps8"] = f"8{rpps}" if rpps else ""
            one["nee"] = f" née {row['naissance']}" if usage else ""
            one["ep"] = f" EP {usage}" if usage else ""
            one["nir"] = treize + f"{97 - int(treize) % 97:02}"
            out.append(one)
    return out


def livraisons() -> list[dict[str, Any]]:
    """The cases, their nature and their people filled."""
    return [
        {"nature": "sirh", "gens": people, **case}
        for cases, people in LISTES
        for case in tomllib.loads((ICI / cases).read_text("utf-8"))["cas"]
    ]


def chosen(case: Mapping[str, Any], words: Sequence[str]) -> bool:
    """No word asked for, or one is in the case's name or is its list of people."""
    return not words or any(word == case["gens"] or word in case["nom"] for word in words)


def people(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those a case holds."""
    return [one for one in gens(case["gens"]) if one["rpps"] or not case.get("numerotes")]


def octets(case: Mapping[str, Any]) -> bytes:
    """The file as that software writes it."""
    lines = [case["ligne"].format(**one) for one in people(case)]
    around = [case[name] for name in ("avant", "titres") if name in case]
    if case["fichier"].endswith(".xlsx"):
        return _workbook(case, [*around, *lines, *([case["apres"]] if "apres" in case else [])])
    body = [f"{case.get('joint', '')}\r\n".join(lines)]
    text = "\r\n".join([*around, *body, *([case["apres"]] if "apres" in case else [])]) + "\r\n"
    if case.get("encodage") == "deux fois":
        return text.encode().decode("cp1252", "replace").encode()
    return text.encode(case.get("encodage", "utf-8"))


def _workbook(case: Mapping[str, Any], lines: list[str]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    if case.get("mac"):
        book.epoch = CALENDAR_MAC_1904
    half = len(lines) // 2
    sheets = [lines] if case.get("feuilles", 1) == 1 else [lines[:half], [lines[0], *lines[half:]]]
    for rank, held in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Feuille {rank}")
        for line in held:
            sheet.append([_cell(text) for text in line.split("|")])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(text: str) -> str | dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2026-11-02") else text or None
    except ValueError:
        return text


def attendu(case: Mapping[str, Any]) -> Attendu:
    """Key → canonical column → text (dates ISO, yes and no as Python writes them)."""
    wanted = {name: SOI[name] for name in case.get("attendu", "").split()} | case.get("attendu_aussi", {})
    key = case.get("cle", CLES.get(case["nature"], "{rpps}"))
    return {
        key.format(**one): {name: text.format(**one) for name, text in wanted.items()} for one in people(case)
    }
