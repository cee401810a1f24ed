"""The one gate: counting marts freely, nominative marts with a reason and a line in the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from workbench.access import effectifs, journal
from workbench.access.perimetre import Portee, listed
from workbench.access.roles import DEFAUT, AccesRefuse, Role, portee_of, role_of, roles, seuil_de
from workbench.marts import marts
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse import published_path
from workbench.warehouse.publication import open_version, version_of

JOURNAL = "journal_acces.jsonl"


class VersionAncienne(ErreurWorkbench):
    """The published version was written before this mart existed: the next run brings it."""


@cache
def listes() -> dict[str, frozenset[str]]:
    """The marts that may be read, as each says in its header: `comptage` (numbers) and `nominatif` (people).

    What the marts are made of (`staging`) is in neither: it is never read through the gate.
    """
    known = marts()
    return {
        "comptage": frozenset(mart.nom for mart in known if not mart.nominatif),
        "nominatif": frozenset(mart.nom for mart in known if mart.nominatif),
    }


@dataclass(frozen=True)
class Acces:
    """What one user may read of one published version, for one purpose; a page never mixes two versions."""

    home: Path
    utilisateur: str
    motif: str
    version: str
    fichier: Path
    role: Role = roles()[DEFAUT]
    portee: Portee | None = None

    def agregat(self, mart: str, **filtres: Any) -> pl.DataFrame:
        """A counting mart, whole or filtered; its small counts rounded for a role that reads numbers only.

        Raises:
            AccesRefuse: the mart is unknown, or names people.
        """
        name = self._permis(mart, "comptage")
        if self.role.nommer and (self.portee is None or name not in listed("ensemble")):
            return self._lire(name, None, None, filtres)
        # rounded whole, then filtered: two readings of one row never differ
        rows = effectifs.proteger(
            self._lire(name, None, None, {}), name, seuil_de(self.home), effectifs.sel_de(self.home)
        )
        return _filtrer(rows, filtres)

    def nominatif(
        self,
        mart: str,
        *,
        motif: str | None = None,
        colonnes: Iterable[str] | None = None,
        limite: int | None = None,
        **filtres: Any,
    ) -> pl.DataFrame:
        """A nominative mart; the reading is logged before it is given.

        Args:
            mart: its name.
            motif: why these people are consulted; without one, the reason given on opening.
            colonnes: the columns needed, all of them when absent.
            limite: at most that many rows.
            filtres: column = value, or a list of values; None means « not filled in ».

        Raises:
            AccesRefuse: the mart is unknown or does not name people, the role reads counts only, or there is
            no reason.
        """
        name = self._permis(mart, "nominatif")
        if not self.role.nommer:
            raise AccesRefuse(
                "Votre rôle ne montre pas de personnes",
                f"« {self.role.libelle} » lit des nombres, jamais des noms.",
                "Demandez cette liste à l’équipe projet.",
            )
        reason = (motif if motif is not None else self.motif).strip()
        if not reason:
            raise AccesRefuse(
                "Consultation sans raison",
                f"La lecture de {mart} montre des personnes.",
                "Indiquez pourquoi vous les consultez.",
            )
        rows = self._lire(name, colonnes, limite, filtres)
        self._journaliser(name, filtres, rows.height, reason)
        return rows

    def _permis(self, mart: str, kind: str) -> str:
        name = mart.removeprefix("mart.")
        if name in listes()[kind]:
            return name
        other = any(name in names for names in listes().values())
        raise AccesRefuse(
            "Lecture refusée",
            f"« {mart} » {'ne se lit pas de cette façon' if other else 'n’existe pas ou n’est pas ouvert'}.",
            f"Lectures de {kind} : {', '.join(sorted(listes()[kind]))}.",
        )

    def _lire(
        self, name: str, colonnes: Iterable[str] | None, limite: int | None, filtres: Mapping[str, Any]
    ) -> pl.DataFrame:
        with open_version(self.fichier) as cursor:
            try:
                known = cursor.sql(f"SELECT * FROM mart.{name} LIMIT 0").columns
            except duckdb.CatalogException as error:
                raise VersionAncienne(
                    "Version publiée plus ancienne que l’outil",
                    f"Elle n’a pas encore mart.{name}.",
                    "Lancez `workbench run`, puis rechargez la page.",
                ) from error
            wanted = list(known if colonnes is None else colonnes)
            if unknown := sorted({*wanted, *filtres} - set(known)):
                raise AccesRefuse(
                    "Colonne inconnue",
                    f"mart.{name} n'a pas : {', '.join(unknown)}.",
                    f"Colonnes : {', '.join(known)}.",
                )
            conditions, values = _conditions(filtres)
            if self.portee is not None:
                mine, given = self._mine(name, known, len(values) + 1)
                conditions, values = [*conditions, mine], [*values, *given]
            selected = ", ".join(f'"{column}"' for column in wanted)
            where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
            limit = f" LIMIT {int(limite)}" if limite is not None else ""
            rows: pl.DataFrame = cursor.sql(
                f"SELECT {selected} FROM mart.{name}{where}{limit}", params=values
            ).pl()
            return rows

    def _mine(self, name: str, known: Collection[str], first: int) -> tuple[str, list[Any]]:
        found = self.portee.condition(name, known, first) if self.portee is not None else ("true", [])
        if found is None:
            raise AccesRefuse(
                "Au-delà de votre périmètre",
                f"« {name} » porte sur tout le groupement ; votre périmètre :"
                f" {self.portee.dite() if self.portee and self.portee.parts else 'aucun'}.",
                "Demandez ces chiffres à l’équipe projet.",
            )
        return found

    def _journaliser(self, mart: str, filtres: Mapping[str, Any], lignes: int, motif: str) -> None:
        noter(
            self.home,
            self.utilisateur,
            f"mart.{mart}",
            motif,
            version=self.version,
            filtres=sorted(filtres),
            lignes=lignes,
        )


def noter(home: Path, utilisateur: str, objet: str, motif: str, **details: Any) -> None:
    """One line of the access journal: who did what, why; `details`: what else is known of it."""
    entry = {
        "le": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "utilisateur": utilisateur,
        "mart": objet,
        "version": "",
        "filtres": [],
        "lignes": 0,
        "motif": motif,
    }
    journal.append(home / "data" / "curated" / JOURNAL, entry | details)


def ouvrir(home: Path, utilisateur: str, motif: str) -> Acces:
    """Open the gate on the published version.

    Raises:
        AucunePublication: no run has been published yet. ConfigurationInvalide: nobody's role can be known.
    """
    return ouvrir_version(home, utilisateur, motif, published_path(home))


def ouvrir_version(home: Path, utilisateur: str, motif: str, fichier: Path) -> Acces:
    """Open the gate on a version that is still kept, to be compared with another.

    Raises:
        ConfigurationInvalide: nobody's role can be known.
    """
    open_version(fichier).close()
    role, portee = role_of(home, utilisateur), portee_of(home, utilisateur)
    return Acces(home, utilisateur, motif, version_of(fichier), fichier, role, portee)


def _filtrer(rows: pl.DataFrame, filtres: Mapping[str, Any]) -> pl.DataFrame:
    """The same filters as `_conditions`, on rows already read."""
    if unknown := sorted(set(filtres) - set(rows.columns)):
        raise AccesRefuse(
            "Colonne inconnue", f"{', '.join(unknown)}.", f"Colonnes : {', '.join(rows.columns)}."
        )
    for column, value in filtres.items():
        several = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
        rows = rows.filter(pl.col(column).is_in(several, nulls_equal=True))
    return rows


def _conditions(filtres: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    """One condition a filter, values as parameters; None asks for rows without a value."""
    conditions: list[str] = []
    values: list[Any] = []
    for column, value in filtres.items():
        several = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
        given = [item for item in several if item is not None]
        parts = []
        if given:
            first = len(values) + 1
            marks = ", ".join(f"${rank}" for rank in range(first, first + len(given)))
            parts.append(f'"{column}" IN ({marks})')
            values += given
        if len(given) < len(several):
            parts.append(f'"{column}" IS NULL')
        conditions.append(f"({' OR '.join(parts)})" if parts else "false")
    return conditions, values
