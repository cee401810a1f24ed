"""The anomalies of one source, for its owner: what was refused or doubted, where, what to correct, and
whether it gets better.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from workbench.access import Acces, ouvrir, workstation_account
from workbench.documents import produits
from workbench.looks.formats import jour
from workbench.office.feuille import ENTIER, MIME, NORMAL, SOUS_TITRE, TITRE, impression, largeurs, tableau
from workbench.office.paquet import octets
from workbench.socle.erreurs import ErreurWorkbench

__all__ = ["MIME", "contenu", "export", "nom_fichier"]
GRAVITES = {"fichier": "fichier refusé", "ligne": "ligne refusée", "information": "à vérifier"}
LIGNES_MAX = 20_000


def export(home: Path, dossier: Path, source: str | None = None) -> list[Path]:
    """One workbook a source that has anomalies, in `dossier`.

    Raises:
        ErreurWorkbench: the source is unknown, or nothing is wrong anywhere.
    """
    acces = ouvrir(home, workstation_account(), "classeur des anomalies pour le propriétaire de la source")
    known = acces.agregat("mart.source_fraicheur")["source"].to_list()
    if source is not None and source not in known:
        raise ErreurWorkbench("Source inconnue", f"« {source} »", f"Sources : {', '.join(sorted(known))}.")
    wanted = (
        [source]
        if source
        else sorted(set(acces.agregat("mart.anomalie").filter(pl.col("nombre") > 0)["source"]))
    )
    if not wanted:
        raise ErreurWorkbench("Aucune anomalie", "Rien n'a été refusé ni mis en doute.", "Rien à envoyer.")
    dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
    le: dt.date = acces.agregat("mart.synthese")["date_execution"][0]
    written = []
    for code in wanted:
        path = dossier / nom_fichier(acces, code)
        octets = produits.inscrire(acces, "anomalies", path.name, contenu(acces, code), le, source=code)
        path.write_bytes(octets)
        path.chmod(0o600)
        written.append(path)
    return written


def nom_fichier(acces: Acces, source: str) -> str:
    """`anomalies_<source>_<date>.xlsx`."""
    return f"anomalies_{source}_{acces.agregat('mart.synthese')['date_execution'][0]:%Y-%m-%d}.xlsx"


def contenu(acces: Acces, source: str) -> bytes:
    """The workbook; the same run gives the same content."""
    le: dt.date = acces.agregat("mart.synthese")["date_execution"][0]
    fresh = acces.agregat("mart.source_fraicheur", source=source).to_dicts()[0]
    rules = acces.agregat("mart.anomalie", source=source).sort(["nombre", "code"], descending=[True, False])
    lines = acces.nominatif("mart.anomalie_detail", source=source).sort(
        "fichier", "ligne", "code", nulls_last=True
    )
    book = Workbook()
    _lisez_moi(book.active, fresh, rules, le, lines.height)
    _synthese(book.create_sheet("Synthèse"), fresh["libelle"], rules, le)
    _lignes(book.create_sheet("Lignes"), fresh["libelle"], rules, lines, le, _people(acces, lines))
    return octets(book, le, f"Anomalies de « {fresh['libelle']} »")


CONSIGNES = (
    ("", NORMAL),
    ("Ce qu'on vous demande", SOUS_TITRE),
    ("1. Feuille « Synthèse » : chaque règle, ce qu'il faut corriger, et l'évolution.", NORMAL),
    (
        "2. Feuille « Lignes » : le fichier et le numéro de ligne de chaque cas, tels que nous les avons"
        " reçus.",
        NORMAL,
    ),
    (
        "3. Corrigez dans votre logiciel, pas dans ce classeur : la prochaine livraison dira si c'est fait.",
        NORMAL,
    ),
    ("", NORMAL),
    ("Gravité", SOUS_TITRE),
    (
        "fichier refusé : rien n'a pu être lu · ligne refusée : la ligne n'est pas prise en compte · à"
        " vérifier : la ligne est prise, une valeur est douteuse",
        NORMAL,
    ),
    ("", NORMAL),
    ("Données personnelles", SOUS_TITRE),
    (
        "Ce classeur nomme des personnes : espace protégé, pas de transfert, à supprimer une fois les"
        " corrections faites.",
        NORMAL,
    ),
)


def _lisez_moi(sheet: Worksheet, fresh: dict[str, Any], rules: pl.DataFrame, le: dt.date, lines: int) -> None:
    sheet.title = "Lisez-moi"
    before = rules["date_precedente"].drop_nulls().max() if rules.height else None
    total, former = int(rules["nombre"].sum()), rules["nombre_precedent"].sum()
    trend = f" (contre {former} au {jour(before)})" if isinstance(before, dt.date) else " (première mesure)"
    owner = (
        f"Pour : {fresh['proprietaire'] or 'propriétaire de la source'}. Livraison du"
        f" {jour(fresh['livraison'])}, données du {jour(le)}."
    )
    texts = [
        (f"Anomalies de « {fresh['libelle']} »", TITRE),
        (owner, NORMAL),
        (f"{total} anomalies{trend} ; {lines} lignes détaillées.", NORMAL),
        *CONSIGNES,
    ]
    for number, (text, font) in enumerate(texts, 1):
        cell = sheet.cell(number, 1, text)
        cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 120
    impression(sheet, "Anomalies de la source", jour(le), None)


def _synthese(sheet: Worksheet, name: str, rules: pl.DataFrame, le: dt.date) -> None:
    rows = [
        (
            row["code"],
            row["titre"],
            GRAVITES.get(row["gravite"], row["gravite"]),
            row["nombre"],
            row["nombre_precedent"],
            None if row["nombre_precedent"] is None else row["nombre"] - row["nombre_precedent"],
            row["que_corriger"] or "",
        )
        for row in rules.iter_rows(named=True)
    ]
    titles = ["Code", "Règle", "Gravité", "Nombre", "Livraison précédente", "Évolution", "Que corriger"]
    tableau(sheet, 1, titles, rows, "synthese", [None, None, None, ENTIER, ENTIER, "+0;-0;0", None])
    largeurs(sheet, [30, 26, 14, 10, 12, 11, 48])
    sheet.freeze_panes = "A2"
    impression(sheet, f"Anomalies de {name}", jour(le))


def _lignes(
    sheet: Worksheet, name: str, rules: pl.DataFrame, lines: pl.DataFrame, le: dt.date, people: dict[str, str]
) -> None:
    titles = dict(rules.select("code", "titre").iter_rows())
    rows = [
        (
            row["fichier"],
            row["ligne"],
            row["cle_source"],
            titles.get(row["code"], row["code"]),
            GRAVITES.get(row["gravite"], row["gravite"]),
            row["motif"],
            told(row["recu"]),
            "\n".join(people.get(key, key) for key in (row["autres"] or "").split(", ") if key),
        )
        for row in lines.head(LIGNES_MAX).iter_rows(named=True)
    ]
    heads = [
        "Fichier",
        "Ligne",
        "Clé",
        "Règle",
        "Gravité",
        "Constat",
        "Ce que nous avons reçu",
        "Avec quel dossier",
    ]
    tableau(sheet, 1, heads, rows, "lignes", [None, "0", *[None] * 6])
    largeurs(sheet, [21, 8, 13, 24, 12, 30, 22, 24])
    sheet.freeze_panes = "A2"
    impression(sheet, f"Anomalies de {name}", jour(le))


def told(received: str | None) -> str:
    """A row as its owner knows it: « date_naissance : 31/02/1985 », never the notation of a program."""
    try:
        read = json.loads(received or "")
    except ValueError:
        return received or ""
    if not isinstance(read, dict):
        return received or ""
    return "\n".join(f"{name} : {'vide' if value in (None, '') else value}" for name, value in read.items())


def _people(acces: Acces, lines: pl.DataFrame) -> dict[str, str]:
    """Who the other records of a contradiction are: « source:key » → « 0000213, MARTIN Léa (SIRH) »."""
    wanted = {key for keys in lines["autres"].drop_nulls() for key in keys.split(", ")}
    if not wanted:
        return {}
    labels = dict(acces.agregat("mart.source_fraicheur").select("source", "libelle").iter_rows())
    read = acces.nominatif(
        "mart.revue_fiche",
        motif="autres dossiers d’une anomalie",
        colonnes=["source", "cle_source", "nom", "nom_naissance", "prenoms"],
        cle_source=sorted({key.partition(":")[2] for key in wanted}),
    )
    out = {}
    for row in read.to_dicts():
        key = f"{row['source']}:{row['cle_source']}"
        who = " ".join(part for part in (row["nom_naissance"] or row["nom"], row["prenoms"]) if part)
        out[key] = f"{row['cle_source']}, {who} ({labels.get(row['source'], row['source'])})"
    return out
