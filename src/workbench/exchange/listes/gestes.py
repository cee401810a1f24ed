"""The lines of a list that asks no number, coming back: what each reference designates, said done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.decisions import Decision
from workbench.decisions.saisie import SaisieInvalide, composer
from workbench.documents.listes.gestes import GENRES, GESTE, Reference, read_reference
from workbench.exchange.lecteur import Ligne
from workbench.exchange.plan import Faute, Plan


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
    avant: dict[str, Decision] = field(init=False)

    def __post_init__(self) -> None:
        genres = {GESTE[0], *(genre for genre, _ in GENRES.values())}
        self.avant = {dite.sujet: dite for dite in self.vigueur if dite.genre in genres}

    def read(self, ligne: Ligne) -> None:
        """A dated line: its gesture, or what is wrong with it."""
        ref = read_reference(str(ligne.valeurs["geste"] or ""))
        faute = self._fault(ligne, ref)
        if faute is not None or ref is None:
            self.plan.fautes += [faute] if faute else []
            return
        self.vus[ref.objet] = ligne.numero
        genre, champ = GENRES.get(ref.code, GESTE)
        sujet = {"id_unique": ref.cle} if ref.code in GENRES else {"objet": ref.objet}
        origine = f"classeur:{self.empreinte}:{ligne.titre}:{ligne.numero}"
        champs = {champ: ligne.valeurs["fait_le"], "motif": told(ligne)}
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


def told(ligne: Ligne) -> str:
    """The comment of a line, as the reason of what it records."""
    dit = str(ligne.valeurs.get("commentaire") or "Fait, dit par la liste de travail")[:200]
    return dit if len(dit) >= 5 else f"Liste de travail : {dit}"  # « ok » is said with where it was read
