"""Counting marts for who reads numbers only: whatever is added or subtracted is zero, or may be shown."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.access import effectifs, listes, ouvrir

SEUIL = 5
MOTS = st.sampled_from(["a", "b", "c", None])


def sain(n: int | None) -> bool:
    return n is None or n == 0 or n >= SEUIL


def lectures(home: Path, monkeypatch: pytest.MonkeyPatch):
    """The gate of the project team, and of who reads numbers only."""
    portes = []
    for role in ("equipe", "lecteur"):
        monkeypatch.setenv("WORKBENCH_ROLE", role)
        portes.append(ouvrir(home, "essai", "test"))
    return portes


def test_chaque_mart_de_comptage_a_sa_regle(petite_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(effectifs.regles()) == listes()["comptage"]
    equipe, _ = lectures(petite_demo, monkeypatch)
    for nom, regle in effectifs.regles().items():
        assert bool(regle.libre) != bool(regle.chaines), nom
        table = equipe.agregat(nom)
        compte = {c for chaine in regle.chaines for c in chaine} | {
            *regle.restes,
            *regle.parts,
            *regle.effaces,
            *regle.plafonds,
        }
        autres = {"rang", "rang_type", "rang_anciennete", "annee", "jours", "methodes", "etape", "priorite",
                  "delai", "avant", "recul", "depart", "age_jours", "age_mois", "frequence_jours", "lignes",
                  "comptes", "plafond", "cible", "confiance", "depuis"}  # fmt: skip
        nombres = {c for c, genre in table.schema.items() if genre.is_numeric()}
        assert regle.libre or nombres <= compte | autres, (nom, nombres - compte - autres)


def test_toute_la_petite_demo(petite_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    equipe, lecteur = lectures(petite_demo, monkeypatch)
    petites, dits = 0, dict[int, set[int]]()
    for nom, regle in effectifs.regles().items():
        exacte, lue = equipe.agregat(nom), lecteur.agregat(nom)
        assert lue.columns == exacte.columns
        for chaine in regle.chaines:
            petites += sum(not sain(n) for colonne in chaine for n in exacte[colonne])
            for ligne in lue.select(chaine).to_dicts():
                assert all(sain(n) for n in ligne.values()), (nom, ligne)
                presents = [n for n in ligne.values() if n is not None]
                assert all(sain(grand - petit) for grand, petit in pairwise(presents)), (nom, ligne)
        for colonne, plafond in regle.plafonds.items():
            assert all(sain(n) and sain(haut - n) for n, haut in lue.select(colonne, plafond).iter_rows())
            assert abs(int(exacte[colonne].sum()) - int(lue[colonne].sum())) < 2 * SEUIL, (nom, colonne)
        if regle.totaux:
            for colonne in {chaine[0] for chaine in regle.chaines}:
                ecart = abs(int(exacte[colonne].sum()) - int(lue[colonne].sum()))
                assert ecart < SEUIL * max(map(len, regle.chaines)), (nom, colonne, ecart)
        for colonnes in [] if regle.totaux else regle.chaines:
            if len(colonnes) == 1 and exacte.height == lue.height:
                for vrai, dit in zip(exacte[colonnes[0]], lue[colonnes[0]], strict=True):
                    if not sain(vrai):
                        dits.setdefault(vrai, set()).add(dit)
    assert petites > 200
    assert len(dits) > 1 and all(len(sens) == 1 for sens in dits.values()), (
        "the same small count, the same side"
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(MOTS, MOTS, st.integers(0, 40)), max_size=40), st.text(max_size=4))
def test_toute_somme_et_toute_difference(lignes: list[tuple[str | None, str | None, int]], sel: str) -> None:
    table = pl.DataFrame(
        [("dpi", "ordre", a, s, n) for a, s, n in lignes],
        schema=dict.fromkeys(["population", "autorite", "service", "statut"], pl.String)
        | {"nombre": pl.Int64},
        orient="row",
    )
    lue = effectifs.proteger(table, "couverture", SEUIL, sel)
    for combien in range(4):
        for par in combinations(("autorite", "service", "statut"), combien):
            parts = lue.group_by("population", *par).agg(pl.col("nombre").sum())["nombre"].to_list()
            assert all(sain(n) for n in parts)
            assert all(sain(sum(parts) - n) for n in parts)
    vrai, dit = int(table["nombre"].sum()), int(lue["nombre"].sum())
    assert abs(vrai - dit) < SEUIL
    if any(n >= 2 * SEUIL for *_, n in lignes):
        assert vrai == dit, "a big cell takes what remains"


def test_filtrer_ne_change_pas_une_ligne(petite_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read whole or filtered, a row says the same; two readings never average out to the truth."""
    _, lecteur = lectures(petite_demo, monkeypatch)
    entiere = lecteur.agregat("couverture")
    for filtres in (
        {"population": "dpi"},
        {"service": None},
        {"statut": ["absent", None], "population": "presents"},
    ):
        attendue = entiere
        for colonne, valeur in filtres.items():
            cherchees = valeur if isinstance(valeur, list) else [valeur]
            attendue = attendue.filter(pl.col(colonne).is_in(cherchees, nulls_equal=True))
        assert lecteur.agregat("couverture", **filtres).equals(attendue)
    assert lecteur.agregat("couverture").equals(entiere)


def test_le_sel_reste_prive(petite_demo: Path) -> None:
    sel = effectifs.sel_de(petite_demo)
    assert sel == effectifs.sel_de(petite_demo) and len(sel) == 32
    assert (petite_demo / "data" / "curated" / effectifs.SEL).stat().st_mode & 0o077 == 0


@given(n=st.integers(0, 40), reste=st.integers(0, 40))
def test_le_taux_exact_est_toujours_entre_les_bornes_que_laisse_l_arrondi(n: int, reste: int) -> None:
    exacte = pl.DataFrame(
        {"date_execution": ["j"], "indicateur": ["i"], "libelle": ["l"], "numerateur": [n]}
        | {"denominateur": [n + reste], "valeur": [n / (n + reste) if n + reste else None], "motif": [None]}
    )
    lue = effectifs.proteger(exacte, "historique", SEUIL, "sel").row(0, named=True)
    bas, haut = effectifs.encadrer(lue["numerateur"], lue["denominateur"], SEUIL)
    assert bas <= (n / (n + reste) if n + reste else 0) <= haut
    if n > SEUIL and reste > SEUIL:
        assert bas == haut == n / (n + reste), "un taux que rien de petit ne touche ne bouge pas"
    assert effectifs.encadrer(n, n + reste, 0) in {(n / (n + reste),) * 2 if n + reste else (0.0, 0.0)}
