"""What a version sealed cannot be rewritten, cut or lost without the next run saying so."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.outils.commandes import commande

from workbench.access import journal, ouvrir
from workbench.decisions import Decision, Registre
from workbench.run import pipeline, sauvegarde, sceaux, versions
from workbench.socle.chaine import link
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse import published_path, read_table

CURATED = Path("data") / "curated"


@pytest.fixture(scope="module")
def scellee(petite_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small demonstration, with decisions and readings, run once more so that a version seals them."""
    home = tmp_path_factory.mktemp("scellee") / "home"
    shutil.copytree(petite_demo, home)
    decide(home, "a", "b")
    ouvrir(home, "essai", "contrôle").nominatif("mart.identite", limite=1)
    pipeline.run_all_deliveries(home)
    decide(home, "c")
    return home


def decide(home: Path, *names: str) -> None:
    people = sorted(ouvrir(home, "essai", "contrôle").nominatif("mart.identite", limite=9)["id_unique"])
    registre = Registre(home)
    for name in names:
        place = ord(name) % 9
        told = Decision("rpps_plus_tard", "alice", f"vu {name}", id_unique=people[place], rpps="10000000009")
        registre.enregistrer([told])


@pytest.fixture
def home(scellee: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    shutil.copytree(scellee, copy)
    return copy


def sql(text: str) -> Callable[[Path], None]:
    def touch(home: Path) -> None:
        with sqlite3.connect(home / CURATED / "decisions.sqlite") as connection:
            connection.execute(text)
            connection.commit()
        connection.close()

    return touch


def rewrite(name: str, change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    def touch(home: Path) -> None:
        path = home / CURATED / name
        lines = change(path.read_text("utf-8").splitlines())
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")

    return touch


def forged(lines: list[str]) -> list[str]:
    """The journal of somebody who knows the recipe: another reader's name, every hash made again."""
    previous, out = journal.VIDE, []
    for line in lines:
        entry = {**json.loads(line), "utilisateur": "personne"}
        entry.pop(journal.CHAINE)
        previous = link(previous, entry)
        out.append(json.dumps({**entry, journal.CHAINE: previous}, ensure_ascii=False))
    return out


TOUCHES = {
    "une décision réécrite": (sql("UPDATE decision SET auteur = 'bob' WHERE rang = 1"), "entrée 1"),
    "une décision retirée": (sql("DELETE FROM decision WHERE rang = 1"), "décisions"),
    "la dernière, jamais scellée": (
        sql("UPDATE decision SET motif = 'x' WHERE rang = 3"),
        "entrée 3",
    ),
    "le registre effacé": (
        lambda home: (home / CURATED / "decisions.sqlite").unlink(),
        "a perdu 2",
    ),
    "le journal effacé": (lambda home: (home / CURATED / "journal_acces.jsonl").unlink(), "consultations"),
    "une consultation retirée": (rewrite("journal_acces.jsonl", lambda lines: lines[1:]), "ligne 1"),
    "le journal refait en entier": (rewrite("journal_acces.jsonl", forged), "n’est plus celui"),
}


@pytest.mark.parametrize("name", TOUCHES)
def test_what_was_touched_stops_the_run_and_says_the_way_out(home: Path, name: str) -> None:
    touch, told = TOUCHES[name]
    before = published_path(home)
    assert sceaux.touched(home) == []
    touch(home)
    with pytest.raises(sceaux.TracesAlterees) as refus:
        pipeline.run_all_deliveries(home)
    assert told in refus.value.message, refus.value.message
    assert "workbench restore" in refus.value.conseil and "--accepter" in refus.value.conseil
    assert published_path(home) == before


def test_the_state_accepted_is_the_new_reference_and_only_for_what_was_seen(home: Path) -> None:
    TOUCHES["une décision réécrite"][0](home)
    with pytest.raises(ErreurWorkbench, match="motif"):
        sceaux.accept(home, "root", " ")
    result = commande("verifier", home=home)
    assert result.returncode == 1 and "entrée 1" in result.stdout
    said = ("--accepter", "--motif", "erreur de saisie corrigée")
    assert commande("verifier", *said, home=home).returncode == 0
    assert commande("verifier", home=home).returncode == 0
    [entry] = journal.entries(home / CURATED / sceaux.ACCEPTES)
    assert entry["motif"] == "erreur de saisie corrigée" and entry["constats"]
    sceaux.whole(home)
    sql("UPDATE decision SET auteur = 'eve' WHERE rang = 2")(home)
    assert "entrée 2" in " ".join(sceaux.touched(home))


def test_a_version_holds_the_seals_of_what_it_read(home: Path) -> None:
    seals = read_table(home, sceaux.TABLE)
    assert seals is not None
    counts = dict(seals.select("objet", "nombre").iter_rows())
    assert set(counts) == set(sceaux.OBJETS) and counts["decisions"] == 2 and counts["acces"] >= 2
    assert len(Registre(home).toutes()) == 3


@pytest.mark.parametrize("left", ["versions", "décisions", "journal"])
def test_a_lost_pointer_never_makes_a_first_run(home: Path, left: str) -> None:
    folder = home / CURATED
    (folder / "publie.json").unlink()
    if left != "versions":
        for path in folder.glob("entrepot-*.duckdb"):
            path.unlink()
    if left == "journal":
        (folder / "decisions.sqlite").unlink()
    with pytest.raises(ErreurWorkbench) as refus:
        pipeline.run_all_deliveries(home)
    assert refus.value.titre == "Version publiée introuvable"
    assert "nouveaux identifiants" in refus.value.message and "restore" in refus.value.conseil


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", '{"fichier": 3}'])
def test_a_pointer_lost_or_spoilt_is_put_back(home: Path, content: str | None) -> None:
    before = published_path(home)
    pointer = home / CURATED / "publie.json"
    with pytest.raises(ErreurWorkbench, match="publiée"):
        versions.go_back(home, before.stem, "camille", "essai")
    if content is None:
        pointer.unlink()
    else:
        pointer.write_text(content, "utf-8")
        with pytest.raises(ErreurWorkbench) as refus:
            published_path(home)
        assert "workbench revenir" in refus.value.conseil
    with pytest.raises(ErreurWorkbench, match="n’est pas dans"):
        versions.go_back(home, "2020-01-01-rien", "camille")
    assert versions.go_back(home, before.name, "camille") == before
    assert published_path(home) == before and sceaux.touched(home) == []


def test_a_restoration_erases_no_reading(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "sauvegarde.zip"
    sauvegarde.backup(home, archive)
    ouvrir(home, "eve", "curiosité").nominatif("mart.identite", limite=1)
    sauvegarde.restore(home, archive)
    entries = journal.entries(home / CURATED / "journal_acces.jsonl")
    assert "curiosité" in [entry["motif"] for entry in entries]
    assert entries[-1]["mart"] == "restauration" and entries[-1]["utilisateur"]
    assert sceaux.touched(home) == []


def test_a_restoration_over_another_journal_keeps_both(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "sauvegarde.zip"
    sauvegarde.backup(home, archive)
    path = home / CURATED / "journal_acces.jsonl"
    before = len(journal.entries(path))
    path.unlink()
    ouvrir(home, "eve", "curiosité").nominatif("mart.identite", limite=1)
    sauvegarde.restore(home, archive)
    motifs = [entry["motif"] for entry in journal.entries(path)]
    assert len(motifs) == before + 2 and motifs[before] == "curiosité"
    assert sceaux.touched(home) == []


def _remade(archive: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """One of its parts changed, its print made again: what someone with the archive can do."""
    with zipfile.ZipFile(archive) as read:
        parts = {one: read.read(one) for one in read.namelist()}
    parts[name] = change(parts[name])
    manifest = json.loads(parts["sauvegarde.json"])
    manifest["sha256"][name] = hashlib.sha256(parts[name]).hexdigest()
    parts["sauvegarde.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(archive, "w") as written:
        for one, content in parts.items():
            written.writestr(one, content)


def test_a_broken_ledger_is_not_restored(home: Path, tmp_path: Path) -> None:
    archive, name = tmp_path / "sauvegarde.zip", f"{CURATED.as_posix()}/decisions.sqlite"
    sauvegarde.backup(home, archive)
    before = (home / name).read_bytes()
    _remade(archive, name, lambda content: content[:4096] + bytes(len(content) - 4096))
    with pytest.raises(ErreurWorkbench, match="registre des décisions"):
        sauvegarde.restore(home, archive)
    assert (home / name).read_bytes() == before


def test_a_ledger_changed_in_the_archive_is_said(home: Path, tmp_path: Path) -> None:
    archive, name = tmp_path / "sauvegarde.zip", f"{CURATED.as_posix()}/decisions.sqlite"
    sauvegarde.backup(home, archive)
    (tmp_path / "base").write_bytes(zipfile.ZipFile(archive).read(name))
    with sqlite3.connect(tmp_path / "base") as base:
        base.execute("UPDATE decision SET motif = 'autre'")
    base.close()
    _remade(archive, name, lambda _: (tmp_path / "base").read_bytes())
    fait = commande("restore", archive, home=home)
    assert fait.returncode == 1 and "Le registre des décisions" in fait.stdout, fait.stdout + fait.stderr
