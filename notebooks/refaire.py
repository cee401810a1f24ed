"""Execute the notebooks again on the fictional home of WORKBENCH_HOME and keep their outputs, free of times
and paths, under a seal; `--controler` refuses outputs that this did not write (part of `make lint`).
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import nbformat

ICI = Path(__file__).resolve().parent
MARQUE = Path("data/raw/LISEZ-MOI-demo.json")  # what `workbench demo` leaves, and no hospital has
SCEAU = "sorties_fictives"


def refaire(chemin: Path) -> None:
    """One notebook, in place."""
    from nbclient import NotebookClient  # with JupyterLab only: the check needs nothing of it

    carnet = nbformat.read(chemin, as_version=4)
    NotebookClient(
        carnet, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ICI)}}
    ).execute()
    for cellule in carnet.cells:
        cellule.metadata.pop("execution", None)
    carnet.metadata["language_info"] = {"name": "python"}
    carnet.metadata[SCEAU] = sceau(carnet)
    nbformat.write(carnet, chemin)


def sceau(carnet: Any) -> str:
    """The print of every output: another execution, on other data, does not have it."""
    sorties = [cellule.get("outputs", []) for cellule in carnet["cells"] if cellule["cell_type"] == "code"]
    return hashlib.sha256(json.dumps(sorties, sort_keys=True).encode()).hexdigest()


def fautes(dossier: Path) -> list[str]:
    """Notebooks that hold outputs not made on the fictional GHT, one French sentence each."""
    dites = []
    for chemin in sorted(dossier.glob("*.ipynb")):
        carnet = nbformat.read(chemin, as_version=4)
        vide = not any(cellule.get("outputs") for cellule in carnet["cells"])
        if not vide and carnet["metadata"].get(SCEAU) != sceau(carnet):
            dites.append(
                f"{chemin.name} : ses résultats ne viennent pas du GHT fictif. Ne l’enregistrez pas dans le"
                " dépôt : effacez ses sorties, ou lancez « make notebooks-refaire » sur la démonstration."
            )
    return dites


def main(arguments: list[str]) -> int:
    """0 when done, 1 when refused."""
    if "--controler" in arguments:
        dites = fautes(ICI)
        print("\n".join(dites) or "Carnets : résultats du GHT fictif.")
        return bool(dites)
    home = Path(os.environ.get("WORKBENCH_HOME", "."))
    if not (home / MARQUE).is_file():
        print(f"{home} n’est pas une démonstration : ses résultats n’entrent pas dans le dépôt.")
        return 1
    for chemin in sorted(ICI.glob("*.ipynb")):
        refaire(chemin)
        print(f"{chemin.name} refait")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
