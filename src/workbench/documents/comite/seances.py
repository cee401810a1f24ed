"""The committee being prepared, and the figures of the one held before it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from workbench import projet as steering
from workbench.access import Acces
from workbench.documents.comite.salle import Salle
from workbench.looks.formats import jour
from workbench.pilotage.objectifs.critere import SERIE
from workbench.projet import comites
from workbench.socle.erreurs import ErreurWorkbench

TYPES = {"copil": ("copil", "suivi", "projet", "editeurs"), "codir": ("codir",)}
"""Document → the types of committee it is made for, its own first."""


def trouver_comite(salle: Salle, ident: str) -> dict[str, Any]:
    """The committee of that id.

    Raises:
        ErreurWorkbench: unknown, or cancelled.
    """
    trouve = next((ligne for ligne in salle.comites if ligne["id"] == ident), None)
    if trouve is None:
        connus = ", ".join(ligne["id"] for ligne in salle.comites[-8:]) or "aucun comité saisi"
        raise ErreurWorkbench("Comité inconnu", f"« {ident} »", f"Comités : {connus}.")
    if trouve["etat"] == "annule":
        raise ErreurWorkbench(
            "Comité annulé", f"« {ident} » est annulé.", "Choisissez-en un autre, ou rétablissez-le."
        )
    return trouve


def next_one(acces: Acces, genre: str) -> Mapping[str, Any] | None:
    """The next committee of a document's own type still to be held, at the date of the data; None when none
    is planned: the document then says that its date is to be fixed, and whoever makes it is told before.
    """
    le: dt.date = acces.agregat("mart.synthese")["date_execution"][0]
    return comites.prochain(steering.ouvrir(acces.home), le, TYPES[genre][:1])


def said(comite: Mapping[str, Any] | None) -> str:
    """When the session is held, as documents write it; nothing of one that nobody has set, which is asked
    before.
    """
    return f"séance du {jour(comite['le'])}" if comite and comite["le"] else ""


def le_ou_les(depuis: str) -> str:
    """« le comité du 8 octobre », « les données du 1er octobre »."""
    return f"le {depuis}" if depuis.startswith("comité") else f"les {depuis}"


def plan_seen_on(le: dt.date, comite: Mapping[str, Any] | None) -> dt.date:
    """The day the plan and the actions are judged: the committee's, when it comes after the data."""
    return max(le, (comite["le"] if comite else None) or le)


def reference_anterieure(
    salle: Salle,
    histoire: Mapping[str, SERIE],
    le: dt.date,
    prepare: Mapping[str, Any] | None,
    genre: str,
) -> tuple[Mapping[str, float], str, dt.date | None]:
    """What figures are compared with: indicator → value, its name, its date.

    The frozen figures of the last committee of this type held before this one (for those it did not freeze,
    the history at the
    date of the data it saw); without any committee, the run before this one.
    """
    voulu = prepare["type"] if prepare else genre
    limite = prepare["le"] if prepare and prepare["le"] else None
    tenus = [
        ligne
        for ligne in salle.comites
        if ligne["type"] == voulu
        and ligne["etat"] == "tenu"
        and ligne["chiffres"]
        and ligne["le"]
        and (limite is None or ligne["le"] < limite)
        and (prepare is None or ligne["id"] != prepare["id"])
    ]
    if tenus:
        dernier = max(tenus, key=lambda ligne: (ligne["le"], ligne["id"]))
        vus = {**valeurs_au(histoire, dernier["date_donnees"]), **chiffres(dernier["chiffres"])}
        return vus, f"comité du {jour(dernier['le'])}", dernier["le"]
    dates = sorted({point[0] for serie in histoire.values() for point in serie if point[0] < le})
    if not dates:
        return {}, "", None
    return valeurs_au(histoire, dates[-1]), f"données du {jour(dates[-1])}", dates[-1]


def valeurs_au(histoire: Mapping[str, SERIE], date: dt.date | None) -> dict[str, float]:
    """Indicator → its value at that date of the data; nothing for a date never run."""
    return {code: point[3] for code, serie in histoire.items() for point in serie if point[0] == date}


def chiffres(texte: str) -> dict[str, float]:
    """Figures frozen with a committee (JSON: indicator → value); what is not a number is left out."""
    try:
        lus = json.loads(texte)
    except ValueError:
        return {}
    if not isinstance(lus, dict):
        return {}
    return {
        str(code): float(valeur)
        for code, valeur in lus.items()
        if isinstance(valeur, (int, float)) and not isinstance(valeur, bool)
    }
