"""The page MIE: the funnel of the rollout by population and place, what is stuck, who."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st
from pages.mie.vues import choix

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import AUTORITES, mot
from workbench.looks.formats import evolution, jour, nombre, pourcent
from workbench.pilotage.mie import rie
from workbench.ui import composants, donnees, filtres, indicateurs, liens, listes, plis
from workbench.ui.formulaires import registre
from workbench.ui.page import PageOuverte

ETAPES = {
    "besoin": "À équiper",
    "commande": "Commandé",
    "recu": "Reçu",
    "remis": "Remis",
    "active": "Activé",
    "appaire": "Appairé",
    "utilise": "Utilisé",
}
FIGURES = {
    "besoin": "utilisateurs_dpi_presents",
    "commande": "mie_commandes_dpi",
    "recu": "mie_recus_dpi",
    "remis": "mie_remis_dpi",
    "active": "mie_actives_dpi",
    "appaire": "mie_appaires_dpi",
    "utilise": "mie_utilises_dpi",
}
ALERTES = {
    "a_commander": ("À commander", "Aucun moyen connu : choisir le moyen et commander."),
    "hors_parc": (
        "Utilisé, absent du parc",
        "Se connecte avec une carte ou un téléphone que le parc ne connaît pas : compléter le parc.",
    ),
    "bloque": ("Bloqué à une étape", "Relancer : le moyen attend depuis trop longtemps."),
    "expire_bientot": ("Expire bientôt", "Renouveler avant l’échéance."),
    "expire": ("Expiré", "Renouveler sans attendre : la personne revient au mot de passe."),
    "perdu": ("Perdu ou en opposition", "Remettre un moyen de remplacement."),
}
AXES = titres.de("population service vague etablissement autorite", population="Population")
COLONNES = titres.de(
    "nom prenom profession etablissement service type_mie statut_mie jours_etape date_fin_validite",
    type_mie="Moyen",
    statut_mie="Étape",
    jours_etape="Jours à cette étape",
)


def entonnoir(page: PageOuverte) -> bool:
    """Users of the DPI by step reached, in figures; False, and said, when there is nobody to equip."""
    acces, le = page.restreint, page.le
    tableau = donnees.mart(acces, "mie_entonnoir")
    if motif := donnees.motif(acces, "mie_remis_dpi"):
        composants.liste_vide(motif)
        return False
    if tableau.is_empty():
        page.rien(
            "Aucun utilisateur du dossier patient n’est connu : déclarez le DPI et le parc des moyens"
            " d’identification."
        )
        return False
    sommes = tableau.select(pl.col([*ETAPES, "appaire_rpps"]).sum()).row(0, named=True)
    besoin = sommes["besoin"] or 1
    unites = {code: pourcent(sommes[code] / besoin, 0) for code in ETAPES} | {
        "besoin": "utilisateurs du dossier patient",
        "appaire": (
            f"{pourcent(sommes['appaire'] / besoin, 0)}, dont {nombre(sommes['appaire_rpps'])} au RPPS prouvé"
        ),
    }
    acceptes = rie.acceptes(tableau, le, registre.en_vigueur(registre.ouvrir(acces)), acces.home)
    composants.chiffres(
        {titre: (nombre(sommes[code]), unites[code]) for code, titre in ETAPES.items()}
        | {
            "Remis et accepté par le RIE": (
                nombre(acceptes),
                f"{pourcent(acceptes / besoin, 0)} à cette date",
            )
        },
        {titre: FIGURES[code] for code, titre in ETAPES.items()},
        acces.dans,
    )
    with plis.replie("mie_compte", "Voir comment c’est compté"):
        _comment(le)
        indicateurs.ouvrir(acces, "mie_remis_dpi")
    liens.voir(acces, "mie_a_remettre", "mie_a_appairer", "mie_non_utilise")
    return True


def _comment(le: date) -> None:
    st.caption(
        f"Au {jour(le)}, chacun compté une fois, par son moyen le plus avancé. « Utilisé » : le compte du"
        " dossier patient s’ouvre avec ce moyen. Une carte CPS du fichier national est comptée remise : son"
        " appairage local n’est connu que par l’usage. Définitions de l’établissement : nous n’avons trouvé"
        " aucun mode de calcul officiel publié."
    )


def repartition(acces: Acces) -> None:
    """The funnel by population, service, wave, establishment or authority, biggest remainder first."""
    tableau = choix.populations(acces)
    with st.container(key="repartition_filtres"):
        a, b = st.columns(2)
    with a:
        axe = filtres.choix("mie_axe", "Répartition par", AXES)
    with b:
        gens = filtres.choix(
            "mie_pour", "Pour la population", {"": "Toutes"} | choix.titres_populations(acces)
        )
    if gens:
        tableau = tableau.filter(pl.col("population") == gens)
    if tableau.is_empty():
        composants.liste_vide(
            "Personne dans cette population, d’après les métiers, contrats et services reçus."
        )
        return
    par_axe = (
        tableau.group_by(axe)
        .agg(pl.col(list(ETAPES)).sum())
        .with_columns(
            taux=pl.col("remis") / pl.col("besoin"),
            reste=pl.col("besoin") - pl.col("remis"),
            a_commander=pl.col("besoin") - pl.col("commande"),
        )
        .sort(["reste", axe], descending=[True, False])
    )
    noms = AUTORITES if axe == "autorite" else choix.titres_populations(acces) if axe == "population" else {}
    if noms:
        par_axe = par_axe.with_columns(
            pl.Series(axe, [mot(noms, code) for code in par_axe[axe]], dtype=pl.String)
        )
    reste = [code for code in ETAPES if code != "besoin"]
    composants.table(
        par_axe,
        {axe: AXES[axe], "besoin": "À équiper", "a_commander": "Sans moyen valable"}
        | {code: ETAPES[code] for code in reste}
        | {"taux": "Équipés", "reste": "Restent à équiper"},
        legende=(
            "Du plus grand reste à équiper au plus petit ; chaque étape compte ceux qui l’ont atteinte ou"
            " dépassée"
        ),
        defile=True,
        essentiel=("remis", "taux", "reste"),
    )


SANS_HISTOIRE = "–"  # moves and medians are kept for the whole group
TYPES_ALERTE = {"anciennete": pl.Float64}  # no case yet: no type to infer


def alertes(acces: Acces, le: date) -> None:
    """What needs somebody to act, then who."""
    composants.table(
        pl.DataFrame([_alerte(acces, code, le) for code in ALERTES], schema_overrides=TYPES_ALERTE),
        titres.de(
            "alerte nombre ecart",
            alerte="Situation",
            nombre="Utilisateurs",
            anciennete="Attente médiane (jours)",
            geste="Que faire",
        ),
        legende=(
            f"Utilisateurs du dossier patient à traiter au {jour(le)}"
            + ("" if acces.dans else " ; évolution depuis la livraison précédente")
        ),
        formats={"anciennete": lambda valeur: "–" if valeur is None else nombre(valeur)},
    )
    with st.container(key="alerte_filtres"):
        a, b = st.columns(2)
    with a:
        code = filtres.choix("mie_alerte", "Situation", {c: titre for c, (titre, _) in ALERTES.items()})
    with b:
        gens = filtres.choix("mie_population", "Population", {"": "Toutes"} | choix.titres_populations(acces))
    listes.liste_nominative(
        acces,
        listes.Liste(
            "mie",
            "mart.mie_personne",
            COLONNES,
            f"MIE : {ALERTES[code][0].lower()}",
            exemple="commande de la vague 3",
            fichier=f"mie_{code}.xlsx",
            formats={"date_fin_validite": jour},
        ),
        {"alerte": code} | ({"profil": choix.profils(acces, gens)} if gens else {}),
    )


def _alerte(acces: Acces, code: str, le: date) -> dict[str, object]:
    titre, geste = ALERTES[code]
    concernes = donnees.mart(acces, "mie_alerte").filter(pl.col("alerte") == code)
    return {
        "alerte": titre,
        "nombre": int(concernes["nombre"].sum()),
        "ecart": SANS_HISTOIRE if acces.dans else _ecart(acces, code, le),
        "anciennete": None if acces.dans else concernes["jours_median"].median(),
        "geste": geste,
    }


def _ecart(acces: Acces, code: str, le: date) -> str:
    points = [point for point in donnees.points(acces, f"mie_alerte_{code}") if point.le <= le]
    if len(points) < 2:
        return SANS_HISTOIRE
    return evolution(points[-1].valeur - points[-2].valeur)
