"""The page Contrats courts: arrivals by month, how soon a number is proved, who waits, what agencies owe."""

from __future__ import annotations

from datetime import date
from html import escape

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents import produits
from workbench.documents.destinataire import team
from workbench.documents.listes import arrivees as rendu
from workbench.looks.etats import AUTORITES, CONTRATS, STATUTS, mot
from workbench.looks.formats import ABSENT, accord, jour, jour_court, nombre, pourcent
from workbench.pilotage import arrivees as regle
from workbench.ui import composants, donnees, filtres, indicateurs, listes
from workbench.ui.page import PageOuverte

SITUATIONS = {
    "sans": "Présents sans numéro prouvé",
    "parti_sans": "Repartis sans numéro prouvé",
    "parti_inconnu": "Repartis, preuve entre deux livraisons",
}
COLONNES = {
    "nom": "Nom",
    "prenom": "Prénom",
    "repere": "Matricule",
    "profession": "Métier",
    "type_contrat": "Contrat",
    "agence": "Agence",
    "etablissement": "Établissement",
    "service": "Service",
    "date_arrivee": "Arrivée",
    "date_depart": "Fin prévue ou réelle",
    "jours_sans": "Jours sans numéro",
    "statut": "Numéro RPPS",
    "prochaine_etape": "À faire",
}


def resume(page: PageOuverte) -> bool:
    """The answer in figures; False, and what to do, when nobody arrived on a short contract."""
    acces, le = page.restreint, page.le
    tableau = donnees.mart(acces, "arrivee")
    if tableau.is_empty():
        page.rien(
            "Aucune arrivée en contrat court sur douze mois : déclarez les listes d’agences et de stagiaires"
            " comme sources « sirh », avec le type de contrat de chaque ligne."
        )
        return False
    requis = tableau.filter(pl.col("requis"))
    vue, trente = regle.premiere_vue(tableau), regle.part(tableau, max(regle.regles(acces.home)["delais"]))
    attente = int(requis.filter(pl.col("situation") == "sans")["nombre"].sum())
    partis = int(requis.filter(pl.col("situation") == "parti_sans")["nombre"].sum())
    premier = regle.part(tableau, 0)
    st.html(f'<p class="wb-reste">{escape(_reponse(premier, attente))}</p>')
    composants.chiffres(
        {
            "Arrivées sur douze mois": (
                nombre(int(tableau["nombre"].sum())),
                f"numéro attendu pour {nombre(int(requis['nombre'].sum()))}",
            ),
            "Prouvé dès la première livraison": (
                pourcent(vue.basse, 0),
                f"sur {accord(vue.total, 'arrivée suivie', 'arrivées suivies')}",
            ),
            f"Prouvé en {trente.jours} jours": (
                rendu.encadre(trente.basse, trente.haute),
                f"sur {nombre(trente.total)} assez anciennes",
            ),
            "Attendent encore": (nombre(attente), f"présents au {jour_court(le)}"),
            "Repartis sans": (nombre(partis), "avant toute preuve"),
        }
    )
    composants.on_compte("courts_premiere_vue", "courts_sans", "courts_partis_sans")
    indicateurs.ouvrir(acces, "courts_premiere_vue")
    if not acces.dans:  # the history of a share is of the whole group
        _composition(acces, le)
    return True


def _composition(acces: Acces, le: date) -> None:
    """Who makes the share, and what moved when the mix of contracts is held constant."""
    debut = "courts_premiere_vue_"
    lignes = donnees.mart(acces, "historique").filter(
        pl.col("indicateur").str.starts_with(debut),
        pl.col("denominateur") > 0,
        pl.col("date_execution") <= le,
    )
    dates = lignes["date_execution"].unique().sort()
    par_date = {
        jour_lu: {
            str(code).removeprefix(debut): (int(n), int(d))
            for code, n, d in lignes.filter(pl.col("date_execution") == jour_lu)
            .select("indicateur", "numerateur", "denominateur")
            .iter_rows()
        }
        for jour_lu in dates
    }
    if not len(dates) or dates[-1] != le:
        return
    actuel = par_date[le]
    dit = "De qui cette part est faite : " + " ; ".join(
        f"{mot(CONTRATS, code)} {nombre(n)} sur {nombre(d)}" for code, (n, d) in sorted(actuel.items())
    )
    tenue = regle.a_composition_constante(par_date[dates[0]], actuel) if len(dates) > 1 else None
    if tenue is not None:
        avant, apres = tenue
        dit += (
            f". À composition constante (les contrats du {jour(dates[0])}) : {pourcent(avant)} alors,"
            f" {pourcent(apres)} aujourd’hui ; le reste de l’évolution vient de qui est arrivé"
        )
    st.caption(f"{dit}.")


def _reponse(premier: regle.Part, attente: int) -> str:
    """The answer to the page's question, in one sentence."""
    reste = f" ; {accord(attente, 'personne présente attend', 'personnes présentes attendent')} encore."
    if not premier.total or premier.haute is None:
        return "Trop tôt pour le dire : personne n’est arrivé depuis la première exécution de l’outil" + reste
    mot_juste = "Oui" if premier.basse == 1 else "Pas tous"
    return (
        f"{mot_juste} : le jour de l’arrivée, le numéro est prouvé pour"
        f" {rendu.encadre(premier.basse, premier.haute)} des arrivées" + reste
    )


def flux(acces: Acces, le: date) -> None:
    """Arrivals per month, stacked by contract type."""
    mois = regle.par_mois(donnees.mart(acces, "arrivee"))
    totaux = mois.group_by("type_contrat", maintain_order=True).agg(pl.col("nombre").sum())
    composants.graphique(
        rendu.par_mois(mois),
        "arrivees_mois",
        "Arrivées par mois ; total par contrat : "
        + " ; ".join(f"{mot(CONTRATS, code)} {nombre(total)}" for code, total in totaux.iter_rows()),
        f"Premier contrat de chaque personne, par mois de début, au {jour(le)}. "
        "Le dernier mois n’est pas terminé ; les contrats anciens ne sont plus dans les fichiers reçus.",
    )


def delais(acces: Acces, le: date) -> None:
    """Shares at each delay, with their bounds, by the axis chosen."""
    tableau = donnees.mart(acces, "arrivee")
    regles = regle.regles(acces.home)
    jours = [int(delai) for delai in regles["delais"]]
    axe = filtres.choix("courts_axe", "Répartition par", regle.AXES)
    lignes = regle.par_axe(tableau, axe, jours)
    if lignes.is_empty():
        composants.liste_vide("Aucune arrivée avec cette information : les fichiers reçus ne la donnent pas.")
        return
    libelles = {"type_contrat": CONTRATS, "autorite": AUTORITES}.get(axe)
    textes = {
        f"j{delai}": [
            rendu.encadre(b, h) for b, h in lignes.select(f"j{delai}_basse", f"j{delai}_haute").iter_rows()
        ]
        for delai in jours
    }
    medianes = [_mediane(ligne) for ligne in lignes.to_dicts()]
    noms = [mot(libelles, cle) if libelles else cle for cle in lignes["cle"]]
    composants.table(
        lignes.with_columns(
            pl.Series("cle", noms),
            pl.Series("mediane", medianes),
            *(pl.Series(n, v) for n, v in textes.items()),
        ),
        {
            "cle": regle.AXES[axe],
            "arrivees": "Arrivées",
            "requis": "Numéro attendu",
            "vue": "Dès la première livraison",
        }
        | {f"j{delai}": "Le jour même" if delai == 0 else f"En {delai} jours" for delai in jours}
        | {"mediane": "Délai médian", "sans": "Attendent", "partis_sans": "Repartis sans"},
        legende=f"Part des arrivées dont le numéro RPPS est prouvé, au {jour(le)}",
        formats={"vue": lambda taux: pourcent(taux, 0)},
        defile=True,
    )
    debut: date = donnees.mart(acces, "execution").sort("date_execution")["date_execution"][0]
    st.caption(
        f"Les parts portent sur les arrivées depuis le {jour(debut)}, première exécution de l’outil, et"
        " seulement sur celles assez anciennes pour être jugées : une arrivée d’il y a dix jours ne compte"
        " pas « en 30 jours » ; chaque délai a donc ses propres arrivées. Une part se lit « de … à … » quand"
        " la preuve est venue entre deux livraisons : des livraisons plus rapprochées resserrent l’écart."
        " Délai médian : au plus, départs sans numéro compris. Définitions de l’établissement"
        f" (règles « contrats courts », version {regles['version']}) : aucune n’est officielle."
    )


def _mediane(ligne: dict[str, int | None]) -> str:
    if not ligne["jugees"]:
        return ABSENT
    jours = ligne["mediane"]
    return "pas encore atteint" if jours is None else accord(int(jours), "jour")


def personnes(acces: Acces) -> None:
    """Who waits, who left before being linked."""
    tableau = donnees.mart(acces, "arrivee")
    comptes = dict(tableau.group_by("situation").agg(pl.col("nombre").sum()).iter_rows())
    gauche, droite = st.columns(2)
    with gauche:
        situation = filtres.choix(
            "courts_situation",
            "Situation",
            {code: f"{titre} ({nombre(comptes.get(code, 0))})" for code, titre in SITUATIONS.items()},
        )
    types = tableau.select("type_contrat", "rang_type").unique().sort("rang_type")["type_contrat"].to_list()
    with droite:
        contrat = filtres.choix(
            "courts_type", "Contrat", {filtres.TOUS: "Tous"} | {code: mot(CONTRATS, code) for code in types}
        )
    listes.liste_nominative(
        acces,
        listes.Liste(
            "courts",
            "mart.arrivee_personne",
            # who has left is asked nothing any more: only what was done about it is kept
            COLONNES if situation == "sans" else _sans("repere"),
            f"Contrats courts : {SITUATIONS[situation].lower()}",
            exemple="relancer les cadres avant le départ des vacataires",
            tri=("etablissement", "service", "nom"),
            fichier=f"contrats_courts_{situation}.xlsx",
            formats={
                "date_arrivee": jour_court,
                "date_depart": jour_court,
                "type_contrat": lambda code: mot(CONTRATS, code),
            },
            etats={"statut": STATUTS},
        ),
        {"situation": situation} | ({"type_contrat": contrat} if contrat else {}),
    )


def _sans(*tues: str) -> dict[str, str]:
    return {nom: titre for nom, titre in COLONNES.items() if nom not in tues}


def agences(acces: Acces, etablissement: str, le: date) -> None:
    """One file an agency: its people still without a proved number."""
    tableau = donnees.mart(acces, "arrivee").filter(pl.col("agence").is_not_null())
    if tableau.is_empty():
        composants.liste_vide("Aucune liste d’agence d’intérim n’est reçue : demandez-en une par livraison.")
        return
    dus = (
        tableau.filter(pl.col("situation") == "sans")
        .group_by("agence")
        .agg(pl.col("nombre").sum())
        .sort("agence")
    )
    if dus.is_empty():
        composants.liste_vide(
            "Tous les intérimaires présents ont un numéro prouvé : rien à demander aux agences."
        )
        return
    agence = filtres.choix(
        "courts_agence",
        "Agence",
        {nom: f"{nom} ({accord(total, 'personne')})" for nom, total in dus.iter_rows()},
    )
    lignes = listes.liste_nominative(
        acces,
        listes.Liste(
            "agence",
            "mart.arrivee_personne",
            _sans("repere", "agence", "type_contrat"),  # a request to the agency, not to an authority
            f"Intérimaires sans numéro prouvé : {agence}",
            exemple="demander les attestations RPPS à l’agence",
            bouton="Préparer la liste",
            tri=("nom", "prenom"),
            fichier="interimaires_relances.xlsx",
            formats={"date_arrivee": jour_court, "date_depart": jour_court},
            etats={"statut": STATUTS},
        ),
        {"situation": "sans", "agence": agence},
    )
    if lignes is not None and not lignes.is_empty():
        _fichier(acces, agence, lignes, etablissement, le)


def _fichier(acces: Acces, agence: str, lignes: pl.DataFrame, etablissement: str, le: date) -> None:
    """What leaves for the agency, with its purpose."""
    if not acces.role.exporter:
        st.caption(
            f"Rôle « {acces.role.libelle} » : le fichier à envoyer à l’agence est produit par l’équipe"
            " projet."
        )
        return
    motif = str(st.session_state.get("agence_motif") or "")
    fichier = f"rpps_{''.join(c if c.isalnum() else '_' for c in agence.lower())}_{le:%Y%m%d}.xlsx"

    def produire() -> bytes:
        regles = regle.regles(acces.home)["agence"]
        octets = rendu.fichier_agence(lignes, agence, regles, etablissement, le, motif, team(acces.home))
        return produits.donner(acces, "agence", fichier, octets, le, pour=agence, motif=motif)

    st.download_button(
        f"Fichier à envoyer à {agence}",
        data=produire,
        file_name=fichier,
        mime=rendu.MIME,
        key="agence_fichier",
        icon=":material/outgoing_mail:",
        on_click="ignore",
    )
    st.caption(
        "Ce fichier quitte l’établissement : envoyez-le par une messagerie sécurisée. Il porte le motif et la"
        " durée de conservation ; il ne contient ni date de naissance ni numéro RPPS."
    )
