"""A first delivery has nothing to be compared with: its numbers are told once, confirmed, or contradicted."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.outils.commandes import commande

from workbench.decisions import Decision, Registre
from workbench.run import pipeline
from workbench.socle.settings import Source
from workbench.sources import denombrement, jugement
from workbench.sources.jugement import Verdict

JOUR = dt.date(2026, 11, 1)
REGLES = jugement.rules()


def verdict(nature: str = "application", premiere: bool = True, **faits: Any) -> Verdict:
    """A delivery of twelve rows of ten accounts, one set aside."""
    source = Source(code="dpi", libelle="Dossier patient", nature=nature, fichier="dpi*")  # type: ignore[arg-type]
    held = {"livraison": JOUR, "fichiers": "dpi.csv", "empreinte": "e", "lignes": 12, "retenues": 11}
    return Verdict(source, {**held, "personnes": 10, **faits}, (), premiere)


def said(nombre: int, compte: str = "lignes", le: dt.date = JOUR) -> Decision:
    """A number announced."""
    return Decision(
        denombrement.GENRE,
        "rh",
        "dit par le service",
        verdict=compte,
        objet=denombrement.subject("dpi", le),
        valeur={"nombre": nombre},
    )


@pytest.mark.parametrize(
    ("une", "dites", "attend"),
    [
        (verdict(), [], True),
        (verdict(), [said(12)], False),
        (verdict(), [said(99)], False),  # contradicted: stopped, no longer asked
        (verdict(), [said(12, le=dt.date(2026, 10, 1))], True),  # of another delivery
        (verdict(premiere=False), [], False),
        (verdict("rpps_public"), [], True),
        (verdict(lignes=0, retenues=0, personnes=0), [], False),
    ],
)
def test_what_waits_for_a_number(une: Verdict, dites: list[Decision], attend: bool) -> None:
    assert bool(denombrement.unconfirmed([une], dites)) is attend


@pytest.mark.parametrize(
    ("nombre", "compte", "arrete"),
    [
        (12, "lignes", False),
        (11, "lignes", False),  # without the total row
        (10, "lignes", True),
        (13, "lignes", True),
        (10, "personnes", False),
        (12, "personnes", True),
    ],
)
@pytest.mark.parametrize("premiere", [True, False])
def test_a_number_that_is_not_held_stops(nombre: int, compte: str, arrete: bool, premiere: bool) -> None:
    doutes = denombrement.differing([verdict(premiere=premiere)], [said(nombre, compte)])
    assert bool(doutes) is arrete
    if doutes:
        assert "redemand" in doutes[0].message and str(nombre) in doutes[0].message


def test_all_first_deliveries_are_one_sentence() -> None:
    waiting = denombrement.unconfirmed([verdict(), verdict("sirh")], [])
    (phrase,) = denombrement.told(waiting, REGLES)
    assert phrase.startswith(denombrement.ENTETE) and phrase.count("12") == 2
    assert denombrement.told([], REGLES) == []


def test_from_the_first_check_to_a_file_that_is_not_whole(demo_copiee: Path) -> None:
    shutil.rmtree(demo_copiee / "data" / "curated")
    vu = commande("check", home=demo_copiee)
    assert vu.stdout.count(denombrement.ENTETE) == 1, vu.stdout
    first = {one.source.code for one in pipeline.check(demo_copiee).premieres}
    assert "dpi" in first and "sirh_chr" in first

    inconnue = commande("source", "count", "dpo", "3", "--motif", "écran de l'export", home=demo_copiee)
    assert inconnue.returncode == 2 and "Source inconnue" in inconnue.stderr
    right = next(one for one in pipeline.check(demo_copiee).premieres if one.source.code == "dpi")
    wrong = str(right.faits["lignes"] + 40)
    dit = commande("source", "count", "dpi", wrong, "--motif", "écran de l'export", home=demo_copiee)
    assert dit.returncode == 0, dit.stderr
    arret = commande("run", home=demo_copiee)
    assert (
        arret.returncode == 2
        and "annoncées" in arret.stderr
        and not (demo_copiee / "data" / "curated" / "publie.json").exists()
    )
    corrige = commande(
        "source", "count", "dpi", str(right.faits["lignes"]), "--motif", "recompté", home=demo_copiee
    )
    assert corrige.returncode == 0, corrige.stderr
    jugees = pipeline.check(demo_copiee)
    assert not jugees.attente and "dpi" not in {one.source.code for one in jugees.premieres}
    kept = [entry for entry in Registre(demo_copiee).en_vigueur() if entry.genre == denombrement.GENRE]
    assert [entry.motif for entry in kept] == ["recompté"]
