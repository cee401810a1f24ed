"""One request, or one websocket, put to an ASGI application without a network."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Reponse:
    """What came back; `code` 101 is a websocket accepted, 403 one refused."""

    code: int
    entetes: dict[str, str] = field(default_factory=dict)
    corps: str = ""
    liste: list[tuple[str, str]] = field(default_factory=list)  # every header, cookies apart


class Derriere:
    """What stands behind a guard: says it was reached, and keeps what it was given."""

    def __init__(self) -> None:
        self.vus: list[dict[str, Any]] = []

    async def __call__(self, scope, receive, send) -> None:
        self.vus.append(scope)
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"des noms"})


def demander(app, url: str, *, websocket: bool = False, client=("127.0.0.1", 40_000), **entetes) -> Reponse:
    """Ask for `url` (host of the address unless `host` is given; `_` in header names is `-`)."""
    lue = urlsplit(url)
    donnes = {"host": lue.netloc} | {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()}
    scope = {
        "type": "websocket" if websocket else "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "ws" if websocket else lue.scheme,
        "path": lue.path or "/",
        "raw_path": (lue.path or "/").encode(),
        "query_string": lue.query.encode(),
        "root_path": "",
        "headers": [(nom.encode(), valeur.encode()) for nom, valeur in donnes.items() if valeur is not None],
        "client": client,
        "server": ("127.0.0.1", 8501),
        "subprotocols": [],
    }
    rendus: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect" if websocket else "http.request"}

    async def send(message) -> None:
        rendus.append(message)

    # in a thread of its own: a browser driven by an earlier test leaves a loop running in this one
    with ThreadPoolExecutor(1) as fil:
        fil.submit(asyncio.run, app(scope, receive, send)).result()
    premier = rendus[0]
    if websocket:
        return Reponse(101 if premier["type"] == "websocket.accept" else 403)
    corps = b"".join(message.get("body", b"") for message in rendus[1:]).decode()
    liste = [(nom.decode(), valeur.decode()) for nom, valeur in premier["headers"]]
    return Reponse(premier["status"], dict(liste), corps, liste)
