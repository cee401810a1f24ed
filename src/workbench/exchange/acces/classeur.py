"""An access review sent out: one workbook a manager, drop-down answers, locked keys; all of them in one
archive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.destinataire import EQUIPE
from workbench.documents.listes.liste import MATRICULE, collation, surname
from workbench.exchange import ecrivain
from workbench.exchange.contrat import Contrat, contrat
from workbench.looks.formats import prenom_dit
from workbench.office import paquet
from workbench.office.feuille import DISCRET, NORMAL, SOUS_TITRE, TITRE, lisez_moi
from workbench.office.paquet import octets
from workbench.pilotage.comptes.campagnes import Campagne, rules
from workbench.socle.typographie import apostrophes

MIME_ZIP = "application/zip"
MONTRES = 8
RIEN = "rien de particulier"


def expected() -> Contrat:
    """The contract of a list, with the words of the campaigns."""
    return contrat("acces").avec(listes={"decision": rules()["verdicts"]})


def recipients(campagne: Campagne, responsables: Mapping[tuple[str, str], str]) -> dict[str, list[str]]:
    """Who receives which keys: the manager of the group's service, else the service itself, named with its
    establishment.
    """
    found: dict[str, list[str]] = {}
    for key, group in campagne.comptes.items():
        found.setdefault(recipient(group, responsables), []).append(key)
    return dict(sorted(found.items()))


def recipient(group: str, responsables: Mapping[tuple[str, str], str]) -> str:
    """The manager of « establishment|service », else « service (establishment) »."""
    place, service = group.split("|", 1)
    return responsables.get((place, service)) or f"{service} ({place})"


def orphans(campagne: Campagne, responsables: Mapping[tuple[str, str], str]) -> dict[str, int]:
    """Services of the campaign nobody is named for, « service (establishment) » → accounts: to ask before
    sending.
    """
    found: dict[str, int] = {}
    for group in campagne.comptes.values():
        place, service = group.split("|", 1)
        if not responsables.get((place, service)):
            name = f"{service} ({place})"
            found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def ask_heads(campagne: Campagne, responsables: Mapping[tuple[str, str], str]) -> str:
    """Whom to ask for first, in a sentence; "" when every list has its owner."""
    found = orphans(campagne, responsables)
    if not found:
        return ""
    shown = ", ".join(f"{name} ({count})" for name, count in list(found.items())[:MONTRES])
    more = f" et {len(found) - MONTRES} autres" if len(found) > MONTRES else ""
    return (
        f"{len(found)} liste{'s' if len(found) > 1 else ''} sans responsable connu, à demander d’abord"
        f" (fichier de structure, colonne responsable) ; en comptes : {shown}{more}."
    )


def contenu(
    campagne: Campagne,
    destinataire: str,
    cles: list[str],
    comptes: pl.DataFrame,
    noms: Mapping[str, str],
    le: dt.date,
    equipe: str = EQUIPE,
) -> bytes:
    """The workbook of one manager.

    Args:
        cles: the keys asked of this manager. comptes: `mart.revue_acces_compte`, with the `matricule` of
        their people when it was read (`liste.with_matricules`); an account gone since the opening is said so.
        noms: application code → what people call it. le: date of the data. equipe: to whom it goes back
        (`destinataire.team`).
    """
    lus = {row["cle"]: row for row in comptes.filter(pl.col("cle").is_in(cles)).iter_rows(named=True)}
    ici = {campagne.comptes[cle] for cle in cles}
    service = [item.code for item in expected().feuille("acces").colonnes].index("service")
    rows = sorted(
        (_row(campagne, cle, lus.get(cle), noms, len(ici) > 1) for cle in cles),
        key=lambda row: (collation(row[service]), collation(row[2]), row[0], row[1]),
    )
    book = Workbook()
    sheet = expected().feuille("acces")
    _readme(book.active, campagne, destinataire, len(rows), le, equipe)
    ecrivain.ecrire(
        book.create_sheet(sheet.titre),
        sheet,
        rows,
        ecrivain.Entete(
            f"{campagne.titre} : cet accès est-il encore justifié ?",
            f"Répondez dans les colonnes jaunes avant le {campagne.echeance:%d/%m/%Y}. Une ligne vide reste à"
            " revoir ; une seule faute, et rien de la liste n’est enregistré.",
            f"{le:%d/%m/%Y}",
        ),
    )
    return octets(book, le, campagne.titre, f"Pour : {destinataire}")


def archive(
    campagne: Campagne,
    responsables: Mapping[tuple[str, str], str],
    comptes: pl.DataFrame,
    noms: Mapping[str, str],
    le: dt.date,
    equipe: str = EQUIPE,
) -> bytes:
    """Every manager's workbook, in one archive."""
    used, motif = set[str](), f"{campagne.code}_{{}}.xlsx"
    return paquet.archive(
        {
            ecrivain.file_name(motif, who, used, "sans_service"): contenu(
                campagne, who, keys, comptes, noms, le, equipe
            )
            for who, keys in recipients(campagne, responsables).items()
        }
    )


def _row(
    campagne: Campagne, cle: str, lu: Mapping[str, Any] | None, noms: Mapping[str, str], plusieurs: bool
) -> tuple[Any, ...]:
    """`plusieurs`: the manager heads several services, each line says which on paper too."""
    source, _, login = cle.partition(":")
    answer = campagne.reponses.get(cle)
    word = rules()["verdicts"][answer.verdict] if answer else ""
    told = (
        (word, answer.valeur.get("precision", ""), answer.valeur.get("repondu_par", ""))
        if answer
        else ("", "", "")
    )
    if lu is None:
        service = campagne.comptes[cle].split("|", 1)[1]
        gone = "Compte fermé ou disparu depuis l’ouverture"
        return (
            noms.get(source, source),
            login,
            "",
            gone,
            None,
            *told,
            "",
            service,
            "",
            f"{campagne.code}|{cle}",
        )
    name = " ".join(filter(None, (surname(lu["nom"] or ""), prenom_dit(lu["prenom"]))))
    who = ", ".join(filter(None, (name, lu.get(MATRICULE)))) if name else "Titulaire inconnu"
    who += f"\n{lu['service']}" if plusieurs and lu["service"] else ""
    return (
        noms.get(lu["application"], lu["application"]),
        login,
        who,
        " ; ".join(told for told in (lu["a_regarder"], lu.get("droits_a_regarder")) if told) or RIEN,
        lu["date_derniere_connexion"],
        *told,
        apostrophes(lu["metier"] or ""),
        lu["service"] or "",
        lu["profil"] or "",
        f"{campagne.code}|{cle}",
    )


def _readme(
    feuille: Worksheet, campagne: Campagne, destinataire: str, nombre: int, le: dt.date, equipe: str
) -> None:
    lines = [
        (campagne.titre, TITRE),
        (f"Pour : {destinataire}. {nombre} accès à revoir avant le {campagne.echeance:%d/%m/%Y}.", NORMAL),
        (
            (
                f"Campagne {campagne.code}, ouverte le {campagne.ouverte_le:%d/%m/%Y} ; données du"
                f" {le:%d/%m/%Y}."
            ),
            DISCRET,
        ),
        ("", NORMAL),
        ("Ce qu’on vous demande", SOUS_TITRE),
        (
            (
                f"1. Ouvrez la feuille « {expected().feuille('acces').titre} » : une ligne est un compte"
                " d’une personne que vous encadrez."
            ),
            NORMAL,
        ),
        ("2. Garder : la personne travaille avec vous et cet accès lui sert.", NORMAL),
        ("3. Fermer : la personne est partie, ou cet accès ne lui sert plus.", NORMAL),
        (
            (
                "4. Modifier : l’accès reste, mais ses droits doivent changer ; dites lesquels dans"
                " « Précision »."
            ),
            NORMAL,
        ),
        (
            f"5. Indiquez votre nom ou votre fonction, puis renvoyez le classeur à {equipe}, avant le"
            f" {campagne.echeance:%d/%m/%Y}.",
            NORMAL,
        ),
        ("", NORMAL),
        ("Données personnelles", SOUS_TITRE),
        ("Ce classeur nomme des personnes : ne le transférez pas, et supprimez-le une fois renvoyé.", NORMAL),
    ]
    lisez_moi(feuille, lines, campagne.titre, f"{le:%d/%m/%Y}")
