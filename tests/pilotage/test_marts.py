"""Definitions held against hand-counted cases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.jouet import compte, lien, personne, publier

from workbench import marts as indicators
from workbench.access import Acces, ouvrir

RPPS = "10000000001"


def lire(home: Path, **tables: list[dict[str, Any]]) -> Acces:
    publier(home, **tables)
    return ouvrir(home, "essai", "test")


def jalons(acces: Acces) -> dict[int, dict[str, Any]]:
    return {row["annee"]: row for row in acces.agregat("jalon").iter_rows(named=True)}


def test_objective_1_1_counts_accounts_by_its_definition(tmp_path: Path) -> None:
    people = [
        personne(1),
        personne(2),
        personne(3, "ars"),
        personne(4, "role"),
        personne(5, "hors_perimetre"),
        personne(6, "inconnue"),
    ]
    accounts = [
        compte("connu", 1, rpps_connu=RPPS),
        compte("second", 1, rpps_connu="10000000009"),
        compte("sans_lien", 2, rpps_connu="10000000002"),
        compte("a_confirmer", 3, rpps_connu="10000000003"),
        compte("role", 4),
        compte("hors", 5),
        compte("metier_inconnu", 6),
        compte("personne_inconnue", None),
        compte("ferme", 2, actif=False),
        compte("generique", None, nature="generique", situation="generique"),
        compte("exclu", 2, situation="exclue"),
        compte("autre", 2, application="gam"),
    ]
    links = [lien(1, "confirme", RPPS, "traits"), lien(3, "a_confirmer", "10000000003")]
    found = jalons(lire(tmp_path, identite=people, compte=accounts, lien_rpps=links))
    keys = ("numerateur", "denominateur", "restant", "inconnus", "a_confirmer")
    assert [found[2027][key] for key in keys] == [1, 4, 3, 2, 1]
    assert [found[2028][key] for key in keys] == [1, 5, 4, 2, 1]
    assert found[2027]["taux"] == pytest.approx(0.25)
    assert found[2027]["echeance"] == dt.date(2027, 12, 31)
    assert "mot pour mot" not in found[2027]["libelle_officiel"] and "DPI" in found[2027]["libelle_officiel"]


def test_the_milestone_is_its_accounts(tmp_path: Path) -> None:
    people, links = [personne(n) for n in range(1, 8)], [lien(1, "confirme", RPPS, "traits")]
    acces = lire(
        tmp_path,
        identite=people,
        compte=[compte(f"c{n}", n, rpps_connu=RPPS) for n in range(1, 8)],
        lien_rpps=links,
    )
    accounts = acces.nominatif("compte_dpi", motif="vérification")
    assert (int(accounts["connu"].sum()), accounts.height) == (1, 7)
    assert jalons(acces)[2027]["restant"] == 6


def test_coverage_counts_people_and_says_the_next_step(tmp_path: Path) -> None:
    people = [
        personne(1),
        personne(2, "role"),
        personne(3, "hors_perimetre"),
        personne(4, presente=False),
        personne(5, presente=False),
    ]
    acces = lire(
        tmp_path, identite=people, compte=[compte("a", 4), compte("b", 1)], lien_rpps=[lien(1, "absent")]
    )
    rows = acces.nominatif("couverture_personne", motif="vérification")
    steps = {
        row["id_unique"][-1]: (row["statut"], row["prochaine_etape"]) for row in rows.iter_rows(named=True)
    }
    assert set(steps) == {"1", "2", "3", "4"}
    assert "Ordre" in steps["1"][1] and "RPPS+" in steps["2"][1] and steps["3"][0] == "non_requis"
    assert all(text for _, text in steps.values())
    totals = dict(acces.agregat("couverture").group_by("population").agg(pl.col("nombre").sum()).rows())
    assert totals == {"dpi": 2, "comptes": 2, "presents": 3}


def test_three_things_to_decide_at_most_and_none_when_all_is_well(tmp_path: Path) -> None:
    assert (
        lire(tmp_path, identite=[personne(1)], lien_rpps=[lien(1, "confirme", RPPS, "t")])
        .agregat("decision_codir")
        .is_empty()
    )
    people = [personne(n, profession_code="60") for n in range(1, 5)]
    people += [personne(n, "role") for n in range(5, 9)] + [personne(9, presente=False)]
    accounts = [compte(f"c{n}", n) for n in range(5, 10)] + [compte(f"x{n}", None) for n in range(9)]
    titles = [{"emploi": "AGENT", "source": "rh", "effectif": 1}]
    acces = lire(tmp_path, identite=people, compte=accounts, emploi_non_resolu=titles)
    rows = acces.agregat("decision_codir")
    assert rows["rang"].to_list() == [1, 2, 3]
    assert rows["texte"].to_list()[1].startswith("4 infirmiers sans numéro RPPS")


def test_freshness_says_what_never_came(tmp_path: Path) -> None:
    declared = [
        {"source": "rh", "libelle": "RH", "nature": "sirh", "frequence_jours": 31},
        {"source": "ad", "libelle": "AD", "nature": "annuaire", "frequence_jours": 31},
    ]
    acces = lire(tmp_path, meta_source=declared)
    assert acces.agregat("source_fraicheur")["etat"].to_list() == ["absente", "absente"]


def test_completeness_counts_the_traits_expected_of_the_nature(tmp_path: Path) -> None:
    records = [
        {
            "source": "rh",
            "nature": "sirh",
            "cle_source": "1",
            "email": "a@b.fr",
            "date_naissance": dt.date(1980, 1, 1),
        },
        {"source": "rh", "nature": "sirh", "cle_source": "2", "email": ""},
    ]
    rows = lire(tmp_path, fiche=records).agregat("completude")
    rates = {row["trait"]: row["taux"] for row in rows.iter_rows(named=True)}
    assert rates["email"] == 0.5 and rates["date_naissance"] == 0.5 and rates["rpps"] == 0
    assert "login" not in rates


def test_rejects_are_counted_with_their_first_lines_and_without_values(tmp_path: Path) -> None:
    refused = [
        {
            "source": "ad",
            "fichier": "ad.csv",
            "ligne": line,
            "code": "CLE_EN_DOUBLE",
            "motif": f"« login{line} » figure déjà",
            "gravite": "ligne",
            "brut": "{}",
        }
        for line in range(2, 9)
    ]
    (row,) = lire(tmp_path, meta_rejet=refused).agregat("rejet").iter_rows(named=True)
    assert row["nombre"] == 7 and row["lignes"] == "2, 3, 4, 5, 6, …" and "login" not in row["motif"]


def test_each_indicator_is_kept_once_a_date(tmp_path: Path) -> None:
    acces = lire(
        tmp_path, identite=[personne(1), personne(2, "role")], lien_rpps=[lien(1, "confirme", RPPS, "t")]
    )
    kept = {row["indicateur"]: row for row in acces.agregat("historique").iter_rows(named=True)}
    assert {"1.1-2027", "1.1-2028", "presents", "mie_remis", "a_revoir", "comptes_lies"} <= set(kept)
    assert kept["rpps_confirme"]["valeur"] == 0.5 and kept["rpps_confirme_ordre"]["valeur"] == 1.0
    assert kept["1.1-2027"]["valeur"] is None


def test_the_catalogue_is_complete_and_says_the_definition_is_ours() -> None:
    content = indicators.catalogue.catalogue()
    assert "officiel" in content["note"]
    assert [entry["id"] for entry in content["indicateurs"]] == ["1.1-2027", "1.1-2028"]
    assert all(entry["numerateur"] and entry["denominateur"] for entry in content["indicateurs"])
