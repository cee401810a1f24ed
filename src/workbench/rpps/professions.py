"""Job title → profession or role → registration authority: the establishment's own map, then the dictionary,
then a proposal.
"""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl
from rapidfuzz import fuzz, process

from workbench.socle.noms import letters
from workbench.socle.settings import Settings
from workbench.socle.tables import schema

SYSTEMES = {
    "g15": "TRE_G15-ProfessionSante",
    "r94": "TRE_R94-ProfessionSocial",
    "r95": "TRE_R95-UsagerTitre",
    "role": "TRE_R85-RolePriseCharge",
}
SCHEMA = schema(
    "curated.fiche",
    *"source cle_source profession_systeme profession_code profession role_code autorite methode "
    "confiance".split(),
)


@dataclass(frozen=True)
class Metier:
    """A resolved title; `autorite` is ordre, ars, role, etudiant, hors_perimetre or inconnue."""

    systeme: str | None
    code: str | None
    libelle: str | None
    role: str | None
    autorite: str


INCONNU = Metier(None, None, None, None, "inconnue")
HORS = Metier(None, None, "Hors périmètre", None, "hors_perimetre")


@cache
def nomenclature() -> dict[tuple[str, str], Metier]:
    """(code system, code) → profession or role."""
    out: dict[tuple[str, str], Metier] = {}
    folder = files("workbench.rpps").joinpath("nomenclatures")
    for row in csv.DictReader(
        folder.joinpath("professions_par_autorite.csv").read_text("utf-8").splitlines()
    ):
        authority = row["authority_category"].lower()
        out[row["code_system"], row["code"]] = Metier(
            row["code_system"], row["code"], row["label_fr"], None, authority
        )
    for row in csv.DictReader(
        folder.joinpath("JDV_J121_RolePriseCharge_ENREG.csv").read_text("utf-8").splitlines()
    ):
        system = SYSTEMES["role"]
        out[system, row["code"]] = Metier(system, row["code"], row["label_fr"], row["code"], "role")
    return out


def from_target(target: str) -> Metier:
    """`g15:60`, `TRE_G15-ProfessionSante#60`, `role:TRE_R85#313`, `etudiant:346` or `hors_perimetre` →
    Metier.
    """
    if target == "hors_perimetre":
        return HORS
    head, _, code = (
        target.replace("role:TRE_R85#", "role:")
        .replace("role:TRE_R85-RolePriseCharge#", "role:")
        .partition(":" if ":" in target else "#")
    )
    if head == "etudiant":
        return Metier(SYSTEMES["role"], code, "Étudiant", code, "etudiant")
    return nomenclature().get((SYSTEMES.get(head, head), code), INCONNU)


_SIGLE = re.compile(r"\b[A-Z](?: [A-Z]\b)+")  # letters that stand alone, one after the other


@cache
def _dictionary() -> list[tuple[re.Pattern[str], Metier]]:
    data = tomllib.loads(files("workbench.rpps").joinpath("emplois.toml").read_text("utf-8"))
    return [(re.compile(pattern), from_target(target)) for pattern, target in data["regles"]]


@cache
def resolve_title(title: str) -> Metier:
    """The dictionary's answer for a title in capitals, INCONNU when no rule speaks; « I D E » (I.D.E.) is
    read as IDE when nothing else is.
    """
    for text in (title, _SIGLE.sub(lambda found: found[0].replace(" ", ""), title)):
        for pattern, metier in _dictionary():
            if text and pattern.search(text):
                return metier
    return INCONNU


def propose_title(title: str) -> tuple[Metier, float]:
    """The nearest official label and its likeness (0–1): for a person to accept, never applied."""
    labels = {key: letters(metier.libelle) for key, metier in nomenclature().items()}
    best = process.extractOne(title, labels, scorer=fuzz.token_set_ratio)
    return (nomenclature()[best[2]], best[1] / 100) if best else (INCONNU, 0.0)


def qualify(fiche: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Profession, role and authority of every record.

    Internes are registered by their Ordre (category E): `ordre`. Students without access to the RPPS:
    `etudiant`.

    Returns:
        source, cle_source, profession_systeme, profession_code, profession, role_code, autorite, methode
        (`local`, `dictionnaire`, `grade`, `profil`, `aucune`), confiance.
    """
    local = {letters(title): from_target(target) for title, target in settings.emplois.items()}
    rows = []
    for row in fiche.select("source", "cle_source", "nature", "emploi", "grade", "profil").iter_rows(
        named=True
    ):
        metier, how, confidence = _one(row, local)
        rows.append(
            (
                row["source"],
                row["cle_source"],
                metier.systeme,
                metier.code,
                metier.libelle,
                metier.role,
                metier.autorite,
                how,
                confidence,
            )
        )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _one(row: dict[str, str | None], local: dict[str, Metier]) -> tuple[Metier, str, float]:
    hr = row["nature"] == "sirh"
    candidates = (
        (("dictionnaire", row["emploi"]), ("grade", row["grade"]))
        if hr
        else (("profil", row["profil"]), ("profil", row["emploi"]))
    )
    for how, text in candidates:
        title = letters(text)
        if title in local:
            return local[title], "local", 1.0
        found = resolve_title(title)
        if found.autorite != "inconnue":
            return found, how, 0.95 if hr else 0.7
    return INCONNU, "aucune", 0.0


def unresolved_titles(fiche: pl.DataFrame) -> pl.DataFrame:
    """`curated.emploi_non_resolu`: HR titles nobody knows, with head counts and the nearest official
    label.
    """
    unknown = fiche.filter((pl.col("nature") == "sirh") & (pl.col("autorite") == "inconnue"))
    counts = (
        unknown.group_by("emploi", "grade", "source")
        .len("effectif")
        .sort("effectif", "source", "emploi", descending=[True, False, False])
    )
    proposals = [propose_title(letters(title)) for title in counts["emploi"].fill_null("")]
    return counts.with_columns(
        pl.col("effectif").cast(pl.Int64),
        proposition_systeme=pl.Series([m.systeme for m, _ in proposals], dtype=pl.String),
        proposition_code=pl.Series([m.code for m, _ in proposals], dtype=pl.String),
        proposition=pl.Series([m.libelle for m, _ in proposals], dtype=pl.String),
        confiance=pl.Series([score for _, score in proposals], dtype=pl.Float64),
    )
