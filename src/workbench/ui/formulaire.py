"""One form for every decision: its fields are those of its kind (`decisions/genres.toml`), drawn, checked,
recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.decisions.genres import champs
from workbench.decisions.saisie import composer
from workbench.socle.champs import Champ
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import erreurs
from workbench.ui import registre as ledger

AUJOURD_HUI = "aujourd_hui"
"""What `defaut` says in the data for the day of the form."""


@dataclass(frozen=True)
class Formulaire:
    """How the fields of a kind are laid out on a page.

    `rangs`: rows of field code → width; `cles`: field code → widget key; `choix`: the answers of a field that
    gets them from
    the page; `titres`: labels said otherwise here; `entete`: a sentence above.
    """

    nom: str
    genre: str
    bouton: str
    rangs: Sequence[Mapping[str, int]]
    cles: Mapping[str, str]
    choix: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    titres: Mapping[str, str] = field(default_factory=dict)
    entete: str = ""
    libres: Sequence[str] = ()
    principal: bool = True
    bordure: bool = True


def saisir(forme: Formulaire, autres: Callable[[], None] | None = None) -> dict[str, Any] | None:
    """Draw the form; what was filled once it is sent, None before.

    Args:
        autres: draws what the page asks besides the fields of the kind (which people, for instance).
    """
    fields = champs(forme.genre)
    filled: dict[str, Any] = {}
    with st.form(forme.nom, border=forme.bordure):
        if forme.entete:
            st.markdown(forme.entete)
        for row in forme.rangs:
            places = (
                st.columns(list(row.values()), vertical_alignment="bottom")
                if len(row) > 1
                else [st.container()]
            )
            for code, place in zip(row, places, strict=True):
                item = replace(
                    fields[code],
                    libelle=forme.titres.get(code, fields[code].libelle),
                    futur=fields[code].futur or code in forme.libres,
                )
                with place:
                    filled[code] = case(item, _defaut(item), forme.cles[code], forme.choix.get(code))
        if autres is not None:
            autres()
        sent = st.form_submit_button(forme.bouton, type="primary" if forme.principal else "secondary")
    return filled if sent else None


@dataclass(frozen=True)
class Parmi:
    """Whom or what a form speaks of, chosen in a list: id → what people read."""

    titre: str
    noms: Mapping[str, str]
    cle: str
    invite: str


def saisir_parmi(forme: Formulaire, parmi: Parmi) -> tuple[dict[str, Any], list[str]] | None:
    """A form that also asks about which ones: what was filled and the ids chosen once it is sent."""
    chosen: list[str] = []

    def autres() -> None:
        chosen.extend(
            st.multiselect(
                parmi.titre,
                list(parmi.noms),
                format_func=parmi.noms.__getitem__,
                key=parmi.cle,
                placeholder=parmi.invite,
            )
        )

    filled = saisir(forme, autres)
    return None if filled is None else (filled, chosen)


def composee(acces: Acces, forme: Formulaire, valeurs: Mapping[str, Any], **fixes: Any) -> Decision | None:
    """The decision these values make; None, and what is wrong shown, when they do not."""
    try:
        return composer(forme.genre, acces.utilisateur, valeurs, **fixes)
    except ErreurWorkbench as erreur:
        erreurs.avertir(erreur)
        return None


def decider(
    acces: Acces,
    registre: Registre,
    forme: Formulaire,
    dit: str | Callable[[Decision], str],
    *,
    remplace: bool = True,
    **fixes: Any,
) -> None:
    """The whole of it: draw, check, record in the user's name, say it, draw the page again.

    Args:
        dit: what is said once recorded. remplace: take the place of what holds on the same subject, whoever
        said it.
        fixes: see `decisions.saisie.composer`.
    """
    filled = saisir(forme)
    entree = composee(acces, forme, filled, **fixes) if filled is not None else None
    if entree is None:
        return
    if ledger.enregistrer(registre, remplacer(registre, [entree]) if remplace else [entree]):
        st.toast(dit if isinstance(dit, str) else dit(entree))
    st.rerun()


def remplacer(registre: Registre, entrees: Sequence[Decision]) -> list[Decision]:
    """The same entries, each knowingly in the place of what holds on its subject."""
    known = {entree.sujet: entree.id for entree in ledger.en_vigueur(registre)}
    return [replace(entree, remplace=known.get(entree.sujet, "")) for entree in entrees]


def _defaut(item: Champ) -> Any:
    return dt.date.today() if item.defaut == AUJOURD_HUI else item.defaut


def case(item: Champ, valeur: Any, cle: str, choix: Mapping[Any, str] | None = None) -> Any:
    """The widget of a field, by its type.

    Args:
        valeur: what it shows first. choix: its answers, code → what people read, when they are not the
        field's own.
    """
    aide, exemple = item.aide or None, item.exemple or None
    options = item.options if choix is None else choix
    if options or item.type == "choix":
        codes = list(options) if item.obligatoire else [None, *options]
        open_ = item.obligatoire and valeur == ""  # nothing chosen beforehand
        return st.selectbox(
            item.libelle,
            codes,
            index=None if open_ else codes.index(valeur) if valeur in codes else 0,
            format_func=lambda code: "–" if code is None else options.get(code, str(code)),
            key=cle,
            help=aide,
            placeholder="Choisir",
        )
    if item.type in ("entier", "nombre"):
        whole: Any = int if item.type == "entier" else float
        low, high = (None if bound is None else whole(bound) for bound in (item.min, item.max))
        step = whole(item.pas) if item.pas else whole(1)
        first: Any = valeur if valeur is not None or not item.obligatoire else low
        return st.number_input(item.libelle, low, high, first, step=step, key=cle, help=aide)
    if item.type == "booleen":
        return st.checkbox(item.libelle, bool(valeur), key=cle, help=aide)
    if item.type == "date":
        latest = None if item.futur else dt.date.today()
        day: dt.date | None = st.date_input(
            item.libelle, valeur, max_value=latest, format="DD/MM/YYYY", key=cle, help=aide
        )
        return day
    if item.long:
        return st.text_area(item.libelle, valeur or "", key=cle, help=aide)
    longest = int(item.max) if item.max is not None else None
    return st.text_input(
        item.libelle, valeur or "", key=cle, help=aide, placeholder=exemple, max_chars=longest
    )
