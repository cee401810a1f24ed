"""The application for people who sign in: what must be settled before it starts, and how it starts."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from workbench.access import seances
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.fichier_secret import SecretRefuse, read_secret
from workbench.socle.settings import Settings, load_settings
from workbench.ui.serveur.garde import Admission, Adresses

CONSEIL = "Complétez workbench.toml (docs/exploitation.md), puis relancez. Rien n’a été ouvert."


def missing(settings: Settings) -> list[str]:
    """What keeps the application from being shared, one sentence each; [] when it may start."""
    server, sign_in = settings.serveur, settings.connexion
    told = [
        sentence
        for absent, sentence in (
            (not server.adresse, "serveur.adresse : l’adresse publique en https de l’application."),
            (not server.hotes_admis, "serveur.hotes_admis : les noms sous lesquels elle répond."),
            (not server.mandataires_tls, "serveur.mandataires_tls : l’adresse du mandataire (proxy) TLS."),
            (not sign_in.fournisseur, "connexion.fournisseur : l’adresse des métadonnées OpenID Connect."),
            (not sign_in.client, "connexion.client : l’identifiant de l’application chez le fournisseur."),
            (not sign_in.secret_fichier, "connexion.secret_fichier : le fichier où est le secret."),
            (
                not (settings.acces.utilisateurs or settings.acces.groupes),
                "acces.utilisateurs ou acces.groupes : à qui un rôle est donné ; sinon personne n’entre.",
            ),
            (
                find_spec("authlib") is None,
                "Authlib n’est pas installée : pip install --require-hashes -r requirements.lock.",
            ),
        )
        if absent
    ]
    if server.adresse and server.hotes_admis and urlsplit(server.adresse).netloc not in server.hotes_admis:
        told.append(f"serveur.hotes_admis : il y manque {urlsplit(server.adresse).netloc}.")
    if sign_in.fournisseur and not _trusted(sign_in.fournisseur):
        told.append("connexion.fournisseur : une adresse en https (ou de ce poste) est nécessaire.")
    if sign_in.secret_fichier:
        try:
            read_secret(settings.home, sign_in.secret_fichier)
        except SecretRefuse as error:
            told.append(f"connexion.secret_fichier : {error.message} {error.conseil}")
    return told


def partager(home: Path, port: int) -> None:
    """Serve the application to whoever signs in and has rights; returns when the server stops.

    Raises:
        ErreurWorkbench: something is missing (`missing`): nothing is opened.
    """
    settings = load_settings(home)
    if told := missing(settings):
        raise ErreurWorkbench("Mode serveur refusé", "\n".join(told), CONSEIL)
    from workbench.ui.serveur import connexion, demarrage

    server, sign_in = settings.serveur, settings.connexion
    book = seances.Seances(sign_in.duree_minutes * 60, sign_in.inactivite_minutes * 60)
    seances.servir(book)
    hosts = [host.lower() for host in server.hotes_admis]
    secret = read_secret(home, sign_in.secret_fichier).decode()
    admissions: list[Admission] = [
        connexion.Mandataire(server.mandataires_tls),
        connexion.Identification(home, server.adresse, sign_in, secret, book),
    ]
    adresses = Adresses(frozenset(hosts), frozenset(f"https://{host}" for host in hosts))
    demarrage.ecouter(home, server.ecoute, port, adresses, admissions)


def _trusted(address: str) -> bool:
    read = urlsplit(address)
    return read.scheme == "https" or read.hostname in ("127.0.0.1", "localhost")
