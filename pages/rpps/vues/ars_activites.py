"""The page ARS, étudiants, activités: requests to the ARS, who among students may register, several
professions and PADHUE.
"""

from __future__ import annotations

from datetime import date
from html import escape

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import STATUTS, famille
from workbench.looks.formats import ABSENT, accord, jour, jour_court, nombre, pourcent
from workbench.pilotage import particuliers as regle
from workbench.socle.departements import nom_ars
from workbench.ui import composants, donnees, filtres, listes

ARS, ELIGIBILITES = famille("ars"), famille("eligibilite")
AXES_ARS = titres.de("region profession etablissement", region="Procédure régionale")
COLONNES_ARS = titres.de(
    "nom prenom repere profession etablissement service region date_demande jours",
    region="Région",
    date_demande="Demandée le",
    reference="Référence",
)
COLONNES_CAS = titres.de(
    "nom prenom etablissement service emplois metiers_rpps statut geste",
    emplois="Emploi aux RH",
    metiers_rpps="Au RPPS",
    statut="Numéro RPPS",
)


def resume(acces: Acces) -> None:
    """One figure a topic."""
    ars, etudiants, activites = (donnees.mart(acces, nom) for nom in ("ars", "etudiant", "activite"))
    total = int(ars["nombre"].sum())
    prouves = int(ars.filter(pl.col("etat").is_in(["confirme", "aboutie"]))["nombre"].sum())
    attente = int(ars.filter(pl.col("etat") == "en_attente")["nombre"].sum())
    sans = int(ars.filter(pl.col("etat") == "sans_demande")["nombre"].sum())
    flous = etudiants.filter(pl.col("statut") != "admis")
    juges = activites.filter(pl.col("accorde").is_not_null())
    accordent = int(juges.filter(pl.col("accorde"))["nombre"].sum())
    ouvertes = int(activites.filter(pl.col("verdict") == "terminee_ouverte")["nombre"].sum())
    juges_total = int(juges["nombre"].sum())
    bloques = int(flous["utilisateurs_dpi"].sum())
    st.html(f'<p class="wb-reste">{escape(_priorites(ouvertes, sans, bloques))}</p>')
    composants.chiffres(
        {
            "ARS : numéro prouvé": (
                pourcent(prouves / total, 0) if total else ABSENT,
                f"{nombre(prouves)} personnes sur {nombre(total)}",
            ),
            "ARS : aucune demande": (nombre(sans), f"et {nombre(attente)} en attente de réponse"),
            "Étudiants sans voie sûre": (
                nombre(int(flous["personnes"].sum())),
                f"dont {nombre(bloques)} au dossier patient",
            ),
            "Activités conformes aux contrats": (
                pourcent(accordent / juges_total, 0) if juges_total else ABSENT,
                f"sur {nombre(juges_total)} situations jugées",
            ),
            "Partis, encore ouverts au RPPS": (nombre(ouvertes), "activités à fermer"),
        }
    )


def _priorites(ouvertes: int, sans: int, bloques: int) -> str:
    """What to do first, biggest number first; says so when nothing is left."""
    gestes = [
        (
            ouvertes,
            accord(ouvertes, "activité à fermer après un départ", "activités à fermer après un départ"),
        ),
        (sans, accord(sans, "demande à faire à l’ARS", "demandes à faire à l’ARS")),
        (
            bloques,
            accord(
                bloques,
                "étudiant au dossier patient sans voie sûre",
                "étudiants au dossier patient sans voie sûre",
            ),
        ),
    ]
    restes = [texte for combien, texte in sorted(gestes, key=lambda geste: -geste[0]) if combien]
    return f"À faire d’abord : {' ; '.join(restes)}." if restes else "Rien ne presse sur ces trois sujets."


def ars(acces: Acces, le: date) -> None:
    """Where registrations at the ARS stand, how long they take, region by region; then who."""
    suivi = donnees.mart(acces, "ars")
    if suivi.is_empty():
        composants.liste_vide("Aucun professionnel présent ne relève de l’ARS, d’après les emplois reçus.")
        return
    axe = filtres.choix("ars_axe", "Répartition par", AXES_ARS)
    composants.table(
        _par(suivi, axe),
        titres.de(
            "cle personnes confirmes sans_demande en_attente",
            cle=AXES_ARS[axe],
            sans_demande="Aucune demande",
            attente_mediane="Attente médiane (jours)",
            attente_max="La plus longue",
            aboutis="Demandes abouties",
            delai_median="Délai médian (jours)",
        ),
        legende=f"Professionnels enregistrés par l’ARS, présents au {jour(le)}",
        formats=dict.fromkeys(
            ("attente_mediane", "delai_median"), lambda v: ABSENT if v is None else nombre(v)
        ),
        defile=True,
    )
    if suivi.filter(pl.col("etat").is_in(["en_attente", "aboutie"])).is_empty():
        st.caption(
            "Aucune demande à l’ARS n’est enregistrée : notez-les depuis la page Couverture RPPS, les délais"
            " se mesureront ici d’eux-mêmes."
        )
    comptes = dict(suivi.group_by("etat").agg(pl.col("nombre").sum()).iter_rows())
    options = {
        code: f"{etat.libelle} ({nombre(comptes[code])})" for code, etat in ARS.items() if code in comptes
    }
    etat = filtres.choix("ars_etat", "Démarche", options)
    listes.liste_nominative(
        acces,
        listes.Liste(
            "ars",
            "mart.ars_personne",
            COLONNES_ARS,
            f"ARS : {ARS[etat].mot}",
            exemple="accompagner les enregistrements eRPPS du mois",
            fichier=f"ars_{etat}.xlsx",
            formats={"date_demande": jour_court},
        ),
        {"etat": etat},
    )


def _par(suivi: pl.DataFrame, axe: str) -> pl.DataFrame:
    """The same with the regional agencies by their names."""
    lignes = regle.ars_par(suivi, axe)
    if axe != "region":
        return lignes
    return lignes.with_columns(
        pl.Series("cle", [nom_ars(code) or code for code in lignes["cle"]], dtype=pl.String)
    )


def etudiants(acces: Acces) -> None:
    """The dated table of eligibility, with how many people each line concerns."""
    lignes = donnees.mart(acces, "etudiant").sort(["personnes", "rang"], descending=[True, False])
    composants.table(
        lignes,
        titres.de(
            "libelle statut personnes utilisateurs_dpi confirmes eligible_depuis note source",
            libelle="Étudiants et internes",
            statut="Enregistrement",
            personnes="Présents",
            utilisateurs_dpi="Utilisent le DPI",
            eligible_depuis="Texte du",
            note="Ce qu’il dit",
        ),
        legende=(
            "Table datée, modifiable par l’établissement (règles « étudiants ») ; les filières présentes"
            " d’abord"
        ),
        formats={"eligible_depuis": jour_court},
        etats={"statut": ELIGIBILITES},
    )
    st.caption(
        "Les textes lus ne concordent pas : chaque ligne « à confirmer » est à poser à l’ANS ou à l’ARS avant"
        " d’enregistrer quelqu’un. L’objectif 2028 compte pourtant tous les utilisateurs du dossier patient,"
        " étudiants compris."
    )


def cas_particuliers(acces: Acces) -> None:
    """Several professions, PADHUE: how many, in which state, what to do, then who."""
    tableau = donnees.mart(acces, "cas_particulier")
    lignes = (
        tableau.group_by("rang", "cas", "titre", "definition", "geste")
        .agg(
            pl.col("nombre").sum().cast(pl.Int64),
            pl.col("nombre").filter(pl.col("statut") == "confirme").sum().cast(pl.Int64).alias("confirmes"),
        )
        .sort("rang")
    )
    presents, vides = lignes.filter(pl.col("nombre") > 0), lignes.filter(pl.col("nombre") == 0)
    if presents.is_empty():
        composants.liste_vide(
            f"Personne n’est dans l’un de ces cas, d’après les données reçues : {_suite(vides)}."
        )
        return
    composants.table(
        presents,
        titres.de("titre nombre confirmes", titre="Cas", definition="Ce que c’est", geste="Que faire"),
        legende="Personnes présentes ; une personne peut relever de plusieurs cas",
    )
    if not vides.is_empty():
        st.caption(f"Personne dans ces cas : {_suite(vides)}.")
    options = {ligne["cas"]: f"{ligne['titre']} ({nombre(ligne['nombre'])})" for ligne in presents.to_dicts()}
    cas = filtres.choix("cas_particulier", "Cas", options)
    listes.liste_nominative(
        acces,
        listes.Liste(
            "cas",
            "mart.cas_particulier_personne",
            COLONNES_CAS,
            dict(lignes.select("cas", "titre").iter_rows())[cas],
            exemple="point avec les affaires médicales",
            fichier=f"{cas}.xlsx",
            etats={"statut": STATUTS},
        ),
        {"cas": cas},
    )


def _suite(cas: pl.DataFrame) -> str:
    return " ; ".join(titre[:1].lower() + titre[1:] if titre[:2] != "PA" else titre for titre in cas["titre"])
