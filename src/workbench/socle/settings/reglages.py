"""The shape of `workbench.toml`: the establishment, its sources, the run's parameters and their defaults."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from workbench.socle import numeros
from workbench.socle.settings.acces import Acces, Connexion, Conservation, Sauvegarde, Serveur
from workbench.socle.settings.applications import AUTRE, DPI, roles
from workbench.socle.settings.coherence import incoherences

Nature = Literal[
    "sirh",
    "annuaire",
    "application",
    "rpps_public",
    "rpps_restreint",
    "porteurs_cps",
    "parc_mie",
    "structure",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entite(_Strict):
    """One legal entity of the group, with its FINESS numbers."""

    code: str
    nom: str
    finess_ej: str | None = None
    finess_et: list[str] = []

    @property
    def juridique(self) -> str | None:
        """Its legal entity's number as numbers are compared."""
        return _finess(self.finess_ej) if self.finess_ej else None

    @property
    def sites(self) -> list[str]:
        """Those of its sites, as numbers are compared."""
        return [_finess(number) for number in self.finess_et if number]


def _finess(number: str) -> str:
    return numeros.lire("finess", number).valeur or number


class Etablissement(_Strict):
    """The group (GHT) or the single hospital."""

    nom: str
    region_ars: str | None = None
    departement: str | None = None
    entites: list[Entite] = []

    @field_validator("departement")
    @classmethod
    def _departement(cls, code: str | None) -> str | None:
        if code is not None and not re.fullmatch(r"\d{2}|2[AB]|97\d", code):
            raise ValueError(
                f"etablissement.departement : « {code} » n'est pas un code de département (38, 2A, 974)."
            )
        return code


class Format(_Strict):
    """How a file is written; whatever is left out is detected."""

    encodage: str | None = None
    separateur: str | None = None
    feuille: str | None = None
    ligne_titres: int | None = Field(default=None, ge=1)
    guillemets: bool | None = None
    format_date: str | None = None


class Limites(_Strict):
    """How much a file may hold before it is refused, so that one bad file never fills the memory."""

    octets_fichier: int = Field(default=2_000_000_000, ge=1)
    octets_texte: int = Field(default=300_000_000, ge=1)  # a text file read whole, not scanned by column
    caracteres_cellule: int = Field(default=20_000, ge=100)
    lignes: int = Field(default=5_000_000, ge=1)
    colonnes: int = Field(default=1_000, ge=2)
    cellules_classeur: int = Field(default=30_000_000, ge=1_000)
    octets_decompresses: int = Field(default=4_000_000_000, ge=1)
    expansion_zip: int = Field(default=200, ge=2)
    lignes_par_cellule: int = Field(default=50, ge=1)
    part_illisible: float = Field(default=0.1, gt=0, lt=1)
    part_abimee: float = Field(default=0.001, ge=0, lt=1)


class Source(_Strict):
    """One source: nature + file pattern + format + column mapping + value mapping."""

    code: str = Field(pattern=r"^[a-z0-9_]+$")
    libelle: str = ""
    nature: Nature
    fichier: str
    etablissement: str | None = None
    application: str | None = None
    role: str | None = None
    proprietaire: str = ""
    frequence_jours: int = Field(default=31, ge=1)
    priorite: int = 100
    type_contrat_defaut: str | None = None
    identifiants_fiables: list[Literal["matricule", "login", "email", "rpps"]] = []
    format: Format = Format()
    colonnes: dict[str, str | list[str]] = {}
    valeurs: dict[str, dict[str, str]] = {}
    vides: dict[str, list[str]] = {}  # canonical column → what this system writes for « nothing »

    @property
    def nom(self) -> str:
        """What people call this source."""
        return self.libelle or self.code

    @property
    def role_effectif(self) -> str | None:
        """What the application is; without a declared role, one named like a role (« dpi ») has it."""
        if self.nature != "application":
            return None
        name = (self.application or self.code).lower()
        return self.role or (name if name in roles() else AUTRE)


class Rapprochement(_Strict):
    """Parameters of the matching; joining is harder than staying joined."""

    graine: int = 42
    seuil_automatique: float = Field(default=0.999, gt=0, lt=1)
    seuil_maintien: float = Field(default=0.98, gt=0, lt=1)
    seuil_revue: float = Field(default=0.10, gt=0, lt=1)
    vetos: list[str] = []  # identities/regles.toml, [vetos]
    raisons_ecartees: list[str] = []  # doubts nobody is asked about: identities/regles.toml, [consignes]


class Cles(_Strict):
    """When keys of a source that change at once stop the run: share and number gone, share found again under
    another key.
    """

    part_disparue: float = Field(default=0.3, gt=0, le=1)
    minimum: int = Field(default=20, ge=1)
    part_retrouvee: float = Field(default=0.5, gt=0, le=1)


class Execution(_Strict):
    """Parameters of a run."""

    mode_test: bool = False
    seuil_petites_cellules: int = Field(default=5, ge=1)
    jours_futurs_admis: int = Field(default=31, ge=0)
    versions_conservees: int = Field(default=12, ge=2)
    moteur: Literal["duckdb", "spark"] = "duckdb"
    spark: str = Field(default="local[*]", pattern=r"^(local\[(\d+|\*)\]|spark://\S+|yarn|k8s://\S+)$")
    rapprochement: Rapprochement = Rapprochement()
    cles: Cles = Cles()


class Decisions(_Strict):
    """Where the ledger of decisions lives; a file of the home when `url` is absent."""

    url: str | None = None


class Contact(_Strict):
    """Whom the ARS and the GRADeS write to: a function and a shared mailbox, never a person's name; and what
    letters bear of the sender.
    """

    fonction: str = ""
    direction: str = ""
    courriel: str = ""
    telephone: str = ""
    ville: str = ""
    adresse: str = ""
    signature: str = ""

    @field_validator("courriel")
    @classmethod
    def _courriel(cls, adresse: str) -> str:
        if adresse and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", adresse):
            raise ValueError(f"contact.courriel : « {adresse} » n'est pas une adresse de courriel.")
        return adresse


class Region(_Strict):
    """The consolidation of a GRADeS or an ARS: where the twins are dropped, under what name the whole is
    published.
    """

    code: str = ""
    nom: str = "Région"
    dossier: Path | None = None


class CompteExclu(_Strict):
    """Accounts set aside by the establishment: pattern, owner, reason, expiry."""

    application: str
    login: str
    proprietaire: str
    motif: str
    expire_le: dt.date | None = None


class SynonymeService(_Strict):
    """Other writings of one service, everywhere or in one establishment."""

    service: str
    graphies: list[str]
    etablissement: str | None = None


class Settings(_Strict):
    """The whole of `workbench.toml`, with the folder it was found in."""

    home: Path
    version: int = 1
    etablissement: Etablissement
    sources: list[Source] = []
    execution: Execution = Execution()
    limites: Limites = Limites()
    decisions: Decisions = Decisions()
    acces: Acces = Acces()
    serveur: Serveur = Serveur()
    connexion: Connexion = Connexion()
    conservation: Conservation = Conservation()
    sauvegarde: Sauvegarde = Sauvegarde()
    contact: Contact = Contact()
    region: Region = Region()
    referentiel_maitre: dict[str, list[str]] = {}
    comptes_exclus: list[CompteExclu] = []
    emplois: dict[str, str] = {}
    particules: list[str] = []
    synonymes_services: list[SynonymeService] = []

    @model_validator(mode="after")
    def _coherent(self) -> Settings:
        entites = {entite.code for entite in self.etablissement.entites}
        if faults := incoherences(self.sources, entites, self.referentiel_maitre):
            raise ValueError("\n".join(faults))
        return self

    @property
    def raw(self) -> Path:
        """Deliveries, one folder a date."""
        return self.home / "data" / "raw"

    @property
    def sources_dpi(self) -> list[Source]:
        """Sources whose accounts are the DPI's; none: what speaks of the DPI cannot be measured."""
        return [source for source in self.sources if source.role_effectif == DPI]

    def source(self, code: str) -> Source:
        """The source of that code; KeyError if unknown."""
        for source in self.sources:
            if source.code == code:
                return source
        raise KeyError(code)

    def entites_par_finess(self) -> dict[str, set[str]]:
        """FINESS number (EJ or ET, 9 characters) → local codes of the entities that bear it (several of one
        legal entity bear its own).
        """
        bearers: dict[str, set[str]] = {}
        for entite in self.etablissement.entites:
            for number in filter(None, [entite.juridique, *entite.sites]):
                bearers.setdefault(number, set()).add(entite.code)
        return bearers

    def finess_partages(self) -> dict[str, set[str]]:
        """The same, of the numbers that several entities bear."""
        return {number: codes for number, codes in self.entites_par_finess().items() if len(codes) > 1}

    def entite_par_finess(self) -> dict[str, str]:
        """The same, of the numbers that one entity alone bears: what several bear says none of them."""
        return {number: min(codes) for number, codes in self.entites_par_finess().items() if len(codes) == 1}
