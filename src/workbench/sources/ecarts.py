"""What is found of one delivery: gaps, their bounds, and those that are seen without a precedent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.looks.formats import jour, nombre, pourcent
from workbench.socle.settings import Source
from workbench.sources.porte.contrat import title

Row = dict[str, Any]
AN = 365  # days


@dataclass(frozen=True)
class Ecart:
    """One thing that changed: a stable code, a French sentence, whether it makes one doubt."""

    code: str
    phrase: str
    doute: bool


def beyond(lost: float, before: float, bound: Mapping[str, Any]) -> bool | None:
    """True: a doubt; False: only said (share without number); None: nothing."""
    if before <= 0 or lost <= 0 or lost < bound["part"] * before:
        return None
    return bool(lost >= bound["nombre"]) or small(lost / before, before, bound)


def small(lost: float, before: float, bound: Mapping[str, Any]) -> bool:
    """A short list that loses this share (`lost`) of the many it held before, where the rule says so."""
    return "petite" in bound and before >= bound["petite"] and lost >= bound["part_petite"]


def alone(
    source: Source, now: Row, former: Row | None, columns: Sequence[Row], rule: Mapping[str, Any]
) -> Iterator[Ecart]:
    """What is seen without comparing.

    Args:
        now, columns: its row of `meta.livraison`, its rows of `meta.livraison_colonne`. former: the last
            published one, None at first.
    """
    yield from _seen(now, former, rule)
    yield from _limited(source, now, rule)
    if former is None:
        yield from _hollow(source, columns, now, rule)
        yield from _stale(source, columns, now, rule)


def _seen(now: Row, former: Row | None, rule: Mapping[str, Any]) -> Iterator[Ecart]:
    """What its own rows say: cut, doubled, too many of them set aside."""
    if now["coupee"] and not (former and former["coupee"]):
        told = (
            "la dernière ligne n'a pas toutes ses colonnes : le fichier semble coupé (ou finit par une ligne"
            " de total)"
        )
        yield Ecart("coupee", told, True)
    if now["lignes"] + 1 in rule["tableur"]["lignes"] or now["lignes"] in rule["tableur"]["lignes"]:
        told = (
            f"le fichier a {nombre(now['lignes'])} lignes, juste ce que tient un tableur : il a été coupé ;"
            " déposez-le tel qu'il est téléchargé, sans l'ouvrir"
        )
        yield Ecart("tableur", told, True)
    if former and former["finie"] and now["finie"] is False:
        told = "le fichier ne finit plus par une fin de ligne : sa dernière ligne est peut-être coupée"
        yield Ecart("sans_fin", told, False)
    double = now["doublons"] - (former["doublons"] if former else 0)
    if beyond(double, now["retenues"], rule["doublons"]):
        told = (
            f"{nombre(now['doublons'])} lignes sur {nombre(now['retenues'])} répètent une autre ligne : le"
            " même fichier collé deux fois ?"
        )
        yield Ecart("doublons", told, True)
    share = now["refusees"] / now["lignes"]
    usual = former["refusees"] / former["lignes"] if former and former["lignes"] else None
    limit = rule["rejets"]["premiere"] if usual is None else usual + rule["rejets"]["part"]
    if share > limit and now["refusees"] >= rule["rejets"]["nombre"]:
        was = f", contre {pourcent(usual)} la fois précédente" if usual is not None else ""
        told = (
            f"{nombre(now['refusees'])} lignes sur {nombre(now['lignes'])} sont mises de côté"
            f" ({pourcent(share)}{was})"
        )
        yield Ecart("rejets", told, True)


def _limited(source: Source, now: Row, rule: Mapping[str, Any]) -> Iterator[Ecart]:
    """As many rows, just, as a directory gives at once: it stopped there."""
    limit = rule["limites"]
    if source.nature in limit["natures"] and now["lignes"] in {*limit["nombres"], *limit["ronds"]}:
        told = (
            f"le fichier a juste {nombre(now['lignes'])} lignes : l'annuaire ou l'écran en donne peut-être un"
            " nombre limité à la fois ; demandez la liste entière"
        )
        yield Ecart("limite", told, now["lignes"] in limit["nombres"])


def _hollow(source: Source, columns: Sequence[Row], now: Row, rule: Mapping[str, Any]) -> Iterator[Ecart]:
    """Columns the settings name, which a list seen for the first time leaves empty on every row."""
    awaited = rule["colonnes"].get("attendues", ())
    names = [
        title(source, row["colonne"])
        for row in columns
        if row["colonne"] in awaited and row["presente"] and not row["remplies"] and now["retenues"]
    ]
    if names:
        shown = ", ".join(f"« {name} »" for name in names)
        told = (
            f"{shown} : aucune valeur dans tout le fichier ; si le logiciel les connaît, redemandez l'export"
        )
        yield Ecart("colonne_sans_valeur", told, False)


def _stale(source: Source, columns: Sequence[Row], now: Row, rule: Mapping[str, Any]) -> Iterator[Ecart]:
    """Nothing recent in a list that is seen for the first time: an old file, or a training base."""
    for row in columns:
        limit = rule["perimees"].get(row["colonne"])
        many = min(row["remplies"], now["personnes"])
        if limit and row["atteinte"] and many >= limit["nombre"]:
            days = (now["livraison"] - row["atteinte"]).days
            awaited = limit["par_an"] * many * days / AN
            if days > limit["jours"] and awaited >= limit["attendues"]:
                told = (
                    f"« {title(source, row['colonne'])} » ne va que jusqu'au {jour(row['atteinte'])} : un"
                    " ancien fichier, ou une base de formation ? redemandez l'export de ce mois"
                )
                yield Ecart(f"perimee:{row['colonne']}", told, bool(limit["arret"]) and days > limit["arret"])
