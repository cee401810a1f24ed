"""The blocks of the board's page: will we make it, what moved, what may go wrong, what to decide, RPPS and
MIE in a line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from html import escape

import polars as pl
import streamlit as st

from workbench.access import Acces, seuil_de
from workbench.documents import exports, produits
from workbench.documents.ars import classeur as ars
from workbench.documents.comite.donnees import DonneesComite, Suivi, rassembler
from workbench.looks.etats import JALONS
from workbench.looks.formats import accord, en_unites, jour, jour_court, nombre, ponctue, pourcent
from workbench.marts.cartes import population
from workbench.pilotage.objectifs import perspectives
from workbench.pilotage.objectifs.critere import SERIE
from workbench.pilotage.objectifs.jalons import Objectif, definitions, missing
from workbench.socle.regles import DOSSIER
from workbench.ui import indicateurs, liens, panneau, plis
from workbench.ui.composants import barrettes, etiquette, liste_vide, terme
from workbench.ui.donnees import lecture, mart
from workbench.ui.donnees import motif as acces_motif
from workbench.ui.formulaires import registre
from workbench.ui.serveur import prechauffe

TROIS, MOUVEMENTS, SUR_TELEPHONE = 3, 6, 2
RPPS, MIE, UTILISES = "rpps_confirme", "mie_remis_dpi", "mie_utilises_dpi"
OUVERTS = ("infirmiers_sans_numero", "employeur_a_enregistrer_dpi", "mie_a_remettre")
SIGNES = {
    "mieux": ("↗", "mieux"),
    "moins_bien": ("!", "moins bien"),
    "stable": ("=", "stable"),
}


def lire(acces: Acces) -> DonneesComite:
    """Everything the page says: the very figures of the board's note and of the steering pack.

    Put together once for all who read the same, until the version, the ledger or a rule changes.
    """
    regles = acces.home / DOSSIER
    ecrites = tuple((str(un), un.stat().st_mtime_ns) for un in sorted(regles.rglob("*")) if un.is_file())
    return _lire((lecture(acces), registre.ouvrir(acces).dernier, ecrites), acces)


@st.cache_resource(max_entries=64, show_spinner=False)
# What is read is the cache key.
def _lire(lu: tuple[object, ...], _acces: Acces) -> DonneesComite:  # noqa: ARG001
    return rassembler(_acces, "codir")


prechauffe.aussi(lire)


def classeur_ars(acces: Acces, le: date) -> None:
    """The workbook for the ARS, one click away, for the roles that send it."""
    if not acces.role.exporter:
        return
    st.download_button(
        "Classeur pour l’ARS",
        data=lambda: _produire_ars(acces),
        file_name=ars.nom_fichier(le),
        mime=ars.MIME,
        key="classeur_ars",
        icon=":material/download:",
        help="Excel : des nombres, jamais un nom ; les petits effectifs sont masqués.",
        on_click="ignore",
        width="stretch",
    )


def _produire_ars(acces: Acces) -> bytes:
    """The workbook, written in the history of what left the building as it is given."""
    classeur = next(produit for produit in exports.produire(acces, "ars") if produit.mime == ars.MIME)
    produits.consigner(acces, classeur)
    return classeur.octets


def carte(acces: Acces, objectif: Objectif, series: Mapping[str, SERIE]) -> None:
    """The answer of one objective: score, state, chance, what is left, course; definition and wording on
    demand.
    """
    etat = JALONS[objectif.etat]
    largeur = round(100 * (objectif.score or 0), 1)
    va = f"Au {jour_court(objectif.echeance)} : {perspectives.courte(objectif)}."
    st.html(
        f'<p class="wb-titre">{objectif.annee} · {escape(objectif.titre)}</p><div class="wb-reponse"><span'
        f' class="wb-score">{objectif.score_dit(0)}</span>{etiquette(etat)}</div><div class="wb-jauge"'
        f' aria-hidden="true"><span style="width:{largeur}%"></span></div><p'
        f' class="wb-reste">{_reste(objectif, series)}</p><p'
        f' class="wb-detail">{escape(va)}</p>'
        f"{_ou(acces, objectif)}{_course(objectif, series)}"
    )
    panneau.ouvrir(
        acces,
        objectif.code,
        panneau.TITRE,
        f"definition_{objectif.code}",
        partial(_definition, acces, objectif),
        {},
    )


def _definition(acces: Acces, objectif: Objectif) -> None:
    """The official wording, what may be said, how it is measured."""
    st.markdown(f"**Texte officiel (objectif {objectif.objectif}, {objectif.annee})**")
    st.write(objectif.libelle_officiel)
    st.markdown("**Ce que l’on peut en dire**")
    st.write(perspectives.phrase(objectif))
    st.markdown("**Comment nous le mesurons**")
    for critere in objectif.criteres:
        hors = "" if critere.poids else " (suivi, hors score)"
        st.write(f"- {critere.titre}{hors} : {JALONS[critere.etat].libelle}. {critere.explication}")
    st.write(JALONS[objectif.etat].definition)
    version = definitions(acces.home)["version"]
    st.caption(f"Découpage, cibles et poids version {version}. {indicateurs.SANS_MODE}")


def _reste(objectif: Objectif, series: Mapping[str, SERIE]) -> str:
    """What is left, of how many: the population's name and definition on the denominator."""
    if objectif.etat == "non_mesurable":
        return escape(next(c.explication for c in objectif.criteres if c.etat == "non_mesurable"))
    manque = missing(objectif)
    morceaux = [f"<b>{escape(en_unites(effectif, unite))}</b>" for effectif, unite in manque.restants]
    if manque.preuves:
        morceaux.append(f"<b>{accord(manque.preuves, 'preuve')}</b> à déclarer")
    if not morceaux:
        return "Rien ne manque à ce jour."
    dit, suite, qui = (
        "Il manque " + " et ".join(morceaux),
        series.get(objectif.code, ()),
        population(objectif.code),
    )
    if qui is None or not suite or not manque.restants or len(morceaux) > 1:
        return f"{dit}."
    return f'{dit} sur <abbr title="{escape(f"{qui.mot} : {qui.definition}")}">{nombre(suite[-1][2])}</abbr>.'


def _ou(acces: Acces, objectif: Objectif) -> str:
    """The services that hold most of what an objective at risk lacks, each opening its people."""
    chiffre = liens.de(objectif.code)
    if objectif.etat in perspectives.TENUS or chiffre is None or acces_motif(acces, objectif.code):
        return ""
    tous = panneau.services(mart(acces, "chiffre_personnes"), chiffre, {})
    if not acces.role.nommer:  # small counts are rounded for this role: none of them comes before another
        tous = tous.filter(pl.col("nombre") > seuil_de(acces.home))
    haut = tous.head(TROIS)
    dits = liens.par_service(acces, chiffre, haut)
    ou = "Surtout" if acces.role.nommer else "Surtout, à quelques personnes près"
    return f'<p class="wb-detail wb-ou">{ou} : {dits}</p>' if dits else ""


def _course(objectif: Objectif, series: Mapping[str, SERIE]) -> str:
    """The course of the measured criterion that weighs most, or nothing."""
    critere = next((item for item in objectif.criteres if item.nature == "mesure" and item.poids), None)
    suite = series.get(objectif.code, ()) if critere else ()
    if critere is None or critere.cible is None or len(suite) < 2:
        return ""
    alt = (
        f"Évolution : {pourcent(suite[0][3])} le {jour(suite[0][0])}, {pourcent(suite[-1][3])} le"
        f" {jour(suite[-1][0])}."
    )
    return barrettes([point[3] for point in suite], alt)


def depuis(donnees_codir: DonneesComite) -> None:
    """What moved since the last board, or the previous delivery, each with whether it is good news."""
    connus = [suivi for suivi in donnees_codir.suivis if suivi.ecart is not None][:MOUVEMENTS]
    if not connus:
        liste_vide("Rien à comparer : l’évolution se lit à partir de la deuxième livraison.")
        return
    lignes = plis.plier([f"<li>{_evolution(suivi)}</li>" for suivi in connus], SUR_TELEPHONE)
    st.html(
        f'<div class="wb-liste"><ul class="wb-evolutions">{"".join(lignes)}</ul>'
        f"{plis.suite(len(lignes), SUR_TELEPHONE)}</div>"
    )


def _evolution(suivi: Suivi) -> str:
    code = {True: "mieux", False: "moins_bien", None: "stable"}[suivi.progres]
    signe, mot = SIGNES[code]
    return (
        f'<span class="wb-signe wb-{code}" title="{mot}">{signe}</span><span>{escape(suivi.libelle)}</span>'
        f'<b data-figure="{escape(suivi.code)}">{suivi.dire(suivi.valeur)}</b>'
        f"<small>{suivi.ecart_dit}, {mot}</small>"
    )


def decisions(lignes: Sequence[dict[str, str]], vide: str, colonne: bool = False) -> None:
    """Things to decide or to fear, each with its number and who carries it (`titre, texte, qui`)."""
    if not lignes:
        liste_vide(vide)
        return
    st.html(
        f'<ol class="wb-decisions{" wb-une" if colonne else ""}">'
        + "".join(
            f"<li><b>{rang}."
            f" {escape(ponctue(ligne['titre']))}</b>"
            f'<span class="wb-texte">{escape(ponctue(ligne["texte"]))}</span>'
            f"<small>{escape(ligne['qui'])}</small></li>"
            for rang, ligne in enumerate(lignes, 1)
        )
        + "</ol>"
    )


def risques(donnees_codir: DonneesComite) -> list[dict[str, str]]:
    """The three gravest open risks, the establishment's own first, with the answer prepared."""
    return [
        {
            "titre": ligne["titre"],
            "texte": (
                f"Parade : {ligne['reponse']}" if ligne["reponse"] else "Parade à écrire (page Risques)."
            ),
            "qui": f"gravité {ligne['criticite']} sur 16, {ligne['responsable'] or 'à désigner'}",
        }
        for ligne in donnees_codir.salle.risques[:TROIS]
    ]


def titre_risques(donnees_codir: DonneesComite) -> str:
    """Of these risks, how many the establishment took up, and how many it was only offered."""
    montres = donnees_codir.salle.risques[:TROIS]
    proposes = sum(ligne["propose"] for ligne in montres)
    if not proposes:
        return "Trois risques"
    if proposes == len(montres):
        return "Trois risques proposés par l’outil"
    return f"Trois risques, dont {accord(proposes, 'proposé', 'proposés')} par l’outil"


def pied(acces: Acces, dit: DonneesComite, deja: Sequence[str] = ()) -> None:
    """RPPS and means of identification, one line each, the figures of the register; then who they are
    (`deja`: figures whose people are one click away above).
    """
    lignes = []
    # indicators of the register, never a sum of its rounded parts: the same for every role
    rpps, mie = dit.motifs.get(RPPS), dit.motifs.get(MIE)
    if rpps:
        lignes.append(f"{terme('RPPS')} : {escape(rpps)}.")
    elif suite := dit.series.get(RPPS):
        _, prouves, requis, part = suite[-1]
        lignes.append(
            f"{terme('RPPS')} : {_chiffre(RPPS, nombre(prouves or 0))} agents présents au numéro prouvé sur"
            f" {nombre(requis or 0)} qui doivent en avoir un ({_chiffre(RPPS, pourcent(part, 0))}),"
            f" {nombre((requis or 0) - (prouves or 0))} restent."
        )
    if mie:
        lignes.append(f"{terme('MIE')} : {escape(mie)}.")
    elif suite := dit.series.get(MIE):
        _, remis, besoin, part = suite[-1]
        lignes.append(
            f"{terme('MIE')} : {_chiffre(MIE, nombre(remis or 0))} utilisateurs du dossier patient équipés"
            f" sur {nombre(besoin or 0)} présents ({_chiffre(MIE, pourcent(part, 0))}){_dont(acces, dit)} ;"
            f" {nombre((besoin or 0) - (remis or 0))} restent à équiper."
        )
    st.html("".join(f'<p class="wb-bandeau">{ligne}</p>' for ligne in lignes))
    ouverts = [code for code in OUVERTS if code not in deja]
    liens.voir(acces, *(liens.de(objectif.code) for objectif in dit.objectifs), *ouverts)


def _dont(acces: Acces, dit: DonneesComite) -> str:
    """Equipped alone says too much: who uses it, and of a means that is accepted, where that sum is exact."""
    suite = dit.series.get(UTILISES, ())
    parts = [] if acces.arrondi("mie_entonnoir") else [f"{nombre(dit.mie_acceptes)} d’un moyen accepté (RIE)"]
    if suite:
        parts.append(f"{_chiffre(UTILISES, nombre(suite[-1][1] or 0))} qui s’en servent")
    return f", dont {' et '.join(parts)}" if parts else ""


def _chiffre(code: str, dit: str) -> str:
    """A figure of the register where it is written."""
    return f'<span data-figure="{escape(code)}">{dit}</span>'
