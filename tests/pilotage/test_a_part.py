"""What is counted apart, and what a counting mart must not say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from tests.jouet import JOUR, compte, lien, personne, publier

from workbench import marts as indicators
from workbench.access import ouvrir
from workbench.run import references
from workbench.warehouse import Requetes, run_lock, write_version

DEMANDE = "Obtenir l’extraction restreinte du RPPS"


def test_accounts_outside_the_scope_are_counted_apart_not_dropped(tmp_path: Path) -> None:
    people = [personne(1), personne(2, "hors_perimetre"), personne(3, "inconnue")]
    publier(
        tmp_path, identite=people, compte=[compte("a", 1), compte("b", 2), compte("c", 3), compte("d", None)]
    )
    rows = ouvrir(tmp_path, "essai", "test").agregat("jalon")
    assert rows.select("denominateur", "inconnus", "hors_perimetre").rows() == [(1, 2, 1), (1, 2, 1)]


def test_a_reason_written_for_one_pair_is_not_shown_as_a_count(tmp_path: Path) -> None:
    pairs = [
        {"id_paire": "1", "motif": "DUPONT Marie et DUPOND Marie se ressemblent", "code_motif": "NOM_PROCHE"}
    ]
    pairs += [{"id_paire": str(n), "motif": "Même matricule", "code_motif": "MATRICULE"} for n in (2, 3)]
    publier(tmp_path, a_revoir=pairs)
    rows = ouvrir(tmp_path, "essai", "test").agregat("a_revoir_motif")
    assert rows.rows() == [("Même matricule", 2), ("Nom proche", 1)]


def _titres(home: Path, recue: bool) -> list[str]:
    return [titre for titre, _ in _decisions(home, recue)]


def _decisions(
    home: Path, recue: bool, confirmable: bool = False, non_mesurable: Sequence[dict[str, str]] = ()
) -> list[tuple[str, str]]:
    """Title and text of each decision, one number declared being all that waits."""
    preuve = "declare_corrobore" if confirmable else "nom_public"
    execution = {"id_execution": "v1", "date_execution": JOUR, "version": "v1"}
    source = {"source": "restreint", "nature": "rpps_restreint"}
    fichier = {"id_execution": "v1", "source": "restreint", "nom": "r.csv", "lignes": 0, "lignes_retenues": 0}
    tables = {
        **references.reference_tables(),
        "meta.execution": pl.DataFrame([execution]),
        "meta.source": pl.DataFrame([source]),
        "meta.fichier": pl.DataFrame([fichier] if recue else []),
        "curated.identite": pl.DataFrame([personne(1)]),
        "curated.lien_rpps": pl.DataFrame([lien(1, "a_confirmer", "10000000001", preuve)]),
    }
    if non_mesurable:
        tables["meta.non_mesurable"] = pl.DataFrame(list(non_mesurable))
    with run_lock(home):
        requetes = Requetes(indicators.requetes().marts)
        write_version(home, tables, JOUR, version="v1", requetes=requetes)
    return list(ouvrir(home, "essai", "test").agregat("decision_codir").select("titre", "texte").iter_rows())


def test_the_restricted_extraction_is_asked_for_only_when_it_is_missing(tmp_path: Path) -> None:
    assert _titres(tmp_path / "sans", recue=False) == [DEMANDE]
    assert _titres(tmp_path / "avec", recue=True) == []


def test_nothing_is_decided_on_a_figure_whose_source_is_missing(tmp_path: Path) -> None:
    absente = {
        "indicateur": "rpps_confirme*",
        "motif": "non mesurable : aucune source Annuaire Santé n'est déclarée",
    }
    lus = _decisions(tmp_path, recue=True, confirmable=True, non_mesurable=[absente])
    assert [titre for titre, _ in lus] == ["Livrer les sources qui manquent"]
    assert lus[0][1].startswith("1 source à obtenir : aucune source Annuaire Santé n’est déclarée. ")
    proposes = _decisions(tmp_path / "la", recue=True, confirmable=True)
    assert [titre for titre, _ in proposes] == ["Confirmer en lot les numéros déclarés"]


def test_a_rare_unknown_value_is_not_told_by_a_count(tmp_path: Path) -> None:
    def doute(value: str, column: str, rows: int) -> dict[str, object]:
        text = (
            f"Valeur « {value} » inconnue dans « {column} » ({rows} ligne(s)) : à ajouter à"
            f" [sources.valeurs.{column}]."
        )
        return {"source": "rh", "fichier": "rh.csv", "ligne": rows, "code": "VALEUR_INCONNUE", "motif": text}

    rows = [
        doute("MARIE", "sexe", 1),
        doute("DUPONT » dans « sexe", "sexe", 4),
        doute("CDD REMPL", "type_contrat", 12),
    ]
    publier(tmp_path, meta_rejet=[{**row, "gravite": "information"} for row in rows])
    acces = ouvrir(tmp_path, "essai", "test")
    told = dict(acces.agregat("rejet").select("motif", "nombre").iter_rows())
    assert sorted(told.values()) == [1, 2]
    assert not any("MARIE" in text or "DUPONT" in text for text in told)
    assert any("CDD REMPL" in text for text in told) and any("« sexe »" in text for text in told)
    assert acces.nominatif("rejet_detail")["motif"].str.contains("MARIE").any()
