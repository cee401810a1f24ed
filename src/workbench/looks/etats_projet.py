"""States of the project as people see them: a sign and a word always, colour only helps; critical tasks bear ◆."""

from __future__ import annotations

from workbench.looks.etats import BLEU, GRIS, ORANGE, ROUGE, VERT, Etat

CRITIQUE = "◆"

TACHES: dict[str, Etat] = {
    etat.code: etat
    for etat in (
        Etat(
            "en_retard",
            "en retard",
            "✕",
            ROUGE,
            "x",
            "Au plus tôt, elle finit après la date qui tient l’échéance.",
        ),
        Etat(
            "a_rouvrir",
            "à rouvrir",
            "↺",
            ROUGE,
            "x",
            "Dite faite, mais son indicateur n’atteint plus le seuil.",
        ),
        Etat("a_risque", "à risque", "!", ORANGE, "/", "Elle tient l’échéance, mais sa marge est courte."),
        Etat("dans_les_temps", "dans les temps", "↗", BLEU, "", "Sa marge suffit."),
        Etat("sans_echeance", "sans échéance", "–", GRIS, ".", "Aucun objectif n’en dépend dans le plan."),
        Etat("faite", "faite", "✓", VERT, "", "Terminée, son critère mesuré atteint s’il y en a un."),
    )
}
LIVRABLES: dict[str, Etat] = {
    etat.code: etat
    for etat in (
        Etat("valide", "validé", "✓", VERT),
        Etat("fait", "fait, à valider", "?", BLEU),
        Etat("en_cours", "en cours", "↗", BLEU),
        Etat("a_faire", "à faire", "○", GRIS),
    )
}
ACTIONS: dict[str, Etat] = {
    etat.code: etat
    for etat in (
        Etat("faite", "faite", "✓", VERT),
        Etat("en_cours", "en cours", "↗", BLEU),
        Etat("en_retard", "en retard", "✕", ROUGE),
        Etat("a_faire", "à faire", "○", GRIS),
        Etat("abandonnee", "abandonnée", "–", GRIS),
    )
}
COMITES: dict[str, Etat] = {
    etat.code: etat
    for etat in (
        Etat("tenu", "tenu", "✓", VERT),
        Etat("prevu", "prévu", "○", BLEU),
        Etat("annule", "annulé", "–", GRIS),
        Etat("a_tenir", "à clore", "!", ORANGE, "", "La date est passée : dites s’il a été tenu."),
    )
}
