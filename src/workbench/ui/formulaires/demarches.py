"""Record requests sent to an authority for a list of people: one entry of the ledger each, written together
or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision
from workbench.decisions.genres import champ
from workbench.looks.formats import accord
from workbench.ui import listes, session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, composee, saisir

SELON = "selon"
AUTORITES_DEMARCHE = {SELON: "L’autorité de chacun", **champ("demarche", "autorite").options}
DEFAUT = {"ordre": "ordre", "ars": "ars", "role": "rpps_plus", "etudiant": "ordre"}
LESQUELLES = {
    "toutes": "Toute la liste",
    "seulement": "Seulement les personnes choisies",
    "sauf": "Toutes sauf les personnes choisies",
}
CONCERNES = ("absent", "en_attente")


def kept(ids: Sequence[str], lesquelles: str, choisies: Sequence[str]) -> list[str]:
    """The people meant: the whole list, only those chosen, or all but them; always in the order of the
    list.
    """
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

    A reminder keeps what was known of the first request: its day, the Ordre's deadline, the reference unless
    a new one is given.

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
    noms = {ligne["id_unique"]: listes.label(ligne) for ligne in concernes.to_dicts()}
    ledger.refus()
    chosen: dict[str, Any] = {}
    forme = _forme(cle, len(noms))
    filled = saisir(forme, lambda: chosen.update(_which(noms, cle)))
    if filled is None:
        return
    retenus = _destinations(concernes, kept(list(noms), **chosen), filled["autorite"])
    if not retenus:
        st.warning(
            "Gardez au moins une personne dont l’autorité est connue, et dites la circonstance.",
            icon=":material/edit_note:",
        )
        return
    first, where = next(iter(retenus.items()))
    entree = composee(acces, forme, {**filled, "autorite": where}, id_unique=first)
    if entree is not None:
        valeur = {name: text for name, text in entree.valeur.items() if name != "autorite"}
        enregistrer(acces, retenus, entree.verdict, valeur, entree.motif)


def _forme(cle: str, total: int) -> Formulaire:
    return Formulaire(
        f"{cle}_form",
        "demarche",
        "Enregistrer la démarche",
        [{"verdict": 1, "autorite": 1, "date_demande": 1}, {"motif": 1, "reference": 1}],
        {
            "verdict": f"{cle}_verdict",
            "autorite": f"{cle}_autorite",
            "date_demande": f"{cle}_date",
            "motif": f"{cle}_motif",
            "reference": f"{cle}_reference",
        },
        {"autorite": AUTORITES_DEMARCHE},
        entete=f"**Une demande est partie pour ces personnes ?** {accord(total, 'personne')} sans numéro.",
        principal=False,
    )


def _which(noms: Mapping[str, str], cle: str) -> dict[str, Any]:
    """The people meant, as `kept` takes them."""
    a, b = st.columns([1, 2])
    lesquelles = a.selectbox(
        "Lesquelles ?", list(LESQUELLES), format_func=LESQUELLES.__getitem__, key=f"{cle}_lesquelles"
    )
    choisies = b.multiselect(
        "Personnes choisies",
        list(noms),
        format_func=noms.__getitem__,
        key=f"{cle}_choix",
        placeholder="Aucune choisie",
    )
    return {"lesquelles": lesquelles, "choisies": choisies}


def _destinations(gens: pl.DataFrame, ids: Sequence[str], autorite: str) -> dict[str, str]:
    """`id_unique` → where the request goes; « each one's own » leaves out those whose authority is
    unknown.
    """
    if autorite != SELON:
        return dict.fromkeys(ids, autorite)
    attendues = {i: DEFAUT[a] for i, a in gens.select("id_unique", "autorite").iter_rows() if a in DEFAUT}
    return {ident: attendues[ident] for ident in ids if ident in attendues}


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
