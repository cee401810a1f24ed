"""What the project room says to a committee: risks, decisions asked, actions and tasks late or coming."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from workbench import projet as steering
from workbench.decisions import Decision
from workbench.looks.etats import TACHES
from workbench.projet import Projet, avancement, budget, comites
from workbench.projet import decisions as tranchees
from workbench.projet.planning import Planifiee
from workbench.socle.regles import lire

LOIN = dt.date.max
A_VENIR = "a_venir"
RETARD = TACHES["en_retard"].mot.capitalize()
DERNIERES = 4  # decisions recalled
SANS_CHANTIER = "Sans chantier"


@dataclass(frozen=True)
class Salle:
    """Rows of the project room, already chosen and sorted, with labels instead of codes.

    `comites`: every committee, oldest first, as cards; `risques`: open ones, the establishment's own first,
    then by gravity (titre, criticite, reponse, responsable, etat; `propose`: of the library, adopted by
    nobody); `decisions`: those asked (texte, porteur, comite); `tranches`: subjects on a card already, not to
    be proposed again; `etapes`: tasks and actions not done, late or coming (nature, titre, responsable,
    echeance, etat: a state of a task of the plan, or `a_venir`; `propose`); `suites`: what became of the last
    decisions and actions (nature, titre, responsable, etat, echeance; `ouverte`: an action not done);
    `bilan`: the plan in figures; `taches_proposees`: its tasks that nobody adopted; `chantiers`: a row a
    workstream of the plan (chantier, faites, taches, urgentes, prochaine), the next to end first; `budget`: a
    row a workstream (chantier, prevu, engage, projection, ecart), the whole last.
    """

    comites: list[dict[str, Any]] = field(default_factory=list)
    risques: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    tranches: set[str] = field(default_factory=set)
    etapes: list[dict[str, Any]] = field(default_factory=list)
    suites: list[dict[str, Any]] = field(default_factory=list)
    bilan: avancement.Bilan | None = None
    taches_proposees: int = 0
    chantiers: list[dict[str, Any]] = field(default_factory=list)
    budget: list[dict[str, Any]] = field(default_factory=list)


def step_said(etape: Mapping[str, Any]) -> str:
    """A step by its title; one that nobody of the establishment took over says so."""
    return f"{etape['titre']}{' (proposée)' if etape.get('propose') else ''}"


def ouvrir_salle(home: Path, decisions: Sequence[Decision], le: dt.date, jours: int) -> Salle:
    """The room at the date of the data; « coming » is within `jours`."""
    return resumer(steering.ouvrir(home, decisions), le, jours)


def resumer(projet: Projet, le: dt.date, jours: int) -> Salle:
    """What a committee is told of a project."""
    seances = sorted(projet.fiches("comite"), key=lambda fiche: (fiche["le"] or LOIN, fiche["id"]))
    jours_des_seances = tranchees.days(projet)
    taches = avancement.plan(projet, le)
    return Salle(
        comites=seances,
        risques=_risques(projet),
        decisions=[
            {**fiche, "porteur": _porteur(projet, fiche)}
            for fiche in projet.fiches("decision_comite")
            if tranchees.is_asked(fiche, jours_des_seances, le)
        ],
        tranches=tranchees.repeated(projet, _sujets(projet).get("reposer_jours"), le),
        etapes=_etapes(projet, taches, le, le + dt.timedelta(days=jours)),
        suites=_suites(projet, jours_des_seances, le),
        bilan=avancement.bilan(projet, taches),
        taches_proposees=sum(not projet.adoptee("tache", tache.id) for tache in taches),
        chantiers=_chantiers(projet, taches),
        budget=_budget(projet),
    )


def _sujets(projet: Projet) -> dict[str, Any]:
    """What the figures may propose to decide (`sujets_codir.toml`)."""
    return lire("workbench.pilotage", "sujets_codir.toml", projet.home)


def _porteur(projet: Projet, fiche: dict[str, Any]) -> str:
    """Who carries a decision: its card's, else that of the subject it answers."""
    responsables = {sujet["sujet"]: sujet["responsable"] for sujet in _sujets(projet)["sujets"]}
    return _qui(projet, "decision_comite", "porteur", fiche) or responsables.get(fiche.get("sujet"), "")


def _suites(projet: Projet, dates: Mapping[str, dt.date], le: dt.date) -> list[dict[str, Any]]:
    """The last decisions, newest first, then actions, those not done first, late when their day is gone."""
    reponses = [fiche for fiche in projet.fiches("decision_comite") if fiche["statut"] != "demandee"]
    actions = [fiche for fiche in projet.fiches("action") if fiche["etat"] != "abandonnee"]
    decidees = [
        {
            "nature": "décision",
            "titre": fiche["texte"],
            "responsable": _porteur(projet, fiche),
            "etat": projet.libelle("decision_comite", "statut", fiche["statut"]),
            "ouverte": False,
            "echeance": tranchees.settled_on(fiche, dates),
        }
        for fiche in sorted(
            reponses,
            key=lambda fiche: ((tranchees.settled_on(fiche, dates) or dt.date.min), fiche["id"]),
            reverse=True,
        )
    ]
    suivies = [
        {
            "nature": "action",
            "titre": fiche["titre"],
            "responsable": _qui(projet, "action", "responsable", fiche),
            "etat": RETARD
            if fiche["etat"] != "faite" and (fiche["echeance"] or LOIN) < le
            else projet.libelle("action", "etat", fiche["etat"]),
            "ouverte": fiche["etat"] != "faite",
            "echeance": fiche["echeance"],
        }
        for fiche in sorted(
            actions, key=lambda fiche: (fiche["etat"] == "faite", fiche["echeance"] or LOIN, fiche["id"])
        )
    ]
    return [*decidees[:DERNIERES], *suivies]


def _budget(projet: Projet) -> list[dict[str, Any]]:
    """What each workstream was to cost and will cost; nothing when no line is written."""
    lignes = projet.fiches("budget")
    if not lignes:
        return []
    montants = dict.fromkeys(budget.MONTANTS, pl.Float64)
    cadre = pl.DataFrame(
        [{nom: fiche[nom] for nom in ("chantier", *montants)} for fiche in lignes],
        schema={"chantier": pl.String, **montants},
    )
    projetees = budget.projeter(cadre)
    par_chantier = budget.totaux(projetees, "chantier").to_dicts()
    for ligne in par_chantier:
        code = ligne["chantier"]
        ligne["chantier"] = projet.libelle("budget", "chantier", code) if code else SANS_CHANTIER
    return [*par_chantier, {**budget.totaux(projetees).row(0, named=True), "chantier": "Ensemble"}]


def _risques(projet: Projet) -> list[dict[str, Any]]:
    lignes = [
        {
            "id": fiche["id"],
            "titre": fiche["titre"],
            "criticite": comites.gravite(fiche),
            "reponse": fiche["reponse"],
            "responsable": _qui(projet, "risque", "responsable", fiche),
            "etat": projet.libelle("risque", "etat", fiche["etat"]),
            "propose": not projet.adoptee("risque", fiche["id"]),
        }
        for fiche in projet.fiches("risque")
        if fiche["etat"] != "clos"
    ]
    return sorted(lignes, key=lambda ligne: (ligne["propose"], -ligne["criticite"], ligne["id"]))


def _chantiers(projet: Projet, taches: Sequence[Planifiee]) -> list[dict[str, Any]]:
    """Each workstream of the plan: what is done, what is late or at risk, when its next task ends; those with
    nothing left to do last.
    """
    par: dict[str, list[Planifiee]] = {}
    for tache in taches:
        par.setdefault(tache.chantier, []).append(tache)
    lignes = [
        {
            "chantier": projet.libelle("tache", "chantier", code) if code else SANS_CHANTIER,
            "taches": len(siennes),
            "faites": sum(tache.etat == "faite" for tache in siennes),
            "urgentes": sum(tache.etat in avancement.URGENTES for tache in siennes),
            "prochaine": min((tache.fin for tache in siennes if tache.etat != "faite"), default=None),
        }
        for code, siennes in par.items()
    ]
    return sorted(lignes, key=lambda ligne: (ligne["prochaine"] or LOIN, ligne["chantier"]))


def _etapes(
    projet: Projet, taches: Sequence[Planifiee], le: dt.date, horizon: dt.date
) -> list[dict[str, Any]]:
    """Tasks of the plan and actions of committees: late first, then at risk, then by date; far ones are left
    out.
    """
    lignes = [
        {
            "nature": "tâche",
            "titre": tache.titre,
            "responsable": (
                projet.libelle("tache", "responsable", tache.responsable) if tache.responsable else ""
            ),
            "echeance": tache.fin,
            "etat": tache.etat if tache.etat in avancement.URGENTES else A_VENIR,
            "propose": not projet.adoptee("tache", tache.id),
        }
        for tache in taches
        if tache.etat in avancement.URGENTES or (tache.etat != "faite" and tache.fin <= horizon)
    ]
    lignes += [
        {
            "nature": "action",
            "titre": fiche["titre"],
            "responsable": _qui(projet, "action", "responsable", fiche),
            "echeance": fiche["echeance"],
            "etat": "en_retard" if fiche["echeance"] < le else A_VENIR,
            "propose": False,
        }
        for fiche in comites.actions_dues(projet, le, (horizon - le).days)
    ]
    rang = [*avancement.URGENTES, A_VENIR]
    return sorted(lignes, key=lambda ligne: (rang.index(ligne["etat"]), ligne["echeance"], ligne["titre"]))


def _qui(projet: Projet, genre: str, champ: str, fiche: dict[str, Any]) -> str:
    return projet.libelle(genre, champ, fiche[champ]) if fiche[champ] else ""
