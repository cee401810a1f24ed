"""One way to show people or accounts on any page: a stated reason, one logged reading, a table, a worklist in
Excel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions.saisie import SaisieInvalide, controler
from workbench.documents import produits
from workbench.documents.destinataire import team
from workbench.documents.listes import gestes, liste
from workbench.looks import titres
from workbench.looks.etats import Etat
from workbench.looks.formats import accord, jour, nombre, texte
from workbench.socle.champs import Champ
from workbench.ui import composants, donnees, plis, session
from workbench.ui.donnees import applications
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import case

MONTREES = 100
RAISON = Champ(
    "raison",
    "Raison de la consultation",
    obligatoire=True,
    min=5,
    max=200,
    aide="La consultation de données nominatives est enregistrée avec votre nom, l’heure et cette raison.",
)


@dataclass(frozen=True)
class Liste:
    """How a list of people or accounts is asked for and shown.

    `cle`: prefix of the widget keys, `{cle}_motif` (the reason) and `{cle}_excel` (the download); `mart`: a
    nominative mart; `colonnes`: mart column → heading, for the table and the workbook; `titre`: of the
    workbook; `mot`: what a row is; `fichier`: its name, `{cle}.xlsx` without one; `designe`: the columns that
    designate a row once the workbook comes back; `gardee`: why it does not.
    """

    cle: str
    mart: str
    colonnes: Mapping[str, str]
    titre: str
    mot: str = "personne"
    exemple: str = "préparer la liste pour l’encadrement"
    bouton: str = "Afficher les personnes"
    tri: Sequence[str] = ("etablissement", "service", "nom")
    decroissant: bool = False
    vide: str = "Personne dans ce cas."
    fichier: str = ""
    formats: Mapping[str, Any] | None = None
    etats: Mapping[str, Mapping[str, Etat]] | None = None
    designe: Sequence[str] = ("id_unique",)
    gardee: str = ""


def liste_nominative(acces: Acces, voulue: Liste, filtres: Mapping[str, Any]) -> pl.DataFrame | None:
    """Ask why, read through the gate (logged), show the first rows and give the whole worklist.

    Args:
        filtres: conditions on the mart, part of what was asked.

    Returns:
        The rows read, sorted, once a reason was given for these very filters; None before, or when the role
        reads no names.
    """
    if session.sans_noms(acces):
        return None
    lues = _ask(acces, voulue, filtres)
    if lues is None:
        return None
    voulue = replace(voulue, colonnes=liste.designated(voulue.colonnes, lues.columns))
    lignes = _sorted(lues, [nom for nom in voulue.tri if nom in lues.columns], voulue.decroissant)
    if lignes.is_empty():
        composants.liste_vide(voulue.vide)
        return lignes
    fichier = voulue.fichier or f"{voulue.cle}.xlsx"
    retour = _retour(acces, voulue, fichier)
    offer_workbook(
        acces, lignes, voulue.colonnes, voulue.titre, fichier, f"{voulue.cle}_excel", retour=retour
    )
    montrees, dite = _said_done(lignes.head(MONTREES), retour)
    composants.table(
        montrees,
        {nom: entete for nom, entete in voulue.colonnes.items() if nom in lignes.columns} | dite,
        legende=accord(lignes.height, voulue.mot)
        + (f" ; les {nombre(MONTREES)} premières lignes" if lignes.height > MONTREES else "")
        + ". Consultation enregistrée.",
        formats={"application": _systeme, "dit_fait": jour, **(voulue.formats or {})},
        etats=voulue.etats,
        defile=True,
    )
    return lignes


def _sorted(lues: pl.DataFrame, par: Sequence[str], decroissant: bool) -> pl.DataFrame:
    """Names in French order; the most of something first when the list asks it."""
    if decroissant:
        return lues.sort(par, descending=True, nulls_last=True) if par else lues
    return liste.trier(lues, par) if par else lues


def _retour(acces: Acces, voulue: Liste, fichier: str) -> dict[str, Any]:
    """How the workbook of a list comes back: options of `liste.contenu`."""
    if voulue.gardee or liste.REPERE in voulue.colonnes:
        return {"gardee": voulue.gardee}
    return {
        "geste": gestes.Geste(fichier.removesuffix(".xlsx"), voulue.designe),
        "faits": gestes.done(ledger.en_vigueur(ledger.ouvrir(acces))),
    }


def _said_done(lignes: pl.DataFrame, retour: Mapping[str, Any]) -> tuple[pl.DataFrame, dict[str, str]]:
    """The rows with the day their gesture was said done, when one of them was, and that column's heading."""
    geste = retour.get("geste")
    if geste is None or not geste.known(lignes.columns):
        return lignes, {}
    dits = [retour["faits"].get(gestes.subject(ref or "")) for ref in gestes.references(lignes, geste)]
    montrees = lignes.with_columns(pl.Series("dit_fait", dits, pl.Date))
    return montrees, titres.de("dit_fait") if any(dits) else {}


def _systeme(code: str | None) -> str:
    """The name of an account's system, as the charts of the pages say it."""
    return applications([code])[code] if code else texte(None)


def _ask(acces: Acces, voulue: Liste, filtres: Mapping[str, Any]) -> pl.DataFrame | None:
    """The rows of these very filters, read once a reason was given."""
    with plis.replie(f"{voulue.cle}_liste", f"{voulue.bouton}…"), st.form(f"{voulue.cle}_liste", border=True):
        motif = ask_reason(f"{voulue.cle}_motif", voulue.exemple)
        demande = st.form_submit_button(voulue.bouton, type="primary")
    asked = (acces.version, voulue.mart, repr((sorted(filtres.items()), sorted(acces.dans.items()))))
    if demande:
        if not reason_given(motif):
            return None
        lues = acces.nominatif(voulue.mart, motif=motif.strip(), **filtres)
        if liste.REPERE not in voulue.colonnes:
            lues = liste.with_matricules(acces, lues, motif.strip())
        st.session_state[f"_{voulue.cle}_lus"] = (asked, lues)
    kept = st.session_state.get(f"_{voulue.cle}_lus")
    return kept[1] if kept is not None and kept[0] == asked else None


def ask_reason(cle: str, exemple: str, libelle: str = RAISON.libelle) -> str:
    """The box where the reason of a reading or of a document is written."""
    return str(case(replace(RAISON, libelle=libelle, exemple=f"Ex. : {exemple}"), "", cle))


def reason_given(motif: str, geste: str = "vous consultez cette liste") -> bool:
    """Whether a reason was written; says that one is needed otherwise."""
    try:
        controler("", {RAISON.code: RAISON}, {RAISON.code: motif})
    except SaisieInvalide:
        st.warning(f"Indiquez pourquoi {geste} (quelques mots).", icon=":material/edit_note:")
        return False
    return True


def offer_workbook(
    acces: Acces,
    lignes: pl.DataFrame,
    colonnes: Mapping[str, str],
    titre: str,
    fichier: str,
    cle: str,
    retour: Mapping[str, Any] | None = None,
    **options: Any,
) -> None:
    """The button that gives a worklist in Excel, written when it is asked for, and in the history."""
    le = donnees.date_donnees(acces)

    def workbook() -> bytes:
        noms: dict[str, str] = {}
        if "application" in lignes.columns:
            noms = applications(lignes["application"].drop_nulls().unique().to_list())
        octets = liste.contenu(
            lignes, colonnes, titre, le=le, systemes=noms, equipe=team(acces.home), **(retour or {})
        )
        return produits.inscrire(acces, "liste", fichier, octets, le, liste=titre)

    st.download_button(
        "Liste de travail (Excel)",
        data=workbook,
        file_name=fichier,
        mime=liste.MIME,
        key=cle,
        icon=":material/download:",
        on_click="ignore",
        **options,
    )


def label(ligne: Mapping[str, Any], colonnes: Sequence[str] = ("nom", "prenom", "service")) -> str:
    """Somebody in a drop-down: what is known of these columns."""
    return " · ".join(str(ligne[nom]) for nom in colonnes if ligne.get(nom))
