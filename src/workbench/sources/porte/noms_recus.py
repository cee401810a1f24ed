"""Names at the door: a civility, a mark of the management of people written in the column of the name go
away; names cut short, names with figures in them are told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

import polars as pl

from workbench.socle.noms import letters, rules
from workbench.socle.settings import Source
from workbench.socle.seuils import nombreux
from workbench.sources.declarer.valeurs import given_names
from workbench.sources.modeles import Rejets, rejection
from workbench.sources.porte.contrat import title
from workbench.sources.porte.vides import NATURES, NOMS, PRENOMS

MARQUE = re.compile(
    r"^(?:(?P<avant>[^\W\d_]{2,6})_\s*(?P<suite>[^\W\d_].*)"
    r"|(?P<nom>.*[^\W\d_])\s*(?:[(\[](?P<entre>[^)\]]{2,15})[)\]]|\s[-–/*]\s*(?P<apres>[^\W\d_]{2,10})))\s*$"
)
# Put before a name so that it sorts last, once its account is closed: nobody's name begins so.
RANGE = re.compile(r"^(?:[zZ]{2,}|[xX]{2,})[\s_.*/-]*(?=[^\W\d_]{2})")
_TWO = {"nom_naissance", "nom_usage"}
LOST = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")
FIGURES = r"\p{L}\d|\d\p{L}"


@cache
def _civility() -> str:
    words = "|".join(sorted(map(re.escape, rules()["titres"]), key=len, reverse=True))
    return rf"(?i)^\s*(?:{words})\.?\s+(\p{{L}}{{2}}.*)$"


def clean_names(source: Source, file_name: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, Rejets]:
    """The names without the civility most of their column begins with; what is told of it, and of names all
    cut at one length.
    """
    if source.nature not in NATURES:
        return rows, []
    limits = rules()["colonnes"]
    rows, rejets = _whole_in_given(source, file_name, rows, limits)
    for name in (one for one in (*NOMS, *PRENOMS) if one in rows.columns):
        held, shown = rows[name].drop_nulls(), title(source, name)
        marked = int(held.str.contains(_civility()).sum())
        if held.len() >= limits["minimum"] and marked >= limits["part_civilite"] * held.len():
            rows = rows.with_columns(pl.col(name).str.replace(_civility(), "$1"))
            told = (
                f"La civilité (M., Mme, Dr) est écrite dans « {shown} » sur {marked} ligne(s) : elle en a été"
                " retirée. Demandez une colonne pour la civilité."
            )
            rejets.append(
                rejection(source.code, file_name, None, "CIVILITE_DANS_LE_NOM", told, "information")
            )
        if marks := _marks(source, name, rows[name], limits):
            words = ", ".join(f"« {mark} »" for mark in sorted(set(marks.values())))
            told = (
                f"« {shown} » porte une mention de gestion à côté de {len(marks)} noms ({words}) : elle en a"
                " été retirée. Demandez le nom seul, et la mention dans sa colonne."
            )
            rows = rows.with_columns(pl.col(name).replace({text: _bare(text) for text in marks}))
            rejets.append(rejection(source.code, file_name, None, "MENTION_DANS_LE_NOM", told, "information"))
        figures = int(rows[name].drop_nulls().str.contains(FIGURES).sum()) if source.nature == "sirh" else 0
        if nombreux(figures, held.len(), limits["chiffres"], limits["part_chiffres"]):
            told = (
                f"« {shown} » : {figures} valeurs mêlent des chiffres à leurs lettres (« 0 » pour « O ») : la"
                " liste a sans doute été numérisée. Demandez l'export du logiciel."
            )
            rejets.append(
                rejection(source.code, file_name, None, "CHIFFRES_DANS_LE_NOM", told, "information")
            )
        if cut := _cut(rows[name].drop_nulls().str.len_chars(), limits):
            told = (
                f"{cut[1]} valeurs de « {shown} » ont {cut[0]} lettres et aucune n'en a plus : le logiciel"
                " les coupe sans doute. Demandez les noms entiers."
            )
            rejets.append(rejection(source.code, file_name, None, "NOMS_COUPES", told, "information"))
    names = [one for one in (*NOMS, *PRENOMS) if one in rows.columns]
    lost = (
        pl.concat([rows[one].rename("nom") for one in names]).drop_nulls() if names else pl.Series("nom", [])
    )
    if found := sorted(text for text in lost.unique().to_list() if LOST.search(text)):
        told = (
            f"Une lettre a laissé la place à « ? » dans {len(found)} nom(s) ou prénom(s) (« {found[0]} ») :"
            " le logiciel n'a pas su l'écrire. Redemandez l'export en UTF-8."
        )
        rejets.append(rejection(source.code, file_name, None, "LETTRE_PERDUE", told, "information"))
    if told := _joined(rows, limits):
        rejets.append(rejection(source.code, file_name, None, "NOMS_JOINTS", told, "information"))
    return rows, rejets


def _whole_in_given(
    source: Source, file_name: str, rows: pl.DataFrame, limits: Mapping[str, float]
) -> tuple[pl.DataFrame, Rejets]:
    """Accounts whose surnames are all empty and whose given names hold several words: the whole name is
    there, and read as one.
    """
    if source.nature == "sirh" or not {"nom", "prenom"} <= set(rows.columns):
        return rows, []
    held = rows["prenom"].drop_nulls()
    whole = int(held.str.contains(r"\S\s+\S").sum())
    if rows["nom"].count() or not nombreux(whole, held.len(), limits["minimum"], limits["part_entiers"]):
        return rows, []
    told = (
        f"« {title(source, 'nom')} » est vide et « {title(source, 'prenom')} » contient le nom entier sur"
        f" {whole} ligne(s) : il y est lu comme tel. Demandez une colonne pour chacun."
    )
    rows = rows.with_columns(nom=pl.col("prenom"), prenom=pl.lit(None, dtype=pl.String))
    return rows, [rejection(source.code, file_name, None, "NOM_ENTIER", told, "information")]


def _joined(rows: pl.DataFrame, limits: Mapping[str, float]) -> str:
    """What is said of a list where one name's column holds both names; "" when few do."""
    both = rows.select("nom_naissance", "nom_usage").drop_nulls() if set(rows.columns) >= _TWO else None
    if both is None:
        return ""
    pairs = [({*letters(a).split()}, {*letters(b).split()}) for a, b in both.iter_rows()]
    pairs = [(a, b) for a, b in pairs if a and b and a != b]
    for held, part, name, other in (
        (sum(b < a for a, b in pairs), "part_naissance_jointe", "de naissance", "d'usage"),
        (sum(a < b for a, b in pairs), "part_usage_joint", "d'usage", "de naissance"),
    ):
        if nombreux(held, len(pairs), limits["joints"], limits[part]):
            return (
                f"Le nom {name} contient aussi le nom {other} pour {held} personnes sur {len(pairs)} qui"
                f" en ont deux : les deux colonnes ont sans doute été réunies. Demandez le nom {name} seul."
            )
    return ""


def _marked(text: str) -> tuple[str, str] | None:
    """The mark set off by a sign, and the name without it."""
    found = MARQUE.match(text)
    if not found:
        return None
    return next(one for one in found.group("avant", "entre", "apres") if one), _bare(text)


def _bare(text: str) -> str:
    if RANGE.match(text):
        return RANGE.sub("", text)
    found = MARQUE.match(text)
    return (found["suite"] or found["nom"]).strip() if found else text


def _marks(source: Source, name: str, column: pl.Series, limits: Mapping[str, float]) -> dict[str, str]:
    """Written name → its mark, for the marks beside several names, which are nobody's name. A directory marks
    people between brackets as it pleases: only HR's lists are read so.
    """
    if name in PRENOMS:
        return {}
    last = {text: "ZZ" for text in column.drop_nulls().unique() if RANGE.match(text)}
    ranged = last if source.nature != "sirh" and len(last) >= limits["mentions_rangees"] else {}
    least = limits["mentions" if source.nature == "sirh" else "mentions_comptes"]
    beside: dict[str, dict[str, str]] = defaultdict(dict)
    borne: set[str] = set()
    for text in column.drop_nulls().unique().to_list():
        found = _marked(text)
        if found is None or (source.nature != "sirh" and text.rstrip().endswith((")", "]"))):
            borne.update(letters(text).split())
        else:
            beside[letters(found[0])][text] = letters(found[1])
    return ranged | {
        text: mark
        for mark, those in beside.items()
        if nombreux(len(set(those.values())), column.count(), least, limits["part_mentions"])
        and mark not in borne
        and mark not in given_names()
        for text in those
    }


def _cut(lengths: pl.Series, limits: Mapping[str, float]) -> tuple[int, int] | None:
    """The length everything stops at, and how many names have it; None when they tail off as names do."""
    longest = lengths.max()
    if lengths.len() < limits["minimum"] or not isinstance(longest, int):
        return None
    at, below = (int((lengths == size).sum()) for size in (longest, longest - 1))
    enough = nombreux(at, lengths.len(), limits["minimum_coupe"], limits["part_coupe"])
    many = enough and at >= limits["rapport_coupe"] * below
    return (longest, at) if many else None
