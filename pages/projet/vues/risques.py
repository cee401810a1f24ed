"""The page Risques: what weighs, where it sits, what its indicator says today, and who changed it."""

from __future__ import annotations

import re
from datetime import date
from html import escape

import polars as pl
import streamlit as st
from pages.projet.vues.signaux import mesure, mouvement

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import NIVEAUX, RISQUES, SIGNAUX
from workbench.looks.figures import contenu as figures_contenu
from workbench.looks.formats import accord, instant, jour, nombre
from workbench.projet import Projet, signaux
from workbench.projet import risques as regles
from workbench.ui import composants, donnees, filtres, plis
from workbench.ui.formulaires import fiche_simple, projet_editeur

SENS = {
    "hausse": "Plus haut, c’est mieux.",
    "baisse": "Plus bas, c’est mieux.",
    "neutre": "Pas de meilleur sens.",
}
CHAMPS = ("titre", "famille", "probabilite", "impact", "responsable", "reponse", "etat", "indicateur")


def vue(acces: Acces, projet: Projet, le: date) -> list[regles.Risque]:
    """Key figures, the matrix, then the risks in order of attention."""
    tous = regles.risques(projet, donnees.mart(acces, "historique"))
    actifs = [risque for risque in tous if risque.actif]
    if not actifs:
        composants.liste_vide(
            "Aucun risque ouvert : ajoutez-en un dans le tableau « Modifier », en bas de page."
        )
        return tous
    alertes = [risque for risque in actifs if risque.signal.alerte]
    composants.chiffres(
        {
            "Risques qui pèsent": (nombre(len(actifs)), f"sur {accord(len(tous), 'risque')}"),
            "Niveau fort": (
                nombre(sum(risque.niveau == "fort" for risque in actifs)),
                f"probabilité × impact ≥ {regles.echelle(projet.home)['fort']}",
            ),
            "Signaux": (nombre(len(alertes)), "indicateur qui recule ou ne bouge plus"),
            "Sans responsable": (
                nombre(sum(not risque.responsable for risque in actifs)),
                "à désigner en comité",
            ),
        }
    )
    composants.section("Ce qui demande attention")
    _tableau(actifs, le)
    composants.definitions([*NIVEAUX.values(), *SIGNAUX.values()])
    composants.section("La carte des risques")
    with plis.replie("carte_risques", "Voir la carte"):
        _matrice(projet, actifs)
    return tous


def _tableau(risques: list[regles.Risque], le: date) -> None:
    lignes = [
        {
            "id": projet_editeur.numero(str(risque.fiche["id"])),
            "titre": risque.fiche["titre"],
            "niveau": risque.niveau,
            "etat": risque.fiche["etat"],
            "signal": risque.signal.etat,
            "indicateur": risque.signal.libelle or "Aucun indicateur",
            "mesure": mesure(risque.signal),
            "mouvement": mouvement(risque.signal),
            "responsable": risque.responsable or "À désigner",
            "reponse": risque.fiche["reponse"],
        }
        for risque in risques
    ]
    composants.table(
        pl.DataFrame(lignes, infer_schema_length=None),
        titres.de(
            "id titre niveau signal indicateur mesure mouvement etat responsable",
            titre="Risque",
            niveau="Niveau",
            signal="Signal",
            indicateur="Ce que l’on mesure",
            mesure="Aujourd’hui",
            mouvement="Depuis la précédente",
        ),
        legende="Du plus critique au moins critique",
        etats={"niveau": NIVEAUX, "signal": SIGNAUX, "etat": RISQUES},
    )
    st.caption(
        f"Mesures du {jour(le)}, comparées à l’exécution précédente. Cotations proposées au départ par"
        " l’outil : l’équipe les révise."
    )


def _matrice(projet: Projet, risques: list[regles.Risque]) -> None:
    echelle = regles.echelle(projet.home)
    noms = {str(risque.fiche["id"]): str(risque.fiche["titre"]) for risque in risques}
    cellules = regles.matrice(risques)
    impacts = {int(code): mot for code, mot in echelle["impact"].items()}
    entete = "".join(f'<th scope="col" style="width:21%">{escape(mot)}</th>' for mot in impacts.values())
    corps = ""
    for rang, mot in sorted(((int(code), mot) for code, mot in echelle["probabilite"].items()), reverse=True):
        corps += f'<tr><th scope="row">{escape(mot)}</th>'
        for impact in impacts:
            teinte = NIVEAUX[regles.niveau(rang * impact, projet.home)].fond
            ids = " ".join(
                f'<abbr title="{escape(noms[ident])}">{escape(projet_editeur.numero(ident))}</abbr>'
                for ident in cellules.get((rang, impact), [])
            )
            corps += f'<td style="background:{teinte}">{ids}</td>'
        corps += "</tr>"
    st.html(
        '<div class="wb-cadre" tabindex="0" role="region" aria-label="Carte des risques"><table class="wb'
        ' wb-carte"><caption>Probabilité (en ligne) × impact (en colonne) ; le titre s’affiche au'
        ' survol</caption><thead><tr><th scope="col">Probabilité \\'
        f" Impact</th>{entete}</tr></thead><tbody>{corps}</tbody></table></div>"
    )


def histoire(acces: Acces, projet: Projet, tous: list[regles.Risque]) -> None:
    """One risk: its answer, its indicator over the runs, and every change with its author and reason."""
    if not tous:
        return
    options = {str(risque.fiche["id"]): f"{risque.fiche['id']} · {risque.fiche['titre']}" for risque in tous}
    ident = filtres.choix("risque", "Risque", options)
    choisi = next(risque for risque in tous if risque.fiche["id"] == ident)
    gauche, droite = st.columns([3, 2])
    with gauche:
        st.markdown(f"**Notre réponse.** {_simple(choisi.fiche['reponse']) or 'À écrire.'}")
        _changements(projet, ident)
        with st.expander("Réévaluer ce risque"):
            fiche_simple.formulaire(
                acces,
                projet,
                "risque",
                ident,
                ("probabilite", "impact", "etat", "responsable", "reponse"),
                "Enregistrer le risque",
            )
    with droite:
        _courbe(acces, choisi)


def _courbe(acces: Acces, risque: regles.Risque) -> None:
    signal = risque.signal
    if signal.valeur is None:
        composants.liste_vide(
            "Aucun indicateur suivi ne révèle ce risque : indiquez-en un dans « Modifier »."
        )
        return
    points = signaux.points(donnees.mart(acces, "historique"), signal.indicateur, acces.home)
    composants.graphique(
        figures_contenu.courbe(points, signal.taux),
        "risque_courbe",
        f"{signal.libelle} : " + " ; ".join(f"{jour(le)} {valeur:g}" for le, valeur in points),
        f"{signal.libelle} : {mesure(signal)}. {SENS[signal.sens]}",
    )


def _changements(projet: Projet, ident: str) -> None:
    lignes = [
        {
            "le": instant(entree.le),
            "auteur": entree.auteur,
            "cote": f"{entree.valeur.get('probabilite', '–')} × {entree.valeur.get('impact', '–')}",
            "etat": str(entree.valeur.get("etat", "")) if entree.verdict == "posee" else "retire",
            "motif": entree.motif,
        }
        for entree in reversed(projet.histoire("risque", ident))
    ]
    if not lignes:
        composants.liste_vide("Telle que livrée : personne ne l’a encore changée.")
        return
    composants.table(
        pl.DataFrame(lignes),
        titres.de("le auteur cote etat", cote="Probabilité × impact", motif="Raison"),
        legende="Ce qui a été dit de ce risque, du plus récent au plus ancien",
        etats={"etat": RISQUES},
    )


def modifier(acces: Acces, projet: Projet) -> None:
    """The grid of risks."""
    projet_editeur.editer(acces, projet, "risque", champs=CHAMPS)


def _simple(texte: str | None) -> str:
    """Text a person wrote, shown as text: no markup runs."""
    return re.sub(r"[*_`#\[\]$~|\\<>]", " ", texte or "")
