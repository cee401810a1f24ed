"""The notebooks: executed on the small demonstration, outputs kept, no logic of their own."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml.html import fragment_fromstring

from notebooks import refaire

RACINE = Path(__file__).resolve().parents[2]
CARNETS = sorted((RACINE / "notebooks").glob("*.ipynb"))
ATTENDUS = [
    "01_cartographie_des_sources",
    "02_nettoyage_des_traits",
    "03_dedoublonnage",
    "04_rapprochement_rpps",
    "05_mesure",
    "06_a_votre_main",
]


ISO, CODE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b"), re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
CITE = re.compile(r"« [^»]* »")
LOGIN = "svc_sauvegarde"  # an example of a login
A_ECRIRE = "À écrire"  # the columns of codes that a person writes in a cell


def dits(sortie: dict) -> Iterator[str]:
    """What an output shows: cells of tables, labels of charts, printed text."""
    data = sortie.get("data", {})
    if html := "".join(data.get("text/html", [])):
        arbre = fragment_fromstring(html, create_parent=True)
        titres = [th.text_content() for th in arbre.iter("th") if "gt_col_heading" in th.get("class", "")]
        yield from titres
        for rang in arbre.iter("tr"):
            cases = [case.text_content() for case in rang.findall("td")]
            yield from (dit for titre, dit in zip(titres, cases, strict=False) if A_ECRIRE not in titre)
    for trace in data.get("application/vnd.plotly.v1+json", {}).get("data", []):
        yield from (str(dit) for axe in ("x", "y", "text") for dit in trace.get(axe) or [])
    yield "".join(sortie.get("text", []))


def cellules(carnet: Path) -> list[dict]:
    return json.loads(carnet.read_text("utf-8"))["cells"]


def test_les_six_carnets_sont_la():
    assert [carnet.stem for carnet in CARNETS] == ATTENDUS


def test_les_carnets_s_executent_et_leurs_exemples_n_ont_pas_bouge(petite_demo: Path):
    commande = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        "--nbval-cell-timeout=60",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    resultat = subprocess.run(
        [*commande, "-o", "addopts=", *map(str, CARNETS)],
        capture_output=True,
        text=True,
        cwd=RACINE,
        env=os.environ | {"WORKBENCH_HOME": str(petite_demo)},
        timeout=600,
        check=False,
    )
    assert resultat.returncode == 0, resultat.stdout[-4000:] + resultat.stderr[-2000:]


def test_des_resultats_d_un_vrai_hopital_sont_refuses(tmp_path: Path):
    assert refaire.fautes(RACINE / "notebooks") == []
    carnet = json.loads(CARNETS[0].read_text("utf-8"))
    premiere = next(cellule for cellule in carnet["cells"] if cellule.get("outputs"))
    premiere["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["DUPONT Jeanne\n"]}]
    (tmp_path / "01.ipynb").write_text(json.dumps(carnet), "utf-8")
    assert "ne viennent pas du GHT fictif" in refaire.fautes(tmp_path)[0]
    for cellule in carnet["cells"]:
        if cellule["cell_type"] == "code":
            cellule["outputs"] = []
    (tmp_path / "01.ipynb").write_text(json.dumps(carnet), "utf-8")
    assert refaire.fautes(tmp_path) == []


@pytest.mark.parametrize("carnet", CARNETS, ids=lambda carnet: carnet.stem)
def test_les_resultats_sont_gardes_sans_chemin_ni_erreur(carnet: Path):
    code = [cellule for cellule in cellules(carnet) if cellule["cell_type"] == "code"]
    assert all(cellule["execution_count"] for cellule in code), "une cellule n’a pas été exécutée"
    sorties = [sortie for cellule in code for sortie in cellule["outputs"]]
    assert len(sorties) >= 4
    assert not [sortie for sortie in sorties if sortie["output_type"] == "error"]
    texte = carnet.read_text("utf-8")
    assert "/home/" not in texte
    assert "/work" not in texte
    assert "/tmp" not in texte
    assert carnet.stat().st_size < 400_000


@pytest.mark.parametrize("carnet", CARNETS, ids=lambda carnet: carnet.stem)
def test_tout_ce_qui_s_y_lit_est_en_francais(carnet: Path):
    """No date nor code of a machine, but those to be written in a cell."""
    sorties = [sortie for cellule in cellules(carnet) for sortie in cellule.get("outputs", [])]
    textes = [CITE.sub("", dit).replace(LOGIN, "") for sortie in sorties for dit in dits(sortie)]
    assert len(textes) > 20
    assert not [dit for dit in textes if ISO.search(dit) or CODE.search(dit)]


@pytest.mark.parametrize("carnet", CARNETS, ids=lambda carnet: carnet.stem)
def test_le_carnet_n_a_pas_de_logique_a_lui(carnet: Path):
    for cellule in cellules(carnet):
        if cellule["cell_type"] == "code":
            arbre = ast.parse("".join(cellule["source"]))
            definitions = [
                noeud
                for noeud in ast.walk(arbre)
                if isinstance(noeud, (ast.FunctionDef, ast.ClassDef, ast.While))
            ]
            assert not definitions


@pytest.mark.parametrize("carnet", CARNETS, ids=lambda carnet: carnet.stem)
def test_le_carnet_dit_quoi_regarder_et_quoi_faire(carnet: Path):
    texte = "".join(
        "".join(cellule["source"]) for cellule in cellules(carnet) if cellule["cell_type"] == "markdown"
    )
    assert "Et maintenant" in texte
    assert "La question" in texte
