"""A refused `workbench.toml`: every fault, in French, with the near name of what is misspelt."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from rapidfuzz import process

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import reglages

_MODELES: dict[str, type[BaseModel]] = {
    "etablissement": reglages.Etablissement,
    "entites": reglages.Entite,
    "sources": reglages.Source,
    "format": reglages.Format,
    "execution": reglages.Execution,
    "rapprochement": reglages.Rapprochement,
    "decisions": reglages.Decisions,
    "acces": reglages.Acces,
    "contact": reglages.Contact,
    "region": reglages.Region,
    "comptes_exclus": reglages.CompteExclu,
}


class ConfigurationInvalide(ErreurWorkbench):
    """`workbench.toml` is missing, unreadable or wrong; `message` lists every fault, one a line."""


_MESSAGES = {
    "missing": "valeur obligatoire absente.",
    "literal_error": "valeur « {input} » inconnue ; attendu : {expected}.",
    "string_pattern_mismatch": "« {input} » ne convient pas : minuscules, chiffres et _ seulement.",
    "string_type": "un texte entre guillemets est attendu.",
    "int_type": "un nombre entier est attendu.",
    "int_parsing": "un nombre entier est attendu, reçu « {input} ».",
    "float_parsing": "un nombre est attendu, reçu « {input} ».",
    "bool_parsing": "true ou false est attendu, reçu « {input} ».",
    "list_type": "une liste entre crochets est attendue.",
    "dict_type": "une table est attendue.",
    "greater_than_equal": "doit valoir au moins {ge}.",
    "greater_than": "doit être supérieur à {gt}.",
    "less_than": "doit être inférieur à {lt}.",
}


def fault_text(error: dict[str, Any], data: dict[str, Any]) -> str:
    """The French sentence of one pydantic error on the parsed file `data`."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "extra_forbidden":
        return _unknown_key(error["loc"], data)
    place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in error["loc"])
    template = _MESSAGES.get(error["type"], "valeur refusée (« {input} »).")
    return f"{place} : " + template.format(**{"input": error.get("input"), **error.get("ctx", {})})


def _unknown_key(loc: tuple[str | int, ...], data: dict[str, Any]) -> str:
    """A setting nobody reads, with the near one."""
    model: type[BaseModel] = reglages.Settings
    for part in loc[:-1]:
        model = _MODELES.get(str(part), model)
    key, place = str(loc[-1]), ".".join(str(p + 1) if isinstance(p, int) else p for p in loc)
    close = process.extractOne(key, [n for n in model.model_fields if n != "home"], score_cutoff=60)
    if loc[0] == "sources" and len(loc) > 2:
        code = data["sources"][loc[1]].get("code", int(loc[1]) + 1)
        path = ".".join(str(part) for part in loc[2:])
        hint = f" : peut-être « {close[0]} » ?" if close else " ; vérifiez l'orthographe."
        return f"[[sources]] {code} : réglage inconnu « {path} »{hint}"
    return f"{place} : clé inconnue ; " + (
        f"peut-être « {close[0]} » ?" if close else "vérifiez l'orthographe."
    )
