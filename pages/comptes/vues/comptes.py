"""The page Comptes: what is wrong with accounts, whose, since when, what to do; how people sign in."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.formats import accord, evolution, jour, nombre
from workbench.ui import composants, donnees, filtres, indicateurs, liens, listes
from workbench.ui.donnees import applications
from workbench.ui.page import PageOuverte

COLONNES = titres.de("nom prenom application login etablissement service jours", detail="Constat")


def manquants(acces: Acces) -> None:
    """What a missing source keeps from being said of accounts, one sentence a reason."""
    motifs = [donnees.motif(acces, code) for code in ("compte_cree_avec_rpps", "comptes_lies", "presents")]
    for motif in dict.fromkeys(filter(None, motifs)):
        composants.liste_vide(f"{motif} Ce que les listes montrent vient des dernières livraisons reçues.")


def problemes(page: PageOuverte) -> pl.DataFrame:
    """One line a problem: how many, its move, the median age, what to do."""
    acces, le = page.restreint, page.le
    tableau = donnees.mart(acces, "compte_tableau")
    ensemble = (
        tableau.group_by("rang", "probleme", "titre", "definition", "que_faire")
        .agg(pl.col("nombre").sum(), pl.col("jours_median").median())
        .sort("rang")
    )
    if ensemble.is_empty():
        if not donnees.motif(acces, "comptes_lies"):
            page.rien("Aucun problème trouvé dans les comptes reçus.")
        return tableau
    absents = {code for code in ensemble["probleme"] if donnees.motif(acces, f"compte_{code}")}
    # moves and medians are kept for the whole group
    suivi = () if acces.dans else ("ecart", "jours_median")
    ecarts = [_ecart(acces, probleme, le) for probleme in ensemble["probleme"]]
    dates = [point.le for point in donnees.points(acces, f"compte_{ensemble['probleme'][0]}")]
    depuis = f" ; évolution depuis le {jour(dates[-2])}" if suivi and len(dates) > 1 else ""
    composants.table(
        ensemble.with_columns(
            pl.Series("ecart", ecarts, dtype=pl.String),
            nombre=pl.when(pl.col("probleme").is_in(absents)).then(None).otherwise(pl.col("nombre")),
        ),
        titres.de(
            " ".join(("titre nombre", *suivi, "que_faire")),
            titre="Problème",
            nombre="Comptes",
            **({"jours_median": "Ancienneté médiane (jours)"} if suivi else {}),
        ),
        legende=f"Comptes actifs à corriger au {jour(le)}{depuis} ; un compte peut avoir plusieurs problèmes",
        formats={
            "nombre": lambda valeur: "non mesurable" if valeur is None else nombre(valeur),
            "jours_median": lambda valeur: "–" if valeur is None else nombre(valeur),
        },
    )
    composants.on_compte("revue_comptes_12_mois", "compte_partant_ouvert", "comptes_partis_delai")
    if suivi:
        _dans_le_delai(acces)
    return tableau


def _dans_le_delai(acces: Acces) -> None:
    """Accounts of people just gone, said apart: they are not late yet."""
    attente = donnees.points(acces, "comptes_partis_delai")
    if attente:
        st.caption(
            f"À part : {accord(int(attente[-1].valeur), 'compte ouvert', 'comptes ouverts')} d’une personne"
            " partie depuis peu, encore dans le délai de fermeture que l’établissement a fixé."
        )


def _ecart(acces: Acces, probleme: str, le: date) -> str:
    if donnees.motif(acces, f"compte_{probleme}"):
        return "–"
    points = [point for point in donnees.points(acces, f"compte_{probleme}") if point.le <= le]
    if len(points) < 2:
        return "–"
    return evolution(points[-1].valeur - points[-2].valeur)


def detail(acces: Acces, tableau: pl.DataFrame, le: date) -> None:
    """One problem by system and service, then the accounts once a reason is given."""
    if tableau.is_empty():
        return
    intitules = dict(
        tableau.sort("rang").select("probleme", "titre").unique("probleme", maintain_order=True).iter_rows()
    )
    probleme = filtres.choix("probleme", "Problème", intitules)
    lignes = tableau.filter(pl.col("probleme") == probleme)
    if lignes.is_empty():
        return
    dite, fiche = st.columns([5, 1], vertical_alignment="center")
    dite.write(f"**Définition.** {lignes['definition'][0]}")
    with fiche:
        indicateurs.ouvrir(acces, f"compte_{probleme}", "fiche_compte")
    composants.on_compte(f"compte_{probleme}")
    liens.voir(acces, liens.de(f"compte_{probleme}"))
    _repartition(lignes, le, en_tout=not acces.dans)
    listes.liste_nominative(
        acces,
        listes.Liste(
            "comptes",
            "mart.compte_probleme",
            COLONNES,
            intitules[probleme],
            mot="compte",
            exemple="fermetures à demander à la DSI",
            bouton="Afficher les comptes",
            tri=("jours", "login"),
            decroissant=True,
            vide="Aucun compte dans ce cas.",
            fichier=f"comptes_{probleme}.xlsx",
            designe=("source", "login"),
        ),
        {"probleme": probleme},
    )


def _repartition(lignes: pl.DataFrame, le: date, en_tout: bool) -> None:
    """One problem by system, then by service; beside the accounts of each system, which are of the whole
    group.
    """
    gauche, droite = st.columns(2)
    noms = applications(lignes["application"].unique().to_list())
    with gauche:
        composants.table(
            lignes.group_by("application")
            .agg(pl.col("nombre").sum(), pl.col("comptes").first())
            .with_columns(
                part=pl.col("nombre") / pl.col("comptes"), application=pl.col("application").replace(noms)
            )
            .sort("nombre", descending=True),
            titres.de("application", nombre="À corriger")
            | (titres.de("comptes part", comptes="Comptes actifs") if en_tout else {}),
            legende=f"Par système au {jour(le)}",
        )
    with droite:
        composants.table(
            lignes.group_by("service")
            .agg(pl.col("nombre").sum())
            .sort(["nombre", "service"], descending=[True, False]),
            titres.de("service", nombre="À corriger"),
            legende="Par service, les plus concernés d’abord",
            defile=True,
        )


def renvoi_connexions() -> None:
    """Where the sign-in modes are told."""
    st.page_link(
        "pages/mie/connexions.py",
        label="Comment se connecte-t-on ?",
        icon=":material/login:",
    )
