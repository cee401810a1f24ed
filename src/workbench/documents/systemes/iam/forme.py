"""What the establishment wrote in `retour_identites.toml`, checked before anything is produced: every fault
is said, in French.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from rapidfuzz import process

from workbench.documents.systemes.forme import PROCHE, FormeInvalide
from workbench.documents.systemes.iam.etat import ATTRIBUTS

_MOT = re.compile(r"[A-Za-z][A-Za-z0-9-]*", re.ASCII)
_URN = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]*:[!-~]+", re.ASCII)
_RANG = re.compile(r"[A-Za-z][A-Za-z0-9-]*=(?:\\.|[^,\\\x00-\x1f\x7f])+")
_NOMBRES = ("operations", "entra_operations", "entra_identifiant")


def check(regle: Mapping[str, Any], fichier: str) -> None:
    """Refuse rules that no receiver could take.

    Args:
        regle: the file as parsed. fichier: its name, for the message.

    Raises:
        FormeInvalide: every fault.
    """
    faults = [*_mouvement(regle["mouvement"]), *_scim(regle["scim"]), *_ldif(regle["ldif"])]
    if faults:
        raise FormeInvalide(
            "Forme de fichier refusée",
            f"{fichier} :\n" + "\n".join(faults),
            "Corrigez ces lignes, ou reprenez-les du fichier livré. Rien n’a été produit.",
        )


def _mouvement(names: Any) -> Iterator[str]:
    for name in names if isinstance(names, list) else [names]:
        if name not in ATTRIBUTS:
            yield f"mouvement : « {name} » n’est pas un champ{_proche(name)}."


def _scim(told: Mapping[str, Any]) -> Iterator[str]:
    if not _URN.fullmatch(str(told.get("urn", ""))):
        yield "scim, urn : un nom comme urn:votre-domaine:personne:1.0:User."
    for name in _NOMBRES:
        number = told.get(name)
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            yield f"scim, {name} : un nombre entier, au moins 1."


def _ldif(told: Mapping[str, Any]) -> Iterator[str]:
    base, names = told.get("base"), told.get("attributs")
    if not (isinstance(base, str) and re.fullmatch(rf"{_RANG.pattern}(?:, ?{_RANG.pattern})*", base)):
        yield f"ldif, base : « {base} » n’est pas une place d’annuaire, comme ou=personnes,dc=hopital,dc=fr."
    lists = {name: told.get(name) for name in ("classes", "nom_complet")}
    yield from (
        f"ldif, {name} : une liste, au moins un nom." for name, value in lists.items() if not _liste(value)
    )
    if not isinstance(names, dict) or "nom" not in names:
        yield "ldif, attributs : il manque au moins « nom »."
        return
    yield from (
        f"ldif, attributs : « {name} » n’est pas un champ{_proche(name)}."
        for name in names
        if name not in ATTRIBUTS
    )
    full = [one for one in told.get("nom_complet") or () if isinstance(one, str)]
    written = [told.get("rdn"), *full, *names.values()]
    classes = told.get("classes")
    for name in [*written, *(classes if isinstance(classes, list) else ())]:
        if not (isinstance(name, str) and _MOT.fullmatch(name)):
            yield (
                f"ldif : « {name} » ne peut pas nommer un attribut ou une classe (lettres sans accent,"
                " chiffres et tirets, une lettre d’abord)."
            )
    for name, times in Counter(str(one).lower() for one in written).items():
        if times > 1:
            yield f"ldif : l’attribut « {name} » est donné deux fois, l’un effacerait l’autre."


def _liste(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _proche(name: Any) -> str:
    close = process.extractOne(str(name), ATTRIBUTS, score_cutoff=PROCHE)
    return f" ; peut-être « {close[0]} »" if close else f" ; champs : {', '.join(ATTRIBUTS)}"
