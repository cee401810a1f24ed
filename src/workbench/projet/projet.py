"""The project as it stands: shipped rows, then what the ledger says of them; and as it stood at any past
moment.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
from natsort import natsorted

from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Decision, Registre, vigueur
from workbench.pilotage.objectifs import jalons
from workbench.projet.genres import Genre, genres_de_fiches
from workbench.socle import regles
from workbench.socle.erreurs import ErreurWorkbench

GENRE = "projet_fiche"
SEMENCES = "semences"
Ligne = dict[str, Any]


def semences(home: Path | None = None) -> dict[str, dict[str, Ligne]]:
    """Shipped rows: kind → id → raw fields. A file of `<home>/regles/semences/` of the same name replaces
    ours.
    """
    rows: dict[str, dict[str, Ligne]] = {}
    for entry in sorted(files("workbench.projet").joinpath(SEMENCES).iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".toml"):
            continue
        data = regles.lire("workbench.projet", f"{SEMENCES}/{entry.name}", home)
        for kind, lines in data.items():
            if isinstance(lines, list):
                _controler(entry.name, kind, lines, home)
                rows.setdefault(kind, {}).update({str(line["id"]): line for line in lines})
    return rows


def _controler(fichier: str, genre: str, lignes: Sequence[Any], home: Path | None) -> None:
    """Rows of an establishment's own file have an id, their mandatory fields, and values that can be read."""
    if home is None or not (home / regles.DOSSIER / SEMENCES / fichier).is_file():
        return
    kind, faults = genres_de_fiches(home).get(genre), []
    for rank, row in enumerate(lignes if kind else [], 1):
        if not isinstance(row, dict) or not row.get("id"):
            faults.append(f"{genre} n° {rank} : id manque")
            continue
        for champ in kind.champs if kind else []:
            try:
                if champ.lire(row.get(champ.code)) is None and champ.obligatoire:
                    faults.append(f"{row['id']} : {champ.code} manque")
            except ValueError as error:
                faults.append(f"{row['id']} : {champ.code}, {error}")
    if faults:
        raise regles.RegleIllisible(
            "Fiches livrées mal écrites",
            f"{regles.DOSSIER}/{SEMENCES}/{fichier} : {' ; '.join(faults[:10])}",
            "Corrigez ces lignes, ou retirez ce fichier pour reprendre celles de l’outil.",
        )


def lire_fiche(genre: Genre, ligne: Mapping[str, Any]) -> Ligne:
    """A card with every field of its kind in its type; a value that cannot be read is left out (None)."""
    card: Ligne = {"id": str(ligne["id"])}
    for champ in genre.champs:
        try:
            card[champ.code] = champ.lire(ligne.get(champ.code))
        except ValueError:
            card[champ.code] = None
    return card


class Projet:
    """The cards of one home at one moment. Nothing here writes.

    Attributes:
        genres: the kinds of cards, by code.
        decisions: every ledger entry about cards, oldest first, undone ones included, with the undos.
    """

    def __init__(
        self, home: Path, decisions: Sequence[Decision], genres: Mapping[str, Genre] | None = None
    ) -> None:
        """`decisions`: any entries of the ledger; those about cards are kept."""
        self.home = home
        self.genres = dict(genres or genres_de_fiches(home))
        self._base: Projet | None = None
        self.decisions = [entry for entry in decisions if entry.genre in (GENRE, "annulation")]

    @cached_property
    def _vigueur(self) -> dict[str, Decision]:
        return {entry.objet: entry for entry in vigueur(self.decisions) if entry.genre == GENRE}

    @cached_property
    def _fiches(self) -> dict[str, dict[str, Ligne]]:
        shipped = semences(self.home)
        cards: dict[str, dict[str, Ligne]] = {}
        for code, genre in self.genres.items():
            cards[code] = {
                ident: {**lire_fiche(genre, row), "auteur": None, "modifie_le": None, "semence": True}
                for ident, row in shipped.get(code, {}).items()
            }
        for objet, entry in self._vigueur.items():
            code, _, ident = objet.partition(":")
            if code not in cards:
                continue
            if entry.verdict == "retiree":
                cards[code].pop(ident, None)
                continue
            row = lire_fiche(self.genres[code], {**entry.valeur, "id": ident})
            cards[code][ident] = {**row, "auteur": entry.auteur, "modifie_le": entry.le, "semence": False}
        return cards

    @cached_property
    def _histoire(self) -> pl.DataFrame | None:
        """Every indicator of the published version, oldest first; None before any run."""
        try:
            history = ouvrir_porte(self.home, "projet", "critères des tâches").agregat("historique")
        except ErreurWorkbench:
            return None
        return history.sort("date_execution", "indicateur")

    @cached_property
    def mesures(self) -> dict[str, float]:
        """Indicator → its last value of the published version; empty before any run."""
        if self._histoire is None:
            return {}
        last = self._histoire.drop_nulls("valeur").group_by("indicateur").agg(pl.col("valeur").last())
        return dict(last.iter_rows())

    @cached_property
    def indicateurs(self) -> dict[str, str]:
        """Indicator → what it is called, in the published version."""
        if self._histoire is None:
            return {}
        named = self._histoire.drop_nulls("libelle").group_by("indicateur", maintain_order=True)
        return dict(named.agg(pl.col("libelle").last()).iter_rows())

    def lignes(self, genre: str) -> pl.DataFrame:
        """Every card of a kind, by id: `id`, its typed fields, `auteur` and `modifie_le` of the last change,
        `semence`.
        """
        rows = natsorted(self._fiches[genre].values(), key=lambda row: str(row["id"]))
        return pl.DataFrame(rows, schema=self.genres[genre].schema, orient="row")

    def fiche(self, genre: str, ident: str) -> Ligne | None:
        """One card: `id` and its fields; None when there is none."""
        row = self._fiches[genre].get(ident)
        return (
            None if row is None else {"id": ident, **{c.code: row[c.code] for c in self.genres[genre].champs}}
        )

    def fiches(self, genre: str) -> list[Ligne]:
        """Every card of a kind, by id, without the columns about changes."""
        idents = natsorted(self._fiches[genre])
        return [card for ident in idents if (card := self.fiche(genre, ident)) is not None]

    def avant(self, genre: str, ident: str) -> Ligne | None:
        """The card before the change under judgment (see `avec`)."""
        return (self._base or self).fiche(genre, ident)

    def existe(self, genre: str, ident: str) -> bool:
        """Is there such a card now?"""
        return ident in self._fiches.get(genre, {})

    def derniere(self, genre: str, ident: str) -> Decision | None:
        """The entry in force about a card, None when it is as shipped."""
        return self._vigueur.get(f"{genre}:{ident}")

    def adoptee(self, genre: str, ident: str) -> bool:
        """Is the card the establishment's own (written, changed, or listed in its own file)? As shipped, a
        card is a proposal.
        """
        own = self.home / regles.DOSSIER / SEMENCES / f"{genre}.toml"
        return own.is_file() or self.derniere(genre, ident) is not None

    def histoire(self, genre: str, ident: str) -> list[Decision]:
        """Every entry about a card, oldest first, undone ones included."""
        return [entry for entry in self.decisions if entry.objet == f"{genre}:{ident}"]

    def au(self, instant: dt.datetime) -> Projet:
        """The project as it stood at that moment, undos of later days not yet made: the same for ever."""
        return Projet(
            self.home, [e for e in self.decisions if e.le is not None and e.le <= instant], self.genres
        )

    def avec(
        self, changements: Mapping[str, Sequence[Ligne]], retraits: Mapping[str, Sequence[str]] | None = None
    ) -> Projet:
        """The project once those whole cards are in it and those ids out: to judge a change before it is
        written.
        """
        other = Projet(self.home, self.decisions, self.genres)
        other._base = self
        if "mesures" in self.__dict__:
            other.mesures = self.mesures
        other._fiches = {code: dict(rows) for code, rows in self._fiches.items()}
        for genre, lines in changements.items():
            for row in lines:
                about = {"auteur": None, "modifie_le": None, "semence": False}
                other._fiches[genre][row["id"]] = {**lire_fiche(self.genres[genre], row), **about}
        for genre, idents in (retraits or {}).items():
            for ident in idents:
                other._fiches[genre].pop(ident, None)
        return other

    def nouvel_id(self, genre: str, pris: set[str] | None = None) -> str:
        """The next free id of a kind (`T-036`): never one that was used, even by a card taken away since."""
        prefix = self.genres[genre].prefixe
        used = set(self._fiches[genre]) | set(semences(self.home).get(genre, {})) | (pris or set())
        used |= {e.objet.partition(":")[2] for e in self.decisions if e.objet.startswith(f"{genre}:")}
        ranks = [int(found[1]) for ident in used if (found := re.fullmatch(rf"{prefix}-(\d+)", ident))]
        return f"{prefix}-{max(ranks, default=0) + 1:03d}"

    def nom(self, genre: str, ident: str | None) -> str:
        """What people call a card: its title or name, else its id."""
        row = self._fiches.get(genre, {}).get(ident or "")
        if row is None:
            return ident or ""
        for field in ("titre", "nom", "libelle", "fonction", "texte"):
            if row.get(field):
                return str(row[field])
        if row.get("type") and row.get("le"):  # a committee: what it is, and when
            return f"{self.libelle(genre, 'type', row['type'])} du {row['le']:%d/%m/%Y}"
        return ident or ""

    def libelle(self, genre: str, champ: str, valeur: Any) -> str:
        """A value of a field as people read it: the label of an option, the name of the card it points to."""
        field = self.genres[genre].champ(champ)
        if valeur is None:
            return ""
        if valeur in field.options:
            return field.options[valeur]
        return self.nom(field.lien, valeur) if field.lien else str(valeur)


def echeances(home: Path | None = None) -> dict[str, dt.date]:
    """Objective code (`1.1-2027`) → its deadline; the establishment's own `regles/criteres.toml` wins over
    ours.
    """
    return {entry["code"]: entry["echeance"] for entry in jalons.definitions(home)["objectifs"]}


def ouvrir(home: Path, decisions: Sequence[Decision] | None = None) -> Projet:
    """The project of a home.

    Args:
        decisions: entries of its ledger (all of them, or those in force); read from it when absent.

    Raises:
        RegistreIllisible, RegleIllisible: the ledger or a rules file of the establishment cannot be read.
    """
    return Projet(home, Registre(home).toutes() if decisions is None else decisions)
