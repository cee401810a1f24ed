"""Every refusal of the code, as a page says it: French, for someone without command line or settings file."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import ecran

RACINE = Path(__file__).resolve().parents[1]
HORS = (
    "src/workbench/cli/",
    "src/workbench/demo/",
    "src/workbench/ui/serveur/",
    "src/workbench/looks/carnets.py",
)
TECHNIQUE = re.compile(
    r"workbench|\.toml|\.py\b|(^|[\s(])--\w|\[\[?[a-z_]+(\.\w+)*\]|data/(raw|curated|region|depot|carnets)|\bregles/|docs/"
    r"|= (true|false)\b|\bmake \w|fichier ="
)
ANGLAIS = re.compile(
    r"(?i)\b(the|file|not found|invalid|missing|expected|must be|cannot|failed|error|unknown|please|row)\b"
)
Refus = tuple[str, str, str, str]


def _texts(node: ast.expr | None) -> list[str]:
    """Every text an argument may hold; what is computed is « X »."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(v.value) if isinstance(v, ast.Constant) else "X" for v in node.values)]
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    if isinstance(node, ast.BinOp):
        return [a + b for a in _texts(node.left) for b in _texts(node.right)]
    return ["X"] if node else [""]


def _kinds(trees: list[ast.Module]) -> set[str]:
    """ErreurWorkbench and what inherits from it."""
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {ErreurWorkbench.__name__}
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return found


@cache
def refus() -> tuple[Refus, ...]:
    """Where, title, message, advice of each refusal written in the code."""
    places = [*(RACINE / "src").rglob("*.py"), *(RACINE / "pages").rglob("*.py")]
    trees = {
        path.relative_to(RACINE).as_posix(): ast.parse(path.read_text("utf-8")) for path in sorted(places)
    }
    kinds = _kinds(list(trees.values()))
    out = []
    for place, tree in trees.items():
        for node in ast.walk(tree):
            named = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in kinds
            if not named or place.startswith(HORS) or not node.args:
                continue
            given = {word.arg: word.value for word in node.keywords}
            parts = dict(zip(("titre", "message", "conseil"), node.args, strict=False)) | given
            titles, messages, advices = (_texts(parts.get(name)) for name in ("titre", "message", "conseil"))
            out += [
                (f"{place}:{node.lineno}", title, message, advice)
                for title in titles
                for message in messages
                for advice in advices
            ]
    return tuple(out)


def test_ils_sont_tous_lus() -> None:
    assert len(refus()) > 250
    assert any(one[1] == "Dates ambiguës" for one in refus())


def test_aucun_ne_parle_de_commande_ni_d_anglais_a_l_ecran() -> None:
    fautes = []
    for place, titre, message, conseil in refus():
        dit = ecran.said(ErreurWorkbench(titre, message, conseil))
        for part in (dit.titre, dit.message, dit.conseil):
            if (found := TECHNIQUE.search(part) or ANGLAIS.search(part)) and titre != "X":
                fautes.append(f"{place} « {found[0]} » : {part}")
    assert not fautes, "\n".join(fautes)


def test_un_remede_de_commande_a_le_sien_a_l_ecran() -> None:
    """What an advice loses on the screen is said there in other words."""
    own = ecran._rules()["conseils"]
    sans = [
        f"{place} « {titre} » : {conseil}"
        for place, titre, _, conseil in refus()
        if titre not in own and len(ecran.plain(conseil)) < len(conseil) * 2 / 3
    ]
    assert not sans, "\n".join(sans)


def test_chaque_remede_de_l_ecran_sert() -> None:
    titres = {titre for _, titre, _, _ in refus()}
    assert set(ecran._rules()["conseils"]) <= titres


@pytest.mark.parametrize(
    ("ecrit", "dit"),
    [
        ("a.xlsx ne se lit pas (détail technique : bad (zip) file).", "a.xlsx ne se lit pas."),
        ("une ligne\nune autre", "une ligne\nune autre."),
        ("Choisissez la colonne du RPPS dans [sources.colonnes], ou redemandez-la.", None),
    ],
)
def test_un_texte_a_l_ecran(ecrit: str, dit: str | None) -> None:
    lu = ecran.plain(ecrit)
    assert not TECHNIQUE.search(lu)
    assert "Choisissez la colonne" in lu if dit is None else lu == dit
