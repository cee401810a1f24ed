"""Keys that two people share: two domains, one short login; an application's own key that is somebody's
login."""

from __future__ import annotations

import polars as pl
from tests.terrain.conftest import Joue
from tests.terrain.test_cles import SUITE, suivante

from workbench.decisions import Decision
from workbench.identities.fiches import Fiches
from workbench.identities.fiches.cles import anchored, decisions_anchored
from workbench.identities.fiches.comptes import account_keys
from workbench.run import pipeline
from workbench.socle.tables import schema


def _fiches(*cles: str) -> Fiches:
    rows = [{"source": "ad", "cle_source": cle, "login": cle, "nature": "annuaire"} for cle in cles]
    fiche = pl.DataFrame(rows, schema_overrides=schema("curated.fiche"))
    return Fiches(fiche, pl.DataFrame(schema=schema("curated.contrat")), [])


def _connues(*cles: str, publiee: bool = True) -> pl.DataFrame:
    return pl.DataFrame({"source": ["ad"] * len(cles), "cle_source": cles, "publiee": [publiee] * len(cles)})


def test_a_login_without_its_domain_is_nobodys_of_the_two() -> None:
    connues = _connues("CHR\\jdupont", "CHV\\jdupont")
    assert anchored(_fiches("jdupont"), connues).fiche["cle_source"].to_list() == ["jdupont"]
    une = anchored(_fiches("jdupont"), _connues("CHR\\jdupont")).fiche["cle_source"].to_list()
    assert une == ["CHR\\jdupont"], "seule de ce login, elle garde sa clé"
    anciennes = pl.concat([_connues("CHR\\jdupont"), _connues("ancien\\jdupont", publiee=False)])
    assert anchored(_fiches("jdupont"), anciennes).fiche["cle_source"].to_list() == ["CHR\\jdupont"]


def test_an_own_key_that_is_a_login_of_another_keeps_two_records() -> None:
    rows = pl.DataFrame({"login": ["77", None, "b", "b"], "identifiant": ["5", "77", "8", "9"]})
    assert account_keys(rows)["cle_source"].to_list() == ["77", "77#2", "b", "9"]


def test_an_answer_of_a_review_follows_its_account() -> None:
    said = Decision("revue_acces", "a", "vu", verdict="garder", objet="2026|ad:CHR\\JDUPONT")
    (moved,) = decisions_anchored([said], _fiches("jdupont").fiche)
    assert moved.objet == "2026|ad:jdupont"
    (kept,) = decisions_anchored([said], _fiches("CHR\\jdupont", "CHV\\jdupont").fiche)
    assert kept.objet == said.objet, "deux comptes possibles : personne n'est choisi"


def test_the_stock_follows_a_confirmed_renumbering(publie: Joue) -> None:
    attaches = "select numero_serie, id_unique from curated.mie where rattachement = 'matricule' order by 1"
    avant = publie.lignes(attaches)
    assert len(avant) > 20
    joue = suivante(publie, lambda cle: f"R{int(cle) + 70_000}")
    bilans = pipeline.run_all_deliveries(
        joue.home, confirmation=pipeline.Confirmation(["sirh_chr"], "essai", "nouveau logiciel RH")
    )
    assert [str(bilan.date) for bilan in bilans] == [SUITE], "--confirmer vaut avec --tout"
    suivis = set(joue.lignes(attaches))
    assert suivis <= set(avant) and len(suivis) >= 0.9 * len(avant), "les mêmes moyens, aux mêmes personnes"
