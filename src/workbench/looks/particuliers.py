"""States of the page ARS, étudiants, activités: word, sign, colour."""

from __future__ import annotations

import polars as pl

from workbench.looks.etats import BLEU, GRIS, ORANGE, ROUGE, STATUTS, VERT, Etat

ARS: dict[str, Etat] = {
    etat.code: etat
    for etat in (
        Etat(
            "sans_demande",
            "aucune demande",
            "○",
            ORANGE,
            "",
            "Numéro introuvable, aucune démarche enregistrée ici.",
        ),
        Etat("en_attente", "en attente de l’ARS", "…", BLEU, "", "Demande partie, numéro pas encore trouvé."),
        Etat(
            "dite_aboutie",
            "dite aboutie, à vérifier",
            "?",
            ORANGE,
            "",
            "Démarche close, numéro pas encore prouvé.",
        ),
        Etat("abandonnee", "abandonnée", "✕", ROUGE, "", "Démarche abandonnée : à reprendre."),
        STATUTS["a_confirmer"],
        STATUTS["incoherent"],
        Etat("aboutie", "aboutie", "✓", VERT, "", "Numéro prouvé après la demande."),
        Etat("confirme", "confirmé", "✓", VERT, "", "Numéro prouvé, sans démarche enregistrée ici."),
    )
}
ELIGIBILITES: dict[str, Etat] = {
    etat.code.removeprefix("eligibilite_"): etat
    for etat in (
        Etat("eligibilite_admis", "admis", "✓", VERT, "", "Les textes lus concordent : l’enregistrement est ouvert."),
        Etat("eligibilite_a_confirmer", "à confirmer", "?", ORANGE, "", "Les textes ne concordent pas : demander à l’ANS ou à l’ARS."),
        Etat("eligibilite_non_prevu", "non prévu", "–", GRIS, "", "Aucun texte lu n’ouvre l’enregistrement."),
    )
}  # fmt: skip


def constats(activites: pl.DataFrame) -> dict[str, Etat]:
    """A state per verdict of the rules: ✓ agrees, ! differs, – not judged.

    Args:
        activites: rows with `verdict, titre, definition, accorde`.
    """
    signs = {True: ("✓", VERT), False: ("!", ORANGE), None: ("–", GRIS)}
    rows = activites.select("verdict", "titre", "definition", "accorde").unique(
        "verdict", maintain_order=True
    )
    return {
        code: Etat(code, title, signs[agrees][0], signs[agrees][1], "", text)
        for code, title, text, agrees in rows.iter_rows()
    }
