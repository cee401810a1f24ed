"""`workbench.toml` read and validated: every fault is collected and shown at once."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from workbench.socle.settings.refus import ConfigurationInvalide, fault_text
from workbench.socle.settings.reglages import Settings

FICHIER = "workbench.toml"


def decisions_url(home: Path) -> str | None:
    """The ledger's URL of `workbench.toml`, None when there is none or the file is not readable (said
    elsewhere).
    """
    path = home / FICHIER
    try:
        state = path.stat()
        return _decisions_url(path, state.st_mtime_ns, state.st_size)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=64)
def _decisions_url(path: Path, _mtime: int, _size: int) -> str | None:
    """Asked at every reading of the ledger: read again when the file changes."""
    data = tomllib.loads(path.read_text("utf-8-sig"))
    given = data.get("decisions", {}).get("url") if isinstance(data.get("decisions"), dict) else None
    return str(given) if given else None


def load_settings(home: Path) -> Settings:
    """Read and validate `home/workbench.toml`.

    Raises:
        ConfigurationInvalide: the file is missing or wrong; every fault is listed.
    """
    path = home / FICHIER
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationInvalide(
            "Réglages introuvables",
            f"Le fichier {path} n'existe pas.",
            "Lancez « workbench demo » pour un GHT fictif, ou « workbench source add FICHIER » pour vos"
            " fichiers.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationInvalide(
            "Réglages illisibles",
            f"{path} ne se lit pas (détail technique : {error}).",
            "Corrigez la ligne indiquée (format TOML, UTF-8).",
        ) from error
    return validate_settings(data, home)


def validate_settings(data: dict[str, Any], home: Path) -> Settings:
    """The settings of a parsed `workbench.toml`.

    Raises:
        ConfigurationInvalide: a setting is wrong; every fault is listed.
    """
    try:
        return Settings.model_validate({**data, "home": home})
    except ValidationError as error:
        faults = [fault_text(dict(fault), data) for fault in error.errors()]
        raise ConfigurationInvalide(
            f"{len(faults)} réglage(s) à corriger dans {home / FICHIER}",
            "\n".join(faults),
            "Corrigez le fichier puis relancez.",
        ) from error
