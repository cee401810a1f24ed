"""The ledger: append-only, in SQLite beside the warehouse or in PostgreSQL by URL.

Several processes write at once: SQLite serialises them (WAL, synchronous FULL, BEGIN IMMEDIATE), PostgreSQL
by an advisory lock; an entry is acknowledged only once it is on disk.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from workbench.decisions.genres import Decision, DejaTranche, RegistreIllisible, verifier
from workbench.decisions.stockage import (
    LECTURE,
    META,
    add_links,
    decision,
    engine,
    last_link,
    last_rank,
    prise,
    read_decisions,
    read_links,
    row_link,
    to_decision,
    to_row,
    version,
)
from workbench.decisions.vigueur import en_vigueur, meme, opposee, vigueur

FICHIER = "decisions.sqlite"
ENVIRONNEMENT = "WORKBENCH_DECISIONS_URL"
VERSION = 2
VERROU_PG = 820_314


def registre_url(home: Path) -> str:
    """Where the ledger lives: WORKBENCH_DECISIONS_URL, else `[decisions] url` of the settings, else a file of
    the home.
    """
    given = os.environ.get(ENVIRONNEMENT)
    if not given:
        from workbench.socle.settings import decisions_url

        given = decisions_url(home)
    return given or f"sqlite:///{(home / 'data' / 'curated' / FICHIER).resolve()}"


class Registre:
    """The ledger of one home."""

    def __init__(self, home: Path) -> None:
        """Open it, creating it on the first decision.

        Raises:
            RegistreIllisible: unreadable, unreachable, or written by a newer version of the workbench.
        """
        self.home = home
        self._url = registre_url(home)
        self._fichier = Path(self._url.removeprefix("sqlite:///")) if self._url.startswith("sqlite") else None
        self._pret = False

    @property
    def vide(self) -> bool:
        """No ledger has been written yet (a file that does not exist is not created by reading)."""
        return self._fichier is not None and not self._fichier.exists()

    @contextmanager
    def _transaction(self, ecrire: bool = True) -> Iterator[sa.Connection]:
        try:
            if not self._pret:
                self._preparer()
            opened = engine(self._url).execution_options(**{LECTURE: not ecrire})
            with opened.begin() as connection:
                if ecrire and self._fichier is None:
                    connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({VERROU_PG})"))
                yield connection
        except (DatabaseError, SQLAlchemyError) as error:
            raise _illisible(self._fichier, error) from error

    def _preparer(self) -> None:
        if self._fichier is not None and not self._fichier.exists():
            self._fichier.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(FileExistsError):
                os.close(os.open(self._fichier, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with engine(self._url).begin() as connection:
            if self._fichier is None:
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({VERROU_PG})"))
            known = sa.inspect(connection).has_table("registre_version")
            found = connection.execute(sa.select(version.c.version)).scalar() if known else None
            if found and found > VERSION:
                raise RegistreIllisible(
                    "Registre des décisions trop récent",
                    f"Il a été écrit par une version plus récente de l'outil (format {found}, ici"
                    f" {VERSION}).",
                    "Mettez l'outil à jour. Rien n'a été lu ni écrit.",
                )
            if not found:
                META.create_all(connection)
                connection.execute(version.insert().values(version=VERSION))
            elif found < VERSION:
                add_links(connection)
                connection.execute(version.update().values(version=VERSION))
        self._pret = True

    def enregistrer(
        self,
        entrees: Sequence[Decision],
        *,
        exclusif: bool = True,
        si_dernier: tuple[str, int] | None = None,
        jour: dt.date | None = None,
    ) -> list[Decision]:
        """Record all of them or none, in one transaction.

        Args:
            entrees: what was decided; `remplace` names the entry knowingly replaced. jour: see `verifier`.
            exclusif: refuse an entry whose subject another author settled otherwise, unless it replaces it.
            si_dernier: a kind, and the rank of its last entry when the caller judged (`rang_genre`): refused
            if it moved.

        Returns:
            The entries as recorded; one that repeats word for word what is in force is left out.

        Raises:
            DecisionInvalide: one of them is incomplete. DejaTranche: somebody decided otherwise. Nothing is
            recorded.
        """
        for entree in entrees:
            verifier(entree, jour)
        written: list[Decision] = []
        with self._transaction() as connection:
            if si_dernier is not None and last_rank(connection, si_dernier[0]) != si_dernier[1]:
                raise DejaTranche(
                    "Modification simultanée",
                    "Quelqu’un vient de modifier le projet, rechargez.",
                    "Rechargez la page, puis refaites votre changement. Rien n’a été enregistré.",
                )
            previous = last_link(connection)
            for entree in entrees:
                known = en_vigueur(read_decisions(connection, entree.sujet)).get(entree.sujet)
                if entree.genre == "annulation":
                    if not self._annulable(connection, entree.annule):
                        continue
                elif known is not None and meme(known, entree):
                    continue
                elif exclusif and known and opposee(known, entree):
                    raise DejaTranche(
                        "Cas déjà tranché",
                        f"{known.auteur} a répondu « {known.libelle} » le {known.le:%d/%m/%Y à %H:%M} (UTC).",
                        "Rechargez le cas ; pour changer cette réponse, remplacez-la en disant pourquoi.",
                    )
                row = to_row(entree, known.id if known and not entree.remplace else entree.remplace)
                previous = row["chaine"] = row_link(previous, row)
                rank = connection.execute(decision.insert().values(**row)).inserted_primary_key
                written.append(to_decision({**row, "rang": rank[0] if rank else 0}))
        return written

    def _annulable(self, connection: sa.Connection, ident: str) -> bool:
        found = connection.execute(sa.select(sa.func.count()).where(decision.c.id == ident)).scalar()
        again = connection.execute(sa.select(sa.func.count()).where(decision.c.annule == ident)).scalar()
        return bool(found) and not again

    def annuler(self, ident: str, auteur: str, motif: str) -> list[Decision]:
        """Undo an entry by another one; undoing twice writes once."""
        return self.enregistrer([Decision("annulation", auteur, motif, annule=ident)])

    def toutes(self) -> list[Decision]:
        """Every entry, oldest first, undone ones included."""
        if self.vide:
            return []
        with self._transaction(ecrire=False) as connection:
            return read_decisions(connection)

    def en_vigueur(self) -> list[Decision]:
        """What holds today: not undone, not replaced; oldest first."""
        return vigueur(self.toutes())

    @property
    def dernier(self) -> tuple[str, str]:
        """Where it is, and its last entry: entries are only added, so the same pair means the same
        content.
        """
        if self.vide:
            return self._url, ""
        last = sa.select(decision.c.id).order_by(decision.c.rang.desc()).limit(1)
        with self._transaction(ecrire=False) as connection:
            return self._url, str(connection.execute(last).scalar() or "")

    def prendre(
        self, cas: str, auteur: str, minutes: int = 15, maintenant: dt.datetime | None = None
    ) -> str | None:
        """Take a case for a while; the name of whoever holds it already, None when it is now ours."""
        now = maintenant or dt.datetime.now(dt.UTC)
        until = (now + dt.timedelta(minutes=minutes)).isoformat(timespec="seconds")
        with self._transaction() as connection:
            row = connection.execute(sa.select(prise).where(prise.c.cas == cas)).first()
            if row and row.auteur != auteur and row.jusqu_a > now.isoformat(timespec="seconds"):
                return str(row.auteur)
            connection.execute(prise.delete().where(prise.c.cas == cas))
            connection.execute(prise.insert().values(cas=cas, auteur=auteur, jusqu_a=until))
        return None

    def liberer(self, auteur: str, cas: str | None = None) -> None:
        """Give back one case, or every case this author holds."""
        if self.vide:
            return
        with self._transaction() as connection:
            wanted = (
                prise.c.auteur == auteur
                if cas is None
                else sa.and_(prise.c.auteur == auteur, prise.c.cas == cas)
            )
            connection.execute(prise.delete().where(wanted))

    def prises(self, maintenant: dt.datetime | None = None) -> dict[str, str]:
        """Cases held right now, and by whom."""
        if self.vide:
            return {}
        now = (maintenant or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds")
        with self._transaction(ecrire=False) as connection:
            rows = connection.execute(sa.select(prise.c.cas, prise.c.auteur).where(prise.c.jusqu_a > now))
            return {str(row.cas): str(row.auteur) for row in rows}

    def chaine(self) -> tuple[list[str], list[int]]:
        """The hash after each entry, "" before the first; the places whose entry was changed by another hand.

        Raises:
            RegistreIllisible: the ledger cannot be read.
        """
        if self.vide:
            return [""], []
        with self._transaction(ecrire=False) as connection:
            return read_links(connection)

    def copier(self, cible: Path) -> None:
        """A consistent copy of the SQLite file, whatever is being written (backup); PostgreSQL has its own
        tools.
        """
        if self._fichier is None or self.vide:
            return
        import sqlite3

        with sqlite3.connect(self._fichier) as source, sqlite3.connect(cible) as copy:
            source.backup(copy)


def _illisible(fichier: Path | None, error: Exception) -> RegistreIllisible:
    cause = str(getattr(error, "orig", None) or error).split("\n")[0]
    place = str(fichier) if fichier else "la base PostgreSQL des décisions"
    return RegistreIllisible(
        "Registre des décisions inaccessible",
        f"{place} : {cause}",
        "Aucune décision n'a été perdue ni écrite. Réessayez ; si le fichier est abîmé, restaurez une"
        " sauvegarde (workbench restore).",
    )
