"""The test phase on the page MIE acceptés: usage by usage, what was tried with which test means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from workbench.access import Acces
from workbench.looks.formats import accord, jour_court
from workbench.projet.terrain import essais
from workbench.ui import composants, donnees, plis
from workbench.ui.formulaires import projet_editeur

MOTS = {
    essais.REUSSI: "✓ réussi",
    essais.RESERVE: "! avec réserve",
    essais.ECHEC: "✕ échec",
    essais.JAMAIS: "○ jamais essayé",
}


def section(acces: Acces) -> None:
    """What is tried, what fails, what nobody tried yet; then the trials themselves."""
    projet = projet_editeur.lire_genre(acces, essais.GENRE, "d’essais de moyens")
    if projet is None:
        return
    held = donnees.mart(acces, "mie_type").filter(pl.col("moyens") > 0)["type_mie"].to_list()
    means = essais.means_to_try(projet, held)
    words = projet.genres[essais.GENRE].champ("moyen").options
    if means:
        _table(essais.matrix(projet, means), {code: words[code] for code in means})
    else:
        composants.liste_vide("Aucun moyen connu au parc : déclarez un premier essai avec un moyen de test.")
    cards = projet.fiches(essais.GENRE)
    combien = accord(len(cards), "essai déclaré", "essais déclarés")
    with plis.sur_demande(f"Les essais : {combien}", "essais_fiches") as ouvert:
        if ouvert:
            projet_editeur.editer(acces, projet, essais.GENRE)


def _table(usages: list[essais.Usage], means: Mapping[str, str]) -> None:
    count = essais.tally(usages, list(means))
    said = [
        accord(count[essais.REUSSI], "essai réussi", "essais réussis"),
        f"{count[essais.RESERVE]} avec réserve",
        accord(count[essais.ECHEC], "échec", "échecs"),
        f"{count[essais.JAMAIS]} jamais faits",
    ]
    rows = [{"usage": usage.libelle, **{code: _said(usage, code) for code in means}} for usage in usages]
    composants.table(
        pl.DataFrame(rows),
        {"usage": "Usage", **means},
        legende=f"Le dernier essai de chaque usage, avec un moyen de test, avant de remettre les vrais : "
        f"{', '.join(said)}",
    )


def _said(usage: essais.Usage, means: str) -> str:
    last: Mapping[str, Any] | None = usage.derniers.get(means)
    word = MOTS[usage.etat(means)]
    return f"{word} le {jour_court(last['le'])} ({last['ou']})" if last else word
