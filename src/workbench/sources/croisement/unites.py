"""Units and places of HR that no structure, no national file writes so: a waiting unit, codes of another
system, a postcode. Told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.numeros import cle_code
from workbench.socle.settings import Settings
from workbench.socle.seuils import atteint, nombreux
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule
from workbench.sources.modeles import Lecture
from workbench.sources.porte.codes import COMPTES

COMMUNE = "code_commune_naissance"


def places(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, settings: Settings) -> Dits:
    """Everything of the kind."""
    rule = regles["unites"]
    if lecture.source.nature in COMPTES:
        return _waiting_unit(lecture, lectures, rule["attente_comptes"], "COMPTES_SANS_SERVICE")
    if lecture.source.nature != "sirh":
        return []
    return [
        *_waiting_unit(lecture, lectures, rule["attente"], "UNITE_D_ATTENTE"),
        *_other_codes(lecture, lectures, rule["codes"]),
        *_birthplaces(lecture, lectures, rule["communes"]),
        *_unknown_finess(lecture, rule["finess"], settings.entites_par_finess()),
        *_legal_finess(lecture, rule["finess"], settings),
        *_shared_finess(lecture, rule["finess"], settings),
    ]


def _unknown_finess(lecture: Lecture, rule: Rule, entities: Mapping[str, object]) -> Dits:
    """A FINESS of many rows that the settings give to no entity: mistyped there, or an establishment they
    forget. Nothing is tied to it.
    """
    if not entities or "finess" not in lecture.lignes.columns:
        return []
    held = Counter(lecture.lignes["finess"].drop_nulls())
    away = Counter({finess: n for finess, n in held.items() if finess not in entities})
    (finess, most), *_ = [*away.most_common(1), ("", 0)]
    if atteint(most, held.total(), rule):
        return [("FINESS_INCONNU", {"valeur": finess, "n": most, "total": held.total()})]
    return []


def _legal_finess(lecture: Lecture, rule: Rule, settings: Settings) -> Dits:
    """Many rows bear the number of the legal entity, which says neither the site nor its activities."""
    entities = settings.etablissement.entites
    legal = {one.juridique for one in entities if one.juridique and one.sites}
    legal -= {number for one in entities for number in one.sites}
    legal -= settings.finess_partages().keys()
    if "finess" not in lecture.lignes.columns:
        return []
    held = lecture.lignes["finess"].drop_nulls()
    found = held.filter(held.is_in(list(legal)))
    if atteint(found.len(), held.len(), rule):
        return [("FINESS_JURIDIQUE", {"valeur": found[0], "n": found.len(), "total": held.len()})]
    return []


def _shared_finess(lecture: Lecture, rule: Rule, settings: Settings) -> Dits:
    """Many rows bear a number that several entities of the settings bear, and do not say which one it is."""
    several = settings.finess_partages()
    if not several or "finess" not in lecture.lignes.columns:
        return []
    shared = lecture.lignes.filter(pl.col("finess").is_in(list(several)))
    if "etablissement" in shared.columns:
        shared = shared.filter(pl.col("etablissement").is_null())
    total = lecture.lignes["finess"].count()
    if atteint(shared.height, total, rule):
        number, default = str(shared["finess"].mode().min()), lecture.source.etablissement
        bearers = sorted(several[number])
        known = default in bearers
        given = f"à « {default} », l’établissement par défaut de cette source" if known else "à aucun"
        facts = {"valeur": number, "n": shared.height, "total": total}
        return [("FINESS_PARTAGE", {**facts, "sites": ", ".join(bearers), "donne": given})]
    return []


def structures(lectures: Sequence[Lecture], column: str) -> list[str]:
    """What the structure writes in a column."""
    return [
        text
        for one in lectures
        if one.source.nature == "structure" and column in one.lignes.columns
        for text in one.lignes[column].drop_nulls().unique()
    ]


def _waiting_unit(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule, code: str) -> Dits:
    """Many agents, or accounts, in one unit the structure does not know, which knows the others: an
    administrative position, or « not assigned », written as a unit.
    """
    known = {letters(text) for text in structures(lectures, "service")}
    if not known or "service" not in lecture.lignes.columns:
        return []
    held = Counter(letters(text) for text in lecture.lignes["service"].drop_nulls())
    away = Counter({text: n for text, n in held.items() if text not in known})
    (unit, most), *_ = [*away.most_common(1), ("", 0)]
    alone = held.total() - away.total() >= rule["part_connus"] * (held.total() - most)
    if alone and atteint(most, held.total(), rule):
        return [(code, {"valeur": unit, "n": most, "total": held.total()})]
    return []


def _other_codes(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Codes the structure does not know, beside names it knows: one of the two writes them otherwise."""
    if not {"service_code", "service"} <= set(lecture.lignes.columns):
        return []
    codes = {cle_code(text) for text in structures(lectures, "service_code")}
    names = {letters(text) for text in structures(lectures, "service")}
    pairs = lecture.lignes.select("service_code", "service").drop_nulls().rows()
    away = [code for code, name in pairs if cle_code(code) not in codes and letters(name) in names]
    if codes and atteint(len(away), len(pairs), rule):
        return [("CODES_D_UNITE_AUTRES", {"n": len(away), "total": len(pairs), "exemple": min(away)})]
    return []


def _birthplaces(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Codes of birthplaces that the national file gives otherwise for the same number: a postcode."""
    if not {"rpps", COMMUNE} <= set(lecture.lignes.columns):
        return []
    asked = lecture.lignes["rpps"].drop_nulls().unique().implode()
    known: dict[str, set[str]] = {}
    for one in lectures:
        if one.source.nature == "rpps_restreint" and COMMUNE in one.lignes.columns:
            held = one.lignes.filter(pl.col("rpps").is_in(asked)).select("rpps", COMMUNE).drop_nulls()
            for number, code in held.rows():
                known.setdefault(number, set()).add(code)
    pairs = lecture.lignes.select("rpps", COMMUNE).drop_nulls().rows()
    judged = [(number, code) for number, code in pairs if number in known]
    others = sum(code not in known[number] for number, code in judged)
    if nombreux(others, len(judged), rule["nombre"], rule["part"]):
        return [("COMMUNES_CONTREDITES", {"n": others, "total": len(judged)})]
    return []
