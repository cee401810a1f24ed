"""Execute the notebooks again on the home of WORKBENCH_HOME and keep their outputs, free of times and
paths.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

ICI = Path(__file__).resolve().parent


def refaire(chemin: Path) -> None:
    """One notebook, in place."""
    carnet = nbformat.read(chemin, as_version=4)
    NotebookClient(
        carnet, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ICI)}}
    ).execute()
    for cellule in carnet.cells:
        cellule.metadata.pop("execution", None)
    carnet.metadata["language_info"] = {"name": "python"}
    nbformat.write(carnet, chemin)


if __name__ == "__main__":
    for chemin in sorted(ICI.glob("*.ipynb")):
        refaire(chemin)
        print(f"{chemin.name} refait")
