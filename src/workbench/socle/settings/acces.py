"""The parts of `workbench.toml` that say who comes in, from where, and how long things are kept."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

RoleConnu = Literal["equipe", "analyste", "dsi", "rh", "sponsor", "lecteur"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Perimetre(_Strict):
    """An establishment whose people are seen, by its code; of its services, those named, or all."""

    etablissement: str
    services: list[str] = []


class Acces(_Strict):
    """Who has which role (access/roles.toml); whoever is not named has the default one, on a workstation.

    Signed in on a server, there is no default: a person named here, or one of whose groups is, or nothing.
    `perimetres`: by person or group; whoever has one reads that and no more.
    """

    role_defaut: RoleConnu = "equipe"
    utilisateurs: dict[str, RoleConnu] = {}
    groupes: dict[str, RoleConnu] = {}
    perimetres: dict[str, list[Perimetre]] = {}
    roles_a_perimetre: list[RoleConnu] = []


class Serveur(_Strict):
    """The application for people who sign in, behind a proxy that carries TLS."""

    adresse: str = ""
    hotes_admis: list[str] = []
    mandataires_tls: list[str] = []
    ecoute: str = "127.0.0.1"

    @field_validator("adresse")
    @classmethod
    def _adresse(cls, adresse: str) -> str:
        read = urlsplit(adresse)
        if adresse and (read.scheme != "https" or not read.hostname or read.path.strip("/") or read.query):
            raise ValueError(
                f"serveur.adresse : « {adresse} » doit être une adresse en https sans chemin"
                " (https://etabli.mon-hopital.fr)."
            )
        return adresse.rstrip("/").lower()


class Connexion(_Strict):
    """The OIDC provider; the secret is in a file of its own, never here."""

    fournisseur: str = ""
    client: str = ""
    secret_fichier: str = ""
    autorite_fichier: str = ""
    portee: str = "openid profile email"
    parametres: dict[str, str] = {}
    identifiant: str = "sub"
    groupes: str = "groups"
    duree_minutes: int = Field(default=600, ge=1)
    inactivite_minutes: int = Field(default=60, ge=1)
