"""`workbench.toml`, validated: the establishment, its sources, the run's parameters.

Every fault is collected and shown at once, in French (`ConfigurationInvalide`).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from rapidfuzz import process

from workbench.socle import numeros
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire
from workbench.socle.tables import ENTREE, table

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
FICHIER = "workbench.toml"
DPI = "dpi"  # the role whose accounts the milestones count


AUTRE = "autre"


@cache
def roles() -> dict[str, dict[str, Any]]:
    """What an application may be (`applications.toml`): code → `libelle`, `indices`."""
    table: dict[str, dict[str, Any]] = lire("workbench.socle", "applications.toml")["roles"]
    return table


class ConfigurationInvalide(ErreurWorkbench):
    """`workbench.toml` is missing, unreadable or wrong; `message` lists every fault, one a line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entite(_Strict):
    """One legal entity of the group, with its FINESS numbers."""

    code: str
    nom: str
    finess_ej: str | None = None
    finess_et: list[str] = []


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

    @property
    def nom(self) -> str:
        """What people call this source."""
        return self.libelle or self.code

    @property
    def role_effectif(self) -> str | None:
        """What the application is; without a declared role, an application named like one has that role («
        dpi »).
        """
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
    rapprochement: Rapprochement = Rapprochement()
    cles: Cles = Cles()


class Decisions(_Strict):
    """Where the ledger of decisions lives; a file of the home when `url` is absent."""

    url: str | None = None


RoleConnu = Literal["equipe", "analyste", "dsi", "rh", "sponsor", "lecteur"]


class Acces(_Strict):
    """Who has which role (access/roles.toml); whoever is not named has the default one."""

    role_defaut: RoleConnu = "equipe"
    utilisateurs: dict[str, RoleConnu] = {}


class Contact(_Strict):
    """Whom the ARS and the GRADeS write to: a function and a shared mailbox, never a person's name."""

    fonction: str = ""
    direction: str = ""
    courriel: str = ""
    telephone: str = ""

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
    contact: Contact = Contact()
    region: Region = Region()
    referentiel_maitre: dict[str, list[str]] = {}
    comptes_exclus: list[CompteExclu] = []
    emplois: dict[str, str] = {}

    @model_validator(mode="after")
    def _coherent(self) -> Settings:
        faults = [*_duplicates(self.sources), *_unknown_entities(self), *_unknown_masters(self)]
        faults += [fault for source in self.sources for fault in source_faults(source)]
        if faults:
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

    def entite_par_finess(self) -> dict[str, str]:
        """FINESS number (EJ or ET, 9 characters) → local code of the entity."""
        pairs: dict[str, str] = {}
        for entite in self.etablissement.entites:
            for finess in [entite.finess_ej, *entite.finess_et]:
                if finess:
                    pairs[numeros.lire("finess", finess).valeur or finess] = entite.code
        return pairs


def _duplicates(sources: list[Source]) -> list[str]:
    seen: set[str] = set()
    faults = []
    for source in sources:
        if source.code in seen:
            faults.append(
                f"sources : le code « {source.code} » est donné à deux sources ; chaque code est unique."
            )
        seen.add(source.code)
    return faults


def _unknown_entities(settings: Settings) -> list[str]:
    known = {entite.code for entite in settings.etablissement.entites}
    return [
        f"sources.{source.code}.etablissement : « {source.etablissement} » n'est pas dans"
        " [[etablissement.entites]]."
        for source in settings.sources
        if source.etablissement and source.etablissement not in known
    ]


def _unknown_masters(settings: Settings) -> list[str]:
    known = {source.code for source in settings.sources}
    return [
        f"referentiel_maitre.{attribute} : la source « {code} » n'existe pas."
        for attribute, codes in settings.referentiel_maitre.items()
        for code in codes
        if code not in known
    ]


_MESSAGES = {
    "missing": "valeur obligatoire absente.",
    "literal_error": "valeur « {input} » inconnue ; attendu : {expected}.",
    "string_pattern_mismatch": "« {input} » ne convient pas : minuscules, chiffres et _ seulement.",
    "string_type": "un texte entre guillemets est attendu.",
    "int_type": "un nombre entier est attendu.",
    "int_parsing": "un nombre entier est attendu, reçu « {input} ».",
    "float_parsing": "un nombre est attendu, reçu « {input} ».",
    "bool_parsing": "true ou false est attendu, reçu « {input} ».",
    "list_type": "une liste entre crochets est attendue.",
    "dict_type": "une table est attendue.",
    "greater_than_equal": "doit valoir au moins {ge}.",
    "greater_than": "doit être supérieur à {gt}.",
    "less_than": "doit être inférieur à {lt}.",
}


def _fault(error: dict[str, Any], data: dict[str, Any]) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "extra_forbidden":
        return _unknown_key(error["loc"], data)
    place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in error["loc"])
    template = _MESSAGES.get(error["type"], "valeur refusée (« {input} »).")
    return f"{place} : " + template.format(**{"input": error.get("input"), **error.get("ctx", {})})


def _unknown_key(loc: tuple[str | int, ...], data: dict[str, Any]) -> str:
    """A setting nobody reads, with the near one."""
    model: type[BaseModel] = Settings
    for part in loc[:-1]:
        model = _MODELES.get(str(part), model)
    key, place = str(loc[-1]), ".".join(str(p + 1) if isinstance(p, int) else p for p in loc)
    close = process.extractOne(key, [n for n in model.model_fields if n != "home"], score_cutoff=60)
    if loc[0] == "sources" and len(loc) > 2:
        code = data["sources"][loc[1]].get("code", int(loc[1]) + 1)
        path = ".".join(str(part) for part in loc[2:])
        hint = f" : peut-être « {close[0]} » ?" if close else " ; vérifiez l'orthographe."
        return f"[[sources]] {code} : réglage inconnu « {path} »{hint}"
    return f"{place} : clé inconnue ; " + (
        f"peut-être « {close[0]} » ?" if close else "vérifiez l'orthographe."
    )


def source_faults(source: Source) -> list[str]:
    """What a source declares and nobody would read: unknown target columns, values or roles, settings of
    another nature.
    """
    where = f"[[sources]] {source.code}"
    contract = table(f"{ENTREE}.{source.nature}")
    columns = [column.nom for column in contract.colonnes]
    faults = [
        f"{where}.{setting} : « {name} » n'est pas une donnée de la nature « {source.nature}"
        f" »{_close(name, columns)}"
        for setting, names in (("colonnes", source.colonnes), ("valeurs", source.valeurs))
        for name in names
        if name not in columns
    ]
    words = lire("workbench.sources.porte", "valeurs.toml")
    booleans = {column.nom for column in contract.colonnes if column.type == "booleen"}
    for name, pairs in source.valeurs.items():
        known = words.get("booleen" if name in booleans else name)
        faults += [
            f"{where}.valeurs.{name} : « {value} » n'est pas une valeur connue{_close(value, list(known))}"
            for value in dict.fromkeys(pairs.values())
            if isinstance(known, dict) and value not in known
        ]
    if source.role and source.role not in roles():
        faults.append(
            f"{where}.role : « {source.role} » n'est pas un rôle connu{_close(source.role, list(roles()))}"
        )
    if source.type_contrat_defaut and source.type_contrat_defaut not in words["type_contrat"]:
        kinds = list(words["type_contrat"])
        faults.append(
            f"{where}.type_contrat_defaut : « {source.type_contrat_defaut} » est"
            f" inconnu{_close(source.type_contrat_defaut, kinds)}"
        )
    for key, natures in _RESERVES.items():
        if getattr(source, key) and source.nature not in natures:
            faults.append(
                f"{where}.{key} : ce réglage ne sert qu'aux sources de nature {' ou '.join(natures)} ;"
                " retirez-le."
            )
    return faults


def _close(text: str, among: list[str]) -> str:
    """The near name, or every possible one."""
    found = process.extractOne(text, among, score_cutoff=60)
    return f" : peut-être « {found[0]} » ?" if found else f" ; possible : {', '.join(among)}."


_RESERVES = {
    "role": ("application",),
    "application": ("application", "annuaire"),
    "type_contrat_defaut": ("sirh",),
}
_MODELES: dict[str, type[BaseModel]] = {
    "etablissement": Etablissement,
    "entites": Entite,
    "sources": Source,
    "format": Format,
    "execution": Execution,
    "rapprochement": Rapprochement,
    "decisions": Decisions,
    "acces": Acces,
    "contact": Contact,
    "region": Region,
    "comptes_exclus": CompteExclu,
}


def decisions_url(home: Path) -> str | None:
    """The ledger's URL of `workbench.toml`, None when there is none or the file is not readable (said
    elsewhere).
    """
    try:
        data = tomllib.loads((home / FICHIER).read_text("utf-8-sig"))
    except (OSError, ValueError):
        return None
    given = data.get("decisions", {}).get("url") if isinstance(data.get("decisions"), dict) else None
    return str(given) if given else None


def load_settings(home: Path) -> Settings:
    """Read and validate `home/workbench.toml`.

    Raises:
        ConfigurationInvalide: the file is missing or wrong; every fault is listed.
    """
    path = home / FICHIER
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationInvalide(
            "Réglages introuvables",
            f"Le fichier {path} n'existe pas.",
            "Lancez « workbench demo » pour un GHT fictif, ou « workbench source add FICHIER » pour vos"
            " fichiers.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationInvalide(
            "Réglages illisibles", f"{path} : {error}", "Corrigez la ligne indiquée (format TOML, UTF-8)."
        ) from error
    return validate_settings(data, home)


def validate_settings(data: dict[str, Any], home: Path) -> Settings:
    """The settings of a parsed `workbench.toml`.

    Raises:
        ConfigurationInvalide: a setting is wrong; every fault is listed.
    """
    try:
        return Settings.model_validate({**data, "home": home})
    except ValidationError as error:
        faults = [_fault(dict(fault), data) for fault in error.errors()]
        raise ConfigurationInvalide(
            f"{len(faults)} réglage(s) à corriger dans {home / FICHIER}",
            "\n".join(faults),
            "Corrigez le fichier puis relancez.",
        ) from error
