"""On the page Jalons: documents attached to a declared criterion, the evidence pack of an objective, and the
check of one that came back.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.documents.preuve import archive, pieces, verification
from workbench.documents.preuve.dossier import COMPLET
from workbench.looks.formats import accord, jour, taille
from workbench.pilotage.objectifs.jalons import Objectif
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, erreurs, plis
from workbench.ui.formulaires import registre as ledger

FAIT = "_dossier_preuve"


def montrer(acces: Acces, registre: Registre, objectifs: Sequence[Objectif]) -> None:
    """Attach, produce, check; nothing for a role that sends nothing."""
    if not (acces.role.exporter and acces.role.nommer):
        return
    composants.section("Dossier de preuve")
    with plis.replie("preuve", "Ouvrir le dossier"):
        _dossier(acces, registre, objectifs)


def _dossier(acces: Acces, registre: Registre, objectifs: Sequence[Objectif]) -> None:
    st.caption(
        "Pour l’ARS, puis pour le contrôle de l’ANS : critères, chiffres recomptés et leurs requêtes,"
        " fichiers reçus, déclarations et documents, scellés ensemble. Effectifs exacts : à n’envoyer qu’à"
        " qui contrôle."
    )
    code = st.selectbox(
        "Objectif",
        [objectif.code for objectif in objectifs],
        format_func={o.code: f"{o.objectif} · {o.annee} · {o.titre}" for o in objectifs}.__getitem__,
        key="preuve_objectif",
    )
    objectif = next(one for one in objectifs if one.code == code)
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        _joindre(acces, registre, objectif)
    with droite:
        _produire(acces, objectif)
    with st.expander("Vérifier un dossier reçu"):
        _verifier(acces)


def _joindre(acces: Acces, registre: Registre, objectif: Objectif) -> None:
    declares = {c.code: c.titre for c in objectif.criteres if c.nature == "declare"}
    if not declares:
        composants.liste_vide("Tous les critères de cet objectif sont mesurés : aucun document à joindre.")
        return
    joined = pieces.pieces(ledger.en_vigueur(registre), list(declares))
    for piece in joined:
        le = f", le {jour(piece.le.date())}" if piece.le else ""
        st.caption(
            f"📎 {piece.nom} ({taille(piece.octets)}) : {declares[piece.critere]}, par {piece.auteur}{le}."
        )
    with st.form("preuve_piece", clear_on_submit=True, border=False):
        critere = st.selectbox(
            "Critère", list(declares), format_func=declares.__getitem__, key="piece_critere"
        )
        fichier = st.file_uploader("Document", key="piece_fichier")
        motif = st.text_input(
            "Ce qu’il prouve",
            key="piece_motif",
            placeholder="Ex. : procédure validée le 12 mai",
            max_chars=200,
        )
        demande = st.form_submit_button("Joindre ce document")
    if not demande:
        return
    try:
        if fichier is None:
            raise pieces.PieceRefusee(
                "Aucun document", "Aucun fichier n’a été choisi.", "Choisissez le document, puis joignez-le."
            )
        pieces.joindre(acces, critere, fichier.name, fichier.getvalue(), motif.strip())
    except ErreurWorkbench as erreur:
        erreurs.montrer(erreur)
        return
    st.toast("Document joint : il partira avec le dossier.")
    st.rerun()


def _produire(acces: Acces, objectif: Objectif) -> None:
    signataire = st.text_input(
        "Qui engage l’établissement", key="preuve_signataire", placeholder="Nom et fonction", max_chars=120
    )
    if st.button("Préparer le dossier", key="preuve_faire", icon=":material/verified:"):
        try:
            fait, manques = archive.produire(acces, objectif.code, signataire)
            produits.consigner(acces, fait)
        except ErreurWorkbench as erreur:
            st.session_state.pop(FAIT, None)
            erreurs.montrer(erreur)
            return
        st.session_state[FAIT] = (acces.version, objectif.code, fait, manques)
    garde = st.session_state.get(FAIT)
    if garde is None or garde[:2] != (acces.version, objectif.code):
        return
    fait, manques = garde[2:]
    if manques:
        st.warning(
            f"{accord(len(manques), 'point')} à compléter :\n\n" + "\n".join(f"- {m}" for m in manques)
        )
    else:
        st.success(COMPLET)
    st.download_button(
        f"Télécharger {fait.fichier}",
        fait.octets,
        fait.fichier,
        fait.mime,
        key="preuve_telecharger",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def _verifier(acces: Acces) -> None:
    recu = st.file_uploader("Dossier de preuve (.zip)", type=["zip"], key="preuve_recu")
    if recu is None:
        return
    try:
        constat = verification.verifier(recu.getvalue())
    except ErreurWorkbench as erreur:
        erreurs.montrer(erreur)
        return
    dit = constat.manifeste
    titre = f"Objectif {dit['objectif']}, {dit['etablissement']}, données du {dit['date_donnees']}."
    if not constat.intact:
        st.error(
            f"{titre} Il n’est pas tel qu’il a été scellé :\n\n" + "\n".join(f"- {f}" for f in constat.fautes)
        )
        return
    connu = produits.histoire(acces.home)
    ici = not connu.filter(connu["sha256"] == constat.sha256).is_empty()
    suite = (
        "Il a été produit ici."
        if ici
        else "Cet établissement n’en garde pas l’empreinte : il vient d’ailleurs."
    )
    st.success(f"{titre} Tel qu’il a été scellé. {suite}")
