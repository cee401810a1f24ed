"""What lies in the folders against what is declared: said, with the remedy."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Settings
from workbench.sources import (
    SourceInutilisable,
    check_deliveries,
    delivery_notices,
    read_deliveries,
    refuse_future,
)

JOUR = dt.date(2026, 11, 1)
RH = "MATRICULE;NOM;PRENOM\n1;Roux;Léa\n2;Petit;Ana\n"


def reglages(home: Path, *sources: dict[str, object], fichiers: dict[str, str] | None = None) -> Settings:
    folder = home / "data" / "raw" / JOUR.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (fichiers or {}).items():
        (folder / name).write_text(text, "utf-8")
    return Settings.model_validate({"home": home, "etablissement": {"nom": "E"}, "sources": list(sources)})


def rh(code: str = "rh", fichier: str = "rh*.csv") -> dict[str, object]:
    colonnes = {"matricule": "MATRICULE", "nom": "NOM", "prenoms": "PRENOM"}
    return {"code": code, "nature": "sirh", "fichier": fichier, "colonnes": colonnes}


def test_a_source_without_a_file_and_a_file_without_a_source_are_said(tmp_path: Path) -> None:
    settings = reglages(
        tmp_path, rh(), rh("med", "medecins_*.xlsx"), fichiers={"rh.csv": RH, "Medecins 11.xlsx": "x"}
    )
    said = delivery_notices(settings, JOUR, JOUR)
    assert any("« med »" in s and "medecins_*.xlsx" in s and "Medecins 11.xlsx" in s for s in said)
    assert any("aucune source ne prend Medecins 11.xlsx" in s for s in said)
    assert not any("« rh »" in s for s in said)


def test_without_any_dpi_the_milestones_are_said_not_measurable(tmp_path: Path) -> None:
    one = {"code": "orbis", "nature": "application", "fichier": "o*", "colonnes": {"login": "L"}}
    assert any(
        "aucune source" in s.lower() and "DPI" in s
        for s in delivery_notices(reglages(tmp_path, one), JOUR, JOUR)
    )
    assert not any(
        "DPI" in s for s in delivery_notices(reglages(tmp_path, one | {"role": "dpi"}), JOUR, JOUR)
    )


def test_two_sources_on_one_file_are_refused_by_name(tmp_path: Path) -> None:
    settings = reglages(tmp_path, rh(), rh("autre", "*.csv"), fichiers={"rh.csv": RH})
    assert any("« rh » et « autre »" in s and "rh.csv" in s for s in delivery_notices(settings, JOUR, JOUR))
    (error,) = check_deliveries(settings, JOUR).erreurs
    assert (
        error.titre == "Fichier pris par deux sources"
        and "« rh »" in error.message
        and "« autre »" in error.message
    )


def test_a_folder_dated_ahead_is_said_and_far_ahead_refused(tmp_path: Path) -> None:
    settings = reglages(tmp_path, rh(), fichiers={"rh.csv": RH})
    near, far = JOUR - dt.timedelta(days=5), JOUR - dt.timedelta(days=400)
    assert any("dans le futur" in s and "2026-11-01" in s for s in delivery_notices(settings, JOUR, near))
    refuse_future(settings, JOUR, near)
    with pytest.raises(ErreurWorkbench, match="futur") as error:
        refuse_future(settings, JOUR, far)
    assert "2026-11-01" in error.value.message and "Renommez" in error.value.conseil
    assert not any("futur" in s for s in delivery_notices(settings, JOUR, JOUR))


def comptes(tmp_path: Path, texte: str, **colonnes: str):
    source = {"code": "orbis", "nature": "application", "role": "dpi", "fichier": "o*", "colonnes": colonnes}
    return reglages(tmp_path, source, fichiers={"o.csv": texte})


def test_an_account_is_known_by_its_own_key_or_its_login(tmp_path: Path) -> None:
    texte = "CLE;LOGIN;NOM\n10;lroux;Roux\n11;;Petit\n;mblanc;Blanc\n;;Vide\n"
    (lecture,) = read_deliveries(comptes(tmp_path, texte, identifiant="CLE", login="LOGIN", nom="NOM"), JOUR)
    assert lecture.lignes.select("login", "identifiant").rows() == [
        ("lroux", "10"),
        (None, "11"),
        ("mblanc", None),
    ]
    assert "Ni login ni identifiant" in str(lecture.rejets["motif"].to_list())


def test_one_key_is_enough_none_is_refused(tmp_path: Path) -> None:
    texte = "CLE;NOM\n10;Roux\n11;Petit\n"
    assert read_deliveries(comptes(tmp_path, texte, identifiant="CLE", nom="NOM"), JOUR)[0].lignes.height == 2
    with pytest.raises(SourceInutilisable, match="Colonne obligatoire") as error:
        read_deliveries(comptes(tmp_path, texte, nom="NOM"), JOUR)
    assert "login (compte de l'annuaire) ou clé propre" in error.value.message
