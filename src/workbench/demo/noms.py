"""Fictional names, drawn with a Zipf-like frequency: Faker's lists in several locales, and those of the
regions a hospital says its people come from. Never a real person.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from faker import Faker

from workbench.demo.tables import Monde

_ORIGINES = {  # locale → share of the population
    "fr_FR": 0.80,
    "es_ES": 0.04,
    "pt_PT": 0.04,
    "it_IT": 0.03,
    "pl_PL": 0.02,
    "tr_TR": 0.02,
    "de_DE": 0.02,
    "nl_NL": 0.015,
    "fr_CA": 0.015,
}
_COMPLEMENTS = (
    "Benali",
    "Haddad",
    "Bouzid",
    "Mansouri",
    "El Amrani",
    "Ben Youssef",
    "Traoré",
    "Diallo",
    "Nguyen",
    "Tran",
    "N'Diaye",
    "D'Angelo",
    "L'Hostis",
    "de La Tour",
    "Le Goff",
    "Le Gall",
    "du Pré",
    "Van den Berg",
    "O'Brien",
    "Lebœuf",
    "Lesœur",
    "Straße",
    "Łukasz",
    "Saint-Germain",
    "Abd El Kader",
    "Dell'Orto",
    "Groß",
    "Kœnig",
    "Çelik",
    "Yılmaz",
)
_PRENOMS_F = (
    "Anne-Sophie",
    "Marie-Hélène",
    "Fatima",
    "Aïcha",
    "Loïse",
    "Maëlys",
    "Françoise",
    "Zoë",
    "Thị Lan",
    "Marie-Noëlle",
    "Noémie",
    "Cœlia",
)
_PRENOMS_M = (
    "Jean-Luc",
    "Jean-Baptiste",
    "Mohamed",
    "Mamadou",
    "Loïc",
    "Gaël",
    "François",
    "Jean-François",
    "Văn Minh",
    "Noël",
    "Benoît",
    "Amaël",
)


Origines = npt.NDArray[np.int64] | None


@dataclass(frozen=True)
class Noms:
    """Pools with their frequencies: surnames, female and male given names."""

    noms: npt.NDArray[np.object_]
    noms_p: npt.NDArray[np.float64]
    femmes: npt.NDArray[np.object_]
    femmes_p: npt.NDArray[np.float64]
    hommes: npt.NDArray[np.object_]
    hommes_p: npt.NDArray[np.float64]

    def origins(self, _rng: np.random.Generator, _size: int, _share: float = 1.0) -> Origines:
        """One pool for everybody: no origin to draw."""
        return None

    def marrying(self, _rng: np.random.Generator, _origins: Origines) -> Origines:
        """Spouses come from the same pool."""
        return None

    def surnames(
        self, rng: np.random.Generator, size: int, _origins: Origines = None
    ) -> npt.NDArray[np.object_]:
        """Draw surnames."""
        return rng.choice(self.noms, size, p=self.noms_p)

    def given(
        self, rng: np.random.Generator, women: npt.NDArray[np.bool_], _origins: Origines = None
    ) -> npt.NDArray[np.object_]:
        """Draw a given name for each person of the mask (True = woman)."""
        size = len(women)
        return np.where(
            women,
            rng.choice(self.femmes, size, p=self.femmes_p),
            rng.choice(self.hommes, size, p=self.hommes_p),
        )


@dataclass(frozen=True)
class NomsParOrigine(Noms):
    """The country's pool, and regions of few surnames each: a person's names all come from one of them."""

    regions: tuple[Noms, ...] = ()
    parts: tuple[float, ...] = ()
    entre_soi: float = 1.0
    prenoms_du_pays: float = 0.0

    def origins(self, rng: np.random.Generator, size: int, share: float = 1.0) -> Origines:
        """-1 for the country, else the region's rank; `share` scales the regions."""
        parts = np.array(self.parts) * share
        return rng.choice(np.arange(-1, len(parts)), size, p=[1 - parts.sum(), *parts])

    def marrying(self, rng: np.random.Generator, origins: Origines) -> Origines:
        """Most people marry where they come from."""
        if origins is None:
            return None
        elsewhere = np.asarray(self.origins(rng, len(origins)))
        return np.where(rng.random(len(origins)) < self.entre_soi, origins, elsewhere)

    def surnames(
        self, rng: np.random.Generator, size: int, origins: Origines = None
    ) -> npt.NDArray[np.object_]:
        """Draw surnames, each from its region."""
        out = super().surnames(rng, size)
        for rank, region in enumerate(self.regions):
            out = np.where(origins == rank, region.surnames(rng, size), out)
        return out

    def given(
        self, rng: np.random.Generator, women: npt.NDArray[np.bool_], origins: Origines = None
    ) -> npt.NDArray[np.object_]:
        """Draw given names, of the region or of the country."""
        country = out = super().given(rng, women)
        for rank, region in enumerate(self.regions):
            out = np.where(origins == rank, region.given(rng, women), out)
        return np.where(rng.random(len(women)) < self.prenoms_du_pays, country, out)


def _zipf(count: int, exponent: float, offset: float) -> npt.NDArray[np.float64]:
    weights = 1.0 / (np.arange(count) + offset) ** exponent
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _array(items: list[str]) -> npt.NDArray[np.object_]:
    return np.array(items, dtype=object)


def _unique(values: list[str], limit: int) -> list[str]:
    return list(dict.fromkeys(values))[:limit]


@cache
def pools(graine: int) -> Noms:
    """Build the pools once; same seed, same pools."""
    surnames: list[str] = []
    women: list[str] = []
    men: list[str] = []
    for locale, share in _ORIGINES.items():
        fake = Faker(locale)
        fake.seed_instance(graine)
        draws = int(9_000 * share) + 150
        surnames += _unique([fake.last_name() for _ in range(draws)], 1_500)
        few = int(1_500 * share) + 40
        women += _unique([fake.first_name_female() for _ in range(few)], 400)
        men += _unique([fake.first_name_male() for _ in range(few)], 400)
    base = _unique(surnames, 4_000)
    # Compound and suffixed forms stretch the tail, as a civil register does.
    rng = np.random.default_rng(graine)
    first, second = rng.integers(0, len(base), (2, 6_000))
    joined = [f"{base[i]}{'-' if i % 3 else ' '}{base[j]}" for i, j in zip(first, second, strict=True)]
    syllables = [
        "ac",
        "eau",
        "et",
        "ier",
        "in",
        "on",
        "ot",
        "ard",
        "ais",
        "el",
        "ain",
        "ois",
        "ou",
        "iac",
        "as",
    ]
    tail = [f"{name.split()[0][:5].capitalize()}{s}" for name in base[:2_500] for s in syllables]
    noms = _unique([*base[:60], *_COMPLEMENTS, *base[60:], *tail, *joined], 45_000)
    femmes, hommes = _unique([*women, *_PRENOMS_F], 900), _unique([*men, *_PRENOMS_M], 900)
    return Noms(
        _array(noms),
        _zipf(len(noms), 0.80, 6.0),
        _array(femmes),
        _zipf(len(femmes), 0.85, 5.0),
        _array(hommes),
        _zipf(len(hommes), 0.85, 5.0),
    )


def name_pools(graine: int, monde: Monde) -> Noms:
    """The pools of a hospital; same seed, same pools."""
    base = pools(graine)
    if not monde.origines:
        return base
    own = [row for row in monde.origines if row["part"]]
    return NomsParOrigine(
        **vars(base),
        regions=tuple(map(_region, own)),
        parts=tuple(row["part"] for row in own),
        entre_soi=monde.taux["mariage_entre_soi"],
        prenoms_du_pays=monde.taux["prenom_du_pays"],
    )


def _region(row: dict[str, Any]) -> Noms:
    """A region's pool: its lists go from the most to the least borne."""
    columns: list[npt.NDArray[Any]] = []
    for names in (row["noms"], row["femmes"], row["hommes"]):
        columns += [_array(names), _zipf(len(names), row["pente"], 1.0)]
    return Noms(*columns)
