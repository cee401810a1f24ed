"""What accounts may do against what their post asks: deviations counted, then named once a reason is given;
the matrix learned, and what a person says against it.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.looks import titres
from workbench.looks.formats import accord, nombre, pourcent
from workbench.pilotage.comptes.habilitations import rules, subject
from workbench.ui import composants, donnees, filtres, listes, session
from workbench.ui.formulaires.formulaire import Formulaire, decider

COLONNES = titres.de(
    "nom prenom application login etablissement service",
    metier="Métier",
    profil="Profil",
    certitude="Certitude",
    effectif="Appris sur",
)
REGLES = {
    "attendu": "✓ attendu",
    "admis": "○ admis",
    "rare": "! rare : de trop",
    "interdit": "✕ interdit",
    "non_appris": "– trop peu de personnes",
}


def section(acces: Acces, registre: Registre) -> None:
    """Deviations, then the matrix they come from."""
    matrice = donnees.mart(acces, "habilitation_matrice")
    if matrice.is_empty():
        composants.liste_vide(
            "Aucune application reçue ne dit les profils de ses comptes : demandez au référent une colonne"
            " « profil » ou « habilitations » dans son export."
        )
        return
    seuils = rules(acces.home)
    st.caption(
        f"Un profil est attendu quand {pourcent(seuils['confiance'])} au moins d’un poste le tient, de trop"
        f" quand moins de {pourcent(seuils['rare'])} l’a. Rien n’est appris sous"
        f" {nombre(seuils['effectif_min'])} personnes (règles « habilitations »)."
    )
    _ecarts(acces)
    with st.expander("Ce que chaque poste demande : la matrice apprise", icon=":material/table_chart:"):
        choisis = _matrice(matrice)
        if not session.lecture_seule(acces):
            _corriger(acces, registre, choisis)


def _ecarts(acces: Acces) -> None:
    """How many of each kind, by service, then who."""
    bilan = donnees.mart(acces, "habilitation_bilan")
    if bilan.is_empty():
        composants.liste_vide("Aucun écart trouvé entre les profils tenus et ceux des postes.")
        return
    sommes = bilan.group_by("rang", "ecart", "titre", "que_faire").agg(pl.col("nombre", "personnes").sum())
    sommes = sommes.sort("rang")
    composants.table(
        sommes,
        titres.de("titre nombre personnes que_faire", titre="Écart", nombre="Profils", personnes="Personnes"),
        legende="Profils en écart, les plus graves d’abord",
    )
    noms = dict(sommes.select("ecart", "titre").iter_rows())
    ecart = filtres.choix("ecart_habilitation", "Écart", noms)
    listes.liste_nominative(
        acces,
        listes.Liste(
            "habilitations",
            "mart.habilitation_ecart",
            COLONNES,
            f"Habilitations : {noms[ecart]}",
            mot="profil",
            exemple="droits à faire confirmer par les cadres",
            bouton="Afficher ces profils",
            tri=("certitude", "effectif"),
            decroissant=True,
            vide="Aucun profil dans ce cas.",
            fichier=f"habilitations_{ecart}.xlsx",
            designe=("cle", "profil"),
            formats={"certitude": pourcent},
        ),
        {"ecart": ecart},
    )


def _matrice(matrice: pl.DataFrame) -> pl.DataFrame:
    """The profiles of one job, by post: how many hold each, what is kept of it."""
    metiers = matrice.filter(pl.col("niveau") == "metier")["metier"].unique().sort().to_list()
    if not metiers:
        composants.liste_vide("Aucun métier à montrer.")
        return matrice.clear()
    metier = filtres.choix("metier_habilitation", "Métier", {one: one for one in metiers})
    choisis = matrice.filter(pl.col("metier") == metier)
    petits = choisis.filter(regle="non_appris").select("etablissement", "service").unique().height
    lues = choisis.filter(pl.col("regle") != "non_appris")
    if petits:
        st.caption(f"{accord(petits, 'poste')} sous le minimum de personnes : rien n’en est dit.")
    if lues.is_empty():
        composants.liste_vide("Trop peu de personnes de ce métier : aucun profil n’est appris.")
        return choisis
    composants.table(
        lues.with_columns(
            poste=pl.when(pl.col("service") == "")
            .then(pl.lit("Tout le métier"))
            .otherwise(pl.concat_str("etablissement", "service", separator=", ")),
            dite=pl.col("regle").replace_strict(REGLES)
            + pl.when("decide").then(pl.lit(" (décidé)")).otherwise(pl.lit("")),
        ),
        titres.de(
            poste="Poste", source="Source", profil="Profil", effectif="Personnes", tenants="Le tiennent"
        )
        | titres.de("part", dite="Ce qu’on en retient"),
        legende=f"Profils appris pour le métier « {metier} »",
        defile=True,
    )
    return choisis


def _corriger(acces: Acces, registre: Registre, choisis: pl.DataFrame) -> None:
    """Say what a profile is in a post, against what was learned."""
    if choisis.is_empty():
        return
    postes = {
        subject(row): " · ".join(
            str(one)
            for one in (row["service"] or "Tout le métier", row["etablissement"], row["profil"])
            if one
        )
        for row in choisis.iter_rows(named=True)
    }
    forme = Formulaire(
        "habilitation_form",
        "habilitation",
        "Enregistrer cette règle",
        [{"objet": 3, "verdict": 2}, {"motif": 1}],
        {"objet": "hab_objet", "verdict": "hab_verdict", "motif": "hab_motif"},
        {"objet": postes},
        entete="**Corriger la matrice.** Votre règle vaut à la prochaine mise à jour des données.",
    )
    decider(acces, registre, forme, "Règle enregistrée : elle vaudra à la prochaine mise à jour.")
