"""What is folded, and says how much: rows after the first ones, whole sections on a phone. Plain HTML and
style (`theme.css`): opened without the server being asked, and everything is there on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import TypeVar

import streamlit as st

from workbench.looks.formats import nombre

Dit = TypeVar("Dit")
VUES, DE_PLUS = 3, 2
"""On a phone: cards shown before « voir les N suivants », and how many more make it worth asking."""
LONGUE, LONGUE_DE_PLUS = 12, 4
"""On a wide screen: the same of the rows of a table that does not scroll."""


def plier(lignes: Sequence[str], vues: int = VUES) -> list[str]:
    """The rows of a table or of a list (a bare `<tr>` or `<li>` each), those that wait on a phone marked."""
    if not _pliees(len(lignes), vues):
        return [*lignes]
    return [*lignes[:vues], *(f'{ligne[:3]} class="wb-suivante"{ligne[3:]}' for ligne in lignes[vues:])]


def attendre(cases: Sequence[str], gardees: Sequence[bool]) -> list[str]:
    """The cells of a row (a bare `<td>` each): while its rows are folded, a phone shows the first and those
    kept.
    """
    fin = max((rang for rang, gardee in enumerate(gardees) if gardee), default=0)
    marques = [
        "" if not rang or (gardee and rang < fin) else "fin" if rang == fin else "attend"
        for rang, gardee in enumerate(gardees)
    ]
    return [
        f'<td data-{marque}="oui"{case[3:]}' if marque else case
        for case, marque in zip(cases, marques, strict=True)
    ]


def suite(total: int, vues: int = VUES) -> str:
    """What opens them, after the table, in its frame; nothing when none waits."""
    pliees = _pliees(total, vues)
    return _ouvre(pliees, "wb-suite") if pliees else ""


def corps(lignes: Sequence[str], longue: bool) -> str:
    """The body of a table; what a wide screen folds is in a body of its own."""
    if not longue:
        return f"<tbody>{''.join(lignes)}</tbody>"
    debut, fin = "".join(lignes[:LONGUE]), "".join(lignes[LONGUE:])
    return f'<tbody>{debut}</tbody><tbody class="wb-loin">{fin}</tbody>'


def est_longue(total: int) -> bool:
    """Whether a wide screen folds a table of so many rows."""
    return total >= LONGUE + LONGUE_DE_PLUS


def suite_large(total: int) -> str:
    """What opens the rows that a wide screen folds."""
    return _ouvre(total - LONGUE, "wb-suite-large")


@contextmanager
def replie(cle: str, quoi: str) -> Iterator[None]:
    """What is drawn inside is folded under that line on a phone; elsewhere it is simply there.

    Args:
        quoi: what the line says it opens: « Voir les délais ».
    """
    st.html(f'<details class="wb-pli"><summary>{escape(quoi)}</summary></details>')
    with st.container(key=f"pli_{cle}"):
        yield


@contextmanager
def sur_demande(quoi: str, cle: str, icon: str | None = None) -> Iterator[bool]:
    """Folded for everybody, and worth nothing until it is opened: gives whether it is, the caller draws then
    (a grid takes longer to draw than all that is read above it).
    """
    with st.expander(quoi, icon=icon, key=cle, on_change="rerun") as pli:
        yield bool(pli.open)


def onglets(par_titre: Mapping[str, Dit], cle: str) -> Iterator[Dit]:
    """Tabs of which only the open one is drawn: gives what stands under its title, the caller draws then, in
    its place.
    """
    ranges = zip(st.tabs(list(par_titre), key=cle, on_change="rerun"), par_titre.values(), strict=True)
    for onglet, dit in ranges:
        if onglet.open:
            with onglet:
                yield dit


def _pliees(total: int, vues: int) -> int:
    return total - vues if total >= vues + DE_PLUS else 0


def _ouvre(pliees: int, classe: str) -> str:
    return f'<details class="{classe}"><summary>Voir les {nombre(pliees)} suivants</summary></details>'
