"""Rules about accounts that the marts need: delays followed (`comptes.toml`), how long a review counts
(`revue_acces.toml`).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from workbench.socle.regles import lire
from workbench.socle.tables import frame

_ROOM = "workbench.pilotage.comptes"


def account_rules(home: Path | None = None) -> dict[str, pl.DataFrame]:
    """`meta.delai_compte` (`jours`, one row a delay followed) and `meta.regle_revue` (`mois, version`, one
    row).

    The establishment's own files win.
    """
    delays = lire(_ROOM, "comptes.toml", home)["delais"]
    review = lire(_ROOM, "revue_acces.toml", home)
    return {
        "meta.delai_compte": frame("meta.delai_compte", ({"jours": days} for days in delays)),
        "meta.regle_revue": frame(
            "meta.regle_revue", [{"mois": review["mois"], "version": review["version"]}]
        ),
    }
