"""The page MIE, follow-up: burn-up and waves, waiting times, validity, national cards against RPPS links."""

from __future__ import annotations

from datetime import date
from html import escape

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import AUTORITES, CROISEMENTS, mot, mots
from workbench.looks.figures.mie import avancement
from workbench.looks.formats import accord, chance, fourchette, jour, majuscule, nombre, pourcent
from workbench.looks.traces import Point
from workbench.pilotage.mie import rie as mie_rie
from workbench.pilotage.mie import vagues as mie_vagues
from workbench.pilotage.mie.vagues import PREFIXE, Vague
from workbench.pilotage.objectifs.etat import INCONNU, perspective
from workbench.pilotage.prevision import Projection, project
from workbench.ui import composants, donnees, filtres, listes, plis

ATTENTES = {
    1: "Commandé, attend d’être reçu",
    2: "Reçu, attend d’être remis",
    3: "Remis, attend d’être activé",
    4: "Activé, attend d’être appairé",
    5: "Appairé, attend d’être utilisé",
}
CONSTATS = {"terminee": "✓ terminée", "a_venir": "○ à venir", "en_retard": "! en retard"}
COLONNES_PORTEUR = titres.de(
    "nom prenom profession etablissement service rpps type_carte date_fin_validite", type_carte="Carte"
)
TRANCHES_DELAI, TRANCHES_VALIDITE = mots("tranche_delai"), mots("tranche_validite")


def progression(acces: Acces, le: date) -> None:
    """Planned by the waves, done, forecast at the deadline: everybody, or one wave."""
    echeance: date = mie_rie.regles(acces.home)["echeance"]
    series, tableau = _series(acces), donnees.mart(acces, "mie_entonnoir")
    dire = st.container()
    with plis.replie("mie_courbe", "Voir la courbe, vague par vague"):
        vague = filtres.choix(
            "mie_vague", "Vague", {"": "Tous les utilisateurs"} | {nom: nom for nom in sorted(series)}
        )
        dessiner = st.container()
    ensemble = [(point.le, point.valeur) for point in donnees.points(acces, "mie_remis_dpi")]
    suite = series.get(vague, []) if vague else ensemble
    if not suite:
        dire.caption("L’avancement se lit à partir de la première exécution de l’outil.")
        return
    points = [Point(quand, part) for quand, part in suite]
    prevision = project(suite, echeance, 1.0)
    vises = tableau.filter(pl.col("vague") == vague) if vague else tableau
    plan = [Point(quand, part) for quand, part in mie_vagues.plan(vises)]
    prevu = max((point.valeur for point in plan if point.le <= le), default=None)
    attendu = f" ; les vagues en prévoyaient {pourcent(prevu, 0)}" if prevu is not None else ""
    qui = f"des utilisateurs de {vague}" if vague else "des utilisateurs"
    dire.html(
        f'<p class="wb-reste"><b>{pourcent(suite[-1][1], 0)}</b> {escape(qui)} ont leur moyen en'
        f" main{attendu}. {_promesse(prevision, echeance)}</p>"
    )
    with dessiner:
        composants.graphique(
            avancement(points, plan, echeance, prevision if prevision.connue else None),
            "avancement_mie",
            f"Part équipée : {pourcent(suite[-1][1])} le {jour(suite[-1][0])}{attendu}."
            f" {_promesse(prevision, echeance)}",
            "Part des utilisateurs du dossier patient équipés, prévue par les dates de vague et réelle."
            " Arrivées et départs compris.",
        )


def _promesse(prevision: Projection, echeance: date) -> str:
    return f"{majuscule(perspective(prevision, echeance))}."


def vagues(acces: Acces, le: date) -> None:
    """Each wave, then each pilot service: planned for when, equipped how far, done when at this pace."""
    tableau = donnees.mart(acces, "mie_entonnoir")
    echeance: date = mie_rie.regles(acces.home)["echeance"]
    trouvees = mie_vagues.vagues(tableau, _series(acces), echeance)
    if not trouvees:
        composants.liste_vide(
            "Le fichier de structure ne donne pas de date de déploiement : ajoutez-y les colonnes vague et"
            " date_deploiement."
        )
        return
    composants.table(
        pl.DataFrame([_ligne(vague, le) for vague in trouvees]),
        titres.de(
            "vague prevue services besoin remis taux reste constat",
            prevue="Prévue le",
            remis="Équipés",
            fin=f"Équipés le {jour(echeance)}",
            chance=f"Chance avant le {jour(echeance)}",
        ),
        legende=f"Prévu et réel au {jour(le)}",
        formats={"prevue": jour},
    )
    pilotes(tableau, le)


def _series(acces: Acces) -> dict[str, list[tuple[date, float]]]:
    rows = donnees.mart(acces, "historique").filter(
        pl.col("indicateur").str.starts_with(PREFIXE) & pl.col("valeur").is_not_null()
    )
    out: dict[str, list[tuple[date, float]]] = {}
    for row in rows.sort("date_execution").iter_rows(named=True):
        out.setdefault(row["libelle"], []).append((row["date_execution"], row["valeur"]))
    return out


def _ligne(vague: Vague, le: date) -> dict[str, object]:
    constat = vague.constat(le)
    retard = f" de {accord((le - vague.prevue).days, 'jour')}" if constat == "en_retard" else ""
    prevision = vague.prevision
    return {
        "vague": vague.nom,
        "prevue": vague.prevue,
        "services": vague.services,
        "besoin": vague.besoin,
        "remis": vague.remis,
        "taux": vague.taux,
        "reste": vague.besoin - vague.remis,
        "constat": CONSTATS[constat] + retard,
        "fin": (
            INCONNU.lower()
            if prevision is None or not prevision.connue
            else fourchette(prevision.low, prevision.high)
        ),
        "chance": (
            "–" if prevision is None or prevision.probabilite is None else chance(prevision.probabilite)
        ),
    }


def pilotes(tableau: pl.DataFrame, le: date) -> None:
    """Pilot services, one line each."""
    lignes = (
        tableau.filter(pl.col("pilote"))
        .group_by("etablissement", "service", "vague")
        .agg(pl.col("date_deploiement").min(), pl.col("besoin", "remis", "appaire", "utilise").sum())
        .with_columns(taux=pl.col("remis") / pl.col("besoin"))
        .sort("date_deploiement", "etablissement", "service", nulls_last=True)
    )
    if lignes.is_empty():
        composants.liste_vide(
            "Aucun service pilote n’est indiqué dans le fichier de structure (colonne pilote)."
        )
        return
    composants.table(
        lignes,
        titres.de(
            "service etablissement vague date_deploiement besoin remis taux",
            service="Service pilote",
            date_deploiement="Prévu le",
            remis="Équipés",
            appaire="Appairés",
            utilise="Utilisent",
        ),
        legende=f"Services pilotes au {jour(le)}",
        formats={"date_deploiement": jour},
    )


def delais(acces: Acces) -> None:
    """How long people have been waiting at each step."""
    tableau = donnees.mart(acces, "mie_delai")
    if tableau.is_empty():
        composants.liste_vide("Aucun moyen n’attend à une étape, ou le parc ne donne pas de dates.")
        return
    large = tableau.pivot("tranche", index=["etape", "jours_median", "jours_p90"], values="nombre").sort(
        "etape"
    )
    presentes = [code for code in TRANCHES_DELAI if code in large.columns]
    large = large.with_columns(
        pl.col(presentes).fill_null(0),
        pl.Series("attente", [ATTENTES[etape] for etape in large["etape"]]),
        nombre=pl.sum_horizontal(pl.col(presentes).fill_null(0)),
    )

    def jours(valeur: float | None) -> str:
        return "–" if valeur is None else nombre(valeur)

    composants.table(
        large,
        {
            "attente": "Où il attend",
            "nombre": "Utilisateurs",
            "jours_median": "Médiane (jours)",
            "jours_p90": "9 sur 10 en moins de",
        }
        | {code: TRANCHES_DELAI[code] for code in presentes},
        legende=(
            "Jours passés à l’étape en cours ; « sans date » : le fichier ne la donne pas (cartes nationales)"
        ),
        formats={
            "jours_median": jours,
            "jours_p90": lambda valeur: "–" if valeur is None else f"{nombre(valeur)} jours",
        },
    )


def validite(acces: Acces) -> None:
    """Means out, by type and time left."""
    tableau = donnees.mart(acces, "mie_validite")
    if tableau.is_empty():
        composants.liste_vide("Aucun moyen remis n’est connu.")
        return
    noms = {kind["type_mie"]: kind["libelle"] for kind in mie_rie.regles(acces.home)["types"]}
    large = tableau.pivot("tranche", index="type_mie", values="nombre")
    presentes = [code for code in TRANCHES_VALIDITE if code in large.columns or code != "sans_date"]
    large = large.with_columns(pl.lit(0).alias(code) for code in presentes if code not in large.columns)
    composants.table(
        large.with_columns(
            pl.col(presentes).fill_null(0),
            pl.Series("moyen", [mot(noms, code) for code in large["type_mie"]]),
        ).sort("moyen"),
        {"moyen": "Moyen"} | {code: TRANCHES_VALIDITE[code] for code in presentes},
        legende="Moyens remis aux personnes présentes, par délai avant la fin de validité",
    )


def porteurs(acces: Acces, le: date) -> None:
    """The national file of card holders crossed with RPPS links, then who."""
    tableau = donnees.mart(acces, "mie_porteur")
    if tableau.is_empty():
        composants.liste_vide(
            "Aucun fichier de porteurs de cartes n’a été reçu : déposez l’extraction « Porteurs_CPS_CPF » de"
            " l’Annuaire Santé."
        )
        return
    large = tableau.pivot("autorite", index="croisement", values="nombre", aggregate_function="sum")
    autorites = [code for code in AUTORITES if code in large.columns]
    gestes = mots("croisement_geste")
    presents = [code for code in CROISEMENTS if code in large["croisement"].to_list()]
    large = pl.DataFrame({"croisement": presents}).join(
        large, on="croisement", how="left", maintain_order="left"
    )
    composants.table(
        large.with_columns(
            pl.col(autorites).fill_null(0),
            pl.Series("titre", [CROISEMENTS[code] for code in presents]),
            pl.Series("geste", [gestes[code] for code in presents]),
            nombre=pl.sum_horizontal(pl.col(autorites).fill_null(0)),
        ),
        titres.de("titre nombre", titre="Situation")
        | {code: mot(AUTORITES, code) for code in autorites}
        | {"geste": "Que faire"},
        legende=(
            f"Personnes présentes dont un numéro RPPS est prouvé, ou qui portent une carte, au {jour(le)}"
        ),
    )
    code = filtres.choix("porteur", "Situation de la carte", {c: CROISEMENTS[c] for c in presents})
    listes.liste_nominative(
        acces,
        listes.Liste(
            "porteurs",
            "mart.mie_porteur_personne",
            COLONNES_PORTEUR,
            f"Cartes nationales : {CROISEMENTS[code].lower()}",
            exemple="commande de cartes à l’Ordre",
            bouton="Afficher les porteurs",
            fichier=f"cartes_{code}.xlsx",
            formats={"date_fin_validite": jour},
        ),
        {"croisement": code},
    )
