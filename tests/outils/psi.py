"""A service of Pro Santé Identité as its contract (v0.9.1) says it behaves, on this machine only.

What it answers is chosen by the town of birth of who is sent.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from workbench.documents.systemes.psi.fichiers import schema

CLE = "cle-d-essai"
KO = "E04_U010_KO_"
RPPS = "810000000017"
Reponse = tuple[int, bytes]


def _json(statut: int, **blocs: Any) -> Reponse:
    return statut, json.dumps({"status": statut, "path": "/v1/identities"} | blocs).encode()


def _ident(envoye: dict[str, Any]) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(envoye, sort_keys=True)))


def _cree(envoye: dict[str, Any], **plus: Any) -> dict[str, Any]:
    traits = {"lastName": envoye["lastName"].upper(), "birthDate": envoye["birthDate"]}
    return {"status": 201, "id": _ident(envoye), "identityTraits": traits, "rppsIdentifiers": []} | plus


def _existe(envoye: dict[str, Any], **plus: Any) -> dict[str, Any]:
    code = f"{KO}PSI_ACCOUNT_ALREADY_EXIST_AND_HAVE_ONE_RPPS_ID"
    return {"status": 409, "code": code, "psiIdentifier": _ident(envoye), "rppsIdentifiers": [RPPS]} | plus


_RNIPP = {
    "metadonnees": {
        "codeReponseIdentification": 3,
        "divergences": {"nom": True, "prenoms": False, "sexe": None},
    },
    "individu": {"identites": [{"nom": "SECRET", "prenoms": ["INSEE"]}], "deces": {"numeroActe": "ACTE42"}},
}
_DIVERGE = {"status": 400, "code": f"{KO}RNIPP_FOUND_WITH_DIVERGENCES", "rnippData": _RNIPP}
_ABSENT = {"status": 404, "code": f"{KO}RNIPP_NOT_FOUND"}
_DETAIL = [{"object": "identity", "field": "email", "message": "obligatoire", "rejected": "SECRET"}]

CAS: dict[str, Callable[[dict[str, Any]], Reponse]] = {
    "CREE": lambda e: _json(201, identity=_cree(e)),
    "CREE_UN": lambda e: _json(201, identity=_cree(e, rppsIdentifiers=[int(RPPS)])),
    "CREE_DEUX": lambda e: _json(201, identity=_cree(e, rppsIdentifiers=[RPPS, "810000000025"])),
    "CREE_FAUX": lambda e: _json(201, identity=_cree(e, rppsIdentifiers=["810000000018"])),
    "CREE_AUTRE": lambda e: _json(201, identity=_cree(e, identityTraits={"lastName": "QUELQU’UN"})),
    "CREE_SANS_ID": lambda e: _json(201, identity={"status": 201, "rppsIdentifiers": [RPPS]}),
    "BLOCS": lambda e: _json(
        207, identity=_cree(e), activity={"status": 400, "code": "E04_U010_ACTIVITY_BAD_REQUEST"}
    ),
    "BLOCS_EXISTE": lambda e: _json(207, identity=_existe(e), activity={"status": 200}),
    "BLOCS_MUETS": lambda e: _json(207, identity={"id": _ident(e)}),
    "EXISTE": lambda e: _json(409, identity=_existe(e)),
    "DIVERGE": lambda e: _json(
        400, identity=_DIVERGE, activity={"status": 424, "code": "X_FAILED_DEPENDENCY"}
    ),
    "INVALIDE": lambda e: _json(
        400, identity={"status": 400, "code": f"{KO}FORMAT_REQUIRED_FIELD_EMAIL", "detail": _DETAIL}
    ),
    "ABSENT": lambda e: _json(404, identity={"identity": _ABSENT}),
    "PANNE": lambda e: (500, b"<html>oups</html>"),
    "FERME": lambda e: (503, b""),
    "PAGE": lambda e: (200, b"<html>Bienvenue sur le mandataire</html>"),
    "LISTE": lambda e: (201, b"[1, 2]"),
    "COUPEE": lambda e: (201, b'{"identity": {"status": 201, "id": "'),
    "CONTRAIRE": lambda e: _json(201, identity=_existe(e)),
    "LONGUE": lambda e: (201, b" " * 300_000),
    "REFUS": lambda e: (403, b"Forbidden"),
    "AILLEURS": lambda e: (302, b""),
    "LENTE": lambda e: (201, b""),
    "RACCROCHE": lambda e: (0, b""),
}


class Service:
    """What it received: body (as sent) → how many times."""

    def __init__(self) -> None:
        self.recus: Counter[bytes] = Counter()
        self.faux: list[str] = []
        self.adresse = ""
        self.lenteur = 0.0
        self.cas = dict(CAS)

    def repondre(self, corps: bytes, cle: str | None) -> Reponse:
        if cle != CLE:
            return 401, b"Unauthorized"
        envoye = json.loads(corps)
        self.faux += [erreur.message for erreur in schema("0.9.1").iter_errors(envoye)]
        self.recus[corps] += 1
        return self.cas.get(str(envoye.get("birthPlace")), self.cas["CREE"])(envoye)


@contextmanager
def service() -> Iterator[Service]:
    """The service, on a free port of this machine."""
    etat = Service()

    class Guichet(BaseHTTPRequestHandler):
        protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

        def do_POST(self) -> None:
            corps = self.rfile.read(int(self.headers["Content-Length"]))
            statut, contenu = etat.repondre(corps, self.headers.get("ESANTE-API-KEY"))
            if etat.lenteur and not contenu:
                time.sleep(etat.lenteur)
            self.close_connection = not statut
            if not statut:
                return
            self.send_response(statut)
            if statut == 302:
                self.send_header("Location", f"{etat.adresse}/ailleurs")
            self.send_header("Content-Length", str(len(contenu)))
            self.end_headers()
            self.wfile.write(contenu)

        def log_message(self, format: str, *args: Any) -> None:
            return

    class Serveur(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            return  # a client that hangs up in the middle: what these tests are about

    serveur = Serveur(("127.0.0.1", 0), Guichet)
    etat.adresse = f"http://127.0.0.1:{serveur.server_port}"
    fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    fil.start()
    try:
        yield etat
    finally:
        serveur.shutdown()
        serveur.server_close()
