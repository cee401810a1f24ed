"""The page Plan: the project in figures, its Gantt, quick updates, deliverables by phase, the whole in
Excel.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import LIVRABLES, TACHES
from workbench.looks.figures import projet as figures_projet
from workbench.looks.figures.projet import CRITIQUE
from workbench.looks.formats import accord, jour, jour_court, nombre
from workbench.projet import Projet, avancement
from workbench.projet.planning import Planifiee, borne
from workbench.ui import composants, plis, session
from workbench.ui.formulaires import fiche_simple, projet_editeur
from workbench.ui.formulaires.formulaire import saisir

DEROGATION = "Dérogation : pourquoi passer outre (sinon laisser vide)"
VUES = {"essentiel": "Critique et urgent", "toutes": "Toutes les tâches", "restantes": "Non faites"}


def chiffres(projet: Projet, plan: Sequence[Planifiee]) -> None:
    """Where the project stands, in four figures."""
    bilan = avancement.bilan(projet, plan)
    marge = "aucune échéance" if bilan.marge is None else f"jours ouvrés avant le {jour(bilan.echeance)}"
    retard = f"{nombre(bilan.a_risque)} à risque" + (
        f", {nombre(bilan.a_rouvrir)} à rouvrir" if bilan.a_rouvrir else ""
    )
    composants.chiffres(
        {
            "Marge du chemin critique": (nombre(bilan.marge), marge),
            "Tâches en retard": (nombre(bilan.en_retard), retard),
            "Tâches faites": (f"{nombre(bilan.faites)} / {nombre(bilan.taches)}", "tâches"),
            "Livrables validés": (f"{nombre(bilan.valides)} / {nombre(bilan.livrables)}", "livrables"),
        }
    )


def gantt(projet: Projet, plan: Sequence[Planifiee], le: dt.date) -> None:
    """The chart of the tasks chosen, and the same in a table."""
    chantiers = projet.genres["tache"].champ("chantier").options
    a, b = st.columns([3, 2], vertical_alignment="bottom")
    vue = a.segmented_control(
        "Tâches montrées",
        list(VUES),
        default="essentiel",
        required=True,
        format_func=VUES.__getitem__,
        key="plan_vue",
    )
    presents = [code for code in chantiers if any(task.chantier == code for task in plan)]
    chantier = b.selectbox(
        "Chantier", ["", *presents], format_func=lambda code: chantiers.get(code, "Tous"), key="plan_chantier"
    )
    retenues = [task for task in plan if _montree(task, str(vue)) and chantier in ("", task.chantier)]
    if not retenues:
        composants.liste_vide("Aucune tâche dans cette vue : choisissez « Toutes les tâches ».")
        return
    composants.legende([TACHES[code] for code in TACHES if any(task.etat == code for task in retenues)])
    composants.graphique(
        figures_projet.gantt(retenues, le),
        "gantt",
        f"Calendrier de {accord(len(retenues), 'tâche')} ; les dates sont dans le tableau qui suit.",
        f"{CRITIQUE} et contour noir : chemin critique (aucune tâche de la même échéance n’a moins de marge)."
        " Trait vertical : fin au plus tard. Ligne grise : référence. Jours ouvrés, fériés français"
        " compris.",
    )
    with st.expander("Les dates en tableau", icon=":material/table_rows:"):
        _tableau(projet, retenues)
    composants.definitions(TACHES.values())


def _montree(task: Planifiee, vue: str) -> bool:
    if vue == "essentiel":
        return task.critique or task.etat in avancement.URGENTES
    return vue == "toutes" or task.etat != "faite"


def _tableau(projet: Projet, plan: Sequence[Planifiee]) -> None:
    lignes = [
        {
            "id": projet_editeur.numero(task.id),
            "titre": f"{CRITIQUE} {task.titre}" if task.critique else task.titre,
            "responsable": projet.libelle("tache", "responsable", task.responsable or None),
            "debut": jour_court(task.debut),
            "fin": jour_court(task.fin),
            "tard": jour_court(task.fin_tard),
            "marge": task.marge,
            "glissement": "" if task.glissement is None else f"{task.glissement:+d} j",
            "etat": task.etat,
        }
        for task in plan
    ]
    composants.table(
        pl.DataFrame(lignes, infer_schema_length=None),
        titres.de(
            "titre id responsable debut fin tard marge glissement etat",
            titre="Tâche",
            debut="Début",
            fin="Fin",
            tard="Au plus tard",
            marge="Marge (jours)",
            glissement="Écart à la référence",
        ),
        etats={"etat": TACHES},
        defile=True,
    )


def mettre_a_jour(acces: Acces, projet: Projet, plan: Sequence[Planifiee]) -> None:
    """Tasks updated one by one in a short form, or several in a grid; the baseline set."""
    if session.lecture_seule(acces):
        return
    une, plusieurs, ref = st.tabs(["Une tâche", "Plusieurs tâches", "La référence"], key="plan_maj")
    with une:
        _une_tache(acces, projet, plan)
    with plusieurs:
        vivantes = [task.id for task in plan if task.etat != "faite"]
        champs = ("titre", "etat", "avancement", "duree_jours", "responsable", "apres", "derogation")
        tout = st.checkbox("Montrer tous les champs et les tâches faites", key="plan_tout")
        projet_editeur.editer(
            acces, projet, "tache", None if tout else pl.col("id").is_in(vivantes), None if tout else champs
        )
    with ref:
        _reference(acces, projet, plan)


def _une_tache(acces: Acces, projet: Projet, plan: Sequence[Planifiee]) -> None:
    ids = avancement.a_jour(projet, plan)
    if not ids:
        composants.liste_vide("Aucune tâche : ajoutez-en dans « Plusieurs tâches ».")
        return
    par_id = {task.id: task for task in plan}
    choisie = st.selectbox(
        "Tâche (les plus pressées d’abord)",
        ids,
        format_func=lambda ident: f"{ident} · {par_id[ident].titre} ({TACHES[par_id[ident].etat].libelle})",
        key="tache_id",
    )
    fiche = projet.fiche("tache", choisie) or {}
    mesuree = bool(fiche["indicateur"]) and fiche["seuil"] is not None
    rempli = saisir(
        fiche_simple.forme(
            projet,
            "tache",
            f"tache_{choisie}",
            "Enregistrer",
            [{"etat": 2, "avancement": 1, "motif": 3}, *([{"derogation": 1}] if mesuree else [])],
            cles={code: f"tache_{code}_{choisie}" for code in ("etat", "avancement", "derogation")},
            titres={"motif": "Pourquoi", "derogation": DEROGATION},
            exemples={"motif": "Ex. : point hebdomadaire"},
            valeurs={**fiche, "avancement": int(fiche["avancement"] or 0)},
            cle="tache_ok",
        ),
        (lambda: _dire_mesure(projet, fiche)) if mesuree else None,
    )
    if rempli is not None:
        motif = rempli.pop("motif")
        pose = {"id": choisie, **rempli, "avancement": rempli["avancement"] or None}
        if fiche["indicateur"]:
            pose.setdefault("derogation", None)
        if projet_editeur.enregistrer(acces, projet, {"tache": [pose]}, motif):
            st.rerun()
    with st.expander("Son histoire", icon=":material/history:"):
        projet_editeur.histoire(projet, "tache", choisie)


def _dire_mesure(projet: Projet, fiche: dict[str, Any]) -> None:
    """What closes a task that a measure follows."""
    mesure = projet.mesures.get(fiche["indicateur"])
    st.caption(
        f"Faite quand « {fiche['indicateur']} » vaut {borne(fiche, projet.home)}"
        f" {_valeur(fiche['seuil'])} ; dernière mesure : {_valeur(mesure)}."
    )


def _valeur(valeur: float | None) -> str:
    return "jamais mesurée" if valeur is None else nombre(valeur, 2)


def _reference(acces: Acces, projet: Projet, plan: Sequence[Planifiee]) -> None:
    posees = sum(task.fin_reference is not None for task in plan)
    st.write(
        f"{accord(posees, 'tâche a', 'tâches ont')} une date de référence sur {nombre(len(plan))}."
        " Poser la référence garde les dates d’aujourd’hui pour mesurer ensuite les glissements."
    )
    rempli = saisir(
        fiche_simple.forme(
            projet,
            "tache",
            "reference",
            "Prendre les dates d’aujourd’hui comme référence",
            [{"motif": 1}],
            cles={"motif": "reference_motif"},
            titres={"motif": "Pourquoi"},
            exemples={"motif": "Ex. : plan validé en COPIL"},
            principal=False,
            cle="reference_ok",
        )
    )
    if rempli is not None and projet_editeur.enregistrer(
        acces, projet, {"tache": avancement.reference(plan)}, rempli["motif"]
    ):
        st.rerun()


def livrables(acces: Acces, projet: Projet) -> None:
    """Deliverables phase by phase, then the grid that changes them."""
    phases = projet.genres["livrable"].champ("phase").options
    lignes = projet.lignes("livrable")
    for onglet, code in zip(st.tabs(list(phases.values()), key="livrables_phase"), phases, strict=True):
        with onglet:
            de_phase = lignes.filter(pl.col("phase") == code)
            if code == "1":
                st.caption("Chaque livrable du cadrage est soumis au comité de direction.")
            _livrables(projet, de_phase)
            if acces.role.ecrire:
                cle = f"livrables_grille_{code}"
                with plis.sur_demande("Modifier ces livrables", cle, ":material/edit:") as ouvert:
                    if ouvert:
                        projet_editeur.editer(acces, projet, "livrable", pl.col("phase") == code, cle=code)


def _livrables(projet: Projet, lignes: pl.DataFrame) -> None:
    if lignes.is_empty():
        composants.liste_vide(
            "Aucun livrable dans cette phase : ajoutez-en un dans « Modifier ces livrables »."
        )
        return
    dits = [
        {
            "id": projet_editeur.numero(ligne["id"]),
            "titre": ligne["titre"],
            "chantier": projet.libelle("livrable", "chantier", ligne["chantier"]),
            "responsable": projet.libelle("livrable", "responsable", ligne["responsable"]),
            "echeance": ligne["echeance"],
            "etat": ligne["etat"],
            "preuve": ligne["preuve"],
            "valide": (
                f"{ligne['valide_par']}, {jour_court(ligne['valide_le'])}" if ligne["valide_par"] else None
            ),
        }
        for ligne in lignes.to_dicts()
    ]
    composants.table(
        pl.DataFrame(dits, infer_schema_length=None),
        titres.de(
            "titre id chantier responsable echeance etat preuve", titre="Livrable", valide="Validation"
        ),
        etats={"etat": LIVRABLES},
    )
