"""One campaign on screen: how far it is, who has not answered, lists out, answers in, closing with its
evidence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.documents import produits
from workbench.documents.listes import liste
from workbench.exchange.acces import classeur as acces_classeur
from workbench.exchange.acces import preuve as acces_preuve
from workbench.exchange.acces import retour as acces_retour
from workbench.looks import titres
from workbench.looks.formats import accord, jour, nombre, pourcent
from workbench.pilotage import campagnes
from workbench.pilotage.campagnes import Campagne
from workbench.ui import composants, donnees, erreurs, filtres, listes, session
from workbench.ui import registre as ledger
from workbench.ui.qualite import applications

COLONNES = titres.de("nom prenom application login etablissement service", a_regarder="À regarder")
NOUVELLE = "_campagne_nouvelle"
ETATS = {"ouverte": "▸ ouverte", "close": "✓ close", "annulee": "✕ annulée"}
AXES = titres.de("service responsable application")
SCEAUX = {
    "intacte": "✓ Sceau vérifié : le registre dit toujours ce qui a été scellé à la clôture.",
    "modifiee": (
        "✕ Le registre ne dit plus ce qui a été scellé à la clôture : une réponse a été ajoutée ou annulée"
        " depuis."
    ),
}
REPONSES = {
    "comptes": "À revoir",
    "repondus": "Revus",
    "taux": "Part",
    "garder": "Garder",
    "fermer": "Fermer",
    "modifier": "Modifier",
    "restent": "Restent",
}


def choisir(acces: Acces, decisions: Sequence[Decision]) -> Campagne | None:
    """The campaign looked at, kept in the URL; None when there is none."""
    connues = campagnes.campaigns(decisions)
    if not connues:
        composants.liste_vide(
            "Aucune campagne encore. Ouvrez-en une : choisissez le périmètre, envoyez une liste à chaque"
            " responsable, reprenez les réponses, puis scellez la preuve."
            if acces.role.ecrire
            else "Aucune campagne encore. L’équipe projet les ouvre."
        )
        return None
    intitules = {item.code: f"{item.titre} · {ETATS[item.etat]} · {item.code}" for item in connues}
    if NOUVELLE in st.session_state:  # just opened: shown first
        st.session_state["campagne"] = st.session_state.pop(NOUVELLE)
    code = filtres.choix("campagne", "Campagne", intitules)
    return next((item for item in connues if item.code == code), connues[0])


def suivi(acces: Acces, campagne: Campagne) -> None:
    """Figures of the campaign, then the least advanced first: those are the reminders."""
    bilan, jours = campagne.bilan(), (campagne.echeance - dt.date.today()).days
    reste = accord(jours, "jour") if jours >= 0 else f"dépassée de {accord(-jours, 'jour')}"
    composants.chiffres(
        {
            "Avancement": (
                pourcent(campagne.taux, 0),
                f" {nombre(len(campagne.reponses))} sur {accord(len(campagne.comptes), 'compte')}",
            ),
            "Échéance": (
                reste if campagne.etat == "ouverte" else ETATS[campagne.etat],
                f" {jour(campagne.echeance)}",
            ),
            "Garder": (nombre(bilan.get("garder", 0)), ""),
            "Fermer": (nombre(bilan.get("fermer", 0)), ""),
            "Modifier": (nombre(bilan.get("modifier", 0)), ""),
        }
    )
    axes = AXES if acces.role.nommer else {code: mot for code, mot in AXES.items() if code != "responsable"}
    axe = filtres.choix("campagne_axe", "Avancement par", axes)
    if axe == "service":
        lignes, tetes = (
            campagnes.progress(campagne, axe),
            titres.de("etablissement service"),
        )
    elif axe == "application":
        lignes = campagnes.progress(campagne, axe)
        noms = applications(lignes["source"].to_list())
        lignes, tetes = lignes.with_columns(pl.col("source").replace(noms)), {"source": "Système"}
    else:
        lignes, tetes = par_responsable(acces, campagne), {"responsable": "Responsable"}
    composants.table(
        lignes,
        tetes | REPONSES,
        legende=f"{campagne.titre} : les moins avancés d’abord, à relancer",
        formats={"taux": lambda taux: pourcent(taux, 0)},
        defile=True,
    )


def par_responsable(acces: Acces, campagne: Campagne) -> pl.DataFrame:
    """The progress gathered by whoever receives a list: the manager when the structure file names one, else
    the service.
    """
    connus = responsables(acces)
    lignes = campagnes.progress(campagne, "service")
    qui = [
        acces_classeur.recipient(f"{place}|{service}", connus)
        for place, service in lignes.select("etablissement", "service").iter_rows()
    ]
    sommes = [nom for nom in REPONSES if nom != "taux"]
    return (
        lignes.with_columns(pl.Series("responsable", qui, dtype=pl.String))
        .group_by("responsable")
        .agg(pl.col(sommes).sum())
        .with_columns(taux=pl.col("repondus") / pl.col("comptes"))
        .sort(["taux", "comptes", "responsable"], descending=[False, True, False])
    )


def responsables(acces: Acces) -> dict[tuple[str, str], str]:
    """(establishment, service) → its manager, read and logged once."""
    lus = ledger.lire(acces, "service_responsable", ["etablissement", "service", "responsable"])
    return {(place, service): nom for place, service, nom in lus.iter_rows()}


def echanges(acces: Acces, registre: Registre, campagne: Campagne) -> None:
    """Lists out and reminders; answers back, seen before they are recorded."""
    if session.sans_noms(acces) or campagne.etat != "ouverte":
        return
    gauche, droite = st.columns(2)
    with gauche:
        _envoyer(acces, campagne)
    with droite:
        if not session.lecture_seule(acces):
            _reprendre(acces, registre, campagne)


def _envoyer(acces: Acces, campagne: Campagne) -> None:
    if not acces.role.exporter:
        st.caption(
            f"Rôle « {acces.role.libelle} » : les listes à envoyer sont produites par l’équipe projet."
        )
        return
    qui = acces_classeur.recipients(campagne, responsables(acces))
    fichier = f"{campagne.code}_listes.zip"
    st.markdown(f"**Envoyer** : {accord(len(qui), 'liste')}, une par responsable.")

    def archive() -> bytes:
        produits.exiger(acces, True)
        comptes = acces.nominatif("mart.revue_acces_compte", motif=f"listes de la campagne {campagne.code}")
        noms = applications(comptes["application"].unique().to_list())
        le = donnees.date_donnees(acces)
        octets = acces_classeur.archive(campagne, responsables(acces), comptes, noms, le)
        return produits.donner(acces, "acces", fichier, octets, le, campagne=campagne.titre)

    st.download_button(
        "Toutes les listes (Excel, archive)",
        data=archive,
        file_name=fichier,
        mime=acces_classeur.MIME_ZIP,
        key="acces_listes",
        icon=":material/folder_zip:",
        on_click="ignore",
        help="Des classeurs nominatifs : leur production est enregistrée avec votre nom.",
    )
    relances = par_responsable(acces, campagne).filter(pl.col("restent") > 0)
    st.download_button(
        f"Relances : {accord(relances.height, 'responsable')} (Excel)",
        data=lambda: liste.contenu(
            relances.with_columns(echeance=pl.lit(campagne.echeance)),
            titres.de("responsable echeance") | REPONSES,
            f"Relances, {campagne.titre}",
        ),
        file_name=f"{campagne.code}_relances.xlsx",
        mime=liste.MIME,
        key="acces_relances",
        icon=":material/notifications:",
        on_click="ignore",
        disabled=relances.is_empty(),
    )


def _reprendre(acces: Acces, registre: Registre, campagne: Campagne) -> None:
    recus = st.file_uploader(
        "**Reprendre** des listes remplies", type=["xlsx"], key="acces_retour", accept_multiple_files=True
    )
    if not recus:
        composants.liste_vide(
            "Rien n’est enregistré avant que vous l’ayez vu ; une liste fautive n’enregistre rien."
        )
        return
    plans = []
    for recu in recus:
        plan = erreurs.tenter(
            partial(acces_retour.lire, recu.getvalue(), campagne, acces.utilisateur), recu.name
        )
        if plan is None:
            continue
        plans.append(plan)
        st.write(
            f"**{recu.name}** : {accord(len(plan.reponses), 'réponse')} à enregistrer (dont"
            f" {nombre(plan.remplacees)} qui changent), {nombre(plan.deja)} déjà connues,"
            f" {nombre(plan.vides)} sans réponse, {accord(len(plan.fautes), 'faute')}."
        )
        if plan.fautes:
            st.warning(f"{recu.name} : rien ne sera enregistré de cette liste tant qu’il reste une faute.")
            composants.table(
                pl.DataFrame([vars(faute) for faute in plan.fautes]),
                titres.de("feuille ligne colonne motif"),
                legende="Fautes à corriger",
                defile=True,
            )
    entrees = [entree for plan in plans for entree in plan.entrees]
    if entrees and st.button(
        f"Enregistrer {accord(len(entrees), 'réponse')}", key="acces_importer", type="primary"
    ):
        if ledger.enregistrer(registre, entrees):
            st.toast(f"{accord(len(entrees), 'réponse enregistrée', 'réponses enregistrées')}.")
        st.rerun()


def decisions(acces: Acces, campagne: Campagne) -> None:
    """What was decided, verdict by verdict, as the ledger says it now; the accounts once a reason is
    given.
    """
    mots, bilan = campagnes.rules()["verdicts"], campagne.bilan()
    options = {code: f"{mot} ({nombre(bilan[code])})" for code, mot in mots.items() if bilan.get(code)}
    if not options:
        composants.liste_vide("Aucune réponse encore.")
        return
    with st.expander("Décisions de cette campagne, compte par compte", icon=":material/list_alt:"):
        verdict = filtres.choix("revue_verdict", "Décision", options)
        cles = sorted(cle for cle, entree in campagne.reponses.items() if entree.verdict == verdict)
        st.caption("Seuls paraissent les comptes encore actifs à la dernière livraison.")
        listes.liste_nominative(
            acces,
            "decidees",
            "mart.revue_acces_compte",
            {"cle": cles},
            COLONNES,
            f"{campagne.titre} : {mots.get(verdict, verdict).lower()}",
            mot="compte",
            exemple="vérifier les fermetures demandées",
            bouton="Afficher les comptes décidés",
            vide="Plus aucun de ces comptes n’est actif.",
            fichier=f"{campagne.code}_{verdict}.xlsx",
        )


def fin(acces: Acces, registre: Registre, campagne: Campagne) -> None:
    """The evidence of a closed campaign and its seal; closing or cancelling an open one."""
    if campagne.etat == "close":
        st.caption(f"{SCEAUX[acces_preuve.verified(campagne)]} SHA-256 : {campagne.decision.valeur['sceau']}")
        if session.sans_noms(acces):
            return
        if acces.role.exporter:
            fichier, le = f"{campagne.code}_preuve.zip", donnees.date_donnees(acces)
            st.download_button(
                "Dossier de preuve (manifeste scellé et classeur)",
                data=lambda: produits.donner(
                    acces,
                    "acces_preuve",
                    fichier,
                    acces_preuve.archive(campagne),
                    le,
                    campagne=campagne.titre,
                ),
                file_name=fichier,
                mime=acces_classeur.MIME_ZIP,
                key="acces_preuve",
                icon=":material/verified:",
                on_click="ignore",
            )
        else:
            st.caption(
                f"Rôle « {acces.role.libelle} » : le dossier de preuve est produit par l’équipe projet."
            )
        return
    if campagne.etat == "annulee" or not acces.role.ecrire:
        return
    with (
        st.expander("Clore ou annuler cette campagne", icon=":material/lock:"),
        st.form("campagne_fin", border=False),
    ):
        st.write(
            f"{accord(len(campagne.sans_reponse), 'compte')} sans réponse. Clore scelle la preuve : plus"
            " aucune réponse n’est reçue. Annuler retire ses réponses de toutes les mesures."
        )
        motif = st.text_input(
            "Raison",
            key="campagne_motif",
            max_chars=200,
            placeholder="Ex. : échéance atteinte, relances faites",
        )
        clore = st.form_submit_button("Clore et sceller", type="primary")
        annuler = st.form_submit_button("Annuler la campagne")
        if not (clore or annuler):
            return
        if len(motif.strip()) < 5:
            st.warning("Dites pourquoi, en quelques mots.", icon=":material/edit_note:")
            return
        entree = (
            acces_preuve.closing(campagne, acces.utilisateur, motif, dt.date.today())
            if clore
            else campagnes.cancelling(campagne, acces.utilisateur, motif)
        )
        if ledger.enregistrer(registre, [entree]):
            st.toast("Campagne close, preuve scellée." if clore else "Campagne annulée.")
        st.rerun()
