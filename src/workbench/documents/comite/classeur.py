"""The workbook that goes with the slides: every figure behind them, whole, one sheet a subject."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment

from workbench.documents.comite.copil import ETAPES as ETATS_ETAPES
from workbench.documents.comite.copil import titre
from workbench.documents.comite.donnees import ETAPES, DonneesComite
from workbench.documents.comite.mesures import NON_OFFICIEL
from workbench.looks.etats import JALONS, STATUTS
from workbench.looks.formats import jour
from workbench.office import feuille as f
from workbench.office.diapo import typo
from workbench.office.mesure import lignes as decouper
from workbench.office.paquet import figer
from workbench.pilotage import perspectives

# sheet name, headings, number formats, widths, rows
Feuille = tuple[str, Sequence[str], Sequence[str | None], Sequence[float], Sequence[Sequence[Any]]]
POINTS_COLONNE = 5.0  # a column width of 1 in points, indents taken off
_E, _T, _D = f.ENTIER, f.TAUX, f.DATE
PART = (  # two decimals: a tenth rounded up would contradict the slides, which round down
    '[$-40C]0.00"\u00a0"%'
)


def contenu(donnees: DonneesComite) -> bytes:
    """The workbook's bytes; the same figures give the same bytes."""
    classeur = Workbook()
    _lisez_moi(classeur.active, donnees)
    for nom, entetes, motifs, largeurs, lignes in [*_mesures(donnees), *_projet(donnees)]:
        page = classeur.create_sheet(nom)
        propres = [
            [_dire(valeur, motif) for valeur, motif in zip(ligne, motifs, strict=True)] for ligne in lignes
        ]
        f.tableau(page, 1, entetes, propres, f"T{len(classeur.sheetnames)}", motifs)
        if "Unité" in entetes:
            _par_unite(page, propres, entetes.index("Unité"))
        f.largeurs(page, largeurs)
        _hauteurs(page, propres, largeurs)
        page.freeze_panes = "A2"
        f.impression(page, f"{titre(donnees)}, {nom}", jour(donnees.le))
    proprietes = classeur.properties
    proprietes.title, proprietes.subject = titre(donnees), f"Données du {jour(donnees.le)}"
    proprietes.creator = proprietes.lastModifiedBy = "Établi HospiConnect"
    flux = BytesIO()
    classeur.save(flux)
    return figer(flux.getvalue(), donnees.le)


def _dire(valeur: Any, motif: str | None) -> Any:
    """A cell as the other documents say it: curly apostrophes, rates rounded down to a tenth of a point."""
    if isinstance(valeur, str):
        return typo(valeur)
    return math.floor(valeur * 1000 + 1e-9) / 1000 if motif == _T and isinstance(valeur, float) else valeur


def _par_unite(page: Any, lignes: Sequence[Sequence[Any]], unite: int) -> None:
    """Shares written as percentages, counts as whole numbers, line by line."""
    for rang, ligne in enumerate(lignes, 2):
        for colonne, valeur in enumerate(ligne, 1):
            if isinstance(valeur, float):
                page.cell(rang, colonne).number_format = PART if ligne[unite] == "taux" else f.ENTIER


def _lisez_moi(page: Any, donnees: DonneesComite) -> None:
    page.title = "Lisez-moi"
    textes = [
        (titre(donnees), f.TITRE),
        (f"{donnees.etablissement}. Données du {jour(donnees.le)}, exécution {donnees.reference}.", f.NORMAL),
        (f"Comparaison avec : {donnees.depuis or 'rien, première mesure'}.", f.NORMAL),
        ("", f.NORMAL),
        ("Ce que contient ce classeur", f.SOUS_TITRE),
        (
            (
                "Tous les chiffres du diaporama et de la note, une feuille par sujet. Des nombres, jamais un"
                " agent."
            ),
            f.NORMAL,
        ),
        (
            (
                "Document interne : les petits effectifs n’y sont pas masqués. Pour l’extérieur, le classeur"
                " ARS."
            ),
            f.GRAS,
        ),
        ("", f.NORMAL),
        ("Définitions", f.SOUS_TITRE),
        (NON_OFFICIEL, f.NORMAL),
        *((f"{etat.mot} : {etat.definition}", f.NORMAL) for etat in (*STATUTS.values(), *JALONS.values())),
        *(
            (f"Objectif {o.objectif} ({o.annee}), texte officiel : {o.libelle_officiel}", f.NORMAL)
            for o in donnees.objectifs
        ),
    ]
    for rang, (texte, police) in enumerate(textes, 1):
        case = page.cell(rang, 1, f.sur(typo(texte)))
        case.font, case.alignment = police, Alignment(wrap_text=True, vertical="top")
        if police is not f.TITRE:
            page.row_dimensions[rang].height = 4 + 15 * len(decouper(texte, 110 * POINTS_COLONNE, 11))
    page.column_dimensions["A"].width = 110
    f.impression(page, titre(donnees), jour(donnees.le), None)


def _hauteurs(page: Any, rangs: Sequence[Sequence[Any]], largeurs: Sequence[float]) -> None:
    """Rows tall enough for their wrapped texts: spreadsheets do not grow a row written by a program."""
    for numero, rang in enumerate(rangs, 2):
        textes = [paire for paire in zip(rang, largeurs, strict=True) if isinstance(paire[0], str)]
        nombre = max(
            (len(decouper(texte, largeur * POINTS_COLONNE, 11)) for texte, largeur in textes), default=1
        )
        page.row_dimensions[numero].height = 4 + 15 * nombre


def _mesures(donnees: DonneesComite) -> list[Feuille]:
    codes = list(STATUTS)
    statuts = [etat.mot.capitalize() for etat in STATUTS.values()]

    def couverture(nom: str, quoi: str, tableau: Any) -> Feuille:
        lignes = [
            [r["libelle"], *(r[code] for code in codes), r["total"], r["requis"], r["taux"], r["restant"]]
            for r in tableau.to_dicts()
        ]
        entetes = [quoi, *statuts, "Total", "Requis", "Confirmés / requis", "Restent"]
        return nom, entetes, [None, *[_E] * (len(codes) + 2), _T, _E], [44, *[13] * (len(codes) + 4)], lignes

    objectifs = [
        [o.objectif, o.annee, o.titre, o.score, JALONS[o.etat].libelle, perspectives.courte(o), o.echeance]
        for o in donnees.objectifs
    ]
    criteres = [
        [
            o.objectif,
            o.annee,
            c.titre,
            c.nature,
            c.poids,
            c.score,
            c.valeur,
            c.cible,
            c.restant,
            JALONS[c.etat].libelle,
            c.explication,
            c.action,
        ]
        for o in donnees.objectifs
        for c in o.criteres
    ]
    depuis = [[s.libelle, s.unite, s.avant, s.valeur, s.ecart, s.code] for s in donnees.suivis]
    historique = [
        [suivi.libelle, *point, suivi.code]
        for suivi in donnees.suivis
        for point in donnees.series[suivi.code]
    ]
    return [
        (
            "Objectifs",
            ["Objectif", "Année", "Titre", "Score", "État", "À l’échéance", "Échéance"],
            [None, "0", None, _T, None, _T, _D],
            [10, 9, 56, 11, 22, 14, 14],
            objectifs,
        ),
        (
            "Critères",
            "Objectif,Année,Critère,Nature,Poids,Score,Valeur,Cible,Restent,État,Constat,Que faire".split(
                ","
            ),
            [None, "0", None, None, "0", _T, _T, _T, _E, None, None, None],
            [10, 9, 50, 11, 9, 10, 10, 10, 10, 20, 46, 60],
            criteres,
        ),
        (
            "Évolution",
            ["Ce que nous suivons", "Unité", "Avant", "Aujourd’hui", "Écart", "Indicateur"],
            [None, None, "0.###", "0.###", "+0.###;-0.###;0", None],
            [56, 10, 13, 13, 13, 26],
            depuis,
        ),
        couverture("Autorités", "Autorité", donnees.autorites),
        couverture("Professions", "Profession", donnees.professions),
        (
            "MIE",
            ["Étape", "Personnes"],
            [None, _E],
            [34, 14],
            [[mot, donnees.mie[code]] for code, mot in ETAPES.items()],
        ),
        (
            "MIE, usage",
            ["Utilisateurs présents du DPI", "Personnes"],
            [None, _E],
            [48, 14],
            [
                ["Équipés", donnees.mie["remis"]],
                ["Équipés d’un moyen que le RIE accepte", donnees.mie_acceptes],
                ["Qui se servent de leur moyen pour ouvrir le DPI", donnees.mie_utilises],
            ],
        ),
        (
            "Comptes",
            ["Problème", "Comptes", "Avant", "Que faire"],
            [None, _E, _E, None],
            [48, 12, 12, 80],
            [[r["titre"], r["nombre"], r["avant"], r["que_faire"]] for r in donnees.comptes],
        ),
        (
            "Historique",
            ["Ce que nous suivons", "Données du", "Numérateur", "Dénominateur", "Valeur", "Indicateur"],
            [None, _D, _E, _E, "0.####", None],
            [56, 14, 14, 15, 12, 26],
            historique,
        ),
    ]


def _projet(donnees: DonneesComite) -> list[Feuille]:
    """What the project room says; a sheet only when it says something."""
    salle = donnees.salle
    feuilles: list[Feuille] = [
        (
            "Décisions",
            ["Décision demandée", "Pourquoi", "Qui"],
            [None, None, None],
            [50, 90, 40],
            [[d["titre"], d["texte"], d["responsable"]] for d in donnees.decisions],
        ),
        (
            "Risques",
            ["N°", "Risque", "Gravité (sur 16)", "État", "Réponse", "Qui"],
            [None, None, "0", None, None, None],
            [10, 56, 11, 16, 70, 30],
            [
                [r["id"], r["titre"], r["criticite"], r["etat"], r["reponse"], r["responsable"]]
                for r in salle.risques
            ],
        ),
        (
            "Étapes",
            ["Échéance", "État", "Nature", "Étape", "Qui"],
            [_D, None, None, None, None],
            [13, 20, 11, 70, 34],
            [
                [e["echeance"], ETATS_ETAPES[e["etat"]].libelle, e["nature"], e["titre"], e["responsable"]]
                for e in salle.etapes
            ],
        ),
    ]
    return [feuille for feuille in feuilles if feuille[4]]
