"""The fictional project that lives: six months in the ledger, dated, raw files untouched."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.decisions import Registre
from workbench.demo import generate, vivre
from workbench.demo.vie import moments
from workbench.projet import ouvrir
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse import open_published

AGENTS, RPPS, GRAINE = 150, 1_500, 7
ATTENDUS = {
    "projet_fiche", "demarche", "campagne", "revue_acces", "procedure", "preuve_declaree", "niveau_declare",
    "homologation_mie", "information_collective", "liste_ordre_deposee",
}  # fmt: skip


def raw(home: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in sorted((home / "data" / "raw").rglob("*")) if path.is_file()
    }


def test_six_months_are_entered_and_published(tmp_path: Path) -> None:
    generate(tmp_path, AGENTS, RPPS, GRAINE)
    before = raw(tmp_path)
    written = vivre(tmp_path)
    entries = Registre(tmp_path).toutes()
    assert raw(tmp_path) == before
    assert written == len(entries) and {entry.genre for entry in entries} >= ATTENDUS
    assert {entry.le for entry in entries} == {moment["le"] for moment in moments()}
    projet = ouvrir(tmp_path)
    held = [card for card in projet.fiches("comite") if card["etat"] == "tenu"]
    assert len(held) == 4 and all(card["chiffres"] and card["date_donnees"] <= card["le"] for card in held)
    assert any(card["engage"] for card in projet.fiches("budget"))
    rows = (
        open_published(tmp_path)
        .execute(
            "SELECT (SELECT count(*) FROM meta.demarche WHERE ouverte),"
            " (SELECT sum(nombre) FROM mart.employeur WHERE informee),"
            " (SELECT sum(revus) FROM mart.revue_acces)"
        )
        .fetchall()
    )
    assert all(value > 0 for value in rows[0])


def test_a_past_already_published_is_not_rewritten(tmp_path: Path) -> None:
    for name in ("demo_verite", "curated"):
        (tmp_path / "data" / name).mkdir(parents=True)
    (tmp_path / "data" / "curated" / "entrepot-2026-06-01-x.duckdb").touch()
    with pytest.raises(ErreurWorkbench, match="toute neuve"):
        vivre(tmp_path)
    assert Registre(tmp_path).vide
