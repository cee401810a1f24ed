"""The lines of a list that asks no number, coming back: what each reference designates, said done, or taken
back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.decisions import Decision
from workbench.decisions.en_cours import RETIRE
from workbench.decisions.saisie import SaisieInvalide, composer
from workbench.documents.listes.gestes import GENRES, GESTE, Reference, read_reference
from workbench.exchange.lecteur import Ligne
from workbench.exchange.plan import Faute, Plan
from workbench.looks.formats import accord, jour, nombre


@dataclass
class Gestes:
    """Lines read into a plan.

    Attributes:
        vigueur: decisions in force. empreinte: of the file. jour: today, when the caller keeps one.
    """

    plan: Plan
    vigueur: Sequence[Decision]
    auteur: str
    empreinte: str
    jour: dt.date | None = None
    vus: dict[str, int] = field(default_factory=dict)
    gardes: int = 0
    effaces: list[Ligne] = field(default_factory=list)
    avant: dict[str, Decision] = field(init=False)

    def __post_init__(self) -> None:
        genres = {GESTE[0], *(genre for genre, _ in GENRES.values())}
        self.avant = {dite.sujet: dite for dite in self.vigueur if dite.genre in genres}

    def read(self, ligne: Ligne) -> None:
        """A line: its gesture said done, taken back when the day it was issued with is erased, or what is
        wrong with it.
        """
        ref, fait = read_reference(str(ligne.valeurs["geste"] or "")), ligne.valeurs["fait_le"]
        if fait is None and (ref is None or ref.issued is None):
            self.plan.vides += ligne.valeurs["geste"] is not None
            return
        faute = self._fault(ligne, ref)
        if faute is not None or ref is None:
            self.plan.fautes += [faute] if faute else []
            return
        self.vus[ref.objet] = ligne.numero
        self.gardes += ref.issued is not None and fait is not None
        un = ref.code in GENRES  # a decision about somebody, else about a line
        sujet = {"id_unique": ref.cle if un else "", "objet": "" if un else ref.objet}
        genre, champ = GENRES.get(ref.code, GESTE)
        if fait is not None and fait != ref.issued:
            self._record(ligne, ref, {champ: fait, "motif": told(ligne)}, sujet)
            return
        assert ref.issued is not None  # a line without a day, issued without one, went away above
        avant = self.avant.get(
            Decision(genre, "", "", id_unique=sujet["id_unique"], objet=sujet["objet"]).sujet
        )
        dit = avant.valeur[champ] if avant is not None and avant.verdict != RETIRE else None
        if fait is not None:
            self.plan.deja += dit == fait.isoformat()
            self.plan.depassees += dit != fait.isoformat()
        elif dit is None:
            self.plan.deja += 1
        elif dit != ref.issued.isoformat():
            self.plan.fautes.append(
                ligne.faute(
                    "fait_le",
                    f"Vous effacez le {jour(ref.issued)}, mais ce geste a été dit fait le"
                    f" {jour(dt.date.fromisoformat(dit))} depuis l’envoi de cette liste. Remettez la date, ou"
                    " repartez d’une liste neuve.",
                )
            )
        else:
            self.effaces += [] if ligne.valeurs.get("commentaire") else [ligne]
            motif = told(ligne, "Date effacée sur la liste de travail")
            self._record(ligne, ref, {champ: ref.issued, "motif": motif, "verdict": RETIRE}, sujet)
            self.plan.retraits += 1

    def close(self) -> None:
        """Once every line is read: days erased without a word, more of them than are left, look like a column
        lost in a copy.
        """
        if len(self.effaces) <= self.gardes:
            return
        perdues = accord(len(self.effaces), "date effacée", "dates effacées")
        self.plan.fautes += [
            ligne.faute(
                "fait_le",
                f"Cette liste portait ici une date. {perdues} sans commentaire, {nombre(self.gardes)} encore"
                " là : une colonne perdue en la recopiant, ou des gestes à retirer ? Pour retirer celui-ci,"
                " dites pourquoi dans « Commentaire » ; sinon repartez d’une liste neuve.",
            )
            for ligne in self.effaces
        ]

    def _record(
        self, ligne: Ligne, ref: Reference, champs: Mapping[str, Any], sujet: Mapping[str, str]
    ) -> None:
        genre, champ = GENRES.get(ref.code, GESTE)
        origine = f"classeur:{self.empreinte}:{ligne.titre}:{ligne.numero}"
        try:
            entree = composer(genre, self.auteur, champs, jour=self.jour, origine=origine, **sujet)
        except SaisieInvalide as erreur:
            colonnes = {champ: "fait_le", "motif": "commentaire"}
            self.plan.fautes += [ligne.faute(colonnes[code], dit) for code, dit in erreur.fautes.items()]
            return
        self.plan.ajouter(entree, self.avant.get(entree.sujet), ligne.lieu)

    def _fault(self, ligne: Ligne, ref: Reference | None) -> Faute | None:
        """Why the line cannot be recorded, None when it can."""
        if ref is None:
            return ligne.faute(
                "geste",
                "Cette ligne ne porte pas de référence que l’outil ait écrite : on ne sait pas de qui elle"
                " parle. Effacez « Fait le », ou repartez d’une liste neuve.",
            )
        if not ref.of(ligne.valeurs.get("nom"), ligne.valeurs.get("login")):
            return ligne.faute(
                "geste",
                "Cette référence n’est pas celle du nom et du compte écrits sur la ligne : colonne triée"
                " seule, ou case modifiée. Repartez d’une liste neuve.",
            )
        if ref.objet in self.vus:
            return ligne.faute("geste", f"Cette ligne est déjà dite plus haut, ligne {self.vus[ref.objet]}.")
        return None


def told(ligne: Ligne, sans: str = "Fait, dit par la liste de travail") -> str:
    """The comment of a line, as the reason of what it records; `sans`: when there is none."""
    dit = str(ligne.valeurs.get("commentaire") or sans)[:200]
    return dit if len(dit) >= 5 else f"Liste de travail : {dit}"  # « ok » is said with where it was read
