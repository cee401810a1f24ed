"""What contradicts itself in settings that are each well formed, in French sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from rapidfuzz import process

from workbench.socle.regles import lire
from workbench.socle.settings.applications import roles
from workbench.socle.tables import ENTREE, table

_RESERVES = {
    "role": ("application",),
    "application": ("application", "annuaire"),
    "type_contrat_defaut": ("sirh",),
}


class Declaree(Protocol):
    """What is read here of a declared source: the settings know this module, it does not know them."""

    @property
    def code(self) -> str: ...
    @property
    def nature(self) -> str: ...
    @property
    def etablissement(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def type_contrat_defaut(self) -> str | None: ...
    @property
    def colonnes(self) -> Mapping[str, str | list[str]]: ...
    @property
    def valeurs(self) -> Mapping[str, Mapping[str, str]]: ...


def incoherences(
    sources: Sequence[Declaree], entites: Collection[str], maitres: Mapping[str, Sequence[str]]
) -> list[str]:
    """Every contradiction, sources last.

    Args:
        entites: codes of the establishment's entities. maitres: attribute → the sources that decide it.
    """
    faults = [
        *_duplicates(sources),
        *_unknown_entities(sources, entites),
        *_unknown_masters(sources, maitres),
    ]
    return faults + [fault for source in sources for fault in _source_faults(source)]


def _duplicates(sources: Sequence[Declaree]) -> list[str]:
    seen: set[str] = set()
    faults = []
    for source in sources:
        if source.code in seen:
            faults.append(
                f"sources : le code « {source.code} » est donné à deux sources ; chaque code est unique."
            )
        seen.add(source.code)
    return faults


def _unknown_entities(sources: Sequence[Declaree], entites: Collection[str]) -> list[str]:
    return [
        f"sources.{source.code}.etablissement : « {source.etablissement} » n'est pas dans"
        " [[etablissement.entites]]."
        for source in sources
        if source.etablissement and source.etablissement not in entites
    ]


def _unknown_masters(sources: Sequence[Declaree], maitres: Mapping[str, Sequence[str]]) -> list[str]:
    known = {source.code for source in sources}
    return [
        f"referentiel_maitre.{attribute} : la source « {code} » n'existe pas."
        for attribute, codes in maitres.items()
        for code in codes
        if code not in known
    ]


def _source_faults(source: Declaree) -> list[str]:
    """What a source declares and nobody would read: unknown target columns, values or roles, settings of
    another nature.
    """
    where = f"[[sources]] {source.code}"
    contract = table(f"{ENTREE}.{source.nature}")
    columns = [column.nom for column in contract.colonnes]
    faults = [
        f"{where}.{setting} : « {name} » n'est pas une donnée de la nature « {source.nature}"
        f" »{_close(name, columns)}"
        for setting, names in (("colonnes", source.colonnes), ("valeurs", source.valeurs))
        for name in names
        if name not in columns
    ]
    words = lire("workbench.sources.porte", "valeurs.toml")
    booleans = {column.nom for column in contract.colonnes if column.type == "booleen"}
    for name, pairs in source.valeurs.items():
        known = words.get("booleen" if name in booleans else name)
        faults += [
            f"{where}.valeurs.{name} : « {value} » n'est pas une valeur connue{_close(value, list(known))}"
            for value in dict.fromkeys(pairs.values())
            if isinstance(known, dict) and value not in known
        ]
    if source.role and source.role not in roles():
        faults.append(
            f"{where}.role : « {source.role} » n'est pas un rôle connu{_close(source.role, list(roles()))}"
        )
    if source.type_contrat_defaut and source.type_contrat_defaut not in words["type_contrat"]:
        kinds = list(words["type_contrat"])
        faults.append(
            f"{where}.type_contrat_defaut : « {source.type_contrat_defaut} » est"
            f" inconnu{_close(source.type_contrat_defaut, kinds)}"
        )
    for key, natures in _RESERVES.items():
        if getattr(source, key) and source.nature not in natures:
            faults.append(
                f"{where}.{key} : ce réglage ne sert qu'aux sources de nature {' ou '.join(natures)} ;"
                " retirez-le."
            )
    return faults


def _close(text: str, among: list[str]) -> str:
    """The near name, or every possible one."""
    found = process.extractOne(text, among, score_cutoff=60)
    return f" : peut-être « {found[0]} » ?" if found else f" ; possible : {', '.join(among)}."
