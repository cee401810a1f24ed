"""One campaign on screen: how far it is, who has not answered, lists out, answers in, closing with its
evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.documents import produits
from workbench.exchange.acces import classeur as acces_classeur
from workbench.exchange.acces import preuve as acces_preuve
from workbench.looks import titres
from workbench.looks.formats import accord, jour, nombre, pourcent
from workbench.pilotage.comptes import campagnes
from workbench.pilotage.comptes.campagnes import Campagne
from workbench.ui import composants, donnees, filtres, listes, session
from workbench.ui.donnees import applications
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, controlees, saisir_geste

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
    bilan, jours = campagne.bilan(), (campagne.echeance - session.aujourd_hui()).days
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
            listes.Liste(
                "decidees",
                "mart.revue_acces_compte",
                COLONNES,
                f"{campagne.titre} : {mots.get(verdict, verdict).lower()}",
                mot="compte",
                exemple="vérifier les fermetures demandées",
                bouton="Afficher les comptes décidés",
                vide="Plus aucun de ces comptes n’est actif.",
                fichier=f"{campagne.code}_{verdict}.xlsx",
                designe=("cle",),
            ),
            {"cle": cles},
        )


def fin(acces: Acces, registre: Registre, campagne: Campagne) -> None:
    """The evidence of a closed campaign and its seal; closing or cancelling an open one."""
    if campagne.etat == "close":
        _preuve(acces, campagne)
    elif campagne.etat != "annulee" and acces.role.ecrire:
        _clore(acces, registre, campagne)


def _preuve(acces: Acces, campagne: Campagne) -> None:
    st.caption(f"{SCEAUX[acces_preuve.verified(campagne)]} SHA-256 : {campagne.decision.valeur['sceau']}")
    if session.sans_noms(acces):
        return
    if not acces.role.exporter:
        st.caption(f"Rôle « {acces.role.libelle} » : le dossier de preuve est produit par l’équipe projet.")
        return
    fichier, le = f"{campagne.code}_preuve.zip", donnees.date_donnees(acces)

    def archive() -> bytes:
        noms = applications(sorted({cle.partition(":")[0] for cle in campagne.comptes}))
        octets = acces_preuve.archive(campagne, noms)
        return produits.donner(acces, "acces_preuve", fichier, octets, le, campagne=campagne.titre)

    st.download_button(
        "Dossier de preuve (manifeste scellé et classeur)",
        data=archive,
        file_name=fichier,
        mime=acces_classeur.MIME_ZIP,
        key="acces_preuve",
        icon=":material/verified:",
        on_click="ignore",
    )


def _clore(acces: Acces, registre: Registre, campagne: Campagne) -> None:
    forme = Formulaire(
        "campagne_fin",
        "campagne",
        "Clore et sceller",
        [{"motif": 1}],
        {"motif": "campagne_motif"},
        entete=f"{accord(len(campagne.sans_reponse), 'compte')} sans réponse. Clore scelle la preuve : plus"
        " aucune réponse n’est reçue. Annuler retire ses réponses de toutes les mesures.",
        bordure=False,
        boutons={"campagne_annuler": "Annuler la campagne"},
    )
    with st.expander("Clore ou annuler cette campagne", icon=":material/lock:"):
        envoi = saisir_geste(forme)
        dit = controlees(forme, envoi[1]) if envoi is not None else None
        if envoi is None or dit is None:
            return
        clore = envoi[0] == forme.bouton
        entree = (
            acces_preuve.closing(campagne, acces.utilisateur, dit["motif"], session.aujourd_hui())
            if clore
            else campagnes.cancelling(campagne, acces.utilisateur, dit["motif"])
        )
        if ledger.enregistrer(registre, [entree]):
            st.toast("Campagne close, preuve scellée." if clore else "Campagne annulée.")
        st.rerun()
