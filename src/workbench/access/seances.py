"""Who is signed in, on a server: held in its memory, so that signing out and expiring are real.

A browser holds an opaque key, nothing else. In a process that serves no one (`SERVEUR` is None), people are
known by their account (`compte`).
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass
class Seance:
    """One person signed in; times in seconds of the book's clock."""

    nom: str
    groupes: tuple[str, ...]
    ouverte: float
    vue: float
    depart: str = ""  # what the provider needs to sign out there too


class Seances:
    """The open sessions.

    Args:
        duree, inactivite: how long a session lasts at most, and without a gesture, in seconds.
        horloge: seconds that never go back.
    """

    def __init__(
        self, duree: float, inactivite: float, horloge: Callable[[], float] = time.monotonic
    ) -> None:
        self.duree, self.inactivite, self.horloge = duree, inactivite, horloge
        self._ouvertes: dict[str, Seance] = {}
        self._verrou = threading.Lock()

    def ouvrir(self, nom: str, groupes: Iterable[str], depart: str = "") -> str:
        """A new session; its key."""
        cle, now = secrets.token_urlsafe(32), self.horloge()
        with self._verrou:
            self._drop_expired(now)
            self._ouvertes[cle] = Seance(nom, tuple(groupes), now, now, depart)
        return cle

    def lire(self, cle: str | None, *, geste: bool = True) -> Seance | None:
        """The session of that key, None when there is none any more; `geste`: the person did something."""
        now = self.horloge()
        with self._verrou:
            self._drop_expired(now)
            seance = self._ouvertes.get(cle or "")
            if seance is not None and geste:
                seance.vue = now
            return seance

    def de(self, nom: str) -> Seance | None:
        """The latest open session of that person."""
        with self._verrou:
            self._drop_expired(self.horloge())
            found = [seance for seance in self._ouvertes.values() if seance.nom == nom]
        return max(found, key=lambda seance: seance.ouverte, default=None)

    def fermer(self, cle: str | None) -> Seance | None:
        """Sign out; the session that was open."""
        with self._verrou:
            return self._ouvertes.pop(cle or "", None)

    def _drop_expired(self, now: float) -> None:
        for cle, seance in list(self._ouvertes.items()):
            if now - seance.ouverte >= self.duree or now - seance.vue >= self.inactivite:
                del self._ouvertes[cle]


SERVEUR: Seances | None = None
"""The sessions of this process; None on a workstation."""


def servir(seances: Seances | None) -> None:
    """From now on, people of this process are those who signed in (None: the account that runs it)."""
    global SERVEUR
    SERVEUR = seances


def current() -> Seances | None:
    """The sessions of this process; None on a workstation."""
    return SERVEUR
