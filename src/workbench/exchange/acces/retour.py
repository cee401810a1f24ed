"""A manager's list coming back: every fault said with its sheet, line and column; recorded whole, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbench.decisions import Decision, Registre
from workbench.exchange.acces.classeur import FEUILLE
from workbench.exchange.bornes import borner, filled_beyond
from workbench.exchange.revue.retour import GONFLE_MAX, LIGNES_MAX, ClasseurIllisible
from workbench.pilotage.campagnes import Campagne, require_open, rules
from workbench.socle.noms import letters

ATTENDUES = ("Référence", "Décision", "Précision", "Répondu par")
PRECISION_MAX = 300


@dataclass(frozen=True)
class Faute:
    """What is wrong, and where."""

    feuille: str
    ligne: int
    colonne: str
    motif: str


@dataclass
class RetourAcces:
    """What a returned list would record; `entrees` is empty as soon as there is one fault."""

    reponses: list[Decision] = field(default_factory=list)
    fautes: list[Faute] = field(default_factory=list)
    deja: int = 0
    vides: int = 0
    remplacees: int = 0

    @property
    def entrees(self) -> list[Decision]:
        """What may be recorded: everything, or nothing."""
        return [] if self.fautes else self.reponses


def lire(contenu: bytes, campagne: Campagne, auteur: str) -> RetourAcces:
    """Read one manager's workbook back.

    Args:
        contenu: the file. auteur: who imports; who answered (column « Répondu par ») is kept with each answer.

    Raises:
        CampagneImpossible: the campaign is closed or cancelled. ClasseurIllisible: not a workbook, not our sheet or columns.
    """
    require_open(campagne)
    sheet = _sheet(contenu)
    header, ranks = _columns(sheet)
    mark = hashlib.sha256(contenu).hexdigest()[:12]
    plan, seen = RetourAcces(), dict[str, tuple[str, int]]()
    words = {letters(word): code for code, word in rules()["verdicts"].items()}
    last = min(sheet.max_row, header + LIGNES_MAX)  # beyond the last row openpyxl would make cells up
    if filled_beyond(sheet, last):
        told = f"La feuille dépasse {LIGNES_MAX} lignes : ce qui suit ne serait pas lu. Découpez-la."
        plan.fautes.append(Faute(sheet.title, last + 1, "Référence", told))
    rows = sheet.iter_rows(min_row=header + 1, max_row=last, values_only=True) if last > header else iter(())
    for number, row in enumerate(rows, header + 1):
        values = {name: _text(row[rank]) if rank < len(row) else "" for name, rank in ranks.items()}
        if not values["Référence"] and not values["Décision"]:
            continue
        if not values["Décision"]:
            plan.vides += 1
            continue
        fault = _fault(values, campagne, words, seen)
        if fault:
            plan.fautes.append(Faute(sheet.title, number, *fault))
            continue
        key = values["Référence"].partition("|")[2]
        verdict = words[letters(values["Décision"])]
        if key in seen:
            plan.deja += 1
            continue
        seen[key] = (verdict, number)
        _add(plan, campagne, key, verdict, values, auteur, f"classeur:{mark}:{sheet.title}:{number}")
    return plan


def record(registre: Registre, plan: RetourAcces) -> int:
    """Record the whole list; how many answers were written."""
    return len(registre.enregistrer(plan.entrees)) if plan.entrees else 0


def _add(
    plan: RetourAcces,
    campagne: Campagne,
    key: str,
    verdict: str,
    values: Mapping[str, str],
    auteur: str,
    origine: str,
) -> None:
    told = {"precision": values["Précision"], "repondu_par": values["Répondu par"]}
    details = {name: text[:PRECISION_MAX] for name, text in told.items() if text}
    before = campagne.reponses.get(key)
    if before and (before.verdict, dict(before.valeur)) == (verdict, details):
        plan.deja += 1
        return
    plan.remplacees += before is not None
    plan.reponses.append(
        Decision(
            "revue_acces",
            auteur,
            f"Réponse par liste, campagne {campagne.code}",
            verdict=verdict,
            objet=f"{campagne.code}|{key}",
            valeur=details,
            origine=origine,
            remplace=before.id if before else "",
        )
    )


def _fault(
    values: Mapping[str, str],
    campagne: Campagne,
    words: Mapping[str, str],
    seen: Mapping[str, tuple[str, int]],
) -> tuple[str, str] | None:
    """The column at fault and why, None when the line is right."""
    code, _, key = values["Référence"].partition("|")
    if code != campagne.code:
        other = "référence absente" if not code else f"« {values['Référence']} » vient d’une autre campagne"
        return "Référence", f"{other} ; la campagne ouverte ici est {campagne.code}."
    if key not in campagne.comptes:
        return "Référence", f"Compte « {key} » inconnu de cette campagne : clé modifiée, ou ligne ajoutée."
    verdict = words.get(letters(values["Décision"]))
    if verdict is None:
        return (
            "Décision",
            f"« {values['Décision']} » n’est pas dans la liste : {', '.join(rules()['verdicts'].values())}.",
        )
    if verdict == "modifier" and not values["Précision"]:
        return "Précision", "« Modifier » demande de dire quels droits changer."
    if key in seen and seen[key][0] != verdict:
        return "Décision", f"La ligne {seen[key][1]} donne une autre décision pour le même compte."
    return None


def _sheet(contenu: bytes) -> Worksheet:
    try:
        borner(contenu, GONFLE_MAX)
        book = load_workbook(BytesIO(contenu), data_only=True)
    except Exception as error:
        raise ClasseurIllisible(
            "Liste illisible",
            f"Ce fichier ne s’ouvre pas comme un classeur Excel ({type(error).__name__}).",
            "Rien n’a été enregistré. Redemandez le fichier au format .xlsx, sans mot de passe.",
        ) from error
    if FEUILLE not in book.sheetnames:
        raise ClasseurIllisible(
            "Ce n’est pas une liste de revue des accès",
            f"Feuille attendue : {FEUILLE} ; trouvées : {', '.join(book.sheetnames)}.",
            "Rien n’a été enregistré. Repartez de la liste envoyée.",
        )
    return book[FEUILLE]


def _columns(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The header line and the rank of each title, wherever they are."""
    for number, row in enumerate(sheet.iter_rows(min_row=1, max_row=20, values_only=True), 1):
        ranks = {letters(str(value)): rank for rank, value in enumerate(row) if value is not None}
        if letters("Référence") in ranks and letters("Décision") in ranks:
            missing = [name for name in ATTENDUES if letters(name) not in ranks]
            if not missing:
                return number, {name: ranks[letters(name)] for name in ATTENDUES}
            raise _missing(missing)
    raise _missing(["Référence", "Décision"])


def _missing(names: list[str]) -> ClasseurIllisible:
    return ClasseurIllisible(
        "Colonnes introuvables",
        f"Feuille « {FEUILLE} » : il manque {', '.join(names)}.",
        "Rien n’a été enregistré. Remettez les titres d’origine, ou repartez de la liste envoyée.",
    )


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().lstrip("'") if value is not None else ""
