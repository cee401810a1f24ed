"""The one gate: counting marts freely, nominative marts with a reason and a line in the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import consultations, effectifs
from workbench.access.fenetre import Fenetre
from workbench.access.filtres import columns_of, conditions_of, filtered
from workbench.access.perimetre import Portee, chosen, follows, listed
from workbench.access.roles import AccesRefuse, Role, portee_of, role_of, seuil_de
from workbench.marts import marts
from workbench.marts.catalogue import mesures_nommees
from workbench.warehouse import published_path
from workbench.warehouse.publication import open_version, version_of

QUI = "id_unique"


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
class Recompte:
    """An indicator counted again: the file of its query, and what it gives."""

    requete: str
    numerateur: int | None
    denominateur: int | None
    valeur: float | None


@dataclass(frozen=True)
class Acces:
    """What one user may read of one published version, for one purpose; a page never mixes two versions.

    `dans`: the scope they chose to read in, axis → value; unlike `portee` it takes no right away: a mart
    without one of these axes is read whole (`suit`).
    """

    home: Path
    utilisateur: str
    motif: str
    version: str
    fichier: Path
    role: Role
    portee: Portee | None = None
    dans: Mapping[str, str] = field(default_factory=dict, hash=False)
    _vus: set[str] = field(default_factory=set, hash=False, compare=False, repr=False)

    def restreint(self, dans: Mapping[str, str]) -> Acces:
        """The same gate, read in that scope; an empty one is everything they may read."""
        return replace(self, dans=dict(dans))

    def suit(self, mart: str) -> bool:
        """Whether that mart is read in the scope chosen, and not whole."""
        with open_version(self.fichier) as cursor:
            return follows(self.dans, columns_of(cursor, mart.removeprefix("mart."), set()))

    def arrondi(self, mart: str) -> int:
        """The threshold under which this reader is given that mart's counts rounded; 0: they are exact."""
        name = mart.removeprefix("mart.")
        exact = self.role.nommer and (self.portee is None or name not in listed("ensemble"))
        return 0 if exact else seuil_de(self.home)

    def agregat(self, mart: str, **filtres: Any) -> pl.DataFrame:
        """A counting mart, whole or filtered; its small counts rounded for a role that reads numbers only.

        Raises:
            AccesRefuse: the mart is unknown, or names people.
        """
        name = self._permis(mart, "comptage")
        seuil = self.arrondi(name)
        if not seuil:
            return self._lire(name, None, None, filtres)
        # rounded whole, then filtered: two readings of one row never differ
        whole = self.restreint({})._lire(name, None, None, {})
        rows = effectifs.proteger(whole, name, seuil, effectifs.sel_de(self.home))
        return filtered(filtered(rows, filtres), chosen(self.dans, rows.columns))

    def recompter(self, indicateurs: Iterable[str]) -> dict[str, Recompte]:
        """These indicators counted again on the version read, by the tool's own queries.

        Returns:
            Indicator → its count; absent when no query gives it.

        Raises:
            AccesRefuse: counts are exact here, and those of the whole group.
        """
        if not self.role.nommer or self.portee is not None:
            raise AccesRefuse(
                "Votre rôle ne lit pas les effectifs exacts de tout l’établissement",
                f"« {self.role.libelle} » n’en lit qu’une partie, ou des petits effectifs arrondis.",
                "Demandez ce document à l’équipe projet.",
            )
        asked, found = set(indicateurs), dict[str, Recompte]()
        with open_version(self.fichier) as cursor:
            for name, query in mesures_nommees().items():
                rows = cursor.execute(
                    f"SELECT indicateur, numerateur, denominateur, valeur FROM ({query})"
                ).fetchall()
                found |= {row[0]: Recompte(name, *row[1:]) for row in rows if row[0] in asked}
        return found

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
        name, reason = self._nommer(mart, motif)
        wanted = None if colonnes is None else list(colonnes)
        rows = self._lire(name, None if wanted is None else [*wanted, QUI], limite, filtres, QUI)
        self._journaliser(name, filtres, rows, reason)
        return rows if wanted is None else rows.select(wanted)

    def suite(self, mart: str, *, motif: str, colonnes: Iterable[str], id_unique: list[str]) -> pl.DataFrame:
        """More of people whose reading this gate has logged: the same consultation (as `nominatif`).

        Raises:
            AccesRefuse: as `nominatif`, or somebody was not read through this gate.
        """
        if not self._vus.issuperset(id_unique):
            raise AccesRefuse(
                "Personnes qui n’ont pas été consultées",
                f"« {mart} » ne complète que des personnes dont la lecture vient d’être inscrite au journal.",
                "Ouvrez d’abord leur liste, avec son motif.",
            )
        return self._lire(self._nommer(mart, motif)[0], colonnes, None, {"id_unique": id_unique})

    def page(
        self, mart: str, fenetre: Fenetre, *, colonnes: Iterable[str], motif: str | None = None
    ) -> pl.DataFrame:
        """One page of a nominative mart; the reading is logged before it is given, with the rows shown.

        Raises:
            AccesRefuse: as `nominatif`.
        """
        name, reason = self._nommer(mart, motif)
        wanted = list(colonnes)
        rows = self._lire_page(name, fenetre, list(dict.fromkeys([*wanted, QUI])))
        self._journaliser(name, fenetre.columns() - set(fenetre.tri), rows, reason)
        return rows.select(wanted)

    def compter(self, mart: str, fenetre: Fenetre, axes: Iterable[str] = ()) -> pl.DataFrame:
        """How many rows of a nominative mart a question holds, in all (`nombre`) or by these columns: numbers
        only, not logged.

        Raises:
            AccesRefuse: the mart, or the role; exact small counts are for those who read people.
        """
        name, _ = self._nommer(mart, "comptage")
        return self._lire_page(name, fenetre, list(axes), compte=True)

    def _nommer(self, mart: str, motif: str | None) -> tuple[str, str]:
        """The nominative mart this role may read, and why it does."""
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
        return name, reason

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
        self,
        name: str,
        colonnes: Iterable[str] | None,
        limite: int | None,
        filtres: Mapping[str, Any],
        si_present: str = "",
    ) -> pl.DataFrame:
        with open_version(self.fichier) as cursor:
            known = columns_of(cursor, name, {*(colonnes or ()), *filtres} - {si_present})
            asked = known if colonnes is None else dict.fromkeys(colonnes)
            wanted = [column for column in asked if column != si_present or column in known]
            conditions, values = self._tenues(name, known, filtres)
            selected = ", ".join(f'"{column}"' for column in wanted)
            where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
            limit = f" LIMIT {int(limite)}" if limite is not None else ""
            rows: pl.DataFrame = cursor.sql(
                f"SELECT {selected} FROM mart.{name}{where}{limit}", params=values
            ).pl()
            return rows

    def _lire_page(
        self, name: str, fenetre: Fenetre, colonnes: list[str], compte: bool = False
    ) -> pl.DataFrame:
        with open_version(self.fichier) as cursor:
            known = columns_of(cursor, name, {*colonnes, *fenetre.columns()})
            conditions, values = self._tenues(name, known, fenetre.filtres)
            words, texts = fenetre.words(len(values) + 1)
            where = f" WHERE {' AND '.join([*conditions, *words])}" if [*conditions, *words] else ""
            named = [f'"{column}"' for column in colonnes]
            selected = ", ".join([*named, "count(*) AS nombre"] if compte else named)
            end = (" GROUP BY ALL" if colonnes else "") if compte else fenetre.order()
            rows: pl.DataFrame = cursor.sql(
                f"SELECT {selected} FROM mart.{name}{where}{end}", params=[*values, *texts]
            ).pl()
            return rows

    def _tenues(
        self, name: str, known: Collection[str], filtres: Mapping[str, Any]
    ) -> tuple[list[str], list[Any]]:
        """What every row read must hold: what was asked, the scope chosen, the scope of this person."""
        conditions, values = conditions_of(filtres)
        inside, given = conditions_of(chosen(self.dans, known), len(values) + 1)
        conditions, values = [*conditions, *inside], [*values, *given]
        if self.portee is not None:
            mine, given = self._mine(name, known, len(values) + 1)
            conditions, values = [*conditions, mine], [*values, *given]
        return conditions, values

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

    def _journaliser(self, mart: str, filtres: Iterable[str], lues: pl.DataFrame, motif: str) -> None:
        gens = lues[QUI].to_list() if QUI in lues.columns else None
        consultations.noter(
            self.home,
            self.utilisateur,
            f"mart.{mart}",
            motif,
            version=self.version,
            filtres=sorted(filtres),
            lignes=lues.height,
            **({} if gens is None else {"vus": consultations.seen(self.home, gens)}),
        )
        self._vus.update(filter(None, gens or ()))


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
