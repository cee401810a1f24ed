"""The data of the fictional hospitals: fault rates, jobs, establishments, systems. The second one, in a
folder of its own, has the same machinery and none of the same data.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
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
    poles: tuple[str, ...] = ()  # empty: all of them


ENTITES = (
    Entite("CHR", "Centre hospitalier de Rivemont", "990000010", "990000028", 0.62, "R"),
    Entite("CHV", "Centre hospitalier de Valbrune", "990000036", "990000044", 0.28, "V"),
    Entite(
        "HLC", "Hôpital local de Combe-Claire", "990000051", "990000069", 0.10, "C", ("GER", "ADM", "MTQ")
    ),
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


COMMUNES = (
    ("99801", "RIVEMONT"),
    ("99802", "VALBRUNE"),
    ("75112", "PARIS 12"),
    ("69383", "LYON 03"),
    ("13055", "MARSEILLE"),
    ("59350", "LILLE"),
    ("31555", "TOULOUSE"),
    ("33063", "BORDEAUX"),
    ("2A004", "AJACCIO"),
    ("67482", "STRASBOURG"),
    ("35238", "RENNES"),
    ("06088", "NICE"),
)
ETRANGER = (
    ("99352", "ALGER", "Algérie"),
    ("99350", "CASABLANCA", "Maroc"),
    ("99351", "TUNIS", "Tunisie"),
    ("99139", "PORTO", "Portugal"),
    ("99243", "HANOI", "Viet Nam"),
    ("99322", "ABIDJAN", "Côte d'Ivoire"),
    ("99114", "BUCAREST", "Roumanie"),
)
AGENCES = ("MEDIPOOL", "SANTE RENFORT", "AGENCE DU VAL")


@dataclass(eq=False)
class Monde:
    """One fictional hospital, all data.

    `taux`: fault code → rate; `contrats`: shares of permanent, open-ended, fixed-term, hourly, agency staff;
    `rh`: whose file is where (`stage`, `interim`, `medical`, then each establishment); `systemes`: source
    code → how its file is named and written; `origines`: where names come from (empty: the country's);
    `reglages`: the text of its `workbench.toml`.
    """

    code: str
    livraisons: tuple[dt.date, ...]
    entites: tuple[Entite, ...]
    poles: dict[str, tuple[str, list[str]]]
    metiers: list[Metier]
    taux: dict[str, float]
    communes: tuple[tuple[str, str], ...]
    etranger: tuple[tuple[str, str, str], ...]
    agences: tuple[str, ...]
    rh: dict[str, str]
    systemes: dict[str, dict[str, Any]]
    reglages: str
    courriel: str
    un_homonyme_national_sur: int
    login: str = "{initiale}{nom}"
    contrats: tuple[float, ...] = (0.62, 0.12, 0.2, 0.03, 0.03)
    origines: tuple[dict[str, Any], ...] = ()

    @cached_property
    def services(self) -> list[tuple[str, str, str, str]]:
        """(service code, service, pole code, pole) of every establishment, as its structure file has them."""
        return [
            (f"{entite.prefixe}{pole}{rang:02d}", service, pole, nom)
            for entite in self.entites
            for pole, (nom, noms) in self.poles.items()
            if not entite.poles or pole in entite.poles
            for rang, service in enumerate(noms, 1)
        ]

    @cached_property
    def service_names(self) -> dict[str, str]:
        """Service code → label."""
        return {code: label for code, label, _, _ in self.services}

    def entite(self, code: str) -> Entite:
        """The establishment of that code."""
        return next(entite for entite in self.entites if entite.code == code)


def _toml(*path: str) -> dict[str, Any]:
    return tomllib.loads(files("workbench.demo").joinpath(*path).read_text("utf-8"))


def _rates(data: dict[str, Any]) -> dict[str, float]:
    return {row["code"]: float(row["taux"]) for row in data["defaut"]}


def _jobs(titles: dict[str, dict[str, list[str]]]) -> list[Metier]:
    """Every job, in file order, under the titles that a hospital gives it."""
    return [
        Metier(**{**row, "rpps": tuple(row.get("rpps", (0.0, 0.0))), **titles.get(row["cle"], {})})
        for row in _toml("metiers.toml")["metier"]
    ]


@cache
def faults() -> dict[str, float]:
    """Fault code → rate, in the first hospital."""
    return _rates(_toml("defauts.toml"))


def _systems(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {code: layout for code, layout in data.items() if isinstance(layout, dict)}


@cache
def trois_rivieres() -> Monde:
    """The first hospital: three establishments, six monthly deliveries."""
    return Monde(
        code="",
        livraisons=LIVRAISONS,
        entites=ENTITES,
        poles=POLES,
        metiers=_jobs({}),
        taux=faults(),
        communes=COMMUNES,
        etranger=ETRANGER,
        agences=AGENCES,
        rh={"stage": "ifsi", "interim": "interim", "medical": "affaires_medicales"}
        | {"CHR": "sirh_chr", "CHV": "sirh_chv", "HLC": "sirh_chr"},
        systemes=_systems(_toml("fichiers.toml")),
        reglages=files("workbench.demo").joinpath("workbench.toml.modele").read_text("utf-8"),
        courriel="ght-fictif.example",
        un_homonyme_national_sur=25,
    )


@cache
def variante() -> Monde:
    """The second hospital: everything of it is read in `variante/`."""
    data = _toml("variante", "hopital.toml")
    return Monde(
        code=data["code"],
        livraisons=tuple(data["livraisons"]),
        entites=tuple(Entite(**{**row, "poles": tuple(row.get("poles", ()))}) for row in data["entite"]),
        poles={row["code"]: (row["nom"], row["services"]) for row in data["pole"]},
        metiers=_jobs(_toml("variante", "intitules.toml")["intitules"]),
        taux=_rates(_toml("variante", "defauts.toml")),
        communes=tuple((code, lieu) for code, lieu in data["communes"]),
        etranger=tuple((code, lieu, pays) for code, lieu, pays in data["etranger"]),
        agences=tuple(data["agences"]),
        rh=data["rh"],
        systemes=_systems(_toml("variante", "systemes.toml")),
        reglages=files("workbench.demo").joinpath("variante", "workbench.toml.modele").read_text("utf-8"),
        courriel=data["courriel"],
        un_homonyme_national_sur=data["un_homonyme_national_sur"],
        login=data["login"],
        contrats=tuple(data["contrats"].values()),
        origines=tuple(_toml("variante", "noms.toml")["origine"]),
    )
