"""Mail merge: one letter a person, in a Word document or a workbook; plain text only, marked, never a formula
nor a field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from docx.document import Document as Doc
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from workbench.access import Acces
from workbench.documents import produits
from workbench.documents.destinataire import outside
from workbench.documents.lettres import a_lire
from workbench.documents.lettres.champs import OBJET, SIGNATURE
from workbench.documents.lettres.envoi import COLONNES, Envoi, body, of_all, of_person
from workbench.documents.lettres.page import header, margins, ours, paragraph, sender
from workbench.documents.lettres.papier import Papier, find
from workbench.documents.listes.liste import mention, trier
from workbench.looks.formats import accord, jour, majuscule, prenom_dit
from workbench.office import paquet
from workbench.office.feuille import ENTETE, FOND_ENTETE, NORMAL, impression, lisez_moi, marge, sur
from workbench.office.feuille import MIME as MIME_XLSX
from workbench.office.lisible import as_list
from workbench.office.mesures_feuille import room
from workbench.projet.textes import propre, remplir
from workbench.socle.settings import load_settings
from workbench.socle.typographie import insecables

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REMISE = "Remettez chaque lettre à la seule personne concernée."
FORMES = {
    "par_personne": "Lettres Word, une page par personne",
    "par_service": "Lettres Word, rangées par service",
    "classeur": "Textes prêts à envoyer (Excel)",
}
SANS_SERVICE = "Service non renseigné"
LETTRE = "modeles/lettre.docx"  # the establishment's own paper (`papier`)
GRILLE = "Light List Accent 1"  # a paper made in Word has it only once somebody used it
CELLULE_MAX = 32_000
OBJET_DIT, TEXTE = "Objet", "Texte"
ENVOI = "Envoyé le"
IMPRIMEES = ("nom", "prenom", "repere", "service")
ADRESSE = "email"
ADRESSE_MAX = 42.0  # column widths an address may take beside them; longer, it is on the screen


def lettres(personnes: pl.DataFrame, envoi: Envoi, *, par_service: bool = False) -> bytes:
    """A Word document, one page a person; the same people and text give the same bytes.

    Args:
        personnes: rows of mart.couverture_personne (`nom, prenom, etablissement, service, profession,
        prochaine_etape`).
        par_service: one section a service, opened by a page for its manager (who is concerned, what to hand
        over).
    """
    papier = Papier(envoi.papier) if envoi.papier else None
    document = papier.document if papier else ours()
    rows = _rows(personnes)
    if papier is None:
        margins(document.sections[0], envoi.etablissement, f"Situation connue au {jour(envoi.le)}.")
    else:
        places = {of_person(row, envoi)["etablissement"] for row in rows}
        place = places.pop() if len(places) == 1 else envoi.etablissement
        papier.fill_margins({**of_all(envoi), "etablissement": place})
    if not par_service:
        for rank, person in enumerate(rows):
            _letter(document, person, envoi, rank > 0, papier)
        return _bytes(document, envoi)
    section = document.sections[0]
    for rank, (service, group) in enumerate(_by_service(rows)):
        if rank:
            section = document.add_section(WD_SECTION.NEW_PAGE)
        if papier is None:
            section.header.is_linked_to_previous = False
            header(section, f"{envoi.etablissement} — {service}")
        _cover(document, service, group, envoi)
        for person in group:
            _letter(document, person, envoi, True, papier)
    return _bytes(document, envoi)


def classeur(personnes: pl.DataFrame, envoi: Envoi) -> bytes:
    """A workbook, one line a person: who, the subject, where to write the day it was sent; the text ready to
    send last, on the screen, so that lines stay low and a page holds many. Titles on the first line, as
    Word's own mail merge wants them; what it is and of which day, in the margins and on a sheet beside.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = a_lire.FEUILLE
    rows, titre = _rows(personnes), a_lire.title(envoi)
    seen = _printed(rows)
    rest = [name for name in COLONNES if name not in seen]
    titles = [*(COLONNES[name] for name in seen), ENVOI, OBJET_DIT, *(COLONNES[name] for name in rest), TEXTE]
    sheet.append(titles)
    for person in rows:
        values = of_person(person, envoi)
        blocks, signed = body(person, envoi)
        told = "\n\n".join(filter(None, (*blocks, signed)))
        about, text = (sur(dit[:CELLULE_MAX]) for dit in (remplir(envoi.modele.get("objet"), values), told))
        said = [[sur(propre(values[name])) for name in names] for names in (seen, rest)]
        sheet.append([*said[0], None, about, *said[1], text])
    for cell in sheet[1]:
        cell.font, cell.fill = ENTETE, FOND_ENTETE
    for rank, title in enumerate(titles, 1):
        sheet.column_dimensions[get_column_letter(rank)].width = 70 if title == TEXTE else 24
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.font, cell.alignment = NORMAL, Alignment(vertical="top", wrap_text=cell is not row[-1])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    impression(sheet, titre, jour(envoi.le))
    sheet.oddFooter.center.text = marge(envoi.notice or mention())
    as_list(sheet, sheet.max_row, len(titles), len(seen) + 1)
    lisez_moi(book.create_sheet(), a_lire.lines(rows, envoi), titre, jour(envoi.le))
    return paquet.octets(book, envoi.le, titre, commentaire=envoi.notice or mention())


def _printed(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """The columns that are printed: addresses among them, as long as paper holds each of them whole."""
    widths = (room(str(row.get(ADRESSE) or ""), NORMAL.size, False)[0] for row in rows)
    return (*IMPRIMEES, ADRESSE) if max(widths, default=0.0) <= ADRESSE_MAX else IMPRIMEES


def produire(acces: Acces, personnes: pl.DataFrame, envoi: Envoi, forme: str) -> bytes:
    """The file of one form (`FORMES`), written down in the history of what left the building before it is
    given.

    Raises:
        AccesRefuse: the role may not produce a nominative document.
    """
    produits.exiger(acces, nominatif=True)
    envoi = dressed(acces.home, envoi)
    if forme == "classeur":
        octets, mime = classeur(personnes, envoi), MIME_XLSX
    else:
        octets, mime = lettres(personnes, envoi, par_service=forme == "par_service"), MIME
    modele = envoi.modele
    options = {"texte": str(modele["id"]), "forme": FORMES[forme], "personnes": str(personnes.height)}
    produit = produits.Produit(
        "lettres", nom_fichier(modele, forme), octets, mime, envoi.le, acces.version, options
    )
    produits.consigner(acces, produit, pour=propre(str(modele.get("titre") or "")) or "destinataires")
    return octets


def dressed(home: Path, envoi: Envoi) -> Envoi:
    """What the settings say of the sender: whom to ask, from where, who signs, on which paper."""
    contact = load_settings(home).contact
    joints = " · ".join(filter(None, (contact.courriel, contact.telephone)))
    return replace(
        envoi,
        notice=mention(home),
        contact=f"Une question ? {joints}" if joints else "",
        papier=find(home, LETTRE),
        ville=contact.ville,
        adresse=contact.adresse,
        signature=contact.signature,
    )


def nom_fichier(modele: Mapping[str, Any], forme: str) -> str:
    """`lettres_MT-02_par_service.docx`."""
    return f"lettres_{modele['id']}_{forme}.{'xlsx' if forme == 'classeur' else 'docx'}"


def apercu(modele: Mapping[str, Any], etablissement: str) -> str:
    """The text as an imaginary person would read it, for the page."""
    example = {
        "civilite": "Madame",
        "appel": "Madame EXEMPLE",
        "nom": "EXEMPLE",
        "prenom": "Camille",
        "service": "Service d’exemple",
        "etablissement": etablissement,
        "profession": "Profession d’exemple",
        "prochaine_etape": "la démarche qui convient à cette personne.",
    }
    return "\n\n".join(filter(None, (remplir(modele.get(name), example) for name in ("corps", "signature"))))


def _rows(personnes: pl.DataFrame) -> list[dict[str, Any]]:
    keys = [
        name
        for name in ("etablissement", "service", "nom", "prenom", "id_unique")
        if name in personnes.columns
    ]
    return trier(personnes, keys).to_dicts()


def _by_service(rows: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        name = propre(row.get("service")) or SANS_SERVICE
        groups.setdefault((row.get("etablissement") or "", name), []).append(row)
    for (code, name), group in groups.items():
        yield (f"{name} ({code})" if code else name), group


def _letter(
    document: Doc, person: Mapping[str, Any], envoi: Envoi, page: bool, papier: Papier | None
) -> None:
    values = of_person(person, envoi)
    if papier is not None and papier.par_section and page:
        papier.new_page()
        page = False
    blocks, signed = body(person, envoi)
    if papier is not None and papier.entiere:
        objet = {OBJET: remplir(envoi.modele.get("objet"), values), SIGNATURE: signed}
        close = [] if papier.signe or not signed else [signed]
        papier.letter(values | of_all(envoi) | objet, [*blocks, *close])
        return
    page = sender(document, envoi, page)
    who = paragraph(document)
    who.paragraph_format.page_break_before = page
    who.alignment, who.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.RIGHT, Pt(22)
    who.add_run(remplir("{{civilite}} {{prenom}} {{nom}}", values)).bold = True
    for name in ("profession", "service"):
        if values[name]:
            who.add_run("\n" + propre(values[name]).replace("\n", " "))
    if envoi.date:
        dated = paragraph(document)
        dated.alignment, dated.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.RIGHT, Pt(14)
        dated.add_run(propre(majuscule(", ".join(filter(None, (envoi.ville, f"le {jour(envoi.date)}"))))))
    if envoi.modele.get("objet"):
        subject = paragraph(document)
        subject.paragraph_format.space_after = Pt(14)
        subject.add_run(insecables("Objet : " + remplir(envoi.modele["objet"], values))).bold = True
    for block in blocks:
        paragraph(document).add_run(block)
    if signed:
        end = paragraph(document)
        end.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        end.paragraph_format.space_before, end.paragraph_format.space_after = Pt(14), Pt(28)
        end.add_run(signed)
    if envoi.contact:
        paragraph(document).add_run(insecables(propre(envoi.contact))).bold = True


def _cover(document: Doc, service: str, group: list[dict[str, Any]], envoi: Envoi) -> None:
    """The page of whoever hands the letters over; how to handle them is said there, not on the letters."""
    document.add_heading(service, level=1)
    told = insecables(
        f"À l’attention de l’encadrement : {accord(len(group), 'personne')} de ce service"
        f" {'est concernée' if len(group) < 2 else 'sont concernées'} par «"
        f" {propre(str(envoi.modele.get('titre') or ''))} ». {REMISE} Ne l’affichez pas."
        f" {envoi.notice or mention()}"
    )
    document.add_paragraph(told)
    lines = [("Nom", "Profession", "Prochaine étape")]
    for person in group:
        name = {"nom": str(person.get("nom") or "").upper(), "prenom": prenom_dit(person.get("prenom"))}
        lines.append(
            (
                remplir("{{nom}} {{prenom}}", name),
                propre(person.get("profession")),
                propre(outside(str(person.get("prochaine_etape") or ""))),
            )
        )
    table = document.add_table(rows=len(lines), cols=3)
    if GRILLE in document.styles:
        table.style = GRILLE
    for row, texts in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def _bytes(document: Doc, envoi: Envoi) -> bytes:
    titre = propre(str(envoi.modele.get("titre") or "Lettres"))
    return paquet.octets(document, envoi.le, titre, commentaire=envoi.notice or mention())
