"""The model of the last version, kept while what it was learned on has not moved; and pairs scored again for
the records that changed only: both give what everything made again gives.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from workbench.identities.indices.epellation import with_spelled
from workbench.identities.modele import entrainement, retenus
from workbench.identities.modele.appris import chosen, ground, published_model, still_holds, told
from workbench.identities.modele.entrainement import Scores, matching_frame, score_frame
from workbench.identities.modele.retenus import Retenus
from workbench.warehouse import read_table
from workbench.warehouse.memoire import Memoire

GRAINE, SEUIL = 42, 0.01


@pytest.fixture(scope="module")
def compares(petite_demo: Path) -> pl.DataFrame:
    """What the model compares, of the published records."""
    fiche = read_table(petite_demo, "curated.fiche")
    assert fiche is not None
    people = fiche.filter(pl.col("nature_compte").is_null() | (pl.col("nature_compte") == "nominatif"))
    return matching_frame(
        with_spelled(people.with_columns(cle=pl.col("source") + ":" + pl.col("cle_source")).sort("cle"))
    )


@pytest.fixture(scope="module")
def appris(compares: pl.DataFrame) -> Scores:
    return score_frame(compares, GRAINE, SEUIL)


def ecrit(scores: Scores) -> dict[str, Any]:
    """The model as the warehouse gives it back: written in JSON, and read."""
    return dict(json.loads(json.dumps(scores.modele)))


def touchees(compares: pl.DataFrame, pas: int, **traits: pl.Expr) -> pl.DataFrame:
    """The same records, one in `pas` with other traits where it had them."""
    ici = pl.int_range(pl.len()) % pas == 0
    return compares.with_columns(
        pl.when(ici & pl.col(name).is_not_null()).then(expr).otherwise(pl.col(name)).alias(name)
        for name, expr in traits.items()
    )


def test_un_modele_garde_donne_les_memes_poids_sans_rien_reapprendre(
    compares: pl.DataFrame, appris: Scores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrainement, "_train", lambda *_: pytest.fail("modèle appris de nouveau"))
    again = score_frame(compares, GRAINE, SEUIL, ecrit(appris))
    assert again.paires.equals(appris.paires) and again.details.equals(appris.details)
    assert again.modele == appris.modele


def test_le_modele_publie_par_une_execution_parle_de_ses_fiches(petite_demo: Path) -> None:
    publie = published_model(petite_demo)
    assert publie["entraine"] and publie["fonds"]["sources"] and publie["connus"] and publie["seuils"]


@pytest.mark.parametrize(
    ("change", "tient"),
    [
        ("rien", True),
        ("quelques fiches de moins", True),
        ("un cinquième des fiches de moins", False),
        ("une source de moins", False),
        ("une source de plus", False),
        ("une colonne qui se vide", False),
        ("une autre définition", False),
        ("une autre graine", False),
        ("jamais appris", False),
    ],
)
def test_ce_qui_fait_reapprendre(compares: pl.DataFrame, appris: Scores, change: str, tient: bool) -> None:
    connu, graine = copy.deepcopy(appris.modele), GRAINE
    source = pl.col("unique_id").str.split(":").list.first()
    if change == "quelques fiches de moins":
        compares = compares.filter(pl.int_range(pl.len()) % 50 != 0)
    elif change == "un cinquième des fiches de moins":
        compares = compares.filter(pl.int_range(pl.len()) % 5 != 0)
    elif change == "une source de moins":
        [grande] = compares.select(source.mode()).to_series().head(1)
        compares = compares.filter(source != grande)
    elif change == "une source de plus":
        [grande] = compares.select(source.mode()).to_series().head(1)
        autre = compares.filter(source == grande).with_columns(unique_id="neuve:" + pl.col("unique_id"))
        compares = pl.concat([compares, autre])
    elif change == "une colonne qui se vide":
        compares = touchees(compares, 3, naissance=pl.lit(None, dtype=pl.String))
    elif change == "une autre définition":
        connu["fonds"]["definition"] = "ailleurs"
    elif change == "une autre graine":
        graine = 7
    elif change == "jamais appris":
        connu["entraine"] = False
    assert still_holds(connu, ground(compares, graine)) is tient


def test_ce_qui_se_defait_retrouve_son_modele(compares: pl.DataFrame, appris: Scores) -> None:
    """A rule that moves the ground, then its undoing: the first model holds again, whatever was learned."""
    peu = compares.filter(pl.int_range(pl.len()) % 25 != 0)  # the records of a later month
    beaucoup = compares.filter(pl.int_range(pl.len()) % 5 != 0)
    premier = told(appris.modele, {})
    assert chosen(premier, ground(peu, GRAINE)) == appris.modele
    assert chosen(premier, ground(beaucoup, GRAINE)) is None
    second = score_frame(beaucoup, GRAINE, SEUIL).modele
    ensuite = told(second, premier)
    assert chosen(ensuite, ground(beaucoup, GRAINE)) == second
    assert chosen(ensuite, ground(peu, GRAINE)) == appris.modele
    assert told(appris.modele, ensuite)["connus"] == ensuite["connus"] == [appris.modele, second]
    assert chosen({}, ground(peu, GRAINE)) is chosen({"seuils": {}}, ground(peu, GRAINE)) is None


@pytest.mark.parametrize("pas", [3, 17, 400])
def test_les_paires_des_fiches_changees_seules_donnent_ce_que_tout_donne(
    compares: pl.DataFrame, appris: Scores, pas: int
) -> None:
    connu, avant = ecrit(appris), Retenus(appris, compares, "")
    apres = touchees(
        compares,
        pas,
        service=pl.lit("URGENCES"),
        naissance=pl.lit("1971-03-04"),
        prenom2=pl.lit("MARIE"),
        nu1=pl.lit("MARTIN"),
    )
    some = retenus._some_changed(avant, apres, SEUIL, connu)
    everything = score_frame(apres, GRAINE, SEUIL, connu)
    assert still_holds(connu, ground(apres, GRAINE)), "sinon une exécution réapprendrait"
    assert some is not None
    assert not everything.paires.equals(appris.paires)
    assert some.paires.equals(everything.paires) and some.details.equals(everything.details)


@pytest.mark.parametrize("nom", ["nom1", "prenom1"])
@pytest.mark.parametrize("pas", [40, 400])
def test_un_nom_devenu_plus_ou_moins_frequent_pese_autrement_partout_ou_il_est(
    compares: pl.DataFrame, appris: Scores, nom: str, pas: int
) -> None:
    """Written by some records, emptied in others: the pairs of all who bear it are scored again, no other."""
    connu = ecrit(appris)
    [frequent] = compares[nom].drop_nulls().mode().sort().head(1)
    autre = pl.when(pl.col(nom) == frequent).then(pl.lit(None, dtype=pl.String)).otherwise(pl.lit(frequent))
    apres = touchees(compares, pas, **{nom: autre})
    some = retenus._some_changed(Retenus(appris, compares, ""), apres, SEUIL, connu)
    everything = score_frame(apres, GRAINE, SEUIL, connu)
    assert some is not None
    assert not everything.paires.equals(appris.paires)
    assert some.paires.equals(everything.paires) and some.details.equals(everything.details)


def test_une_memoire_d_un_autre_code_ne_sert_pas(
    compares: pl.DataFrame, appris: Scores, tmp_path: Path
) -> None:
    (tmp_path / "data" / "curated").mkdir(parents=True)
    memoire = Memoire(tmp_path)
    assert [*retenus._before(memoire, "selon")] == []
    memoire.keep("scores", "a" * 64, {"paires": appris.paires}, {"modele": {}, "graphiques": {}})
    assert [*retenus._before(memoire, "selon")] == [], (
        "écrite avant que les fiches comparées ne soient gardées"
    )
    retenus._keep(memoire, "a" * 64, Retenus(appris, compares, "selon"))
    [retrouve] = retenus._before(memoire, "selon")
    assert retrouve.compares.equals(compares)
    assert [*retenus._before(memoire, "autre chose")] == []


def test_un_essai_sur_les_noms_n_empeche_pas_de_repartir_de_la_version(
    compares: pl.DataFrame, appris: Scores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last thing scored may have other frequencies; what the run scored still serves."""
    monkeypatch.setattr(retenus, "_RECENTS", {})
    (tmp_path / "data" / "curated").mkdir(parents=True)
    connu = ecrit(appris)
    selon = retenus.key_of(connu, SEUIL, "code")
    retenus._keep(Memoire(tmp_path), "a" * 64, Retenus(appris, compares, selon))
    autres_noms = touchees(compares, 1, nom1=pl.lit("MARTIN"))
    seule = Memoire(tmp_path, seule=True)
    retenus._keep(seule, "b" * 64, Retenus(appris, autres_noms, selon))

    def full(*_: object) -> Scores:
        pytest.fail("toutes les paires pesées")

    apres = touchees(compares, 5, service=pl.lit("AILLEURS"))
    assert retenus._scored(seule, connu, apres, "c" * 64, (SEUIL, "code"), full).paires.height


def test_les_memes_fiches_autrement_rangees_en_memoire_sont_les_memes(compares: pl.DataFrame) -> None:
    ici = pl.int_range(pl.len()) % 2 == 0
    dessous = pl.when(ici).then(pl.coalesce("nom2", pl.lit("Z"))).otherwise("nom2")
    autrement = [
        pl.concat([compares.head(7), compares.slice(7)]),
        pl.DataFrame(compares.rows(), schema=compares.schema, orient="row"),
        pl.concat([compares, compares]).slice(compares.height),
        compares.with_columns(nom2=pl.when(compares["nom2"].is_not_null()).then(dessous)),
    ]
    assert {retenus._digest(frame) for frame in autrement} == {retenus._digest(compares)}
    assert retenus._digest(touchees(compares, 9, nom1=pl.lit("Z"))) != retenus._digest(compares)
