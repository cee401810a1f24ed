"""Counting marts as read by who reads numbers only: no count of 1 to the threshold less one, not even by
subtraction.

Small count rounding (Langsrud and Heldal, *An algorithm for small count rounding of tabular data*, 2018):
every smallest cell that is small becomes 0 or the threshold, the others stay; whatever a page adds up or
subtracts is then made of zeros and of counts that may be shown, whoever aggregates and however. Cells are
walked in order and the threshold is given each time their running sum passes a multiple of it, from a drawn
start, so that the total of any run of rows is off by less than the threshold; then the biggest cell takes
what remains, if it is big enough for that to say nothing. A row that is part of no total is drawn by its
small count alone, the same in every mart: read as 0 here and as the threshold there, it would be told small,
and from many readings, how small. What each mart counts is data (`effectifs.toml`); the draw needs a salt of
the home, never shown.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import TypeAdapter

SEL = "sel_effectifs"
NOMBRE = re.compile(r"^[\d\s]+")
TOUCHEE = "_touchee"
Ligne = dict[str, Any]
Cellule = tuple[int, str, int]  # place in the chain, what the row is about, its rank


@dataclass(frozen=True)
class Regle:
    """What one counting mart counts (`effectifs.toml` says each field)."""

    chaines: tuple[tuple[str, ...], ...] = ()
    totaux: tuple[str, ...] = ()
    garde: tuple[str, ...] = ()
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    restes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    plafonds: Mapping[str, str] = field(default_factory=dict)
    effaces: tuple[str, ...] = ()
    textes: tuple[str, ...] = ()
    libre: str = ""


@cache
def regles() -> dict[str, Regle]:
    """The rule of each mart, by name."""
    lues = tomllib.loads(files("workbench.access").joinpath("effectifs.toml").read_text("utf-8"))["marts"]
    return TypeAdapter(dict[str, Regle]).validate_python(lues)


def sel_de(home: Path, nom: str = SEL) -> str:
    """The home's own salt of that name, made at the first reading (0600)."""
    chemin = home / "data" / "curated" / nom
    try:
        return chemin.read_text("utf-8")
    except FileNotFoundError:
        brouillon = chemin.with_name(f"{nom}.{os.getpid()}")
        descripteur = os.open(brouillon, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descripteur, "w") as flux:
            flux.write(secrets.token_hex(16))
        try:
            os.link(brouillon, chemin)  # the first writer wins, nobody reads half
        except FileExistsError:
            pass
        finally:
            brouillon.unlink()
        return chemin.read_text("utf-8")


def proteger(table: pl.DataFrame, mart: str, seuil: int, sel: str) -> pl.DataFrame:
    """The mart with its small counts rounded.

    Args:
        table: the whole mart. mart: its name. seuil: as in the settings. sel: the salt.
    """
    regle = regles()[mart]
    lignes = table.to_dicts()
    for rang, chaine in enumerate(regle.chaines):
        _arrondir(lignes, chaine, regle, seuil, sel, f"{sel}|{mart}|{rang}")
    nombres = [nom for chaine in regle.chaines for nom in chaine]
    for nom, plafond in regle.plafonds.items():
        _diffuser(lignes, nom, plafond, seuil, f"{sel}|{mart}|{nom}")
    nombres += regle.plafonds
    for ligne in lignes:
        _recalculer(ligne, regle, nombres)
    gardees = _garder(lignes, regle, nombres)
    for ligne in gardees:
        ligne.pop(TOUCHEE, None)
    return pl.DataFrame(gardees, schema=table.schema, orient="row") if regle.chaines else table


def encadrer(numerateur: int, denominateur: int, seuil: int) -> tuple[float, float]:
    """The least and the most that a rate read on rounded counts can truly be: read as none, a part may be
    any small count; read as the threshold, any but none.

    Args:
        numerateur, denominateur: as `proteger` gives them, each row judged alone. seuil: 0 when they are
        exact.
    """
    (peu, beaucoup), (reste_peu, reste_beaucoup) = (
        {0: (0, seuil - 1), seuil: (1, seuil)}.get(n, (n, n)) if seuil else (n, n)
        for n in (numerateur, denominateur - numerateur)
    )
    return (
        peu / (peu + reste_beaucoup) if peu else 0.0,
        beaucoup / (beaucoup + reste_peu) if beaucoup else 0.0,
    )


def _arrondir(
    lignes: list[Ligne], chaine: Sequence[str], regle: Regle, seuil: int, foyer: str, sel: str
) -> None:
    """Round the differences of nested columns, in place; a missing count stays missing.

    Args:
        foyer: the salt of the home. sel: the same, for this chain of this mart only.
    """
    ecarts = [_ecarts(ligne, chaine) for ligne in lignes]
    if regle.totaux:
        familles: dict[tuple[str, ...], list[Cellule]] = defaultdict(list)
        for rang, parts in enumerate(ecarts):
            famille = tuple(repr(lignes[rang][nom]) for nom in regle.totaux)
            familles[famille] += [(place, _nom(lignes[rang]), rang) for place in parts]
        courant = _tirer(sel, seuil)
        for _, membres in sorted(
            familles.items()
        ):  # one walk: any run of families is off by less than the threshold
            courant = _cumuler(sorted(membres), ecarts, seuil, courant)
    else:  # drawn by the small count alone: the same one reads the same in every mart, whatever the day
        for parts in ecarts:
            petits = sum(n for n in parts.values() if 0 < n < seuil)
            courant = _tirer(f"{foyer}|{petits}", seuil)
            for place, n in parts.items():
                if 0 < n < seuil:
                    parts[place] = _rendre(courant, n, seuil)
                    courant += n
    for ligne, parts in zip(lignes, ecarts, strict=True):
        somme = 0
        for place in sorted(parts, reverse=True):
            somme += parts[place]
            ligne[TOUCHEE] = ligne.get(TOUCHEE) or ligne[chaine[place]] != somme
            ligne[chaine[place]] = somme


def _diffuser(lignes: list[Ligne], nom: str, plafond: str, seuil: int, sel: str) -> None:
    """Round a column held by an already rounded one: the value allowed nearest to its own plus what the rows
    before it have left.
    """
    reste = _tirer(sel, seuil) - seuil // 2
    for ligne in sorted(lignes, key=_nom):
        if ligne[nom] is None:
            continue
        haut, voulu = int(ligne[plafond]), int(ligne[nom]) + reste
        exact = int(ligne[nom])
        permis = {0, haut, *(n for n in (exact, seuil, haut - seuil) if seuil <= n <= haut - seuil)}
        choisi = min(sorted(permis), key=lambda n: abs(n - voulu))
        ligne[TOUCHEE] = ligne.get(TOUCHEE) or choisi != ligne[nom]
        reste, ligne[nom] = voulu - choisi, choisi


def _tirer(nom: str, seuil: int) -> int:
    return int.from_bytes(hashlib.blake2b(nom.encode(), digest_size=8).digest()) % seuil


def _nom(ligne: Ligne) -> str:
    """What a row is about: its words, neither its numbers nor its dates."""
    return repr([v for v in ligne.values() if v is None or isinstance(v, str | bool)])


def _rendre(courant: int, n: int, seuil: int) -> int:
    return seuil if (courant + n) // seuil > courant // seuil else 0


def _ecarts(ligne: Ligne, chaine: Sequence[str]) -> dict[int, int]:
    """Place in the chain → what is in it and not in the next."""
    presents = [place for place, nom in enumerate(chaine) if ligne[nom] is not None]
    nombres = [int(ligne[chaine[place]]) for place in presents]
    return {
        place: n - suivant for place, n, suivant in zip(presents, nombres, [*nombres[1:], 0], strict=False)
    }


def _cumuler(membres: Sequence[Cellule], ecarts: list[dict[int, int]], seuil: int, courant: int) -> int:
    """Round one family, from where the walk stands; returns where it stands next."""
    depart, touchees, manque = courant, set(), 0
    for place, _, rang in membres:
        n = ecarts[rang][place]
        if 0 < n < seuil:
            ecarts[rang][place] = _rendre(courant, n, seuil)
            courant, manque = courant + n, manque + n - ecarts[rang][place]
            touchees.add((rang, place))
    grandes = [
        (ecarts[rang][place], rang, place) for place, _, rang in membres if (rang, place) not in touchees
    ]
    if manque and grandes and max(grandes)[0] + manque >= seuil:
        _, rang, place = max(grandes)
        ecarts[rang][place] += manque
        return depart  # nothing is left over: the walk goes on as if this family held no small cell
    return courant


def _recalculer(ligne: Ligne, regle: Regle, nombres: Sequence[str]) -> None:
    """Rates and remainders from the rounded counts; what measured a small group is emptied."""
    if not ligne.get(TOUCHEE):
        return
    for nom, (total, *parties) in regle.restes.items():
        if ligne[total] is not None:
            ligne[nom] = ligne[total] - sum(ligne[partie] or 0 for partie in parties)
    for nom, (haut, bas) in regle.parts.items():
        if ligne[nom] is None or ligne[haut] is None:
            continue
        if ligne[bas]:
            ligne[nom] = ligne[haut] / ligne[bas]
        else:
            ligne[nom] = float(ligne[haut]) if ligne[bas] is None else None
    for nom in regle.effaces:
        ligne[nom] = None
    for nom in regle.textes:
        ligne[nom] = NOMBRE.sub(f"{ligne[nombres[0]] or 'quelques'} ", str(ligne[nom]))


def _garder(lignes: list[Ligne], regle: Regle, nombres: Sequence[str]) -> list[Ligne]:
    """Rows that still count somebody, and one a kept key."""
    pleines = [ligne for ligne in lignes if not ligne.get(TOUCHEE) or any(ligne[nom] for nom in nombres)]
    if not regle.garde:
        return pleines
    vues = {tuple(ligne[nom] for nom in regle.garde) for ligne in pleines}
    restees = []
    for ligne in lignes:
        cle = tuple(ligne[nom] for nom in regle.garde)
        if not ligne.get(TOUCHEE) or any(ligne[nom] for nom in nombres) or cle not in vues:
            restees.append(ligne)
            vues.add(cle)
    return restees
