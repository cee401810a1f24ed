"""What the sendings before this one hid: two successive workbooks speak of the same people.

A cell hidden last month, shown this month and hardly changed gives last month's away. So it stays hidden
while it has moved by
less than the threshold; and a cell printed last month and unchanged is known already, so that hiding it this
month hides
little: another is hidden first. What each version hid and showed is kept beside the warehouse (0600, never
sent),
and so is the establishment's salt, which decides between two neighbours worth the same (`documents.secret`).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock

from workbench.documents.secret import Cle
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse.publication import curated_folder, private, replace_durably

FICHIER = "masques_ars.json"
GARDES = 24  # versions remembered: two years of months; each already holds what the one before it hid
SEL_OCTETS = 16


@dataclass(frozen=True)
class Precedent:
    """The sending before: its date, the counts and the scores of objectives that it printed."""

    le: date
    vues: Mapping[Cle, int]
    scores: Mapping[str, float]


@dataclass
class Envois:
    """The versions already sent, oldest first: `version`, `le`, `masquees` and `vues` (key and count of each
    cell).
    """

    sel: str = field(default_factory=lambda: secrets.token_hex(SEL_OCTETS))
    versions: list[dict[str, Any]] = field(default_factory=list)

    def tenues(self, version: str, valeurs: Mapping[Cle, int], seuil: int) -> tuple[set[Cle], set[Cle]]:
        """The cells that must stay hidden in this version, and those a reader has already seen with this
        value.

        Made again, an old version looks at what came before it.
        """
        rangs = [rang for rang, envoi in enumerate(self.versions) if envoi["version"] == version]
        avant = self.versions[: rangs[0]] if rangs else self.versions
        if not avant:
            return set(), set()
        cachees = {tuple(cle): nombre for cle, nombre in avant[-1]["masquees"]}
        vues = {(tuple(cle), nombre) for envoi in avant for cle, nombre in envoi["vues"]}
        tenues = {c for c, nombre in cachees.items() if c in valeurs and abs(valeurs[c] - nombre) < seuil}
        return tenues, {c for c, nombre in vues if valeurs.get(c) == nombre}

    def retenir(self, version: str, le: date, valeurs: Mapping[Cle, int], masquees: frozenset[Cle]) -> None:
        """Remember what this version hid and what it showed, in its place."""
        cellules = sorted(valeurs.items(), key=repr)
        envoi: dict[str, Any] = {
            "version": version,
            "le": le.isoformat(),
            "masquees": [[list(cle), nombre] for cle, nombre in cellules if cle in masquees],
            "vues": [[list(cle), nombre] for cle, nombre in cellules if cle not in masquees],
        }
        for rang, ancien in enumerate(self.versions):
            if ancien["version"] == version:
                self.versions[rang] = envoi
                return
        self.versions = [*self.versions, envoi][-GARDES:]

    def precedent(self, version: str) -> Precedent | None:
        """What the last sending before this version printed."""
        rangs = [rang for rang, envoi in enumerate(self.versions) if envoi["version"] == version]
        avant = self.versions[: rangs[0]] if rangs else self.versions
        if not avant:
            return None
        vues = {tuple(cle): int(nombre) for cle, nombre in avant[-1]["vues"]}
        return Precedent(date.fromisoformat(avant[-1]["le"]), vues, dict(avant[-1].get("scores", {})))

    def dire(self, version: str, scores: Mapping[str, float]) -> None:
        """Remember the scores of objectives that this version prints."""
        for envoi in self.versions:
            if envoi["version"] == version:
                envoi["scores"] = dict(scores)

    def par_date(self) -> dict[date, set[Cle]]:
        """What each date's sendings hid, all versions of it together."""
        out: dict[date, set[Cle]] = {}
        for envoi in self.versions:
            caches = out.setdefault(date.fromisoformat(envoi["le"]), set())
            caches |= {tuple(cle) for cle, _ in envoi["masquees"]}
        return out


@contextmanager
def envois(home: Path) -> Iterator[Envois]:
    """The memory of the home, written back on leaving when it changed; one writer at a time.

    Raises:
        ErreurWorkbench: the file exists and cannot be read: without it, a cell hidden last month could come
        out.
    """
    chemin = curated_folder(home) / FICHIER
    with FileLock(chemin.with_suffix(".lock"), mode=0o600):
        avant = chemin.read_bytes() if chemin.is_file() else b""
        memoire = _lire(avant, chemin) if avant else Envois()
        yield memoire
        apres = json.dumps({"sel": memoire.sel, "versions": memoire.versions}, ensure_ascii=False).encode()
        if apres != avant:
            brouillon = chemin.with_suffix(".partiel")
            brouillon.write_bytes(apres)
            private(brouillon)
            replace_durably(brouillon, chemin)


def _lire(octets: bytes, chemin: Path) -> Envois:
    try:
        lu = json.loads(octets)
        return Envois(str(lu["sel"]), list(lu["versions"]))
    except (ValueError, KeyError, TypeError) as erreur:
        raise ErreurWorkbench(
            "Mémoire des envois illisible",
            f"{chemin.name} dit ce que les classeurs précédents ont masqué ; il ne se lit plus.",
            f"Reprenez {chemin.name} dans la dernière sauvegarde (`workbench backup`) ; "
            "s’il n’y est pas, supprimez-le : le prochain envoi ne saura plus ce qui était masqué.",
        ) from erreur
