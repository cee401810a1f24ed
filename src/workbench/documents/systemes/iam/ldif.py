"""Changes as LDIF change records (RFC 2849), distinguished names escaped as RFC 4514 asks."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from workbench.documents.systemes.iam.changements import Changement, Difference
from workbench.documents.systemes.iam.etat import nom_complet

LARGEUR = 76
_SUR = re.compile(r"[\x01-\x09\x0b\x0c\x0e-\x1f\x21-\x39\x3b\x3d-\x7f][\x01-\x09\x0b\x0c\x0e-\x7f]*")
_ECHAPPE = re.compile(r'[,+"\\<>;=\x00]|^[ #]|[ ]$')


def changes(difference: Difference, regle: Mapping[str, Any]) -> bytes:
    """The change records, in the order they are to be applied.

    Args:
        regle: `[ldif]` (`base`, `rdn`, `classes`, `nom_complet`, `attributs`).
    """
    records = ["version: 1\n", *(_record(change, regle) for change in difference.changements)]
    return "\n".join(records).encode("ascii")


def dn(ident: str, regle: Mapping[str, Any]) -> str:
    """Where a person stands: under the identifier, which never changes."""
    return f"{regle['rdn']}={escape(ident)},{regle['base']}"


def escape(value: str) -> str:
    """A value inside a distinguished name (RFC 4514, 2.4)."""
    return _ECHAPPE.sub(lambda met: "\\00" if met.group() == "\0" else f"\\{met.group()}", value)


def _record(change: Changement, regle: Mapping[str, Any]) -> str:
    head = _ligne("dn", dn(change.id_unique, regle))
    names: Mapping[str, str] = regle["attributs"]
    if not change.avant:
        told = [("objectClass", name) for name in regle["classes"]]
        told.append((regle["rdn"], change.id_unique))
        told += [(name, nom_complet(change.apres)) for name in regle["nom_complet"]]
        told += [(names[code], _texte(value)) for code, value in change.valeurs.items() if code in names]
        return head + "changetype: add\n" + "".join(_ligne(name, value) for name, value in told)
    values: dict[str, Any] = {names[code]: value for code, value in change.valeurs.items() if code in names}
    if {"nom", "prenom"} & set(change.valeurs):
        values |= dict.fromkeys(regle["nom_complet"], nom_complet(change.apres))
    return head + "changetype: modify\n" + "".join(_replace(name, value) for name, value in values.items())


def _replace(name: str, value: Any) -> str:
    """Replaced by nothing, an attribute is removed, and was there or not: always accepted."""
    return f"replace: {name}\n" + (_ligne(name, _texte(value)) if value is not None else "") + "-\n"


def _texte(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value)


def _ligne(name: str, value: str) -> str:
    """One attribute, in base64 unless it is plain, folded."""
    plain = _SUR.fullmatch(value) and not value.endswith(" ")
    text = f"{name}: {value}" if plain else f"{name}:: {base64.b64encode(value.encode()).decode()}"
    if len(text) <= LARGEUR:
        return f"{text}\n"
    parts = [text[:LARGEUR], *(text[at : at + LARGEUR - 1] for at in range(LARGEUR, len(text), LARGEUR - 1))]
    return "\n ".join(parts) + "\n"
