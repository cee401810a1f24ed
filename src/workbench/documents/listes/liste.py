"""A working list in Excel: the people just consulted, marked as personal data, ready to filter, print and
send back.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from workbench.access import Acces
from workbench.documents.destinataire import EQUIPE, outside
from workbench.documents.listes.gestes import Geste, references, subject
from workbench.looks import titres
from workbench.looks.etats import CONTRATS, STATUTS, mot
from workbench.looks.formats import jour, ponctue, prenom_dit
from workbench.office.feuille import (
    DATE,
    ENCRE,
    FOND_ENTETE,
    LIGNE,
    POLICE,
    SOUS_TITRE,
    impression,
    largeurs,
    marge,
    sur,
)
from workbench.office.feuille import MIME as MIME
from workbench.office.feuille import a_lire as page_a_lire
from workbench.office.lisible import COLONNES_LISTE, PAGE_LISTE, as_list
from workbench.office.mesures_feuille import POINTS_COLONNE, lignes
from workbench.office.mesures_feuille import RETRAIT as INDENT
from workbench.office.paquet import SANS_DATE, octets
from workbench.socle.noms import name_key
from workbench.socle.regles import lire
from workbench.socle.typographie import apostrophes

ALERTE = "7A1610"
LARGE = 45  # width of a column
REPONSE = {"Fait le": 12, "Commentaire": 24}  # what is left blank, and its width
SUIVI = {"Suivi": 12, "Commentaire": 24}  # the same, of a list nobody takes back
REFERENCE = "Référence du geste"
REPERE = "repere"  # the column by which a list that comes back designates somebody
MATRICULE = "matricule"  # the same, beside the name, of a list that comes back otherwise
REPRISE = "Datez « Fait le » et renvoyez cette liste à {}, qui la reprend par la page Exports"
RETRAIT = " ; une date déjà écrite, effacée, retire le geste"
GARDEE = "Suivi à tenir sur cette feuille : l’outil ne la reprend pas"
FEUILLE, FEUILLE_GESTES = "Liste", "Gestes"  # a number to ask; anything else to do
MONTENT = (
    "etablissement",
    "service",
    "responsable",
    "agence",
    "pole",
    "prochaine_etape",
    "echeance",
    "a_tous",
)
CORPS = Font(name=POLICE, size=10, color=ENCRE)
ENTETE_LISTE = Font(name=POLICE, size=10, bold=True, color="FFFFFF")
NOMS, PRENOMS = ("nom", "nom_naissance", "nom_usage"), ("prenom", "prenoms")
METIERS = ("profession", "metier")  # of a nomenclature, not of a source
_MOT = re.compile(r"\w+")


def mention(home: Path | None = None, avant: dt.date | None = None) -> str:
    """The retention notice that every nominative file bears; with the day by which it must be destroyed when
    it is known.
    """
    regles = lire("workbench.documents", "diffusion.toml", home)
    if avant is None:
        return str(regles["mention_sans_date"]).format(jours=regles["conservation_jours"])
    return str(regles["mention"]).format(jour=jour(avant))


def contenu(
    personnes: pl.DataFrame,
    colonnes: Mapping[str, str],
    titre: str,
    notice: str | None = None,
    le: dt.date = SANS_DATE,
    geste: Geste | None = None,
    faits: Mapping[str, dt.date] | None = None,
    gardee: str = "",
    systemes: Mapping[str, str] | None = None,
    a_lire: Sequence[tuple[str, str]] = (),
    equipe: str = EQUIPE,
) -> bytes:
    """The workbook's bytes: the notice and what is the same on every line on the first line, the headings on
    the second, then one line a person.

    Args:
        titre: the first line alone in the margins and the properties.
        colonnes: column → heading; those absent from `personnes` are left out. Two blank columns stand after
        the first ones, for the answer: they are printed, what does not fit beside them is on the screen. With
        `REPERE` among them the list comes back (`exchange.listes`) as so many requests.
        notice: retention notice, on the sheet and in the margins of each printed page; ours when absent.
        le: date of the data, said on the sheet, that of the file's properties.
        geste: what a list of anything else asks; it comes back too, each line by its reference.
        faits: what was said done of it already (`gestes.done`), shown in « Fait le ».
        systemes: code of an account's system → its name.
        gardee: why a list does not come back, said on the sheet; no `geste` then.
        a_lire: what a first page says, each thing with its name: who asks, what, how to answer.
        equipe: to whom a list that comes back is sent (`destinataire.team`).
    """
    dit = notice or mention()
    classeur = Workbook()
    feuille = classeur.active
    presentes = {nom: mot for nom, mot in colonnes.items() if nom in personnes.columns}
    communs = constantes(personnes, presentes)
    noms = [nom for nom in presentes if nom not in communs]
    refs = _refs(personnes, None if REPERE in noms or gardee else geste, faits or {})
    blanches, reprise = (
        (REPONSE, REPRISE.format(equipe)) if REPERE in noms or refs else (SUIVI, gardee or GARDEE)
    )
    feuille.title = FEUILLE_GESTES if refs else FEUILLE
    devant = COLONNES_LISTE - len(blanches)
    entetes = [presentes[nom] for nom in noms]
    entetes[devant:devant] = blanches
    feuille.append([sur(dit)])
    feuille.append([*entetes, REFERENCE] if refs else entetes)
    rendue = ""
    for rang, ligne in enumerate(personnes.select(noms).iter_rows(named=True)):
        cases = [
            _case(nom, (systemes or {}).get(valeur, valeur) if nom == "application" else valeur)
            for nom, valeur in ligne.items()
        ]
        ref = refs[rang] if refs else None
        deja = (faits or {}).get(subject(ref)) if ref else None
        rendue = RETRAIT if deja else rendue
        cases[devant:devant] = [deja, None]
        feuille.append([*cases, sur(ref)] if refs else cases)
    entetes = [case.value for case in feuille[2]]
    dits = {presentes[nom]: str(_case(nom, dite)) for nom, dite in communs.items()}
    communes = (f"{mot_} : {dite.removesuffix('.')}" for mot_, dite in dits.items() if dite not in titre)
    datee = [] if le == SANS_DATE or jour(le) in titre else [f"Données du {jour(le)}"]
    tete = "\n".join([titre, *datee, *communes, f"{reprise}{rendue}."])
    imprimees = min(COLONNES_LISTE, len(entetes) - bool(refs))  # a reference is read by the tool alone
    _mettre_en_page(feuille, entetes, tete, imprimees)
    court = titre.partition("\n")[0]
    impression(feuille, court, "" if le == SANS_DATE else jour(le), 2)
    as_list(feuille, feuille.max_row, len(entetes), imprimees)
    feuille.oddFooter.center.text = marge(dit)
    feuille.oddFooter.center.size = 9
    if a_lire:
        premiere = classeur.create_sheet(index=0)
        classeur.active = 0
        page_a_lire(premiere, court, [*a_lire, ("Conservation", dit)], court)
    return octets(classeur, le, court, commentaire=dit)


def _refs(personnes: pl.DataFrame, geste: Geste | None, faits: Mapping[str, dt.date]) -> list[str | None]:
    """The reference of each line; none when the list does not come back by them."""
    return references(personnes, geste, faits) if geste and geste.known(personnes.columns) else []


def constantes(personnes: pl.DataFrame, colonnes: Mapping[str, str]) -> dict[str, Any]:
    """The columns that say the same on every line and may be said once (`MONTENT`), with what they say."""
    return {
        nom: personnes[nom][0]
        for nom in colonnes
        if nom in MONTENT and personnes.height and personnes[nom].n_unique() == 1 and personnes[nom][0]
    }


def with_matricules(acces: Acces, lignes: pl.DataFrame, motif: str) -> pl.DataFrame:
    """The rows of a list with the `matricule` of their people, as every list shows it (`repere`): of
    people whose reading was just logged, and of them alone.
    """
    if MATRICULE in lignes.columns or "id_unique" not in lignes.columns or lignes.is_empty():
        return lignes
    gens = lignes["id_unique"].drop_nulls().unique().sort().to_list()
    lus = acces.suite(
        "mart.couverture_personne", motif=motif, colonnes=["id_unique", REPERE], id_unique=gens
    ).rename({REPERE: MATRICULE})
    partis = sorted({*gens} - {*lus["id_unique"]})
    if partis:  # gone, with no account: what HR last knew them by
        anciens = acces.suite(
            "mart.revue_contrat",
            motif=motif,
            colonnes=["id_unique", MATRICULE, "date_debut"],
            id_unique=partis,
        )
        dernier = anciens.drop_nulls(MATRICULE).sort("date_debut", MATRICULE, nulls_last=False)
        lus = pl.concat([lus, dernier.unique("id_unique", keep="last").select(lus.columns)])
    return lignes.join(lus.unique("id_unique"), on="id_unique", how="left", maintain_order="left")


def designated(colonnes: Mapping[str, str], presentes: Container[str]) -> dict[str, str]:
    """Those columns, the matricule beside the name when it was read and none of them says it."""
    if MATRICULE not in presentes or MATRICULE in colonnes or REPERE in colonnes:
        return dict(colonnes)
    noms = list(colonnes)
    apres = next((noms.index(nom) + 1 for nom in ("prenom", "nom", "titulaire") if nom in noms), 0)
    rangs = [*noms[:apres], MATRICULE, *noms[apres:]]
    return {nom: colonnes.get(nom) or titres.de(REPERE)[REPERE] for nom in rangs}


def collation(texte: str | None) -> str:
    """The French order of names: accents, case, hyphens and apostrophes weigh nothing."""
    nu = "".join(c for c in unicodedata.normalize("NFKD", texte or "") if not unicodedata.combining(c))
    return " ".join(_MOT.findall(nu.replace("œ", "oe").replace("Œ", "OE").upper()))


def trier(personnes: pl.DataFrame, par: Sequence[str]) -> pl.DataFrame:
    """Those columns in French order, what is absent last."""
    textes = [nom for nom in par if personnes.schema[nom] == pl.String]
    cles = [
        pl.col(nom).map_elements(collation, return_dtype=pl.String).alias(f"_{nom}") if nom in textes
        else pl.col(nom).alias(f"_{nom}")
        for nom in par
    ]  # fmt: skip
    ajoutees = [f"_{nom}" for nom in par]
    return personnes.with_columns(cles).sort([*ajoutees, *par], nulls_last=True).drop(ajoutees)


def _case(nom: str, valeur: Any) -> Any:
    if nom == "statut" and valeur in STATUTS:
        return STATUTS[valeur].mot
    if nom in (*NOMS, *PRENOMS):
        return sur(named(nom, valeur))
    if nom == "prochaine_etape" and valeur:
        return sur(outside(str(valeur)))
    if nom in METIERS and valeur:
        return sur(apostrophes(str(valeur)))
    if nom == "type_contrat" and valeur:
        return mot(CONTRATS, valeur)
    return sur(valeur)


def named(colonne: str, valeur: Any) -> Any:
    """The value of a column, a name as lists write it: « MARTIN », « Anne-Lise »."""
    if colonne in NOMS and valeur:
        return surname(str(valeur))
    return prenom_dit(str(valeur)) if colonne in PRENOMS and valeur else valeur


def surname(nom: str) -> str:
    """In capitals, as administrative lists are, where sources write it one way or the other; kept when that
    would be another name for who reads the list back (« ß »).
    """
    return nom.upper() if name_key(nom.upper()) == name_key(nom) else nom


def _mettre_en_page(feuille: Any, entetes: list[str], tete: str, imprimees: int) -> None:
    """Ten points on the printed page: columns share its width, long texts wrap."""
    voulues: list[float] = []
    for rang, entete in enumerate(entetes, 1):
        case = feuille[get_column_letter(rang)]
        longues = [len(str(cellule.value or "")) for cellule in case[2:]]
        texte = max(longues, default=0) + 2
        voulues.append(min(LARGE, max({**REPONSE, **SUIVI}.get(entete, 0), len(entete) + 4, texte)))
    vues = voulues[:imprimees]
    voulues[len(vues) - 1] += max(0.0, PAGE_LISTE - sum(vues))
    largeurs(feuille, voulues)
    place = Alignment(horizontal="left", wrap_text=True, vertical="top", indent=1)
    for ligne in feuille.iter_rows(min_row=3):
        for cellule in ligne:
            cellule.alignment, cellule.font = place, CORPS
            cellule.border = LIGNE
            if isinstance(cellule.value, dt.date):
                cellule.number_format = DATE
    for cellule in feuille[2]:
        cellule.font, cellule.fill = ENTETE_LISTE, FOND_ENTETE
        cellule.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    _tete(feuille, tete, vues)
    feuille.freeze_panes = "A3"
    feuille.auto_filter.ref = f"A2:{get_column_letter(len(entetes))}{max(2, feuille.max_row)}"


def _tete(feuille: Any, tete: str, places: Sequence[float]) -> None:
    """The notice on the left, what the list is on the right."""
    milieu = max(1, min(3, len(places) - 1))
    feuille.merge_cells(start_row=1, end_row=1, start_column=1, end_column=milieu)
    if len(places) > milieu + 1:
        feuille.merge_cells(start_row=1, end_row=1, start_column=milieu + 1, end_column=len(places))
    droite = feuille.cell(1, milieu + 1, sur(ponctue(tete)))
    feuille["A1"].font, droite.font = Font(name=POLICE, size=10, bold=True, color=ALERTE), SOUS_TITRE
    hautes = []
    for cellule, place in ((feuille["A1"], sum(places[:milieu])), (droite, sum(places[milieu:]))):
        cellule.alignment = Alignment(horizontal="left", wrap_text=True, vertical="center", indent=1)
        dedans = place * POINTS_COLONNE - INDENT
        hautes.append(len(lignes(str(cellule.value), dedans, cellule.font.size, True)))
    feuille.row_dimensions[1].height = 8 + 15 * max(hautes)
    feuille.row_dimensions[2].height = 30
