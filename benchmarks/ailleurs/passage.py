"""A case by the ordinary path: declared as `source add --oui` does, what is asked answered as proposed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from livraisons import octets

from workbench.socle.erreurs import ErreurWorkbench
from workbench.sources.declarer import detection, questions
from workbench.sources.lecture.titres import header_key

JOUR = "2026-11-02"
AUSSI = {
    "nom": ("nom", "nom_usage", "nom_naissance", "nom_affiche"),
    "prenom": ("prenom", "prenom_usuel", "prenoms"),
}


def declare(case: Mapping[str, Any], home: Path) -> tuple[str, str]:
    """Write the file and its source; « , après question » when something was asked, and the source's code.

    Raises:
        ErreurWorkbench: the file is refused at this door.
    """
    path = home / "data" / "raw" / JOUR / case["fichier"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(octets(case))
    asked = ""
    proposition = detection.propose(path)
    try:
        detection.refuse_unsure(proposition)
    except ErreurWorkbench:
        asked = ", après question"
        proposition = detection.propose(path, case["nature"])
        for ask in (questions.ask_columns, questions.ask_whole_list, questions.ask_values):
            for question in ask(proposition):
                questions.answer(proposition, question, question.propose)
    detection.write_source(home, proposition)
    return asked, proposition.code


def same_text(value: object, text: str, name: str) -> bool:
    """Whether a value reads as that text; a given name may be followed by others."""
    here, there = header_key(str(value)), header_key(text)
    return here == there or (name == "prenom" and here.startswith(f"{there} "))
