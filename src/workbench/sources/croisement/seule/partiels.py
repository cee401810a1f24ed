"""What befell a part of the rows, or a list that holds a part of what was asked: a selection sorted, a cell
copied down, a filter left on. Looks over one source; a code in capitals is told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.seuils import atteint, nombreux
from workbench.sources.croisement.personnes import Rule
from workbench.sources.croisement.seule import sans_personne

Found = Iterator[tuple[str, dict[str, object]]]


def sorted_block(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A run of rows in order in a column that is in no order elsewhere: a selection was sorted alone."""
    limit = rule["plage_rangee"]
    for name in (one for one in limit["colonnes"] if one in rows.columns):
        held = rows[name].drop_nulls().to_list()
        start, end = _longest_rise(held)
        pairs = [
            (one, then)
            for rank, (one, then) in enumerate(pairwise(held))
            if one != then and not start <= rank < end
        ]
        rising = sum(one < then for one, then in pairs)
        mixed = len(pairs) >= limit["autour"] and (
            limit["hasard_bas"] <= rising / len(pairs) <= limit["hasard_haut"]
        )
        if mixed and len(set(held[start : end + 1])) >= limit["valeurs"]:
            yield "PLAGE_RANGEE", {"colonne": name, "n": end + 1 - start, "total": len(held)}


def _longest_rise(held: Sequence[object]) -> tuple[int, int]:
    """The longest run that never goes down: its first and last rank."""
    best, start = (0, 0), 0
    for rank, (one, then) in enumerate(pairwise(held), 1):
        if one > then:  # type: ignore[operator]
            start = rank
        if rank - start > best[1] - best[0]:
            best = (start, rank)
    return best


def copied_block(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """One value on more rows in a row than chance gives, in a column that is not grouped: copied down."""
    limit = rule["plage_recopiee"]
    for name in (one for one in limit["colonnes"] if one in rows.columns):
        runs = [(value, len(list(those))) for value, those in groupby(rows[name].to_list())]
        value, longest = max(
            (one for one in runs if one[0] is not None), key=lambda one: one[1], default=("", 0)
        )
        counts = Counter({one: -longest if one == value else 0 for one, _ in runs})
        for one, n in runs:
            counts[one] += n
        total = counts.total()
        if longest < limit["nombre"] or total < limit["autour"]:
            continue
        shares = {one: n / total for one, n in counts.items()}
        beside = sum(n - 1 for one, n in runs) - (longest - 1)
        grouped = (
            beside > limit["groupes"] * total * sum(share**2 for share in shares.values()) + limit["nombre"]
        )
        if not grouped and shares[value] ** (longest - 1) * total < limit["hasard"]:
            yield "PLAGE_RECOPIEE", {"colonne": name, "n": longest, "total": rows.height}


def nobody_left(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """Nobody has left, or nobody has a term: a filter stayed on, departures will not be seen."""
    if "date_fin" in rows.columns and rows.height >= rule["aucun_depart"]["nombre"]:
        ends = rows["date_fin"].drop_nulls()
        if ends.len() and not int((ends < day).sum()):
            yield "AUCUN_DEPART", {"n": rows.height}
    if "type_contrat" in rows.columns:
        kinds = rows["type_contrat"].drop_nulls()
        alone = kinds.n_unique() > 1 and kinds.is_in(rule["sans_terme"]).all()
        if kinds.len() >= rule["aucun_depart"]["nombre"] and alone:
            yield "SANS_CONTRAT_COURT", {"n": kinds.len()}


def one_sex(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Everybody of one sex, or every married name equal to the birth name: a column taken for another."""
    limit = rule["une_seule_valeur"]
    sexes = rows["sexe"].drop_nulls() if "sexe" in rows.columns else pl.Series([], dtype=pl.String)
    if sexes.len() >= limit["nombre"] and sexes.n_unique() == 1:
        yield "SEXE_UNIQUE", {"n": sexes.len()}
    if {"nom_naissance", "nom_usage", "sexe"} <= set(rows.columns):
        both = rows.filter(pl.col("sexe") == "F").select("nom_naissance", "nom_usage").drop_nulls()
        same = sum(letters(born) == letters(used) for born, used in both.iter_rows())
        if both.height >= limit["femmes"] and same == both.height:
            yield "NOMS_TOUJOURS_EGAUX", {"n": same}


def same_departure(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """Permanent agents who all left on one day: the end of a situation, not of a career."""
    limit = rule["depart_commun"]
    if not {"type_contrat", "date_fin"} <= set(rows.columns):
        return
    since = day - dt.timedelta(days=limit["jours"])
    gone = rows.filter(
        pl.col("type_contrat").is_in(rule["sans_terme"]) & pl.col("date_fin").is_between(since, day)
    )["date_fin"]
    if gone.len() and isinstance(common := gone.mode().max(), dt.date):
        same = int((gone == common).sum())
        if atteint(same, gone.len(), limit):
            yield "DEPART_COMMUN", {"jour": f"{common:%d/%m/%Y}", "n": same, "total": gone.len()}


def common_day(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """A day on which too many came, or too many accounts were opened: that of a take-over of the data."""
    for name, limit in rule["jour_commun"]["colonnes"].items():
        held = rows[name].drop_nulls() if name in rows.columns else pl.Series([], dtype=pl.Date)
        if held.len() and isinstance(common := held.mode().max(), dt.date):
            same = int((held == common).sum())
            whole = same == held.len() >= limit.get("tous", same + 1)
            if (whole or atteint(same, held.len(), limit)) and abs((day - common).days) > limit["jours"]:
                yield "JOUR_COMMUN", {
                    "colonne": name, "jour": f"{common:%d/%m/%Y}", "n": same, "total": held.len(),
                }  # fmt: skip


def common_order(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Many cards ordered one day, each received on a day of its own and long after the others are: the day a
    stock was taken over. What is ordered together comes together.
    """
    limit = rule["commande_commune"]
    if not {"date_commande", "date_reception"} <= set(rows.columns):
        return
    both = rows.select("date_commande", "date_reception").drop_nulls()
    if not both.height or not isinstance(common := both["date_commande"].mode().max(), dt.date):
        return
    waits = both.with_columns(attente=pl.col("date_reception") - pl.col("date_commande"))
    those, others = waits.filter(date_commande=common), waits.filter(pl.col("date_commande") != common)
    if not atteint(those.height, both.height, limit) or others.height < limit["nombre"]:
        return
    usual = others["attente"].quantile(limit["part_attente"])
    late = those.filter(pl.col("attente") > usual).height > those.height / 2
    if late and those["date_reception"].n_unique() >= limit["part_jours"] * those.height:
        facts = {"jour": f"{common:%d/%m/%Y}", "n": those.height, "total": both.height}
        yield "JOUR_COMMUN", {"colonne": "date_commande", **facts}


def quiet(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """Nearly nobody signed in lately: the copy of a base, whoever tries it apart; or most never did."""
    if "date_derniere_connexion" not in rows.columns:
        return
    limit, signed = rule["base_ancienne"], rows["date_derniere_connexion"].drop_nulls()
    old = int((signed < day - dt.timedelta(days=limit["jours"])).sum())
    if atteint(old, signed.len(), limit):
        yield "BASE_ANCIENNE", {"n": old, "total": signed.len(), "jours": limit["jours"]}
    limit = rule["connectes_seuls"]
    since = day - dt.timedelta(days=limit["jours"])
    asked = limit["nombre"] if signed.len() == rows.height else limit["nombre_meles"]
    if signed.len() >= asked and bool((signed >= since).all()):
        yield "CONNECTES_SEULS", {"n": signed.len()}
    if {"date_creation", "actif"} <= set(rows.columns) and signed.len():
        limit = rule["jamais_connectes"]
        before = day - dt.timedelta(days=limit["jours"])
        judged = rows.filter(pl.col("actif") & (pl.col("date_creation") < before))
        never = judged["date_derniere_connexion"].null_count()
        if atteint(never, judged.height, limit):
            yield "JAMAIS_CONNECTES", {"n": never, "total": judged.height}


def recent_only(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """Every account was opened lately: the movements of a period, not the list."""
    limit = rule["comptes_recents"]
    opened = (
        rows["date_creation"].drop_nulls()
        if "date_creation" in rows.columns
        else pl.Series([], dtype=pl.Date)
    )
    if opened.len() >= limit["nombre"] and opened.n_unique() > 1:
        first = opened.min()
        if isinstance(first, dt.date) and (day - first).days <= limit["jours"]:
            yield "COMPTES_RECENTS", {"n": opened.len(), "jour": f"{first:%d/%m/%Y}"}


def pilots(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Most services are pilots."""
    if "pilote" in rows.columns:
        held = rows["pilote"].drop_nulls()
        if nombreux(n := int(held.sum()), held.len(), rule["pilotes"]["nombre"], rule["pilotes"]["part"]):
            yield "PILOTES_NOMBREUX", {"n": n, "total": held.len()}


def terms(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Contracts that have a term by nature and say none; training periods as long as a school year."""
    if not {"type_contrat", "date_debut", "date_fin"} <= set(rows.columns):
        return
    short = rows.filter(pl.col("type_contrat").is_in(rule["sans_fin"]["types"]))
    if atteint(n := short["date_fin"].null_count(), short.height, rule["sans_fin"]):
        yield "SANS_FIN", {"n": n, "total": short.height}
    students = rows.filter(pl.col("type_contrat") == "stage").select("date_debut", "date_fin").drop_nulls()
    limit = dt.timedelta(days=rule["stages_longs"]["jours"])
    long = students.filter(pl.col("date_fin") - pl.col("date_debut") > limit).height
    if atteint(long, students.height, rule["stages_longs"]):
        yield "STAGES_LONGS", {"n": long, "total": students.height}


def in_service(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Means all in service: the others were filtered out."""
    if "statut" in rows.columns:
        held = rows["statut"].drop_nulls()
        if (
            held.len() >= rule["moyens_actifs"]["nombre"]
            and held.is_in(rule["etat_sans_date"]["etats"]).all()
        ):
            yield "MOYENS_TOUS_ACTIFS", {"n": held.len()}


def all_handed_over(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Every means was handed over: those ordered, received, in stock were filtered out."""
    many = "date_remise" in rows.columns and rows.height >= rule["moyens_remis"]["nombre"]
    if many and not rows["date_remise"].null_count():
        yield "MOYENS_TOUS_REMIS", {"n": rows.height}


def two_holders(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A means in use by two people at once: lent on, its first holder not taken off."""
    if {"numero_serie", "matricule", "statut"} <= set(rows.columns):
        used = rows.filter(pl.col("statut").is_in(rule["etat_sans_date"]["etats"]))
        held = used.select("numero_serie", "matricule").drop_nulls().unique()
        twice = held.group_by("numero_serie").len().filter(pl.col("len") > 1).height
        if twice >= rule["deux_porteurs"]["nombre"]:
            yield "MOYENS_DEUX_PORTEURS", {"n": twice, "total": held["numero_serie"].n_unique()}


def out_of_date(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """Nearly every card of the national file is out of date: the valid ones were filtered out."""
    if "date_fin_validite" in rows.columns:
        ends = rows["date_fin_validite"].drop_nulls()
        over = int((ends < day).sum())
        if atteint(over, ends.len(), rule["perimees"]):
            yield "perimees", {"n": over, "total": ends.len()}


def empty_columns(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A national column with nothing in it: another extraction, or a column lost on the way."""
    yield from _empty(rows, rule["colonnes_vides"], "COLONNE_VIDE")


def another_extraction(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A public extraction without professions, or without places of exercise: not the one asked for."""
    yield from _empty(rows, rule["autre_extraction"], "autre_extraction")


def _empty(rows: pl.DataFrame, limit: Rule, code: str) -> Found:
    for name in (one for one in limit["colonnes"] if one in rows.columns):
        if rows.height >= limit["nombre"] and rows[name].null_count() == rows.height:
            yield code, {"colonne": name, "n": rows.height}


def hashed(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Keys that are prints of themselves (hashed « for privacy »): no other source knows them."""
    limit = rule["hachees"]
    for name in (one for one in limit["colonnes"] if one in rows.columns):
        held = rows[name].drop_nulls()
        prints = held.filter(held.str.contains(limit["forme"]) & held.str.contains("(?i)[a-f]"))
        if atteint(prints.len(), held.len(), limit):
            yield "CLES_HACHEES", {"colonne": name, "n": prints.len(), "total": held.len()}


LISTES = (
    sorted_block,
    copied_block,
)  # accounts and structures are often listed in groups: sorted blocks only
COMPTES = (
    sans_personne.without_given_name,
    sans_personne.numbered,
    sans_personne.doubled,
    sans_personne.addresses_of_others,
)
REGARDS: dict[str, tuple[Callable[[pl.DataFrame, Rule, dt.date], Found], ...]] = {
    "sirh": (*LISTES, hashed, nobody_left, one_sex, same_departure, common_day, terms),
    "annuaire": (sorted_block, hashed, quiet, recent_only, common_day, sans_personne.addresses, *COMPTES),
    "application": (
        sorted_block,
        hashed,
        quiet,
        recent_only,
        common_day,
        sans_personne.addresses,
        sans_personne.all_numbered,
        *COMPTES,
    ),
    "parc_mie": (*LISTES, in_service, all_handed_over, two_holders, common_order),
    "structure": (pilots,),
    "porteurs_cps": (out_of_date,),
    "rpps_public": (empty_columns, another_extraction),
    "rpps_restreint": (empty_columns,),
}
