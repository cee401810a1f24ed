"""What a run hands down to the next one, and what people said that marts count: tables beside those of the
run itself.
"""

from __future__ import annotations

import polars as pl

from workbench.decisions import en_cours
from workbench.decisions.rejeu import decision_table, entitlement_table, review_table
from workbench.identities.histoire import movements_of_records
from workbench.identities.suivi import follow_accounts, follow_assignments
from workbench.rpps import first_confirmations
from workbench.run.tables import Resultats
from workbench.warehouse import read_table


def carried_tables(run: Resultats) -> dict[str, pl.DataFrame]:
    """Tables by name: decisions and their effects, requests and information given, movements, accounts, first
    proofs.
    """
    rapprochement, liens, decisions = run.rapprochement, run.liens, run.decisions
    moved = rapprochement.redirection
    effets = {**rapprochement.effets, **liens.effets, **en_cours.effets(decisions, liens.lien_rpps, moved)}

    def before(name: str) -> pl.DataFrame | None:
        return read_table(run.settings.home, name)

    return {
        "meta.decision": decision_table(decisions, effets),
        "meta.revue_acces": review_table(decisions),
        "meta.habilitation_decidee": entitlement_table(decisions),
        "meta.demarche": en_cours.demarches(decisions, moved),
        "meta.psi_reponse": en_cours.psi_answers(decisions, moved),
        "meta.rpps_plus_reponse": en_cours.rpps_plus_answers(decisions, moved),
        "meta.information": en_cours.informations(decisions, moved),
        "curated.identite_histoire": movements_of_records(
            rapprochement.identite_fiche, run.precedent, decisions, run.date, run.version
        ),
        "curated.compte_suivi": follow_accounts(
            rapprochement.compte, before("curated.compte_suivi"), run.date
        ),
        "curated.affectation": follow_assignments(
            run.fiches.contrat, before("curated.affectation"), run.date
        ),
        "curated.lien_premier": first_confirmations(
            liens.lien_rpps,
            rapprochement.identite,
            run.date,
            before("curated.lien_premier"),
            before("meta.execution"),
            moved,
        ),
    }
