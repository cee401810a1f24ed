"""The page Exports: choose a document, see its figures, produce it, and what was produced before."""

from __future__ import annotations

import polars as pl
import streamlit as st
from pages.projet.vues import dossier

from workbench import projet as steering
from workbench.access import Acces
from workbench.documents import exports, produits
from workbench.documents.ars.premiere import dire_manques
from workbench.documents.comite import copil, seances
from workbench.documents.comite.donnees import DonneesComite, rassembler
from workbench.documents.comite.mesures import sens
from workbench.documents.listes import travail as listes_travail
from workbench.looks import titres
from workbench.looks.etats import JALONS
from workbench.looks.formats import accord, instant, jour_court, nombre, taille
from workbench.pilotage.objectifs import perspectives
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, erreurs, listes, session

PRODUITS = "_exports_produits"
SANS_SEANCE = "le document ne porte aucune date de séance : posez-la à la page Comités."
MONTREES = 50
REPONSES = {
    "copil": "Un diaporama à graphiques modifiables et le classeur des mêmes chiffres.",
    "codir": "Une page A4, les mêmes chiffres que le diaporama.",
    "listes": "Qui doit faire quoi, un classeur Excel par groupe, dans une archive.",
    "ars": "Des nombres seulement, les petits effectifs masqués.",
}


def choisir(acces: Acces) -> tuple[exports.TypeDocument, str | None]:
    """Which document, for which committee."""
    documents = exports.types_documents()
    code = st.segmented_control(
        "Document",
        list(documents),
        default="copil",
        format_func=lambda code: documents[code].libelle,
        key="exports_genre",
        label_visibility="collapsed",
    )
    document = documents[code or "copil"]
    st.caption(REPONSES[document.code])
    return document, _choisir_comite(acces, document) if document.code in seances.TYPES else None


def _choisir_comite(acces: Acces, document: exports.TypeDocument) -> str | None:
    """One of the committees planned or held, the next one first chosen; none is allowed."""
    projet = steering.ouvrir(acces.home)
    fiches = [
        fiche
        for fiche in projet.fiches("comite")
        if fiche["type"] in seances.TYPES[document.code] and fiche["etat"] != "annule" and fiche["le"]
    ]
    noms = {
        fiche["id"]: f"{copil.TITRES[fiche['type']]}, {jour_court(fiche['le'])}"
        for fiche in sorted(fiches, key=lambda fiche: abs((fiche["le"] - session.aujourd_hui()).days))
    }
    if not noms:
        st.warning(f"Aucun comité au calendrier : {SANS_SEANCE}", icon=":material/event:")
        return None
    prochain = seances.next_one(acces, document.code)
    choix = ["", *noms]
    choisi = st.selectbox(
        "Pour la séance",
        choix,
        index=choix.index(prochain["id"]) if prochain else 0,
        format_func=lambda ident: noms.get(ident, "Aucune séance précise"),
        key=f"exports_comite_{document.code}",
    )
    if not choisi:
        st.warning(SANS_SEANCE[:1].upper() + SANS_SEANCE[1:], icon=":material/event:")
    return choisi or None


def apercu(acces: Acces, document: exports.TypeDocument, comite: str | None) -> None:
    """The figures of the document, before anything is made."""
    if document.code == "listes":
        _apercu_listes(acces)
    elif document.code == "ars":
        composants.liste_vide(
            "L’aperçu est sur la page Vue CODIR et la page Couverture RPPS ; rien de nominatif n’en sort."
        )
    else:
        _apercu_comite(rassembler(acces, document.code, comite))


def _apercu_comite(vues: DonneesComite) -> None:
    objectifs = pl.DataFrame(
        [
            {
                "objectif": f"{o.objectif} · {o.annee} · {o.titre}",
                "score": o.score_dit(),
                "etat": o.etat,
                "chance": perspectives.courte(o),
            }
            for o in vues.objectifs
        ]
    )
    composants.table(
        objectifs,
        titres.de("objectif score etat", objectif="Objectif", score="Score", chance="À l’échéance"),
        etats={"etat": JALONS},
    )
    suivis = pl.DataFrame(
        [
            {"nom": s.libelle, "avant": s.dire(s.avant), "valeur": s.dire(s.valeur), "ecart": sens(s).texte}
            for s in vues.suivis
        ],
        schema={"nom": pl.String, "avant": pl.String, "valeur": pl.String, "ecart": pl.String},
    )
    avant = f"Au {jour_court(vues.depuis_le)}" if vues.depuis_le else "Avant"
    composants.table(
        suivis,
        titres.de(
            "nom avant valeur ecart",
            nom="Ce que nous suivons",
            avant=avant,
            valeur=f"Au {jour_court(vues.le)}",
        ),
        legende=f"Comparaison avec : {vues.depuis or 'rien, première mesure'}.",
    )
    salle = vues.salle
    st.caption(
        f"Aussi : {accord(len(vues.decisions), 'décision demandée', 'décisions demandées')}, "
        f"{accord(len(salle.risques), 'risque ouvert', 'risques ouverts')}, "
        f"{accord(len(salle.etapes), 'étape en retard ou à venir', 'étapes en retard ou à venir')}."
    )


def _apercu_listes(acces: Acces) -> None:
    """How many people each procedure concerns, without a name."""
    couverture = acces.agregat("couverture", population="presents").filter(
        pl.col("statut").is_in(["absent", "a_confirmer", "incoherent"]),
        pl.col("autorite") != "hors_perimetre",
    )
    par_service = (
        couverture.group_by("etablissement")
        .agg(pl.col("nombre").sum())
        .sort("nombre", descending=True, nulls_last=True)
    )
    composants.chiffres(
        {"Personnes concernées": (nombre(int(couverture["nombre"].sum())), "agents présents")}
    )
    composants.table(par_service, titres.de("etablissement nombre"))


def produire(acces: Acces, document: exports.TypeDocument, comite: str | None) -> None:
    """The form of a document, then its files to download."""
    if document.code == "ars" and (dit := dire_manques(acces.home, reglages=False)):
        st.warning(dit, icon=":material/edit_note:")
    options, pour = _formulaire(acces, document, comite)
    if options is not None:
        try:
            faits = exports.produire(acces, document.code, options)
            for produit in faits:
                produits.consigner(acces, produit, pour)
        except ErreurWorkbench as erreur:
            st.session_state.pop(PRODUITS, None)
            erreurs.montrer(erreur)
            return
        st.session_state[PRODUITS] = (acces.version, document.code, comite, faits)
    garde = st.session_state.get(PRODUITS)
    if garde is None or garde[:3] != (acces.version, document.code, comite):
        return  # a pack made for another committee is neither shown nor marked sent for this one
    for rang, produit in enumerate(garde[3]):
        st.download_button(
            f"Télécharger {produit.fichier}",
            produit.octets,
            produit.fichier,
            produit.mime,
            key=f"exports_telecharger_{rang}",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
        st.caption(f"{taille(len(produit.octets))} · empreinte {produit.sha256[:12]}")
    projet = steering.ouvrir(acces.home)
    if comite is not None and (fiche := projet.fiche("comite", comite)) is not None:
        dossier.noter(acces, projet, fiche, "exports_envoye")


def _formulaire(
    acces: Acces, document: exports.TypeDocument, comite: str | None
) -> tuple[exports.Options | None, str]:
    """What varies from one document to another; None until it is asked for, and complete."""
    with st.form(f"exports_{document.code}", border=True):
        par, motif, avant = "service", "", None
        if document.nominatif:
            decoupages = listes_travail.regles(acces)["decoupages"]
            par = st.selectbox(
                "Un classeur par",
                list(decoupages),
                format_func=lambda nom: decoupages[nom]["libelle"],
                key="exports_par",
            )
            motif = listes.ask_reason("exports_motif", "relance des cadres de novembre", "Raison")
            avant = st.date_input(
                "À détruire avant le",
                listes_travail.a_detruire_avant(acces, session.aujourd_hui()),
                format="DD/MM/YYYY",
                key="exports_avant",
            )
            st.caption(
                "Données personnelles : la production est journalisée, la mention figure dans chaque fichier."
            )
        pour = st.text_input(
            "Pour qui", key=f"exports_pour_{document.code}", placeholder=produits.genres()[document.code].pour
        )
        demande = st.form_submit_button("Produire", type="primary", width="stretch")
    if not demande:
        return None, pour
    if document.nominatif and not listes.reason_given(motif, "vous produisez ces listes"):
        return None, pour
    return exports.Options(comite, None, par, motif.strip(), avant), pour


def histoire(acces: Acces) -> None:
    """What was produced: when, by whom, for whom, from which run, with which content."""
    lignes = produits.histoire(acces.home)
    if lignes.is_empty():
        composants.liste_vide("Rien encore : ce que vous produirez y sera inscrit.")
        return
    libelles = exports.libelles()
    montrees = lignes.head(MONTREES).with_columns(
        le=pl.col("le").map_elements(lambda le: instant(le.astimezone()), return_dtype=pl.String),
        genre=pl.col("genre").map_elements(lambda code: libelles.get(code, code), return_dtype=pl.String),
        taille=pl.col("taille").map_elements(taille, return_dtype=pl.String),
        sha256=pl.col("sha256").str.head(12),
    )
    composants.table(
        montrees,
        titres.de(
            "le genre fichier pour auteur date_donnees execution options taille",
            le="Produit le",
            genre="Document",
            pour="Pour",
            execution="Exécution",
            options="Options",
            sha256="Empreinte",
        ),
        legende=(
            f"{accord(lignes.height, 'fichier produit', 'fichiers produits')}. Même exécution et mêmes"
            " options : même empreinte."
        ),
        defile=True,
    )
