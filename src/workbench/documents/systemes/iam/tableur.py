"""Changes as a csv file, one line an attribute that changes, before and after, for an import script."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from workbench.documents.systemes.iam.changements import Difference, mots

TITRES = ("ordre", "cle", "genre", "changement", "id_unique", "login", "attribut", "avant", "apres")


def changes(difference: Difference) -> bytes:
    """The changes, `;`, UTF-8 with its mark, in the order they are to be applied."""
    flow = StringIO()
    rows = csv.writer(flow, delimiter=";", lineterminator="\r\n").writerows
    rows([TITRES])
    for rank, change in enumerate(difference.changements, 1):
        word = mots()["genres"][change.genre]["mot"]
        head = (rank, change.cle, change.genre, word, change.id_unique, change.apres["login"] or "")
        rows(
            (*head, name, _texte(change.avant.get(name)), _texte(value))
            for name, value in change.valeurs.items()
        )
    return flow.getvalue().encode("utf-8-sig")


def put_aside(difference: Difference) -> bytes:
    """What a person must settle: who, why, what to do."""
    flow = StringIO()
    write = csv.writer(flow, delimiter=";", lineterminator="\r\n").writerow
    write(("id_unique", "motif", "pourquoi", "autre", "qui", "que_faire"))
    for one in difference.a_part:
        word = mots()["a_part"][one.motif]
        write([one.id_unique, one.motif, word["mot"], one.detail, word["qui"], word["que_faire"]])
    return flow.getvalue().encode("utf-8-sig")


def _texte(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
