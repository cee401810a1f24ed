"""The workbook coming back: what will be recorded, what is refused and why, line by line; nothing is written before that is seen."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbench.decisions import PREUVES, Decision, DecisionInvalide, Registre, paire
from workbench.decisions.genres import verifier
from workbench.exchange.bornes import borner, filled_beyond
from workbench.exchange.revue.classeur import FEUILLES, REPONSES_IDENTITE, REPONSES_NUMERO
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.noms import letters

ATTENDUES = {
    "identite": ("Référence", "Fiche A", "Fiche B", "Réponse"),
    "rpps": ("Référence", "Personne", "Numéro proposé", "Réponse"),
}
LIGNES_MAX = 20_000
GONFLE_MAX = 50_000_000  # bytes once inflated; twenty thousand lines take three times less


class ClasseurIllisible(ErreurWorkbench):
    """The workbook cannot be read back; nothing was recorded."""


@dataclass(frozen=True)
class Refus:
    """A line not recorded, and why."""

    feuille: str
    ligne: int
    reference: str
    motif: str


@dataclass
class Retour:
    """What a returned workbook would record."""

    empreinte: str
    decisions: list[Decision] = field(default_factory=list)
    lignes: list[tuple[str, int]] = field(default_factory=list)
    refus: list[Refus] = field(default_factory=list)
    deja: int = 0
    vides: int = 0


def lire(
    fichier: Path | BinaryIO,
    auteur: str,
    vigueur: Sequence[Decision],
    toutes: Sequence[Decision],
    connues: Mapping[str, str],
    personnes: Collection[str],
    *,
    remplacer: bool = False,
) -> Retour:
    """Read a workbook back, columns found by their titles wherever they are.

    Args:
        fichier: a path or an open binary file.
        auteur: who imports; who answered is kept with each decision.
        vigueur: decisions in force. toutes: every entry, to know the lines already imported from this very file.
        connues: record keys `source:cle` of the published version, and their nature. personnes: its `id_unique`.
        remplacer: accept answers that contradict a decision in force.

    Raises:
        ClasseurIllisible: not a workbook, or none of its sheets is ours.
    """
    content = fichier.read_bytes() if isinstance(fichier, Path) else fichier.read()
    plan = Retour(hashlib.sha256(content).hexdigest()[:12])
    sheets = _sheets(content)
    known = {entry.sujet: entry for entry in vigueur}
    imported = {entry.origine for entry in toutes}
    told: dict[str, tuple[Decision, int]] = {}
    for kind, sheet in sheets:
        header, columns = _columns(sheet, kind)
        if filled_beyond(sheet, header + LIGNES_MAX):
            excess = f"La feuille dépasse {LIGNES_MAX} lignes : ce qui suit n’est pas lu. Découpez-la."
            plan.refus.append(Refus(str(sheet.title), header + LIGNES_MAX + 1, "", excess))
        for number, row in enumerate(_rows(sheet, header), header + 1):
            values = {name: row[rank] for name, rank in columns.items() if rank < len(row)}
            if not _text(values.get("Référence")) and not _text(values.get("Réponse")):
                continue
            where = (str(sheet.title), number)
            origin = f"classeur:{plan.empreinte}:{sheet.title}:{number}"
            if not _text(values.get("Réponse")):
                plan.vides += 1
                continue
            if origin in imported:
                plan.deja += 1
                continue
            try:
                entry = _decision(kind, values, auteur, origin, connues, personnes)
                if entry is None:
                    plan.vides += 1
                    continue
                verifier(entry)
                _contradiction(entry, known, told, remplacer)
            except ErreurWorkbench as error:
                message = f"{error.titre} : {error.message} {error.conseil}".strip()
                plan.refus.append(Refus(*where, _text(values.get("Référence")), message))
                continue
            before = known.get(entry.sujet)
            if before and (before.genre, before.verdict) == (entry.genre, entry.verdict):
                plan.deja += 1
                continue
            if entry.sujet in told:
                plan.deja += 1
                continue
            told[entry.sujet] = (entry, number)
            plan.decisions.append(_replacing(entry, before))
            plan.lignes.append(where)
    return plan


def record(registre: Registre, plan: Retour) -> int:
    """Record the plan, whole or not at all; how many decisions were written."""
    return len(registre.enregistrer(plan.decisions)) if plan.decisions else 0


def _rows(sheet: Worksheet, header: int) -> Iterator[tuple[Any, ...]]:
    """The lines under the titles; beyond the last one openpyxl would make cells up."""
    last = min(sheet.max_row, header + LIGNES_MAX)
    return sheet.iter_rows(min_row=header + 1, max_row=last, values_only=True) if last > header else iter(())


def _sheets(content: bytes) -> list[tuple[str, Worksheet]]:
    from io import BytesIO

    try:
        borner(content, GONFLE_MAX)
        book = load_workbook(BytesIO(content), data_only=True)
    except Exception as error:
        raise ClasseurIllisible(
            "Classeur illisible",
            f"Ce fichier ne s'ouvre pas comme un classeur Excel ({type(error).__name__}).",
            "Rien n'a été enregistré. Redemandez le fichier au format .xlsx, sans mot de passe.",
        ) from error
    ours = [(kind, book[title]) for kind, title in FEUILLES.items() if title in book.sheetnames]
    if not ours:
        raise ClasseurIllisible(
            "Ce n'est pas un classeur de revue",
            f"Feuilles attendues : {', '.join(FEUILLES.values())} ; trouvées : {', '.join(book.sheetnames)}.",
            "Rien n'a été enregistré. Repartez du classeur envoyé par « workbench review export ».",
        )
    return ours


def _key(text: object) -> str:
    return letters(str(text or "")).strip()


def _columns(sheet: Worksheet, kind: str) -> tuple[int, dict[str, int]]:
    """The header line and the rank of each known title."""
    wanted = ATTENDUES[kind]
    for number, row in enumerate(sheet.iter_rows(min_row=1, max_row=20, values_only=True), 1):
        ranks = {_key(value): rank for rank, value in enumerate(row) if value is not None}
        if all(_key(name) in ranks for name in wanted):
            names = [
                *wanted,
                "Numéro retenu",
                "Preuve",
                "Date de la preuve",
                "Référence de la preuve",
                "Commentaire",
                "Répondu par",
            ]
            return number, {name: ranks[_key(name)] for name in names if _key(name) in ranks}
    raise ClasseurIllisible(
        "Colonnes introuvables",
        f"Feuille « {sheet.title} » : il manque au moins une des colonnes {', '.join(wanted)}.",
        "Rien n'a été enregistré. Remettez les titres d'origine, ou repartez du classeur envoyé.",
    )


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().lstrip("'") if value is not None else ""


def _decision(
    kind: str,
    values: Mapping[str, Any],
    auteur: str,
    origin: str,
    connues: Mapping[str, str],
    personnes: Collection[str],
) -> Decision | None:
    words = {
        _key(word): genre
        for word, genre in (REPONSES_IDENTITE if kind == "identite" else REPONSES_NUMERO).items()
    }
    answer = _key(_text(values["Réponse"]))
    if answer not in words:
        raise DecisionInvalide(
            "Réponse inconnue", f"« {_text(values['Réponse'])} ».", "Choisissez dans la liste."
        )
    genre = words[answer]
    if not genre:
        return None
    who, comment = _text(values.get("Répondu par")), _text(values.get("Commentaire"))
    reason = "Réponse par classeur" + (f" ; {comment[:200]}" if comment else "")
    details: dict[str, Any] = {"repondu_par": who} if who else {}
    if kind == "identite":
        return _pair(genre, values, auteur, origin, reason, details, connues)
    return _number(genre, values, auteur, origin, reason, details, personnes)


def _pair(
    genre: str,
    values: Mapping[str, Any],
    auteur: str,
    origin: str,
    reason: str,
    details: dict[str, Any],
    connues: Mapping[str, str],
) -> Decision:
    a, b = paire(_text(values["Fiche A"]), _text(values["Fiche B"]))
    gone = [cle for cle in (a, b) if cle not in connues]
    if gone:
        raise DecisionInvalide(
            "Fiche inconnue",
            f"{', '.join(gone)} n'est pas dans la version publiée.",
            "Clé modifiée, ou fiche plus livrée.",
        )
    if genre == "compte_nature":
        accounts = [cle for cle in (b, a) if connues[cle] != "sirh"]
        return Decision(
            genre,
            auteur,
            reason,
            verdict="generique",
            cle_a=accounts[0] if accounts else b,
            valeur=details,
            origine=origin,
        )
    return Decision(genre, auteur, reason, cle_a=a, cle_b=b, valeur=details, origine=origin)


def _number(
    genre: str,
    values: Mapping[str, Any],
    auteur: str,
    origin: str,
    reason: str,
    details: dict[str, Any],
    personnes: Collection[str],
) -> Decision:
    ident = _text(values["Personne"])
    if ident not in personnes:
        raise DecisionInvalide(
            "Personne inconnue",
            f"{ident} n'est pas dans la version publiée.",
            "Clé modifiée, ou personne fusionnée.",
        )
    number = _text(values.get("Numéro retenu")) or _text(values["Numéro proposé"])
    if genre == "rpps_confirme":
        proofs = {_key(word): code for code, word in PREUVES.items()}
        proof = proofs.get(_key(_text(values.get("Preuve"))))
        if proof is None:
            raise DecisionInvalide(
                "Preuve absente", "Un numéro confirmé demande sa preuve.", "Choisissez-la dans la liste."
            )
        details |= {
            "preuve": proof,
            "date_preuve": _date(values.get("Date de la preuve")),
            "reference": _text(values.get("Référence de la preuve")),
        }
    return Decision(genre, auteur, reason, id_unique=ident, rpps=number, valeur=details, origine=origin)


def _date(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d-%m-%Y"):
        try:
            return dt.datetime.strptime(_text(value), pattern).date().isoformat()
        except ValueError:
            continue
    raise DecisionInvalide("Date de preuve illisible", f"« {_text(value)} ».", "Écrivez-la JJ/MM/AAAA.")


def _contradiction(
    entry: Decision, known: Mapping[str, Decision], told: Mapping[str, tuple[Decision, int]], remplacer: bool
) -> None:
    before = known.get(entry.sujet)
    same = before is not None and (before.genre, before.verdict) == (entry.genre, entry.verdict)
    if before and not same and not before.genre.endswith("plus_tard") and not remplacer:
        raise DecisionInvalide(
            "Déjà tranché autrement",
            f"{before.auteur} a répondu « {before.libelle} » le {before.le:%d/%m/%Y}.",
            "Voyez-le avec cette personne, puis importez en demandant le remplacement.",
        )
    if entry.sujet in told and told[entry.sujet][0].genre != entry.genre:
        raise DecisionInvalide(
            "Deux réponses contraires",
            f"La ligne {told[entry.sujet][1]} du même classeur dit autre chose.",
            "Gardez-en une.",
        )


def _replacing(entry: Decision, before: Decision | None) -> Decision:
    from dataclasses import replace

    return replace(entry, remplace=before.id) if before else entry
