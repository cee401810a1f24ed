"""Two successive ARS workbooks: what was hidden stays hidden while it hardly moves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workbench.documents.ars.envois import FICHIER, envois
from workbench.socle.erreurs import ErreurWorkbench

SEUIL = 5
A, B, C = ("x", "a", "", ""), ("x", "b", "", ""), ("x", "c", "", "")


def test_masquee_hier_masquee_aujourd_hui_tant_qu_elle_bouge_peu(tmp_path: Path):
    with envois(tmp_path) as memoire:
        assert memoire.tenues("v1", {A: 3, B: 40, C: 60}, SEUIL) == (set(), set())
        memoire.retenir("v1", date(2026, 10, 1), {A: 3, B: 40, C: 60}, frozenset({A, B}))
    with envois(tmp_path) as memoire:
        assert memoire.tenues("v2", {A: 7, B: 45, C: 60}, SEUIL) == ({A}, {C})
        assert memoire.tenues("v2", {A: 3, C: 61}, SEUIL) == ({A}, set())


def test_une_version_refaite_regarde_ce_qui_la_precede(tmp_path: Path):
    with envois(tmp_path) as memoire:
        sel = memoire.sel
        memoire.retenir("v1", date(2026, 10, 1), {A: 3, B: 40}, frozenset({A, B}))
        memoire.retenir("v2", date(2026, 11, 1), {A: 9, B: 80}, frozenset())
    with envois(tmp_path) as memoire:
        assert memoire.sel == sel
        assert memoire.tenues("v1", {A: 3, B: 40}, SEUIL) == (set(), set())
        assert memoire.tenues("v2", {A: 4, B: 80}, SEUIL)[0] == {A}
        assert memoire.tenues("v3", {A: 9, B: 81}, SEUIL) == (set(), {A})
    assert (tmp_path / "data" / "curated" / FICHIER).stat().st_mode & 0o077 == 0


def test_une_memoire_abimee_arrete_l_envoi(tmp_path: Path):
    dossier = tmp_path / "data" / "curated"
    dossier.mkdir(parents=True)
    (dossier / FICHIER).write_text('{"sel": 1', "utf-8")
    with pytest.raises(ErreurWorkbench, match="illisible"), envois(tmp_path):
        pass
