"""The quarterly list for an Ordre, and the worklist drawn from its answer, in Excel.

What each text asks is data (`ordres.toml`: CSP D4311-52-2, D4323-1-1), and the list holds nothing else. No
Ordre's own model is known to us: titles and order are ours, and the workbook says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.destinataire import EQUIPE
from workbench.documents.listes.liste import named, trier
from workbench.looks import titres
from workbench.looks.formats import accord, jour, nombre
from workbench.office import feuille as f
from workbench.office.lisible import COLONNES_LISTE, as_list
from workbench.office.paquet import octets

MIME = f.MIME
COMPARAISON = titres.de(
    "nom_naissance prenoms service reponse a_faire echeance fait_le commentaire nom_usage date_naissance"
    " constat preavis ligne id_unique",
    fait_le="Fait le",
    commentaire="Commentaire",
    ligne="Ligne du fichier",
    id_unique="Référence",
    reponse="Réponse de l’Ordre",
    a_faire="Que faire",
)
A_L_ECRAN = ("email",)
"""Deposited in a file, not on paper: no eight columns leave an address the room to be whole. What HR gave
nobody is not printed either: it is said in words.
"""
_LARGES = {
    "a_faire": 52,
    "constat": 40,
    "service": 30,
    "adresse": 40,
    "diplome": 30,
    "nom_naissance": 24,
    "prenoms": 24,
}


def nom_fichier(ordre: Mapping[str, Any], le: date, etablissement: str = "") -> str:
    """Named after the Ordre, the date of the data, and the establishment when there is one."""
    return f"liste_ordre_{ordre['code']}_{etablissement + '_' if etablissement else ''}{le.isoformat()}.xlsx"


def colonnes(ordre: Mapping[str, Any]) -> dict[str, str]:
    """The columns that Ordre's text asks, with their titles."""
    return titres.de(" ".join(sorted(ordre["champs"], key=lambda champ: champ in A_L_ECRAN)))


def manquants(ordre: Mapping[str, Any], lignes: pl.DataFrame) -> dict[str, int]:
    """What the text asks and HR did not give, as the mart says it (`manque`): column → number of people."""
    counts = dict(lignes["manque"].explode().drop_nulls().value_counts().iter_rows())
    return {name: counts[name] for name in ordre["champs"] if name in counts}


def before_deposit(ordre: Mapping[str, Any]) -> str:
    """What the establishment does before the list leaves: said to it, not to the Ordre."""
    where = f" sur {ordre['depot']}" if ordre["depot"] else f" auprès du {ordre['conseil']}"
    return (
        f"À déposer{where} avant le {ordre['jour_depot']} du premier mois du trimestre. Informez chaque"
        " personne avant le premier envoi. Le modèle de fichier de l’Ordre n’est pas connu de cet outil :"
        " recopiez ces colonnes s’il diffère."
    )


def contenu(
    ordre: Mapping[str, Any], lignes: pl.DataFrame, le: date, etablissement: str, equipe: str = EQUIPE
) -> bytes:
    """The list to deposit: everybody of that profession the establishment employs, enrolled or not.

    Args:
        ordre: one of `suivi_rpps.orders`. lignes: its rows of `mart.liste_ordre_personne`. equipe: whom the
        Ordre writes to (`destinataire.team`).
    """
    wanted = colonnes(ordre)
    rows = trier(lignes, ["nom_naissance", "prenoms", "date_naissance"])
    absent = [
        f"{wanted[name]} : {_unknown(count, rows.height)}." for name, count in manquants(ordre, rows).items()
    ]
    notes = [
        f"De : {etablissement}. À : {ordre['nom']}, {ordre['conseil']}.",
        f"{_counted(ordre, rows.height)} au {jour(le)}, hors intérim, libéral et stage.",
        f"Colonnes demandées par le texte ({ordre['texte']}) ; le numéro RPPS et le contrat n’en sont pas.",
        f"Si vous attendez un autre modèle de fichier, écrivez à {equipe} : titres et ordre sont les nôtres.",
        *absent,
        "Données nominatives, remises à l’Ordre seul.",
    ]
    given = [name for name in wanted if not rows.height or rows[name].null_count() < rows.height]
    wanted = {name: wanted[name] for name in sorted(wanted, key=lambda name: name not in given)}
    wanted = {name: wanted[name] for name in sorted(wanted, key=lambda name: name in A_L_ECRAN)}
    printed = [name for name in given if name not in A_L_ECRAN]
    title = f"Liste trimestrielle, {ordre['nom']}, {etablissement}"
    return _classeur(rows, wanted, "Liste", title, notes, le, len(printed[:COLONNES_LISTE]))


def _counted(ordre: Mapping[str, Any], combien: int) -> str:
    if not combien:
        return f"Aucun {ordre['un']}, inscrit ou non,"
    accorde = "inscrit ou non" if combien == 1 else "inscrits ou non"
    return f"{accord(combien, ordre['un'], ordre['des'])}, {accorde},"


def _unknown(count: int, total: int) -> str:
    if count == total:
        return "nous ne l’avons pour personne"
    return f"nous ne l’avons pas pour {nombre(count)} sur {nombre(total)}"


def travail(comparaison: pl.DataFrame, le: date) -> bytes:
    """The worklist after the Ordre's answer; what is dated on it comes back (`exchange.listes`)."""
    lignes = comparaison.with_columns(
        fait_le=pl.lit(None, pl.String),
        commentaire=pl.lit(None, pl.String),
        # a line that may speak of somebody else designates nobody
        id_unique=pl.when(pl.col("code") != "a_verifier").then("id_unique"),
    )
    return _classeur(
        lignes,
        COMPARAISON,
        "Comparaison",
        "Réponse de l’Ordre comparée à nos salariés",
        [
            f"{accord(lignes.height, 'ligne')} ; réponse datée du {jour(le)}.",
            (
                "Rien ici ne confirme un numéro : une attestation ou l’extraction restreinte le fera, dans la"
                " Revue."
            ),
            (
                "La feuille remplie se reprend par la page Exports, « Reprendre une liste remplie » : chaque"
                " « Fait le » s’inscrit au registre comme une demande à l’Ordre ce jour-là, la feuille"
                " entière ou rien. Une ligne sans référence, à droite, n’est aucun de nos salariés : ne la"
                " datez pas."
            ),
        ],
        le,
    )


def _classeur(
    lignes: pl.DataFrame,
    colonnes: Mapping[str, str],
    nom: str,
    titre: str,
    notes: Sequence[str],
    le: date,
    imprimees: int = COLONNES_LISTE,
) -> bytes:
    classeur = Workbook()
    page: Worksheet = classeur.active
    page.title = nom
    page["A1"] = f.sur(f"{titre}, {jour(le)}")
    page["A1"].font = f.TITRE
    motifs = [f.DATE if lignes.schema[code] == pl.Date else None for code in colonnes]
    fin = f.tableau(
        page,
        3,
        list(colonnes.values()),
        [_textes(rang) for rang in lignes.select(list(colonnes)).iter_rows(named=True)],
        nom,
        motifs,
    )
    if fin == 3:  # printed too: an empty sheet says nothing
        fin = 4
        f.ecrire(page, fin, 1, "Personne dans cette liste.")
        page.cell(fin, 1).alignment = Alignment(wrap_text=False, vertical="center", indent=1)
    f.largeurs(page, [_LARGES.get(code, 18) for code in colonnes])
    page.freeze_panes = "A4"
    f.impression(page, titre, jour(le), 3)
    as_list(page, fin, len(colonnes), imprimees)
    dits = [(titre, f.TITRE), *((note, f.NORMAL) for note in notes)]
    f.lisez_moi(classeur.create_sheet(), dits, titre, jour(le))
    return octets(classeur, le, titre)


def _textes(rang: Mapping[str, Any]) -> list[Any]:
    return ["" if valeur is None else named(nom, valeur) for nom, valeur in rang.items()]
