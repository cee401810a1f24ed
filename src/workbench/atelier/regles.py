"""Dedoubling: a threshold, a veto or a doubt tried on the published records; then draft, proposal,
activation.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from workbench.access import exiger
from workbench.atelier.essais import Essai, try_entries
from workbench.atelier.poste import LECTURE, Poste
from workbench.decisions import Decision
from workbench.decisions.genres import champs
from workbench.identities.consignes import consignes
from workbench.revue import simulation

ETAPES = {"brouillon": "brouillon", "propose": "proposée", "actif": "active"}
_TRAITS = ("nom_naissance", "nom_usage", "nom", "prenoms", "date_naissance", "service", "emploi")


def instructions(poste: Poste) -> pl.DataFrame:
    """Every instruction that may be given, and where it stands.

    Returns:
        code, consigne (in words), etape (`brouillon`, `proposée`, `active` or null), par.
    """
    decisions = poste.registre.en_vigueur()
    rows = []
    for code, words in consignes().items():
        known = next(
            (found for step in reversed(ETAPES) if (found := simulation.stage(decisions, step, code))), None
        )
        rows.append((code, words, ETAPES[known.verdict] if known else None, known.auteur if known else None))
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("code", "consigne", "etape", "par"), pl.String), orient="row"
    )


def try_instruction(poste: Poste, code: str) -> Essai:
    """What this instruction would do if it were active.

    Raises:
        DecisionInvalide: it does not exist.
    """
    simulation.refuse_unknown(code)
    entry = Decision("regle_rapprochement", poste.acces.utilisateur, "essai", verdict="actif", objet=code)
    return try_entries(poste, [entry], consignes()[code])


def try_thresholds(poste: Poste, **seuils: float) -> Essai:
    """What these thresholds would do; those not given stay as they are.

    Raises:
        DecisionInvalide: not in order.
    """
    chosen = _thresholds(poste, seuils)
    words = ", ".join(
        f"{champs('seuils')[name].libelle.lower()} {value:g}".replace(".", ",")
        for name, value in seuils.items()
    )
    entry = Decision(
        "seuils", poste.acces.utilisateur, "essai", verdict="actif", objet=simulation.OBJET, valeur=chosen
    )
    return try_entries(poste, [entry], words or "seuils en vigueur")


def _thresholds(poste: Poste, seuils: Mapping[str, float]) -> dict[str, float]:
    chosen = {**simulation.current(poste.home, poste.registre.en_vigueur()), **seuils}
    simulation.check(chosen)
    return chosen


def advance(poste: Poste, etape: str, motif: str, *, code: str = "", **seuils: float) -> str:
    """Record one step of an instruction (`code`) or of thresholds; what was done, in a sentence.

    Args:
        etape: `brouillon`, `propose`, then `actif` by somebody else.

    Raises:
        AccesRefuse: the role records nothing. DecisionInvalide: a step is missing, no reason, or the proposer
        activates.
    """
    if not poste.action:
        return LECTURE
    author = poste.acces.utilisateur
    exiger(poste.home, author, "ecrire")
    kind, values = (
        ("regle_rapprochement", {"objet": code}) if code else ("seuils", _thresholds(poste, seuils))
    )
    filled = poste.answers(kind, {"verdict": etape, "motif": motif, **values})
    asked = poste.compose(kind, filled, objet=code or simulation.OBJET)
    if code:
        simulation.advance_instruction(poste.registre, asked.verdict, code, author, asked.motif)
    else:
        chosen = _thresholds(poste, seuils)
        simulation.advance(poste.registre, asked.verdict, chosen, author, asked.motif)
    known = simulation.stage(poste.registre.en_vigueur(), asked.verdict, code or simulation.OBJET)
    return poste.said([known] if known else [])


def people_behind(poste: Poste, pairs: pl.DataFrame, maximum: int = 20) -> pl.DataFrame:
    """The people of the pairs that change, side by side; the reading is logged.

    Args:
        pairs: `cle_a`, `cle_b` and anything else, most telling first.

    Returns:
        The same columns, then nom, prenoms, naissance, service of each side (`_a`, `_b`).

    Raises:
        AccesRefuse: the role reads numbers only.
    """
    shown = pairs.head(maximum)
    keys = {*shown["cle_a"], *shown["cle_b"]}
    wanted = sorted({key.split(":", 1)[1] for key in keys})
    rows = poste.acces.nominatif(
        "mart.revue_fiche", colonnes=["source", "cle_source", *_TRAITS], cle_source=wanted
    )
    said = rows.select(
        pl.concat_str("source", pl.lit(":"), "cle_source").alias("cle"),
        pl.coalesce("nom_naissance", "nom", "nom_usage").alias("nom"),
        "prenoms",
        pl.col("date_naissance").alias("naissance"),
        pl.coalesce("service", "emploi").alias("service"),
    )
    for side in "ab":
        named = said.rename({name: f"{name}_{side}" for name in said.columns if name != "cle"})
        shown = shown.join(named, left_on=f"cle_{side}", right_on="cle", how="left", maintain_order="left")
    return shown
