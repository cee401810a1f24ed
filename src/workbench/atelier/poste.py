"""Whoever sits at a notebook: who she is, what she may do, what she said when asked, what she recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import Acces, exiger, named_user, ouvrir
from workbench.decisions import Decision, Registre
from workbench.decisions.genres import champs, genres, lu
from workbench.decisions.saisie import composer
from workbench.identities.consignes import consignes
from workbench.looks.etats import TRAITS
from workbench.projet import annuler
from workbench.rpps.professions import nomenclature
from workbench.socle.champs import Champ
from workbench.warehouse import read_table

ORIGINE = "carnet"
HORS = "hors_perimetre"
GENRES = (
    "valeur_vide",
    "particule",
    "service_synonyme",
    "emploi_profession",
    "seuils",
    "regle_rapprochement",
    "echantillon_jugement",
    "rpps_confirme",
    "rpps_refuse",
    "meme_personne",
    "personne_differente",
)
"""Kinds a notebook records."""
LECTURE = (
    "Lecture seule : rien n’est enregistré. Pour agir, mettez ACTION = True dans la première cellule, puis"
    " exécutez de nouveau."
)


@dataclass(frozen=True)
class Poste:
    """One user at one home. `action`: she records; otherwise every act only says what it would ask."""

    acces: Acces
    action: bool
    demander: Callable[[str], str]

    @property
    def home(self) -> Path:
        """The home."""
        return self.acces.home

    @property
    def registre(self) -> Registre:
        """Its ledger."""
        return Registre(self.home)

    def answers(
        self, genre: str, donnes: Mapping[str, Any], choix: Mapping[str, Mapping[str, str]] | None = None
    ) -> dict[str, Any]:
        """Field code → what the cell says; when she acts, what it leaves empty is asked: everything when it
        says nothing, else only what is mandatory.

        Args:
            choix: field code → the options (code → word) of a choice that depends on the hospital.
        """
        own, silent = choix or {}, not any(donnes.get(code) for code in champs(genre))
        return {
            code: donnes.get(code)
            or (self._asked(item, own.get(code, {})) if silent or item.obligatoire else "")
            for code, item in champs(genre).items()
        }

    def compose(self, genre: str, filled: Mapping[str, Any], **fixes: Any) -> Decision:
        """The decision these answers make.

        Raises:
            DecisionInvalide: what is missing or impossible, in French.
        """
        return composer(genre, self.acces.utilisateur, filled, origine=ORIGINE, **fixes)

    def _asked(self, item: Champ, options: Mapping[str, str]) -> str:
        if not self.action:
            return ""
        words = {**item.options, **options}
        listed = " ; ".join(f"{code} = {word}" for code, word in words.items())
        hint = f" [{listed}]" if listed else f" ({item.exemple})" if item.exemple else ""
        return self.demander(f"{item.libelle}{hint} : ").strip()

    def record(self, entries: Sequence[Decision], *, exclusif: bool = True) -> str:
        """Record, as the application does; what was done, in a sentence.

        Raises:
            AccesRefuse: the role records nothing. DecisionInvalide, DejaTranche: see `Registre.enregistrer`.
        """
        if not self.action:
            return LECTURE
        exiger(self.home, self.acces.utilisateur, "ecrire")
        return self.said(self.registre.enregistrer(entries, exclusif=exclusif))

    def said(self, written: Sequence[Decision]) -> str:
        """What was recorded, and how to undo it."""
        if not written:
            return "Déjà enregistré à l’identique : rien n’a été ajouté."
        first = written[0]
        many = f" ({len(written)} entrées)" if len(written) > 1 else ""
        return (
            f"Enregistré au nom de {first.auteur} : {first.libelle}{many}. Vaut à la prochaine exécution."
            f' Pour défaire : atelier.undo(poste, "{first.id}", motif).'
        )


def told(entry: Decision) -> str:
    """What an entry speaks of, in words: who, then the answers of its form."""
    if entry.genre == "regle_rapprochement":
        return consignes().get(entry.objet, entry.objet)
    whom = entry.id_unique or (f"{entry.cle_a} | {entry.cle_b}" if entry.cle_b else "")
    return " ; ".join(part for part in (whom, answered(entry)) if part) or entry.objet


def answered(entry: Decision) -> str:
    """The answers of its form, in words."""
    said = []
    for code, item in champs(entry.genre).items():
        value = str(lu(entry, code) or "")
        if value and code not in ("motif", "verdict"):
            label = item.libelle.partition(" (")[0]
            said.append(f"{label} : {item.options.get(value) or words(code).get(value, value)}")
    return " ; ".join(said)


def words(code: str) -> Mapping[str, str]:
    """The words of a field whose answers are the hospital's, or those of a nomenclature."""
    if code == "cible":
        jobs = {f"{system}#{job}": str(one.libelle) for (system, job), one in nomenclature().items()}
        return {HORS: "Hors périmètre"} | jobs
    return TRAITS if code == "trait" else {}


def sit(home: Path, motif: str, *, action: bool = False, demander: Callable[[str], str] = input) -> Poste:
    """Open the gate for the user of this session.

    Args:
        motif: why people are consulted; kept in the journal of accesses.
        demander: how a question is put; the notebook's own box by default.

    Raises:
        AucunePublication: no run has been published yet.
    """
    return Poste(ouvrir(home, named_user(), motif), action, demander)


def undo(poste: Poste, ident: str, motif: str) -> str:
    """Undo an entry by another one; what was done, in a sentence.

    Raises:
        AccesRefuse: the role records nothing. DecisionInvalide: no reason was given.
    """
    if not poste.action:
        return LECTURE
    written = annuler(poste.registre, [ident], poste.acces.utilisateur, motif)
    return (
        f"Annulé au nom de {poste.acces.utilisateur}. Vaut à la prochaine exécution."
        if written
        else f"« {ident} » n’est pas une entrée à annuler : inconnue, ou déjà annulée."
    )


def journal(poste: Poste, depuis: dt.datetime | None = None) -> pl.DataFrame:
    """What notebooks recorded and still holds, newest first.

    Returns:
        id, le, auteur, genre, objet, motif, etape, en_attente (not yet in the published version).
    """
    played = read_table(poste.home, "meta.decision")
    known = set() if played is None else set(played["id"])
    rows = [
        {
            "id": entry.id,
            "le": entry.le,
            "auteur": entry.auteur,
            "genre": str(genres()[entry.genre]["libelle"]),
            "objet": told(entry),
            "motif": entry.motif,
            "etape": entry.verdict or None,
            "en_attente": entry.id not in known,
        }
        for entry in poste.registre.en_vigueur()
        if entry.genre in GENRES and (depuis is None or (entry.le is not None and entry.le >= depuis))
    ]
    columns = "id le auteur genre objet motif etape en_attente".split()
    kinds: dict[str, pl.DataType] = {name: pl.String() for name in columns}
    kinds |= {"le": pl.Datetime("us", "UTC"), "en_attente": pl.Boolean()}
    return pl.DataFrame(rows[::-1], schema=kinds)
