"""What stands before Streamlit: every request and the websocket pass here first, or get nothing.

Streamlit checks the origin of its websocket alone, compares it with the machine's public address (which it
asks for outside) and knows no host unless told. Here the host, the origin and whoever stands at the other end
are checked on everything, and Streamlit never sees the origin: it has nothing left to look up.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SANTE = "/_stcore/health"
RESERVES = "x-workbench-"  # headers only this guard may write
REFUS_WEBSOCKET = 1008
_HORS_SITE = {"cross-site", "same-site"}
_GABARIT = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>{titre}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.5 'Segoe UI',Roboto,'Liberation Sans',Arial,sans-serif;max-width:38rem;
margin:4rem auto;padding:0 1rem;color:#1E2430}}a{{color:#1F4E8C}}</style>
<h1>{titre}</h1><p>{message}</p>{suite}</html>"""


class Admission(Protocol):
    """Who may pass, once host and origin are known to be ours."""

    async def repondre(self, connection: HTTPConnection) -> ASGIApp | None:
        """None lets through; a response is given instead of the application."""


@dataclass(frozen=True)
class Adresses:
    """Under what names the application answers: `host[:port]` values, and whole origins."""

    hotes: frozenset[str]
    origines: frozenset[str]

    def refus(self, headers: Headers) -> str:
        """Why this request is not for us, in a user's words; empty when it is."""
        if headers.get("host", "").lower() not in self.hotes or len(headers.getlist("host")) > 1:
            return "Cette adresse n’est pas celle de l’application."
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in self.origines:
            return "Cette demande vient d’un autre site."
        if headers.get("sec-fetch-site") in _HORS_SITE and headers.get("sec-fetch-mode") != "navigate":
            return "Cette demande vient d’un autre site."
        return ""


class Garde:
    """The ASGI application put before Streamlit's."""

    def __init__(self, app: ASGIApp, adresses: Adresses, admissions: Sequence[Admission]) -> None:
        self.app, self.adresses, self.admissions = app, adresses, admissions
        self.entetes = entetes_de_securite()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, answer, or hand over."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        ours = RESERVES.encode()
        scope["headers"] = [header for header in scope["headers"] if not header[0].lower().startswith(ours)]
        answer = await self._answer(HTTPConnection(scope))
        if answer is None:
            scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"origin"]
            await self.app(scope, receive, self._secured(send) if scope["type"] == "http" else send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": REFUS_WEBSOCKET})
        else:
            await answer(scope, receive, self._secured(send))

    async def _answer(self, connection: HTTPConnection) -> ASGIApp | None:
        if why := self.adresses.refus(connection.headers):
            return page(403, "Accès refusé", why)
        for admission in self.admissions:
            answer = await admission.repondre(connection)
            if answer is not None:
                return answer
        return None

    def _secured(self, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.entetes.items():
                    headers[name] = value
            await send(message)

        return sent


def page(code: int, titre: str, message: str, suite: str = "") -> HTMLResponse:
    """A page of the guard's own; `suite` is HTML, the rest is text."""
    text = _GABARIT.format(titre=html.escape(titre), message=html.escape(message), suite=suite)
    return HTMLResponse(text, code, {"cache-control": "no-store"})


def inside(path: str, query: str = "") -> str:
    """An address of the application's own: « //elsewhere » is not one."""
    clean = "/" + path.replace("\\", "/").lstrip("/")
    return f"{clean}?{query}" if query else clean


def entetes_de_securite() -> dict[str, str]:
    """What every answer carries: nothing is loaded, sent or framed elsewhere."""
    scripts = " ".join(["'self'", "'wasm-unsafe-eval'", *_inline_scripts()])
    return {
        "content-security-policy": (
            f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline';"
            " img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:;"
            " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
        ),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }


def _inline_scripts() -> list[str]:
    """The prints of the scripts written in Streamlit's own page, the only ones it may run."""
    import streamlit

    text = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    ]
