"""Linked tables protected together: hand-made cases, then any hospital at random."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from workbench.documents.ars import classeur as ars
from workbench.documents.ars.cellules import ETAPES, PROUVE, TOUT, Systeme, comptes, croiser, moyens, qualite
from workbench.documents.ars.controles import ECART, controles
from workbench.documents.ars.donnees import couvrir, rassembler
from workbench.documents.secret import MARQUE, Relation, cellules_a_masquer, deductibles
from workbench.socle.typographie import apostrophes

SEUIL = 5
TYPES = pl.DataFrame(
    {"type_mie": ["cps"], "moyens": [100], "remis": [60], "appaires": [40], "hors_service": [20]}
)
SANS_ALERTE = pl.DataFrame(schema={"alerte": pl.String, "nombre": pl.Int64})


def trahis(vues) -> set[object]:
    """The small counts that a reader can work out."""
    return {cle for cle in deductibles(vues.relations, set(vues.masquees)) if 0 < vues.valeurs[cle] < SEUIL}


def entonnoir(*lignes: tuple) -> pl.DataFrame:
    """Authority and the first six steps; nobody used, half of the paired are proved."""
    completes = [(*ligne, 0, ligne[6] // 2) for ligne in lignes]
    return pl.DataFrame(completes, schema=["autorite", *ETAPES, PROUVE], orient="row")


def protegees_mie(*lignes: tuple):
    systeme = Systeme()
    moyens(systeme, entonnoir(*lignes), TYPES, SANS_ALERTE)
    return systeme.proteger(SEUIL)


def test_deux_etapes_visibles_ne_laissent_pas_voir_trois_personnes():
    """100 ordered, 97 received: neither is small, their difference is; one of the two must go."""
    vues = protegees_mie(("ordre", 200, 100, 97, 50, 20, 10), ("role", 300, 200, 150, 100, 80, 60))
    commande, recu = (vues.lire(("mie", "ordre", etape, "")) for etape in ("commande", "recu"))
    assert MARQUE in (commande, recu)
    assert vues.lire(("mie", "ordre", "besoin", "")) == 200


def test_les_alertes_redisent_l_entonnoir():
    """100 at no step: 97 to order and 3 lost. Hiding the 3 is not enough, funnel and alerts subtract."""
    systeme = Systeme()
    alertes = pl.DataFrame({"alerte": ["a_commander", "perdu"], "nombre": [97, 3]})
    moyens(systeme, entonnoir(("ordre", 200, 100, 80, 50, 20, 10)), TYPES, alertes)
    vues = systeme.proteger(SEUIL)
    assert vues.lire(("alerte", "perdu", "", "")) == MARQUE == vues.lire(("alerte", "a_commander", "", ""))
    assert trahis(vues) == set()


def test_sans_petit_effectif_rien_n_est_masque():
    vues = protegees_mie(("ordre", 200, 100, 80, 50, 20, 10), ("role", 300, 200, 150, 100, 80, 60))
    assert not vues.masquees
    assert vues.lire(("mie", TOUT, "recu", "")) == 230
    assert vues.taux(("mie", TOUT, "recu", ""), ("mie", TOUT, "besoin", "")) == 230 / 500


def test_la_couverture_et_l_entonnoir_ne_donnent_pas_les_partis():
    """103 users in the coverage, 100 still present in the funnel: the three who left are protected by both
    tables together.
    """
    couverture = pl.DataFrame(
        [("dpi", a, "P", s, n) for a, s, n in (("ordre", "confirme", 60), ("ordre", "absent", 43),
                                               ("role", "absent", 80), ("role", "confirme", 90))],
        schema=["population", "autorite", "profession", "statut", "nombre"], orient="row",
    )  # fmt: skip
    systeme = Systeme()
    autorites = couvrir(systeme, couverture, [])
    moyens(
        systeme,
        entonnoir(("ordre", 100, 50, 40, 30, 20, 10), ("role", 150, 50, 40, 30, 20, 10)),
        TYPES,
        SANS_ALERTE,
    )
    croiser(systeme, autorites)
    vues = systeme.proteger(SEUIL)
    assert vues.valeurs[("partis", "ordre", "", "")] == 3
    assert MARQUE in (vues.lire(("ordre", TOUT, TOUT)), vues.lire(("mie", "ordre", "besoin", "")))


def test_presque_tous_les_comptes_c_est_dire_qui_n_y_est_pas():
    """287 of the 290 accounts of an application were never used: the three others are hidden with them."""
    tableau = pl.DataFrame(
        [(1, "jamais_utilise", "gam", 290, 287), (1, "jamais_utilise", "dpi", 900, 100)],
        schema=["rang", "probleme", "application", "comptes", "nombre"], orient="row",
    )  # fmt: skip
    systeme = Systeme()
    modes = pl.DataFrame({"application": ["dpi"], "mode_auth": ["cps"], "nombre": [900]})
    comptes(systeme, tableau, modes)
    vues = systeme.proteger(SEUIL)
    assert vues.lire(("compte", "jamais_utilise", "gam", "")) == MARQUE
    assert trahis(vues) == set()


def test_ce_que_les_scores_publics_disent_deja_ne_fait_pas_tout_masquer():
    """Public 53 and 50 give 3 away whatever is hidden: the rest of the table stays."""
    valeurs = {"tout": 53, "sauf": 50, "trois": 3, "a": 20, "b": 30, "c": 40, "d": 90}
    relations = [
        Relation("tout", ("sauf", "trois")),
        Relation("sauf", ("a", "b")),
        Relation("d", ("sauf", "c")),
    ]
    masquees = cellules_a_masquer(valeurs, relations, SEUIL, ["tout", "sauf"])
    assert masquees == {"trois"}


nombres = st.one_of(st.integers(0, 9), st.integers(0, 400))


@st.composite
def hopitaux(draw: st.DrawFn) -> Systeme:
    """Any hospital: coverage, funnel, accounts, quality, all linked."""
    autorites = draw(
        st.lists(st.sampled_from(["ordre", "ars", "role", "etudiant"]), min_size=1, max_size=4, unique=True)
    )
    statuts = ("confirme", "a_confirmer", "absent", "non_requis")
    lignes, funnel = [], []
    for autorite in autorites:
        for profession in draw(st.sampled_from([("P",), ("P", "Q")])):
            lignes += [
                ("dpi", autorite, f"{autorite}{profession}", statut, draw(nombres)) for statut in statuts
            ]
        total = sum(ligne[4] for ligne in lignes if ligne[1] == autorite)
        etapes = sorted((draw(st.integers(0, total)) for _ in range(6)), reverse=True)
        funnel.append((autorite, *etapes))
    systeme = Systeme()
    couverture = pl.DataFrame(
        lignes, schema=["population", "autorite", "profession", "statut", "nombre"], orient="row"
    )
    presentes = couvrir(systeme, couverture.filter(pl.col("nombre") > 0), [])
    moyens(systeme, entonnoir(*funnel), TYPES, SANS_ALERTE)
    applications = {nom: draw(st.integers(0, 300)) for nom in ("dpi", "ad")}
    tableau = [
        (rang, probleme, nom, total, draw(st.integers(0, total)))
        for rang, probleme in enumerate(("partant_ouvert", "sans_identite", "rpps_a_reporter"))
        for nom, total in applications.items()
    ]
    modes = pl.DataFrame(
        [(nom, "cps", total) for nom, total in applications.items()],
        schema=["application", "mode_auth", "nombre"],
        orient="row",
    )
    comptes(
        systeme,
        pl.DataFrame(tableau, schema=["rang", "probleme", "application", "comptes", "nombre"], orient="row"),
        modes,
    )
    vertus = []
    for rang, mesure in enumerate(("compte_avec_rh", "rpps_confirme", "rpps_recent")):
        parts = [(draw(nombres), draw(nombres)) for _ in range(2)]
        parts = [(min(p), max(p)) for p in parts]
        vertus += [(rang, mesure, "etablissement", f"E{i}", n, d) for i, (n, d) in enumerate(parts)]
        vertus.append((rang, mesure, "ensemble", None, sum(n for n, _ in parts), sum(d for _, d in parts)))
    qualite(
        systeme,
        pl.DataFrame(
            vertus, schema=["rang", "mesure", "axe", "valeur_axe", "numerateur", "denominateur"], orient="row"
        ),
    )
    croiser(systeme, presentes)
    return systeme


@settings(max_examples=60, deadline=None)
@given(hopitaux())
def test_aucun_petit_effectif_ni_imprime_ni_deduit(systeme: Systeme):
    vues = systeme.proteger(SEUIL)
    petits = {cle for cle, valeur in vues.valeurs.items() if 0 < valeur < SEUIL}
    assert petits <= vues.masquees
    assert trahis(vues) == set()
    for autorite in {
        cle[1] for cle in vues.valeurs if cle[0] == "mie"
    }:  # without the module's own derived cells
        for avant, apres in pairwise(ETAPES):
            hauts = [vues.lire(("mie", autorite, etape, "")) for etape in (avant, apres)]
            if MARQUE not in hauts:
                assert not 0 < hauts[0] - hauts[1] < SEUIL


def test_la_petite_demo_entiere(petite_demo: Path):
    donnees = rassembler(petite_demo, "essai")
    c = donnees.cellules
    publiques = {cle for cle in c.valeurs if cle[0] == "jalon"}
    assert {cle for cle, n in c.valeurs.items() if 0 < n < SEUIL} - publiques <= c.masquees
    assert trahis(c) == set()


def test_les_controles_tiennent_et_ne_disent_rien_de_cache(petite_demo: Path, tmp_path: Path):
    donnees = rassembler(petite_demo, "essai")
    trouves = controles(donnees)
    assert len(trouves) > 20
    assert [c.libelle for c in trouves if not c.accord and not c.explication] == []
    page = load_workbook(ars.export(petite_demo, tmp_path / "controles.xlsx"))["Contrôles"]
    for ligne in page.iter_rows(min_row=5, max_col=4, values_only=True):
        if ligne[0] and MARQUE in ligne:
            assert ligne[1] == ligne[2] == MARQUE
        elif ligne[0]:
            assert (ligne[1] == ligne[2]) == (not str(ligne[3]).startswith(ECART))


def test_chaque_feuille_dit_ce_que_disent_les_marts(petite_demo: Path, tmp_path: Path):
    """The printed tables, cell by cell, against the marts."""
    donnees = rassembler(petite_demo, "essai")
    livre = load_workbook(ars.export(petite_demo, tmp_path / "feuilles.xlsx"))
    attendu = donnees.marts["mie_entonnoir"].select(pl.col(list(ETAPES)).sum()).row(0)
    imprimee = next(r for r in livre["MIE"].iter_rows(min_row=5, values_only=True) if r[0] == "Ensemble")
    for lu, vrai in zip(imprimee[1 : 1 + len(ETAPES)], attendu, strict=True):
        assert lu in (MARQUE, vrai)
    vertus = {
        apostrophes(v["titre"]): v
        for v in donnees.marts["vertu"].filter(pl.col("axe") == "ensemble").to_dicts()
    }
    page = livre["Qualité"]
    lues = list(page.iter_rows(min_row=5, max_row=4 + len(vertus), max_col=5, values_only=True))
    assert len(lues) == len(vertus)
    for _, titre, num, den, _taux in lues:
        assert num in (MARQUE, vertus[titre]["numerateur"]) and den in (MARQUE, vertus[titre]["denominateur"])
    criteres = [apostrophes(c.titre) for o in donnees.objectifs for c in o.criteres]
    assert [
        r[1]
        for r in livre["Objectifs et critères"].iter_rows(
            min_row=5, max_row=4 + len(criteres), values_only=True
        )
    ] == criteres
    assert {o.objectif for o in donnees.objectifs} == {"1.1", "1.2"}


def test_un_critere_mesure_ne_trahit_pas_une_case_masquee(petite_demo: Path):
    """The rate of a measured criterion is hidden with the counts behind it, and the score of its objective
    too.
    """
    from dataclasses import replace

    donnees = rassembler(petite_demo, "essai")
    cle = ("vertu", "depart_ferme", TOUT, "num")
    cachees = replace(donnees, cellules=replace(donnees.cellules, masquees=donnees.cellules.masquees | {cle}))
    objectif = next(o for o in donnees.objectifs if o.code == "1.2-2027")
    critere = next(c for c in objectif.criteres if c.code == "departs_suivis")
    assert critere.valeur is not None
    assert cachees.critere_cache(critere) and cachees.score_cache(objectif)
