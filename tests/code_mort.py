"""What nobody calls, and what asks the day of the clock on a page: `python tests/code_mort.py` lists both and
fails (part of `make lint`).

Pages, notebooks and benchmarks count as callers, tests do not. Attributes are left out: they are set on
objects of libraries
(openpyxl, python-docx…), which read them. `code_mort.toml` says what is kept, each with its reason; a reason
that no longer
serves is refused as well.
"""

from __future__ import annotations

import ast
import json
import sys
import tomllib
from pathlib import Path

from vulture import Vulture

RACINE = Path(__file__).parents[1]
CHEMINS = ("src", "pages", "app.py", "benchmarks")
DECORATEURS = [
    "@*.command",
    "@*.callback",
    "@*listens_for",
    "@*validator",
    "@regle",
]  # registered, then called by name
ECRANS = ("pages", "src/workbench/ui")  # a page shows the day of `session.aujourd_hui`, and no other
HORLOGE = "src/workbench/ui/session.py"
CERTITUDE = 60  # what vulture gives to a name that is never read


def dead_code() -> list[str]:
    """What is neither called nor kept, and what is kept without need: one line each."""
    kept: dict[str, str] = tomllib.loads((RACINE / "tests" / "code_mort.toml").read_text("utf-8"))["garde"]
    reader = Vulture(ignore_decorators=DECORATEURS)
    reader.scavenge([RACINE / path for path in CHEMINS])
    for notebook in sorted((RACINE / "notebooks").glob("*.ipynb")):
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        reader.scan("\n".join(code), filename=notebook)
    unused = [
        item
        for item in reader.get_unused_code(min_confidence=CERTITUDE)
        if item.typ != "attribute" and Path(item.filename).suffix == ".py"
    ]
    found = [
        f"{Path(item.filename).relative_to(RACINE)}:{item.first_lineno}: {item.typ} « {item.name} » : appelé"
        " nulle part"
        for item in unused
        if item.name not in kept
    ]
    needless = sorted(set(kept) - {item.name for item in unused})
    return found + [f"tests/code_mort.toml : « {name} » n'est plus à garder" for name in needless]


def clocks(text: str) -> list[int]:
    """Lines that ask the clock what day it is."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"}
    ]


def clocks_on_screens() -> list[str]:
    """Pages and what they share that do not take the day from the session: one line each."""
    screens = [path for room in ECRANS for path in sorted((RACINE / room).rglob("*.py"))]
    return [
        f"{path.relative_to(RACINE)}:{line}: demande le jour à l'horloge ; prenez session.aujourd_hui()"
        for path in screens
        if path != RACINE / HORLOGE
        for line in clocks(path.read_text("utf-8"))
    ]


if __name__ == "__main__":
    faults = dead_code() + clocks_on_screens()
    print("\n".join(faults) or "Code mort : aucun.")
    sys.exit(bool(faults))
