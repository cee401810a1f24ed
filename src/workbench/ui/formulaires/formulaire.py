"""One form for every decision: its fields are those of its kind (`decisions/genres.toml`), drawn, checked,
recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.decisions.genres import champs, genres
from workbench.decisions.saisie import composer, controler
from workbench.socle.champs import Champ
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import erreurs, plis, session
from workbench.ui.formulaires import registre as ledger

AUJOURD_HUI = "aujourd_hui"
"""What `defaut` says in the data for the day of the form."""
LONG = 3
"""Fields from which a form is folded on a phone."""


@dataclass(frozen=True)
class Formulaire:
    """How the fields of a kind are laid out on a page.

    `rangs`: rows of field code → width; `cles`: field code → widget key; `choix`: the answers of a field
    that gets them from the page; `titres`, `exemples`: labels and examples said otherwise here; `entete`: a
    sentence above; `valeurs`: what is shown first, when it is not the field's default; `champs`: other fields
    than those of the kind (a card's); `exiges`: those that may stay empty elsewhere, not here; `boutons`: key
    → title of the other buttons; `cle`, `aide`: of the first one.
    """

    nom: str
    genre: str
    bouton: str
    rangs: Sequence[Mapping[str, int]]
    cles: Mapping[str, str]
    choix: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    titres: Mapping[str, str] = field(default_factory=dict)
    exemples: Mapping[str, str] = field(default_factory=dict)
    entete: str = ""
    libres: Sequence[str] = ()
    exiges: Sequence[str] = ()
    principal: bool = True
    bordure: bool = True
    valeurs: Mapping[str, Any] = field(default_factory=dict)
    champs: Mapping[str, Champ] = field(default_factory=dict)
    boutons: Mapping[str, str] = field(default_factory=dict)
    cle: str | None = None
    aide: str = ""

    def champ(self, code: str) -> Champ:
        """One of its fields, as this form says it."""
        item = (self.champs or champs(self.genre))[code]
        return replace(
            item,
            libelle=self.titres.get(code, item.libelle),
            exemple=self.exemples.get(code, item.exemple),
            futur=item.futur or code in self.libres,
            obligatoire=item.obligatoire or code in self.exiges,
        )


def saisir(forme: Formulaire, autres: Callable[[], object] | None = None) -> dict[str, Any] | None:
    """Draw the form; what was filled once it is sent, None before.

    Args:
        autres: draws what the page asks besides the fields of the kind (which people, for instance).
    """
    sent = saisir_geste(forme, autres)
    return None if sent is None else sent[1]


def saisir_geste(
    forme: Formulaire, autres: Callable[[], object] | None = None
) -> tuple[str, dict[str, Any]] | None:
    """The same of a form with several buttons: the key of the one pressed (`forme.bouton` for the first), and
    what was filled.
    """
    # a long form of its own waits, on a phone, under the words of its button
    waits = forme.bordure and sum(len(row) for row in forme.rangs) >= LONG
    with (
        plis.replie(f"forme_{forme.nom}", f"{forme.bouton}…") if waits else nullcontext(),
        st.form(forme.nom, border=forme.bordure),
    ):
        if forme.entete:
            st.markdown(forme.entete)
        filled = tracer(forme)
        if autres is not None:
            autres()
        place = st.container(horizontal=True) if forme.boutons else st.container()
        first = place.form_submit_button(
            forme.bouton,
            type="primary" if forme.principal else "secondary",
            key=forme.cle,
            help=forme.aide or None,
        )
        others = {key: place.form_submit_button(title, key=key) for key, title in forme.boutons.items()}
    pressed = forme.bouton if first else next((key for key, on in others.items() if on), None)
    return None if pressed is None else (pressed, filled)


def tracer(forme: Formulaire) -> dict[str, Any]:
    """The fields alone, row by row, wherever the page stands; what they hold now."""
    filled: dict[str, Any] = {}
    for row in forme.rangs:
        places = (
            st.columns(list(row.values()), vertical_alignment="bottom") if len(row) > 1 else [st.container()]
        )
        for code, place in zip(row, places, strict=True):
            item = forme.champ(code)
            shown = forme.valeurs.get(code, _defaut(item))
            with place:
                filled[code] = case(item, shown, forme.cles[code], forme.choix.get(code))
    return filled


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
        return composer(forme.genre, acces.utilisateur, valeurs, jour=session.aujourd_hui(), **fixes)
    except ErreurWorkbench as erreur:
        erreurs.avertir(erreur)
        return None


def controlees(forme: Formulaire, valeurs: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was filled, in its types, for whoever makes the entry; None, and what is wrong shown, when it is
    refused.
    """
    fields = {code: forme.champ(code) for code in valeurs}
    try:
        return controler(str(genres()[forme.genre]["libelle"]), fields, valeurs, session.aujourd_hui())
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
    return session.aujourd_hui() if item.defaut == AUJOURD_HUI else item.defaut


def case(item: Champ, valeur: Any, cle: str, choix: Mapping[Any, str] | None = None) -> Any:
    """The widget of a field, by its type.

    Args:
        valeur: what it shows first. choix: its answers, code → what people read, when they are not the
        field's own.
    """
    aide = item.aide or None
    options = item.options if choix is None else choix
    if options or item.type == "choix":
        return _choix(item, valeur, cle, options)
    if item.type in ("entier", "nombre"):
        return _nombre(item, valeur, cle)
    if item.type == "booleen":
        return st.checkbox(item.libelle, bool(valeur), key=cle, help=aide)
    if item.type == "date":
        latest = None if item.futur else session.aujourd_hui()
        day: dt.date | None = st.date_input(
            item.libelle, valeur, max_value=latest, format="DD/MM/YYYY", key=cle, help=aide
        )
        return day
    longest = int(item.max) if item.max is not None else None
    if item.long:
        return st.text_area(
            item.libelle, valeur or "", key=cle, help=aide, height=item.hauteur, max_chars=longest
        )
    return st.text_input(
        item.libelle,
        valeur or "",
        key=cle,
        help=aide,
        placeholder=item.exemple or None,
        max_chars=longest,
    )


def _choix(item: Champ, valeur: Any, cle: str, options: Mapping[Any, str]) -> Any:
    """A list that opens, buttons, or pills; nothing chosen is an answer when the field may stay empty."""
    aide = item.aide or None
    if item.forme == "pastilles":
        return st.pills(
            item.libelle, list(options), default=valeur, format_func=options.__getitem__, key=cle, wrap=True
        )
    codes = list(options) if item.obligatoire or "" in options else [None, *options]
    open_ = item.obligatoire and valeur == ""  # nothing chosen beforehand
    rank = None if open_ else codes.index(valeur) if valeur in codes else 0

    def dit(code: Any) -> str:
        return "–" if code is None else options.get(code, str(code))

    if item.forme == "boutons":
        return st.radio(item.libelle, codes, index=rank, format_func=dit, horizontal=True, key=cle, help=aide)
    return st.selectbox(
        item.libelle, codes, index=rank, format_func=dit, key=cle, help=aide, placeholder="Choisir"
    )


def _nombre(item: Champ, valeur: Any, cle: str) -> Any:
    whole: Any = int if item.type == "entier" else float
    low, high = (None if bound is None else whole(bound) for bound in (item.min, item.max))
    return st.number_input(
        item.libelle,
        low,
        high,
        valeur if valeur is not None or not item.obligatoire else low,
        step=whole(item.pas) if item.pas else whole(1),
        format=None if item.decimales is None else f"%.{item.decimales}f",
        key=cle,
        help=item.aide or None,
    )
