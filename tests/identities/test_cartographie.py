"""The map of sources on a hand-made group of five people."""

from __future__ import annotations

import polars as pl

from workbench.identities import cartographie
from workbench.identities.maitres import reasoned_masters

LIENS = pl.DataFrame(
    [
        ("rh", "1", "A"), ("ad", "a", "A"), ("dpi", "a", "A"),
        ("rh", "2", "B"), ("ad", "b", "B"),
        ("rh", "3", "C"),
        ("dpi", "d", "D"),
        ("liste", "9", "C"),
    ],
    schema=["source", "cle_source", "id_unique"],
    orient="row",
)  # fmt: skip
NATURES = {"rh": "sirh", "liste": "sirh", "ad": "annuaire", "dpi": "application"}


def fiche() -> pl.DataFrame:
    vides = dict.fromkeys(cartographie.ATTRIBUTS)
    rows = [
        {
            **vides,
            "source": s,
            "cle_source": c,
            "nature": NATURES[s],
            "application": s,
            "role": "dpi" if s == "dpi" else None,
            "actif": True,
            "prenoms": {"C": "Zoé"}.get(i, "Anne"),
        }
        for s, c, i in LIENS.iter_rows()
    ]
    rows[-1]["prenoms"] = "Zoe"
    return pl.DataFrame(rows, infer_schema_length=None)


def test_ce_que_chaque_source_apporte():
    lignes = {row["source"]: row for row in cartographie.contributions(LIENS, fiche()).to_dicts()}
    assert (lignes["rh"]["personnes"], lignes["rh"]["seule"]) == (3, 0)
    assert (lignes["dpi"]["personnes"], lignes["dpi"]["seule"], lignes["dpi"]["en_commun"]) == (2, 1, 0.5)


def test_chaque_personne_est_dans_un_seul_croisement():
    croisements = cartographie.combinations(LIENS)
    assert croisements["personnes"].sum() == 4
    assert ["ad", "dpi", "rh"] in croisements["sources"].to_list()


def test_qui_manque_ou():
    identite = pl.DataFrame({"id_unique": list("ABCD"), "presente": [True, True, False, False]})
    constats = dict(cartographie.missing(identite, LIENS, fiche()).iter_rows())
    assert constats["Présents aux RH, sans compte d’annuaire"] == 0
    assert constats["Présents aux RH, sans compte du dossier patient"] == 1
    assert constats["Compte du dossier patient, inconnus des RH"] == 1
    assert constats["Partis selon les RH, compte du dossier patient ouvert"] == 0


def test_la_petite_liste_n_est_pas_le_referentiel():
    qualite = cartographie.trait_quality(LIENS, fiche())
    proposes = reasoned_masters(qualite, fiche())
    maitre = proposes.row(by_predicate=pl.col("attribut") == "prenoms", named=True)
    assert (maitre["attribut"], maitre["sources"][0]) == ("prenoms", "rh")


def qualite_de(emploi: float) -> pl.DataFrame:
    lignes = [
        ("emploi", "rh", 1.0, emploi, 200),
        ("emploi", "liste", 1.0, 1.0, 30),
        ("rpps", "dpi", 1.0, 1.0, 99),
    ]
    return pl.DataFrame(
        lignes, schema=["attribut", "source", "renseignes", "concordance", "juges"], orient="row"
    )


def test_aucune_source_quand_aucune_ne_le_merite():
    grandes = pl.DataFrame({"source": ["rh"] * 90 + ["liste"] * 10, "nature": "sirh"})
    for accord, sources in ((0.42, []), (0.9, ["rh", "liste"])):
        lus = {r["attribut"]: r for r in reasoned_masters(qualite_de(accord), grandes).iter_rows(named=True)}
        assert lus["emploi"]["sources"] == sources
        assert lus["rpps"]["sources"] == [], "un numéro déclaré au DPI n’est jamais la référence"
    assert "répertoire national" in lus["rpps"]["raison"]
