"""A refused value of a twin, told in French; the words are in `jumeau.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pydantic import ValidationError


@cache
def _fautes() -> Mapping[str, str]:
    """What is said of a refused value, by the validator's code."""
    lues = tomllib.loads(files("workbench.documents").joinpath("jumeau.toml").read_text("utf-8"))
    return dict(lues["fautes"])


def dire_faute(erreur: ValidationError) -> str:
    """The first fault, in French: line, field, what was read."""
    faute = erreur.errors(include_url=False)[0]
    lieu = list(faute["loc"])
    ligne = f"ligne {int(lieu.pop(0)) + 2}, " if lieu and isinstance(lieu[0], int) else ""
    champ = f"champ {'.'.join(map(str, lieu))} : " if lieu else ""
    if faute["type"] == "value_error":
        return f"{ligne}{champ}{faute['ctx']['error']}."
    lu = str(faute.get("input"))[:60]
    autres = erreur.error_count() - 1
    suite = f" (et {autres} autre{'s' if autres > 1 else ''})" if autres else ""
    return f"{ligne}{champ}{_fautes().get(faute['type'], 'valeur refusée')}, lu « {lu} »{suite}."
