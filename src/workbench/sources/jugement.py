"""A delivery is judged before it is believed: compared with the last one published of the same source.

Facts come from `faits` (today) and from `meta.livraison`, `meta.livraison_colonne` (published); bounds are
data
(`livraisons.toml`). A gap is a doubt (the run stops until a person confirms it) or only said.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import polars as pl

from workbench.looks.formats import jour, nombre, pourcent
from workbench.socle.regles import lire
from workbench.socle.settings import Source
from workbench.socle.seuils import nombreux
from workbench.sources.confirmation import Doute
from workbench.sources.declarer.titres import libelle
from workbench.sources.ecarts import Ecart, Row, alone, beyond, small

NATURE = "livraison"
DISPARUS = "personnes_perdues"
Etat = Literal["acceptee", "a_savoir", "a_confirmer", "refusee"]


@dataclass(frozen=True)
class Precedent:
    """The last published delivery of every source: its facts, its columns."""

    livraisons: dict[str, Row] = field(default_factory=dict)
    colonnes: dict[str, dict[str, Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class Perdus:
    """Keys of the published version that are no more in this delivery.

    `inattendus`: those whose contract was still running (every one where no contract is known); `finis`,
    `lignes_finies`:
    the others, and how many rows they held. `courants`: published keys with a running contract, here or gone.
    """

    inattendus: int = 0
    courants: int = 0
    finis: int = 0
    lignes_finies: int = 0


@dataclass(frozen=True)
class Verdict:
    """What is thought of one source's delivery; `premiere`: nothing is published to compare it with."""

    source: Source
    faits: Row
    ecarts: tuple[Ecart, ...]
    premiere: bool = False

    @property
    def etat(self) -> Etat:
        """The worst of what was found."""
        if any(ecart.doute for ecart in self.ecarts):
            return "a_confirmer"
        return "a_savoir" if self.ecarts else "acceptee"

    @property
    def phrase(self) -> str:
        """Everything found, doubts first."""
        return " ; ".join(ecart.phrase for ecart in sorted(self.ecarts, key=lambda ecart: not ecart.doute))

    def sans(self, code: str) -> Verdict:
        """The same without one kind of gap, explained elsewhere."""
        return replace(self, ecarts=tuple(ecart for ecart in self.ecarts if ecart.code != code))

    def avec(self, others: Iterable[Ecart]) -> Verdict:
        """The same with what another look found."""
        return replace(self, ecarts=(*self.ecarts, *others))

    def doubt(self) -> Doute | None:
        """What a person is asked to confirm: bound to the source, the files' content and the measures."""
        found = [ecart for ecart in self.ecarts if ecart.doute]
        if not found:
            return None
        text = " ; ".join(ecart.phrase for ecart in found)
        message = f"{self.source.nom} (source {self.source.code}), fichier {self.faits['fichiers']} : {text}."
        measures = {ecart.code: ecart.phrase for ecart in found}
        return Doute(
            self.source.code,
            NATURE,
            message,
            {"source": self.source.code, "fichiers": self.faits["empreinte"], "mesures": measures},
            {"ecarts": [ecart.code for ecart in found]},
        )


def rules(home: Path | None = None) -> dict[str, Any]:
    """`livraisons.toml`, or the establishment's own."""
    return lire("workbench.sources", "livraisons.toml", home)


def bounds(regles: Mapping[str, Any], source: Source) -> dict[str, Any]:
    """The rules of one source: its nature's and its own replace the common ones."""
    out = copy.deepcopy(dict(regles))
    for own in (regles.get("natures", {}).get(source.nature, {}), regles["par_source"].get(source.code, {})):
        for theme, values in own.items():
            out[theme] = {**out.get(theme, {}), **values}
    return out


def precedent(livraison: pl.DataFrame | None, colonne: pl.DataFrame | None) -> Precedent:
    """The published facts, by source; nothing on a first run."""
    if livraison is None or colonne is None:
        return Precedent()
    by_source: dict[str, dict[str, Row]] = {}
    for row in colonne.to_dicts():
        by_source.setdefault(row["source"], {})[row["colonne"]] = row
    return Precedent({row["source"]: row for row in livraison.to_dicts()}, by_source)


def judge(
    source: Source,
    now: Row,
    columns: Sequence[Row],
    before: Precedent,
    perdus: Perdus,
    regles: Mapping[str, Any],
) -> Verdict:
    """The verdict on one source.

    Args:
        now: its row of `meta.livraison`. columns: its rows of `meta.livraison_colonne`. before: what is
        published.
    """
    rule, former = bounds(regles, source), before.livraisons.get(source.code)
    if not now["lignes"]:
        return Verdict(source, now, (_empty(source, former, rule),), former is None)
    found = [*alone(source, now, former, columns, rule)]
    if former and former["empreinte"] == now["empreinte"]:
        if former["livraison"] != now["livraison"] and source.nature not in rule["identique"]["stables"]:
            told = (
                f"le fichier est, au caractère près, celui du {jour(former['livraison'])} : vérifiez que"
                " l'export a été refait"
            )
            found.append(Ecart("meme_fichier", told, False))
    elif former:
        found += _numbers(source, now, former, perdus, rule)
        found += _columns(columns, before.colonnes.get(source.code, {}), now, former, rule)
    return Verdict(source, now, tuple(found), former is None)


def words(source: Source, rule: Mapping[str, Any]) -> tuple[str, str]:
    """What this source counts: « agent », « agents »."""
    one, many = rule["mots"].get(source.nature, ("ligne", "lignes"))
    return one, many


def _empty(source: Source, former: Row | None, rule: Mapping[str, Any]) -> Ecart:
    many = words(source, rule)[1]
    if source.nature in rule["vide"]["jamais"]:
        return Ecart("vide", f"le fichier ne contient que ses titres, alors qu'on y attend des {many}", True)
    held = former["retenues"] if former else 0
    if held > rule["vide"]["minuscule"]:
        told = f"la liste est vide, elle comptait {nombre(held)} lignes le {jour(former['livraison'])}"  # type: ignore[index]
        return Ecart("vide", told, True)
    return Ecart("vide", "la liste est vide : ses titres sont justes, elle compte pour zéro", False)


def _numbers(
    source: Source, now: Row, former: Row, perdus: Perdus, rule: Mapping[str, Any]
) -> Iterator[Ecart]:
    one, many = words(source, rule)
    here, there = now["personnes"], former["personnes"]
    change = f"{nombre(here)} {many if here != 1 else one} au lieu de {nombre(there)}"
    if there:
        change += f" ({_signed(here / there - 1)})"
    doubts = (
        beyond(perdus.inattendus, perdus.courants, rule["perte"]),
        beyond(there - here - perdus.finis, there, rule["perte"]),
    )
    gone = perdus.inattendus
    told_ones = "dits" in rule["perte"] and nombreux(
        gone, perdus.courants, rule["perte"]["dits"], rule["perte"]["part_dits"]
    )
    if doubts != (None, None) or told_ones:
        told = f"{change}" + (
            f" ; {nombre(gone)} {many if gone != 1 else one} de la livraison du {jour(former['livraison'])}"
            f" n'y {'sont' if gone != 1 else 'est'} plus"
            if gone
            else ""
        )
        yield Ecart(DISPARUS, told, True in doubts)
    elif (
        doubt := beyond(
            former["retenues"] - now["retenues"] - perdus.lignes_finies, former["retenues"], rule["perte"]
        )
    ) is not None:
        told = (
            f"{nombre(now['retenues'])} lignes au lieu de {nombre(former['retenues'])}"
            f" ({_signed(now['retenues'] / former['retenues'] - 1)})"
        )
        yield Ecart("lignes_perdues", told, doubt)
    elif there and small((there - here) / there, there, rule["perte"]):
        yield Ecart("moins", f"{change} ; les contrats des autres étaient finis", False)
    elif (doubt := beyond(here - there, there, rule["gain"])) is not None:
        yield Ecart("gain", change, doubt)
    elif beyond(now["retenues"] - former["retenues"], former["retenues"], rule["gain"]):
        told = (
            f"{nombre(now['retenues'])} lignes au lieu de {nombre(former['retenues'])} pour {nombre(here)}"
            f" {many}"
        )
        yield Ecart("lignes_gagnees", told, True)


def _signed(rate: float) -> str:
    return f"{'−' if rate < 0 else '+'}{pourcent(abs(rate), 0)}"


def _columns(
    columns: Sequence[Row], before: Mapping[str, Row], now: Row, former: Row, rule: Mapping[str, Any]
) -> Iterator[Ecart]:
    unmoved = []
    for row in columns:
        name, old = row["colonne"], before.get(row["colonne"])
        if old is None or not old["remplies"]:
            continue
        if old["presente"] and not row["presente"]:
            told = (
                f"la colonne associée à « {libelle(name)} »"
                f" n'est plus dans le fichier ({nombre(old['remplies'])}"
                " valeurs la fois précédente)"
            )
            yield Ecart(f"colonne_absente:{name}", told, True)
            continue
        emptied = _emptied(name, row, old, rule["colonnes"])
        if emptied:
            yield emptied
        if name in rule["dates"]["colonnes"] and row["atteinte"] and old["atteinte"]:
            back = (old["atteinte"] - row["atteinte"]).days
            enough = min(row["remplies"], old["remplies"]) >= rule["dates"]["nombre"]
            if back > rule["dates"]["recul_jours"] and enough:
                told = (
                    f"« {libelle(name)} » va jusqu'au {jour(row['atteinte'])}, elle allait jusqu'au"
                    f" {jour(old['atteinte'])} : un ancien fichier ?"
                )
                yield Ecart(f"recul:{name}", told, True)
            unmoved.append(
                enough and row["derniere"] == old["derniere"] and row["atteinte"] == old["atteinte"]
            )
    if unmoved and all(unmoved) and now["livraison"] > former["livraison"]:
        told = (
            f"aucune date n'a avancé depuis le {jour(former['livraison'])} : vérifiez que l'export a été"
            " refait"
        )
        yield Ecart("dates_immobiles", told, False)


def _emptied(name: str, row: Row, old: Row, bound: Mapping[str, Any]) -> Ecart | None:
    if not row["remplies"] and old["remplies"] >= bound["nombre"]:
        told = f"la colonne « {libelle(name)} » est vide, elle avait {nombre(old['remplies'])} valeurs"
        return Ecart(f"colonne_vide:{name}", told, True)
    share, was = row["part"] or 0.0, old["part"] or 0.0
    # In people: how many rows would be filled at the former share, and are not.
    missing = (was - share) * row["remplies"] / share if share else old["remplies"]
    kept = name in bound.get("durables", ()) and all(
        now <= (1 - bound["part_durable"]) * then  # of the values themselves: blank cards delivered lose none
        for now, then in ((share, was), (row["remplies"], old["remplies"]))
    )
    many = (kept or was - share >= bound["part"]) and missing >= bound["nombre"]
    if many or small(was - share, old["remplies"], bound):
        told = (
            f"la colonne « {libelle(name)} » est remplie à {pourcent(share, 0)} au lieu de {pourcent(was, 0)}"
        )
        return Ecart(f"colonne_videe:{name}", told, True)
    return None


def absence(livraison: dt.date | None, date: dt.date, source: Source, regles: Mapping[str, Any]) -> bool:
    """The source is missing at `date`: never delivered, or older than its frequency allows."""
    limit = source.frequence_jours * float(regles["absence"]["facteur"])
    return livraison is None or (date - livraison).days > limit
