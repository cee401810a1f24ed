"""The page Communication: who is told what, when, how many that is today; the texts, and the letters they
give.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from html import escape

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents.lettres import publipostage
from workbench.documents.lettres.envoi import Envoi
from workbench.looks import titres
from workbench.looks.etats import ENVOIS
from workbench.looks.formats import accord, jour, nombre
from workbench.office import feuille
from workbench.projet import Projet, publics, textes
from workbench.projet.envois import etat_envoi
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.ui import composants, erreurs, filtres, listes, plis, session
from workbench.ui import publics as portee
from workbench.ui.formulaires import fiche_simple, projet_editeur
from workbench.ui.formulaires.formulaire import saisir

ORDRE = pl.Enum(["en_retard", "prevu", "a_dater", "fait"])
COLONNES = titres.de(
    "etablissement service nom prenom profession statut prochaine_etape", statut="État du numéro"
)


def plan(acces: Acces, projet: Projet, le: date) -> None:
    """Messages: population, reach today, channel, date, done."""
    lignes = projet.lignes("message")
    if lignes.is_empty():
        composants.liste_vide("Aucun message : ajoutez-en dans le tableau « Modifier le plan ».")
        return
    lignes = portee.avec_portee(acces, lignes).with_columns(
        etat=pl.Series([etat_envoi(m["le"], m["fait"], le) for m in lignes.to_dicts()], dtype=pl.String),
        texte=pl.Series(
            [projet.nom("modele_texte", code) or "À écrire" for code in lignes["modele"]], dtype=pl.String
        ),
    )
    lignes = lignes.sort(pl.col("etat").cast(ORDRE), "le", maintain_order=True, nulls_last=True)
    compte = {code: lignes.filter(pl.col("etat") == code).height for code in ENVOIS}
    composants.chiffres(
        {
            etat.mot.capitalize(): (nombre(compte[code]), "message" if compte[code] < 2 else "messages")
            for code, etat in ENVOIS.items()
        }
    )
    composants.table(
        lignes,
        titres.de(
            "titre etat",
            titre="Message",
            le="Date",
            portee="Personnes",
            qui="Population",
            canal="Canal",
            texte="Texte",
        ),
        legende=f"Personnes concernées d’après le répertoire du {jour(le)}",
        etats={"etat": ENVOIS},
    )
    with st.expander("Dater un message, le dire fait"):
        champs = ("le", "fait", "canal", "modele")
        fiche_simple.parmi(acces, projet, "message", "Message", champs, "Enregistrer le message")
    with plis.sur_demande("Modifier le plan", "messages_grille") as ouvert:
        if ouvert:
            projet_editeur.editer(acces, projet, "message")


def choisir_texte(projet: Projet) -> dict[str, object] | None:
    """The text chosen, kept in the URL."""
    options = {
        str(
            fiche["id"]
        ): f"{projet.libelle('modele_texte', 'procedure', fiche['procedure'])} · {fiche['titre']}"
        for fiche in projet.fiches("modele_texte")
    }
    if not options:
        composants.liste_vide("Aucun texte : ajoutez-en un ci-dessous.")
        return None
    return projet.fiche("modele_texte", filtres.choix("texte", "Texte", options))


def texte(acces: Acces, projet: Projet, modele: dict[str, object], etablissement: str) -> None:
    """What a person will read, and the form that changes it."""
    corps = publipostage.apercu(modele, etablissement)
    objet = textes.remplir(str(modele["objet"] or ""), {"etablissement": etablissement})
    paragraphes = "".join(f"<p>{escape(bloc)}</p>" for bloc in corps.split("\n\n"))
    st.html(f'<div class="wb-lettre"><p><b>Objet : {escape(objet)}</b></p>{paragraphes}</div>')
    st.caption(
        "Aperçu pour une personne imaginaire. Population :"
        f" {portee.phrase(acces, str(modele['population'] or ''))}."
    )
    with st.expander("Modifier ce texte"):
        _formulaire(acces, projet, modele)


def _formulaire(acces: Acces, projet: Projet, modele: dict[str, object]) -> None:
    if session.lecture_seule(acces):
        return
    ident = str(modele["id"])
    champs = ("objet", "population", "corps")
    rempli = saisir(
        fiche_simple.forme(
            projet,
            "modele_texte",
            f"texte_{ident}",
            "Enregistrer le texte",
            [{code: 1} for code in (*champs, "motif")],
            cles={code: f"texte_{code}_{ident}" for code in (*champs, "motif")},
            valeurs={code: str(modele[code] or "") for code in champs},
            bordure=False,
        ),
        lambda: st.caption(
            "Champs remplis pour chaque personne : " + ", ".join(f"`{{{{{nom}}}}}`" for nom in textes.CHAMPS)
        ),
    )
    if rempli is None:
        return
    motif = rempli.pop("motif")
    if projet_editeur.enregistrer(acces, projet, {"modele_texte": [{"id": ident, **rempli}]}, motif):
        st.rerun()


def lettres(acces: Acces, modele: dict[str, object], etablissement: str, le: date) -> None:
    """The people, once a reason is given, then the letters to print and the workbook to send from."""
    try:
        conditions = publics.conditions(publics.lire(str(modele["population"] or ""), acces.home), acces.home)
        entites = {entite.code: entite.nom for entite in load_settings(acces.home).etablissement.entites}
    except ErreurWorkbench as erreur:
        erreurs.montrer(erreur)
        return
    if not acces.role.exporter and acces.role.nommer:
        composants.liste_vide(
            f"Rôle « {acces.role.libelle} » : les lettres sont produites par l’équipe projet."
        )
        return
    ident = str(modele["id"])
    personnes = listes.liste_nominative(
        acces,
        listes.Liste(
            f"lettres_{ident}",
            "mart.couverture_personne",
            COLONNES,
            f"Destinataires : {modele['titre']}",
            exemple="envoi du courrier aux infirmiers sans numéro",
            bouton="Préparer les lettres",
            vide="Personne n’est dans ce cas aujourd’hui : rien à envoyer.",
            fichier=f"destinataires_{ident}.xlsx",
            gardee="Rien à reprendre : un envoi s’inscrit quand ses lettres sont produites",
        ),
        conditions,
    )
    if personnes is None or personnes.is_empty():
        return
    datee = st.date_input(
        "Lettres datées du", session.aujourd_hui(), format="DD/MM/YYYY", key=f"lettres_{ident}_date"
    )
    envoi = Envoi(modele, entites, etablissement, le, date=datee)
    for place, (forme, libelle) in zip(st.columns(3), publipostage.FORMES.items(), strict=True):
        place.download_button(
            libelle,
            data=partial(publipostage.produire, acces, personnes, envoi, forme),
            file_name=publipostage.nom_fichier(modele, forme),
            mime=feuille.MIME if forme == "classeur" else publipostage.MIME,
            key=f"lettres_{ident}_{forme}",
            icon=":material/table:" if forme == "classeur" else ":material/description:",
            on_click="ignore",
        )
    st.caption(
        f"{accord(personnes.height, 'lettre')}. {publipostage.REMISE} Chaque fichier produit est inscrit à"
        " l’historique des exports."
    )


def ajouter(acces: Acces, projet: Projet) -> None:
    """The list of texts, to add or take away one."""
    with plis.sur_demande("Tous les textes", "textes_grille") as ouvert:
        if ouvert:
            projet_editeur.editer(
                acces, projet, "modele_texte", champs=("titre", "procedure", "population", "objet", "corps")
            )
