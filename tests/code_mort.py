"""What nobody calls: `python tests/code_mort.py` lists it and fails (part of `make lint`).

Pages, notebooks and benchmarks count as callers, tests do not. Attributes are left out: they are set on
objects of libraries
(openpyxl, python-docx…), which read them. `code_mort.toml` says what is kept, each with its reason; a reason
that no longer
serves is refused as well.
"""

from __future__ import annotations

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


if __name__ == "__main__":
    faults = dead_code()
    print("\n".join(faults) or "Code mort : aucun.")
    sys.exit(bool(faults))
