"""The first day a number was proved: bounds, replays, merges, retirements; and properties."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.rpps import first_confirmations
from workbench.rpps.premier import SCHEMA

J = [dt.date(2026, mois, 1) for mois in range(1, 8)]


def liens(*rows: tuple) -> pl.DataFrame:
    schema = {
        "id_unique": pl.String,
        "rpps": pl.String,
        "statut": pl.String,
        "preuve": pl.String,
        "date_preuve": pl.Date,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def gens(**cree: dt.date) -> pl.DataFrame:
    return pl.DataFrame(
        {"id_unique": list(cree), "cree_le": list(cree.values())},
        schema={"id_unique": pl.String, "cree_le": pl.Date},
    )


def executions(*jours: dt.date) -> pl.DataFrame:
    return pl.DataFrame({"date_execution": list(jours)}, schema={"date_execution": pl.Date})


def test_prouve_des_la_premiere_vue_ou_plus_tard() -> None:
    rows = first_confirmations(
        liens(
            ("A", "1", "confirme", "traits", J[2]),
            ("B", "2", "confirme", "traits", J[2]),
            ("C", None, "absent", None, None),
        ),
        gens(A=J[0], B=J[2], C=J[0]),
        J[2],
        None,
        executions(J[0], J[1]),
    )
    assert rows.rows() == [("A", "1", J[2], J[1], J[2]), ("B", "2", J[2], None, J[2])]


def test_une_preuve_enregistree_porte_sa_propre_date() -> None:
    rows = first_confirmations(
        liens(("A", "1", "confirme", "decision_attestation", dt.date(2026, 1, 20))),
        gens(A=J[0]),
        J[3],
        None,
        executions(*J[:3]),
    )
    assert rows.rows() == [("A", "1", dt.date(2026, 1, 20), dt.date(2026, 1, 20), J[3])]


def test_une_entree_d_une_version_d_avant_retrouve_ses_bornes() -> None:
    """A home upgraded from a version that kept no such table: the link's own date stands."""
    rows = first_confirmations(
        liens(("A", "1", "confirme", "traits", J[2])), gens(A=J[1]), J[4], None, executions(*J[:4])
    )
    assert rows.rows() == [("A", "1", J[2], J[1], J[4])]


def test_le_premier_jour_reste_meme_quand_le_lien_se_perd_puis_revient() -> None:
    first = first_confirmations(liens(("A", "1", "confirme", "traits", J[0])), gens(A=J[0]), J[0])
    lost = first_confirmations(
        liens(("A", None, "absent", None, None)), gens(A=J[0]), J[1], first, executions(J[0])
    )
    back = first_confirmations(
        liens(("A", "1", "confirme", "traits", J[2])), gens(A=J[0]), J[2], lost, executions(*J[:2])
    )
    assert lost.equals(first) and back.equals(first)


def test_un_rejeu_du_meme_jour_corrige_la_ligne_qu_il_avait_ecrite() -> None:
    first = first_confirmations(
        liens(("A", "1", "confirme", "traits", J[1])), gens(A=J[0]), J[1], None, executions(J[0])
    )
    again = first_confirmations(
        liens(("A", None, "a_confirmer", None, None)), gens(A=J[0]), J[1], first, executions(*J[:2])
    )
    assert again.is_empty()


def test_deux_identites_reunies_gardent_le_jour_le_plus_ancien_et_un_id_retire_disparait() -> None:
    old = pl.DataFrame(
        [("A", "1", J[2], J[1], J[2]), ("B", "1", J[0], None, J[0]), ("Z", "9", J[0], None, J[0])],
        schema=SCHEMA,
        orient="row",
    )
    moved = pl.DataFrame(
        [("B", "A", J[3]), ("Z", None, J[3])], schema=["id_ancien", "id_nouveau", "le"], orient="row"
    )
    rows = first_confirmations(
        liens(("A", "1", "confirme", "traits", J[2])), gens(A=J[0]), J[3], old, executions(*J[:3]), moved
    )
    assert rows.rows() == [("A", "1", J[0], None, J[0])]


etat = st.sampled_from(["confirme", "absent", "a_confirmer"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(etat, min_size=3, max_size=3), min_size=1, max_size=6))
def test_l_histoire_ne_recule_jamais(suite: list[list[str]]) -> None:
    """Whatever the states, run after run: one row a number, never changed once the day is past, bounds in
    order.
    """
    known = None
    for rank, states in enumerate(suite):
        rows = [
            (f"P{i}", str(i), state, "traits", J[rank] if state == "confirme" else None)
            for i, state in enumerate(states)
        ]
        after = first_confirmations(
            liens(*rows), gens(P0=J[0], P1=J[0], P2=J[min(1, rank)]), J[rank], known, executions(*J[:rank])
        )
        assert not after.select("id_unique", "rpps").is_duplicated().any()
        assert after.filter(pl.col("avant_le") > pl.col("premier_le")).is_empty()
        if known is not None:
            assert known.join(after, on=list(SCHEMA), how="anti", nulls_equal=True).is_empty()
        assert set(after["id_unique"]) >= {f"P{i}" for i, state in enumerate(states) if state == "confirme"}
        known = after
