"""Words, signs and colours of every state: one visual language for pages, charts and workbooks.

A state is always a word with a sign; colour only helps. Text colours hold 4.5:1 on white, fills 3:1; charts add
hatching, so that they survive colour blindness and a black-and-white printer.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Etat:
    """One state as a person sees it."""

    code: str
    mot: str
    signe: str
    couleur: str
    motif: str = ""
    definition: str = ""

    @property
    def encre(self) -> str:
        """The text colour that reads on the fill."""
        return "#FFFFFF" if self.code in ("confirme", "incoherent") else ENCRE

    @property
    def couleur_texte(self) -> str:
        """The colour of the word on white: fills too light for text give way to ink."""
        return ENCRE if self.code in STATUTS else self.couleur

    @property
    def libelle(self) -> str:
        """Sign and word together."""
        return f"{self.signe} {self.mot}"


BLEU, VERT, ORANGE, ROUGE, GRIS, ENCRE = "#1F4E8C", "#18753C", "#8A5000", "#B3180D", "#5D6470", "#1E2430"

STATUTS: dict[str, Etat] = {
    etat.code: etat
    for etat in (
        Etat(
            "confirme",
            "confirmé",
            "✓",
            "#1F4E8C",
            "",
            "Numéro RPPS prouvé par les traits de naissance ou par une pièce.",
        ),
        Etat(
            "a_confirmer",
            "à confirmer",
            "?",
            "#5C8FD1",
            "/",
            "Numéro probable, mais sans preuve suffisante : à vérifier.",
        ),
        Etat(
            "incoherent",
            "incohérent",
            "✕",
            "#8E2412",
            "x",
            "Numéro déclaré faux, inconnu du répertoire ou en contradiction avec l’identité.",
        ),
        Etat(
            "en_attente",
            "en attente d’un tiers",
            "…",
            "#3E9C94",
            "|",
            "Numéro introuvable, mais la demande est partie : l’Ordre, l’ARS ou RPPS+ doit répondre. Toujours compté dans les requis.",
        ),
        Etat(
            "absent",
            "absent",
            "○",
            "#C77A0A",
            "",
            "Numéro attendu et introuvable : la personne doit s’enregistrer.",
        ),
        Etat("non_requis", "non requis", "–", "#858C96", ".", "Profession sans enregistrement au RPPS."),
    )
}

JALONS: dict[str, Etat] = {
    etat.code: etat
    for etat in (
        Etat("atteint", "atteint", "✓", VERT, "", "La cible est atteinte."),
        Etat(
            "en_bonne_voie",
            "en bonne voie",
            "↗",
            BLEU,
            "",
            "Au rythme observé, la cible est atteinte avant l’échéance.",
        ),
        Etat(
            "a_risque",
            "à risque",
            "!",
            ORANGE,
            "",
            "Au rythme observé, la cible n’est pas atteinte à l’échéance.",
        ),
        Etat(
            "en_retard", "en retard", "✕", ROUGE, "", "L’échéance est passée et la cible n’est pas atteinte."
        ),
        Etat(
            "non_mesurable",
            "non mesurable",
            "–",
            GRIS,
            "",
            "Les données reçues ne permettent pas de calculer le score.",
        ),
        Etat(
            "sans_recul",
            "historique trop court",
            "–",
            GRIS,
            "",
            "Il faut au moins deux livraisons pour dire la tendance.",
        ),
    )
}

FRAICHEURS: dict[str, Etat] = {
    etat.code: etat
    for etat in (
        Etat("a_jour", "à jour", "✓", VERT),
        Etat("en_retard", "en retard", "!", ORANGE),
        Etat("absente", "jamais reçue", "✕", ROUGE),
        Etat("sans_frequence", "sans fréquence attendue", "–", GRIS),
    )
}

AUTORITES = {
    "ordre": "Ordre professionnel",
    "ars": "Agence régionale de santé",
    "role": "Employeur (professions à rôle)",
    "etudiant": "Étudiants",
    "hors_perimetre": "Hors périmètre RPPS",
    "inconnue": "À déterminer",
}
CONTRATS = {
    "titulaire": "Titulaire",
    "cdi": "CDI",
    "cdd": "CDD",
    "vacation": "Vacation",
    "interim": "Intérim",
    "stage": "Stage",
    "interne": "Interne",
    "liberal": "Libéral",
    "autre": "Autre",
}
POPULATIONS = {
    "dpi": "Utilisateurs du dossier patient",
    "comptes": "Titulaires d’un compte",
    "presents": "Agents présents",
}
SITUATIONS = {
    "liee": "Lié à une personne",
    "a_revoir": "À revoir",
    "contestee": "Contesté (deux personnes possibles)",
    "sans_identite": "Sans identité connue",
    "generique": "Générique ou partagé",
    "service": "Compte de service",
    "exclue": "Écarté, avec un responsable et une échéance",
    "absent": "Pas encore vu",
}
NATURES = {
    "sirh": "Ressources humaines",
    "annuaire": "Annuaire",
    "application": "Application",
    "rpps_public": "Répertoire public",
    "rpps_restreint": "Répertoire restreint",
    "porteurs_cps": "Porteurs de CPS",
    "parc_mie": "Moyens d’identification",
    "structure": "Structure",
}
TRAITS = {
    "nom_naissance": "Nom de naissance",
    "nom_usage": "Nom d’usage",
    "prenoms": "Prénoms",
    "sexe": "Sexe",
    "date_naissance": "Date de naissance",
    "lieu_naissance": "Lieu de naissance",
    "code_commune_naissance": "Commune (code)",
    "pays_naissance": "Pays de naissance",
    "email": "Courriel",
    "telephone": "Téléphone",
    "matricule": "Matricule",
    "login": "Identifiant de connexion",
    "rpps": "RPPS",
    "adeli": "ADELI",
    "emploi": "Emploi",
    "service": "Service",
    "service_code": "Service (code)",
    "profession_code": "Profession reconnue",
    "nom": "Nom",
    "prenom": "Prénom",
}


def etat(catalogue: dict[str, Etat], code: str | None) -> Etat:
    """The state of that code; an unknown code is shown as such, never hidden."""
    cle = code or ""
    return catalogue.get(cle, Etat(cle, cle.replace("_", " ") or "inconnu", "–", GRIS))


def mot(catalogue: dict[str, str], code: str | None) -> str:
    """A label; unknown codes are made readable."""
    if not code:
        return "Non renseigné"
    return catalogue.get(code, code[:1].upper() + code[1:].replace("_", " "))
