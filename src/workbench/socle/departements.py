"""The French départements: names, place on the tile map, and what a FINESS number says of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO

import polars as pl

from workbench.socle.regles import lire


@cache
def departements() -> pl.DataFrame:
    """`departements.csv`: code, nom, colonne, ligne, finess."""
    octets = files("workbench.socle").joinpath("departements.csv").read_bytes()
    textes = dict.fromkeys(("code", "nom", "finess"), pl.String)
    return pl.read_csv(BytesIO(octets), comment_prefix="#", schema_overrides=textes)


@cache
def _by(cle: str, dit: str) -> dict[str, str]:
    return dict(departements().select(cle, dit).iter_rows())


def du_finess(finess: str) -> str:
    """The département of a FINESS number, "" when it is in none (fictional numbers)."""
    prefixes = _by("finess", "code")
    return next((prefixes[finess[:n]] for n in (4, 2) if finess[:n] in prefixes), "")


def nom_du(code: str) -> str:
    """« 38 Isère »."""
    noms = _by("code", "nom")
    return f"{code} {noms[code]}" if code in noms else "Hors carte"


def nom_ars(code: str | None) -> str:
    """« ARS Nouvelle-Aquitaine » of « ARS-75 » or « 75 »; what is already a name stays as it is written."""
    if not code:
        return ""
    noms = lire("workbench.socle", "regions.toml")["noms"]
    chiffres = code.upper().removeprefix("ARS").strip(" -_")
    return f"ARS {noms[chiffres]}" if chiffres in noms else code
