"""The page Écarts: today against the target, requirement by requirement; levels declared with their
evidence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st
from pages.pilotage.vues import jalons

from workbench import projet as steering
from workbench.access import Acces
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.exchange.maturite import classeur as maturite
from workbench.exchange.maturite import retour as maturite_rendu
from workbench.looks import titres
from workbench.looks.formats import accord, jour, nombre, pourcent
from workbench.pilotage.objectifs.critere import sentence
from workbench.pilotage.objectifs.ecarts import (
    ENSEMBLE,
    Ecart,
    by_entity,
    by_family,
    definitions,
    gaps,
    subject,
)
from workbench.projet.liens import linked_actions
from workbench.ui import composants, donnees, erreurs, liens, session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, decider
from workbench.ui.page import PageOuverte


def entites(acces: Acces) -> dict[str, str]:
    """The whole group, then each establishment known of the data."""
    codes = donnees.mart(acces, "couverture")["etablissement"].drop_nulls().unique().sort().to_list()
    return {ENSEMBLE: "Tout le groupe"} | {code: code for code in codes}


def lire(acces: Acces, registre: Registre, entite: str) -> list[Ecart]:
    """The gaps of the group or of one establishment."""
    mesures = {} if entite == ENSEMBLE else _par_entite(acces).get(entite, {})
    return gaps(
        jalons.series(acces), ledger.en_vigueur(registre), entite, mesures, acces.home, donnees.motifs(acces)
    )


def _par_entite(acces: Acces) -> dict[str, dict[str, float]]:
    return by_entity(donnees.mart(acces, "vertu"), donnees.mart(acces, "mie_entonnoir"))


def comparer(acces: Acces, registre: Registre, le: dt.date) -> None:
    """The group beside each establishment, family by family: mean level, tinted against the target."""
    choix = entites(acces)
    if len(choix) < 3:
        composants.liste_vide("Un seul établissement dans les données : rien à comparer.")
        return
    lignes = []
    for code, titre in choix.items():
        for famille, niveau, cible, inconnus in by_family(lire(acces, registre, code)):
            marque = f" ({inconnus} ?)" if inconnus else ""
            lignes.append(
                {
                    "famille": famille,
                    "entite": titre,
                    "part": min(1.0, niveau / cible) if cible else 1.0,
                    "ecrit": f"{nombre(niveau, 1)} / {nombre(cible, 1)}{marque}",
                }
            )
    composants.carte(
        pl.DataFrame(lignes),
        "famille",
        "entite",
        "part",
        "Famille",
        f"Niveau moyen sur cible au {jour(le)} ; entre parenthèses, exigences non renseignées (comptées 0). "
        "Ce qui n’est mesuré ou déclaré que pour le groupe vaut pour chacun.",
        ecrit="ecrit",
    )


def synthese(trouves: list[Ecart], le: dt.date) -> None:
    """Key figures, then family by family."""
    mesurables = [item for item in trouves if not item.motif]
    for phrase in dict.fromkeys(item.motif for item in trouves if item.motif):
        composants.liste_vide(sentence(phrase))
    inconnus = sum(item.niveau is None for item in mesurables)
    atteints = sum(item.ecart == 0 for item in mesurables)
    absents = len(trouves) - len(mesurables)
    part = pourcent(atteints / (len(mesurables) or 1), 0)
    composants.chiffres(
        {
            "Exigences suivies": (nombre(len(trouves)), "exigences"),
            "À la cible": (nombre(atteints), f"{part} des exigences{' mesurables' if absents else ''}"),
            "Sous la cible": (nombre(len(mesurables) - atteints), "exigences"),
            "Non renseignées": (nombre(inconnus), "à déclarer ci-dessous"),
        }
        | ({"Non mesurables": (nombre(absents), "il manque une source")} if absents else {})
    )
    familles = by_family(trouves)
    composants.table(
        pl.DataFrame(familles, schema=["famille", "niveau", "cible", "inconnus"], orient="row"),
        titres.de("famille niveau cible", niveau="Niveau moyen", inconnus="Non renseignées"),
        legende=f"Par famille, de 0 (absent) à 4 (maîtrisé), au {jour(le)}. Une exigence non renseignée"
        " compte pour 0.",
        formats={"niveau": lambda v: nombre(v, 1), "cible": lambda v: nombre(v, 1)},
    )


def tableau(acces: Acces, trouves: list[Ecart], le: dt.date) -> None:
    """Every requirement, biggest gap first."""
    mots = definitions(acces.home)["echelle"]
    liees = linked_actions(steering.ouvrir(acces.home))
    lignes = [
        {
            "famille": item.famille,
            "titre": item.titre,
            "niveau": _niveau(item, mots),
            "cible": f"{item.cible} · {mots[item.cible]}",
            "ecart": _ecart(item),
            "echeance": jour(item.echeance) + (" ! passée" if item.ecart and item.echeance < le else ""),
            "_echeance": item.echeance,
            "effort": item.effort,
            "responsable": item.responsable,
            "actions": _actions(liees.get(item.code, [])),
            "base": (
                f"mesuré : {pourcent(item.valeur)}{_portee(item)}"
                if item.valeur is not None
                else _preuve(item)
            ),
            "_ecart": item.ecart,
        }
        for item in trouves
    ]
    composants.table(
        pl.DataFrame(lignes, infer_schema_length=None).sort(
            ["_ecart", "_echeance", "titre"], descending=[True, False, False]
        ),
        titres.de(
            "titre famille niveau cible ecart echeance",
            titre="Exigence",
            niveau="Aujourd’hui",
            ecart="Écart",
            effort="Effort",
            responsable="Qui",
            actions="Actions liées",
            base="D’après",
        ),
        legende="Du plus grand écart au plus petit",
        essentiel=("niveau", "cible", "ecart", "responsable"),
    )


def voir(acces: Acces, trouves: list[Ecart], entite: str) -> None:
    """The people behind the measured gaps."""
    sous_la_cible = {item.code for item in trouves if item.ecart and item.nature == "mesure"}
    codes = [
        liens.de(item["indicateur"])
        for item in definitions(acces.home)["exigences"]
        if item["code"] in sous_la_cible
    ]
    liens.voir(acces, *codes, **({} if entite == ENSEMBLE else {"etablissement": entite}))


def _actions(actions: list[dict[str, Any]]) -> str:
    """« 2 en cours, la prochaine le 3 mars » ; none says so, since a gap without an action is what to look
    for.
    """
    ouvertes = [action for action in actions if action["etat"] in ("a_faire", "en_cours")]
    if not ouvertes:
        return "✓ toutes faites" if actions else "aucune"
    dates = [action["echeance"] for action in ouvertes if action["echeance"]]
    return accord(len(ouvertes), "ouverte") + (f", {jour(min(dates))}" if dates else "")


def _niveau(item: Ecart, mots: Sequence[str]) -> str:
    if item.motif:
        return "non mesurable"
    return "non renseigné" if item.niveau is None else f"{item.niveau} · {mots[item.niveau]}"


def _ecart(item: Ecart) -> str:
    if item.motif:
        return "non mesurable"
    return f"▼ {item.ecart} niveau{'x' if item.ecart > 1 else ''}" if item.ecart else "✓ à la cible"


def _preuve(item: Ecart) -> str:
    if item.motif:
        return item.motif
    if item.preuve is None:
        return "pas de mesure, rien de déclaré" if item.nature == "declare" else "pas de donnée"
    return f"déclaré par {item.preuve.auteur} : {item.preuve.valeur['reference']}{_portee(item)}"


def _portee(item: Ecart) -> str:
    return "" if item.propre else " (tout le groupe)"


def declarer(acces: Acces, registre: Registre, entite: str, titre_entite: str) -> None:
    """Declare a level for the group or the establishment on screen."""
    if session.lecture_seule(acces):
        return
    declares = {
        item["code"]: item["titre"]
        for item in definitions(acces.home)["exigences"]
        if item["nature"] == "declare"
    }
    mots = definitions(acces.home)["echelle"]
    forme = Formulaire(
        "declarer_niveau",
        "niveau_declare",
        "Déclarer ce niveau",
        [{"objet": 3, "verdict": 2, "date_preuve": 1}, {"reference": 1, "motif": 1}],
        {
            "objet": "exigence",
            "verdict": "exigence_niveau",
            "date_preuve": "exigence_date",
            "reference": "exigence_reference",
            "motif": "exigence_motif",
        },
        {
            "objet": {subject(code, entite): titre for code, titre in declares.items()},
            "verdict": {str(rang): f"{rang} · {mot}" for rang, mot in enumerate(mots)},
        },
        {"objet": f"Exigence ({titre_entite})"},
    )
    decider(acces, registre, forme, "Niveau déclaré.")
    ledger.refus()


def entite(page: PageOuverte) -> tuple[str, str]:
    """The group, or the one establishment of the scope: its code, its name."""
    code = page.perimetre.get("etablissement", ENSEMBLE)
    return code, entites(page.acces).get(code, code)


def questionnaire(
    page: PageOuverte, registre: Registre, trouves: list[Ecart], entite: str, titre_entite: str
) -> None:
    """The same levels answered in a workbook: out to whoever knows, back, seen before it is recorded."""
    acces = page.acces
    if acces.role.exporter:
        fichier = maturite.nom_fichier(page.le, entite)
        st.download_button(
            f"Questionnaire de maturité, {titre_entite} (Excel)",
            data=lambda: produits.donner(
                acces,
                "maturite",
                fichier,
                maturite.contenu(trouves, entite, titre_entite, page.le, acces.home),
                page.le,
                nominatif=False,
            ),
            file_name=fichier,
            mime=maturite.MIME,
            key="maturite_excel",
            icon=":material/download:",
            on_click="ignore",
        )
    if session.lecture_seule(acces):
        return
    recu = st.file_uploader("Reprendre un questionnaire rempli", type=["xlsx"], key="maturite_retour")
    if recu is None:
        return
    plan = erreurs.tenter(
        lambda: maturite_rendu.lire(
            recu.getvalue(),
            list(entites(acces)),
            ledger.en_vigueur(registre),
            acces.utilisateur,
            acces.home,
            session.aujourd_hui(),
        )
    )
    if plan is not None:
        ledger.reprendre(registre, plan, "réponse", "ce questionnaire", "niveau", "maturite_enregistrer")
