"""Files described as data: which field stands under which title, how a system writes dates, names, words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from workbench.demo.contexte import Contexte
from workbench.demo.deformations import Civil, strip_accents
from workbench.demo.personnes import Personne

_MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_SERIE = dt.date(1899, 12, 30)


def filetime(day: dt.date | None) -> str:
    """A Windows FILETIME, 0 when there is none."""
    if day is None:
        return "0"
    return str(((day - dt.date(1601, 1, 1)).days * 86_400 + 30_000) * 10_000_000)


_DATES: dict[str, Callable[[dt.date], object]] = {
    "classeur": lambda day: dt.datetime.combine(day, dt.time()),
    "serie": lambda day: (day - _SERIE).days,
    "filetime": filetime,
    "lettres": lambda day: f"{day.day}{'er' if day.day == 1 else ''} {_MOIS[day.month - 1]} {day.year}",
}


def described(layout: Mapping[str, Any], values: Mapping[str, object]) -> list[object]:
    """A row as the system writes it.

    Args:
        layout: an entry of systemes.toml: `colonnes` (title → field), `dates` (a strftime pattern or a name
            above), `dates_de` (the same, for one field), `capitales`, `sans_accents`, `longueur` (field →
            characters kept), `tels_quels` (fields left as they are), `mots` (field → value → word),
            `sans_fin` (what an open contract says).
        values: field → value; dates and booleans as themselves.
    """
    return [_written(layout, field, values.get(field)) for field in layout["colonnes"].values()]


def _written(layout: Mapping[str, Any], field: str, value: object) -> object:
    if value is None:
        return layout.get("sans_fin", "") if field == "fin" else ""
    if isinstance(value, dt.date):
        form = layout.get("dates_de", {}).get(field, layout.get("dates", "%d/%m/%Y"))
        return _DATES[form](value) if form in _DATES else value.strftime(form)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = str(layout.get("mots", {}).get(field, {}).get(text, text))
    if field in layout.get("tels_quels", ()):
        return text
    if layout.get("sans_accents"):
        text = re.sub(r"[-'’]", " ", strip_accents(text)) if text != text.upper() else strip_accents(text)
    text = text.upper() if layout.get("capitales") else text
    return text[: layout.get("longueur", {}).get(field, len(text))]


def described_hr(
    ctx: Contexte, p: Personne, f: Any, c: Civil, title: str, numero: str, rng: Random
) -> list[object]:
    """The row of a HR file (`rh.Dossier`), every field a system may ask for."""
    code, entite = p.service_at(ctx.day), ctx.monde.entite(f.entite)
    usage = c.nom_usage or c.nom_naissance
    said = usage != c.nom_naissance and rng.random() < ctx.monde.taux["naissance_dite"]
    whole = f"{usage.upper()} née {c.nom_naissance.upper()}" if said else usage.upper()
    return described(
        ctx.monde.systemes[f.source],
        {
            "matricule": f.matricule,
            "sexe": c.sexe,
            "nom": usage,
            "nom_complet": f"{whole} {c.prenoms}".strip(),
            "nom_naissance": c.nom_naissance,
            "nom_usage": c.nom_usage,
            "prenoms": c.prenoms,
            "premier_prenom": c.prenoms.split(" ")[0],
            "prenom_usuel": c.prenom_usuel,
            "naissance": c.naissance,
            "lieu": c.lieu,
            "commune": c.commune,
            "finess": entite.finess_et,
            "entite": f.entite,
            "entite_nom": entite.nom,
            "emploi": title,
            "contrat": p.contrat,
            "debut": f.debut,
            "fin": f.fin,
            "service_code": code,
            "service": ctx.monde.service_names[code],
            "rpps": numero,
            "agence": p.interim or "",
        },
    )
