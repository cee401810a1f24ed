"""The page Formation et support: sessions and who came, then the load of requests and who carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.exchange import tickets
from workbench.looks import titres
from workbench.looks.etats import ENVOIS
from workbench.looks.figures import base as figures
from workbench.looks.formats import ABSENT, accord, jour, mois, nombre, pourcent
from workbench.projet import Projet
from workbench.projet.envois import etat_envoi
from workbench.ui import composants, erreurs, plis, session
from workbench.ui import publics as portee
from workbench.ui.formulaires import fiche_simple, projet_editeur

FAUTES_MONTREES = 20


def formations(acces: Acces, projet: Projet, le: date) -> None:
    """Sessions: for whom, how many that is, seats, attendance."""
    lignes = projet.lignes("formation")
    if lignes.is_empty():
        composants.liste_vide("Aucune session : ajoutez-en dans « Modifier les sessions ».")
    else:
        faites = lignes.filter(pl.col("presents").is_not_null())
        datees = lignes.filter(pl.col("le").is_not_null())
        composants.chiffres(
            {
                "Sessions": (nombre(lignes.height), f"{accord(datees.height, 'datée')}"),
                "Tenues": (nombre(faites.height), "présences saisies"),
                "Places ouvertes": (nombre(_somme(lignes, "places")), "toutes sessions"),
                "Présents": (nombre(_somme(faites, "presents")), _remplissage(faites)),
            }
        )
        etats = [etat_envoi(s["le"], s["presents"] is not None, le) for s in lignes.to_dicts()]
        composants.table(
            portee.avec_portee(acces, lignes).with_columns(etat=pl.Series(etats, dtype=pl.String)),
            titres.de(
                "titre etat",
                titre="Session",
                le="Date",
                lieu="Lieu",
                portee="Personnes visées",
                places="Places",
                presents="Présents",
                qui="Population",
            ),
            legende=f"Personnes visées d’après le répertoire du {jour(le)}",
            etats={"etat": ENVOIS},
        )
        with st.expander("Dater une session, saisir les présents"):
            champs = ("le", "lieu", "places", "presents")
            fiche_simple.parmi(acces, projet, "formation", "Session", champs, "Enregistrer la session")
    with plis.sur_demande("Modifier les sessions", "sessions_grille") as ouvert:
        if ouvert:
            projet_editeur.editer(acces, projet, "formation")


def _remplissage(faites: pl.DataFrame) -> str:
    bornees = faites.filter(pl.col("places").is_not_null())
    places = _somme(bornees, "places")
    return (
        f"{pourcent(_somme(bornees, 'presents') / places, 0)} des places"
        if places
        else "sur les sessions tenues"
    )


def _somme(lignes: pl.DataFrame, colonne: str) -> int:
    return int(lignes[colonne].sum())


def charge(projet: Projet) -> None:
    """Requests by month, by theme, and by who carries them."""
    lignes = projet.lignes("ticket").filter(pl.col("nombre") > 0)
    if lignes.is_empty():
        composants.liste_vide(
            "Aucune demande connue : importez l’export de l’assistance ci-dessous. Une date et un thème"
            " suffisent."
        )
        return
    direction = projet.genres["ticket"].champ("direction").options
    par_direction = tickets.charge(lignes, ["direction"])
    total = int(par_direction["nombre"].sum())
    composants.chiffres(
        {
            "Demandes": (nombre(total), accord(lignes["le"].n_unique(), "mois", "mois")),
            **{
                direction.get(ligne["direction"], ligne["direction"]): (
                    pourcent(ligne["nombre"] / total, 0),
                    f"{accord(ligne['nombre'], 'demande')}{_heures(ligne['heures'])}",
                )
                for ligne in par_direction.to_dicts()
            },
        }
    )
    par_mois = tickets.charge(lignes, ["mois"]).sort("mois")
    gauche, droite = st.columns([2, 3])
    with gauche:
        composants.graphique(
            figures.barres(
                par_mois.with_columns(pl.Series("mot", [mois(m) for m in par_mois["mois"]])), "mot", "nombre"
            ),
            "support_mois",
            "Demandes par mois : "
            + " ; ".join(f"{mois(m)} {nombre(n)}" for m, n in par_mois.select("mois", "nombre").iter_rows()),
            "Demandes à l’assistance par mois.",
        )
    with droite:
        composants.table(
            _croise(lignes, direction),
            {"theme": "Thème", **direction, "total": "Total", "heures": "Heures"},
            legende="Qui porte quoi, du thème le plus fréquent au moins fréquent",
            formats={"heures": lambda valeur: ABSENT if valeur is None else nombre(valeur, 1)},
        )


def _croise(lignes: pl.DataFrame, direction: Mapping[str, str]) -> pl.DataFrame:
    codes = list(direction)
    par_theme = tickets.charge(lignes, ["theme"]).select("theme", pl.col("nombre").alias("total"), "heures")
    croise = tickets.charge(lignes, ["theme", "direction"])
    for code in codes:
        un = croise.filter(pl.col("direction") == code).select("theme", pl.col("nombre").alias(code))
        par_theme = par_theme.join(un, on="theme", how="left", maintain_order="left")
    return par_theme.with_columns(pl.col(codes).fill_null(0))


def _heures(heures: float | None) -> str:
    return "" if heures is None else f", {nombre(heures, 1)} h"


def importer(acces: Acces, projet: Projet, le: date) -> None:
    """The support desk's workbook: read, shown, then recorded with a reason."""
    if session.lecture_seule(acces):
        return
    recu = st.file_uploader("Export de l’assistance (.xlsx)", type=["xlsx"], key="support_fichier")
    if recu is None:
        composants.liste_vide(
            "Colonnes reconnues à leur titre : date et thème, puis direction, nombre, minutes. Le texte des"
            " demandes n’est jamais gardé. Chaque mois du fichier remplace ce qui était connu de ce mois."
        )
        return
    jusqu_au = max(le, session.aujourd_hui())
    plan = erreurs.tenter(
        lambda: tickets.lire(recu.getvalue(), jusqu_au, projet.lignes("ticket"), acces.home)
    )
    if plan is None:
        return
    if plan.fautes:
        _fautes(plan)
        return
    st.markdown(
        f"**{accord(plan.lues, 'ligne lue', 'lignes lues')}**, {accord(len(plan.mois), 'mois', 'mois')} ; "
        f"{accord(plan.non_classees, 'demande', 'demandes')} sans thème reconnu (comptées « Autre demande »)."
    )
    if plan.ignorees:
        st.caption(
            f"{accord(len(plan.ignorees), 'colonne ignorée', 'colonnes ignorées')} : rien n’en est gardé."
        )
    projet_editeur.confirmer(
        acces,
        projet,
        {"ticket": plan.lignes},
        "Enregistrer ces demandes",
        "support",
        replace(
            projet_editeur.MOTIF,
            libelle="Pourquoi cet import",
            exemple="Ex. : export mensuel de l’assistance",
        ),
    )


def _fautes(plan: tickets.Import) -> None:
    st.error(
        f"**Rien n’a été importé** — {accord(len(plan.fautes), 'faute')} dans ce fichier. Corrigez-les, puis"
        " déposez-le de nouveau.",
        icon=":material/block:",
    )
    composants.table(
        pl.DataFrame([vars(faute) for faute in plan.fautes[:FAUTES_MONTREES]]),
        titres.de("feuille ligne colonne", motif="Ce qui ne va pas"),
        legende=f"Les {FAUTES_MONTREES} premières fautes" if len(plan.fautes) > FAUTES_MONTREES else "",
    )


def corriger(acces: Acces, projet: Projet) -> None:
    """The monthly counts, by hand."""
    with plis.sur_demande("Corriger à la main", "tickets_grille") as ouvert:
        if ouvert:
            projet_editeur.editer(acces, projet, "ticket")
