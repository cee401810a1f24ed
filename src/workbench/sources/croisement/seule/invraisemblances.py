"""What a source says by itself that no hospital's list says: dates out of order, everybody leaving, a code
that is a label. Each value reads well; the column as a whole does not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.seuils import atteint
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule
from workbench.sources.croisement.seule import autre_liste, partiels, retouches
from workbench.sources.lecture.classeurs import LIGNES_BARREES
from workbench.sources.modeles import Lecture

Found = Iterator[tuple[str, dict[str, object]]]


def implausible(lecture: Lecture, regles: Rule) -> Dits:
    """What makes one doubt this source, read alone (`[invraisemblances]` of `croisement.toml`)."""
    rule, rows = regles["invraisemblances"], lecture.lignes
    day = lecture.livree
    nature = lecture.source.nature
    looks = (
        *REGARDS.get(nature, (_order,)),
        *retouches.REGARDS.get(nature, ()),
        *partiels.REGARDS.get(nature, ()),
    )
    return [found for look in looks for found in look(rows, rule, day)]


def struck_out(lecture: Lecture) -> Dits:
    """Rows struck through in a workbook, as its reader counted them."""
    told = lecture.rejets.filter(pl.col("code") == LIGNES_BARREES)["motif"].to_list()
    return [("barrees", {"n": found[0]}) for motif in told if (found := re.search(r"\d+", motif))]


def _order(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Two dates of a row whose order is that of life: entry before exit, order before delivery."""
    pairs = [(*pair, one) for one in (rule["ordre"], rule["ordre_souple"]) for pair in one["paires"]]
    for first, then, limit in pairs:
        if first in rows.columns and then in rows.columns:
            both = rows.select(first, then).drop_nulls()
            late = both.filter(pl.col(first) > pl.col(then)).height
            if atteint(late, both.height, limit):
                yield "ordre", {"colonne": first, "autre": then, "n": late, "total": both.height}
    if {"date_debut", "date_fin"} <= set(rows.columns):
        ended = rows.filter(pl.col("date_fin").is_not_null())
        alone = ended.filter(pl.col("date_debut").is_null()).height
        started = rows.height - rows["date_debut"].null_count()
        if started and atteint(alone, ended.height, rule["fin_seule"]):
            yield "fin_seule", {"n": alone, "total": ended.height}


def _permanent(rows: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """The last contract of each person whose last one has no term: titulaire, CDI."""
    if not {"matricule", "type_contrat", "date_debut", "date_fin"} <= set(rows.columns):
        return rows.clear()
    last = rows.sort("date_debut", nulls_last=False).unique("matricule", keep="last", maintain_order=True)
    return last.filter(pl.col("type_contrat").is_in(rule["sans_terme"]))


def _ends(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """People without a term who nearly all have one to come, or are nearly all gone."""
    people = _permanent(rows, rule)
    if people.is_empty():
        return
    here = people.filter(pl.col("date_fin").is_null() | (pl.col("date_fin") >= day))
    leaving = here["date_fin"].drop_nulls()
    if atteint(leaving.len(), here.height, rule["fin_permanents"]):
        yield "fin_permanents", {"n": leaving.len(), "total": here.height}
    elif here.height <= rule["partis"]["reste"] * people.height and people.height >= rule["partis"]["nombre"]:
        yield "partis", {"n": people.height - here.height, "total": people.height}


def _starts(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """People without a term who nearly all came on one day, lately: the day of the export, not theirs."""
    people = _permanent(rows, rule)
    if people.is_empty() or not (starts := people["date_debut"].drop_nulls()).len():
        return
    common = starts.mode().max()
    same = int((starts == common).sum())
    if not isinstance(common, dt.date) or abs((day - common).days) > rule["debut_commun"]["jours"]:
        return
    if atteint(same, people.height, rule["debut_commun"]):
        yield "debut_commun", {"jour": f"{common:%d/%m/%Y}", "n": same, "total": people.height}


def _mixed_names(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Birth name alone on some rows, married name alone on others: exchanged on part of the file; or a
    married name filled down over the people below.
    """
    if not {"nom_naissance", "nom_usage"} <= set(rows.columns):
        return
    birth, usage = pl.col("nom_naissance").is_not_null(), pl.col("nom_usage").is_not_null()
    alone = rows.filter(usage & ~birth).height
    usual = rows.filter(birth & ~usage).height
    if all(atteint(n, rows.height, rule["noms_meles"]) for n in (alone, usual)):
        yield "usage_naissance", {"n": alone, "total": rows.height}
    names = [letters(text) for text in rows["nom_usage"].fill_null("")]
    born = [letters(text) for text in rows["nom_naissance"].fill_null("")]
    pairs = list(pairwise(zip(names, born, strict=True)))
    apart = [left[0] < right[0] for left, right in pairs if left[0] != right[0]]
    down = sum(left[0] == right[0] != "" and left[1] != right[1] for left, right in pairs)
    limit = rule["usage_recopie"]
    ordered = apart and sum(apart) >= limit["triees"] * len(apart)
    if not ordered and atteint(down, len(pairs), limit):
        yield "usage_recopie", {"n": down, "total": rows.height}


def _codes(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Codes written in words, labels written in figures: the two columns are exchanged."""
    if not {"service_code", "service"} <= set(rows.columns):
        return
    both = rows.select("service_code", "service").drop_nulls().unique()
    digits = pl.col("service").str.contains(r"\d") & ~pl.col("service").str.contains(r"\s")
    turned = both.filter(
        digits
        & ~pl.col("service_code").str.contains(r"\d")
        & (pl.col("service_code").str.len_chars() > pl.col("service").str.len_chars())
    ).height
    if atteint(turned, both.height, rule["code_libelle"]):
        yield "code_libelle", {"n": turned, "total": both.height}


def _sites(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A column of establishments holds few of them, each for many people."""
    if "finess" not in rows.columns:
        return
    held = rows["finess"].drop_nulls()
    if atteint(held.n_unique(), held.len(), rule["etablissements"]):
        yield "etablissements", {"n": held.n_unique(), "total": held.len()}


def _accounts(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """Accounts said closed where people have just signed in: yes and no are exchanged."""
    if not {"actif", "date_derniere_connexion"} <= set(rows.columns):
        return
    closed, since = rows.filter(~pl.col("actif")), day - dt.timedelta(days=rule["fermes_connectes"]["jours"])
    used = closed.filter(pl.col("date_derniere_connexion") >= since).height
    many = closed.height >= rule["fermes_connectes"]["part_fermes"] * rows.height
    if many and atteint(used, closed.height, rule["fermes_connectes"]):
        yield "fermes_connectes", {"n": used, "total": closed.height}


def _words(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A column whose values bear the name of another one."""
    for name, word in rule["mots"]["colonnes"].items():
        if name in rows.columns:
            held = rows[name].drop_nulls()
            wrong = int(held.str.contains(rf"(?i)^(?:{word})\b").sum())
            if atteint(wrong, held.len(), rule["mots"]):
                said = word.split("|")[0]
                yield "mots", {"colonne": name, "mot": said, "n": wrong, "total": held.len()}


def _states(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Cards said active that nobody activated, where activations are known."""
    if not {"statut", "date_activation"} <= set(rows.columns):
        return
    limit = rule["etat_sans_date"]
    said = pl.col("statut").is_in(limit["etats"]).fill_null(False)
    active = rows.filter(said)
    alone = active["date_activation"].null_count()
    if rows["statut"].n_unique() == 1:
        limit = limit | {"part": limit["part_etat_unique"]}
    elif alone < limit["nombre_epars"]:
        runs = rows.group_by(said.rle_id(), said.alias("_actif")).agg(
            pl.col("date_activation").null_count().alias("n")
        )
        alone = max(runs.filter("_actif")["n"], default=0)  # copied down: they follow each other
    if alone < active.height and atteint(alone, active.height, limit):
        yield "etat_sans_date", {"n": alone, "total": active.height}


REGARDS: dict[str, tuple[Callable[[pl.DataFrame, Rule, dt.date], Found], ...]] = {
    "sirh": (_order, _ends, _starts, _mixed_names, _codes, _sites, *autre_liste.AGENTS),
    "annuaire": (_order, _accounts, *autre_liste.COMPTES),
    "application": (_order, _accounts, *autre_liste.COMPTES),
    "parc_mie": (_order, _states, autre_liste.some_out_of_order),
    "structure": (_codes, _words),
    "rpps_public": (_words,),
    "rpps_restreint": (_words,),
    "porteurs_cps": (_order, _words),
}
