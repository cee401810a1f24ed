"""What a file that comes back would change: every fault located, and nothing recorded while there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.access import exiger_ecriture
from workbench.decisions import Decision, Registre
from workbench.looks.formats import accord
from workbench.socle.erreurs import ErreurWorkbench, tell


class ClasseurIllisible(ErreurWorkbench):
    """The file cannot be read back; nothing was recorded."""


@dataclass(frozen=True)
class Faute:
    """What is wrong, and where, fit to be shown. `gardee`: the line is kept without that value, and holds
    nothing back.
    """

    feuille: str
    ligne: int
    colonne: str
    motif: str
    gardee: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "motif", tell(self.motif))  # it quotes what somebody typed


@dataclass
class Plan:
    """The answers a returned workbook would record; `entrees` is empty as soon as there is one fault.

    `reponses` and `lieux` (sheet, line) go together; `deja`: lines that repeat what holds; `vides`: lines
    without answer; `retraits`: answers that take back what was said; `depassees`: lines left as issued,
    while what holds has changed since: nothing is taken from them; `details`: what makes two answers of one
    verdict differ.
    """

    reponses: list[Decision] = field(default_factory=list)
    lieux: list[tuple[str, int]] = field(default_factory=list)
    fautes: list[Faute] = field(default_factory=list)
    deja: int = 0
    vides: int = 0
    remplacees: int = 0
    retraits: int = 0
    depassees: int = 0
    masquees: int = 0
    details: Callable[[Decision], Mapping[str, object]] = lambda _: {}

    @property
    def entrees(self) -> list[Decision]:
        """What may be recorded: everything, or nothing."""
        return [] if self.fautes else self.reponses

    @property
    def connues(self) -> str:
        """« 2 déjà connues »; and the lines that time has overtaken, when there are any."""
        dites = accord(self.deja, "déjà connue", "déjà connues")
        if not self.depassees:
            return dites
        lignes = accord(self.depassees, "ligne inchangée", "lignes inchangées")
        return f"{dites}, {lignes} alors que le registre a changé depuis (rien n’en est repris)"

    @property
    def dont(self) -> str:
        """« , dont 3 gestes retirés »; nothing when none is."""
        return f", dont {accord(self.retraits, 'geste retiré', 'gestes retirés')}" if self.retraits else ""

    def ajouter(self, entree: Decision, avant: Decision | None, lieu: tuple[str, int]) -> None:
        """Take an answer; one that says again what holds is only counted.

        Args:
            avant: what holds on the same subject.
        """
        same = avant is not None and (avant.genre, avant.verdict) == (entree.genre, entree.verdict)
        if same and avant is not None and self.details(avant) == self.details(entree):
            self.deja += 1
            return
        self.remplacees += avant is not None
        self.reponses.append(replace(entree, remplace=avant.id) if avant else entree)
        self.lieux.append(lieu)


def admit(home: Path, compte: str, fichier: Path, quoi: str) -> None:
    """Before a command reads a returned file.

    Args:
        compte: the account that runs it. quoi: what the file is called: « Liste », « Classeur ».

    Raises:
        AccesRefuse: the role of that account only reads. ErreurWorkbench: no such file.
    """
    exiger_ecriture(home, compte)
    if not fichier.is_file():
        raise ErreurWorkbench(f"{quoi} introuvable", f"{fichier} n'existe pas.", "Vérifiez le chemin.")


def countersign(plan: Plan, compte: str) -> Plan:
    """The same plan; an answer recorded in somebody's name says which account took it in."""
    plan.reponses = [
        entree
        if entree.auteur == compte
        else replace(entree, motif=f"{entree.motif} (repris par le compte {compte})".strip())
        for entree in plan.reponses
    ]
    return plan


def record(registre: Registre, plan: Plan) -> int:
    """Record the whole plan, or nothing; how many decisions were written."""
    return len(registre.enregistrer(plan.entrees)) if plan.entrees else 0
