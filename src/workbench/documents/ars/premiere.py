"""First page of the ARS workbook, one A4: four objectives, sources, what moved, what is asked, the contents.

Every count passes by the protected cells; a change is the difference of two counts both printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.couverture import INDICATEURS, cle_jalon
from workbench.documents.ars.donnees import Contenu
from workbench.documents.ars.feuilles import UTILISATEURS
from workbench.documents.ars.scores import nom_jalon, score_jalon
from workbench.documents.ars.systeme import TOUT
from workbench.documents.secret import MARQUE
from workbench.looks.etats import FRAICHEURS, JALONS, NATURES, mot
from workbench.looks.formats import accord, ecart_part, jour, majuscule
from workbench.office import feuille as f
from workbench.pilotage.objectifs.jalons import Objectif
from workbench.socle import regles
from workbench.socle.departements import nom_ars
from workbench.socle.settings import Settings, load_settings

LARGEURS = (50, 15, 15, 16, 3, 44, 20, 18)
RANGS = 2  # of sources, that something asked stands beside: they grow as it does
GAUCHE, DROITE = 1, 6  # sources on the left, what is asked and the contents on the right
SANS_MESURE = "non mesuré"


@dataclass(frozen=True)
class Manque:
    """A setting the workbook would show and does not have."""

    reglage: str
    quoi: str


def manques(reglages: Settings) -> list[Manque]:
    """What to fill before sending, said before producing and never printed."""
    etab, contact = reglages.etablissement, reglages.contact
    voulus = [
        (etab.region_ars, "[etablissement] region_ars", "la région de l’ARS destinataire"),
        (contact.fonction, "[contact] fonction", "la fonction de qui répond"),
        (contact.direction, "[contact] direction", "sa direction"),
        (contact.courriel, "[contact] courriel", "une boîte partagée"),
        (contact.telephone, "[contact] telephone", "un numéro de téléphone"),
        *(
            (entite.finess_ej, "[[etablissement.entites]] finess_ej", f"le FINESS de {entite.nom}")
            for entite in etab.entites
        ),
    ]
    return [Manque(reglage, quoi) for valeur, reglage, quoi in voulus if not valeur]


def dire_manques(home: Path, reglages: bool = True) -> str:
    """What to fill first, in a sentence; "" when nothing is missing.

    Args:
        reglages: with the name of each setting (a terminal); False for a screen, whose reader holds none.
    """
    trouves = manques(load_settings(home))
    if not trouves:
        return ""
    if not reglages:
        quoi = " ; ".join(manque.quoi for manque in trouves)
        return (
            f"Le classeur sera plus complet avec {quoi} : demandez à l’équipe projet de l’inscrire dans les"
            " réglages."
        )
    quoi = " ; ".join(f"{manque.quoi} ({manque.reglage})" for manque in trouves)
    return f"Le classeur sera plus complet si vous renseignez d’abord, dans les réglages : {quoi}."


def premiere(
    page: Worksheet, donnees: Contenu, feuilles: Mapping[str, Sequence[str]], tues: Mapping[str, str]
) -> None:
    """Write the page.

    Args:
        feuilles: the sheets that follow, by part of the contents, what is to be read first.
        tues: the sheets left out, and why.
    """
    dits = regles.lire("workbench.documents.ars", "premiere.toml", donnees.reglages.home)
    etab, contact = donnees.reglages.etablissement, donnees.reglages.contact
    page["A1"] = f.sur(f"HospiConnect au {jour(donnees.le)} : {etab.nom}")
    page["A1"].font = f.TITRE
    page.row_dimensions[1].height = 28
    ars = nom_ars(etab.region_ars)
    de = " · ".join(filter(None, (contact.fonction, contact.direction, contact.courriel, contact.telephone)))
    pour = f"Pour : {f'{ars}, GRADeS' if ars else 'ARS, GRADeS'}."
    page["A2"] = f.sur(f"{pour} {f'De : {de}. ' if de else ''}Nombres seulement, n. c. : non communiqué.")
    page["A2"].font = f.DISCRET
    fin = _objectifs(page, donnees, dits)
    bas = max(_sources(page, donnees, dits, fin + 2), _demandes(page, donnees, dits, fin + 2, feuilles, tues))
    f.largeurs(page, LARGEURS)
    f.impression(page, "HospiConnect, objectifs 1.1 et 1.2", jour(donnees.le), None)
    page.page_setup.fitToHeight = 1
    page.print_area = f"A1:H{bas}"


def _objectifs(page: Worksheet, donnees: Contenu, dits: dict[str, Any]) -> int:
    avant = donnees.precedent
    entetes = [
        "Objectif",
        "Taux ou score",
        "Numérateur",
        "Dénominateur",
        "",
        "Ce que compte le dénominateur",
        "État",
        f"Depuis l’envoi du {jour(avant.le)}" if avant else "Premier envoi",
    ]
    lignes = [_objectif(o, donnees, dits) for o in donnees.objectifs]
    motifs = [None, f.TAUX, f.ENTIER, f.ENTIER, None, None, None, None]
    for colonne, (entete, motif) in enumerate(zip(entetes, motifs, strict=True), 1):
        cellule = page.cell(4, colonne, entete or None)
        cellule.font, cellule.fill = f.ENTETE, f.FOND_ENTETE
        cote = "right" if motif else "left"
        cellule.alignment = Alignment(horizontal=cote, wrap_text=True, vertical="center", indent=1)
    page.row_dimensions[4].height = 34
    for rang, ligne in enumerate(lignes, 5):
        for colonne, (valeur, motif) in enumerate(zip(ligne, motifs, strict=True), 1):
            f.ecrire(page, rang, colonne, valeur, f.GRAS if colonne <= 2 else f.NORMAL, motif)
            page.cell(rang, colonne).border = f.LIGNE
    return 4 + len(lignes)


def _objectif(o: Objectif, donnees: Contenu, dits: dict[str, Any]) -> list[Any]:
    """Score, counts, name of the denominator, state, change: hidden together as soon as one must be."""
    nom, ecart = f"{o.objectif}, {o.annee} : {o.titre}", _ecart(o, donnees)
    if (jalon := _jalon(o, donnees)) is not None:
        _, _, score, num, den, _, _, etat = score_jalon(donnees, jalon)
        nombres = ["–" if n is None else n for n in (num, den)]
        taux = SANS_MESURE if score is None else score
        return [nom, taux, *nombres, None, majuscule(dits["denominateurs"][o.code]), etat, ecart]
    cache = donnees.score_cache(o)
    etat = MARQUE if cache else f.d_un_tenant(JALONS[o.etat].libelle)
    score = MARQUE if cache else SANS_MESURE if o.score is None else o.score
    comptes = [critere for critere in o.criteres if critere.poids]
    return [nom, score, "–", len(comptes), None, majuscule(dits["denominateurs"][o.objectif]), etat, ecart]


def _jalon(o: Objectif, donnees: Contenu) -> dict[str, Any] | None:
    """The milestone that measures this objective, None when declared criteria are of it too."""
    return next((j for j in donnees.jalons if nom_jalon(j) == o.code and o.code in INDICATEURS), None)


def _ecart(o: Objectif, donnees: Contenu) -> str:
    """From what the sending before printed to what this one prints; « n. c. » when either was hidden."""
    if donnees.precedent is None:
        return "–"
    if _jalon(o, donnees) is not None:
        cles = [cle_jalon(INDICATEURS[o.code], part) for part in ("numerateur", "denominateur")]
        vues = donnees.precedent.vues
        avant = vues[cles[0]] / vues[cles[1]] if all(vues.get(cle) is not None for cle in cles) else None
        apres = donnees.cellules.taux(*cles)
    else:
        avant = donnees.precedent.scores.get(o.code)
        apres = MARQUE if donnees.score_cache(o) else o.score
    return ecart_part(apres - avant) if isinstance(apres, float) and avant is not None else MARQUE


def _sources(page: Worksheet, donnees: Contenu, dits: dict[str, Any], haut: int) -> int:
    page.cell(haut, GAUCHE, "Sources reçues").font = f.SOUS_TITRE
    lues = donnees.marts["source_fraicheur"].sort("libelle")
    lignes = [
        [
            ligne["libelle"],
            ligne["livraison"] or "jamais reçue",
            _rejets(ligne["taux_rejet"], dits),
            _fraiche(ligne),
        ]
        for ligne in lues.to_dicts()
    ]
    livree = "Livraison du"
    if lues.height > dits["sources_max"]:
        livree = "Plus ancienne livraison"
        lignes = [
            [
                f"{majuscule(mot(NATURES, nature[0]))} ({accord(groupe.height, 'source')})",
                groupe["livraison"].min() or "jamais reçue",
                _rejets(max(groupe["taux_rejet"].drop_nulls(), default=None), dits),
                _fraiches(groupe),
            ]
            for nature, groupe in lues.group_by("nature", maintain_order=True)
        ]
    for colonne, texte in enumerate(("Source", livree, "Lignes écartées", "Fraîcheur"), GAUCHE):
        f.ecrire(page, haut + 1, colonne, texte, f.GRAS)
    for rang, ligne in enumerate(lignes, haut + 2):
        for colonne, valeur in enumerate(ligne, GAUCHE):
            f.ecrire(page, rang, colonne, valeur)
            if isinstance(valeur, date):
                page.cell(rang, colonne).number_format = f.DATE
            page.cell(rang, colonne).border = f.LIGNE
    return haut + 1 + len(lignes)


def _fraiche(ligne: dict[str, Any]) -> str:
    return FRAICHEURS[ligne["etat"]].mot if ligne["etat"] in FRAICHEURS else str(ligne["etat"] or "–")


def _fraiches(groupe: pl.DataFrame) -> str:
    """Of several sources: their word when they agree, else how many each."""
    dites = Counter(_fraiche(ligne) for ligne in groupe.to_dicts())
    return next(iter(dites)) if len(dites) == 1 else ", ".join(f"{n} {dit}" for dit, n in dites.most_common())


def _rejets(taux: float | None, dits: dict[str, Any]) -> str:
    if taux is None:
        return "–"
    return next((tranche["mot"] for tranche in dits["rejets"] if taux <= tranche["jusqu_a"]), "–")


def _demandes(
    page: Worksheet,
    donnees: Contenu,
    dits: dict[str, Any],
    haut: int,
    feuilles: Mapping[str, Sequence[str]],
    tues: Mapping[str, str],
) -> int:
    page.cell(haut, DROITE, "Ce que nous demandons à l’ARS").font = f.SOUS_TITRE
    rang = haut + 1
    for numero, texte in enumerate(_textes(donnees, dits), 1):
        f.ecrire(page, rang, DROITE, f"{numero}. {texte}")
        fin = rang + RANGS - 1
        page.merge_cells(start_row=rang, end_row=fin, start_column=DROITE, end_column=DROITE + 2)
        rang = fin + 1
    fins = []
    for colonne, (part, noms) in enumerate(feuilles.items(), DROITE):
        page.cell(rang + 1, colonne, part).font = f.SOUS_TITRE
        for ligne, nom in enumerate(noms, rang + 2):
            cellule = page.cell(ligne, colonne, nom)
            cellule.font = f.LIEN
            cellule.hyperlink = Hyperlink(ref=cellule.coordinate, location=f"'{nom}'!A1")
        fins.append(rang + 1 + len(noms))
    for rang, motif in enumerate(dict.fromkeys(tues.values()), max(fins) + 2):
        noms = ", ".join(nom for nom, dit in tues.items() if dit == motif)
        f.ecrire(page, rang, DROITE, f"Sans objet ici : {noms} ({motif}).", f.DISCRET)
        page.merge_cells(start_row=rang, end_row=rang, start_column=DROITE, end_column=DROITE + 2)
        fins.append(rang)
    return max(fins)


def _textes(donnees: Contenu, dits: dict[str, Any]) -> list[str]:
    natures = set(donnees.marts["source_fraicheur"].filter(pl.col("livraison").is_not_null())["nature"])
    attente = donnees.comptages.lire("ars", TOUT, "en_attente")
    vrais = {
        "toujours": True,
        "attente_ars": isinstance(attente, int) and attente > 0 and not donnees.absence(*UTILISATEURS),
        "sans_restreint": "rpps_restreint" not in natures,
    }
    return [d["texte"].format(n=attente) for d in dits["demandes"] if vrais.get(d["quand"], False)]
