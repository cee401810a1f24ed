"""The page Région: twins of the establishments put together, for a GRADeS or an ARS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents import produits
from workbench.documents.region import classeur as region_classeur
from workbench.documents.region.consolidation import ATTENDUS, RELUE, Region, consolider, regles
from workbench.documents.region.mesures import par_departement, repartition, tendance
from workbench.looks import titres
from workbench.looks.figures import region as region_figures
from workbench.looks.formats import accord, jour, jour_court, nombre, pourcent
from workbench.socle.departements import nom_du
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.ui import composants, erreurs

DEPOT = Path("data") / "region"
CACHE = "."  # what starts so was not sent: a file on its way in, the memory of former readings


def folder(acces: Acces) -> Path:
    """Where the region's twins are."""
    dossier = load_settings(acces.home).region.dossier or DEPOT
    return dossier if dossier.is_absolute() else acces.home / dossier


def lire(acces: Acces) -> tuple[Region | None, str]:
    """The region's twins and its name; None, and what to do, when there is nothing to read."""
    reglages, dossier = load_settings(acces.home), folder(acces)
    nom = reglages.region.nom
    if not dossier.is_dir():
        return None, nom
    fichiers = [p for p in dossier.rglob("*") if p.is_file() and not p.name.startswith(CACHE)]
    if not fichiers:
        return None, nom
    empreinte = repr(sorted((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in fichiers))
    return _lire(str(dossier), reglages.execution.seuil_petites_cellules, empreinte), nom


@st.cache_data(max_entries=2, show_spinner="Lecture des fichiers jumeaux…")
# The files' sizes and dates are the cache key.
def _lire(dossier: str, seuil: int, empreinte: str) -> Region:  # noqa: ARG001
    return consolider(Path(dossier), seuil)


def ouvrir(acces: Acces) -> tuple[Region | None, str]:
    """Like `lire`, an unusable folder said instead of raised."""
    try:
        return lire(acces)
    except ErreurWorkbench as erreur:
        erreurs.avertir(erreur, ":material/warning:")
        return None, "Région"


def vide() -> None:
    """Nothing received yet: where what is expected comes from."""
    composants.liste_vide(
        "Aucun envoi reçu. Chaque établissement vous transmet l’archive .zip que sa page Exports donne avec"
        " le classeur pour l’ARS. La liste de ceux que vous attendez est facultative : un fichier"
        f" « {ATTENDUS} », colonne finess_ej."
    )


def chiffres(region: Region) -> None:
    """Who sent, who did not, what was refused."""
    if region.relue:
        st.caption(RELUE)
    anciens = int(region.recus["ancien"].sum()) if region.recus.height else 0
    composants.chiffres(
        {
            "Établissements reçus": (
                nombre(region.recus.height),
                (
                    f"dont {nombre(region.attendus - region.manquants.height)} des {nombre(region.attendus)}"
                    " attendus"
                    if region.attendus
                    else "liste des attendus non fournie"
                ),
            ),
            "Pas encore reçus": (nombre(region.manquants.height) if region.attendus else "–", "à relancer"),
            "Envois anciens": (
                nombre(anciens),
                f"plus de {regles()['ancien_jours']} jours derrière le dernier",
            ),
            "Fichiers écartés": (nombre(len(region.ecartes)), "raison plus bas"),
        }
    )


def choisir(region: Region) -> dict[str, Any]:
    """The indicator looked at, among those somebody sent."""
    envoyes = set(region.lignes["indicateur"])
    montres = [item for item in regles()["indicateurs"] if item["id"] in envoyes] or regles()["indicateurs"][
        :1
    ]
    noms = {item["id"]: item for item in montres}
    code = st.selectbox(
        "Indicateur", list(noms), format_func=lambda c: noms[c]["titre"], key="region_indicateur"
    )
    return dict(noms[code])


def repartir(region: Region, item: dict[str, Any]) -> None:
    """How the establishments spread, without naming any."""
    parts = repartition(region, item["id"])
    cache = f" ; {accord(parts['masques'], 'établissement')} non communiqué" if parts["masques"] else ""
    if "mediane" not in parts:
        composants.liste_vide(
            f"{accord(parts['connus'], 'établissement connu', 'établissements connus')}{cache} : "
            f"il en faut {regles()['repartition_min']} pour une répartition qui ne désigne personne."
        )
        return
    taux = region.valeurs(item["id"])["taux"].drop_nulls().to_list()
    phrase = (
        f"La moitié des établissements est entre {pourcent(parts['q1'], 0)} et {pourcent(parts['q3'], 0)}, "
        f"médiane {pourcent(parts['mediane'], 0)}"
    )
    composants.graphique(
        region_figures.histogramme(taux, parts["mediane"]),
        "region_repartition",
        f"{item['titre']} : {phrase}.",
        f"{phrase}. Nombre d’établissements par tranche de dix points ;"
        f" {accord(parts['connus'], 'établissement')}{cache}.",
    )


def carte(region: Region, item: dict[str, Any]) -> None:
    """The tile map, then its table."""
    valeurs = par_departement(region, item["id"])
    places = valeurs.filter(pl.col("departement") != "")
    if places.is_empty():
        composants.liste_vide(
            "Aucun établissement reçu n’est dans un département connu : leur archive n’en donne pas."
        )
    else:
        composants.graphique(
            region_figures.carte(places),
            "region_carte",
            f"{item['titre']} par département : "
            + ", ".join(
                f"{nom_du(d)} {pourcent(t, 0)}"
                for d, t in places.select("departement", "taux").iter_rows()
                if t is not None
            ),
            "Une case par département, son code et son taux, en cinq teintes de 20 points ; plus foncé : plus"
            " haut. Gris : aucun envoi, ou non communiqué. Un département à un seul établissement montre le"
            " sien.",
        )
    lignes = valeurs.with_columns(
        departement=pl.col("departement").map_elements(nom_du, return_dtype=pl.String),
        part=pl.when(pl.col("taux").is_null() & (pl.col("masques") > 0))
        .then(pl.lit("n. c."))
        .otherwise(pl.col("taux").map_elements(pourcent, return_dtype=pl.String)),
    )
    composants.table(
        lignes,
        titres.de(
            "departement part numerateur denominateur",
            part="Taux",
            etablissements="Établissements",
            masques="Masqués",
        ),
        "Sommes sur les établissements dont les deux nombres sont connus ; une case masquée n’est jamais"
        " comptée zéro.",
    )


def evolution(region: Region, item: dict[str, Any]) -> None:
    """Month by month."""
    suite = tendance(region, item["id"])
    if suite.height < 2:
        composants.liste_vide(
            f"L’évolution s’affichera quand au moins {regles()['repartition_min']} établissements auront"
            " envoyé, deux mois différents."
        )
        return
    premier, dernier = suite.row(0, named=True), suite.row(-1, named=True)
    composants.graphique(
        region_figures.evolution(suite),
        "region_evolution",
        f"Médiane de {pourcent(premier['mediane'], 0)} le mois du {jour(premier['mois'])} à"
        f" {pourcent(dernier['mediane'], 0)}.",
        "Ligne : médiane des établissements qui ont envoyé ce mois-là. Bande : la moitié centrale. Les envois"
        " ne sont pas tous les mêmes d’un mois à l’autre.",
    )


def qui(region: Region) -> None:
    """Who has not sent, what is old, what was set aside and why."""
    composants.section("Qui n’a pas envoyé ?")
    if not region.attendus:
        composants.liste_vide(
            f"Pour le savoir, déposez {ATTENDUS} (colonnes finess_ej, nom, departement) dans le dossier des"
            " envois."
        )
    elif region.manquants.is_empty():
        composants.liste_vide("Tous les établissements attendus ont envoyé.")
    else:
        composants.table(
            region.manquants,
            titres.de("nom finess_ej departement", nom="Établissement", finess_ej="FINESS EJ"),
            accord(region.manquants.height, "établissement attendu", "établissements attendus")
            + ", pas encore reçus.",
            defile=True,
        )
    anciens = region.recus.filter("ancien")
    if anciens.height:
        composants.table(
            anciens,
            titres.de("nom date_donnees", nom="Établissement"),
            "Envois anciens : demander une mise à jour.",
            formats={"date_donnees": jour_court},
        )
    if region.ecartes:
        lignes = pl.DataFrame([vars(ecarte) for ecarte in region.ecartes])
        composants.table(
            lignes,
            titres.de("fichier", titre="Raison", message="Où et quoi"),
            "Fichiers écartés : ils ne comptent dans aucune somme.",
            defile=True,
        )


def classer(region: Region, item: dict[str, Any]) -> bool:
    """The ranking, only when somebody asks for it; says whether it is asked."""
    voulu = st.toggle(
        "Montrer le classement des établissements",
        key="region_classement",
        help="Caché par défaut : les établissements n’ont ni le même point de départ ni la même taille.",
    )
    if voulu:
        valeurs = region.valeurs(item["id"]).with_columns(
            part=pl.when("masque")
            .then(pl.lit("n. c."))
            .otherwise(pl.col("taux").map_elements(pourcent, return_dtype=pl.String)),
            departement=pl.col("departement").map_elements(nom_du, return_dtype=pl.String),
        )
        valeurs = valeurs.sort("taux", "nom", descending=[item["sens"] == "hausse", False], nulls_last=True)
        composants.table(
            valeurs,
            titres.de("nom departement", nom="Établissement", part="Taux"),
            item["titre"],
            defile=True,
        )
    return bool(voulu)


def telecharger(acces: Acces, region: Region, nom: str, classement: bool) -> None:
    """The workbook and the twin of the whole, for the roles that produce what goes out."""
    if not acces.role.exporter or region.le is None:
        return
    le, fichier = region.le, region_classeur.nom_fichier(region.le)
    jumeau = fichier.replace(".xlsx", ".zip")
    dit = "oui" if classement else ""
    cote = st.container(horizontal=True)
    cote.download_button(
        "Classeur régional (Excel)",
        data=lambda: produits.donner(
            acces,
            "region",
            fichier,
            region_classeur.contenu(region, nom, classement),
            le,
            nominatif=False,
            classement=dit,
        ),
        file_name=fichier,
        mime=region_classeur.MIME,
        key="region_excel",
        icon=":material/download:",
        on_click="ignore",
    )
    cote.download_button(
        "Jumeau régional (.zip)",
        data=lambda: produits.donner(
            acces, "region", jumeau, region_classeur.jumeau(region, nom), le, nominatif=False
        ),
        file_name=jumeau,
        mime="application/zip",
        key="region_jumeau",
        icon=":material/download:",
        on_click="ignore",
    )
