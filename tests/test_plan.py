"""docs/architecture.md says what is: its rooms are the packages, its floors those of import-linter, its files
exist.
"""

from __future__ import annotations

import ast
import configparser
import re
from graphlib import TopologicalSorter
from pathlib import Path

RACINE = Path(__file__).parents[1]
PAGE = (RACINE / "docs" / "architecture.md").read_text("utf-8")
SALLES = re.findall(r"^\| (\d+|beside) \| `(\w+)` \| .+ \|$", PAGE, re.M)
LIGNES = 120
MENTION = re.compile(r"`((?:src|pages|tests|docs)/[^`\s<*]*)`")


def test_one_page() -> None:
    assert len(PAGE.splitlines()) <= LIGNES


def test_rooms_are_the_packages() -> None:
    found = {path.parent.name for path in (RACINE / "src" / "workbench").glob("*/__init__.py")}
    assert sorted(room for _, room in SALLES) == sorted({*found, "pages"})


def test_floors_are_those_the_imports_obey() -> None:
    rules = configparser.ConfigParser()
    rules.read(RACINE / ".importlinter", "utf-8")
    layers = rules["importlinter:contract:etages"]["layers"].split("\n")
    held = [
        {name.strip().removeprefix("workbench.") for name in layer.split("|")} for layer in layers if layer
    ]
    floors: dict[str, set[str]] = {}
    for floor, room in SALLES:
        floors.setdefault(floor, set()).add(room)
    beside = floors.pop("beside")
    assert list(floors.values()) == held
    assert list(floors) == [str(rank) for rank in range(1, len(held) + 1)]
    assert beside == {
        rules["importlinter:contract:demo"]["protected_modules"].strip().removeprefix("workbench.")
    }


def test_files_it_names_are_there() -> None:
    links = re.findall(r"\]\(([\w.]+)\)", PAGE)
    assert links
    assert [name for name in links if not (RACINE / "docs" / name).is_file()] == []
    named = MENTION.findall(PAGE)
    assert len(named) > len(SALLES)
    assert [name for name in named if not (RACINE / name).exists()] == []


def test_whatever_module_comes_first_loads() -> None:
    """No import at the head of a module comes back to it: a page opened first would stop there."""
    sources = RACINE / "src"
    modules = {
        ".".join(path.relative_to(sources).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sources.rglob("*.py")
    }
    heads = {}
    for name, path in modules.items():
        imports = [
            node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)
        ]
        asked = {f"{node.module}.{one.name}" for node in imports for one in node.names}
        asked |= {str(node.module) for node in imports}
        heads[name] = {one for one in asked if one in modules and not name.startswith(one)}
    TopologicalSorter(heads).prepare()
