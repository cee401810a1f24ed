"""The tables of the committee workbook: of the figures, and of what the project room says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from workbench.documents.comite.copil import ETAPES as ETATS_ETAPES
from workbench.documents.comite.donnees import ETAPES, DonneesComite, Suivi
from workbench.documents.comite.ordre import MONTANTS, costed, enjeux
from workbench.documents.comite.populations import named
from workbench.looks.etats import JALONS, STATUTS
from workbench.looks.formats import jour_court
from workbench.office import feuille as f
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
COMPTES = ("titre", "nombre", "avant", "que_faire")
RIEN = "Rien à faire."
CODE = "Indicateur"  # the code of a figure, for who crosses tables: on the screen only
UNITE, SERVICES, RISQUES = "Unité", "Services à équiper", "Risques"
CRITERES, HISTORIQUE = "Critères", "Historique"


def measured(donnees: DonneesComite) -> list[Feuille]:
    """Objectives, criteria, coverage, means, services, accounts, history: a table each."""
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


def steered(donnees: DonneesComite) -> list[Feuille]:
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
