"""The numbers that go back to each DPI: the queue, what is kept back, the file, its acknowledgement."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.documents.systemes import forme
from workbench.documents.systemes.dpi import etats, fichier
from workbench.exchange.systemes import accuse
from workbench.looks.formats import accord, nombre
from workbench.ui import composants, donnees, erreurs, session
from workbench.ui.formulaires import registre as ledger

ETATS = {
    "source": "DPI",
    "mot": "Où en est-on",
    "nombre": "Comptes",
    "points_2027": "Points, objectif 1.1 en 2027",
    "points_2028": "Points, objectif 1.1 en 2028",
    "que_faire": "Que faire",
}
RETENUS = {"source": "DPI", "mot": "Pourquoi", "nombre": "Comptes", "que_faire": "Que faire"}
ATTENDENT = [*fichier.PARTENT, *fichier.REPRIS, "applique"]


def etat(acces: Acces, registre: Registre) -> pl.DataFrame:
    """Where every account stands; returns the queue."""
    rows = ledger.lire(acces, "retour_dpi", etats.LUES)
    file = etats.queue(rows, ledger.en_vigueur(registre), etats.deliveries(acces))
    states = etats.summary(file, donnees.mart(acces, "jalon"))
    named = pl.col("source").replace(donnees.noms_de_sources(acces))
    waits = states.filter(pl.col("etat").is_in(ATTENDENT)).with_columns(named)
    if waits.is_empty():
        composants.liste_vide("Aucun numéro prouvé ne manque au dossier patient, hors des comptes retenus.")
    else:
        composants.table(
            waits,
            ETATS,
            legende="Comptes dont le numéro est prouvé ici et absent là-bas ; un point est un centième des"
            " comptes que l’objectif compte",
            formats={name: partial(nombre, decimales=1) for name in ("points_2027", "points_2028")},
        )
    held = etats.held(file).with_columns(named)
    if not held.is_empty():
        composants.table(
            held,
            RETENUS,
            legende="Comptes retenus : un numéro qui n’est pas prouvé ne sort jamais",
            defile=True,
        )
    return file


def produire(acces: Acces, registre: Registre, file: pl.DataFrame) -> None:
    """One file a DPI, in its editor's layout."""
    if not acces.role.exporter:
        st.caption(f"Rôle « {acces.role.libelle} » : ces fichiers sont produits par l’équipe projet.")
        return
    again = st.toggle("Renvoyer aussi ce que le DPI a refusé ou n’a pas reconnu", key="retour_reprendre")
    leaving = [*fichier.PARTENT, *(fichier.REPRIS if again else ())]
    counted = file.filter(pl.col("etat").is_in(leaving)).group_by("source").len().sort("source")
    layouts = erreurs.tenter(lambda: fichier.mapping(acces.home))
    if layouts is None:
        return
    names = donnees.noms_de_sources(acces)
    for source, count in counted.iter_rows():
        layout = erreurs.tenter(partial(forme.choisir, layouts[0], source, fichier.FICHIER))
        if layout is None:
            continue
        st.download_button(
            f"Fichier pour {names.get(source, source)} :"
            f" {accord(count, 'numéro prouvé', 'numéros prouvés')} au plus",
            data=partial(_donner, acces, registre, source, again),
            file_name=f"retour_dpi_{source}_{donnees.date_donnees(acces).isoformat()}{layout.suffixe}",
            key=f"retour_fichier_{source}",
            icon=":material/download:",
            on_click="ignore",
            help="Un fichier nominatif : sa production est enregistrée avec votre nom, et son lot attend la"
            " réponse du DPI.",
        )


def _donner(acces: Acces, registre: Registre, source: str, again: bool) -> bytes:
    made = fichier.prepare(acces, source, registre.en_vigueur(), again)
    fichier.record(acces, made)
    produits.consigner(acces, made.produit)
    return made.produit.octets


def reprendre(acces: Acces, registre: Registre) -> None:
    """The acknowledgement of a DPI, seen before it is recorded."""
    decisions = ledger.en_vigueur(registre)
    lots = {lot.code: lot for lot in reversed(etats.lots(decisions))}
    if not lots or session.lecture_seule(acces):
        return
    code = st.selectbox("Lot auquel l’accusé répond", list(lots), key="retour_lot")
    partiel = st.toggle("Il ne répond que d’une partie du lot", key="retour_partiel")
    recu = st.file_uploader(
        "**Reprendre** l’accusé de réception du DPI", type=["xlsx", "xls", "csv", "txt"], key="retour_accuse"
    )
    if recu is None or code is None:
        composants.liste_vide(
            "Rien n’est enregistré avant que vous l’ayez vu ; un accusé fautif n’enregistre rien."
        )
        return
    file = accuse.Recu(recu.name, recu.getvalue(), partiel)
    read = erreurs.tenter(
        partial(accuse.lire, acces.home, file, lots[code], decisions, acces.utilisateur), recu.name
    )
    if read is None:
        return
    _montrer(registre, read)


def _montrer(registre: Registre, read: accuse.Accuse) -> None:
    plan = read.plan
    st.write(
        f"{accord(len(plan.reponses), 'réponse')} à enregistrer,"
        f" {plan.connues}, {nombre(read.reste)} sans réponse,"
        f" {accord(len(plan.fautes), 'faute')}."
    )
    ledger.fautes(
        plan.fautes,
        "Rien ne sera enregistré de cet accusé tant qu’il reste une faute.",
        "ligne colonne motif",
    )
    ledger.proposer(registre, plan.entrees, "réponse", "retour_enregistrer", "Réponses enregistrées.")
    ledger.refus()
