"""The procedure sheets: the facts of here, never a blank to fill."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from workbench.access import ouvrir
from workbench.decisions import Registre
from workbench.documents.cadrage import fiches
from workbench.pilotage.comptes import procedures
from workbench.projet import publics
from workbench.socle import regles
from workbench.socle.erreurs import ErreurWorkbench

REGLES = regles.lire("workbench.documents.cadrage", "procedures_population.toml")


def lu(octets: bytes) -> str:
    document = Document(BytesIO(octets))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells]).replace("\xa0", " ")


def declarer(home: Path, *codes: str) -> None:
    registre = Registre(home)
    for code in codes:
        dite = procedures.Declaration(
            code, "operationnelle", f"PRO-{code}", dt.date(2026, 5, 1), "DSI, accès", dt.date(2026, 6, 1)
        )
        connue = procedures.register(registre.en_vigueur())[code]
        registre.enregistrer([procedures.declaration(dite, "alice", "validée en comité", connue)])


def test_chaque_fait_demande_est_connu_et_chaque_population_se_lit():
    for une in REGLES["populations"]:
        assert publics.lire(une["population"])
        for etape in une["etapes"]:
            assert set(etape["ici"]) <= set(REGLES["faits"]), (une["code"], etape["titre"])
            assert etape["qui"] and etape["faire"].endswith(".")
        assert une["etapes"][0]["titre"].startswith("Avant") and "Départ" in une["etapes"][-1]["titre"]


def test_ce_qui_manque_est_demande_avant_et_jamais_imprime(demo_copiee: Path):
    acces = ouvrir(demo_copiee, "essai", "fiches")
    with pytest.raises(ErreurWorkbench, match="Déclarez la procédure de départ"):
        fiches.produire(acces)
    fait, manque = fiches.produire(acces, partielle=True)
    texte = lu(fait.octets)
    assert any("procédure de départ" in dit for dit in manque)
    assert "PRO-" not in texte and "{" not in texte and "compléter" not in texte
    assert fait.octets == fiches.produire(acces, partielle=True)[0].octets


def test_les_faits_d_ici_sont_dans_les_fiches(demo_copiee: Path):
    declarer(demo_copiee, "arrivee", "depart", "mouvement")
    acces = ouvrir(demo_copiee, "essai", "fiches")
    fait, manque = fiches.produire(acces, partielle=True)
    texte = lu(fait.octets)
    assert not any("procédure" in dit for dit in manque)
    assert "Procédure : PRO-depart (décrite et opérationnelle), DSI, accès" in texte
    couverture = acces.agregat("mart.couverture")
    ordre = couverture.filter(
        (couverture["population"] == "presents")
        & (couverture["autorite"] == "ordre")
        & (couverture["profession_code"] == "60")
    )
    assert f"{ordre['nombre'].sum()} présents" in texte.replace(" ", " ")
