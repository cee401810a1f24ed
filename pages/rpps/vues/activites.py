"""RPPS activities against contracts, drawn: what agrees, what differs and who must act, the worklist, what
cannot be compared.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import CONTRATS, GRIS, ORANGE, VERT, Etat, mot
from workbench.looks.figures import base as figures
from workbench.looks.formats import jour, jour_court, nombre, pourcent
from workbench.pilotage import activites as regle
from workbench.ui import composants, donnees, filtres, indicateurs, listes

NIVEAUX = {"ej": "dans l’entité juridique", "et": "sur le site du contrat"}
COLONNES = titres.de(
    "nom prenom profession etablissement service date_debut date_fin au_rpps geste",
    etablissement="Établissement (RH)",
    date_debut="Depuis",
    date_fin="Fin de contrat",
    au_rpps="Publié au RPPS",
)


def comparaison(acces: Acces, le: date) -> None:
    """Verdicts with their counts and definitions, then by establishment, profession or service."""
    tableau = donnees.mart(acces, "activite")
    if not int(tableau["nombre"].sum()):
        composants.liste_vide(
            "Rien à comparer : il faut l’extraction publique de l’Annuaire Santé, et au moins un numéro"
            " prouvé (page Couverture RPPS)."
        )
        return
    lignes = regle.par_verdict(tableau)
    etats = _constats(lignes)
    composants.table(
        lignes.filter(pl.col("nombre") > 0),
        {"verdict": "Constat", "nombre": "Situations"}
        | regle.ACTEURS
        | {"definition": "Ce que cela veut dire"},
        legende=(
            f"Une situation : une personne au numéro prouvé dans un établissement, au {jour(le)} ; puis par"
            " autorité qui tient l’enregistrement"
        ),
        etats={"verdict": etats},
    )
    vides = [
        ligne["titre"][:1].lower() + ligne["titre"][1:]
        for ligne in lignes.filter(pl.col("nombre") == 0).to_dicts()
    ]
    if vides:
        st.caption(f"Aucune situation : {', '.join(vides)}.")
    gauche, droite = st.columns([3, 2])
    with gauche:
        axe = filtres.choix("activites_axe", "Répartition par", regle.AXES)
        par_axe = regle.par_axe(tableau, axe)
        noms = [mot(CONTRATS, cle) if axe == "type_contrat" else cle for cle in par_axe["cle"]]
        composants.table(
            par_axe.with_columns(pl.Series("cle", noms, dtype=pl.String)),
            {
                "cle": regle.AXES[axe],
                "jugees": "Jugées",
                "accordent": "Conformes",
                "ecarts": "Écarts",
                "taux": "Part conforme",
            },
            legende="Du plus grand nombre d’écarts au plus petit",
            defile=True,
        )
    with droite:
        tendance(acces)
    personnes(acces, lignes)
    limites(acces)


def tendance(acces: Acces) -> None:
    """How far activities agree, delivery after delivery; the criterion of 1.2-2028 counts people without a
    number too.
    """
    indicateurs.ouvrir(acces, "activites_concordent", nomme=True)
    indicateurs.ouvrir(acces, "activites_a_jour", nomme=True)
    points = donnees.points(acces, "activites_concordent")
    if len(points) < 2:
        composants.liste_vide("La tendance demande au moins deux livraisons.")
        return
    composants.graphique(
        figures.tendance(points, 1.0, 190),
        "activites_tendance",
        "Part des personnes aux activités conformes : "
        + " ; ".join(f"{jour(point.le)} {pourcent(point.valeur)}" for point in points),
        "Part des personnes au numéro prouvé dont toutes les situations jugées sont conformes, de livraison"
        " en livraison (objectif 1.2, 2028 ; définition de l’établissement).",
    )


def personnes(acces: Acces, lignes: pl.DataFrame) -> None:
    """Who, for one verdict, with the right next step."""
    ecarts = lignes.filter(pl.col("nombre") > 0, ~pl.col("verdict").is_in(["concorde", "fermee"]))
    if ecarts.is_empty():
        composants.liste_vide("Aucun écart : rien à corriger.")
        return
    options = {
        ligne["verdict"]: f"{ligne['titre']} ({nombre(ligne['nombre'])})" for ligne in ecarts.to_dicts()
    }
    verdict = filtres.choix("activites_verdict", "Écart à traiter", options)
    listes.liste_nominative(
        acces,
        listes.Liste(
            "activites",
            "mart.activite_personne",
            COLONNES,
            f"Activités du RPPS : {dict(lignes.select('verdict', 'titre').iter_rows())[verdict]}",
            exemple="fermer les lieux d’exercice des partants",
            fichier=f"activites_{verdict}.xlsx",
            designe=("id_unique", "etablissement"),
            formats={"date_debut": jour_court, "date_fin": jour_court},
        ),
        {"verdict": verdict},
    )


def limites(acces: Acces) -> None:
    """What is compared and what is not, said in full."""
    regles = regle.regles(acces.home)
    st.caption(
        f"Comparé : l’établissement ({NIVEAUX[regles['niveau']]}), la profession ou le rôle, l’activité"
        f" fermée ou non après un départ ; tolérance de {regles['delai_jours']} jours. Non comparé : les"
        " dates de début et de fin et la quotité, que l’Annuaire Santé en libre accès ne publie pas ; le"
        " mode d’exercice, faute d’équivalent sûr aux RH ; les personnes sans numéro prouvé. Règles de"
        f" l’établissement (règles « activités », version {regles['version']}) : nous n’avons trouvé"
        " aucun mode de calcul officiel publié."
    )


def _constats(activites: pl.DataFrame) -> dict[str, Etat]:
    """A state per verdict of the rules: ✓ agrees, ! differs, – not judged.

    Args:
        activites: rows with `verdict, titre, definition, accorde`.
    """
    signs = {True: ("✓", VERT), False: ("!", ORANGE), None: ("–", GRIS)}
    rows = activites.select("verdict", "titre", "definition", "accorde").unique(
        "verdict", maintain_order=True
    )
    return {code: Etat(code, title, *signs[agrees], text) for code, title, text, agrees in rows.iter_rows()}
