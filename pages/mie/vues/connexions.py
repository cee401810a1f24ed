"""The page Modes de connexion: passwords alone in sensitive systems, the map by service, people who keep two
methods.
"""

from __future__ import annotations

from datetime import date
from html import escape

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import MODES
from workbench.looks.figures import base as figures
from workbench.looks.formats import accord, jour, nombre, pourcent
from workbench.pilotage.comptes import connexions as regles_connexion
from workbench.ui import composants, donnees, filtres, listes
from workbench.ui.donnees import applications

SERVICES_MIN = 5
COLONNES_COMPTE = titres.de("nom prenom application login etablissement service date_derniere_connexion")
COLONNES_PERSONNE = titres.de(
    "nom prenom profession etablissement service", methodes="Méthodes", detail="Par système"
)


def synthese(acces: Acces, le: date) -> None:
    """Passwords alone where health data are, the share known, the people with several methods, and the
    trend.
    """
    rules = regles_connexion.regles(acces.home)
    modes = donnees.mart(acces, "mode_auth")
    if modes.filter(pl.col("mode_auth") != regles_connexion.INCONNU).is_empty():
        composants.liste_vide(
            "Aucun système ne dit comment on s’y connecte : demandez la colonne « mode d’authentification »"
            " dans l’export du dossier patient, puis déclarez-la (mode_auth)."
        )
        return
    refuses, connus, inconnus = regles_connexion.non_conformes(modes, rules, le)
    methodes = donnees.mart(acces, "connexion_methode")
    plusieurs = int(methodes.filter(pl.col("methodes") > 1)["personnes"].sum())
    codes = regles_connexion.sensibles(modes, rules) or rules["applications_sensibles"]
    noms = applications(codes)
    systemes = ", ".join(noms.get(code, code) for code in codes)
    composants.chiffres(
        {
            "✕ Non conformes au RIE": (
                nombre(refuses),
                f"accès sensibles par mot de passe seul depuis le {jour(rules['mot_de_passe_jusqu_au'])}",
            ),
            "Part des accès sensibles": (
                pourcent(refuses / connus if connus else None, 0),
                f"sur {nombre(connus)} comptes au mode connu ; {nombre(inconnus)} sans mode renseigné",
            ),
            "Gardent deux méthodes": (
                nombre(plusieurs),
                f"personnes sur {nombre(int(methodes['personnes'].sum()))}, deux modes ou plus",
            ),
        }
    )
    composants.on_compte("connexion_mot_de_passe_", "connexion_plusieurs_methodes")
    st.caption(
        f"Systèmes sensibles de l’établissement : {systemes}. La définition officielle n’est pas connue :"
        f" liste modifiable (règles « connexions », version {rules['version']}). {rules['note']}"
    )
    points = donnees.points(acces, f"connexion_mot_de_passe_{codes[0]}")
    if len(points) > 1:
        composants.graphique(
            figures.tendance(points, 0.0, 190),
            "tendance_mot_de_passe",
            f"Part des comptes ouverts par mot de passe seul : {pourcent(points[0].valeur)} le"
            f" {jour(points[0].le)}, {pourcent(points[-1].valeur)} le {jour(points[-1].le)}.",
            f"{noms.get(codes[0], systemes)} : part des comptes ouverts par mot de passe seul, de livraison"
            " en livraison ; cible 0 %.",
        )


def carte(acces: Acces, le: date) -> None:
    """Service × system: the dominant mode and its share, tinted by what does not rest on a password alone."""
    modes = donnees.mart(acces, "mode_auth")
    lignes = regles_connexion.dominantes(modes).filter(pl.col("comptes") >= SERVICES_MIN)
    if lignes.is_empty():
        composants.liste_vide(
            f"Aucun service n’a {SERVICES_MIN} comptes dont le mode de connexion est connu."
        )
        return
    ordre = (
        lignes.group_by("service")
        .agg(pl.col("mots_de_passe", "comptes").sum(), pl.col("modes").max())
        .sort(["mots_de_passe", "service"], descending=[True, False])
    )
    systemes = lignes["application"].unique().sort().to_list()
    noms = applications(systemes)
    cases = {(ligne["service"], ligne["application"]): ligne for ligne in lignes.to_dicts()}
    legende = (
        f"Mode dominant et sa part, nombre de modes, part de mots de passe seuls au {jour(le)} ; services"
        f" d’au moins {SERVICES_MIN} comptes, ceux qui ont le plus de mots de passe d’abord"
    )
    entete = "".join(f'<th scope="col">{escape(noms.get(code, code))}</th>' for code in systemes)
    corps = "".join(
        f'<tr><th scope="row">{escape(service)}</th>'
        + "".join(_case(cases.get((service, code))) for code in systemes)
        + "</tr>"
        for service in ordre["service"]
    )
    st.html(
        f'{composants.habiller(legende, defile=True)}<table class="wb'
        f' wb-carte"><caption>{escape(legende)}</caption><thead><tr><th'
        f' scope="col">Service</th>{entete}</tr></thead><tbody>{corps}</tbody></table></div>'
    )


def _case(ligne: dict[str, object] | None) -> str:
    if ligne is None:
        return "<td></td>"
    part = float(str(ligne["part_mot_de_passe"]))
    mode = MODES.get(str(ligne["dominant"]), str(ligne["dominant"]))
    texte = f"{mode} {pourcent(float(str(ligne['part_dominant'])), 0)}"
    detail = accord(int(str(ligne["modes"])), "mode") + (
        "" if ligne["dominant"] == regles_connexion.MOT_DE_PASSE else f", mot de passe {pourcent(part, 0)}"
    )
    teinte = composants.teinte(1 - part)
    return f'<td style="background:{teinte}">{escape(texte)}<br><small>{escape(detail)}</small></td>'


def systemes(acces: Acces, le: date) -> None:
    """System by system: accounts by mode, those that do not say apart."""
    modes = donnees.mart(acces, "mode_auth")
    if modes.is_empty():
        composants.liste_vide(composants.AUCUN_COMPTE)
        return
    large = modes.pivot("mode_auth", index="application", values="nombre", aggregate_function="sum")
    presents = [code for code in MODES if code in large.columns]
    noms = applications(large["application"].to_list())
    composants.table(
        large.with_columns(
            pl.col(presents).fill_null(0),
            pl.Series("systeme", [noms.get(code, code) for code in large["application"]]),
            comptes=pl.sum_horizontal(pl.col(presents).fill_null(0)),
        ).sort("comptes", descending=True),
        titres.de("systeme comptes", systeme="Système") | {code: MODES[code] for code in presents},
        legende=f"Comptes nominatifs actifs par façon de se connecter au {jour(le)}",
    )


def heterogeneite(acces: Acces) -> None:
    """How many modes live together in a service, from the most mixed."""
    lignes = donnees.mart(acces, "mode_auth").filter(pl.col("mode_auth") != "inconnu")
    par_service = regles_connexion.dominantes(
        lignes.with_columns(application=pl.lit("toutes"))
        .group_by("application", "service", "mode_auth")
        .agg(pl.col("nombre").sum())
    ).filter(pl.col("comptes") >= SERVICES_MIN)
    if par_service.is_empty():
        return
    gens = (
        donnees.mart(acces, "connexion_methode")
        .group_by("service")
        .agg(plusieurs=pl.col("personnes").filter(pl.col("methodes") > 1).sum())
    )
    composants.table(
        par_service.join(gens, on="service", how="left")
        .with_columns(
            pl.col("plusieurs").fill_null(0),
            pl.Series("mode", [MODES.get(code, code) for code in par_service["dominant"]]),
        )
        .sort(["modes", "part_dominant", "service"], descending=[True, False, False]),
        titres.de(
            "service comptes",
            modes="Modes différents",
            mode="Mode dominant",
            part_dominant="Sa part",
            plusieurs="Personnes à deux méthodes",
        ),
        legende=(
            "Tous systèmes ensemble, les services les plus mélangés d’abord : un service gagne à n’avoir"
            " qu’un mode"
        ),
        formats={"part_dominant": lambda valeur: pourcent(valeur, 0)},
        defile=True,
    )


def mots_de_passe(acces: Acces) -> None:
    """Who still opens a sensitive system by password alone."""
    rules = regles_connexion.regles(acces.home)
    modes = donnees.mart(acces, "mode_auth")
    codes = regles_connexion.sensibles(modes, rules)
    services = (
        modes.filter(
            pl.col("application").is_in(codes) & (pl.col("mode_auth") == regles_connexion.MOT_DE_PASSE)
        )["service"]
        .unique()
        .sort()
        .to_list()
    )
    if not services:
        composants.liste_vide("Aucun accès sensible par mot de passe seul.")
        return
    service = filtres.choix(
        "connexion_service", "Service", {"": "Tous les services"} | {nom: nom for nom in services}
    )
    voulu = {"application": codes, "mode_auth": regles_connexion.MOT_DE_PASSE}
    listes.liste_nominative(
        acces,
        listes.Liste(
            "mots_de_passe",
            "mart.connexion_compte",
            COLONNES_COMPTE,
            "Accès sensibles par mot de passe seul",
            mot="compte",
            exemple="remise des moyens dans le service",
            bouton="Afficher les comptes",
            tri=("service", "nom", "login"),
            vide="Aucun compte dans ce cas.",
            fichier="mots_de_passe_seuls.xlsx",
            designe=("application", "login"),
            formats={"date_derniere_connexion": jour},
        ),
        voulu | ({"service": service} if service else {}),
    )


def deux_methodes(acces: Acces) -> None:
    """Which pairs of methods people keep, then who."""
    tableau = donnees.mart(acces, "connexion_methode").filter(pl.col("methodes") > 1)
    if tableau.is_empty():
        composants.liste_vide(
            "Personne ne garde deux méthodes, parmi les systèmes qui disent comment on s’y connecte."
        )
        return
    lignes = tableau.group_by("modes").agg(
        pl.col("personnes").sum(), pl.col("service").n_unique().alias("services")
    )
    dits = [
        " et ".join(_minuscule(MODES.get(code, code)) for code in modes.split(" + "))
        for modes in lignes["modes"]
    ]
    composants.table(
        lignes.with_columns(
            pl.Series("dit", [dit[:1].upper() + dit[1:] if dit[1:2] != "-" else dit for dit in dits])
        ).sort("personnes", descending=True),
        titres.de("dit personnes services", dit="Méthodes gardées"),
        legende="Personnes présentes qui se connectent de deux façons ou plus selon le système",
    )
    listes.liste_nominative(
        acces,
        listes.Liste(
            "deux_methodes",
            "mart.connexion_personne",
            COLONNES_PERSONNE,
            "Personnes qui gardent plusieurs méthodes de connexion",
            exemple="choix d’un mode unique par service",
        ),
        {"methodes": sorted(tableau["methodes"].unique().to_list())},
    )


def _minuscule(mot: str) -> str:
    return mot[:1].lower() + mot[1:]
