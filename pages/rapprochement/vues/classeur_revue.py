"""The Excel round trip on the page: cases out, answers back, seen before they are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.exchange.plan import Plan
from workbench.exchange.revue import classeur, retour
from workbench.looks.formats import accord
from workbench.ui import composants, donnees, erreurs
from workbench.ui.formulaires import registre as ledger


def section(acces: Acces, registre: Registre, file: pl.DataFrame, noms: Mapping[str, str]) -> None:
    """Export the cases filtered on the page; import a returned workbook."""
    gauche, droite = st.columns(2)
    with gauche:
        _envoyer(acces, file.filter(pl.col("etat") != "en_attente"), noms)
    with droite:
        _reprendre(acces, registre)


def _envoyer(acces: Acces, file: pl.DataFrame, noms: Mapping[str, str]) -> None:
    st.markdown(f"**Envoyer** : {accord(file.height, 'cas', 'cas')} avec les filtres ci-dessus.")
    destinataire = st.text_input(
        "Destinataire", key="revue_destinataire", placeholder="Ex. : RH du CH, cadre de cardiologie"
    )
    st.download_button(
        "Classeur à remplir (Excel)",
        data=lambda: _produire(acces, file, destinataire.strip() or "équipe projet", noms),
        file_name="revue_des_cas.xlsx",
        mime=classeur.MIME,
        key="classeur_revue",
        icon=":material/download:",
        disabled=file.is_empty() or len(destinataire.strip()) < 3,
        help="Indiquez à qui il est destiné : l’envoi de données nominatives est enregistré.",
        on_click="ignore",
    )


def _produire(acces: Acces, file: pl.DataFrame, pour: str, noms: Mapping[str, str]) -> bytes:
    """The workbook, in the history as it is given."""
    le = donnees.date_donnees(acces)
    octets = classeur.contenu(acces, file, pour, noms, le)
    return produits.inscrire(acces, "revue", "revue_des_cas.xlsx", octets, le, pour=pour)


def _reprendre(acces: Acces, registre: Registre) -> None:
    recu = st.file_uploader("**Reprendre** un classeur rempli", type=["xlsx"], key="revue_retour")
    if recu is None:
        composants.liste_vide("Rien n’est enregistré avant que vous l’ayez vu.")
        return
    remplacer = st.checkbox("Remplacer les décisions contraires déjà prises", key="revue_remplacer")
    plan = erreurs.tenter(lambda: lire(acces, registre, recu.getvalue(), remplacer))
    if plan is None:
        return
    st.write(
        f"{accord(len(plan.entrees), 'décision')} à enregistrer,"
        f" {accord(plan.deja, 'ligne déjà enregistrée', 'lignes déjà enregistrées')},"
        f" {accord(plan.vides, 'ligne')} sans réponse, {accord(len(plan.fautes), 'faute')}."
    )
    if plan.fautes:
        st.warning(
            "Rien ne sera enregistré de ce classeur tant qu’il reste une faute.", icon=":material/block:"
        )
        composants.table(
            pl.DataFrame([vars(faute) for faute in plan.fautes]),
            {"feuille": "Feuille", "ligne": "Ligne", "colonne": "Colonne", "motif": "Pourquoi"},
            legende="Fautes à corriger",
            defile=True,
        )
    fait = f"{accord(len(plan.entrees), 'décision enregistrée', 'décisions enregistrées')}."
    ledger.proposer(registre, plan.entrees, "décision", "revue_importer", fait)


def lire(acces: Acces, registre: Registre, contenu: bytes, remplacer: bool) -> Plan:
    """What this workbook would record."""
    connus = retour.Connus.of(
        ledger.lire(acces, "revue_fiche", retour.FICHES), ledger.lire(acces, "identite", retour.PERSONNES)
    )
    return retour.lire(
        BytesIO(contenu),
        acces.utilisateur,
        registre.en_vigueur(),
        registre.toutes(),
        connus,
        remplacer=remplacer,
    )
