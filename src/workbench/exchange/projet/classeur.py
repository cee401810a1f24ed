"""The whole project in one workbook: one sheet a kind, drop-downs, an id column; what comes back changes only
what differs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbench.access import Acces
from workbench.documents import produits
from workbench.exchange import ecrivain
from workbench.exchange.contrat import Colonne, Contrat, Feuille, contrat
from workbench.exchange.projet import mots
from workbench.looks.formats import accord, en_mots, jour
from workbench.office.feuille import DISCRET, MIME, NORMAL, TITRE, lisez_moi
from workbench.office.paquet import octets
from workbench.projet import Champ, Genre, Projet

__all__ = [
    "ID",
    "LISEZ_MOI",
    "LISTES",
    "MIME",
    "REPERE",
    "contenu",
    "expected",
    "feuille_de",
    "produire",
]

ID = "N°"
FICHIER = "projet_hospiconnect.xlsx"
LISEZ_MOI, LISTES = "Lisez-moi", "Listes"
REPERE = "Repère du registre : "
"""Followed, in the read-me sheet, by the last ledger entry the workbook holds: where its changes start
from.
"""
AUCUN = "aucun"
VIDE = "Aucune fiche à ce jour : une ligne sous ces titres en fait une, sans numéro."
LIGNES_LIBRES = 200
DE_L_OUTIL = ("indicateur", "population", "profession", "reference")  # fields that hold codes of the tool
ECRAN = {"tache": ("livrable", "apres"), "risque": ("famille",)}
"""Of a sheet with more fields than paper holds, those left to the screen: how it stands is printed."""
LONG_PAPIER = 400  # signs of a text that takes a page by itself: it is read on the screen, on one line
LARGEURS = {"texte": 28, "choix": 27, "date": 13, "entier": 13, "nombre": 13, "booleen": 9, "liste": 22}


def contenu(projet: Projet, etablissement: str, le: dt.date) -> bytes:
    """The workbook of a project. The same project on the same day gives the same bytes."""
    classeur = Workbook()
    _lisez_moi(classeur.active, projet, etablissement, le)
    listes = ecrivain.Listes(classeur.create_sheet(LISTES))
    rangs = {code: _rangs(projet, genre) for code, genre in projet.genres.items()}
    for sheet in expected(projet).feuilles:
        genre = projet.genres[sheet.code]
        cards = projet.fiches(sheet.code)
        page = classeur.create_sheet(sheet.titre)
        ecrivain.ecrire(
            page,
            sheet if cards else replace(sheet, ligne_titres=3),
            [
                (row["id"], *(dire(projet, champ, row[champ.code]) for champ in rangs[genre.code]))
                for row in cards
            ],
            ecrivain.Entete(f"{genre.libelle}, {etablissement}", VIDE, jour(le)),
            ecrivain.Choix(listes, {champ.code: choix(projet, champ) for champ in rangs[genre.code]}),
            LIGNES_LIBRES,
        )
        if not cards:  # a bare page on paper; LibreOffice prints what has an area, hidden or not
            page.sheet_state, page.print_area = "hidden", None
    classeur.move_sheet(listes.feuille, len(classeur.sheetnames))
    return octets(classeur, le, "Le projet HospiConnect", etablissement)


def produire(acces: Acces, projet: Projet, etablissement: str, le: dt.date) -> produits.Produit:
    """The workbook as a document that leaves the building, for the caller to write in the history
    (`produits.consigner`).

    Raises:
        AccesRefuse: the role exports nothing; the budget and the team are in it, whatever pages the role
        opens.
    """
    produits.exiger(acces)
    faits = contenu(projet, etablissement, le)
    return produits.Produit("projet", FICHIER, faits, MIME, le, acces.version)


def repere(projet: Projet) -> str:
    """The last ledger entry of a project; `aucun` when it is as shipped."""
    return projet.decisions[-1].id if projet.decisions else AUCUN


def feuille_de(genre: Genre) -> str:
    """The sheet of a kind: its French name."""
    return "".join(char for char in genre.libelle if char not in "[]:*?/\\")[:31]


def dire(projet: Projet, champ: Champ, valeur: Any) -> Any:
    """A value as the sheet shows it: the label of an option, the id and name of a card."""
    if valeur is None:
        return None
    if isinstance(valeur, list):
        return ", ".join(valeur)
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if valeur in champ.options:
        return champ.options[valeur]
    if champ.code == mots.POPULATION:
        return mots.tell_population(valeur, projet.home)
    return f"{valeur}{mots.SEPARATEUR}{projet.nom(champ.lien, valeur)}" if champ.lien else valeur


def choix(projet: Projet, champ: Champ) -> tuple[str, ...]:
    """What the drop-down of a field offers; empty when it has none."""
    if champ.type == "booleen":
        return ("oui", "non")
    if champ.type == "liste":
        return ()
    cards = projet.fiches(champ.lien) if champ.lien else []
    return (*champ.options.values(), *(str(dire(projet, champ, card["id"])) for card in cards))


def expected(projet: Projet) -> Contrat:
    """The contract of the workbook: a sheet a kind, a column a field, as the cards are described."""
    number = Colonne(Champ("id", ID), exigee=True, cle=True, largeur=9)

    def sheet(genre: Genre) -> Feuille:
        fields = (
            Colonne(
                replace(champ, obligatoire=False),
                saisie=True,
                largeur=_largeur(champ),
                format=_format(projet, genre, champ),
                ecran=_a_l_ecran(projet, genre, champ),
            )
            for champ in _rangs(projet, genre)
        )
        return Feuille(genre.code, feuille_de(genre), (number, *fields), protegee=False)

    return contrat("projet").avec(feuilles=tuple(map(sheet, projet.genres.values())))


def _rangs(projet: Projet, genre: Genre) -> list[Champ]:
    """The fields of a kind, their codes in words, those nobody reads on paper last."""
    lisibles = (mots.in_words(projet, champ) for champ in genre.champs if champ.code not in mots.FIGES)
    return sorted(lisibles, key=lambda champ: _a_l_ecran(projet, genre, champ))


def _a_l_ecran(projet: Projet, genre: Genre, champ: Champ) -> bool:
    textes = (str(fiche[champ.code] or "") for fiche in projet.fiches(genre.code))
    ailleurs = champ.code in DE_L_OUTIL or champ.code in ECRAN.get(genre.code, ())
    return ailleurs or any(len(texte) > LONG_PAPIER for texte in textes)


def _format(projet: Projet, genre: Genre, champ: Champ) -> str:
    """An amount reads with its thousands apart; its cents, when somebody wrote some."""
    if "€" not in champ.libelle:
        return ""
    montants = [fiche[champ.code] for fiche in projet.fiches(genre.code) if fiche[champ.code] is not None]
    return "euros" if all(float(montant).is_integer() for montant in montants) else "centimes"


def _largeur(champ: Champ) -> int:
    if champ.code == "titre":
        return 76
    return (
        60
        if champ.long
        else 44
        if champ.lien and not champ.options and champ.type != "liste"
        else LARGEURS[champ.type]
    )


MODE_D_EMPLOI = (
    "Une feuille par genre de fiche. Modifiez les cases, ajoutez des lignes à la suite, puis reprenez ce"
    " classeur.",
    "Une feuille sans fiche est masquée et ne s’imprime pas : pour y écrire, clic droit sur un onglet, puis"
    " « Afficher ».",
    "La colonne N° désigne la fiche : ne la changez pas. Laissez-la vide pour une ligne nouvelle.",
    "Une ligne effacée ne retire pas la fiche : cela se fait dans l’application, avec une raison.",
    "À la reprise, seul ce qui diffère est enregistré, en votre nom ; une seule faute, et rien ne l’est.",
    "Ce qu’un collègue a changé depuis dans l’application est gardé ; une case changée des deux côtés est"
    " refusée.",
    "Un classeur sert une fois : une fois repris, exportez-en un neuf avant de le modifier encore.",
    "Une personne ou un livrable se désigne par son numéro, suivi de « · » et de son nom.",
)


def _lisez_moi(feuille: Worksheet, projet: Projet, etablissement: str, le: dt.date) -> None:
    lines = [
        ("Le projet HospiConnect", TITRE),
        (f"{etablissement}, le {jour(le)}", DISCRET),
        ("", NORMAL),
        *((phrase, NORMAL) for phrase in MODE_D_EMPLOI),
        ("", NORMAL),
        *((f"{genre.libelle} : {_combien(projet, genre)}", NORMAL) for genre in projet.genres.values()),
        ("", NORMAL),
        (REPERE + repere(projet), DISCRET),
    ]
    lisez_moi(feuille, lines, "Le projet HospiConnect")
    feuille.row_dimensions[1].height = 28


def _combien(projet: Projet, genre: Genre) -> str:
    """How many cards of a kind; how many of them the tool ships and nobody took as the establishment's."""
    fiches = projet.fiches(genre.code)
    proposees = sum(not projet.adoptee(genre.code, fiche["id"]) for fiche in fiches)
    if not fiches:
        return "aucune fiche (feuille masquée)"
    if not proposees:
        return str(len(fiches))
    propose = "par l’outil et que l’établissement n’a pas encore"
    if proposees == len(fiches) > 1:
        return f"{proposees}, toutes proposées {propose} reprises"
    dites = accord(proposees, "proposée", "proposées")
    return f"{len(fiches)}, dont {dites} {propose} {en_mots(proposees, 'reprise')[1]}"
