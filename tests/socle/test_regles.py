"""The rules an establishment holds itself: each one is read, or refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from workbench.run import pipeline
from workbench.socle.regles import RegleIgnoree, refuse_unread, replaceable

RACINE = Path(__file__).parents[2]
CSV = {"etudiants.csv"}  # read by its own reader, not by `lire`


def _poser(home: Path, nom: str) -> None:
    path = home / "regles" / nom
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("version = 1\n", "utf-8")


@pytest.mark.parametrize(
    ("nom", "dit"),
    [
        ("noms.toml", "les mots des noms et prénoms sont ceux de l'outil"),
        ("feries_2027.csv", "les jours fériés sont calculés"),
        ("Feries.toml", "les jours fériés sont calculés"),
        ("critere.toml", "peut-être « criteres.toml » ?"),
        ("echelons.toml", "ces règles-là ne se remplacent pas"),
        ("semences/inconnue.toml", "n’est lu par rien"),
        ("fiches_nouvelles.toml", "n’est lu par rien"),
    ],
)
def test_un_fichier_que_rien_ne_lit_est_refuse(tmp_path: Path, nom: str, dit: str) -> None:
    _poser(tmp_path, nom)
    with pytest.raises(RegleIgnoree) as refus:
        refuse_unread(tmp_path)
    assert nom in refus.value.message
    assert dit in refus.value.message


def test_ce_qui_se_remplace_passe_et_une_note_aussi(tmp_path: Path) -> None:
    refuse_unread(tmp_path)
    for nom in ("criteres.toml", "etudiants.csv", "semences/risque.toml", "fiches_mie.toml", "LISEZ-MOI.txt"):
        _poser(tmp_path, nom)
    refuse_unread(tmp_path)


def test_ni_une_execution_ni_un_controle_n_ignorent_une_regle(tmp_path: Path) -> None:
    (tmp_path / "workbench.toml").write_text("[etablissement]\nnom = 'CH'\n", "utf-8")
    _poser(tmp_path, "noms.toml")
    for action in (pipeline.run, pipeline.check):
        with pytest.raises(RegleIgnoree):
            action(tmp_path)


def _lues(path: Path) -> Iterator[str]:
    """Names of the rules files a module reads for a home (`lire(room, name, home)`), families left out."""
    tree = ast.parse(path.read_text("utf-8"))
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    imported = any(
        isinstance(node, ast.ImportFrom)
        and (node.module == "workbench.socle.regles" or any(name.name == "regles" for name in node.names))
        for node in ast.walk(tree)
    )
    for node in ast.walk(tree) if imported else ():
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"lire", "regles.lire"}
            and len(node.args) == 3
        ):
            name = node.args[1]
            if isinstance(name, ast.Constant):
                yield str(name.value)
            elif isinstance(name, ast.Name) and name.id in constants:
                yield str(constants[name.id])


def test_la_liste_dit_exactement_ce_qui_est_lu() -> None:
    lues = {
        nom
        for folder in ("src", "pages")
        for path in (RACINE / folder).rglob("*.py")
        for nom in _lues(path)
        if nom.endswith(".toml")
    }
    familles = {nom for nom in replaceable() if nom.startswith(("fiches_", "semences/"))}
    assert lues == replaceable() - familles - CSV


def test_chaque_fichier_remplacable_est_livre() -> None:
    livres = {
        path.name for path in Path(str(files("workbench"))).rglob("*") if path.suffix in {".toml", ".csv"}
    }
    familles = {nom for nom in replaceable() if nom.startswith(("fiches_", "semences/"))}
    assert replaceable() - familles <= livres
