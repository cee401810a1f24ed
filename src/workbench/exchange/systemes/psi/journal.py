"""What was sent to Pro Santé Identité and what it answered: written before and after each sending, so that a
sending cut short never starts again for the same person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench.access import journal
from workbench.documents.systemes.psi.lot import Lot
from workbench.exchange.systemes.psi.reponse import A_REPRENDRE, FINALES, INCERTAINE, REFUSEE, Reponse
from workbench.socle.erreurs import ErreurWorkbench

DEPART, RETOUR = "depart", "reponse"


class JournalAltere(ErreurWorkbench):
    """The journal of a lot was changed by another hand; nothing leaves, nothing is recorded."""


@dataclass(frozen=True)
class Trace:
    """The last thing known of one person: `reponse` is None when it left and nothing came back."""

    lot: str
    ident: str
    empreinte: str
    le: dt.datetime
    fiche: str = ""
    reponse: Reponse | None = None

    @property
    def etat(self) -> str:
        """What is known: without an answer, nothing is."""
        return self.reponse.etat if self.reponse else INCERTAINE


def folder(home: Path) -> Path:
    """Where the journals are, one a lot."""
    return home / "data" / "curated" / "psi"


def depart(home: Path, lot: Lot, ident: str) -> None:
    """Say that it is about to leave; on disk before this returns."""
    told = {"empreinte": lot.empreinte(ident), "fiche": lot.fiches.get(ident, "")}
    _write(home, lot.code, {"quoi": DEPART, "ident": ident, **told})


def retour(home: Path, lot: str, ident: str, reponse: Reponse) -> None:
    """Say what came back."""
    _write(home, lot, {"quoi": RETOUR, "ident": ident, "reponse": reponse.gardee()})


def _write(home: Path, lot: str, entry: dict[str, Any]) -> None:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    journal.append(folder(home) / f"{lot}.jsonl", {"le": now, **entry})


def traces(home: Path) -> dict[str, Trace]:
    """The last trace of each person, over every lot, oldest lot first."""
    found: dict[str, Trace] = {}
    for path in sorted(folder(home).glob("*.jsonl")):
        for trace in of_lot(path):
            found[trace.ident] = trace if _weighs(trace, found.get(trace.ident)) else found[trace.ident]
    return found


def of_lot(path: Path) -> list[Trace]:
    """The last trace of each person of a lot; a line cut by a full disk is passed over.

    Raises:
        JournalAltere: it is not what the tool wrote: who was sent, and what came back, is no longer known.
    """
    faults = [f"ligne {rank} : {said}" for rank, said in journal.read(path).fautes]
    try:
        found = _of_lot(path)
    except (KeyError, TypeError, ValueError) as error:
        faults.append(f"une ligne à laquelle il manque quelque chose (détail technique : {error})")
    if faults:
        raise JournalAltere(
            "Journal d’envoi modifié hors de l’outil",
            f"{path.name} : {faults[0]}.",
            "Remettez ce fichier d’une sauvegarde du dossier. D’ici là, rien ne part et rien n’est repris :"
            " une personne pourrait être envoyée deux fois.",
        )
    return found


def _of_lot(path: Path) -> list[Trace]:
    found: dict[str, Trace] = {}
    for entry in journal.entries(path):
        ident, le = str(entry["ident"]), dt.datetime.fromisoformat(entry["le"])
        if entry["quoi"] == DEPART:
            found[ident] = Trace(path.stem, ident, str(entry["empreinte"]), le, str(entry["fiche"]))
        elif ident in found:
            found[ident] = replace(found[ident], le=le, reponse=_reponse(entry["reponse"]))
    return list(found.values())


def _weighs(new: Trace, old: Trace | None) -> bool:
    """An enrolment is never forgotten; of two others, the later holds."""
    return old is None or (old.etat not in FINALES and new.le >= old.le)


def _reponse(said: dict[str, Any]) -> Reponse:
    lists: dict[str, Any] = {
        name: tuple(said[name]) for name in ("numeros", "champs", "divergences") if name in said
    }
    return Reponse(**({"http": 0} | said | lists))


def may_leave(trace: Trace | None, empreinte: str, incertaines: bool) -> bool:
    """May that person be sent now: never sent, told to come back, or refused on other traits than these.

    Args:
        incertaines: a person chose to send again those whose answer is not known.
    """
    if trace is None or trace.etat == A_REPRENDRE:
        return True
    if trace.etat == REFUSEE:
        return trace.empreinte != empreinte
    return incertaines and trace.etat == INCERTAINE


def answered(known: Iterable[Trace]) -> set[tuple[str, str]]:
    """(person, print) that preparing a new lot leaves out; an enrolled person is out whatever the print."""
    return {(trace.ident, trace.empreinte) for trace in known if trace.etat != A_REPRENDRE}
