"""What a run hands down to the next one, and what people said that marts count: tables beside those of the
run itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from workbench.decisions import Decision, suivi
from workbench.decisions.rejeu import decision_table, review_table
from workbench.identities import Fiches, Precedent, Rapprochement
from workbench.identities.histoire import movements_of_records
from workbench.identities.suivi import follow_accounts, follow_assignments
from workbench.rpps import LiensRpps, first_confirmations
from workbench.warehouse import read_table


def carried_tables(
    home: Path,
    date: dt.date,
    version: str,
    fiches: Fiches,
    rapprochement: Rapprochement,
    liens: LiensRpps,
    precedent: Precedent | None,
    decisions: Sequence[Decision],
) -> dict[str, pl.DataFrame]:
    """Tables by name: decisions and their effects, requests and information given, movements, accounts, first
    proofs.
    """
    moved = rapprochement.redirection
    effets = {**rapprochement.effets, **liens.effets, **suivi.effets(decisions, liens.lien_rpps, moved)}
    return {
        "meta.decision": decision_table(decisions, effets),
        "meta.revue_acces": review_table(decisions),
        "meta.demarche": suivi.demarches(decisions, moved),
        "meta.information": suivi.informations(decisions, moved),
        "curated.identite_histoire": movements_of_records(
            rapprochement.identite_fiche, precedent, decisions, date, version
        ),
        "curated.compte_suivi": follow_accounts(
            rapprochement.compte, read_table(home, "curated.compte_suivi"), date
        ),
        "curated.affectation": follow_assignments(
            fiches.contrat, read_table(home, "curated.affectation"), date
        ),
        "curated.lien_premier": first_confirmations(
            liens.lien_rpps,
            rapprochement.identite,
            date,
            read_table(home, "curated.lien_premier"),
            read_table(home, "meta.execution"),
            moved,
        ),
    }
