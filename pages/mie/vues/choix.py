"""The choice matrix: for each population the means proposed and why, the one chosen, and the equipment it
takes.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.looks import titres
from workbench.looks.formats import accord, jour, nombre
from workbench.pilotage.mie import choix as mie_choix
from workbench.pilotage.mie import rie as mie_rie
from workbench.pilotage.mie.choix import CHOIX, RECU
from workbench.ui import composants, donnees, session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, composee, remplacer, saisir

A_CHOISIR = "– à trancher"


def populations(acces: Acces) -> pl.DataFrame:
    """The funnel with the population of each row (`population`)."""
    return mie_choix.classer(donnees.mart(acces, "mie_entonnoir"), mie_choix.regles(acces.home))


def profils(acces: Acces, population: str) -> list[str]:
    """The profiles of a population: what a nominative mart is filtered on."""
    rows = populations(acces).filter(pl.col("population") == population)
    return [str(profil) for profil in rows["profil"].unique().sort()]


def titres_populations(acces: Acces) -> dict[str, str]:
    """Population → its name, in the order of the rules."""
    return {entry["code"]: entry["titre"] for entry in mie_choix.regles(acces.home)["populations"]}


def _moyens(acces: Acces) -> dict[str, str]:
    kinds = mie_rie.regles(acces.home)["types"]
    return {kind["type_mie"]: kind["libelle"] for kind in kinds if kind.get("materiel", True)}


def _interdits(decisions: list[Decision]) -> list[str]:
    return [code for code, item in mie_rie.homologations(decisions).items() if item.verdict == "refusee"]


def matrice(acces: Acces, registre: Registre) -> None:
    """Population by population: how many people, what is known of their work, proposal, choice."""
    rules, decisions = mie_choix.regles(acces.home), ledger.en_vigueur(registre)
    effectifs, choisis, noms = _effectifs(acces), mie_choix.choix(decisions), _moyens(acces)
    sigles = {
        kind["type_mie"]: kind.get("sigle", kind["libelle"]) for kind in mie_rie.regles(acces.home)["types"]
    }
    tenus = populations(acces).group_by("population", "type_mie").agg(pl.col("remis").sum())
    lignes = []
    for population in rules["populations"]:
        propose = mie_choix.proposer(population, rules, _interdits(decisions))
        choisi = choisis.get(population["code"])
        lignes.append(
            {
                "titre": population["titre"],
                "effectif": effectifs.get(population["code"], 0),
                "propose": noms.get(propose.type_mie or "", A_CHOISIR),
                "raison": propose.raison,
                "ecartes": _phrases(propose.ecartes, sigles),
                "choisi": _dit(choisi, noms),
                **_tenus(
                    tenus, population["code"], str(choisi.valeur["type_mie"]) if choisi else propose.type_mie
                ),
            }
        )
    faits = sum(code in choisis for code in effectifs)
    composants.table(
        pl.DataFrame(lignes),
        {
            "titre": "Population",
            "effectif": "Utilisateurs",
            "equipes": "Équipés",
            "du_moyen": "dont de ce moyen",
            "choisi": "Choix déclaré",
            "propose": "Moyen proposé",
            "raison": "Pourquoi lui",
            "ecartes": "Pourquoi pas avant lui",
        },
        legende=(
            "Utilisateurs du dossier patient par population ;"
            f" {accord(faits, 'choix déclaré', 'choix déclarés')} sur {len(effectifs)}"
        ),
        essentiel=("effectif", "equipes", "choisi", "propose"),
    )


def _tenus(tenus: pl.DataFrame, population: str, moyen: str | None) -> dict[str, int]:
    """How many hold a means, and how many the very one chosen (or proposed)."""
    lignes = tenus.filter(pl.col("population") == population)
    du_moyen = lignes.filter(pl.col("type_mie") == moyen) if moyen else lignes.clear()
    return {"equipes": int(lignes["remis"].sum()), "du_moyen": int(du_moyen["remis"].sum())}


def _dit(choisi: Decision | None, noms: dict[str, str]) -> str:
    if choisi is None:
        return "○ à déclarer"
    code = str(choisi.valeur["type_mie"])
    return f"✓ {noms.get(code, code)} (par {choisi.auteur})"


def _phrases(ecartes: tuple[tuple[str, str], ...], sigles: dict[str, str]) -> str:
    dits = [f"{sigles.get(code, code)} : {pourquoi}" for code, pourquoi in ecartes]
    return ". ".join(dit if dit[1:2] == "-" else dit[:1].upper() + dit[1:] for dit in dits) or "–"


def criteres(acces: Acces) -> None:
    """What the rules know of each population's work: what the proposals rest on."""
    rules = mie_choix.regles(acces.home)
    signes = {"oui": "✓ oui", "non": "–", "inconnu": "? à vérifier"}
    lignes = [
        {"titre": population["titre"]}
        | {
            item["code"]: signes.get(
                population["criteres"].get(item["code"], "inconnu"),
                item["valeurs"].get(population["criteres"].get(item["code"], "inconnu"), ""),
            )
            for item in rules["criteres"]
        }
        | {"poste": int(population.get("personnes_par_poste", 1))}
        for population in rules["populations"]
    ]
    composants.table(
        pl.DataFrame(lignes),
        {"titre": "Population"}
        | {item["code"]: item["titre"] for item in rules["criteres"]}
        | {"poste": "Personnes par poste"},
        legende="Ce qu’on sait du travail de chacun, et qui fait la proposition",
    )
    st.caption(f"{rules['note']} Règles version {rules['version']} (règles « choix du MIE »).")


def _effectifs(acces: Acces) -> dict[str, int]:
    rows = populations(acces).group_by("population").agg(pl.col("besoin").sum()).iter_rows()
    return {code: int(total) for code, total in rows}


def declarer_choix(acces: Acces, registre: Registre) -> None:
    """The choice of the project for a population."""
    if session.lecture_seule(acces):
        return
    noms, gens = _moyens(acces), titres_populations(acces)
    rules, decisions = mie_choix.regles(acces.home), ledger.en_vigueur(registre)
    forme = Formulaire(
        "choix_mie",
        CHOIX,
        "Déclarer ce choix",
        [{"objet": 2, "type_mie": 1, "motif": 2}],
        {"objet": "choix_population", "type_mie": "choix_moyen", "motif": "choix_motif"},
        {"objet": gens, "type_mie": noms},
    )
    filled = saisir(forme)
    if filled is None:
        return
    population = next(item for item in rules["populations"] if item["code"] == filled["objet"])
    propose = mie_choix.proposer(population, rules, _interdits(decisions)).type_mie
    entree = composee(acces, forme, filled, valeur={"propose": propose or ""})
    if entree is not None:
        if ledger.enregistrer(registre, remplacer(registre, [entree])):
            st.toast(f"Choix déclaré : {gens[entree.objet]}, {noms[filled['type_mie']]}.")
        st.rerun()


def equipement(acces: Acces, registre: Registre) -> None:
    """Needed under the choices (or, without one, the proposals), received, left to obtain."""
    rules, decisions = mie_choix.regles(acces.home), ledger.en_vigueur(registre)
    moyens = mie_choix.retenus(rules, decisions, _interdits(decisions))
    lignes = [
        {
            "titre": item.titre,
            "besoin": item.besoin,
            "recu": item.recu,
            "part": min(1.0, item.recu / item.besoin) if item.besoin else None,
            "reste": item.reste,
            "document": f"{item.reference}, du {jour(item.le)}" if item.reference else "rien de déclaré",
        }
        for item in mie_choix.materiels(_effectifs(acces), moyens, rules, decisions)
    ]
    composants.table(
        pl.DataFrame(lignes, infer_schema_length=None, schema_overrides={"part": pl.Float64}),
        titres.de(
            "titre besoin recu part",
            titre="Équipement",
            besoin="Nécessaire",
            reste="Manque",
            document="Dernière déclaration",
        ),
        legende=(
            "Besoin calculé sur les choix déclarés, à défaut sur les moyens proposés ; lecteurs : un par"
            " poste, effectif divisé par les personnes par poste de la population"
        ),
    )


def declarer_recu(acces: Acces, registre: Registre) -> None:
    """The total received so far of one kind of equipment."""
    if session.lecture_seule(acces):
        return
    articles = {item["code"]: item["titre"] for item in mie_choix.regles(acces.home)["equipements"]}
    forme = Formulaire(
        "equipement_recu",
        RECU,
        "Déclarer l’équipement reçu",
        [{"objet": 2, "quantite": 1, "date_preuve": 1, "reference": 2}],
        {
            "objet": "recu_article",
            "quantite": "recu_quantite",
            "date_preuve": "recu_date",
            "reference": "recu_reference",
        },
        {"objet": articles},
    )
    filled = saisir(forme)
    if filled is None:
        return
    entree = composee(acces, forme, filled, motif=f"Total reçu : {nombre(filled['quantite'])}")
    if entree is not None:
        if ledger.enregistrer(registre, remplacer(registre, [entree])):
            st.toast(f"Déclaré : {articles[entree.objet]}, {nombre(filled['quantite'])}.")
        st.rerun()
