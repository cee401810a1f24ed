"""From a figure to an act, the same everywhere: its course, the services that hold most of what is missing,
who they are, an action to write.

Opened in a fragment: the page around is not run again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks.formats import accord, jour, nombre, pourcent
from workbench.marts.chiffres import chiffres
from workbench.pilotage.objectifs.ecarts import definitions
from workbench.projet import ouvrir as ouvrir_projet
from workbench.ui import donnees, liens, session
from workbench.ui.bandeau import perimetre
from workbench.ui.composants import barrettes
from workbench.ui.formulaires import fiche_simple, projet_editeur
from workbench.ui.formulaires.formulaire import saisir
from workbench.ui.litteral import litteral

TITRE = "Pourquoi, qui, agir"
MONTRES = 5
A_PEU_PRES = "là où il en reste le plus, à quelques personnes près"  # sums of rounded counts
PLAN = "plan"
OU = liens.OU


@st.fragment
def ouvrir(
    acces: Acces, indicateur: str, titre: str, cle: str, dire: Callable[[], None], dans: Mapping[str, str]
) -> None:
    """The button of a figure; opened, where and who, what to do, then what the page says of it (`dire`).

    Args:
        dans: the scope the figure was counted in.
    """
    with st.popover(titre, icon=":material/info:", key=cle, on_change="rerun") as pli:
        if pli.open:
            suite(acces, indicateur, cle, dans)
        dire()


def suite(acces: Acces, indicateur: str, cle: str, dans: Mapping[str, str]) -> None:
    """Course, services, people, action: each only when it has something to say to this role."""
    _course(acces, indicateur)
    code = liens.de(indicateur)
    if code is None or donnees.motif(acces, indicateur):
        return
    premier = _services(acces, code, dans)
    liens.voir(acces, code, **dans)
    if acces.role.ecrire and session.permise(session.pages()[PLAN], acces.utilisateur):
        _agir(acces, indicateur, cle, f"{chiffres()[code].mot}{f', {premier}' if premier else ''}")


def _course(acces: Acces, indicateur: str) -> None:
    points = donnees.points(acces, indicateur)
    if len(points) < 2 or not all(0 <= point.valeur <= 1 for point in points):
        return
    debut, fin = points[0], points[-1]
    dit = f"{pourcent(debut.valeur)} le {jour(debut.le)}, {pourcent(fin.valeur)} le {jour(fin.le)}"
    st.html(
        f'<p class="wb-detail">{escape(dit)}</p>'
        f"{barrettes([point.valeur for point in points], f'Évolution : {dit}.')}"
    )


def services(lignes: pl.DataFrame, chiffre: str, dans: Mapping[str, str]) -> pl.DataFrame:
    """`etablissement, service, nombre` of that figure within a scope, the greatest first."""
    return (
        lignes.filter(
            pl.col("chiffre") == chiffre,
            *(pl.col(axe) == valeur for axe, valeur in dans.items() if axe in lignes.columns),
        )
        .group_by(OU)
        .agg(pl.col("nombre").sum())
        .filter(pl.col("nombre") > 0)
        .sort(["nombre", "service", "etablissement"], descending=[True, False, False], nulls_last=True)
    )


def _services(acces: Acces, chiffre: str, dans: Mapping[str, str]) -> str:
    """The services that hold most of it, each opening its people; the first one's name."""
    # a profession or a department is not counted by service: the figure says who, not where
    if any(axe not in OU for axe in dans):
        return ""
    tous = services(donnees.mart(acces, "chiffre_personnes"), chiffre, dans)
    haut = tous.head(MONTRES)
    if haut.height < 2:
        return ""
    st.markdown(f"**Où : {_part(tous, haut) if acces.role.nommer else A_PEU_PRES}**")
    nomme = acces.role.nommer and session.permise(session.pages()[liens.PAGE], acces.utilisateur)
    with st.container(gap="xxsmall"):
        for ligne in haut.to_dicts():
            dit = f"{nombre(ligne['nombre'])} · {_nom(ligne)}" if acces.role.nommer else _nom(ligne)
            if nomme and ligne["service"] and ligne["etablissement"]:
                st.page_link(
                    session.pages()[liens.PAGE].fichier,
                    label=litteral(dit),
                    query_params={
                        liens.CHIFFRE: chiffre,
                        **perimetre.adresse({axe: ligne[axe] for axe in OU}),
                    },
                )
            else:
                st.html(f'<p class="wb-detail">{escape(dit)}</p>')
    return _nom(haut.row(0, named=True))


def _part(tous: pl.DataFrame, haut: pl.DataFrame) -> str:
    """Only of exact counts: rounded ones have no true share."""
    part = pourcent(int(haut["nombre"].sum()) / int(tous["nombre"].sum()), 0)
    return f"{accord(haut.height, 'service')} sur {nombre(tous.height)} tiennent {part} de ce qui reste"


def _nom(ligne: Mapping[str, str | None]) -> str:
    service = ligne["service"] or "service non renseigné"
    return f"{service} ({ligne['etablissement']})" if ligne["etablissement"] else service


def _agir(acces: Acces, indicateur: str, cle: str, quoi: str) -> None:
    """An action of the project, its subject already written."""
    with st.expander("Créer une action", icon=":material/add_task:"):
        projet = ouvrir_projet(acces.home)
        exigence = next(
            (un["code"] for un in definitions(acces.home)["exigences"] if un.get("indicateur") == indicateur),
            None,
        )
        codes = ("titre", "responsable", "echeance", "motif")
        rempli = saisir(
            fiche_simple.forme(
                projet,
                "action",
                f"agir_{cle}",
                "Enregistrer l’action",
                [{code: 1} for code in codes],
                cles={code: f"agir_{code}_{cle}" for code in codes},
                valeurs={"titre": f"Traiter : {quoi}"},
                exemples={"motif": "Ex. : décidé en réunion d’équipe"},
                bordure=False,
            )
        )
        if rempli is None:
            return
        motif = rempli.pop("motif")
        action = {**rempli, "etat": "a_faire", "exigence": exigence}
        projet_editeur.enregistrer(acces, projet, {"action": [action]}, motif)
