"""Measures of the house itself, side by side: `python benchmarks/maison.py [REVISION…]`.

Without argument: the working tree. Each revision (tag, branch, commit) is unpacked from git into a temporary
folder and measured
with the same ruler; `.` is the working tree.
"""

from __future__ import annotations

import ast
import io
import json
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

RACINE = Path(__file__).parents[1]
ICI = "."
LARGEUR = 110
DONNEES = (".toml", ".csv", ".sql")
CODE = ("src", "pages", "app.py")
MESURES = """
import json, sys, grimp
graph = grimp.build_graph("workbench", cache_dir=None, exclude_type_checking_imports=False)
edges = {m: sorted(graph.find_modules_directly_imported_by(m)) for m in sorted(graph.modules)}
json.dump(edges, sys.stdout)
"""


def main() -> None:
    revisions = sys.argv[1:] or [ICI]
    columns = {revision: _measured(revision) for revision in revisions}
    titles = [revision if revision != ICI else "copie de travail" for revision in revisions]
    print(f"| mesure | {' | '.join(titles)} |")
    print(f"| --- |{' ---: |' * len(titles)}")
    names = dict.fromkeys(name for column in columns.values() for name in column)
    for name in names:
        print(f"| {name} | {' | '.join(column.get(name, '–') for column in columns.values())} |")


def _measured(revision: str) -> dict[str, str]:
    if revision == ICI:
        return measures(RACINE)
    archive = subprocess.run(
        ["git", "archive", revision, "src", "pages", "app.py", "tests"],
        cwd=RACINE,
        check=True,
        capture_output=True,
    ).stdout
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
        return measures(Path(folder))


def measures(root: Path) -> dict[str, str]:
    """Name → figure, for the code of a folder."""
    code = [path for place in CODE for path in _files(root / place, ".py")]
    lines = {path: path.read_text("utf-8").splitlines() for path in code}
    lengths = {path: len(text) for path, text in lines.items()}
    functions = [found for path in code for found in _functions(path, root)]
    longest_file = max(lengths, key=lambda path: (lengths[path], str(path)))
    longest = max(functions)
    sizes = [size for size, _, _ in functions]
    rooms = Counter(_room(path, root) for path in code)
    biggest, files = max(rooms.items(), key=lambda item: (item[1], item[0]))
    data = {suffix: sum(_count(path) for path in _files(root / "src", suffix)) for suffix in DONNEES}
    circles = _circles(_imports(root))
    tests = list(_files(root / "tests", ".py"))
    return {
        "fichiers Python": str(len(code)),
        "lignes de Python": str(sum(lengths.values())),
        "lignes par fichier, médiane": f"{statistics.median(lengths.values()):.0f}",
        "fichier le plus long": f"{longest_file.relative_to(root).as_posix()} ({lengths[longest_file]})",
        "fichiers de plus de 300 lignes": str(sum(size > 300 for size in lengths.values())),
        "fonctions": str(len(functions)),
        "lignes par fonction, médiane": f"{statistics.median(sizes):.0f}",
        "fonction la plus longue": f"{longest[2]} ({longest[0]})",
        "fonctions de plus de 50 lignes": str(sum(size > 50 for size in sizes)),
        "fonctions de plus de 7 paramètres": str(sum(count > 7 for _, count, _ in functions)),
        f"lignes de plus de {LARGEUR} caractères": str(
            sum(len(line) > LARGEUR for text in lines.values() for line in text)
        ),
        "dossiers de code": str(len(rooms)),
        "fichiers du plus gros dossier": f"{biggest} ({files})",
        "dossiers de plus de 20 fichiers": str(sum(count > 20 for count in rooms.values())),
        "cercles d'imports (modules pris)": f"{len(circles)} ({sum(map(len, circles))})",
        **{f"lignes de données {suffix}": str(count) for suffix, count in data.items()},
        "fichiers d'essais": str(len(tests)),
        "lignes d'essais": str(sum(_count(path) for path in tests)),
    }


def _files(place: Path, suffix: str) -> Iterator[Path]:
    found = [place] if place.is_file() else sorted(place.rglob(f"*{suffix}"))
    return (path for path in found if not {"__pycache__", "node_modules"} & set(path.parts))


def _count(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _room(path: Path, root: Path) -> str:
    return path.parent.relative_to(root).as_posix()


def _functions(path: Path, root: Path) -> Iterator[tuple[int, int, str]]:
    """(lines, parameters, where) of every function, nested ones included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = node.args
            count = len(names.posonlyargs) + len(names.args) + len(names.kwonlyargs)
            where = f"{path.relative_to(root).as_posix()}:{node.name}"
            yield (node.end_lineno or node.lineno) - node.lineno + 1, count, where


def _imports(root: Path) -> dict[str, list[str]]:
    """Module → modules it imports, for annotations too; read in another process, so that each revision is
    itself.
    """
    found = subprocess.run(
        [sys.executable, "-c", MESURES],
        cwd=root,
        check=True,
        capture_output=True,
        env={"PYTHONPATH": str(root / "src"), "PATH": ""},
    )
    graph: dict[str, list[str]] = json.loads(found.stdout)
    return graph


def _circles(graph: dict[str, list[str]]) -> list[set[str]]:
    """Groups of modules that all import each other, at whatever distance."""
    reach: dict[str, set[str]] = {}
    for start in graph:
        seen: set[str] = set()
        todo = list(graph[start])
        while todo:
            module = todo.pop()
            if module not in seen:
                seen.add(module)
                todo += graph.get(module, [])
        reach[start] = seen
    groups: dict[frozenset[str], set[str]] = defaultdict(set)
    for module, reached in reach.items():
        if module in reached:
            groups[frozenset(other for other in reached if module in reach.get(other, ()))].add(module)
    return list(groups.values())


if __name__ == "__main__":
    main()
