"""Record requests sent to an authority for a list of people: one entry of the ledger each, written together or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision
from workbench.looks.formats import accord
from workbench.ui import registre as ledger
from workbench.ui import session

SELON = "selon"
AUTORITES_DEMARCHE = {
    SELON: "L’autorité de chacun",
    "ordre": "Ordre professionnel",
    "ars": "ARS (eRPPS)",
    "rpps_plus": "RPPS+ (employeur)",
}
VERDICTS = {
    "demandee": "Demande envoyée",
    "relancee": "Relance envoyée",
    "abandonnee": "Démarche abandonnée",
    "aboutie": "Démarche aboutie",
}
DEFAUT = {"ordre": "ordre", "ars": "ars", "role": "rpps_plus", "etudiant": "ordre"}
LESQUELLES = {
    "toutes": "Toute la liste",
    "seulement": "Seulement les personnes choisies",
    "sauf": "Toutes sauf les personnes choisies",
}
CONCERNES = ("absent", "en_attente")


def kept(ids: Sequence[str], lesquelles: str, choisies: Sequence[str]) -> list[str]:
    """The people meant: the whole list, only those chosen, or all but them; always in the order of the list."""
    chosen = set(choisies)
    if lesquelles == "seulement":
        return [ident for ident in ids if ident in chosen]
    return [ident for ident in ids if lesquelles == "toutes" or ident not in chosen]


def batch(
    acces: Acces,
    connues: Mapping[str, Decision],
    autorites: Mapping[str, str],
    verdict: str,
    valeur: Mapping[str, str],
    motif: str,
) -> list[Decision]:
    """One entry a person; it says which one it replaces.

    A reminder keeps what was known of the first request: its day, the Ordre's deadline, the reference unless a new one is given.

    Args:
        connues: `id_unique` → the request in force about this person.
        autorites: `id_unique` → where the request went (ordre, ars, rpps_plus).
    """
    entries = []
    for ident, autorite in autorites.items():
        before = connues.get(ident)
        kept_ = before.valeur if before is not None and verdict != "demandee" else {}
        told = {**kept_, **valeur, "autorite": autorite}
        if before is not None and verdict != "demandee":
            told["date_demande"] = str(before.valeur["date_demande"])
        entries.append(
            Decision(
                "demarche",
                acces.utilisateur,
                motif,
                verdict=verdict,
                id_unique=ident,
                valeur=told,
                remplace=before.id if before else "",
            )
        )
    return entries


def formulaire(acces: Acces, gens: pl.DataFrame, cle: str = "demarche") -> None:
    """The form under a list just read (`id_unique`, `nom`, `prenom`, `service`, `statut`, `autorite`)."""
    concernes = gens.filter(pl.col("statut").is_in(CONCERNES))
    if concernes.is_empty() or session.lecture_seule(acces):
        return
    noms = {
        ligne["id_unique"]: " · ".join(
            str(ligne[nom]) for nom in ("nom", "prenom", "service") if ligne.get(nom)
        )
        for ligne in concernes.to_dicts()
    }
    attendues = {
        i: DEFAUT[a] for i, a in concernes.select("id_unique", "autorite").iter_rows() if a in DEFAUT
    }
    ledger.refus()
    with st.form(f"{cle}_form", border=True):
        st.markdown(
            f"**Une demande est partie pour ces personnes ?** {accord(len(noms), 'personne')} sans numéro."
        )
        a, b, c = st.columns(3)
        verdict = a.selectbox(
            "Démarche", list(VERDICTS), format_func=VERDICTS.__getitem__, key=f"{cle}_verdict"
        )
        autorite = b.selectbox(
            "Auprès de",
            list(AUTORITES_DEMARCHE),
            format_func=AUTORITES_DEMARCHE.__getitem__,
            key=f"{cle}_autorite",
        )
        le = c.date_input(
            "Demande du", dt.date.today(), max_value=dt.date.today(), format="DD/MM/YYYY", key=f"{cle}_date"
        )
        f, g = st.columns([1, 2])
        lesquelles = f.selectbox(
            "Lesquelles ?", list(LESQUELLES), format_func=LESQUELLES.__getitem__, key=f"{cle}_lesquelles"
        )
        choisies = g.multiselect(
            "Personnes choisies",
            list(noms),
            format_func=noms.__getitem__,
            key=f"{cle}_choix",
            placeholder="Aucune choisie",
        )
        d, e = st.columns(2)
        motif = d.text_input(
            "Circonstance",
            key=f"{cle}_motif",
            placeholder="Ex. : liste envoyée au conseil départemental",
            max_chars=200,
        )
        reference = e.text_input(
            "Référence (facultatif)",
            key=f"{cle}_reference",
            placeholder="Ex. : courriel du 12/10",
            max_chars=120,
        )
        envoye = st.form_submit_button("Enregistrer la démarche")
    if not envoye:
        return
    gardes = kept(list(noms), lesquelles, choisies)
    retenus = {
        i: attendues.get(i, "") if autorite == SELON else autorite
        for i in gardes
        if autorite != SELON or i in attendues
    }
    if len(motif.strip()) < 5 or not retenus:
        st.warning(
            "Gardez au moins une personne dont l’autorité est connue, et dites la circonstance en quelques mots.",
            icon=":material/edit_note:",
        )
        return
    valeur = {"date_demande": le.isoformat()} | (
        {"reference": reference.strip()} if reference.strip() else {}
    )
    enregistrer(acces, retenus, verdict, valeur, motif)


def enregistrer(
    acces: Acces, autorites: Mapping[str, str], verdict: str, valeur: Mapping[str, str], motif: str
) -> bool:
    """Write the batch and say when it counts; True when done."""
    registre = ledger.ouvrir(acces)
    connues = {e.id_unique: e for e in ledger.en_vigueur(registre) if e.genre == "demarche"}
    fait = ledger.enregistrer(registre, batch(acces, connues, autorites, verdict, valeur, motif))
    if fait:
        st.success(
            f"{accord(len(autorites), 'démarche enregistrée', 'démarches enregistrées')}. "
            "L’état « en attente d’un tiers » apparaît à la prochaine exécution.",
            icon=":material/check:",
        )
    ledger.refus()
    return fait
