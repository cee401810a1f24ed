"""The establishment named in `workbench.toml`, comments kept; its FINESS looked for in what was dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import tomlkit

from workbench.socle import numeros
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.noms import letters
from workbench.socle.settings import FICHIER, Entite, Settings, load_settings, validate_settings
from workbench.sources.declarer.declaration import new_settings, write_settings
from workbench.sources.declarer.proposition import Proposition

FINESS = ("finess_ej", "finess", "finess_site")
SANS_NOM = "Établissement à nommer"


class EtablissementRefuse(ErreurWorkbench):
    """A name or a number that is not taken; nothing was written."""


def found_finess(propositions: Sequence[Proposition]) -> tuple[list[str], list[str]]:
    """Valid FINESS numbers of the columns read as such, the most frequent first: those of legal entities, the
    others. A single number that no title tells apart is taken for the legal entity's.
    """
    seen: dict[str, Counter[str]] = {name: Counter() for name in FINESS}
    for proposition in propositions:
        for one in proposition.colonnes:
            if one.canonique in seen:
                read = (numeros.lire("finess", text) for text in proposition.profils[one.titre].textes)
                seen[one.canonique].update(lu.valeur for lu in read if lu.verdict == "ok" and lu.valeur)
    legal = [number for number, _ in seen["finess_ej"].most_common()]
    others = [n for name in FINESS[1:] for n, _ in seen[name].most_common() if n not in legal]
    others = list(dict.fromkeys(others))
    return (others, []) if not legal and len(others) == 1 else (legal, others)


def read_finess(text: str) -> list[str]:
    """The numbers written in a field, separated by spaces, commas or semicolons.

    Raises:
        EtablissementRefuse: one of them is not a FINESS; says which and why.
    """
    out = []
    for part in [part for part in re.split(r"[\s,;]+", text) if part]:
        lu = numeros.lire("finess", part)
        if lu.verdict != "ok" or not lu.valeur:
            raise EtablissementRefuse(
                "Numéro FINESS à corriger",
                f"« {part} » : {numeros.raison(lu.verdict, part)}",
                "Il a neuf chiffres ; il figure sur finess.esante.gouv.fr et sur vos documents officiels.",
            )
        out.append(lu.valeur)
    return out


def is_named(home: Path) -> bool:
    """The settings hold an establishment that somebody named."""
    path = home / FICHIER
    return path.is_file() and load_settings(home).etablissement.nom != SANS_NOM


def entity(nom: str, finess_ej: str, finess_et: str, taken: Sequence[str] = ()) -> Entite:
    """A legal entity as written by a person.

    Raises:
        EtablissementRefuse: no name, or a number that is not a FINESS.
    """
    if not nom.strip():
        raise EtablissementRefuse("Nom à donner", "Chaque établissement a un nom.", "Écrivez-le.")
    legal, sites = read_finess(finess_ej), read_finess(finess_et)
    if len(legal) > 1:
        raise EtablissementRefuse(
            "Un seul FINESS juridique",
            f"« {nom} » en a {len(legal)}.",
            "Gardez celui de l’entité juridique ; les autres vont dans les sites.",
        )
    return Entite(
        code=_code(nom, taken), nom=nom.strip(), finess_ej=legal[0] if legal else None, finess_et=sites
    )


def _code(nom: str, taken: Sequence[str]) -> str:
    """Initials of a name, made different from those already given."""
    words = [word for word in re.split(r"[^A-Z0-9]+", letters(nom)) if word]
    code = "".join(word[0] for word in words) if len(words) > 1 else (words[0] if words else "ETAB")
    rank, found = 2, code
    while found in taken:
        found, rank = f"{code}{rank}", rank + 1
    return found


def name_establishment(home: Path, nom: str, entites: Sequence[Entite]) -> Settings:
    """Write the group's name and its legal entities; every other setting and comment stays.

    Raises:
        EtablissementRefuse: no name, or the same number twice. ConfigurationInvalide: the settings would be
        wrong. Nothing is written then.
    """
    if not nom.strip():
        raise EtablissementRefuse("Nom à donner", "L’établissement n’a pas de nom.", "Écrivez son nom.")
    numbers = Counter(n for one in entites for n in [one.finess_ej, *one.finess_et] if n)
    if twice := [number for number, count in numbers.items() if count > 1]:
        raise EtablissementRefuse(
            "Numéro FINESS donné deux fois",
            f"{twice[0]} est à deux endroits.",
            "Un numéro ne désigne qu’un seul établissement ou site.",
        )
    path = home / FICHIER
    document = tomlkit.parse(path.read_text("utf-8-sig")) if path.exists() else new_settings()
    table = document["etablissement"]
    table["nom"] = nom.strip()
    rows = tomlkit.aot()
    for one in entites:
        row = tomlkit.table()
        row.update({name: value for name, value in one.model_dump().items() if value})
        rows.append(row)
    if entites:
        table["entites"] = rows
    settings = validate_settings(tomlkit.parse(tomlkit.dumps(document)).unwrap(), home)
    write_settings(path, document)
    return settings
