"""A social security number planted in a whole delivery: found again nowhere, published base, logs and
workbooks.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from pathlib import Path

from tests.hostiles.fichiers import NIRS
from tests.outils.commandes import commande

from workbench.warehouse import open_published

COLONNES = {  # file of the demonstration → titles where somebody typed the number
    "SIRH_RIVEMONT_*.csv": ["LIB UF", "LIB EMPLOI", "LIEU NAISS", "NOM USAGE", "NUM RPPS", "UF"],
    "AD_rivemont_*.csv": ["Department", "Title", "Description", "EmployeeID", "DisplayName"],
    "DPI_UTILISATEURS_*.csv": ["SERVICE", "PROFIL", "NUM_RPPS", "NOM"],
    "parc_mie_*.csv": ["Matricule", "N° série", "Nom"],
    "structure_*.csv": ["POLE", "LIB_UF", "RESPONSABLE"],
}
PEU_REMPLIES = {"Description"}
FORMES = ("nu", "blancs", "tirets", "corse_a", "phrase", "insecables", "decimal")
EXPORTS = (
    ("export", "ars"),
    ("export", "copil"),
    ("export", "codir"),
    ("export", "listes"),
    ("export", "anomalies"),
)
_CHIFFRES = {re.sub(r"[^0-9AB]", "", NIRS[forme])[:13] for forme in ("nu", "corse_a")}


def plant(livraison: Path) -> int:
    """Write the number in some rows of every column of `COLONNES`; returns how many cells were."""
    planted = 0
    for motif, titres in COLONNES.items():
        for chemin in livraison.glob(motif):
            octets = chemin.read_bytes()
            encodage = next(code for code in ("utf-8-sig", "cp1252") if _reads(octets, code))
            texte = octets.decode(encodage)
            separateur = max(";,", key=texte.splitlines()[0].count)
            rows = list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))
            for rang, titre in enumerate(rows[0]):
                for numero in range(3 + rang % 5, len(rows), 23) if titre in titres else ():
                    if titre in PEU_REMPLIES and not rows[numero][rang]:
                        continue  # alone there, the number would be what the column holds: refused whole
                    rows[numero][rang] = NIRS[FORMES[planted % len(FORMES)]]
                    planted += 1
            sortie = io.StringIO(newline="")
            csv.writer(sortie, delimiter=separateur, lineterminator="\r\n").writerows(rows)
            chemin.write_bytes(sortie.getvalue().encode(encodage, "replace"))
    return planted


def _reads(octets: bytes, encodage: str) -> bool:
    try:
        octets.decode(encodage)
    except UnicodeDecodeError:
        return False
    return True


def play(home: Path, sortie: Path) -> list[str]:
    """Run, write every export to `sortie`; returns what the commands printed."""
    said = []
    for arguments in (("check",), ("run",), *((*export, "--out", str(sortie)) for export in EXPORTS)):
        fait = commande(*arguments, home=home)
        said.append(fait.stdout + fait.stderr)
    revue = commande("review", "export", str(sortie / "revue.xlsx"), home=home)
    return [*said, revue.stdout + revue.stderr]


def leaks(home: Path, sortie: Path, said: list[str]) -> list[str]:
    """Where the number can be read: tables and views of the published base, files of the home (but what was
    received),
    files written, what was printed.
    """
    found = [f"écran : {texte[:80]!r}" for texte in said if holds(texte)]
    base = open_published(home).cursor()
    columns = base.execute(
        "select table_schema, table_name, column_name from information_schema.columns"
        " where data_type = 'VARCHAR' or data_type like 'VARCHAR[%'"
    ).fetchall()
    for schema, table, column in columns:
        text = f'"{column}"::varchar'
        query = f'select distinct {text} from "{schema}"."{table}" where length({text}) >= 13'
        found += [f"{schema}.{table}.{column}" for (texte,) in base.execute(query).fetchall() if holds(texte)]
    received = home / "data" / "raw"
    for chemin in [*home.rglob("*"), *sortie.rglob("*")]:
        if chemin.is_file() and received not in chemin.parents and chemin.suffix != ".duckdb":
            found += [f"{chemin.name} : {part}" for part, texte in _texts(chemin) if holds(texte)]
    return sorted(set(found))


def _texts(chemin: Path) -> list[tuple[str, str]]:
    if not zipfile.is_zipfile(chemin):
        return [("", chemin.read_bytes().decode("utf-8", "replace"))]
    out = []
    with zipfile.ZipFile(chemin) as archive:
        for nom in archive.namelist():
            octets = archive.read(nom)
            if octets.startswith(b"PK\x03\x04"):
                with zipfile.ZipFile(io.BytesIO(octets)) as inner:
                    out += [
                        (f"{nom}/{part}", inner.read(part).decode("utf-8", "replace"))
                        for part in inner.namelist()
                    ]
            else:
                out.append((nom, octets.decode("utf-8", "replace")))
    return out


def holds(texte: str) -> bool:
    """The planted digits, whatever stands between them."""
    plain = re.sub(r"[^0-9AB<>]", "", unicodedata.normalize("NFKC", texte.upper()))
    return any(chiffres in plain for chiffres in _CHIFFRES)
