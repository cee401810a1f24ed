"""A record whose row changed in cells it copies is what it would be, made again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from workbench.identities import build_fiches
from workbench.identities.fiches.recopies import RECOPIEES, copied, copied_again
from workbench.socle.settings import load_settings
from workbench.sources import read_deliveries
from workbench.sources.modeles import Lecture
from workbench.warehouse import published_date

ECRITS = ("", "Box 12, CARDIO-réa  (2 70 05 75)", "IADE", "martin")


def _change(lecture: Lecture, nom: str, ecrit: str) -> Lecture:
    """Every other cell of a column, emptied or written otherwise; one that holds nothing is written."""
    if not lecture.lignes[nom].drop_nulls().len():
        ecrit = ECRITS[-1]
    autre = pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit(ecrit or None, dtype=pl.String))
    return replace(lecture, lignes=lecture.lignes.with_columns(autre.otherwise(nom).alias(nom)))


def test_une_cellule_recopiee_ne_demande_pas_de_refaire_les_fiches(petite_demo: Path):
    settings, jour = load_settings(petite_demo), published_date(petite_demo)
    assert jour
    lectures = [
        one
        for one in read_deliveries(settings, jour)
        if one.source.nature in {"sirh", "annuaire", "application"}
    ]
    fiche, essayees = build_fiches(lectures, settings, jour).fiche, set()
    for rang, avant in enumerate(lectures):
        for numero, (trait, nom) in enumerate(copied(avant).items()):
            apres = _change(avant, nom, ECRITS[(rang + numero) % len(ECRITS)])
            autres = [*lectures[:rang], apres, *lectures[rang + 1 :]]
            refaites = build_fiches(autres, settings, jour).fiche
            recopiees = copied_again(fiche, avant, apres)
            assert recopiees is not None and recopiees.equals(refaites), (avant.source.code, nom)
            assert not recopiees.equals(fiche), (avant.source.code, nom)
            essayees.add(trait)
    assert essayees == {*RECOPIEES}


@pytest.mark.parametrize("nom", ["nom", "prenom", "login", "ligne"])
def test_une_autre_cellule_fait_refaire_les_fiches(petite_demo: Path, nom: str):
    settings, jour = load_settings(petite_demo), published_date(petite_demo)
    assert jour
    lectures = [one for one in read_deliveries(settings, jour) if one.source.nature == "annuaire"]
    avant = lectures[0]
    changee = pl.col(nom) + 1 if nom == "ligne" else pl.col(nom) + "X"
    apres = replace(avant, lignes=avant.lignes.with_columns(changee.alias(nom)))
    fiche = build_fiches(lectures, settings, jour).fiche
    assert copied_again(fiche, avant, apres) is None
    assert copied_again(fiche, avant, replace(avant, lignes=avant.lignes.head(-1))) is None


def test_des_fiches_qui_ne_disent_pas_ce_que_dit_le_fichier_sont_refaites(petite_demo: Path):
    """The file was replaced, or its columns are read otherwise, since the version was published."""
    settings, jour = load_settings(petite_demo), published_date(petite_demo)
    assert jour
    [avant, *_] = [one for one in read_deliveries(settings, jour) if one.source.nature == "sirh"]
    ailleurs = replace(avant, lignes=avant.lignes.with_columns(pl.col("service").shift(1)))
    fiche = build_fiches([avant], settings, jour).fiche
    assert copied_again(fiche, avant, _change(avant, "service", "")) is not None
    assert copied_again(fiche, ailleurs, _change(ailleurs, "service", "")) is None
