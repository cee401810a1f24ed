"""A list coming back: each « Fait le » is recorded, the whole sheet or nothing. On a working list, or the
follow-up of an Ordre's answer, it is a request sent that day; on any other, the gesture of that list, done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from workbench.access import Acces, ouvrir, workstation_account
from workbench.decisions import Decision, Registre
from workbench.decisions.saisie import SaisieInvalide, composer
from workbench.exchange import lecteur
from workbench.exchange.contrat import contrat
from workbench.exchange.lecteur import Ligne
from workbench.exchange.listes.gestes import Gestes, told
from workbench.exchange.plan import Faute, Plan, admit, countersign
from workbench.socle.noms import name_key

AUPRES_DE = {"ordre": "ordre", "ars": "ars", "role": "rpps_plus"}
"""Authority of a person → where their request goes."""
SUIVI_ORDRE = "comparaison"  # the sheet whose requests all go to an Ordre
GESTES = "gestes"  # the sheet of the lists that ask no number
GARDES = ("situation", "echeance", "reference")  # known of a request under way, a list does not say them
MART = "mart.couverture_personne"
COLONNES = ("id_unique", "repere", "nom", "prenom", "autorite")


def people(acces: Acces) -> pl.DataFrame:
    """Everybody a list may name (`COLONNES`)."""
    return acces.nominatif(MART, motif="retour d’une liste de travail", colonnes=COLONNES)


def lire(
    contenu: bytes, gens: pl.DataFrame, vigueur: Sequence[Decision], auteur: str, jour: dt.date | None = None
) -> Plan:
    """Read a list back.

    Args:
        gens: as `people` gives them. vigueur: decisions in force. auteur: who imports.
        jour: today, when the caller keeps one: no date may be later.

    Raises:
        ClasseurIllisible: not a workbook, not our sheet or columns.
    """
    lecture = lecteur.lire(contenu, contrat("liste"))
    plan = Plan(fautes=lecture.fautes, masquees=lecture.masquees, details=_dits)
    connus = {ligne[nom]: ligne for nom in ("id_unique", "repere") for ligne in gens.to_dicts()}
    avant = {entree.id_unique: entree for entree in vigueur if entree.genre == "demarche"}
    vus: dict[str, int] = {}
    gestes_lus = Gestes(plan, vigueur, auteur, lecture.empreinte, jour)
    for ligne in lecture.lignes:
        if ligne.feuille == GESTES:
            gestes_lus.read(ligne)
            continue
        if ligne.valeurs["fait_le"] is None:
            plan.vides += ligne.valeurs["matricule"] is not None
            continue
        personne = connus.get(str(ligne.valeurs["matricule"] or ""))
        faute = _faute(ligne, personne, vus)
        if faute is not None:
            plan.fautes.append(faute)
            continue
        assert personne is not None
        ident = personne["id_unique"]
        vus[ident] = ligne.numero
        if _deja(avant.get(ident), ligne.valeurs["fait_le"]):
            plan.deja += 1
            continue
        origine = f"classeur:{lecture.empreinte}:{ligne.titre}:{ligne.numero}"
        aupres = "ordre" if ligne.feuille == SUIVI_ORDRE else AUPRES_DE[personne["autorite"]]
        _ajouter(plan, ligne, (ident, aupres, avant.get(ident)), auteur, origine, jour)
    gestes_lus.close()
    plan.fautes.sort(key=lambda faute: (faute.feuille, faute.ligne))
    return plan


def _ajouter(
    plan: Plan,
    ligne: Ligne,
    qui: tuple[str, str, Decision | None],
    auteur: str,
    origine: str,
    jour: dt.date | None,
) -> None:
    ident, aupres, avant = qui
    sue = avant.valeur if avant is not None and _dits(avant)["autorite"] == aupres else {}
    champs = {
        "verdict": "demandee",
        "autorite": aupres,
        "date_demande": ligne.valeurs["fait_le"],
        "motif": told(ligne),
        **{nom: sue[nom] for nom in GARDES if sue.get(nom)},
    }
    try:
        entree = composer("demarche", auteur, champs, jour=jour, id_unique=ident, origine=origine)
    except SaisieInvalide as erreur:
        colonnes = {"date_demande": "fait_le", "motif": "commentaire"}
        plan.fautes += [
            ligne.faute(colonnes.get(champ, "fait_le"), dit) for champ, dit in erreur.fautes.items()
        ]
        return
    plan.ajouter(entree, avant, ligne.lieu)


def _dits(dite: Decision) -> dict[str, object]:
    """What makes two requests of one person, or two gestures of one line, differ."""
    return {nom: dite.valeur.get(nom) for nom in ("autorite", "date_demande", "fait_le", "date_information")}


def _deja(avant: Decision | None, le: dt.date) -> bool:
    return avant is not None and avant.valeur.get("date_demande") == le.isoformat()


def _faute(ligne: Ligne, personne: Mapping[str, str] | None, vus: Mapping[str, int]) -> Faute | None:
    """Why the line cannot be recorded, None when it can."""
    if personne is None and not ligne.valeurs["matricule"]:
        return ligne.faute(
            "fait_le",
            "Cette ligne ne désigne aucun de nos salariés : rien ne peut s’y inscrire. Effacez « Fait le » ;"
            " le commentaire, lui, reste sur votre feuille.",
        )
    if personne is None:
        return ligne.faute(
            "matricule",
            f"« {ligne.valeurs['matricule']} » ne désigne plus personne : matricule modifié, ou"
            " personne partie. Effacez « Fait le » sur cette ligne.",
        )
    noms = {name_key(ligne.valeurs.get(nom)) for nom in ("nom", "nom_usage")}
    if name_key(personne["nom"]) not in noms:
        return ligne.faute(
            "nom", "Ce matricule est aujourd’hui celui d’une autre personne : repartez d’une liste neuve."
        )
    if personne["id_unique"] in vus:
        return ligne.faute("matricule", f"Cette personne est déjà à la ligne {vus[personne['id_unique']]}.")
    if personne["autorite"] not in AUPRES_DE and ligne.feuille != SUIVI_ORDRE:
        return ligne.faute(
            "fait_le",
            "On ne sait pas auprès de qui la démarche est faite : classez d’abord son métier, page Métiers.",
        )
    return None


def reprendre(home: Path, fichier: Path, auteur: str | None) -> tuple[Registre, Plan]:
    """What a returned list would record, for the command; nothing is written.

    Raises:
        AccesRefuse: the role of the account that runs the command only reads.
    """
    compte = workstation_account()
    admit(home, compte, fichier, "Liste")
    registre = Registre(home)
    gens = people(ouvrir(home, compte, "retour d’une liste de travail"))
    plan = lire(fichier.read_bytes(), gens, registre.en_vigueur(), auteur or compte)
    return registre, countersign(plan, compte)
