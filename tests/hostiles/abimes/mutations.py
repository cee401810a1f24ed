"""How a good file is spoilt: a seed and its form spoil it the same way again.

A form is what the file is made of (bytes, lines, workbook, archive, SQLite base); each form also takes the
ways of the one below it, so that a workbook is spoilt in its cells, in its parts, and in its bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import random
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from tests.hostiles.fichiers import CONTROLES, FORMULES, NIRS

Hasard = random.Random
VALEURS: list[Any] = [
    *NIRS.values(),
    *CONTROLES.values(),
    *FORMULES,
    *("", " ", "0", "-1", "1e309", "nan", "null", "true", "31/02/2026", "9999-12-31", "00/00/0000"),
    *("2026-11-01T00:00:00Z", "<script>alert(1)</script>", "'; DROP TABLE decision; --", "../../etc/passwd"),
    *("é" * 300, "x" * 40_000, "\U0001f600", "\u05d0\u05d1", "a\u0300", "10000000001", "ID00000001", "oui"),
]
TYPEES: list[Any] = [0, -1, 1e300, True, None, dt.datetime(1899, 12, 31), dt.time(1, 2), 10**15]
MANIFESTE = "sauvegarde.json"
SQL = [
    "DELETE FROM decision WHERE rang = (SELECT rang FROM decision ORDER BY rang LIMIT 1 OFFSET {n})",
    "UPDATE decision SET motif = 'autre' WHERE rang = (SELECT rang FROM decision LIMIT 1 OFFSET {n})",
    "UPDATE decision SET valeur = '[' WHERE rang = (SELECT max(rang) FROM decision)",
    "UPDATE decision SET le = 'hier' WHERE rang = (SELECT max(rang) FROM decision)",
    "UPDATE decision SET genre = 'inconnu' WHERE rang = (SELECT min(rang) FROM decision)",
    "UPDATE decision SET chaine = ''",
    "UPDATE registre_version SET version = 99",
    "UPDATE registre_version SET version = 1",
    "INSERT INTO registre_version VALUES (7)",
    "DELETE FROM registre_version",
    "DROP TABLE registre_version",
    "DROP TABLE decision",
    "ALTER TABLE decision DROP COLUMN motif",
    "ALTER TABLE decision RENAME TO decisions",
]


def octets(bon: bytes, hasard: Hasard) -> bytes:
    """Cut, flipped, doubled, filled or replaced bytes."""
    ici = hasard.randrange(max(1, len(bon)))
    la = min(len(bon), ici + hasard.choice([1, 7, 300, 5000]))
    bruit = hasard.randbytes(hasard.choice([1, 16, 600]))
    abime = bytearray(bon)
    for _ in range(hasard.choice([1, 5, 40])):
        if abime:
            abime[hasard.randrange(len(abime))] ^= 1 << hasard.randrange(8)
    return hasard.choice(
        [
            bon[:ici],
            bytes(abime),
            bon[:ici] + bon[la:],
            bon[:la] + bon[ici:],
            bon[:ici] + bruit + bon[ici:],
            bon[:ici] + bruit + bon[la:],
            bon[:ici] + bytes(la - ici) + bon[la:],
            b"",
            bruit,
            b"\xff\xfe" + bon,
            bon + bruit,
            b"PK\x03\x04" + bon[ici:],
        ]
    )


def lignes(bon: bytes, hasard: Hasard) -> bytes:
    """Lines and fields of a text moved, lost, repeated or replaced; its encoding changed."""
    rangs = bon.decode("latin-1").splitlines(keepends=True) or [""]
    ici, la = hasard.randrange(len(rangs)), hasard.randrange(len(rangs))
    geste = hasard.choice(["ote", "double", "echange", "champ", "champ", "champ", "titre", "code", "coupe"])
    if geste == "ote":
        del rangs[ici]
    elif geste == "double":
        rangs[la:la] = [rangs[ici]] * hasard.choice([1, 3, 200])
    elif geste == "echange":
        rangs[ici], rangs[la] = rangs[la], rangs[ici]
    elif geste == "code":
        return bon.decode("utf-8", "replace").encode(
            hasard.choice(["utf-16", "utf-32", "utf-7", "cp037"]), "replace"
        )
    elif geste == "coupe":
        rangs[ici] = rangs[ici][: hasard.randrange(len(rangs[ici]) + 1)]
    else:
        rang = 0 if geste == "titre" else ici
        rangs[rang] = _champ(rangs[rang], hasard)
    return "".join(rangs).encode("latin-1")


def _champ(ligne: str, hasard: Hasard) -> str:
    """One field of a line, whatever separates them, is another value (or is gone, with its separator)."""
    separateur = max(";|,\t=:", key=ligne.count)
    champs = ligne.split(separateur)
    rang = hasard.randrange(len(champs))
    if hasard.random() < 0.15:
        del champs[rang]
    else:
        champs[rang] = str(hasard.choice(VALEURS)).encode("utf-8", "replace").decode("latin-1")
    return separateur.join(champs)


def objets(bon: bytes, hasard: Hasard) -> bytes:
    """One key of one JSON line is gone, or holds something of another type."""
    rangs = bon.splitlines(keepends=True)
    ici = hasard.randrange(max(1, len(rangs)))
    try:
        objet = json.loads(rangs[ici])
        cle = hasard.choice(sorted(objet))
    except (ValueError, IndexError, TypeError):
        return lignes(bon, hasard)
    if hasard.random() < 0.4:
        del objet[cle]
    else:
        objet[cle] = hasard.choice([*VALEURS, [], {}, [{}], 10**400, 1.5, None, False])
    rangs[ici] = json.dumps(objet).encode() + b"\n"
    return b"".join(rangs)


def classeur(bon: bytes, hasard: Hasard) -> bytes:
    """Cells, titles, lines or sheets of a workbook."""
    livre = load_workbook(io.BytesIO(bon))
    page = hasard.choice(livre.worksheets)
    ligne = hasard.randint(1, max(1, min(page.max_row, 60)))
    colonne = hasard.randint(1, max(1, page.max_column))
    geste = hasard.choice(["case"] * 6 + ["ligne", "colonne", "insere", "nom", "page", "titre", "fusion"])
    if geste == "page" and len(livre.worksheets) > 1:
        livre.remove(page)
    elif geste == "nom":
        page.title = hasard.choice(["Feuille", "x" * 31, "décisions"])
    elif geste == "ligne":
        page.delete_rows(ligne, hasard.choice([1, 3]))
    elif geste == "colonne":
        page.delete_cols(colonne)
    elif geste == "insere":
        page.insert_rows(ligne, hasard.choice([1, 3]))
    elif geste == "fusion":
        page.merge_cells(start_row=ligne, end_row=ligne + 1, start_column=colonne, end_column=colonne + 1)
    else:
        _ecrire(page, 1 if geste == "titre" else ligne, colonne, hasard.choice([*VALEURS, *TYPEES]))
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def _ecrire(page: Any, ligne: int, colonne: int, valeur: Any) -> None:
    try:
        page.cell(ligne, colonne).value = valeur
    except (
        ValueError,
        AttributeError,
        IllegalCharacterError,
    ):  # what openpyxl itself refuses: control characters, a merged cell
        page.cell(page.max_row + 1, 1).value = "?"


def archive(bon: bytes, hasard: Hasard) -> bytes:
    """A member gone, spoilt, renamed out of its place or twice there; its print put right or not."""
    with zipfile.ZipFile(io.BytesIO(bon)) as lue:
        membres = [(info, lue.read(info)) for info in lue.infolist()]
    rang = hasard.randrange(len(membres))
    info, contenu = membres[rang]
    geste = hasard.choice(["ote", "abime", "abime", "abime", "nom", "double", "lien", "ajoute"])
    if geste == "ote":
        del membres[rang]
    elif geste == "abime":
        contenu = hasard.choice([octets, lignes])(contenu, hasard)
        membres[rang] = (info, contenu)
        if hasard.random() < 0.7:
            _empreinte(membres, info.filename, contenu)
    elif geste == "nom":
        info.filename = hasard.choice(["../x", "/etc/x", "a\\b", "CON", "x" * 300, info.filename.upper()])
    elif geste == "double":
        membres.append((info, contenu))
    elif geste == "lien":
        info.external_attr = 0o120777 << 16
    else:
        membres.append((zipfile.ZipInfo(hasard.choice(["regles/x.toml", "x.exe", ".ssh/id"])), b"x"))
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as ecrite:
        for un, dedans in membres:
            ecrite.writestr(un, dedans)
    return sortie.getvalue()


def _empreinte(membres: list[tuple[zipfile.ZipInfo, bytes]], nom: str, contenu: bytes) -> None:
    """As whoever forges an archive does: its table says what it now holds."""
    for rang, (info, table) in enumerate(membres):
        if info.filename == MANIFESTE != nom:
            dit = json.loads(table)
            dit["sha256"][nom] = hashlib.sha256(contenu).hexdigest()
            membres[rang] = (info, json.dumps(dit).encode())


def base(bon: bytes, hasard: Hasard) -> bytes:
    """A row, a column or a table of a SQLite base."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "base.sqlite"
        chemin.write_bytes(bon)
        ouverte = sqlite3.connect(chemin)
        ouverte.execute(hasard.choice(SQL).format(n=hasard.randrange(5)))
        ouverte.commit()
        ouverte.close()
        return chemin.read_bytes()


FORMES: dict[str, list[Callable[[bytes, Hasard], bytes]]] = {
    "octets": [octets],
    "lignes": [lignes, lignes, lignes, octets],
    "objets": [objets, objets, lignes, octets],
    "classeur": [classeur, classeur, classeur, archive, octets],
    "archive": [archive, archive, octets],
    "base": [base, octets],
}


def abimer(forme: str, bon: bytes, graine: str) -> bytes:
    """The bad file of that seed."""
    hasard = random.Random(graine)
    return hasard.choice(FORMES[forme])(bon, hasard)
