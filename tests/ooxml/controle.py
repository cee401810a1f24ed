"""Hold an Office file against the Open XML schemas (Open XML SDK validator), and open it with LibreOffice."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ICI = Path(__file__).parent
VALIDATEUR = ICI / "node_modules" / ".bin" / "ooxml-validator"
SOFFICE = shutil.which("soffice")


def exiger_validateur() -> None:
    """Pass the test over, saying why, where the validator is not installed; asked before anything is made."""
    if not VALIDATEUR.exists():
        pytest.skip("contrôleur Open XML non installé (make ooxml)")


def fautes(fichier: Path) -> list[str]:
    """What the schemas refuse in that file; the test is passed over where the validator is not installed."""
    exiger_validateur()
    fini = subprocess.run(
        [str(VALIDATEUR), str(fichier)], capture_output=True, text=True, timeout=120, check=False
    )
    assert fini.returncode in (0, 1), fini.stderr
    return [
        f"{erreur['path']} {erreur['xPath']} : {erreur['description']}"
        for erreur in json.loads(fini.stdout)["errors"]
    ]


def pages_pdf(fichier: Path, dossier: Path) -> int:
    """How many pages LibreOffice prints it on."""
    if SOFFICE is None:
        pytest.skip("LibreOffice n’est pas installé")
    subprocess.run(
        [
            SOFFICE,
            "--headless",
            f"-env:UserInstallation=file://{dossier / 'profil'}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(dossier),
            str(fichier),
        ],
        capture_output=True,
        timeout=180,
        check=True,
    )
    texte = subprocess.run(
        ["pdfinfo", str(dossier / f"{fichier.stem}.pdf")], capture_output=True, text=True, check=True
    ).stdout
    return int(next(ligne.split(":")[1] for ligne in texte.splitlines() if ligne.startswith("Pages:")))
