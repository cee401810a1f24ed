"""The command line: French messages, honest exit codes, never a traceback; backups that refuse what is not
theirs.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from tests.jouet import personne, publier
from tests.outils.commandes import REGLAGES, lancer

from workbench.access import ouvrir
from workbench.cli import commandes as cli
from workbench.demo import generate
from workbench.documents.preuve import pieces
from workbench.run import sauvegarde
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.warehouse import published_path


def test_where_prints_the_path_alone(home: Path) -> None:
    code, texte = lancer("where", home=home)
    assert (code, texte) == (0, str(published_path(home).resolve()))


def test_without_a_publication_it_says_what_to_do(tmp_path: Path) -> None:
    code, texte = lancer("where", home=tmp_path)
    assert code == 2 and "Aucune version publiée" in texte and "workbench run" in texte


def test_without_settings_it_says_what_to_do(tmp_path: Path) -> None:
    code, texte = lancer("check", home=tmp_path)
    assert code == 2 and "Réglages introuvables" in texte and "workbench demo" in texte


def test_an_unforeseen_error_is_told_in_french_and_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def casse(_: Path) -> Path:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(cli, "published_path", casse)
    code, texte = lancer("where", home=home)
    assert code == 3 and "Erreur imprévue" in texte and "Traceback" not in texte and "secret" not in texte
    (journal,) = (home / "data" / "curated" / "journaux").iterdir()
    assert "ZeroDivisionError" in journal.read_text("utf-8")


def test_a_date_and_all_deliveries_do_not_go_together(home: Path) -> None:
    assert lancer("run", "--tout", "--date", "2026-01-01", home=home)[0] == 2
    code, texte = lancer("run", "--date", "hier", home=home)
    assert code == 2 and "AAAA-MM-JJ" in texte


def test_the_second_hospital_has_no_project_to_live(tmp_path: Path) -> None:
    code, texte = lancer("demo", "--vivre", "--variante", home=tmp_path / "neuf")
    assert code == 2 and "Options contraires" in texte and not (tmp_path / "neuf").exists()


def test_demo_then_check(tmp_path: Path) -> None:
    code, texte = lancer("demo", "--agents", "60", "--rpps", "600", home=tmp_path)
    assert code == 0 and "workbench run --tout" in texte
    assert lancer("check", home=tmp_path)[0] == 0
    assert not (tmp_path / "data" / "curated").exists()


def test_check_exits_1_when_a_source_is_unusable(tmp_path: Path) -> None:
    generate(tmp_path, 60, 600, 1)
    source = next(s for s in load_settings(tmp_path).sources if s.nature == "annuaire")
    for path in (tmp_path / "data" / "raw").glob(f"*/{source.fichier}"):
        path.write_bytes(b"")
    code, texte = lancer("check", home=tmp_path)
    assert code == 1
    assert "AD_" in texte


def test_the_demo_never_overwrites_real_files(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "raw" / "2026-01-01"
    folder.mkdir(parents=True)
    (folder / "EXPORT_RH.csv").write_text("a;b\n1;2\n")
    code, texte = lancer("demo", "--agents", "60", "--rpps", "600", home=tmp_path)
    assert code == 2 and "vrais fichiers" in texte


def test_export_for_the_ars(home: Path, tmp_path: Path) -> None:
    code, texte = lancer("export", "ars", "--out", tmp_path / "sortie", home=home)
    assert code == 0, texte
    assert {path.suffix for path in (tmp_path / "sortie").iterdir()} == {".xlsx", ".zip"}
    histoire = (home / "data/curated/exports.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(ligne)["genre"] for ligne in histoire] == ["ars", "ars"], "ce qui sort est consigné"
    assert lancer("export", "ars", "--out", tmp_path / "mon_ars.xlsx", home=home)[0] == 0
    assert (tmp_path / "mon_ars.xlsx").is_file() and (tmp_path / "mon_ars.zip").is_file()


def test_backup_and_restoration(home: Path, tmp_path: Path) -> None:
    archive, ailleurs = tmp_path / "sauvegarde.zip", tmp_path / "ailleurs"
    (home / "regles" / "semences").mkdir(parents=True)
    (home / "regles" / "semences" / "risque.toml").write_text("# le nôtre\n", "utf-8")
    acces = ouvrir(home, "essai", "essai")
    piece = pieces.joindre(acces, "procedure_depart", "PRO-012.pdf", b"la preuve", "validée en mai")
    assert lancer("backup", archive, home=home)[0] == 0
    assert lancer("backup", archive, home=home)[0] == 2
    ailleurs.mkdir()
    code, texte = lancer("restore", archive, home=ailleurs)
    assert code == 0, texte
    assert published_path(ailleurs).read_bytes() == published_path(home).read_bytes()
    assert (ailleurs / "workbench.toml").read_text("utf-8") == REGLAGES
    assert (ailleurs / "regles/semences/risque.toml").read_text("utf-8") == "# le nôtre\n"
    assert pieces.contenu(ailleurs, piece) == b"la preuve"


def test_a_restoration_goes_back_in_time_and_keeps_the_settings_it_replaces(
    home: Path, tmp_path: Path
) -> None:
    archive, before = tmp_path / "sauvegarde.zip", published_path(home)
    sauvegarde.backup(home, archive)
    publier(home, identite=[personne(1), personne(2)])
    (home / "workbench.toml").write_text(REGLAGES + "# modifié\n", "utf-8")
    assert sauvegarde.restore(home, archive) == before
    assert "modifié" in (home / "workbench.toml.avant-restauration").read_text("utf-8")


@pytest.mark.parametrize(
    "nom",
    ["../dehors.toml", "/etc/dehors", "data/curated/../../dehors", "app.py", "data\\curated\\x", "C:/x"],
)
def test_an_archive_that_leaves_its_place_is_refused_whole(home: Path, tmp_path: Path, nom: str) -> None:
    archive, mauvaise, ailleurs = tmp_path / "a.zip", tmp_path / "b.zip", tmp_path / "ailleurs"
    sauvegarde.backup(home, archive)
    shutil.copy(archive, mauvaise)
    with zipfile.ZipFile(mauvaise, "a") as content:
        content.writestr(nom, "x")
    ailleurs.mkdir()
    with pytest.raises(ErreurWorkbench, match="Restauration refusée"):
        sauvegarde.restore(ailleurs, mauvaise)
    assert not (ailleurs / "workbench.toml").exists()
    assert not list(tmp_path.rglob("dehors*"))


def test_a_damaged_archive_changes_nothing(home: Path, tmp_path: Path) -> None:
    archive, before = tmp_path / "a.zip", published_path(home)
    sauvegarde.backup(home, archive)
    with zipfile.ZipFile(archive) as content:
        members = {name: content.read(name) for name in content.namelist()}
    members["workbench.toml"] += b"# autre\n"
    with zipfile.ZipFile(archive, "w") as content:
        for name, data in members.items():
            content.writestr(name, data)
    with pytest.raises(ErreurWorkbench, match="Restauration refusée"):
        sauvegarde.restore(home, archive)
    (tmp_path / "texte.zip").write_text(json.dumps({}))
    with pytest.raises(ErreurWorkbench, match="Restauration refusée"):
        sauvegarde.restore(home, tmp_path / "texte.zip")
    assert published_path(home) == before
