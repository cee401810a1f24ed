"""The bill of materials of what runs (`make sbom`): CycloneDX 1.6, from the locked versions."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parents[1]
LIGNE = re.compile(r"^(?P<nom>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
EMPREINTE = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def composants(verrou: str) -> list[dict[str, Any]]:
    """One component a locked library, with the prints of every file it may be installed from."""
    trouves: list[dict[str, Any]] = []
    for ligne in verrou.splitlines():
        if lu := LIGNE.match(ligne):
            nom, version = lu["nom"], lu["version"]
            trouves.append(
                {
                    "type": "library",
                    "name": nom,
                    "version": version,
                    "purl": f"pkg:pypi/{nom.lower()}@{version}",
                    "licenses": _licence(nom),
                    "hashes": [],
                }
            )
        elif trouves:
            trouves[-1]["hashes"] += [
                {"alg": "SHA-256", "content": print_} for print_ in EMPREINTE.findall(ligne)
            ]
    return trouves


def _licence(nom: str) -> list[dict[str, Any]]:
    try:
        lues = metadata(nom)
    except PackageNotFoundError:
        return []
    dite = lues.get("License-Expression") or ""
    return [{"expression": dite}] if dite else []


def main() -> None:
    """Write `sbom.json` at the root."""
    inventaire = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "workbench"}},
        "components": composants((RACINE / "requirements.lock").read_text("utf-8")),
    }
    (RACINE / "sbom.json").write_text(json.dumps(inventaire, ensure_ascii=False, indent=1), "utf-8")
    print(f"sbom.json : {len(inventaire['components'])} composants")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
