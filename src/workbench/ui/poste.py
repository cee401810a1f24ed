"""Who stands before a workstation: whoever has the token, or the very account that started the server."""

from __future__ import annotations

import hmac
import os
import secrets
import socket
import struct
from collections.abc import Sequence
from pathlib import Path

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response

from workbench.ui.garde import SANTE, Adresses, inside, page

BOUCLE = "127.0.0.1"
PARAMETRE = "jeton"
_CONNEXIONS = Path("/proc/net/tcp")
_COLONNE_LOCALE, _COLONNE_DISTANTE, _COLONNE_COMPTE = 1, 2, 7


class Jeton:
    """A random token, given once in the address and kept in a cookie, as Jupyter does."""

    def __init__(self, port: int) -> None:
        self.jeton, self._cle = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.temoin = f"workbench_{port}"

    async def repondre(self, connection: HTTPConnection) -> Response | None:
        """The token becomes a cookie and leaves the address; the cookie lets through."""
        if connection.url.path == SANTE:
            return None
        given = connection.query_params.get(PARAMETRE)
        if given is not None and connection.scope["type"] == "http" and _same(given, self.jeton):
            rest = connection.url.remove_query_params(PARAMETRE)
            answer = RedirectResponse(inside(rest.path, rest.query), 303)
            answer.set_cookie(self.temoin, self._cle, httponly=True, samesite="strict")
            return answer
        if _same(connection.cookies.get(self.temoin, ""), self._cle):
            return None
        return page(
            403,
            "Ouvrez l’adresse complète",
            "Cette application demande l’adresse avec son jeton, affichée par la commande workbench serve"
            " sur ce poste. Elle change à chaque démarrage.",
        )


class MemeCompte:
    """Linux says which account holds the other end of a local connection: it must be ours."""

    async def repondre(self, connection: HTTPConnection) -> Response | None:
        """None for the account that runs this server, and for the health address."""
        if connection.url.path == SANTE:
            return None
        client, server = connection.scope.get("client"), connection.scope.get("server")
        if client and server and account_opposite(client, server) == os.geteuid():
            return None
        return page(
            403,
            "Application d’un autre compte",
            "Elle n’est ouverte qu’au compte qui l’a lancée sur ce poste. Lancez workbench serve --local pour"
            " obtenir une adresse à jeton, ou demandez le mode serveur à la DSI.",
        )

    @staticmethod
    def possible() -> bool:
        """Does this system say it?"""
        return _CONNEXIONS.is_file() and hasattr(os, "geteuid")


def account_opposite(client: Sequence[object], server: Sequence[object]) -> int | None:
    """The numeric account that holds the client's end of a local TCP connection; None when unknown."""
    here, there = _written(client), _written(server)
    for line in _CONNEXIONS.read_text("ascii").splitlines()[1:]:
        words = line.split()
        if words[_COLONNE_LOCALE] == here and words[_COLONNE_DISTANTE] == there:
            return int(words[_COLONNE_COMPTE])
    return None


def _written(end: Sequence[object]) -> str:
    """An address as the kernel writes it: native byte order, hexadecimal."""
    (address,) = struct.unpack("=I", socket.inet_aton(str(end[0])))
    return f"{address:08X}:{int(str(end[1])):04X}"


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def adresses(port: int) -> Adresses:
    """This machine, this port; a page of another local port is a stranger."""
    names = [f"{host}:{port}" for host in (BOUCLE, "localhost")]
    return Adresses(frozenset(names), frozenset(f"http://{name}" for name in names))
