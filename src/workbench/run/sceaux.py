"""What a published version remembers of the ledger and the journals, and what has been touched since.

Each entry carries the hash of the one before it; a version keeps the last hash. Rewriting, taking out or
adding entries by another hand than the tool's is seen at the next run, which stops.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from workbench.access import journal
from workbench.access.consultations import JOURNAL
from workbench.decisions import Registre
from workbench.documents.produits import HISTOIRE
from workbench.looks.formats import accord
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.tables import frame
from workbench.warehouse import read_table
from workbench.warehouse.publication import PREFIXE, curated_folder, pointer

TABLE = "meta.sceau"
ACCEPTES = "scelles.jsonl"
OBJETS = {
    "decisions": "Le registre des décisions",
    "acces": "Le journal des consultations",
    "exports": "Le journal des documents produits",
}
_FICHIERS = {"acces": JOURNAL, "exports": HISTOIRE}
CONSEIL = (
    "Remettez les fichiers d’une sauvegarde (workbench restore). Si ce changement est voulu et expliqué :"
    ' workbench verifier --accepter --motif "pourquoi".'
)


class TracesAlterees(ErreurWorkbench):
    """The ledger or a journal is not what the published version knew."""


@dataclass(frozen=True)
class Etat:
    """One ledger or journal as it stands: the hash after n entries, and what is wrong in it."""

    objet: str
    tetes: tuple[str, ...]
    fautes: tuple[str, ...]

    @property
    def sceau(self) -> dict[str, object]:
        """Its row in a version."""
        return {"objet": self.objet, "nombre": len(self.tetes) - 1, "empreinte": self.tetes[-1]}


def states(home: Path) -> list[Etat]:
    """The ledger and the journals of that home, each held against its own chain.

    Raises:
        RegistreIllisible: the ledger cannot be read.
    """
    heads, places = Registre(home).chaine()
    found = [
        Etat(
            "decisions",
            tuple(heads),
            tuple(f"entrée {place} : modifiée, ou entrées retirées juste avant" for place in places),
        )
    ]
    for objet, name in _FICHIERS.items():
        read = journal.read(home / "data" / "curated" / name)
        found.append(Etat(objet, read.tetes, tuple(f"ligne {line} : {told}" for line, told in read.fautes)))
    return found


def touched(home: Path, found: Sequence[Etat] | None = None) -> list[str]:
    """What was changed by another hand than the tool's, in sentences; [] when everything holds.

    What the published version sealed must still be there, entry for entry, and whatever came after must hold
    together; a state accepted since (`accept`) takes the place of the seal.
    """
    known = _sealed(home)
    told = []
    for state in states(home) if found is None else found:
        count, head, tolerated = known.get(state.objet, (0, "", frozenset()))
        name = OBJETS[state.objet]
        if len(state.tetes) <= count:
            missing = count + 1 - len(state.tetes)
            told.append(
                f"{name} a perdu {accord(missing, 'entrée', 'entrées')} ({count} à la dernière exécution)."
            )
        elif state.tetes[count] != head:
            told.append(
                f"{name} n’est plus celui de la dernière exécution : ses {count} premières entrées ont"
                " changé."
            )
        told += [f"{name}, {fault}." for fault in state.fautes if fault not in tolerated]
    return told


def whole(home: Path) -> dict[str, pl.DataFrame]:
    """`meta.sceau` of the version about to be written, once nothing is found to have been touched.

    Raises:
        TracesAlterees: somebody wrote without the tool (`touched`).
    """
    found = states(home)
    if told := touched(home, found):
        raise TracesAlterees("Décisions ou journaux modifiés hors de l’outil", " ".join(told[:3]), CONSEIL)
    return {TABLE: frame(TABLE, [state.sceau for state in found])}


def accept(home: Path, compte: str, motif: str) -> list[str]:
    """Take what stands as the new reference, said by whom and why; what had been touched.

    Raises:
        ErreurWorkbench: no reason is given.
    """
    if not motif.strip():
        raise ErreurWorkbench(
            "Raison manquante",
            "Accepter un changement demande --motif.",
            "Dites qui a changé quoi, et pourquoi.",
        )
    found = states(home)
    told = touched(home, found)
    entry = {
        "le": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "utilisateur": compte,
        "version": (pointer(home) or {}).get("version", ""),
        "motif": motif.strip(),
        "constats": told,
        "sceaux": [{**state.sceau, "fautes": list(state.fautes)} for state in found],
    }
    journal.append(curated_folder(home) / ACCEPTES, entry)
    return told


def _sealed(home: Path) -> dict[str, tuple[int, str, frozenset[str]]]:
    """By object: entries and last hash known, faults accepted; the last acceptance bearing on the published
    version wins.
    """
    rows = read_table(home, TABLE)
    known = {
        objet: (count, head, frozenset[str]())
        for objet, count, head in (rows.iter_rows() if rows is not None else ())
    }
    version = (pointer(home) or {}).get("version", "")
    for entry in journal.entries(curated_folder(home) / ACCEPTES):
        for seal in entry["sceaux"]:
            objet, faults = str(seal["objet"]), frozenset(map(str, seal["fautes"]))
            count, head, _ = known.get(objet, (0, "", frozenset()))
            if entry["version"] == version:
                count, head = int(seal["nombre"]), str(seal["empreinte"])
            known[objet] = (count, head, faults)
    return known


def refuse_lost_past(home: Path) -> None:
    """Stop a run that would take itself for the first one: every identifier would be given again, to others.

    Raises:
        ErreurWorkbench: nothing is published, and something shows that it was.
    """
    if pointer(home) is not None:
        return
    folder = home / "data" / "curated"
    versions = sorted(path.name for path in folder.glob(f"{PREFIXE}*.duckdb"))
    decided = [entry for entry in Registre(home).toutes() if entry.id_unique or entry.cle_a or entry.rpps]
    read = journal.read(folder / JOURNAL).nombre
    if not (versions or decided or read):
        return
    told = []
    if versions:
        told.append(f"les versions {', '.join(versions[-3:])}")
    if decided:
        told.append(accord(len(decided), "décision sur une personne", "décisions sur des personnes"))
    if read:
        told.append(accord(read, "consultation journalisée", "consultations journalisées"))
    raise ErreurWorkbench(
        "Version publiée introuvable",
        f"{folder / 'publie.json'} manque, alors qu’il reste {' et '.join(told)}."
        " Exécuter maintenant donnerait de nouveaux identifiants à tout le monde.",
        "Remettez une sauvegarde (workbench restore), ou revenez à une version présente (workbench revenir"
        " VERSION). Pour repartir de rien, déplacez d’abord le dossier data/curated.",
    )
