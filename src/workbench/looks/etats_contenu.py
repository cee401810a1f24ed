"""Words, signs and colours of the project's contents: risks, signals, lessons, money, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.looks.etats import BLEU, GRIS, ORANGE, ROUGE, VERT, Etat
from workbench.looks.formats import ABSENT, nombre, pourcent

if TYPE_CHECKING:
    from workbench.projet.signaux import Signal


def _par_code(*etats: Etat) -> dict[str, Etat]:
    return {etat.code: etat for etat in etats}


NIVEAUX = _par_code(
    Etat(
        "fort",
        "fort",
        "‼",
        ROUGE,
        "",
        "Probabilité × impact élevés : à traiter maintenant, à dire en comité.",
    ),
    Etat("moyen", "moyen", "!", ORANGE, "", "À surveiller, réponse préparée."),
    Etat("faible", "faible", "·", GRIS, "", "Accepté, relu de temps en temps."),
)
ETATS_RISQUE = _par_code(
    Etat("ouvert", "ouvert", "○", ORANGE),
    Etat("surveille", "surveillé", "◐", BLEU),
    Etat("survenu", "survenu", "✕", ROUGE),
    Etat("clos", "clos", "✓", VERT),
)
SIGNAUX = _par_code(
    Etat(
        "aggrave",
        "s’aggrave",
        "▲",
        ROUGE,
        "",
        "L’indicateur a bougé dans le mauvais sens à la dernière exécution.",
    ),
    Etat(
        "immobile",
        "ne bouge plus",
        "‖",
        ORANGE,
        "",
        "Aucun progrès sur plusieurs exécutions, cible non tenue.",
    ),
    Etat("stable", "stable", "=", GRIS, "", "Pas de mouvement notable à la dernière exécution."),
    Etat(
        "ameliore",
        "s’améliore",
        "✓",
        VERT,
        "",
        "L’indicateur a bougé dans le bon sens à la dernière exécution.",
    ),
    Etat("neutre", "suivi", "–", GRIS, "", "Cet indicateur n’a pas de meilleur sens."),
    Etat("sans_recul", "une seule mesure", "–", GRIS, "", "Il faut deux exécutions pour dire un mouvement."),
    Etat("non_mesure", "non mesuré", "–", GRIS, "", "Aucun indicateur suivi ne correspond."),
)
ETATS_ENSEIGNEMENT = _par_code(
    Etat("a_traiter", "à traiter", "○", ORANGE),
    Etat("en_cours", "en cours", "◐", BLEU),
    Etat("traite", "traité", "✓", VERT),
    Etat("sans_objet", "sans objet", "–", GRIS),
)
ETATS_BUDGET = _par_code(
    Etat("depassement", "dépassement", "▲", ROUGE, "", "La projection dépasse le montant prévu."),
    Etat(
        "paye_sans_engagement",
        "payé au-delà de l’engagé",
        "!",
        ORANGE,
        "",
        "Un engagement manque ou n’est pas saisi.",
    ),
    Etat(
        "sans_prevision",
        "sans prévision",
        "?",
        ORANGE,
        "",
        "Une dépense est connue, mais rien n’était prévu.",
    ),
    Etat("dans_le_prevu", "dans le prévu", "✓", VERT, "", "La projection ne dépasse pas le montant prévu."),
    Etat(
        "a_chiffrer",
        "à chiffrer",
        "○",
        GRIS,
        "",
        "Aucun montant n’est saisi : ce poste ne compte pas encore.",
    ),
)
ETATS_ENVOI = _par_code(
    Etat("fait", "fait", "✓", VERT),
    Etat("en_retard", "en retard", "✕", ROUGE, "", "La date prévue est passée."),
    Etat("prevu", "prévu", "◐", BLEU),
    Etat("a_dater", "à dater", "○", ORANGE, "", "Aucune date n’est posée."),
)


def mesure(signal: Signal) -> str:
    """The figure itself: « 28,6 % (482 sur 1 682) » or « 71 »."""
    if signal.valeur is None:
        return ABSENT
    if signal.taux:
        return f"{pourcent(signal.valeur)} ({nombre(signal.numerateur)} sur {nombre(signal.denominateur)})"
    return nombre(signal.valeur, 0 if float(signal.valeur).is_integer() else 1)


def mouvement(signal: Signal) -> str:
    """Against the run before: « +1,2 point », « −13 »; nothing when there is none."""
    if signal.valeur is None or signal.precedente is None:
        return ""
    gap = signal.valeur - signal.precedente
    size = abs(gap) * 100 if signal.taux else abs(gap)
    places = 1 if signal.taux or not float(gap).is_integer() else 0
    if gap and round(size, places) == 0:
        places = 2  # an expected number of errors moves by hundredths
    if round(size, places) == 0:
        return "inchangé"
    words = " point" + ("s" if size >= 2 else "") if signal.taux else ""
    return f"{'+' if gap > 0 else '−'}{nombre(size, places)}{words}"
