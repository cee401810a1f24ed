"""What changed for the IAM since a version it already took: counted in people first, then given as files."""

from __future__ import annotations

import datetime as dt
from functools import partial

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents import produits
from workbench.documents.systemes.iam import fichiers
from workbench.documents.systemes.iam.changements import Difference, mots, rules, too_many_departures
from workbench.looks.formats import jour
from workbench.office.paquet import archive
from workbench.ui import composants, erreurs, listes, session

PREMIERE = "Première charge"
CHANGEMENTS = {"mot": "Changement", "nombre": "Personnes", "definition": "Ce qui est fait"}
A_PART = {"mot": "Mis à part", "nombre": "Personnes", "qui": "Qui tranche", "que_faire": "Que faire"}
FORMATS = ("csv", "ldif", "entra")


def section(acces: Acces) -> None:
    """Ask from which version, say what would change, give the files."""
    if session.sans_noms(acces):
        return
    days = [day for day, _ in fichiers.starts(acces.home)]
    words = {**{jour(day): day for day in reversed(days)}, PREMIERE: None}
    with st.form("retour_identites", border=True):
        since = st.selectbox("Version que l’IAM a déjà prise", list(words), key="retour_depuis")
        motif = listes.ask_reason("retour_motif", "mise à jour mensuelle de l’IAM")
        asked = st.form_submit_button("Dire ce qui change", type="primary")
    if asked and listes.reason_given(motif, "vous comparez ces identités"):
        demande = fichiers.Demande(words[since], words[since] is None)
        found = erreurs.tenter(partial(fichiers.difference, acces.home, acces.utilisateur, demande))
        st.session_state["_retour_difference"] = (acces.version, since, found)
    kept = st.session_state.get("_retour_difference")
    if kept is None or kept[:2] != (acces.version, since) or kept[2] is None:
        return
    _dire(kept[2])
    _donner(acces, kept[2], words[since])


def _dire(found: Difference) -> None:
    genres = mots()["genres"]
    rows = [genres[genre] | {"nombre": count} for genre, count in found.effectifs.items()]
    since = f"depuis le {jour(found.avant.date)}" if found.avant.date else "première charge"
    composants.table(
        pl.DataFrame(rows), CHANGEMENTS, legende=f"Changements au {jour(found.apres.date)}, {since}"
    )
    aside = [mots()["a_part"][motif] | {"nombre": count} for motif, count in found.mis_a_part.items()]
    if aside:
        composants.table(pl.DataFrame(aside), A_PART, legende="À régler à la main : rien de cela ne part")


def _donner(acces: Acces, found: Difference, since: dt.date | None) -> None:
    if not acces.role.exporter:
        st.caption(f"Rôle « {acces.role.libelle} » : ces fichiers sont produits par l’équipe projet.")
        return
    confirmed = None
    if why := too_many_departures(found, rules(acces.home)):
        st.warning(f"{why} Vérifiez les livraisons RH avant d’aller plus loin.")
        if not st.checkbox("Ces départs sont justes", key="retour_departs"):
            return
        confirmed = found.effectifs["depart"]

    def octets() -> bytes:
        demande = fichiers.Demande(since, since is None, confirmed)
        _, made = fichiers.prepare(acces.home, acces.utilisateur, demande, FORMATS)
        for one in made:
            produits.consigner(acces, one)
        return archive({one.fichier: one.octets for one in made})

    st.download_button(
        "Tous les changements (à lire, csv, LDIF, Entra)",
        data=octets,
        file_name=f"identites_{since or 'initiale'}_{found.apres.date}.zip",
        mime="application/zip",
        key="retour_archive",
        icon=":material/folder_zip:",
        on_click="ignore",
        disabled=not found.changements,
        help="Des fichiers nominatifs : leur production est enregistrée avec votre nom.",
    )
