"""The evidence of a closed campaign: a workbook and a JSON manifest, sealed by their SHA-256, recorded in the
ledger.

The manifest is built from the ledger alone, in one canonical form: it can be built again at any time and
compared with the seal.
It holds account keys and who answered, never the name of those whose access is reviewed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment

from workbench.decisions import Decision
from workbench.office import paquet
from workbench.office.feuille import ENTIER, NORMAL, TAUX, TITRE, ecrire, impression, largeurs, tableau
from workbench.office.lisible import as_list
from workbench.pilotage.comptes.campagnes import Campagne, progress, require_open, rules

FORMAT = 1
JSON, CLASSEUR = "preuve.json", "preuve.xlsx"
COMPTE = ("Système", "Compte", "Établissement", "Service")
AXES = {"application": "systèmes", "etablissement": "établissements", "service": "services"}
A_GAUCHE = Alignment(horizontal="left", vertical="top", wrap_text=True)


def manifest(campagne: Campagne) -> bytes:
    """The campaign in canonical JSON: scope, every answer (who, when, from which file), what stayed without
    answer.
    """
    data = {
        "format": FORMAT,
        "campagne": campagne.code,
        "titre": campagne.titre,
        "ouverte_le": campagne.ouverte_le.isoformat(),
        "ouverte_par": campagne.ouverte_par,
        "echeance": campagne.echeance.isoformat(),
        "mode": campagne.mode,
        "perimetre": campagne.perimetre,
        "version_donnees": campagne.decision.valeur["version"],
        "comptes": dict(sorted(campagne.comptes.items())),
        "reponses": {cle: _answer(entry) for cle, entry in sorted(campagne.reponses.items())},
        "sans_reponse": sorted(campagne.sans_reponse),
        "bilan": dict(sorted(campagne.bilan().items())),
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _answer(entry: Decision) -> dict[str, Any]:
    return {
        "decision": entry.id,
        "verdict": entry.verdict,
        "precision": entry.valeur.get("precision", ""),
        "repondu_par": entry.valeur.get("repondu_par", ""),
        "enregistre_par": entry.auteur,
        "enregistre_le": entry.le.isoformat(timespec="microseconds") if entry.le else "",
        "origine": entry.origine,
    }


def seal(campagne: Campagne) -> str:
    """SHA-256 of the manifest."""
    return hashlib.sha256(manifest(campagne)).hexdigest()


def closing(campagne: Campagne, auteur: str, motif: str, le: dt.date) -> Decision:
    """The decision that closes a campaign, bearing the seal of its evidence.

    Raises:
        CampagneImpossible: it is not open.
    """
    require_open(campagne)
    value = {
        **campagne.decision.valeur,
        "close_le": le.isoformat(),
        "sceau": seal(campagne),
        "taux": round(campagne.taux, 4),
    }
    return replace(
        campagne.decision,
        verdict="close",
        auteur=auteur,
        motif=motif,
        valeur=value,
        remplace=campagne.decision.id,
        id="",
        rang=0,
        le=None,
    )


def verified(campagne: Campagne) -> Literal["intacte", "modifiee", "non_close"]:
    """Does the ledger still say what was sealed?"""
    told = campagne.decision.valeur.get("sceau")
    if campagne.etat != "close" or not told:
        return "non_close"
    return "intacte" if told == seal(campagne) else "modifiee"


def archive(campagne: Campagne, noms: Mapping[str, str]) -> bytes:
    """The evidence file: the sealed manifest, its workbook, and the prints of both (`sha256sum -c` reads
    them).

    Args:
        noms: code of a system → what people call it, for the workbook.
    """
    members = {JSON: manifest(campagne), CLASSEUR: workbook(campagne, noms)}
    prints = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in members.items())
    return paquet.archive({**members, "SHA256SUMS": prints.encode()})


def workbook(campagne: Campagne, noms: Mapping[str, str]) -> bytes:
    """What the manifest says, for people: summary, progress by service, decisions, accounts without
    answer.
    """
    book = Workbook()
    _summary(book, campagne, noms)
    _services(book, campagne)
    if campagne.reponses:  # the summary says that there is none
        _answers(book, campagne, noms)
    if campagne.sans_reponse:
        _waiting(book, campagne, noms)
    closed = campagne.decision.valeur.get("close_le")
    day = dt.date.fromisoformat(closed) if closed else campagne.ouverte_le
    return paquet.octets(book, day, campagne.titre, f"Campagne {campagne.code}")


def _summary(book: Workbook, campagne: Campagne, noms: Mapping[str, str]) -> None:
    sheet = book.active
    sheet.title = "Synthèse"
    words, found = rules()["verdicts"], campagne.bilan()
    closed = campagne.decision.valeur.get("close_le")
    lines: list[tuple[str, Any]] = [
        ("Campagne", campagne.code),
        ("Ouverte le", f"{campagne.ouverte_le:%d/%m/%Y} par {campagne.ouverte_par}"),
        ("Échéance", f"{campagne.echeance:%d/%m/%Y}"),
        (
            "Close le",
            (
                f"{dt.date.fromisoformat(closed):%d/%m/%Y} par {campagne.decision.auteur}"
                if closed
                else "non close"
            ),
        ),
        ("Périmètre", _scope(campagne, noms)),
        ("Conduite", rules()["modes"].get(campagne.mode, campagne.mode)),
        ("Comptes à revoir", len(campagne.comptes)),
        ("Comptes revus", len(campagne.reponses)),
        ("Part des comptes revus", campagne.taux),
        *((f"Décision « {word} »", found.get(code, 0)) for code, word in words.items()),
        ("Sans réponse", len(campagne.sans_reponse)),
        ("Sceau (SHA-256 de preuve.json)", seal(campagne)),
    ]
    ecrire(sheet, 1, 1, campagne.titre, TITRE)
    for number, (name, value) in enumerate(lines, 3):
        ecrire(sheet, number, 1, name)
        motif = TAUX if isinstance(value, float) else ENTIER if isinstance(value, int) else None
        ecrire(sheet, number, 2, value, NORMAL, motif)
        for rank in (1, 2):  # beside its name, a number as a word
            sheet.cell(number, rank).alignment = A_GAUCHE
    largeurs(sheet, [34, 74])
    impression(sheet, campagne.titre, "", None)


def _scope(campagne: Campagne, noms: Mapping[str, str]) -> str:
    """Which accounts were reviewed, in words."""
    dits = (
        (AXES.get(axis, ""), ", ".join(noms.get(kept, kept) for kept in values))
        for axis, values in campagne.perimetre.items()
    )
    return " ; ".join(f"{axis} : {values}" if axis else values for axis, values in dits)


def _services(book: Workbook, campagne: Campagne) -> None:
    sheet = book.create_sheet("Par service")
    names = ["etablissement", "service", "comptes", "repondus", "garder", "fermer", "modifier", "restent"]
    heads = ["Établissement", "Service", "À revoir", "Revus", "Garder", "Fermer", "Modifier", "Sans réponse"]
    rows = progress(campagne, "service").select(names).rows()
    fin = tableau(sheet, 1, heads, rows, "Services", [None, None, *[ENTIER] * 6])
    largeurs(sheet, [16, 34, *[12] * 6])
    impression(sheet, f"{campagne.titre} : par service", "", 1)
    as_list(sheet, fin, len(heads))


def _account(campagne: Campagne, cle: str, noms: Mapping[str, str]) -> tuple[str, ...]:
    """Its system, its login, its establishment, its service."""
    source, _, login = cle.partition(":")
    return noms.get(source, source), login, *campagne.comptes[cle].split("|", 1)


def _answers(book: Workbook, campagne: Campagne, noms: Mapping[str, str]) -> None:
    sheet = book.create_sheet("Décisions")
    words = rules()["verdicts"]
    heads = [
        *COMPTE,
        "Décision",
        "Précision",
        "Répondu par",
        "Enregistré par",
        "Le (UTC)",
    ]
    rows = [
        (
            *_account(campagne, cle, noms),
            words[entry.verdict],
            entry.valeur.get("precision", ""),
            entry.valeur.get("repondu_par", ""),
            entry.auteur,
            f"{entry.le:%d/%m/%Y %H:%M}" if entry.le else "",
        )
        for cle, entry in sorted(campagne.reponses.items())
    ]
    fin = tableau(sheet, 1, heads, rows, "Decisions", [None] * len(heads))
    largeurs(sheet, [26, 18, 16, 28, 12, 40, 24, 18, 18])
    impression(sheet, f"{campagne.titre} : décisions", "", 1)
    as_list(sheet, fin, len(heads))


def _waiting(book: Workbook, campagne: Campagne, noms: Mapping[str, str]) -> None:
    sheet = book.create_sheet("Sans réponse")
    rows = [_account(campagne, cle, noms) for cle in sorted(campagne.sans_reponse)]
    fin = tableau(sheet, 1, COMPTE, rows, "Attente", [None] * len(COMPTE))
    largeurs(sheet, [34, 24, 16, 34])
    impression(sheet, f"{campagne.titre} : comptes sans réponse", "", 1)
    as_list(sheet, fin, len(COMPTE))
