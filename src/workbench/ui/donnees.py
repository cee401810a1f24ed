"""Marts read through the gate, cached under the published version: publishing invalidates by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces, Fenetre, seuil_de
from workbench.looks.traces import Point
from workbench.marts.catalogue import empreinte
from workbench.pilotage.objectifs.critere import sentence
from workbench.pilotage.objectifs.jalons import reasons
from workbench.ui import session


def mart(acces: Acces, nom: str) -> pl.DataFrame:
    """A whole counting mart (never a nominative one), cached.

    Raises:
        VersionAncienne: this version was published by an older tool.
    """
    return _mart(lecture(acces), nom, acces)


def lecture(acces: Acces) -> str:
    """What makes two readings of a counting mart the same: a cache's key."""
    # who reads numbers only reads other numbers, rounded
    chiffres = "noms" if acces.role.nommer else f"nombres {seuil_de(acces.home)}"
    return f"{acces.home}|{acces.version}|{chiffres}|{acces.portee}|{acces.dans}"


@st.cache_resource(max_entries=512, show_spinner=False)
# The version is the cache key; one frame for everybody, not a copy a reading: nothing changes it in place.
def _mart(version: str, nom: str, _acces: Acces) -> pl.DataFrame:  # noqa: ARG001
    return _acces.agregat(f"mart.{nom}")


def noms_de_sources(acces: Acces) -> dict[str, str]:
    """Source → the name people give it."""
    return dict(mart(acces, "source_fraicheur").select("source", "libelle").iter_rows())


def compter(acces: Acces, nom: str, fenetre: Fenetre) -> int:
    """How many rows of a nominative mart that question holds, cached.

    Raises:
        AccesRefuse: as `Acces.compter`.
    """
    posee = f"{acces.home}|{acces.version}|{acces.role.code}|{acces.portee}|{acces.dans}"
    return _compter(posee, nom, repr(fenetre), acces, fenetre)


@st.cache_data(max_entries=512, show_spinner=False)
# The version and the question are the cache key.
def _compter(version: str, nom: str, question: str, _acces: Acces, _fenetre: Fenetre) -> int:  # noqa: ARG001
    return int(_acces.compter(nom, _fenetre)["nombre"].item())


def premiere(acces: Acces, nom: str) -> dict[str, Any]:
    """The first row of a mart, as a dictionary; empty when the mart is."""
    lignes = mart(acces, nom).head(1).to_dicts()
    return lignes[0] if lignes else {}


def ancienne(acces: Acces) -> bool:
    """True when this version was counted by other queries than those of the tool now installed."""
    executions = mart(acces, "execution").sort("date_execution")
    said = executions["definitions"].to_list()[-1:] if "definitions" in executions.columns else []
    return said != [empreinte()]


def points(acces: Acces, indicateur: str) -> list[Point]:
    """The history of an indicator, oldest first."""
    historique = mart(acces, "historique").filter(
        pl.col("indicateur") == indicateur, pl.col("valeur").is_not_null()
    )
    return [
        Point(ligne["date_execution"], ligne["valeur"])
        for ligne in historique.sort("date_execution").to_dicts()
    ]


def motif(acces: Acces, indicateur: str) -> str | None:
    """Why an indicator is not measurable at the date of the data, as a sentence; None when it is."""
    why = motifs(acces).get(indicateur)
    return sentence(why) if why else None


def motifs(acces: Acces) -> dict[str, str]:
    """Indicator → why it is not measurable at the date of the data."""
    return reasons(mart(acces, "historique"))


def date_donnees(acces: Acces) -> date:
    """The date the figures speak of; today before the first publication."""
    le: date = premiere(acces, "synthese").get("date_execution") or session.aujourd_hui()
    return le


def professions(acces: Acces) -> dict[str, str]:
    """Profession code → its name, as the people of this version bear them."""
    rows = (
        mart(acces, "couverture")
        .select("profession_code", "profession")
        .drop_nulls()
        .unique("profession_code")
    )
    return dict(rows.iter_rows())


def applications(codes: Sequence[str]) -> dict[str, str]:
    """Readable names of account systems (`ad_cha` → « Annuaire CHA »)."""
    return {
        code: f"Annuaire {code[3:].upper()}" if code.startswith("ad_") else code.upper() for code in codes
    }
