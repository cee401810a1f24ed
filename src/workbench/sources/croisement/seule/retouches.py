"""What a hand or a spreadsheet leaves in one column: a series, a sort, a group written once, a date of today.

Looks over one source, like those of `invraisemblances`. A code in capitals is told, the others are doubted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import dropwhile, pairwise

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.seuils import atteint
from workbench.sources.croisement.personnes import Rule, words

Found = Iterator[tuple[str, dict[str, object]]]


def series(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A date dragged down: one more day on each row."""
    for name in (one for one, kind in rows.schema.items() if kind == pl.Date):
        held = rows[name].drop_nulls().to_list()
        steps = sum((then - first).days == 1 for first, then in pairwise(held))
        if atteint(steps, len(held), rule["serie"]):
            yield "serie", {"colonne": name, "n": steps, "total": len(held)}


def in_order(rows: pl.DataFrame, name: str) -> bool:
    """A column whose equal values stand together all along the file (dates: from the first to the last)."""
    if name not in rows.columns or (held := rows[name].drop_nulls()).n_unique() < 2:
        return False
    if held.dtype == pl.Date:
        return held.is_sorted() or held.is_sorted(descending=True)
    return held.rle_id().max() == held.n_unique() - 1


def sorted_alone(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A column in order all along the file, which no list is sorted by: it may have been sorted without the
    others.
    """
    limit = rule["triee"]
    for name in (one for one in limit["colonnes"] if one in rows.columns):
        held = rows[name].drop_nulls()
        least = limit["nombre" if held.dtype == pl.Date else "nombre_mots"]
        if held.len() >= least and held.n_unique() >= limit["valeurs"] and in_order(rows, name):
            yield "COLONNE_TRIEE", {"colonne": name, "n": held.len()}


def grouped(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A report by group: the unit on the first row of each, nothing on those below."""
    limit = rule["groupes"]
    for name in (one for one in limit["colonnes"] if one in rows.columns):
        texts = rows[name].fill_null("").str.strip_chars().str.to_lowercase().to_list()
        values = list(dropwhile(lambda text: not text, texts))
        held = [text for text in values if text]
        alone = len(held) > 1 and len(set(held)) == len(held) and len(values) >= limit["lignes"]
        below = sum(bool(first) and not then for first, then in pairwise(values))
        size = limit["taille"] if len(held) >= limit["nombre"] else limit["taille_peu"]
        if alone and below >= limit["part"] * len(held) and len(values) >= size * len(held):
            yield "groupes", {"colonne": name, "n": len(values) - len(held), "total": len(values)}


def future(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """What is past is not after the day of the delivery: day and month exchanged on part of the column; or,
    for most of it, a delivery dated before its files were written, which is told.
    """
    for name in (one for one in rule["futur"]["colonnes"] if one in rows.columns):
        held = rows[name].drop_nulls()
        late = int((held > day + dt.timedelta(days=rule["futur"]["jours"])).sum())
        if atteint(late, held.len(), rule["futur"]):
            most = late > rule["futur"]["tous"] * held.len()
            yield (
                "LIVRAISON_ANTIDATEE" if most else "futur",
                {
                    "colonne": name,
                    "n": late,
                    "total": held.len(),
                },
            )


def same_day(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Nearly everybody signed in last on one day: the day of the export, or of a migration."""
    if "date_derniere_connexion" in rows.columns:
        held = rows["date_derniere_connexion"].drop_nulls()
        if held.len() and isinstance(common := held.mode().max(), dt.date):
            same = int((held == common).sum())
            if atteint(same, held.len(), rule["connexion_commune"]):
                many = held.len() >= rule["connexion_commune"]["arret"]
                yield (
                    "connexion_commune" if many else "CONNEXION_COMMUNE",
                    {
                        "jour": f"{common:%d/%m/%Y}",
                        "n": same,
                        "total": held.len(),
                    },
                )


def open_only(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Every account is open: closed ones were filtered out, or the column says something else."""
    held = rows["actif"].drop_nulls() if "actif" in rows.columns else pl.Series([], dtype=pl.Boolean)
    if held.len() >= rule["tous_ouverts"]["nombre"] and bool(held.all()):
        yield "COMPTES_TOUS_OUVERTS", {"n": held.len()}


def one_value(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A job, a profile, a service that is everybody's."""
    student = "type_contrat" in rows.columns and rows["type_contrat"].eq("stage").all()
    for name in (one for one in rule["valeur_unique"]["colonnes"] if one in rows.columns and not student):
        held = rows[name].drop_nulls()
        if held.len() >= rule["valeur_unique"]["nombre"] and held.n_unique() == 1:
            yield "VALEUR_UNIQUE", {"colonne": name, "valeur": held[0], "n": held.len()}


def labels(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """One code of unit (or of pole) for several labels, row after row: one of the two columns was moved."""
    for code, label in (("service_code", "service"), ("pole_code", "pole")):
        if not {code, label} <= set(rows.columns):
            continue
        pairs = rows.select(code, label).drop_nulls()
        names = pl.Series("nom", [letters(text) for text in pairs[label]], dtype=pl.String)
        counted = pairs.with_columns(names).group_by(code, "nom").len()
        groups = counted.group_by(code).agg(pl.col("len").max().alias("first"), pl.col("len").sum())
        several = groups.filter(pl.col("len") > 1)
        other = int((several["len"] - several["first"]).sum())
        if atteint(other, int(several["len"].sum()), rule["code_plusieurs"]):
            facts = {"colonne": code, "autre": label, "n": other, "total": int(several["len"].sum())}
            yield "code_plusieurs", facts


def copied_over(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A pole copied down over the next ones: everywhere else the units of a pole have one lead, and codes
    that begin alike; there they have several, by each of these columns.
    """
    limit = rule["recopie_contredite"]
    for name, others in limit["colonnes"].items():
        if name not in rows.columns:
            continue
        sites = "etablissement" in rows.columns and rows["etablissement"].null_count() == 0
        keys = [name, "etablissement"] if sites else [name]
        counts = {one: _departing(rows, keys, one, limit) for one in others if one in rows.columns}
        judged = {one: n for one, n in counts.items() if n is not None}
        if judged and min(judged.values()) >= limit["nombre"]:
            yield "RECOPIE_CONTREDITE", {"colonne": name, "autre": min(judged), "n": min(judged.values())}


def shifted(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A column one row down: moved back up, it says one thing of each group of another column, as it does not
    where it stands.
    """
    for name, by, *within in rule["decalee"]["paires"]:
        if not {name, by, *within} <= set(rows.columns):
            continue
        held = rows.select(name, pl.concat_str(by, *within, separator=" ", ignore_nulls=True).alias(by))
        here = _apart(held, by, name)
        if _better_moved(held, name, here, partial(_apart, by=by, name=name), rule["decalee"]):
            yield "COLONNE_DECALEE", {"colonne": name, "autre": by, "n": here, "total": rows.height}


def waves(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Numbered waves whose dates do not follow one another."""
    if not {"vague", "date_deploiement"} <= set(rows.columns):
        return
    number = pl.col("vague").str.extract(r"(\d+)").cast(pl.Int64, strict=False)
    held = rows.select("vague", "date_deploiement", rang=number).drop_nulls()
    each = held.group_by("rang").agg(pl.col("vague").min(), pl.col("date_deploiement").mode().min())
    ordered = each.sort("rang").rows()
    if len(ordered) < rule["vagues"]["nombre"]:
        return
    for (_, first, day), (_, second, other) in pairwise(ordered):
        if other < day:
            days = {"jour": f"{day:%d/%m/%Y}", "autre_jour": f"{other:%d/%m/%Y}"}
            yield "VAGUES_SANS_ORDRE", {"premiere": first, "seconde": second, **days}
            return


def _better_moved(
    rows: pl.DataFrame, name: str, here: int, wrong: Callable[[pl.DataFrame], int], limit: Rule
) -> bool:
    """Many rows are wrong as they stand, few once this column is moved up or down a row."""
    if here < limit["nombre"]:
        return False
    moved = (rows.with_columns(pl.col(name).shift(way)) for way in (-1, 1))
    return min(map(wrong, moved)) <= float(limit["reste"]) * here


def _apart(rows: pl.DataFrame, by: str, name: str) -> int:
    """Rows whose value is not the one most of their group has."""
    counts = (
        rows.drop_nulls()
        .group_by(by, name)
        .len()
        .group_by(by)
        .agg(pl.col("len").sum(), pl.col("len").max().alias("_most"))
    )
    return int((counts["len"] - counts["_most"]).sum())


def _departing(rows: pl.DataFrame, keys: Sequence[str], other: str, limit: Rule) -> int | None:
    """Rows that depart from what their group says in this column; None where groups say several things."""
    code = pl.col(other).str.extract(r"^(\D{2,})\d+$", 1) if other.endswith("_code") else pl.col(other)
    held = rows.select(*keys, dit=code).drop_nulls().group_by(*keys, "dit").len()
    groups = held.group_by(keys).agg(
        pl.len().alias("dits"), pl.col("len").sum(), pl.col("len").max().alias("most")
    )
    groups = groups.filter(pl.col("len") > 1)
    alone = groups.filter(pl.col("dits") == 1).height
    if groups.height < limit["groupes"] or alone < limit["part_seuls"] * groups.height:
        return None
    return int((groups["len"] - groups["most"]).sum())


def words_inside(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A word of the jobs inside a name, or glued to another: « remplacer tout » went through the sheet."""
    limit = rule["mot_remplace"]
    if "emploi" not in rows.columns:
        return
    jobs = {word for text in rows["emploi"].drop_nulls().unique() for word in words(text)}
    long = {word for word in jobs if len(word) >= limit["lettres"]}
    names = [one for one in limit["colonnes"] if one in rows.columns]
    held = {word for name in names for text in rows[name].drop_nulls().unique() for word in words(text)}
    found = [(name, job) for name in held for job in long if job in name and job != name]
    found += [(one, job) for one in jobs for job in long if one[1:] == job or one[2:] == job]
    if found:
        yield "MOT_DANS_LE_NOM", {"n": len(found), "mot": min(found)[0]}


def states(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Cards at a step whose later dates are already there, or given several times: another row's state, or a
    history.
    """
    if "statut" in rows.columns:
        n = _contradicted(rows, rule)
        if _better_moved(rows, "statut", n, partial(_contradicted, rule=rule), rule["decalee"]):
            facts = {"colonne": "statut", "autre": "date_remise", "n": n, "total": rows.height}
            yield "COLONNE_DECALEE", facts
        elif atteint(n, rows.height, rule["etat_contredit"]):
            yield "ETAT_CONTREDIT", {"n": n, "total": rows.height}
    if "numero_serie" in rows.columns:
        held = rows["numero_serie"].drop_nulls()
        again = held.len() - held.n_unique()
        if atteint(again, held.len(), rule["moyens_repetes"]):
            yield "moyens_repetes", {"n": again, "total": held.len()}


def _contradicted(rows: pl.DataFrame, rule: Rule) -> int:
    """Means at a step whose later dates are already there."""
    wrong = pl.lit(False)
    for state, later in rule["etat_contredit"]["apres"].items():
        dates = [pl.col(name).is_not_null() for name in later if name in rows.columns]
        if dates:
            wrong |= (pl.col("statut") == state) & pl.any_horizontal(dates)
    return rows.filter(wrong.fill_null(False)).height


def units(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """A unit of one site given several times, in other poles: which one is right?"""
    told = [name for name in ("service", "pole", "pole_code") if name in rows.columns]
    keys = [name for name in ("service_code", "etablissement") if name in rows.columns]
    again = rows.select(*keys, *told).unique().height - rows.select(keys).unique().height
    if atteint(again, rows.height, rule["unites_repetees"]):
        yield "unites_repetees", {"n": again, "total": rows.height}


def national(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """National files: profession codes that are not, and one row a person where there is one an activity."""
    if "profession_code" in rows.columns:
        held = rows["profession_code"].drop_nulls()
        wrong = int((~held.str.contains(r"^\d+$")).sum())
        if atteint(wrong, held.len(), rule["code_profession"]):
            yield "code_profession", {"n": wrong, "total": held.len()}
    enough = "raison_sociale" in rows.columns and rows.height >= rule["activite_unique"]["nombre"]
    if enough and rows["rpps"].n_unique() == rows.height:
        yield "ACTIVITE_UNIQUE", {"n": rows.height}


REGARDS: dict[str, tuple[Callable[[pl.DataFrame, Rule, dt.date], Found], ...]] = {
    "sirh": (series, sorted_alone, grouped, one_value, labels, words_inside),
    "annuaire": (series, sorted_alone, grouped, one_value, future, same_day, open_only),
    "application": (series, sorted_alone, grouped, one_value, future, same_day, open_only),
    "parc_mie": (series, sorted_alone, future, states),
    "structure": (series, sorted_alone, grouped, one_value, labels, units, copied_over, shifted, waves),
    "rpps_public": (national,),
    "rpps_restreint": (national,),
    "porteurs_cps": (national, one_value),
}
