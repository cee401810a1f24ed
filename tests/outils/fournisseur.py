"""A real OpenID Connect provider on a local port: authorization code, PKCE, signed tokens, sign-out.

People are those of `QUI`; the one who « types their password » is the `qui` of the authorization page.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route
from tests.outils.navigateur import port_libre

CLIENT, SECRET = "etabli", "un-secret-d-essai"
SERVEUR = """
[serveur]
adresse = "https://{hote}"
hotes_admis = ["{hote}"]
mandataires_tls = ["127.0.0.1"]
[connexion]
fournisseur = "{fournisseur}/.well-known/openid-configuration"
client = "{client}"
secret_fichier = "oidc.secret"
identifiant = "preferred_username"
"""


def brancher(home: Path, hote: str, adresse: str, acces: str) -> None:
    """Add to the settings of a home those of a server: its host behind a TLS proxy, this provider and its
    secret, then `acces`, as TOML.
    """
    reglages = home / "workbench.toml"
    dits = SERVEUR.format(hote=hote, fournisseur=adresse, client=CLIENT) + acces
    reglages.write_text(reglages.read_text("utf-8") + dits, "utf-8")
    secret = home / "oidc.secret"
    secret.write_text(SECRET, "utf-8")
    secret.chmod(0o600)


@dataclass
class Fournisseur:
    """What it knows, and what a test may make it do wrong (`triche`: claims put in the identity token)."""

    adresse: str
    gens: dict[str, dict[str, Any]]
    qui: str = ""
    triche: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    jetons: dict[str, str] = field(default_factory=dict)
    sorties: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        from joserfc.jwk import RSAKey

        self.cle = RSAKey.generate_key(2048, parameters={"kid": "1", "use": "sig"})

    async def metadonnees(self, request: Request):
        ici = self.adresse
        return JSONResponse(
            {
                "issuer": ici,
                "authorization_endpoint": f"{ici}/autoriser",
                "token_endpoint": f"{ici}/jeton",
                "userinfo_endpoint": f"{ici}/qui",
                "jwks_uri": f"{ici}/cles",
                "end_session_endpoint": f"{ici}/sortir",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def cles(self, request: Request):
        return JSONResponse({"keys": [self.cle.as_dict(private=False)]})

    async def autoriser(self, request: Request):
        demande = dict(request.query_params)
        assert demande["client_id"] == CLIENT and demande["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self.codes[code] = demande | {"qui": self.qui}
        return RedirectResponse(f"{demande['redirect_uri']}?code={code}&state={demande['state']}", 302)

    async def jeton(self, request: Request):
        from joserfc import jwt

        recu = dict(await request.form())
        nom, _, mot = base64.b64decode(request.headers["authorization"].split()[1]).decode().partition(":")
        demande = self.codes.pop(str(recu.get("code")), None)
        empreinte = hashlib.sha256(str(recu.get("code_verifier")).encode()).digest()
        prouve = base64.urlsafe_b64encode(empreinte).rstrip(b"=").decode()
        if demande is None or (nom, mot) != (CLIENT, SECRET) or prouve != demande["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        acces, ici = secrets.token_hex(8), int(time.time())
        self.jetons[acces] = demande["qui"]
        corps = {
            "iss": self.adresse,
            "aud": CLIENT,
            "sub": demande["qui"],
            "iat": ici,
            "exp": ici + 300,
            "nonce": demande["nonce"],
        }
        jeton = jwt.encode({"alg": "RS256", "kid": "1"}, corps | self.triche, self.cle)
        return JSONResponse({"access_token": acces, "token_type": "Bearer", "id_token": jeton})

    async def dire(self, request: Request):
        qui = self.jetons[request.headers["authorization"].split()[1]]
        return JSONResponse({"sub": qui, **self.gens[qui]})

    async def sortir(self, request: Request):
        self.sorties.append(request.query_params["id_token_hint"])
        return JSONResponse({})


@contextmanager
def fournisseur(gens: dict[str, dict[str, Any]]) -> Iterator[Fournisseur]:
    """The provider, listening."""
    port = port_libre()
    lui = Fournisseur(f"http://127.0.0.1:{port}", gens)
    routes = [
        Route("/.well-known/openid-configuration", lui.metadonnees),
        Route("/cles", lui.cles),
        Route("/autoriser", lui.autoriser),
        Route("/jeton", lui.jeton, methods=["POST"]),
        Route("/qui", lui.dire),
        Route("/sortir", lui.sortir),
    ]
    serveur = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=port, log_level="error")
    )
    fil = threading.Thread(target=serveur.run, daemon=True)
    fil.start()
    while not serveur.started:
        time.sleep(0.02)
    yield lui
    serveur.should_exit = True
    fil.join(10)
