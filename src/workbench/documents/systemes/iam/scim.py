"""Changes in SCIM 2.0 (RFC 7643, 7644): bulk requests, one a line; and the form of Microsoft Entra's inbound
provisioning, which only knows POST and finds people by their externalId.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.documents.systemes.iam.changements import Changement, Difference
from workbench.documents.systemes.iam.etat import Identite, nom_complet
from workbench.looks.formats import accord
from workbench.socle.erreurs import ErreurWorkbench

UTILISATEUR = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTREPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LOT = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
RETOUCHE = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ENTREPRISE_DE = {
    "matricule": "employeeNumber",
    "service": "department",
    "pole": "division",
    "etablissement": "organization",
}
PROPRE_DE = {"rpps": "rpps", "profession_code": "professionCode", "debut": "startDate", "fin": "endDate"}
SIMPLE_DE = {"actif": "active", "emploi": "title", "type_contrat": "userType"}


def user(ident: str, person: Identite, urn: str) -> dict[str, Any]:
    """One User resource, without its unknown attributes; who has no login yet bears the identifier.

    Args:
        urn: of our own extension.
    """
    mail = person["email"]
    extensions = {
        ENTREPRISE: {told: person[name] for name, told in ENTREPRISE_DE.items() if person[name] is not None},
        urn: {told: _texte(person[name]) for name, told in PROPRE_DE.items() if person[name] is not None},
    }
    extensions = {name: values for name, values in extensions.items() if values}
    simple = {told: person[name] for name, told in SIMPLE_DE.items() if person[name] is not None}
    return {
        "schemas": [UTILISATEUR, *extensions],
        "externalId": ident,
        "userName": person["login"] or ident,
        "name": {
            "familyName": person["nom"],
            **({"givenName": person["prenom"]} if person["prenom"] else {}),
        },
        "displayName": nom_complet(person),
        **simple,
        **({"emails": [{"value": mail, "type": "work", "primary": True}]} if mail else {}),
        **extensions,
    }


def bulk(difference: Difference, regle: Mapping[str, Any], connus: Mapping[str, str]) -> bytes:
    """Bulk requests, one a line: POST for whom the receiver does not know, PATCH for the others.

    Args:
        regle: `[scim]`. connus: externalId → `id` at the receiver, as it gave it: SCIM modifies nobody
        without it.

    Raises:
        ErreurWorkbench: somebody is to be changed and the receiver's ids were not given.
    """
    changes = [change for change in difference.changements if change.avant or change.id_unique in connus]
    if changes and not connus:
        raise ErreurWorkbench(
            "Identifiants du receveur absents",
            f"{accord(len(changes), 'personne')} à changer, que le receveur connaît déjà ; SCIM ne les"
            " modifie que par son propre identifiant.",
            "Donnez la correspondance exportée de l’IAM (--correspondance, deux colonnes : externalId, id),"
            " ou prenez la forme Entra, qui n’en a pas besoin.",
        )
    operations = [_operation(change, str(regle["urn"]), connus) for change in difference.changements]
    return _lignes(operations, int(regle["operations"]))


def entra(difference: Difference, regle: Mapping[str, Any]) -> bytes:
    """Entra's bulk uploads, one a line: each person whole, cleared attributes as null.

    Args:
        regle: `[scim]` (`entra_operations`, `entra_identifiant`).

    Raises:
        ErreurWorkbench: an identifier longer than the directory's employeeId.
    """
    longest = max((len(change.id_unique) for change in difference.changements), default=0)
    if longest > int(regle["entra_identifiant"]):
        raise ErreurWorkbench(
            "Identifiant trop long pour Entra",
            f"{longest} caractères ; au plus {regle['entra_identifiant']}.",
            "Changez entra_identifiant dans regles/retour_identites.toml si l’attribut en admet plus.",
        )
    urn = str(regle["urn"])
    operations = [
        {
            "method": "POST",
            "bulkId": _bulk_id(change),
            "path": "/Users",
            "data": _vides(user(change.id_unique, change.apres, urn), change, urn),
        }
        for change in difference.changements
    ]
    return _lignes(operations, int(regle["entra_operations"]))


def _operation(change: Changement, urn: str, connus: Mapping[str, str]) -> dict[str, Any]:
    bulk_id = _bulk_id(change)
    there = connus.get(change.id_unique)
    if there is None:
        data = user(change.id_unique, change.apres, urn)
        return {"method": "POST", "bulkId": bulk_id, "path": "/Users", "data": data}
    names = change.valeurs if change.avant else change.apres
    patch = [operation for name in names for operation in _retouches(name, change, urn)]
    return {
        "method": "PATCH",
        "bulkId": bulk_id,
        "path": f"/Users/{there}",
        "data": {"schemas": [RETOUCHE], "Operations": list({item["path"]: item for item in patch}.values())},
    }


def _retouches(name: str, change: Changement, urn: str) -> Iterator[dict[str, Any]]:
    """The operations that say one attribute."""
    value, person = change.apres[name], change.apres
    if name == "login":
        yield _dit("userName", value or change.id_unique)
    elif name in ("nom", "prenom"):
        yield _dit({"nom": "name.familyName", "prenom": "name.givenName"}[name], value)
        yield _dit("displayName", nom_complet(person))
    elif name == "email":
        yield _dit("emails", [{"value": value, "type": "work", "primary": True}] if value else None)
    else:
        yield _dit(_chemin(name, urn), _texte(value))


def _chemin(name: str, urn: str) -> str:
    if name in SIMPLE_DE:
        return SIMPLE_DE[name]
    if name in ENTREPRISE_DE:
        return f"{ENTREPRISE}:{ENTREPRISE_DE[name]}"
    return f"{urn}:{PROPRE_DE[name]}"


def _dit(path: str, value: Any) -> dict[str, Any]:
    return (
        {"op": "remove", "path": path} if value is None else {"op": "replace", "path": path, "value": value}
    )


def _vides(data: dict[str, Any], change: Changement, urn: str) -> dict[str, Any]:
    """A whole person, with null where this change clears something (RFC 7643 2.5: null is unassigned)."""
    for name, value in change.valeurs.items():
        if value is not None or name in ("actif", "login", "nom"):
            continue
        if name in ENTREPRISE_DE:
            data.setdefault(ENTREPRISE, {})[ENTREPRISE_DE[name]] = None
        elif name in PROPRE_DE:
            data.setdefault(urn, {})[PROPRE_DE[name]] = None
        elif name == "prenom":
            data["name"]["givenName"] = None
        else:
            data["emails" if name == "email" else SIMPLE_DE[name]] = [] if name == "email" else None
    data["schemas"] = [UTILISATEUR, *(name for name in (ENTREPRISE, urn) if name in data)]
    return data


def _bulk_id(change: Changement) -> str:
    return f"{change.id_unique}-{change.genre}-{change.cle}"


def _texte(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | str) else value.isoformat()


def _lignes(operations: Sequence[dict[str, Any]], size: int) -> bytes:
    """Requests of at most that many operations, one a line."""
    requests = [
        {"schemas": [LOT], "Operations": operations[at : at + size]} for at in range(0, len(operations), size)
    ]
    lines = (json.dumps(request, ensure_ascii=False, separators=(",", ":")) for request in requests)
    return "".join(f"{line}\n" for line in lines).encode()
