"""The pieces of an HTML table: a cell by its type or its state, its titles, what is empty throughout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from workbench.looks import titres
from workbench.looks.etats import Etat
from workbench.looks.formats import ABSENT, pourcent, texte

REPETEE, DES_ZEROS = 3, 5  # rows from which a column that says nothing, or only zeros, is said once instead
RIENS = {
    *("", ABSENT, "aucune", "aucun", "aucune preuve", "non renseigné", "rien de déclaré", "à écrire"),
    "○ jamais essayé",
}


def repeated_columns(
    lues: Sequence[Mapping[str, Any]],
    colonnes: Mapping[str, str],
    etats: Mapping[str, Mapping[str, Etat]],
    formats: Mapping[str, Any],
) -> dict[str, str]:
    """The columns after the first that say the same nothing on every row, and what: « » (empty), « 0 »,
    « non renseigné ».
    """
    found: dict[str, str] = {}
    for nom in [*colonnes][1:] if len(lues) >= REPETEE else []:
        said = {_rendu(nom, ligne[nom], formats) for ligne in lues} if nom not in etats else set()
        if said and said <= {"", ABSENT}:
            found[nom] = ""
        elif len(said) == 1 and _nothing(next(iter(said)), len(lues)):
            found[nom] = said.pop()
    return found


def _nothing(said: str, rows: int) -> bool:
    return said.lower() in RIENS or (said == "0" and rows >= DES_ZEROS)


def said_once(repetees: Mapping[str, str], colonnes: Mapping[str, str]) -> str:
    """« Date : vide partout. Refusés, Prêts : « 0 » partout. »"""
    by_word: dict[str, list[str]] = {}
    for nom, dit in repetees.items():
        by_word.setdefault(dit, []).append(colonnes[nom])
    return " ".join(
        f"{', '.join(titres_)} : {f'« {dit} »' if dit else 'vide'} partout."
        for dit, titres_ in by_word.items()
    )


def _rendu(nom: str, valeur: Any, formats: Mapping[str, Any]) -> str:
    return str(formats[nom](valeur)) if nom in formats else _usuel(nom, valeur)


def spoken_titles(mots: Iterable[str]) -> str:
    """The titles of a table where its style can say them before each value: `--t2: "Échéance"; …`"""
    dits = (mot.replace("\\", "").replace('"', "'") for mot in mots)
    return "; ".join(f"--t{rang}: {escape(chr(34) + dit + chr(34))}" for rang, dit in enumerate(dits, 1))


def help_title(nom: str, mot: str) -> str:
    """What a column means, as a `title` attribute."""
    aide = titres.aide(nom, mot)
    return f' title="{escape(aide)}"' if aide else ""


def number_class(numerique: bool) -> str:
    """The class of a cell that holds a number."""
    return ' class="n"' if numerique else ""


def cell(
    nom: str,
    valeur: Any,
    nombres: set[str],
    etats: Mapping[str, Mapping[str, Etat]],
    formats: Mapping[str, Any],
) -> str:
    """One cell: a state with its sign, a format asked for, else what its type reads as."""
    if nom in etats:
        etat = etats[nom].get(valeur)
        if etat is None:
            return f"<td>{escape(texte(valeur))}</td>"
        pastille = "" if etat.couleur_texte == etat.couleur else f'<i style="background:{hatched(etat)}"></i>'
        return f'<td class="e" style="color:{etat.couleur_texte}">{pastille}{escape(etat.libelle)}</td>'
    rendu = _rendu(nom, valeur, formats)
    return f"<td{number_class(nom in nombres)}{vide(rendu)}>{escape(rendu)}</td>"


def bars(lues: Sequence[Mapping[str, int | None]], etats: Mapping[str, Etat]) -> list[str]:
    """A cell a row, its counts as one bar, all on the same scale; the numbers are in the other cells."""
    plus_grand = max((sum(ligne[nom] or 0 for nom in etats) for ligne in lues), default=0) or 1
    dessins = []
    for ligne in lues:
        largeurs = {nom: (ligne[nom] or 0) * 100 / plus_grand for nom in etats}
        parts = "".join(
            f'<i style="width:{largeurs[nom]:.2f}%;background:{hatched(etat)}"></i>'
            for nom, etat in etats.items()
            if ligne[nom]
        )
        dessins.append(f'<td class="wb-part"><span class="wb-barre" aria-hidden="true">{parts}</span></td>')
    return dessins


def vide(rendu: str) -> str:
    """The attribute of a cell where nothing is written: a card leaves it out."""
    return ' data-vide="oui"' if rendu in ("", ABSENT) else ""


def _usuel(nom: str, valeur: Any) -> str:
    """A value as its column usually reads: a share as a percentage, else by its type."""
    if titres.format_de(nom) == "pourcent" and (valeur is None or isinstance(valeur, float)):
        return pourcent(valeur)
    return texte(valeur)


def hatched(etat: Etat) -> str:
    """The CSS background of a state: its colour, hatched as charts hatch it."""
    if not etat.trame:
        return etat.couleur
    if etat.trame == ".":
        return f"radial-gradient(circle, #FFF .6px, {etat.couleur} 1px) 0 0 / 5px 5px"
    trait = "repeating-linear-gradient({}deg, transparent 0 4px, rgba(255, 255, 255, .6) 4px 5px)"
    angles = {"x": (-45, 45), "|": (90,)}.get(etat.trame, (-45,))
    return ", ".join(trait.format(angle) for angle in angles) + f", {etat.couleur}"
