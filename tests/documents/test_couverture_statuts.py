"""Coverage arranged by group: sums hold, labels are French, what needs work comes first."""

from __future__ import annotations

import polars as pl

from workbench.pilotage.couverture import filtrer, par_statut, totaux

COUVERTURE = pl.DataFrame(
    [
        ("dpi", "ordre", "Infirmier", "CHA", "confirme", 80),
        ("dpi", "ordre", "Infirmier", "CHB", "absent", 20),
        ("dpi", "role", "Aide-soignant", "CHA", "a_confirmer", 30),
        ("dpi", "hors_perimetre", "Agent administratif", "CHA", "non_requis", 12),
        ("dpi", "inconnue", None, "CHA", "absent", 2),
        ("presents", "ordre", "Infirmier", "CHA", "confirme", 99),
    ],
    schema=["population", "autorite", "profession", "etablissement", "statut", "nombre"],
    orient="row",
)


def test_par_profession():
    tableau = par_statut(filtrer(COUVERTURE, "dpi", {}), "profession")
    assert tableau["libelle"].to_list() == [
        "Aide-soignant",
        "Infirmier",
        "Agent administratif",
        "Non renseigné",
    ]
    assert totaux(tableau) == {
        "confirme": 80,
        "a_confirmer": 30,
        "incoherent": 0,
        "en_attente": 0,
        "absent": 22,
        "non_requis": 12,
        "total": 144,
        "requis": 130,
        "restant": 50,
    }
    infirmier = tableau.filter(pl.col("code") == "Infirmier").row(0, named=True)
    assert infirmier["taux"] == 0.8
    assert tableau.filter(pl.col("code") == "Agent administratif")["taux"].to_list() == [None]


def test_filtres():
    tableau = par_statut(filtrer(COUVERTURE, "dpi", {"etablissement": "CHB"}), "autorite")
    assert tableau["libelle"].to_list() == ["Ordre professionnel"]
