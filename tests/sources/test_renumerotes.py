"""Serial numbers that all change together, columns empty from the first day, names put last."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.sources.test_croisement import JOUR, ad, lecture

from workbench.run.traits import lost_accounts, renumbered_means
from workbench.socle.settings import Source
from workbench.sources import faits, jugement
from workbench.sources.jugement import Perdus, Precedent
from workbench.sources.porte.noms_recus import clean_names

PARC = jugement.bounds(jugement.rules(), Source(code="parc", nature="parc_mie", fichier="p*"))


def _moyens(numeros: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"source": ["parc"] * len(numeros), "numero_serie": numeros})


@pytest.mark.parametrize(
    ("ecrits", "arrete"),
    [
        ([f"F{n:04}" for n in range(40)], False),
        ([f"F{n}" for n in range(1, 41)], False),  # zeros lost: the same numbers
        ([f"SN{n:04}" for n in range(40)], True),
        ([f"{'N' if n < 11 else 'F'}{n:04}" for n in range(40)], False),  # a fourth renewed
        ([f"{'N' if n < 14 else 'F'}{n:04}" for n in range(40)], True),
        ([f"F{n:04}" for n in range(10)], False),  # a loss is judged elsewhere
        ([f"F{n:04}" for n in range(90)], False),
    ],
)
def test_serial_numbers_do_not_change_together(ecrits: list[str], arrete: bool) -> None:
    here = lecture("parc", "parc_mie", [{"numero_serie": one} for one in ecrits])
    found = list(renumbered_means(here, _moyens([f"F{n:04}" for n in range(1, 41)]), PARC))
    assert [one.doute for one in found] == ([True] if arrete else [])
    assert list(renumbered_means(here, None, PARC)) == []


def test_a_column_empty_from_the_first_day_is_told() -> None:
    regles = jugement.rules()
    source = Source(
        code="ad", nature="annuaire", fichier="ad*", colonnes={"login": "L", "service": "Service"}
    )
    for service, dit in (("Bloc", False), (None, True)):
        here = ad(service=lambda r, a, service=service: service)
        ((row,),) = (faits.columns([here], regles).filter(colonne="service").to_dicts(),)
        columns = [row | {"presente": True}]
        (now,) = faits.deliveries([here]).to_dicts()
        seen = jugement.judge(source, now, columns, Precedent(), Perdus(), regles)
        assert ("colonne_sans_valeur" in {one.code for one in seen.ecarts}) is dit
        later = Precedent({"ad": now | {"empreinte": "x", "livraison": JOUR - dt.timedelta(30)}}, {})
        after = jugement.judge(source, now, columns, later, Perdus(), regles)
        assert "colonne_sans_valeur" not in {one.code for one in after.ecarts}


@pytest.mark.parametrize(
    ("nature", "ecrits", "lus"),
    [
        ("annuaire", ["ZZDURAND", "zz_MARTIN", "PETIT"], ["DURAND", "MARTIN", "PETIT"]),
        ("application", ["XX LEROY", "XXX-BLANC"], ["LEROY", "BLANC"]),
        ("annuaire", ["ZZDURAND", "PETIT"], ["ZZDURAND", "PETIT"]),  # one: too few to say
        ("annuaire", ["ZIZI", "ZAZZO"], ["ZIZI", "ZAZZO"]),
        ("sirh", ["ZZDURAND", "ZZMARTIN"], ["ZZDURAND", "ZZMARTIN"]),
    ],
)
def test_a_name_put_last_is_the_name_behind(nature: str, ecrits: list[str], lus: list[str]) -> None:
    source = Source(code="s", nature=nature, fichier="s*", colonnes={"nom": "N"})  # type: ignore[arg-type]
    rows, said = clean_names(source, "s.csv", pl.DataFrame({"nom": ecrits}))
    assert rows["nom"].to_list() == lus
    assert [one["code"] for one in said] == (["MENTION_DANS_LE_NOM"] if ecrits != lus else [])


@pytest.mark.parametrize(
    ("noms", "prenoms", "entier"),
    [
        ([None] * 12, [f"DUR{chr(65 + n)} LEA" for n in range(12)], True),
        (["A"] + [None] * 11, [f"DUR{chr(65 + n)} LEA" for n in range(12)], False),
        ([None] * 12, ["LEA"] * 12, False),
    ],
)
def test_whole_names_under_the_given_name(noms: list[str | None], prenoms: list[str], entier: bool) -> None:
    source = Source(code="s", nature="annuaire", fichier="s*", colonnes={"nom": "N", "prenom": "P"})
    frame = pl.DataFrame({"nom": noms, "prenom": prenoms}, schema={"nom": pl.String, "prenom": pl.String})
    rows, said = clean_names(source, "s.csv", frame)
    assert (rows["nom"].to_list() == prenoms) is entier
    assert ("NOM_ENTIER" in [one["code"] for one in said]) is entier


@pytest.mark.parametrize(
    ("ecrit", "dit"), [("?YSKAIER", True), ("LAMB?RT", True), ("?", False), ("DURAND", False), ("? ?", False)]
)
def test_a_letter_that_became_a_question_mark_is_told(ecrit: str, dit: bool) -> None:
    source = Source(code="s", nature="sirh", fichier="s*", colonnes={"nom": "N"})
    _, said = clean_names(source, "s.csv", pl.DataFrame({"nom": ["MARTIN", ecrit]}))
    assert ("LETTRE_PERDUE" in [one["code"] for one in said]) is dit


def _fiches(comptes: list[int], partis: tuple[int, ...] = ()) -> pl.DataFrame:
    """Twelve agents, some gone, and the accounts of these ranks."""
    rows = [
        {"source": "rh", "nature": "sirh", "cle_source": f"{n}", "matricule": f"{n:04}",
         "date_fin": JOUR - dt.timedelta(30) if n in partis else None}
        for n in range(12)
    ] + [
        {"source": "ad", "nature": "annuaire", "cle_source": f"u{n}", "matricule": f"{n:04}",
         "date_fin": None}
        for n in comptes
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"date_fin": pl.Date})


@pytest.mark.parametrize(
    ("restent", "partis", "dit"),
    [
        (list(range(12)), (), False),
        (list(range(2, 12)), (), True),
        (list(range(1, 12)), (), False),  # one: deleted, or asked for
        (list(range(2, 12)), (0, 1), False),  # they left
    ],
)
def test_accounts_gone_while_their_agents_stay_are_told(
    restent: list[int], partis: tuple[int, ...], dit: bool
) -> None:
    regles = jugement.bounds(jugement.rules(), Source(code="ad", nature="annuaire", fichier="a*"))
    found = list(lost_accounts("ad", _fiches(restent, partis), _fiches(list(range(12))), JOUR, regles))
    assert [one.doute for one in found] == ([False] if dit else [])
    assert list(lost_accounts("ad", _fiches(restent), None, JOUR, regles)) == []
