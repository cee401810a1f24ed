"""Send a lot to Pro Santé Identité, one person after the other: closed by default, to one address only,
throttled, and never twice for the same person, whatever stops it.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from filelock import FileLock, Timeout

from workbench.access import exiger
from workbench.documents.systemes.psi.controle import rules
from workbench.documents.systemes.psi.fichiers import refused
from workbench.documents.systemes.psi.lot import DROIT, Lot, LotRefuse
from workbench.exchange.systemes.psi import journal
from workbench.exchange.systemes.psi.reponse import A_REPRENDRE, INCERTAINE, PANNES, Reponse, understand
from workbench.socle.erreurs import ErreurWorkbench

ADRESSE, CLE, AUTORITE = "WORKBENCH_PSI_ADRESSE", "WORKBENCH_PSI_CLE", "WORKBENCH_PSI_AUTORITE"
CHEMIN, ENTETE = "/v1/identities", "ESANTE-API-KEY"
REFUS_ACCES = (401, 403)
_LOCALE = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?")
_SURE = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?")
_CLE = re.compile(r"[\x21-\x7e]+")


class EnvoiRefuse(ErreurWorkbench):
    """The sending is closed, or its address or key cannot be used; nothing left."""


class EnvoiArrete(ErreurWorkbench):
    """The service refuses us or does not answer: what left is in the journal, the rest waits."""


@dataclass(frozen=True)
class Acces:
    """Where to send, and with what; the key is never shown."""

    adresse: str
    cle: str = field(repr=False)
    autorite: str = ""


@dataclass
class Envoi:
    """What a sending did: state → people; `restent`: those not sent; `passees`: already answered."""

    etats: Counter[str] = field(default_factory=Counter)
    restent: int = 0
    passees: int = 0


def access(home: Path, environ: Mapping[str, str] = os.environ) -> tuple[Acces, dict[str, Any]]:
    """The address and the key, from the environment, once the establishment has opened the sending.

    Raises:
        EnvoiRefuse: closed, or one of them is missing or impossible.
    """
    settings = rules(home)["envoi"]
    if settings["actif"] is not True:
        raise EnvoiRefuse(
            "Envoi fermé",
            "L’établissement ne l’a pas ouvert : [envoi] actif = false. Rien n’est parti.",
            "Copiez le fichier livré dans regles/retour_psi.toml et écrivez-y actif = true, avec l’accord de"
            " votre DSI.",
        )
    address, key = environ.get(ADRESSE, "").rstrip("/"), environ.get(CLE, "")
    if not (_SURE.fullmatch(address) or _LOCALE.fullmatch(address)):
        raise EnvoiRefuse(
            "Adresse de Pro Santé Identité absente ou impossible",
            f"{ADRESSE} vaut « {address} ». Rien n’est parti.",
            "Écrivez https:// et le nom du serveur donné par l’ANS, sans chemin.",
        )
    if not _CLE.fullmatch(key):
        raise EnvoiRefuse(
            "Clé de Pro Santé Identité absente ou impossible",
            f"{CLE} est vide ou contient un signe impossible. Rien n’est parti.",
            "Posez la clé remise par l’ANS dans l’environnement du poste qui envoie, jamais dans un fichier.",
        )
    return Acces(address, key, environ.get(AUTORITE, "")), dict(settings)


@dataclass
class Facteur:
    """Who carries the bodies: one client, one pace.

    Args:
        reglages: `[envoi]`. pause: waits that many seconds. horloge: seconds, never going back.
    """

    acces: Acces
    reglages: Mapping[str, Any]
    pause: Callable[[float], None] = time.sleep
    horloge: Callable[[], float] = time.monotonic
    _prochain: float = 0.0

    def __post_init__(self) -> None:
        self.client = httpx2.Client(
            verify=self.acces.autorite or True,
            trust_env=False,  # no proxy that nobody wrote: this address and no other
            follow_redirects=False,
            timeout=self.reglages["delai_secondes"],
        )

    def carry(self, content: bytes) -> Reponse:
        """Send one body, at the pace of the settings."""
        wait = self._prochain - self.horloge()
        if wait > 0:
            self.pause(wait)
        self._prochain = self.horloge() + 60 / self.reglages["par_minute"]
        heads = {ENTETE: self.acces.cle, "Content-Type": "application/json", "Accept": "application/json"}
        try:
            with self.client.stream(
                "POST", self.acces.adresse + CHEMIN, content=content, headers=heads
            ) as answer:
                return self._read(answer, content)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            return Reponse(A_REPRENDRE, 0, raison="service injoignable")
        except httpx2.HTTPError as error:
            return Reponse(INCERTAINE, 0, raison=f"réponse perdue ({type(error).__name__})")

    def _read(self, answer: httpx2.Response, sent: bytes) -> Reponse:
        if answer.status_code in REFUS_ACCES or answer.is_redirect:
            return Reponse(A_REPRENDRE, answer.status_code, "HTTP_AUTRE", raison="accès refusé")
        received = b""
        for piece in answer.iter_bytes():
            received += piece
            if len(received) > self.reglages["octets_max"]:
                return Reponse(INCERTAINE, answer.status_code, raison="réponse trop longue")
        return understand(answer.status_code, received, json.loads(sent))


def to_send(home: Path, lot: Lot, incertaines: bool = False) -> list[str]:
    """Who would leave now, in order."""
    known = journal.traces(home)
    return [
        ident
        for ident in sorted(lot.corps)
        if journal.may_leave(known.get(ident), lot.empreinte(ident), incertaines)
    ]


def send(
    home: Path,
    lot: Lot,
    utilisateur: str,
    facteur: Facteur,
    incertaines: bool = False,
    suivi: Callable[[int], None] | None = None,
) -> Envoi:
    """Send whoever of the lot may leave; what happened is in the journal before the next one leaves.

    Args:
        utilisateur: the account that runs this. incertaines: see `journal.may_leave`. suivi: told after each.

    Raises:
        AccesRefuse: the role enrols nobody. LotRefuse: a body the contract refuses. EnvoiRefuse: another
        sending is under way. EnvoiArrete: refused, or too many failures in a row.
    """
    exiger(home, utilisateur, DROIT)
    _refuse_bad_bodies(lot)
    journal.folder(home).mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(journal.folder(home) / "envoi.verrou", timeout=0, mode=0o600):
            return _send(home, lot, facteur, incertaines, suivi)
    except Timeout:
        raise EnvoiRefuse(
            "Un envoi est déjà en cours",
            "Une autre commande envoie à Pro Santé Identité. Rien n’est parti d’ici.",
            "Attendez qu’elle finisse, puis relancez.",
        ) from None


def _refuse_bad_bodies(lot: Lot) -> None:
    for ident, content in lot.corps.items():
        if wrong := refused(lot.contrat, json.loads(content)):
            raise LotRefuse(
                "Corps refusé par le contrat",
                f"{ident}, {wrong[0]}. Rien n’est parti.",
                "Préparez un nouveau lot.",
            )


def _send(
    home: Path, lot: Lot, facteur: Facteur, incertaines: bool, suivi: Callable[[int], None] | None
) -> Envoi:
    waiting = to_send(home, lot, incertaines)
    done, failures = Envoi(restent=len(waiting), passees=len(lot.corps) - len(waiting)), 0
    for ident in waiting:
        journal.depart(home, lot, ident)
        answer = facteur.carry(lot.corps[ident])
        journal.retour(home, lot.code, ident, answer)
        done.etats[answer.etat] += 1
        done.restent -= 1
        if suivi:
            suivi(done.restent)
        broken = answer.etat == A_REPRENDRE or (answer.etat == INCERTAINE and not answer.code)
        failures = failures + 1 if broken else 0
        refused = answer.code == "HTTP_AUTRE"
        if refused or failures >= facteur.reglages["echecs_de_suite"]:
            raise _stopped(answer, done, refused)
    return done


def _stopped(answer: Reponse, done: Envoi, refused: bool) -> EnvoiArrete:
    why = f"Pro Santé Identité répond {answer.http}" if answer.http else "Pro Santé Identité ne répond pas"
    sent, reason = sum(done.etats.values()), f" ({answer.raison})" if answer.raison else ""
    advice = (
        "Vérifiez la clé, vos droits et l’adresse avec l’ANS"
        if refused
        else "Réessayez plus tard, sans changer le lot"
        if answer.http in PANNES or not answer.http
        else "Les réponses ne se lisent pas : vérifiez l’adresse avec l’ANS"
    )
    return EnvoiArrete(
        "Envoi arrêté",
        f"{why}{reason}. {sent} envois faits, {done.restent} personnes pas encore envoyées.",
        f"{advice} ; la même commande reprend où elle s’est arrêtée, personne ne part deux fois.",
    )
