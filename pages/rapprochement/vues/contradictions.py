"""The page Contradictions: types, trend, worklist, closing; and the life of an identity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.decisions.rejeu import SANS_TABLE
from workbench.looks import titres
from workbench.looks.etats import EFFETS
from workbench.looks.formats import accord, instant, jour, signe
from workbench.ui import composants, donnees, listes
from workbench.ui.formulaires import decisions_simples
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, Parmi, composee, saisir, saisir_parmi

ETATS = {"ouverte": "ouverte", "rouverte": "rouverte : encore dans la source", "close": "close"}
COLONNES = {
    "titre": "Contradiction",
    "personnes": "Personnes",
    "motif": "Constat",
    "que_faire": "Que faire",
    "fiches_texte": "Fiches",
    "etat_mot": "État",
}
EVENEMENTS = {"entree": "entrée", "sortie": "sortie"}


def tendance(acces: Acces) -> None:
    """Types, counted, with the figure of the run before."""
    types = donnees.mart(acces, "collision_type")
    if types.is_empty():
        composants.liste_vide("Aucune contradiction dans les dernières livraisons.")
        return
    passe = donnees.mart(acces, "historique").filter(pl.col("indicateur").str.starts_with("collision_"))
    dates = passe["date_execution"].unique().sort(descending=True).to_list()
    avant = dates[1] if len(dates) > 1 else None
    anciens = (
        passe.filter(pl.col("date_execution") == avant).select(
            pl.col("indicateur").str.strip_prefix("collision_").alias("type"),
            pl.col("numerateur").alias("avant"),
        )
        if avant
        else None
    )
    tableau = (
        types.join(anciens, on="type", how="left")
        if anciens is not None
        else types.with_columns(avant=pl.lit(None, dtype=pl.Int64))
    )
    tableau = tableau.with_columns(
        ecart=pl.col("nombre") - (pl.col("avant").fill_null(0) if avant else pl.col("avant"))
    ).sort("gravite", "nombre", descending=[False, True])
    composants.table(
        tableau,
        titres.de(
            "titre gravite nombre ecart closes que_faire",
            titre="Contradiction",
            nombre="Ouvertes",
            closes="Closes",
        ),
        legende=f"Contradictions ouvertes au {jour(dates[0]) if dates else ''}"
        + (
            f" ; évolution depuis le {jour(avant)}"
            if avant
            else " ; première exécution : pas encore d’évolution"
        ),
        formats={"ecart": signe},
    )


def travail(acces: Acces, registre: Registre) -> None:
    """The worklist of one type, and closing with a reason."""
    toutes = ledger.lire(acces, "collision_detail")
    if toutes.is_empty():
        return
    decisions = ledger.en_vigueur(registre)
    deja = {
        entry.objet: entry
        for entry in decisions
        if entry.genre == "collision_close" and entry.id not in ledger.rejouees(acces)
    }
    intitules = dict(toutes.select("type", "titre").unique("type").sort("titre").iter_rows())
    choisi, lignes = _choisir(toutes, intitules)
    attente = pl.col("id_collision").is_in(list(deja))
    noms = donnees.noms_de_sources(acces)
    lignes = lignes.with_columns(
        fiches_texte=pl.col("fiches").map_elements(lambda cles: _fiches(cles, noms), return_dtype=pl.String),
        motif=pl.col("motif").map_elements(lambda dit: _nommee(dit, noms), return_dtype=pl.String),
        etat_mot=pl.when(attente)
        .then(pl.lit("close, en attente d’effet"))
        .otherwise(pl.col("etat").replace(ETATS)),
    )
    composants.table(
        lignes.head(100),
        {nom: mot for nom, mot in COLONNES.items() if nom not in {"titre", "que_faire"}},
        legende=f"{accord(lignes.height, 'cas', 'cas')}"
        + (" ; 100 premiers" if lignes.height > 100 else "")
        + ". Consultation enregistrée.",
        defile=True,
    )
    listes.offer_workbook(
        acces,
        lignes,
        COLONNES,
        f"Contradictions : {intitules[choisi]}",
        "contradictions.xlsx",
        "contradictions_liste",
        retour={"gardee": "L’outil ne reprend pas cette feuille : une contradiction se clôt sur sa page"},
        disabled=lignes.is_empty(),
    )
    ouvertes = lignes.filter((pl.col("etat") != "close") & ~attente)
    if ouvertes.height:
        _clore(acces, registre, ouvertes)


def _fiches(cles: Iterable[str], noms: Mapping[str, str]) -> str:
    """Records as people know them, a source a line: its name, then their keys there."""
    par_source: dict[str, list[str]] = {}
    for cle in cles:
        source, _, reste = cle.partition(":")
        par_source.setdefault(noms.get(source, source), []).append(reste)
    return "\n".join(f"{nom}\u00a0: {', '.join(restes)}" for nom, restes in par_source.items())


def _nommee(dit: str, noms: Mapping[str, str]) -> str:
    """A sentence of the run, sources by their names."""
    return re.sub(r"[\w-]+", lambda mot: noms.get(mot[0], mot[0]), dit)


def _choisir(toutes: pl.DataFrame, intitules: dict[str, str]) -> tuple[str, pl.DataFrame]:
    """The type looked at, kept in the URL, and its cases."""
    a, b = st.columns([3, 2])
    choisi = a.selectbox(
        "Contradiction",
        list(intitules),
        format_func=intitules.__getitem__,
        key="contradiction",
        bind="query-params",
    )
    etat = b.segmented_control(
        "État", ["à traiter", "toutes"], default="à traiter", key="contradiction_etat", required=True
    )
    lignes = toutes.filter(pl.col("type") == choisi)
    if etat == "à traiter":
        lignes = lignes.filter(pl.col("etat") != "close")
    return choisi, lignes


def _clore(acces: Acces, registre: Registre, ouvertes: pl.DataFrame) -> None:
    noms = {
        row["id_collision"]: f"{row['personnes'] or 'sans personne connue'} · {', '.join(row['fiches'])}"
        for row in ouvertes.head(200).to_dicts()
    }
    forme = Formulaire(
        "clore",
        "collision_close",
        "Clore",
        [{"verdict": 2, "motif": 3}],
        {"verdict": "clore_verdict", "motif": "clore_motif"},
    )
    parmi = Parmi("Contradictions à clore", noms, "clore_cas", "Choisir")
    sent = saisir_parmi(forme, parmi)
    if sent is None:
        return
    filled, chosen = sent
    if not chosen:
        st.warning("Choisissez au moins une contradiction.", icon=":material/edit_note:")
        return
    first = composee(acces, forme, filled, objet=chosen[0])
    if first is not None:
        if ledger.enregistrer(registre, [replace(first, objet=ident) for ident in chosen]):
            st.toast("Enregistré. Effet à la prochaine exécution.")
        st.rerun()


def histoire(acces: Acces, registre: Registre) -> None:
    """Every record that joined or left an identity, when, by which run or decision."""
    ident = (
        st.text_input("Identifiant de la personne", key="histoire_id", placeholder="ID00000001", max_chars=12)
        .strip()
        .upper()
    )
    if not ident:
        composants.liste_vide(
            "Saisissez un identifiant pour voir les fiches entrées et sorties, et par quelle décision."
        )
        return
    personne = acces.nominatif("mart.identite", motif="histoire d'une identité", id_unique=ident).to_dicts()
    lignes = acces.nominatif("mart.identite_histoire", motif="histoire d'une identité", id_unique=ident)
    if not personne and lignes.is_empty():
        composants.liste_vide(f"{ident} n’est connu d’aucune version : vérifiez la saisie.")
        return
    if personne and personne[0].get("anciens_id"):
        st.write(f"Cette personne a repris : {personne[0]['anciens_id']}.")
    if not personne:
        st.write("Cet identifiant n’est plus porté par personne ; il ne sera jamais réattribué.")
    noms = donnees.noms_de_sources(acces)
    composants.table(
        lignes.sort("date_execution", "source", "cle_source").with_columns(
            source=pl.col("source").replace(noms), evenement=pl.col("evenement").replace(EVENEMENTS)
        ),
        titres.de(
            "date_execution evenement source",
            evenement="Mouvement",
            cle_source="Fiche",
            mode="Par",
            autre_id="Depuis ou vers",
            decision="Décision",
            auteur="Auteur",
            motif_decision="Raison",
        ),
        legende=f"{ident} : fiches entrées et sorties",
        formats={"date_execution": jour},
        defile=True,
    )
    if personne:
        decisions_simples.verifier_identite(acces, registre, ident)


def journal(acces: Acces, registre: Registre) -> None:
    """Decisions in force, what each did at the last run, and undoing."""
    decisions = [entry for entry in ledger.en_vigueur(registre) if entry.genre not in SANS_TABLE]
    if not decisions:
        composants.liste_vide("Aucune décision enregistrée : elles se prennent dans la revue.")
        return
    effets = {row["id"]: row for row in ledger.lire(acces, "decision").to_dicts()}
    a_revoir = [entry for entry in decisions if effets.get(entry.id, {}).get("etat") == "a_revoir"]
    if a_revoir:
        st.warning(
            f"{accord(len(a_revoir), 'décision')} à revoir : de nouvelles données la contredisent.",
            icon=":material/history:",
        )
    lignes = [_ligne(entry, effets.get(entry.id)) for entry in reversed(decisions)]
    tableau = pl.DataFrame(lignes, infer_schema_length=None)
    tableau = tableau.sort(pl.col("etat") != "à revoir", maintain_order=True)
    composants.table(
        tableau.head(200),
        titres.de(
            "le auteur", decision="Décision", sur="Sur", motif="Raison", etat="Effet", explication="Pourquoi"
        ),
        legende=f"{accord(tableau.height, 'décision')} en vigueur"
        + (" ; 200 dernières" if tableau.height > 200 else ""),
        defile=True,
    )
    _annuler(acces, registre, decisions)


def _ligne(entry: Decision, effet: dict[str, str] | None) -> dict[str, str]:
    etats = {code: word.lower() for code, word in EFFETS.items()}
    sur = " | ".join(
        part for part in (entry.cle_a, entry.cle_b, entry.id_unique, entry.rpps, entry.objet) if part
    )
    return {
        "le": instant(entry.le),
        "auteur": entry.auteur,
        "decision": entry.libelle + (f" ({entry.verdict})" if entry.verdict else ""),
        "sur": sur,
        "motif": entry.motif,
        "etat": etats[effet["etat"]] if effet else "en attente de la prochaine exécution",
        "explication": (effet or {}).get("explication") or "",
    }


def _annuler(acces: Acces, registre: Registre, decisions: Sequence[Decision]) -> None:
    noms = {
        entry.id: (
            f"{instant(entry.le)} · {entry.auteur} · {entry.libelle} ·"
            f" {entry.cle_a or entry.id_unique or entry.objet}"
        )
        for entry in reversed(decisions)
    }
    ledger.refus()
    forme = Formulaire(
        "annuler",
        "annulation",
        "Annuler cette décision",
        [{"annule": 1, "motif": 1}],
        {"annule": "annuler_id", "motif": "annuler_motif"},
        {"annule": noms},
        principal=False,
    )
    filled = saisir(forme)
    entree = composee(acces, forme, filled) if filled is not None else None
    if entree is not None:
        if ledger.annuler(registre, [entree.annule], acces.utilisateur, entree.motif):
            st.toast("Décision annulée : l’annulation est elle-même au registre.")
        st.rerun()
