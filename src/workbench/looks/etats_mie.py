"""Words, signs and colours of the means of identification: accepted or not, steps, alerts, sign-in modes."""

from __future__ import annotations

from workbench.looks.etats import GRIS, ORANGE, ROUGE, VERT, Etat

RIE: dict[str, Etat] = {
    "oui": Etat(
        "oui",
        "accepté",
        "✓",
        VERT,
        "",
        "Le référentiel d’identification électronique l’accepte à cette date.",
    ),
    "non": Etat("non", "non accepté", "✕", ROUGE, "", "Le référentiel ne l’accepte pas à cette date."),
    "a_confirmer": Etat(
        "a_confirmer", "à confirmer", "?", GRIS, "", "Aucun texte connu ne permet de répondre."
    ),
}
HOMOLOGATIONS: dict[str, Etat] = {
    "non_requise": Etat("non_requise", "non requise", "–", GRIS),
    "a_faire": Etat("a_faire", "à faire", "!", ORANGE),
    "en_cours": Etat("en_cours", "en cours", "↗", ORANGE),
    "prononcee": Etat("prononcee", "prononcée", "✓", VERT),
    "refusee": Etat("refusee", "refusée", "✕", ROUGE),
    "echue": Etat("echue", "échue", "✕", ROUGE),
}
CROISEMENTS: dict[str, tuple[str, str]] = {
    "porteur_sans_lien": (
        "Porteur d’une carte, numéro non prouvé",
        "Prouver le numéro à la remise ou à l’appairage : la carte est une preuve.",
    ),
    "carte_expiree": ("Carte expirée", "Renouveler : la personne revient au mot de passe."),
    "carte_opposee": ("Carte en opposition", "Commander une carte de remplacement."),
    "lien_sans_carte": (
        "Numéro prouvé, aucune carte connue",
        "Professions à Ordre ou ARS : commander si le choix est la carte. À rôle : normal.",
    ),
    "carte_connue": ("Carte connue et valable", "Rien à faire : vérifier l’appairage au poste."),
}
MODES: dict[str, str] = {
    "mot_de_passe": "Mot de passe seul",
    "cps": "Carte CPS",
    "ecps": "e-CPS",
    "carte_etablissement": "Carte d’établissement",
    "fido2": "Clé FIDO2",
    "sso": "Authentification unique",
    "autre": "Autre",
    "inconnu": "Non renseigné",
}
TRANCHES_VALIDITE: dict[str, str] = {
    "perdu": "Perdus",
    "expire": "Expirés",
    "30": "Dans 30 jours",
    "90": "De 31 à 90 jours",
    "365": "De 91 jours à un an",
    "au_dela": "Plus d’un an",
    "sans_date": "Sans date",
}
TRANCHES_DELAI: dict[str, str] = {
    "0_30": "30 jours ou moins",
    "31_60": "31 à 60",
    "61_90": "61 à 90",
    "plus_90": "Plus de 90",
    "sans_date": "Sans date",
}


def reponse(accepte: bool | None) -> str:
    """The code of an answer of the calendar."""
    return {True: "oui", False: "non", None: "a_confirmer"}[accepte]
