"""People's decisions applied to the records of a run; one that new data contradict is not applied, it comes
back.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from workbench.decisions import Decision
from workbench.decisions.rejeu import Effet
from workbench.identities.chantier import IDENTIFIANT_CONNU, Chantier
from workbench.identities.preuves import compatible, veto

VETOS = {
    "naissances_contradictoires": "les dates de naissance se contredisent désormais",
    "sexe_contradictoire": "le sexe et le prénom se contredisent désormais",
}


def account_natures(
    fiche: pl.DataFrame, decisions: Sequence[Decision]
) -> tuple[pl.DataFrame, dict[str, Effet]]:
    """Accounts whose nature a person said; an account given to somebody is nominative."""
    said = {d.cle_a: (d.id, d.verdict or "nominatif") for d in decisions if d.famille == "compte"}
    if not said:
        return fiche, {}
    key = pl.col("source") + ":" + pl.col("cle_source")
    natures = {cle: nature for cle, (_, nature) in said.items()}
    known = set(fiche.filter(pl.col("nature") != "sirh").select(key.alias("cle"))["cle"])
    told = key.replace_strict(natures, default=None, return_dtype=pl.String)
    changed = fiche.with_columns(
        nature_compte=pl.when(pl.col("nature") == "sirh")
        .then("nature_compte")
        .otherwise(pl.coalesce(told, "nature_compte"))
    )
    gone = {
        ident: Effet("sans_objet", f"Le compte {cle} n'est plus livré.")
        for cle, (ident, _) in said.items()
        if cle not in known
    }
    return changed, gone


def apply_decisions(chantier: Chantier, decisions: Sequence[Decision]) -> dict[str, Effet]:
    """Separate first (a false merge is worse than a missed one; `chantier.apart` keeps the pairs), then join.

    Returns:
        The effect of each decision by its id.
    """
    effets: dict[str, Effet] = {}
    for entry in decisions:
        if entry.genre == "personne_differente" and _there(chantier, entry, effets):
            chantier.groupes.separate(entry.cle_a, entry.cle_b)
            chantier.apart.add((entry.cle_a, entry.cle_b))
    for entry in decisions:
        if entry.genre in {"meme_personne", "compte_appartient"} and _there(chantier, entry, effets):
            effets[entry.id] = _join(chantier, entry)
    return effets


def _there(chantier: Chantier, entry: Decision, effets: dict[str, Effet]) -> bool:
    missing = [cle for cle in (entry.cle_a, entry.cle_b) if cle not in chantier.fiches]
    if missing:
        effets[entry.id] = Effet("sans_objet", f"Fiche absente de la livraison : {', '.join(missing)}.")
    else:
        effets[entry.id] = Effet("appliquee")
    return not missing


def _join(chantier: Chantier, entry: Decision) -> Effet:
    a, b = entry.cle_a, entry.cle_b
    refused = veto(chantier.fiches[a], chantier.fiches[b])
    if refused and refused != entry.valeur.get("veto", ""):
        return _back(chantier, a, b, VETOS[refused])
    if chantier.groupes.conflict(a, b) == "decision_contraire":
        return _back(chantier, a, b, "une autre décision sépare ces personnes")
    chantier.groupes.join(a, b, force=True)
    for cle in (a, b):
        chantier.modes[cle] = ("decision", 1.0, f"décision {entry.id[:8]}")
    return Effet("appliquee")


def _back(chantier: Chantier, a: str, b: str, why: str) -> Effet:
    chantier.propose(a, b, 0.5, "decision_contredite", quoi=why)
    return Effet("a_revoir", f"Décision non appliquée : {why}.")


def challenge_apart(chantier: Chantier, a: str, b: str, what: str, effets: dict[str, Effet]) -> None:
    """Two records set apart share an identifier nobody had seen when it was decided: still apart, and asked
    again.
    """
    entry = chantier.separees.get((a, b))
    if (
        entry is None
        or entry.valeur.get("avis") in IDENTIFIANT_CONNU
        or not compatible(chantier.fiches[a], chantier.fiches[b])
    ):
        return
    why = f"les deux fiches portent le même {what}"
    effets[entry.id] = Effet("a_revoir", f"Décision maintenue, à revoir : {why}.")
    chantier.propose(a, b, 0.5, "decision_contredite", quoi=why)
