"""Streamlit's own page, dressed: said to be in French, under our name, with the script that says its words.

One static script, served from here: the security policy allows no other.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.resources import files

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PRODUIT = "Établi HospiConnect"
SCRIPT = "/workbench/habillage.js"
PIECES, LOURDES = "static/js", ("PlotlyChart", "DataFrame")  # Streamlit's scripts, those worth loading ahead
_LU_AVANT = {b"if-none-match", b"if-modified-since", b"accept-encoding", b"range"}
_PAGE = (
    ('<html lang="en">', '<html lang="fr">'),
    ("<title>Streamlit</title>", f'<title>{PRODUIT}</title>\n    <script src="{SCRIPT}"></script>'),
    ("You need to enable JavaScript to run this app.", "L’application a besoin de JavaScript."),
)


class Habillage:
    """The ASGI application put between the guard and Streamlit's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the script, dress a page, hand over the rest."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
        elif scope["path"] == SCRIPT:
            answer = Response(script(), media_type="text/javascript", headers={"cache-control": "no-cache"})
            await answer(scope, receive, send)
        elif scope["path"].strip("/") == _greets():
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"/?{query}" if query else "/")(scope, receive, send)
        elif "text/html" in Headers(scope=scope).get("accept", ""):
            plain = [header for header in scope["headers"] if header[0].lower() not in _LU_AVANT]
            await self.app({**scope, "headers": plain}, receive, _Page(send).sent)
        else:
            await self.app(scope, receive, send)


def _greets() -> str:
    """The address of the page that greets: Streamlit serves it at the root alone, and people type it."""
    from workbench.ui import session

    return session.pages()[session.premiere_page()].adresse


class _Page:
    """One answer: held until it is whole when it is a page, passed on otherwise."""

    def __init__(self, send: Send) -> None:
        self.send, self.body = send, b""
        self.start: Message = {}

    async def sent(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if not MutableHeaders(scope=message).get("content-type", "").startswith("text/html"):
                await self.send(message)
            else:
                self.start = message
            return
        if not self.start:
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = dress(self.body.decode("utf-8")).encode()
        headers = MutableHeaders(scope=self.start)
        headers["content-length"], headers["cache-control"] = str(len(body)), "no-cache"
        del headers["etag"], headers["last-modified"]
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})


def dress(page: str) -> str:
    """Streamlit's page with our language, our name and our script; a page of another shape as it is."""
    for found, said in _PAGE:
        page = page.replace(found, said, 1)
    return page


@cache
def words() -> dict[str, dict[str, str]]:
    """Streamlit's words and ours: `exacts`, a whole text; `motifs`, an expression."""
    read = tomllib.loads(files("workbench.ui.serveur").joinpath("mots.toml").read_text("utf-8"))
    return {kind: read[kind] for kind in ("exacts", "motifs")}


@cache
def script() -> str:
    """The script, in it the words, and the addresses of what is loaded ahead: those the application itself
    uses, hence loaded once.
    """
    said = {"exacts": words()["exacts"], "motifs": list(words()["motifs"].items())}
    text = files("workbench.ui.serveur").joinpath("habillage.js").read_text("utf-8")
    heavy = [
        f"/{PIECES}/{found.name}"
        for name in LOURDES
        for found in files("streamlit").joinpath("static", *PIECES.split("/")).iterdir()
        if found.name.startswith(f"{name}.") and found.name.endswith(".js")
    ]
    text = text.replace("/*LOURDS*/ []", json.dumps(heavy))
    return text.replace("/*MOTS*/ { exacts: {}, motifs: [] }", json.dumps(said, ensure_ascii=False))
