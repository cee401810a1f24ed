"""The anomalies of one source, for its owner: what was refused or doubted, where, what to correct, and
whether it gets better.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbench.access import Acces, ouvrir, workstation_account
from workbench.documents import produits
from workbench.documents.destinataire import outside, team
from workbench.documents.listes.anomalies_dites import Mots, words
from workbench.documents.listes.suivi_anomalies import NOUVELLE, Suivi, follow
from workbench.looks.formats import accord, jour, jour_court
from workbench.office.feuille import (
    ECART,
    ENTIER,
    MIME,
    NORMAL,
    SOUS_TITRE,
    TITRE,
    impression,
    largeurs,
    lisez_moi,
    tableau,
)
from workbench.office.lisible import as_list
from workbench.office.paquet import octets
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.typographie import apostrophes

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
    rules = (
        acces.agregat("mart.anomalie", source=source)
        .filter((pl.col("nombre") > 0) | (pl.col("nombre_precedent") > 0))  # what never was says nothing
        .sort(["nombre", "code"], descending=[True, False])
    )
    lines = acces.nominatif("mart.anomalie_detail", source=source).sort(
        "fichier", "ligne", "code", nulls_last=True
    )
    dire = words(acces, source, rules, lines)
    suivi = follow(acces, source, lines, dire.designe)
    book = Workbook()
    _lisez_moi(book.active, fresh, rules, le, suivi, team(acces.home))
    _synthese(book.create_sheet("Synthèse"), fresh["libelle"], rules, le, suivi)
    _lignes(book.create_sheet("Lignes"), fresh["libelle"], dire, lines, le, suivi)
    if suivi.parties:
        _parties(book.create_sheet("Corrigées"), fresh["libelle"], dire, le, suivi)
    return octets(book, le, f"Anomalies de « {fresh['libelle']} »")


DOUTE = "4. Une ligne qui n’est pas une faute chez vous, une question : écrivez à {}."
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
        "3. Corrigez dans votre logiciel, pas dans ce classeur : la prochaine livraison dira si c'est fait."
        " Ce qui n'y est plus est listé dans la feuille « Corrigées ».",
        NORMAL,
    ),
    (DOUTE, NORMAL),
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


def _lisez_moi(
    sheet: Worksheet, fresh: dict[str, Any], rules: pl.DataFrame, le: dt.date, suivi: Suivi, equipe: str
) -> None:
    before = rules["date_precedente"].drop_nulls().max() if rules.height else None
    total, former = int(rules["nombre"].sum()), rules["nombre_precedent"].sum()
    trend = f" (contre {former} au {jour(before)})" if isinstance(before, dt.date) else " (première mesure)"
    owner = (
        f"Pour : {fresh['proprietaire'] or 'propriétaire de la source'}. {_dated(fresh['livraison'], le)}."
    )
    detail = accord(len(suivi.dits), "ligne détaillée", "lignes détaillées")
    texts = [
        (f"Anomalies de « {fresh['libelle']} »", TITRE),
        (owner, NORMAL),
        (f"{accord(total, 'anomalie')}{trend} ; {detail}.{_tendance(suivi)}", NORMAL),
        *((text.format(equipe), font) for text, font in CONSIGNES),
    ]
    lisez_moi(sheet, texts, "Anomalies de la source", jour(le))


def _dated(livraison: dt.date, le: dt.date) -> str:
    """One date said once."""
    if livraison == le:
        return f"Livraison et données du {jour(le)}"
    return f"Livraison du {jour(livraison)}, données du {jour(le)}"


def _tendance(suivi: Suivi) -> str:
    if suivi.le is None:
        return ""
    nouvelles = suivi.dits.count(NOUVELLE)
    return (
        f" Depuis le {jour(suivi.le)} : {_combien(nouvelles, 'nouvelle', 'nouvelles')},"
        f" {_combien(len(suivi.dits) - nouvelles, 'déjà là', 'déjà là')},"
        f" {_combien(len(suivi.parties), 'corrigée ou disparue', 'corrigées ou disparues')}."
    )


def _combien(nombre: int, une: str, plusieurs: str) -> str:
    return accord(nombre, une, plusieurs) if nombre else f"aucune {une}"


def _synthese(sheet: Worksheet, name: str, rules: pl.DataFrame, le: dt.date, suivi: Suivi) -> None:
    parties = Counter(row["code"] for row in suivi.parties)
    rows = [
        (
            row["titre"],
            GRAVITES.get(row["gravite"], row["gravite"]),
            row["nombre"],
            row["nombre_precedent"],
            None if row["nombre_precedent"] is None else row["nombre"] - row["nombre_precedent"],
            apostrophes(outside(row["que_corriger"] or "")),
            None if suivi.le is None else parties[row["code"]],
            row["code"],
        )
        for row in rules.iter_rows(named=True)
    ]
    titles = ["Règle", "Gravité", "Nombre", "Livraison précédente", "Évolution", "Que corriger", "Corrigées"]
    motifs = [None, None, ENTIER, ENTIER, ECART, None, ENTIER, None]
    fin = tableau(sheet, 1, [*titles, "Code"], rows, "synthese", motifs)
    largeurs(sheet, [26, 13, 10, 12, 11, 48, 11, 28])
    sheet.freeze_panes = "A2"
    impression(sheet, f"Anomalies, {name}", jour(le))
    as_list(sheet, fin, len(titles) + 1, len(titles))  # the code is for us


def _lignes(sheet: Worksheet, name: str, dire: Mots, lines: pl.DataFrame, le: dt.date, suivi: Suivi) -> None:
    rows = [
        (
            row["ligne"],
            dire.cle(row),
            dire.regles.get(row["code"], row["code"]),
            GRAVITES.get(row["gravite"], row["gravite"]),
            dire.constat(row["motif"]),
            dire.recu(row),
            "\n".join(dire.autre(key) for key in (row["autres"] or "").split(", ") if key),
            dit,
            row["fichier"],
        )
        for row, dit in zip(lines.head(LIGNES_MAX).iter_rows(named=True), suivi.dits, strict=False)
    ]
    heads = [
        "Ligne",
        "Clé",
        "Règle",
        "Gravité",
        "Constat",
        "Ce que nous avons reçu",
        "Avec quel dossier",
        "Depuis" if suivi.le is None else f"Depuis le {jour_court(suivi.le)}",
        "Fichier",
    ]
    fin = tableau(sheet, 1, heads, rows, "lignes", ["0", *[None] * 8])
    largeurs(sheet, [8, 13, 20, 11, 24, 32, 24, 12, 21])
    sheet.freeze_panes = "A2"
    impression(sheet, f"Anomalies, {name}", jour(le))
    as_list(sheet, fin, len(heads))


def _parties(sheet: Worksheet, name: str, dire: Mots, le: dt.date, suivi: Suivi) -> None:
    """What was there at the version before and is no longer: corrected, or its record left."""
    rows = [
        (
            row["fichier"],
            row["ligne"],
            dire.cle(row),
            dire.regles.get(row["code"], row["code"]),
            dire.constat(row["motif"]),
            dire.recu(row),
        )
        for row in suivi.parties[:LIGNES_MAX]
    ]
    heads = ["Fichier d’alors", "Ligne", "Clé", "Règle", "Constat d’alors", "Ce que nous avions reçu"]
    fin = tableau(sheet, 1, heads, rows, "corrigees", [None, "0", *[None] * 4])
    largeurs(sheet, [24, 8, 14, 26, 36, 30])
    sheet.freeze_panes = "A2"
    impression(sheet, f"Corrigées ou disparues, {name}", jour(le))
    as_list(sheet, fin, len(heads))
