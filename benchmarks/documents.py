"""What each document is once printed: pages, smallest letters, fonts, cells and words cut, contrast, time.

Usage: python benchmarks/documents.py HOME [--sortie DIR]
Prints the table of `docs/mesures.md`. LibreOffice and poppler print; without them, those columns stay empty.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.outils.coupes import broken_in_document, broken_in_slides, broken_words, cut_cells
from tests.outils.documents import FABRIQUES, Fichiers, dedans

from workbench.access import ouvrir
from workbench.documents.produits import genres
from workbench.looks.formats import nombre
from workbench.socle.erreurs import ErreurWorkbench

OFFICE = (".xlsx", ".docx", ".pptx")
IMPRIMES = (*OFFICE, ".pdf")
PAR_GENRE = 3  # files of a kind that are printed: the others come from the same code
BLANC = "FFFFFF"
PARTIES = {
    ".xlsx": lambda part: part == "xl/styles.xml",
    ".docx": lambda part: part in ("word/styles.xml", "word/document.xml"),
    ".pptx": lambda part: part.startswith(("ppt/slides/slide", "ppt/theme/theme")),
}
POLICES = {
    ".xlsx": re.compile(r'<name val="([^"]+)"'),
    ".docx": re.compile(r'w:ascii="([^"]+)"'),
    ".pptx": re.compile(r'<a:latin typeface="([^"]+)"'),
}
ZOOM = 3  # poppler rounds to the unit, and zooms no further


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--sortie", type=Path)
    args = parser.parse_args()
    if args.sortie:
        args.sortie.mkdir(parents=True, exist_ok=True)
    acces = ouvrir(args.home, "mesure", "mesure des documents")
    print(
        "| document | fichiers | pages | plus petit corps | polices demandées | polices imprimées"
        " | cases coupées | mots coupés | contraste | s CPU | octets |"
    )
    print("|" + " --- |" * 11)
    for code, faire in FABRIQUES.items():
        try:
            debut = time.process_time()
            faits = faire(acces)
            duree = time.process_time() - debut
            egaux = faire(acces) == faits
        except ErreurWorkbench as erreur:
            print(f"| {genres()[code].libelle} | {erreur.titre} |" + " |" * 9)
            continue
        with tempfile.TemporaryDirectory() as dossier:
            mesures = _mesures(faits, args.sortie or Path(dossier), code)
        fin = f"{nombre(duree, 1)} | {'mêmes' if egaux else 'AUTRES'}"
        print(f"| {genres()[code].libelle} | {mesures} | {fin} |")


def _mesures(faits: Fichiers, dossier: Path, code: str) -> str:
    tous = {n: o for nom, octets in faits.items() for n, o in dedans(nom, octets).items()}
    office = {n: o for n, o in tous.items() if n.endswith(OFFICE)}
    pages, corps = 0, []
    imprimees: set[str] = set()
    papiers = {n: o for n, o in tous.items() if n.endswith(IMPRIMES)}
    for rang, (nom, octets) in enumerate(list(papiers.items())[:PAR_GENRE]):
        ecrit = dossier / f"{code}_{rang}{Path(nom).suffix}"
        ecrit.write_bytes(octets)
        vues, petit, polices = _imprimer(ecrit, dossier)
        pages += vues
        corps += [petit] if petit else []
        imprimees |= polices
    livres = [load_workbook(BytesIO(o)) for n, o in office.items() if n.endswith(".xlsx")]
    feuilles = [page for livre in livres for page in livre.worksheets if page.sheet_state == "visible"]
    coupees = (
        str(sum(len(cut_cells(o)) for n, o in office.items() if n.endswith(".xlsx"))) if feuilles else "–"
    )
    mots = [*(m for n, o in office.items() if n.endswith(".xlsx") for m in broken_words(o))]
    mots += [m for n, o in office.items() if n.endswith(".pptx") for m in broken_in_slides(o)]
    mots += [m for n, o in office.items() if n.endswith(".docx") for m in broken_in_document(o)]
    casses = str(len(mots)) if office else "–"
    contraste = nombre(min(map(_contraste, feuilles)), 1) if feuilles else "–"
    combien = f"{len(tous)}" + (f" ({PAR_GENRE} imprimés)" if len(papiers) > PAR_GENRE else "")
    dit = f"{nombre(min(corps), 1)} pt" if corps else "–"
    demandees = {police for nom, octets in office.items() for police in _fonts(nom, octets)}
    dites = " | ".join(", ".join(sorted(noms)) or "–" for noms in (demandees, imprimees))
    return f"{combien} | {pages or '–'} | {dit} | {dites} | {coupees} | {casses} | {contraste}"


def _fonts(nom: str, octets: bytes) -> set[str]:
    """The fonts an Office file asks for."""
    with ZipFile(BytesIO(octets)) as paquet:
        lus = [paquet.read(part).decode() for part in paquet.namelist() if PARTIES[Path(nom).suffix](part)]
    motif = POLICES[Path(nom).suffix]
    return {police for lu in lus for police in motif.findall(lu) if not police.startswith("+")}


def _imprimer(fichier: Path, dossier: Path) -> tuple[int, float, set[str]]:
    """Pages LibreOffice prints, the smallest letters on them, in points (header and footer left out), and the
    fonts it prints with.
    """
    if shutil.which("soffice") is None or shutil.which("pdftohtml") is None:
        return 0, 0.0, set()
    if fichier.suffix != ".pdf":
        _convertir(fichier, dossier)
    pdf = fichier.with_suffix(".pdf")
    lire = ["pdftohtml", "-xml", "-i", "-stdout", "-zoom", str(ZOOM), str(pdf)]
    xml = subprocess.run(lire, capture_output=True, text=True, check=True).stdout
    polices = re.findall(r'<fontspec id="(\d+)" size="(\d+)"', xml)
    tailles = {ident: float(corps) / ZOOM for ident, corps in polices}
    hauts = [float(haut) for haut in re.findall(r'<page [^>]*height="(\d+)"', xml)]
    haut = max(hauts, default=0)
    vues = [
        tailles[police]
        for top, police in re.findall(r'<text top="(-?\d+)"[^>]*font="(\d+)"', xml)
        if 0.08 * haut < float(top) < 0.92 * haut
    ]
    lues = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True).stdout
    noms = {ligne.split()[0].rpartition("+")[2] for ligne in lues.splitlines()[2:]}
    return len(hauts), min(vues, default=0.0), {nom.partition("-")[0] for nom in noms}


def _convertir(fichier: Path, dossier: Path) -> None:
    """As LibreOffice prints it, beside the file."""
    profil = f"-env:UserInstallation=file://{dossier / 'profil'}"
    convertir = [
        "soffice",
        "--headless",
        profil,
        "--convert-to",
        "pdf",
        "--outdir",
        str(dossier),
        str(fichier),
    ]
    subprocess.run(convertir, capture_output=True, check=True, timeout=300)


def _contraste(page: Worksheet) -> float:
    """The least contrast of a filled cell, letters on ground (4.5 is what WCAG asks)."""
    rapports = []
    for rang in page.iter_rows():
        for case in rang:
            if case.value in (None, ""):
                continue
            encre = (
                str(case.font.color.rgb)[-6:]
                if case.font.color and case.font.color.type == "rgb"
                else "000000"
            )
            fond = str(case.fill.fgColor.rgb)[-6:] if case.fill.patternType == "solid" else BLANC
            clairs = sorted((_clarte(encre), _clarte(fond)))
            rapports.append((clairs[1] + 0.05) / (clairs[0] + 0.05))
    return min(rapports, default=21.0)


def _clarte(couleur: str) -> float:
    parts = [int(couleur[rang : rang + 2], 16) / 255 for rang in (0, 2, 4)]
    rouge, vert, bleu = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


if __name__ == "__main__":
    main()
