"""The demo's data tables: fault rates, jobs, establishments."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

LIVRAISONS = tuple(dt.date(2026, month, 1) for month in (6, 7, 8, 9, 10, 11))


@dataclass(frozen=True)
class Metier:
    """One job of the fictional GHT (see metiers.toml)."""

    cle: str
    poids: float
    autorite: str
    a: list[str]
    b: list[str]
    profil: list[str]
    dpi: float
    femmes: float
    code: str = ""
    m: list[str] = field(default_factory=list)
    rpps: tuple[float, float] = (0.0, 0.0)
    gam: float = 0.0
    am: bool = False
    contrat: str = ""

    @property
    def role(self) -> bool:
        """Registered by the employer under a TRE_R85 role."""
        return self.autorite == "role"


@dataclass(frozen=True)
class Entite:
    """One establishment of the fictional GHT."""

    code: str
    nom: str
    finess_ej: str
    finess_et: str
    poids: float
    prefixe: str


ENTITES = (
    Entite("CHR", "Centre hospitalier de Rivemont", "990000010", "990000028", 0.62, "R"),
    Entite("CHV", "Centre hospitalier de Valbrune", "990000036", "990000044", 0.28, "V"),
    Entite("HLC", "Hôpital local de Combe-Claire", "990000051", "990000069", 0.10, "C"),
)

POLES = {
    "URG": ("Urgences et soins critiques", ["Urgences", "SMUR", "Réanimation", "Soins continus"]),
    "MED": (
        "Médecine",
        ["Cardiologie", "Pneumologie", "Neurologie", "Gastro-entérologie", "Médecine interne"],
    ),
    "CHI": ("Chirurgie et blocs", ["Chirurgie viscérale", "Orthopédie", "Bloc opératoire", "Anesthésie"]),
    "FME": ("Femme, mère, enfant", ["Maternité", "Pédiatrie", "Gynécologie", "Néonatologie"]),
    "GER": ("Gériatrie", ["Court séjour gériatrique", "SSR gériatrique", "EHPAD Les Tilleuls", "USLD"]),
    "PSY": ("Santé mentale", ["Psychiatrie A", "Psychiatrie B", "CMP enfants"]),
    "MTQ": ("Médico-technique", ["Imagerie", "Laboratoire", "Pharmacie", "Rééducation"]),
    "ADM": (
        "Administration et logistique",
        ["Ressources humaines", "Bureau des entrées", "DSI", "Restauration", "DIM"],
    ),
}


@cache
def metiers() -> list[Metier]:
    """Every job, in file order."""
    data = tomllib.loads(files("workbench.demo").joinpath("metiers.toml").read_text("utf-8"))
    return [Metier(**{**row, "rpps": tuple(row.get("rpps", (0.0, 0.0)))}) for row in data["metier"]]


@cache
def faults() -> dict[str, float]:
    """Fault code → rate."""
    return {row["code"]: float(row["taux"]) for row in fault_table()}


@cache
def fault_table() -> list[dict[str, Any]]:
    """Rows of defauts.toml."""
    data = tomllib.loads(files("workbench.demo").joinpath("defauts.toml").read_text("utf-8"))
    return list(data["defaut"])


def services() -> list[tuple[str, str, str, str]]:
    """(service code, service, pole code, pole) of every establishment, as its structure file has them."""
    rows = []
    for entite in ENTITES:
        for pole, (nom, noms) in POLES.items():
            if entite.code == "HLC" and pole not in {"GER", "ADM", "MTQ"}:
                continue
            rows += [
                (f"{entite.prefixe}{pole}{rang:02d}", service, pole, nom)
                for rang, service in enumerate(noms, 1)
            ]
    return rows


@cache
def service_names() -> dict[str, str]:
    """Service code → label."""
    return {code: label for code, label, _, _ in services()}
