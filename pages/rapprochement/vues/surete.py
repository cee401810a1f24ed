"""The page Sûreté: what the model expects, what a blind sample measures, what other thresholds would
change.
"""

from __future__ import annotations

import polars as pl
import streamlit as st
from pages.rapprochement.vues import cas

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.decisions.genres import champ
from workbench.looks.formats import accord, jour, nombre, pourcent
from workbench.revue import echantillon
from workbench.ui import composants, donnees
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, controlees, saisir

SITUATIONS = {"reunie": "réunies", "revue": "à revoir", "ecartee": "écartées"}
TOUCHES = {"meme": "M", "differente": "D", "indecidable": "I"}
TIRER = Formulaire(
    "tirage",
    "echantillon_tirage",
    "Tirer",
    [{"taille": 1, "graine": 1}],
    {"taille": "taille_echantillon", "graine": "graine_echantillon"},
    cle="tirer",
    bordure=False,
)


def attendu(acces: Acces) -> None:
    """The model's expected errors, by rule, and the bands of probability."""
    regles = donnees.mart(acces, "surete")
    bandes = donnees.mart(acces, "surete_bande")
    total, faux = float(regles["rattachements"].sum()), float(regles["erreurs_attendues"].sum())
    composants.chiffres(
        {
            "Rattachements par les traits": (nombre(total), "fiches réunies sans identifiant commun"),
            "Faux, selon le modèle seul": (nombre(faux, 1), "fiches ; les règles de preuve en écartent"),
            "Paires à revoir": (
                nombre(float(bandes.filter(pl.col("situation") == "revue")["nombre"].sum())),
                "paires notées",
            ),
        }
    )
    st.caption(
        "Le modèle additionne les chances de se tromper de chaque rattachement. Il ne connaît pas les règles"
        " de preuve (homonymes, service, profession), qui écartent une partie de ces erreurs : seul un"
        " échantillon jugé à l’aveugle mesure la réalité."
    )
    gauche, droite = st.columns(2)
    with gauche:
        composants.table(
            regles,
            {
                "regle": "Règle",
                "rattachements": "Rattachements",
                "erreurs_attendues": "Faux attendus",
                "probabilite_la_plus_basse": "Score le plus bas",
            },
            legende=f"Rattachements automatiques par les traits au {jour(donnees.date_donnees(acces))}",
            formats={
                "erreurs_attendues": lambda v: nombre(v, 2),
                "probabilite_la_plus_basse": lambda v: pourcent(v, 2),
            },
        )
    with droite:
        _bandes(bandes)


def _bandes(bandes: pl.DataFrame) -> None:
    if bandes.is_empty():
        return
    large = (
        bandes.sort("depuis", descending=True)
        .with_columns(pl.col("situation").replace(SITUATIONS))
        .pivot(
            "situation",
            index="tranche",
            values="nombre",
            aggregate_function="sum",
            maintain_order=True,
        )
        .fill_null(0)
    )
    composants.table(
        large,
        {"tranche": "Probabilité"}
        | {mot: mot.capitalize() for mot in SITUATIONS.values() if mot in large.columns},
        legende="Paires notées par le modèle, et ce qu’elles sont devenues",
    )


def mesure(acces: Acces, registre: Registre) -> None:
    """Draw, judge blind, estimate."""
    decisions = ledger.en_vigueur(registre)
    dernier = echantillon.last_draw(decisions)
    with st.expander("Tirer un nouvel échantillon", expanded=dernier is None):
        filled = saisir(TIRER)
        lus = controlees(TIRER, filled) if filled is not None else None
        if lus is not None:
            _tirer(acces, registre, lus["taille"], lus["graine"])
    if dernier is None:
        composants.liste_vide(
            "Tirez un échantillon, jugez les paires sans voir leur score : la précision et le rappel seront"
            " estimés ici."
        )
        return
    entree, tirage = dernier
    reponses = echantillon.judgements(decisions, entree.objet)
    restent = [(a, b) for _, a, b in tirage.paires if (a, b) not in reponses]
    st.progress(
        1 - len(restent) / len(tirage.paires),
        text=f"{nombre(len(reponses))} paires jugées sur {nombre(len(tirage.paires))}",
    )
    if restent:
        _juger(acces, registre, entree.objet, restent[0])
    if reponses:
        _resultat(tirage, reponses)


def _tirer(acces: Acces, registre: Registre, taille: int, graine: int) -> None:
    tirage = echantillon.draw(ledger.lire(acces, "paire_score"), taille, graine)
    entree = Decision(
        "echantillon_tirage",
        acces.utilisateur,
        "Mesure de la sûreté",
        objet=f"{acces.version}/{graine}/{taille}",
        valeur={"paires": tirage.paires, "tailles": tirage.tailles, "version": acces.version},
    )
    ledger.enregistrer(registre, [entree])
    st.rerun()


def _juger(acces: Acces, registre: Registre, tirage: str, paire: tuple[str, str]) -> None:
    """One pair, its score hidden."""
    noms = donnees.noms_de_sources(acces)
    lues = pl.concat(
        [
            acces.nominatif(
                "mart.revue_fiche",
                motif="échantillon jugé à l'aveugle",
                source=cle.split(":")[0],
                cle_source=cle.split(":", 1)[1],
            )
            for cle in paire
        ]
    )
    with st.container(border=True):
        cas.comparaison(cas.ligne(lues, paire[0]), cas.ligne(lues, paire[1]), noms)
        boutons = st.container(horizontal=True)
        for verdict, titre in champ("echantillon_jugement", "verdict").options.items():
            cle = f"juger_{verdict}_{paire[0]}_{paire[1]}"
            if boutons.button(titre, key=cle, shortcut=TOUCHES[verdict]):
                jugement = Decision(
                    "echantillon_jugement",
                    acces.utilisateur,
                    "Jugé à l'aveugle",
                    verdict=verdict,
                    cle_a=paire[0],
                    cle_b=paire[1],
                    objet=tirage,
                )
                ledger.enregistrer(registre, [jugement])
                st.rerun()
        st.caption("Le score est caché : jugez sur les seuls traits, ou vérifiez auprès des RH.")


def _resultat(tirage: echantillon.Tirage, reponses: dict[tuple[str, str], str]) -> None:
    e = echantillon.estimate(tirage, reponses)
    composants.chiffres(
        {
            "Précision estimée": (
                pourcent(e.precision[0], 2),
                f"de {pourcent(e.precision[1], 2)} à {pourcent(e.precision[2], 2)}",
            ),
            "Rappel estimé": (
                pourcent(e.rappel[0], 1),
                f"de {pourcent(e.rappel[1], 1)} à {pourcent(e.rappel[2], 1)}",
            ),
            "Paires jugées": (nombre(e.jugees), f"et {accord(e.indecidables, 'indécidable')}"),
        }
    )
    st.caption(
        "Intervalles à 95 %. Rappel : parmi les paires que le modèle a notées. Plus de paires jugées"
        " resserrent l’intervalle."
    )
    _paliers(tirage, reponses)


def _paliers(tirage: echantillon.Tirage, reponses: dict[tuple[str, str], str]) -> None:
    """What each threshold would let through, and the one to take for the errors accepted."""
    acceptee = st.number_input(
        "Erreurs acceptées, pour 1 000 rattachements",
        0.1,
        50.0,
        5.0,
        0.5,
        key="erreur_acceptee",
        help="Le seuil se déduit de ce choix, pas l’inverse.",
    )
    paliers = echantillon.thresholds(tirage, reponses)
    conseil = echantillon.recommended(paliers, acceptee / 1000)
    composants.table(
        pl.DataFrame(
            [(p.seuil, p.paires, p.erreur * 1000, p.erreur_haute * 1000) for p in paliers],
            schema=["seuil", "paires", "erreur", "haute"],
            orient="row",
        ),
        {
            "seuil": "Seuil automatique",
            "paires": "Paires au-dessus",
            "erreur": "Erreurs pour 1 000",
            "haute": "au plus (95 %)",
        },
        legende="Ce que chaque seuil laisserait passer, parmi les paires que les règles admettent",
        formats={
            "seuil": lambda v: f"{v:g}".replace(".", ","),
            "erreur": lambda v: nombre(v, 1),
            "haute": lambda v: nombre(v, 1),
        },
    )
    if conseil:
        st.success(
            f"Seuil conseillé : {conseil.seuil:g}".replace(".", ",")
            + f" (au plus {nombre(conseil.erreur_haute * 1000, 1)} erreurs pour 1 000).",
            icon=":material/check:",
        )
    else:
        st.info(
            "Aucun palier n’est prouvé sous cette erreur : jugez davantage de paires, ou gardez le seuil"
            " actuel.",
            icon=":material/info:",
        )
