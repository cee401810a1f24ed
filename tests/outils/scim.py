"""A SCIM server built from a package, in this process, and what it holds."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

from scim2_models import URN, EnterpriseUser, Extension, ResourceType, ScimProvider, User
from scim2_server.applications.wsgi import WSGIApplication
from scim2_server.memory import InMemoryStorage
from scim2_server.utils import load_default_service_provider_config

PAGE = 100


class Serveur:
    """An empty SCIM server that knows our extension; bulk requests in, people out."""

    def __init__(self, urn: str) -> None:
        texts = dict.fromkeys(("rpps", "profession_code", "start_date", "end_date"))
        annotations = dict.fromkeys(texts, str | None)
        ours = type(
            "Personne", (Extension,), {"__schema__": URN(urn), "__annotations__": annotations, **texts}
        )
        bound = ResourceType.from_resource(User[EnterpriseUser | ours])
        settings = load_default_service_provider_config()
        provider = ScimProvider([User, EnterpriseUser, ours], resource_types=[bound], config=settings)
        self.application = WSGIApplication(InMemoryStorage(), provider)

    def bulk(self, requests: bytes) -> list[str]:
        """The status of each operation."""
        told = []
        for line in requests.decode().splitlines():
            answer = self._call("POST", "/Bulk", body=line.encode())
            told += [str(operation["status"]) for operation in answer["Operations"]]
        return told

    def held(self) -> dict[str, dict[str, Any]]:
        """Users by externalId."""
        found: dict[str, dict[str, Any]] = {}
        while True:
            page = self._call("GET", "/Users", f"startIndex={len(found) + 1}&count={PAGE}")
            found |= {user["externalId"]: user for user in page.get("Resources", [])}
            if len(found) >= page["totalResults"]:
                return found

    def _call(self, method: str, path: str, query: str = "", body: bytes = b"") -> Any:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "essai",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "essai",
            "CONTENT_TYPE": "application/scim+json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        seen: list[str] = []
        answer = b"".join(self.application(environ, lambda status, *_: seen.append(status)))
        assert seen[0].startswith("200"), (seen, answer)
        return json.loads(answer)
