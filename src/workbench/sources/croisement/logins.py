"""Logins followed by a domain that the directory does not write: the same logins, without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from workbench.socle.numeros import cle
from workbench.socle.seuils import atteint
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule
from workbench.sources.modeles import Lecture


def without_domain(lectures: Sequence[Lecture], regles: Rule) -> Iterator[tuple[int, pl.DataFrame, Dits]]:
    """The readings whose logins all end with one « @domaine », known by the directory without it."""
    rule = regles["login"]
    known = {
        cle("login", text)
        for one in lectures
        if one.source.nature == "annuaire"
        for text in one.lignes["login"].drop_nulls()
    }
    for rank, lecture in enumerate(lectures):
        rows = lecture.lignes
        if lecture.source.nature not in rule["natures"] or "login" not in rows.columns:
            continue
        held = rows["login"].drop_nulls()
        domains = held.str.extract(r"^[^@]+(@[^@]+)$").str.to_lowercase().unique().to_list()
        if len(domains) != 1 or domains[0] is None:
            continue
        bare = rows["login"].str.split("@").list.first()
        right = sum(cle("login", text) in known for text in bare.drop_nulls())
        as_written = sum(cle("login", text) in known for text in held)
        if not as_written and atteint(right, held.len(), rule):
            facts: dict[str, object] = {"domaine": domains[0], "n": held.len()}
            yield rank, rows.with_columns(bare.alias("login")), [("LOGIN_ECRIT_AUTREMENT", facts)]
