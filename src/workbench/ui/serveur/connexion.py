"""Sign-in by OpenID Connect, before anything of the application is given; sessions and sign-out are ours.

Authlib speaks with the provider (authorization code, PKCE, state, nonce, signed identity token). Streamlit's
own `st.login` uses it too, but lets anybody load the application first and keeps an identity cookie of thirty
days that nothing can revoke: here the cookie is a key to a session held in memory.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from workbench.access import AccesRefuse, role_of, workstation_account
from workbench.access.consultations import noter
from workbench.access.seances import Seances
from workbench.socle.settings import Connexion
from workbench.ui.serveur.garde import RESERVES, SANTE, inside, page

ENTREE, RETOUR, SORTIE = "/connexion", "/connexion/retour", "/deconnexion"
TEMOIN = "__Host-workbench"
ENTETE = f"{RESERVES}seance"
SEANCE = "seance"  # under which name `st.user` holds the key of a signed-in session
DEMANDE_SECONDES = 600  # between leaving for the provider and coming back
_VERS = "vers"
journal = logging.getLogger(__name__)


class Mandataire:
    """Only the declared TLS proxy is listened to, and only for what reached it encrypted."""

    def __init__(self, adresses: list[str]) -> None:
        self.adresses = frozenset(adresses)

    async def repondre(self, connection: HTTPConnection) -> Response | None:
        """None for what comes from the proxy over TLS, and for the health address."""
        if connection.url.path == SANTE:
            return None
        client = connection.client.host if connection.client else ""
        if client in self.adresses and connection.headers.get("x-forwarded-proto") == "https":
            return None
        return page(403, "Accès refusé", "Cette application ne s’ouvre que par son adresse en https.")


class Identification:
    """Whoever has no open session goes to the provider; whoever comes back from it with rights has one."""

    def __init__(self, home: Path, adresse: str, reglages: Connexion, secret: str, seances: Seances) -> None:
        self.home, self.adresse, self.reglages, self.seances = home, adresse, reglages, seances
        self.client = _client(reglages, secret)
        # what must survive the way to the provider and back: signed, short-lived, in the browser
        self._demandes: ASGIApp = SessionMiddleware(
            self._parler,
            secret_key=secrets.token_hex(32),
            session_cookie=f"{TEMOIN}-demande",
            max_age=DEMANDE_SECONDES,
            same_site="lax",
            https_only=True,
        )

    async def repondre(self, connection: HTTPConnection) -> ASGIApp | None:
        """None, and the session's key in a header, for who is signed in; the way in, or out, otherwise."""
        if connection.url.path == SANTE:
            return None
        spoken = connection.scope["type"] == "http" and connection.scope["method"] == "GET"
        if spoken and connection.url.path in (ENTREE, RETOUR, SORTIE):
            return self._demandes
        cle = connection.cookies.get(TEMOIN)
        if self.seances.lire(cle, geste=False) is not None:
            connection.scope["headers"].append((ENTETE.encode(), str(cle).encode()))
            return None
        if spoken and connection.headers.get("sec-fetch-mode", "navigate") == "navigate":
            asked = inside(connection.url.path, connection.url.query)
            return RedirectResponse(f"{ENTREE}?{urlencode({_VERS: asked})}", 303)
        return page(401, "Connexion nécessaire", "Votre séance est terminée : rechargez la page.")

    async def _parler(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        talk = {ENTREE: self._entrer, RETOUR: self._revenir, SORTIE: self._sortir}[request.url.path]
        answer = await talk(request)
        answer.headers["cache-control"] = "no-store"
        await answer(scope, receive, send)

    async def _entrer(self, request: Request) -> Response:
        request.session.clear()
        request.session[_VERS] = request.query_params.get(_VERS, "/")
        try:
            answer: Response = await self.client.authorize_redirect(
                request, self.adresse + RETOUR, **self.reglages.parametres
            )
        except Exception as error:
            journal.warning("fournisseur d’identité injoignable : %s", type(error).__name__)
            return page(502, "Connexion impossible", "Le fournisseur d’identité ne répond pas. Réessayez.")
        return answer

    async def _revenir(self, request: Request) -> Response:
        vers = request.session.get(_VERS, "/")
        try:
            claims, depart = await self._reclaim(request)
        except Exception as error:  # whatever Authlib refuses: state, nonce, signature, dates, network
            journal.warning("connexion refusée : %s", type(error).__name__)
            return page(
                403,
                "Connexion refusée",
                "Le fournisseur d’identité n’a pas confirmé cette connexion.",
                _lien(ENTREE, "Recommencer"),
            )
        request.session.clear()
        nom = str(claims.get(self.reglages.identifiant) or "").strip()
        if self.reglages.identifiant == "email" and claims.get("email_verified") is not True:
            nom = ""
        if nom == workstation_account():  # its role is for the command line: nobody signs in as it
            return page(403, "Connexion refusée", "Ce nom est celui du compte du service : voyez la DSI.")
        if not nom:
            return page(403, "Connexion refusée", "Le fournisseur ne dit pas qui vous êtes : voyez la DSI.")
        self.seances.fermer(request.cookies.get(TEMOIN))
        cle = self.seances.ouvrir(nom, _groups(claims.get(self.reglages.groupes)), depart)
        try:
            role = role_of(self.home, nom)
        except AccesRefuse as error:
            self.seances.fermer(cle)
            noter(self.home, nom, "connexion", "refusée : aucun rôle")
            return page(403, error.titre, f"{error.message} {error.conseil}", _lien(SORTIE, "Se déconnecter"))
        noter(self.home, nom, "connexion", f"rôle {role.code}")
        answer = RedirectResponse(inside(vers.partition("?")[0], vers.partition("?")[2]), 303)
        answer.set_cookie(TEMOIN, cle, httponly=True, secure=True, samesite="lax")
        return answer

    async def _reclaim(self, request: Request) -> tuple[dict[str, Any], str]:
        """What the provider says of the person, and what it needs to sign them out."""
        token = await self.client.authorize_access_token(request)
        claims = dict(token["userinfo"])
        metadata = await self.client.load_server_metadata()
        if metadata.get("userinfo_endpoint"):
            more = dict(await self.client.userinfo(token=token))
            if more.get("sub") == claims["sub"]:  # OpenID Connect Core 5.3.2
                claims = {**more, **claims}
        return claims, str(token.get("id_token") or "")

    async def _sortir(self, request: Request) -> Response:
        seance = self.seances.fermer(request.cookies.get(TEMOIN))
        request.session.clear()
        answer: Response = page(
            200, "Vous êtes déconnecté", "Fermez cet onglet.", _lien(ENTREE, "Se reconnecter")
        )
        if seance is not None:
            noter(self.home, seance.nom, "déconnexion", "à la demande")
            if end := await self._end_elsewhere():
                query = {"client_id": self.reglages.client, "id_token_hint": seance.depart}
                answer = RedirectResponse(f"{end}?{urlencode(query)}", 303)
        answer.delete_cookie(TEMOIN, httponly=True, secure=True, samesite="lax")
        return answer

    async def _end_elsewhere(self) -> str:
        try:
            return str((await self.client.load_server_metadata()).get("end_session_endpoint") or "")
        except Exception:  # the provider is away: signed out here all the same
            return ""


def _client(reglages: Connexion, secret: str) -> Any:
    """Authlib's client of that provider."""
    from authlib.integrations.starlette_client import OAuth

    kwargs: dict[str, Any] = {"scope": reglages.portee, "code_challenge_method": "S256"}
    if reglages.autorite_fichier:
        kwargs["verify"] = reglages.autorite_fichier
    return OAuth().register(
        "fournisseur",
        client_id=reglages.client,
        client_secret=secret,
        server_metadata_url=reglages.fournisseur,
        client_kwargs=kwargs,
    )


def _groups(claim: Any) -> list[str]:
    """A claim of groups or roles: a list, one word, or Keycloak's {"roles": […]}."""
    if isinstance(claim, Mapping):
        claim = claim.get("roles")
    if isinstance(claim, str):
        return [claim]
    return [str(group) for group in claim] if isinstance(claim, list) else []


def _lien(vers: str, dit: str) -> str:
    return f'<p><a href="{vers}">{dit}</a></p>'
