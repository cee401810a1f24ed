"""An access review sent out: one workbook a manager, drop-down answers, locked keys; all of them in one archive."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Alignment, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from workbench.exchange.revue.classeur import FIGE, LIGNE_ENTETE, SAISIE, TITRE_FOND
from workbench.office.feuille import (
    DATE,
    DISCRET,
    ENTETE,
    NORMAL,
    SOUS_TITRE,
    TITRE,
    impression,
    largeurs,
    sur,
)
from workbench.pilotage.campagnes import Campagne, rules
from workbench.socle.noms import letters

FEUILLE = "Accès à revoir"
SERVICE_INCONNU = "Non renseigné"
COLONNES = {
    "Référence": 34,
    "Système": 16,
    "Compte": 18,
    "Personne": 28,
    "Métier": 24,
    "Service": 24,
    "Profil": 14,
    "Dernière connexion": 14,
    "À regarder": 46,
    "Décision": 14,
    "Précision": 34,
    "Répondu par": 22,
}
SAISIES = ("Décision", "Précision", "Répondu par")
MIME_ZIP = "application/zip"


def recipients(campagne: Campagne, responsables: Mapping[tuple[str, str], str]) -> dict[str, list[str]]:
    """Who receives which keys: the manager of the group's service, else the service itself, named with its establishment."""
    found: dict[str, list[str]] = {}
    for key, group in campagne.comptes.items():
        found.setdefault(recipient(group, responsables), []).append(key)
    return dict(sorted(found.items()))


def recipient(group: str, responsables: Mapping[tuple[str, str], str]) -> str:
    """The manager of « establishment|service », else « service (establishment) »."""
    place, service = group.split("|", 1)
    return responsables.get((place, service)) or f"{service} ({place})"


def contenu(
    campagne: Campagne,
    destinataire: str,
    cles: list[str],
    comptes: pl.DataFrame,
    noms: Mapping[str, str],
    le: dt.date,
) -> bytes:
    """The workbook of one manager.

    Args:
        cles: the keys asked of this manager. comptes: `mart.revue_acces_compte`; an account gone since the opening is said so.
        noms: application code → what people call it. le: date of the data.
    """
    lus = {row["cle"]: row for row in comptes.filter(pl.col("cle").is_in(cles)).iter_rows(named=True)}
    rows = sorted(
        (_row(campagne, cle, lus.get(cle), noms) for cle in cles), key=lambda row: (row[5], row[3], row[1])
    )
    book = Workbook()
    _readme(book.active, campagne, destinataire, len(rows), le)
    _sheet(book.create_sheet(FEUILLE), campagne, rows, le)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive(
    campagne: Campagne,
    responsables: Mapping[tuple[str, str], str],
    comptes: pl.DataFrame,
    noms: Mapping[str, str],
    le: dt.date,
) -> bytes:
    """Every manager's workbook, in one archive."""
    stream = BytesIO()
    used: set[str] = set()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for who, keys in recipients(campagne, responsables).items():
            name = _file_name(campagne, who, used)
            out.writestr(name, contenu(campagne, who, keys, comptes, noms, le))
    return stream.getvalue()


def _file_name(campagne: Campagne, who: str, used: set[str]) -> str:
    base = re.sub(r"\s+", "_", letters(who)).lower()[:50] or "sans_service"
    name, rank = f"{campagne.code}_{base}.xlsx", 2
    while name in used:
        name, rank = f"{campagne.code}_{base}_{rank}.xlsx", rank + 1
    used.add(name)
    return name


def _row(
    campagne: Campagne, cle: str, lu: Mapping[str, Any] | None, noms: Mapping[str, str]
) -> tuple[Any, ...]:
    source, _, login = cle.partition(":")
    answer = campagne.reponses.get(cle)
    word = rules()["verdicts"][answer.verdict] if answer else ""
    told = (
        (word, answer.valeur.get("precision", ""), answer.valeur.get("repondu_par", ""))
        if answer
        else ("", "", "")
    )
    if lu is None:
        service = campagne.comptes[cle].split("|", 1)[1]
        gone = "Compte fermé ou disparu depuis l’ouverture"
        return (f"{campagne.code}|{cle}", source, login, "", "", service, "", None, gone, *told)
    who = " ".join(part for part in (lu["nom"], lu["prenom"]) if part) or "Titulaire inconnu"
    return (
        f"{campagne.code}|{cle}",
        noms.get(lu["application"], lu["application"]),
        login,
        who,
        lu["metier"] or "",
        lu["service"] or "",
        lu["profil"] or "",
        lu["date_derniere_connexion"],
        lu["a_regarder"] or "",
        *told,
    )


def _sheet(feuille: Worksheet, campagne: Campagne, rows: list[tuple[Any, ...]], le: dt.date) -> None:
    feuille["A1"], feuille["A1"].font = (
        sur(f"{campagne.titre} : cet accès est-il encore justifié ?"),
        SOUS_TITRE,
    )
    feuille["A2"] = (
        f"Répondez dans les colonnes jaunes avant le {campagne.echeance:%d/%m/%Y}. Une ligne vide reste à revoir."
    )
    feuille["A2"].font = DISCRET
    for rank, name in enumerate(COLONNES, 1):
        cell = feuille.cell(LIGNE_ENTETE, rank, name)
        cell.font, cell.fill, cell.alignment = (
            ENTETE,
            TITRE_FOND,
            Alignment(vertical="center", wrap_text=True),
        )
    styles: dict[str, Any] = {}
    for number, row in enumerate(rows, LIGNE_ENTETE + 1):
        feuille.row_dimensions[number].height = 31  # two lines of text
        for rank, (name, value) in enumerate(zip(COLONNES, row, strict=True), 1):
            cell = feuille.cell(number, rank, sur(value))
            if name in styles:  # copied: setting each trait again on ten thousand lines takes half a minute
                cell._style = styles[name]
                continue
            entry = name in SAISIES
            cell.font, cell.fill = NORMAL, SAISIE if entry else FIGE
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.protection = Protection(locked=not entry)
            if name == "Dernière connexion":
                cell.number_format = DATE
            styles[name] = cell._style
    _choices(feuille, LIGNE_ENTETE + max(1, len(rows)))
    feuille.freeze_panes = feuille.cell(LIGNE_ENTETE + 1, 4)
    feuille.auto_filter.ref = f"A{LIGNE_ENTETE}:{get_column_letter(len(COLONNES))}{LIGNE_ENTETE + len(rows)}"
    feuille.row_dimensions[LIGNE_ENTETE].height = 32
    largeurs(feuille, list(COLONNES.values()))
    impression(feuille, campagne.titre, f"{le:%d/%m/%Y}", LIGNE_ENTETE)
    feuille.protection.sheet = True
    for right in ("autoFilter", "sort", "formatColumns", "formatRows"):
        setattr(feuille.protection, right, False)  # False: allowed


def _choices(feuille: Worksheet, last: int) -> None:
    words = ",".join(rules()["verdicts"].values())
    validation = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
    validation.errorTitle = "Décision à choisir dans la liste"
    validation.error = "Garder, Fermer ou Modifier ; laissez vide ce que vous ne savez pas encore."
    letter = get_column_letter(list(COLONNES).index("Décision") + 1)
    validation.add(f"{letter}{LIGNE_ENTETE + 1}:{letter}{last}")
    feuille.add_data_validation(validation)


def _readme(feuille: Worksheet, campagne: Campagne, destinataire: str, nombre: int, le: dt.date) -> None:
    feuille.title = "Lisez-moi"
    lines = [
        (campagne.titre, TITRE),
        (f"Pour : {destinataire}. {nombre} accès à revoir avant le {campagne.echeance:%d/%m/%Y}.", NORMAL),
        (
            f"Campagne {campagne.code}, ouverte le {campagne.ouverte_le:%d/%m/%Y} ; données du {le:%d/%m/%Y}.",
            DISCRET,
        ),
        ("", NORMAL),
        ("Ce qu’on vous demande", SOUS_TITRE),
        (
            f"1. Ouvrez la feuille « {FEUILLE} » : une ligne est un compte d’une personne de votre service.",
            NORMAL,
        ),
        ("2. Garder : la personne travaille avec vous et cet accès lui sert.", NORMAL),
        ("3. Fermer : la personne est partie, ou cet accès ne lui sert plus.", NORMAL),
        (
            "4. Modifier : l’accès reste, mais ses droits doivent changer ; dites lesquels dans « Précision ».",
            NORMAL,
        ),
        ("5. Indiquez votre nom ou votre fonction, puis renvoyez le classeur à l’équipe projet.", NORMAL),
        ("", NORMAL),
        ("Données personnelles", SOUS_TITRE),
        ("Ce classeur nomme des personnes : ne le transférez pas, et supprimez-le une fois renvoyé.", NORMAL),
    ]
    for number, (text, font) in enumerate(lines, 1):
        feuille.cell(number, 1, sur(text)).font = font
    feuille.column_dimensions["A"].width = 110
    impression(feuille, campagne.titre, f"{le:%d/%m/%Y}", None)
