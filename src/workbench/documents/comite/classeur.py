"""The workbook that goes with the slides: every figure behind them, whole, one sheet a subject."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from openpyxl import Workbook

from workbench.documents.comite.copil import ETAPES as ETATS_ETAPES
from workbench.documents.comite.copil import titre
from workbench.documents.comite.donnees import ETAPES, DonneesComite, Suivi
from workbench.documents.comite.mesures import NON_OFFICIEL
from workbench.documents.comite.ordre import MONTANTS, costed, enjeux
from workbench.documents.comite.populations import named, sentence
from workbench.documents.comite.rpps import counted
from workbench.looks.etats import JALONS, STATUTS
from workbench.looks.formats import jour, jour_court, majuscule
from workbench.office import feuille as f
from workbench.office.diapo import typo
from workbench.office.lisible import A3, PAGE_A4, as_list, on_screen_beyond
from workbench.office.paquet import octets
from workbench.office.tenue import compact
from workbench.pilotage.objectifs import perspectives
from workbench.pilotage.objectifs.critere import Critere
from workbench.pilotage.objectifs.jalons import Objectif

# sheet name, headings, number formats, widths, rows
Feuille = tuple[str, Sequence[str], Sequence[str | None], Sequence[float], Sequence[Sequence[Any]]]
EUROS = '[$-40C]#,##0"\u00a0€";[$-40C]"\u2212\u00a0"#,##0"\u00a0€"'
MOTIFS = {
    "": None,
    "entier": f.ENTIER,
    "taux": f.TAUX,
    "date": f.DATE,
    "euros": EUROS,
}  # other words are formats
POINTS = '[$-40C]"+\u00a0"0.0"\u00a0points";[$-40C]"\u2212\u00a0"0.0"\u00a0points";0"\u00a0point"'
# a table → the sheet it stands on, under its own
SOUS = {"Professions": "Autorités", "MIE, usage": "MIE", "Budget": "Plan et budget"}
COMPTES = ("titre", "nombre", "avant", "que_faire")
RIEN = "Rien à faire."
SCORE = (
    "Score d’un critère mesuré : son taux rapporté à sa cible, 100 % une fois qu’elle est atteinte ; l’un et"
    " l’autre sont à l’écran, à droite de la feuille « Critères »."
)
UNITE, SERVICES, RISQUES = "Unité", "Services à équiper", "Risques"
CRITERES, DETAIL = "Critères", "Nature"  # from that column on, a criterion is read on screen
HISTORIQUE, LIVRAISONS = "Historique", 8  # deliveries that paper holds
SERREES = (SERVICES, RISQUES, HISTORIQUE, "Autorités")  # long, and read across
CODE = "Indicateur"  # the code of a figure, for who crosses tables: on the screen only
PART = (  # two decimals: a tenth rounded up would contradict the slides, which round down
    '[$-40C]0.00"\u00a0"%'
)


def contenu(donnees: DonneesComite) -> bytes:
    """The workbook's bytes; the same figures give the same bytes."""
    classeur = Workbook()
    _lisez_moi(classeur.active, donnees)
    equiper = sentence(donnees.effectifs, "mie_remis_dpi")
    gens = {"Autorités": counted(donnees), "MIE": equiper, SERVICES: equiper}
    for nom, entetes, motifs, largeurs, lignes in [*_mesures(donnees), *_projet(donnees)]:
        propres = [[_dire(valeur) for valeur in ligne] for ligne in lignes]
        if nom in SOUS:  # a few rows of the same columns, under those of another subject
            page = classeur[SOUS[nom]]
            f.tableau(page, page.max_row + 2, entetes, propres, f"T{len(classeur.sheetnames)}_2", motifs)
            _whom(page, gens.get(SOUS[nom], ""))
            continue
        page = classeur.create_sheet(nom)
        f.tableau(page, 1, entetes, propres, f"T{len(classeur.sheetnames)}", motifs)
        if UNITE in entetes:
            _par_unite(page, propres, entetes)
        f.largeurs(page, largeurs)
        page.freeze_panes = "A2"
        if nom not in SOUS.values():
            _whom(page, gens.get(nom, ""))
        if nom == "Objectifs":
            _textes(page, donnees, len(entetes))
        # under two tables, the headings of the first would be repeated above the second
        f.impression(page, f"{titre(donnees)}, {nom}", jour(donnees.le), None if nom in SOUS.values() else 1)
        if imprimees := _printed(nom, entetes):
            on_screen_beyond(page, page.max_row, imprimees)
        elif entetes[-1] == CODE:
            as_list(page, page.max_row, len(entetes), len(entetes) - 1)
        elif sum(largeurs) > PAGE_A4 * A3 and nom not in SOUS.values():  # which grows under its first table
            as_list(page, page.max_row, len(entetes))
    for nom in filter(classeur.sheetnames.__contains__, SERREES):
        compact(classeur[nom])
    return octets(classeur, donnees.le, titre(donnees), f"Données du {jour(donnees.le)}", phrases=True)


def _printed(nom: str, entetes: Sequence[str]) -> int:
    """Columns printed of a table wider than paper, in the letters of a table; 0 of any other sheet."""
    if nom == HISTORIQUE:
        return min(len(entetes) - 1, 2 + LIVRAISONS)
    return entetes.index(DETAIL) if nom == CRITERES else 0


def _textes(page: Any, donnees: DonneesComite, colonnes: int) -> None:
    """The official texts under the objectives, as wide as their table."""
    page.cell(page.max_row + 2, 1, "Textes officiels").font = f.SOUS_TITRE
    for objectif in donnees.objectifs:
        rang = page.max_row + 1
        dit = f"{objectif.objectif}, {objectif.annee} : {objectif.libelle_officiel}"
        f.ecrire(page, rang, 1, typo(dit))
        page.merge_cells(start_row=rang, end_row=rang, start_column=1, end_column=colonnes)


def _whom(page: Any, dite: str) -> None:
    """Whom the figures above count, as wide as their table."""
    if dite:
        rang, colonnes = page.max_row + 2, page.max_column
        f.ecrire(page, rang, 1, dite, f.DISCRET)
        page.merge_cells(start_row=rang, end_row=rang, start_column=1, end_column=colonnes)


def _dire(valeur: Any) -> Any:
    """A cell as the other documents say it: curly apostrophes."""
    return typo(valeur) if isinstance(valeur, str) else valeur


def _par_unite(page: Any, lignes: Sequence[Sequence[Any]], entetes: Sequence[str]) -> None:
    """Shares written as percentages, counts as whole numbers, line by line; a change of share in points."""
    unite, ecart = entetes.index(UNITE), entetes.index("Écart") + 1 if "Écart" in entetes else 0
    for rang, ligne in enumerate(lignes, 2):
        taux = ligne[unite] == "taux"
        for colonne, valeur in enumerate(ligne, 1):
            if not isinstance(valeur, float):
                continue
            case = page.cell(rang, colonne)
            if colonne == ecart:
                case.value = valeur * 100 if taux else valeur
                case.number_format = POINTS if taux else f.ECART
            else:
                case.number_format = PART if taux else f.ENTIER


def _lisez_moi(page: Any, donnees: DonneesComite) -> None:
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
        (SCORE, f.NORMAL),
        *(
            (f"{majuscule(etat.mot)} : {etat.definition}", f.NORMAL)
            for etat in (*STATUTS.values(), *JALONS.values())
        ),
    ]
    dits = [(typo(texte), police) for texte, police in textes]
    f.lisez_moi(page, dits, titre(donnees), jour(donnees.le))


def _mesures(donnees: DonneesComite) -> list[Feuille]:
    suivis = donnees.suivis
    return [
        _feuille(
            "Objectifs",
            [
                [
                    o.objectif,
                    o.annee,
                    o.titre,
                    o.score,
                    f.d_un_tenant(JALONS[o.etat].libelle),
                    perspectives.courte(o),
                    o.echeance,
                ]
                for o in donnees.objectifs
            ],
        ),
        _feuille(CRITERES, [_critere(o, c) for o in donnees.objectifs for c in o.criteres]),
        _dated(_feuille("Évolution", [_evolution(s, donnees) for s in suivis]), donnees),
        _couverture("Autorités", "Autorité", donnees.autorites),
        _couverture("Professions", "Profession", donnees.professions),
        _feuille("MIE", [[mot, donnees.mie[code]] for code, mot in ETAPES.items()]),
        _feuille(
            "MIE, usage",
            [
                ["Équipés", donnees.mie["remis"]],
                ["Équipés d’un moyen que le RIE accepte", donnees.mie_acceptes],
                ["Qui se servent de leur moyen pour ouvrir le DPI", donnees.mie_utilises],
            ],
        ),
        _feuille(SERVICES, donnees.mie_services.rows()),
        _dated(_feuille("Comptes", [_compte(r, donnees) for r in donnees.comptes]), donnees),
        _historique(donnees),
    ]


def _historique(donnees: DonneesComite) -> Feuille:
    """A line an indicator, a column a delivery, the latest first: what paper does not hold is the oldest. A
    rate has its two numbers under it.
    """
    series = {code: {point[0]: point[1:] for point in points} for code, points in donnees.series.items()}
    dates = sorted({le for points in series.values() for le in points}, reverse=True)
    lignes = []
    for suivi in donnees.suivis:
        points = [series[suivi.code].get(le, (None, None, None)) for le in dates]
        parts = (
            ((2, "taux"), (0, "numérateur"), (1, "dénominateur"))
            if suivi.unite == "taux"
            else ((2, suivi.unite),)
        )
        for rang, unite in parts:
            lignes.append([suivi.libelle, unite, *(point[rang] for point in points), suivi.code])
    entetes = ["Ce que nous suivons", UNITE, *(jour_court(le) for le in dates), CODE]
    return (
        HISTORIQUE,
        entetes,
        [None, None, *[f.ENTIER] * len(dates), None],
        [50, 14, *[12] * len(dates), 26],
        lignes,
    )


def _dated(feuille: Feuille, donnees: DonneesComite) -> Feuille:
    """Headings that say what day a figure is of, as the slides do."""
    dits = {"Aujourd’hui": f"Au {jour_court(donnees.le)}"}
    if donnees.depuis_le:
        dits["Avant"] = f"Au {jour_court(donnees.depuis_le)}"
    nom, entetes, motifs, largeurs, lignes = feuille
    return nom, [dits.get(mot, mot) for mot in entetes], motifs, largeurs, lignes


def _evolution(suivi: Suivi, donnees: DonneesComite) -> list[Any]:
    lus = [suivi.libelle, suivi.unite, suivi.avant, suivi.valeur, suivi.ecart]
    return [*lus, named(suivi.code, donnees.effectifs) or None, suivi.code]


def _compte(ligne: Mapping[str, Any], donnees: DonneesComite) -> list[Any]:
    return [
        *(ligne[nom] for nom in COMPTES),
        named(f"compte_{ligne['probleme']}", donnees.effectifs) or None,
    ]


def _feuille(nom: str, lignes: Sequence[Sequence[Any]]) -> Feuille:
    """A sheet whose columns are told in `classeur.toml`."""
    entetes, motifs, largeurs = zip(*_colonnes()[nom], strict=True)
    return nom, entetes, [MOTIFS.get(motif, motif) for motif in motifs], largeurs, lignes


@cache
def _colonnes() -> dict[str, list[tuple[str, str, float]]]:
    return tomllib.loads(files("workbench.documents.comite").joinpath("classeur.toml").read_text("utf-8"))


def _etat(risque: Mapping[str, Any]) -> str:
    """The state of a risk; one of the library is nobody's yet."""
    return f"{risque['etat']}, proposé" if risque.get("propose") else str(risque["etat"])


def _critere(o: Objectif, c: Critere) -> list[Any]:
    nature = "mesuré" if c.nature == "mesure" else "déclaré"
    action = RIEN if c.etat == "atteint" else c.action  # nobody is asked again for what is done
    dit = [c.score, f.d_un_tenant(JALONS[c.etat].libelle), c.restant, c.explication, action]
    return [f.d_un_tenant(f"{o.objectif}, {o.annee}"), c.titre, *dit, nature, c.poids, c.valeur, c.cible]


def _decision(decision: Mapping[str, Any]) -> list[Any]:
    """What is asked, with its stakes, as the slide says them."""
    dits = dict(enjeux(decision))
    return [
        decision["titre"],
        decision["texte"],
        *(dits.get(nom) for nom in ("Options", "Enjeu", "Sinon")),
        decision["responsable"],
    ]


def _couverture(nom: str, quoi: str, tableau: pl.DataFrame) -> Feuille:
    """People by state of their number: the columns are the states."""
    codes = list(STATUTS)
    lignes = [
        [r["libelle"], *(r[code] for code in codes), r["total"], r["requis"], r["taux"], r["restant"]]
        for r in tableau.to_dicts()
    ]
    statuts = [etat.mot.capitalize() for etat in STATUTS.values()]
    entetes = [quoi, *statuts, "Total", "Requis", "Confirmés / requis", "Restent"]
    motifs = [None, *[f.ENTIER] * (len(codes) + 2), f.TAUX, f.ENTIER]
    return nom, entetes, motifs, [44, *[13] * (len(codes) + 4)], lignes


def _projet(donnees: DonneesComite) -> list[Feuille]:
    """What the project room says; a sheet only when it says something."""
    salle = donnees.salle
    feuilles = [
        _feuille(
            "Suites",
            [[s["nature"], s["titre"], s["etat"], s["echeance"], s["responsable"]] for s in salle.suites],
        ),
        _feuille(
            "Plan et budget",
            [
                [c["chantier"], c["taches"], c["faites"], c["urgentes"], c["prochaine"] or "–"]
                for c in salle.chantiers
            ],
        ),
        _feuille(
            "Budget", [[b["chantier"], *(b[nom] for nom in MONTANTS)] for b in salle.budget if costed(b)]
        ),
        _feuille("Décisions", [_decision(decision) for decision in donnees.decisions]),
        _feuille(
            RISQUES,
            [
                [r["id"], r["titre"], r["criticite"], _etat(r), r["reponse"], r["responsable"]]
                for r in salle.risques
            ],
        ),
        _feuille(
            "Étapes",
            [
                [
                    e["echeance"],
                    f.d_un_tenant(ETATS_ETAPES[e["etat"]].libelle),
                    e["nature"],
                    e["titre"],
                    "proposée" if e.get("propose") else "reprise",
                    e["responsable"],
                ]
                for e in salle.etapes
            ],
        ),
    ]
    return [feuille for feuille in feuilles if feuille[4]]
