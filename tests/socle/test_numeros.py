"""Numbers as they are typed: a table anyone may extend (numeros.csv), and what holds whatever is typed."""

from __future__ import annotations

import codecs
import csv
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.socle import luhn, numeros

# `recu` may hold \xa0, \u200b…: written as escapes where the character cannot be seen.
with (Path(__file__).parent / "numeros.csv").open(encoding="utf-8", newline="") as _file:
    EXEMPLES = [
        (row["genre"], row["recu"], row["canonique"] or None, row["verdict"])
        for row in csv.DictReader(_file, delimiter=";")
    ]


def _vu(text: str) -> str:
    return re.sub(
        r"\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|t)", lambda found: codecs.decode(found[0], "unicode_escape"), text
    )


@pytest.mark.parametrize(("genre", "recu", "canonique", "verdict"), EXEMPLES)
def test_exemples(genre: numeros.Genre, recu: str, canonique: str | None, verdict: str) -> None:
    assert numeros.lire(genre, _vu(recu)) == (canonique, verdict)


TEXTES = st.text(
    st.sampled_from("0123456789AaBbEe+-.,;:/ '\"\\@#=°NRPS\u00a0\u202f\u200b\ufeff１８é"), max_size=24
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(numeros.GENRES), st.lists(TEXTES | st.none(), min_size=1, max_size=8))
def test_texte_et_colonne_s_accordent(genre: numeros.Genre, textes: list[str | None]) -> None:
    colonne = numeros.lire_colonne(genre, pl.Series(textes, dtype=pl.String))
    lus = [numeros.lire(genre, texte) for texte in textes]
    assert [tuple(row) for row in colonne.rows()] == [tuple(lu) for lu in lus]
    cles = colonne.select(numeros.cle_expr(genre, "valeur").fill_null("")).to_series().to_list()
    assert cles == [numeros.cle(genre, texte) for texte in textes]
    for lu in lus:
        if lu.verdict == "ok":
            assert numeros.lire(genre, lu.valeur) == lu


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1_000_000_000, 1_999_999_999),
    st.sampled_from(
        ["{}", " {}", "{}\u200b", "'{}", "{}.0", "{},0", "RPPS : {}", "8{}", '="{}"', "\u00a0{}\u202f"]
    ),
)
def test_le_bruit_ne_change_rien(corps: int, forme: str) -> None:
    numero = f"{corps}{luhn.luhn_cle(str(corps))}"
    assert numeros.lire("rpps", forme.format(numero)) == (numero, "ok")


def test_values_read_by_column_are_not_read_again_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site whose logins bear their domain, or whose numbers bear small letters, costs what another does."""
    logins = [f"CHX\\agent{rank}" for rank in range(40)]
    matricules = [f"ab {rank}" for rank in range(40)]
    expected = [numeros.lire("login", text) for text in logins[:3]]
    expected += [numeros.lire("matricule", text) for text in matricules[:3]]
    numeros.lire.cache_clear()
    numeros.retenir("login", pl.Series(logins))
    numeros.retenir("matricule", pl.Series([*matricules, None]))
    monkeypatch.setattr(numeros, "_lecture", lambda *_: pytest.fail("read again"))
    assert [numeros.lire("login", text) for text in logins][:3] == expected[:3]
    assert [numeros.lire("matricule", text) for text in matricules][:3] == expected[3:]
