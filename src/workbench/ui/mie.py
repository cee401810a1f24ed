"""The page MIE: the funnel of the rollout, what is stuck, waves against plan, the register of means."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.reporting import figures
from workbench.reporting.etats import AUTORITES, mot
from workbench.reporting.formats import jour, nombre, pourcent
from workbench.ui import composants, donnees, filtres, listes

ETAPES = {
    "besoin": "À équiper",
    "commande": "Commandé",
    "recu": "Reçu",
    "remis": "Remis",
    "active": "Activé",
    "appaire": "Appairé",
}
ALERTES = {
    "a_commander": ("À commander", "Aucun moyen connu : choisir le moyen et commander."),
    "bloque": ("Bloqué à une étape", "Relancer : le moyen attend depuis trop longtemps."),
    "expire_bientot": ("Expire bientôt", "Renouveler avant l’échéance."),
    "expire": ("Expiré", "Renouveler sans attendre : la personne revient au mot de passe."),
    "perdu": ("Perdu ou en opposition", "Remettre un moyen de remplacement."),
}
AXES = {
    "vague": "Vague",
    "etablissement": "Établissement",
    "service": "Service",
    "autorite": "Autorité d’enregistrement",
}
COLONNES = {
    "nom": "Nom",
    "prenom": "Prénom",
    "profession": "Profession",
    "etablissement": "Établissement",
    "service": "Service",
    "type_mie": "Moyen",
    "statut_mie": "Étape",
    "jours_etape": "Jours à cette étape",
    "date_fin_validite": "Fin de validité",
}


def entonnoir(acces: Acces, le: date) -> None:
    """Users of the DPI by step reached."""
    tableau = donnees.mart(acces, "mie_entonnoir")
    if tableau.is_empty():
        composants.liste_vide(
            "Aucun utilisateur du dossier patient n’est connu : déclarez le DPI et le parc des moyens d’identification."
        )
        return
    sommes = tableau.select(pl.col(list(ETAPES)).sum()).row(0, named=True)
    besoin = sommes["besoin"] or 1
    composants.chiffres(
        {
            titre: (
                nombre(sommes[code]),
                pourcent(sommes[code] / besoin, 0) + " des utilisateurs"
                if code != "besoin"
                else "utilisateurs du dossier patient",
            )
            for code, titre in ETAPES.items()
        }
    )
    barres = pl.DataFrame({"etape": list(ETAPES.values()), "nombre": [sommes[code] for code in ETAPES]})
    gauche, droite = st.columns([2, 3])
    with gauche:
        composants.graphique(
            figures.barres(barres, "etape", "nombre"),
            "entonnoir",
            "Utilisateurs par étape atteinte : "
            + " ; ".join(f"{ETAPES[code]} {nombre(sommes[code])}" for code in ETAPES),
            f"Utilisateurs du dossier patient par étape atteinte au {jour(le)}. Une carte CPS est comptée remise ; son appairage local n’est pas dans les fichiers reçus.",
        )
    with droite:
        axe = filtres.choix("mie_axe", "Répartition par", AXES)
        par_axe = (
            tableau.group_by(axe)
            .agg(pl.col(list(ETAPES)).sum())
            .with_columns(taux=pl.col("remis") / pl.col("besoin"), reste=pl.col("besoin") - pl.col("remis"))
            .sort(["reste", axe], descending=[True, False])
        )
        if axe == "autorite":
            par_axe = par_axe.with_columns(
                pl.Series(axe, [mot(AUTORITES, code) for code in par_axe[axe]], dtype=pl.String)
            )
        composants.table(
            par_axe,
            {axe: AXES[axe]} | ETAPES | {"taux": "Équipés", "reste": "Restent"},
            legende="Du plus grand reste à équiper au plus petit",
            formats={"taux": pourcent},
            defile=True,
        )


def vagues(acces: Acces, le: date) -> None:
    """Each wave: planned for when, equipped how far."""
    tableau = donnees.mart(acces, "mie_entonnoir").filter(pl.col("date_deploiement").is_not_null())
    if tableau.is_empty():
        composants.liste_vide("Le fichier de structure ne donne pas de vague de déploiement.")
        return
    lignes = (
        tableau.group_by("vague")
        .agg(
            pl.col("date_deploiement").min(),
            pl.col("pilote").sum().alias("pilotes"),
            pl.col("service").n_unique().alias("services"),
            pl.col("besoin", "remis").sum(),
        )
        .with_columns(taux=pl.col("remis") / pl.col("besoin"), reste=pl.col("besoin") - pl.col("remis"))
        .sort("date_deploiement")
    )
    etat = [_etat(ligne["date_deploiement"], ligne["taux"], le) for ligne in lignes.to_dicts()]
    composants.table(
        lignes.with_columns(pl.Series("etat", etat)),
        {
            "vague": "Vague",
            "date_deploiement": "Prévue le",
            "services": "Services",
            "besoin": "À équiper",
            "remis": "Équipés",
            "taux": "Part",
            "reste": "Restent",
            "etat": "Constat",
        },
        legende=f"Prévu et réel au {jour(le)}",
        formats={"date_deploiement": jour, "taux": pourcent},
    )


def _etat(prevue: date, taux: float, le: date) -> str:
    if taux >= 1:
        return "✓ terminée"
    if prevue > le:
        return f"dans {(prevue - le).days} jours"
    return f"! en retard de {(le - prevue).days} jours"


def alertes(acces: Acces, le: date) -> None:
    """What needs somebody to act, then who."""
    tableau = donnees.mart(acces, "mie_alerte")
    lignes = [
        {
            "alerte": titre,
            "nombre": int(tableau.filter(pl.col("alerte") == code)["nombre"].sum()),
            "anciennete": tableau.filter(pl.col("alerte") == code)["jours_median"].median(),
            "geste": geste,
        }
        for code, (titre, geste) in ALERTES.items()
    ]
    composants.table(
        pl.DataFrame(
            lignes, schema={"alerte": pl.String, "nombre": pl.Int64, "anciennete": pl.Float64, "geste": pl.String}
        ),
        {
            "alerte": "Situation",
            "nombre": "Utilisateurs",
            "anciennete": "Attente médiane (jours)",
            "geste": "Que faire",
        },
        legende=f"Utilisateurs du dossier patient à traiter au {jour(le)}",
        formats={"anciennete": lambda valeur: "–" if valeur is None else nombre(valeur)},
    )
    code = filtres.choix("mie_alerte", "Situation", {c: titre for c, (titre, _) in ALERTES.items()})
    listes.liste_nominative(
        acces,
        "mie",
        "mart.mie_personne",
        {"alerte": code},
        COLONNES,
        f"MIE : {ALERTES[code][0].lower()}",
        exemple="commande de la vague 3",
        fichier=f"mie_{code}.xlsx",
        formats={"date_fin_validite": jour},
    )


def types(acces: Acces) -> None:
    """The register of means."""
    tableau = donnees.mart(acces, "mie_type").with_columns(
        pl.col("deux_facteurs", "lie_au_rpps").replace_strict({True: "oui", False: "non"}, return_dtype=pl.String)
    )
    composants.table(
        tableau,
        {
            "libelle": "Moyen",
            "emetteur": "Émetteur",
            "deux_facteurs": "Deux facteurs",
            "lie_au_rpps": "Lié au RPPS",
            "moyens": "Connus",
            "remis": "Remis",
            "appaires": "Appairés",
            "hors_service": "Expirés ou perdus",
        },
        legende="Registre des moyens d’identification, modifiable par l’établissement (mie.toml)",
    )
