"""Directory exports as they come: LDIF (RFC 2849), JSON of Entra ID / Microsoft Graph."""

from __future__ import annotations

import base64
import binascii
import json
import re
from pathlib import Path
from typing import Any

from workbench.socle.settings import Limites
from workbench.sources.lecture.encodage import decode_judged
from workbench.sources.lecture.titres import Table
from workbench.sources.modeles import Constat, SourceInutilisable

_JOINTURE = " | "
_SANS_INTERET = {"changetype", "control", "version", "objectclass"}


def read_ldif(path: Path, limites: Limites) -> Table:
    """One row an entry, one column an attribute (`dn` first); several values are joined by « | ».

    Raises:
        SourceInutilisable: not LDIF, or no entry in it.
    """
    text, encoding, said = decode_judged(path, None, limites)
    entries: list[tuple[int, dict[str, list[str]]]] = []
    names: dict[str, str] = {}
    current: dict[str, list[str]] = {}
    start = 0
    lines = [*_unfolded(text), (0, "")]
    skipped = 0
    for number, line in lines:
        again = "dn" in current and re.match(r"dn::? ", line, re.I)  # a blank line lost between two entries
        if not line.strip() or again:
            if "dn" in current:
                kind = current.get("changetype", ["add"])[0].lower()
                if kind == "add":
                    entries.append((start, current))
                else:
                    skipped += 1
            current = {}
        if not line.strip():
            continue
        if line.startswith("#") or line.strip() == "-":
            continue
        name, value = _attribute(line)
        if name is None:
            continue
        key = name.lower()
        if not current:
            start = number
        names.setdefault(key, name)
        current.setdefault(key, []).append(value)
    if not entries:
        raise SourceInutilisable(
            "Fichier vide",
            f"{path.name} : aucune entrée LDIF (« dn: ») n'y est lue.",
            "Vérifiez l'export, ou exportez en CSV (Get-ADUser … | Export-Csv).",
        )
    if not text.endswith(("\n", "\r")):
        motif = "La dernière ligne n'a pas de fin : le fichier semble coupé. Redemandez-le à la source."
        said.append(Constat("FICHIER_COUPE", motif, lines[-2][0]))
    columns = [key for key in names if key not in _SANS_INTERET]
    rows = [(number, [_JOINTURE.join(entry.get(key, [])) for key in columns]) for number, entry in entries]
    if skipped:
        said.append(
            Constat(
                "LDIF_MODIFICATIONS",
                f"{skipped} entrée(s) de modification (changetype autre que add) non lue(s).",
            )
        )
    return Table([names[key] for key in columns], rows, [], encoding, "", False, said)


def _unfolded(text: str) -> list[tuple[int, str]]:
    out: list[tuple[int, str]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.startswith(" ") and out:
            out[-1] = (out[-1][0], out[-1][1] + line[1:])
        else:
            out.append((number, line))
    return out


def _attribute(line: str) -> tuple[str | None, str]:
    name, colon, value = line.partition(":")
    if not colon:
        return None, ""
    name = name.split(";")[0]  # an option such as ;lang-fr
    if value.startswith("<"):
        return name, ""  # a file beside: not followed
    if not value.startswith(":"):
        return name, value.strip()
    try:
        data = base64.b64decode(value[1:].strip(), validate=True)
    except (binascii.Error, ValueError):
        return name, ""
    try:
        return name, data.decode("utf-8")
    except UnicodeDecodeError:
        return name, ""  # an image, a certificate, a GUID


def read_json(path: Path, limites: Limites) -> Table:
    """An array of objects, or the `{"value": […]}` of Microsoft Graph; nested objects give `objet.champ`.

    Raises:
        SourceInutilisable: not JSON, no list of objects in it, or one page of several.
    """
    text, encoding, said = decode_judged(path, None, limites)
    try:
        data = json.loads(text, parse_int=str)
    except (json.JSONDecodeError, RecursionError):
        data = _json_lines(text)
    if isinstance(data, dict):
        if data.get("@odata.nextLink"):
            raise SourceInutilisable(
                "Export incomplet",
                f"{path.name} ne contient que la première page de la liste (« @odata.nextLink » dit où est la"
                " suite).",
                "Redemandez toutes les pages (Get-MgUser -All, ou l'export du portail), en un seul fichier.",
            )
        lists = [value for value in data.values() if isinstance(value, list)]
        data = data["value"] if isinstance(data.get("value"), list) else lists[0] if len(lists) == 1 else None
    if not isinstance(data, list) or not data or not all(isinstance(one, dict) for one in data):
        raise SourceInutilisable(
            "Fichier illisible",
            f"{path.name} : ce JSON n'est pas une liste de comptes.",
            'Attendu : un tableau […] ou { "value": […] } ; à défaut, exportez en CSV.',
        )
    flat = [_flatten(one) for one in data]
    names = list(dict.fromkeys(name for one in flat for name in one if not name.startswith("@odata")))
    rows = [(number, [one.get(name, "") for name in names]) for number, one in enumerate(flat, 1)]
    return Table(names, rows, [], encoding, "", False, said)


def _json_lines(text: str) -> list[Any] | None:
    try:
        return [json.loads(line, parse_int=str) for line in text.splitlines() if line.strip()]
    except (json.JSONDecodeError, RecursionError):
        return None


def _flatten(one: dict[str, Any], prefix: str = "") -> dict[str, str]:
    out: dict[str, str] = {}
    for title, value in one.items():
        name = _whole(title)
        if isinstance(value, dict) and len(prefix) < 60:
            out |= _flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            out[prefix + name] = _JOINTURE.join(
                json.dumps(v, ensure_ascii=False) if isinstance(v, (dict, list)) else _scalar(v)
                for v in value
            )
        else:
            out[prefix + name] = _scalar(value)
    return out


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return _whole(text)


def _whole(text: str) -> str:
    """A half character (a lone surrogate of an escape) is a lost one."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
